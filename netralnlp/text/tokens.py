"""What the word stages read as a word: never a link, never an account name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from netralnlp.text.links import HANDLE, LINK
from netralnlp.text.memo import Memo
from netralnlp.text.normalized import NormalizedText
from netralnlp.text.unicode import EMOJI

_WORD = re.compile(rf"{HANDLE}|{LINK}|[^\W_]+(?:[-'][^\W_]+)*")

_TOKEN = re.compile(rf"{_WORD.pattern}|{EMOJI}")


def tokens(text: str) -> list[str]:
    """Return the words, handles, links and emoji of a text."""
    found: list[str] = _TOKEN.findall(text)
    return found


def words(text: str) -> list[str]:
    """Return the words, handles and links of a text; words joined by a hyphen or an apostrophe are one."""
    found: list[str] = _WORD.findall(text)
    return found


def is_word(token: str) -> bool:
    """Tell a word from a handle or a link."""
    return token[0] not in "@<"


def starts(text: str, tokens: list[str]) -> Iterator[int]:
    """Yield where each of the ``words(text)`` starts."""
    end = 0
    for token in tokens:
        start = text.index(token, end)
        end = start + len(token)
        yield start


def replace_words(view: NormalizedText, readings: Memo[str], protected: Collection[str] = ()) -> NormalizedText:
    """Replace every word by its reading, except those whose lower case is protected."""
    found = words(view.text)
    read = list(map(readings.__getitem__, found))
    if read == found:
        return view
    return view.apply(
        [
            (start, start + len(word), new)
            for start, word, new in zip(starts(view.text, found), found, read, strict=True)
            if new != word and word.lower() not in protected and is_word(word)
        ]
    )
