"""`python -m training.evaluate MODEL OUT`: figures of a model folder, with intervals, beside baselines."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from datasets import Dataset
from rich.console import Console

import netralnlp
from netralnlp.errors import NetralError, TrainingError
from netralnlp.model.manifest import Manifest, sha256
from netralnlp.predictor import Predictor
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.corpus.labelled import AUTHORED, LABELS, TEXTS, read_labelled
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.corpus.split import SPLITS, read_parts
from training.evaluate import report
from training.evaluate.baselines import Majority, TfidfRegression
from training.evaluate.evaluation import System, evaluate, identity
from training.evaluate.gold import gold_posts

WIDTH = 160
"""Columns of the printed tables, on a terminal of any width."""


@dataclasses.dataclass(frozen=True)
class Contest:
    """A model and the baselines it must beat, fitted on one train part."""

    manifest: Manifest
    predictor: Predictor
    tfidf: TfidfRegression
    majority: Majority

    @classmethod
    def of(cls, model: Path, train: Dataset) -> Contest:
        """Load the model and fit the baselines."""
        posts = gold_posts(train)
        return cls(Manifest.read(model), netralnlp.load(model), TfidfRegression.fit(posts), Majority.fit(posts))

    def evaluate(self, test: Dataset) -> dict[str, Any]:
        """Figures of all of them on labelled posts, as `training.evaluate.evaluation.evaluate` gives them."""
        gold, posts = gold_posts(test), as_posts(test)
        texts = [post.text for post in posts]
        unasked = [dataclasses.replace(post, election=None) for post in posts]
        systems = [
            System("model", f"{self.manifest.name} {self.manifest.version}", self.predictor.predict(posts)),
            System("without_election", "the same, no election given", self.predictor.predict(unasked)),
            System("tfidf", "TF-IDF + logistic regression", self.tfidf.predict(texts), post_only=True),
            System("majority", f"majority ({self.majority.stance})", self.majority.predict(texts), post_only=True),
        ]
        evaluation = evaluate(systems, gold, cluster(texts))
        evaluation["data"]["election_not_packaged"] = sum(
            post.election != read.post.election for post, read in zip(posts, gold, strict=True)
        )
        return evaluation


def _select(posts: Dataset, authored: bool) -> Dataset:
    return posts.select(
        [index for index, source in enumerate(posts["source"]) if source.startswith("authored") == authored]
    )


def _check_splits(model: Path, splits: Path) -> None:
    if Manifest.read(model).training.get("test_sha256") != sha256(splits / "test.txt"):
        raise TrainingError(
            f"{model} was trained with other parts than {splits}, so posts of this test part may have been trained on: "
            "give the splits of the training run, or a set of its own with --test-labels and --test-texts."
        )


def main(
    model: Annotated[Path, typer.Argument(help="Model folder, as training.train or training.export wrote it.")],
    out: Annotated[Path, typer.Argument(help="Folder of evaluation.json.")],
    labels: Annotated[Path, typer.Option(help="Labels of public posts.")] = LABELS,
    texts: Annotated[Path, typer.Option(help="Texts of these labels.")] = TEXTS,
    authored: Annotated[Path, typer.Option(help="Folder of authored posts.")] = AUTHORED,
    splits: Annotated[Path, typer.Option(help="Folder of the id files of train, dev and test.")] = SPLITS,
    test_labels: Annotated[Path | None, typer.Option(help="Score these instead of test: never trained on.")] = None,
    test_texts: Annotated[Path | None, typer.Option(help="Texts of the test labels.")] = None,
) -> None:
    """Evaluates a model on the test part, or on a labelled set of its own; baselines are fitted on the train part."""
    console = Console(width=WIDTH)
    try:
        if (test_labels is None) != (test_texts is None):
            raise TrainingError("--test-labels and --test-texts go together: give both or neither.")
        if test_labels is None:
            _check_splits(model, splits)
        parts = read_parts(labels, texts, authored, splits)
        sets = (
            {"own": read_labelled(test_labels, test_texts)}
            if test_labels and test_texts
            else {"test": _select(parts.test, authored=False), "authored test": _select(parts.test, authored=True)}
        )
        contest = Contest.of(model, parts.train)
        evaluations = [_evaluated(contest, part, posts) for part, posts in sets.items() if len(posts)]
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    shared = {
        "train_posts": len(parts.train),
        "held_out_source": HELD_OUT_SOURCE,
        "test_sha256": sha256(test_labels or splits / "test.txt"),
    }
    for evaluation in evaluations:
        evaluation["data"] |= shared
        report.show(evaluation, console)
    console.print(f"Written: {report.write(_joined(contest.manifest, evaluations), out)}")


def _evaluated(contest: Contest, part: str, posts: Dataset) -> dict[str, Any]:
    evaluation = contest.evaluate(posts)
    evaluation["data"]["part"] = part
    return evaluation


def _joined(manifest: Manifest, evaluations: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One report: the first evaluation, and the second (authored posts) below it."""
    first, *others = evaluations
    joined = {"model": identity(manifest), **first}
    if others:
        (joined["authored"],) = others
    return joined


if __name__ == "__main__":
    typer.run(main)
