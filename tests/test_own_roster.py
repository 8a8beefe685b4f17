"""A roster of one's own, from a file to an answer; and the packaged ones on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from netralnlp import RosterError
from netralnlp.cli import app
from netralnlp.predictor import Predictor
from netralnlp.rosters import Roster, linker_for

VILLAGE = "number,head,deputy,aliases\n1,Sumarno Wirya,,Mbah Marno\n2,Kartini Lestari,,Bu Kades Tini\n"


@pytest.fixture
def village(tmp_path: Path) -> Path:
    path = tmp_path / "kades-sukamaju.csv"
    path.write_text(VILLAGE, encoding="utf-8")
    return path


def test_own_contestants_and_numbers_are_linked(village: Path) -> None:
    linker = linker_for(Roster.from_csv(village))
    text = "Saya pilih Kartini Lestari, nomor 2 bukan nomor 1"
    found = [(text[link.start : link.end], link.contestant.id) for link in linker.link(text) if link.contestant]
    assert found == [
        ("Kartini Lestari", "kades-sukamaju#2"),
        ("nomor 2", "kades-sukamaju#2"),
        ("nomor 1", "kades-sukamaju#1"),
    ]


def test_a_roster_stands_beside_packaged_elections_in_predict(tiny: Predictor, village: Path) -> None:
    roster = Roster.from_csv(village)
    answer = tiny.predict("Kartini Lestari dan Prabowo", election=["pilpres-2024", roster])
    assert answer.election == ("pilpres-2024", "kades-sukamaju")


def test_predict_takes_a_roster_file(village: Path, int8_model: Path) -> None:
    arguments = ["predict", "Pilih Sumarno Wirya", "--roster", str(village), "--model", str(int8_model), "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0
    assert '"election": ["kades-sukamaju"]' in done.stdout


def test_list_finds_by_words_and_show_names_the_pairs() -> None:
    listed = CliRunner().invoke(app, ["rosters", "list", "kota", "padang"])
    assert "pilkada-2024/13.71\tPilkada 2024 Kota Padang\t3" in listed.stdout.splitlines()
    shown = CliRunner().invoke(app, ["rosters", "show", "pilkada-2024/13.71"])
    assert "Fadly Amran - Maigus Nasir" in shown.stdout


def test_check_names_every_bad_line(village: Path) -> None:
    assert CliRunner().invoke(app, ["rosters", "check", str(village)]).exit_code == 0
    village.write_text(VILLAGE + "x,Nama\n3,\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["rosters", "check", str(village)])
    assert done.exit_code == 2
    assert "4" in done.stderr
    assert "5" in done.stderr
    with pytest.raises(RosterError):
        Roster.from_csv(village)


def test_an_unknown_election_on_the_command_line_is_one_sentence() -> None:
    done = CliRunner().invoke(app, ["rosters", "show", "pilkada-2042"])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "pilkada-2024" in done.stderr
