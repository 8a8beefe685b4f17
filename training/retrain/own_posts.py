"""A user's labelled posts, as a spreadsheet or in the corpus format, checked before anything is trained."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from datasets import Dataset

from netralnlp.errors import TrainingError
from netralnlp.predictor import Predictor
from netralnlp.schema import Prediction, Stance
from netralnlp.scoring.csv_dialect import find_separator
from training.corpus.exchange import csv_file
from training.corpus.exchange.post import ExchangedPost
from training.corpus.labelled import FEATURES, read_lines
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.corpus.split import Parts

FEWEST: Final = 50
"""Labelled posts below which nothing is trained: a test part of a dozen posts shows nothing."""

TEST_SHARE: Final = 0.25
DEV_SHARE: Final = 0.2
FEWEST_DEV: Final = 100
"""Posts below which no dev part is drawn: thresholds fitted on fewer are worse than those of the base."""

SOURCE: Final = "own"
_SEED: Final = 13


@dataclass(frozen=True)
class OwnPosts:
    """Labelled posts with the columns of `training.corpus.labelled.FEATURES`.

    `has_mentions` and `has_conduct` say whether the file has these labels at all; `notes` are sentences on what was
    mended or left out.
    """

    rows: Dataset
    has_mentions: bool
    has_conduct: bool
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of texts and labels: the same posts in the same order give the same."""
        return hashlib.sha256(json.dumps(self.rows.to_list(), ensure_ascii=False).encode()).hexdigest()

    def parts(self) -> Parts:
        """Train, dev and test, by clusters of near-duplicates; the same posts give the same parts.

        A quarter is test. A fifth is dev where that makes `FEWEST_DEV` posts and mentions are labelled; else dev is
        empty.
        """
        members: dict[int, list[int]] = {}
        for index, root in enumerate(cluster(self.rows["text"])):
            members.setdefault(root, []).append(index)
        roots = sorted(members)
        random.Random(_SEED).shuffle(roots)
        dev = DEV_SHARE * len(self.rows)
        quotas = {
            "test": TEST_SHARE * len(self.rows),
            "dev": dev if dev >= FEWEST_DEV and self.has_mentions else 0,
        }
        drawn: dict[str, list[int]] = {part: [] for part in Parts._fields}
        for root in roots:
            part = next((part for part, quota in quotas.items() if len(drawn[part]) < quota), "train")
            drawn[part] += members[root]
        return Parts(*(self.rows.select(sorted(drawn[part])) for part in Parts._fields))

    def completed(self, predictor: Predictor) -> OwnPosts:
        """The posts with what nobody labelled filled in by a model, so that training does not unlearn it.

        Without it, a file that gives nothing but the stance of posts would teach that no text names anybody and nobody
        does anything. Spans and conduct are the model's; the stance of a span follows the label of the post.
        """
        if self.has_mentions and self.has_conduct:
            return self
        predictions = predictor.predict(as_posts(self.rows))
        rows = []
        for row, answer in zip(self.rows.to_list(), predictions, strict=True):
            if not self.has_mentions:
                row["mentions"] = _mentions(answer, Stance(row["stance"]))
            if not self.has_conduct:
                row["conduct"] = [each.label.value for each in answer.conduct]
            rows.append(row)
        return dataclasses.replace(self, rows=Dataset.from_list(rows, features=FEATURES))


def _mentions(answer: Prediction, stance: Stance) -> list[dict[str, Any]]:
    """The spans of an answer; a side that the post's label excludes is neutral, a lone contestant takes the post's."""
    possible = {Stance.SUPPORT, Stance.OPPOSE} if stance is Stance.MIXED else {stance}
    stances = [each.stance if each.stance in possible else Stance.NEUTRAL for each in answer.mentions]
    named = {each.text.casefold() for each in answer.mentions}
    if stance in (Stance.SUPPORT, Stance.OPPOSE) and len(named) == 1:
        stances = [stance] * len(stances)
    return [
        {"start": each.start, "end": each.end, "stance": side.value}
        for each, side in zip(answer.mentions, stances, strict=True)
    ]


def read_own_posts(path: Path) -> OwnPosts:
    """Read and check labelled posts.

    Args:
        path: a CSV file (`text`, `stance`; optionally `id`, `mentions`, `conduct`, `sure`, `context`, `platform`,
            `election`; docs/retraining.md), or JSON lines as `python -m training.corpus import` writes them.

    Raises:
        TrainingError: a row that cannot be read or whose labels do not fit (the sentence names its id, or its row where
            it has none), or fewer than `FEWEST` labelled posts.
    """
    try:
        if path.suffix.lower() == ".csv":
            posts, given = _read_csv(path)
        else:
            posts, given = _read_lines(path)
        _refuse(posts)
    except OSError as error:
        raise TrainingError(f"{path} cannot be read: {error.strerror}.") from None
    except TrainingError as error:
        raise TrainingError(f"{path}: {error}") from None
    labelled = [post for post in posts if post.labels]
    if len(labelled) < FEWEST:
        raise TrainingError(
            f"{path} has {len(labelled)} labelled posts and retraining needs at least {FEWEST}: "
            "label more (docs/labelling.md)."
        )
    notes = [note for post in labelled for note in post.notes]
    if len(labelled) < len(posts):
        notes.append(f"{len(posts) - len(labelled)} of {len(posts)} posts are not labelled and were left out.")
    rows = [{**{name: post.to_row().get(name) for name in FEATURES}, "source": SOURCE} for post in labelled]
    return OwnPosts(
        Dataset.from_list(rows, features=FEATURES),
        has_mentions="mentions" in given,
        has_conduct="conduct" in given,
        notes=tuple(notes),
    )


def _read_csv(path: Path) -> tuple[list[ExchangedPost], frozenset[str]]:
    """The posts, and the columns of the file."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrainingError(f"it is not UTF-8 at byte {error.start:,}: save it again as CSV UTF-8.") from None
    separator = find_separator(content, complete=True)
    records = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))
    header = records[0] if records else []
    if "id" not in header:
        records = [["id", *header]] + [
            [f"row-{number}", *cells] for number, cells in enumerate(records[1:], 2) if cells
        ]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(records)
    return csv_file.read(out.getvalue()), frozenset(header)


def _read_lines(path: Path) -> tuple[list[ExchangedPost], frozenset[str]]:
    """The posts, and the fields that any of them has."""
    rows = list(read_lines(path))
    wrong = next((number for number, row in enumerate(rows, 1) if not isinstance(row, dict)), None)
    if wrong:
        raise TrainingError(
            f"line {wrong} is not a JSON object: give a .csv file, or JSON lines (python -m training.corpus import "
            "makes them of what labelling tools export)."
        )
    given = frozenset(name for row in rows for name in row)
    if "mentions" not in given:
        rows = [{**row, "mentions": []} if row.get("stance") else row for row in rows]
    return [ExchangedPost.of_row({"id": f"row-{number}"} | row) for number, row in enumerate(rows, 1)], given


def _refuse(posts: Iterable[ExchangedPost]) -> None:
    for post, count in Counter(post.id for post in posts).items():
        if count > 1:
            raise TrainingError(f"Task {post} stands more than once: give every post an id of its own.")
    for each in posts:
        if not each.text.strip():
            raise TrainingError(f"Task {each.id} has no text: remove it.")
