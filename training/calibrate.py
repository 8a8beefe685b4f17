"""Fit what decides after training: `python -m training.calibrate MODEL`, MODEL a folder that training.export wrote.

On dev posts: a temperature per head (Guo et al. 2017, "On Calibration of Modern Neural Networks"), the thresholds of
mentions, sides and conduct, and the certainty below which a post is marked for review. Writes them into the manifest.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from datasets import Dataset
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.metrics import f1_score

from netralnlp.model.decoding import Decoded, decode, target_log_odds
from netralnlp.model.labels import CONDUCTS, SIDES
from netralnlp.model.manifest import Calibration, Manifest
from netralnlp.predictor import Predictor, Reading
from netralnlp.schema import Stance
from training.corpus.posts import as_posts
from training.corpus.split import read_parts
from training.evaluate.baselines import side_macro_f1
from training.evaluate.matching import overlapping
from training.examples import IGNORED, Gold, token_labels

WRONG_SHARE: Final = 0.05
"""Highest share of wrong post stances among posts that are not marked for review."""

GRID: Final = np.round(np.arange(0.1, 0.91, 0.05), 2)
_FEW: Final = 10
_SIDES_OF: Final = {
    Stance.SUPPORT: (True, False),
    Stance.OPPOSE: (False, True),
    Stance.MIXED: (True, True),
    Stance.NEUTRAL: (False, False),
}


@dataclass(frozen=True)
class LabelledReading:
    """A dev post as the network read it, with its labels."""

    reading: Reading
    mentions: tuple[Gold, ...]
    stance: Stance
    conduct: frozenset[str]

    def decoded(self, calibration: Calibration) -> Decoded:
        """The post under a calibration."""
        reading = self.reading
        return decode(
            reading.post.text, reading.rendering.units, reading.links, reading.encoded, reading.logits, calibration
        )


def read_dev(predictor: Predictor, dev: Dataset) -> list[LabelledReading]:
    """Every dev post, read once; blank texts are left out."""
    posts = as_posts(dev)
    return [
        LabelledReading(
            reading,
            tuple(Gold(m["start"], m["end"], Stance(m["stance"])) for m in row["mentions"]),
            Stance(row["stance"]),
            frozenset(row["conduct"]),
        )
        for start in range(0, len(posts), 512)
        for reading, row in zip(
            predictor.read(posts[start : start + 512]),
            dev.select(range(start, min(start + 512, len(posts)))),
            strict=True,
        )
        if reading.post.text.strip()
    ]


def softmax_temperature(log_odds: Callable[[float], npt.NDArray[Any]], labels: npt.NDArray[Any]) -> float:
    """The temperature with the lowest cross entropy.

    Args:
        log_odds: of a temperature, `(items, classes)`.
        labels: class indices, `(items)`.
    """
    rows = np.arange(len(labels))
    return _best_temperature(lambda t: -log_softmax(log_odds(t), axis=1)[rows, labels].mean())


def sigmoid_temperature(logits: npt.NDArray[Any], labels: npt.NDArray[Any]) -> float:
    """The temperature with the lowest binary cross entropy; both of one shape, labels 0 or 1."""
    return _best_temperature(lambda t: np.logaddexp(0, np.where(labels > 0, -logits, logits) / t).mean())


def _best_temperature(loss: Callable[[float], float]) -> float:
    return float(np.exp(minimize_scalar(lambda log: loss(float(np.exp(log))), bounds=(-2, 2), method="bounded").x))


def fit_temperatures(dev: Sequence[LabelledReading]) -> dict[str, float]:
    """Temperatures of the four heads; the target's is fitted on what it says together with the post head."""
    labels = [token_labels(item.reading.encoded, item.reading.rendering.units, item.mentions) for item in dev]
    tags, targets = (np.concatenate(each) for each in zip(*labels, strict=True))
    known = targets != IGNORED
    logits = [item.reading.logits for item in dev]
    mention, target = (
        np.concatenate([each.mention for each in logits]),
        np.concatenate([each.target for each in logits]),
    )
    post, conduct = np.array([each.post for each in logits]), np.array([each.conduct for each in logits])
    post_of_token = np.repeat(post, [len(each.target) for each in logits], axis=0)
    of_post = sigmoid_temperature(post, np.array([_SIDES_OF[item.stance] for item in dev]))
    return {
        "mention": softmax_temperature(lambda t: mention / t, tags),
        "target": softmax_temperature(
            lambda t: target_log_odds(target[known], post_of_token[known], {"target": t, "post": of_post}),
            targets[known],
        ),
        "post": of_post,
        "conduct": sigmoid_temperature(
            conduct, np.array([[label.value in item.conduct for label in CONDUCTS] for item in dev])
        ),
    }


def mention_f1(dev: Sequence[LabelledReading], calibration: Calibration) -> float:
    """F1 of spans that overlap one to one."""
    matched = predicted = gold = 0
    for item in dev:
        mentions = item.decoded(calibration).mentions
        matched += overlapping(item.mentions, mentions)
        predicted += len(mentions)
        gold += len(item.mentions)
    return 2 * matched / max(1, predicted + gold)


def stance_f1(dev: Sequence[LabelledReading], calibration: Calibration) -> float:
    """Post-stance macro-F1: the mean F1 of supports, opposes and neutral."""
    gold = np.array([_SIDES_OF[item.stance] for item in dev])
    found = np.array([_SIDES_OF[item.decoded(calibration).stance] for item in dev])
    return side_macro_f1(gold, found)


def with_thresholds(calibration: Calibration, **changed: float) -> Calibration:
    """The calibration with some thresholds changed."""
    return dataclasses.replace(calibration, thresholds=calibration.thresholds | changed)


def fit_threshold(calibration: Calibration, names: Sequence[str], score: Callable[[Calibration], float]) -> Calibration:
    """Climb along each named threshold in turn to the best score on the grid."""
    for name in names:
        scores = {value: score(with_thresholds(calibration, **{name: value})) for value in map(float, GRID)}
        calibration = with_thresholds(calibration, **{name: _best(scores.__getitem__)})
    return calibration


def _best(score: Callable[[float], float]) -> float:
    """The value of the grid with the best score; of equals the one nearest to one half."""
    return float(max(GRID, key=lambda value: (score(float(value)), -abs(value - 0.5))))


def fit_conduct(dev: Sequence[LabelledReading], calibration: Calibration) -> Calibration:
    """The threshold of best F1 for each conduct label; a label with fewer than ten posts keeps 0.5."""
    logits = np.array([item.reading.logits.conduct for item in dev]) / calibration.temperatures["conduct"]
    scores = 1 / (1 + np.exp(-logits))
    changed = {}
    for index, label in enumerate(CONDUCTS):
        gold = np.array([label.value in item.conduct for item in dev])
        if gold.sum() >= _FEW:
            changed[label.value] = _best(functools.partial(_f1_from, gold, scores[:, index]))
    return with_thresholds(calibration, **changed)


def _f1_from(gold: npt.NDArray[Any], scores: npt.NDArray[Any], threshold: float) -> float:
    return float(f1_score(gold, scores >= threshold))


def fit_review(dev: Sequence[LabelledReading], calibration: Calibration) -> Calibration:
    """The lowest certainty from which on at most `WRONG_SHARE` of the posts have a wrong stance."""
    decoded = [item.decoded(calibration) for item in dev]
    certainty = np.array([post.certainty for post in decoded])
    wrong = np.array([post.stance is not item.stance for post, item in zip(decoded, dev, strict=True)])
    order = np.argsort(-certainty)
    shares = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(shares <= WRONG_SHARE)
    return dataclasses.replace(calibration, review=float(certainty[order[fine[-1]]]) if len(fine) else 1.0)


def calibrate(dev: Sequence[LabelledReading]) -> Calibration:
    """Everything, in the order in which it depends on one another."""
    calibration = Calibration(temperatures=fit_temperatures(dev))
    calibration = fit_threshold(calibration, ("linked", "tagged"), lambda fitted: mention_f1(dev, fitted))
    sides = [side.value for side in SIDES] * 2
    calibration = fit_threshold(calibration, sides, lambda fitted: stance_f1(dev, fitted))
    return fit_review(dev, fit_conduct(dev, calibration))


def main() -> None:
    """Read the command line, calibrate, write the manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    dev = read_dev(Predictor.load(arguments.model), read_parts().dev)
    calibration = calibrate(dev)
    dataclasses.replace(Manifest.read(arguments.model), calibration=calibration).write(arguments.model)
    print(f"{len(dev)} dev posts: {calibration}")


if __name__ == "__main__":
    main()
