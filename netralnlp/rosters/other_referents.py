"""Forms that mean another thing or another person: the verb, the prayer, the street, the neighbour, the namesake."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rapidfuzz import fuzz

from netralnlp.rosters import cues, tables
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.form_index import NAMES, Caution, Match
from netralnlp.rosters.matched_text import MatchedText
from netralnlp.rosters.spelling import name_words, words_of
from netralnlp.text.stems import stem
from netralnlp.text.vocabulary import root_words, word_counts

_NEXT: Final = re.compile(r" ([a-z']+)(?![\w@])")
_PREVIOUS: Final = re.compile(r"(?<![\w@#])([a-z'.]+) $")
_AMBIGUOUS: Final = NAMES | {FormKind.PARTY, FormKind.TICKET}
_WINDOW: Final = 60
_SIMILAR: Final = 75
_RARE_ROOT, _RARE_WORD = 60, 360
_MIN_NAME: Final = 3


def means_other(text: MatchedText, match: Match) -> bool:
    """Whether the words around a match show that no contestant is meant."""
    form, key = match.term.form, text.key(match)
    if form is None or form.kind not in _AMBIGUOUS:
        return False
    if key == "amin":
        raw = text.raw(match.start, match.end)
        return len(raw) != len(key) or cues.is_prayer(text.text, match.start, match.end, capitals=raw.isupper())
    if key in tables.homonyms() and _has_homonym_cue(text, match):
        return True
    if _is_empty_column(form) and not (text.is_public or text.names_other(match)):
        return True
    if form.kind not in NAMES:
        return False
    known = match.term.known and match.term.caution is Caution.NONE
    if cues.is_institution(text.text, match.start, match.end, known=known):
        return True
    if known and not form.slur:
        citizen = " " not in key and cues.is_acquaintance(text.text, match.end)
    else:
        citizen = _is_citizen(text, match)
    return citizen or _is_family(text, match) or _is_part_of_other_name(text, match, known=known)


def _is_empty_column(form: Form) -> bool:
    """Whether a form means the empty column of a race with a single pair."""
    return form.person is None and any(each.head is None for each in form.contestants) and form.kind in NAMES


def _has_homonym_cue(text: MatchedText, match: Match) -> bool:
    """Whether words near the form tell that another word is meant."""
    around = text.text[max(0, match.start - _WINDOW) : match.end + _WINDOW]
    cues_of = tables.homonyms()[text.key(match)]
    hits = [cue for cue in cues_of if _has_word(around, cue.removeprefix("!"))]
    if not hits or any(cue[0] == "!" for cue in hits):
        return bool(hits)
    named = match.kind in NAMES and text.is_capital(match) and not text.starts_sentence(match.start)
    return not named and not text.political(match)


def _is_citizen(text: MatchedText, match: Match) -> bool:
    """Whether an ordinary citizen, an artist, a sportsman bears the name."""
    following = _NEXT.match(text.text, match.end)
    named = following and (
        following[1] in name_words() or (text.is_mixed and text.raw(*following.span(1))[0].isupper())
    )
    end = following.end() if following and named else match.end
    if any(cues.is_citizen(text.text, match.start, each) for each in (match.end, end)):
        return True
    doubtful = match.term.caution is not Caution.NONE and not cues.before(text.text, match.start)
    return doubtful and cues.is_private(text.text, end)


def _is_family(text: MatchedText, match: Match) -> bool:
    """Whether a later word of the name stands for the family: `istri Nur Alam` of Tina Nur Alam."""
    form = match.term.form
    if form is None or form.person is None or not form.generated or not cues.is_relative(text.text, match.start):
        return False
    return form.person.name.casefold().split()[0] not in text.key(match).split()


def _is_part_of_other_name(text: MatchedText, match: Match, *, known: bool) -> bool:
    """Whether the word before or after belongs to the name, and the whole is nobody of the rosters."""
    if text.key(match).count(" ") > (not known) or cues.before(text.text, match.start) in cues.CLASSES:
        return False
    if text.in_hashtag(match) or (text.is_mixed and not text.is_capital(match)):
        return False
    following = _NEXT.match(text.text, match.end)
    if following and _is_strange(text, match, following.span(1), unknown=not known):
        return True
    previous = _PREVIOUS.search(text.text, max(0, match.start - 20), match.start)
    if previous is None:
        return False
    if _is_strange(text, match, previous.span(1), unknown=False):
        return previous[1] not in word_counts() or not text.starts_sentence(previous.start(1))
    if known or not _is_strange(text, match, previous.span(1), unknown=True):
        return False
    first = _PREVIOUS.search(text.text, max(0, previous.start() - 20), previous.start(1))
    return first is not None and _is_strange(text, match, first.span(1), unknown=False)


def leads_capital(text: MatchedText, match: Match) -> bool:
    """Whether a word with a capital of its own follows, as in the name of somebody else: `Juan Mata`."""
    following = _NEXT.match(text.text, match.end)
    if following is None or not text.is_mixed or text.covers(*following.span(1)):
        return False
    raw = text.raw(*following.span(1))
    return raw[0].isupper() and not raw.isupper() and not cues.after(text.text, match.end)


def _is_strange(text: MatchedText, match: Match, span: tuple[int, int], *, unknown: bool) -> bool:
    """Whether a neighbouring word is a name that the person does not bear."""
    word = text.text[span[0] : span[1]]
    if len(word) < _MIN_NAME or word in cues.HONORIFICS or word in cues.CLASSES or text.covers(*span):
        return False
    raw = text.raw(*span)
    if text.is_mixed and (raw.isupper() or not raw[0].isupper()):
        return False
    if not (_is_name(word, capital=text.is_mixed) or (unknown and text.is_mixed and _is_unknown(word))):
        return False
    return not any(fuzz.ratio(word, own) > _SIMILAR for own in _own_words(match))


def _own_words(match: Match) -> set[str]:
    """Words of the names that a form may stand for."""
    people = {match.term.form.person} if match.term.form else set()
    for contestant in match.contestants:
        people |= {contestant.head, contestant.deputy}
    return {word for person in people if person for word in words_of(person)}


@cache
def _word_pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def _has_word(text: str, word: str) -> bool:
    return word in text and _word_pattern(word).search(text) is not None


def _is_name(word: str, *, capital: bool) -> bool:
    """Whether a word is known as somebody's name and is not, or rarely, another word."""
    count = word_counts().get(word, 0)
    if word not in name_words():
        return False
    return count < _RARE_WORD if word not in root_words() else capital and count < _RARE_ROOT


def _is_unknown(word: str) -> bool:
    return word not in word_counts() and word not in root_words() and stem(word) not in root_words()
