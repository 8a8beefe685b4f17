"""Elections and their contestants, from the tables of candidates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from training.rosters.tables import Row, read_csv

EMPTY_COLUMN = "Kolom Kosong"
PILKADA_DATE = "2024-11-27"
PEMILU_DATES = {"2014": "2014-04-09", "2019": "2019-04-17", "2024": "2024-02-14"}
# Days of the votes for governors before 2024 (KPU); own knowledge.
PILGUB_DATES = {
    "2007/31": ["2007-08-08"],
    "2012/31": ["2012-07-11", "2012-09-20"],
    "2013/32": ["2013-02-24"],
    "2013/33": ["2013-05-26"],
    "2013/35": ["2013-08-29"],
    "2015": ["2015-12-09"],
    "2016": ["2016-01-27"],
    "2017": ["2017-02-15"],
    "2017/31": ["2017-02-15", "2017-04-19"],
    "2018": ["2018-06-27"],
    "2020": ["2020-12-09"],
}
OWN_KNOWLEDGE = "own knowledge"


@dataclass
class Slot:
    """One place on a ballot; `head` and `deputy` are names as the source spells them, empty for a party."""

    number: str
    head: str = ""
    deputy: str = ""
    party: str = ""
    parties: str = ""
    supporting: str = ""
    won: str = ""
    source: str = ""
    confidence: str = "high"
    note: str = ""


@dataclass
class Race:
    """One election with everything that stood on its ballot."""

    id: str
    kind: str
    level: str
    region_code: str
    region: str
    province: str
    dates: list[str]
    rounds: int = 1
    note: str = ""
    slots: list[Slot] = field(default_factory=list)

    @property
    def year(self) -> str:
        """Year of the (first) vote."""
        return self.dates[0][:4]


def _pilpres(src: Path) -> list[Race]:
    races: dict[str, Race] = {}
    slots: dict[tuple[str, str], Slot] = {}
    for row in read_csv(src / "pilpres.csv"):
        election = row["election"].replace("_", "-")
        race = races.setdefault(election, Race(election, "pilpres", "president", "", "Indonesia", "", []))
        if row["date"] not in race.dates:
            race.dates.append(row["date"])
        race.rounds = max(race.rounds, int(row["round"]))
        key = (election, row["number"])
        if key not in slots:
            slots[key] = Slot(
                row["number"],
                row["head"],
                row["deputy"],
                parties=row["nominating_parties"],
                supporting=row["supporting_parties"],
                source=row["source"],
                confidence="medium" if row["source"] == OWN_KNOWLEDGE else "high",
            )
            race.slots.append(slots[key])
        if row["won"] == "1":
            slots[key].won = "1"
    return list(races.values())


def _pilgub(src: Path, province_codes: dict[str, str]) -> list[Race]:
    races: dict[str, Race] = {}
    for row in read_csv(src / "pilgub_past.csv"):
        year, code = row["election"].removeprefix("pilkada_"), province_codes[row["province"]]
        election = f"pilgub-{year}/{code}"
        if election not in races:
            dates = PILGUB_DATES.get(f"{year}/{code}") or PILGUB_DATES[year]
            races[election] = Race(election, "pilgub", "governor", code, row["province"], row["province"], dates)
        race = races[election]
        race.rounds = max(race.rounds, int(row["round"]))
        known = next((slot for slot in race.slots if slot.number == row["number"]), None)
        if known is None:
            parties, incomplete = _named_parties(row["parties"])
            race.slots.append(
                Slot(
                    row["number"],
                    row["head"],
                    row["deputy"],
                    parties=parties,
                    won=row["won"].replace("0", ""),
                    source=row["source"],
                    confidence=row["confidence"],
                    note="; ".join(filter(None, [row["note"], "parties incomplete" if incomplete else ""])),
                )
            )
        elif row["won"] == "1":
            known.won = "1"
    return list(races.values())


def _named_parties(cell: str) -> tuple[str, bool]:
    """The parties that a cell names, and whether it says that there were others."""
    parts = [part.removesuffix(" and others") for part in cell.split(";")]
    named = ";".join(part for part in parts if not part.startswith("and "))
    return named, named != cell


def _pilkada(src: Path) -> list[Race]:
    races: dict[str, Race] = {}
    for row in read_csv(src / "pilkada_2024.csv"):
        code = row["region_code"]
        election = f"pilkada-2024/{code}"
        race = races.setdefault(
            election, Race(election, "pilkada", row["level"], code, row["region"], row["province"], [PILKADA_DATE])
        )
        empty = row["is_empty_column"] == "1"
        race.slots.append(
            Slot(
                row["number"],
                EMPTY_COLUMN if empty else row["head"],
                "" if empty else row["deputy"],
                parties=row["parties"],
                source="; ".join(filter(None, [row["source"], row["parties_source"]])),
                note="" if empty else row["note"],
            )
        )
    return list(races.values())


def _reruns(src: Path, races: dict[str, Race]) -> list[Race]:
    by_region = {race.region: race for race in races.values() if race.kind == "pilkada"}
    rows: dict[str, list[Row]] = {}
    for row in read_csv(src / "pilkada_2025_reruns.csv"):
        rows.setdefault(row["region"], []).append(row)
    return [_rerun(by_region[region], changed) for region, changed in rows.items()]


def _rerun(before: Race, changed: list[Row]) -> Race:
    code = before.region_code
    race = replace(before, id=f"pilkada-2025/{code}", dates=[changed[0]["vote_date"]], slots=[])
    slots = [Slot(r["number"], r["head"], r["deputy"], source=r["source"], confidence=r["confidence"]) for r in changed]
    for slot, row in zip(slots, changed, strict=True):
        slot.note = row["note"]
    if not slots[0].number:
        race.slots, race.note = slots, "partial: only the winner is known here, without its number"
        return race
    if "empty column" in changed[0]["note"]:
        taken = {slot.number for slot in slots}
        slots += [
            Slot(slot.number, EMPTY_COLUMN, source=OWN_KNOWLEDGE, note="empty column of the rerun")
            for slot in before.slots
            if slot.number not in taken
        ]
    numbers = {slot.number: slot for slot in slots}
    race.slots = [numbers.get(slot.number, slot) for slot in before.slots]
    race.note = "rerun of the race of 2024 by order of the Constitutional Court; own knowledge, numbers to be checked"
    return race


def _pemilu(src: Path) -> list[Race]:
    races: dict[str, Race] = {}
    for row in read_csv(src / "parties.csv"):
        election = row["election"].replace("_", "-")
        date = PEMILU_DATES[election[-4:]]
        race = races.setdefault(election, Race(election, "pemilu", "party", "", "Indonesia", "", [date]))
        race.slots.append(Slot(row["number"], party=party_id(row["abbreviation"]), source=row["source"]))
    return list(races.values())


def party_id(abbreviation: str) -> str:
    """Id of a party, the same in every year: `PAS Aceh` is `pas-aceh`."""
    return abbreviation.lower().replace(" ", "-")


def read_races(src: Path, province_codes: dict[str, str]) -> list[Race]:
    """Every election of the source tables, sorted by id."""
    pilkada = _pilkada(src)
    races = [*_pilpres(src), *_pilgub(src, province_codes), *pilkada, *_pemilu(src)]
    races += _reruns(src, {race.id: race for race in pilkada})
    return sorted(races, key=lambda race: race.id)
