from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from datasets import Dataset

from netralnlp import TrainingError
from training.corpus.labelled import read_labelled
from training.corpus.near_duplicates import cluster
from training.corpus.split import HELD_OUT_SOURCE, split

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


def test_a_cluster_never_stands_on_both_sides_and_the_held_out_source_is_in_dev_alone() -> None:
    rows = [(TEMPLATES[n % 3].format(n) + f" cerita ke {n} " * (n % 7), "ab"[n % 2]) for n in range(120)]
    rows += [(f"kalimat lain nomor {n * 37} tentang hal {n}", "ab"[n % 2]) for n in range(120)]
    rows += [(TEMPLATES[0].format(500 + n), HELD_OUT_SOURCE) for n in range(5)]
    posts = corpus(rows)
    train, dev = split(posts, dev_share=0.2)
    roots = dict(zip(posts["id"], cluster(posts["text"]), strict=True))
    assert not {roots[i] for i in train["id"]} & {roots[i] for i in dev["id"]}
    assert set(train["source"]) == {"a", "b"}
    assert dev["source"].count(HELD_OUT_SOURCE) == 5
    for source in "ab":
        assert dev["source"].count(source) >= 0.2 * sum(name == source for _, name in rows)
