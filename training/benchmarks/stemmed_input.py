"""What stemming before the encoder costs: `python -m training.benchmarks.stemmed_input MODEL REPORT.json`.

Stemmers belong to the linker and to word lists; an encoder reads words as people write them. This reads test posts as
they are and after the whole Sastrawi pipeline (slang, affixes, stems, stop words), and compares the stance of posts.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from netralnlp.predictor import Predictor
from netralnlp.schema import Post
from netralnlp.text import word_view
from training.corpus.posts import as_posts
from training.corpus.split import read_parts
from training.evaluate.gold import gold_posts
from training.evaluate.metrics import count, figures


def stemmed(post: Post) -> Post:
    """The post with its text as the pipeline leaves it."""
    return dataclasses.replace(post, text=word_view()(post.text).text)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    test = read_parts().test
    predictor, posts = Predictor.load(arguments.model), as_posts(test)
    gold = gold_posts(test)
    found = {
        name: float(figures(count(gold, predictor.predict(read)).sum())["post_macro_f1"])
        for name, read in (("as written", posts), ("stemmed", [stemmed(post) for post in posts]))
    }
    report = {"model": predictor.name, "posts": len(posts), "post_macro_f1": found}
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
