"""The span of a name of which a word is written in another way: `Anies Bawesdan`, `Mathius Fakhiri`, `Edi Endi`."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz

from netralnlp.rosters.cues import HONORIFICS
from netralnlp.rosters.form_index import NAMES, Match
from netralnlp.rosters.matched_text import MatchedText
from netralnlp.rosters.spelling import words_of
from netralnlp.text.vocabulary import root_words

_NEXT: Final = re.compile(r" ([a-z']{3,})(?!\w)")
_PREVIOUS: Final = re.compile(r"(?<![\w@#])([a-z']{3,}) $")
_LONG: Final = 5
_SIMILAR: Final = 77


def name_span(text: MatchedText, match: Match) -> tuple[int, int]:
    """The span of a match in the view, with a word beside it that is nearly one of the person's name, or its start."""
    start, end = match.start, match.end
    person = match.term.form.person if match.term.form else None
    if match.kind not in NAMES or person is None:
        return start, end
    missing = words_of(person) - set(text.key(match).split())
    following = _NEXT.match(text.text, end)
    if following and _is_meant(text, following.span(1), missing):
        end = following.end()
    previous = _PREVIOUS.search(text.text, max(0, start - 20), start)
    if previous and _is_meant(text, previous.span(1), missing):
        start = previous.start(1)
    return start, end


def _is_meant(text: MatchedText, span: tuple[int, int], missing: frozenset[str]) -> bool:
    word = text.text[span[0] : span[1]]
    if word in root_words() or word in HONORIFICS:
        return False
    similar = len(word) >= _LONG
    if not any(own.startswith(word) or (similar and fuzz.ratio(word, own) > _SIMILAR) for own in missing):
        return False
    return not text.covers(*span)
