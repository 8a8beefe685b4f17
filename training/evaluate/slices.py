"""The parts of an evaluated set that get figures of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate.gold import GoldPost


def slices(posts: Sequence[GoldPost]) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Masks by dimension and value, the largest first; a dimension in which all posts are alike is left out.

    `split` tells the source that nobody trained on from the others, `sure` what annotators were in no doubt about.
    """
    values = {
        "split": ["held-out source" if post.source == HELD_OUT_SOURCE else "other sources" for post in posts],
        "sure": ["sure" if post.sure else "unsure" for post in posts],
        "platform": [post.post.platform or "unknown" for post in posts],
        "source": [post.source for post in posts],
    }
    masks = {dimension: _masks(np.array(of_posts)) for dimension, of_posts in values.items()}
    return {dimension: by_value for dimension, by_value in masks.items() if len(by_value) > 1}


def _masks(values: NDArray[np.str_]) -> dict[str, NDArray[np.bool_]]:
    names, sizes = np.unique(values, return_counts=True)
    return {str(name): values == name for name in names[np.argsort(-sizes, kind="stable")]}
