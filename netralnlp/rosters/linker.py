"""Finds in a text what the rosters know: names, nicknames, tickets, parties, handles, hashtags, numbers, gestures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import ahocorasick

from netralnlp.rosters.ballot_numbers import find_ballot_numbers
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.link import Link
from netralnlp.rosters.packaged import national, resolve
from netralnlp.rosters.roster import Roster
from netralnlp.schema import Contestant
from netralnlp.text import NormalizedText, normal_view

_TOKEN: Final = re.compile(r"#\w+|(?<![\w.])@[A-Za-z0-9_.]*[A-Za-z0-9_]")
_CLITIC: Final = re.compile(r"(?:nya|lah|kah|ku|mu|pun)(?!\w)")
_SIGNED: Final = frozenset("#@")
_UNBOUNDED: Final = frozenset({FormKind.GESTURE})
_CLITIC_KINDS: Final = frozenset({FormKind.NAME, FormKind.NICKNAME, FormKind.PARTY})
_CONTEXT_BEFORE: Final = re.compile(
    r"(?:^|[^\w])(pak|bapak|bpk|bu|ibu|mas|mbak|bang|kang|gus|cak|capres|cawapres|cagub|cawagub|cabup|cawalkot|calon|paslon"
    r"|pasangan|partai|kubu|timnas|tim|relawan|pendukung|dukung|mendukung|pilih|milih|memilih|coblos|nyoblos|mencoblos"
    r"|menangkan|gubernur|bupati|walikota|presiden|ketum|koalisi|kader|barisan|bersama)\s$"
)
_CONTEXT_AFTER: Final = re.compile(r"\s?(menang|presiden|capres|cawapres|gubernur|for president|20\d\d\b)")
_JOINT: Final = re.compile(r"\s?[-–/&+]\s?|\s")


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    form: Form


class Linker:
    """Links raw texts to given rosters and to what is known without an election.

    A roster's own form wins over the national one of the same text; the longest match wins over shorter ones.
    """

    def __init__(self, rosters: Iterable[Roster] = ()) -> None:
        self.rosters = tuple(rosters)
        self._in_play = {contestant.id for roster in self.rosters for contestant in roster.contestants}
        self._numbers: dict[int, list[Contestant]] = defaultdict(list)
        for roster in self.rosters:
            for contestant in roster.contestants:
                if contestant.number is not None and roster.level != "party":
                    self._numbers[contestant.number].append(contestant)
        own: dict[str, list[Form]] = defaultdict(list)
        for roster in self.rosters:
            for form in roster.forms:
                own[_key_text(form)].append(form)
        forms = {_key_text(form): form for form in national()} | {key: _joined(found) for key, found in own.items()}
        self._signed = {key: form for key, form in forms.items() if key[0] in _SIGNED}
        self._automaton = ahocorasick.Automaton()
        for key, form in forms.items():
            if key[0] not in _SIGNED:
                self._automaton.add_word(key, (len(key), form))
        self._automaton.make_automaton()

    def link(self, raw: str) -> tuple[Link, ...]:
        """Links of a raw text: ordered, disjoint, with raw offsets."""
        view = normal_view(raw)
        matches = _longest(self._matches(view.text))
        firm = any(not match.form.context for match in matches)
        reasons = {match: self._reason(match, view, firm) if match.form.context else "" for match in matches}
        accepted = [match for match in matches if not match.form.context or reasons[match]]
        links = self._tokens(raw, view, accepted)
        taken = [(link.start, link.end) for link in links]
        for match in accepted:
            start, end = view.to_raw(match.start + _lead_length(match, view.text), match.end)
            if not _overlaps(taken, start, end):
                links.append(self._link(match.form, start, end, reasons[match]))
                taken.append((start, end))
        links += self._ballot_numbers(view, taken)
        return _joined_pairs(raw, sorted(links, key=lambda link: link.start))

    def _matches(self, text: str) -> Iterator[_Match]:
        for last, (length, form) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if form.kind in _UNBOUNDED:
                end = _repeats(text, start, end)
            elif _joins(text, start - 1, start) or not _ends(text, end, form):
                continue
            yield _Match(start, end, form)

    def _reason(self, match: _Match, view: NormalizedText, firm: bool) -> str:
        """What around an ambiguous form speaks of an election; nothing where it is not one."""
        before = view.text[max(0, match.start - 24) : match.start]
        if word := _CONTEXT_BEFORE.search(before):
            return f"after {word[1]!r}"
        if word := _CONTEXT_AFTER.match(view.text, match.end):
            return f"before {word[1]!r}"
        if _in_capitals(view, match):
            return "in capitals"
        if firm and any(contestant.id in self._in_play for contestant in match.form.contestants):
            return "beside another contestant"
        return ""

    def _tokens(self, raw: str, view: NormalizedText, accepted: list[_Match]) -> list[Link]:
        """Hashtags and handles: a listed one, or a hashtag with a name inside, is a mention as a whole."""
        links = []
        for token in _TOKEN.finditer(raw):
            form = self._signed.get(token.group().lower())
            start, end = view.to_view(token.start(), token.end())
            inside = [match for match in accepted if start <= match.start and match.end <= end]
            if token.group()[0] == "#":
                form = form or max((match.form for match in inside), key=lambda found: len(found.text), default=None)
                rest = _without(view.text[start + 1 : end], [(m.start - start - 1, m.end - start - 1) for m in inside])
            elif form is None and inside and inside[0].end - inside[0].start >= max(6, end - start - 1):
                form, rest = inside[0].form, ""
            else:
                rest = ""
            if form is not None:
                kind = FormKind.HASHTAG if token.group()[0] == "#" else FormKind.HANDLE
                links.append(replace(self._link(form, token.start(), token.end()), kind=kind.value, rest=rest))
        return links

    def _ballot_numbers(self, view: NormalizedText, taken: list[tuple[int, int]]) -> list[Link]:
        if not self._numbers:
            return []
        links = []
        for number in find_ballot_numbers(view.text):
            contestants = tuple(self._numbers.get(number.number, ()))
            start, end = view.to_raw(number.start, number.end)
            if contestants and not _overlaps(taken, start, end):
                form = Form("", FormKind.NUMBER, contestants)
                links.append(self._link(form, start, end))
        return links

    def _link(self, form: Form, start: int, end: int, reason: str = "") -> Link:
        active = tuple(contestant for contestant in form.contestants if contestant.id in self._in_play)
        contestant = active[0] if len(active) == 1 else None
        candidates = active if len(active) > 1 else () if active or form.person or form.party else form.contestants
        if contestant:
            key = contestant.id
        elif form.person:
            key = form.person.id
        elif form.party:
            key = form.party.id
        else:
            key = " ".join(candidate.id for candidate in candidates)
        return Link(start, end, key, form.kind.value, reason, contestant, candidates, form.person, form.party)


@lru_cache(maxsize=64)
def linker_for(election: str | tuple[str, ...] | None) -> Linker:
    """The linker of an election id, several, a pattern, or none.

    Raises:
        UnknownElectionError: an id that no packaged roster answers to.
    """
    return Linker(resolve(election) if election else ())


def _key_text(form: Form) -> str:
    text = form.text.strip()
    return text.lower() if text[0] in _SIGNED else normal_view(text).text.strip()


def _joined(forms: list[Form]) -> Form:
    """One form for a text that several rosters know."""
    first = forms[0]
    if len(forms) == 1:
        return first
    contestants = tuple(dict.fromkeys(contestant for form in forms for contestant in form.contestants))
    same_person = all(form.person == first.person for form in forms)
    return replace(first, contestants=contestants, person=first.person if same_person else None)


def _longest(matches: Iterable[_Match]) -> list[_Match]:
    """Disjoint matches, longer ones first choice, in order."""
    chosen: list[_Match] = []
    for match in sorted(matches, key=lambda found: (found.start - found.end, found.start)):
        if all(match.end <= other.start or other.end <= match.start for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda found: found.start)


def _lead_length(match: _Match, text: str) -> int:
    """Length of the words at the start of a match that the mention leaves out."""
    words = text[match.start : match.end].split(" ")
    return sum(len(word) + 1 for word in words[: match.form.lead])


def _in_capitals(view: NormalizedText, match: _Match) -> bool:
    """Whether a form of capitals stands in capitals within a text that is not all capitals."""
    start, end = view.to_raw(match.start, match.end)
    return (
        match.form.text.isupper()
        and view.raw[start:end] == match.form.text
        and any(character.islower() for character in view.raw)
    )


def _joined_pairs(raw: str, links: list[Link]) -> tuple[Link, ...]:
    """Links with the two names of one pair, side by side, as one ticket."""
    result: list[Link] = []
    for link in links:
        last = result[-1] if result else None
        if (
            last
            and last.contestant
            and last.contestant == link.contestant
            and last.kind == link.kind == FormKind.NAME
            and last.person != link.person
            and _JOINT.fullmatch(raw, last.end, link.start)
        ):
            result[-1] = replace(last, end=link.end, kind=FormKind.TICKET.value, person=None)
        else:
            result.append(link)
    return tuple(result)


def _joins(text: str, left: int, right: int) -> bool:
    """Whether two neighbouring characters belong to one word."""
    if left < 0 or right >= len(text):
        return False
    return (text[left].isalnum() or text[left] == "_") and (text[right].isalnum() or text[right] == "_")


def _ends(text: str, end: int, form: Form) -> bool:
    if not _joins(text, end - 1, end):
        return True
    return form.kind in _CLITIC_KINDS and len(form.text) > 3 and _CLITIC.match(text, end) is not None


def _repeats(text: str, start: int, end: int) -> int:
    """The end of a run of the same gesture, with skin tones and selectors after it."""
    sign = text[start:end]
    while True:
        while end < len(text) and (text[end] == "\ufe0f" or "\U0001f3fb" <= text[end] <= "\U0001f3ff"):
            end += 1
        if not text.startswith(sign, end):
            return end
        end += len(sign)


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
