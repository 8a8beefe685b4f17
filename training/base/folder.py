"""Writes the base encoder as a `transformers` folder with a record of what it was made from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from transformers import AddedToken, BertModel, PreTrainedTokenizerFast

MAX_LENGTH = 512


@dataclass(frozen=True, slots=True)
class BaseRecord:
    """What a base encoder was made from: `base.json`. Hashes are SHA-256 in hex."""

    source: str
    licence: str
    weights: str
    weights_sha256: str
    tokenizer: str
    tokenizer_sha256: str
    pieces_before: int
    pieces_kept: int
    tokens_added: list[str]
    counted_tokens: int
    coverage: float
    """Share of the counted tokens whose piece was kept."""
    seed: int


def wrap_tokenizer(tokenizer: dict[str, Any]) -> PreTrainedTokenizerFast:
    """A `tokenizer.json` as a transformers tokenizer of BERT's inputs without token types."""
    fast = Tokenizer.from_str(json.dumps(tokenizer))
    size = len(tokenizer["model"]["vocab"])
    added: list[AddedToken] = [fast.get_added_tokens_decoder()[i] for i in range(size, fast.get_vocab_size())]
    return PreTrainedTokenizerFast(
        tokenizer_object=fast,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        extra_special_tokens=added,
        model_max_length=MAX_LENGTH,
        model_input_names=["input_ids", "attention_mask"],
    )


def write_folder(folder: Path, model: BertModel, tokenizer: PreTrainedTokenizerFast, record: BaseRecord) -> None:
    """Writes model, tokenizer and `base.json`."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    text = json.dumps(asdict(record), indent=2, ensure_ascii=False)
    (folder / "base.json").write_text(text + "\n", encoding="utf-8")
