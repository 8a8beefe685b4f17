"""How much of the task a frozen encoder knows: a logistic regression on its pooled states, scored on dev."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from transformers import PreTrainedModel, TrainerCallback

from training.arguments import has_bf16
from training.corpus.split import read_parts
from training.evaluate.baselines import side_macro_f1
from training.examples import Renderings, TrainingPosts, collate
from training.links import links_of
from training.saving import BaseTokenizer
from training.settings import AdaptationSettings

PROBED_POSTS: Final = 4000
_PROBE_BATCH: Final = 64


@dataclass(frozen=True)
class Probe:
    """Labelled posts of train and dev, on which the frozen encoder is probed."""

    train: list[dict[str, Any]]
    dev: list[dict[str, Any]]
    pad: int

    @classmethod
    def of(cls, settings: AdaptationSettings, tokenizer: BaseTokenizer) -> Probe:
        """A random draw of the train part, and all of dev."""
        parts = read_parts(settings.labels, settings.texts, settings.authored, settings.splits)
        drawn = parts.train.shuffle(seed=settings.seed).select(range(min(PROBED_POSTS, len(parts.train))))
        return cls(*(_by_length(posts, tokenizer) for posts in (drawn, parts.dev)), tokenizer.pad)

    def score(self, encoder: PreTrainedModel) -> float:
        """Post-stance macro-F1 (supports, opposes, neutral) on dev of a logistic regression a side."""
        was_training = encoder.training
        encoder.eval()
        (features, sides), (dev_features, dev_sides) = (self._pooled(encoder, part) for part in (self.train, self.dev))
        encoder.train(was_training)
        said = np.stack([_fitted(features, side).predict(dev_features) for side in sides.T], axis=1)
        return side_macro_f1(dev_sides, said)

    def _pooled(self, encoder: PreTrainedModel, posts: list[dict[str, Any]]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """First state beside the mean state, `(posts, 2 * width)`, and sides, `(posts, 2)`."""
        features, sides = [], []
        for start in range(0, len(posts), _PROBE_BATCH):
            batch = collate(posts[start : start + _PROBE_BATCH], self.pad)
            inputs = {key: batch[key].to(encoder.device) for key in ("input_ids", "attention_mask", "token_type_ids")}
            with torch.inference_mode(), torch.autocast(encoder.device.type, torch.bfloat16, enabled=has_bf16()):
                states = encoder(**inputs).last_hidden_state.float()
            mask = inputs["attention_mask"].unsqueeze(-1)
            features.append(torch.cat([states[:, 0], (states * mask).sum(1) / mask.sum(1)], dim=1).cpu().numpy())
            sides.append(batch["post_labels"].numpy() > 0.5)
        return np.concatenate(features), np.concatenate(sides)


def _by_length(posts: Dataset, tokenizer: BaseTokenizer) -> list[dict[str, Any]]:
    """What the network reads of the posts, the shortest first, so that batches hold little padding."""
    links = links_of(posts, with_election=True)
    read = TrainingPosts(posts, Renderings(posts, links, links, None), tokenizer.encoder)
    return sorted((read[index] for index in range(len(read))), key=lambda row: len(row["input_ids"]))


def _fitted(features: NDArray[Any], side: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - a pipeline of scikit-learn
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=300)).fit(features, side)


class ProbeEachQuarter(TrainerCallback):
    """Scores the probe at the start and every quarter of an epoch, and writes what it found."""

    def __init__(self, probe: Probe, encoder: PreTrainedModel, path: Path, every: int) -> None:
        self.probe = probe
        self.encoder = encoder
        self.path = path
        self.every = max(1, every)

    def on_train_begin(self, _: object, state: Any, *__: object, **___: object) -> None:  # noqa: ANN401
        """Score the base as it is."""
        if state.global_step == 0:
            self._score(0, 0.0)

    def on_step_end(self, _: object, state: Any, *__: object, **___: object) -> None:  # noqa: ANN401
        """Score at each quarter and at the end."""
        if state.global_step % self.every == 0 or state.global_step == state.max_steps:
            self._score(state.global_step, state.epoch)

    def _score(self, step: int, epoch: float) -> None:
        found = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else []
        found = [each for each in found if each["step"] < step]
        found.append(
            {"step": step, "epoch": round(epoch, 4), "post_macro_f1": round(self.probe.score(self.encoder), 4)}
        )
        self.path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
