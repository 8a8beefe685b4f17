"""Which pieces of a Unigram vocabulary stay, and the tokenizer with only those.

Every score is kept, and every path through the smaller lattice is one of the larger, so a text whose best
segmentation has no dropped piece is cut as before (Kudo 2018, "Subword Regularization": the best path is the one
with the highest sum of scores).
"""

from __future__ import annotations

import copy
import gzip
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from netralnlp.errors import TrainingError

BATCH = 4096


def read_texts(pool: Path, general: Path) -> Iterator[str]:
    """The raw texts of a pool (gzipped JSONL, field `text`), then the lines of a gzipped text file.

    Raises:
        TrainingError: one of the files is missing.
    """
    for path in (pool, general):
        if not path.is_file():
            raise TrainingError(f"No file {path}: name the texts to count pieces in with --pool and --general.")
    with gzip.open(pool, "rt", encoding="utf-8", newline="\n") as lines:
        yield from (json.loads(line)["text"] for line in lines)
    with gzip.open(general, "rt", encoding="utf-8", newline="\n") as lines:
        yield from (line.rstrip("\n") for line in lines)


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> NDArray[np.int64]:
    """How often each id occurs in the texts, shape (size of the vocabulary,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), np.int64)
    remaining = iter(texts)
    while batch := list(islice(remaining, BATCH)):
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        counts += np.bincount([i for encoding in encodings for i in encoding.ids], minlength=len(counts))
    return counts


def is_kept_character(character: str) -> bool:
    """Whether a single character stays unseen: Latin letters, digits, punctuation, symbols, emoji."""
    return unicodedata.category(character)[0] in "NPS" or unicodedata.name(character, "").startswith("LATIN ")


def choose_pieces(tokenizer: dict[str, Any], counts: NDArray[np.int64], size: int) -> list[int]:
    """The ids to keep, ascending, about `size` of them.

    These stay whatever their count: special tokens, a piece with the lowest score (the cost of an unknown character
    hangs on it), the characters of `is_kept_character`, and every other character that was seen. Then the most
    frequent pieces, each with its characters, so that what it is made of can always be cut.

    Raises:
        TrainingError: `size` leaves no room for the pieces that always stay.
    """
    vocabulary: list[tuple[str, float]] = [(piece, score) for piece, score in tokenizer["model"]["vocab"]]
    ids = {piece: i for i, (piece, _) in enumerate(vocabulary)}
    kept = {ids[token["content"]] for token in tokenizer["added_tokens"]}
    kept.add(min(range(len(vocabulary)), key=lambda i: vocabulary[i][1]))
    kept.update(i for piece, i in ids.items() if len(piece) == 1 and (counts[i] or is_kept_character(piece)))
    if len(kept) > size:
        raise TrainingError(f"{size} pieces are too few: special tokens and characters alone need {len(kept)}.")
    for i in np.argsort(-counts, kind="stable"):
        if not counts[i] or len(kept) >= size:
            break
        kept.add(int(i))
        kept.update(ids[character] for character in vocabulary[i][0] if character in ids)
    return sorted(kept)


def trim_tokenizer(tokenizer: dict[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """A `tokenizer.json` with only the kept pieces, renumbered in their order; all else is unchanged."""
    trimmed = copy.deepcopy(tokenizer)
    trimmed["model"]["vocab"] = [tokenizer["model"]["vocab"][i] for i in kept]
    trimmed["model"]["unk_id"] = kept.index(tokenizer["model"]["unk_id"])
    ids = {piece: i for i, (piece, _) in enumerate(trimmed["model"]["vocab"])}
    for token in trimmed["added_tokens"]:
        token["id"] = ids[token["content"]]
    for special in trimmed["post_processor"]["special_tokens"].values():
        special["ids"] = [ids[token] for token in special["tokens"]]
    return trimmed


def add_tokens(tokenizer: dict[str, Any], tokens: Sequence[str]) -> dict[str, Any]:
    """A `tokenizer.json` with special tokens added behind its vocabulary; each takes the space before it."""
    extended = copy.deepcopy(tokenizer)
    first = len(extended["model"]["vocab"])
    shape = {"single_word": False, "lstrip": True, "rstrip": False, "normalized": False, "special": True}
    extended["added_tokens"] += [{"id": first + i, "content": token, **shape} for i, token in enumerate(tokens)]
    return extended
