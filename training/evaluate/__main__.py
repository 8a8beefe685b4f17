"""`python -m training.evaluate MODEL OUT`: figures of a model folder, with intervals, beside baselines."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from datasets import Dataset
from rich.console import Console

from netralnlp.errors import NetralError, TrainingError
from netralnlp.model.labels import HEADS
from netralnlp.model.manifest import Manifest, sha256
from netralnlp.predictor import Predictor
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.corpus.labelled import AUTHORED, LABELS, TEXTS, read_labelled
from training.corpus.split import SPLITS, read_parts
from training.evaluate import error_list, lexicon, report, tables
from training.evaluate.baselines import Majority, TfidfRegression, sides_taken
from training.evaluate.blinded import names_only, target_blind
from training.evaluate.evaluation import System, evaluate, identity
from training.evaluate.gold import gold_posts
from training.evaluate.labelled_set import LabelledSet, by_authorship, check_splits, read_lists

WIDTH = 160
"""Columns of the printed tables, on a terminal of any width."""


@dataclass(frozen=True)
class Contest:
    """A model, the same without its temperatures, and the baselines it must beat, fitted on one train part."""

    predictor: Predictor
    uncalibrated: Predictor
    tfidf: TfidfRegression
    majority: Majority

    @classmethod
    def of(cls, model: Path, train: Dataset) -> Contest:
        """Load the model and fit the baselines."""
        posts = gold_posts(train)
        tfidf = TfidfRegression.fit([post.post.text for post in posts], sides_taken(posts))
        return cls(Predictor.load(model), _uncalibrated(model), tfidf, Majority.fit(posts))

    def answers(self, labelled: LabelledSet) -> list[System]:
        """What each of them says of a labelled set, the model first."""
        posts = labelled.posts
        texts = [post.text for post in posts]
        answers = self.predictor.predict(posts)
        unasked = [dataclasses.replace(post, election=None) for post in posts]
        bare = [names_only(post) for post in posts]
        return [
            System("model", self.predictor.name, answers),
            System("without_election", "the same, no election given", self.predictor.predict(unasked)),
            System("target_blind", "the same, blind to targets", [target_blind(answer) for answer in answers]),
            System("names_only", "the same, names only", self.predictor.predict(bare), post_only=True),
            System("tfidf", "TF-IDF + logistic regression", self.tfidf.predict(texts), post_only=True),
            System("lexicon", "lexicon", lexicon.predict(texts), post_only=True),
            System("majority", f"majority ({self.majority.stance})", self.majority.predict(texts), post_only=True),
        ]


def _uncalibrated(model: Path) -> Predictor:
    predictor = Predictor.load(model)
    calibration = dataclasses.replace(predictor.manifest.calibration, temperatures=dict.fromkeys(HEADS, 1.0))
    predictor.manifest = dataclasses.replace(predictor.manifest, calibration=calibration)
    return predictor


def main(
    model: Annotated[Path, typer.Argument(help="Model folder, as training.train or training.export wrote it.")],
    out: Annotated[Path, typer.Argument(help="Folder of evaluation.json, report.md with its plots, and errors.csv.")],
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
            check_splits(model, splits)
        parts = read_parts(labels, texts, authored, splits)
        if test_labels and test_texts:
            sets = {"own": read_labelled(test_labels, test_texts)}
        else:
            sets = dict(zip(("test", "authored test"), by_authorship(parts.test), strict=True))
        lists = read_lists(splits)
        labelled = {part: LabelledSet.of(rows, lists) for part, rows in sets.items() if len(rows)}
        contest = Contest.of(model, parts.train)
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    shared = {
        "train_posts": len(parts.train),
        "held_out_source": HELD_OUT_SOURCE,
        "test_sha256": sha256(test_labels or splits / "test.txt"),
        "generalisation": _seen(lists, frozenset(parts.train["id"])),
    }
    evaluations, wrong = [], []
    for part, posts in labelled.items():
        systems = contest.answers(posts)
        evaluation = evaluate(
            systems, posts, contest.uncalibrated.predict(posts.posts), contest.predictor.manifest.calibration.review
        )
        evaluation["data"] |= {"part": part, **shared}
        evaluations.append(evaluation)
        wrong += error_list.errors(posts.gold, systems[0].predictions)
        tables.show(evaluation, console)
    first, *others = evaluations
    joined: dict[str, Any] = {"model": identity(Manifest.read(model)), **first}
    if others:
        (joined["authored"],) = others
    for path in (*report.write(joined, out), error_list.write(wrong, out)):
        console.print(f"Written: {path}")


def _seen(lists: Mapping[str, frozenset[str]], train: frozenset[str]) -> dict[str, dict[str, int]]:
    """Of each test of generalisation how many posts are listed, and how many of them the model was trained on."""
    return {name: {"listed": len(ids), "in_train": len(ids & train)} for name, ids in lists.items()}


if __name__ == "__main__":
    typer.run(main)
