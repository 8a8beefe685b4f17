from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring import run_folder, score_file
from netralnlp.scoring.run_folder import RunFolder
from tests.fake_predictor import FakePredictor
from tests.scoring.conftest import listed
from tests.scoring.runs import ROOT, finish, lines_of

HOLDS = """
import sys
from pathlib import Path
from netralnlp.scoring.run_folder import RunFolder
with RunFolder(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of out.csv until its input ends."""
    command = [sys.executable, "-c", HOLDS, str(tmp_path / "out.csv")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"locked\n"
        yield process
        process.stdin.close()
        process.wait()


@pytest.mark.parametrize("options", [[], ["--resume"]])
def test_two_runs_on_one_output_are_refused_with_a_sentence(holder, tmp_path, options):
    (tmp_path / "in.csv").write_text("id,text\n1,dukung\n")
    code, said = finish(tmp_path / "in.csv", tmp_path / "out.csv", *options)
    assert (code, said) == (
        1,
        f"{tmp_path / 'out.csv'} is being written by another run: wait for its end, or give another name.\n",
    )
    assert listed(tmp_path) == [".out.csv.netralnlp", "in.csv"]
    assert finish(tmp_path / "in.csv", tmp_path / "other.csv")[0] == 0


def test_the_lock_dies_with_its_process(holder, tmp_path):
    (tmp_path / "in.csv").write_text("id,text\n1,dukung\n")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    score_file(tmp_path / "in.csv", tmp_path / "out.csv", model=FakePredictor())
    assert listed(tmp_path) == ["in.csv", "out.csv", "out.csv.manifest.json"]


@pytest.mark.skipif(os.name != "posix", reason="fork of POSIX")
def test_no_child_process_inherits_the_lock(tmp_path):
    folder = RunFolder(tmp_path / "out.csv")
    with folder:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    try:
        with RunFolder(tmp_path / "out.csv"):
            assert child.poll() is None
    finally:
        child.communicate(b"\n")


def test_a_second_run_in_the_same_process_is_refused_too(tmp_path):
    with (
        RunFolder(tmp_path / "out.csv"),
        pytest.raises(ScoringError, match="another run"),
        RunFolder(tmp_path / "out.csv"),
    ):
        pass


def test_a_lock_on_a_folder_that_was_removed_meanwhile_is_taken_again(tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    take = run_folder._take
    removed = []

    def removed_before(descriptor):
        if not removed:
            removed.append(True)
            (tmp_path / ".out.csv.netralnlp" / "lock").unlink()
            (tmp_path / ".out.csv.netralnlp").rmdir()
        take(descriptor)

    monkeypatch.setattr(run_folder, "_take", removed_before)
    with RunFolder(out) as folder:
        assert folder.path.is_dir()
        with pytest.raises(ScoringError, match="another run"), RunFolder(out):
            pass
    assert listed(tmp_path) == []


def test_what_no_run_can_go_on_with_is_removed(tmp_path):
    with RunFolder(tmp_path / "out.csv") as folder:
        folder.journal.touch()
        folder.draft.touch()
        (folder.path / "tmp123").touch()
    assert listed(folder.path) == ["journal", "lock"]
    with RunFolder(tmp_path / "out.csv"):
        assert listed(folder.path) == ["journal", "lock"]
        folder.journal.unlink()
    assert listed(tmp_path) == []


def test_the_other_file_is_written_while_one_is_locked(holder, tmp_path):
    (tmp_path / "in.csv").write_text("".join(lines_of(3)), newline="", encoding="utf-8")
    assert score_file(tmp_path / "in.csv", tmp_path / "out.jsonl", model=FakePredictor()).rows == 3
