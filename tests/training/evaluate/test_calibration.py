import numpy as np
import pytest

from netralnlp.model.manifest import Calibration
from training.evaluate.bootstrap import Bootstrap
from training.evaluate.calibration import calibration, calibration_error, certainty, risk_coverage


def test_calibration_error_by_hand():
    probabilities = np.array([0.05, 0.05, 0.95, 0.95, 1.0])
    outcomes = np.array([False, True, True, True, False])
    low, high = abs(0.10 - 1), abs(2.90 - 2)
    assert calibration_error(probabilities, outcomes, bins=10) == pytest.approx((low + high) / 5)


def test_a_calibrated_answer_has_no_calibration_error():
    assert calibration_error(np.full(4, 0.25), np.array([True, False, False, False])) == pytest.approx(0)


def test_each_side_and_stage_has_its_own_calibration(gold, said):
    posts = [gold("mixed"), gold("support"), gold("support"), gold("neutral")]
    before, after = [said(scores=(1.0, 0.25))] * 4, [said(scores=(0.75, 0.5))] * 4
    found = calibration(posts, before, after, Bootstrap(range(4)))
    errors = {side: {stage: each["ece"]["value"] for stage, each in stages.items()} for side, stages in found.items()}
    assert errors == {"supports": {"before": 0.25, "after": 0.0}, "opposes": {"before": 0.0, "after": 0.25}}


def test_bins_hold_every_post_once_and_their_shares(gold, said):
    posts = [gold("support"), gold("neutral"), gold("support"), gold("neutral")] * 10
    answers = [
        said(scores=(0.9, 0.0)),
        said(scores=(0.1, 0.0)),
        said(scores=(0.92, 0.0)),
        said(scores=(0.91, 0.0)),
    ] * 10
    low, high = calibration(posts, answers, answers, Bootstrap(range(40)))["supports"]["after"]["bins"]
    assert (low["posts"], low["mean"], low["share"]["value"]) == (10, pytest.approx(0.1), 0)
    assert (high["posts"], high["mean"]) == (30, pytest.approx(0.91))
    assert high["share"]["value"] == pytest.approx(2 / 3)
    assert high["share"]["low"] < 2 / 3 < high["share"]["high"]


def test_certainty_is_what_decoding_marks_for_review(tiny):
    texts = ["Jangan pilih Prabowo", "debat", "Rina menang dan Ganjar kalah", "pilih Ganjar, dukung Ganjar!"] * 3
    answers = tiny.predict(texts)
    middle = sorted(map(certainty, answers))[len(answers) // 2]
    marked = type(tiny)(tiny._backend, tiny._encoder, tiny.manifest)
    marked.manifest = _with_review(tiny.manifest, middle)
    assert [each.needs_review for each in marked.predict(texts)] == [certainty(each) < middle for each in answers]


def _with_review(manifest, review):
    import dataclasses

    assert isinstance(manifest.calibration, Calibration)
    return dataclasses.replace(manifest, calibration=dataclasses.replace(manifest.calibration, review=review))


def test_the_curve_sets_the_least_certain_aside_first(gold, said):
    posts = [gold("support"), gold("support"), gold("neutral"), gold("neutral")]
    answers = [
        said("support", scores=(0.99, 0.0)),
        said("support", scores=(0.9, 0.0)),
        said("neutral", scores=(0.2, 0.0)),
        said("support", scores=(0.6, 0.0), review=True),
    ]
    curve = risk_coverage(posts, answers, 0.7, Bootstrap(range(4)))
    assert curve["points"] == [
        {"coverage": kept / 4, "risk": wrong / kept} for kept, wrong in ((1, 0), (2, 0), (3, 0), (4, 1))
    ]
    assert curve["area"]["value"] == pytest.approx((0 + 0 + 0 + 0.25) / 4)
    assert curve["chosen"] == {"certainty": 0.7, "coverage": 0.75, "risk": 0.0}


def test_a_certainty_that_knows_nothing_has_the_area_of_the_error_itself(gold, said):
    generator = np.random.default_rng(2)
    wrong = generator.random(2000) < 0.3
    scores = generator.random(2000) / 2
    answers = [
        said("support" if w else "neutral", scores=(1 - s if w else s, 0.0)) for w, s in zip(wrong, scores, strict=True)
    ]
    area = risk_coverage([gold()] * 2000, answers, 0.5, Bootstrap(range(2000)))["area"]
    assert area["low"] < 0.3 < area["high"]
    assert area["low"] < area["value"] < area["high"]


def test_all_posts_marked_leaves_no_risk_to_tell(gold, said):
    curve = risk_coverage([gold()] * 2, [said(review=True)] * 2, 1.0, Bootstrap(range(2)))
    assert curve["chosen"] == {"certainty": 1.0, "coverage": 0.0, "risk": None}
