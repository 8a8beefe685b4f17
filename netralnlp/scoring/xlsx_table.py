"""XLSX in and out: the first sheet, row by row; text is text and never a formula."""

from __future__ import annotations

import math
import re
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile

from netralnlp.errors import MissingExtraError, PostError, ScoringError
from netralnlp.scoring.cell_text import JsonNumber, cell_text, json_text, sound
from netralnlp.scoring.columns import NETRAL_COLUMNS, csv_text
from netralnlp.scoring.input_file import InputFile
from netralnlp.scoring.table import Answers, Row, Source, paired

LONGEST_CELL: Final = 32_767
"""UTF-16 units that a cell holds (Excel specifications and limits), as the next two."""
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384

_FIRST_INEXACT: Final = 10**15
_INTEGER: Final = re.compile(r"-?\d{1,20}")
_FIRST_DATE: Final = datetime(1900, 3, 1)
"""Before it, Excel counts a 29 February that never was."""
_WRITTEN: Final = datetime(2000, 1, 1)
_FORMATS: Final = {
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "time": "hh:mm:ss",
    "duration": "[h]:mm:ss",
}


class XlsxSource:
    """The first sheet of a workbook; its first row that is not blank is the header.

    A row with cells beyond the header has a problem. Formulas are read as the values that the workbook keeps of them.

    Raises:
        ScoringError: the file cannot be read or is empty, its header repeats a name, or has one of those that
            scoring writes.
        MissingExtraError: openpyxl is not installed.
    """

    blank_cells = True

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.name = file.name
        self.blank_lines = 0
        with self._sheet() as (sheet, others):
            self._title, self._others = sheet.title, others
            header = next((cells for cells in _cells(sheet) if cells), [])
        if not header:
            raise ScoringError.empty(self.name)
        self.columns = self.fields = tuple(map(cell_text, header))
        if repeated := [name for name, count in Counter(self.columns).items() if count > 1 and name]:
            raise ScoringError.repeated_columns(self.name, repeated)
        if clash := [name for name in NETRAL_COLUMNS if name in self.columns]:
            raise ScoringError.reserved_columns(self.name, clash)
        self.row_count = sum(1 for _ in self.rows())

    @property
    def description(self) -> str:
        """Format and sheet."""
        others = f", the first of {self._others + 1}; the others are left out" if self._others else ""
        return f"XLSX, sheet `{self._title}`{others}"

    def rows(self, only: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows below the header, one in memory at a time, with all their columns.

        Raises:
            ScoringError: the file cannot be read on.
        """
        self.blank_lines = 0
        width = len(self.columns)
        with self._sheet() as (sheet, _):
            below = False
            blank = 0
            for cells in _cells(sheet):
                if not cells:
                    blank += below
                elif not below:
                    below = True
                else:
                    self.blank_lines, blank = self.blank_lines + blank, 0
                    problem = None
                    if len(cells) > width:
                        problem = PostError.ragged(len(cells), width, json_text(cells[width:]))
                    padded = [*cells[:width], *[None] * (width - len(cells))]
                    yield Row(dict(zip(self.columns, padded, strict=True)), problem=problem)

    @contextmanager
    def _sheet(self) -> Iterator[tuple[Any, int]]:
        try:
            with self.file.path.open("rb") as stream, self._book(stream) as book:
                sheet, *others = book.worksheets or [None]
                if sheet is None:
                    raise ScoringError.empty(self.name)
                sheet.reset_dimensions()
                yield sheet, len(others)
        except OSError as error:
            raise ScoringError.unreadable(self.name, error.strerror or error) from None
        except (BadZipFile, EOFError, LookupError, SyntaxError, ValueError, zlib.error) as error:
            raise ScoringError.unreadable(self.name, f"it is not a sound workbook ({error})") from None

    @contextmanager
    def _book(self, stream: BinaryIO) -> Iterator[Any]:
        try:
            import openpyxl
        except ImportError:
            raise MissingExtraError("openpyxl", "tables", "An XLSX file") from None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        with closing(book):
            yield book


def _cells(sheet: Any) -> Iterator[list[object]]:  # noqa: ANN401  # openpyxl has no types
    """The values of each row, without the empty cells at its end; openpyxl's remarks on styles are not passed on."""
    from openpyxl.utils.escape import unescape

    rows = sheet.iter_rows(values_only=True)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        cells = [_joined(unescape(cell)) if isinstance(cell, str) else cell for cell in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        yield cells


def _joined(text: str) -> str:
    """The text with UTF-16 pairs, that a workbook may spell out as two escapes, as one character."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "backslashreplace")
    return text


def check_for_sheet(source: Source) -> None:
    """Make sure that a sheet can hold the rows of a source.

    Raises:
        ScoringError: too many rows or columns, a cell that is too long, or several columns without a name.
        MissingExtraError: XlsxWriter is not installed.
    """
    _writer_module()
    if source.columns.count("") > 1:
        raise ScoringError.nameless_columns(source.name)
    if source.row_count >= MAX_ROWS:
        raise ScoringError.too_much_for_a_sheet(source.name, f"more rows than a sheet holds ({MAX_ROWS - 1:,})")
    if len(source.columns) + len(NETRAL_COLUMNS) > MAX_COLUMNS:
        raise ScoringError.too_much_for_a_sheet(source.name, f"more columns than a sheet holds ({MAX_COLUMNS:,})")
    for number, row in enumerate(source.rows(), 1):
        for name, value in row.values.items():
            if is_too_long(cell_text(value)):
                what = f"more than the {LONGEST_CELL:,} characters of a sheet's cell in `{name}` of row {number:,}"
                raise ScoringError.too_much_for_a_sheet(source.name, what)


def is_too_long(text: str) -> bool:
    """Whether a cell of a sheet cannot hold the text."""
    return len(text) > LONGEST_CELL // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL


def write_xlsx(source: Source, answers: Answers, path: Path, scratch: Path) -> None:
    """The rows of any source as the one sheet of a workbook, with the `netral_*` columns behind.

    Args:
        source: the rows; `check_for_sheet` has seen them.
        answers: one for each row.
        path: where to write.
        scratch: a folder for temporary files.
    """
    module = _writer_module()
    book = module.Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch), "use_zip64": True})
    book.set_properties({"created": _WRITTEN})
    sheet = _Sheet(book)
    sheet.write(0, (*source.columns, *NETRAL_COLUMNS))
    for at, (row, scored) in enumerate(paired(source, answers), 1):
        theirs = (row.values.get(name) for name in source.columns)
        ours = (scored[name] for name in NETRAL_COLUMNS)
        sheet.write(at, [*theirs, *(csv_text(value) if isinstance(value, tuple | list) else value for value in ours)])
    try:
        book.close()
    except module.exceptions.FileCreateError as error:
        raise error.args[0] from None  # the system's own


class _Sheet:
    """A sheet that takes values of any format."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  # XlsxWriter has no types
        self._sheet = book.add_worksheet()
        self._plain = book.add_format()
        self._formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}

    def write(self, at: int, values: Sequence[object]) -> None:
        """Write one row; text is written as text, whatever it looks like."""
        for column, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                self._sheet.write_boolean(at, column, value)
            elif (number := _number(value)) is not None:
                self._sheet.write_number(at, column, number)
            elif kind := _moment_kind(value):
                self._sheet.write_datetime(at, column, value, self._formats[kind])
            else:
                self._write_text(at, column, sound(cell_text(value)))

    def _write_text(self, at: int, column: int, text: str) -> None:
        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter takes that for its own rich text
            self._sheet.write_rich_string(at, column, self._plain, text[:2], self._plain, text[2:])
        else:
            self._sheet.write_string(at, column, text)


class _Exact(float):
    """A float that XlsxWriter writes with all its digits, not with 16."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


def _number(value: object) -> float | None:
    """The number for a numeric cell; None for what is none, or what a sheet would not show to its last digit."""
    if isinstance(value, JsonNumber):
        value = int(value) if _INTEGER.fullmatch(value) else float(value)
    if isinstance(value, int):
        return value if abs(value) < _FIRST_INEXACT else None
    return _Exact(value) if isinstance(value, float) and math.isfinite(value) else None


def _moment_kind(value: object) -> str | None:
    """How a moment is shown; None for what is none, or what a sheet cannot hold as one."""
    match value:
        case datetime() if value.tzinfo is None and value >= _FIRST_DATE:
            return "day" if value.time() == time() else "moment"
        case datetime():
            return None
        case date() if value >= _FIRST_DATE.date():
            return "day"
        case time() if value.tzinfo is None:
            return "time"
        case timedelta():
            return "duration"
        case _:
            return None


def _writer_module() -> Any:  # noqa: ANN401  # XlsxWriter has no types
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtraError("XlsxWriter", "tables", "An XLSX output") from None
    return xlsxwriter
