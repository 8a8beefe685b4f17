"""Regulations on the neutrality of civil servants and their clauses, read from `data/clauses.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from netralnlp.rules.calendar import Stage

STAGES: Mapping[str, frozenset[Stage]] = {
    "before": frozenset({Stage.BEFORE_DETERMINATION}),
    "after": frozenset(Stage) - {Stage.BEFORE_DETERMINATION},
    "campaign": frozenset({Stage.CAMPAIGN}),
    "any": frozenset(Stage),
}


@dataclass(frozen=True, slots=True)
class Regulation:
    """A law, government regulation or joint decree, and the days between which it holds (`valid_to` None: still).

    `verified` is about these days.
    """

    id: str
    name: str
    title: str
    valid_from: date
    source: str
    verified: bool
    valid_to: date | None = None

    def in_force(self, day: date | None) -> bool:
        """Whether it held on that day; with no day known, whether it still holds."""
        if day is None:
            return self.valid_to is None
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, in this project's own words, and what has to be seen in a text before it can come into question.

    `stage` is before, after, campaign or any; `election` is national, regional or any; `when` holds conduct labels
    and signals; `cue` is a pattern that the text must match as well; `party` is required, before or None.
    `verified` means that two or more independent public pages say the same, not a check against the gazette.
    """

    id: str
    regulation: Regulation
    article: str
    statement: str
    applies_to: str
    stage: str
    when: tuple[str, ...]
    source: str
    verified: bool
    election: str = "any"
    cue: re.Pattern[str] | None = None
    party: str | None = None

    def covers(self, stage: Stage | None, election: str | None, *, party: bool) -> bool:
        """Whether stage and kind of election fit; what is None is unknown and fits. `party`: one is mentioned."""
        if (self.party == "required" and not party) or (election and self.election not in ("any", election)):
            return False
        return stage is None or stage in STAGES[self.stage] or (self.party == "before" and party)


@cache
def regulations() -> Mapping[str, Regulation]:
    """All packaged regulations by id."""
    return {key: Regulation(id=key, **row) for key, row in _table()["regulations"].items()}


@cache
def clauses() -> tuple[Clause, ...]:
    """All packaged clauses, in the order of the data file."""
    table = _table()
    return tuple(_clause(row, table["groups"]) for row in table["clauses"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("netralnlp.rules") / "data" / "clauses.toml").read_text(encoding="utf-8"))


def _clause(row: dict[str, Any], groups: dict[str, list[str]]) -> Clause:
    when = tuple(signal for name in row["when"] for signal in groups.get(name, [name]))
    cue = re.compile(row["cue"], re.IGNORECASE) if "cue" in row else None
    return Clause(**{**row, "regulation": regulations()[row["regulation"]], "when": when, "cue": cue})
