"""Posts in, the `netral_*` columns of their rows out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from netralnlp.errors import NetralError, PostError
from netralnlp.schema import Post, Prediction
from netralnlp.scoring.columns import csv_text, error_columns, scored_columns

if TYPE_CHECKING:
    from netralnlp.predictor import Elections


class Scorer(Protocol):
    """What answers a list of posts with a list of predictions; `netralnlp.Predictor` does."""

    def predict(self, posts: Sequence[Post], *, election: Elections = None) -> Sequence[Prediction]:
        """One prediction for each post, in order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written of a row, as one line of JSON, and what is counted of it."""

    line: str
    error: str | None
    needs_review: bool
    context_cut: bool

    @classmethod
    def of(cls, columns: Mapping[str, Any], *, context_cut: bool = False) -> Answer:
        """The answer of some `netral_*` columns."""
        return cls._made(json.dumps({**columns, "context_cut": context_cut}), columns, context_cut)

    @classmethod
    def read(cls, line: str) -> Answer:
        """The answer of a line."""
        values = json.loads(line)
        return cls._made(line, values, values["context_cut"])

    @classmethod
    def _made(cls, line: str, columns: Mapping[str, Any], context_cut: bool) -> Answer:
        return cls(line, columns["netral_error"], columns["netral_needs_review"] is True, context_cut)

    @classmethod
    def failed(cls, sentence: str) -> Answer:
        """The answer of a row that cannot be scored."""
        return cls.of(error_columns(sentence))


def columns_of(line: str) -> dict[str, Any]:
    """The `netral_*` columns of an answer's line, as `scored_columns` or `error_columns` gave them."""
    values: dict[str, Any] = json.loads(line)
    del values["context_cut"]
    if values["netral_election"] is not None:
        values["netral_election"] = tuple(values["netral_election"])
    return values


def answer_posts(
    posts: Sequence[Post], scorer: Scorer, election: Elections, longest_cell: int | None = None
) -> list[Answer]:
    """The answers to posts; when they fail together each goes alone, so that one bad post spoils no other.

    Args:
        posts: what to answer.
        scorer: what answers.
        election: in play for posts without one of their own.
        longest_cell: characters that a cell of the output can hold, where that is limited.
    """
    if not posts:
        return []
    try:
        predictions = scorer.predict(posts, election=election)
    except Exception as error:
        if len(posts) > 1:
            return [answer for post in posts for answer in answer_posts([post], scorer, election, longest_cell)]
        return [Answer.failed(str(error) if isinstance(error, NetralError) else f"{type(error).__name__}: {error}")]
    return [_answer(prediction, longest_cell) for prediction in predictions]


def _answer(prediction: Prediction, longest_cell: int | None) -> Answer:
    columns = scored_columns(prediction)
    if longest_cell is not None:
        for name, value in columns.items():
            if len(csv_text(value).encode("utf-16-le")) // 2 > longest_cell:
                return Answer.failed(str(PostError.too_long_for_a_cell(name, longest_cell)))
    return Answer.of(columns, context_cut=prediction.context_cut)
