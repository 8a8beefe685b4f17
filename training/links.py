"""Links of corpus posts, with the election each was published in."""

from __future__ import annotations

from collections import Counter

from datasets import Dataset

from netralnlp.errors import UnknownElectionError
from netralnlp.rosters import Linker, linker_for
from netralnlp.rosters.link import Link
from training.examples import PostLinks


def link_posts(posts: Dataset, with_election: bool, column: str = "text") -> list[tuple[Link, ...]]:
    """The links of every post's text or context; an election that is not packaged counts as none, which is printed."""
    unknown: Counter[str] = Counter()
    linkers: dict[str | None, Linker] = {}

    def linker(election: str | None) -> Linker:
        if election not in linkers:
            try:
                linkers[election] = linker_for(election)
            except UnknownElectionError:
                linkers[election] = linker_for(None)
                unknown[str(election)] = 0
        if election in unknown:
            unknown[election] += 1
        return linkers[election]

    found = [
        linker(election if with_election else None).link(text) if text else ()
        for text, election in zip(posts[column], posts["election"], strict=True)
    ]
    if unknown:
        print(f"{unknown.total()} posts of {len(unknown)} elections that are not packaged: linked without one.")
    return found


def links_of(posts: Dataset, with_election: bool) -> list[PostLinks]:
    """The links of texts and contexts."""
    texts, contexts = (link_posts(posts, with_election, column) for column in ("text", "context"))
    return [PostLinks(text, context) for text, context in zip(texts, contexts, strict=True)]
