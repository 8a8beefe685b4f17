"""The most likely split of a run of letters into words."""

from __future__ import annotations

from functools import cache, lru_cache
from math import log

from netralnlp.text.vocabulary import word_counts

_MAX_LENGTH = 20
_MIN_UNKNOWN = 4
_MAX_RUN = 80
_EXTRA_COST = {2: 4.0, 3: 1.5}
_ENDINGS = frozenset({"nya", "kan", "ku", "mu", "an", "in", "lah", "kah", "pun", "ah"})


@cache
def _costs() -> dict[str, float]:
    counts = word_counts()
    total = sum(counts.values())
    return {
        word: log(total / count) + _EXTRA_COST.get(len(word), 0.0) + 3.0 * (word in _ENDINGS)
        for word, count in counts.items()
    }


@lru_cache(maxsize=8192)
def split_letters(letters: str) -> tuple[str, ...]:
    """Return the most likely words of a lower-case run of letters (Viterbi over word counts).

    Stretches that hold no known word stay whole, and so do runs of more than 80 letters.
    """
    costs = _costs()
    if letters in costs or len(letters) > _MAX_RUN:
        return (letters,)
    size = len(letters)
    best = [0.0] + [float("inf")] * size
    back = [0] * (size + 1)
    for end in range(1, size + 1):
        for start in range(end):
            length = end - start
            cost = costs.get(letters[start:end]) if length <= _MAX_LENGTH else None
            if cost is None:
                if length < _MIN_UNKNOWN:
                    continue
                cost = 10.0 + 2.2 * length
            if best[start] + cost < best[end]:
                best[end], back[end] = best[start] + cost, start
    words: list[str] = []
    end = size
    while end and best[size] < float("inf"):
        words.append(letters[back[end] : end])
        end = back[end]
    return tuple(reversed(words)) or (letters,)
