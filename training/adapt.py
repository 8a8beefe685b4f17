"""Adapt a base encoder to posts by masked words: `python -m training.adapt CONFIG OUT`.

Gururangan et al. 2020, "Don't Stop Pretraining". The posts are read as the task reads them: name-blind. Every quarter
of an epoch a probe (a logistic regression on the pooled states of labelled posts) is scored on dev, into
OUT/probe.json.
Checkpoints lie in OUT/checkpoints, the adapted base in OUT/base; called again, it goes on from the last checkpoint.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset as TorchDataset
from transformers import PreTrainedModel, Trainer, set_seed
from transformers.models.bert.modeling_bert import BertPredictionHeadTransform
from transformers.trainer_utils import get_last_checkpoint

from netralnlp.model.encoding import PostEncoder
from netralnlp.model.network import load_encoder
from training.arguments import arguments_of, choose_attention
from training.examples import Renderings
from training.links import links_of
from training.masking import UNMASKED, WordMasking, padded
from training.probe import Probe, ProbeEachQuarter
from training.saving import BaseTokenizer, origin_of, tokenizer_of
from training.settings import AdaptationSettings
from training.unlabelled import read_unlabelled

PROBES_AN_EPOCH: Final = 4


class WindowsOfPosts(TorchDataset[dict[str, Any]]):
    """The first window of each post, rendered anew at each reading."""

    def __init__(self, renderings: Renderings, encoder: PostEncoder) -> None:
        self.renderings = renderings
        self.encoder = encoder

    def __len__(self) -> int:
        return len(self.renderings.texts)

    def __getitem__(self, index: int) -> dict[str, Any]:
        text, context = self.renderings.draw(index, self.encoder.wording)
        window = self.encoder.encode([text], [context])[0].windows[0]
        return {"input_ids": window.ids, "token_type_ids": window.types}


class MaskedLanguageModel(nn.Module):
    """An encoder under the prediction head of BERT, whose output matrix is the table of word embeddings."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.transform = BertPredictionHeadTransform(encoder.config)
        self.bias = nn.Parameter(torch.zeros(encoder.config.vocab_size))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor, labels: Tensor) -> Tensor:
        """Mean cross entropy of the masked pieces; arguments of `(batch, tokens)`."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        chosen = labels != UNMASKED
        table = self.encoder.get_input_embeddings().weight
        logits = nn.functional.linear(self.transform(states[chosen]), table, self.bias)
        return nn.functional.cross_entropy(logits, labels[chosen], reduction="sum") / chosen.sum().clamp(min=1)


class MaskedLanguageTrainer(Trainer):
    """A Trainer for `MaskedLanguageModel`, whose output is its loss."""

    def compute_loss(self, model: nn.Module, inputs: dict[str, Tensor], *_: object, **__: object) -> Tensor:
        """Loss of one batch."""
        loss: Tensor = model(**inputs)
        return loss


def collate_masked(
    windows: Sequence[dict[str, Any]], masking: WordMasking, pad: int, generator: torch.Generator
) -> dict[str, Tensor]:
    """A batch with words masked at random."""
    ids = padded([window["input_ids"] for window in windows], pad)
    inputs, labels = masking.apply(ids, generator)
    return {
        "input_ids": inputs,
        "attention_mask": padded([[1] * len(window["input_ids"]) for window in windows], 0),
        "token_type_ids": padded([window["token_type_ids"] for window in windows], 0),
        "labels": labels,
    }


def adapt(settings: AdaptationSettings, out: Path, checkpoint_steps: int = 500) -> None:
    """Adapt and write `out/base`."""
    set_seed(settings.seed)
    tokenizer = tokenizer_of(settings.base)
    posts = read_unlabelled(settings.texts, settings.splits, settings.pool, settings.general, settings.seed)
    renderings = Renderings(posts, links_of(posts, True), links_of(posts, False), random.Random(settings.seed))
    encoder = load_encoder(settings.base)
    choose_attention(encoder)
    model = MaskedLanguageModel(encoder)
    masking = WordMasking.of(tokenizer.tokenizer, settings.masked_share)
    out.mkdir(parents=True, exist_ok=True)
    steps_an_epoch = -(-len(posts) // settings.batch_size)
    trainer = MaskedLanguageTrainer(
        model=model,
        args=arguments_of(settings, out / "checkpoints", save_steps=checkpoint_steps, save_total_limit=1),
        train_dataset=WindowsOfPosts(renderings, tokenizer.encoder),
        data_collator=functools.partial(
            collate_masked,
            masking=masking,
            pad=tokenizer.pad,
            generator=torch.Generator().manual_seed(settings.seed),
        ),
        callbacks=[
            ProbeEachQuarter(
                Probe.of(settings, tokenizer), encoder, out / "probe.json", steps_an_epoch // PROBES_AN_EPOCH
            )
        ],
    )
    checkpoints = out / "checkpoints"
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(checkpoints)) if checkpoints.exists() else None)
    write_base(encoder, tokenizer, settings, out)


def write_base(encoder: PreTrainedModel, tokenizer: BaseTokenizer, settings: AdaptationSettings, out: Path) -> None:
    """Write `out/base`: the encoder, its tokenizer, and the record of the base it was made from with what was done."""
    folder = out / "base"
    encoder.save_pretrained(folder)
    tokenizer.tokenizer.save_pretrained(folder)
    record = Path(settings.base) / "base.json"
    source, licence = origin_of(settings.base)
    made_of = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    values = {"source": source, "licence": licence, **made_of}
    done = {key: value for key, value in dataclasses.asdict(settings).items() if not isinstance(value, Path)}
    probe = json.loads((out / "probe.json").read_text(encoding="utf-8"))
    values["adaptation"] = {**done, "base": Path(settings.base).name, "probe": probe}
    (folder / "base.json").write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and adapt."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path, help="training/configs/adaptation.yaml or one like it")
    parser.add_argument("out", type=Path, help="folder outside the repository")
    arguments = parser.parse_args()
    adapt(AdaptationSettings.read(arguments.config), arguments.out)


if __name__ == "__main__":
    main()
