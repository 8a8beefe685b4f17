"""Compare two exports of one model on dev posts: `python -m training.export_check INT8 FP32 REPORT.json`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from netralnlp.model.manifest import Manifest
from netralnlp.predictor import Predictor
from netralnlp.schema import Prediction
from training.corpus.labelled import LABELS, TEXTS, read_labelled
from training.corpus.posts import as_posts
from training.corpus.split import split


def agreement(left: list[Prediction], right: list[Prediction]) -> dict[str, float]:
    """Shares of posts with the same post stance, the same mentions (span and stance), and the largest score gap."""
    pairs = list(zip(left, right, strict=True))
    return {
        "posts": len(pairs),
        "post_stance": sum(a.stance == b.stance for a, b in pairs) / len(pairs),
        "mentions": sum(
            [(m.start, m.end, m.stance) for m in a.mentions] == [(m.start, m.end, m.stance) for m in b.mentions]
            for a, b in pairs
        )
        / len(pairs),
        "largest_score_gap": max(abs(a.scores[side] - b.scores[side]) for a, b in pairs for side in a.scores),
    }


def main() -> None:
    """Read the command line, compare, write and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("int8", type=Path)
    parser.add_argument("fp32", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    arguments = parser.parse_args()
    _, dev = split(read_labelled(arguments.labels, arguments.texts))
    predictions = [Predictor.load(folder).predict(as_posts(dev)) for folder in (arguments.int8, arguments.fp32)]
    report = {"model": Manifest.read(arguments.int8).name, **agreement(*predictions)}
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
