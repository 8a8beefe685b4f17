"""Draws the parts of the corpus, by clusters of near-duplicates; `python -m training.corpus splits` writes them.

Of the posts of rounds 1 to 8 one whole source is kept out of train, and 7 % of every other source; these are halved
into dev and test, the held-out source all in test. Of the random round 9 a fifth is test; of the general lines a tenth
is dev and a tenth test. Whatever is labelled later is train. Authored posts are parted by batch. A post that nearly
repeats one of dev or test, and is of neither, belongs to no part.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from datasets import Dataset

from training.corpus.near_duplicates import cluster

HELD_OUT_SOURCE: Final = "rizalespe_pilkada_dki2017"
"""Posts on the race for Jakarta of 2017, a year before nearly all others: no post of it is trained on."""

GENERALISATION: Final[Mapping[str, frozenset[str]]] = {
    "unseen-contestants": frozenset({"rizalespe_pilkada_dki2017", "adamaulia_cagub_dki2017_own"}),
    "unseen-region": frozenset({"rikunz_aceh_politics", "abas_yt_pulau_aceh_sumut2025"}),
    "later-time": frozenset(
        {
            "tippoart_tiktok_gerindra",
            "arachnoida_yt_ijazah_stance",
            "abas_yt_pulau_aceh_sumut2025",
            "fathanzhafiri_kdm_barak2025",
        }
    ),
    "other-platform": frozenset({"tippoart_tiktok_gerindra"}),
}
"""Tests of generalisation: the sources that a model must not have seen, and is then tested on.

The race for Jakarta of 2017; Aceh; everything published in 2025; the one source on TikTok.
"""

AUTHORED_PARTS: Final = {"authored-21": "dev", "authored-22": "dev", "authored-23": "test", "authored-24": "test"}
EVALUATED_SHARE: Final = 0.07
_SEED: Final = 13
_LAST_DRAWN: Final = 9
"""Posts of later rounds take no part in the draw, so that it stays the same when labels are added."""

_LATER_SHARES: Final = {9: {"test": 0.2}, "general": {"dev": 0.1, "test": 0.1}}


def draw(posts: Dataset, rounds: Sequence[int]) -> dict[str, str]:
    """The part of each public post (`train`, `dev` or `test`) by id; near repetitions of dev and test have none.

    Args:
        posts: as `read_labelled` gives them.
        rounds: the labelling round of each.
    """
    ids, sources, texts = posts["id"], posts["source"], posts["text"]
    first = [index for index, number in enumerate(rounds) if number <= 8]
    parts = {ids[index]: "train" for index in range(len(posts))}
    parts.update(_draw_first([ids[i] for i in first], [sources[i] for i in first], cluster([texts[i] for i in first])))
    generator = random.Random(_SEED)
    for index, number in enumerate(rounds):
        if number > _LAST_DRAWN:
            continue
        shares = _LATER_SHARES.get("general" if sources[index] == "general" else number, {})
        draw = generator.random()
        for part, share in shares.items():
            if draw < share:
                parts[ids[index]] = part
                break
            draw -= share
    return _without_repetitions(parts, ids, cluster(texts))


def _draw_first(ids: Sequence[str], sources: Sequence[str], roots: Sequence[int]) -> dict[str, str]:
    members: dict[int, list[int]] = defaultdict(list)
    for index, root in enumerate(roots):
        members[root].append(index)
    by_source: dict[str, list[int]] = defaultdict(list)
    parts: dict[str, str] = {}
    for root, indices in members.items():
        held_out = [index for index in indices if sources[index] == HELD_OUT_SOURCE]
        if held_out:
            parts.update({ids[index]: "test" for index in held_out})
        else:
            by_source[sources[root]].append(root)
    generator = random.Random(_SEED)
    for source in sorted(by_source):
        of_source = sorted(by_source[source])
        generator.shuffle(of_source)
        quota = EVALUATED_SHARE * sum(len(members[root]) for root in of_source)
        taken = 0
        for number, root in enumerate(of_source):
            if taken >= quota:
                break
            parts.update({ids[index]: ("dev", "test")[number % 2] for index in members[root]})
            taken += len(members[root])
    return parts


def _without_repetitions(parts: Mapping[str, str], ids: Sequence[str], roots: Sequence[int]) -> dict[str, str]:
    evaluated = {root: parts[post] for post, root in zip(ids, roots, strict=True) if parts[post] != "train"}
    return {
        post: parts[post]
        for post, root in zip(ids, roots, strict=True)
        if parts[post] != "train" or root not in evaluated
    }


def generalisation(posts: Dataset) -> dict[str, list[str]]:
    """The ids of each test of generalisation."""
    return {
        name: [post for post, source in zip(posts["id"], posts["source"], strict=True) if source in sources]
        for name, sources in GENERALISATION.items()
    }


def write_ids(path: Path, ids: Iterable[str]) -> None:
    """One id a line, sorted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{post}\n" for post in sorted(ids)), encoding="utf-8")
