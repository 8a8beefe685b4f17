"""What many posts cost, out of measured rates and prices of one's own.

`python -m training.benchmarks.cost docs/reports/spark-benchmark.json --core-hour NAME=PRICE ... [--page docs/spark.md]`
prints a table, or fills the page between its two comments. Cost is core-hours times price: loading, idle cores, storage
and what a platform adds to the machine are not in it, and duplicates, which cost next to nothing, are not taken off.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from netralnlp.errors import TrainingError
from training.pages import fill

MODULE: Final = "training.benchmarks.cost"
CORES: Final = 100


@dataclass(frozen=True, slots=True)
class Price:
    """What one core costs in an hour, in the currency of the page."""

    name: str
    core_hour: float

    @classmethod
    def of(cls, text: str) -> Price:
        """The price written `NAME=PRICE`."""
        name, _, amount = text.partition("=")
        if not name or float(amount) <= 0:
            raise ValueError(text)
        return cls(name, float(amount))


def core_hours(posts: float, posts_per_core_s: float) -> float:
    """Hours that one core needs for so many posts."""
    return posts / posts_per_core_s / 3600


def render(report: dict[str, Any], source: Path, posts: float, prices: Sequence[Price], currency: str) -> str:
    """The rates and the cost as Markdown, ending in the command that makes it."""
    heads = ["run", "posts a second and core", "core-hours", f"hours on {CORES} cores"]
    heads += [f"{currency}, {price.name} ({price.core_hour:g} a core-hour)" for price in prices]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' + ' ---: |' * (len(heads) - 1)}"]
    for way, rate in report["posts_per_core_s"].items():
        hours = core_hours(posts, rate)
        cells = [f"`{way}`", f"{rate:,.1f}", _round(hours), _round(hours / CORES)]
        cells += [_round(hours * price.core_hour) for price in prices]
        lines.append(f"| {' | '.join(cells)} |")
    options = "".join(f" --core-hour {price.name}={price.core_hour:g}" for price in prices)
    return "\n".join(
        [
            f"Measured with {report['model']} and pyspark {report['pyspark']} on {report['cores']} cores, "
            f"{report['posts']:,} authored posts of {report['median_characters']:g} characters (median), best of "
            f"{report['rounds']} rounds: Spark scored {report['spark_to_plain']:.0%} of the posts a second that a "
            f"plain run scored, and {report['rows_that_differ']:,} rows had another answer.",
            "",
            f"Cost of {posts:,.0f} posts:",
            "",
            *lines,
            "",
            f"`python -m training.benchmarks.cost {source} --posts {posts:g} --currency {currency}{options}`",
        ]
    )


def _round(value: float) -> str:
    """Three digits that count, no more: the rates are no better."""
    digits = max(0, 2 - int(f"{value:e}".partition("e")[2]))
    return f"{round(value, digits) if digits else float(f'{value:.3g}'):,.{digits}f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Compute, and print or fill the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, help="what training.benchmarks.spark wrote")
    parser.add_argument("--core-hour", type=Price.of, action="append", required=True, metavar="NAME=PRICE")
    parser.add_argument("--posts", type=float, default=1e9)
    parser.add_argument("--currency", default="USD")
    parser.add_argument("--page", type=Path, help="Markdown page to fill")
    options = parser.parse_args(arguments)
    report = json.loads(options.report.read_text(encoding="utf-8"))
    block = render(report, options.report, options.posts, options.core_hour, options.currency)
    if options.page:
        try:
            fill(options.page, MODULE, block)
        except TrainingError as error:
            parser.error(str(error))
    else:
        print(block)


if __name__ == "__main__":
    main()
