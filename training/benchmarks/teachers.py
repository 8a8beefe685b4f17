"""What several teachers know together: `python -m training.benchmarks.teachers REPORT.json TEACHER...`.

The teachers of `training.soft_labels --tfidf` answer the dev posts one by one and as the mean of their probabilities.
Each answer has the thresholds that suit it best on dev, so the figures are all a little too high: compare them.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from netralnlp.predictor import Predictor
from training.calibrate import read_dev
from training.corpus.split import read_parts
from training.evaluate.baselines import best_thresholds, side_macro_f1, sides_taken
from training.evaluate.gold import gold_posts
from training.saving import tokenizer_of
from training.soft_labels import fit_tfidf, name_blind


def figures(
    probabilities: NDArray[np.float64], sides: NDArray[np.bool_], authored: NDArray[np.bool_]
) -> dict[str, float]:
    """Post-stance macro-F1 of public and of authored posts; the first two are [post, (supports, opposes)]."""
    said = probabilities >= np.array(best_thresholds(probabilities, sides))
    return {
        part: round(side_macro_f1(sides[rows], said[rows]), 4)
        for part, rows in (("public", ~authored), ("authored", authored))
    }


def main() -> None:
    """Read dev with each teacher, mix, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("teachers", type=Path, nargs="+")
    arguments = parser.parse_args()
    parts = read_parts()
    dev = parts.dev.filter(lambda text: bool(text.strip()), input_columns="text")
    told: dict[str, NDArray[np.float64]] = {}
    for folder in arguments.teachers:
        predictor = Predictor.load(folder)
        temperature = predictor.manifest.calibration.temperatures["post"]
        told[folder.name] = np.array(
            [expit(item.reading.logits.post / temperature) for item in read_dev(predictor, dev)]
        )
    wording = tokenizer_of(str(arguments.teachers[0])).encoder.wording
    told["tfidf"] = fit_tfidf(parts.train, wording).probabilities(name_blind(dev, wording))
    sides = sides_taken(gold_posts(dev))
    authored = np.array([source.startswith("authored") for source in dev["source"]])
    report: dict[str, Any] = {"posts": {"public": int((~authored).sum()), "authored": int(authored.sum())}}
    for count in range(1, len(told) + 1):
        for names in itertools.combinations(told, count):
            mean = np.mean([told[name] for name in names], axis=0)
            report[" + ".join(names)] = figures(mean, sides, authored)
            print(" + ".join(names), report[" + ".join(names)])
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
