"""A labelled set as systems answer it and figures are counted on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from datasets import Dataset

from netralnlp.errors import TrainingError
from netralnlp.model.manifest import Manifest, sha256
from netralnlp.rosters import linker_for
from netralnlp.schema import Post
from training.corpus.draw_splits import GENERALISATION
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.corpus.split import read_ids
from training.evaluate.gold import GoldPost, gold_posts


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Labelled posts, in one order.

    `posts` is what `predict` is given, `clusters` names each post's near-duplicates, `named` says whether the rosters
    find a contestant in its text, `lists` holds the ids of each test of generalisation.
    """

    gold: Sequence[GoldPost]
    posts: Sequence[Post]
    clusters: Sequence[int]
    named: Sequence[bool]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Dataset, lists: Mapping[str, frozenset[str]]) -> LabelledSet:
        """From rows of `read_labelled`."""
        posts = as_posts(rows)
        named = [bool(linker_for(post.election).link(post.text)) for post in posts]
        return cls(gold_posts(rows), posts, cluster([post.text for post in posts]), named, lists)


def by_authorship(posts: Dataset) -> tuple[Dataset, Dataset]:
    """Public posts, and authored ones."""
    rows: dict[bool, list[int]] = {False: [], True: []}
    for index, source in enumerate(posts["source"]):
        rows[source.startswith("authored")].append(index)
    return posts.select(rows[False]), posts.select(rows[True])


def read_lists(splits: Path) -> dict[str, frozenset[str]]:
    """The tests of generalisation that lie in a folder of splits."""
    paths = {name: splits / f"{name}.txt" for name in GENERALISATION}
    return {name: read_ids(path) for name, path in paths.items() if path.exists()}


def check_splits(model: Path, splits: Path) -> None:
    """Make sure that a model was trained with the parts of a folder.

    Raises:
        TrainingError: it was trained with other parts, so that posts of this test part may have been trained on; or
            there is no test part.
    """
    path = splits / "test.txt"
    read_ids(path)
    if Manifest.read(model).training.get("test_sha256") != sha256(path):
        raise TrainingError(
            f"{model} was trained with other parts than {splits}, so posts of this test part may have been trained on: "
            "give --splits of the training run; training.evaluate also takes --test-labels and --test-texts."
        )
