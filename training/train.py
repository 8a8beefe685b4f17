"""Fit the network on labelled posts: `python -m training.train CONFIG OUT`.

Runs on CPU or CUDA; writes checkpoints into OUT and goes on from the last one when called again.
"""

from __future__ import annotations

import argparse
import functools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import ConcatDataset
from torch.utils.data import Dataset as TorchDataset
from transformers import Trainer, set_seed
from transformers.trainer_utils import get_last_checkpoint

from netralnlp.errors import TrainingError
from netralnlp.model.manifest import FILE_NAME
from netralnlp.model.network import WEIGHTS_FILE, StanceNetwork, load_encoder
from training.arguments import arguments_of, choose_attention
from training.corpus.split import read_parts
from training.dequantise import read_exported
from training.examples import Renderings, TrainingPosts, collate
from training.links import links_of
from training.saving import BaseTokenizer, save_model, tokenizer_of
from training.settings import Settings
from training.soft_labels import read_soft_labels

TARGET_WEIGHT = 0.7
POST_WEIGHT = 1.5
CONDUCT_WEIGHT = 0.5


def loss_of(logits: dict[str, Tensor], labels: dict[str, Tensor]) -> Tensor:
    """The weighted sum of the four heads' losses against the probabilities that `collate` gives.

    Conduct is summed over its labels, or the rare ones are never learned, and counts only where it is known.
    """
    mention = cross_entropy(logits["mention"], labels["mention_labels"])
    target = cross_entropy(logits["target"], labels["target_labels"])
    post = nn.functional.binary_cross_entropy_with_logits(logits["post"], labels["post_labels"])
    of_post = nn.functional.binary_cross_entropy_with_logits(
        logits["conduct"], labels["conduct_labels"], reduction="none"
    ).sum(1)
    known = labels["conduct_known"]
    conduct = (of_post * known).sum() / known.sum().clamp(min=1)
    return mention + TARGET_WEIGHT * target + POST_WEIGHT * post + CONDUCT_WEIGHT * conduct


def cross_entropy(logits: Tensor, probabilities: Tensor) -> Tensor:
    """Mean over tokens, each weighing as much as its probabilities sum to; both `(batch, tokens, classes)`.

    Zero where no token has a label.
    """
    return -(probabilities * logits.log_softmax(-1)).sum() / probabilities.sum().clamp(min=1)


class NetworkTrainer(Trainer):
    """A Trainer with the loss of the four heads and a higher learning rate for the heads than for the encoder."""

    def __init__(self, settings: Settings, **arguments: object) -> None:
        super().__init__(**arguments)
        self.settings = settings

    def compute_loss(self, model: nn.Module, inputs: dict[str, Tensor], *_: object, **__: object) -> Tensor:
        """Loss of one batch as `collate` gives it."""
        logits = model(inputs["input_ids"], inputs["attention_mask"], inputs["token_type_ids"])
        return loss_of(logits, inputs)

    def create_optimizer(self, *_: object, **__: object) -> torch.optim.Optimizer:
        """AdamW in four groups: encoder or heads, with weight decay or (biases, norms) without."""
        groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
        for name, parameter in self.model.named_parameters():
            groups.setdefault((name.startswith("encoder."), parameter.ndim > 1), []).append(parameter)
        settings = self.settings
        self.optimizer = torch.optim.AdamW(
            [
                {
                    "params": parameters,
                    "lr": settings.learning_rate if in_encoder else settings.head_learning_rate,
                    "weight_decay": settings.weight_decay if is_matrix else 0.0,
                }
                for (in_encoder, is_matrix), parameters in groups.items()
            ],
            fused=True,
        )
        return self.optimizer


def keep_layers(network: StanceNetwork, count: int) -> None:
    """Keep `count` evenly spaced encoder layers, the first and the last among them."""
    layers = network.encoder.encoder.layer
    if not 1 < count <= len(layers):
        raise TrainingError(f"layers must be 2 to {len(layers)}, not {count}.")
    kept = [round(index * (len(layers) - 1) / (count - 1)) for index in range(count)]
    network.encoder.encoder.layer = nn.ModuleList(layers[index] for index in kept)
    network.encoder.config.num_hidden_layers = count


def labelled_examples(settings: Settings, tokenizer: BaseTokenizer) -> TrainingPosts:
    """The train part, authored posts as often as the settings say."""
    posts = read_parts(settings.labels, settings.texts, settings.authored, settings.splits).train
    authored = [index for index, source in enumerate(posts["source"]) if source.startswith("authored")]
    posts = posts.select([*range(len(posts)), *authored * (settings.authored_readings - 1)])
    renderings = Renderings(
        posts, links_of(posts, with_election=True), links_of(posts, with_election=False), random.Random(settings.seed)
    )
    return TrainingPosts(posts, renderings, tokenizer.encoder)


def start_of(base: str) -> StanceNetwork:
    """The network of a model folder, or a fresh one on a pre-trained encoder."""
    if (Path(base) / FILE_NAME).exists():
        return StanceNetwork.load(Path(base)) if (Path(base) / WEIGHTS_FILE).exists() else read_exported(Path(base))
    return StanceNetwork(load_encoder(base))


def train(
    settings: Settings,
    out: Path,
    checkpoint_steps: int = 200,
    examples_of: Callable[[Settings, BaseTokenizer], TorchDataset[dict[str, Any]]] = labelled_examples,
    trainer_of: type[NetworkTrainer] = NetworkTrainer,
) -> None:
    """Fit and save a model folder `out/model`; checkpoints lie in `out/checkpoints`."""
    set_seed(settings.seed)
    tokenizer = tokenizer_of(settings.base)
    examples = examples_of(settings, tokenizer)
    if settings.soft_labels:
        examples = ConcatDataset([examples, read_soft_labels(settings.soft_labels, tokenizer)])
    network = start_of(settings.base)
    keep_layers(network, settings.layers)
    choose_attention(network.encoder)
    trainer = trainer_of(
        settings,
        model=network,
        args=arguments_of(settings, out / "checkpoints", save_steps=checkpoint_steps, save_total_limit=2),
        train_dataset=examples,
        data_collator=functools.partial(collate, pad=tokenizer.pad),
    )
    trainer.train(
        resume_from_checkpoint=get_last_checkpoint(str(out / "checkpoints")) if (out / "checkpoints").exists() else None
    )
    save_model(network.eval(), tokenizer, settings, out / "model")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path, help="a file of training/configs")
    parser.add_argument("out", type=Path, help="folder of checkpoints and the model, outside the repository")
    arguments = parser.parse_args()
    train(Settings.read(arguments.config), arguments.out)


if __name__ == "__main__":
    main()
