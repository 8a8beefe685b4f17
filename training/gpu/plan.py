"""The runs of a sweep."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from netralnlp.errors import TrainingError
from training.settings import Settings

TEACHER: Final = "teacher.yaml"
SWEEP: Final = "sweep.yaml"
ADAPTATION: Final = "adaptation.yaml"
"""Names of the settings among the packed inputs; without the last one nothing is adapted."""

TUNABLE: Final = ("learning_rate", "head_learning_rate", "weight_decay", "epochs", "batch_size", "layers", "seed")
"""Settings that a run may change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of the time adaptation may take (0 to 1), and what each run changes in the teacher's settings."""

    adaptation_share: float
    runs: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, path: Path) -> Plan:
        """The plan of a YAML file with `adaptation_share` and `runs`, a list of changed settings in order.

        Raises:
            TrainingError: something is missing, or a run changes what a sweep must not change.
        """
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict) or set(values) != {"adaptation_share", "runs"} or not values["runs"]:
            raise TrainingError(f"{path} must give adaptation_share and runs, at least one.")
        plan = cls(float(values["adaptation_share"]), tuple(values["runs"]))
        if not 0 <= plan.adaptation_share < 1:
            raise TrainingError(f"{path}: adaptation_share must lie between 0 and 1, not {plan.adaptation_share:g}.")
        unknown = sorted({str(name) for run in plan.runs for name in run} - set(TUNABLE))
        if unknown:
            raise TrainingError(f"{path}: a run may change {', '.join(TUNABLE)}, not {', '.join(unknown)}.")
        return plan

    def settings(self, teacher: Settings) -> list[Settings]:
        """The settings of every run."""
        return [dataclasses.replace(teacher, **run) for run in self.runs]
