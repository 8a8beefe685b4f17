"""Memory of `netralnlp.score_file` over 10^6 rows: `python -m training.benchmarks.scoring_memory REPORT.json`.

The rows are authored posts, each with a number in place of its last word, so that none is a duplicate. A stand-in
answers neutral in place of the model, whose own memory does not grow with rows: what is measured is reading, journal,
cache and writing. Resident memory is sampled at every advance; the peak of the last tenth of a task is read beside that
of its first tenth.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import netralnlp
from netralnlp.predictor import Elections
from netralnlp.schema import Post, Prediction, Stance
from netralnlp.scoring.progress import Silence

AUTHORED: Final = Path("data/asn")
TENTHS: Final = 10
_SEED: Final = 7


class StandIn:
    """Finds every post neutral."""

    name = "stand-in 1.0"

    def predict(self, posts: Sequence[Post], *, election: Elections = None) -> list[Prediction]:
        """A prediction without mentions for each post."""
        scores = {Stance.SUPPORT: 0.01, Stance.OPPOSE: 0.01}
        return [
            Prediction(post.text, Stance.NEUTRAL, 0.02, scores, False, (), (), 1, False, self.name, ())
            for post in posts
        ]


class Sampler(Silence):
    """Keeps the highest resident memory in each tenth of each task, in MB."""

    def __init__(self) -> None:
        self.peaks: dict[str, list[float]] = {}

    def start(self, task: str, rows: int, done: int) -> None:
        """See `Progress.start`."""
        self._rows, self._done = rows, done
        self._peaks = self.peaks.setdefault(task, [0.0] * TENTHS)

    def advance(self, rows: int) -> None:
        """See `Progress.advance`."""
        self._done += rows
        tenth = min(TENTHS - 1, TENTHS * (self._done - 1) // self._rows)
        self._peaks[tenth] = max(self._peaks[tenth], resident())


def resident() -> float:
    """Resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1000


def write_rows(path: Path, rows: int) -> None:
    """A CSV file of authored posts, the last word of each exchanged for the row's number."""
    lines = (line for batch in sorted(AUTHORED.glob("*.jsonl")) for line in batch.open(encoding="utf-8"))
    texts = [json.loads(line)["text"] for line in lines]
    generator = random.Random(_SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        for number in range(rows):
            writer.writerow([f"{number:08}", f"{generator.choice(texts).rpartition(' ')[0]} {number}"])


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    sampler = Sampler()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "rows.csv", arguments.rows)
        summary = netralnlp.score_file(folder / "rows.csv", folder / "scored.csv", model=StandIn(), progress=sampler)
    report = {
        "rows": summary.rows,
        "duplicates": summary.duplicates,
        "peak_mb_by_tenth": {task: [round(peak, 1) for peak in peaks] for task, peaks in sampler.peaks.items()},
        "last_to_first_tenth": {task: round(peaks[-1] / peaks[0], 3) for task, peaks in sampler.peaks.items()},
    }
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
