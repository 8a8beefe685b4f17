"""Which predicted spans answer which labelled ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from scipy.optimize import linear_sum_assignment


class Span(Protocol):
    """Code points of the raw text, end exclusive."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One past the last code point."""


def overlapping(gold: Sequence[Span], predicted: Sequence[Span]) -> int:
    """Size of the largest one-to-one matching of spans that share a code point."""
    if not gold or not predicted:
        return 0
    starts, ends = np.array([(span.start, span.end) for span in gold]).T
    other_starts, other_ends = np.array([(span.start, span.end) for span in predicted]).T
    overlap = (starts[:, None] < other_ends) & (other_starts < ends[:, None])
    return int(overlap[linear_sum_assignment(overlap, maximize=True)].sum())


def identical(gold: Iterable[Span], predicted: Iterable[Span]) -> int:
    """Number of spans that both hold with the same borders."""
    return (_borders(gold) & _borders(predicted)).total()


def _borders(spans: Iterable[Span]) -> Counter[tuple[int, int]]:
    return Counter((span.start, span.end) for span in spans)
