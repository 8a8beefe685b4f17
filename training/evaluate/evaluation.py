"""All figures of one evaluation, as the JSON that tables, the report and the model card are made from."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from netralnlp.model.manifest import Manifest
from netralnlp.schema import Prediction
from training.evaluate.bootstrap import LEVEL, RESAMPLES, SEED, Bootstrap
from training.evaluate.calibration import calibration, risk_coverage
from training.evaluate.false_alarms import false_alarms
from training.evaluate.labelled_set import LabelledSet
from training.evaluate.metrics import LABELS, POST_FIGURES, POST_LABELS, Counts, count
from training.evaluate.slices import slices

FILE_NAME: Final = "evaluation.json"
DIGITS: Final = 4

FEW: Final = 30
"""A slice of fewer posts is counted, and has no figures."""

SLICE_FIGURES: Final = (
    "post_macro_f1",
    "supports_f1",
    "opposes_f1",
    "neutral_f1",
    "target_f1",
    "mention_overlap_f1",
    "mention_exact_f1",
    "conduct_micro_f1",
    "stance_error",
    "review",
)
"""Figures of the model's slices."""

BESIDE: Final = ("post_macro_f1", "target_f1")
"""Figures of the slices of all other systems."""

INTERVALS: Final = {
    "level": LEVEL,
    "resamples": RESAMPLES,
    "seed": SEED,
    "method": "percentile bootstrap over clusters of near-duplicate posts",
}


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


def evaluate(
    systems: Sequence[System], labelled: LabelledSet, uncalibrated: Sequence[Prediction], review: float
) -> dict[str, Any]:
    """Figures of each system on the whole set and on its slices, with intervals, and how far the model can be trusted.

    Args:
        systems: what answered the set, the model first.
        labelled: the set.
        uncalibrated: answers of the model with all temperatures at one.
        review: the certainty below which the model marks a post for review.

    Returns:
        JSON-ready: `data` (what was counted), `intervals`, `calibration`, `risk_coverage`, `false_alarms` (None
        without general lines), and `systems`, each with a `title`, `whole` and `by` (dimension, value). Both hold
        `posts` and `figures` (`value`, and where it was resampled `low` and `high`), the whole also `counts`; a
        figure with nothing to count is left out, and a slice of fewer than `FEW` posts has none.
    """
    gold, clusters = labelled.gold, np.asarray(labelled.clusters)
    counted = {system.name: count(gold, system.predictions) for system in systems}
    whole = Bootstrap(clusters)
    evaluation: dict[str, Any] = {
        "data": _data(labelled),
        "intervals": dict(INTERVALS),
        "systems": {
            system.name: {
                "title": system.title,
                "whole": _whole(counted[system.name], whole, system.post_only),
                "by": {},
            }
            for system in systems
        },
        "calibration": calibration(gold, uncalibrated, systems[0].predictions, whole),
        "risk_coverage": risk_coverage(gold, systems[0].predictions, review, whole),
        "false_alarms": false_alarms(gold, systems[0].predictions),
    }
    for dimension, masks in slices(labelled).items():
        for system in systems:
            evaluation["systems"][system.name]["by"][dimension] = {}
        for value, mask in masks.items():
            for name, part in _slice(systems, counted, clusters, mask).items():
                evaluation["systems"][name]["by"][dimension][value] = part
    rounded: dict[str, Any] = rounded_figures(evaluation)
    return rounded


def rounded_figures(values: Any) -> Any:  # noqa: ANN401 - anything that JSON holds
    """The same with every float to `DIGITS` digits."""
    if isinstance(values, Mapping):
        return {key: rounded_figures(value) for key, value in values.items()}
    if isinstance(values, list):
        return [rounded_figures(value) for value in values]
    return round(values, DIGITS) if isinstance(values, float) else values


def _data(labelled: LabelledSet) -> dict[str, Any]:
    gold = labelled.gold
    stances = Counter(post.stance.value for post in gold)
    conduct = Counter(label.value for post in gold for label in post.conduct)
    return {
        "posts": len(gold),
        "clusters": len(set(labelled.clusters)),
        "sources": len({post.source for post in gold}),
        "mentions": sum(len(post.mentions) for post in gold),
        "sure": sum(post.sure for post in gold),
        "stances": dict(stances.most_common()),
        "conduct": dict(conduct.most_common()),
        "election_not_packaged": sum(
            post.election != read.post.election for post, read in zip(labelled.posts, gold, strict=True)
        ),
    }


def _whole(counts: Counts, bootstrap: Bootstrap, post_only: bool) -> dict[str, Any]:
    found = dict(zip(LABELS, counts.sum().found.tolist(), strict=True))
    return {
        "posts": len(counts.found),
        "figures": {
            name: figure
            for name, figure in bootstrap.estimates(counts).items()
            if name in POST_FIGURES or not post_only
        },
        "counts": {
            label: dict(zip(("hits", "false", "missed"), numbers, strict=True))
            for label, numbers in found.items()
            if any(numbers) and (label in POST_LABELS or not post_only)
        },
    }


def _slice(
    systems: Sequence[System],
    counted: Mapping[str, Counts],
    clusters: NDArray[np.int64],
    mask: NDArray[np.bool_],
) -> dict[str, dict[str, Any]]:
    """One slice, by system."""
    posts = int(mask.sum())
    if posts < FEW:
        return {system.name: {"posts": posts, "figures": {}} for system in systems}
    bootstrap = Bootstrap(clusters[mask])
    parts = {}
    for system in systems:
        wanted = BESIDE if system is not systems[0] else SLICE_FIGURES
        figures = bootstrap.estimates(counted[system.name].select(mask))
        parts[system.name] = {
            "posts": posts,
            "figures": {
                name: figures[name]
                for name in wanted
                if name in figures and (name in POST_FIGURES or not system.post_only)
            },
        }
    return parts
