"""Speed of scoring files: `python -m training.benchmarks.scoring REPORT.json`.

Beside `netralnlp.score_file`, which is one process with the threads of ONNX Runtime, it times `predict` on the same
texts in a list, and one process for each core, bound to its core, each scoring its share of the rows: what a pool of
workers could reach at best, without the cost of handing rows around. Rates are rows per second on one machine, loading
the model left out: read the ratios. Texts are the example comments, each with a number, so that none is a duplicate; in
a second file half of the rows are duplicates.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

EXAMPLES: Final = Path("data/examples/comments.csv")
REPEATS: Final = 2
"""How often a text stands in the file with duplicates."""

_PREDICT: Final = """
import csv, sys, time
import netralnlp
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    texts = [row["text"] for row in csv.DictReader(file)]
model = netralnlp.load()
model.predict("Pilih yang jujur")
start = time.perf_counter()
model.predict(texts)
print(len(texts) / (time.perf_counter() - start))
"""
_RUN: Final = """
import json, os, resource, sys, time
cores = json.loads(sys.argv[3])
if cores:
    os.sched_setaffinity(0, cores)
import netralnlp
model = netralnlp.load()
model.predict("Pilih yang jujur")
print("ready", flush=True)
sys.stdin.readline()
start, busy = time.perf_counter(), time.process_time()
summary = netralnlp.score_file(sys.argv[1], sys.argv[2], model=model)
seconds = time.perf_counter() - start
print(json.dumps({
    "rows": summary.rows,
    "seconds": seconds,
    "cores_busy": (time.process_time() - busy) / seconds,
    "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
}))
"""


def write_rows(path: Path, texts: Sequence[str], rows: range, repeats: int) -> None:
    """A CSV file of that many rows, in which a text stands `repeats` times."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows([number, f"{texts[number % len(texts)]} {number // repeats}"] for number in rows)


def predict_rate(rows: Path) -> float:
    """Texts per second of `predict` on the whole list, in a process of its own."""
    command = [sys.executable, "-c", _PREDICT, str(rows)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def score_together(folder: Path, shares: Sequence[Path], cores: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Score one file a process, all at once, each on its cores (none: all of them)."""
    processes = []
    for share, own in zip(shares, cores, strict=True):
        command = [sys.executable, "-c", _RUN, str(share), str(folder / f"{share.stem}-scored.csv"), json.dumps(own)]
        processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    for process in processes:  # each has loaded its model
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    reports = [json.loads(process.communicate()[0]) for process in processes]
    seconds = max(report["seconds"] for report in reports)
    return {
        "processes": len(reports),
        "rows_per_s": sum(report["rows"] for report in reports) / seconds,
        "cores_busy": sum(report["cores_busy"] * report["seconds"] for report in reports) / seconds,
        "peak_memory_mb": sum(report["peak_memory_mb"] for report in reports),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    arguments = parser.parse_args()
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        texts = [row["comment"] for row in csv.DictReader(file)]
    cores = sorted(os.sched_getaffinity(0))
    rows = range(arguments.rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "all.csv", texts, rows, 1)
        write_rows(folder / "repeated.csv", texts, rows, len(texts) * REPEATS)
        shares = [folder / f"share-{core}.csv" for core in cores]
        for index, share in enumerate(shares):
            write_rows(share, texts, rows[index :: len(shares)], 1)
        predicted = predict_rate(folder / "all.csv")
        scored = score_together(folder, [folder / "all.csv"], [[]])
        repeated = score_together(folder, [folder / "repeated.csv"], [[]])
        report = {
            "cores": len(cores),
            "rows": len(rows),
            "predict_rows_per_s": predicted,
            "score_file": scored,
            "score_file_with_half_duplicates": repeated,
            "one_process_a_core": score_together(folder, shares, [[core] for core in cores]),
            "score_file_to_predict": scored["rows_per_s"] / predicted,
            "gain_with_half_duplicates": repeated["rows_per_s"] / scored["rows_per_s"],
        }
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
