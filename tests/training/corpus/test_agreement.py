from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tests.training.corpus.small_corpus import label, write_lines
from training.corpus.agreement import agreement, by_group, kappa, match, pair, read_studies, settlements

TEXT = "Pilih Sari Ayu, bukan Wulan atau Budi"


def spans(*mentions: tuple[int, int, str]) -> dict[str, Any]:
    return {"mentions": [{"start": start, "end": end, "stance": stance} for start, end, stance in mentions]}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60))
def test_kappa_is_that_of_scikit_learn(answers: list[tuple[int, int]]) -> None:
    confusion = np.zeros((4, 4))
    for first, second in answers:
        confusion[first, second] += 1
    mine = float(kappa(confusion))
    if len({answer for pair_ in answers for answer in pair_}) == 1:
        assert math.isnan(mine)
    else:
        assert mine == pytest.approx(cohen_kappa_score(*zip(*answers, strict=True), labels=[0, 1, 2, 3]))


def test_kappa_of_many_matrices_is_that_of_each() -> None:
    matrices = np.array([[[20.0, 5.0], [10.0, 15.0]], [[3.0, 0.0], [0.0, 4.0]]])
    assert kappa(matrices) == pytest.approx([0.4, 1.0])


def test_mentions_match_one_to_one_with_those_they_share_most_with() -> None:
    first, second = spans((0, 10, "support"), (12, 14, "neutral")), spans((0, 3, "oppose"), (2, 13, "support"))
    assert [(mine["start"], other["start"]) for mine, other in match(first, second)] == [(0, 0), (12, 2)]
    assert match(spans((0, 5, "support")), spans((5, 9, "support"))) == []
    three = spans((0, 1, "neutral"), (1, 9, "support"))
    assert [(mine["start"], other["start"]) for mine, other in match(three, spans((0, 9, "support")))] == [(1, 0)]


def readings() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    first = [
        label("real-1", TEXT, ("Sari Ayu", "support"), ("Wulan", "oppose"), conduct=["attack"]),
        label("real-2", TEXT, ("Sari Ayu", "support"), sure=False),
        label("real-3", TEXT),
        label("general-4", TEXT, ("Budi", "neutral")),
    ]
    second = [
        label("real-1", TEXT, ("Sari", "support"), ("Wulan", "oppose"), conduct=["attack", "endorsement"]),
        label("real-2", TEXT, ("Sari Ayu", "neutral"), ("Budi", "neutral")),
        label("real-3", TEXT),
        label("general-4", TEXT, ("Budi", "neutral")),
        label("real-9", TEXT),
    ]
    return pair(first, second)  # type: ignore[return-value]  # labels of this file are dicts


def test_figures_of_two_readings() -> None:
    found = agreement(readings())
    assert found["posts"] == 4
    assert (found["stance"]["items"], found["stance"]["agreed"]) == (4, 3)
    truth = cohen_kappa_score(["mixed", "support", "neutral", "neutral"], ["mixed", "neutral", "neutral", "neutral"])
    assert found["stance"]["kappa"] == pytest.approx(truth, abs=1e-3)
    assert found["stance"]["low"] <= found["stance"]["kappa"] <= found["stance"]["high"]
    assert {name: row["both"] for name, row in found["sides"].items()} == {"supports": 1, "opposes": 1, "neutral": 2}
    supports = found["sides"]["supports"]
    assert (supports["first"], supports["second"]) == (2, 1)
    assert found["mentions"] == {"first": 4, "second": 5, "overlap_f1": 0.889, "exact_f1": 0.667}
    assert (found["targets"]["items"], found["targets"]["agreed"]) == (4, 3)
    assert {name: (row["first"], row["second"], row["both"]) for name, row in found["conduct"].items()} == {
        "endorsement": (0, 1, 0),
        "attack": (1, 1, 1),
    }
    assert found["disputed"] == {"posts": 1, "of_them_unsure": 1, "unsure_posts": 1}


def test_groups_that_are_large_enough_come_largest_first() -> None:
    found = by_group(readings(), lambda post: post.partition("-")[0], at_least=1)
    assert [(name, row["posts"]) for name, row in found.items()] == [("real", 3), ("general", 1)]
    assert found["general"]["stance"]["kappa"] is None
    assert list(by_group(readings(), lambda post: post.partition("-")[0], at_least=2)) == ["real"]


def test_the_first_reading_of_a_settled_post_is_the_one_before(tmp_path: Path) -> None:
    plain, praise, blame = (("Sari Ayu", stance) for stance in ("neutral", "support", "oppose"))
    corpus = [label("a", TEXT, plain), label("b", TEXT, praise), label("c", TEXT, blame), label("d", TEXT)]
    write_lines(tmp_path / "second-x.jsonl", [label("a", TEXT, praise), label("b", TEXT, praise), label("d", TEXT)])
    write_lines(tmp_path / "second-y.jsonl", [label("b", TEXT, plain), label("c", TEXT, blame), label("z", TEXT)])
    write_lines(tmp_path / "first-x.jsonl", [label("a", TEXT, blame), label("b", TEXT, blame)])
    write_lines(tmp_path / "first-y.jsonl", [label("b", TEXT, plain)])
    write_lines(tmp_path / "third-x.jsonl", [label("a", TEXT, plain), label("b", TEXT, praise)])
    studies = read_studies(tmp_path, corpus)
    stances = {
        name: [(first["id"], first["stance"], second["stance"]) for first, second in pairs]
        for name, pairs in studies.items()
    }
    assert stances == {
        "x": [("a", "oppose", "support"), ("b", "oppose", "support"), ("d", "neutral", "neutral")],
        "y": [("b", "neutral", "neutral"), ("c", "oppose", "oppose")],
    }
    assert settlements(tmp_path, corpus, studies["x"]) == {"first": 0, "second": 1, "neither": 1}


def test_a_post_of_another_study_was_first_read_as_before_its_settlement(tmp_path: Path) -> None:
    corpus = [label("a", TEXT, ("Budi", "support"))]
    write_lines(tmp_path / "first-late.jsonl", [label("a", TEXT, ("Budi", "oppose"))])
    write_lines(tmp_path / "second-early.jsonl", [label("a", TEXT)])
    assert read_studies(tmp_path, corpus)["early"][0][0]["stance"] == "oppose"
