"""How many posts a second the linker reads, beside the normal view and a plain pass of the automaton.

    python -m training.benchmarks.linking posts.jsonl.gz REPORT.json

Posts are lines of JSON with a `text`; those of 60 to 140 characters are read, in one thread. Times are of the
processor, the best of three runs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

import ahocorasick

from netralnlp.rosters import Linker, resolve
from netralnlp.rosters.form_index import key_of
from netralnlp.text import normal_view

ELECTIONS = (None, "pilpres-2024", "pilkada-2024/73.71", "pilkada-2024/13*", "pilkada-2024")
RUNS = 3


def short_posts(path: Path) -> Iterator[str]:
    """Texts of 60 to 140 characters in a file of JSON lines, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            if 60 <= len(text) <= 140:
                yield text


def per_second(read: Callable[[str], object], posts: list[str]) -> float:
    """Posts a second, best of the runs."""
    times = []
    for _ in range(RUNS):
        start = process_time()
        for post in posts:
            read(post)
        times.append(process_time() - start)
    return len(posts) / min(times)


def plain_automaton(linker: Linker) -> ahocorasick.Automaton:
    """The forms of a linker's rosters, to be found wherever they stand."""
    automaton = ahocorasick.Automaton()
    for roster in linker.rosters:
        for form in roster.forms:
            automaton.add_word(key_of(form.text), form)
    automaton.make_automaton()
    return automaton


def memory() -> float:
    """Peak memory of the process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(election: str | None, posts: list[str], view: float) -> dict[str, Any]:
    """What a linker of one election costs to make and how fast it reads."""
    start, before = process_time(), memory()
    rosters = resolve(election) if election else ()
    linker = Linker(rosters)
    made, grown = process_time() - start, memory() - before
    speed = per_second(linker.link, posts)
    figures = {
        "election": election or "none",
        "made_in_s": round(made, 3),
        "memory_mb": round(grown, 1),
        "posts_per_s": round(speed),
        "share_of_the_normal_view": round(speed / view, 3),
    }
    if rosters:
        automaton = plain_automaton(linker)
        plain = per_second(lambda post: list(automaton.iter(post)), posts)
        figures["plain_automaton_posts_per_s"] = round(plain)
    return figures


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=Path, help="JSON lines with a text, gzipped or not")
    parser.add_argument("report", type=Path)
    parser.add_argument("--limit", type=int, default=4000, help="how many posts are read")
    arguments = parser.parse_args()
    posts = list(islice(short_posts(arguments.posts), arguments.limit))
    view = per_second(normal_view, posts)
    report = {
        "posts": len(posts),
        "normal_view_posts_per_s": round(view),
        "elections": [measure(election, posts, view) for election in ELECTIONS],
    }
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
