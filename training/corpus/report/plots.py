"""Plots of the report, in colours of no camp."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image

from netralnlp.schema import Stance

COLOURS: Final = {
    Stance.SUPPORT: "#1f9bb4",
    Stance.MIXED: "#e3a72f",
    Stance.OPPOSE: "#a6408f",
    Stance.NEUTRAL: "#c9ccd1",
}
"""Told apart by colour-blind readers and in grey."""

_SHOWN: Final = 40
"""Bars in one plot."""

_COLOURS_IN_FILE: Final = 48
_STYLE: Final[dict[Any, Any]] = {
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "ytick.left": False,
}


def stance_shares(groups: Mapping[str, Mapping[str, int]], title: str, path: Path) -> None:
    """Shares of the four stances in each group, one bar a group, with the number of posts beside it."""
    shown = dict(list(groups.items())[:_SHOWN])
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(len(shown), title)
        for row, counts in enumerate(shown.values()):
            left = 0.0
            for stance, colour in COLOURS.items():
                share = 100 * counts[stance] / counts["posts"]
                axes.barh(row, share, left=left, color=colour, height=0.72)
                left += share
            axes.text(101, row, f"{counts['posts']:,}", va="center")
        axes.set_xlim(0, 110)
        axes.set_xticks(range(0, 101, 20))
        axes.set_xlabel("share of the posts, %; number of posts at the right")
        _finish(axes, list(shown), [stance.value for stance in COLOURS], list(COLOURS.values()))
        _save(figure, path)


def conduct(public: Mapping[str, int], authored: Mapping[str, int], path: Path) -> None:
    """Posts with each conduct label, public and authored beside each other, on a logarithmic axis."""
    labels = sorted(authored, key=lambda label: -(public[label] + authored[label]))
    kinds = {"public": (public, "#4a5568", -0.2), "authored": (authored, "#e3a72f", 0.2)}
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(len(labels), "Posts with each conduct label")
        for counts, colour, offset in kinds.values():
            for row, label in enumerate(labels):
                axes.barh(row + offset, counts[label], color=colour, height=0.38)
                axes.text(max(counts[label], 1) * 1.08, row + offset, f"{counts[label]:,}", va="center", fontsize=6)
        axes.set_xscale("log")
        axes.set_xlim(1, 3 * max(max(counts.values()) for counts, _, _ in kinds.values()))
        axes.set_xlabel("posts (logarithmic)")
        _finish(axes, labels, list(kinds), [colour for _, colour, _ in kinds.values()])
        _save(figure, path)


def _axes(rows: int, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7, 1.1 + 0.21 * rows), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left", pad=20)
    return figure, axes


def _finish(axes: Axes, rows: list[str], names: list[str], colours: list[str]) -> None:
    axes.set_yticks(range(len(rows)), rows)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    patches = [Patch(color=colour, label=name) for name, colour in zip(names, colours, strict=True)]
    axes.legend(
        handles=patches, ncols=len(names), frameon=False, loc="lower left", bbox_to_anchor=(0, 1), borderpad=0.2
    )


def _save(figure: Figure, path: Path) -> None:
    """As a PNG of few colours, small enough for a repository; the same figures give the same file."""
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=100)
    Image.open(drawn).convert("RGB").quantize(_COLOURS_IN_FILE).save(path, format="PNG", optimize=True)
