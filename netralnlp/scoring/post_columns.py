"""Which columns of a table hold the parts of a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import cast

from netralnlp.errors import PostError, ScoringError, UnknownElectionError
from netralnlp.rosters import resolve
from netralnlp.schema import Action, Post
from netralnlp.scoring.cell_text import JsonNumber, cell_text, field_of
from netralnlp.scoring.table import Row, Source
from netralnlp.scoring.text_names import usual_text_names


@dataclass(frozen=True, slots=True)
class PostColumns:
    """The columns with the parts of a post; None where there is no such column.

    `election` holds a roster id or pattern a row, and wins over that of the run; `blank_cells` is that of the source.
    """

    text: str
    context: str | None = None
    action: str | None = None
    election: str | None = None
    created_at: str | None = None
    id: str | None = None
    blank_cells: bool = False

    @classmethod
    def of(cls, source: Source, wanted: Mapping[str, str | None]) -> PostColumns:
        """Columns by name; without a name for the text, the one column that has a usual one.

        Args:
            source: the table.
            wanted: names or dotted paths of columns, by the part of a post that they hold.

        Raises:
            ScoringError: no such column; none or several with a usual name.
        """
        given = {part: name for part, name in wanted.items() if name is not None}
        known = {*source.columns, *source.fields}
        for name in given.values():
            if name not in known and source.columns:
                raise ScoringError.no_such_column(source.name, name, source.fields)
        text = given.pop("text", None) or _text_column(source)
        return cls(text, **given, blank_cells=source.blank_cells)

    def options(self) -> dict[str, str | None]:
        """The name of each column, by the option that gives it."""
        parts = ("text", "context", "action", "election", "created_at", "id")
        return {f"{part}_column": getattr(self, part) for part in parts}

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return tuple(name for name in self.options().values() if name is not None)

    def post(self, row: Row) -> Post:
        """The post in a row; an empty context, action or election is none.

        Raises:
            PostError: the row has a problem, its text is missing or no text, or its action is unknown.
            UnknownElectionError: no roster answers to its election.
        """
        if row.problem:
            raise row.problem
        try:
            value = field_of(row.values, self.text)
        except KeyError:
            raise PostError.missing_in(self.text) from None
        text = _text(self.text, "" if value is None and self.blank_cells else value)
        election = self._optional(row, self.election)
        if election is not None and (nearest := _nearest_if_unknown(election)) is not None:
            raise UnknownElectionError(election, nearest)
        return Post(
            text,
            context=self._optional(row, self.context),
            action=cast("Action | None", self._optional(row, self.action)),
            election=election,
            created_at=_plain(row, self.created_at),
            id=self.id_of(row),
        )

    def post_or_reason(self, row: Row) -> Post | str:
        """The post in a row, or the sentence that says why it holds none."""
        try:
            return self.post(row)
        except (PostError, UnknownElectionError) as error:
            return str(error)

    def id_of(self, row: Row) -> str | None:
        """The id of a row, as text."""
        return _plain(row, self.id)

    def _optional(self, row: Row, column: str | None) -> str | None:
        value = None if column is None else _value(row, column)
        return None if column is None or value in (None, "") else _text(column, value)


def _text_column(source: Source) -> str:
    if not source.columns:
        return "text"
    found = usual_text_names(source.columns)
    if not found:
        raise ScoringError.no_text_column(source.name, source.fields)
    if len(found) > 1:
        raise ScoringError.several_text_columns(source.name, found, source.fields)
    return found[0]


@lru_cache(maxsize=4096)
def _nearest_if_unknown(election: str) -> tuple[str, ...] | None:
    try:
        resolve(election)
    except UnknownElectionError as error:
        return error.nearest
    return None


def _value(row: Row, column: str) -> object:
    try:
        return field_of(row.values, column)
    except KeyError:
        return None


def _plain(row: Row, column: str | None) -> str | None:
    value = None if column is None else _value(row, column)
    return None if value is None else cell_text(value)


def _text(column: str, value: object) -> str:
    if isinstance(value, str) and not isinstance(value, JsonNumber):
        return value
    raise PostError.not_text_in(column, _kind(value))


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case JsonNumber() | int() | float():
            return "a number"
        case date() | time():
            return "a date"
        case bytes():
            return "bytes"
        case list():
            return "a list"
        case _:
            return "an object"
