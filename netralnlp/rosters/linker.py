"""Finds in a text what the rosters know: names, nicknames, tickets, parties, handles, hashtags, numbers, gestures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeAlias

from netralnlp.rosters import cues
from netralnlp.rosters.ballot_numbers import BallotNumber, find_ballot_numbers
from netralnlp.rosters.context import accepted
from netralnlp.rosters.echoes import echoes
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.form_index import FEW, NAMES, FormIndex, Match
from netralnlp.rosters.gestures import gesture_forms
from netralnlp.rosters.link import Link
from netralnlp.rosters.matched_text import MatchedText
from netralnlp.rosters.name_span import name_span
from netralnlp.rosters.packaged import Election, resolve
from netralnlp.rosters.pairs import join_pairs
from netralnlp.rosters.roster import Roster
from netralnlp.rosters.spelling import NameSpelling
from netralnlp.schema import Contestant, Person
from netralnlp.text import NormalizedText, normal_view

MAX_CANDIDATES: Final = 12
_TOKEN: Final = re.compile(r"#\w+|(?<![\w.])@[A-Za-z0-9_.]*[A-Za-z0-9_]")
_SQUASHED: Final = re.compile(r"[\W_]+")
_MIN_HANDLE: Final = 10
_MIN_OFFICE: Final = 6

Found: TypeAlias = list[tuple[Match, Form, str]]
"""Matches that mean a contestant, their forms, and what decided the ambiguous ones."""


class Linker:
    """Links raw texts to given rosters and to what is known without an election.

    A roster's own form wins over the national one of the same text; the longest match wins over shorter ones. Where a
    form or a number fits several contestants, those of the races that the text points to (by another contestant, a
    place, an office) are the candidates. A number that still fits more than 12 is linked without candidates.
    """

    def __init__(self, rosters: Iterable[Roster] = ()) -> None:
        self.rosters = tuple(rosters)
        self._races = {each.id: roster.id for roster in self.rosters for each in roster.contestants}
        self._levels: dict[str, frozenset[str]] = {
            level: frozenset(roster.id for roster in self.rosters if roster.level == level)
            for level in {roster.level for roster in self.rosters}
        }
        self._level = {each.id: roster.level for roster in self.rosters for each in roster.contestants}
        self._numbers: dict[int, list[Contestant]] = defaultdict(list)
        for roster in self.rosters:
            for contestant in roster.contestants:
                if contestant.number is not None and roster.level != "party":
                    self._numbers[contestant.number].append(contestant)
        numbered = [each for contestants in self._numbers.values() for each in contestants]
        few = len(self.rosters) <= FEW
        self._index = FormIndex(self.rosters, gesture_forms(numbered) if few else ())
        words = {word for key in self._index.terms for word in re.findall(r"[a-z]+", key)}
        names = {
            word
            for key, term in self._index.terms.items()
            if term.form and term.form.kind in NAMES
            for word in re.findall(r"[a-z]+", key)
        }
        self._spelling = NameSpelling(names, words)

    def link(self, raw: str) -> tuple[Link, ...]:
        """Links of a raw text: ordered, disjoint, with raw offsets."""
        view = self._spelling(normal_view(raw))
        matches = self._index.matches(view.text)
        text = MatchedText(view, matches, self._races)
        found = accepted(text) if matches else []
        pointed = self._pointed(view.text, matches, found) if len(self.rosters) > 1 else frozenset()
        numbers = self._ballot_numbers(view, found, pointed) if self._numbers else []
        links = self._tokens(raw, view, found, numbers, pointed) if "#" in raw or "@" in raw else []
        taken = [(link.start, link.end) for link in links]
        for match, form, reason in found:
            start, end = name_span(text, match)
            start, end = view.to_raw(start + _lead_length(match, form, view.text), end)
            if not _overlaps(taken, start, end):
                links.append(self._link(form, start, end, reason, pointed))
                taken.append((start, end))
        for start, end, form in echoes(view.text, found) if found else ():
            start, end = view.to_raw(start, end)
            if not _overlaps(taken, start, end):
                links.append(self._link(form, start, end, "named in full", pointed))
                taken.append((start, end))
        links += [link for link in numbers if not _overlaps(taken, link.start, link.end)]
        return join_pairs(raw, sorted(links, key=lambda link: link.start))

    def _pointed(self, text: str, matches: list[Match], found: Found) -> frozenset[str]:
        """The elections that a text speaks of: those of its sure contestants, else those of its places and offices."""
        sure = set()
        for _, form, _ in found:
            active = self._active(form)
            if len(active) == 1:
                sure.add(self._races[active[0].id])
        if sure:
            return frozenset(sure)
        placed = frozenset(election for match in matches for election in match.term.elections)
        named = frozenset().union(*(self._levels.get(level, ()) for level in cues.offices(text)))
        return (placed & named) or placed or named

    def _active(self, form: Form) -> tuple[Contestant, ...]:
        return tuple(contestant for contestant in form.contestants if contestant.id in self._races)

    def _tokens(
        self, raw: str, view: NormalizedText, found: Found, numbers: list[Link], pointed: frozenset[str]
    ) -> list[Link]:
        """Hashtags and handles: a listed one, or a hashtag with a name or a number inside, is a mention as a whole."""
        links = []
        for token in _TOKEN.finditer(raw):
            written = token.group()
            form = self._index.signed.get(written.lower())
            if written[0] == "@":
                form = form or self._owner(written)
                if form is not None:
                    link = self._link(form, token.start(), token.end(), "", pointed)
                    links.append(replace(link, kind=FormKind.HANDLE.value))
                continue
            start, end = view.to_view(token.start(), token.end())
            inside = [(match, form) for match, form, _ in found if start <= match.start and match.end <= end]
            form = form or max((form for _, form in inside), key=lambda each: len(each.text), default=None)
            spans = [(match.start - start - 1, match.end - start - 1) for match, _ in inside]
            rest = _without(view.text[start + 1 : end], spans)
            if form is not None:
                link = self._link(form, token.start(), token.end(), "", pointed)
                links.append(replace(link, kind=FormKind.HASHTAG.value, rest=rest))
            elif number := next((link for link in numbers if token.start() < link.start < token.end()), None):
                links.append(
                    replace(number, start=token.start(), end=token.end(), kind=FormKind.HASHTAG.value, rest=rest)
                )
        return links

    def _owner(self, handle: str) -> Form | None:
        """The form of a handle that is nothing but a name: of a national figure or a party, or a long one."""
        name = _SQUASHED.sub("", handle[1:].lower())
        form = self._index.signed.get(f"#{name}")
        if form is None or form.side is not None or form.slur or not (form.person or form.party):
            return None
        return form if self._index.is_national(form) or len(name) >= _MIN_HANDLE else None

    def _ballot_numbers(self, view: NormalizedText, found: Found, pointed: frozenset[str]) -> list[Link]:
        links = []
        contestants = any(self._active(form) for _, form, _ in found)
        for number in find_ballot_numbers(view.text, contestants=contestants, sure=len(self.rosters) > FEW):
            fitting = self._numbered(view.text, number)
            if fitting and (contestants or not _is_of_other(view.text, number, found)):
                start, end = view.to_raw(number.start, number.end)
                form = Form(f"number {number.number}", FormKind.NUMBER, fitting)
                links.append(self._link(form, start, end, number.reason, pointed))
        return links

    def _numbered(self, text: str, number: BallotNumber) -> tuple[Contestant, ...]:
        """Those who bear a number, of the offices that it names: `capres nomor 2` is no candidate for governor."""
        fitting = tuple(self._numbers.get(number.number, ()))
        words = text[number.start : number.end]
        levels = cues.offices(words) if len(words) > _MIN_OFFICE else ()
        return tuple(each for each in fitting if not levels or self._level[each.id] in {*levels, "own"})

    def _link(self, form: Form, start: int, end: int, reason: str, pointed: frozenset[str]) -> Link:
        active = self._active(form)
        if len(active) > 1:
            active = tuple(each for each in active if self._races[each.id] in pointed) or active
        contestant = active[0] if len(active) == 1 else None
        candidates = active if len(active) > 1 else () if active or form.person or form.party else form.contestants
        if form.kind is FormKind.NUMBER and len(candidates) > MAX_CANDIDATES:
            candidates = ()
        person = form.person
        if contestant and person is None and form.kind in NAMES and form.party is None:
            person = _bearer(contestant, form)
        if contestant:
            key = contestant.id
        elif person:
            key = person.id
        elif form.party:
            key = form.party.id
        else:
            key = " ".join(candidate.id for candidate in candidates) or form.text
        return Link(start, end, key, form.kind.value, reason, contestant, candidates, person, form.party)


@lru_cache(maxsize=128)
def linker_for(election: Election | tuple[Election, ...] | None) -> Linker:
    """The linker of an election id or pattern, a roster of one's own, several of them, or none.

    Raises:
        UnknownElectionError: an id that no packaged roster answers to.
    """
    return Linker(resolve(election) if election else ())


def _bearer(contestant: Contestant, form: Form) -> Person | None:
    """The one of a pair whose name holds every word of a form that several contestants share."""
    words = set(form.text.lower().split())
    people = [each for each in (contestant.head, contestant.deputy) if each]
    bearers = [each for each in people if words <= set(each.name.lower().split())]
    return bearers[0] if len(bearers) == 1 else None


def _lead_length(match: Match, form: Form, text: str) -> int:
    """Length of the words at the start of a match that the mention leaves out."""
    words = text[match.start : match.end].split(" ")
    lead = form.lead
    if form.party and words[0] == "partai" and " ".join(words[1:]) == form.party.name.lower() and words[1:] != ["aceh"]:
        lead = 1
    return sum(len(word) + 1 for word in words[:lead])


def _is_of_other(text: str, number: BallotNumber, found: Found) -> bool:
    """Whether the number stands right behind a name, or before a ticket, of which none is on the ballots given."""
    for match, form, _ in found:
        behind = match.end <= number.start and not text[match.end : number.start].strip(" (")
        before = number.end <= match.start and not text[number.end : match.start].strip(" :)")
        if behind or (before and form.kind is FormKind.TICKET):
            return True
    return False


def _overlaps(taken: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(left < end and start < right for left, right in taken)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces = []
    at = 0
    for start, end in sorted(spans):
        pieces.append(text[at:start])
        at = max(at, end)
    pieces.append(text[at:])
    return " ".join(" ".join(pieces).split())
