"""Who is who: one id for every person, over spellings, races and years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from netralnlp.rosters.slugs import slug
from training.rosters.races import EMPTY_COLUMN, Race
from training.rosters.tables import read_tsv


@dataclass
class Individual:
    """A person, the spellings of the name, and whether the nation knows them (active without an election)."""

    name: str
    region: str
    id: str = ""
    spellings: set[str] = field(default_factory=set)
    national: bool = False


class People:
    """Finds the person behind a name in a race.

    One name in one province is one person over the years; in one vote it is one person a race. What the name alone
    cannot tell stands in `review/persons_merge.tsv` (name, spelling, where: region codes, empty for everywhere).
    """

    def __init__(self, review: Path) -> None:
        self._merged: dict[tuple[str, str], tuple[str, str]] = {}
        for row in read_tsv(review / "persons_merge.tsv"):
            for where in row["where"].split(";"):
                self._merged[row["spelling"], where] = (row["name"], row["apart"])
            if not row["apart"]:
                self._merged[row["name"], ""] = (row["name"], "")
        self._individuals: dict[tuple[str, str], Individual] = {}
        self._crowded: set[tuple[str, str]] = set()
        self._presidential: set[str] = set()

    def read(self, races: list[Race]) -> None:
        """Registers everybody who stands in the races and gives out the ids."""
        seen: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for race in races:
            for name in _names(race):
                if race.kind == "pilpres":
                    self._presidential.add(self._canonical(name, race.region_code)[0])
                else:
                    seen[name, race.region_code[:2], race.year].add(race.region_code)
        self._crowded = {(name, province) for (name, province, _), regions in seen.items() if len(regions) > 1}
        for race in sorted(races, key=lambda race: (race.year, race.id)):
            for name in _names(race):
                self.add(name, race.region_code)
        self._give_ids()

    def _canonical(self, name: str, region: str) -> tuple[str, str]:
        return self._merged.get((name, region)) or self._merged.get((name, "")) or (name, "")

    def _key(self, name: str, region: str) -> tuple[str, str]:
        canonical, apart = self._canonical(name, region)
        if apart:
            return canonical, f"apart {apart}"
        if (name, region) in self._merged or (name, "") in self._merged or canonical in self._presidential:
            return canonical, ""
        return canonical, region if (name, region[:2]) in self._crowded else region[:2]

    def add(self, name: str, region: str = "", *, national: bool = False) -> Individual:
        """The person behind a name in a region, registered when new."""
        key = self._key(name, region)
        person = self._individuals.setdefault(key, Individual(key[0], region))
        person.spellings.add(name)
        person.national = person.national or national
        return person

    def find(self, name: str, region: str) -> Individual:
        """The registered person behind a name in a region."""
        return self._individuals[self._key(name, region)]

    def named(self, name: str, region: str = "") -> Individual | None:
        """The person of a name: of the region first, else the national figure, else the only one so called."""
        key = self._key(name, region)
        if key in self._individuals:
            return self._individuals[key]
        canonical = self._canonical(name, region)[0]
        found = [person for person in self._individuals.values() if person.name == canonical]
        national = [person for person in found if person.national]
        candidates = national or found
        return candidates[0] if len(candidates) == 1 else None

    def add_figures(self, review: Path) -> None:
        """Marks the national figures of `review/figures.tsv`; those in no race are added."""
        for row in read_tsv(review / "figures.tsv"):
            named = [person for person in self._individuals.values() if row["name"] == person.name]
            if row["region"]:
                named = [person for person in named if person.region[:2] == row["region"]]
            if len(named) > 1:
                raise ValueError(f"figures.tsv: {row['name']} is {len(named)} persons: give the region")
            if named:
                named[0].national = True
            else:
                self._individuals[row["name"], ""] = Individual(row["name"], "", spellings={row["name"]}, national=True)
        self._give_ids()

    def _give_ids(self) -> None:
        groups = defaultdict(list)
        for person in self._individuals.values():
            groups[slug(person.name)].append(person)
        for base, group in groups.items():
            for person in group:
                person.id = base if len(group) == 1 or not person.region else f"{base}-{person.region}"
        if len({person.id for person in self.all()}) != len(self._individuals):
            raise ValueError("two persons have one id")

    def all(self) -> list[Individual]:
        """Everybody, sorted by id."""
        return sorted(self._individuals.values(), key=lambda person: person.id)


def _names(race: Race) -> list[str]:
    return [name for slot in race.slots for name in (slot.head, slot.deputy) if name and name != EMPTY_COLUMN]
