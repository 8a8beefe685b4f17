"""Hashtags, split into the words they are made of."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from netralnlp.text.normalized import Edit, NormalizedText
from netralnlp.text.segmentation import split_letters
from netralnlp.text.vocabulary import word_counts

HASHTAG = re.compile(r"#(\w+)")
_RUN = re.compile(r"[A-Za-z]+|\d+|[^\WA-Za-z\d_]+")
_CASE = re.compile(r"([A-Z]*)([a-z]+)|[A-Z]+")


def split_hashtags(view: NormalizedText) -> NormalizedText:
    """Put spaces between the words of every hashtag: ``#2019GantiPresiden`` becomes ``#2019 Ganti Presiden``.

    Words part at capitals, digits and underscores (which become the space); runs of letters of one case by counts of
    frequent words. The sign stays at the first word.
    """
    text = view.text
    if "#" not in text:
        return view
    edits: list[Edit] = []
    for match in HASHTAG.finditer(text):
        edits += [(match.start(1) + start, match.start(1) + end, " ") for start, end in _gaps(match.group(1))]
    return view.apply(edits)


@lru_cache(maxsize=8192)
def _gaps(name: str) -> tuple[tuple[int, int], ...]:
    """Return the spans between the words of a hashtag: empty ones, or those of its underscores."""
    words: list[tuple[int, int]] = []
    for run in _RUN.finditer(name):
        if not run.group().isascii() or run.group().isdigit():
            words.append(run.span())
            continue
        for start, end in _parts_by_case(run.group()):
            position = run.start() + start
            for word in split_letters(run.group()[start:end].lower()):
                words.append((position, position + len(word)))
                position += len(word)
    return tuple((left[1], right[0]) for left, right in pairwise(words))


def _parts_by_case(letters: str) -> list[tuple[int, int]]:
    """Split at capitals; of ``NKRIharga`` the last capital belongs to whichever word is known."""
    parts: list[tuple[int, int]] = []
    for match in _CASE.finditer(letters):
        start, end = match.span()
        capitals = len(match.group(1) or "")
        if capitals < 2:
            parts.append((start, end))
            continue
        known = word_counts()
        rest = match.group(2)
        takes_capital = letters[start + capitals - 1 : end].lower() in known or rest not in known
        cut = start + capitals - takes_capital
        parts += [(start, cut), (cut, end)]
    return parts
