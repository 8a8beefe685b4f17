from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from netralnlp.scoring import score_file
from tests.fake_predictor import FakePredictor


@pytest.fixture
def score(tmp_path):
    """Scores the bytes of a file of that name and returns (summary, bytes of the output)."""

    def run(name, content, *, out=None, **options):
        path, target = tmp_path / name, tmp_path / (out or f"scored{name[name.index('.') :]}")
        path.write_bytes(content)
        summary = score_file(path, target, model=options.pop("model", None) or FakePredictor(), **options)
        return summary, target.read_bytes()

    return run


@pytest.fixture
def score_to(score, tmp_path):
    """Scores bytes into a JSON Lines file and returns (summary, rows as dicts)."""

    def run(name, content, **options):
        summary, output = score(name, content, out="scored.jsonl", **options)
        return summary, [json.loads(line) for line in output.decode("utf-8-sig").split("\n")[:-1]]

    return run


def listed(folder):
    """The names in a folder, hidden ones too."""
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture
def score_csv(score):
    """Scores CSV bytes and returns (summary, header, rows as dicts)."""

    def run(content, *, separator=",", **options):
        summary, output = score("posts.csv", content, **options)
        header, *rows = csv.reader(output.decode("utf-8-sig").splitlines(keepends=True), delimiter=separator)
        return summary, header, [dict(zip(header, row, strict=True)) for row in rows]

    return run
