"""Bootstrap intervals over clusters of near-duplicate posts.

Copies of one campaign template stand or fall together, so clusters are drawn, not posts (Davison and Hinkley 1997,
section 3.8). Counts are summed by cluster once; a resample is a weighting of the clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from training.evaluate.metrics import Counts, figures

RESAMPLES: Final = 1000
LEVEL: Final = 0.95
SEED: Final = 13


class Bootstrap:
    """`RESAMPLES` draws, with replacement, of as many clusters as there are; the same clusters give the same draws."""

    def __init__(self, clusters: Sequence[int] | NDArray[np.int64]) -> None:
        """`clusters` holds the name of each post's cluster."""
        names, self._cluster_of = np.unique(np.asarray(clusters), return_inverse=True)
        generator = np.random.default_rng(SEED)
        self._weights = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES)

    @property
    def weights(self) -> NDArray[np.int64]:
        """How often each post was drawn: [resample, post]."""
        return self._weights[:, self._cluster_of]

    def sums(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Sums over the posts of each resample, [resample, ...], of values [post, ...]."""
        by_cluster = np.zeros((self._weights.shape[1], *values.shape[1:]))
        np.add.at(by_cluster, self._cluster_of, values)
        summed = self._weights.astype(float) @ by_cluster.reshape(len(by_cluster), -1)
        return summed.reshape(len(summed), *values.shape[1:])

    def counts(self, counts: Counts) -> Counts:
        """The summed counts of each resample."""
        return Counts(
            np.rint(self.sums(counts.found)).astype(np.int64), np.rint(self.sums(counts.shares)).astype(np.int64)
        )

    def estimates(self, counts: Counts) -> dict[str, dict[str, float]]:
        """Figures of `metrics.figures` with percentile intervals: `value`, `low` and `high`.

        One with nothing to count is left out, and resamples in which it cannot be said do not count.
        """
        values = figures(counts.sum())
        samples = figures(self.counts(counts))
        return {name: estimate(value, samples[name]) for name, value in values.items() if not np.isnan(value)}


def estimates(counts: Counts, clusters: Sequence[int]) -> dict[str, dict[str, float]]:
    """`Bootstrap.estimates` of counts (one row a post) and the cluster of each post."""
    return Bootstrap(clusters).estimates(counts)


def estimate(value: float | NDArray[np.float64], samples: NDArray[np.float64]) -> dict[str, float]:
    """A value with the percentile interval of its resamples; resamples that are not a number do not count."""
    low, high = np.nanquantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return {"value": float(value), "low": float(low), "high": float(high)}
