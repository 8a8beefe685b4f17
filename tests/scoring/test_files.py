from __future__ import annotations

import csv
import os

import pytest

from netralnlp.errors import ScoringError, UnknownElectionError
from netralnlp.scoring import files, score_file
from tests.fake_predictor import ELECTION, FakePredictor


def test_a_row_that_fails_spoils_no_other(score_csv):
    texts = ["dukung Ganjar", "rusak", "tolak Anies", "celaka", "ragu", "  ", ""]
    content = "id,text\n" + "".join(f"{index},{text}\n" for index, text in enumerate(texts))
    summary, _, rows = score_csv(content.encode())
    assert [row["text"] for row in rows] == texts
    assert [row["netral_stance"] for row in rows] == ["support", "", "oppose", "", "neutral", "neutral", "neutral"]
    assert rows[1]["netral_error"] == "The post is broken."
    assert rows[3]["netral_error"] == "IndexError: out of range"
    assert (summary.rows, summary.errors, summary.needs_review) == (7, 2, 1)


def test_posts_go_to_the_predictor_in_chunks_and_come_out_in_order(score):
    predictor = FakePredictor()
    content = "text,id\n" + "".join(f"nomor {index},{index}\n" for index in range(1000))
    summary, output = score("posts.csv", content.encode(), model=predictor)
    assert summary.rows == 1000
    assert [row["id"] for row in csv.DictReader(output.decode().splitlines())] == [str(i) for i in range(1000)]
    assert max(map(len, predictor.batches)) == 256
    assert sum(map(len, predictor.batches)) == 1000


def test_long_rows_make_small_chunks(score, monkeypatch):
    monkeypatch.setattr(files, "_CHUNK_CHARACTERS", 1000)
    predictor = FakePredictor()
    score("posts.csv", b"text,id\n" + (b"kata " * 90 + b",1\n") * 9, model=predictor)
    assert max(map(len, predictor.batches)) == 3


def test_the_election_is_checked_also_without_rows(score, tmp_path):
    with pytest.raises(UnknownElectionError, match="Nearest: pilpres-2024"):
        score("posts.csv", b"text,id\n", election="pilpres-2042")
    assert [path.name for path in tmp_path.iterdir()] == ["posts.csv"]


def test_elections_stand_in_their_column(score_csv):
    _, _, (row,) = score_csv(b"text,id\nhalo,1\n", election=[ELECTION])
    assert row["netral_election"] == ELECTION


@pytest.mark.parametrize("name", ["posts.txt", "posts", "posts.csv.gz"])
def test_an_unknown_extension_lists_the_known_ones(tmp_path, name):
    with pytest.raises(ScoringError, match=r"\.csv, \.tsv, \.jsonl, \.ndjson"):
        score_file(tmp_path / name, tmp_path / "out.csv", model=FakePredictor())


@pytest.mark.parametrize(("source", "out"), [("in.csv", "out.jsonl"), ("in.jsonl", "out.csv"), ("in.csv", "out")])
def test_the_output_has_the_format_of_the_input(tmp_path, source, out):
    (tmp_path / source).write_text('{"text": "a"}\n' if source == "in.jsonl" else "text\na\n")
    with pytest.raises(ScoringError, match="another format than the input"):
        score_file(tmp_path / source, tmp_path / out, model=FakePredictor())


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


def test_progress_hears_the_opening_and_every_row(score):
    heard = []

    class Ears:
        def begin(self, sentence):
            heard.append(sentence)

        def advance(self, rows, share):
            heard.append((rows, share))

    score("posts.csv", b"id;komentar\n" + b"1;caf\xe9\n" * 600, progress=Ears())
    opening, *chunks = heard
    assert opening.endswith("cp1252 (a guess: it is not UTF-8), separated by semicolons, text in `komentar`.")
    assert [rows for rows, _ in chunks] == [256, 256, 88]
    shares = [share for _, share in chunks]
    assert shares == sorted(shares)
    assert (shares[0] > 0, shares[-1]) == (True, 1)
