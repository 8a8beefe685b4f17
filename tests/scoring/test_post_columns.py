from __future__ import annotations

import csv

import pytest

from netralnlp.errors import ScoringError
from tests.fake_predictor import FakePredictor


@pytest.mark.parametrize(
    "name",
    [
        "text",
        "full_text",
        "tweet",
        "comment",
        "Comment Text",
        "komentar",
        "caption",
        "isi",
        "message",
        "content",
        "rawContent",
        "textDisplay",
        "pesan",
        "teks",
    ],
)
@pytest.mark.parametrize("change", [str, str.upper, str.title, " {} ".format])
def test_usual_names_are_found_in_any_case(score, name, change):
    _, output = score("posts.csv", f"id,{change(name)},likes\n1,dukung Anies,3\n".encode())
    assert b"\n1,dukung Anies,3,support" in output


@pytest.mark.parametrize(
    ("header", "options", "sentence"),
    [
        ("id,judul", {}, "no column with a usual name for text: .*`id`, `judul`"),
        ("text,Caption,id", {}, "text in `text`, `Caption`: choose .*`text`, `Caption`, `id`"),
        ("id,text", {"text_column": "Text"}, "no column `Text`: its columns are `id`, `text`"),
        ("id,text", {"context_column": "induk"}, "no column `induk`"),
        ("id,text", {"action_column": "aksi"}, "no column `aksi`"),
    ],
)
def test_columns_that_are_missing_or_ambiguous_are_told_with_all_names(score, header, options, sentence):
    with pytest.raises(ScoringError, match=sentence):
        score("posts.csv", f"{header}\n1,2,3\n".encode(), **options)


def test_a_named_column_wins_over_usual_names(score):
    _, output = score("posts.csv", b"text,judul\ndukung,tolak\n", text_column="judul")
    assert b"\ndukung,tolak,oppose" in output


def test_endless_names_do_not_make_an_endless_sentence(score):
    with pytest.raises(ScoringError) as caught:
        score("posts.csv", b"id," + b"x" * 100_000 + b"\n")
    assert len(str(caught.value)) < 500


def test_context_and_action_reach_the_predictor(score):
    predictor = FakePredictor()
    content = b"isi,induk,aksi\ngas,Ganjar datang,comment\nya,,\n"
    score("posts.csv", content, context_column="induk", action_column="aksi", model=predictor)
    answered, alone = predictor.batches[-1]
    assert (answered.text, answered.context, answered.action) == ("gas", "Ganjar datang", "comment")
    assert (alone.text, alone.context, alone.action) == ("ya", None, None)


def test_an_unknown_action_and_a_context_that_is_no_text_are_errors_of_their_rows(score):
    lines = b'{"text": "a", "c": 1}\n{"text": "b", "k": "melirik"}\n{"text": "c", "c": null, "k": "like"}\n'
    summary, output = score("posts.jsonl", lines, context_column="c", action_column="k")
    first, second, third = output.decode().splitlines()
    assert "`c` holds a number" in first
    assert "Unknown action 'melirik'" in second
    assert '"netral_error": null' in third
    assert summary.errors == 2


def test_ids_and_moments_reach_the_predictor_as_they_stand(score):
    predictor = FakePredictor()
    lines = b'{"text": "a", "n": 12345678901234567890, "t": "2024-10-05T18:30:00+07:00"}\n{"text": "b", "n": null}\n'
    score("posts.jsonl", lines, id_column="n", created_at_column="t", model=predictor)
    first, second = predictor.batches[-1]
    assert (first.id, first.created_at) == ("12345678901234567890", "2024-10-05T18:30:00+07:00")
    assert (second.id, second.created_at) == (None, None)


def test_each_row_has_its_own_election_and_an_unknown_one_is_its_error_alone(score_csv):
    predictor = FakePredictor()
    content = b"text,race,id\na,pilkada-2024/13.71,7\nb,pilkada-2024/99,8\nc,,9\n"
    summary, _, rows = score_csv(content, election_column="race", id_column="id", model=predictor)
    assert [post.election for post in predictor.batches[-1]] == ["pilkada-2024/13.71", None]
    assert rows[1]["netral_error"].startswith("Unknown election 'pilkada-2024/99'. Nearest: pilkada-2024/")
    assert [(each.row, each.id) for each in summary.first_errors] == [(2, "8")]


def test_an_election_of_a_row_wins_over_that_of_the_run(score, tiny):
    content = b"text,race\npilih nomor 1,pilpres-2024\npilih nomor 1,\n"
    _, output = score("p.csv", content, election_column="race", election="pilkada-2024/13.71", model=tiny)
    first, second = csv.DictReader(output.decode().splitlines())
    assert (first["netral_election"], second["netral_election"]) == ("pilpres-2024", "pilkada-2024/13.71")
