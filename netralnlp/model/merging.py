"""Logits of one post from those of its windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from netralnlp.model.backend import Logits
from netralnlp.model.encoding import EncodedPost


@dataclass(frozen=True, slots=True)
class PostLogits:
    """`mention` and `target` of `(tokens, 3)`, `post` of `(2,)`, `conduct` of `(13,)`."""

    mention: Logits
    target: Logits
    post: Logits
    conduct: Logits


def merge_windows(encoded: EncodedPost, outputs: Sequence[Mapping[str, Logits]]) -> PostLogits:
    """Merge the outputs of a post's windows, each of `(tokens of the window or more, 3)` or `(classes,)`.

    A token that two windows share is read where it stands farther from the edge; what is said of the whole text is
    the maximum over its windows.
    """
    mention = np.empty((encoded.tokens, 3), np.float32)
    target = np.empty((encoded.tokens, 3), np.float32)
    windows = encoded.windows
    for index, (window, output) in enumerate(zip(windows, outputs, strict=True)):
        first = (window.first + windows[index - 1].last) // 2 if index else 0
        last = (windows[index + 1].first + window.last) // 2 if index + 1 < len(windows) else window.last
        inside = slice(first - window.first + 1, last - window.first + 1)
        mention[first:last] = output["mention"][inside]
        target[first:last] = output["target"][inside]
    return PostLogits(
        mention,
        target,
        np.max([output["post"] for output in outputs], axis=0),
        np.max([output["conduct"] for output in outputs], axis=0),
    )
