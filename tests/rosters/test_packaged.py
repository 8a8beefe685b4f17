from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

from netralnlp import rosters
from netralnlp.errors import UnknownElectionError
from netralnlp.rosters import tables
from netralnlp.rosters.roster import Roster
from netralnlp.rosters.slugs import slug


def every_roster() -> list[Roster]:
    return [rosters.get(election) for election in rosters.ids()]


def pairs(election: str) -> dict[int | None, str]:
    return {contestant.number: contestant.name for contestant in rosters.get(election).contestants}


def test_all_races_of_2024_are_there():
    races = rosters.resolve("pilkada-2024")
    contestants = [contestant for race in races for contestant in race.contestants]
    empty = [contestant for contestant in contestants if contestant.name == "Kolom Kosong"]
    assert Counter(race.level for race in races) == {"governor": 37, "regent": 415, "mayor": 93}
    assert len(contestants) - len(empty) == 1557
    assert len(empty) == 37
    assert all(contestant.head is None and contestant.deputy is None for contestant in empty)


def test_numbers_of_2024_run_from_one_without_a_gap():
    for race in rosters.resolve("pilkada-2024"):
        numbers = [contestant.number for contestant in race.contestants]
        assert numbers == list(range(1, len(numbers) + 1)), race.id


def test_contestant_ids_are_unique_and_well_formed():
    contestants = [(roster.id, contestant) for roster in every_roster() for contestant in roster.contestants]
    assert len({contestant.id for _, contestant in contestants}) == len(contestants)
    for election, contestant in contestants:
        own = contestant.number if contestant.number is not None else contestant.head and contestant.head.id
        assert contestant.id == f"{election}#{own}"
        assert contestant.name


def test_election_ids_follow_the_contract():
    shapes = re.compile(r"(pilpres|pemilu)-\d{4}|pilgub-\d{4}/\d\d|pilkada-202[45]/\d\d(\.\d\d)?")
    assert all(shapes.fullmatch(election) for election in rosters.ids())
    for roster in every_roster():
        if roster.region_code:
            assert roster.id.endswith(f"/{roster.region_code}")
            assert roster.region in roster.places


def test_person_ids_are_unique_and_one_name_is_one_id_but_for_namesakes():
    people = {}
    for roster in every_roster():
        for contestant in roster.contestants:
            for person in filter(None, (contestant.head, contestant.deputy)):
                assert people.setdefault(person.id, person.name) == person.name
                assert re.fullmatch(re.escape(slug(person.name)) + r"(-\d\d(\.\d\d)?)?", person.id)
    by_name: dict[str, list[str]] = {}
    for person_id, name in people.items():
        by_name.setdefault(name, []).append(person_id)
    for name, found in by_name.items():
        assert len(found) == 1 or slug(name) not in found, found


def test_nobody_stands_in_two_races_of_one_vote():
    seen: dict[str, str] = {}
    for race in rosters.resolve("pilkada-2024"):
        for contestant in race.contestants:
            for person in filter(None, (contestant.head, contestant.deputy)):
                assert seen.setdefault(person.id, contestant.id) == contestant.id


@pytest.mark.parametrize(
    ("election", "number", "name"),
    [
        ("pilpres-2024", 1, "Anies Rasyid Baswedan - Muhaimin Iskandar"),
        ("pilpres-2024", 2, "Prabowo Subianto - Gibran Rakabuming Raka"),
        ("pilpres-2024", 3, "Ganjar Pranowo - Mahfud MD"),
        ("pilpres-2019", 1, "Joko Widodo - Ma'ruf Amin"),
        ("pilpres-2019", 2, "Prabowo Subianto - Sandiaga Salahuddin Uno"),
        ("pilpres-2014", 1, "Prabowo Subianto - Hatta Rajasa"),
        ("pilpres-2009", 3, "Jusuf Kalla - Wiranto"),
        ("pilpres-2004", 4, "Susilo Bambang Yudhoyono - Jusuf Kalla"),
        ("pilgub-2017/31", 2, "Basuki Tjahaja Purnama - Djarot Saiful Hidayat"),
        ("pilgub-2018/32", 1, "Ridwan Kamil - Uu Ruzhanul Ulum"),
        ("pilgub-2016/62", 1, "Sugianto Sabran - Said Ismail"),
        ("pilkada-2024/13", 1, "Mahyeldi - Vasko Ruseimy"),
        ("pilkada-2024/15", 2, "Al Haris - Abdullah Sani"),
        ("pilkada-2024/35", 3, "Tri Rismaharini - Zahrul Azhar Asumta"),
        ("pilkada-2024/64.72", 1, "Kolom Kosong"),
        ("pilkada-2024/64.72", 2, "Andi Harun - Saefuddin Zuhri"),
        ("pilkada-2025/63.72", 2, "Kolom Kosong"),
        ("pilkada-2025/91", 1, "Benhur Tomi Mano - Constant Karma"),
        ("pilkada-2025/91", 2, "Matius Fakhiri - Aryoko Alberto Ferdinand Rumaropen"),
        ("pemilu-2024", 3, "PDIP"),
        ("pemilu-2014", 4, "PDIP"),
    ],
)
def test_spot_checks(election, number, name):
    assert pairs(election)[number] == name


def test_counts_of_other_elections():
    assert [len(rosters.get(f"pilpres-{year}").contestants) for year in (2004, 2009, 2014, 2019, 2024)] == [
        5,
        3,
        2,
        2,
        3,
    ]
    assert [len(rosters.get(f"pemilu-{year}").contestants) for year in (2014, 2019, 2024)] == [15, 20, 24]
    assert len(rosters.get("pilgub-2012/31").dates) == 2
    assert sum(election.startswith("pilgub-") for election in rosters.ids()) == 47


def test_one_person_keeps_one_id_over_spellings_and_years():
    def head(election: str, number: int) -> str:
        return next(c.head.id for c in rosters.get(election).contestants if c.number == number and c.head)

    def deputy(election: str, number: int) -> str:
        return next(c.deputy.id for c in rosters.get(election).contestants if c.number == number and c.deputy)

    assert head("pilgub-2017/31", 3) == head("pilpres-2024", 1) == "anies-rasyid-baswedan"
    assert deputy("pilgub-2017/31", 3) == deputy("pilpres-2019", 2)
    assert head("pilgub-2018/32", 1) == head("pilkada-2024/31", 1) == "ridwan-kamil"
    assert head("pilgub-2012/31", 3) == head("pilpres-2014", 2) == "joko-widodo"
    assert deputy("pilgub-2018/33", 1) == deputy("pilkada-2024/33", 2)
    assert head("pilgub-2015/63", 3) == head("pilkada-2024/63", 1) == "muhidin"
    assert deputy("pilgub-2015/71", 1) == head("pilkada-2024/71", 3)


def test_namesakes_are_kept_apart():
    sumbar = next(c.head for c in rosters.get("pilgub-2020/13").contestants if c.number == 1)
    pariaman = {p.id for c in rosters.get("pilkada-2024/13.77").contestants for p in (c.head, c.deputy) if p}
    assert sumbar is not None
    assert sumbar.id == "mulyadi-13"
    assert "mulyadi-13.77" in pariaman


def test_party_ids_are_stable_over_the_years():
    years = [
        {e.contestant.name: e.party.id for e in rosters.get(f"pemilu-{y}").entries if e.party}
        for y in (2014, 2019, 2024)
    ]
    for name in set(years[0]) & set(years[1]) & set(years[2]):
        assert len({year[name] for year in years}) == 1
    assert years[2]["PDIP"] == "pdip"


def test_every_fact_has_a_source():
    for roster in every_roster():
        for entry in roster.entries:
            assert entry.source
            assert entry.confidence in {"high", "medium"}


def test_a_province_does_not_include_its_regencies_unless_asked():
    assert [roster.id for roster in rosters.resolve("pilkada-2024/13")] == ["pilkada-2024/13"]
    with_regencies = rosters.resolve("pilkada-2024/13*")
    assert len(with_regencies) == 20
    assert {roster.province for roster in with_regencies} == {"Sumatera Barat"}


def test_resolve_takes_several_and_names_each_once():
    found = rosters.resolve(["pilpres-2024", "pilkada-2024/64.72", "pilkada-2024/64*"])
    assert [roster.id for roster in found[:2]] == ["pilpres-2024", "pilkada-2024/64.72"]
    assert len({roster.id for roster in found}) == len(found) == 12
    assert rosters.resolve([]) == ()


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("pilpres-2042", "pilpres-2024"),
        ("Pilpres 2024", "pilpres-2024"),
        ("pilkada_2024", "pilkada-2024"),
        ("pilkada-2024/6472", "pilkada-2024/64.72"),
        ("pilgub-2017/32", "pilgub-2017/31"),
    ],
)
def test_an_unknown_id_names_the_nearest(wrong, nearest):
    with pytest.raises(UnknownElectionError) as error:
        rosters.resolve(wrong)
    assert nearest in error.value.nearest
    assert nearest in str(error.value)


@pytest.mark.parametrize("wrong", ["", "*", "pilkada-2024/99*", "pilkada"])
def test_patterns_that_match_nothing_or_everything_are_unknown(wrong):
    with pytest.raises(UnknownElectionError):
        rosters.resolve(wrong)


def test_a_race_is_read_without_the_others():
    script = (
        "from netralnlp.rosters import packaged, tables\n"
        "assert tables.persons.cache_info().currsize == 0\n"
        "packaged.get('pilkada-2024/13')\n"
        "assert packaged.get.cache_info().currsize == 1\n"
        "assert tables.person.cache_info().currsize == 4, tables.person.cache_info()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_rows_of_the_tables_have_the_cells_of_their_header():
    for row in tables.elections().values():
        assert len(row) == 8
    for referent in ("person:joko-widodo", "contestant:pilpres-2024#1", "party:pdip"):
        assert tables.aliases(referent)
