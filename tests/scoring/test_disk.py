"""Disks that are full or closed, and folders that vanish."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring import chunks, durable, score_file
from tests.fake_predictor import FakePredictor
from tests.scoring.conftest import listed
from tests.scoring.runs import BreaksOff, finish, lines_of

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
"""


@pytest.fixture
def posts(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("".join(lines_of(2_000)), encoding="utf-8", newline="")
    return path


@pytest.fixture
def disk(tmp_path):
    """A disk of its own, and what mounts it with other options."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "netralnlp", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    if sys.platform != "linux" or not shutil.which("mount") or not mount("size=500k"):
        pytest.skip("no disk can be mounted here")
    yield folder, lambda options: mount(f"remount,{options}")
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.xlsx"])
def test_a_full_disk_is_a_sentence_and_with_room_the_run_goes_on(disk, posts, tmp_path, name):
    folder, remount = disk
    score_file(posts, tmp_path / f"whole-{name}", model=FakePredictor(), id_column="id")
    code, said = finish(posts, folder / name)
    assert code == 1
    assert said.startswith(f"{folder / name} cannot be written: No space left on device. The answers for ")
    assert said.endswith(" rows are kept: run again with --resume to go on.\n")
    assert said.count("\n") == 1
    assert listed(folder) == [f".{name}.netralnlp"]
    assert remount("size=20m")
    assert finish(posts, folder / name, "--resume") == (0, "")
    assert (folder / name).read_bytes() == (tmp_path / f"whole-{name}").read_bytes()
    assert listed(folder) == [name, f"{name}.manifest.json"]


def test_a_disk_that_is_full_from_the_start_keeps_nothing(disk, posts):
    folder, _ = disk
    with suppress(OSError), (folder / "full").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    code, said = finish(posts, folder / "out.csv")
    assert (code, said) == (1, f"{folder / 'out.csv'} cannot be written: No space left on device.\n")
    assert listed(folder) == ["full"]


def test_a_folder_that_is_read_only_is_a_sentence(disk, posts):
    folder, remount = disk
    assert remount("ro")
    code, said = finish(posts, folder / "out.csv")
    assert (code, said) == (1, f"{folder / 'out.csv'} cannot be written: Read-only file system.\n")
    assert remount("rw")
    assert listed(folder) == []


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize(("limit", "kept"), [(50_000, ""), (400_000, " The answers for ")])
def test_a_file_that_may_not_grow_is_a_sentence_and_the_run_goes_on(posts, tmp_path, monkeypatch, limit, kept):
    score_file(posts, tmp_path / "whole.csv", model=FakePredictor(), id_column="id")
    monkeypatch.setattr("tests.scoring.runs.SCRIPT", LIMITED + finish.__globals__["SCRIPT"])
    code, said = finish(limit, posts, tmp_path / "out.csv")
    assert code == 1
    assert said.startswith(f"{tmp_path / 'out.csv'} cannot be written: File too large.{kept}")
    assert (tmp_path / ".out.csv.netralnlp").exists() == bool(kept)
    assert not (tmp_path / "out.csv").exists()
    monkeypatch.undo()
    assert finish(posts, tmp_path / "out.csv", "--resume") == (0, "")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_the_last_steps_may_fail_and_be_gone_on_with(posts, tmp_path, monkeypatch):
    score_file(posts, tmp_path / "whole.csv", model=FakePredictor())
    for step in (1, 2):
        out = tmp_path / f"out{step}.csv"
        synced = []

        def fails(folder, step=step, synced=synced):
            synced.append(folder)
            if len(synced) == step:
                raise OSError(5, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(durable, "sync_folder", fails)
            with pytest.raises(ScoringError, match="cannot be written: Input/output error"):
                score_file(posts, out, model=FakePredictor())
        score_file(posts, out, model=FakePredictor(), resume=True)
        assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
        assert (tmp_path / f"out{step}.csv.manifest.json").exists()
        assert not (tmp_path / f".out{step}.csv.netralnlp").exists()


def test_a_folder_that_vanishes_under_the_run_is_a_sentence(posts, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_POSTS", 16)
    (tmp_path / "outs").mkdir()

    class Removes(FakePredictor):
        def predict(self, some, *, election=None):
            if len(self.batches) == 4:
                shutil.rmtree(tmp_path / "outs")
            return super().predict(some, election=election)

    with pytest.raises(ScoringError) as caught:
        score_file(posts, tmp_path / "outs" / "out.csv", model=Removes())
    assert str(caught.value) == f"{tmp_path / 'outs' / 'out.csv'} cannot be written: No such file or directory."
    assert listed(tmp_path) == ["in.csv"]


def test_a_journal_that_vanished_means_to_start_afresh(posts, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_POSTS", 16)
    with pytest.raises(KeyboardInterrupt):
        score_file(posts, tmp_path / "out.csv", model=BreaksOff(3))
    shutil.rmtree(tmp_path / ".out.csv.netralnlp")
    assert score_file(posts, tmp_path / "out.csv", model=FakePredictor(), resume=True).resumed == 0


def test_places_where_nothing_can_be_written(posts, tmp_path):
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "none" / "out.csv", tmp_path / "file" / "out.csv", tmp_path / f"{'x' * 250}.csv"):
        with pytest.raises(ScoringError, match="cannot be written"):
            score_file(posts, out, model=FakePredictor())
    assert listed(tmp_path) == ["file", "in.csv"]
