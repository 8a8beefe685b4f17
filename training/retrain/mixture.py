"""What is trained on beside one's own posts, and the files from which `training.train` reads both.

A network that goes on with a few hundred posts forgets what these do not show: most kinds of conduct, contestants of
other races. So as many authored posts of the train part as there are own ones are mixed in. A bare encoder knows
nothing yet, and gets all labelled posts whose texts are at hand.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from datasets import concatenate_datasets

from netralnlp.model.manifest import FILE_NAME
from training.corpus.draw_splits import write_ids
from training.corpus.labelled import read_authored
from training.corpus.split import Parts, read_parts, split
from training.settings import Settings


def goes_on(base: str) -> bool:
    """Whether a base is a model with fitted heads, not a bare encoder."""
    return (Path(base) / FILE_NAME).exists()


def read_corpus(settings: Settings) -> Parts:
    """The parts of the authored posts; for a bare encoder with the public ones, where their texts are at hand."""
    if not goes_on(settings.base) and settings.texts.exists():
        return read_parts(settings.labels, settings.texts, settings.authored, settings.splits)
    return split(read_authored(settings.authored), settings.splits)


def mix(own: Parts, corpus: Parts, settings: Settings) -> Parts:
    """The parts of a run: train posts mixed; a bare encoder is calibrated on the corpus too. Test is one's own."""
    if not goes_on(settings.base):
        return Parts(
            concatenate_datasets([own.train, corpus.train]), concatenate_datasets([own.dev, corpus.dev]), own.test
        )
    replayed = corpus.train.shuffle(seed=settings.seed)
    replayed = replayed.select(range(min(len(own.train), len(replayed))))
    return Parts(concatenate_datasets([own.train, replayed]), own.dev, own.test)


def write_parts(parts: Parts, folder: Path) -> None:
    """Write parts as `training.corpus.split.read_parts` reads them: `posts.jsonl` (texts and labels) and id files.

    A post is named by its part, place and text, since ids of one's own may clash with those of the corpus.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for part, posts in parts._asdict().items():
        rows = [
            {**row, "id": f"{part}-{number:06}-{_digest(row['text'])}", "set": row["source"]}
            for number, row in enumerate(posts.to_list())
        ]
        lines += [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        write_ids(folder / f"{part}.txt", (row["id"] for row in rows))
    (folder / "posts.jsonl").write_text("".join(lines), encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
