"""The packaged rosters: every election by its id, and what is active without one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

from rapidfuzz import fuzz, process

from netralnlp.errors import UnknownElectionError
from netralnlp.rosters import tables
from netralnlp.rosters.entry import Entry
from netralnlp.rosters.form import Form
from netralnlp.rosters.forms import glued_forms, hashtag_forms, merge_forms, name_forms, short_names, ticket_forms
from netralnlp.rosters.roster import Roster, alias_form
from netralnlp.schema import Contestant, Party

Election: TypeAlias = str | Roster
"""An election id or pattern, or a roster of one's own."""

EMPTY_COLUMN = "Kolom Kosong"
PARTIES_OF = "pemilu-2024"
_KINDS = {"pilpres": "Pilpres", "pilgub": "Pilgub", "pilkada": "Pilkada", "pemilu": "Pemilu"}


def ids() -> tuple[str, ...]:
    """Ids of all packaged elections, sorted."""
    return tuple(tables.elections())


@cache
def get(election: str) -> Roster:
    """The roster of one election id.

    Raises:
        UnknownElectionError: nothing is packaged under the id; the error names the nearest ids.
    """
    if election not in tables.elections():
        raise _unknown(election)
    kind, level, code, region, province, dates, _, note = tables.elections()[election]
    entries = tuple(_entry(election, row) for row in tables.contestants()[election])
    return Roster(
        id=election,
        name=f"{_KINDS[kind]} {election.split('-')[1][:4]}" + (f" {region}" if code else ""),
        level=level,
        region_code=code,
        region=region,
        province=province,
        dates=tuple(dates.split(";")),
        entries=entries,
        aliases=_aliases(election, entries),
        places=_places(code),
        note=note,
    )


def resolve(election: Election | Iterable[Election]) -> tuple[Roster, ...]:
    """Rosters of ids and patterns, in order, each once; a roster of one's own stands for itself.

    `pilkada-2024/13` is one race, `pilkada-2024` all of that vote, `pilkada-2024/13*` a province with its regencies.

    Raises:
        UnknownElectionError: an id or a pattern that no roster answers to.
    """
    wanted = [election] if isinstance(election, str | Roster) else list(election)
    found: list[Roster] = []
    for each in wanted:
        found += [each] if isinstance(each, Roster) else [get(known) for known in _matching(each)]
    return tuple(dict.fromkeys(found))


def _matching(pattern: str) -> list[str]:
    known = tables.elections()
    if pattern in known:
        return [pattern]
    prefix = pattern[:-1] if pattern.endswith("*") else f"{pattern}/"
    found = [election for election in known if election.startswith(prefix)] if len(prefix) > 1 else []
    if not found:
        raise _unknown(pattern)
    return found


def _unknown(election: str) -> UnknownElectionError:
    choices = [*ids(), *dict.fromkeys(election.split("/")[0] for election in ids() if "/" in election)]
    wanted = re.sub(r"[\s_]+", "-", election.strip().lower())
    nearest = process.extract(wanted, choices, scorer=fuzz.ratio, limit=3, score_cutoff=50)
    return UnknownElectionError(election, [choice for choice, _, _ in nearest])


def _entry(election: str, row: tables.Row) -> Entry:
    number, head_id, deputy_id, parties, supporting, won, source, confidence, note = row
    contestant_id, ballot = f"{election}#{number or head_id}", int(number) if number else None
    party = tables.parties()[election].get(head_id) if election in tables.parties() else None
    people = [tables.person(person) for person in (head_id, deputy_id) if person and person != "-" and not party]
    if party:
        contestant = Contestant(contestant_id, ballot, party[1])
    elif people:
        pair = [person for person, _, _ in people]
        contestant = Contestant(contestant_id, ballot, " - ".join(person.name for person in pair), *pair)
    else:
        contestant = Contestant(contestant_id, ballot, EMPTY_COLUMN)
    return Entry(
        contestant,
        spellings={person.id: spellings for person, spellings, _ in people},
        national=frozenset(person.id for person, _, national in people if national),
        party=Party(head_id, party[1]) if party else None,
        full_name=party[2] if party else "",
        parties=tuple(part for part in parties.split(";") if part),
        supporting=tuple(part for part in supporting.split(";") if part),
        won=won == "1",
        source=tables.sources()[source],
        confidence=confidence,
        note=note,
    )


def _aliases(election: str, entries: tuple[Entry, ...]) -> tuple[tables.AliasRow, ...]:
    referents = []
    for entry in entries:
        contestant = entry.contestant
        referents += [f"person:{person.id}" for person in (contestant.head, contestant.deputy) if person]
        referents.append(f"contestant:{contestant.id}")
        if entry.party:
            referents.append(f"party:{entry.party.id}")
    rows = [row for referent in referents for row in tables.aliases(referent)]
    return tuple(row for row in rows if row.election in ("", election))


def _places(code: str) -> tuple[str, ...]:
    names: list[str] = []
    for part in dict.fromkeys([code, code[:2]]) if code else []:
        _, name, bare_name, aliases, _ = tables.regions()[part]
        names += [name, bare_name, *(alias.strip() for alias in aliases.split(";") if alias)]
    return tuple(dict.fromkeys(names))


@cache
def national() -> tuple[Form, ...]:
    """Forms that are active without an election.

    National figures (`person` set, no contestants), the parties of 2024 (`party` and its contestant) and the
    unambiguous forms of presidential tickets (the contestant of that election).
    """
    found: list[Form] = []
    short: dict[str, list[str]] = {}
    for person_id, row in tables.persons().items():
        if row[-1]:
            person, spellings, _ = tables.person(person_id)
            forms = [alias_form(row, (), person, None) for row in _national_aliases(f"person:{person.id}")]
            forms += name_forms(person, spellings, None, one_word=False)
            short[person.id] = short_names(forms)
            found += forms
    found += _party_forms()
    for election in ids():
        if election.startswith("pilpres-"):
            for contestant in get(election).contestants:
                found += [
                    alias_form(row, (contestant,), None, None)
                    for row in _national_aliases(f"contestant:{contestant.id}")
                ]
                found += ticket_forms(contestant, short)
    return merge_forms(found + glued_forms(found) + hashtag_forms(found))


def _party_forms() -> list[Form]:
    """Names of the parties of 2024; those that are ordinary words wait for the election or stand behind `Partai`."""
    roster = get(PARTIES_OF)
    waiting = {row.form.casefold() for row in roster.aliases if row.scope != "national"}
    return [
        form for form in roster.forms if waiting.isdisjoint({form.text.casefold(), form.text.casefold().lstrip("#")})
    ]


def _national_aliases(referent: str) -> list[tables.AliasRow]:
    rows = [row for row in tables.aliases(referent) if row.scope == "national"]
    return sorted(rows, key=lambda row: -row.n_texts)
