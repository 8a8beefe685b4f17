"""What rosters and linker add to predict: `python -m training.benchmarks.linker_gain MODEL REPORT.json`.

The same 2,000 public test posts are read without a linker (the tagger alone finds names), with what is active without
an election (national figures, parties, tickets), and with each post's election. The model was trained with links, so
the first reading shows what it falls back on where no roster knows a name.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any
from unittest import mock

from netralnlp.predictor import Predictor
from netralnlp.rosters import Link
from netralnlp.schema import Post
from training.corpus.posts import as_posts
from training.corpus.split import read_parts
from training.evaluate.gold import GoldPost, gold_posts
from training.evaluate.metrics import count, figures

POSTS = 2000
FIGURES = ("mention_overlap_f1", "mention_exact_f1", "target_f1", "post_macro_f1")


class NoLinker:
    """Knows nobody."""

    def link(self, _: str) -> tuple[Link, ...]:
        """No links."""
        return ()


def measure(predictor: Predictor, gold: list[GoldPost], posts: list[Post]) -> dict[str, float]:
    """Mention, target and post figures of one reading."""
    found = figures(count(gold, predictor.predict(posts)).sum())
    return {name: round(float(found[name]), 4) for name in FIGURES}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    test = read_parts().test
    public = test.select([i for i, source in enumerate(test["source"]) if not source.startswith("authored")])
    public = public.shuffle(seed=1).select(range(POSTS))
    predictor, gold, posts = Predictor.load(arguments.model), gold_posts(public), as_posts(public)
    with mock.patch("netralnlp.predictor.linker_for", return_value=NoLinker()):
        without = measure(predictor, gold, posts)
    report: dict[str, Any] = {
        "model": predictor.name,
        "posts": len(posts),
        "no linker": without,
        "no election": measure(predictor, gold, [dataclasses.replace(post, election=None) for post in posts]),
        "election": measure(predictor, gold, posts),
    }
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
