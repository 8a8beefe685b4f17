"""Speed of the text pipeline: `python -m training.benchmarks.text POSTS.jsonl.gz REPORT.json`.

The stem stage runs beside PySastrawi, without its cache (`Stemmer`, on a part of the posts) and with it
(`CachedStemmer`), on the same lower-case texts. Rates are posts per second of processor time of one core, in one run:
read the ratios. A first pass starts with every cache empty, the dictionaries loaded; a second pass finds them filled.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from netralnlp.text import NormalizedText, affixes, bag_of_words, normal_view, slang, stem_words, stems, word_view

POSTS = 20_000
UNCACHED_POSTS = 400


def texts(path: Path) -> Iterator[str]:
    """The field `text` of a JSONL file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def sample(path: Path, size: int) -> list[str]:
    """`size` posts spread evenly over the file."""
    posts = list(texts(path))
    step = max(1, len(posts) // size)
    return posts[::step][:size]


def rate(run: Callable[[str], object], posts: Sequence[str]) -> float:
    """Posts per second of processor time."""
    start = time.process_time()
    for post in posts:
        run(post)
    return len(posts) / (time.process_time() - start)


def empty_caches() -> None:
    """Forget every word met."""
    for memo in (stems.STEMS, slang.STANDARD, affixes.KNOWN_GAPS):
        memo.clear()
    word_view.cache_clear()


def measure(posts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Rates by what was run."""
    lowered = [normal_view(post).text for post in posts]
    stem_stage = lambda text: stem_words(NormalizedText.of(text))  # noqa: E731
    stem_stage("pemilihan")
    bag_of_words("pemilihan")

    cached = StemmerFactory().create_stemmer()
    uncached = cached.delegatedStemmer
    part = lowered[:: max(1, len(lowered) // UNCACHED_POSTS)]
    rates = {"PySastrawi without cache": {"first": rate(uncached.stem, part)}}
    rates["PySastrawi with cache"] = {name: rate(cached.stem, lowered) for name in ("first", "second")}
    empty_caches()
    rates["stem stage"] = {name: rate(stem_stage, lowered) for name in ("first", "second")}
    rates["normal view"] = {name: rate(normal_view, posts) for name in ("first", "second")}
    empty_caches()
    rates["whole pipeline"] = {name: rate(bag_of_words, posts) for name in ("first", "second")}
    return rates


def report(posts: Sequence[str]) -> dict[str, object]:
    """The rates, the ratios that matter and the peak memory of the process."""
    rates = measure(posts)
    stage = rates["stem stage"]
    return {
        "posts": len(posts),
        "median_characters": statistics.median(map(len, posts)),
        "posts_per_second": {name: {run: round(value) for run, value in of.items()} for name, of in rates.items()},
        "stem_stage_times_pysastrawi_without_cache": round(
            stage["first"] / rates["PySastrawi without cache"]["first"], 1
        ),
        "stem_stage_times_pysastrawi_with_cache": {
            run: round(value / rates["PySastrawi with cache"][run], 2) for run, value in stage.items()
        },
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Measure, print and keep the report."""
    parser = argparse.ArgumentParser(description="Speed of the text pipeline")
    parser.add_argument("posts", type=Path, help="JSONL with a field `text`, .gz or not")
    parser.add_argument("report", type=Path, help="JSON file to write")
    arguments = parser.parse_args()
    found = json.dumps(report(sample(arguments.posts, POSTS)), indent=2)
    arguments.report.parent.mkdir(parents=True, exist_ok=True)
    arguments.report.write_text(found + "\n", encoding="utf-8")
    print(found)


if __name__ == "__main__":
    main()
