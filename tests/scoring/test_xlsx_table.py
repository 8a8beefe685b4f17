from __future__ import annotations

import datetime
import json

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring import score_file, xlsx_table
from netralnlp.scoring.xlsx_table import LONGEST_CELL
from tests.fake_predictor import FakePredictor
from tests.scoring.conftest import listed

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

DAY, MOMENT = datetime.datetime(2024, 10, 5), datetime.datetime(2024, 10, 5, 18, 30, 1)


@pytest.fixture
def book(tmp_path):
    """Writes rows, then other sheets, into in.xlsx."""

    def write(*rows, sheets=()):
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        for name in sheets:
            workbook.create_sheet(name).append(["text", "x"])
        workbook.save(tmp_path / "in.xlsx")
        return tmp_path / "in.xlsx"

    return write


@pytest.fixture
def scored(tmp_path, book):
    """Scores rows into a sheet and returns (summary, its rows)."""

    def run(*rows, out="out.xlsx", **options):
        summary = score_file(book(*rows), tmp_path / out, model=FakePredictor(), **options)
        return summary, list(openpyxl.load_workbook(tmp_path / out).active.iter_rows(values_only=True))

    return run


def test_values_keep_their_types(scored):
    row = (7, 0.25, True, DAY, MOMENT, datetime.time(9, 5), "007", "dukung", None, -106.8456789012345)
    summary, (header, back) = scored(("n", "x", "b", "d", "m", "t", "s", "text", "none", "lon"), row)
    assert back[:10] == row
    assert [type(value) for value in back[:10]] == [type(value) for value in row]
    assert header[10:12] == ("netral_stance", "netral_partisan")
    assert back[10:15] == ("support", 0.9132, 0.9123, 0.01, False)
    assert summary.errors == 0


def test_numbers_are_written_to_their_last_digit_or_as_text(tmp_path):
    numbers = [0.1 + 0.2, 1e300, -1.5, 10**15 - 1, 10**15, float("nan")]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": "a", "n": number}) + "\n" for number in numbers))
    score_file(tmp_path / "in.jsonl", tmp_path / "out.xlsx", model=FakePredictor())
    _, *rows = openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)
    assert [row[1] for row in rows] == [*numbers[:4], "1000000000000000", "NaN"]


def test_moments_become_iso_8601_in_text_formats(tmp_path, book):
    path = book(("text", "d", "m", "t"), ("dukung", DAY, MOMENT, datetime.time(9, 5)))
    score_file(path, tmp_path / "out.csv", model=FakePredictor())
    score_file(path, tmp_path / "out.jsonl", model=FakePredictor())
    assert "\ndukung,2024-10-05,2024-10-05T18:30:01,09:05:00,support" in (tmp_path / "out.csv").read_text()
    assert json.loads((tmp_path / "out.jsonl").read_text())["m"] == "2024-10-05T18:30:01"


def test_an_empty_cell_is_an_empty_text_and_a_number_or_a_date_is_none(scored):
    summary, (_, *rows) = scored(("id", "text"), (1, None), (2, 12), (3, DAY), (4, "ya"), (5, "  "))
    assert [row[2] for row in rows] == ["neutral", None, None, "neutral", "neutral"]
    assert "`text` holds a number" in rows[1][-1]
    assert "`text` holds a date" in rows[2][-1]
    assert summary.errors == 2


def test_blank_rows_within_are_counted_and_those_around_are_nothing(scored):
    summary, (header, *rows) = scored((), (), ("id", "text"), (1, "a"), (), (None, None), (2, "b"), (), ())
    assert header[:2] == ("id", "text")
    assert [row[:2] for row in rows] == [(1, "a"), (2, "b")]
    assert (summary.rows, summary.blank_lines) == (2, 2)


def test_cells_beyond_the_header_are_an_error_of_their_row(scored):
    summary, (_, first, second) = scored(("id", "text"), (1, "a", None, "lebih"), (2,))
    assert first[-1].endswith('Beyond the last column: [null, "lebih"]')
    assert (first[:2], second[:3]) == ((1, "a"), (2, None, "neutral"))
    assert summary.errors == 1


def test_escapes_of_excel_are_read_as_what_they_stand_for(scored, monkeypatch):
    predictor = FakePredictor()
    monkeypatch.setattr("tests.scoring.test_xlsx_table.FakePredictor", lambda: predictor)
    scored(("text",), ("satu_x000D_\ndua",), ("_x005F_x0041_",), ("_xD83D__xDC4D_",))
    assert [post.text for post in predictor.batches[-1]] == ["satu\r\ndua", "_x0041_", "👍"]


def test_the_first_sheet_is_read_and_the_others_are_mentioned(tmp_path, book):
    score_file(book(["text"], ["a"], sheets=["Rekap", "Lain"]), tmp_path / "out.csv", model=FakePredictor())
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text())
    assert "XLSX, sheet `Sheet`, the first of 3; the others are left out" in manifest["read_as"]


def test_the_same_rows_give_the_same_bytes(tmp_path, book):
    path = book(["text", "d"], ["dukung Anies", DAY], ["=1+1", MOMENT])
    for name in ("one.xlsx", "two.xlsx"):
        score_file(path, tmp_path / name, model=FakePredictor())
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "is empty"),
        ([["id", "text", "id"]], "repeats the column `id`"),
        ([["text", "netral_error"]], "already has the column `netral_error`"),
        ([["id", "judul"]], "no column with a usual name"),
    ],
)
def test_headers_that_cannot_be_used(tmp_path, book, rows, sentence):
    with pytest.raises(ScoringError, match=sentence):
        score_file(book(*rows), tmp_path / "out.xlsx", model=FakePredictor())
    assert listed(tmp_path) == ["in.xlsx"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"text\nhalo\n"])
def test_what_is_no_workbook_is_a_sentence(tmp_path, content):
    (tmp_path / "in.xlsx").write_bytes(content)
    with pytest.raises(ScoringError, match="cannot be read: it is not a sound workbook"):
        score_file(tmp_path / "in.xlsx", tmp_path / "out.csv", model=FakePredictor())


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a" * LONGEST_CELL, True), ("a" * (LONGEST_CELL + 1), False), ("👍" * (LONGEST_CELL // 2 + 1), False)],
)
def test_a_cell_that_a_sheet_would_cut_is_refused_before_anything_is_scored(tmp_path, text, fits):
    (tmp_path / "in.csv").write_text(f"id,text\n1,a\n2,{text}\n", encoding="utf-8")
    predictor = FakePredictor()
    if fits:
        score_file(tmp_path / "in.csv", tmp_path / "out.xlsx", model=predictor)
        assert openpyxl.load_workbook(tmp_path / "out.xlsx").active["B3"].value == text
        return
    with pytest.raises(ScoringError, match=r"more than the 32,767 characters of a sheet's cell in `text` of row 2"):
        score_file(tmp_path / "in.csv", tmp_path / "out.xlsx", model=predictor)
    assert predictor.batches == []
    assert listed(tmp_path) == ["in.csv"]


def test_mentions_that_a_sheet_would_cut_are_an_error_of_their_row(tmp_path):
    (tmp_path / "in.csv").write_text("text\n" + "Anies " * 300 + "\ndukung\n")
    summary = score_file(tmp_path / "in.csv", tmp_path / "out.xlsx", model=FakePredictor())
    _, first, second = openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)
    assert first[-1].startswith("`netral_mentions` is longer than the 32,767 characters of a sheet's cell")
    assert (first[1], second[1], summary.errors) == (None, "support", 1)


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_table, "MAX_ROWS", 3)
    (tmp_path / "in.csv").write_text("text\na\nb\nc\n")
    with pytest.raises(ScoringError, match="more rows than a sheet holds"):
        score_file(tmp_path / "in.csv", tmp_path / "out.xlsx", model=FakePredictor())
    (tmp_path / "in.csv").write_text("text\na\nb\n")
    assert score_file(tmp_path / "in.csv", tmp_path / "out.xlsx", model=FakePredictor()).rows == 2
