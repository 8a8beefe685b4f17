"""From any format into any other: every value of the input is still there."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import ScoringError
from netralnlp.scoring import NETRAL_COLUMNS, score_file
from netralnlp.scoring.formats import open_source
from netralnlp.scoring.input_file import InputFile
from tests.fake_predictor import FAILING, FakePredictor
from tests.scoring.conftest import listed

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

WRITTEN = [
    "00123",
    "12345678901234567890",
    "=1+1",
    "@x",
    "+62",
    "1.10",
    "_x0041_",
    "_x000D_",
    "<r>a</r>",
    "<r></r>",
    "<r><t>x</t></r>",
    "👍",
    "true",
    "2024-10-05",
    "#N/A",
    "{=1}",
    "https://a.id/?b=1",
]
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [*WRITTEN, "\r\n", "\r", "a\0b", "\ufffe", " x "]
)
TEXTS = CELLS.filter(lambda text: not FAILING.search(text))
TARGETS = ("out.csv", "out.tsv", "out.jsonl", "out.json", "out.parquet", "out.xlsx")


def values_of(path):
    """The rows of a scored file, read by other programs than the one that wrote it."""
    match path.suffix:
        case ".csv" | ".tsv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
        case ".jsonl":
            return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
        case ".json":
            return json.loads(path.read_text(encoding="utf-8"))
        case ".parquet":
            return pq.read_table(path).to_pylist()
        case ".xlsx":
            return sheet(path)


def sheet(path):
    import openpyxl
    from openpyxl.utils.escape import unescape

    header, *rows = openpyxl.load_workbook(path).active.iter_rows()
    assert all(cell.data_type != "f" for row in rows for cell in row)
    names = [cell.value for cell in header]
    cells = [[unescape(each.value) if isinstance(each.value, str) else each.value for each in row] for row in rows]
    return [dict(zip(names, ("" if cell is None else cell for cell in row), strict=True)) for row in cells]


@settings(deadline=None, max_examples=25)
@given(rows=st.lists(st.tuples(CELLS, TEXTS, CELLS), min_size=1, max_size=5), target=st.sampled_from(TARGETS))
def test_strings_stay_the_same_strings(tmp_path_factory, rows, target):
    folder = tmp_path_factory.mktemp("strings")
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text", "note"), *rows])
    summary = score_file(folder / "in.csv", folder / target, model=FakePredictor())
    values = values_of(folder / target)
    assert [(row["id"], row["text"], row["note"]) for row in values] == rows
    assert all(list(row)[3:] == list(NETRAL_COLUMNS) for row in values)
    assert (summary.rows, summary.errors) == (len(rows), 0)


JSON_ROWS = [
    {"id": 12345678901234567890, "n": 1, "x": 1.5, "b": True, "text": "dukung", "deep": {"a": [1, None, "é"]}},
    {"id": 7, "n": 2**60, "x": 2, "b": False, "text": "tolak Anies", "late": "00"},
    {"id": None, "text": "ragu", "mixed": "5", "n": None},
    {"id": -1, "text": "", "mixed": 5},
]


@pytest.mark.parametrize("source", ["in.json", "in.jsonl"])
@pytest.mark.parametrize("target", TARGETS)
def test_json_keeps_its_values_in_every_format(tmp_path, source, target):
    lines = list(map(json.dumps, JSON_ROWS))
    (tmp_path / source).write_text(f"[{','.join(lines)}]" if source == "in.json" else "\n".join(lines))
    score_file(tmp_path / source, tmp_path / target, model=FakePredictor())
    rows = values_of(tmp_path / target)
    if target in ("out.json", "out.jsonl"):
        assert [{key: row[key] for key in before} for row, before in zip(rows, JSON_ROWS, strict=True)] == JSON_ROWS
        return
    assert list(rows[0])[:8] == ["id", "n", "x", "b", "text", "deep", "late", "mixed"]
    assert json.loads(rows[0]["deep"]) == JSON_ROWS[0]["deep"]
    texts = [[None if value in ("", None) else str(value).lower() for value in row.values()][:4] for row in rows]
    assert texts == [
        ["12345678901234567890", "1", "1.5", "true"],
        ["7", "1152921504606846976", "2.0" if target == "out.parquet" else "2", "false"],
        [None, None, None, None],
        ["-1", None, None, None],
    ]
    assert [str(row["mixed"] or "") for row in rows] == ["", "", "5", "5"]


def test_columns_of_json_keep_their_kind_in_parquet(tmp_path):
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, JSON_ROWS)))
    score_file(tmp_path / "in.jsonl", tmp_path / "out.parquet", model=FakePredictor())
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert {name: str(schema.field(name).type) for name in schema.names[:8]} == {
        "id": "string",
        "n": "int64",
        "x": "double",
        "b": "bool",
        "text": "string",
        "deep": "string",
        "late": "string",
        "mixed": "string",
    }


@pytest.mark.parametrize("target", TARGETS)
def test_half_a_character_is_spelled_out_in_every_format(tmp_path, target):
    (tmp_path / "in.jsonl").write_text('{"text": "halo", "nama": "a\\ud83d"}\n{"text": "\\ud83d", "nama": "b"}\n')
    summary = score_file(tmp_path / "in.jsonl", tmp_path / target, model=FakePredictor())
    first, second = values_of(tmp_path / target)
    assert first["nama"].encode("utf-8", "surrogatepass") in (b"a\\ud83d", "a\ud83d".encode("utf-8", "surrogatepass"))
    assert "half of a UTF-16 character" in second["netral_error"]
    assert summary.errors == 1


@pytest.mark.parametrize("target", ["out.jsonl", "out.parquet", "out.xlsx"])
def test_columns_without_names_are_refused_where_names_are_needed(tmp_path, target):
    (tmp_path / "in.csv").write_text("id,text,,\n1,a,b,c\n")
    with pytest.raises(ScoringError, match="several columns without a name"):
        score_file(tmp_path / "in.csv", tmp_path / target, model=FakePredictor())
    assert listed(tmp_path) == ["in.csv"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_header_without_rows_comes_out_as_one(tmp_path, target):
    (tmp_path / "in.csv").write_text("id,text\n")
    assert score_file(tmp_path / "in.csv", tmp_path / target, model=FakePredictor()).rows == 0
    if target not in ("out.jsonl", "out.json"):
        source = pq.read_schema(tmp_path / target).names if target == "out.parquet" else None
        if source is None:
            with pytest.raises(ScoringError, match="already has the column `netral_stance`"):
                open_source(InputFile.of(tmp_path / target, None))
        else:
            assert source == ["id", "text", *NETRAL_COLUMNS]
