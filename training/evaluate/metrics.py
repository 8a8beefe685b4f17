"""Metrics by the definitions of the annotation schema, in two steps: counts a post, then figures of summed counts.

Every figure is a function of sums over posts, so that one definition serves the whole, any
slice and all resamples of a bootstrap at once. A figure without anything to count (no such label, and nobody said it)
is NaN, and so is a mean that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from netralnlp.model.labels import CONDUCTS, SIDES, TARGET_STANCES
from netralnlp.schema import Mention, Prediction, Stance
from training.evaluate.gold import GoldMention, GoldPost
from training.evaluate.matching import identical, overlapping

POST_LABELS: Final = ("supports", "opposes", "neutral")
TARGET_LABELS: Final = tuple(f"target_{stance}" for stance in TARGET_STANCES)
MENTION_LABELS: Final = ("mention_overlap", "mention_exact")
CONDUCT_LABELS: Final = tuple(f"conduct_{label}" for label in CONDUCTS)
LABELS: Final = (*POST_LABELS, *TARGET_LABELS, *MENTION_LABELS, *CONDUCT_LABELS)
"""What is found or missed; the order of the first axis of `Counts.found`."""

RATES: Final = ("stance_error", "false_alarm", "review", "unmarked_error")
"""Shares of posts; the order of the first axis of `Counts.shares`.

`stance_error`: the post's stance is wrong. `false_alarm`: a neutral post is called partisan (of the neutral ones).
`review`: marked `needs_review`. `unmarked_error`: the stance is wrong (of the posts that are not marked).
"""

POST_FIGURES: Final = ("post_macro_f1", *(f"{label}_f1" for label in POST_LABELS), "stance_error", "false_alarm")
"""Figures that need no more than the stance of a post."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of posts, one row a post (or a cluster, a slice, a resample).

    `found` is int [..., label, (true positives, false positives, false negatives)] in the order of `LABELS`;
    `shares` is int [..., rate, (hits, posts in question)] in the order of `RATES`.
    """

    found: NDArray[np.int64]
    shares: NDArray[np.int64]

    def sum(self) -> Counts:
        """Of all rows."""
        return Counts(self.found.sum(0), self.shares.sum(0))

    def select(self, rows: NDArray[np.bool_]) -> Counts:
        """The rows of a slice."""
        return Counts(self.found[rows], self.shares[rows])


def count(gold: Sequence[GoldPost], predictions: Sequence[Prediction]) -> Counts:
    """Counts of every post against its prediction, in order."""
    pairs = list(zip(gold, predictions, strict=True))
    found = [_found(post, prediction) for post, prediction in pairs]
    shares = [_shares(post, prediction) for post, prediction in pairs]
    return Counts(
        np.array(found, np.int64).reshape(-1, len(LABELS), 3), np.array(shares, np.int64).reshape(-1, len(RATES), 2)
    )


def sides_of(stance: Stance) -> tuple[bool, bool, bool]:
    """Whether a post supports, opposes, is neutral; a mixed one does the first two."""
    supports, opposes = (stance in (side, Stance.MIXED) for side in SIDES)
    return supports, opposes, stance is Stance.NEUTRAL


def _found(post: GoldPost, prediction: Prediction) -> list[tuple[int, int, int]]:
    said = {conduct.label for conduct in prediction.conduct}
    binary = [
        *zip(sides_of(post.stance), sides_of(prediction.stance), strict=True),
        *((label in post.conduct, label in said) for label in CONDUCTS),
    ]
    binary_counts = [
        (int(gold and answer), int(answer and not gold), int(gold and not answer)) for gold, answer in binary
    ]
    spans = [_matched(post.mentions, prediction.mentions, stance) for stance in TARGET_STANCES]
    sizes = len(post.mentions), len(prediction.mentions)
    mentions = [
        _missed(overlapping(post.mentions, prediction.mentions), *sizes),
        _missed(identical(post.mentions, prediction.mentions), *sizes),
    ]
    return [*binary_counts[: len(POST_LABELS)], *spans, *mentions, *binary_counts[len(POST_LABELS) :]]


def _matched(gold: Iterable[GoldMention], predicted: Iterable[Mention], stance: Stance) -> tuple[int, int, int]:
    """End to end: the largest one-to-one matching of overlapping spans that both have `stance`."""
    wanted = [mention for mention in gold if mention.stance is stance]
    given = [mention for mention in predicted if mention.stance is stance]
    return _missed(overlapping(wanted, given), len(wanted), len(given))


def _missed(matched: int, gold: int, predicted: int) -> tuple[int, int, int]:
    return matched, predicted - matched, gold - matched


def _shares(post: GoldPost, prediction: Prediction) -> list[tuple[int, int]]:
    wrong = prediction.stance is not post.stance
    is_neutral = post.stance is Stance.NEUTRAL
    unmarked = not prediction.needs_review
    return [
        (int(wrong), 1),
        (int(is_neutral and wrong), int(is_neutral)),
        (int(prediction.needs_review), 1),
        (int(unmarked and wrong), int(unmarked)),
    ]


def figures(total: Counts) -> dict[str, NDArray[np.float64]]:
    """Figures by name, of counts that are already summed; leading axes (resamples) stay.

    `post_macro_f1` is the mean F1 of supports, opposes and neutral; `target_f1` that of `target_support_f1` and
    `target_oppose_f1`; `conduct_macro_f1` that of the conduct labels that occur or are said.
    """
    f1 = dict(zip(LABELS, np.moveaxis(_f1(total.found), -1, 0), strict=True))
    shares = _ratio(total.shares[..., 0], total.shares[..., 1])
    conduct = total.found[..., -len(CONDUCT_LABELS) :, :]
    per_label = _f1(conduct)
    known = ~np.isnan(per_label)
    return {
        "post_macro_f1": np.mean([f1[label] for label in POST_LABELS], axis=0),
        **{f"{label}_f1": f1[label] for label in POST_LABELS},
        "target_f1": np.mean([f1[f"target_{side}"] for side in SIDES], axis=0),
        **{f"{label}_f1": f1[label] for label in TARGET_LABELS},
        **{f"{label}_f1": f1[label] for label in MENTION_LABELS},
        "conduct_micro_f1": _f1(conduct.sum(-2)),
        "conduct_macro_f1": _ratio(np.where(known, per_label, 0).sum(-1), known.sum(-1)),
        **{f"{label}_f1": f1[label] for label in CONDUCT_LABELS},
        **dict(zip(RATES, np.moveaxis(shares, -1, 0), strict=True)),
    }


def _f1(found: NDArray[np.int64]) -> NDArray[np.float64]:
    hits, false, missed = np.moveaxis(found, -1, 0)
    return _ratio(2 * hits, 2 * hits + false + missed)


def _ratio(part: NDArray[np.generic], whole: NDArray[np.generic]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
