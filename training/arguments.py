"""What every trainer of this project is told alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel, TrainingArguments

from training.settings import AdaptationSettings, Settings


def has_bf16() -> bool:
    """Whether this machine multiplies in bfloat16: twice as fast as fp32 there, slower where it must pretend."""
    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def choose_attention(encoder: PreTrainedModel) -> None:
    """Attention as it is fastest here: without a GPU and on short posts, eager is a sixth faster than sdpa."""
    if not torch.cuda.is_available():
        encoder.set_attn_implementation("eager")


def arguments_of(settings: Settings | AdaptationSettings, out: Path, **more: Any) -> TrainingArguments:  # noqa: ANN401
    """Arguments of a run that writes into `out`; `more` are further ones, or others in place of these."""
    on_gpu = torch.cuda.is_available()
    common: dict[str, Any] = {
        "output_dir": str(out),
        "num_train_epochs": settings.epochs,
        "per_device_train_batch_size": settings.batch_size,
        "learning_rate": settings.learning_rate,
        "lr_scheduler_type": "linear",
        "warmup_steps": settings.warmup_share,
        "weight_decay": settings.weight_decay,
        "train_sampling_strategy": "group_by_length",
        "max_grad_norm": 1.0,
        "seed": settings.seed,
        "use_cpu": not on_gpu,
        "bf16": has_bf16(),
        "logging_steps": 50,
        "remove_unused_columns": False,
        "dataloader_pin_memory": on_gpu,
        "report_to": [],
    }
    return TrainingArguments(**common | more)
