"""Answers of PySastrawi that need no search: most words are stems, or carry no affix but the plain ones.

PySastrawi compiles a regular expression for every affix it tries, which makes one unseen word cost as much as several
posts of seen ones. The shortcuts here give the same answers; a test compares them word by word.
"""

from __future__ import annotations

import re
from functools import cache

from netralnlp.text.vocabulary import root_words

_MAY_CHANGE = re.compile(
    r"(?:di|ke|se|be|me|pe|te|ku|kau)[a-z-]{2,}|[b-df-hj-np-tv-z](?:er|el|em|in)[aiueo][a-z-]*"
    r"|[a-z-]+(?:lah|kah|tah|pun|ku|mu|nya|isme|isasi|is|i|kan|an)|[a-z]+-[a-z-]+"
)
_PREFIX_FIRST = re.compile(r"be.*(?:lah|an)|(?:me|di|pe|ter).*i")
_PARTICLES = ("lah", "kah", "tah", "pun")
_OWNERS = ("ku", "mu", "nya")
_DERIVATIONS = ("isme", "isasi", "is", "i", "kan", "an")
_SUFFIXES = (
    re.compile(r"-*(?:lah|kah|tah|pun)$"),
    re.compile(r"-*(?:ku|mu|nya)$"),
    re.compile(r"(?:is|isme|isasi|i|kan|an)$"),
)
_PLAIN_PREFIXES = ("di", "ke", "se")
_PREFIXES = (
    *_PLAIN_PREFIXES,
    *("ku", "kau", "be", "ber", "bel", "te", "ter", "tel", "pe", "per", "pel", "pem", "pen", "peng", "penge", "peny"),
    *("me", "mem", "mempe", "men", "meng", "menge", "meny"),
)
_INFIXES = ("er", "el", "em", "in")
_MAX_PREFIXES = 3
_MIN_WORD = 4
_MIN_PART = 2


def has_affix(word: str) -> bool:
    """Tell whether a lower-case word begins or ends as an affixed or doubled one does."""
    return len(word) >= _MIN_WORD and _MAY_CHANGE.fullmatch(word) is not None


def strip_plainly(word: str) -> str | None:
    """Return the stem of a word with suffixes and at most one of ``di- ke- se-``; None where it takes a search."""
    if "-" in word or _PREFIX_FIRST.fullmatch(word):
        return None
    for suffix in _SUFFIXES:
        word = suffix.sub("", word, count=1)
        if word in root_words():
            return word
    return word[2:] if word.startswith(_PLAIN_PREFIXES) and word[2:] in root_words() else None


def may_hold_root(word: str) -> bool:
    """Tell whether a root, whole or without the first letter that a nasal replaces, stands between possible affixes."""
    if "-" in word:
        return True
    roots, tails, ends = root_words(), _root_tails(), _ends(word)
    return any(
        end - start >= _MIN_PART and (word[start:end] in roots or (start > 0 and word[start:end] in tails))
        for start in _starts(word)
        for end in ends
    )


@cache
def _root_tails() -> frozenset[str]:
    return frozenset(root[1:] for root in root_words() if len(root) > _MIN_PART)


def _starts(word: str) -> set[int]:
    """Return where the root may start: after up to three affixes, each perhaps without its first letter."""
    starts = reached = {0}
    for _ in range(_MAX_PREFIXES):
        reached = {following for start in reached for following in _starts_after(word, start)} - starts
        starts = starts | reached
    return starts


def _starts_after(word: str, start: int) -> list[int]:
    found = [start + len(prefix) for prefix in _PREFIXES if word.startswith(prefix, start)]
    if word.startswith(_INFIXES, start + 1):
        found.append(start + 3)
    if start:
        found += [start + len(prefix) - 1 for prefix in _PREFIXES if word.startswith(prefix[1:], start)]
        if word.startswith(_INFIXES, start):
            found.append(start + 2)
    return found


def _ends(word: str) -> set[int]:
    """Return where the root may end: before a derivation, an owner and a particle, each of which may be missing."""
    ends = {len(word)}
    for suffixes in (_PARTICLES, _OWNERS, _DERIVATIONS):
        ends |= {end - len(suffix) for end in ends for suffix in suffixes if word.endswith(suffix, 0, end)}
    return ends | {end + 1 for end in ends if word.startswith("kan", end)}
