"""Plots of an evaluation, in colours of no camp."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

MODEL: Final = "#1f9bb4"
OTHER: Final = "#e3a72f"
FAINT: Final = "#9aa1ab"

_STYLE: Final[dict[Any, Any]] = {"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}
_DPI: Final = 110
_SHOWN: Final = 10
"""Posts of a bin of probability from which on it is drawn."""


def sets(evaluation: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The evaluated sets by the name of their part."""
    parts = [evaluation, *([evaluation["authored"]] if "authored" in evaluation else [])]
    return {part["data"]["part"]: part for part in parts}


def slices_file(part: str) -> str:
    """The plot of the slices of one set."""
    return f"slices-{part.replace(' ', '-')}.png"


def write(evaluation: Mapping[str, Any], folder: Path) -> list[Path]:
    """Draw all plots into `folder`."""
    by_part = sets(evaluation)
    with mpl.rc_context(_STYLE):
        figures = {
            "systems.png": _systems(by_part),
            "reliability.png": _reliability(by_part),
            "risk-coverage.png": _risk_coverage(by_part),
            **{slices_file(part): _slices(part, each) for part, each in by_part.items()},
        }
        for name, figure in figures.items():
            figure.savefig(folder / name, dpi=_DPI, metadata={"Software": None})
    return [folder / name for name in figures]


def _systems(by_part: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Post macro-F1 of every system, one panel a set."""
    rows = len(next(iter(by_part.values()))["systems"])
    figure = Figure(figsize=(7.5, 0.9 + 0.28 * rows), layout="constrained")
    panels = figure.subplots(1, len(by_part), squeeze=False, sharey=True)[0]
    for (part, evaluation), axes in zip(by_part.items(), panels, strict=True):
        for row, system in enumerate(evaluation["systems"].values()):
            _bar(axes, row, system["whole"]["figures"].get("post_macro_f1"), OTHER if row else MODEL)
        axes.set_title(f"{part}: {evaluation['data']['posts']:,} posts", loc="left")
        axes.set_yticks(range(rows), [system["title"] for system in evaluation["systems"].values()])
        axes.set_xlabel("post macro-F1")
        _frame(axes)
    panels[0].invert_yaxis()
    return figure


def _slices(part: str, evaluation: Mapping[str, Any]) -> Figure:
    """Post macro-F1 of the model in every slice that is large enough, with TF-IDF as a mark beside."""
    model, tfidf = evaluation["systems"]["model"], evaluation["systems"].get("tfidf", {"by": {}})
    rows = [
        (f"{dimension}: {value}", piece, tfidf["by"].get(dimension, {}).get(value))
        for dimension, by_value in model["by"].items()
        for value, piece in by_value.items()
        if "post_macro_f1" in piece["figures"]
    ]
    figure = Figure(figsize=(7.5, 1.2 + 0.19 * (len(rows) + 1)), layout="constrained")
    axes = figure.subplots()
    whole = model["whole"]["figures"].get("post_macro_f1")
    _bar(axes, 0, whole, MODEL, "model")
    if whole:
        axes.axvline(whole["value"], color=FAINT, linewidth=0.8, linestyle=":", zorder=0)
    for row, (_, piece, beside) in enumerate(rows, 1):
        _bar(axes, row, piece["figures"]["post_macro_f1"], MODEL)
        if beside and "post_macro_f1" in beside["figures"]:
            value = beside["figures"]["post_macro_f1"]["value"]
            axes.plot(value, row, "d", color=OTHER, markersize=4, label="TF-IDF")
    names = ["all posts", *(name for name, _, _ in rows)]
    posts = [model["whole"]["posts"], *(piece["posts"] for _, piece, _ in rows)]
    axes.set_yticks(range(len(names)), [f"{name} ({count:,})" for name, count in zip(names, posts, strict=True)])
    axes.set_title(f"Post macro-F1 by slice, {part} (number of posts)", loc="left", pad=22)
    axes.set_ylim(len(names) - 0.4, -0.6)
    _frame(axes)
    _legend(axes)
    return figure


def _reliability(by_part: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Share of posts that take a side against its probability, before and after the temperatures, in bins."""
    figure = Figure(figsize=(7.5, 3.4 * len(by_part)), layout="constrained")
    panels = figure.subplots(len(by_part), 2, squeeze=False)
    for (part, evaluation), row in zip(by_part.items(), panels, strict=True):
        for (label, stages), axes in zip(evaluation["calibration"].items(), row, strict=True):
            axes.plot([0, 1], [0, 1], color=FAINT, linewidth=0.8, linestyle=":")
            for stage, colour, offset in (("before", OTHER, -0.004), ("after", MODEL, 0.004)):
                bins = [each for each in stages[stage]["bins"] if each["posts"] >= _SHOWN]
                shares = [each["share"] for each in bins]
                axes.errorbar(
                    [each["mean"] + offset for each in bins],
                    [share["value"] for share in shares],
                    yerr=_errors(shares),
                    color=colour,
                    marker="o",
                    markersize=3,
                    linewidth=1,
                    elinewidth=0.7,
                    label=f"{stage}, ECE {stages[stage]['ece']['value']:.3f}",
                )
            axes.set_title(f"{part}: {label}", loc="left", pad=20)
            axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="probability", ylabel="share of posts")
            _legend(axes)
    return figure


def _risk_coverage(by_part: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Share of wrong stances among the posts kept, against the share kept; the mark in use is a ring."""
    figure = Figure(figsize=(6, 3.4), layout="constrained")
    axes = figure.subplots()
    for (part, evaluation), colour in zip(by_part.items(), (MODEL, OTHER), strict=False):
        curve = evaluation["risk_coverage"]
        points, chosen = curve["points"], curve["chosen"]
        label = f"{part}, area {curve['area']['value']:.3f}"
        axes.plot([each["coverage"] for each in points], [each["risk"] for each in points], color=colour, label=label)
        if chosen["risk"] is not None:
            axes.plot(chosen["coverage"], chosen["risk"], "o", color=colour, markerfacecolor="white", markersize=7)
    axes.plot([], [], "o", color=FAINT, markerfacecolor="white", label="needs_review as fitted on dev")
    axes.set(xlim=(0, 1.02), xlabel="share of posts kept, the most certain first", ylabel="share of them that is wrong")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, loc="upper left")
    return figure


def _bar(axes: Axes, row: int, estimate: Mapping[str, float] | None, colour: str, label: str = "") -> None:
    if estimate:
        axes.errorbar(
            estimate["value"],
            row,
            xerr=_errors([estimate]),
            fmt="o",
            color=colour,
            markersize=4,
            capsize=2,
            label=label,
        )


def _errors(estimates: list[Mapping[str, float]]) -> list[list[float]]:
    """Lengths of error bars; a value may stand a little outside a percentile interval."""
    return [
        [max(0.0, each["value"] - each["low"]) for each in estimates],
        [max(0.0, each["high"] - each["value"]) for each in estimates],
    ]


def _frame(axes: Axes) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.grid(axis="x", alpha=0.25)
    axes.tick_params(left=False)


def _legend(axes: Axes) -> None:
    """Above the axes, each name once."""
    handles = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    axes.legend(handles.values(), handles.keys(), ncols=2, frameon=False, loc="lower left", bbox_to_anchor=(0, 1))
