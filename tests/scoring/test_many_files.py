from __future__ import annotations

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring.many_files import plan
from tests.scoring.conftest import listed


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "in"
    (inside / "lama").mkdir(parents=True)
    for name in ("b.csv", "a.jsonl.gz", "c.XLSX", "catatan.docx", ".tersembunyi.csv", "b.csv.manifest.json"):
        (inside / name).touch()
    (tmp_path / "d.csv").touch()
    return inside


def test_one_file_goes_into_one_file(folder, tmp_path):
    assert plan([f"{folder}/b.csv"], f"{tmp_path}/o.csv").pairs == ((f"{folder}/b.csv", tmp_path / "o.csv"),)
    assert plan(["-"], "o.csv").pairs[0][0] == "-"
    assert listed(tmp_path) == ["d.csv", "in"]


def test_the_files_of_a_folder_go_into_a_folder_and_what_is_left_out_is_told(folder, tmp_path):
    found = plan([str(folder)], f"{tmp_path}/new/out")
    assert [
        (given.removeprefix(f"{folder}/"), to.relative_to(tmp_path / "new" / "out").name) for given, to in found.pairs
    ] == [
        ("a.jsonl.gz", "a.jsonl.gz"),
        ("b.csv", "b.csv"),
        ("c.XLSX", "c.XLSX"),
    ]
    assert found.left_out == (f"{folder}/catatan.docx", f"{folder}/lama")
    assert (tmp_path / "new" / "out").is_dir()


def test_several_files_and_one_into_a_folder(folder, tmp_path):
    found = plan([f"{folder}/b.csv", f"{tmp_path}/d.csv"], f"{tmp_path}/out")
    assert [to.name for _, to in found.pairs] == ["b.csv", "d.csv"]
    assert plan([f"{folder}/b.csv"], f"{tmp_path}/out").pairs[0][1] == tmp_path / "out" / "b.csv"
    assert plan([f"{folder}/b.csv"], f"{tmp_path}/fresh/").pairs[0][1] == tmp_path / "fresh" / "b.csv"


@pytest.mark.parametrize(
    ("inputs", "out", "sentence"),
    [
        (["in"], "d.csv", "d.csv is a file: several files are scored into a folder"),
        (["in", "in/b.csv"], "out", "Several inputs are named `b.csv`"),
        (["-", "d.csv"], "out", "Standard input .* is scored alone"),
        (["-"], "in", "Standard input .* is scored alone"),
        (["in/lama"], "out", "holds no file that can be scored"),
        (["in"], "d.csv/out", "cannot be written"),
    ],
)
def test_what_cannot_be_is_a_sentence(folder, tmp_path, monkeypatch, inputs, out, sentence):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScoringError, match=sentence):
        plan(inputs, out)
    assert listed(tmp_path) == ["d.csv", "in"]
