"""F1 with a bootstrap interval, from counts by example: whole examples are drawn, and their counts summed.

Counts are integers of `(examples, labels, 3)`: true positives, false positives, false negatives.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.public_sets.sources import OUTSIDE, Example
from training.evaluate.bootstrap import LEVEL, RESAMPLES, SEED

Counts = NDArray[np.int64]


def count(examples: Sequence[Example], predicted: Sequence[Sequence[str]], labels: Sequence[str] | None) -> Counts:
    """Counts of every example: by label for classified texts; of entities, whatever their kind, with `labels` None."""
    pairs = [(example.labels, said) for example, said in zip(examples, predicted, strict=True)]
    if labels is None:
        return np.array([[_found(entities(gold), entities(said))] for gold, said in pairs], np.int64)
    return np.array(
        [[_found({label} & set(gold), {label} & set(said)) for label in labels] for gold, said in pairs], np.int64
    )


def _found(gold: set[object], said: set[object]) -> tuple[int, int, int]:
    return len(gold & said), len(said - gold), len(gold - said)


def entities(tags: Sequence[str]) -> set[object]:
    """Entities as (kind, first word, word after the last): a `B-` and the `I-` of its kind right after it.

    An `I-` that follows nothing of its kind is no entity (the strict mode of seqeval).
    """
    found: set[object] = set()
    start, kind = 0, ""
    for position, tag in enumerate([*tags, OUTSIDE]):
        if kind and tag != f"I-{kind}":
            found.add((kind, start, position))
            kind = ""
        if tag.startswith("B-"):
            start, kind = position, tag.removeprefix("B-")
    return found


def mean_f1(counts: Counts) -> NDArray[np.float64]:
    """The mean F1 of the labels, of summed counts `(..., labels, 3)`; one that nobody says or means is left out."""
    hits, false, missed = np.moveaxis(counts, -1, 0)
    size = 2 * hits + false + missed
    f1 = np.divide(2 * hits, size, out=np.zeros(size.shape), where=size > 0)
    return f1.sum(-1) / np.maximum((size > 0).sum(-1), 1)


def with_interval(counts: Counts) -> dict[str, float]:
    """Mean F1 in percent with a percentile interval: `value`, `low`, `high`."""
    size = len(counts)
    weights = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=RESAMPLES)
    samples = mean_f1(np.tensordot(weights, counts, axes=1))
    low, high = np.quantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return {
        name: round(100 * float(value), 2)
        for name, value in (("value", mean_f1(counts.sum(0))), ("low", low), ("high", high))
    }
