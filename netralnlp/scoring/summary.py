"""What became of a file, as it is told and as the manifest beside the output keeps it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from netralnlp.scoring.answers import Answer
from netralnlp.scoring.durable import move_into_place

MANIFEST_ENDING: Final = ".manifest.json"
LISTED_ERRORS: Final = 20
"""Rows without an answer that a summary lists."""


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that could not be scored: its number from 1 on below the header, its id where there is one, and why."""

    row: int
    id: str | None
    error: str


@dataclass(slots=True)
class ScoringSummary:
    """What became of a file.

    Attributes:
        model: name and version of the model.
        rows: rows that came in and went out.
        duplicates: rows whose answer was taken from an equal row before.
        errors: rows that went out with `netral_error`.
        needs_review: rows a person should look at.
        truncated: texts that were cut, which never happens.
        context_cut: rows whose context was longer than the model reads, so that its beginning was left out.
        blank_lines: lines of the input that held no row.
        seconds: time spent on scoring, all runs together.
        first_errors: the first rows without an answer.
        resumed: rows whose answers a run before had kept.
        finished_before: whether a run before had finished the output, so that nothing was done.
    """

    model: str
    rows: int = 0
    duplicates: int = 0
    errors: int = 0
    needs_review: int = 0
    truncated: int = 0
    context_cut: int = 0
    blank_lines: int = 0
    seconds: float = 0.0
    first_errors: list[RowError] = field(default_factory=list)
    resumed: int = 0
    finished_before: bool = False

    def count(self, answer: Answer, id_: str | None) -> None:
        """Add a row."""
        self.rows += 1
        self.needs_review += answer.needs_review
        self.context_cut += answer.context_cut
        if answer.error is not None:
            self.errors += 1
            if len(self.first_errors) < LISTED_ERRORS:
                self.first_errors.append(RowError(self.rows, id_, answer.error))


def manifest_path(out: Path) -> Path:
    """Where the manifest of an output is."""
    return out.with_name(out.name + MANIFEST_ENDING)


def write_manifest(out: Path, draft: Path, summary: ScoringSummary, begun: Mapping[str, Any], **facts: object) -> None:
    """Write the manifest of a finished output: the summary, other facts, and with what the run was begun.

    Raises:
        OSError: the system refuses.
    """
    told = dataclasses.asdict(summary)
    for name in ("resumed", "finished_before"):
        del told[name]
    told["seconds"] = round(told["seconds"], 1)
    values = {"output": out.name, **facts, **told, "begun_with": begun}
    draft.write_text(json.dumps(values, indent=2, ensure_ascii=True) + "\n", encoding="utf-8")
    move_into_place(draft, manifest_path(out))


def read_manifest(out: Path) -> dict[str, Any] | None:
    """The manifest of an output; None where there is none that can be read.

    Raises:
        OSError: the system refuses.
    """
    try:
        values = json.loads(manifest_path(out).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return values if isinstance(values, dict) and "begun_with" in values else None


def summary_of(manifest: Mapping[str, Any]) -> ScoringSummary:
    """The summary that a manifest keeps."""
    names = {each.name for each in dataclasses.fields(ScoringSummary)}
    values = {name: value for name, value in manifest.items() if name in names}
    errors = [RowError(**each) for each in values.pop("first_errors", [])]
    return ScoringSummary(**values, first_errors=errors, finished_before=True)
