"""Speed on Spark beside a plain run: `python -m training.benchmarks.spark docs/reports/spark-benchmark.json`.

The authored posts are scored by `netralnlp.score_table` on all cores given, and by `score_dataframe` on a local Spark
with one worker a core. Both are warm: models are loaded and caches filled by a round that is not counted. Then rounds
alternate and the best of each counts. Rates are posts per second of one machine: read the ratio. The answers of both
are compared row for row.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyspark
from pyspark.sql import SparkSession

from netralnlp import score_table
from netralnlp.predictor import EMBEDDED_MODEL, Predictor
from netralnlp.scoring.spark import score_dataframe

POSTS: Final = Path("data/asn")
PLAIN: Final = "score_table"


def authored_posts(folder: Path, most: int | None) -> list[dict[str, object]]:
    """Number and text of authored posts, `most` of them spread evenly over the files."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    step = max(1, len(lines) // most) if most else 1
    return [{"number": number, "text": json.loads(line)["text"]} for number, line in enumerate(lines[::step][:most])]


def session(cores: int) -> SparkSession:
    """A Spark of this machine with as many workers as cores."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false").getOrCreate()


def seconds(run: Callable[[], object]) -> float:
    """Wall-clock time of a run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(posts: list[dict[str, object]], cores: int, rounds: int) -> dict[str, object]:
    """Rates of both ways, the ratio, and the rows whose answers differ."""
    predictor = Predictor.load(EMBEDDED_MODEL, threads=cores)
    table = pa.Table.from_pylist(posts)
    spark = session(cores)
    df = spark.createDataFrame(posts, "number int, text string").repartition(2 * cores).persist()
    scored = score_dataframe(df)

    def plain() -> pa.Table:
        return score_table(table, model=predictor)

    def on_spark() -> None:
        scored.write.format("noop").mode("overwrite").save()

    answers = {row["number"]: row.asDict(recursive=True) for row in scored.collect()}
    differing = sum(answers[row["number"]] != row for row in plain().to_pylist())
    name = f"spark local[{cores}]"
    times: dict[str, list[float]] = {PLAIN: [], name: []}
    for _ in range(rounds):
        times[PLAIN].append(seconds(plain))
        times[name].append(seconds(on_spark))
    spark.stop()
    rates = {way: len(posts) / min(each) for way, each in times.items()}
    return {
        "model": predictor.name,
        "pyspark": pyspark.__version__,
        "posts": len(posts),
        "median_characters": statistics.median(len(str(post["text"])) for post in posts),
        "cores": cores,
        "rounds": rounds,
        "posts_per_s": {way: round(rate, 1) for way, rate in rates.items()},
        "posts_per_core_s": {way: round(rate / cores, 2) for way, rate in rates.items()},
        "spark_to_plain": round(rates[name] / rates[PLAIN], 3),
        "rows_that_differ": differing,
    }


def main() -> None:
    """Measure, print and keep the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, help="JSON file to write")
    parser.add_argument("--posts", type=int, help="how many of the authored posts; all by default")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    found = json.dumps(measure(authored_posts(POSTS, arguments.posts), arguments.cores, arguments.rounds), indent=2)
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(found + "\n", encoding="utf-8")
    print(found)


if __name__ == "__main__":
    main()
