"""The encoder with its four heads, in torch: what training fits and the torch backend runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

from netralnlp.errors import ModelError
from netralnlp.model.encoding import LONGEST
from netralnlp.model.labels import HEADS
from netralnlp.model.rendering import PLACEHOLDERS, URL_TOKEN

WEIGHTS_FILE: Final = "model.safetensors"


class StanceNetwork(nn.Module):
    """One pass gives everything: mention tag and target stance of each token, sides and conduct of the text.

    The text is pooled as its first state beside the mean of its text tokens (type 0): `(batch, 2 * width)`. The target
    stance of a token is read from its own state and the pooled text.
    """

    def __init__(self, encoder: PreTrainedModel, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.mention = nn.Linear(width, HEADS["mention"])
        self.target = nn.Linear(width, HEADS["target"])
        self.target_pooled = nn.Linear(2 * width, HEADS["target"], bias=False)
        self.post = nn.Sequential(
            nn.Linear(2 * width, width), nn.Tanh(), nn.Dropout(dropout), nn.Linear(width, HEADS["post"])
        )
        self.conduct = nn.Linear(2 * width, HEADS["conduct"])

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> dict[str, Tensor]:
        """Logits of every head.

        Args:
            input_ids: `(batch, tokens)`.
            attention_mask: the same shape, 0 on padding.
            token_type_ids: the same shape, 0 on the text and 1 on its context.

        Returns:
            `mention` and `target` of `(batch, tokens, 3)`, `post` of `(batch, 2)`, `conduct` of `(batch, 13)`.
        """
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        states = self.dropout(states)
        weights = (attention_mask * (1 - token_type_ids)).to(states.dtype).unsqueeze(-1)
        mean = (states * weights).sum(1) / weights.sum(1)
        pooled = torch.cat([states[:, 0], mean], dim=-1)
        return {
            "mention": self.mention(states),
            "target": self.target(states) + self.target_pooled(pooled).unsqueeze(1),
            "post": self.post(pooled),
            "conduct": self.conduct(pooled),
        }

    def save(self, folder: Path) -> None:
        """Write `config.json` and `model.safetensors`, which `AutoModel.from_pretrained` reads as the encoder alone."""
        prefix = self.encoder.base_model_prefix
        state = {
            name.replace("encoder.", f"{prefix}.", 1)
            if name.startswith("encoder.")
            else f"heads.{name}": tensor.contiguous()
            for name, tensor in self.state_dict().items()
        }
        folder.mkdir(parents=True, exist_ok=True)
        save_file(state, folder / WEIGHTS_FILE, metadata={"format": "pt"})
        config: dict[str, Any] = self.encoder.config.to_dict()
        config["architectures"] = [type(self.encoder).__name__]
        (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> StanceNetwork:
        """The network that `save` wrote into `folder`."""
        encoder = AutoModel.from_config(  # type: ignore[no-untyped-call]
            AutoConfig.from_pretrained(folder), **_pooler_free(folder)
        )
        network = cls(encoder)
        prefix = encoder.base_model_prefix
        network.load_state_dict(
            {
                name.replace(f"{prefix}.", "encoder.", 1)
                if name.startswith(f"{prefix}.")
                else name.removeprefix("heads."): tensor
                for name, tensor in load_file(folder / WEIGHTS_FILE).items()
            }
        )
        return network.eval()


def load_encoder(source: str | Path) -> PreTrainedModel:
    """A pre-trained encoder (folder or hub id) without its pooler, with one embedding for each token.

    Those of the tokens that `load_tokenizer` adds start from the mean of the table. Embeddings beyond the vocabulary,
    which some checkpoints carry, are dropped.
    """
    encoder: PreTrainedModel = AutoModel.from_pretrained(source, **_pooler_free(source))
    tokens = len(load_tokenizer(source))
    if encoder.get_input_embeddings().num_embeddings != tokens:
        encoder.resize_token_embeddings(len(AutoTokenizer.from_pretrained(source)))
        encoder.resize_token_embeddings(tokens)
    return encoder


def load_tokenizer(source: str | Path) -> PreTrainedTokenizerFast:
    """The tokenizer of a pre-trained encoder (folder or hub id); placeholder tokens that it lacks are added at the end.

    Its `model_max_length`, which some checkpoints leave unset, is what the encoder has positions for.

    Raises:
        ModelError: the encoder has not enough positions for a window, or its tokenizer gives no offsets.
    """
    tokenizer = AutoTokenizer.from_pretrained(source)
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise ModelError(
            f"{source} has no tokenizer of the `tokenizers` library, which gives offsets: choose another base."
        )
    tokenizer.add_special_tokens(
        {"additional_special_tokens": [*PLACEHOLDERS, URL_TOKEN]}, replace_extra_special_tokens=False
    )
    positions = AutoConfig.from_pretrained(source).max_position_embeddings
    tokenizer.model_max_length = min(tokenizer.model_max_length, positions)
    if tokenizer.model_max_length < LONGEST:
        raise ModelError(
            f"{source} reads at most {tokenizer.model_max_length} tokens and a window has up to {LONGEST}: "
            "choose another base."
        )
    return tokenizer


def _pooler_free(source: str | Path) -> dict[str, bool]:
    return {"add_pooling_layer": False} if AutoConfig.from_pretrained(source).model_type == "bert" else {}
