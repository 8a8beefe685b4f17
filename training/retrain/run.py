"""One retraining: start, mix, fit, export, calibrate, compare."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from datasets import Dataset
from transformers import AutoConfig

from netralnlp.errors import TrainingError
from netralnlp.model.manifest import Calibration, Manifest
from netralnlp.predictor import EMBEDDED_MODEL, Predictor
from training.calibrate import calibrate, read_dev
from training.corpus.split import Parts
from training.evaluate.labelled_set import by_authorship
from training.evaluate.report import to_json
from training.evaluate.tables import COLUMNS
from training.export import export
from training.retrain.before_after import compare_on
from training.retrain.mixture import goes_on, mix, read_corpus, write_parts
from training.retrain.own_posts import OwnPosts
from training.settings import Settings
from training.train import train

CONFIG: Final = Path("training/configs/retrain.yaml")
MODEL: Final = "model"
REPORT: Final = "report.json"
CHECKPOINT_STEPS: Final = 50
_IDENTITY: Final = "run.json"


def read_settings(config: Path = CONFIG, base: str | None = None, epochs: float | None = None) -> Settings:
    """Settings of a configuration file, with another base or number of epochs where they are given.

    A base with fewer layers than the file asks for keeps all of its own.
    """
    settings = Settings.read(config)
    settings = dataclasses.replace(settings, base=base or settings.base, epochs=epochs or settings.epochs)
    try:
        layers = AutoConfig.from_pretrained(settings.base).num_hidden_layers
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"There is no model {settings.base!r}: give a model folder, or the id of an encoder on a hub that can be "
            f"reached ({str(error).splitlines()[0]})."
        ) from None
    return dataclasses.replace(settings, layers=min(settings.layers, layers))


@dataclass(frozen=True)
class Retraining:
    """A run on own posts, whose files lie in a folder of its own.

    `before` is the model that is to be improved on: the base, or the embedded model where the base is a bare encoder.
    """

    settings: Settings
    out: Path
    own: OwnPosts
    parts: Parts
    corpus: Parts
    before: Predictor

    @classmethod
    def of(cls, own: OwnPosts, settings: Settings, out: Path, parts: Parts | None = None) -> Retraining:
        """Prepare a run.

        Args:
            own: the labelled posts.
            settings: as `read_settings` gives them.
            out: a new folder, or that of the same run, which then goes on.
            parts: of the own posts; by default `OwnPosts.parts`.

        Raises:
            TrainingError: the folder holds a run on other posts or with other settings.
        """
        _refuse_other_run(own, settings, out)
        before = Predictor.load(Path(settings.base) if goes_on(settings.base) else EMBEDDED_MODEL)
        completed = own.completed(before)
        return cls(settings, out, completed, parts or completed.parts(), read_corpus(settings), before)

    @property
    def columns(self) -> list[str]:
        """The figures that the own posts can show: not of what nobody labelled."""
        unlabelled = {"target_f1", "mention_overlap_f1", "mention_exact_f1"} if not self.own.has_mentions else set()
        unlabelled |= {"conduct_micro_f1"} if not self.own.has_conduct else set()
        return [name for name in COLUMNS if name not in unlabelled]

    def fit(self) -> Predictor:
        """Train, export and calibrate `out/model`; a run that was cut off goes on from its last checkpoint."""
        mixed = mix(self.parts, self.corpus, self.settings)
        posts = self.out / "posts"
        write_parts(mixed, posts)
        settings = dataclasses.replace(
            self.settings,
            labels=posts / "posts.jsonl",
            texts=posts / "posts.jsonl",
            authored=posts / "no-more",
            splits=posts,
        )
        train(settings, self.out / "training", checkpoint_steps=CHECKPOINT_STEPS)
        model = self.out / MODEL
        export(self.out / "training" / "model", model)
        calibration = self.calibration(Predictor.load(model), mixed.dev)
        dataclasses.replace(Manifest.read(model), calibration=calibration).write(model)
        return Predictor.load(model)

    @property
    def refits(self) -> bool:
        """Whether there is enough to fit temperatures and thresholds anew."""
        return bool(len(self.parts.dev)) or not goes_on(self.settings.base)

    def calibration(self, after: Predictor, dev: Dataset) -> Calibration:
        """Temperatures and thresholds of the new model.

        Those of the base stay where too few own posts could say better, and for conduct always: most kinds are too rare
        in a few hundred posts. A bare encoder has none to keep.
        """
        if not self.refits:
            return self.before.manifest.calibration
        fitted = calibrate(read_dev(after, dev))
        if not goes_on(self.settings.base):
            return fitted
        kept = self.before.manifest.calibration
        own = {name: fitted.thresholds[name] for name in ("support", "oppose", "linked", "tagged")}
        return Calibration(
            temperatures=fitted.temperatures | {"conduct": kept.temperatures["conduct"]},
            thresholds=kept.thresholds | own,
            review=fitted.review,
        )

    def compare(self, after: Predictor) -> dict[str, Any]:
        """Before and after on the own test part, and on authored posts that neither was trained on; written to `out`.

        The second comparison shows what was forgotten.
        """
        report = {
            "model": after.name,
            "before": self.before.name,
            "base": after.manifest.base,
            "epochs": self.settings.epochs,
            "posts": {part: len(posts) for part, posts in self.parts._asdict().items()},
            "calibrated_anew": self.refits,
            "own": compare_on(self.parts.test, self.before, after, self.columns),
            "authored": compare_on(by_authorship(self.corpus.test)[1], self.before, after),
        }
        (self.out / REPORT).write_text(to_json(report), encoding="utf-8")
        return report


def _refuse_other_run(own: OwnPosts, settings: Settings, out: Path) -> None:
    identity = {"own_posts": own.sha256, "settings": json.loads(json.dumps(dataclasses.asdict(settings), default=str))}
    path = out / _IDENTITY
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != identity:
        raise TrainingError(
            f"{out} holds a retraining on other posts or with other settings: give another folder, or delete it."
        )
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(identity, indent=1) + "\n", encoding="utf-8")
