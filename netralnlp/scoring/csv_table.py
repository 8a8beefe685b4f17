"""CSV in and out: separator found, quoting and line ends of the input repeated to the letter."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain, dropwhile, islice
from typing import Final, TextIO

from netralnlp.errors import PostError, ScoringError
from netralnlp.scoring import csv_dialect
from netralnlp.scoring.cell_text import cell_text, guarded
from netralnlp.scoring.columns import NETRAL_COLUMNS, csv_text
from netralnlp.scoring.csv_dialect import Dialect, excel_separator, find_separator, quotes_are_text
from netralnlp.scoring.input_file import Format, InputFile
from netralnlp.scoring.table import SAMPLE, Answers, Row, Source, paired
from netralnlp.scoring.text_file import TextFile

_NO_RECORD: Final[tuple[list[str], str, bool]] = ([], "", True)


class CsvSource(TextFile):
    """A CSV file with a header.

    A row with more or fewer cells than the header has a problem; its cells stay. A blank line is no row, save in a
    file of one column, where it is an empty cell.

    Raises:
        ScoringError: the file cannot be read, or its header repeats a name (columns without a name may be several),
            or a cell is longer than 64 MB.
    """

    blank_cells = False

    def __init__(self, file: InputFile) -> None:
        super().__init__(file)
        csv.field_size_limit(max(csv.field_size_limit(), csv_dialect.LONGEST_CELL))
        self.dialect = self._find_dialect()
        with closing(self._records()) as records:
            cells, lines, _ = next(records, _NO_RECORD)
        if not cells:
            raise ScoringError.empty(self.name)
        self.columns = self.fields = tuple(cells)
        self.header, self.line_end = _split_line_end(lines, "\n")
        if repeated := [name for name, count in Counter(cells).items() if count > 1 and name]:
            raise ScoringError.repeated_columns(self.name, repeated)
        if clash := [name for name in NETRAL_COLUMNS if name in cells]:
            raise ScoringError.reserved_columns(self.name, clash)
        self.row_count = sum(1 for _ in self.rows())

    @property
    def description(self) -> str:
        """Encoding, separator and quoting."""
        return f"{self.encoding_name}, {self.dialect.description}"

    def rows(self, only: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows below the header, one in memory at a time, with all their columns.

        Raises:
            ScoringError: the file cannot be read on.
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
            raw = self.dialect.join(cells)
        return Row(dict(zip(self.columns, cells, strict=True)), raw, end, problem)

    def _records(self) -> Generator[tuple[list[str], str, bool]]:
        """Cells of each record from the header on, the lines they stand in, and whether their quotes are closed."""
        source = self.lines(newline="")
        lines = _RecordedLines(islice(source, 1, None) if self.dialect.preamble else source)
        try:
            for cells in dropwhile(lambda cells: not cells, self.dialect.reader(lines)):
                yield cells, lines.take(), lines.closed
        except csv.Error:
            raise ScoringError.endless_cell(self.name, lines.count) from None
        finally:
            source.close()

    def _find_dialect(self) -> Dialect:
        with closing(self.lines(newline="")) as lines:
            first = next(lines, "")
            if separator := excel_separator(first):
                return Dialect(separator, first)
            sample = ""
            for line in chain([first], lines):
                sample += line
                if len(sample) >= SAMPLE:
                    break
        try:
            separator = find_separator(sample, complete=len(sample) < SAMPLE)
        except csv.Error:
            raise ScoringError.endless_cell(self.name, sample.count("\n")) from None
        if separator != "\t":
            return Dialect(separator)
        with closing(self.lines(newline="")) as lines:
            return Dialect(separator, literal=quotes_are_text(lines))


class _RecordedLines:
    """Lines for a csv.reader, counted, kept until `take`; `closed` turns false when they end within a quote."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._source = lines
        self._lines: list[str] = []
        self.count = 0
        self.closed = True

    def __iter__(self) -> _RecordedLines:
        return self

    def __next__(self) -> str:
        line = next(self._source, "")
        if not line:
            self.closed = not self._lines
            raise StopIteration
        self._lines.append(line)
        self.count += 1
        return line

    def take(self) -> str:
        lines = "".join(self._lines)
        self._lines.clear()
        return lines


def write_csv(source: Source, answers: Answers, stream: TextIO, format_: Format, *, safe: bool) -> None:
    """The rows of any source as CSV, with the `netral_*` cells behind.

    Rows of CSV stand as they stood, with the separator of the input; others get commas, and any get tabs in a .tsv.

    Args:
        source: the rows.
        answers: one for each row.
        stream: where to write.
        format_: CSV or TSV.
        safe: put an apostrophe before the input's own cells, too, that a spreadsheet would run as a formula.
    """
    repeated = source if isinstance(source, CsvSource) and _keeps_separator(source, format_) else None
    dialect = repeated.dialect if repeated else Dialect("\t" if format_ is Format.TSV else ",")
    end = repeated.line_end if repeated else "\n"
    header = repeated.header if repeated else dialect.join(source.columns)

    def theirs(line: str) -> str:
        if not safe:
            return line
        cells = dialect.split(line)
        safe_cells = [guarded(cell) for cell in cells]
        return line if cells == safe_cells else dialect.join(safe_cells)

    stream.write(dialect.preamble + dialect.separator.join((theirs(header), *NETRAL_COLUMNS)) + end)
    for row, scored in paired(source, answers):
        line = row.raw if repeated else dialect.join(cell_text(row.values.get(name)) for name in source.columns)
        ours = dialect.join(csv_text(scored[name]) for name in NETRAL_COLUMNS)
        stream.write(f"{theirs(line)}{dialect.separator}{ours}{row.end if repeated else end}")


def _keeps_separator(source: CsvSource, format_: Format) -> bool:
    if format_ is Format.TSV:
        return source.dialect.separator == "\t"
    return source.file.format is not Format.TSV


def _split_line_end(line: str, default: str) -> tuple[str, str]:
    body = line.rstrip("\r\n")
    return body, line[len(body) :] or default
