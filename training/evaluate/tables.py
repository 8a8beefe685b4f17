"""An evaluation on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from training.evaluate.metrics import CONDUCT_LABELS

COLUMNS: Final = {
    "post_macro_f1": "post macro-F1",
    "supports_f1": "supports",
    "opposes_f1": "opposes",
    "neutral_f1": "neutral",
    "target_f1": "target F1",
    "mention_overlap_f1": "mention F1",
    "mention_exact_f1": "exact",
    "conduct_micro_f1": "conduct F1",
}


def show(evaluation: Mapping[str, Any], console: Console) -> None:
    """Print all systems on the whole set, then the first system by slice, by conduct label and by its certainty."""
    console.print(_systems(evaluation))
    model = next(iter(evaluation["systems"].values()))
    console.print(_slices(model))
    if any(label in model["whole"]["counts"] for label in CONDUCT_LABELS):
        console.print(_conduct(model["whole"]))
    console.print(_certainty(evaluation, model["whole"]["figures"]))


def figure(figures: Mapping[str, Any], name: str, interval: bool = False) -> str:
    """A figure to three digits, with its interval if asked for; a dash where it is not known."""
    if name not in figures:
        return "-"
    estimate = figures[name]
    value = f"{estimate['value']:.3f}"
    return f"{value} [{estimate['low']:.3f}, {estimate['high']:.3f}]" if interval else value


def _systems(evaluation: Mapping[str, Any]) -> Table:
    data = evaluation["data"]
    table = Table(title=f"{data['posts']} posts, {data['clusters']} clusters, {data['mentions']} mentions")
    table.add_column("system")
    for title in COLUMNS.values():
        table.add_column(title, justify="right", no_wrap=True)
    for system in evaluation["systems"].values():
        figures = system["whole"]["figures"]
        cells = [figure(figures, name, interval=name == "post_macro_f1") for name in COLUMNS]
        table.add_row(system["title"], *cells)
    return table


def _slices(system: Mapping[str, Any]) -> Table:
    table = Table(title=f"{system['title']}, by slice")
    table.add_column("slice")
    table.add_column("posts", justify="right")
    for title in COLUMNS.values():
        table.add_column(title, justify="right", no_wrap=True)
    for dimension, by_value in system["by"].items():
        table.add_section()
        for value, part in by_value.items():
            if not part["figures"]:
                continue
            cells = [figure(part["figures"], name, interval=name == "post_macro_f1") for name in COLUMNS]
            table.add_row(f"{dimension}: {value}", str(part["posts"]), *cells)
    return table


def _conduct(whole: Mapping[str, Any]) -> Table:
    table = Table(title="Conduct")
    for title in ("label", "hits", "false", "missed", "F1"):
        table.add_column(title, justify="left" if title == "label" else "right")
    for label in CONDUCT_LABELS:
        if label in whole["counts"]:
            numbers = (str(number) for number in whole["counts"][label].values())
            table.add_row(label.removeprefix("conduct_"), *numbers, figure(whole["figures"], f"{label}_f1"))
    return table


def _certainty(evaluation: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    errors = {
        f"{label}, {stage}": figure(curve[stage], "ece")
        for label, curve in evaluation["calibration"].items()
        for stage in ("before", "after")
    }
    said = (
        f"Neutral posts called partisan: {figure(figures, 'false_alarm', interval=True)}. "
        f"Wrong post stance: {figure(figures, 'stance_error', interval=True)}; "
        f"of the posts not marked for review: {figure(figures, 'unmarked_error', interval=True)}; "
        f"marked: {figure(figures, 'review', interval=True)}; "
        f"area under the risk-coverage curve: {figure(evaluation['risk_coverage'], 'area', interval=True)}. "
        f"Calibration error: {', '.join(f'{name} {error}' for name, error in errors.items())}."
    )
    alarms = evaluation["false_alarms"]
    return (
        f"{said} Of {alarms['lines']} lines without politics {alarms['partisan']} are called partisan."
        if alarms
        else said
    )
