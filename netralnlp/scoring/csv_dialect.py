"""How a CSV file is written: its separator, and whether quotes quote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_CELL: Final = 1 << 26

_EXCEL_LINE: Final = re.compile(r'"?sep=([^"\r\n])"?\r?\n?', re.IGNORECASE)
_NEEDS_QUOTES: Final = re.compile(r'[",;\t|\r\n]')
_BREAKS: Final = re.compile(r"[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`preamble` is the line `sep=;` that Excel puts before the header; `literal` says that quotes are text."""

    separator: str
    preamble: str = ""
    literal: bool = False

    @property
    def description(self) -> str:
        """For a reader."""
        signs = SEPARATORS.get(self.separator, f"`{self.separator}`")
        return f"separated by {signs}" + (", quotes taken as text" if self.literal else "")

    def join(self, cells: Iterable[str]) -> str:
        """A line without its end; in a literal dialect, line ends and separators within a cell become spaces."""
        if self.literal:
            return self.separator.join(_BREAKS.sub(" ", cell) for cell in cells)
        return self.separator.join(quoted(cell, self.separator) for cell in cells)

    def split(self, line: str) -> list[str]:
        """The cells of a line that `join` wrote, or of one from a file of this dialect."""
        return next(self.reader(io.StringIO(line, newline="")), [""]) or [""]

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The cells of each record."""
        quoting: Literal[0, 3] = csv.QUOTE_NONE if self.literal else csv.QUOTE_MINIMAL
        return csv.reader(lines, delimiter=self.separator, quoting=quoting)


def quoted(cell: str, separator: str = ",") -> str:
    """A cell as CSV writes it, in quotes where any of the usual separators, this one or a line end needs them."""
    if separator in cell or _NEEDS_QUOTES.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def excel_separator(line: str) -> str | None:
    """The separator that a first line of Excel names."""
    found = _EXCEL_LINE.fullmatch(line)
    return found[1] if found else None


def find_separator(sample: str, *, complete: bool) -> str:
    """The separator that splits the header, and most rows into as many cells as it; a comma where none does.

    Args:
        sample: the start of the file.
        complete: whether it is the whole file; if not, its last record is taken for cut.
    """

    def fit(separator: str) -> tuple[bool, float, int]:
        records = [cells for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if cells]
        if not complete and len(records) > 1:
            records.pop()
        width = len(records[0]) if records else 0
        return width > 1, sum(len(cells) == width for cells in records) / max(len(records), 1), width

    return max(SEPARATORS, key=fit)


def quotes_are_text(lines: Iterable[str]) -> bool:
    """Whether the quotes in lines separated by tabs are part of the text, as crawlers write them.

    So it is where a cell starts with a quote that its line never closes, and yet every line has as many cells as the
    first.
    """
    width = None
    stray = False
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if cells == [""]:
            continue
        width = width or len(cells)
        if len(cells) != width:
            return False
        stray = stray or any(cell.startswith('"') and not _closed(cell) for cell in cells)
    return stray


def _closed(cell: str) -> bool:
    return len(cell) > 1 and cell.endswith('"') and '"' not in cell[1:-1].replace('""', "")
