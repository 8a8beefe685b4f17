"""The labels in data/ as they are published: no text of public posts is needed."""

from __future__ import annotations

import json
from pathlib import Path

from training.corpus.check import check
from training.corpus.labelled import read_labels
from training.corpus.sources import read_manifest

DATA = Path(__file__).parents[3] / "data"


def test_every_published_label_is_sound() -> None:
    assert check(DATA) == []


def test_the_list_of_sources_counts_every_label_and_holds_no_text() -> None:
    sources = list(read_manifest(DATA / "sources.json"))
    labels = read_labels(DATA / "real")
    general = sum(label["id"].startswith("general-") for label in labels)
    assert sum(source.labelled for source in sources if source.set == "general") == general
    assert sum(source.labelled for source in sources) == len(labels), "run python -m training.corpus sources"
    ids = {label["id"] for label in labels}
    for source in sources:
        assert source.labelled <= source.rows
        assert all(set(posts) <= ids for posts in (source.elections or {}).values())
    assert len({source.source for source in sources}) == len(sources)
    rows = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    assert {name for row in rows for name in row} == {
        "source",
        "set",
        "licence",
        "platform",
        "election",
        "elections",
        "rows",
        "labelled",
    }
