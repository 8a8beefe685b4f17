"""Parquet in and out: batch by batch, with the types of the input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from netralnlp.errors import ScoringError
from netralnlp.scoring.arrow import batch_rows, field_paths, require_pyarrow, scored_arrays, scored_schema
from netralnlp.scoring.cell_text import JsonNumber, cell_text, sound
from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.input_file import InputFile
from netralnlp.scoring.table import Answers, Row, Source, paired

if TYPE_CHECKING:
    import pyarrow

BATCH: Final = 1 << 13
"""Rows that are read, or written as a row group, together."""

_INTEGER: Final = re.compile(r"-?\d+")
_MAX_INT64: Final = 2**63
_MAX_EXACT: Final = 2**53


class ParquetSource:
    """A Parquet file, with the columns of its schema.

    Raises:
        ScoringError: the file cannot be read, a column's name stands twice, or is one of those that scoring writes.
        MissingExtraError: pyarrow is not installed.
    """

    blank_cells = False
    blank_lines = 0

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.name = file.name
        with self._opened() as parquet:
            self.schema = parquet.schema_arrow
            self.row_count: int = parquet.metadata.num_rows
        self.columns = tuple(self.schema.names)
        self.fields = tuple(field_paths(self.schema))
        if repeated := sorted({name for name in self.columns if self.columns.count(name) > 1}):
            raise ScoringError.repeated_columns(self.name, repeated)
        if clash := [name for name in NETRAL_COLUMNS if name in self.columns]:
            raise ScoringError.reserved_columns(self.name, clash)

    @property
    def description(self) -> str:
        """The format."""
        return "Parquet"

    def rows(self, only: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows in their order, a batch in memory at a time.

        Moments with a time zone or finer than microseconds, and times of day, are texts.

        Raises:
            ScoringError: the file cannot be read on.
        """
        heads = None if only is None else [name for name in self.columns if _wanted(name, only)]
        for batch in self.batches(heads):
            yield from map(Row, batch_rows(batch))

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pyarrow.RecordBatch]:
        """The rows as Arrow batches.

        Raises:
            ScoringError: the file cannot be read on.
        """
        with self._opened() as parquet:
            yield from parquet.iter_batches(BATCH, columns=columns)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        pa = require_pyarrow()
        import pyarrow.parquet

        try:
            with pyarrow.parquet.ParquetFile(self.file.path) as parquet:
                yield parquet
        except OSError as error:
            raise ScoringError.unreadable(self.name, error.strerror or _first_line(error)) from None
        except pa.ArrowException as error:
            raise ScoringError.unreadable(self.name, _first_line(error)) from None


def write_parquet(source: Source, answers: Answers, path: Path) -> None:
    """The rows of any source as Parquet, with the `netral_*` columns behind.

    Columns of Parquet keep their types. Those of CSV are strings. In JSON and XLSX a column whose values are all of
    one simple kind keeps it; any other is strings, with lists and objects as JSON.

    Raises:
        ScoringError: several columns have no name.
    """
    pa = require_pyarrow()
    import pyarrow.parquet

    if isinstance(source, ParquetSource):
        schema = source.schema
        batches = _repeated(source, answers)
    else:
        if source.columns.count("") > 1:
            raise ScoringError.nameless_columns(source.name)
        schema = pa.schema([(sound(name), kind) for name, kind in _types(source).items()])
        batches = _converted(source, answers, schema)
    for field in scored_schema():
        schema = schema.append(field)
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        for columns in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))


def _repeated(source: ParquetSource, answers: Answers) -> Iterator[list[pyarrow.Array]]:
    for batch in source.batches():
        scored = list(islice(answers, batch.num_rows))
        if len(scored) < batch.num_rows:
            break
        yield [*batch.columns, *scored_arrays(scored)]
    else:
        if next(answers, None) is None:
            return
    raise ScoringError.changed_while_read(source.name)


def _converted(source: Source, answers: Answers, schema: pyarrow.Schema) -> Iterator[list[pyarrow.Array]]:
    pa = require_pyarrow()
    pairs = paired(source, answers)
    while chunk := list(islice(pairs, BATCH)):
        theirs = [
            pa.array([_typed(row.values.get(name), kind) for row, _ in chunk], kind)
            for name, kind in zip(source.columns, schema.types, strict=True)
        ]
        yield [*theirs, *scored_arrays([scored for _, scored in chunk])]


def _types(source: Source) -> dict[str, pyarrow.DataType]:
    """The Arrow type of each column: that of its values where they are all of one simple kind, else string."""
    pa = require_pyarrow()
    kinds: dict[str, set[str]] = {name: set() for name in source.columns}
    for row in source.rows():
        for name, value in row.values.items():
            if value is not None:
                kinds[name].add(_kind(value))
    simple = {
        frozenset(["boolean"]): pa.bool_(),
        frozenset(["integer"]): pa.int64(),
        frozenset(["long integer"]): pa.int64(),
        frozenset(["integer", "long integer"]): pa.int64(),
        frozenset(["number"]): pa.float64(),
        frozenset(["integer", "number"]): pa.float64(),
        frozenset(["moment"]): pa.timestamp("us"),
    }
    return {name: simple.get(frozenset(found), pa.string()) for name, found in kinds.items()}


def _kind(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case JsonNumber() if not _INTEGER.fullmatch(value):
            return "number"
        case JsonNumber() if len(value) > 20:
            return "text"
        case JsonNumber() | int():
            size = abs(int(value))
            return "integer" if size <= _MAX_EXACT else "long integer" if size < _MAX_INT64 else "text"
        case float():
            return "number"
        case datetime() if value.tzinfo is None:
            return "moment"
        case _:
            return "text"


def _typed(value: object, kind: pyarrow.DataType) -> object:
    types = require_pyarrow().types
    if value is None:
        return None
    if types.is_string(kind):
        return sound(cell_text(value))
    if isinstance(value, JsonNumber):
        return int(value) if types.is_int64(kind) else float(value)
    return value


def _wanted(column: str, names: Sequence[str]) -> bool:
    return any(name == column or name.startswith(f"{column}.") for name in names)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it is no Parquet file"])[0].rstrip(".")
