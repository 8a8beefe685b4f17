"""CSV in and out: separator found, quoting and line ends of the input repeated to the letter."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from itertools import dropwhile, islice
from pathlib import Path
from typing import Final

from netralnlp.errors import PostError, ScoringError
from netralnlp.scoring.columns import NETRAL_COLUMNS, csv_text
from netralnlp.scoring.table import SAMPLE, Row
from netralnlp.scoring.text_file import TextFile

SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_CELL: Final = 1 << 26


class CsvSource(TextFile):
    """A CSV file with a header.

    A row with more or fewer cells than the header has a problem; its cells stay. A blank line is no row, save in a
    file of one column, where it is an empty cell.

    Raises:
        ScoringError: the file cannot be read, or its header repeats a name (columns without a name may be several).
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.blank_lines = 0
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
        self.separator = self._find_separator()
        with closing(self._records()) as records:
            cells, lines, _ = next(records, ([], "", True))
        if not cells:
            raise ScoringError.empty(path)
        self.columns = tuple(cells)
        self.header, self.line_end = _split_line_end(lines, "\n")
        if repeated := [name for name, count in Counter(cells).items() if count > 1 and name]:
            raise ScoringError.repeated_columns(path, repeated)
        if clash := [name for name in NETRAL_COLUMNS if name in cells]:
            raise ScoringError.reserved_columns(path, clash)

    @property
    def description(self) -> str:
        """Encoding and separator."""
        return f"{self.encoding.name}, separated by {SEPARATORS[self.separator]}"

    def rows(self) -> Iterator[Row]:
        """The rows below the header, one in memory at a time.

        Raises:
            ScoringError: a cell is longer than 64 MB, or the file cannot be read on.
        """
        self.blank_lines = 0
        for cells, lines, closed in islice(self._records(), 1, None):
            if cells or len(self.columns) == 1:
                yield self._row(cells or [""], lines, closed)
            else:
                self.blank_lines += 1

    def _row(self, cells: list[str], lines: str, closed: bool) -> Row:
        width = len(self.columns)
        raw, end = _split_line_end(lines, self.line_end)
        problem = None
        if not closed:
            problem = PostError.open_quote()
            end = self.line_end
        elif len(cells) != width:
            surplus = json.dumps(cells[width:], ensure_ascii=False) if len(cells) > width else ""
            problem = PostError.ragged(len(cells), width, surplus)
        if problem:
            cells = [*cells[:width], *[""] * (width - len(cells))]
            raw = self.separator.join(map(quoted, cells))
        return Row(dict(zip(self.columns, cells, strict=True)), raw, end, problem)

    def _records(self) -> Generator[tuple[list[str], str, bool]]:
        """Cells of each record from the header on, the lines they stand in, and whether their quotes are closed."""
        lines = _RecordedLines(self.lines(newline=""))
        reader = csv.reader(lines, delimiter=self.separator)
        try:
            for cells in dropwhile(lambda cells: not cells, reader):
                yield cells, lines.take(), lines.closed
        except csv.Error:
            raise ScoringError.endless_cell(self.path, reader.line_num) from None

    def _find_separator(self) -> str:
        with closing(self.lines(newline="")) as lines:
            sample = ""
            while len(sample) < SAMPLE and (line := next(lines, "")):
                sample += line
        try:
            return find_separator(sample, complete=len(sample) < SAMPLE)
        except csv.Error:
            raise ScoringError.endless_cell(self.path, sample.count("\n")) from None


class CsvSink:
    """The lines of a scored CSV file: the input's own, with the `netral_*` cells behind."""

    def __init__(self, source: CsvSource) -> None:
        self._separator = source.separator
        self._header = source.header
        self._line_end = source.line_end

    def header(self) -> str:
        """The header line."""
        return self._separator.join((self._header, *NETRAL_COLUMNS)) + self._line_end

    def line(self, row: Row, scored: Mapping[str, object]) -> str:
        """One row of the output."""
        cells = (quoted(csv_text(scored[name])) for name in NETRAL_COLUMNS)
        return self._separator.join((row.raw, *cells)) + row.end


class _RecordedLines:
    """Lines for a csv.reader, kept until `take`; `closed` turns false when they end within a quote."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._source = lines
        self._lines: list[str] = []
        self.closed = True

    def __iter__(self) -> _RecordedLines:
        return self

    def __next__(self) -> str:
        line = next(self._source, "")
        if not line:
            self.closed = not self._lines
            raise StopIteration
        self._lines.append(line)
        return line

    def take(self) -> str:
        lines = "".join(self._lines)
        self._lines.clear()
        return lines


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


def quoted(cell: str) -> str:
    """A cell as CSV writes it, in quotes where any of the separators or a line end needs them."""
    if any(sign in cell for sign in '",;\t|\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _split_line_end(line: str, default: str) -> tuple[str, str]:
    body = line.rstrip("\r\n")
    return body, line[len(body) :] or default
