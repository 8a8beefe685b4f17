"""The order of labels in every head: shared by training, export and decoding."""

from __future__ import annotations

from typing import Final

from netralnlp.schema import Conduct, Stance

MENTION_TAGS: Final = ("O", "B", "I")
"""Tags of the mention head (IOB2 over tokens)."""

SIDES: Final = (Stance.SUPPORT, Stance.OPPOSE)
"""Sigmoids of the post head."""

TARGET_STANCES: Final = (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL)
"""Classes of the target-stance head."""

CONDUCTS: Final = tuple(Conduct)
"""Sigmoids of the conduct head."""

HEADS: Final = {
    "mention": len(MENTION_TAGS),
    "target": len(TARGET_STANCES),
    "post": len(SIDES),
    "conduct": len(CONDUCTS),
}
"""Name of each head, which is the name of its output, and its width."""


def post_stance(supports: bool, opposes: bool) -> Stance:
    """The stance of a whole post from the sides it takes."""
    if supports and opposes:
        return Stance.MIXED
    if supports:
        return Stance.SUPPORT
    return Stance.OPPOSE if opposes else Stance.NEUTRAL
