"""Adaptation as `training.adapt` does it, within a time limit and from posts that are linked already."""

from __future__ import annotations

import functools
from pathlib import Path

import torch
from transformers import set_seed

from netralnlp.model.network import load_encoder
from training.adapt import MaskedLanguageModel, WindowsOfPosts, collate_masked, write_base
from training.gpu.material import AdaptationMaterial
from training.gpu.timed import TimedMaskedLanguageTrainer, TimeLimit, timed_arguments_of
from training.masking import WordMasking
from training.probe import ProbeEachQuarter
from training.saving import tokenizer_of
from training.settings import AdaptationSettings


def adapted_base(settings: AdaptationSettings, material: AdaptationMaterial, out: Path, deadline: float) -> Path:
    """Adapt the base until `deadline` at the latest; the folder of the adapted one.

    The probe is scored before the first step, and after the last one unless the deadline came first.
    """
    set_seed(settings.seed)
    tokenizer = tokenizer_of(settings.base)
    encoder = load_encoder(settings.base).float()
    out.mkdir(parents=True, exist_ok=True)
    steps = -(-len(material.posts.texts) // settings.batch_size) * settings.epochs
    TimedMaskedLanguageTrainer(
        limit=TimeLimit(deadline),
        model=MaskedLanguageModel(encoder),
        args=timed_arguments_of(settings, out),
        train_dataset=WindowsOfPosts(material.posts, tokenizer.encoder),
        data_collator=functools.partial(
            collate_masked,
            masking=WordMasking.of(tokenizer.tokenizer, settings.masked_share),
            pad=tokenizer.pad,
            generator=torch.Generator().manual_seed(settings.seed),
        ),
        callbacks=[ProbeEachQuarter(material.probe, encoder, out / "probe.json", int(steps) + 1)],
    ).train()
    write_base(encoder.cpu(), tokenizer, settings, out)
    return out / "base"
