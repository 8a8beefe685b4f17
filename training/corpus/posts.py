"""Corpus rows as the posts that `predict` takes."""

from __future__ import annotations

from datasets import Dataset

from netralnlp.errors import UnknownElectionError
from netralnlp.rosters import resolve
from netralnlp.schema import Post


def as_posts(posts: Dataset) -> list[Post]:
    """Posts with their context and, where it is packaged, their election."""
    known: dict[str | None, str | None] = {None: None}
    for election in set(posts["election"]) - {None}:
        try:
            resolve(election)
            known[election] = election
        except UnknownElectionError:
            known[election] = None
    return [
        Post(text, context=context, platform=platform, election=known[election], id=post_id)
        for text, context, platform, election, post_id in zip(
            posts["text"], posts["context"], posts["platform"], posts["election"], posts["id"], strict=True
        )
    ]
