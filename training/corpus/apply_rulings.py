"""Rulings on spans applied to files of labels, all alike."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from netralnlp.errors import TrainingError
from training.corpus.known_names import KnownNames
from training.corpus.rulings import Change, Rule, apply


def label_files(labels: Path) -> list[Path]:
    """A JSON lines file, or every one of a folder, sorted.

    Raises:
        TrainingError: there are none.
    """
    paths = sorted(labels.glob("*.jsonl")) if labels.is_dir() else [labels]
    if not paths or not paths[0].exists():
        raise TrainingError(f"{labels} holds no labels: give a JSON lines file of labels or a folder of them.")
    return paths


def apply_to_files(
    paths: Iterable[Path], texts: Mapping[str, str], known: KnownNames, rules: Mapping[str, Rule], write: bool
) -> dict[str, list[tuple[str, Change]]]:
    """Apply every rule to every post of label files, which are rewritten only when `write` is set.

    A line that no rule touches stays byte for byte; one that is touched is JSON as before, with the keys in their
    order. Posts that bring their own `text` need no other.

    Returns:
        By rule: the ids it changed, and how.

    Raises:
        TrainingError: a label without its text; nothing of that file is written.
    """
    changed: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        ruled = []
        for line in lines:
            row = json.loads(line)
            text = row.get("text", texts.get(row["id"]))
            if text is None:
                raise TrainingError(f"{path}: there is no text of {row['id']}, so its spans cannot be judged.")
            mentions, changes = apply(text, row["mentions"], known, rules)
            for change in changes:
                changed[change.rule].append((row["id"], change))
            if changes:
                line = json.dumps({**row, "mentions": mentions}, ensure_ascii=line.isascii()) + "\n"
            ruled.append(line)
        if write and ruled != lines:
            path.write_text("".join(ruled), encoding="utf-8", newline="\n")
    return dict(changed)
