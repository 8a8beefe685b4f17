"""Labels joined with the texts they were made on.

Labels lie apart from texts, since the texts of public posts are not ours to publish (see data/README.md).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, List, Value

from netralnlp.errors import TrainingError

LABELS = Path("../shared/real/labels_seed.jsonl")
"""Where the labels lie beside a clone, and below the texts they were made on."""

TEXTS = Path("../shared/real/pool.jsonl.gz")

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


def read_labelled(labels: Path, texts: Path) -> Dataset:
    """Join labels with texts on `id`; every span is checked against its text.

    Returns:
        One row a post with the columns of `FEATURES`; `source` is the data set it was published in.

    Raises:
        TrainingError: a label without its text, or a span outside it.
    """
    wanted = {row["id"]: row for row in read_lines(labels)}
    rows = []
    for post in read_lines(texts):
        label = wanted.pop(post["id"], None)
        if label is None:
            continue
        for mention in label["mentions"]:
            if not 0 <= mention["start"] < mention["end"] <= len(post["text"]):
                raise TrainingError(f"{labels}: a mention of {post['id']} lies outside its text.")
        rows.append(
            {
                "id": post["id"],
                "text": post["text"],
                "context": post.get("context"),
                "election": post["election"],
                "platform": post["platform"],
                "source": post["set"],
                "mentions": [
                    {key: mention[key] for key in ("start", "end", "stance")} for mention in label["mentions"]
                ],
                "stance": label["stance"],
                "conduct": label["conduct"],
                "sure": label["sure"],
            }
        )
    if wanted:
        raise TrainingError(f"{labels}: {len(wanted)} labels have no text in {texts}, the first is {min(wanted)}.")
    return Dataset.from_list(rows, features=FEATURES)
