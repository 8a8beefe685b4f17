"""The packed encoder as a `transformers.BertModel`, with fewer rows of embeddings and some new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from netralnlp.errors import TrainingError
from netralnlp.model.rendering import PLACEHOLDERS, URL_TOKEN
from training.base.weights import PackedEncoder

GIVEN_NAMES = (
    *("▁Muhammad", "▁Ahmad", "▁Agus", "▁Joko", "▁Budi", "▁Sri", "▁Ali", "▁Hasan", "▁Yusuf"),
    *("▁Nur", "▁Indra", "▁Abdul", "▁Putra", "▁Arif", "▁Siti", "▁Dewi", "▁Susi", "▁Maria"),
)
NEW_TOKENS: dict[str, Sequence[str]] = {
    **dict.fromkeys(PLACEHOLDERS, GIVEN_NAMES),
    URL_TOKEN: ("▁https", "https", "▁http", "http"),
}
"""Each added token and the pieces whose mean embedding it starts from."""

NOISE = 0.3
"""Standard deviation of the noise on new embeddings, in standard deviations of the table's entries."""


def new_embeddings(
    table: NDArray[np.float32], pieces: Sequence[str], tokens: Mapping[str, Sequence[str]], seed: int
) -> NDArray[np.float32]:
    """Rows for new tokens: the mean row of their pieces plus Gaussian noise, shape (tokens, width).

    Args:
        table: embeddings of `pieces`, shape (pieces, width).
        pieces: the piece of each row.
        tokens: each new token with the pieces it resembles; pieces that are not in the table are passed over.
        seed: of the noise.

    Raises:
        TrainingError: a token none of whose pieces is in the table.
    """
    ids = {piece: i for i, piece in enumerate(pieces)}
    generator = np.random.default_rng(seed)
    rows = []
    for token, models in tokens.items():
        found = [ids[piece] for piece in models if piece in ids]
        if not found:
            raise TrainingError(f"None of the pieces that {token} starts from is in the vocabulary: keep more pieces.")
        noise = generator.normal(0, NOISE * table.std(), table.shape[1])
        rows.append(table[found].mean(axis=0) + noise)
    return np.asarray(rows, np.float32)


def build_encoder(packed: PackedEncoder, embeddings: NDArray[np.float32]) -> BertModel:
    """A BertModel without a pooler, in eval mode, whose word embeddings are given, shape (rows, width)."""
    shape = packed.shape
    config = BertConfig(
        vocab_size=len(embeddings),
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {"embeddings.word_embeddings.weight": embeddings, **_embedding_state(packed)}
    for layer in range(shape.layers):
        state |= _layer_state(packed, layer)
    model.load_state_dict({name: torch.from_numpy(values.copy()) for name, values in state.items()})
    return model.eval()


def word_embeddings(packed: PackedEncoder, kept: Sequence[int]) -> NDArray[np.float32]:
    """The rows of the kept ids, shape (kept, width)."""
    return packed.tensor("emb.word", packed.shape.vocabulary, packed.shape.width)[list(kept)]


def _embedding_state(packed: PackedEncoder) -> dict[str, NDArray[np.float32]]:
    shape = packed.shape
    return {
        "embeddings.position_embeddings.weight": packed.tensor("emb.pos", shape.positions, shape.width),
        "embeddings.token_type_embeddings.weight": packed.tensor("emb.type", shape.types, shape.width),
        "embeddings.LayerNorm.weight": packed.tensor("emb.ln.w", shape.width),
        "embeddings.LayerNorm.bias": packed.tensor("emb.ln.b", shape.width),
    }


def _layer_state(packed: PackedEncoder, layer: int) -> dict[str, NDArray[np.float32]]:
    width, inner = packed.shape.width, packed.shape.inner
    linear = {
        "attention.self.query": ("q", width, width),
        "attention.self.key": ("k", width, width),
        "attention.self.value": ("v", width, width),
        "attention.output.dense": ("ao", width, width),
        "intermediate.dense": ("fi", inner, width),
        "output.dense": ("fo", width, inner),
    }
    state = {}
    for module, (short, rows, columns) in linear.items():
        state[f"encoder.layer.{layer}.{module}.weight"] = packed.tensor(f"l{layer}.{short}.w", rows, columns)
        state[f"encoder.layer.{layer}.{module}.bias"] = packed.tensor(f"l{layer}.{short}.b", rows)
    for module, short in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
        state[f"encoder.layer.{layer}.{module}.weight"] = packed.tensor(f"l{layer}.{short}.w", width)
        state[f"encoder.layer.{layer}.{module}.bias"] = packed.tensor(f"l{layer}.{short}.b", width)
    return state
