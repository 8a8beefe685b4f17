"""Two models on the same posts, as a table and as plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from datasets import Dataset
from matplotlib.axes import Axes
from rich.table import Table

from netralnlp.model.labels import CONDUCTS
from netralnlp.predictor import Predictor
from netralnlp.schema import Prediction, Stance
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.evaluate.compare import compare
from training.evaluate.evaluation import rounded_figures
from training.evaluate.gold import GoldPost, gold_posts
from training.evaluate.labelled_set import LabelledSet
from training.evaluate.plots import FAINT, MODEL, OTHER
from training.evaluate.tables import COLUMNS, figure

BEFORE: Final = "before"
AFTER: Final = "after"
STANCES: Final = tuple(stance.value for stance in Stance)

Comparison = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What `training.evaluate.compare.compare` gives: `figures` of `before` and `after`, and `differences` of the latter.

Both are counted on the same resamples of the same clusters, so the interval of a difference is that of a paired
bootstrap: posts that are hard for both models do not widen it.
"""


def compare_on(
    posts: Dataset, before: Predictor, after: Predictor, columns: Sequence[str] = tuple(COLUMNS)
) -> Comparison:
    """Figures of two models on labelled posts; only those of `columns`, of which there is something to count."""
    texts = as_posts(posts)
    labelled = LabelledSet(gold_posts(posts), texts, cluster([post.text for post in texts]), named=())
    compared = compare({BEFORE: before, AFTER: after}, labelled)
    comparison: Comparison = rounded_figures(
        {
            model: {
                kind: {name: figures[name] for name in columns if name in figures} for kind, figures in kinds.items()
            }
            for model, kinds in compared.items()
        }
    )
    return comparison


def table(comparison: Comparison, title: str) -> Table:
    """Figures with intervals, for a terminal or a notebook."""
    result = Table("", BEFORE, AFTER, "gain", title=title)
    gains = comparison[AFTER]["differences"]
    for name in gains:
        figures = (figure(comparison[which]["figures"], name, interval=True) for which in (BEFORE, AFTER))
        result.add_row(COLUMNS[name], *figures, "{value:+.3f} [{low:+.3f}, {high:+.3f}]".format(**gains[name]))
    return result


def plot(comparison: Comparison, axes: Axes) -> None:
    """Bars before and after, with intervals."""
    names = list(comparison[AFTER]["differences"])
    places = np.arange(len(names))
    for offset, which, colour in ((-0.2, BEFORE, FAINT), (0.2, AFTER, MODEL)):
        found = [comparison[which]["figures"][name] for name in names]
        values = np.array([each["value"] for each in found])
        errors = [values - [each["low"] for each in found], [each["high"] for each in found] - values]
        axes.bar(places + offset, values, 0.38, yerr=np.clip(errors, 0, None), capsize=3, color=colour, label=which)
    axes.set_xticks(places, [COLUMNS[name] for name in names], rotation=25, ha="right")
    axes.set_ylim(0, 1)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.legend()


def plot_confusion(gold: Sequence[GoldPost], answers: Sequence[Prediction], axes: Axes) -> None:
    """How many posts of each stance (rows) got which answer (columns)."""
    matrix = np.zeros((len(STANCES), len(STANCES)), int)
    for post, answer in zip(gold, answers, strict=True):
        matrix[STANCES.index(post.stance), STANCES.index(answer.stance)] += 1
    axes.imshow(matrix, cmap="Blues")
    for row, column in np.ndindex(matrix.shape):
        colour = "white" if matrix[row, column] > matrix.max() / 2 else "black"
        axes.text(column, row, str(matrix[row, column]), ha="center", va="center", color=colour)
    axes.set_xticks(range(len(STANCES)), STANCES)
    axes.set_yticks(range(len(STANCES)), STANCES)
    axes.set_xlabel("answer")
    axes.set_ylabel("label")


def plot_labels(posts: Dataset, axes: Axes) -> None:
    """How many posts and how many mentions have each stance, and how many posts each conduct."""
    stances = list(posts["stance"])
    mentions = [mention["stance"] for post in posts["mentions"] for mention in post]
    conduct = [label for post in posts["conduct"] for label in post]
    counted = {
        "posts": (MODEL, {name: stances.count(name) for name in STANCES}),
        "mentions": (OTHER, {name: mentions.count(name) for name in STANCES}),
        "conduct": (FAINT, {label.value: conduct.count(label.value) for label in CONDUCTS}),
    }
    names: list[str] = []
    for kind, (colour, numbers) in counted.items():
        occurring = {name: number for name, number in numbers.items() if number}
        places = range(len(names), len(names) + len(occurring))
        axes.barh(places, list(occurring.values()), color=colour, label=kind)
        names += occurring
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel("labels")
    axes.legend(loc="lower right")
