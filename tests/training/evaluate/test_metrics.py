import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from netralnlp.model.labels import CONDUCTS
from netralnlp.schema import Post, Prediction, Stance
from training.evaluate.gold import GoldPost
from training.evaluate.metrics import (
    LABELS,
    count,
    figures,
    sides_of,
)


def figures_of(gold, predictions):
    return figures(count(gold, predictions).sum())


def counts_of(gold, predictions):
    return dict(zip(LABELS, count(gold, predictions).sum().found.tolist(), strict=True))


def test_a_mixed_post_supports_and_opposes(gold, said):
    posts = [gold("mixed"), gold("support"), gold("oppose"), gold("neutral")]
    answers = [said("support"), said("mixed"), said("neutral"), said("neutral")]
    counts = counts_of(posts, answers)
    assert counts["supports"] == [2, 0, 0]
    assert counts["opposes"] == [0, 1, 2]
    assert counts["neutral"] == [1, 1, 0]
    assert figures_of(posts, answers)["post_macro_f1"] == pytest.approx((1 + 0 + 2 / 3) / 3)


stances = st.sampled_from(list(Stance))


@settings(deadline=None)
@given(st.lists(st.tuples(stances, stances), min_size=1, max_size=12))
def test_post_macro_f1_is_that_of_scikit_learn(pairs):
    gold_sides, answer_sides = (
        np.array([sides_of(stance) for stance in column]) for column in zip(*pairs, strict=True)
    )
    expected = f1_score(gold_sides, answer_sides, average=None, zero_division=np.nan)
    result = figures_of(*_posts_of(pairs))
    assert [float(result[f"{label}_f1"]) for label in LABELS[:3]] == pytest.approx(list(expected), nan_ok=True)
    assert float(result["post_macro_f1"]) == pytest.approx(float(np.mean(expected)), nan_ok=True)


def _posts_of(pairs):
    gold = [GoldPost(Post("teks"), stance, (), frozenset(), "a", True) for stance, _ in pairs]
    answers = [Prediction("teks", stance, 0.0, {}, False, (), (), 1, False, "test", ()) for _, stance in pairs]
    return gold, answers


def test_a_target_needs_its_stance_and_an_overlap(gold, said):
    post = gold("mixed", [(0, 4, "support"), (11, 15, "oppose"), (26, 30, "neutral")])
    answer = said("mixed", [(0, 3, "support"), (12, 15, "support"), (26, 30, "neutral"), (34, 42, "oppose")])
    counts = counts_of([post], [answer])
    assert counts["target_support"] == [1, 1, 0]
    assert counts["target_oppose"] == [0, 1, 1]
    assert counts["target_neutral"] == [1, 0, 0]
    assert counts["mention_overlap"] == [3, 1, 0]
    assert counts["mention_exact"] == [1, 3, 2]
    result = figures_of([post], [answer])
    assert result["target_f1"] == pytest.approx((2 / 3 + 0) / 2)
    assert result["mention_overlap_f1"] == pytest.approx(6 / 7)


def test_a_span_over_two_mentions_finds_one(gold, said):
    counts = counts_of(
        [gold("support", [(0, 4, "support"), (11, 15, "support")])], [said("support", [(0, 15, "support")])]
    )
    assert counts["target_support"] == counts["mention_overlap"] == [1, 0, 1]
    assert counts["mention_exact"] == [0, 1, 2]


def test_a_matched_span_of_the_other_stance_does_not_take_the_place_of_the_right_one(gold, said):
    post = gold("support", [(0, 15, "support")])
    counts = counts_of([post], [said("support", [(0, 4, "oppose"), (11, 15, "support")])])
    assert counts["target_support"] == [1, 0, 0]
    assert counts["target_oppose"] == [0, 1, 0]
    assert counts["mention_overlap"] == [1, 1, 0]


def test_spans_of_one_post_never_answer_those_of_another(gold, said):
    counts = counts_of([gold(mentions=[(0, 4, "neutral")]), gold()], [said(), said(mentions=[(0, 4, "neutral")])])
    assert counts["mention_overlap"] == [0, 1, 1]


def test_nothing_to_count_is_not_a_number(gold, said):
    result = figures_of([gold()], [said()])
    assert math.isnan(result["mention_overlap_f1"])
    assert math.isnan(result["target_f1"])
    assert math.isnan(result["post_macro_f1"])
    assert math.isnan(result["conduct_macro_f1"])
    assert result["neutral_f1"] == 1


def test_no_posts_at_all():
    assert all(math.isnan(value) for value in figures_of([], []).values())


def test_conduct_micro_and_macro(gold, said):
    posts = [gold(conduct=["attack"]), gold(conduct=["attack", "endorsement"]), gold()]
    answers = [said(conduct=["attack"]), said(conduct=["attack"]), said(conduct=["campaigning"])]
    counts = counts_of(posts, answers)
    assert counts["conduct_attack"] == [2, 0, 0]
    assert counts["conduct_endorsement"] == [0, 0, 1]
    assert counts["conduct_campaigning"] == [0, 1, 0]
    result = figures_of(posts, answers)
    assert result["conduct_micro_f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert result["conduct_macro_f1"] == pytest.approx(1 / 3)
    assert math.isnan(result["conduct_mobilisation_f1"])
    assert len([name for name in counts if name.startswith("conduct_")]) == len(CONDUCTS)


def test_shares_of_posts(gold, said):
    posts = [gold("neutral"), gold("neutral"), gold("support"), gold("oppose"), gold("mixed")]
    answers = [said("support"), said("neutral"), said("neutral", review=True), said("oppose"), said("support")]
    result = figures_of(posts, answers)
    assert result["stance_error"] == pytest.approx(3 / 5)
    assert result["false_alarm"] == pytest.approx(1 / 2)
    assert result["review"] == pytest.approx(1 / 5)
    assert result["unmarked_error"] == pytest.approx(2 / 4)


def test_error_of_the_unmarked_is_unknown_when_all_are_marked(gold, said):
    assert math.isnan(figures_of([gold()], [said(review=True)])["unmarked_error"])


def test_predictions_must_be_as_many_as_posts(gold, said):
    with pytest.raises(ValueError, match="zip"):
        count([gold(), gold()], [said()])
