"""What 8-bit weights cost and gain: `python -m training.benchmarks.quantisation MODEL REPORT.json`.

MODEL is a folder of training.train. It is exported in fp32, in 8-bit blocks and in 8-bit rows (training.quantise), and
each is calibrated on dev and scored on the public test posts. Speeds are posts per second of one run on one machine,
of `predict` on a list of test posts and of the bare graph on the same windows, already batched: read the ratios.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from netralnlp.model.backend import ONNX_FILE, load_backend
from netralnlp.model.manifest import Manifest
from netralnlp.predictor import Predictor
from netralnlp.schema import Post
from training.calibrate import calibrate, read_dev
from training.corpus.near_duplicates import cluster
from training.corpus.posts import as_posts
from training.corpus.split import Parts, read_parts
from training.evaluate.bootstrap import estimates
from training.evaluate.gold import gold_posts
from training.evaluate.labelled_set import by_authorship
from training.evaluate.metrics import count
from training.export import export
from training.quantise import quantise_blocks, quantise_rows

KINDS: Final[dict[str, Callable[[Path], None] | None]] = {
    "fp32": None,
    "blocks": quantise_blocks,
    "rows": quantise_rows,
}
FIGURES: Final = ("post_macro_f1", "target_f1", "mention_overlap_f1", "mention_exact_f1")
TIMED_POSTS: Final = 512
BATCH: Final = 32
_REPEATS: Final = 3


def measure(folder: Path, parts: Parts) -> dict[str, Any]:
    """Size, figures on test and speeds of a model folder, which is calibrated in place."""
    calibration = calibrate(read_dev(Predictor.load(folder), parts.dev))
    dataclasses.replace(Manifest.read(folder), calibration=calibration).write(folder)
    predictor = Predictor.load(folder)
    test, _ = by_authorship(parts.test)
    found = estimates(count(gold_posts(test), predictor.predict(as_posts(test))), cluster(test["text"]))
    return {
        "graph_mb": round((folder / ONNX_FILE).stat().st_size / 1e6, 1),
        "figures": {name: {key: round(value, 4) for key, value in found[name].items()} for name in FIGURES},
        **speeds(folder, predictor, as_posts(test)[:TIMED_POSTS]),
    }


def speeds(folder: Path, predictor: Predictor, posts: Sequence[Post]) -> dict[str, float]:
    """Posts per second of `predict`, and of the bare graph on the padded batches that `predict` makes of them."""
    backend = load_backend(folder)
    windows = sorted(
        (window for reading in predictor.read(posts) for window in reading.encoded.windows), key=lambda w: len(w.ids)
    )
    batches = []
    for start in range(0, len(windows), BATCH):
        rows = windows[start : start + BATCH]
        ids = np.ones((len(rows), len(rows[-1].ids)), np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(rows):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
            types[row, : len(window.types)] = window.types
        batches.append((ids, mask, types))
    bare = _fastest(lambda: [backend.run(*batch) for batch in batches])
    whole = _fastest(lambda: predictor.predict(list(posts), batch_size=BATCH))
    return {
        "bare_graph_posts_per_s": round(len(posts) / bare, 1),
        "predict_posts_per_s": round(len(posts) / whole, 1),
        "predict_share_of_bare_graph": round(bare / whole, 3),
    }


def _fastest(run: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Export, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    parts = read_parts()
    manifest = Manifest.read(arguments.model)
    report: dict[str, Any] = {"model": f"{manifest.name} {manifest.version}", "timed_posts": TIMED_POSTS, "kinds": {}}
    with tempfile.TemporaryDirectory() as scratch:
        for kind, quantise in KINDS.items():
            folder = Path(scratch) / kind
            export(arguments.model, folder, quantise)
            report["kinds"][kind] = measure(folder, parts)
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
