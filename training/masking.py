"""Masked words for masked-language training (Devlin et al. 2019; whole words as in its later release)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

UNMASKED: Final = -100
_MASKED_SHARE: Final = 0.8
_KEPT_SHARE: Final = 0.1


@dataclass(frozen=True)
class WordMasking:
    """Which pieces begin a word and which stand for one that may be masked, both bool of `(vocabulary)`.

    Placeholders and other special tokens are never masked.
    """

    begins: Tensor
    maskable: Tensor
    mask: int
    share: float

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerFast, share: float) -> WordMasking:
        """For SentencePiece (`▁` before a word) and WordPiece (`##` within one)."""
        pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        within = any(piece.startswith("##") for piece in pieces)
        begins = [not piece.startswith("##") if within else piece.startswith("▁") for piece in pieces]
        special = set(tokenizer.all_special_ids)
        return cls(
            torch.tensor(begins),
            torch.tensor([index not in special for index in range(len(pieces))]),
            int(tokenizer.mask_token_id),
            share,
        )

    def apply(self, ids: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Mask about `share` of the words of `(batch, tokens)`; eight in ten are hidden, one is kept, one exchanged.

        Returns:
            Inputs and labels of the same shape; a label is the piece that stood there, or `UNMASKED`.
        """
        maskable = self.maskable[ids]
        first = torch.ones_like(ids[:, :1], dtype=torch.bool)
        before = torch.cat([~first, maskable[:, :-1]], dim=1)
        words = (self.begins[ids] | ~before).cumsum(1)  # a word begins at its mark, or behind what is no word
        drawn = torch.rand(ids.shape, generator=generator).gather(1, words.clamp(max=ids.shape[1] - 1))
        chosen = (drawn < self.share) & maskable
        how = torch.rand(ids.shape, generator=generator)
        exchanged = torch.randint(len(self.begins), ids.shape, generator=generator)
        inputs = torch.where(chosen & (how < _MASKED_SHARE), self.mask, ids)
        inputs = torch.where(
            chosen & (how >= _MASKED_SHARE + _KEPT_SHARE) & self.maskable[exchanged], exchanged, inputs
        )
        return inputs, torch.where(chosen, ids, UNMASKED)


def padded(rows: Sequence[Sequence[int]], filler: int) -> Tensor:
    """Rows of `(tokens)` as `(batch, longest)`."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (width - len(row))] for row in rows])
