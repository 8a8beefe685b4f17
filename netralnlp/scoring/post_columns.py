"""Which columns of a table hold the parts of a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from netralnlp.errors import PostError, ScoringError
from netralnlp.schema import Action, Post
from netralnlp.scoring.json_lines import JsonNumber
from netralnlp.scoring.table import Row, Source

TEXT_NAMES: Final = frozenset(
    {
        "body",
        "caption",
        "comment",
        "comment_text",
        "comments",
        "content",
        "cuitan",
        "full_text",
        "fulltext",
        "isi",
        "isi_komentar",
        "komentar",
        "message",
        "pesan",
        "post_text",
        "postingan",
        "teks",
        "text",
        "tweet",
        "tweet_text",
    }
)
"""Usual names of the column with the text, in lower case."""


@dataclass(frozen=True, slots=True)
class PostColumns:
    """The columns with the text of a post, the text it answers, and the action; None where there is no such column."""

    text: str
    context: str | None = None
    action: str | None = None

    @classmethod
    def of(cls, source: Source, text: str | None, context: str | None, action: str | None) -> PostColumns:
        """Columns by name; without a name for the text, the one column that has a usual one.

        Raises:
            ScoringError: no such column; none or several with a usual name.
        """
        for name in (text, context, action):
            if name is not None and name not in source.columns:
                raise ScoringError.no_such_column(source.path, name, source.columns)
        return cls(_text_column(source) if text is None else text, context, action)

    def post(self, row: Row) -> Post:
        """The post in a row; an empty context or action is none.

        Raises:
            PostError: the row has a problem, its text is missing or no text, or its action is unknown.
        """
        if row.problem:
            raise row.problem
        if self.text not in row.values:
            raise PostError.missing_in(self.text)
        action = _text_or_none(row, self.action)
        return Post(_text(row, self.text), _text_or_none(row, self.context), cast("Action | None", action))


def _text_column(source: Source) -> str:
    found = [name for name in source.columns if name.strip().lower() in TEXT_NAMES]
    if not found:
        raise ScoringError.no_text_column(source.path, source.columns)
    if len(found) > 1:
        raise ScoringError.several_text_columns(source.path, found, source.columns)
    return found[0]


def _text_or_none(row: Row, column: str | None) -> str | None:
    if column is None or row.values.get(column) in (None, ""):
        return None
    return _text(row, column)


def _text(row: Row, column: str) -> str:
    value = row.values[column]
    if isinstance(value, str) and not isinstance(value, JsonNumber):
        return value
    raise PostError.not_text_in(column, _kind(value))


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case JsonNumber():
            return "a number"
        case list():
            return "a list"
        case _:
            return "an object"
