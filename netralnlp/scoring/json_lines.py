"""JSON Lines in and out: every object repeated to the letter, the `netral_*` keys behind its own."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path

from netralnlp.errors import PostError, ScoringError
from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.table import SAMPLE, Row
from netralnlp.scoring.text_file import TextFile


class JsonNumber(str):
    """A JSON number as it is written, however long."""

    __slots__ = ()


class JsonLinesSource(TextFile):
    """A file with one JSON object a line; a line that holds anything else is a row with a problem.

    `columns` are the keys in the first 64k characters.

    Raises:
        ScoringError: the file cannot be read, or starts with no object.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.blank_lines = 0
        keys: dict[str, None] = {}
        read = 0
        with closing(self.rows()) as rows:
            for row in rows:
                keys |= dict.fromkeys(row.values)
                read += len(row.raw)
                if read > SAMPLE:
                    break
        if not read:
            raise ScoringError.empty(path)
        if not keys:
            raise ScoringError.no_object(path)
        self.columns = tuple(keys)

    @property
    def description(self) -> str:
        """Encoding and format."""
        return f"{self.encoding.name}, one JSON object a line"

    def rows(self) -> Generator[Row]:
        """The lines in their order, one in memory at a time.

        Raises:
            ScoringError: an object has a `netral_*` key of its own, or the file cannot be read on.
        """
        self.blank_lines = 0
        for line in self.lines(newline="\n"):
            raw = line.rstrip("\r\n")
            if not raw.strip():
                self.blank_lines += 1
                continue
            row = _row(raw, line[len(raw) :] or "\n")
            if clash := [name for name in NETRAL_COLUMNS if name in row.values]:
                raise ScoringError.reserved_columns(self.path, clash)
            yield row


class JsonLinesSink:
    """The lines of a scored JSON Lines file."""

    def header(self) -> str:
        """Nothing: keys stand in every line."""
        return ""

    def line(self, row: Row, scored: Mapping[str, object]) -> str:
        """One object of the output."""
        comma = ", " if row.values else ""
        return row.raw.rstrip().removesuffix("}") + comma + json.dumps(scored, ensure_ascii=False)[1:] + row.end


def _row(raw: str, end: str) -> Row:
    try:
        values = json.loads(raw, strict=False, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=JsonNumber)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return Row(values, raw, end)
    return Row({}, "{}", end, PostError.not_an_object(raw))
