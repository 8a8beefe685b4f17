"""Train and dev: by near-duplicate cluster, stratified by source, and one whole source kept out for dev."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Final

from datasets import Dataset

from training.corpus.near_duplicates import cluster

HELD_OUT_SOURCE: Final = "rizalespe_pilkada_dki2017"
"""Posts on the race for Jakarta of 2017, a year before nearly all others: no post of it is trained on."""


def split(posts: Dataset, dev_share: float = 0.07, seed: int = 13) -> tuple[Dataset, Dataset]:
    """Train and dev of `posts`, as `read_labelled` gives them.

    Every cluster goes to one side; the clusters of each source are drawn until `dev_share` of its posts are in dev.
    Clusters that reach into the held-out source are dropped from train.
    """
    roots = cluster(posts["text"])
    sources = posts["source"]
    members: dict[int, list[int]] = defaultdict(list)
    for index, root in enumerate(roots):
        members[root].append(index)
    by_source: dict[str, list[int]] = defaultdict(list)
    dev: set[int] = set()
    dropped: set[int] = set()
    for root, indices in members.items():
        held_out = [index for index in indices if sources[index] == HELD_OUT_SOURCE]
        if held_out:
            dev.update(held_out)
            dropped.update(set(indices) - set(held_out))
        else:
            by_source[sources[root]].append(root)
    generator = random.Random(seed)
    for source in sorted(by_source):
        roots_of_source = sorted(by_source[source])
        generator.shuffle(roots_of_source)
        quota = dev_share * sum(len(members[root]) for root in roots_of_source)
        taken = 0
        for root in roots_of_source:
            if taken >= quota:
                break
            dev.update(members[root])
            taken += len(members[root])
    train = [index for index in range(len(posts)) if index not in dev and index not in dropped]
    return posts.select(train), posts.select(sorted(dev))
