"""Posts on Spark: scored where they lie, with the answers that a laptop gives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from netralnlp.errors import MissingExtraError
from netralnlp.predictor import EMBEDDED_MODEL, Elections, Predictor
from netralnlp.rosters import resolve
from netralnlp.scoring.arrow import require_pyarrow, scored_schema
from netralnlp.scoring.post_columns import PostColumns
from netralnlp.scoring.tables import ArrowTable, scored_table

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def score_dataframe(
    df: DataFrame,
    *,
    text_column: str | None = None,
    context_column: str | None = None,
    action_column: str | None = None,
    created_at_column: str | None = None,
    election_column: str | None = None,
    election: Elections = None,
    model: str | Path | None = None,
) -> DataFrame:
    """Score every row of a Spark DataFrame (3.5 and later) by `mapInArrow`.

    Nothing runs before the result is asked for. All columns come out as they were, with the `netral_*` columns behind.
    Every row has the answer that `netralnlp.score_table` gives it. Each Python worker loads the model once, and runs
    it on as many threads as a task has cores (`spark.task.cpus`). Exact duplicates within an Arrow batch
    (`spark.sql.execution.arrow.maxRecordsPerBatch`) are scored once.

    Args:
        df: the posts; its columns must be of types that Spark hands to Arrow.
        text_column: the column with the raw text; by default the one with a usual name (`text`, `komentar`, ...).
        context_column: the column with the text that is answered or shared.
        action_column: the column with the action (`comment`, `share`, ...).
        created_at_column: the column with the moment of publication.
        election_column: the column with a roster id or pattern; where it has one, that wins over `election`.
        election: roster ids or patterns in play, or rosters of one's own.
        model: a model folder, as the executors see it; by default the embedded model.

    Raises:
        ScoringError: no such column, none or several with a usual name for text, or a clash of columns.
        UnknownElectionError: an election that no roster answers to.
        MissingExtraError: pyspark is not installed.
    """
    try:
        from pyspark.sql.pandas.types import from_arrow_schema
        from pyspark.sql.types import StructType
    except ImportError as error:
        raise MissingExtraError(error.name or "pyspark", "spark", "A Spark DataFrame") from None
    parts = {
        "text": text_column,
        "context": context_column,
        "action": action_column,
        "created_at": created_at_column,
        "election": election_column,
    }
    columns = PostColumns.of(ArrowTable(require_pyarrow().schema(_layout(df.schema)).empty_table()), parts)
    if election:
        resolve(election)
    folder = None if model is None else str(model)

    def score(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            yield _scored_batch(batch, columns, folder, election)

    return df.mapInArrow(score, StructType([*df.schema.fields, *from_arrow_schema(scored_schema()).fields]))


def _layout(schema: StructType) -> list[pyarrow.Field]:
    """The names in a schema, and those in its structs."""
    from pyspark.sql.types import StructType

    pa = require_pyarrow()
    return [
        pa.field(each.name, pa.struct(_layout(each.dataType)) if isinstance(each.dataType, StructType) else pa.null())
        for each in schema.fields
    ]


def _scored_batch(
    batch: pyarrow.RecordBatch, columns: PostColumns, folder: str | None, election: Elections
) -> pyarrow.RecordBatch:
    from pyspark import TaskContext

    pa = require_pyarrow()
    task = TaskContext.get()
    scorer = worker_predictor(folder, task.cpus() if task else 1)
    scored = scored_table(ArrowTable(pa.Table.from_batches([batch])), columns, scorer, election)
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *(column.combine_chunks() for column in scored.columns)],
        schema=pa.schema([*batch.schema, *scored.schema]),
    )


@lru_cache(maxsize=1)
def worker_predictor(folder: str | None, threads: int) -> Predictor:
    """The predictor of a Python worker, loaded when its first batch comes; the embedded model is that of the worker."""
    return Predictor.load(EMBEDDED_MODEL if folder is None else Path(folder), threads)
