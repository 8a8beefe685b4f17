from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.corpus.small_corpus import label
from training.corpus.agreement import pair
from training.corpus.report.build import build, render, write
from training.corpus.report.counts import base_rates, contestants, grouped, near_duplicates

TEMPLATE = "Program kami jelas dan terukur, pilih Sari Wulan untuk kabupaten yang lebih maju nomor {}"


def public(number: int, source: str, *mentions: tuple[str, str], **fields: Any) -> dict[str, Any]:
    text = (
        f"{TEMPLATE.format(number)}" if source == "campaign" else f"catatan {number * 7919} tentang Sari dan lain-lain"
    )
    row = label(f"real-{number:012x}", text, *mentions, **fields)
    return {**row, "text": text, "context": None, "platform": "x", "election": "pilpres-2024", "set": source}


def authored(number: int, text: str, *mentions: tuple[str, str], **fields: Any) -> dict[str, Any]:
    row = label(f"asn-01-{number:03d}", text, *mentions, **fields)
    own = {"text": text, "context": "Siapa?", "platform": "facebook", "election": "pilpres-2024", "province": "Aceh"}
    return {**row, **own, "source": "authored-01", **fields}


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    posts = [public(number, "campaign", ("Sari", "support"), round=8, conduct=["campaigning"]) for number in range(110)]
    posts += [public(number, "talk", round=8, sure=number % 2 == 0) for number in range(200, 240)]
    posts += [public(300, "general", ("Sari", "neutral"), round=9)]
    own = [
        authored(1, "Ayo pilih Prabowo dan tolak Anies", ("Prabowo", "support"), ("Anies", "oppose")),
        authored(2, "Prabowo lagi, Prabowo terus", ("Prabowo", "support"), province="Bali", conduct=["attack"]),
        authored(3, "Pak Harun kami datang", ("Harun", "neutral")),
    ]
    for part, rows in {"train": posts[:100], "dev": own[:1], "test": []}.items():
        (tmp_path / f"{part}.txt").write_text("".join(f"{row['id']}\n" for row in rows), encoding="utf-8")
    second = [{**row, "mentions": [], "stance": "neutral"} for row in posts[:5]] + posts[5:60]
    studies = {"random": pair(posts, second), "recheck-a": pair(own, [label(own[0]["id"], own[0]["text"])])}
    return build(posts, own, studies, {"first": 1, "second": 2, "neither": 0}, tmp_path)


def test_counts_are_those_of_the_posts(report: dict[str, Any]) -> None:
    assert report["totals"]["public"]["stances"] == {
        "support": 110,
        "oppose": 0,
        "neutral": 41,
        "mixed": 0,
        "posts": 151,
    }
    assert report["totals"]["authored"]["mentions"] == {"support": 2, "oppose": 1, "neutral": 1, "mentions": 4}
    assert report["totals"]["authored"]["with_context"] == 3
    assert report["totals"]["public"]["conduct"]["campaigning"] == 110
    assert list(report["sources"]) == ["campaign", "talk", "general"]
    assert {name: row["posts"] for name, row in report["rounds"].items()} == {"round 8": 150, "general lines": 1}
    assert {part: row["posts"] for part, row in report["parts"]["public"].items()} == {"train": 100, "none": 51}
    assert {name: row["posts"] for name, row in report["provinces"].items()} == {"Aceh": 2, "Bali": 1}


def test_near_duplicates_are_a_share_of_each_large_source(report: dict[str, Any]) -> None:
    found = report["near_duplicates"]
    assert list(found["groups"]) == ["campaign"]
    assert found["groups"]["campaign"] == {"posts": 110, "repetitions": 109, "share": round(109 / 110, 4)}
    assert found["largest_cluster"] == 110
    assert near_duplicates([public(1, "talk"), public(2, "talk")], lambda post: post["set"])["groups"] == {}


def test_base_rates_are_of_random_rounds_with_intervals(report: dict[str, Any]) -> None:
    assert list(report["base_rates"]) == ["8"]
    rates = report["base_rates"]["8"]
    assert (rates["support"]["hits"], rates["support"]["posts"]) == (110, 150)
    assert rates["support"]["low"] < rates["support"]["share"] == round(110 / 150, 4) < rates["support"]["high"]
    assert rates["reader unsure"]["hits"] == 20
    assert base_rates([public(1, "talk")])["oppose"]["low"] == 0


def test_sides_of_authored_posts_are_counted_by_contestant_once_a_post(report: dict[str, Any]) -> None:
    rows = report["contestants"]["by_contestant"]
    assert {key: (row["support"], row["oppose"], row["neutral"]) for key, row in rows.items()} == {
        "pilpres-2024#2": (2, 0, 0),
        "pilpres-2024#1": (0, 1, 0),
    }
    assert report["contestants"]["mentions_of_nobody_on_the_ballot"] == 1
    assert report["contestants"]["by_number"]["2"] == {"support": 2, "oppose": 0, "neutral": 0}
    assert contestants([])["by_contestant"] == {}


def test_agreement_keeps_hard_posts_apart(report: dict[str, Any]) -> None:
    found = report["agreement"]
    assert (found["usual"]["posts"], found["hard"]["posts"]) == (60, 1)
    assert found["usual"]["disputed"]["posts"] == 5
    assert list(found["by_source"]) == ["campaign"]


def test_the_written_report_says_what_it_rests_on_and_shows_its_plots(report: dict[str, Any], tmp_path: Path) -> None:
    paths = write(report, tmp_path / "out")
    assert [path.name for path in paths] == [
        "conduct.png",
        "corpus.json",
        "corpus.md",
        "provinces.png",
        "rounds.png",
        "sources.png",
    ]
    text = (tmp_path / "out" / "corpus.md").read_text(encoding="utf-8")
    for path in paths:
        if path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG")
            assert path.stat().st_size < 60_000
            assert f"({path.name})" in text
    assert json.loads((tmp_path / "out" / "corpus.json").read_text(encoding="utf-8")) == report
    assert "All readers are language models, one kind of reader" in text
    assert "| campaign | 110 | 110 | 0 | 0 | 0 |" in text
    assert "as the second\n2 times" in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.count("|") >= 3 and line.endswith("|") for line in table)
    assert write(report, tmp_path / "again")[0].read_bytes() == paths[0].read_bytes()


def test_a_corpus_without_second_readings_has_a_report(report: dict[str, Any]) -> None:
    report["agreement"] |= {"usual": None, "hard": None, "by_study": {}, "by_source": {}}
    assert "No post was read twice." in render(report)


def test_a_group_that_is_not_known_is_named_so() -> None:
    assert grouped([public(1, "talk")], lambda post: None)["not known"]["posts"] == 1
