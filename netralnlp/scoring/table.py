"""What every format of a table looks like from inside: rows that know how they stand in their file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from netralnlp.errors import PostError

SAMPLE: Final = 1 << 16
"""Characters at the start of a file from which its layout is guessed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input.

    `values` has the cells by column. `raw` is the row as it stands in the file and `end` its line end, so that the
    output repeats it to the letter. `problem` says why the row cannot be read.
    """

    values: Mapping[str, object]
    raw: str
    end: str
    problem: PostError | None = None


class Source(Protocol):
    """A file with rows to score. `blank_lines` counts the lines so far that hold no row."""

    path: Path
    columns: tuple[str, ...]
    blank_lines: int

    @property
    def bom(self) -> bool:
        """Whether a byte order mark stands in front."""

    @property
    def description(self) -> str:
        """How the file was read: its encoding, and what else was guessed."""

    @property
    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""

    def rows(self) -> Iterator[Row]:
        """The rows in their order, a few in memory at a time."""


class Sink(Protocol):
    """The lines of the output: those of the input with the `netral_*` columns behind."""

    def header(self) -> str:
        """What stands before the first row."""

    def line(self, row: Row, scored: Mapping[str, object]) -> str:
        """One row of the output."""
