from __future__ import annotations

import sys
from dataclasses import fields

import pyarrow as pa
import pytest

from netralnlp.errors import MissingExtraError
from netralnlp.schema import Contestant, Mention, Party, Person, Post, Stance
from netralnlp.scoring.arrow import scored_arrays, scored_schema
from netralnlp.scoring.columns import NETRAL_COLUMNS, error_columns, scored_columns
from tests.fake_predictor import ELECTION, FakePredictor

PAIRS = (
    Contestant("pilkada-2024/13#1", 1, "Mahyeldi - Vasko Ruseimy", Person("mahyeldi", "Mahyeldi")),
    Contestant("kades#", None, "Budi"),
)
FULL = Mention(
    start=3,
    end=9,
    text="Golkar",
    score=0.9,
    stance=Stance.OPPOSE,
    stance_scores={Stance.SUPPORT: 0.25, Stance.OPPOSE: 0.5, Stance.NEUTRAL: 0.125},
    contestant=PAIRS[0],
    person=Person("budi", "Budi"),
    how="name",
    candidates=PAIRS,
    party=Party("golkar", "Golkar"),
)


def table(rows):
    return pa.Table.from_arrays(scored_arrays(rows), schema=scored_schema())


def scored(*texts, election=None):
    return [scored_columns(answer) for answer in FakePredictor().predict(list(map(Post, texts)), election=election)]


def test_the_fields_are_the_columns_in_their_order():
    assert tuple(scored_schema().names) == NETRAL_COLUMNS


def test_the_structs_hold_all_that_a_mention_says():
    mention = scored_schema().field("netral_mentions").type.value_type
    full = FULL.to_dict()
    assert [field.name for field in mention] == list(full)
    assert {field.name for field in mention} == {field.name for field in fields(Mention)}
    for name in ("stance_scores", "contestant", "person", "party"):
        assert [field.name for field in mention.field(name).type] == list(full[name])
    assert mention.field("candidates").type.value_type == mention.field("contestant").type


def test_what_goes_in_comes_out():
    rows = scored("dukung Anies, bukan Ganjar", "tolak", "", election=ELECTION)
    rows[1]["netral_mentions"] = [FULL.to_dict()]
    back = table(rows).to_pylist()
    for row, expected in zip(back, rows, strict=True):
        for mention in row["netral_mentions"]:
            for optional in ("party", "candidates"):
                if mention[optional] is None:
                    del mention[optional]
        assert row == {**expected, "netral_election": [ELECTION]}


def test_an_error_is_null_in_all_columns_but_one():
    rows = [error_columns("Why."), *scored("tolak Prabowo")]
    error, answer = table(rows).to_pylist()
    assert error == {**dict.fromkeys(NETRAL_COLUMNS), "netral_error": "Why."}
    assert answer["netral_error"] is None
    assert answer["netral_stance"] == "oppose"


def test_no_rows_and_whole_numbers_keep_the_types():
    assert [array.type for array in scored_arrays([])] == list(scored_schema().types)
    assert table([{**error_columns("x"), "netral_support": 0}])["netral_support"].to_pylist() == [0.0]


def test_without_pyarrow_the_sentence_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"netralnlp\[tables\]"):
        scored_schema()
