"""From a rendered post to windows of token ids, and from tokens back to units of the raw text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tokenizers import Encoding, Tokenizer

from netralnlp.errors import ModelError
from netralnlp.model.rendering import Rendering, Wording

WINDOW: Final = 126
"""Text tokens of one window, besides its special tokens."""

OVERLAP: Final = 32
"""Text tokens that two neighbouring windows share."""

CONTEXT: Final = 64
"""Tokens of `context` repeated in every window: its last ones."""

LONGEST: Final = WINDOW + CONTEXT + 3
"""Tokens of the longest window, its special tokens among them."""


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder: `ids` and `types` of equal length; text tokens `[first, last)` sit from position 1."""

    ids: list[int]
    types: list[int]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class EncodedPost:
    """The windows of one post, and for each unit of the raw text the range of text tokens that cover it.

    A unit without a token (the tokenizer dropped its characters) has an empty range.
    """

    windows: tuple[Window, ...]
    tokens: int
    unit_tokens: tuple[tuple[int, int], ...]
    context_cut: bool


@dataclass(frozen=True, slots=True)
class PostEncoder:
    """Encodes posts rendered in `wording` with a tokenizer whose special tokens `cls` and `sep` have the given ids."""

    tokenizer: Tokenizer
    cls: int
    sep: int
    wording: Wording

    @classmethod
    def of(cls, tokenizer: Tokenizer, cls_token: str, sep_token: str, wording: Wording) -> PostEncoder:
        """An encoder on `tokenizer`, which is asked for no padding, truncation or special tokens."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        first, last = tokenizer.token_to_id(cls_token), tokenizer.token_to_id(sep_token)
        if first is None or last is None:
            raise ModelError(f"The tokenizer lacks {cls_token} or {sep_token}: save the model again.")
        return cls(tokenizer, first, last, wording)

    def encode(self, texts: Sequence[Rendering], contexts: Sequence[Rendering | None]) -> list[EncodedPost]:
        """Encode each text with its context (None: there is none)."""
        encoded = self.tokenizer.encode_batch([text.text for text in texts], add_special_tokens=False)
        present = [context.text for context in contexts if context is not None]
        encoded_contexts = iter(self.tokenizer.encode_batch(present, add_special_tokens=False) if present else [])
        return [
            self._post(text, encoding, next(encoded_contexts) if context is not None else None)
            for text, context, encoding in zip(texts, contexts, encoded, strict=True)
        ]

    def _post(self, text: Rendering, encoding: Encoding, context: Encoding | None) -> EncodedPost:
        ids = encoding.ids
        tail = [*context.ids[-CONTEXT:], self.sep] if context is not None else []
        windows = []
        first = 0
        while True:
            last = min(first + WINDOW, len(ids))
            head = [self.cls, *ids[first:last], self.sep]
            windows.append(Window(head + tail, [0] * len(head) + [1] * len(tail), first, last))
            if last == len(ids):
                break
            first = last - OVERLAP
        return EncodedPost(
            tuple(windows),
            len(ids),
            _unit_tokens(text, encoding.offsets),
            context is not None and len(context.ids) > CONTEXT,
        )


def _unit_tokens(text: Rendering, offsets: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Tokens that share a character with the unit; `offsets` are those of the tokens in the rendered text."""
    starts, ends = [start for start, _ in offsets], [end for _, end in offsets]
    ranges = []
    for start, end in text.unit_spans:
        first = bisect_right(ends, start)
        ranges.append((first, max(first, bisect_left(starts, end))))
    return tuple(ranges)
