"""Builds the report on the corpus: `corpus.json`, and from it `corpus.md` and the plots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from training.corpus.agreement import Pair, agreement, by_group
from training.corpus.report import counts, plots
from training.corpus.report.counts import RANDOM_ROUNDS, Post
from training.corpus.split import Parts, read_ids
from training.templates import template

GROUP: Final = 40
"""A source has an agreement of its own from so many readings on."""

HARD: Final = "recheck"
"""Begins the name of a study whose posts were chosen because their first label was in doubt."""


def build(
    public: Sequence[Post],
    authored: Sequence[Post],
    studies: Mapping[str, Sequence[Pair]],
    settled: Mapping[str, int],
    splits: Path,
) -> dict[str, Any]:
    """The figures of the report, JSON-ready.

    Args:
        public: labelled public posts and general lines, as `hydrate` gives them.
        authored: authored posts.
        studies: first and second readings of posts of either, by study.
        settled: how third readings settled disputes.
        splits: the folder of split files.
    """
    posts = [*public, *authored]
    part_of = {post: part for part in Parts._fields for post in read_ids(splits / f"{part}.txt")}
    kinds = {"public": public, "authored": authored}
    random_draws = {
        str(number): [post for post in public if post["round"] == number and post["set"] != "general"]
        for number in RANDOM_ROUNDS
    }
    return {
        "totals": {kind: counts.totals(rows) for kind, rows in kinds.items()},
        "parts": {kind: counts.parts(rows, part_of) for kind, rows in kinds.items()},
        "rounds": dict(sorted(counts.grouped(public, _round).items(), key=_number)),
        "sources": counts.grouped(public, _source),
        "platforms": {kind: counts.grouped(rows, lambda post: post["platform"]) for kind, rows in kinds.items()},
        "elections": {kind: counts.grouped(rows, _vote) for kind, rows in kinds.items()},
        "provinces": counts.grouped(authored, lambda post: post["province"]),
        "contestants": counts.contestants(authored),
        "near_duplicates": counts.near_duplicates(posts, _source),
        "base_rates": {number: counts.base_rates(draw) for number, draw in random_draws.items() if draw},
        "agreement": _agreement(studies, {post["id"]: _source(post) for post in posts}) | {"settled": dict(settled)},
    }


def _agreement(studies: Mapping[str, Sequence[Pair]], source_of: Mapping[str, str]) -> dict[str, Any]:
    usual, hard = (
        [each for name, pairs in studies.items() if name.startswith(HARD) == chosen for each in pairs]
        for chosen in (False, True)
    )
    return {
        "usual": agreement(usual) if usual else None,
        "hard": agreement(hard) if hard else None,
        "by_study": {name: agreement(pairs) for name, pairs in studies.items() if pairs},
        "by_source": by_group([*usual, *hard], source_of.__getitem__, GROUP),
    }


def _source(post: Post) -> str:
    return str(post["set"]) if "set" in post else "authored"


def _round(post: Post) -> str:
    return "general lines" if post["set"] == "general" else f"round {post['round']}"


def _number(item: tuple[str, object]) -> tuple[int, str]:
    """Rounds in their order, what has no number behind them."""
    digits = "".join(filter(str.isdigit, item[0]))
    return (int(digits) if digits else 99, item[0])


def _vote(post: Post) -> str | None:
    """The vote, without its race: `pilkada-2024` for `pilkada-2024/13`."""
    return post["election"] and str(post["election"]).partition("/")[0]


def write(report: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write `corpus.json`, `corpus.md` and the plots into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = {**report["sources"], "authored": report["totals"]["authored"]["stances"]}
    plots.stance_shares(sources, "Stance by source", folder / "sources.png")
    rounds = {**report["rounds"], "authored": sources["authored"]}
    plots.stance_shares(rounds, "Stance by round", folder / "rounds.png")
    provinces = dict(sorted(report["provinces"].items()))
    plots.stance_shares(provinces, "Authored posts: stance by province", folder / "provinces.png")
    public, authored = (report["totals"][kind]["conduct"] for kind in ("public", "authored"))
    plots.conduct(public, authored, folder / "conduct.png")
    (folder / "corpus.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "corpus.md").write_text(render(report), encoding="utf-8")
    return sorted(folder.iterdir())


def render(report: Mapping[str, Any]) -> str:
    """The report as Markdown; plots are named as `write` names them."""
    page = template(
        Path(__file__).parent / "corpus.md.jinja", percent=lambda share: f"{100 * share:.1f} %", kappa=_kappa
    )
    return page.render(report, hard=HARD)


def _kappa(estimate: Mapping[str, Any]) -> str:
    if estimate["kappa"] is None:
        return "-"
    value, low, high = (f"{estimate[name]:.2f}".replace("-0.00", "0.00") for name in ("kappa", "low", "high"))
    return f"{value} [{low}, {high}]"
