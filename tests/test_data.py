"""The data files of the repository keep to the schema."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from netralnlp import Action, Conduct, Stance
from netralnlp.model.labels import post_stance
from netralnlp.rosters import ids
from training.corpus.near_duplicates import cluster

ROOT = Path(__file__).parents[1] / "data" / "asn"


@pytest.fixture(scope="module")
def posts() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(ROOT.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_labels_on_public_posts_hold_no_text_and_follow_from_their_mentions() -> None:
    fields = {"id", "text_sha256", "mentions", "stance", "stance_by", "conduct", "sure", "annotator", "round"}
    seen: set[str] = set()
    for path in sorted((ROOT.parent / "real").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            assert set(label) == fields, label["id"]
            assert label["id"] not in seen
            seen.add(label["id"])
            assert len(label["text_sha256"]) == 64
            assert set(label["conduct"]) <= set(Conduct)
            assert all(set(mention) == {"start", "end", "stance"} for mention in label["mentions"])
            sides = {mention["stance"] for mention in label["mentions"]}
            follows = post_stance(Stance.SUPPORT in sides, Stance.OPPOSE in sides)
            assert (label["stance"] == follows) == (label["stance_by"] == "mentions"), label["id"]


def test_ids_are_unique_and_name_their_batch(posts: list[dict[str, Any]]) -> None:
    assert len({post["id"] for post in posts}) == len(posts) >= 6000
    assert all(post["id"].startswith("asn-" + post["source"].removeprefix("authored-")) for post in posts)


def test_spans_lie_in_their_text_and_do_not_overlap(posts: list[dict[str, Any]]) -> None:
    for post in posts:
        at = 0
        for mention in post["mentions"]:
            assert at <= mention["start"] < mention["end"] <= len(post["text"]), post["id"]
            surface = post["text"][mention["start"] : mention["end"]]
            assert surface == surface.strip(), post["id"]
            at = mention["end"]


def test_the_stance_of_a_post_follows_from_its_mentions_unless_it_is_taken_by_the_text(
    posts: list[dict[str, Any]],
) -> None:
    for post in posts:
        sides = {mention["stance"] for mention in post["mentions"]}
        follows = post_stance(Stance.SUPPORT in sides, Stance.OPPOSE in sides)
        assert (post["stance"] == follows) == (post["stance_by"] == "mentions"), post["id"]


def test_labels_actions_and_elections_are_known(posts: list[dict[str, Any]]) -> None:
    known = set(ids())
    for post in posts:
        assert set(post["conduct"]) <= set(Conduct)
        assert post["action"] in set(Action)
        assert post["election"] is None or post["election"] in known


def test_every_conduct_has_its_cases_and_near_duplicates_are_rare(posts: list[dict[str, Any]]) -> None:
    counts = Counter(label for post in posts for label in post["conduct"])
    assert min(counts[label] for label in Conduct) >= 250
    assert sum(post["stance"] == "neutral" for post in posts) >= 0.45 * len(posts)
    assert sum(post["context"] is not None for post in posts) >= 1800
    roots = cluster([post["text"] for post in posts])
    assert len(set(roots)) >= 0.98 * len(roots)
