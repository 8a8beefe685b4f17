"""Tokenizers of bases, and model folders that `netralnlp.load` takes."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tokenizers
import torch
import transformers
from transformers import PreTrainedTokenizerFast

from netralnlp.model.encoding import PostEncoder
from netralnlp.model.labels import TARGET_STANCES
from netralnlp.model.manifest import FILE_NAME, LABELS, Manifest, sha256
from netralnlp.model.network import StanceNetwork, load_tokenizer
from netralnlp.model.rendering import Wording
from training.settings import Settings

VERSION: Final = "0.3.0"
"""Of the models that are trained now; it rises with the recipe."""


@dataclass(frozen=True)
class BaseTokenizer:
    """The tokenizer of a base, with the placeholder tokens, and the post encoder on it."""

    tokenizer: PreTrainedTokenizerFast
    encoder: PostEncoder

    @property
    def pad(self) -> int:
        """Id of the padding token."""
        return int(self.tokenizer.pad_token_id)


def tokenizer_of(base: str) -> BaseTokenizer:
    """The tokenizer of a base folder or hub id, with the placeholder tokens."""
    tokenizer = load_tokenizer(base)
    fast = tokenizers.Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    return BaseTokenizer(tokenizer, PostEncoder.of(fast, tokenizer.cls_token, tokenizer.sep_token, wording_of(fast)))


def wording_of(tokenizer: tokenizers.Tokenizer) -> Wording:
    """Bases of lower case, which are IndoBERT's kin, read posts as IndoBERTweet does; others as the embedded model."""
    normalizer = tokenizer.normalizer
    return Wording.of_tweets() if normalizer and normalizer.normalize_str("A") == "a" else Wording()


def save_model(network: StanceNetwork, tokenizer: BaseTokenizer, settings: Settings, folder: Path) -> None:
    """Write a model folder: weights, config with label names, tokenizer and an uncalibrated manifest."""
    config = network.encoder.config
    config.id2label = {index: stance.value for index, stance in enumerate(TARGET_STANCES)}
    config.label2id = {stance.value: index for index, stance in enumerate(TARGET_STANCES)}
    network.save(folder)
    tokenizer.tokenizer.save_pretrained(folder)
    manifest_of(tokenizer, settings).write(folder)


def origin_of(base: str) -> tuple[str, str]:
    """The pre-trained encoder behind a model folder, a folder of training.base or a hub id, and its licence."""
    folder = Path(base)
    if (folder / FILE_NAME).exists():
        manifest = Manifest.read(folder)
        return manifest.base, manifest.licence
    if (folder / "base.json").exists():
        record = json.loads((folder / "base.json").read_text(encoding="utf-8"))
        return record["source"], record["licence"]
    return base, "see the base"


def manifest_of(tokenizer: BaseTokenizer, settings: Settings) -> Manifest:
    """The manifest of a fresh model: where it comes from, and nothing calibrated yet."""
    source, licence = origin_of(settings.base)
    before = Path(settings.base)
    continued = {"continues": Manifest.read(before).training} if (before / FILE_NAME).exists() else {}
    return Manifest(
        name=settings.name,
        version=VERSION,
        base=source,
        licence=licence,
        cls_token=tokenizer.tokenizer.cls_token,
        sep_token=tokenizer.tokenizer.sep_token,
        pad_token=tokenizer.tokenizer.pad_token,
        labels=LABELS,
        wording=tokenizer.encoder.wording,
        training={
            "settings": {
                key: value
                for key, value in dataclasses.asdict(settings).items()
                if key not in ("base", "labels", "texts", "authored", "splits", "soft_labels")
            },
            "distilled": settings.soft_labels is not None,
            **continued,
            "dev_sha256": sha256(settings.splits / "dev.txt"),
            "test_sha256": sha256(settings.splits / "test.txt"),
            "versions": {
                "torch": torch.__version__,
                "transformers": transformers.__version__,
                "tokenizers": tokenizers.__version__,
            },
        },
    )
