"""`netral.json`: what a model folder says about itself beside what `transformers` reads."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from netralnlp.errors import ModelError
from netralnlp.model.labels import CONDUCTS, HEADS, MENTION_TAGS, SIDES, TARGET_STANCES
from netralnlp.model.rendering import Wording

FILE_NAME: Final = "netral.json"

LABELS: Final = {
    "mention": list(MENTION_TAGS),
    "target": [stance.value for stance in TARGET_STANCES],
    "post": [side.value for side in SIDES],
    "conduct": [conduct.value for conduct in CONDUCTS],
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """What dev posts fixed after training.

    `temperatures` divide the logits of each head (Guo et al. 2017). `thresholds` hold the probability from which on a
    thing is said: `support` and `oppose` (posts and mentions), `linked` and `tagged` (mentions) and each conduct
    label. A post whose decision is less probable than `review` is marked for review.
    """

    temperatures: dict[str, float] = field(default_factory=lambda: dict.fromkeys(HEADS, 1.0))
    thresholds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("support", "oppose", "linked", "tagged", *LABELS["conduct"]), 0.5)
    )
    review: float = 0.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """Name, origin, special tokens, wording and calibration of a saved model, and the hashes of its files."""

    name: str
    version: str
    base: str
    licence: str
    cls_token: str
    sep_token: str
    pad_token: str
    labels: dict[str, list[str]]
    training: dict[str, Any]
    wording: Wording = field(default_factory=Wording)
    calibration: Calibration = field(default_factory=Calibration)
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write `netral.json` into `folder`, with the SHA-256 of every other file there."""
        files = {
            path.name: sha256(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name != FILE_NAME
        }
        values = dataclasses.asdict(dataclasses.replace(self, files=files))
        (folder / FILE_NAME).write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a model folder.

        Raises:
            ModelError: no such folder or manifest, or one with other labels than this version knows.
            MissingExtraError: its wording needs a package that is not installed.
        """
        path = folder / FILE_NAME
        if not folder.is_dir():
            raise ModelError(f"{folder} is not a folder: give the folder that training.train or training.export wrote.")
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            wording = Wording(**values.get("wording", {}))  # manifests of the first version name none
            manifest = cls(**{**values, "wording": wording, "calibration": Calibration(**values["calibration"])})
        except FileNotFoundError:
            raise ModelError(f"{folder} has no {FILE_NAME}: it is not a netralnlp model.") from None
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ModelError(f"{path} cannot be read ({error}): save the model again.") from None
        if manifest.labels != LABELS:
            raise ModelError(
                f"{path} has other labels than this version of netralnlp: train or install a matching model."
            )
        return manifest


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
