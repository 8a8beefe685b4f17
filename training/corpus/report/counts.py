"""What the corpus holds, counted: JSON-ready, no text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from scipy.stats import binomtest

from netralnlp.errors import UnknownElectionError
from netralnlp.model.labels import CONDUCTS, TARGET_STANCES
from netralnlp.rosters import Linker, linker_for
from netralnlp.schema import Stance
from training.corpus.near_duplicates import cluster

Post: TypeAlias = Mapping[str, Any]
"""A labelled post with its text; of a public one `set` names the data set."""

RANDOM_ROUNDS: Final = (8, 9)
"""The rounds that were drawn at random: base rates are read from these alone."""

_DIGITS: Final = 4


def stances(posts: Iterable[Post]) -> dict[str, int]:
    """Posts by stance, and in all."""
    counts = Counter(post["stance"] for post in posts)
    return {stance.value: counts[stance] for stance in Stance} | {"posts": counts.total()}


def grouped(posts: Iterable[Post], group_of: Callable[[Post], str | None]) -> dict[str, dict[str, int]]:
    """Posts by group and stance, the largest group first; those without a group are `not known`."""
    groups: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        groups[group_of(post) or "not known"].append(post)
    return {name: stances(groups[name]) for name in sorted(groups, key=lambda name: (-len(groups[name]), name))}


def totals(posts: Sequence[Post]) -> dict[str, Any]:
    """Posts by stance, their mentions by stance, conduct, and how many readers were unsure of."""
    mentions = Counter(mention["stance"] for post in posts for mention in post["mentions"])
    conduct = Counter(label for post in posts for label in post["conduct"])
    return {
        "stances": stances(posts),
        "mentions": {stance.value: mentions[stance] for stance in TARGET_STANCES} | {"mentions": mentions.total()},
        "posts_with_mentions": sum(bool(post["mentions"]) for post in posts),
        "stance_by_text": sum(post["stance_by"] == "text" for post in posts),
        "conduct": {label.value: conduct[label] for label in CONDUCTS},
        "unsure": sum(not post["sure"] for post in posts),
        "with_context": sum(post.get("context") is not None for post in posts),
    }


def parts(posts: Sequence[Post], part_of: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Posts by part of the corpus and stance; `none` holds near repetitions of dev and test."""
    return grouped(posts, lambda post: part_of.get(post["id"], "none"))


def near_duplicates(posts: Sequence[Post], group_of: Callable[[Post], str]) -> dict[str, Any]:
    """How many posts nearly repeat another: of all, and in each group of 100 and more.

    A post counts as a repetition when its cluster holds an earlier one of the same group.
    """
    roots = cluster([post["text"] for post in posts])
    groups: dict[str, list[int]] = defaultdict(list)
    for post, root in zip(posts, roots, strict=True):
        groups[group_of(post)].append(root)
    sizes = Counter(roots)
    return {
        "all": _repeated(roots),
        "largest_cluster": max(sizes.values()),
        "groups": {name: _repeated(groups[name]) for name in sorted(groups) if len(groups[name]) >= 100},
    }


def _repeated(roots: Sequence[int]) -> dict[str, Any]:
    repeated = len(roots) - len(set(roots))
    return {"posts": len(roots), "repetitions": repeated, "share": round(repeated / len(roots), _DIGITS)}


def base_rates(posts: Sequence[Post]) -> dict[str, Any]:
    """Shares of a random draw with 95 % intervals (Wilson)."""
    of_posts: dict[str, Callable[[Post], bool]] = {
        **{stance.value: _has_stance(stance) for stance in Stance},
        "with a mention": lambda post: bool(post["mentions"]),
        "with a conduct label": lambda post: bool(post["conduct"]),
        **{f"conduct: {label}": _has_conduct(label) for label in CONDUCTS},
        "reader unsure": lambda post: not post["sure"],
    }
    return {name: _share(sum(map(holds, posts)), len(posts)) for name, holds in of_posts.items()}


def _has_stance(stance: Stance) -> Callable[[Post], bool]:
    return lambda post: bool(post["stance"] == stance)


def _has_conduct(label: str) -> Callable[[Post], bool]:
    return lambda post: label in post["conduct"]


def _share(hits: int, posts: int) -> dict[str, Any]:
    interval = binomtest(hits, posts).proportion_ci(method="wilson")
    share, low, high = (round(float(value), _DIGITS) for value in (hits / posts, interval.low, interval.high))
    return {"hits": hits, "posts": posts, "share": share, "low": low, "high": high}


def contestants(posts: Iterable[Post]) -> dict[str, Any]:
    """In how many authored posts each contestant is supported, opposed, or named without a side.

    Mentions are linked with the election of their post. A post counts once for each contestant and stance.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    unlinked = 0
    for post in sorted(posts, key=lambda post: str(post["election"])):
        sides: set[tuple[str, str]] = set()
        links = _linker(post["election"]).link(post["text"]) if post["mentions"] else ()
        for mention in post["mentions"]:
            meant = [link.contestant for link in links if link.start < mention["end"] and mention["start"] < link.end]
            contestant = next((each for each in meant if each), None)
            if contestant is None:
                unlinked += 1
                continue
            names[contestant.id] = contestant.name
            sides.add((contestant.id, mention["stance"]))
        for contestant_id, stance in sides:
            counts[contestant_id][stance] += 1
    rows = {
        contestant: {"name": names[contestant], **{stance.value: found[stance] for stance in TARGET_STANCES}}
        for contestant, found in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    }
    return {"mentions_of_nobody_on_the_ballot": unlinked, "by_contestant": rows, "by_number": _by_number(rows)}


def _by_number(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """The same by ballot number, over all races of persons."""
    by_number: dict[str, Counter[str]] = defaultdict(Counter)
    for contestant, row in rows.items():
        election, _, number = contestant.rpartition("#")
        if not election.startswith("pemilu"):
            by_number[number].update({stance.value: row[stance] for stance in TARGET_STANCES})
    return {number: dict(by_number[number]) for number in sorted(by_number)}


def _linker(election: str | None) -> Linker:
    try:
        return linker_for(election)
    except UnknownElectionError:
        return linker_for(None)
