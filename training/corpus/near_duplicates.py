"""Clusters of near-duplicate posts: campaign templates repeat with small changes, so splits keep a cluster together.

MinHash over character shingles of the text without links, handles, case and punctuation (Broder 1997), with
locality-sensitive hashing at an estimated Jaccard similarity of 0.7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from datasketch import MinHash, MinHashLSH

SIMILARITY: Final = 0.7
_PERMUTATIONS: Final = 64
_SHINGLE: Final = 5
_NOISE = re.compile(r"https?://\S+|@\w+|[^\w\s]|_")


def fingerprint(text: str) -> str:
    """What two copies of one post share: words in lower case, without links, handles and punctuation."""
    return " ".join(_NOISE.sub(" ", text.lower()).split())


def cluster(texts: Sequence[str]) -> list[int]:
    """For each text the index of the first text of its cluster (clusters are closed over pairs of similar texts)."""
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first_of: dict[str, int] = {}
    index_of_similar = MinHashLSH(threshold=SIMILARITY, num_perm=_PERMUTATIONS)
    for index, text in enumerate(texts):
        key = fingerprint(text)
        if key in first_of:
            parent[index] = first_of[key]
            continue
        first_of[key] = index
        if len(key) < 2 * _SHINGLE:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([key[at : at + _SHINGLE].encode() for at in range(len(key) - _SHINGLE + 1)])
        for similar in index_of_similar.query(sketch):
            low, high = sorted((root(index), root(similar)))
            parent[high] = low
        index_of_similar.insert(index, sketch)
    return [root(index) for index in range(len(texts))]
