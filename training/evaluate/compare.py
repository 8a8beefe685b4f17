"""Models beside each other: `python -m training.evaluate.compare OUT NAME=MODEL ...`, the first the one to differ from.

For ablations (with and without a step of training, fp32 and int8) and for seeds of one recipe. Writes
`comparison.json` and `comparison.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from netralnlp.errors import NetralError, TrainingError
from netralnlp.model.manifest import sha256
from netralnlp.predictor import Predictor
from training.corpus.labelled import AUTHORED, LABELS, TEXTS
from training.corpus.split import SPLITS, read_parts
from training.evaluate.bootstrap import Bootstrap, estimate
from training.evaluate.evaluation import INTERVALS, rounded_figures
from training.evaluate.labelled_set import LabelledSet, by_authorship, check_splits
from training.evaluate.metrics import count, figures
from training.evaluate.report import template_of, to_json
from training.evaluate.tables import COLUMNS

JSON_NAME: Final = "comparison.json"
REPORT_NAME: Final = "comparison.md"


def compare(predictors: Mapping[str, Predictor], labelled: LabelledSet) -> dict[str, dict[str, Any]]:
    """Figures of each model on one set, and how they differ from the first model's.

    Returns:
        By model: `figures` and, but for the first, `differences` (this model's figure less the first one's), both by
        the names of `tables.COLUMNS`, with `value`, `low` and `high`. Every model is counted on the same resamples.
    """
    bootstrap = Bootstrap(labelled.clusters)
    values, samples = {}, {}
    for name, predictor in predictors.items():
        counts = count(labelled.gold, predictor.predict(labelled.posts))
        values[name], samples[name] = figures(counts.sum()), figures(bootstrap.counts(counts))
    first = next(iter(predictors))
    known = {name: [column for column in COLUMNS if not np.isnan(values[name][column])] for name in predictors}
    compared: dict[str, dict[str, Any]] = {
        name: {"figures": {column: estimate(values[name][column], samples[name][column]) for column in columns}}
        for name, columns in known.items()
    }
    for name in predictors:
        if name != first:
            compared[name]["differences"] = {
                column: estimate(
                    values[name][column] - values[first][column], samples[name][column] - samples[first][column]
                )
                for column in known[name]
                if column in known[first]
            }
    return compared


def over_seeds(compared: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Mean and sample standard deviation of each figure over the models of `names`."""
    by_model = [compared[name]["figures"] for name in names]
    columns = {
        column: [model[column]["value"] for model in by_model]
        for column in COLUMNS
        if all(column in model for model in by_model)
    }
    return {
        column: {"mean": float(np.mean(values)), "deviation": float(np.std(values, ddof=1))}
        for column, values in columns.items()
    }


def parse_models(arguments: Sequence[str]) -> dict[str, Path]:
    """`NAME=MODEL` arguments.

    Raises:
        TrainingError: one is not of this form, or a name stands twice.
    """
    pairs = [argument.partition("=") for argument in arguments]
    bad = next(
        (argument for argument, (name, _, path) in zip(arguments, pairs, strict=True) if not (name and path)), None
    )
    if bad is not None:
        raise TrainingError(f"{bad} is not NAME=MODEL: give each model folder a name, as in small=../runs/small/model.")
    models = {name: Path(path) for name, _, path in pairs}
    if len(models) < len(pairs):
        raise TrainingError("Two models have one name: give each a name of its own.")
    return models


def parse_seeds(arguments: Sequence[str], models: Mapping[str, Path]) -> dict[str, list[str]]:
    """`GROUP=NAME,NAME` arguments.

    Raises:
        TrainingError: a group of fewer than two models, or of one that is not compared.
    """
    groups = {group: names.split(",") for group, _, names in (argument.partition("=") for argument in arguments)}
    for group, names in groups.items():
        unknown = sorted(set(names) - set(models))
        if unknown or len(names) < 2:
            raise TrainingError(
                f"--seeds {group}={','.join(names)}: name two or more of the models compared, {', '.join(models)}."
            )
    return groups


def main(
    out: Annotated[Path, typer.Argument(help=f"Folder of {JSON_NAME} and {REPORT_NAME}.")],
    models: Annotated[list[str], typer.Argument(help="NAME=MODEL, a folder; differences are to the first.")],
    seeds: Annotated[list[str] | None, typer.Option(help="GROUP=NAME,NAME: seeds of one recipe.")] = None,
    labels: Annotated[Path, typer.Option(help="Labels of public posts.")] = LABELS,
    texts: Annotated[Path, typer.Option(help="Texts of these labels.")] = TEXTS,
    authored: Annotated[Path, typer.Option(help="Folder of authored posts.")] = AUTHORED,
    splits: Annotated[Path, typer.Option(help="Folder of the id files of train, dev and test.")] = SPLITS,
) -> None:
    """Compares model folders on the test part, public and authored posts apart."""
    try:
        folders = parse_models(models)
        groups = parse_seeds(seeds or [], folders)
        for folder in folders.values():
            check_splits(folder, splits)
        test = read_parts(labels, texts, authored, splits).test
        predictors = {name: Predictor.load(folder) for name, folder in folders.items()}
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    sets = {
        part: LabelledSet.of(rows, {})
        for part, rows in zip(("test", "authored test"), by_authorship(test), strict=True)
        if len(rows)
    }
    compared = {part: compare(predictors, labelled) for part, labelled in sets.items()}
    comparison = rounded_figures(
        {
            "models": {name: {"model": predictor.name} for name, predictor in predictors.items()},
            "test_sha256": sha256(splits / "test.txt"),
            "intervals": INTERVALS,
            "posts": {part: len(labelled.gold) for part, labelled in sets.items()},
            "sets": compared,
            "seeds": {
                part: {group: over_seeds(of_part, names) for group, names in groups.items()}
                for part, of_part in compared.items()
            },
        }
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / JSON_NAME).write_text(to_json(comparison), encoding="utf-8")
    text = template_of("comparison.md.jinja").render(comparison, columns=COLUMNS)
    (out / REPORT_NAME).write_text(text, encoding="utf-8")
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
