"""The model card, rendered from `evaluation.json` and `netral.json`.

`python -m training.evaluate.card EVALUATION MODEL [--page README.md]` writes it into the model folder, and the figures
that count most into a page, between its two comments.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from netralnlp.errors import NetralError, TrainingError
from netralnlp.model.manifest import Manifest
from training.evaluate.evaluation import identity
from training.evaluate.metrics import CONDUCT_LABELS
from training.evaluate.report import template_of
from training.evaluate.tables import COLUMNS, figure
from training.pages import fill

FILE_NAME: Final = "README.md"
MODULE: Final = "training.evaluate.card"

RESULTS: Final = {
    "post_macro_f1": ("text-classification", "Post stance macro-F1"),
    "target_f1": ("token-classification", "Target-stance F1, end to end"),
    "mention_overlap_f1": ("token-classification", "Mention F1 by overlap"),
    "mention_exact_f1": ("token-classification", "Mention F1, exact borders"),
    "conduct_micro_f1": ("text-classification", "Conduct micro-F1"),
}
"""The figures of the card's head: task and name of each."""

SUMMARY: Final = {
    "post_macro_f1": "side of the post, mean F1 of supports, opposes and neutral",
    "mention_overlap_f1": "mentions found, F1",
    "target_f1": "stance of each mention, found and right, F1",
    "conduct_micro_f1": "what the author does, F1",
    "false_alarm": "neutral posts taken for partisan",
    "review": "marked `needs_review`",
    "unmarked_error": "wrong side among posts not marked",
}
"""The figures of the summary, with what each row says."""

WEAK_F1: Final = 0.6
"""The card names the conduct labels below it."""


def render(evaluation: Mapping[str, Any], manifest: Manifest) -> str:
    """The card as Markdown with a YAML head, in the form of model hubs.

    Raises:
        TrainingError: the evaluation is of another model than the manifest's.
    """
    if _decides(evaluation["model"]) != _decides(identity(manifest)):
        raise TrainingError(
            "The evaluation is of another model or calibration: run training.evaluate on this one again."
        )
    return template_of("model_card.md.jinja").render(
        head=yaml.safe_dump(_head(evaluation, manifest), sort_keys=False, allow_unicode=True),
        manifest=manifest,
        chain=_runs_before(manifest.training),
        data=evaluation["data"],
        intervals=evaluation["intervals"],
        systems=evaluation["systems"],
        calibration=evaluation["calibration"],
        risk_coverage=evaluation["risk_coverage"],
        false_alarms=evaluation["false_alarms"],
        authored=evaluation.get("authored"),
        model=evaluation["systems"]["model"],
        columns=COLUMNS,
        conduct_labels=CONDUCT_LABELS,
        weak_f1=WEAK_F1,
    )


def _runs_before(training: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The runs whose model this one went on from, the last first."""
    before = training.get("continues")
    return [before, *_runs_before(before)] if before else []


def summary(evaluation: Mapping[str, Any]) -> str:
    """The figures that count most, public posts beside authored ones, as Markdown."""
    parts = [evaluation, *([evaluation["authored"]] if "authored" in evaluation else [])]
    wholes = [part["systems"]["model"]["whole"]["figures"] for part in parts]
    baselines = [part["systems"]["tfidf"]["whole"]["figures"] for part in parts]
    titles = ["public", "as civil servants write"]
    heads = [f"{part['data']['posts']:,} posts, {title}" for part, title in zip(parts, titles, strict=False)]
    model = evaluation["model"]
    lines = [f"| {model['name']} {model['version']} | {' | '.join(heads)} |", f"| --- |{' --- |' * len(parts)}"]
    for name, title in SUMMARY.items():
        lines.append(f"| {title} | {' | '.join(figure(figures, name, interval=True) for figures in wholes)} |")
        if name == "post_macro_f1":
            cells = " | ".join(figure(figures, name, interval=True) for figures in baselines)
            lines.append(f"| the same, of TF-IDF and logistic regression | {cells} |")
    return "\n".join(["", *lines, ""])


def _decides(model: Mapping[str, Any]) -> dict[str, Any]:
    return {**model, "files": {name: digest for name, digest in model["files"].items() if name != FILE_NAME}}


def _head(evaluation: Mapping[str, Any], manifest: Manifest) -> dict[str, Any]:
    figures = evaluation["systems"]["model"]["whole"]["figures"]
    data = evaluation["data"]
    dataset = {
        "name": "Indonesian posts on elections, labelled for mentions and stance",
        "type": "netralnlp-posts",
        "split": data["part"],
        "revision": data["test_sha256"],
    }
    return {
        "language": "id",
        "license": manifest.licence.lower(),
        "library_name": "netralnlp",
        "pipeline_tag": "text-classification",
        "tags": ["stance-detection", "named-entity-recognition", "indonesian", "elections"],
        "metrics": ["f1"],
        "base_model": manifest.base,
        "model-index": [
            {
                "name": manifest.name,
                "results": [
                    {
                        "task": {"type": task},
                        "dataset": dict(dataset),
                        "metrics": [{"type": "f1", "value": figures[name]["value"], "name": title}],
                    }
                    for name, (task, title) in RESULTS.items()
                    if name in figures
                ],
            }
        ],
    }


def write(evaluation_file: Path, model: Path, page: Path | None = None) -> Path:
    """Write the card of a model folder into it, and the summary into a page.

    Raises:
        NetralError: no such model, an evaluation that is missing or of another model, or a page without its comments.
    """
    if not evaluation_file.is_file():
        raise TrainingError(f"{evaluation_file} does not exist: run training.evaluate first.")
    path = model / FILE_NAME
    evaluation = json.loads(evaluation_file.read_text(encoding="utf-8"))
    path.write_text(render(evaluation, Manifest.read(model)), encoding="utf-8")
    if page:
        fill(page, MODULE, summary(evaluation))
    return path


def main(
    evaluation: Annotated[Path, typer.Argument(help="evaluation.json, as training.evaluate wrote it.")],
    model: Annotated[Path, typer.Argument(help="Model folder that was evaluated; its README.md is written.")],
    page: Annotated[Path | None, typer.Option(help="Markdown page to fill with the figures that count most.")] = None,
) -> None:
    """Writes the model card."""
    try:
        typer.echo(f"Written: {write(evaluation, model, page)}")
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
