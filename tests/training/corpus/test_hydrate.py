from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from netralnlp import TrainingError
from tests.training.corpus.small_corpus import label, write_lines
from training.corpus.hydrate import from_sources, from_texts
from training.corpus.labelled import read_labelled, read_texts
from training.corpus.source_files import rows_of
from training.corpus.sources import Source, describe, general_id, pool_id, read_manifest, write_manifest

TEXTS = ['Pilih Sari, "jangan" golput', "baris satu\nbaris dua 😂", "Wulan?; tidak\tlagi", " spasi di depan"]


def source(name: str, labelled: int) -> Source:
    return Source(f"orang/repo:{name}", "set_a", "MIT", "x", "pilpres-2024", rows=9, labelled=labelled)


def labels_of(where: Source, texts: Sequence[str] = TEXTS) -> list[dict[str, Any]]:
    """One label a row of a source, as the pool counts rows."""
    return [label(pool_id(where.source, row, text), text) for row, text in enumerate(texts)]


def put(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / "orang" / "repo" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def table(texts: Sequence[str], separator: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["no", "full_text", "like"])
    writer.writerows([row, text, 3] for row, text in enumerate(texts))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/posts.csv", table(TEXTS, ",")),
        ("posts semicolon.csv", table(TEXTS, ";")),
        ("posts.txt", "\ufeff" + table(TEXTS, "\t")),
        ("posts.json", json.dumps([{"data": {"meta": ["x"], "text": text}, "n": 1} for text in TEXTS], indent=1)),
        ("posts.jsonl", "".join(json.dumps({"a": {"b": text}}) + "\n" for text in TEXTS)),
    ],
)
def test_texts_are_found_in_files_of_every_kind(tmp_path: Path, name: str, content: str) -> None:
    where = source(name, len(TEXTS))
    put(tmp_path, name, content)
    found = from_sources(labels_of(where), [where], tmp_path)
    assert sorted(row["text"] for row in found.rows) == sorted(TEXTS)
    assert (found.missing, found.notes) == (0, [])
    assert {(row["platform"], row["election"], row["set"], row["source"]) for row in found.rows} == {
        ("x", "pilpres-2024", "set_a", where.source)
    }


def test_a_workbook_is_read_by_its_sheet(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    workbook.active.append(["lain"])
    workbook.create_sheet("Lembar 2").append(["teks"])
    for text in TEXTS:
        workbook["Lembar 2"].append([7, text])
    (tmp_path / "orang" / "repo").mkdir(parents=True)
    workbook.save(tmp_path / "orang" / "repo" / "posts.xlsx")
    where = source("posts.xlsx#Lembar 2", len(TEXTS))
    assert from_sources(labels_of(where), [where], tmp_path).missing == 0


def test_a_windows_file_and_rows_counted_in_another_way_are_read(tmp_path: Path) -> None:
    where = source("posts.csv", 1)
    text = "Pilih “Sari” saja – pasti"
    put(tmp_path, "posts.csv", f"teks\nbaris yang dulu tidak dihitung\n\n{text}\n".encode("cp1252"))
    found = from_sources([label(pool_id(where.source, 0, text), text)], [where], tmp_path)
    assert [row["text"] for row in found.rows] == [text]


def test_a_text_of_another_source_or_another_text_is_not_taken(tmp_path: Path) -> None:
    mine, other = source("a.csv", 4), source("b.csv", 4)
    put(tmp_path, "a.csv", table([text.replace("Sari", "Ayu") for text in TEXTS[:1]], ","))
    put(tmp_path, "b.csv", table(TEXTS, ","))
    found = from_sources(labels_of(mine), [mine, other], tmp_path)
    assert found.rows == []
    assert found.missing == 4


def test_what_is_missing_is_told_by_source(tmp_path: Path) -> None:
    half, gone, dump = source("half.csv", 4), source("gone.csv", 2), source("dump.sql", 3)
    put(tmp_path, "half.csv", table(TEXTS[:2], ","))
    put(tmp_path, "dump.sql", "INSERT INTO posts")
    found = from_sources(labels_of(half), [half, gone, dump], tmp_path)
    assert (len(found.rows), found.missing) == (2, 2)
    assert "orang/repo:half.csv: 2 of 4 labels without a text" in found.notes
    assert any("gone.csv: 2 of 2" in note and "is not there" in note for note in found.notes)
    assert any("dump.sql cannot be read" in note for note in found.notes)


def test_files_that_are_not_what_their_name_says_are_errors(tmp_path: Path) -> None:
    put(tmp_path, "x.json", "[{")
    with pytest.raises(TrainingError, match="neither a JSON array nor JSON lines"):
        list(rows_of(tmp_path / "orang" / "repo" / "x.json"))


def pool_folder(folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A texts folder of three posts of two elections in one source and a general line, and labels on all."""
    posts = [
        {"id": f"real-{row:012x}", "text": text, "platform": "x", "election": election, "row": row}
        | {"source": "orang/repo:a.csv", "licence": "none stated", "set": "set_a"}
        for row, (text, election) in enumerate(zip(TEXTS, ["pilpres-2024", "pilkada-2024/13", None], strict=False))
    ]
    line = "Kalimat umum tentang cuaca"
    write_lines(folder / "pool.jsonl.gz", posts)
    (folder / "general.txt.gz").write_bytes(gzip.compress(f"{line}\n".encode()))
    return folder, [*(label(post["id"], post["text"]) for post in posts), label(general_id(line), line)]


def test_texts_beside_a_clone_are_joined_and_serve_training_again(tmp_path: Path) -> None:
    folder, labels = pool_folder(tmp_path / "real")
    found = from_texts([*labels, label("real-ffffffffffff", "hilang", round=7)], folder)
    assert [row["id"] for row in found.rows] == sorted(each["id"] for each in labels)
    assert found.notes == [f"round 7: 1 labels without a text in {folder}"]
    found.write(tmp_path / "all.jsonl")
    posts = read_labelled(write_lines(tmp_path / "labels.jsonl", labels), tmp_path / "all.jsonl")
    again = {row["id"]: row for row in posts.to_list()}
    assert {row["election"] for row in again.values()} == {"pilpres-2024", "pilkada-2024/13", None}
    assert again[labels[-1]["id"]]["source"] == "general"


def test_a_changed_text_is_an_error(tmp_path: Path) -> None:
    folder, labels = pool_folder(tmp_path)
    labels[0]["text_sha256"] = "0" * 64
    with pytest.raises(TrainingError, match="SHA-256 differs"):
        from_texts(labels, folder)


def test_the_manifest_tells_elections_row_by_row_and_holds_no_text(tmp_path: Path) -> None:
    folder, labels = pool_folder(tmp_path / "real")
    labelled = {each["id"] for each in labels} - {"real-000000000001"}
    write_manifest(tmp_path / "sources.json", describe(read_texts(folder), labelled))
    general, mixed = read_manifest(tmp_path / "sources.json")
    assert (general.set, general.rows, general.labelled) == ("general", 1, 1)
    assert (mixed.rows, mixed.labelled, mixed.election, mixed.licence) == (3, 2, None, "none stated")
    assert mixed.election_of("real-000000000000") == "pilpres-2024"
    assert mixed.election_of("real-000000000002") is None
    assert not any(text.strip() in (tmp_path / "sources.json").read_text(encoding="utf-8") for text in TEXTS)
    with pytest.raises(TrainingError, match=r"There is no .*nowhere\.json"):
        list(read_manifest(tmp_path / "nowhere.json"))


def test_general_lines_are_found_beside_fetched_sources(tmp_path: Path) -> None:
    folder, labels = pool_folder(tmp_path)
    found = from_sources(labels[-1:], describe(read_texts(folder), {labels[-1]["id"]}), folder)
    assert [(row["set"], row["text"]) for row in found.rows] == [("general", "Kalimat umum tentang cuaca")]
