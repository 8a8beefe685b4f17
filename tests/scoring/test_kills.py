"""Runs that are killed at random moments: what follows must be as if nothing had been."""

from __future__ import annotations

import csv
import os
import random
import signal
import time

import pytest

from netralnlp.scoring import score_file
from tests.fake_predictor import FakePredictor
from tests.scoring.conftest import listed
from tests.scoring.runs import finish, lines_of, start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")


def killed(path, out, longest, draw):
    """Begin a run and kill it: after some time, or once its journal has some length."""
    journal = out.with_name(f".{out.name}.netralnlp") / "journal"
    wanted = draw.choice([0, draw.randrange(200_000), draw.randrange(2_000_000)])
    latest = time.monotonic() + draw.uniform(0, longest) + (30 if wanted else 0)
    with start(path, out, "--resume") as run:
        while run.poll() is None and time.monotonic() < latest:
            if wanted and journal.exists() and journal.stat().st_size >= wanted:
                break
            time.sleep(0.002)
        run.send_signal(signal.SIGKILL)
    return run.returncode == -signal.SIGKILL


def check(tmp_path, rows, kills, name):
    draw = random.Random(kills)
    posts, whole, out = tmp_path / "in.csv", tmp_path / f"whole-{name}", tmp_path / name
    posts.write_text("".join(lines_of(rows)), encoding="utf-8", newline="")
    score_file(posts, whole, model=FakePredictor(), id_column="id")
    began = time.monotonic()
    assert finish(posts, tmp_path / f"timed-{name}") == (0, "")
    longest = time.monotonic() - began
    hits = 0
    for _ in range(kills):
        hits += killed(posts, out, longest, draw)
        code, said = finish(posts, out, "--resume")
        assert (code, said) == (0, "")
        assert out.read_bytes() == whole.read_bytes()
        assert not [each for each in listed(tmp_path) if each.startswith(".")]
        out.unlink()
    assert hits > kills / 4


def test_ten_kills(tmp_path):
    check(tmp_path, 3_000, 10, "out.csv")
    with (tmp_path / "whole-out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [f"{number:012}" for number in range(3_000)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kills"), [("out.csv", 50), ("out.jsonl.gz", 20), ("out.parquet", 20), ("out.xlsx", 10)]
)
def test_a_hundred_kills(tmp_path, name, kills):
    check(tmp_path, 20_000, kills, name)


def test_kills_one_after_another_on_one_output(tmp_path):
    posts, out = tmp_path / "in.csv", tmp_path / "out.csv"
    posts.write_text("".join(lines_of(2_000)), encoding="utf-8", newline="")
    score_file(posts, tmp_path / "whole.csv", model=FakePredictor(), id_column="id")
    draw = random.Random(3)
    for _ in range(4):
        killed(posts, out, 1.0, draw)
    assert finish(posts, out, "--resume") == (0, "")
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert listed(tmp_path) == ["in.csv", "out.csv", "out.csv.manifest.json", "whole.csv", "whole.csv.manifest.json"]
