"""The builder: source tables and reviewed tables in, packaged tables out."""

from __future__ import annotations

import re
from pathlib import Path

from netralnlp.rosters.tables import AliasRow
from training.rosters.alias_rules import Review, read_aliases, read_extra, sort_aliases
from training.rosters.people import People
from training.rosters.races import EMPTY_COLUMN, Race, Slot, party_id, read_races
from training.rosters.tables import Row, read_csv, read_tsv, split, write_tsv
from training.rosters.words import classify

REVIEW = Path(__file__).parent / "review"


class Sources:
    """Short codes for the sources of facts, given out in order of first use."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {"own knowledge": "own"}

    def code(self, source: str) -> str:
        """The code of a source."""
        named = re.sub(r"numbers 18-24: [^;]+", "numbers 18-24: a public repository that was not recorded", source)
        named = named.replace("web page, not GitHub:", "web page:")
        return self._codes.setdefault(named, f"s{len(self._codes)}")

    def rows(self) -> list[tuple[str, str]]:
        """All of them, code first."""
        return [(code, source) for source, code in self._codes.items()]


def contestant_id(race: Race, slot: Slot, people: People) -> str:
    """`pilpres-2024#2`; where the number is not known, the slug of the head."""
    return f"{race.id}#{slot.number or people.find(slot.head, race.region_code).id}"


class Referents:
    """Finds whom a row of the alias table means."""

    def __init__(self, races: list[Race], people: People, regions: list[Row], short: dict[str, bool]) -> None:
        self._races = {race.id: race for race in races}
        self._people = people
        self._short = short
        self._codes: dict[str, str] = {}
        for row in regions:
            prefix = {"province": "", "regency": "kab_", "city": "kota_"}[row["level"]]
            for name in [row["bare_name"], *split(row["aliases"])]:
                self._codes.setdefault(prefix + name.lower().replace(" ", "_"), row["code"])

    def election(self, name: str) -> str:
        """`pilkada_2017_dki` -> `pilgub-2017/31`."""
        if not name or name.startswith("pilpres_"):
            return name.replace("_", "-")
        _, year, region = name.split("_", 2)
        code = region if region[0].isdigit() else self._codes[region]
        return f"pilkada-2024/{code}" if year == "2024" else f"pilgub-{year}/{code}"

    def __call__(self, row: Row) -> tuple[str, str, bool, bool] | None:
        """Referent, election, whether it is national, whether its short names are; None for the unreviewed."""
        election = self.election(row["election"])
        if " + " in row["person_or_ticket"]:
            race = self._races[election]
            head, deputy = row["roster_name"].split(" + ")
            for slot in race.slots:
                if (slot.head, slot.deputy) == (head, deputy) or (
                    self._people.find(slot.head, race.region_code) is self._people.find(head, race.region_code)
                ):
                    return (
                        f"contestant:{contestant_id(race, slot, self._people)}",
                        election,
                        race.kind == "pilpres",
                        True,
                    )
            raise ValueError(f"aliases.csv: no pair {row['roster_name']} in {election}")
        name = row["roster_name"] or row["person_or_ticket"]
        person = self._people.named(name, self._races[election].region_code if election else "")
        if person is None:
            return None
        return f"person:{person.id}", election, person.national, self._short.get(person.name, False)


def _places(source: str) -> str:
    """The source of a region without the file of its province, which the code tells."""
    return re.sub(r"district/\S+\.json", "district/", source)


def _person_id(people: People, name: str) -> str:
    person = people.named(name)
    if person is None:
        raise ValueError(f"extra_aliases.tsv: nobody, or several, are called {name}")
    return person.id


def build(src: Path, out: Path, general: Path) -> None:
    """Writes every packaged table of `netralnlp.rosters` to the folder `out`.

    Args:
        src: folder of the source tables.
        out: folder of the packaged tables.
        general: gzipped lines of general Indonesian text, which tell ordinary words.
    """
    regions = read_csv(src / "regions.csv")
    races = read_races(src, {row["name"]: row["code"] for row in regions if row["level"] == "province"})
    people = People(REVIEW)
    people.read(races)
    people.add_figures(REVIEW)
    sources = Sources()
    out.mkdir(parents=True, exist_ok=True)
    _write_races(out, races, people, sources)
    write_tsv(
        out / "persons.tsv",
        ["id", "name", "spellings", "national"],
        [
            (person.id, person.name, ";".join(sorted(person.spellings - {person.name})), "1" if person.national else "")
            for person in people.all()
        ],
    )
    _write_parties(out, src, sources)
    write_tsv(
        out / "regions.tsv",
        ["code", "level", "name", "bare_name", "aliases", "source"],
        [
            (
                row["code"],
                row["level"],
                row["name"],
                row["bare_name"],
                ";".join(split(row["aliases"])),
                sources.code(_places(row["source"])),
            )
            for row in sorted(regions, key=lambda row: row["code"])
        ],
    )
    short = {row["name"]: row["short"] == "yes" for row in read_tsv(REVIEW / "figures.tsv")}
    review = Review(REVIEW / "aliases.tsv")
    aliases = read_aliases(src, review, Referents(races, people, regions, short))
    aliases += read_extra(REVIEW / "extra_aliases.tsv", lambda name: f"person:{_person_id(people, name)}")
    if review.unused():
        raise ValueError(f"review/aliases.tsv: no such form in aliases.csv: {review.unused()}")
    _write_aliases(out, aliases, sources)
    places = [place for row in regions for place in [row["bare_name"], *split(row["aliases"])]]
    never = [line for line in (REVIEW / "never_alone.txt").read_text().splitlines() if not line.startswith("#")]
    words = classify([person.name for person in people.all()], places, never, general)
    write_tsv(out / "common_words.txt", ["word", "class"], sorted(words.items()))
    write_tsv(out / "sources.tsv", ["code", "source"], sources.rows())


def _write_races(out: Path, races: list[Race], people: People, sources: Sources) -> None:
    write_tsv(
        out / "elections.tsv",
        ["id", "kind", "level", "region_code", "region", "province", "dates", "rounds", "note"],
        [
            (r.id, r.kind, r.level, r.region_code, r.region, r.province, ";".join(r.dates), r.rounds, r.note)
            for r in races
        ],
    )
    rows = []
    for race in races:
        for slot in race.slots:
            empty = slot.head == EMPTY_COLUMN
            head = people.find(slot.head, race.region_code).id if slot.head and not empty else ""
            deputy = people.find(slot.deputy, race.region_code).id if slot.deputy else ""
            rows.append(
                (
                    race.id,
                    slot.number,
                    slot.party or ("-" if empty else head),
                    deputy,
                    slot.parties,
                    slot.supporting,
                    slot.won,
                    sources.code(slot.source),
                    slot.confidence,
                    slot.note,
                )
            )
    header = ["election", "number", "head", "deputy", "parties", "supporting", "won", "source", "confidence", "note"]
    write_tsv(out / "contestants.tsv", header, rows)


def _write_parties(out: Path, src: Path, sources: Sources) -> None:
    write_tsv(
        out / "parties.tsv",
        ["election", "number", "id", "abbreviation", "full_name", "scope", "colours", "source"],
        [
            (
                row["election"].replace("_", "-"),
                row["number"],
                party_id(row["abbreviation"]),
                row["abbreviation"],
                row["full_name"],
                row["scope"],
                row["colour_words"],
                sources.code(row["source"]),
            )
            for row in read_csv(src / "parties.csv")
        ],
    )


def _write_aliases(out: Path, aliases: list[AliasRow], sources: Sources) -> None:
    write_tsv(
        out / "aliases.tsv",
        ["form", "kind", "referent", "scope", "election", "flags", "n_texts", "n_general", "source"],
        [
            (a.form, a.kind, a.referent, a.scope, a.election, ";".join(a.flags), a.n_texts, a.n_general, code)
            for a, code in ((alias, sources.code(alias.source)) for alias in sort_aliases(aliases))
        ],
    )
