"""Labels with their texts: the repository holds ids, hashes and spans, the reader brings the texts.

A text is the one that was labelled when its SHA-256 is the label's. Texts come from a folder as `TEXTS` is, or from
the public sources themselves, fetched by the reader into `FOLDER/owner/name/path`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netralnlp.errors import MissingExtraError, TrainingError
from training.corpus.labelled import join, read_texts
from training.corpus.source_files import rows_of
from training.corpus.sources import GENERAL_SOURCE, Source, general_id, pool_id


@dataclass(slots=True)
class Hydrated:
    """Posts with texts and labels, sorted by id, and what is missing: notes for a reader, one a line."""

    rows: list[dict[str, Any]]
    missing: int
    notes: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """As JSON lines, which `read_labelled` takes as texts beside the labels."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows)
        path.write_text("".join(lines), encoding="utf-8", newline="\n")


def with_text(label: Mapping[str, Any], post: Mapping[str, Any]) -> dict[str, Any]:
    """One post: its text and what is known of it, then the fields of its label.

    Raises:
        TrainingError: a span or a hash that does not fit the text.
    """
    join(dict(label), dict(post))
    known = {name: post.get(name) for name in ("text", "context", "platform", "election", "source", "set")}
    return {"id": label["id"], **known, **{name: value for name, value in label.items() if name != "id"}}


def from_texts(labels: Iterable[Mapping[str, Any]], texts: Path) -> Hydrated:
    """Join labels with a folder or a file of texts, as `read_texts` reads it.

    Raises:
        TrainingError: a text that is not the one that was labelled.
    """
    wanted = {label["id"]: label for label in labels}
    rows = [
        with_text(wanted.pop(post["id"]), {"source": post["set"], **post})
        for post in read_texts(texts)
        if post["id"] in wanted
    ]
    by_round = Counter(_group(label) for label in wanted.values())
    notes = [f"{group}: {missing} labels without a text in {texts}" for group, missing in sorted(by_round.items())]
    return Hydrated(sorted(rows, key=lambda row: str(row["id"])), len(wanted), notes)


def _group(label: Mapping[str, Any]) -> str:
    return "general lines" if label["id"].startswith("general-") else f"round {label['round']}"


def from_sources(labels: Iterable[Mapping[str, Any]], sources: Iterable[Source], folder: Path) -> Hydrated:
    """Find the texts of labels in fetched files.

    Every cell whose SHA-256 is that of a label is compared with the label's id, which says that the text comes from
    this source and row; where the rows are counted in another way than ours, any row of the file may prove it.
    General lines are read from `FOLDER/general.txt.gz` where it is; their sources are not recorded.
    """
    wanted = {label["text_sha256"]: label for label in labels}
    rows: list[dict[str, Any]] = []
    notes = []
    for source in sources:
        found, problem = _read(source, folder, wanted)
        rows += found
        missing = source.labelled - len(found)
        if problem or missing:
            notes.append(f"{source.source}: {missing} of {source.labelled} labels without a text" + problem)
    return Hydrated(sorted(rows, key=lambda row: str(row["id"])), len(wanted) - len(rows), notes)


def _read(source: Source, folder: Path, wanted: Mapping[str, Mapping[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    if not source.labelled:
        return [], ""
    path = folder / source.path
    if not path.exists():
        return [], f"; {path} is not there"
    try:
        return list(_posts(source, list(rows_of(path, source.sheet)), wanted)), ""
    except (TrainingError, MissingExtraError) as error:
        return [], f"; {error}"


def _posts(
    source: Source, rows: Sequence[list[str]], wanted: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    found: set[str] = set()
    for number, cells in enumerate(rows):
        for text in cells:
            label = wanted.get(hashlib.sha256(text.encode(errors="replace")).hexdigest())
            if label and label["id"] not in found and _is_of(source.source, text, label["id"], number, len(rows)):
                found.add(label["id"])
                yield with_text(
                    label,
                    {
                        "text": text,
                        "platform": source.platform,
                        "election": source.election_of(label["id"]),
                        "source": source.source,
                        "set": source.set,
                    },
                )


def _is_of(source: str, text: str, post: str, number: int, rows: int) -> bool:
    """Whether an id is that of a text in this source: at its row first, then at any."""
    if source == GENERAL_SOURCE:
        return general_id(text) == post
    return pool_id(source, number, text) == post or any(pool_id(source, row, text) == post for row in range(2 * rows))
