"""One configuration file per run."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from netralnlp.errors import TrainingError


@dataclass(frozen=True, kw_only=True)
class _Run:
    """What fine-tuning and adaptation are told alike.

    `base` is a folder or hub id; learning rates are peaks of a linear warm-up over `warmup_share` of the steps and a
    linear decay to zero.
    """

    base: str
    labels: Path
    texts: Path
    authored: Path
    splits: Path
    epochs: float
    batch_size: int
    learning_rate: float
    warmup_share: float
    weight_decay: float
    seed: int

    @classmethod
    def read(cls, path: Path) -> Self:
        """Settings of a YAML file, which names every field."""
        return cls(**_read_fields(path, cls))


@dataclass(frozen=True, kw_only=True)
class Settings(_Run):
    """What decides a training run, beside the code.

    `base` is a pre-trained encoder, or a model folder (of training.train or training.export), whose heads are then
    trained on too; `layers` evenly spaced ones of its layers are kept. The run reads the train part (`splits`) of the
    labelled public posts (`labels`, their `texts`) and of the `authored` posts. Each authored post is read
    `authored_readings` times an epoch. `soft_labels` is a folder that training.soft_labels wrote, whose posts are read
    too, or null.
    """

    name: str
    soft_labels: Path | None
    layers: int
    authored_readings: int
    head_learning_rate: float


@dataclass(frozen=True, kw_only=True)
class AdaptationSettings(_Run):
    """What decides a run of training.adapt, beside the code.

    `pool` posts and `general` lines of the unlabelled `texts` are read (null: all), `masked_share` of their words
    hidden. The probe is fitted on labelled posts (`labels`, `authored`, `splits`).
    """

    pool: int | None
    general: int | None
    masked_share: float


def _read_fields(path: Path, settings: type[_Run]) -> dict[str, Any]:
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = {field.name: field.type for field in dataclasses.fields(settings)}
    if not isinstance(values, dict) or set(values) != set(fields):
        given = set(values) if isinstance(values, dict) else set()
        raise TrainingError(
            f"{path} must give {', '.join(sorted(fields))}; differs in {', '.join(sorted(set(fields) ^ given))}."
        )
    return {
        name: Path(value) if value is not None and "Path" in str(fields[name]) else value
        for name, value in values.items()
    }
