"""An encoder with one linear layer, fitted on a set's train split; the epoch that is best on valid is kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast, get_linear_schedule_with_warmup, set_seed

from training.benchmarks.public_sets.scores import count, mean_f1
from training.benchmarks.public_sets.sources import OUTSIDE, Example, PublicSet, Splits
from training.examples import IGNORED

LEARNING_RATE: Final = 1e-4
HEAD_LEARNING_RATE: Final = 5e-4
WARMUP_SHARE: Final = 0.06
WEIGHT_DECAY: Final = 0.01
_SORTED_BATCHES: Final = 50
"""Batches that are sorted by length together."""


class LinearProbe(nn.Module):
    """An encoder and a linear layer on each token, or on the text: its first state beside the mean of its tokens."""

    def __init__(self, encoder: PreTrainedModel, labels: int, is_tagging: bool, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.is_tagging = is_tagging
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width if is_tagging else 2 * width, labels)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Logits of `(batch, tokens, labels)`, or `(batch, labels)` of texts, for inputs of `(batch, tokens)`."""
        states = self.dropout(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        if self.is_tagging:
            return self.head(states)
        weights = mask.to(states.dtype).unsqueeze(-1)
        return self.head(torch.cat([states[:, 0], (states * weights).sum(1) / weights.sum(1)], dim=-1))


class Encoded(NamedTuple):
    """Token ids, and the token whose logits answer for each label: a word's first one, None where it was cut off.

    A text's label has the place 0, which nothing reads.
    """

    ids: list[int]
    places: list[int | None]


def encode(examples: Sequence[Example], tokenizer: PreTrainedTokenizerFast, public_set: PublicSet) -> list[Encoded]:
    """Tokens of every example between the two special ones, cut at the set's `max_tokens`."""
    texts = [list(example.texts) if public_set.is_tagging else example.texts[0] for example in examples]
    found = tokenizer(texts, is_split_into_words=public_set.is_tagging, add_special_tokens=False)
    encoded = []
    for row, example in enumerate(examples):
        kept = found["input_ids"][row][: public_set.max_tokens - 2]
        first: dict[int | None, int] = {}
        for place, word in enumerate(found.word_ids(row)[: len(kept)], 1):
            first.setdefault(word, place)
        places = [first.get(word) for word in range(len(example.texts))] if public_set.is_tagging else [0]
        encoded.append(Encoded([tokenizer.cls_token_id, *kept, tokenizer.sep_token_id], places))
    return encoded


@dataclass(frozen=True, slots=True)
class FineTuned:
    """What came out: mean F1 on valid after each epoch, the best one (counted from 1), the answers on test."""

    valid: list[float]
    best_epoch: int
    answers: list[tuple[str, ...]]
    cut: int
    """Test examples longer than the set's `max_tokens`."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Batches examples of one set for a probe and reads labels off its logits."""

    probe: LinearProbe
    labels: Sequence[str]
    pad: int

    def inputs(self, batch: Sequence[Encoded]) -> tuple[Tensor, Tensor]:
        """Padded ids and their mask, on the probe's device."""
        width = max(len(each.ids) for each in batch)
        rows = [each.ids + [self.pad] * (width - len(each.ids)) for each in batch]
        mask = [[1] * len(each.ids) + [0] * (width - len(each.ids)) for each in batch]
        device = self.probe.head.weight.device
        return torch.tensor(rows, device=device), torch.tensor(mask, device=device)

    def loss(self, batch: Sequence[Encoded], examples: Sequence[Example]) -> Tensor:
        """Mean cross entropy of the labels of a batch."""
        logits = self.probe(*self.inputs(batch))
        wanted = torch.full(logits.shape[:-1], IGNORED)
        for row, (each, example) in enumerate(zip(batch, examples, strict=True)):
            for place, label in zip(each.places, example.labels, strict=True):
                if place is not None:
                    wanted[(row, place) if self.probe.is_tagging else row] = self.labels.index(label)
        return nn.functional.cross_entropy(
            logits.flatten(0, -2), wanted.flatten().to(logits.device), ignore_index=IGNORED
        )

    @torch.inference_mode()
    def answer(self, encoded: Sequence[Encoded], batch_size: int) -> list[tuple[str, ...]]:
        """The likeliest labels of every example, in order; a word that was cut off is outside."""
        self.probe.eval()
        order = sorted(range(len(encoded)), key=lambda index: len(encoded[index].ids))
        answers: list[tuple[str, ...]] = [()] * len(encoded)
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            best = self.probe(*self.inputs([encoded[row] for row in rows])).argmax(-1).tolist()
            for row, said in zip(rows, best, strict=True):
                by_token = said if self.probe.is_tagging else [said]
                answers[row] = tuple(
                    OUTSIDE if place is None else self.labels[by_token[place]] for place in encoded[row].places
                )
        return answers


def batches(encoded: Sequence[Encoded], size: int, generator: random.Random) -> Iterator[list[int]]:
    """The indices of all examples in random batches of like length."""
    order = list(range(len(encoded)))
    generator.shuffle(order)
    block = size * _SORTED_BATCHES
    found = []
    for start in range(0, len(order), block):
        near = sorted(order[start : start + block], key=lambda index: len(encoded[index].ids))
        found += [near[first : first + size] for first in range(0, len(near), size)]
    generator.shuffle(found)
    return iter(found)


def fine_tune(
    encoder: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    public_set: PublicSet,
    splits: Splits,
    seed: int,
    learning_rates: tuple[float, float] = (LEARNING_RATE, HEAD_LEARNING_RATE),
    say: Callable[[str], None] = print,
) -> FineTuned:
    """Fit `encoder` (in place) and a linear layer, and answer the test examples after the best epoch.

    Args:
        encoder: a pre-trained encoder without a pooler.
        tokenizer: its tokenizer.
        public_set: how long to train, and on what.
        splits: its examples.
        seed: of the layer, the order of batches and dropout.
        learning_rates: peaks, of the encoder and of the layer.
        say: called with one line an epoch.
    """
    set_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cpu":
        encoder.set_attn_implementation("eager")
    probe = LinearProbe(encoder, len(splits.labels), public_set.is_tagging).to(device)
    reader = Reader(probe, splits.labels, int(tokenizer.pad_token_id))
    train, valid, test = (encode(part, tokenizer, public_set) for part in splits[:3])
    optimizer = torch.optim.AdamW(
        [
            {"params": list(module.parameters()), "lr": rate}
            for module, rate in zip((probe.encoder, probe.head), learning_rates, strict=True)
        ],
        weight_decay=WEIGHT_DECAY,
    )
    steps = public_set.epochs * -(-len(train) // public_set.batch_size)
    schedule = get_linear_schedule_with_warmup(optimizer, round(WARMUP_SHARE * steps), steps)
    generator = random.Random(seed)
    scores: list[float] = []
    best: dict[str, Tensor] = {}
    for epoch in range(1, public_set.epochs + 1):
        probe.train()
        for rows in batches(train, public_set.batch_size, generator):
            loss = reader.loss([train[row] for row in rows], [splits.train[row] for row in rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(probe.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        answers = reader.answer(valid, public_set.batch_size)
        labels = None if public_set.is_tagging else splits.labels
        scores.append(round(100 * float(mean_f1(count(splits.valid, answers, labels).sum(0))), 2))
        say(f"epoch {epoch} of {public_set.epochs}: {scores[-1]} on valid")
        if scores[-1] > max(scores[:-1], default=-1.0):
            best = {name: tensor.detach().clone() for name, tensor in probe.state_dict().items()}
    probe.load_state_dict(best)
    cut = sum(len(each.ids) == public_set.max_tokens for each in test)
    return FineTuned(scores, scores.index(max(scores)) + 1, reader.answer(test, public_set.batch_size), cut)
