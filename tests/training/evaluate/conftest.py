import dataclasses
import json
import random
import shutil

import pytest

from netralnlp.model.manifest import Manifest, sha256
from netralnlp.schema import Conduct, ConductScore, Mention, Post, Prediction, Stance
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate.gold import GoldMention, GoldPost
from training.evaluate.labelled_set import LabelledSet

TEXT = "Rina lawan Budi di debat, Sari jadi penonton saja"


@pytest.fixture
def gold():
    def make(stance="neutral", mentions=(), conduct=(), text=TEXT, source="a", sure=True, **post):
        return GoldPost(
            Post(text, **{"platform": "x", **post}),
            Stance(stance),
            tuple(GoldMention(start, end, Stance(side)) for start, end, side in mentions),
            frozenset(Conduct(label) for label in conduct),
            source,
            sure,
        )

    return make


@pytest.fixture
def said():
    def make(stance="neutral", mentions=(), conduct=(), scores=(0.1, 0.1), review=False):
        return Prediction(
            text=TEXT,
            stance=Stance(stance),
            partisan=1 - (1 - scores[0]) * (1 - scores[1]),
            scores={Stance.SUPPORT: scores[0], Stance.OPPOSE: scores[1]},
            needs_review=review,
            mentions=tuple(
                Mention(start, end, TEXT[start:end], 0.9, Stance(side), {}, None, None, "tagger")
                for start, end, side in mentions
            ),
            conduct=tuple(ConductScore(Conduct(label), 0.9) for label in conduct),
            windows=1,
            context_cut=False,
            model="test",
            election=(),
        )

    return make


@pytest.fixture
def labelled():
    """A set of labelled posts; each is a cluster of its own where nothing else is said."""

    def make(gold, clusters=None, named=None, lists=None):
        posts = [post.post for post in gold]
        return LabelledSet(gold, posts, clusters or range(len(gold)), named or [True] * len(gold), lists or {})

    return make


WORDS = {"support": "dukung", "oppose": "jangan pilih", "neutral": "melihat", "mixed": "dukung, jangan pilih"}


def _write_set(folder, name, count, election="pilpres-2024"):
    """Labels and texts of posts that share no template; every third is of the held-out source."""
    generator = random.Random(4)
    labels, texts = folder / f"{name}-labels.jsonl", folder / f"{name}-texts.jsonl"
    with labels.open("w") as label_file, texts.open("w") as text_file:
        for number in range(count):
            stance = list(WORDS)[number % 4]
            filler = " ".join("".join(generator.choices("aeioubdkmnprst", k=6)) for _ in range(8))
            source = HELD_OUT_SOURCE if number % 3 == 0 else "other"
            labelled = {"mentions": [], "stance": stance, "conduct": [], "sure": True}
            post = {"text": f"Ganjar {WORDS[stance]} {filler}", "platform": "x", "set": source}
            label_file.write(json.dumps({"id": f"{name}{number}", **labelled}) + "\n")
            text_file.write(json.dumps({"id": f"{name}{number}", "election": election, **post}) + "\n")
    return labels, texts


def _write_authored(folder):
    """Four authored posts in two batches, the second held out."""
    folder.mkdir()
    for batch in ("1", "2"):
        rows = [
            {"id": f"asn-{batch}-{n}", "text": f"Ayo pilih Ganjar {n}", "context": None, "election": "pilpres-2024"}
            | {"platform": "whatsapp", "source": f"authored-{batch}", "mentions": [], "stance": "support"}
            | {"conduct": ["campaigning"], "sure": True}
            for n in range(2)
        ]
        (folder / f"batch-{batch}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture
def trained(int8_model, tmp_path):
    """A tiny model that says with which parts it was trained, and what `main` reads."""
    labels, texts = _write_set(tmp_path, "post", 60)
    authored = _write_authored(tmp_path / "authored")
    train = [f"post{n}" for n in range(60) if n % 3]
    parts = {"train": [*train, "asn-1-0", "asn-1-1"], "dev": [], "test": [f"post{n}" for n in range(0, 60, 3)]}
    parts["test"] += ["asn-2-0", "asn-2-1"]
    splits = tmp_path / "splits"
    splits.mkdir()
    parts["later-time"] = ["post0", "post1", "post2", "post3", "elsewhere"]
    for part, ids in parts.items():
        (splits / f"{part}.txt").write_text("\n".join(ids))
    folder = shutil.copytree(int8_model, tmp_path / "model")
    manifest = Manifest.read(folder)
    training = {**manifest.training, "test_sha256": sha256(splits / "test.txt")}
    dataclasses.replace(manifest, training=training).write(folder)
    return folder, {"labels": labels, "texts": texts, "authored": authored, "splits": splits}


@pytest.fixture
def write_set():
    """Writes labels and texts of a set of posts, and gives their paths."""
    return _write_set
