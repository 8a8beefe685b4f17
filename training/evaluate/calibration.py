"""How far probabilities can be trusted: calibration of the two sides, and what `needs_review` leaves in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from netralnlp.model.labels import SIDES
from netralnlp.schema import Prediction
from training.evaluate.bootstrap import Bootstrap, estimate
from training.evaluate.gold import GoldPost
from training.evaluate.metrics import POST_LABELS, sides_of

BINS: Final = 10
POINTS: Final = 50
"""Points of the risk-coverage curve."""


def calibration_error(probabilities: NDArray[np.float64], outcomes: NDArray[np.bool_], bins: int = BINS) -> float:
    """Expected calibration error of a binary decision over equal bins of probability (Guo et al. 2017).

    The gap between mean probability and share of true outcomes in each bin, weighted by the posts in it.
    """
    gaps = np.bincount(_bin_of(probabilities, bins), weights=probabilities - outcomes, minlength=bins)
    return float(np.abs(gaps).sum() / len(probabilities))


def calibration(
    gold: Sequence[GoldPost],
    before: Sequence[Prediction],
    after: Sequence[Prediction],
    bootstrap: Bootstrap,
) -> dict[str, Any]:
    """Calibration of the post's two probabilities, before (temperature one) and after temperatures were fitted.

    Returns:
        By `supports` and `opposes`, then by `before` and `after`: `ece`, and `bins` that hold posts, each with the
        mean probability, the share of posts that take the side (with an interval) and the number of posts.
    """
    outcomes = np.array([sides_of(post.stance)[:2] for post in gold], bool)
    stages = {"before": _probabilities(before), "after": _probabilities(after)}
    return {
        label: {
            stage: {
                "ece": {"value": calibration_error(probabilities[:, side], outcomes[:, side])},
                "bins": _reliability(probabilities[:, side], outcomes[:, side], bootstrap),
            }
            for stage, probabilities in stages.items()
        }
        for side, label in enumerate(POST_LABELS[:2])
    }


def risk_coverage(
    gold: Sequence[GoldPost], predictions: Sequence[Prediction], review: float, bootstrap: Bootstrap
) -> dict[str, Any]:
    """Which share of the kept posts has a wrong stance, when the least certain are set aside first.

    Args:
        gold: the labelled posts.
        predictions: the answers to them.
        review: the certainty below which a post is marked.
        bootstrap: draws of these posts.

    Returns:
        `points` of `coverage` (share kept) and `risk` (share of them that is wrong), `area` under the curve (the mean
        risk over all coverages, Geifman and El-Yaniv 2017) with an interval, and `chosen`, the mark in use.
    """
    certain = np.array([certainty(prediction) for prediction in predictions])
    wrong = np.array([answer.stance is not post.stance for answer, post in zip(predictions, gold, strict=True)])
    order = np.argsort(-certain, kind="stable")
    risks = _risks(wrong[order], np.ones(len(order)))
    weights = bootstrap.weights[:, order]
    areas = (_risks(wrong[order], weights) * weights).sum(1) / weights.sum(1)
    kept = np.unique(np.linspace(1, len(order), POINTS).round().astype(int))
    unmarked = np.array([not prediction.needs_review for prediction in predictions])
    return {
        "points": [{"coverage": count / len(order), "risk": float(risks[count - 1])} for count in kept],
        "area": estimate(risks.mean(), areas),
        "chosen": {
            "certainty": review,
            "coverage": float(unmarked.mean()),
            "risk": float(wrong[unmarked].mean()) if unmarked.any() else None,
        },
    }


def certainty(prediction: Prediction) -> float:
    """The probability of both decisions on the sides of a post, as `netralnlp.model.decoding` compares it."""
    taken = sides_of(prediction.stance)
    scores = [prediction.scores[side] for side in SIDES]
    return float(np.prod([score if takes else 1 - score for score, takes in zip(scores, taken, strict=False)]))


def _risks(wrong: NDArray[np.bool_], weights: NDArray[Any]) -> NDArray[np.float64]:
    """Share of wrong posts among the first, for every number of them; along the last axis."""
    kept = np.maximum(np.cumsum(weights, axis=-1), 1)
    return np.asarray(np.cumsum(weights * wrong, axis=-1) / kept)


def _reliability(
    probabilities: NDArray[np.float64], outcomes: NDArray[np.bool_], bootstrap: Bootstrap
) -> list[dict[str, Any]]:
    inside = _bin_of(probabilities, BINS)[:, None] == np.arange(BINS)
    posts = bootstrap.sums(inside)
    shares = np.divide(
        bootstrap.sums(inside & outcomes[:, None]), posts, out=np.full_like(posts, np.nan), where=posts > 0
    )
    return [
        {
            "mean": float(probabilities[members].mean()),
            "share": estimate(outcomes[members].mean(), shares[:, index]),
            "posts": int(members.sum()),
        }
        for index, members in enumerate(inside.T)
        if members.any()
    ]


def _probabilities(predictions: Sequence[Prediction]) -> NDArray[np.float64]:
    return np.array([[prediction.scores[side] for side in SIDES] for prediction in predictions])


def _bin_of(probabilities: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    return np.minimum((probabilities * bins).astype(np.int64), bins - 1)
