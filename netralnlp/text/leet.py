"""Digits written for letters inside words: ``pr4b0w0``, ``j0k0wi``, ``4nies``."""

from __future__ import annotations

import re
from functools import lru_cache

from netralnlp.text.links import HANDLE
from netralnlp.text.normalized import NormalizedText
from netralnlp.text.vocabulary import word_counts

_LETTERS = str.maketrans("0134579", "oieastg")
_MIXED = re.compile(r"[0-9][A-Za-z]")
_WORD = re.compile(rf"{HANDLE}|(?<![^\W_])([A-Za-z0-9]*(?:\d[A-Za-z]|[A-Za-z]\d)[A-Za-z0-9]*)(?![^\W_])")
_DIGITS = re.compile(r"\d+")
_MIN_LENGTH = 6
_MIN_KNOWN = 4
_MAX_LENGTH = 24


def read_leet(view: NormalizedText) -> NormalizedText:
    """Replace digits that stand for letters inside a word.

    Digits between letters are read as letters, and one before or after them only where a known word comes out. Numbers,
    digits glued to a word (``menang02``, ``paslon1``, ``2periode``), reduplication (``anak2nya``), short codes
    (``p3k``) and handles stay as they are.
    """
    text = view.text
    if not _MIXED.search(text):
        return view
    return view.apply(
        [
            (match.start() + place, match.start() + place + 1, letter)
            for match in _WORD.finditer(text)
            if match.group(1)
            for place, letter in _letters(match.group(1))
        ]
    )


@lru_cache(maxsize=8192)
def _letters(word: str) -> tuple[tuple[int, str], ...]:
    """Return the places of a word whose digit is a letter, with that letter."""
    read = _read(word) if len(word) <= _MAX_LENGTH else word
    upper = word.upper() == word
    return tuple(
        (place, new.upper() if upper else new)
        for place, (old, new) in enumerate(zip(word, read, strict=True))
        if old != new
    )


def _read(word: str) -> str:
    known = word_counts()
    core = word.strip("0123456789")
    head, tail = word[: word.index(core)], word[word.index(core) + len(core) :]
    read = core.translate(_LETTERS)
    with_head, with_tail = head.translate(_LETTERS) + read, read + tail.translate(_LETTERS)
    if read.lower() not in known:
        if read != core and len(tail) == 1 and with_tail.lower() in known:
            return head + with_tail
        if len(head) == 1 and with_head.lower() in known:
            return with_head + tail
        if not _spells_a_word(core):
            return word
    return head + read + tail


def _spells_a_word(core: str) -> bool:
    """Tell whether an unknown word (a name) is spelt with single digits, rather than words glued to numbers."""
    known = word_counts()
    stretches = _DIGITS.split(core.lower())
    return (
        len(core) >= _MIN_LENGTH
        and not set(core) & set("268")
        and all(len(digits) == 1 for digits in _DIGITS.findall(core))
        and not any(len(stretch) >= _MIN_KNOWN and stretch in known for stretch in stretches)
    )
