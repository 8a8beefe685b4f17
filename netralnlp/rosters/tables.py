"""The packaged tables: read once, when first asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from netralnlp.schema import Person

Row = list[str]


def _rows(name: str) -> list[Row]:
    text = (files("netralnlp.rosters") / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@dataclass(frozen=True, slots=True)
class AliasRow:
    """A reviewed alias of a person, contestant or party.

    `referent` is `person:ID`, `contestant:ID` or `party:ID`. `flags` are `context`, `slur`, `lead` and a side, as in
    Form. `scope` is `national` (active without an election) or `election`; `election` restricts the form to one race.
    `n_texts` and `n_general` count the texts with the form in political and in general text.
    """

    form: str
    kind: str
    referent: str
    scope: str
    election: str
    flags: tuple[str, ...]
    n_texts: int
    n_general: int
    source: str


@cache
def elections() -> dict[str, Row]:
    """By id: kind, level, region code, region, province, dates, rounds, note."""
    return {row[0]: row[1:] for row in _rows("elections.tsv")}


@cache
def contestants() -> dict[str, list[Row]]:
    """By election: number, head, deputy, parties, supporting, won, source, confidence, note."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows("contestants.tsv"):
        found[row[0]].append(row[1:])
    return found


@cache
def persons() -> dict[str, Row]:
    """By id: name, other spellings separated by semicolons, `1` where the nation knows the person."""
    return {row[0]: row[1:] for row in _rows("persons.tsv")}


@cache
def person(person_id: str) -> tuple[Person, tuple[str, ...], bool]:
    """The person of an id, other spellings of the name, whether the nation knows them."""
    name, spellings, national = persons()[person_id]
    return Person(person_id, name), tuple(part for part in spellings.split(";") if part), national == "1"


@cache
def parties() -> dict[str, dict[str, Row]]:
    """By election and party id: number, abbreviation, full name, scope, colours, source."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for election, number, party, *rest in _rows("parties.tsv"):
        found[election][party] = [number, *rest]
    return found


@cache
def regions() -> dict[str, Row]:
    """By code: level, name, bare name, aliases separated by semicolons, source."""
    return {row[0]: row[1:] for row in _rows("regions.tsv")}


@cache
def sources() -> dict[str, str]:
    """By code: where a fact comes from."""
    return {row[0]: row[1] for row in _rows("sources.tsv")}


@cache
def common_words() -> dict[str, str]:
    """By word of a name, what it cannot do.

    `never`: stand alone or tell people apart. `drop`: stand alone. `context`: stand alone without a word of politics.
    """
    return {row[0]: row[1] for row in _rows("common_words.txt")}


@cache
def other_meanings() -> dict[str, str]:
    """By expression that holds a form but means nobody on a ballot (`kata sandi`): what it means."""
    return {row[0]: row[1] for row in _rows("other_meanings.tsv")}


@cache
def cue_words() -> dict[str, tuple[str, ...]]:
    """By group: words around a form or a number that tell what it means; `*` at the end stands for any ending."""
    return {row[0]: tuple(row[1].split(";")) for row in _rows("cue_words.tsv")}


@cache
def homonyms() -> dict[str, tuple[str, ...]]:
    """By form that is also another word: words near it that tell so; with `!` even among words of politics."""
    return {row[0]: tuple(row[2].split(";")) for row in _rows("homonyms.tsv")}


@cache
def _alias_rows() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows("aliases.tsv"):
        found[row[2]].append(row)
    return found


def aliases(referent: str) -> list[AliasRow]:
    """The reviewed aliases of `person:ID`, `contestant:ID` or `party:ID`."""
    return [
        AliasRow(
            form,
            kind,
            whom,
            scope,
            election,
            tuple(flags.split(";")) if flags else (),
            int(n_texts),
            int(n_general),
            source,
        )
        for form, kind, whom, scope, election, flags, n_texts, n_general, source in _alias_rows().get(referent, ())
    ]


def alias_referents() -> tuple[str, ...]:
    """Everybody and everything with a reviewed alias."""
    return tuple(_alias_rows())
