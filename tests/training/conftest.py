"""A corpus of invented posts on which a tiny network learns."""

from __future__ import annotations

import dataclasses
import json
import random

import pytest

from training.settings import Settings

NAMES = ["Prabowo", "Ganjar", "Anies", "Khofifah", "PDIP", "Golkar"]


@pytest.fixture(scope="module")
def run_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings on 120 invented posts whose side is in one word."""
    folder = tmp_path_factory.mktemp("posts")
    generator = random.Random(3)
    posts, labels = [], []
    for number in range(120):
        name, stance = generator.choice(NAMES), ("support", "oppose", "neutral")[number % 3]
        word = {"support": "dukung", "oppose": "jangan pilih", "neutral": "debat dan"}[stance]
        tail = "".join(generator.choice("abcdefghij ") for _ in range(30))
        text = f"{word} {name} {tail}"
        start = text.index(name)
        posts.append({"id": f"p{number}", "text": text, "election": None, "platform": "x", "set": "made"})
        labels.append(
            {
                "id": f"p{number}",
                "mentions": [{"start": start, "end": start + len(name), "stance": stance}],
                "stance": stance,
                "conduct": ["endorsement"] if stance == "support" else [],
                "sure": True,
            }
        )
    for name, rows in (("texts.jsonl", posts), ("labels.jsonl", labels)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "authored").mkdir()
    for batch in ("01", "02"):
        row = {**posts[0], **labels[0], "context": "Debat tadi?", "source": f"authored-{batch}", "id": f"asn-{batch}"}
        (folder / "authored" / f"batch-{batch}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    splits = {
        "train": [*(f"p{number}" for number in range(108)), "asn-01"],
        "dev": [f"p{number}" for number in range(108, 120)],
        "test": ["asn-02"],
    }
    for part, ids in splits.items():
        (folder / f"{part}.txt").write_text("\n".join(ids), encoding="utf-8")
    return dataclasses.replace(
        settings,
        splits=folder,
        authored=folder / "authored",
        labels=folder / "labels.jsonl",
        texts=folder / "texts.jsonl",
        epochs=3,
        batch_size=16,
        learning_rate=3e-3,
    )
