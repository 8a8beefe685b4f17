"""Labelled posts as the metrics read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasets import Dataset

from netralnlp.schema import Conduct, Post, Stance


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A labelled span (code points of the raw text, end exclusive) and the author's stance toward what it names."""

    start: int
    end: int
    stance: Stance


@dataclass(frozen=True, slots=True)
class GoldPost:
    """A post and its labels; `sure` is False where the annotator was in doubt."""

    post: Post
    stance: Stance
    mentions: tuple[GoldMention, ...]
    conduct: frozenset[Conduct]
    source: str
    sure: bool

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> GoldPost:
        """From a row of `training.corpus.labelled.read_labelled`."""
        return cls(
            post=Post(
                row["text"], context=row["context"], platform=row["platform"], election=row["election"], id=row["id"]
            ),
            stance=Stance(row["stance"]),
            mentions=tuple(
                GoldMention(mention["start"], mention["end"], Stance(mention["stance"])) for mention in row["mentions"]
            ),
            conduct=frozenset(Conduct(label) for label in row["conduct"]),
            source=row["source"],
            sure=row["sure"],
        )


def gold_posts(rows: Dataset) -> list[GoldPost]:
    """All rows of `read_labelled`, in order."""
    return [GoldPost.of_row(row) for row in rows.to_list()]
