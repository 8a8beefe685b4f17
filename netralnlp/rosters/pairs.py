"""Two names of one pair, side by side: one span."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from netralnlp.rosters import tables
from netralnlp.rosters.cues import HONORIFICS
from netralnlp.rosters.form import FormKind
from netralnlp.rosters.link import Link
from netralnlp.rosters.packaged import get
from netralnlp.schema import Contestant

_SIGN: Final = re.compile(
    r"\s{0,2}(?:[-–—/&+_]|&amp;?)\s{0,2}(?:(?:pak|bu|mas|mbak|bang|kang|gus|cak|prof|kh)\b\.?\s?)?", re.I
)
_PARTNER: Final = re.compile(r"\s?[-–/&]\s?([^\W\d_]{4,})(?!\w)")
_SPACE: Final = re.compile(r"[^\S\n]{1,2}")
_KINDS: Final = frozenset({FormKind.NAME.value, FormKind.NICKNAME.value, FormKind.INITIALISM.value})


def join_pairs(raw: str, links: Iterable[Link]) -> tuple[Link, ...]:
    """Links in order, with the two names of one pair as one ticket; an honorific (`Buya`) goes before a name."""
    result: list[Link] = []
    for link in links:
        last = result[-1] if result else None
        if last and last.kind in _KINDS and link.kind in _KINDS and (joined := _joined(raw, last, link)):
            result[-1] = joined
        else:
            result.append(link)
    for place, link in enumerate(result):
        if link.contestant and link.person and link.kind in _KINDS:
            before = result[place + 1].start if place + 1 < len(result) else len(raw)
            result[place] = _with_short_partner(raw, link, link.contestant, before)
    return tuple(result)


def _with_short_partner(raw: str, link: Link, pair: Contestant, before: int) -> Link:
    """A name behind which a hyphen and the start of the partner's name stand: `Warsubi-Salman` of Salmanudin."""
    partner = _PARTNER.match(raw, link.end, before)
    if partner is None:
        return link
    others = (each for each in (pair.head, pair.deputy) if each and each != link.person)
    if not any(own.startswith(partner[1].lower()) for each in others for own in each.name.lower().split()):
        return link
    return replace(link, end=partner.end(), kind=FormKind.TICKET.value, person=None)


def _joined(raw: str, first: Link, second: Link) -> Link | None:
    space = _SPACE.fullmatch(raw, first.end, second.start)
    if not space and not _SIGN.fullmatch(raw, first.end, second.start):
        return None
    if first.person and first.person == second.person:
        return second if space and raw[first.start : first.end].lower() in HONORIFICS else None
    if first.contestant and first.contestant == second.contestant:
        return replace(first, end=second.end, kind=FormKind.TICKET.value, person=None)
    if first.contestant or second.contestant or not (first.person and second.person):
        return None
    people = (first.person.id, second.person.id)
    pairs = national_pairs().get(people) or national_pairs().get(people[::-1])
    if space or not pairs:
        return None
    key = " ".join(pair.id for pair in pairs)
    return Link(first.start, second.end, key, FormKind.TICKET.value, first.reason, candidates=pairs)


@cache
def national_pairs() -> dict[tuple[str, str], tuple[Contestant, ...]]:
    """Pairs whose two persons the nation knows, by their ids: the contestants in all packaged elections."""
    found: dict[tuple[str, str], tuple[Contestant, ...]] = {}
    for election, rows in tables.contestants().items():
        for row in rows:
            people = (row[1], row[2])
            if all(person in tables.persons() and tables.person(person)[2] for person in people):
                contestants = tuple(
                    each for each in get(election).contestants if each.head and each.head.id == people[0]
                )
                found[people] = found.get(people, ()) + contestants
    return found
