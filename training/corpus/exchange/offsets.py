"""Offsets of tools that count UTF-16 units, as JavaScript does: a character beyond U+FFFF counts twice."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate


@lru_cache(maxsize=16)
def _units(text: str) -> tuple[int, ...]:
    """The UTF-16 offset of each code point of a text, and of its end."""
    return tuple(accumulate((2 if ord(character) > 0xFFFF else 1 for character in text), initial=0))


def to_utf16(text: str, offset: int) -> int:
    """The UTF-16 offset of a code point."""
    return _units(text)[offset]


def from_utf16(text: str, offset: int) -> int | None:
    """The code point at a UTF-16 offset; None outside the text or within a character."""
    units = _units(text)
    at = bisect_left(units, offset)
    return at if at < len(units) and units[at] == offset else None
