from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import PostError
from netralnlp.schema import Post
from netralnlp.scoring.columns import NETRAL_COLUMNS, csv_text, error_columns, scored_columns
from tests.fake_predictor import ELECTION, FakePredictor


def scored(text, election=None):
    return scored_columns(FakePredictor().predict([Post(text)], election=election)[0])


def test_the_columns_are_those_of_the_contract():
    assert ", ".join(NETRAL_COLUMNS) == (
        "netral_stance, netral_partisan, netral_support, netral_oppose, netral_needs_review, netral_mentions, "
        "netral_conduct, netral_windows, netral_model, netral_election, netral_error"
    )
    assert tuple(scored("halo")) == tuple(error_columns("x")) == NETRAL_COLUMNS


def test_numbers_have_four_decimals_also_within_mentions():
    columns = scored("dukung Anies")
    assert (columns["netral_partisan"], columns["netral_support"]) == (0.9132, 0.9123)
    assert columns["netral_mentions"][0]["score"] == 0.9877
    assert columns["netral_mentions"][0]["stance_scores"] == {"support": 0.9123, "oppose": 0.01, "neutral": 0.3333}


def test_the_text_of_csv_cells():
    cells = {name: csv_text(value) for name, value in scored("tolak Prabowo", ELECTION).items()}
    assert json.loads(cells.pop("netral_mentions"))[0]["contestant"]["number"] == 2
    assert cells == {
        "netral_stance": "oppose",
        "netral_partisan": "0.879",
        "netral_support": "0.02",
        "netral_oppose": "0.8765",
        "netral_needs_review": "false",
        "netral_conduct": "[]",
        "netral_windows": "1",
        "netral_model": "fake 1.0",
        "netral_election": ELECTION,
        "netral_error": "",
    }


def test_an_error_leaves_the_other_columns_empty():
    assert [csv_text(value) for value in error_columns("Why.").values()] == [""] * 10 + ["Why."]


@settings(deadline=None)
@given(st.text(), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r"]))
def test_no_text_of_ours_starts_a_formula(text, start):
    for value in (start + text, (start + text, "x")):
        assert not csv_text(value).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "-1+2", "@SUM(A1)"])
def test_formulas_are_guarded_in_our_columns_and_kept_in_the_input(score, text):
    class Failing:
        def predict(self, posts, *, election=None):
            if posts:
                raise PostError(posts[0].text)
            return []

    _, output = score("posts.csv", f"text,id\n{text},1\n".encode(), model=Failing())
    row = next(csv.DictReader(output.decode().splitlines()))
    assert row["text"] == text
    assert row["netral_error"] == f"'{text}"
