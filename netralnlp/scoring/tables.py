"""A table in memory in, the same table with the `netral_*` columns out."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from netralnlp.errors import ScoringError
from netralnlp.predictor import Elections, load
from netralnlp.scoring.answers import Scorer, answer_posts, columns_of
from netralnlp.scoring.arrow import batch_rows, field_paths, require_pyarrow, scored_arrays, scored_schema
from netralnlp.scoring.chunks import Item, chunks
from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.post_columns import PostColumns
from netralnlp.scoring.table import Row

if TYPE_CHECKING:
    import datasets
    import pandas
    import polars
    import pyarrow

TableT = TypeVar("TableT")

BATCH: Final = 1 << 12
"""Rows that are read, or written as one Arrow batch, together."""


class TableSource(ABC):
    """A table whose rows can be scored, as `netralnlp.scoring.table.Source` says, and that takes columns.

    Raises:
        ScoringError: a column's name stands twice, or is one of those that scoring writes.
    """

    name = "The table"
    description = "a table in memory"
    blank_lines = 0
    blank_cells = False

    def __init__(self, columns: Iterable[object], row_count: int, fields: Iterable[str] | None = None) -> None:
        self.columns = tuple(name for name in columns if isinstance(name, str))
        self.fields = self.columns if fields is None else tuple(fields)
        self.row_count = row_count
        if repeated := [name for name, count in Counter(self.columns).items() if count > 1]:
            raise ScoringError.repeated_columns(self.name, repeated)
        if clash := [name for name in NETRAL_COLUMNS if name in self.columns]:
            raise ScoringError.reserved_columns(self.name, clash)

    def rows(self, only: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows in their order; `only` names the columns, or paths below them, that are wanted."""
        names = [
            name for name in self.columns if only is None or any(f"{path}.".startswith(f"{name}.") for path in only)
        ]
        return self._rows(names)

    @abstractmethod
    def _rows(self, names: list[str]) -> Iterator[Row]:
        """The rows with these columns alone."""

    @abstractmethod
    def with_columns(self, scored: pyarrow.Table) -> object:
        """The table, its own columns as they are, with those of `scored` behind."""


class ArrowTable(TableSource):
    """A `pyarrow.Table`."""

    def __init__(self, table: pyarrow.Table) -> None:
        super().__init__(table.column_names, table.num_rows, field_paths(table.schema))
        self._table = table

    def _rows(self, names: list[str]) -> Iterator[Row]:
        for batch in self._table.select(names).to_batches(BATCH):
            yield from map(Row, batch_rows(batch))

    def with_columns(self, scored: pyarrow.Table) -> pyarrow.Table:
        """See `TableSource.with_columns`."""
        table = self._table
        for field, column in zip(scored.schema, scored.columns, strict=True):
            table = table.append_column(field, column)
        return table


class PolarsFrame(TableSource):
    """A `polars.DataFrame`."""

    def __init__(self, frame: polars.DataFrame) -> None:
        super().__init__(frame.columns, frame.height)
        self._frame = frame

    def _rows(self, names: list[str]) -> Iterator[Row]:
        return ArrowTable(require_pyarrow().table(self._frame.select(names)))._rows(names)

    def with_columns(self, scored: pyarrow.Table) -> polars.DataFrame:
        """See `TableSource.with_columns`."""
        return self._frame.hstack(type(self._frame)(scored))


class PandasFrame(TableSource):
    """A `pandas.DataFrame`. Its cells are taken as they are: Arrow refuses a column of texts and numbers."""

    def __init__(self, frame: pandas.DataFrame) -> None:
        super().__init__(frame.columns, len(frame))
        self._frame = frame

    def _rows(self, names: list[str]) -> Iterator[Row]:
        for start in range(0, self.row_count, BATCH):
            columns = (self._frame[name].iloc[start : start + BATCH].astype(object) for name in names)
            cells = [column.where(column.notna(), None).tolist() for column in columns]
            yield from (Row(dict(zip(names, row, strict=True))) for row in zip(*cells, strict=True))

    def with_columns(self, scored: pyarrow.Table) -> pandas.DataFrame:
        """See `TableSource.with_columns`; nested columns are of Python lists and dicts."""
        import pandas

        pa = require_pyarrow()
        types = {pa.bool_(): pandas.BooleanDtype(), pa.int32(): pandas.Int32Dtype()}
        flat = scored.select([field.name for field in scored.schema if not pa.types.is_list(field.type)])
        series = dict(flat.to_pandas(types_mapper=types.get).set_index(self._frame.index).items())
        for name in scored.column_names:
            if name not in series:
                series[name] = pandas.Series(scored[name].to_pylist(), self._frame.index, dtype=object)
        return self._frame.assign(**{name: series[name] for name in scored.column_names})


class HubDataset(TableSource):
    """A `datasets.Dataset`."""

    def __init__(self, dataset: datasets.Dataset) -> None:
        super().__init__(dataset.column_names, dataset.num_rows)
        self._dataset = dataset

    def _rows(self, names: list[str]) -> Iterator[Row]:
        for table in self._dataset.select_columns(names).with_format("arrow").iter(BATCH):
            yield from ArrowTable(table)._rows(names)

    def with_columns(self, scored: pyarrow.Table) -> datasets.Dataset:
        """See `TableSource.with_columns`; the format of the data set covers them too."""
        from datasets import Features

        dataset, shape = self._dataset, self._dataset.format
        for name, feature in Features.from_arrow_schema(scored.schema).items():
            dataset = dataset.add_column(name, scored[name], feature=feature)
        columns = [*shape["columns"], *scored.column_names]
        return dataset.with_format(shape["type"], columns, shape["output_all_columns"], **shape["format_kwargs"])


_KINDS: Final[dict[tuple[str, str], Callable[[Any], TableSource]]] = {
    ("pyarrow", "Table"): ArrowTable,
    ("pandas", "DataFrame"): PandasFrame,
    ("polars", "DataFrame"): PolarsFrame,
    ("datasets", "Dataset"): HubDataset,
}


def table_source(table: object) -> TableSource:
    """The source that reads a table.

    Raises:
        ScoringError: no table of a known kind, or a clash of its columns.
        MissingExtraError: pyarrow is not installed.
    """
    require_pyarrow()
    for (module, name), source in _KINDS.items():
        if isinstance(table, getattr(sys.modules.get(module), name, ())):
            return source(table)
    raise ScoringError.unknown_table(table)


def score_table(
    table: TableT,
    *,
    text_column: str | None = None,
    context_column: str | None = None,
    action_column: str | None = None,
    created_at_column: str | None = None,
    election_column: str | None = None,
    election: Elections = None,
    model: Scorer | str | Path | None = None,
) -> TableT:
    """Score every row of a table in memory.

    The same kind of table comes back: its columns as they were, types, order and index included, with the `netral_*`
    columns behind. A row that cannot be scored has its reason in `netral_error`. Exact duplicates are scored once.

    Args:
        table: a `pyarrow.Table`, a pandas or polars `DataFrame`, or a `datasets.Dataset`; it is not changed.
        text_column: the column with the raw text; by default the one with a usual name (`text`, `komentar`, ...).
        context_column: the column with the text that is answered or shared.
        action_column: the column with the action (`comment`, `share`, ...).
        created_at_column: the column with the moment of publication.
        election_column: the column with a roster id or pattern; where it has one, that wins over `election`.
        election: roster ids or patterns in play, or rosters of one's own.
        model: a loaded predictor or a model folder; by default the embedded model.

    Raises:
        ScoringError: no table of a known kind, no such column, none or several with a usual name for text, or a clash
            of columns.
        UnknownElectionError: an election that no roster answers to.
        ModelError: `model` is no model folder.
        MissingExtraError: pyarrow is not installed.
    """
    source = table_source(table)
    parts = {
        "text": text_column,
        "context": context_column,
        "action": action_column,
        "created_at": created_at_column,
        "election": election_column,
    }
    columns = PostColumns.of(source, parts)
    scorer = load(model) if model is None or isinstance(model, str | Path) else model
    return cast("TableT", source.with_columns(scored_table(source, columns, scorer, election)))


def scored_table(source: TableSource, columns: PostColumns, scorer: Scorer, election: Elections) -> pyarrow.Table:
    """The answers to the rows of a table, as the columns of `scored_schema`.

    Raises:
        UnknownElectionError: an election that no roster answers to.
    """
    scorer.predict([], election=election)
    pa, schema = require_pyarrow(), scored_schema()
    answers = _answers(source, columns, scorer, election)
    batches = []
    while rows := list(islice(answers, BATCH)):
        batches.append(pa.RecordBatch.from_arrays(scored_arrays(rows), schema=schema))
    return pa.Table.from_batches(batches, schema)


def _answers(
    source: TableSource, columns: PostColumns, scorer: Scorer, election: Elections
) -> Iterator[dict[str, object]]:
    for chunk in chunks(_items(source, columns)):
        chunk.fill(answer_posts(chunk.posts, scorer, election))
        for answer in chunk.answers():
            yield columns_of(answer.line)


def _items(source: TableSource, columns: PostColumns) -> Iterator[Item]:
    for row in source.rows(columns.names):
        yield columns.post_or_reason(row), None
