"""Who stands in one election."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from netralnlp.rosters.entry import Entry
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.forms import (
    empty_column_forms,
    glued_forms,
    hashtag_forms,
    merge_forms,
    name_forms,
    short_names,
    ticket_forms,
    variant_forms,
)
from netralnlp.rosters.roster_file import read_roster_file
from netralnlp.rosters.tables import AliasRow
from netralnlp.schema import Contestant, Party, Person, Stance


@dataclass(frozen=True, eq=False)
class Roster:
    """One election: `level` is president, governor, regent, mayor, party or own; `places` are names of its region.

    `dates` are ISO days of the vote, one a round; `note` tells what is doubtful.
    """

    id: str
    name: str
    level: str
    region_code: str
    region: str
    province: str
    dates: tuple[str, ...]
    entries: tuple[Entry, ...]
    aliases: tuple[AliasRow, ...] = ()
    places: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def from_csv(cls, path: str | Path, election: str | None = None, name: str | None = None) -> Self:
        """A roster of one's own: legislative candidates, village heads, a board.

        The file is UTF-8, comma-separated, with a header; `number` and `head` are needed, the rest may be missing:

        | column | meaning |
        | --- | --- |
        | `number` | place on the ballot, from 1; empty where there is none |
        | `head` | the candidate, or the first of a pair |
        | `deputy` | the second of a pair |
        | `aliases` | other names of the candidate, or of the pair, separated by `;` |
        | `party` | abbreviation; parties may then share numbers, and the id is `ID#pdip-3` |
        | `hashtags` | campaign hashtags, separated by `;` |

        Args:
            path: the file.
            election: id of the election; the stem of the file name where none is given.
            name: what to call it; the id where none is given.

        Raises:
            RosterError: a file that cannot be read, or bad lines: each is named with its number.
        """
        election = election or Path(path).stem
        entries, aliases = read_roster_file(Path(path), election)
        return cls(election, name or election, "own", "", "", "", (), entries, aliases)

    @property
    def contestants(self) -> tuple[Contestant, ...]:
        """In the order of the ballot."""
        return tuple(entry.contestant for entry in self.entries)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Every way of writing a contestant or its persons, numbers excepted; one form for one text."""
        found: list[Form] = []
        for entry in self.entries:
            found += self._entry_forms(entry)
        merged = merge_forms(found + glued_forms(found) + hashtag_forms(found))
        return merged + tuple(variant_forms(merged))

    def _entry_forms(self, entry: Entry) -> list[Form]:
        contestant = entry.contestant
        if entry.party:
            reviewed = self._reviewed(entry, f"party:{entry.party.id}")
            return reviewed + [
                Form(name, FormKind.PARTY, (contestant,), None, entry.party, generated=True)
                for name in (contestant.name, entry.full_name)
            ]
        if contestant.head is None:
            return empty_column_forms(contestant)
        found, short = [], {}
        for person in filter(None, (contestant.head, contestant.deputy)):
            forms = self._reviewed(entry, f"person:{person.id}", person)
            known = person.id in entry.national and any(form.kind is FormKind.NAME and form.one_word for form in forms)
            forms += name_forms(person, entry.spellings.get(person.id, ()), contestant, one_word=not known)
            short[person.id] = short_names(forms)
            found += forms
        return found + self._reviewed(entry, f"contestant:{contestant.id}") + ticket_forms(contestant, short)

    def _reviewed(self, entry: Entry, referent: str, person: Person | None = None) -> list[Form]:
        rows = sorted((row for row in self.aliases if row.referent == referent), key=lambda row: -row.n_texts)
        return [alias_form(alias, (entry.contestant,), person, entry.party) for alias in rows]


def alias_form(
    alias: AliasRow, contestants: tuple[Contestant, ...], person: Person | None, party: Party | None
) -> Form:
    """The form of a reviewed alias."""
    side = next((Stance(flag) for flag in alias.flags if flag in ("support", "oppose")), None)
    return Form(
        alias.form,
        FormKind(alias.kind),
        contestants,
        person,
        party,
        context="context" in alias.flags,
        slur="slur" in alias.flags,
        lead=int("lead" in alias.flags),
        side=side,
    )
