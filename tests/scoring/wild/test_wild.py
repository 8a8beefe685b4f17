"""Files as other programs write them, each with what must become of it. All texts are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring import NETRAL_COLUMNS, score_file
from tests.fake_predictor import FakePredictor
from tests.scoring.conftest import listed

FILES = Path(__file__).parent / "files"

S, A, N, X = "support", "oppose", "neutral", None
"""The stances of rows: for, against, neutral; X is a row that cannot be scored."""

SCORED = {
    "bars.csv": ("UTF-8, separated by bars", "isi", ["dukung; Anies, ya", "biasa"], [S, N]),
    "cp1252.csv": (
        "cp1252 (a guess: it is not UTF-8), separated by semicolons",
        "komentar",
        ["dukung “Anies” – café", "tolak…"],
        [S, A],
    ),
    "crlf.csv": ("UTF-8, separated by commas", "text", ["dukung", "tolak"], [S, A]),
    "excel_dates.xlsx": (
        "XLSX, sheet `Komentar`, the first of 2; the others are left out",
        "Komentar",
        ["dukung Anies", "=tolak semua", 2024],
        [S, A, X],
    ),
    "excel_indonesia.csv": (
        "UTF-8 with a byte order mark, separated by semicolons",
        "Komentar",
        ["dukung Anies sampai menang", "tolak Prabowo; ganti", "=SUM(A1:A2)"],
        [S, A, N],
    ),
    "excel_sep.csv": ("UTF-8, separated by semicolons", "text", ["dukung, katanya", "biasa saja"], [S, N]),
    "excel_unicode.csv": ("UTF-16, separated by tabs", "text", ["dukung Anies 👍", "tolak\tsemua"], [S, A]),
    "facebook_comments.json": (
        "UTF-8, an array of JSON objects",
        "comment",
        ["dukung Anies ð\x9f\x91\x8d cafÃ©", "tolak"],
        [S, A],
    ),
    "header_only.csv": ("UTF-8 with a byte order mark, separated by semicolons", "text", [], []),
    "instagram_apify.json": (
        "UTF-8, an array of JSON objects",
        "caption",
        ["dukung Ganjar #pemilu", None],
        [S, X],
    ),
    "libreoffice.csv": ("UTF-8, separated by commas", "isi", ["dukung Ganjar", 'katanya "tolak" saja'], [S, A]),
    "newlines.csv": ("UTF-8, separated by commas", "text", ["dukung\n\nAnies\r\nselalu", "tolak\n"], [S, A]),
    "nul_bytes.csv": ("UTF-8, separated by commas", "text", ["dukung\0 Anies", "\0\0"], [S, N]),
    "null_texts.jsonl": (
        "UTF-8, one JSON object a line",
        "text",
        ["dukung", None, 7, None, "\ud83d", None],
        [S, X, X, X, X, X],
    ),
    "old_mac.csv": ("UTF-8, separated by commas", "text", ["dukung", "tolak"], [S, A]),
    "open_quote.csv": ("UTF-8, separated by commas", "text", ["dukung", "tolak semua\n3,ragu\n"], [S, X]),
    "pandas.parquet": ("Parquet", "text", ["dukung Anies", None, "ragu"], [S, X, N]),
    "pandas_index.csv": (
        "UTF-8, separated by commas",
        "full_text",
        ["dukung Anies 👍", "ragu mau pilih siapa", "cuaca, panas"],
        [S, N, N],
    ),
    "r_write_csv.csv": (
        "UTF-8, separated by commas",
        "text",
        ["dukung Prabowo", "NA", 'tolak \\" katanya'],
        [S, N, A],
    ),
    "ragged.csv": ("UTF-8, separated by commas", "text", ["dukung", "tolak", "dukung"], [X, X, S]),
    "reddit.jsonl.zst": (
        "UTF-8, packed with zstd, one JSON object a line",
        "body",
        ["dukung Ganjar", "[deleted]"],
        [S, N],
    ),
    "snscrape.jsonl": ("UTF-8, one JSON object a line", "rawContent", ["dukung Prabowo 🙏", ""], [S, N]),
    "stray_quotes.tsv": (
        "UTF-8, separated by tabs, quotes taken as text",
        "text",
        ['"dukung Anies', 'kata "dia', '"" tolak', 'ragu"'],
        [S, N, A, N],
    ),
    "tiktok_comments.csv": (
        "UTF-8 with a byte order mark, separated by commas",
        "Comment Text",
        ["dukung Ganjar, gaskeun", "tolak!\nsudah cukup", "hadir"],
        [S, A, N],
    ),
    "trailing_separators.csv": ("UTF-8, separated by semicolons", "text", ["dukung", ""], [S, N]),
    "tweets.csv.gz": ("UTF-8, packed with gzip, separated by commas", "text", ["dukung Anies", "ragu"], [S, N]),
    "twint.csv": (
        "UTF-8, separated by tabs",
        "tweet",
        ['"dukung Ganjar" kata tetangga', "tolak politik uang"],
        [S, A],
    ),
    "twint.json": ("UTF-8, one JSON object a line", "tweet", ["dukung Anies", "ragu"], [S, N]),
    "utf16_no_mark.csv": (
        "UTF-16 (a guess: every second byte is zero), separated by commas",
        "text",
        ["dukung Anies", "tolak semua calon"],
        [S, A],
    ),
    "youtube_downloader.json": ("UTF-8, one JSON object a line", "text", ["dukung Anies pak", "ragu saya"], [S, N]),
}
"""What is said of a file, the column with its texts, the texts, and the stances."""

REFUSED = {
    "blank.csv": "is empty: there is nothing to score.",
    "cut.csv.gz": "cannot be read: its packed data are damaged",
    "cut_emoji.csv": "is not UTF-8 at byte 36: save it again as UTF-8.",
    "empty.csv": "is empty: there is nothing to score.",
    "facebook_wrapped.json": "take the array out of the object around it",
    "google_forms.csv": "The columns are `Timestamp`, `Nama akun`, `Tulis komentarnya di sini`.",
    "graph_api.json": "take the array out of the object around it",
    "no_header.csv": "has no column with a usual name for text",
    "old_excel.csv": "is a workbook of an old Excel: save it as .xlsx.",
    "really_excel.csv": "is a workbook or a zip archive: name a workbook .xlsx, or unpack it.",
    "same_names.csv": "repeats the column `text`: rename one of each.",
    "scored_before.csv": "already has the column `netral_stance`",
    "twitter_v2.jsonl": "`data.id`, `data.text`, `data.author_id`, `includes.users`, `errors`",
    "two_texts.csv": "may have its text in `text`, `caption`: choose with --text-column",
    "youtube_api.json": "`snippet.topLevelComment.snippet.textOriginal`",
}
"""What the sentence says about a file that cannot be scored as it is."""

WITH_A_COLUMN = {
    "google_forms.csv": ("Tulis komentarnya di sini", ["dukung", "tolak"], [S, A]),
    "twitter_v2.jsonl": ("data.text", ["dukung Prabowo", "tolak Anies", None], [S, A, X]),
    "two_texts.csv": ("caption", ["tolak"], [A]),
    "youtube_api.json": ("snippet.topLevelComment.snippet.textOriginal", ["dukung Anies", "ok"], [S, N]),
}
"""Files that are scored once their column is named."""


def test_every_file_has_an_outcome():
    assert len(listed(FILES)) >= 25
    assert set(listed(FILES)) == {*SCORED, *REFUSED}


def scored(tmp_path, name, **options):
    summary = score_file(FILES / name, tmp_path / "out.jsonl", model=FakePredictor(), **options)
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8-sig").split("\n")[:-1]
    return summary, list(map(json.loads, lines))


def text_of(row, path):
    for part in path.split(".") if path not in row else [path]:
        row = (row or {}).get(part)
    return row


@pytest.mark.parametrize("name", SCORED)
def test_what_is_read_is_said_and_every_row_comes_out(tmp_path, name):
    pytest.importorskip("pyarrow")
    said, column, texts, stances = SCORED[name]
    options = {"safe_csv": False}
    if name == "trailing_separators.csv":  # columns without names: the format of the input must do
        score_file(FILES / name, tmp_path / "out.csv", model=FakePredictor())
        lines = (tmp_path / "out.csv").read_text().splitlines()
        assert [line.split(";")[:5] for line in lines[1:]] == [["1", "dukung", "", "", S], ["", "", "", "", N]]
        return
    summary, rows = scored(tmp_path, name, **options)
    assert [text_of(row, column) for row in rows] == texts
    assert [row["netral_stance"] for row in rows] == stances
    assert [row["netral_error"] is None for row in rows] == [stance is not None for stance in stances]
    assert all(list(row)[-len(NETRAL_COLUMNS) :] == list(NETRAL_COLUMNS) for row in rows)
    for row in rows:
        for mention in row["netral_mentions"] or ():
            assert text_of(row, column)[mention["start"] : mention["end"]] == mention["text"]
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
    assert manifest["read_as"] == f"{FILES / name}: {said}, text in `{column}`."
    assert (summary.rows, summary.errors) == (len(stances), stances.count(X))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_scored_is_a_sentence_and_leaves_nothing(tmp_path, name):
    with pytest.raises(ScoringError) as caught:
        score_file(FILES / name, tmp_path / "out.jsonl", model=FakePredictor())
    assert str(FILES / name) in str(caught.value)
    assert REFUSED[name] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert listed(tmp_path) == []


@pytest.mark.parametrize("name", WITH_A_COLUMN)
def test_with_its_column_named_it_is_scored(tmp_path, name):
    column, texts, stances = WITH_A_COLUMN[name]
    _, rows = scored(tmp_path, name, text_column=column)
    assert [text_of(row, column) for row in rows] == texts
    assert [row["netral_stance"] for row in rows] == stances


@pytest.mark.parametrize(
    "name",
    [name for name in SCORED if name.endswith((".csv", ".tsv")) and "utf16" not in name and "cp1252" not in name],
)
def test_csv_comes_out_as_it_came_in_with_cells_behind(tmp_path, name):
    raw = (FILES / name).read_bytes()
    out = tmp_path / f"out{Path(name).suffix}"
    score_file(FILES / name, out, model=FakePredictor())
    if raw.startswith(b"\xff\xfe"):
        raw = raw.decode("utf-16").encode("utf-8-sig")
    written = out.read_bytes()
    at = 0
    for line in raw.splitlines(keepends=True):
        body = line.rstrip(b"\r\n")
        if name in ("ragged.csv", "open_quote.csv") and body.startswith(
            (b"1,dukung", b"2,tolak", b'2,"tolak', b"3,ragu")
        ):
            continue
        found = written.find(body, at)
        assert found >= at, body
        at = found + len(body)


def test_numbers_and_ids_are_what_they_were(tmp_path):
    _, rows = scored(tmp_path, "twint.csv")
    assert rows[0]["id"] == "1745000000000000001"
    _, rows = scored(tmp_path, "snscrape.jsonl")
    assert rows[0]["id"] == 1752900000000000001
    _, rows = scored(tmp_path, "pandas.parquet")
    assert [(row["id"], row["n"], row["nomor"]) for row in rows] == [
        (1745000000000000001, 1, 10),
        (2, None, 20),
        (3, 3, 30),
    ]
    _, rows = scored(tmp_path, "excel_dates.xlsx")
    assert [row["Tanggal"] for row in rows] == ["2024-10-05", "2024-10-06T13:45:00", None]
    assert [row["Nomor HP"] for row in rows] == ["081234567890", None, "0812"]
    _, rows = scored(tmp_path, "r_write_csv.csv")
    assert rows[0][""] == "1"
    assert rows[0]["id"] == "1.2e+17"
