"""`python -m training.evaluate MODEL OUT`: figures of a model folder, with intervals, beside baselines."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer
from datasets import Dataset
from rich.console import Console

import netralnlp
from netralnlp.errors import NetralError, TrainingError, UnknownElectionError
from netralnlp.model.manifest import Manifest, sha256
from netralnlp.rosters import resolve
from netralnlp.schema import Post
from training.corpus.labelled import read_labelled
from training.corpus.near_duplicates import cluster
from training.corpus.split import HELD_OUT_SOURCE, split
from training.evaluate import report
from training.evaluate.baselines import Majority, TfidfRegression
from training.evaluate.evaluation import System, evaluate, identity
from training.evaluate.gold import GoldPost, gold_posts

REAL = Path("../shared/real")


def evaluate_model(model: Path, train: Dataset, test: Dataset) -> dict[str, Any]:
    """Figures of a model folder on `test`, beside baselines fitted on `train`; both as `read_labelled` gives them."""
    manifest = Manifest.read(model)
    trained_on, gold = gold_posts(train), gold_posts(test)
    texts = [post.post.text for post in gold]
    posts = [_with_known_election(post) for post in gold]
    predictor = netralnlp.load(model)
    majority, tfidf = Majority.fit(trained_on), TfidfRegression.fit(trained_on)
    systems = [
        System("model", f"{manifest.name} {manifest.version}", predictor.predict(posts)),
        System(
            "without_election",
            "the same, no election given",
            predictor.predict([dataclasses.replace(post, election=None) for post in posts]),
        ),
        System("tfidf", "TF-IDF + logistic regression", tfidf.predict(texts), post_only=True),
        System("majority", f"majority ({majority.stance})", majority.predict(texts), post_only=True),
    ]
    evaluation = evaluate(systems, gold, cluster(texts))
    evaluation["data"] |= {
        "train_posts": len(trained_on),
        "held_out_source": HELD_OUT_SOURCE,
        "election_not_packaged": sum(
            post.election != read.post.election for post, read in zip(posts, gold, strict=True)
        ),
    }
    return {"model": identity(manifest), **evaluation}


def _with_known_election(post: GoldPost) -> Post:
    if post.post.election is None:
        return post.post
    try:
        resolve(post.post.election)
    except UnknownElectionError:
        return dataclasses.replace(post.post, election=None)
    return post.post


def _check_labels(model: Path, labels: Path) -> None:
    if Manifest.read(model).training.get("labels_sha256") != sha256(labels):
        raise TrainingError(
            f"{model} was not trained on {labels}, so its dev part may be posts that were trained on: "
            "give the labels of the training run, or a set of its own with --test-labels and --test-texts."
        )


def main(
    model: Annotated[Path, typer.Argument(help="Model folder, as training.train or training.export wrote it.")],
    out: Annotated[Path, typer.Argument(help="Folder of evaluation.json.")],
    labels: Annotated[Path, typer.Option(help="Labels of the training run.")] = REAL / "labels_seed.jsonl",
    texts: Annotated[Path, typer.Option(help="Texts of these labels.")] = REAL / "pool.jsonl.gz",
    test_labels: Annotated[Path | None, typer.Option(help="Score these instead of dev: never trained on.")] = None,
    test_texts: Annotated[Path | None, typer.Option(help="Texts of the test labels.")] = None,
) -> None:
    """Evaluates a model on dev, or on a labelled set of its own; baselines are fitted on the train part."""
    console = Console()
    try:
        if (test_labels is None) != (test_texts is None):
            raise TrainingError("--test-labels and --test-texts go together: give both or neither.")
        if test_labels is None:
            _check_labels(model, labels)
        train, test = split(read_labelled(labels, texts))
        if test_labels and test_texts:
            test = read_labelled(test_labels, test_texts)
        evaluation = evaluate_model(model, train, test)
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    evaluation["data"] |= {
        "part": "test" if test_labels else "dev",
        "labels_sha256": sha256(test_labels or labels),
        "texts_sha256": sha256(test_texts or texts),
    }
    report.show(evaluation, console)
    console.print(f"Written: {report.write(evaluation, out)}")


if __name__ == "__main__":
    typer.run(main)
