"""Labels joined with the texts they were made on.

Labels lie apart from texts, since the texts of public posts are not ours to publish (see data/README.md).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, List, Value

from netralnlp.errors import TrainingError

LABELS = Path("data/real")
AUTHORED = Path("data/asn")
TEXTS = Path("../shared/real")
"""Where the texts of public posts lie beside a clone: `pool.jsonl.gz` and `general.txt.gz`."""

POOL = "pool.jsonl.gz"
GENERAL = "general.txt.gz"

FEATURES = Features(
    {
        "id": Value("string"),
        "text": Value("string"),
        "context": Value("string"),
        "election": Value("string"),
        "platform": Value("string"),
        "source": Value("string"),
        "mentions": List({"start": Value("int32"), "end": Value("int32"), "stance": Value("string")}),
        "stance": Value("string"),
        "conduct": List(Value("string")),
        "sure": Value("bool"),
    }
)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise TrainingError(f"{path}, line {number}: not a JSON object ({error}).") from None


def read_authored(folder: Path) -> Dataset:
    """Posts written for training, with the columns of `FEATURES`; `source` is the batch (`authored-07`)."""
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in read_lines(path)]
    return Dataset.from_dict({column: [row[column] for row in rows] for column in FEATURES}, features=FEATURES)


def read_labels(labels: Path) -> list[dict[str, Any]]:
    """The labels of a JSON lines file, or of every such file of a folder.

    Raises:
        TrainingError: there are none, or two on one post.
    """
    paths = sorted(labels.glob("*.jsonl")) if labels.is_dir() else [labels]
    rows = [row for path in paths for row in read_lines(path)]
    if not rows:
        raise TrainingError(f"{labels} holds no labels: give a JSON lines file of labels or a folder of them.")
    repeated = [post for post, count in Counter(row["id"] for row in rows).items() if count > 1]
    if repeated:
        raise TrainingError(f"{labels}: {len(repeated)} posts are labelled more than once, the first is {repeated[0]}.")
    return rows


def read_texts(texts: Path) -> Iterator[dict[str, Any]]:
    """The posts of a JSON lines file, or of a folder as `TEXTS` is.

    A general line is a post without election, of the source `general`; its id ends in 12 hex digits of its SHA-1.
    """
    if not texts.is_dir():
        yield from read_lines(texts)
        return
    yield from read_lines(texts / POOL)
    if (texts / GENERAL).exists():
        with gzip.open(texts / GENERAL, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                text = line.rstrip("\n")
                yield {
                    "id": f"general-{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]}",
                    "text": text,
                    "platform": None,
                    "election": None,
                    "set": "general",
                }


def join(label: dict[str, Any], post: dict[str, Any]) -> dict[str, Any]:
    """A row of `FEATURES` from a label and its post.

    Raises:
        TrainingError: a span outside the text, or a text that is not the one that was labelled.
    """
    text = post["text"]
    if "text_sha256" in label and hashlib.sha256(text.encode()).hexdigest() != label["text_sha256"]:
        raise TrainingError(f"The text of {label['id']} is not the one that was labelled: its SHA-256 differs.")
    for mention in label["mentions"]:
        if not 0 <= mention["start"] < mention["end"] <= len(text):
            raise TrainingError(f"A mention of {label['id']} lies outside its text.")
    return {
        "id": label["id"],
        "text": text,
        "context": post.get("context"),
        "election": post["election"],
        "platform": post["platform"],
        "source": post["set"],
        "mentions": [{key: mention[key] for key in ("start", "end", "stance")} for mention in label["mentions"]],
        "stance": label["stance"],
        "conduct": label["conduct"],
        "sure": label["sure"],
    }


def read_labelled(labels: Path, texts: Path) -> Dataset:
    """Join labels with texts on `id`; every span and hash is checked against its text.

    Returns:
        One row a post with the columns of `FEATURES`; `source` is the data set it was published in.

    Raises:
        TrainingError: a label without its text, or one that does not fit it.
    """
    wanted = {row["id"]: row for row in read_labels(labels)}
    rows = [join(wanted.pop(post["id"]), post) for post in read_texts(texts) if post["id"] in wanted]
    if wanted:
        raise TrainingError(f"{labels}: {len(wanted)} labels have no text in {texts}, the first is {min(wanted)}.")
    return Dataset.from_list(rows, features=FEATURES)
