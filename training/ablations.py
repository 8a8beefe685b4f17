"""What each step of the recipe is worth: `python -m training.ablations CONFIG OUT REPORT`.

Each variant is six layers trained for two epochs on the same 6,000 posts of the train part, calibrated on dev and
scored there and on the public test posts, as in `training.learning_curve`. The recipe runs with three seeds: what
differs from it by less than they differ among themselves is noise. `ablations.json` and `ablations.md` go into REPORT,
models into OUT; a variant whose model lies in OUT is not trained again.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset as TorchDataset

from training.corpus.split import read_parts
from training.examples import TrainingPosts
from training.learning_curve import FIGURES, PARTS, measure, settings_of
from training.saving import BaseTokenizer
from training.settings import Settings
from training.train import NetworkTrainer, labelled_examples, loss_of, train

POSTS: Final = 6000
SEEDS: Final = (1, 2, 3)
SMOOTHING: Final = 0.1
"""What an unsure label gives up to the other answers."""

CONSISTENCY: Final = 1.0
PERTURBATION: Final = 0.5


class SmoothedPosts(TorchDataset[dict[str, Any]]):
    """Labels of posts whose annotator was not sure are smoothed (Szegedy et al. 2016)."""

    def __init__(self, posts: TrainingPosts) -> None:
        self.posts = posts

    def __len__(self) -> int:
        return len(self.posts)

    def __getitem__(self, index: int) -> dict[str, Any]:
        example = self.posts[index]
        if self.posts.rows[index]["sure"]:
            return example
        return example | {
            "post_labels": [_smooth(label, 2) for label in example["post_labels"]],
            "target_labels": [
                [_smooth(label, len(token)) for label in token] if sum(token) else token
                for token in example["target_labels"]
            ],
        }


def _smooth(probability: float, classes: int) -> float:
    return probability * (1 - SMOOTHING) + SMOOTHING / classes


def smoothed_examples(settings: Settings, tokenizer: BaseTokenizer) -> SmoothedPosts:
    """The train part with labels smoothed where annotators were not sure."""
    return SmoothedPosts(labelled_examples(settings, tokenizer))


class ConsistentTrainer(NetworkTrainer):
    """Two passes under different dropout must agree (Liang et al. 2021, "R-Drop")."""

    def compute_loss(self, model: nn.Module, inputs: dict[str, Tensor], *_: object, **__: object) -> Tensor:
        """Mean loss of both passes and how far they are apart."""
        first, second = (
            model(inputs["input_ids"], inputs["attention_mask"], inputs["token_type_ids"]) for _ in range(2)
        )
        apart = divergence(first, second, inputs["attention_mask"])
        return (loss_of(first, inputs) + loss_of(second, inputs)) / 2 + CONSISTENCY * apart


def divergence(first: Mapping[str, Tensor], second: Mapping[str, Tensor], mask: Tensor) -> Tensor:
    """How far two passes are apart: symmetric Kullback-Leibler divergence of the post's sides and of tokens."""
    total = torch.zeros((), device=mask.device)
    for head in ("mention", "target"):
        one, two = first[head].log_softmax(-1), second[head].log_softmax(-1)
        total = total + ((one.exp() - two.exp()) * (one - two)).sum(-1)[mask.bool()].mean() / 2
    one, two = first["post"], second["post"]
    return total + ((one.sigmoid() - two.sigmoid()) * (one - two)).sum(-1).mean() / 2


class AdversarialTrainer(NetworkTrainer):
    """A second pass with word embeddings moved up the gradient (Miyato et al. 2017)."""

    def training_step(self, model: nn.Module, inputs: dict[str, Tensor], *arguments: object) -> Tensor:
        """Gradients of the posts as they are and as they are hardest nearby."""
        loss: Tensor = super().training_step(model, inputs, *arguments)
        table = self.model.encoder.get_input_embeddings().weight
        if table.grad is None or not (norm := table.grad.norm()):
            return loss
        step = PERTURBATION * table.grad / norm
        with torch.no_grad():
            table.add_(step)
        super().training_step(model, inputs, *arguments)
        with torch.no_grad():
            table.sub_(step)
        return loss


def variants(settings: Settings, adapted: Path | None) -> dict[str, tuple[Settings, dict[str, Any]]]:
    """By name the settings and what `train` is given in place of its own."""
    runs: dict[str, tuple[Settings, dict[str, Any]]] = {
        f"recipe, seed {seed}": (dataclasses.replace(settings, seed=seed), {}) for seed in SEEDS
    }
    runs["unsure labels smoothed"] = (settings, {"examples_of": smoothed_examples})
    runs["two passes must agree (R-Drop)"] = (settings, {"trainer_of": ConsistentTrainer})
    runs["adversarial embeddings"] = (settings, {"trainer_of": AdversarialTrainer})
    if adapted:
        runs["base adapted by masked words"] = (dataclasses.replace(settings, base=str(adapted)), {})
    return runs


def table(report: Mapping[str, Any]) -> str:
    """The report as Markdown."""
    head = [f"{part}: {title}" for part in PARTS for title in FIGURES.values()]
    lines = [
        "# Ablations",
        "",
        "Written by `python -m training.ablations`: six layers, two epochs, "
        f"{POSTS:,} posts of the train part; F1 on the public posts of dev and test, with 95 % intervals.",
        "",
        f"| variant | {' | '.join(head)} |",
        f"| --- |{' --- |' * len(head)}",
    ]
    for name, figures in report["variants"].items():
        cells = [
            "{value:.3f} [{low:.3f}, {high:.3f}]".format(**figures[part][figure])
            for part in PARTS
            for figure in FIGURES
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--adapted", type=Path, help="a base that training.adapt wrote")
    arguments = parser.parse_args()
    settings = Settings.read(arguments.config)
    parts = read_parts(settings.labels, settings.texts, settings.authored, settings.splits)
    report: dict[str, Any] = {"posts": POSTS, "variants": {}}
    arguments.report.mkdir(parents=True, exist_ok=True)
    for number, (name, (variant, replaced)) in enumerate(variants(settings, arguments.adapted).items()):
        folder = arguments.out / str(number)
        run = settings_of(variant, POSTS, folder)
        if not (folder / "model").exists():
            train(run, folder, **replaced)
        report["variants"][name] = measure(folder / "model", parts)
        print(name, json.dumps(report["variants"][name]))
        (arguments.report / "ablations.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        (arguments.report / "ablations.md").write_text(table(report), encoding="utf-8")


if __name__ == "__main__":
    main()
