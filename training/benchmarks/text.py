"""Speed of the text pipeline: `python -m training.benchmarks.text POSTS.jsonl.gz REPORT.json`.

The stem stage runs beside PySastrawi, without its cache (`Stemmer`, on a part of the posts) and with it
(`CachedStemmer`), on the same lower-case texts. Rates are posts per second of processor time of one core, the best of
three rounds in one run: read the ratios. A first pass starts with every cache empty, the dictionaries loaded; a second
pass finds them filled.
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
ROUNDS = 3


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
    for memo in (stems.STEMS, stems.STAGE.known, slang.STAGE.known, affixes.KNOWN_GAPS):
        memo.clear()
    word_view.cache_clear()


def measure(posts: Sequence[str], lowered: Sequence[str]) -> dict[str, dict[str, float]]:
    """Rates of one round, by what was run and by pass."""
    cached = StemmerFactory().create_stemmer()
    part = lowered[:: max(1, len(lowered) // UNCACHED_POSTS)]
    rates = {"PySastrawi without cache": {"first": rate(cached.delegatedStemmer.stem, part)}}
    rates["PySastrawi with cache"] = {run: rate(cached.stem, lowered) for run in ("first", "second")}
    empty_caches()
    rates["stem stage"] = {run: rate(stem_stage, lowered) for run in ("first", "second")}
    rates["normal view"] = {"first": rate(normal_view, posts)}
    empty_caches()
    rates["whole pipeline"] = {run: rate(bag_of_words, posts) for run in ("first", "second")}
    return rates


def stem_stage(text: str) -> NormalizedText:
    """The stem stage alone."""
    return stem_words(NormalizedText.of(text))


def report(posts: Sequence[str]) -> dict[str, object]:
    """The best rates of all rounds, the ratios that matter and the peak memory of the process."""
    lowered = [normal_view(post).text for post in posts]
    bag_of_words("pemilihan")
    rounds = [measure(posts, lowered) for _ in range(ROUNDS)]
    best = {name: {run: max(each[name][run] for each in rounds) for run in of} for name, of in rounds[0].items()}
    stage, uncached, cached = best["stem stage"], best["PySastrawi without cache"], best["PySastrawi with cache"]
    return {
        "posts": len(posts),
        "median_characters": statistics.median(map(len, posts)),
        "rounds": ROUNDS,
        "posts_per_second": {name: {run: round(value) for run, value in of.items()} for name, of in best.items()},
        "stem_stage_times_pysastrawi_without_cache": {
            run: round(value / uncached["first"], 1) for run, value in stage.items()
        },
        "stem_stage_times_pysastrawi_with_cache": {run: round(value / cached[run], 2) for run, value in stage.items()},
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
