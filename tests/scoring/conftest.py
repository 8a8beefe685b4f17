from __future__ import annotations

import csv

import pytest

from netralnlp.scoring import score_file
from tests.fake_predictor import FakePredictor


@pytest.fixture
def score(tmp_path):
    """Scores the bytes of a file of that name and returns (summary, bytes of the output)."""

    def run(name, content, **options):
        path, out = tmp_path / name, tmp_path / f"scored{name[name.rindex('.') :]}"
        path.write_bytes(content)
        summary = score_file(path, out, model=options.pop("model", None) or FakePredictor(), **options)
        return summary, out.read_bytes()

    return run


@pytest.fixture
def score_csv(score):
    """Scores CSV bytes and returns (summary, header, rows as dicts)."""

    def run(content, *, separator=",", **options):
        summary, output = score("posts.csv", content, **options)
        header, *rows = csv.reader(output.decode("utf-8-sig").splitlines(keepends=True), delimiter=separator)
        return summary, header, [dict(zip(header, row, strict=True)) for row in rows]

    return run
