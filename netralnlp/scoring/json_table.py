"""JSON in and out: one object a line, or an array of objects, repeated to the letter."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final, TextIO

from netralnlp.errors import PostError, ScoringError
from netralnlp.scoring.cell_text import json_text
from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.input_file import Format, InputFile
from netralnlp.scoring.json_elements import DECODER, BrokenJson, elements
from netralnlp.scoring.table import Answers, Row, Source, paired
from netralnlp.scoring.text_file import TextFile
from netralnlp.scoring.text_names import usual_text_names

MAX_FIELDS: Final = 10_000
"""Names of nested fields that are remembered."""


class JsonSource(TextFile):
    """A JSON file: an array of objects, or one object a line; anything else in it is a row with a problem.

    Raises:
        ScoringError: the file cannot be read, an array is not whole, there is no object in it, an object has a
            `netral_*` key of its own, or it is one object around the posts.
    """

    blank_cells = False

    def __init__(self, file: InputFile) -> None:
        super().__init__(file)
        self.array = file.format is Format.JSON and self._starts_array()
        fields: dict[str, None] = {}
        columns: dict[str, None] = {}
        self.row_count = 0
        wraps = False
        problems = 0
        for row in self.rows():
            self.row_count += 1
            problems += row.problem is not None
            wraps = self.row_count == 1 and _wraps_posts(row)
            columns |= dict.fromkeys(row.values)
            if len(fields) < MAX_FIELDS:
                fields |= dict.fromkeys(_paths(row.values))
        self.columns, self.fields = tuple(columns), tuple(fields)
        if self.row_count == 0 and not self.array:
            raise ScoringError.empty(self.name)
        if file.format is Format.JSON and not self.array and (wraps or problems > self.row_count / 2):
            raise ScoringError.one_object(self.name)
        if self.row_count and not columns:
            raise ScoringError.no_object(self.name)
        if clash := [name for name in NETRAL_COLUMNS if name in columns]:
            raise ScoringError.reserved_columns(self.name, clash)

    @property
    def description(self) -> str:
        """Encoding and layout."""
        return f"{self.encoding_name}, {'an array of JSON objects' if self.array else 'one JSON object a line'}"

    def rows(self, only: Sequence[str] | None = None) -> Iterator[Row]:
        """The objects in their order, one in memory at a time, with all their keys.

        Raises:
            ScoringError: the file cannot be read on, or an array is not whole.
        """
        return self._elements() if self.array else self._lines()

    def _lines(self) -> Generator[Row]:
        self.blank_lines = 0
        for line in self.lines(newline="\n"):
            raw = line.rstrip("\r\n")
            if not raw.strip():
                self.blank_lines += 1
                continue
            try:
                value = DECODER.decode(raw)
            except (ValueError, RecursionError):
                value = None
            yield _row(value, raw, line[len(raw) :] or "\n")

    def _elements(self) -> Generator[Row]:
        self.blank_lines = 0
        with closing(self.pieces()) as pieces:
            try:
                for value, raw in elements(pieces):
                    yield _row(value, raw, "\n")
            except BrokenJson as error:
                raise ScoringError.broken_json(self.name, error.position) from None

    def _starts_array(self) -> bool:
        with closing(self.pieces()) as pieces:
            return next((text.lstrip()[0] for text in pieces if text.strip()), "") == "["


def write_json(source: Source, answers: Answers, stream: TextIO, format_: Format) -> None:
    """The rows of any source as objects, with the `netral_*` keys behind their own: one a line, or an array of them."""
    array = format_ is Format.JSON
    separator = "[\n" if array else ""
    for row, scored in paired(source, answers):
        theirs = row.raw.rstrip() if isinstance(source, JsonSource) else json_text(row.values)
        if not array and "\n" in theirs:
            theirs = json_text(row.values)
        comma = ", " if row.values else ""
        ours = json.dumps({name: scored[name] for name in NETRAL_COLUMNS}, ensure_ascii=False)
        end = "" if array else row.end or "\n"
        stream.write(f"{separator}{theirs.removesuffix('}')}{comma}{ours[1:]}{end}")
        separator = ",\n" if array else ""
    if array:
        stream.write("[]\n" if separator == "[\n" else "\n]\n")


def _row(value: object, raw: str, end: str) -> Row:
    if isinstance(value, dict):
        return Row(value, raw, end)
    return Row({}, "{}", end, PostError.not_an_object(raw))


def _wraps_posts(row: Row) -> bool:
    """Whether an object has no text of its own, but a list of objects."""
    if usual_text_names(row.values):
        return False
    lists = (value for value in row.values.values() if isinstance(value, list) and value)
    return any(isinstance(value[0], dict) for value in lists)


def _paths(values: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _paths(value, f"{prefix}{name}.")
        else:
            yield prefix + name
