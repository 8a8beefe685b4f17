"""What the model still knows when something is hidden from it: baselines that show what an answer rests on."""

from __future__ import annotations

import dataclasses
from typing import Final

from netralnlp.rosters import linker_for
from netralnlp.schema import Mention, Post, Prediction, Stance

NAMES: Final = ("Prabowo", "Megawati", "Anies", "Ganjar", "Jokowi", "Muhaimin", "Mahfud", "Bahlil")
"""Names that link without an election, one for each placeholder of the encoder; a line each, they join to no ticket."""


def names_only(post: Post) -> Post:
    """The post with the names in it and no other word, so that the encoder reads placeholders alone.

    Names of `NAMES` stand in for those found, the same for the same contestant; which ones is all the same to an
    encoder that reads placeholders. The parent post is left out.
    """
    names: dict[str, str] = {}
    links = linker_for(post.election).link(post.text)
    for link in links:
        names.setdefault(link.key, NAMES[min(len(names), len(NAMES) - 1)])
    return dataclasses.replace(post, text="\n".join(names[link.key] for link in links), context=None, election=None)


def target_blind(prediction: Prediction) -> Prediction:
    """The answer of a reader who does not see whom a side is for: every mention takes the stance of the post.

    Where the post takes both sides, it is the more probable one.
    """
    stance = prediction.stance
    if stance is Stance.MIXED:
        stance = max(prediction.scores, key=lambda side: prediction.scores[side])
    return dataclasses.replace(prediction, mentions=tuple(_with_stance(each, stance) for each in prediction.mentions))


def _with_stance(mention: Mention, stance: Stance) -> Mention:
    return dataclasses.replace(mention, stance=stance)
