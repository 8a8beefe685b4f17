from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from datasets import Dataset

from netralnlp import TrainingError
from training.corpus.draw_splits import HELD_OUT_SOURCE, draw
from training.corpus.labelled import read_labelled
from training.corpus.near_duplicates import cluster
from training.corpus.split import SPLITS, read_ids, split

TEMPLATES = [
    "Program kami jelas dan terukur, pilih Sari Wulan untuk kabupaten yang lebih maju nomor {}",
    "Hujan deras sejak subuh, tapi warga kelurahan {} tetap antre di balai desa mengambil undangan",
    "Debat ketiga membahas pertanian, lima belas menit pertama milik calon gubernur urutan {}",
]


def write(folder: Path, posts: list[dict[str, Any]], labels: list[dict[str, Any]]) -> tuple[Path, Path]:
    """A labels file and a gzipped texts file."""
    (folder / "labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    with gzip.open(folder / "texts.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(post) + "\n" for post in posts)
    return folder / "labels.jsonl", folder / "texts.jsonl.gz"


def post(number: int, text: str, source: str = "a") -> dict[str, Any]:
    return {"id": f"p{number}", "text": text, "election": None, "platform": "x", "set": source}


def label(number: int, mentions: tuple[dict[str, Any], ...] = (), stance: str = "neutral") -> dict[str, Any]:
    return {"id": f"p{number}", "mentions": list(mentions), "stance": stance, "conduct": [], "sure": True}


def corpus(rows: list[tuple[str, str]]) -> Dataset:
    return Dataset.from_list([{"id": f"p{i}", "text": text, "source": source} for i, (text, source) in enumerate(rows)])


def test_labels_are_joined_with_their_texts(tmp_path: Path) -> None:
    mention = {"start": 6, "end": 10, "stance": "support"}
    paths = write(tmp_path, [post(1, "pilih Sari"), post(2, "tanpa label")], [label(1, (mention,), "support")])
    (row,) = read_labelled(*paths).to_list()
    assert (row["text"][6:10], row["mentions"], row["source"]) == ("Sari", [mention], "a")


def test_a_span_outside_its_text_and_a_label_without_text_are_errors(tmp_path: Path) -> None:
    outside = label(1, ({"start": 6, "end": 99, "stance": "support"},))
    with pytest.raises(TrainingError, match="p1 lies outside"):
        read_labelled(*write(tmp_path, [post(1, "pilih Sari")], [outside]))
    with pytest.raises(TrainingError, match="1 labels have no text"):
        read_labelled(*write(tmp_path, [post(1, "pilih Sari")], [label(1), label(7)]))
    (tmp_path / "labels.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(TrainingError, match="line 1: not a JSON object"):
        read_labelled(tmp_path / "labels.jsonl", tmp_path / "texts.jsonl.gz")


def test_near_duplicates_share_a_cluster_and_others_do_not() -> None:
    texts = [template.format(number) for template in TEMPLATES for number in range(3)]
    texts += [
        "@akun_a " + TEMPLATES[0].format(1).upper() + " https://contoh.id/1",
        "beda sama sekali",
        "Beda, sama sekali!",
    ]
    roots = cluster(texts)
    assert [len(set(roots[start : start + 3])) for start in (0, 3, 6)] == [1, 1, 1]
    assert len({roots[0], roots[3], roots[6]}) == 3
    assert roots[9] == roots[0]
    assert roots[10] == roots[11] != roots[0]


def test_a_text_that_is_not_the_labelled_one_is_an_error(tmp_path: Path) -> None:
    labelled = {**label(1), "text_sha256": hashlib.sha256(b"pilih Sari").hexdigest()}
    assert len(read_labelled(*write(tmp_path, [post(1, "pilih Sari")], [labelled]))) == 1
    with pytest.raises(TrainingError, match="p1 is not the one that was labelled"):
        read_labelled(*write(tmp_path, [post(1, "pilih Sari!")], [labelled]))


def test_a_post_labelled_in_two_files_is_an_error(tmp_path: Path) -> None:
    labels, texts = write(tmp_path, [post(1, "pilih Sari")], [label(1)])
    folder = tmp_path / "labels"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.jsonl").write_text(labels.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(TrainingError, match="1 posts are labelled more than once, the first is p1"):
        read_labelled(folder, texts)


def test_general_lines_are_posts_without_an_election(tmp_path: Path) -> None:
    lines = ["Hasil 2-0 untuk tim tamu", "amin ya rabbal alamin"]
    write(tmp_path, [post(1, "pilih Sari")], [])
    (tmp_path / "texts.jsonl.gz").rename(tmp_path / "pool.jsonl.gz")
    with gzip.open(tmp_path / "general.txt.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    line_id = f"general-{hashlib.sha1(lines[1].encode()).hexdigest()[:12]}"
    (tmp_path / "labels.jsonl").write_text(json.dumps({**label(1), "id": line_id}) + "\n", encoding="utf-8")
    (row,) = read_labelled(tmp_path / "labels.jsonl", tmp_path).to_list()
    assert (row["text"], row["source"], row["election"]) == (lines[1], "general", None)


def test_a_cluster_never_stands_on_both_sides_and_the_held_out_source_is_in_test_alone() -> None:
    rows = [(TEMPLATES[n % 3].format(n) + f" cerita ke {n} " * (n % 7), "ab"[n % 2]) for n in range(120)]
    rows += [(f"kalimat lain nomor {n * 37} tentang hal {n}", "ab"[n % 2]) for n in range(120)]
    rows += [(TEMPLATES[0].format(500 + n), HELD_OUT_SOURCE) for n in range(5)]
    later = [(TEMPLATES[0].format(900), "b"), ("kalimat baru sama sekali, tak ada yang mirip", "b")]
    posts = corpus(rows + later)
    parts = draw(posts, [1] * len(rows) + [10, 10])
    roots = dict(zip(posts["id"], cluster(posts["text"]), strict=True))
    sources = dict(zip(posts["id"], posts["source"], strict=True))
    of_part = {part: {post for post in parts if parts[post] == part} for part in ("train", "dev", "test")}
    assert not {roots[i] for i in of_part["train"]} & {roots[i] for i in of_part["dev"] | of_part["test"]}
    assert sum(sources[i] == HELD_OUT_SOURCE for i in of_part["test"]) == 5
    assert all(sources[i] != HELD_OUT_SOURCE for i in of_part["train"] | of_part["dev"])
    evaluated = [sources[i] for i in of_part["dev"] | of_part["test"]]
    assert all(evaluated.count(source) >= 0.07 * 120 for source in "ab")
    assert posts["id"][-1] in of_part["train"]
    assert posts["id"][-2] not in parts


def test_parts_are_the_posts_of_the_id_files(tmp_path: Path) -> None:
    for part, ids in {"train": "p0\np3", "dev": "p1", "test": ""}.items():
        (tmp_path / f"{part}.txt").write_text(ids, encoding="utf-8")
    train, dev, test = split(corpus([("satu", "a"), ("dua", "a"), ("tiga", "a"), ("empat", "a")]), tmp_path)
    assert (train["id"][:], dev["id"][:], test["id"][:]) == (["p0", "p3"], ["p1"], [])
    with pytest.raises(TrainingError, match="draw the parts"):
        split(corpus([("satu", "a")]), tmp_path / "missing")


def test_the_parts_of_the_corpus_are_disjoint() -> None:
    train, dev, test = (read_ids(SPLITS / f"{part}.txt") for part in ("train", "dev", "test"))
    assert not train & dev
    assert not train & test
    assert not dev & test
    assert len(dev) > 1_000
    assert len(test) > 1_000
