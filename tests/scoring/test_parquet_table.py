from __future__ import annotations

import datetime
import decimal
import json

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring import NETRAL_COLUMNS, parquet_table, score_file
from netralnlp.scoring.arrow import scored_schema
from tests.fake_predictor import ELECTION, FakePredictor
from tests.scoring.conftest import listed

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

MOMENT = datetime.datetime(2024, 10, 5, 18, 30)


def table(**columns):
    return pa.table({"text": ["dukung Anies", "tolak", None], **columns})


@pytest.fixture
def scored(tmp_path):
    """Scores a table into a file and returns (summary, path of the output)."""

    def run(given, out="out.parquet", **options):
        pq.write_table(given, tmp_path / "in.parquet", row_group_size=2)
        return score_file(tmp_path / "in.parquet", tmp_path / out, model=FakePredictor(), **options), tmp_path / out

    return run


def test_columns_keep_types_values_and_metadata(scored):
    given = table(
        id=pa.array([2**63 - 1, None, -1], pa.int64()),
        ns=pa.array([1, 2, None], pa.timestamp("ns", "Asia/Jakarta")),
        kind=pa.array(["a", None, "a"]).dictionary_encode(),
        money=pa.array([decimal.Decimal("1.10"), None, None], pa.decimal128(9, 2)),
        user=pa.array([{"id": 1, "tags": ["x"]}, None, {"id": None, "tags": []}]),
        raw=pa.array([b"\xff", b"", None]),
        short=pa.array([1, 2, 3], pa.int8()),
    ).replace_schema_metadata({"source": "crawler"})
    summary, out = scored(given, election=[ELECTION])
    back = pq.read_table(out)
    assert back.select(given.column_names).equals(given)
    assert back.schema.metadata[b"source"] == b"crawler"
    assert back.schema.names[8:] == list(NETRAL_COLUMNS)
    assert [back.schema.field(name).type for name in NETRAL_COLUMNS] == scored_schema().types
    first, second, third = back.to_pylist()
    assert first["netral_mentions"][0]["contestant"] == {
        "id": "pilpres-2024#1",
        "number": 1,
        "name": "Anies Rasyid Baswedan",
    }
    assert second["netral_election"] == [ELECTION]
    assert third["netral_error"].startswith("`text` holds null")
    assert (summary.rows, summary.errors) == (3, 1)


def test_values_in_text_formats_are_all_there(scored):
    given = table(
        id=pa.array([2**63 - 1, None, -1], pa.int64()),
        day=pa.array([MOMENT.date(), None, None]),
        moment=pa.array([MOMENT, None, None], pa.timestamp("ms")),
        ns=pa.array([1, None, None], pa.timestamp("ns")),
        zone=pa.array([MOMENT, None, None], pa.timestamp("us", "UTC")),
        nan=pa.array([float("nan"), 1e300, None]),
        user=pa.array([{"id": 1, "when": MOMENT}, None, None]),
        raw=pa.array([b"\xff", None, None]),
    )
    _, out = scored(given, "out.jsonl")
    first = json.loads(out.read_text().splitlines()[0])
    assert {name: first[name] for name in given.column_names} == {
        "text": "dukung Anies",
        "id": 2**63 - 1,
        "day": "2024-10-05",
        "moment": "2024-10-05T18:30:00",
        "ns": "1970-01-01 00:00:00.000000001",
        "zone": "2024-10-05 18:30:00.000000Z",
        "nan": None,
        "user": {"id": 1, "when": "2024-10-05T18:30:00"},
        "raw": "ff",
    }
    _, out = scored(given, "out.csv")
    assert (
        out.read_text().splitlines()[1].startswith("dukung Anies,9223372036854775807,2024-10-05,2024-10-05T18:30:00,")
    )


def test_a_text_within_a_struct_is_found_by_its_path(scored):
    given = pa.table({"data": [{"text": "dukung", "lang": "in"}, {"text": "tolak", "lang": "in"}], "id": [1, 2]})
    _, out = scored(given, text_column="data.text")
    assert pq.read_table(out)["netral_stance"].to_pylist() == ["support", "oppose"]
    with pytest.raises(ScoringError, match=r"its columns are `data\.text`, `data\.lang`, `id`"):
        scored(given, text_column="data.teks")


def test_batches_are_written_as_they_are_read(scored, monkeypatch):
    monkeypatch.setattr(parquet_table, "BATCH", 100)
    given = pa.table({"text": [f"dukung {number}" for number in range(250)]})
    summary, out = scored(given)
    assert summary.rows == 250
    assert pq.ParquetFile(out).metadata.num_row_groups >= 3
    assert pq.read_table(out)["text"].to_pylist() == given["text"].to_pylist()
    assert set(pq.read_table(out)["netral_stance"].to_pylist()) == {"support"}


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()])
def test_texts_of_any_string_type_are_read(scored, kind):
    texts = (
        pa.array(["dukung"]).cast(kind)
        if not pa.types.is_dictionary(kind)
        else pa.array(["dukung"]).dictionary_encode()
    )
    _, out = scored(pa.table({"text": texts}), "out.csv")
    assert "\ndukung,support" in out.read_text()


@pytest.mark.parametrize("content", [b"", b"PAR1 no table PAR1", b"text\nhalo\n"])
def test_what_is_no_parquet_file_is_a_sentence(tmp_path, content):
    (tmp_path / "in.parquet").write_bytes(content)
    with pytest.raises(ScoringError, match=r"in\.parquet cannot be read: .*\.$"):
        score_file(tmp_path / "in.parquet", tmp_path / "out.csv", model=FakePredictor())
    assert listed(tmp_path) == ["in.parquet"]


def test_columns_of_our_names_are_refused(scored):
    with pytest.raises(ScoringError, match="already has the column `netral_model`"):
        scored(table(netral_model=["a", "b", "c"]))
