"""What the word stages read as a word: never a link, never an account name."""

from __future__ import annotations

import re
from itertools import accumulate

from netralnlp.text.links import HANDLE, LINK
from netralnlp.text.unicode import EMOJI

_WORD = r"[^\W_]+(?:[-'][^\W_]+)*"
_SEPARATE = re.compile(rf"({HANDLE}|{LINK}|{_WORD})")
_SEPARATE_BARE = re.compile(rf"({_WORD})")
_TOKEN = re.compile(rf"{HANDLE}|{LINK}|{_WORD}|{EMOJI}")


def tokens(text: str) -> list[str]:
    """Return the words, handles, links and emoji of a text."""
    found: list[str] = _TOKEN.findall(text)
    return found


def separate(text: str) -> list[str]:
    """Return a text in parts: words, handles and links at the odd places, what stands between them at the even ones.

    Words joined by a hyphen or an apostrophe are one.
    """
    return (_SEPARATE if "@" in text or "<" in text else _SEPARATE_BARE).split(text)


def ends(parts: list[str]) -> list[int]:
    """Return where each of the parts of a text ends."""
    return list(accumulate(map(len, parts)))


def is_word(token: str) -> bool:
    """Tell a word from a handle or a link."""
    return token[0] not in "@<"
