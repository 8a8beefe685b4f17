"""How far two readings of the same posts agree: stance of the post, mentions, stance of the mentions, conduct.

Kappa is Cohen's, with 95 % intervals of a percentile bootstrap over posts; mention F1 counts spans of one reading that
match one of the other, one to one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from netralnlp.model.labels import CONDUCTS, TARGET_STANCES
from netralnlp.schema import Stance
from training.corpus.labelled import read_lines

Label: TypeAlias = Mapping[str, Any]
Pair: TypeAlias = tuple[Label, Label]
"""The first and the second reading of one post."""

RESAMPLES: Final = 2000
SEED: Final = 20
_DIGITS: Final = 3
_STANCES: Final = tuple(Stance)
_SIDES: Final[Mapping[str, frozenset[str]]] = {
    "supports": frozenset({"support", "mixed"}),
    "opposes": frozenset({"oppose", "mixed"}),
    "neutral": frozenset({"neutral"}),
}


SECOND: Final = "second-"
FIRST: Final = "first-"
THIRD: Final = "third-"


def pair(first: Iterable[Label], second: Iterable[Label]) -> list[Pair]:
    """The posts that were read twice, in the order of the second reading."""
    by_id = {label["id"]: label for label in first}
    return [(by_id[label["id"]], label) for label in second if label["id"] in by_id]


def read_studies(folder: Path, corpus: Iterable[Label]) -> dict[str, list[Pair]]:
    """Every study of a folder: the first and the second reading of its posts.

    `second-NAME.jsonl` holds the second readings. Where a third reader settled a dispute, the corpus has the settled
    label and `first-NAME.jsonl` the one before; a post that stands in several of those was first read as the study's
    own file says, else as the first of the others does.
    """
    before = {path.stem.removeprefix(FIRST): list(read_lines(path)) for path in sorted(folder.glob(f"{FIRST}*.jsonl"))}
    settled = list(corpus)
    studies = {}
    for path in sorted(folder.glob(f"{SECOND}*.jsonl")):
        name = path.stem.removeprefix(SECOND)
        others = [labels for other, labels in before.items() if other != name]
        later_wins = [*settled, *(label for labels in reversed(others) for label in labels), *before.get(name, ())]
        studies[name] = pair(later_wins, read_lines(path))
    return studies


def settlements(folder: Path, corpus: Iterable[Label], pairs: Iterable[Pair]) -> dict[str, int]:
    """How disputes on the stance of a post were settled by a third reading: as the first, the second, or neither."""
    third = {label["id"] for path in sorted(folder.glob(f"{THIRD}*.jsonl")) for label in read_lines(path)}
    stance = {label["id"]: label["stance"] for label in corpus}
    disputes = {
        first["id"]: (first["stance"], second["stance"])
        for first, second in pairs
        if first["stance"] != second["stance"] and first["id"] in third
    }
    counts = Counter(
        "first" if stance[post] == first else "second" if stance[post] == second else "neither"
        for post, (first, second) in disputes.items()
    )
    return {name: counts[name] for name in ("first", "second", "neither")}


def match(first: Label, second: Label) -> list[tuple[Label, Label]]:
    """Mentions of two readings that overlap, one to one; of several, those that share most."""
    mine, other = first["mentions"], second["mentions"]
    if not mine or not other:
        return []
    starts, ends = (np.array([mention[edge] for mention in mine])[:, None] for edge in ("start", "end"))
    other_starts, other_ends = (np.array([mention[edge] for mention in other])[None] for edge in ("start", "end"))
    shared = np.minimum(ends, other_ends) - np.maximum(starts, other_starts)
    rows, columns = linear_sum_assignment(np.where(shared > 0, 1 + shared / 1e6, 0), maximize=True)
    return [(mine[row], other[column]) for row, column in zip(rows, columns, strict=True) if shared[row, column] > 0]


def kappa(confusion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cohen's kappa of confusion matrices [..., label, label]; NaN where both always say one and the same label."""
    total = confusion.sum((-2, -1))
    agreed = np.trace(confusion, axis1=-2, axis2=-1)
    by_chance = (confusion.sum(-1) * confusion.sum(-2)).sum(-1)
    kappas: NDArray[np.float64] = np.divide(
        agreed * total - by_chance, total**2 - by_chance, out=np.full(total.shape, np.nan), where=total**2 > by_chance
    )
    return kappas


def agreement(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Figures of posts that were read twice (at least one), JSON-ready.

    Returns:
        `posts`; `stance` (kappa of the four stances), `sides` (kappa of each side), `mentions` (`overlap_f1`,
        `exact_f1`), `targets` (kappa of the stance of matched mentions), `conduct` by label, and `disputed`: posts
        whose stance differs, and how many of them at least one reader was unsure of. A kappa that is not defined is
        None.
    """
    return {
        "posts": len(pairs),
        "stance": _estimate(pairs, _STANCES, _post_labels),
        "sides": {side: _estimate(pairs, (True, False), _side(stances)) for side, stances in _SIDES.items()},
        "mentions": _mentions(pairs),
        "targets": _estimate(pairs, TARGET_STANCES, _target_labels),
        "conduct": {
            label: _estimate(pairs, (True, False), _conduct(label))
            for label in CONDUCTS
            if any(label in reading["conduct"] for readings in pairs for reading in readings)
        },
        "disputed": _disputed(pairs),
    }


def by_group(pairs: Iterable[Pair], group_of: Callable[[str], str], at_least: int) -> dict[str, dict[str, Any]]:
    """Agreement in each group of posts (a source, say) that holds enough of them, the largest first."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for each in pairs:
        groups[group_of(each[0]["id"])].append(each)
    large = sorted((name for name in groups if len(groups[name]) >= at_least), key=lambda name: -len(groups[name]))
    return {name: agreement(groups[name]) for name in large}


Answers: TypeAlias = Iterable[tuple[Any, Any]]


def _post_labels(first: Label, second: Label) -> Answers:
    return [(first["stance"], second["stance"])]


def _side(stances: frozenset[str]) -> Callable[[Label, Label], Answers]:
    return lambda first, second: [(first["stance"] in stances, second["stance"] in stances)]


def _conduct(label: str) -> Callable[[Label, Label], Answers]:
    return lambda first, second: [(label in first["conduct"], label in second["conduct"])]


def _target_labels(first: Label, second: Label) -> Answers:
    return [(mention["stance"], other["stance"]) for mention, other in match(first, second)]


def _estimate(
    pairs: Sequence[Pair], labels: Sequence[Any], answers: Callable[[Label, Label], Answers]
) -> dict[str, Any]:
    place = {label: index for index, label in enumerate(labels)}
    confusion = np.zeros((len(pairs), len(labels), len(labels)))
    for post, (first, second) in enumerate(pairs):
        for answer, other in answers(first, second):
            confusion[post, place[answer], place[other]] += 1
    whole = confusion.sum(0)
    weights = np.random.default_rng(SEED).multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), RESAMPLES)
    resampled = kappa(np.tensordot(weights, confusion, axes=1))
    known = resampled[~np.isnan(resampled)]
    value = float(kappa(whole))
    first_has, second_has = (whole.sum(axis)[0] for axis in (1, 0))
    low, high = np.percentile(known, (2.5, 97.5)) if len(known) else (np.nan, np.nan)
    counts = {"first": int(first_has), "second": int(second_has), "both": int(whole[0, 0])} if len(labels) == 2 else {}
    return {
        "items": int(whole.sum()),
        "agreed": int(np.trace(whole)),
        **counts,
        "kappa": None if np.isnan(value) else round(value, _DIGITS),
        "low": None if np.isnan(value) else round(float(low), _DIGITS),
        "high": None if np.isnan(value) else round(float(high), _DIGITS),
    }


def _mentions(pairs: Sequence[Pair]) -> dict[str, Any]:
    first, second = (sum(len(readings[which]["mentions"]) for readings in pairs) for which in (0, 1))
    matched = [matches for readings in pairs for matches in match(*readings)]
    exact = sum((mine["start"], mine["end"]) == (other["start"], other["end"]) for mine, other in matched)
    scores = {
        name: round(2 * hits / (first + second), _DIGITS) if first + second else None
        for name, hits in (("overlap_f1", len(matched)), ("exact_f1", exact))
    }
    return {"first": first, "second": second, **scores}


def _disputed(pairs: Sequence[Pair]) -> dict[str, int]:
    disputed = [readings for readings in pairs if readings[0]["stance"] != readings[1]["stance"]]
    unsure = [readings for readings in pairs if not all(reading["sure"] for reading in readings)]
    return {
        "posts": len(disputed),
        "of_them_unsure": sum(readings in unsure for readings in disputed),
        "unsure_posts": len(unsure),
    }
