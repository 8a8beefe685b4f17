"""All that a linker searches for: forms, places of the races, and expressions that only look like a form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Final

import ahocorasick

from netralnlp.rosters import tables
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.packaged import national
from netralnlp.rosters.roster import Roster
from netralnlp.rosters.spelling import bearers, spelt
from netralnlp.schema import Contestant
from netralnlp.text import normal_view
from netralnlp.text.vocabulary import root_words, word_counts

NAMES: Final = frozenset({FormKind.NAME, FormKind.NICKNAME})
_CLITIC_KINDS: Final = NAMES | {FormKind.PARTY}
_CLITICS: Final = ("nya", "lah", "kah", "pun", "ku", "mu")
_SIGNED: Final = frozenset("#@")
_NAMESAKES_AT: Final = 3
_SHORT_NAME: Final = 4
FEW: Final = 3
"""The most elections given in which single names and bare numbers count as in one."""


class Caution(IntEnum):
    """How much around a form must speak for it."""

    NONE = 0
    KNOWN_WORD = 1
    """A name of the race that other texts use too: written with a capital, or near words of politics."""
    NAMESAKES = 2
    """A name that many bear: near words of politics."""
    ORDINARY = 3
    """An ordinary word, an acronym or a gesture: right beside words of politics, or as acronyms are written."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something to search for: a form with its caution; `elections` of a place; neither where nobody is meant.

    `known` tells forms of figures and parties that the nation knows, `shared` doubtful forms among those of many races.
    """

    length: int
    form: Form | None = None
    caution: Caution = Caution.NONE
    known: bool = False
    shared: bool = False
    elections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in `[start, end)` of a view."""

    start: int
    end: int
    term: Term

    @property
    def kind(self) -> FormKind | None:
        """The kind of the form."""
        return self.term.form.kind if self.term.form else None

    @property
    def written(self) -> str:
        """The form as the roster writes it."""
        return self.term.form.text if self.term.form else ""

    @property
    def generated(self) -> bool:
        """Whether the form was made from a name."""
        return self.term.form is not None and self.term.form.generated

    @property
    def contestants(self) -> tuple[Contestant, ...]:
        """Those whom the form may mean."""
        return self.term.form.contestants if self.term.form else ()


class FormIndex:
    """The forms of some rosters and those active without one, searched in one pass over a text."""

    def __init__(self, rosters: Iterable[Roster], extra: Iterable[Form] = ()) -> None:
        rosters = tuple(rosters)
        own: dict[str, list[Form]] = defaultdict(list)
        for roster in rosters:
            for key, form in _by_key(roster.forms).items():
                own[key].append(form)
        for key, form in _by_key(extra).items():
            own.setdefault(key, [form])
        known = _by_key(national())
        self._national = {form.person for form in known.values() if form.person}
        joined = {key: _joined(found) for key, found in own.items()}
        forms = known | {key: form for key, form in joined.items() if not _is_surname_of_figure(form, known.get(key))}
        self._regional = len(rosters) > FEW
        terms = {phrase: Term(len(phrase)) for phrase in _other_meanings()}
        terms |= _places(rosters)
        terms |= {key: self._term(form, key) for key, form in forms.items() if key[0] not in _SIGNED}
        self.terms = terms
        shared = {f"#{key}" for key, term in terms.items() if term.shared and term.form and term.form.generated}
        self.signed = {key: form for key, form in forms.items() if key[0] in _SIGNED and key not in shared}
        self._automaton = ahocorasick.Automaton()
        for key, term in terms.items():
            self._automaton.add_word(key, term)
        self._automaton.make_automaton()

    def is_national(self, form: Form) -> bool:
        """Whether a form means a figure or a party known without an election."""
        return form.party is not None or form.person in self._national

    def matches(self, text: str) -> list[Match]:
        """Disjoint matches in the text of a view, longer ones first choice, in order."""
        found = list(self._matches(text))
        if len(found) < 2:
            return found
        chosen: list[Match] = []
        for match in sorted(found, key=lambda each: (each.start - each.end, each.start)):
            if all(match.end <= other.start or other.end <= match.start for other in chosen):
                chosen.append(match)
        return sorted(chosen, key=lambda each: each.start)

    def _matches(self, text: str) -> Iterator[Match]:
        size = len(text)
        for last, term in self._automaton.iter(text):
            start, end = last + 1 - term.length, last + 1
            form = term.form
            if form is not None and form.kind is FormKind.GESTURE and not text[last].isalnum():
                yield Match(start, _repeats(text, start, end), term)
            elif start and _is_letter(text[start - 1]) and _is_letter(text[start]):
                continue
            elif end == size or not _is_letter(text[end]) or _has_clitic(text, end, form):
                yield Match(start, end, term)

    def _term(self, form: Form, key: str) -> Term:
        caution, known = self._caution(form, key), self.is_national(form)
        made = form.generated and form.kind in NAMES and " " not in key
        shared = self._regional and not known and (made or caution >= Caution.NAMESAKES)
        return Term(len(key), form, caution, known, shared)

    def _caution(self, form: Form, key: str) -> Caution:
        word = " " not in key
        if form.kind is FormKind.GESTURE or form.kind in (FormKind.TICKET, FormKind.SLOGAN):
            return Caution.ORDINARY if form.context else Caution.NONE
        if form.context:
            ordinary = form.kind not in NAMES or (word and key in root_words())
            return Caution.ORDINARY if ordinary else Caution.NAMESAKES
        if form.generated and key in _other_meanings():
            return Caution.NAMESAKES
        if not word or form.kind not in NAMES or form.person in self._national or not form.contestants:
            return Caution.NONE
        is_word = key in root_words() or (form.generated and key in word_counts())
        if form.generated and bearers(key) >= _NAMESAKES_AT:
            return Caution.NAMESAKES
        if self._regional and form.generated:
            rare = len(form.contestants) == 1 and len(key) > _SHORT_NAME and not is_word
            return Caution.KNOWN_WORD if rare else Caution.NAMESAKES
        if is_word:
            return Caution.KNOWN_WORD
        return Caution.NONE


def key_of(text: str) -> str:
    """A form's text as the views have it; hashtags and handles in lower case only."""
    text = text.strip()
    return text.lower() if text[0] in _SIGNED else spelt(normal_view(text).text)


@cache
def _other_meanings() -> frozenset[str]:
    """Expressions that mean nobody on a ballot, as the views have them."""
    return frozenset(map(key_of, tables.other_meanings()))


@cache
def famous_words() -> frozenset[str]:
    """Words of the expressions that mean nobody on a ballot: names that somebody famous bears."""
    return frozenset(word for phrase in _other_meanings() for word in phrase.split())


def _is_surname_of_figure(form: Form, known: Form | None) -> bool:
    """Whether a made single word is a later word of a name, and the nation knows somebody else by it: `Prabowo`."""
    if known is None or known.person is None or known.context or not form.generated or not form.one_word:
        return False
    people = [person for each in form.contestants for person in (each.head, each.deputy) if person]
    return known.person not in people and all(
        person.name.casefold().split()[0] != form.text.casefold() for person in people
    )


def _by_key(forms: Iterable[Form]) -> dict[str, Form]:
    """The forms of one roster by their keys; of two ways to write a key the surer one."""
    found: dict[str, Form] = {}
    for form in forms:
        key = key_of(form.text)
        last = found.setdefault(key, form)
        if last.contestants != form.contestants:
            found[key] = _joined([last, form])
        elif (form.generated, form.context) < (last.generated, last.context):
            found[key] = form
    return found


def _joined(forms: list[Form]) -> Form:
    """One form for a text that several rosters know."""
    first = forms[0]
    if len(forms) == 1:
        return first
    contestants = tuple(dict.fromkeys(contestant for form in forms for contestant in form.contestants))
    same_person = all(form.person == first.person for form in forms)
    return replace(
        first,
        contestants=contestants,
        person=first.person if same_person else None,
        context=any(form.context for form in forms),
    )


def _places(rosters: tuple[Roster, ...]) -> dict[str, Term]:
    """Names of the regions of the races and of the regencies within them; an election's own places tell of it."""
    own: dict[str, list[str]] = defaultdict(list)
    provinces = {roster.region_code[:2] for roster in rosters if roster.region_code}
    races = {roster.region_code: roster.id for roster in rosters}
    for code, (_, name, bare, aliases, _) in tables.regions().items():
        if code[:2] in provinces:
            for place in {name, bare, *aliases.split(";")} - {""}:
                own[key_of(place)] += [races[code]] if code in races else []
    return {place: Term(len(place), elections=tuple(elections)) for place, elections in own.items()}


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _has_clitic(text: str, end: int, form: Form | None) -> bool:
    """Whether a name ends here and a clitic follows: `prabowonya`."""
    if form is None or form.kind not in _CLITIC_KINDS or len(form.text) < 4:
        return False
    for clitic in _CLITICS:
        if text.startswith(clitic, end):
            after = end + len(clitic)
            return after == len(text) or not _is_letter(text[after])
    return False


def _repeats(text: str, start: int, end: int) -> int:
    """The end of a run of the same gesture, spaces within and skin tones and selectors after each."""
    sign = text[start:end]
    while True:
        while end < len(text) and (text[end] == "\ufe0f" or "\U0001f3fb" <= text[end] <= "\U0001f3ff"):
            end += 1
        following = end + (text[end : end + 1] == " " and text.startswith(sign, end + 1))
        if not text.startswith(sign, following):
            return end
        end = following + len(sign)
