"""The `netral_*` columns as Arrow types: the same in Parquet, in tables and on Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from netralnlp.errors import MissingExtraError
from netralnlp.scoring.columns import NETRAL_COLUMNS

if TYPE_CHECKING:
    import pyarrow


def scored_schema() -> pyarrow.Schema:
    """The fields of `NETRAL_COLUMNS` in their order; every field may be null.

    Structs have the keys of `Mention.to_dict()`; `party` and `candidates` are null where it leaves them out.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa = require_pyarrow()
    text, score, count = pa.string(), pa.float64(), pa.int32()
    named = pa.struct({"id": text, "name": text})
    contestant = pa.struct({"id": text, "number": count, "name": text})
    mention = pa.struct(
        {
            "start": count,
            "end": count,
            "text": text,
            "score": score,
            "stance": text,
            "stance_scores": pa.struct({"support": score, "oppose": score, "neutral": score}),
            "contestant": contestant,
            "person": named,
            "how": text,
            "party": named,
            "candidates": pa.list_(contestant),
        }
    )
    types = {
        "netral_stance": text,
        "netral_partisan": score,
        "netral_support": score,
        "netral_oppose": score,
        "netral_needs_review": pa.bool_(),
        "netral_mentions": pa.list_(mention),
        "netral_conduct": pa.list_(pa.struct({"label": text, "score": score})),
        "netral_windows": count,
        "netral_model": text,
        "netral_election": pa.list_(text),
        "netral_error": text,
    }
    return pa.schema([(name, types[name]) for name in NETRAL_COLUMNS])


def scored_arrays(rows: Sequence[Mapping[str, object]]) -> list[pyarrow.Array]:
    """One array a field of `scored_schema`, out of what `scored_columns` and `error_columns` give.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa = require_pyarrow()
    return [pa.array([row[field.name] for row in rows], field.type) for field in scored_schema()]


def field_paths(fields: Iterable[pyarrow.Field], prefix: str = "") -> Iterator[str]:
    """The names of fields; of a struct the dotted paths of what is in it."""
    for field in fields:
        if require_pyarrow().types.is_struct(field.type) and field.type.num_fields:
            yield from field_paths(field.type, f"{prefix}{field.name}.")
        else:
            yield prefix + field.name


def batch_rows(batch: pyarrow.RecordBatch) -> Iterator[dict[str, object]]:
    """The rows of a batch; moments finer than microseconds, or with a time zone, and times and durations are texts."""
    names = batch.schema.names
    columns = [_values(column) for column in batch.columns]
    for cells in zip(*columns, strict=True) if columns else [()] * batch.num_rows:
        yield dict(zip(names, cells, strict=True))


def _values(column: pyarrow.Array) -> list[object]:
    pa = require_pyarrow()
    kind = column.type
    exact = pa.types.is_timestamp(kind) and kind.unit != "ns" and kind.tz is None
    if pa.types.is_temporal(kind) and not (exact or pa.types.is_date(kind)):
        column = column.cast(pa.string())
    values: list[object] = column.to_pylist()
    return values


def require_pyarrow() -> pyarrow:
    """The module pyarrow.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import pyarrow
    except ImportError:
        raise MissingExtraError("pyarrow", "tables", "A table") from None
    return pyarrow
