"""Whether the 8-bit weights decide as the fp32 ones do: both read dev and test posts under one calibration."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasets import concatenate_datasets

from netralnlp.model.manifest import Manifest
from netralnlp.predictor import Predictor
from netralnlp.schema import Prediction
from training.corpus.posts import as_posts
from training.corpus.split import Parts


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


def check_export(exported: Path, export_full_precision: Callable[[Path], None], parts: Parts) -> dict[str, Any]:
    """The agreement of an exported folder with the fp32 export that the function writes into a folder."""
    manifest = Manifest.read(exported)
    posts = as_posts(concatenate_datasets([parts.dev, parts.test]))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        export_full_precision(folder)
        dataclasses.replace(Manifest.read(folder), calibration=manifest.calibration).write(folder)
        quantised, full = (Predictor.load(path).predict(posts) for path in (exported, folder))
    return {"model": f"{manifest.name} {manifest.version}", **agreement(quantised, full)}
