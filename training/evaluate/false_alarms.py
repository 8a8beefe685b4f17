"""How often a line that has nothing to do with politics is called partisan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from scipy.stats import binomtest

from netralnlp.schema import Prediction, Stance
from training.evaluate.bootstrap import LEVEL
from training.evaluate.gold import GoldPost

SOURCE: Final = "general"
"""The source of the lines from news, encyclopedia, reviews and tweets."""


def false_alarms(gold: Sequence[GoldPost], predictions: Sequence[Prediction]) -> dict[str, Any] | None:
    """Partisan answers per 1,000 general lines that are neutral and mention nobody; None where there is no such line.

    The interval is exact (Clopper and Pearson 1934), since a bootstrap of no hits has no width.
    """
    answers = [
        answer
        for post, answer in zip(gold, predictions, strict=True)
        if post.source == SOURCE and post.stance is Stance.NEUTRAL and not post.mentions
    ]
    if not answers:
        return None
    test = binomtest(sum(answer.stance is not Stance.NEUTRAL for answer in answers), len(answers))
    interval = test.proportion_ci(LEVEL, method="exact")
    return {
        "of": 1000,
        "lines": len(answers),
        "partisan": test.k,
        "per_thousand": {
            "value": 1000 * test.statistic,
            "low": 1000 * float(interval.low),
            "high": 1000 * float(interval.high),
        },
    }
