from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import sys
import tracemalloc
from functools import partial
from pathlib import Path

import pytest

from netralnlp.errors import MissingExtraError, ScoringError, UnknownElectionError
from netralnlp.rosters import Roster
from netralnlp.scoring import chunks, score_file
from tests.fake_predictor import ELECTION, FakePredictor
from tests.scoring.conftest import listed


def test_a_row_that_fails_spoils_no_other(score_csv):
    texts = ["dukung Ganjar", "rusak", "tolak Anies", "celaka", "ragu", "  ", ""]
    content = "id,text\n" + "".join(f"{index},{text}\n" for index, text in enumerate(texts))
    summary, _, rows = score_csv(content.encode())
    assert [row["text"] for row in rows] == texts
    assert [row["netral_stance"] for row in rows] == ["support", "", "oppose", "", "neutral", "neutral", "neutral"]
    assert rows[1]["netral_error"] == "The post is broken."
    assert rows[3]["netral_error"] == "IndexError: out of range"
    assert (summary.rows, summary.errors, summary.needs_review) == (7, 2, 1)
    assert [(each.row, each.error) for each in summary.first_errors] == [
        (2, "The post is broken."),
        (4, "IndexError: out of range"),
    ]


def test_posts_go_to_the_predictor_in_chunks_and_come_out_in_order(score):
    predictor = FakePredictor()
    content = "text,id\n" + "".join(f"nomor {index},{index}\n" for index in range(1000))
    summary, output = score("posts.csv", content.encode(), model=predictor)
    assert summary.rows == 1000
    assert [row["id"] for row in csv.DictReader(output.decode().splitlines())] == [str(i) for i in range(1000)]
    assert max(map(len, predictor.batches)) == 512
    assert sum(map(len, predictor.batches)) == 1000


def test_long_rows_make_small_chunks(score, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_CHARACTERS", 1000)
    predictor = FakePredictor()
    content = "text,id\n" + "".join("kata " * 90 + f"{number},1\n" for number in range(9))
    score("posts.csv", content.encode(), model=predictor)
    assert max(map(len, predictor.batches)) == 3


def test_the_election_is_checked_also_without_rows(score, tmp_path):
    with pytest.raises(UnknownElectionError, match="Nearest: pilpres-2024"):
        score("posts.csv", b"text,id\n", election="pilpres-2042")
    assert listed(tmp_path) == ["posts.csv"]


def test_elections_stand_in_their_column(score_csv):
    _, _, (row,) = score_csv(b"text,id\nhalo,1\n", election=[ELECTION])
    assert row["netral_election"] == ELECTION


def test_a_roster_of_ones_own_is_in_play(score, tmp_path, tiny):
    (tmp_path / "kades.csv").write_text("number,head\n1,Budiman Suherman\n")
    own = Roster.from_csv(tmp_path / "kades.csv")
    _, output = score("posts.csv", b"text\npilih Budiman Suherman\n", election=[own], model=tiny)
    assert next(csv.DictReader(output.decode().splitlines()))["netral_election"] == "kades"


@pytest.mark.parametrize("name", ["posts.txt", "posts", "posts.xls", "posts.gz"])
def test_a_name_that_tells_no_format_is_an_error_that_lists_them(tmp_path, name):
    (tmp_path / name).write_text("text\nhalo\n")
    with pytest.raises(ScoringError, match=r"say it with --format \(csv, tsv, jsonl, json, parquet, xlsx\)"):
        score_file(tmp_path / name, tmp_path / "out.csv", model=FakePredictor())
    assert score_file(tmp_path / name, tmp_path / "out.csv", model=FakePredictor(), input_format="csv").rows == 1


def test_a_format_that_is_none_is_an_error_that_lists_them(tmp_path):
    with pytest.raises(ScoringError, match="Unknown format 'docx': use one of csv, tsv"):
        score_file(tmp_path / "in", tmp_path / "out.csv", input_format="docx")


@pytest.mark.parametrize("name", ["out", "out.txt", "out.parquet.gz", "out.xlsx.zst", "-"])
def test_an_output_that_tells_no_format_is_an_error_that_lists_them(tmp_path, name):
    (tmp_path / "in.csv").write_text("text\nhalo\n")
    with pytest.raises(ScoringError, match=r"does not tell its format: give it one of \.csv, \.tsv"):
        score_file(tmp_path / "in.csv", tmp_path / name, model=FakePredictor())
    assert listed(tmp_path) == ["in.csv"]


@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_the_input_is_never_the_output(tmp_path, link):
    path = out = tmp_path / "posts.csv"
    path.write_text("text\na\n")
    if link:
        out = tmp_path / "other.csv"
        link(path, out)
    with pytest.raises(ScoringError, match="is the input itself"):
        score_file(path, out, model=FakePredictor())
    assert path.read_text() == "text\na\n"


def test_an_output_of_before_is_replaced(score, tmp_path):
    (tmp_path / "scored.csv").write_text("old")
    _, output = score("posts.csv", b"text\ndukung\n")
    assert b"dukung,support" in output


def test_a_link_to_another_place_is_followed(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out.csv").symlink_to(tmp_path / "disk" / "out.csv")
    (tmp_path / "in.csv").write_text("text\ndukung\n")
    score_file(tmp_path / "in.csv", tmp_path / "out.csv", model=FakePredictor())
    assert (tmp_path / "out.csv").is_symlink()
    assert listed(tmp_path / "disk") == ["out.csv", "out.csv.manifest.json"]


@pytest.mark.skipif(os.name != "posix", reason="devices and modes of POSIX")
def test_what_is_no_file_is_never_replaced_and_a_new_file_has_the_usual_mode(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "in.csv").write_text("text\ndukung\n")
    for name in ("pipe.csv", "folder.csv"):
        with pytest.raises(ScoringError, match="cannot be written: It is not a file"):
            score_file(tmp_path / "in.csv", tmp_path / name, model=FakePredictor())
    score_file(tmp_path / "in.csv", tmp_path / "out.csv", model=FakePredictor())
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "in.csv").stat().st_mode
    assert listed(tmp_path) == ["folder.csv", "in.csv", "out.csv", "out.csv.manifest.json", "pipe.csv"]


def test_progress_hears_the_opening_and_every_row(score):
    heard = []

    class Ears:
        def say(self, sentence):
            heard.append(sentence)

        def start(self, task, rows, done):
            heard.append((task, rows, done))

        def advance(self, rows):
            heard.append(rows)

    content = b"id;komentar\n" + b"".join(b"%d;caf\xe9 %d\n" % (number, number) for number in range(600))
    score("posts.csv", content, progress=Ears())
    opening, scoring, *rest = heard
    assert opening.endswith("cp1252 (a guess: it is not UTF-8), separated by semicolons, text in `komentar`.")
    assert scoring == ("Scoring", 600, 0)
    assert rest == [512, 88, ("Writing", 600, 0), 600]


def test_memory_does_not_grow_with_the_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CACHED", 512)
    peaks = []
    for rows in (1_500, 6_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text("id,text\n" + "".join(f"{number},dukung Anies {number}\n" for number in range(rows)))
        tracemalloc.start()
        try:
            score_file(path, tmp_path / "out.csv", model=Forgets())
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


class Forgets(FakePredictor):
    def predict(self, posts, *, election=None):
        self.batches = []
        return super().predict(posts)


def test_the_manifest_counts_and_says_where_all_comes_from(score, tmp_path):
    content = b"id,text\n7,dukung\n8,dukung\n\n9,rusak\n10,ragu\n"
    summary, output = score("posts.csv", content, id_column="id")
    manifest = json.loads((tmp_path / "scored.csv.manifest.json").read_text())
    counts = ("rows", "duplicates", "errors", "needs_review", "truncated", "context_cut", "blank_lines")
    assert [manifest[name] for name in counts] == [4, 1, 1, 1, 0, 0, 1]
    assert {name: manifest[name] for name in counts} == {name: getattr(summary, name) for name in counts}
    assert manifest["first_errors"] == [{"row": 3, "id": "9", "error": "The post is broken."}]
    assert (manifest["output"], manifest["model"]) == ("scored.csv", "fake 1.0")
    assert manifest["output_sha256"] == hashlib.sha256(output).hexdigest()
    assert manifest["begun_with"]["input"] == hashlib.sha256(content).hexdigest()
    assert manifest["read_as"].endswith("posts.csv: UTF-8, separated by commas, text in `text`.")
    assert manifest["seconds"] >= 0
    assert listed(tmp_path) == ["posts.csv", "scored.csv", "scored.csv.manifest.json"]


def test_a_context_that_is_cut_is_counted(score):
    content = f"text,induk\ngas,{'x' * 1001}\ngas,{'x' * 1001}\nya,x\n".encode()
    summary, _ = score("posts.csv", content, context_column="induk")
    assert (summary.context_cut, summary.duplicates, summary.truncated) == (2, 1, 0)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])])
@pytest.mark.parametrize("name", ["posts.csv.gz", "posts.csv"])
def test_gzip_is_read_under_any_name_and_in_pieces_and_written_by_name(score, pack, name):
    content = "id,text\n1,dukung 👍\n".encode()
    _, output = score(name, pack(content), out="o.csv.gz")
    assert gzip.decompress(output).startswith(b"id,text,netral_stance")
    assert "1,dukung 👍,support".encode() in gzip.decompress(output)


def test_zstd_is_read_frame_by_frame_and_written_by_name(score):
    zstd = pytest.importorskip("backports.zstd")
    content = b'{"text": "dukung"}\n'
    summary, output = score("p.jsonl.zst", zstd.compress(content) + zstd.compress(content), out="o.jsonl.zst")
    assert summary.rows == 2
    assert zstd.decompress(output).count(b'"support"') == 2


@pytest.mark.parametrize("name", ["posts.csv.gz", "posts.csv.zst"])
def test_packed_bytes_that_break_off_are_told_before_anything_is_scored(score, tmp_path, name):
    if name.endswith("gz"):
        pack = gzip.compress
    else:
        zstd = pytest.importorskip("backports.zstd")
        pack = partial(zstd.compress, options={zstd.CompressionParameter.checksum_flag: 1})
    predictor = FakePredictor()
    whole = pack("".join(f"{hashlib.sha256(b'%d' % number).hexdigest()}\n" for number in range(99)).encode())
    for broken in (whole[:-20], whole[:50] + b"xxxx" + whole[54:]):
        with pytest.raises(ScoringError, match=r"packed data|zstd data"):
            score(name, broken, model=predictor, out="o.csv", input_format="csv")
    assert predictor.batches == []
    assert listed(tmp_path) == [name]


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"PK\x03\x04", "a workbook or a zip"), (b"\xd0\xcf\x11\xe0", "an old Excel"), (b"PAR1", "a Parquet file")],
)
def test_bytes_of_another_format_are_told(score, start, kind):
    with pytest.raises(ScoringError, match=kind):
        score("posts.csv", start + bytes(100))


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (b"text\ndukung\n", "UTF-8, separated by commas"),
        (gzip.compress(b'{"text": "dukung"}\n'), "UTF-8, packed with gzip, one JSON object a line"),
        (b'\xef\xbb\xbf [{"text": "dukung"}]', "UTF-8 with a byte order mark, an array of JSON objects"),
    ],
)
def test_standard_input_is_known_by_its_first_bytes(monkeypatch, tmp_path, content, description):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    summary = score_file("-", tmp_path / "out.jsonl", model=FakePredictor())
    assert summary.rows == 1
    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
    assert manifest["read_as"] == f"Standard input: {description}, text in `text`."
    assert listed(tmp_path) == ["out.jsonl", "out.jsonl.manifest.json"]


@pytest.mark.parametrize(("name", "said"), [("excel_dates.xlsx", "XLSX, sheet"), ("pandas.parquet", "Parquet")])
def test_standard_input_may_be_a_table_of_bytes(monkeypatch, tmp_path, name, said):
    content = (Path(__file__).parent / "wild" / "files" / name).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert score_file("-", tmp_path / "out.csv", model=FakePredictor()).rows == 3
    assert said in json.loads((tmp_path / "out.csv.manifest.json").read_text())["read_as"]


def test_standard_input_without_bytes_is_empty(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(ScoringError, match="Standard input is empty"):
        score_file("-", tmp_path / "out.csv", model=FakePredictor())
    assert listed(tmp_path) == []


@pytest.mark.parametrize(
    ("module", "name", "out"),
    [
        ("pyarrow", "posts.csv", "o.parquet"),
        ("pyarrow", "posts.parquet", "o.csv"),
        ("openpyxl", "posts.xlsx", "o.csv"),
        ("xlsxwriter", "posts.csv", "o.xlsx"),
        ("backports", "posts.csv", "o.csv.zst"),
    ],
)
def test_a_missing_library_is_named_with_the_extra_that_brings_it(score, tmp_path, monkeypatch, module, name, out):
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, "compression", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'netralnlp\[tables\]'"):
        score(name, b"text\nhalo\n", out=out)
    assert listed(tmp_path) == [name]
