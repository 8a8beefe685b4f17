"""The parts of an evaluated set that get figures of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.corpus.dialects import WORDS, languages
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate.gold import GoldPost
from training.evaluate.labelled_set import LabelledSet

LENGTHS: Final = {10: "1 to 10 words", 25: "11 to 25 words", 50: "26 to 50 words"}
"""Upper bounds of the bins of length, in words between white space."""

LONGER: Final = "over 50 words"

Masks: TypeAlias = dict[str, NDArray[np.bool_]]


def slices(labelled: LabelledSet) -> dict[str, Masks]:
    """Masks by dimension and value; a dimension in which all posts are alike is left out.

    `split` tells the source that nobody trained on from the others, `sure` what annotators were in no doubt about,
    `names` what holds a name that the rosters know; `election` is the vote without its race. Each post is in one
    value of a dimension, but for `language` (by the words of `training.corpus.dialects`) and `generalisation` (the
    posts of the set that stand on each list).
    """
    posts = labelled.gold
    masks = {
        "split": _masks("held-out source" if post.source == HELD_OUT_SOURCE else "other sources" for post in posts),
        "sure": _masks("sure" if post.sure else "unsure" for post in posts),
        "names": _masks("names known" if named else "no known name" for named in labelled.named),
        "context": _masks("with a parent post" if post.post.context else "no parent post" for post in posts),
        "length": _masks((_length(post) for post in posts), [*LENGTHS.values(), LONGER]),
        "language": _languages(posts),
        "platform": _masks(post.post.platform or "unknown" for post in posts),
        "election": _masks((post.post.election or "none").partition("/")[0] for post in posts),
        "source": _masks(post.source for post in posts),
        "generalisation": {
            name: np.array([post.post.id in ids for post in posts]) for name, ids in labelled.lists.items()
        },
    }
    return {dimension: kept for dimension, by_value in masks.items() if _tells_apart(kept := _filled(by_value))}


def _masks(values: Iterable[str], order: Sequence[str] | None = None) -> Masks:
    """One mask a value, in `order` or the largest first."""
    column = np.array(list(values))
    names, sizes = np.unique(column, return_counts=True)
    return {str(name): column == name for name in order or names[np.argsort(-sizes, kind="stable")]}


def _length(post: GoldPost) -> str:
    words = len(post.post.text.split())
    return next((name for most, name in LENGTHS.items() if words <= most), LONGER)


def _languages(posts: Sequence[GoldPost]) -> Masks:
    found = [languages(post.post.text) for post in posts]
    regional = np.array([bool(names) for names in found])
    by_language = {name: np.array([name in names for names in found]) for name in WORDS}
    return {"no regional words": ~regional, "any regional words": regional, **by_language}


def _filled(by_value: Masks) -> Masks:
    return {value: mask for value, mask in by_value.items() if mask.any()}


def _tells_apart(by_value: Masks) -> bool:
    return any(not mask.all() for mask in by_value.values())
