"""One run of the teacher within a time limit, and its figures on dev."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import numpy as np
from transformers import set_seed

from netralnlp.predictor import Predictor
from training.evaluate.metrics import count, figures
from training.examples import collate
from training.gpu.material import Material
from training.gpu.timed import TimedNetworkTrainer, TimeLimit, timed_arguments_of
from training.saving import save_model, tokenizer_of
from training.settings import Settings
from training.train import keep_layers, start_of

FIGURES: Final = ("post_macro_f1", "target_f1", "mention_overlap_f1", "conduct_micro_f1")


def fit(settings: Settings, material: Material, out: Path, deadline: float) -> bool:
    """Train a network and save the model folder `out`.

    Returns:
        Whether the deadline cut it short.
    """
    set_seed(settings.seed)
    tokenizer = tokenizer_of(settings.base)
    network = start_of(settings.base).float()
    keep_layers(network, settings.layers)
    limit = TimeLimit(deadline)
    TimedNetworkTrainer(
        settings,
        limit=limit,
        model=network,
        args=timed_arguments_of(settings, out),
        train_dataset=material.train,
        data_collator=functools.partial(collate, pad=tokenizer.pad),
    ).train()
    save_model(network.cpu().eval(), tokenizer, settings, out)
    return limit.passed


def dev_figures(model: Path, material: Material) -> dict[str, float]:
    """F1 on dev with uncalibrated thresholds; one with nothing to count is 0. `score` is the mean, which decides."""
    found = figures(count(material.gold, Predictor.load(model).predict(material.dev)).sum())
    values = {name: float(np.nan_to_num(found[name])) for name in FIGURES}
    values["score"] = sum(values.values()) / len(values)
    return {name: round(value, 4) for name, value in values.items()}
