"""Training that ends in time: the learning rate falls to zero by the last step or the deadline, whichever is first."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from training.adapt import MaskedLanguageTrainer
from training.arguments import arguments_of
from training.settings import AdaptationSettings, Settings
from training.train import NetworkTrainer

_WORKERS: Final = 8


def timed_arguments_of(settings: Settings | AdaptationSettings, out: Path) -> TrainingArguments:
    """As `training.train` and `training.adapt` train, but in batches of mixed length and without checkpoints.

    Worker processes render posts beside the GPU. Each begins with the same random draws, for other posts.
    """
    workers = min(_WORKERS, os.cpu_count() or 1) if torch.cuda.is_available() else 0
    return arguments_of(
        settings,
        out,
        train_sampling_strategy="random",
        save_strategy="no",
        logging_steps=100,
        dataloader_num_workers=workers,
    )


class TimeLimit(TrainerCallback):
    """Ends training at the first step after `deadline`, a time of `time.monotonic`."""

    def __init__(self, deadline: float) -> None:
        self.begun = time.monotonic()
        self.deadline = deadline
        self.passed = False

    def share(self) -> float:
        """How much of the time has gone, from 0 to 1."""
        now, length = time.monotonic(), self.deadline - self.begun
        return min(1.0, (now - self.begun) / length) if length > 0 else 1.0

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Ask the trainer to stop."""
        if time.monotonic() > self.deadline and state.global_step < state.max_steps:
            self.passed = control.should_training_stop = True


class _Timed:
    """A linear warm-up, then a linear decay along the steps or the clock."""

    args: TrainingArguments
    lr_scheduler: LRScheduler | None
    optimizer: Optimizer

    def __init__(self, *arguments: object, limit: TimeLimit, **named: object) -> None:
        super().__init__(*arguments, callbacks=[limit, *named.pop("callbacks", [])], **named)  # type: ignore[misc]
        self.limit = limit

    def create_scheduler(self, num_training_steps: int, optimizer: Optimizer | None = None) -> LRScheduler:
        """The schedule of a run of at most `num_training_steps`."""
        warmup = max(1, self.args.get_warmup_steps(num_training_steps))

        def factor(step: int) -> float:
            gone = max((step - warmup) / max(1, num_training_steps - warmup), self.limit.share())
            return min((step + 1) / warmup, max(0.0, 1 - gone))

        self.lr_scheduler = LambdaLR(optimizer or self.optimizer, factor)
        return self.lr_scheduler


class TimedNetworkTrainer(_Timed, NetworkTrainer):
    """A teacher's trainer with a `limit`."""


class TimedMaskedLanguageTrainer(_Timed, MaskedLanguageTrainer):
    """An adaptation's trainer with a `limit`."""
