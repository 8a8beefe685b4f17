from __future__ import annotations

import numpy as np

from training.benchmarks.teachers import figures


def test_teachers_that_err_on_different_posts_are_better_together() -> None:
    sides = np.array([[True, False], [False, True], [False, False]] * 20)
    authored = np.arange(60) >= 30
    right = np.where(sides, 0.8, 0.1)
    wrong = np.where(sides, 0.3, 0.5)
    first, second = right.copy(), right.copy()
    first[0::4], second[2::4] = wrong[0::4], wrong[2::4]
    alone = [figures(each, sides, authored)["public"] for each in (first, second)]
    assert max(alone) < 0.9
    assert figures((first + second) / 2, sides, authored) == {"public": 1.0, "authored": 1.0}
