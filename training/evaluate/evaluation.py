"""All figures of one evaluation, as the JSON that tables and the model card are made from."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from netralnlp.model.manifest import Manifest
from netralnlp.schema import Prediction
from training.evaluate.bootstrap import LEVEL, RESAMPLES, SEED, estimates
from training.evaluate.gold import GoldPost
from training.evaluate.metrics import LABELS, POST_FIGURES, POST_LABELS, Counts, count, side_calibration_errors
from training.evaluate.slices import slices

FILE_NAME: Final = "evaluation.json"
DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class System:
    """Something that answered every post; one that is `post_only` knows neither mentions nor conduct nor review."""

    name: str
    title: str
    predictions: Sequence[Prediction]
    post_only: bool = False


def identity(manifest: Manifest) -> dict[str, Any]:
    """Which model an evaluation is of: name, version, hashes of its files and its calibration."""
    return {
        "name": manifest.name,
        "version": manifest.version,
        "files": manifest.files,
        "calibration": dataclasses.asdict(manifest.calibration),
    }


def evaluate(systems: Sequence[System], gold: Sequence[GoldPost], clusters: Sequence[int]) -> dict[str, Any]:
    """Figures of each system on the whole set and on its slices, with intervals.

    Args:
        systems: what answered `gold`, the model first.
        gold: the labelled posts.
        clusters: the near-duplicate cluster of each post.

    Returns:
        JSON-ready: `data` (what was counted), `intervals`, and `systems`, each with a `title`, `whole` and `by`
        (dimension, value). A slice holds `posts`, `figures` (`value`, and where it was resampled `low` and `high`)
        and `counts`; a figure with nothing to count is left out.
    """
    return {
        "data": _data(gold, clusters),
        "intervals": {
            "level": LEVEL,
            "resamples": RESAMPLES,
            "seed": SEED,
            "method": "percentile bootstrap over clusters of near-duplicate posts",
        },
        "systems": {system.name: _system(system, gold, np.asarray(clusters)) for system in systems},
    }


def _data(gold: Sequence[GoldPost], clusters: Sequence[int]) -> dict[str, Any]:
    stances = Counter(post.stance.value for post in gold)
    conduct = Counter(label.value for post in gold for label in post.conduct)
    return {
        "posts": len(gold),
        "clusters": len(set(clusters)),
        "sources": len({post.source for post in gold}),
        "mentions": sum(len(post.mentions) for post in gold),
        "sure": sum(post.sure for post in gold),
        "stances": dict(stances.most_common()),
        "conduct": dict(conduct.most_common()),
    }


def _system(system: System, gold: Sequence[GoldPost], clusters: NDArray[np.int64]) -> dict[str, Any]:
    counts = count(gold, system.predictions)
    whole = _slice(counts, clusters, system.post_only)
    whole["figures"] |= {
        name: {"value": round(error, DIGITS)}
        for name, error in side_calibration_errors(gold, system.predictions).items()
    }
    return {
        "title": system.title,
        "whole": whole,
        "by": {
            dimension: {
                value: _slice(counts.select(mask), clusters[mask], system.post_only) for value, mask in masks.items()
            }
            for dimension, masks in slices(gold).items()
        },
    }


def _slice(counts: Counts, clusters: NDArray[np.int64], post_only: bool) -> dict[str, Any]:
    found = dict(zip(LABELS, counts.sum().found.tolist(), strict=True))
    return {
        "posts": len(clusters),
        "figures": {
            name: {key: round(value, DIGITS) for key, value in estimate.items()}
            for name, estimate in estimates(counts, clusters).items()
            if name in POST_FIGURES or not post_only
        },
        "counts": {
            label: dict(zip(("hits", "false", "missed"), numbers, strict=True))
            for label, numbers in found.items()
            if any(numbers) and (label in POST_LABELS or not post_only)
        },
    }
