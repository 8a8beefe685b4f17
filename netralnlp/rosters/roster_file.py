"""Rosters of one's own, read from CSV."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from netralnlp.errors import RosterError
from netralnlp.rosters.entry import Entry
from netralnlp.rosters.slugs import slug
from netralnlp.rosters.tables import AliasRow
from netralnlp.schema import Contestant, Person

_NEEDED = ("number", "head")
_COLUMNS = (*_NEEDED, "deputy", "aliases", "party", "hashtags")
_Line = tuple[int, dict[str, str]]


def read_roster_file(path: Path, election: str) -> tuple[tuple[Entry, ...], tuple[AliasRow, ...]]:
    """Entries and aliases of a roster file; `Roster.from_csv` documents the columns.

    Raises:
        RosterError: everything that is wrong with the file, one sentence a line.
    """
    lines = _read(path)
    problems = [problem for number, row in lines for problem in _row_problems(number, row)]
    if not slug(election) or "#" in election:
        problems.append(f"The id {election!r} must hold a letter or digit and no `#`: give another `election`.")
    if not problems:
        problems = _clashes(lines)
    if problems:
        raise RosterError(str(path), problems)
    rows = [row for _, row in lines]
    by_party = len({row["number"] for row in rows if row["number"]}) < sum(1 for row in rows if row["number"])
    names = Counter(slug(row[column]) for row in rows for column in ("head", "deputy") if row[column])
    entries: list[Entry] = []
    aliases: list[AliasRow] = []
    for row in rows:
        place = row["number"] or slug(row["head"])
        key = f"{slug(row['party'])}-{place}" if by_party else place
        contestant = _contestant(f"{election}#{key}", row, names)
        entries.append(Entry(contestant, parties=(row["party"],) if row["party"] else (), source=str(path)))
        aliases += _aliases(contestant, row, str(path))
    return tuple(entries), tuple(aliases)


def _read(path: Path) -> list[_Line]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip().lower() for name in next(reader, [])]
            _check_header(path, header)
            lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except OSError as error:
        raise RosterError(str(path), [f"{error.strerror}: give the path of a CSV file."]) from None
    except UnicodeDecodeError as error:
        raise RosterError(str(path), [f"Byte {error.start} is not UTF-8: save the file as UTF-8."]) from None
    except csv.Error as error:
        raise RosterError(str(path), [f"Line {reader.line_num} is no CSV ({error}): check its quotes."]) from None
    if not lines:
        raise RosterError(str(path), ["It has no line below the header: write one contestant a line."])
    long = [number for number, cells in lines if len(cells) > len(header)]
    if long:
        problem = "has more cells than the header has names: put cells with commas in double quotes."
        raise RosterError(str(path), [f"Line {number} {problem}" for number in long])
    empty = dict.fromkeys(_COLUMNS, "")
    return [(number, empty | {k: v.strip() for k, v in zip(header, cells, strict=False)}) for number, cells in lines]


def _check_header(path: Path, header: list[str]) -> None:
    problems = [f"The column `{name}` is missing." for name in _NEEDED if name not in header]
    problems += [f"The column `{name}` stands twice." for name, count in Counter(header).items() if count > 1]
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown:
        problems.append(f"Unknown columns {', '.join(map(repr, unknown))}: use {', '.join(_COLUMNS)}.")
    if problems:
        raise RosterError(str(path), problems)


def _row_problems(number: int, row: dict[str, str]) -> list[str]:
    problems = []
    place = row["number"]
    if place and not (place.isascii() and place.isdigit() and int(place) > 0):
        problems.append(f"Line {number}: the number {place!r} is no whole number from 1.")
    for column in ("head", "deputy"):
        if (column == "head" or row[column]) and not slug(row[column]):
            problems.append(f"Line {number}: `{column}` holds no name in Latin letters.")
    problems += [
        f"Line {number}: the hashtag {tag!r} is not `#` and letters or digits."
        for tag in _values(row["hashtags"])
        if not (tag.startswith("#") and tag[1:].replace("_", "").isalnum())
    ]
    problems += [
        f"Line {number}: the alias {alias!r} holds no letter or digit."
        for alias in _values(row["aliases"])
        if not any(character.isalnum() for character in alias)
    ]
    return problems


def _clashes(lines: list[_Line]) -> list[str]:
    first: dict[tuple[str, str], int] = {}
    problems = []
    for number, row in lines:
        key = (slug(row["party"]), str(int(row["number"])) if row["number"] else slug(row["head"]))
        row["number"] = key[1] if row["number"] else ""
        if key in first:
            what = f"number {key[1]}" if row["number"] else f"{row['head']!r}"
            problems.append(f"Line {number}: {what} stands already in line {first[key]}, with the same party.")
        first.setdefault(key, number)
    return problems


def _contestant(contestant_id: str, row: dict[str, str], names: Counter[str]) -> Contestant:
    people = []
    for name in filter(None, (row["head"], row["deputy"])):
        own = slug(name)
        suffix = contestant_id.split("#")[-1]
        people.append(Person(own if names[own] == 1 else f"{own}-{suffix}", name))
    title = " - ".join(person.name for person in people)
    return Contestant(contestant_id, int(row["number"]) if row["number"] else None, title, *people)


def _aliases(contestant: Contestant, row: dict[str, str], source: str) -> list[AliasRow]:
    pair = f"contestant:{contestant.id}"
    whom = pair if contestant.deputy or contestant.head is None else f"person:{contestant.head.id}"
    found = [(alias, "nickname", whom, ()) for alias in _values(row["aliases"])]
    tags = [(tag, "hashtag", pair, ("support",)) for tag in _values(row["hashtags"])]
    return [AliasRow(form, kind, of, "election", "", flags, 0, 0, source) for form, kind, of, flags in [*found, *tags]]


def _values(cell: str) -> list[str]:
    return [value.strip() for value in cell.split(";") if value.strip()]
