"""Posts whose stance is wrong, by id: their texts are not published."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from netralnlp.schema import Prediction
from training.evaluate.calibration import certainty
from training.evaluate.gold import GoldPost

FILE_NAME: Final = "errors.csv"
COLUMNS: Final = ("id", "source", "gold", "predicted", "score", "needs_review")
"""`score` is the probability that the model gave to its answer."""


def errors(gold: Sequence[GoldPost], predictions: Sequence[Prediction]) -> list[tuple[Any, ...]]:
    """One row of `COLUMNS` for each wrong post stance, the most certain errors first."""
    rows = [
        (post.post.id, post.source, post.stance.value, answer.stance.value, certainty(answer), answer.needs_review)
        for post, answer in zip(gold, predictions, strict=True)
        if answer.stance is not post.stance
    ]
    return sorted(rows, key=lambda row: -row[4])


def write(rows: Iterable[tuple[Any, ...]], folder: Path) -> Path:
    """Write `errors.csv` into `folder`."""
    path = folder / FILE_NAME
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*row[:4], f"{row[4]:.4f}", str(row[5]).lower()) for row in rows)
    return path
