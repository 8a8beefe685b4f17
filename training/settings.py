"""One configuration file per run."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import yaml

from netralnlp.errors import TrainingError


@dataclass(frozen=True)
class Settings:
    """What decides a training run, beside the code.

    `base` is the folder (or hub id) of a pre-trained encoder, or a model folder (of training.train or training.export),
    whose heads are then trained on too; `layers` evenly spaced ones of its layers are kept. The run reads the train
    part (`splits`) of the labelled public posts (`labels`, their `texts`) and of the `authored` posts.
    Learning rates are peaks of a linear warm-up over `warmup_share` of the steps and a linear decay to zero.
    """

    name: str
    base: str
    labels: Path
    texts: Path
    authored: Path
    splits: Path
    layers: int
    epochs: float
    batch_size: int
    learning_rate: float
    head_learning_rate: float
    warmup_share: float
    weight_decay: float
    seed: int

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Settings of a YAML file, which names every field."""
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        fields = {field.name for field in dataclasses.fields(cls)}
        if not isinstance(values, dict) or set(values) != fields:
            given = set(values) if isinstance(values, dict) else set()
            raise TrainingError(
                f"{path} must give {', '.join(sorted(fields))}; differs in {', '.join(sorted(fields ^ given))}."
            )
        paths = {name: Path(values[name]) for name in ("labels", "texts", "authored", "splits")}
        return cls(**{**values, **paths})
