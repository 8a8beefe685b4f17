"""Bootstrap intervals over clusters of near-duplicate posts.

Copies of one campaign template stand or fall together, so clusters are drawn, not posts (Davison and Hinkley 1997,
section 3.8). Counts are summed by cluster once; a resample is a weighting of the clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.evaluate.metrics import Counts, figures

RESAMPLES: Final = 1000
LEVEL: Final = 0.95
SEED: Final = 13


def estimates(counts: Counts, clusters: Sequence[int]) -> dict[str, dict[str, float]]:
    """Figures of `metrics.figures` with percentile intervals: `value`, `low` and `high`.

    Args:
        counts: one row a post.
        clusters: the name of each post's cluster.

    Returns:
        By figure; one with nothing to count is left out, and resamples in which it cannot be said do not count.
    """
    values = figures(counts.sum())
    samples = figures(resample(counts, clusters))
    return {name: _estimate(value, samples[name]) for name, value in values.items() if not np.isnan(value)}


def resample(counts: Counts, clusters: Sequence[int]) -> Counts:
    """Summed counts of `RESAMPLES` draws, with replacement, of as many clusters as there are."""
    names, cluster_of = np.unique(np.asarray(clusters), return_inverse=True)
    generator = np.random.default_rng(SEED)
    weights = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES)
    return Counts(_weighted(counts.found, cluster_of, weights), _weighted(counts.shares, cluster_of, weights))


def _weighted(
    counts: NDArray[np.int64], cluster_of: NDArray[np.int64], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    by_cluster = np.zeros((weights.shape[1], *counts.shape[1:]))
    np.add.at(by_cluster, cluster_of, counts)
    summed = weights.astype(float) @ by_cluster.reshape(len(by_cluster), -1)
    return np.rint(summed).astype(np.int64).reshape(len(weights), *counts.shape[1:])


def _estimate(value: NDArray[np.float64], samples: NDArray[np.float64]) -> dict[str, float]:
    low, high = np.nanquantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return {"value": float(value), "low": float(low), "high": float(high)}
