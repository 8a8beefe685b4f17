"""What must hold for the published labels, with or without the texts at hand."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from netralnlp.model.labels import CONDUCTS, TARGET_STANCES, post_stance
from netralnlp.rosters import ids
from netralnlp.schema import Action, Stance
from training.corpus.sources import general_id
from training.corpus.split import Parts

_STRINGS: Final = {"id", "stance", "stance_by", "annotator"}
_COMMON: Final = _STRINGS | {"mentions", "conduct", "sure", "round"}
PUBLIC_FIELDS: Final = frozenset(_COMMON | {"text_sha256"})
"""Of labels on public posts and general lines, which hold no text."""

AUTHORED_FIELDS: Final = frozenset(
    _COMMON | {"text", "context", "action", "platform", "election", "created_at", "source", "province", "language"}
)
_ID: Final = re.compile(r"(?:real|general)-[0-9a-f]{12}")
_AUTHORED_ID: Final = re.compile(r"asn-(\d{2})-\d{3}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Row(NamedTuple):
    """A label and where it stands."""

    path: Path
    label: dict[str, Any]

    def says(self, problem: str) -> str:
        """A problem with its file and post."""
        return f"{self.path}, {self.label.get('id')}: {problem}"


def check(data: Path, texts: Mapping[str, str] | None = None) -> list[str]:
    """The problems of a data folder, one sentence each; none is how it should be.

    Args:
        data: the folder with `real/`, `agreement/`, `asn/`, `splits/`.
        texts: texts of public posts by id; with them hashes, ids of general lines and spans are checked too.
    """
    public, second, authored = (list(_rows(data / name)) for name in ("real", "agreement", "asn"))
    problems = [problem for row in public for problem in _problems(row, PUBLIC_FIELDS, texts)]
    problems += [problem for row in authored for problem in _problems(row, AUTHORED_FIELDS, texts)]
    known = {row.label.get("id") for row in (*public, *authored)}
    own = {str(row.label.get("id")): str(row.label.get("text")) for row in authored}
    for row in second:
        problems += _problems(row, PUBLIC_FIELDS, own if row.label.get("id") in own else texts)
        if row.label.get("id") not in known:
            problems.append(row.says("a second reading of a post that nobody labelled first"))
    problems += _repeated((*public, *authored))
    for path in sorted({row.path for row in second}):
        problems += _repeated(row for row in second if row.path == path)
    return problems + _split_problems(data / "splits", known)


def _rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Row(path, json.loads(line))


def _repeated(rows: Iterable[Row]) -> list[str]:
    seen: set[str] = set()
    repeated = []
    for row in rows:
        if row.label["id"] in seen:
            repeated.append(row.says("the id stands a second time"))
        seen.add(row.label["id"])
    return repeated


def _problems(row: Row, fields: frozenset[str], texts: Mapping[str, str] | None) -> Iterator[str]:
    label = row.label
    if set(label) != fields:
        yield row.says(f"fields differ: {', '.join(sorted(set(label) ^ fields))}")
        return
    text = label.get("text", (texts or {}).get(label["id"]))
    for holds, problem in _RULES:
        if not holds(label):
            yield row.says(problem)
            return
    if text is None and texts is not None:
        yield row.says("there is no text of it")
    if text is not None:
        yield from (row.says(problem) for problem in _text_problems(label, text))


def _text_problems(label: Mapping[str, Any], text: str) -> Iterator[str]:
    if "text_sha256" in label and hashlib.sha256(text.encode()).hexdigest() != label["text_sha256"]:
        yield "the text is not the one that was labelled: its SHA-256 differs"
    if label["id"].startswith("general-") and label["id"] != general_id(text):
        yield "the id is not that of the line"
    for mention in label["mentions"]:
        surface = text[mention["start"] : mention["end"]]
        if mention["end"] > len(text):
            yield f"the mention at {mention['start']} ends behind the text"
        elif surface != surface.strip():
            yield f"the mention at {mention['start']} begins or ends with white space"


def _has_types(label: Mapping[str, Any]) -> bool:
    return (
        all(isinstance(label[name], str) for name in _STRINGS)
        and isinstance(label["sure"], bool)
        and isinstance(label["round"], int)
        and isinstance(label["conduct"], list)
        and isinstance(label["mentions"], list)
    )


def _has_mentions(label: Mapping[str, Any]) -> bool:
    return all(
        isinstance(mention, dict) and set(mention) == {"start", "end", "stance"} and mention["stance"] in TARGET_STANCES
        for mention in label["mentions"]
    )


def _has_ordered_mentions(label: Mapping[str, Any]) -> bool:
    at = 0
    for mention in label["mentions"]:
        if not at <= mention["start"] < mention["end"]:
            return False
        at = mention["end"]
    return True


def _has_id(label: Mapping[str, Any]) -> bool:
    if "text" not in label:
        return bool(_ID.fullmatch(label["id"]) or _AUTHORED_ID.fullmatch(label["id"]))
    authored = _AUTHORED_ID.fullmatch(label["id"])
    return authored is not None and label["source"] == f"authored-{authored[1]}"


def _has_stance(label: Mapping[str, Any]) -> bool:
    """The post takes the sides of its mentions; one that it takes by the text comes on top."""
    sides = {mention["stance"] for mention in label["mentions"]}
    of_mentions = post_stance(Stance.SUPPORT in sides, Stance.OPPOSE in sides)
    if label["stance_by"] == "mentions":
        return bool(label["stance"] == of_mentions)
    added = {Stance.NEUTRAL: {"support", "oppose", "mixed"}}.get(of_mentions, {"mixed"})
    return label["stance_by"] == "text" and label["stance"] in added - {of_mentions}


@cache
def _elections() -> frozenset[str]:
    return frozenset(ids())


def _has_known_values(label: Mapping[str, Any]) -> bool:
    return (
        (label["action"] is None or label["action"] in set(Action))
        and (label["election"] is None or label["election"] in _elections())
        and (label["created_at"] is None or _DATE.match(label["created_at"]) is not None)
    )


_RULES: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], str], ...]] = (
    (_has_types, "a field has the wrong type"),
    (_has_id, "the id is not of the form real-<12 hex>, general-<12 hex> or asn-<batch>-<number>"),
    (lambda label: "text" in label or _SHA256.fullmatch(label["text_sha256"]) is not None, "no SHA-256 of the text"),
    (_has_mentions, "a mention is not start, end and a stance"),
    (_has_ordered_mentions, "the mentions are empty, out of order or overlap"),
    (_has_stance, "the stance does not follow from the mentions, and stance_by does not say why"),
    (lambda label: set(label["conduct"]) <= set(CONDUCTS), "an unknown conduct label"),
    (lambda label: len(set(label["conduct"])) == len(label["conduct"]), "a conduct label stands twice"),
    (lambda label: "text" not in label or _has_known_values(label), "an unknown action or election, or no ISO date"),
)


def _split_problems(splits: Path, known: set[Any]) -> list[str]:
    part_of: dict[str, str] = {}
    problems = []
    for path in sorted(splits.glob("*.txt")):
        listed = path.read_text(encoding="utf-8").split()
        if listed != sorted(set(listed)):
            problems.append(f"{path}: the ids are not sorted, or one stands twice")
        problems += [f"{path}, {post}: nobody labelled this post" for post in listed if post not in known]
        if path.stem in Parts._fields:
            problems += [f"{path}, {post}: it is in {part_of[post]} too" for post in listed if post in part_of]
            part_of.update(dict.fromkeys(listed, path.stem))
    missing = [part for part in Parts._fields if not (splits / f"{part}.txt").exists()]
    return problems + [f"{splits} has no {part}.txt" for part in missing]
