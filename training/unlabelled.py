"""Posts that nobody labelled, for adaptation and distillation."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from datasets import Dataset

from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.corpus.labelled import read_texts
from training.corpus.near_duplicates import cluster
from training.corpus.split import read_ids

_COLUMNS: Final = ("id", "text", "context", "election", "source")


def read_unlabelled(texts: Path, splits: Path, pool: int | None, general: int | None, seed: int) -> Dataset:
    """Posts of the pool and general lines, drawn at random, that stand in no part of the corpus.

    One post a cluster of near-duplicates; none that nearly repeats a post of dev or test, and none of the source that
    is kept out of training.

    Args:
        texts: folder of the texts, as `read_texts` takes it.
        splits: folder of the id files of train, dev and test.
        pool: how many posts (None: all).
        general: how many general lines (None: all).
        seed: of the draw.

    Returns:
        Rows with `id`, `text`, `context`, `election` and `source` (`general` for a general line).
    """
    parts = {part: read_ids(splits / f"{part}.txt") for part in ("train", "dev", "test")}
    evaluated = parts["dev"] | parts["test"]
    rows = [_row(post) for post in read_texts(texts) if post["text"].strip()]
    rows = [row for row in rows if row["source"] != HELD_OUT_SOURCE or row["id"] in evaluated]
    rows.sort(key=lambda row: (row["id"] not in evaluated, row["id"] not in parts["train"]))  # these lead a cluster
    taken = {row["id"] for row in rows if row["id"] in evaluated or row["id"] in parts["train"]}
    free = [rows[index] for index in _firsts([row["text"] for row in rows]) if rows[index]["id"] not in taken]
    generator = random.Random(seed)
    generator.shuffle(free)
    lines = [row for row in free if row["source"] == "general"][:general]
    posts = [row for row in free if row["source"] != "general"][:pool]
    return Dataset.from_list([*posts, *lines])


def _firsts(texts: Sequence[str]) -> list[int]:
    """The first text of every cluster."""
    return [index for index, root in enumerate(cluster(texts)) if index == root]


def _row(post: dict[str, Any]) -> dict[str, Any]:
    return {column: post.get("set" if column == "source" else column) for column in _COLUMNS}
