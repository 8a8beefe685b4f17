"""With what a run was begun: a run goes on only with the same input, model, rosters and options."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import netralnlp
from netralnlp.model.manifest import Manifest
from netralnlp.rosters import Roster
from netralnlp.scoring.answers import Scorer

JOURNAL_VERSION: Final = 1
_DATA: Final = ("rosters/data", "text/data")


def model_name(scorer: Scorer) -> str:
    """What the model calls itself."""
    return str(getattr(scorer, "name", type(scorer).__name__))


def identity(
    sha256: str, scorer: Scorer, elections: Iterable[str | Roster], options: Mapping[str, object]
) -> dict[str, Any]:
    """What must be the same for a run to go on, in JSON's types, by the word for it.

    Args:
        sha256: hash of the input's bytes.
        scorer: the model; one with a `manifest` is told by it, another by its name alone.
        elections: ids and patterns in play, or rosters of one's own, which are told by what they hold.
        options: everything else that changes the output.
    """
    manifest = getattr(scorer, "manifest", None)
    elections = list(elections)
    parts = {
        "input": sha256,
        "model": [model_name(scorer), _digest(manifest) if isinstance(manifest, Manifest) else None],
        "roster": [_digest(each) for each in elections if isinstance(each, Roster)],
        "option": {**options, "election": [each if isinstance(each, str) else each.id for each in elections]},
        "version of netralnlp or its rosters": [JOURNAL_VERSION, netralnlp.__version__, _packaged_data()],
    }
    known: dict[str, Any] = json.loads(json.dumps(parts))
    return known


def changed_parts(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Words for what differs; options are named as the command line names them."""
    changed = [part for part in now if part != "option" and before.get(part) != now[part]]
    then = before.get("option", {})
    changed += [f"--{name.replace('_', '-')}" for name, value in now["option"].items() if then.get(name) != value]
    return changed


def _digest(value: Manifest | Roster) -> str:
    """A hash of all that is in it."""
    text = json.dumps(dataclasses.asdict(value), sort_keys=True, default=sorted)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _packaged_data() -> str:
    """A hash of the packaged rosters and word lists."""
    digest = hashlib.sha256()
    for folder in _DATA:
        for file in sorted(_files_below(files("netralnlp") / folder), key=lambda found: found.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _files_below(folder: Traversable) -> Iterable[Traversable]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _files_below(each)
        elif each.name.endswith((".csv", ".tsv", ".json", ".jsonl", ".txt")):
            yield each
