from __future__ import annotations

from pathlib import Path

import pytest

from netralnlp.errors import RosterError
from netralnlp.rosters import Roster
from netralnlp.schema import Stance


def write(folder: Path, text: str, name: str = "pilkades-sukamaju.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(RosterError) as error:
        Roster.from_csv(write(folder, text))
    return error.value.problems


def test_village_heads(tmp_path):
    path = write(
        tmp_path,
        "number,head,aliases,hashtags\n1,Sutrisno Hadi,Pak De Tris; Trisno,#TrisnoLagi\n2,Wagiyem,Mbok Yem,\n",
    )
    roster = Roster.from_csv(path)
    assert roster.id == "pilkades-sukamaju"
    assert [contestant.id for contestant in roster.contestants] == ["pilkades-sukamaju#1", "pilkades-sukamaju#2"]
    assert roster.contestants[1].name == "Wagiyem"
    forms = {form.text: form for form in roster.forms}
    assert forms["Trisno"].contestants == (roster.contestants[0],)
    assert forms["Trisno"].person == roster.contestants[0].head
    assert forms["#TrisnoLagi"].side is Stance.SUPPORT
    assert forms["Sutrisno Hadi"].contestants == (roster.contestants[0],)


def test_pairs_and_an_id_of_ones_own(tmp_path):
    path = write(tmp_path, "\ufeffNumber, Head ,Deputy\n1,Rahmadani Siregar,Beatrix Tanasale\n")
    roster = Roster.from_csv(path, election="osis-2024", name="Ketua OSIS")
    (contestant,) = roster.contestants
    assert contestant.name == "Rahmadani Siregar - Beatrix Tanasale"
    assert contestant.id == "osis-2024#1"
    assert roster.name == "Ketua OSIS"
    assert "Rahmadani-Beatrix" in {form.text for form in roster.forms}


def test_legislative_candidates_share_numbers_between_parties(tmp_path):
    path = write(tmp_path, "number,head,party\n1,Imas Kurniasih,PKB\n1,Yosef Lamadoken,PSI\n2,Imas Kurniasih,PSI\n")
    roster = Roster.from_csv(path, election="dprd-32.73-1")
    assert [contestant.id.split("#")[1] for contestant in roster.contestants] == ["pkb-1", "psi-1", "psi-2"]
    people = [contestant.head.id for contestant in roster.contestants if contestant.head]
    assert len(set(people)) == 3
    assert roster.entries[0].parties == ("PKB",)


def test_candidates_without_numbers(tmp_path):
    roster = Roster.from_csv(write(tmp_path, "number,head\n,Ni Luh Sari\n,Markus Wenda\n"))
    assert [contestant.number for contestant in roster.contestants] == [None, None]
    assert roster.contestants[1].id == "pilkades-sukamaju#markus-wenda"


def test_all_bad_lines_are_named_at_once(tmp_path):
    found = problems(tmp_path, "number,head,hashtags\nsatu,Budi Santika,\n2,,\n0,Ana Ratnasari,menang\n")
    assert [problem.split(":")[0] for problem in found] == ["Line 2", "Line 3", "Line 4", "Line 4"]
    assert all(problem.count(".") == 1 and problem.endswith(".") for problem in found)


def test_line_numbers_count_lines_of_the_file(tmp_path):
    (problem,) = problems(tmp_path, 'number,head,aliases\n1,Budi Santika,"Cak Bud;\nBang Bud"\n\n-1,Ana Ratnasari,\n')
    assert problem.startswith("Line 5:")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("number,head\n3,Budi Santika\n03,Ana Ratnasari\n", "number 3 stands already in line 2"),
        ("number,head\n,Budi Santika\n,Budi  santika\n", "stands already in line 2"),
        ("nomor,head\n1,Budi Santika\n", "The column `number` is missing."),
        ("number,head,head\n1,Budi,Ana\n", "The column `head` stands twice."),
        ("number,head,wakil\n1,Budi,Ana\n", "'wakil'"),
        ("number,head\n", "no line below the header"),
        ("", "The column `number` is missing."),
        ("number,head\n1,Budi,Ana\n", "Line 2 has more cells"),
        ("number,head\n²,Budi Santika\n", "no whole number"),
        ("number,head,aliases\n1,Budi Santika,---\n", "alias '---'"),
        ('number,head\n1,"Budi" Santika\n', "Line 2 is no CSV"),
    ],
)
def test_every_error_says_what_is_wrong(tmp_path, text, says):
    assert any(says in problem for problem in problems(tmp_path, text))


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(RosterError, match="give the path"):
        Roster.from_csv(tmp_path / "missing.csv")
    with pytest.raises(RosterError, match="not UTF-8"):
        Roster.from_csv(write(tmp_path, "number,head\n1,Andr\xe9\n", encoding="latin-1"))
    with pytest.raises(RosterError, match="no `#`"):
        Roster.from_csv(write(tmp_path, "number,head\n1,Budi Santika\n"), election="rt#5")
