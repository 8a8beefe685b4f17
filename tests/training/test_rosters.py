from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from training.rosters.alias_rules import cut_honorific
from training.rosters.people import People
from training.rosters.races import Race, Slot
from training.rosters.tables import read_tsv, write_tsv
from training.rosters.words import classify


def race(year: str, region: str, *pairs: tuple[str, str], kind: str = "pilkada") -> Race:
    slots = [Slot(str(number), head, deputy) for number, (head, deputy) in enumerate(pairs, start=1)]
    return Race(f"{kind}-{year}/{region}", kind, "regent", region, "", "", [f"{year}-11-27"], slots=slots)


def people(folder: Path, races: list[Race], merge: str = "") -> People:
    (folder / "persons_merge.tsv").write_text(f"name\tspelling\twhere\tapart\n{merge}")
    (folder / "figures.tsv").write_text("name\tregion\tshort\tnote\n")
    found = People(folder)
    found.read(races)
    return found


def test_one_name_in_one_province_is_one_person_over_the_years(tmp_path):
    found = people(
        tmp_path, [race("2018", "53", ("Yosef Lema", "Ana Seran")), race("2024", "53.04", ("Yosef Lema", "Ida Bria"))]
    )
    assert found.find("Yosef Lema", "53") is found.find("Yosef Lema", "53.04")
    assert found.find("Yosef Lema", "53").id == "yosef-lema"


def test_namesakes_in_one_vote_get_the_code_of_their_region(tmp_path):
    found = people(tmp_path, [race("2024", "11.03", ("Sulaiman", "Ali")), race("2024", "11.05", ("Sulaiman", "Umar"))])
    assert found.find("Sulaiman", "11.03").id == "sulaiman-11.03"
    assert found.find("Sulaiman", "11.05").id == "sulaiman-11.05"
    assert found.find("Umar", "11.05").id == "umar"


def test_the_merge_table_joins_spellings_and_parts_namesakes(tmp_path):
    races = [race("2020", "13", ("Budi S. Putra", "Mulyono")), race("2024", "13.01", ("Budi Satria Putra", "Mulyono"))]
    merge = "Budi Satria Putra\tBudi S. Putra\t\t\nMulyono\tMulyono\t13\t13\n"
    found = people(tmp_path, races, merge)
    assert found.find("Budi S. Putra", "13").spellings == {"Budi S. Putra", "Budi Satria Putra"}
    assert found.find("Mulyono", "13") is not found.find("Mulyono", "13.01")


@pytest.mark.parametrize(
    ("form", "cut"),
    [
        ("Pak Ganjar", "Ganjar"),
        ("Bu Hj. Airin", "Airin"),
        ("Prof Mahfud MD", "Mahfud MD"),
        ("Andi Seto", "Andi Seto"),
        ("Mas", "Mas"),
    ],
)
def test_honorifics_are_cut(form, cut):
    assert cut_honorific(form) == cut


def test_words_are_classified_by_their_use(tmp_path):
    lines = ["harum sekali bunga ini"] * 5 + ["Rudi pergi", "rudi pulang", "dan indah sekali"] * 130 + ["LSM itu"] * 3
    general = tmp_path / "general.txt.gz"
    with gzip.open(general, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    names = ["Harum Rudi", "Indah Solok", "Lina Sari Mega", "Vasko Andi"]
    found = classify(names, ["Kota Solok"], ["andi"], general)
    assert found == {
        "harum": "context",
        "rudi": "context",
        "indah": "drop",
        "solok": "context",
        "lsm": "drop",
        "andi": "never",
    }


def test_tables_survive_a_round_and_refuse_what_would_break_them(tmp_path):
    write_tsv(tmp_path / "a.tsv", ["x", "y"], [("1", "#Satu"), ("2", "")])
    assert read_tsv(tmp_path / "a.tsv") == [{"x": "1", "y": "#Satu"}, {"x": "2", "y": ""}]
    with pytest.raises(ValueError, match="tab"):
        write_tsv(tmp_path / "b.tsv", ["x"], [("a\tb",)])
