"""Decides by what stands around it whether a form means a contestant."""

from __future__ import annotations

from typing import Final

from netralnlp.rosters import cues
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.form_index import NAMES, Caution, Match, famous_words
from netralnlp.rosters.matched_text import MatchedText
from netralnlp.rosters.other_referents import leads_capital, means_other
from netralnlp.rosters.spelling import bearers
from netralnlp.text.stems import stem
from netralnlp.text.vocabulary import root_words, word_counts

_SHORT: Final = 4
_LONG: Final = 6


def accepted(text: MatchedText) -> list[tuple[Match, Form, str]]:
    """The matches of a text that mean a contestant, their forms, and what decided each ambiguous one."""
    found: list[tuple[Match, Form, str]] = []
    waiting: list[tuple[Match, Form]] = []
    shared: list[tuple[Match, Form]] = []
    for match in text.matches:
        form = match.term.form
        if form is None or means_other(text, match):
            continue
        if match.term.shared:
            shared.append((match, form))
        elif match.term.caution is Caution.NONE and not _is_bare(text, match):
            found.append((match, form, ""))
        elif reason := _beside(text, match):
            found.append((match, form, reason))
        else:
            waiting.append((match, form))
    for match, form in waiting:
        others = [other for other, _, _ in found]
        if reason := _joined(text, match, others) or _near(text, match, others):
            found.append((match, form, reason))
    races = {race for match, _, _ in found for race in text.races(match)}
    races |= {race for match in text.matches for race in match.term.elections}
    for match, form in shared:
        if reason := _among_races(text, match, races):
            found.append((match, form, reason))
    return sorted(found, key=lambda each: each[0].start)


def _among_races(text: MatchedText, match: Match, races: set[str]) -> str:
    """Where many races are in play: a doubtful form in a text on its race, a rare name in a text on politics."""
    if races.isdisjoint(text.races(match)):
        rare = match.term.caution is Caution.KNOWN_WORD and text.is_capital(match) and not _is_misspelt(text, match)
        word = text.political(match) if rare else ""
        return f"near {word!r}" if word else ""
    if match.kind in NAMES and (reason := _beside(text, match)):
        return reason
    capital = text.is_capital(match) and not text.starts_sentence(match.start)
    return "in a text on its race" if capital or text.raw(match.start, match.end) == match.written else ""


def _is_bare(text: MatchedText, match: Match) -> bool:
    """Whether a name that the nation does not know needs support: a single word, or ordinary words in small letters.

    A reviewed single word needs it in a text on another topic; one that nobody reviewed where misspelt, in small
    letters where short or shared, and in a text on nothing public or on another topic where others bear it, other
    words have the capital that it lacks, or the text is on somebody's trade, house or show.
    """
    key = text.key(match)
    if match.kind not in NAMES or match.term.known:
        return False
    small = text.raw(match.start, match.end).islower()
    if " " in key:
        return match.generated and small and not text.is_public and all(word in root_words() for word in key.split())
    if not match.generated:
        return text.is_off_topic
    shared = len(key) < _LONG or bearers(key) > 1
    if _is_misspelt(text, match) or (shared and small):
        return True
    if (text.is_public or text.names_rival(match)) and not text.is_off_topic:
        return False
    doubtful = bearers(key) > 1 or key in word_counts() or key in famous_words() or (small and text.is_mixed)
    return doubtful or text.is_livelihood or leads_capital(text, match) or cues.is_performing(text.text, match.end)


def _is_slur(match: Match) -> bool:
    """Whether it is an insulting nickname of one word, beside an honorific often a neighbour's name: `pak Mulyono`."""
    return match.term.form is not None and match.term.form.slur and match.term.form.one_word


def _is_common(text: MatchedText, match: Match) -> bool:
    """Whether an honorific says little: before a nickname that insults, a common name in a text on somebody's trade."""
    common = match.generated and match.term.caution >= Caution.NAMESAKES
    return _is_slur(match) or (common and text.is_livelihood)


def _is_misspelt(text: MatchedText, match: Match) -> bool:
    return text.raw(match.start, match.end).lower() != text.key(match)


def _beside(text: MatchedText, match: Match) -> str:
    """Right beside the form: a word that goes with a contestant, or capitals of an acronym."""
    ordinary = _is_ordinary_in_small(text, match)
    word = cues.before(text.text, match.start)
    if word and (not ordinary or word in cues.CHOICES) and not (word in cues.HONORIFICS and _is_common(text, match)):
        return f"after {word!r}"
    if not ordinary and (word := cues.after(text.text, match.end)):
        return f"before {word!r}"
    if _is_small_acronym(text, match) or (match.written.isupper() and _is_misspelt(text, match)):
        return ""
    if match.written.isupper() and text.raw(match.start, match.end) == match.written and not text.view.raw.isupper():
        return "in capitals"
    if text.key(match) == "amin" and text.of_race(match):
        return "within a clause"
    plain = text.starts_sentence(match.start) and text.key(match) in root_words()
    named = text.is_capital(match) and not plain and not (_is_misspelt(text, match) or leads_capital(text, match))
    if match.term.caution is Caution.KNOWN_WORD and named and text.is_public and not text.is_off_topic:
        return "a name of the race"
    return ""


def _joined(text: MatchedText, match: Match, others: list[Match]) -> str:
    """Named together with another contestant: by `dan`, `vs`, a comma, as the other half of a pair."""
    if any(text.joins(match, other) for other in others):
        return "beside another contestant"
    if any(_is_other_half(match, other) and text.joins(match, other) for other in text.matches):
        return "beside the other of the pair"
    if any(_supports(text, match, other) or _supports(text, other, match) for other in text.matches):
        return "beside a name of the race"
    return ""


def _near(text: MatchedText, match: Match, others: list[Match]) -> str:
    """Elsewhere in the text: another contestant, words of politics, the region."""
    if _is_small_acronym(text, match):
        return ""
    if match.kind is FormKind.GESTURE:
        same = any(set(match.contestants) & set(other.contestants) for other in others)
        return "beside its contestant" if same else ""
    if match.term.caution is Caution.ORDINARY:
        if match.kind not in NAMES | {FormKind.PARTY}:
            return _near_acronym(text, match, others)
        if not text.is_capital(match) or text.starts_sentence(match.start):
            reviewed = match.kind in NAMES and not match.generated and text.is_capital(match)
            return "a name of politics" if reviewed and (text.of_race(match) or text.political(match)) else ""
    return _near_name(text, match, others)


def _near_acronym(text: MatchedText, match: Match, others: list[Match]) -> str:
    """A ticket's acronym or a slogan: with a capital, or where it is no ordinary word, beside another contestant."""
    if _is_ordinary_in_small(text, match):
        return ""
    return "beside another contestant" if others and text.of_race(match) else ""


def _near_name(text: MatchedText, match: Match, others: list[Match]) -> str:
    if text.of_race(match) and any(other.contestants for other in others):
        return "beside another contestant"
    capital = text.is_capital(match)
    if (capital or not text.is_mixed) and (word := text.political(match)):
        return f"near {word!r}"
    if capital and match.kind in NAMES and text.of_race(match) and not text.is_off_topic:
        if not match.generated and not _is_slur(match):
            return "a name of the race"
        if text.is_public and not leads_capital(text, match) and any(other.term.elections for other in text.matches):
            return "near the region"
    return ""


def _supports(text: MatchedText, one: Match, other: Match) -> bool:
    """Whether a reviewed name, or any in a text on public life, speaks for a name of another contestant of its race."""
    if not {one.kind, other.kind} <= NAMES:
        return False
    both = text.is_public and text.is_capital(one) and text.is_capital(other)
    if not both and (one.generated or one.term.caution is not Caution.NAMESAKES):
        return False
    if set(one.contestants) & set(other.contestants) or not (text.of_race(one) and text.of_race(other)):
        return False
    if other.term.caution is Caution.ORDINARY and (not text.is_capital(other) or text.starts_sentence(other.start)):
        return False
    return not means_other(text, one) and not means_other(text, other)


def _is_ordinary_in_small(text: MatchedText, match: Match) -> bool:
    """Whether a ticket's acronym or a slogan stands as the ordinary words that it is made of."""
    if match.kind in NAMES | {FormKind.PARTY} or match.term.caution is not Caution.ORDINARY or text.is_capital(match):
        return False
    return all(stem(word) in root_words() for word in text.key(match).split())


def _is_small_acronym(text: MatchedText, match: Match) -> bool:
    """Whether initials stand in small letters: `jk` is also *jika*."""
    return match.written.isupper() and len(match.written) < _SHORT and not text.raw(match.start, match.end).isupper()


def _is_other_half(one: Match, other: Match) -> bool:
    """Whether two matches name the two of one pair."""
    first, second = one.term.form, other.term.form
    if not (first and second and first.person and second.person) or first.person == second.person:
        return False
    return bool(set(first.contestants) & set(second.contestants))
