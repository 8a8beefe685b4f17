"""The words that stages know: frequent words of posts with their counts, and the root words of PySastrawi."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_counts() -> dict[str, int]:
    """Return the counts of the words seen 18 times and more in 4.1 million words of public posts and general text."""
    table = (files("netralnlp.text") / "data" / "words.tsv").read_text(encoding="utf-8")
    return {word: int(count) for word, count in (line.split("\t") for line in table.splitlines())}


@cache
def root_words() -> frozenset[str]:
    """Return the 29,932 root words that PySastrawi ships (KBBI)."""
    return frozenset((files("Sastrawi") / "Stemmer" / "data" / "kata-dasar.txt").read_text(encoding="utf-8").split())
