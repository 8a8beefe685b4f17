from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import PostError, ScoringError
from netralnlp.rosters import Roster
from netralnlp.scoring import chunks, score_file
from tests.fake_predictor import FakePredictor
from tests.scoring.conftest import listed
from tests.scoring.runs import BreaksOff, lines_of

OUTPUTS = ["out.csv", "out.jsonl", "out.json", "out.csv.gz", "out.parquet", "out.xlsx"]
HIDDEN = ".{}.netralnlp"


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_POSTS", 8)
    monkeypatch.setattr(chunks, "CACHED", 16)


@pytest.fixture
def posts(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("".join(lines_of(200)), encoding="utf-8", newline="")
    return path


def broken_off(path, out, at=3, **options):
    with pytest.raises(KeyboardInterrupt) as caught:
        score_file(path, out, model=BreaksOff(at), **options)
    return caught.value


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_run_that_goes_on_writes_the_bytes_of_one_that_was_never_broken_off(tmp_path, posts, small_chunks, name):
    whole, unbroken = FakePredictor(), tmp_path / f"whole-{name}"
    summary = score_file(posts, unbroken, model=whole)
    out = tmp_path / name
    scored = []
    for at in (0, 2, 1, 4):
        predictor = BreaksOff(at)
        with pytest.raises(KeyboardInterrupt):
            score_file(posts, out, model=predictor, resume=True)
        assert not out.exists()
        scored += predictor.batches
    last = FakePredictor()
    resumed = score_file(posts, out, model=last, resume=True)
    scored += last.batches
    assert out.read_bytes() == unbroken.read_bytes()
    assert [batch for batch in scored if batch] == [batch for batch in whole.batches if batch]
    assert resumed.resumed > 0
    for told in ("rows", "duplicates", "errors", "needs_review", "first_errors"):
        assert getattr(resumed, told) == getattr(summary, told)
    assert listed(tmp_path) == sorted(
        ["in.csv", name, f"{name}.manifest.json", f"whole-{name}", f"whole-{name}.manifest.json"]
    )


@settings(deadline=None, max_examples=30)
@given(cut=st.floats(0, 1), zeros=st.sampled_from([0, 7, 4096]))
def test_power_loss_at_any_byte_of_the_journal_changes_nothing(tmp_path_factory, cut, zeros):
    folder = tmp_path_factory.mktemp("power")
    posts = folder / "in.csv"
    posts.write_text("".join(lines_of(60)), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_POSTS", 8)
        score_file(posts, folder / "whole.csv", model=FakePredictor())
        out = folder / "out.csv"
        broken_off(posts, out, at=4)
        journal = folder / ".out.csv.netralnlp" / "journal"
        kept = journal.read_bytes()
        journal.write_bytes(kept[: round(cut * len(kept))] + bytes(zeros))
        score_file(posts, out, model=FakePredictor(), resume=True)
    assert out.read_bytes() == (folder / "whole.csv").read_bytes()
    assert listed(folder) == ["in.csv", "out.csv", "out.csv.manifest.json", "whole.csv", "whole.csv.manifest.json"]


def test_ctrl_c_says_how_to_go_on(tmp_path, posts, small_chunks):
    interrupt = broken_off(posts, tmp_path / "out.csv")
    (note,) = interrupt.__notes__
    kept = int(note.removeprefix("The answers for ").split(" ")[0])
    assert note == f"The answers for {kept} rows are kept: run again with --resume to go on."
    assert 24 <= kept < 200
    assert listed(tmp_path) == [".out.csv.netralnlp", "in.csv"]
    assert score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True).resumed == kept


def test_before_the_first_answer_nothing_is_kept(tmp_path, posts):
    interrupt = broken_off(posts, tmp_path / "out.csv", at=0)
    assert not hasattr(interrupt, "__notes__")
    assert listed(tmp_path) == ["in.csv"]


def test_without_resume_what_was_kept_is_dropped_and_said(tmp_path, posts, small_chunks):
    broken_off(posts, tmp_path / "out.csv")
    said = []

    class Ears:
        def say(self, sentence):
            said.append(sentence)

        def start(self, task, rows, done):
            said.append((task, rows, done))

        def advance(self, rows):
            pass

    summary = score_file(posts, tmp_path / "out.csv", model=FakePredictor(), progress=Ears())
    assert summary.resumed == 0
    assert said[1:3] == [
        "The answers of a run that was broken off are dropped; --resume would have gone on with them.",
        ("Scoring", 200, 0),
    ]


def test_with_nothing_to_resume_a_run_starts_afresh(tmp_path, posts):
    assert score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True).rows == 200
    (tmp_path / "out.csv").unlink()
    assert not score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True).finished_before
    (tmp_path / "out.csv.manifest.json").unlink()
    assert not score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True).finished_before


def test_a_finished_output_is_left_alone_and_its_counts_are_told_again(tmp_path, posts):
    first = score_file(posts, tmp_path / "out.csv", model=FakePredictor(), id_column="id")
    before = (tmp_path / "out.csv").stat()
    predictor = FakePredictor()
    again = score_file(posts, tmp_path / "out.csv", model=predictor, id_column="id", resume=True)
    assert again.finished_before
    assert (again.rows, again.errors, again.first_errors) == (first.rows, first.errors, first.first_errors)
    assert (tmp_path / "out.csv").stat() == before
    assert not any(predictor.batches)


def test_a_finished_output_that_somebody_edited_is_not_overwritten_by_going_on(tmp_path, posts):
    score_file(posts, tmp_path / "out.csv", model=FakePredictor())
    (tmp_path / "out.csv").write_text("mine")
    with pytest.raises(ScoringError, match="was finished and has changed since"):
        score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True)
    assert (tmp_path / "out.csv").read_text() == "mine"


class AnyElection(FakePredictor):
    """Takes rosters of one's own, too."""

    def predict(self, posts, *, election=None):
        return super().predict(posts)


class Renamed(AnyElection):
    name = "fake 2.0"


class AnyElectionBreaksOff(BreaksOff):
    def predict(self, posts, *, election=None):
        return super().predict(posts)


def a_roster(folder, names):
    (folder / "kades.csv").write_text("number,head\n" + "".join(f"{n},{name}\n" for n, name in enumerate(names, 1)))
    return Roster.from_csv(folder / "kades.csv")


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": Renamed()}, "another model"),
        ({"safe_csv": True}, "another --safe-csv"),
        ({"text_column": "id"}, "another --text-column"),
        ({"id_column": "note", "context_column": "note"}, "another --context-column and another --id-column"),
        ({"election": ["pilpres-2024"]}, "another roster and another --election"),
        ({"election": "own"}, "another roster"),
        ({"input": "more"}, "another input"),
    ],
)
def test_a_run_goes_on_only_with_what_it_was_begun_with(tmp_path, posts, small_chunks, change, words, done):
    own = a_roster(tmp_path, ["Budi Santosa", "Tono Wibowo"])
    out = tmp_path / "out.csv"
    if done:
        score_file(posts, out, model=AnyElection(), election=[own])
    else:
        with pytest.raises(KeyboardInterrupt):
            score_file(posts, out, model=AnyElectionBreaksOff(3), election=[own])
    before = listed(tmp_path)
    options = {"model": AnyElection(), "election": [own], **change}
    if options.pop("input", None):
        posts.write_text(posts.read_text(encoding="utf-8") + "1,tolak,x\r\n", encoding="utf-8", newline="")
    if options["election"] == "own":
        options["election"] = [a_roster(tmp_path, ["Budi Santosa", "Toni Wibowo"])]
    with pytest.raises(ScoringError) as caught:
        score_file(posts, out, resume=True, **options)
    assert str(caught.value) == (
        f"{out} was begun with {words}: give what it was begun with, or start afresh without --resume."
    )
    assert listed(tmp_path) == before
    assert score_file(posts, out, **options).rows >= 200


def test_an_input_that_changes_while_it_is_scored_is_said_and_nothing_is_written(tmp_path, posts, small_chunks):
    class Changes(FakePredictor):
        def predict(self, some, *, election=None):
            if some and not any(self.batches):
                content = posts.read_text(encoding="utf-8")
                posts.write_text(content.replace("pagi", "sore"), encoding="utf-8", newline="")
            return super().predict(some, election=election)

    with pytest.raises(ScoringError, match=r"in\.csv changed while it was scored: run again without --resume\.$"):
        score_file(posts, tmp_path / "out.csv", model=Changes())
    assert not (tmp_path / "out.csv").exists()
    with pytest.raises(ScoringError, match="was begun with another input"):
        score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True)
    assert score_file(posts, tmp_path / "out.csv", model=FakePredictor()).rows == 200


def test_an_input_that_vanishes_while_it_is_scored_leaves_what_can_be_gone_on_with(tmp_path, posts, small_chunks):
    class Vanishes(FakePredictor):
        def predict(self, some, *, election=None):
            if len(self.batches) > 3 and posts.exists():
                posts.rename(tmp_path / "away.csv")
            return super().predict(some, election=election)

    with pytest.raises(ScoringError, match=r"in\.csv cannot be read: No such file .* rows are kept: run again"):
        score_file(posts, tmp_path / "out.csv", model=Vanishes())
    (tmp_path / "away.csv").rename(posts)
    assert score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True).resumed == 200


def test_an_error_of_the_predictor_is_an_error_of_rows_also_after_going_on(tmp_path, posts, small_chunks):
    class Fails(FakePredictor):
        def predict(self, some, *, election=None):
            if any("dukung" in post.text for post in some):
                raise PostError("Not this one.")
            return super().predict(some, election=election)

    summary = score_file(posts, tmp_path / "out.jsonl", model=Fails())
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    failed = [row for row in rows if row["netral_error"] == "Not this one."]
    assert failed
    assert all("dukung" in row["text"] for row in failed)
    assert summary.errors >= len(failed)
