"""What 300 labels on a new race are worth: `python -m training.benchmarks.heldout_race MODEL OUT REPORT.json`.

The race for Jakarta of 2017 is kept out of every model's training. Its posts are parted into halves, by clusters of
near-duplicates; MODEL is retrained on 300 posts of one half, as `training.retrain` does for a user, and tested on the
other, then the other way round, so that every post is tested once. The authored test posts show what was forgotten.
OUT holds the two runs.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from datasets import Dataset, concatenate_datasets

from netralnlp.predictor import Predictor
from netralnlp.schema import Post, Prediction
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.corpus.labelled import LABELS, TEXTS, read_labelled
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.corpus.split import Parts, split
from training.evaluate.report import to_json
from training.retrain.before_after import compare_on
from training.retrain.own_posts import OwnPosts
from training.retrain.run import Retraining, read_settings

LABELLED: Final = 300
_SEED: Final = 13


def halves(posts: Dataset) -> tuple[Dataset, Dataset]:
    """Two halves in random order; a cluster lies in one of them."""
    members: dict[int, list[int]] = {}
    for index, root in enumerate(cluster(posts["text"])):
        members.setdefault(root, []).append(index)
    generator = random.Random(_SEED)
    roots = sorted(members)
    generator.shuffle(roots)
    drawn: tuple[list[int], list[int]] = [], []
    for root in roots:
        min(drawn, key=len).extend(members[root])
    return posts.select(drawn[0]), posts.select(drawn[1])


class Answered:
    """Answers each post by the model that was tested on it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answers: dict[str | None, Prediction] = {}

    def add(self, predictor: Predictor, posts: Dataset) -> None:
        """Let a model answer posts."""
        read = as_posts(posts)
        self.answers |= {post.id: answer for post, answer in zip(read, predictor.predict(read), strict=True)}

    def predict(self, posts: Sequence[Post]) -> list[Prediction]:
        """The answers that were given."""
        return [self.answers[post.id] for post in posts]


def measure(posts: Dataset, model: str, out: Path) -> dict[str, Any]:
    """Figures before and after on all posts, each tested by the model that was retrained on the other half."""
    settings = read_settings(base=model)
    pair = halves(posts)
    before, after = Answered("before"), Answered("after")
    runs = []
    for number, (labelled, test) in enumerate((pair, pair[::-1])):
        train = labelled.select(range(LABELLED))
        own = OwnPosts(concatenate_datasets([train, test]), has_mentions=True, has_conduct=True)
        run = Retraining.of(own, settings, out / f"half-{number}", Parts(train, train.select([]), test))
        begun = time.perf_counter()
        retrained = run.fit()
        seconds = time.perf_counter() - begun
        before.add(run.before, test)
        after.add(retrained, test)
        runs.append({"seconds": round(seconds), "authored": run.compare(retrained)["authored"]})
    return {
        "model": run.before.name,
        "source": HELD_OUT_SOURCE,
        "labelled": LABELLED,
        "tested": len(posts),
        "epochs": settings.epochs,
        "own": compare_on(concatenate_datasets(list(pair)), before, after),
        "runs": runs,
    }


def main() -> None:
    """Retrain twice, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a model folder that was trained without this race")
    parser.add_argument("out", type=Path)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    test = split(read_labelled(LABELS, TEXTS)).test
    race = test.select([index for index, source in enumerate(test["source"]) if source == HELD_OUT_SOURCE])
    report = measure(race, arguments.model, arguments.out)
    arguments.report.write_text(to_json(report), encoding="utf-8")
    print(to_json(report))


if __name__ == "__main__":
    main()
