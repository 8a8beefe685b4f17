"""How figures grow with labels: `python -m training.learning_curve CONFIG OUT REPORT`.

Six layers are trained for two epochs on 1,500, 6,000 and all posts of the train part (random draws, each within the
next), calibrated on dev and scored on the public posts of dev and of test (dev fitted the thresholds, so test is the
more honest of the two). REPORT is a folder; `learning-curve.json` and a plot of it go there, models and checkpoints
into OUT.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import shutil
from pathlib import Path
from typing import Any, Final

import matplotlib
from datasets import Dataset

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from netralnlp.model.manifest import Manifest
from netralnlp.predictor import Predictor
from training.calibrate import calibrate, read_dev
from training.corpus.draw_splits import write_ids
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.corpus.split import Parts, read_ids, read_parts
from training.evaluate.bootstrap import estimates
from training.evaluate.gold import gold_posts
from training.evaluate.labelled_set import by_authorship
from training.evaluate.metrics import count
from training.settings import Settings
from training.train import train

LAYERS: Final = 6
EPOCHS: Final = 2.0
SIZES: Final = (1500, 6000, None)
FIGURES: Final = {"post_macro_f1": "post stance", "target_f1": "target stance", "mention_overlap_f1": "mentions"}
PARTS: Final = ("dev", "test")
_SEED: Final = 5


def settings_of(settings: Settings, size: int | None, out: Path) -> Settings:
    """The run on `size` random posts of the train part (None: all), whose id files are written into `out`."""
    splits = out / "splits"
    splits.mkdir(parents=True, exist_ok=True)
    for part in ("dev", "test"):
        shutil.copyfile(settings.splits / f"{part}.txt", splits / f"{part}.txt")
    ids = sorted(read_ids(settings.splits / "train.txt"))
    random.Random(_SEED).shuffle(ids)
    write_ids(splits / "train.txt", ids[:size])
    return dataclasses.replace(settings, layers=LAYERS, epochs=EPOCHS, splits=splits)


def measure(model: Path, parts: Parts) -> dict[str, Any]:
    """Figures with intervals, on dev and on test, of a model folder that is calibrated on dev in place."""
    calibration = calibrate(read_dev(Predictor.load(model), parts.dev))
    dataclasses.replace(Manifest.read(model), calibration=calibration).write(model)
    predictor = Predictor.load(model)
    return {part: _figures(predictor, by_authorship(getattr(parts, part))[0]) for part in PARTS}


def _figures(predictor: Predictor, posts: Dataset) -> dict[str, dict[str, float]]:
    found = estimates(count(gold_posts(posts), predictor.predict(as_posts(posts))), cluster(posts["text"]))
    return {name: {key: round(value, 4) for key, value in found[name].items()} for name in FIGURES}


def plot(report: dict[str, Any], path: Path) -> None:
    """F1 against the number of training posts, with intervals: one panel for dev and one for test."""
    figure, panels = plt.subplots(1, len(PARTS), figsize=(9, 3.6), layout="constrained", sharey=True)
    sizes = [run["posts"] for run in report["runs"]]
    for part, axes in zip(PARTS, panels, strict=True):
        for name, title in FIGURES.items():
            points = [run["figures"][part][name] for run in report["runs"]]
            values = [point["value"] for point in points]
            errors = [[p["value"] - p["low"] for p in points], [p["high"] - p["value"] for p in points]]
            axes.errorbar(sizes, values, yerr=errors, marker="o", capsize=3, label=title)
        axes.set_xscale("log")
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.minorticks_off()
        axes.set_title(f"{part}: {report['posts'][part]:,} public posts")
        axes.set_xlabel("training posts")
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("F1")
    panels[0].legend()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    settings = Settings.read(arguments.config)
    parts = read_parts(settings.labels, settings.texts, settings.authored, settings.splits)
    posts = {part: len(by_authorship(getattr(parts, part))[0]) for part in PARTS}
    report: dict[str, Any] = {"layers": LAYERS, "epochs": EPOCHS, "posts": posts, "runs": []}
    arguments.report.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        folder = arguments.out / str(size or "all")
        run = settings_of(settings, size, folder)
        train(run, folder)
        trained = size or len(read_ids(run.splits / "train.txt"))
        report["runs"].append({"posts": trained, "figures": measure(folder / "model", parts)})
        print(json.dumps(report["runs"][-1]))
        (arguments.report / "learning-curve.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        plot(report, arguments.report / "learning-curve.png")


if __name__ == "__main__":
    main()
