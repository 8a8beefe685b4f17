"""What every format of a table looks like from inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from netralnlp.errors import PostError, ScoringError

SAMPLE: Final = 1 << 16
"""Characters at the start of a file from which its layout is guessed."""

Answers: TypeAlias = Iterator[Mapping[str, object]]
"""The `netral_*` columns of rows, in the order of the rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input.

    `values` has the cells by column. Where the file is text, `raw` is the row as it stands there and `end` its line
    end, so that an output of the same format repeats it to the letter. `problem` says why the row cannot be read.
    """

    values: Mapping[str, object]
    raw: str = ""
    end: str = ""
    problem: PostError | None = None


class Source(Protocol):
    """A file with rows to score, of which it knows the layout.

    `columns` are in their order; `fields` are the columns and, where rows are nested, the dotted paths below them.
    `blank_lines` counts the lines that hold no row. `blank_cells` tells whether an empty cell is an empty text, as in
    a sheet, rather than none.
    """

    name: str
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    row_count: int
    blank_lines: int
    blank_cells: bool

    @property
    def description(self) -> str:
        """How the file was read: its encoding, and what else was guessed."""

    def rows(self, only: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows in their order, a few in memory at a time; `only` names the columns that are wanted."""


def paired(source: Source, answers: Answers) -> Iterator[tuple[Row, Mapping[str, object]]]:
    """Each row with its answer.

    Raises:
        ScoringError: there are more or fewer answers than rows.
    """
    for row in source.rows():
        answer = next(answers, None)
        if answer is None:
            raise ScoringError.changed_while_read(source.name)
        yield row, answer
    if next(answers, None) is not None:
        raise ScoringError.changed_while_read(source.name)
