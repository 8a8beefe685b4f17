"""The rough alias table, row by row: what kind a form is, whom it means, and when it is active."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from netralnlp.rosters.tables import AliasRow
from training.rosters.tables import Row, read_csv, read_tsv, split

KINDS = {
    "short_name": "name",
    "spelling_variant": "name",
    "nickname": "nickname",
    "pejorative": "nickname",
    "initialism": "initialism",
    "handle": "handle",
    "hashtag": "hashtag",
    "ticket_acronym": "ticket",
    "coalition": "ticket",
    "slogan": "slogan",
    "gesture": "gesture",
    "other_figure": "name",
}
PERSON_KINDS = {"name", "nickname", "initialism", "handle"}
HONORIFICS = frozenset(
    (Path(__file__).parent / "review" / "honorifics.txt").read_text(encoding="utf-8").splitlines()[1:]
)


class Review:
    """Decisions made by hand: `review/aliases.tsv`, one form and referent a line; an empty referent means all."""

    def __init__(self, path: Path) -> None:
        self.rows = read_tsv(path)
        self._decisions = {(row["form"], row["referent"]): row for row in self.rows}
        self.used: set[tuple[str, str]] = set()

    def of(self, form: str, referent: str) -> Row | None:
        """The decision on a form, if there is one."""
        for key in ((form, referent), (form, "")):
            if key in self._decisions:
                self.used.add(key)
                return self._decisions[key]
        return None

    def unused(self) -> list[tuple[str, str]]:
        """Decisions on forms that the table does not hold."""
        return sorted(self._decisions.keys() - self.used)


def cut_honorific(form: str) -> str:
    """`Pak Prabowo` -> `Prabowo`."""
    words = form.split(" ")
    while len(words) > 1 and words[0].lower() in HONORIFICS:
        words = words[1:]
    return " ".join(words)


def _default(row: Row, kind: str, *, national: bool, short: bool) -> tuple[str, tuple[str, ...]]:
    ambiguous = row["ambiguous"] == "yes"
    if kind in PERSON_KINDS:
        one_word = kind != "handle" and not re.search(r"[\s-]", row["alias"])
        scope = "national" if national and not ambiguous and (short or not one_word) else "election"
    elif kind in ("ticket", "hashtag"):
        scope = "national" if national and not ambiguous else "election"
    else:
        scope = "election"
    return scope, ("context",) if ambiguous else ()


def read_aliases(
    src: Path, review: Review, resolve: Callable[[Row], tuple[str, str, bool, bool] | None]
) -> list[AliasRow]:
    """Every kept form of `aliases.csv`.

    `resolve` gives for a row the referent (`person:id`, `contestant:id`), the election, and whether the referent is
    national and its short names are; None when nobody reviewed the figure.
    """
    kept: dict[tuple[str, str, str], AliasRow] = {}
    titled: dict[tuple[str, str, str], AliasRow] = {}
    for row in read_csv(src / "aliases.csv"):
        kind = KINDS.get(row["kind"])
        target = resolve(row) if kind else None
        if kind is None or target is None:
            continue
        decision = review.of(row["alias"], row["person_or_ticket"])
        form = row["alias"] if decision or kind not in PERSON_KINDS else cut_honorific(row["alias"])
        alias = _alias(row, kind, target, decision)
        if alias.scope != "drop":
            (kept if form == row["alias"] else titled).setdefault(
                (form.casefold(), alias.referent, alias.election), alias
            )
    return list(kept.values()) + [_without_title(alias) for key, alias in titled.items() if key not in kept]


def _without_title(alias: AliasRow) -> AliasRow:
    """The name behind an honorific; a single word that stands nowhere else is known by its honorific only."""
    form = cut_honorific(alias.form)
    if " " in form:
        return replace(alias, form=form)
    return replace(alias, flags=(*alias.flags, "lead"))


def _alias(row: Row, kind: str, target: tuple[str, str, bool, bool], decision: Row | None) -> AliasRow:
    referent, election, national, short = target
    scope, flags = _default(row, kind, national=national, short=short)
    if row["kind"] == "pejorative":
        flags += ("slur",)
    if kind == "hashtag":
        flags += ("oppose" if row["polarity"] == "negative" else "support",)
    if decision:
        kind = decision["kind"] or kind
        scope = decision["scope"] or scope
        flags = tuple(split(decision["flags"].replace("-", ""))) if decision["flags"] else flags
    return AliasRow(
        row["alias"],
        kind,
        referent,
        scope,
        "" if referent.startswith("person:") else election,
        flags,
        int(row["n_texts"] or 0),
        int(row["n_general"] or 0),
        row["source"] or row["note"].removeprefix("printed beside the name by KPU: "),
    )


def read_extra(path: Path, find: Callable[[str], str]) -> list[AliasRow]:
    """The forms of `review/extra_aliases.tsv`; `find` gives the referent of a person's name."""
    aliases = []
    for row in read_tsv(path):
        referent = row["referent"] if ":" in row["referent"] else find(row["referent"])
        election = referent.removeprefix("contestant:").split("#")[0] if referent.startswith("contestant:") else ""
        flags = tuple(split(row["flags"]))
        aliases.append(
            AliasRow(row["form"], row["kind"], referent, row["scope"], election, flags, 0, 0, "own knowledge")
        )
    return aliases


def sort_aliases(aliases: Iterable[AliasRow]) -> list[AliasRow]:
    """The order of the packaged file."""
    return sorted(
        aliases, key=lambda alias: (alias.referent, alias.election, alias.kind, alias.form.casefold(), alias.form)
    )
