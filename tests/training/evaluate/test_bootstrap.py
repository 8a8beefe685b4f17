import numpy as np
import pytest

from training.evaluate.bootstrap import RESAMPLES, Bootstrap, estimates
from training.evaluate.metrics import count, figures


@pytest.fixture
def toy(gold, said):
    """600 neutral posts, of which a model that errs in one of five is asked."""
    wrong = np.random.default_rng(3).random(600) < 0.2
    return count([gold()] * 600, [said("support" if error else "neutral") for error in wrong])


def test_the_interval_covers_the_true_rate_and_is_as_wide_as_theory_says(toy):
    estimate = estimates(toy, range(600))["stance_error"]
    assert estimate["low"] < 0.2 < estimate["high"]
    assert estimate["low"] < estimate["value"] < estimate["high"]
    deviation = np.sqrt(estimate["value"] * (1 - estimate["value"]) / 600)
    assert estimate["high"] - estimate["low"] == pytest.approx(2 * 1.96 * deviation, rel=0.15)


def test_copies_of_a_post_widen_the_interval(gold, said):
    wrong = np.random.default_rng(5).random(60) < 0.3
    answers = [said("support" if error else "neutral") for error in np.repeat(wrong, 10)]
    counts = count([gold()] * 600, answers)
    apart = estimates(counts, range(600))["stance_error"]
    together = estimates(counts, np.repeat(np.arange(60), 10).tolist())["stance_error"]
    assert together["value"] == apart["value"]
    assert together["high"] - together["low"] > 2 * (apart["high"] - apart["low"])


def test_a_resample_is_a_sum_over_whole_clusters(gold, said):
    counts = count([gold(), gold(), gold("support")], [said(), said(), said("support")])
    found = Bootstrap([7, 7, 9]).counts(counts).found
    neutral_hits, support_hits = found[:, 2, 0], found[:, 0, 0]
    assert set(neutral_hits.tolist()) == {0, 2, 4}
    assert (neutral_hits / 2 + support_hits == 2).all()
    assert len(found) == RESAMPLES


def test_weights_of_posts_give_the_sums_of_the_resamples(toy):
    bootstrap = Bootstrap(np.arange(600) // 3)
    wrong = toy.shares[:, 0, 0]
    assert (bootstrap.weights @ wrong == bootstrap.sums(wrong)).all()
    assert (bootstrap.weights.sum(1) == 600).all()


def test_one_cluster_leaves_nothing_to_chance(toy):
    estimate = estimates(toy, [0] * 600)["stance_error"]
    assert estimate["low"] == estimate["value"] == estimate["high"]


def test_the_value_is_that_of_the_set_itself_and_repeats(toy):
    assert estimates(toy, range(600))["neutral_f1"]["value"] == pytest.approx(float(figures(toy.sum())["neutral_f1"]))
    assert estimates(toy, range(600)) == estimates(toy, range(600))


def test_figures_with_nothing_to_count_are_left_out(toy):
    assert "mention_overlap_f1" not in estimates(toy, range(600))
    assert "post_macro_f1" not in estimates(toy, range(600))


def test_resamples_that_miss_a_rare_label_do_not_count(gold, said):
    posts = [gold("support"), *[gold()] * 4]
    estimate = estimates(count(posts, [said("support"), *[said()] * 4]), range(5))["supports_f1"]
    assert estimate == {"value": 1.0, "low": 1.0, "high": 1.0}
