from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.training.corpus.small_corpus import label, write_lines
from training.corpus.check import check
from training.corpus.sources import general_id

LINE = "Cuaca cerah sepanjang hari"
TEXTS = {"real-00000000000a": "Pilih Sari, bukan Wulan", "real-00000000000b": "biasa saja", general_id(LINE): LINE}
OWN = "Ayo pilih Sari"


def folder(root: Path, spoil: Callable[[dict[str, Any], dict[str, Any]], object] = lambda row, own: None) -> Path:
    """A data folder without a fault, or with one that `spoil` puts into its first public or its authored row."""
    ids = list(TEXTS)
    first = label(ids[0], TEXTS[ids[0]], ("Sari", "support"), ("Wulan", "oppose"), conduct=["attack"])
    rest = [label(post, TEXTS[post]) for post in ids[1:]]
    own = label("asn-01-001", OWN, ("Sari", "support"), text=OWN, context=None, action="post", platform="x")
    own |= {"election": "pilkada-2024/13", "created_at": "2024-10-01", "source": "authored-01", "province": "Aceh"}
    own |= {"language": "Indonesia"}
    del own["text_sha256"]
    spoil(first, own)
    write_lines(root / "real" / "round-1.jsonl", [first, *rest])
    write_lines(root / "asn" / "batch-01.jsonl", [own])
    write_lines(root / "agreement" / "second.jsonl", [label(ids[1], TEXTS[ids[1]]), label("asn-01-001", OWN)])
    (root / "splits").mkdir()
    for part, posts in {"train": ids[:1], "dev": ids[1:2], "test": ["asn-01-001"], "unseen": ids[:1]}.items():
        (root / "splits" / f"{part}.txt").write_text("".join(f"{post}\n" for post in posts), encoding="utf-8")
    return root


@pytest.mark.parametrize("texts", [None, TEXTS])
def test_a_sound_folder_has_no_problems(tmp_path: Path, texts: dict[str, str] | None) -> None:
    assert check(folder(tmp_path), texts) == []


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda row, own: row.pop("sure"), "fields differ: sure"),
        (lambda row, own: row.update(text="Pilih"), "fields differ: text"),
        (lambda row, own: row.update(sure="yes"), "a field has the wrong type"),
        (lambda row, own: row.update(id="real-1"), "the id is not of the form"),
        (lambda row, own: row.update(text_sha256="abc"), "no SHA-256"),
        (lambda row, own: row["mentions"][0].update(stance="mixed"), "a mention is not"),
        (lambda row, own: row["mentions"][0].pop("end"), "a mention is not"),
        (lambda row, own: row["mentions"].reverse(), "out of order"),
        (lambda row, own: row["mentions"][0].update(end=6), "empty, out of order or overlap"),
        (lambda row, own: row["mentions"][0].update(end=20), "empty, out of order or overlap"),
        (lambda row, own: row.update(stance="support"), "the stance does not follow"),
        (lambda row, own: row.update(stance_by="text"), "the stance does not follow"),
        (lambda row, own: row.update(stance="neutral", stance_by="text"), "the stance does not follow"),
        (lambda row, own: row.update(conduct=["spam"]), "an unknown conduct label"),
        (lambda row, own: row.update(conduct=["attack", "attack"]), "a conduct label stands twice"),
        (lambda row, own: row.update(id="real-00000000000b"), "the id stands a second time"),
        (lambda row, own: own.update(election="pilkada-2024/999"), "an unknown action or election"),
        (lambda row, own: own.update(created_at="kemarin"), "no ISO date"),
        (lambda row, own: own.update(source="authored-02"), "the id is not of the form"),
        (lambda row, own: own["mentions"][0].update(end=99), "ends behind the text"),
        (lambda row, own: own["mentions"][0].update(start=9), "white space"),
    ],
)
def test_each_fault_is_found_without_texts(
    tmp_path: Path, spoil: Callable[[dict[str, Any], dict[str, Any]], object], problem: str
) -> None:
    assert any(problem in found for found in check(folder(tmp_path, spoil)))


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda row, own: row.update(text_sha256="0" * 64), "its SHA-256 differs"),
        (lambda row, own: row["mentions"][1].update(end=99), "ends behind the text"),
        (lambda row, own: row["mentions"][1].update(start=17), "white space"),
        (lambda row, own: row.update(id="general-00000000000a"), "there is no text of it"),
    ],
)
def test_texts_at_hand_find_more(
    tmp_path: Path, spoil: Callable[[dict[str, Any], dict[str, Any]], object], problem: str
) -> None:
    data = folder(tmp_path, spoil)
    assert not [found for found in check(data) if "splits" not in found]
    assert any(problem in found for found in check(data, TEXTS))


def test_a_general_id_is_that_of_its_line(tmp_path: Path) -> None:
    data = folder(tmp_path)
    moved = {**TEXTS, general_id(LINE): LINE + "!"}
    assert any("the id is not that of the line" in found for found in check(data, moved))


def test_split_files_hold_known_posts_once(tmp_path: Path) -> None:
    data = folder(tmp_path)
    (data / "splits" / "dev.txt").write_text("real-00000000000b\nreal-00000000000a\n", encoding="utf-8")
    (data / "splits" / "unseen.txt").write_text("real-000000000fff\n", encoding="utf-8")
    (data / "splits" / "test.txt").unlink()
    found = check(data)
    assert any("dev.txt: the ids are not sorted" in problem for problem in found)
    assert any("real-00000000000a: it is in dev too" in problem for problem in found)
    assert any("unseen.txt, real-000000000fff: nobody labelled" in problem for problem in found)
    assert any("has no test.txt" in problem for problem in found)
    assert len(found) == 4


def test_a_second_reading_needs_a_first(tmp_path: Path) -> None:
    data = folder(tmp_path)
    write_lines(data / "agreement" / "other.jsonl", [label("real-000000000fff", "lain")])
    assert [problem.rpartition(": ")[2] for problem in check(data)] == [
        "a second reading of a post that nobody labelled first"
    ]
