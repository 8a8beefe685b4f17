"""Posts, labels and folders of a corpus in small; all texts are invented."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def label(post: str, text: str, /, *mentions: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """A label as in data/real: mentions are surfaces with their stance, the first occurrence of each."""
    sides = {stance for _, stance in mentions}
    follows = "mixed" if {"support", "oppose"} <= sides else next(iter(sides - {"neutral"}), "neutral")
    spans = [
        {"start": (at := text.index(surface)), "end": at + len(surface), "stance": side} for surface, side in mentions
    ]
    return {
        "id": post,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "mentions": sorted(spans, key=lambda span: span["start"]),
        "stance": follows,
        "stance_by": "mentions",
        "conduct": [],
        "sure": True,
        "annotator": "annotator-1",
        "round": 1,
        **fields,
    }


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """JSON lines, gzipped where the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path
