"""The parts of the corpus, fixed in files of ids: `data/splits/train.txt`, `dev.txt` and `test.txt`.

`training.corpus.draw_splits` drew them, by clusters of near-duplicates; thresholds are fitted on dev, figures published
on test.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from datasets import Dataset, concatenate_datasets

from netralnlp.errors import TrainingError
from training.corpus.labelled import AUTHORED, LABELS, TEXTS, read_authored, read_labelled

SPLITS = Path("data/splits")


class Parts(NamedTuple):
    """Rows of the three parts, each with the columns it came with."""

    train: Dataset
    dev: Dataset
    test: Dataset


def read_ids(path: Path) -> frozenset[str]:
    """The ids of a split file, one a line.

    Raises:
        TrainingError: there is no such file.
    """
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        raise TrainingError(f"There is no {path}: draw the parts with python -m training.corpus splits.") from None


def split(posts: Dataset, splits: Path = SPLITS) -> Parts:
    """The parts of `posts` by the id files of a folder; a post that stands in none of them is left out."""
    rows: dict[str, list[int]] = {part: [] for part in Parts._fields}
    ids = {part: read_ids(splits / f"{part}.txt") for part in rows}
    for index, post in enumerate(posts["id"]):
        for part, members in ids.items():
            if post in members:
                rows[part].append(index)
    return Parts(*(posts.select(rows[part]) for part in Parts._fields))


def read_parts(labels: Path = LABELS, texts: Path = TEXTS, authored: Path = AUTHORED, splits: Path = SPLITS) -> Parts:
    """The parts of the public posts and the authored ones together; `source` of the latter begins with `authored`.

    Raises:
        TrainingError: a file is missing, or a label does not fit its text.
    """
    return split(concatenate_datasets([read_labelled(labels, texts), read_authored(authored)]), splits)
