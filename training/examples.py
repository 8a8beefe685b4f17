"""From labelled posts to what the network trains on: name-blind, with placeholders, raw names and swapped names."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import torch
from datasets import Dataset
from torch import Tensor
from torch.utils.data import Dataset as TorchDataset

from netralnlp.model.encoding import EncodedPost, PostEncoder, Window
from netralnlp.model.labels import CONDUCTS, MENTION_TAGS, TARGET_STANCES
from netralnlp.model.rendering import PLACEHOLDERS, Rendering, Unit, Wording, placeholder_of, render
from netralnlp.rosters.link import Link
from netralnlp.schema import Stance

IGNORED: Final = -100
RAW_SHARE: Final = 0.15
"""Share of training posts whose names stay in the text, half of them swapped for other names of their kind."""

_OUTSIDE, _BEGIN, _INSIDE = range(3)
_TARGET_INDEX: Final = {stance: index for index, stance in enumerate(TARGET_STANCES)}
_SUPPORTING: Final = {Stance.SUPPORT, Stance.MIXED}
_OPPOSING: Final = {Stance.OPPOSE, Stance.MIXED}
_OF_POST: Final = ("post_labels", "conduct_labels", "conduct_known")


class Gold(NamedTuple):
    """A labelled mention in raw offsets."""

    start: int
    end: int
    stance: Stance


def gold_of_units(units: Sequence[Unit], gold: Sequence[Gold]) -> list[int | None]:
    """For each unit the index of its labelled mention: most of the unit is covered, or the mention lies within it."""
    result: list[int | None] = []
    for unit in units:
        belongs = None
        for index, mention in enumerate(gold):
            overlap = min(unit.end, mention.end) - max(unit.start, mention.start)
            if overlap > 0 and (2 * overlap >= unit.end - unit.start or overlap == mention.end - mention.start):
                belongs = index
                break
        result.append(belongs)
    return result


def token_labels(encoded: EncodedPost, units: Sequence[Unit], gold: Sequence[Gold]) -> tuple[list[int], list[int]]:
    """Mention tag and target stance of every text token of a post."""
    tags = [_OUTSIDE] * encoded.tokens
    targets = [IGNORED] * encoded.tokens
    begun: set[int] = set()
    for (first, last), index in zip(encoded.unit_tokens, gold_of_units(units, gold), strict=True):
        if index is None:
            continue
        for token in range(first, last):
            tags[token] = _INSIDE if index in begun else _BEGIN
            targets[token] = _TARGET_INDEX[gold[index].stance]
            begun.add(index)
    return tags, targets


@dataclass(frozen=True)
class NamePool:
    """Surface forms seen in training posts by kind of link, from which swapped names are drawn."""

    by_kind: dict[str, list[str]]

    @classmethod
    def of(cls, posts: Sequence[tuple[str, tuple[Link, ...]]]) -> NamePool:
        """The forms of all links of all posts."""
        forms: dict[str, list[str]] = {}
        for raw, links in posts:
            for link in links:
                forms.setdefault(link.kind, []).append(raw[link.start : link.end])
        return cls({kind: sorted(set(surfaces)) for kind, surfaces in forms.items()})

    def swapped(self, links: Sequence[Link], generator: random.Random) -> Callable[[Link], str | None]:
        """A function that gives every link another form of its kind, the same for the same key and kind."""
        chosen: dict[tuple[str, str], str] = {}

        def replacement(link: Link) -> str | None:
            if link.rest or link.kind not in self.by_kind:
                return None
            key = (link.key, link.kind)
            if key not in chosen:
                chosen[key] = generator.choice(self.by_kind[link.kind]).lstrip("#@")
            return chosen[key]

        return replacement


class PostLinks(NamedTuple):
    """The links of a post's text and of its context."""

    text: tuple[Link, ...]
    context: tuple[Link, ...] = ()


class Renderings:
    """How posts are shown to the network, drawn anew at each reading.

    `links` and `links_without` are the links of each post with and without its election. With `generator` None the
    posts are read as `predict` reads them: with their election, placeholders in order of appearance.
    """

    def __init__(
        self,
        posts: Dataset,
        links: Sequence[PostLinks],
        links_without: Sequence[PostLinks],
        generator: random.Random | None,
    ) -> None:
        self.texts: list[str] = list(posts["text"])
        self.contexts: list[str | None] = list(posts["context"])
        self.links = links
        self.links_without = links_without
        self.generator = generator
        self.names = NamePool.of([(text, found.text) for text, found in zip(self.texts, links, strict=True)])

    def draw(self, index: int, wording: Wording) -> tuple[Rendering, Rendering | None]:
        """The post's text and its context, if it has one."""
        raw, context = self.texts[index], self.contexts[index]
        links, replacement = self._replacement(index)
        return (
            render(raw, links.text, replacement, wording),
            render(context, links.context, replacement, wording) if context else None,
        )

    def _replacement(self, index: int) -> tuple[PostLinks, Callable[[Link], str | None]]:
        generator = self.generator
        if generator is None:
            links = self.links[index]
            return links, placeholder_of((*links.text, *links.context))
        links = (self.links if generator.random() < 0.5 else self.links_without)[index]
        draw = generator.random()
        if draw < RAW_SHARE / 2:
            return links, lambda _: None
        if draw < RAW_SHARE:
            return links, self.names.swapped((*links.text, *links.context), generator)
        order = list(PLACEHOLDERS)
        generator.shuffle(order)
        return links, placeholder_of((*links.text, *links.context), tuple(order))


class TrainingPosts(TorchDataset[dict[str, Any]]):
    """Labelled posts as network inputs with their labels as probabilities, ready for `collate`."""

    def __init__(self, posts: Dataset, renderings: Renderings, encoder: PostEncoder) -> None:
        self.rows: list[dict[str, Any]] = posts.to_list()
        self.renderings = renderings
        self.encoder = encoder

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        row = self.rows[index]
        rendering, context = self.renderings.draw(index, self.encoder.wording)
        encoded = self.encoder.encode([rendering], [context])[0]
        gold = [Gold(m["start"], m["end"], Stance(m["stance"])) for m in row["mentions"]]
        tags, targets = token_labels(encoded, rendering.units, gold)
        window = encoded.windows[0]
        return {
            "input_ids": window.ids,
            "token_type_ids": window.types,
            "mention_labels": _certain(tags, window),
            "target_labels": _certain(targets, window),
            "post_labels": [float(row["stance"] in _SUPPORTING), float(row["stance"] in _OPPOSING)],
            "conduct_labels": [float(conduct in row["conduct"]) for conduct in CONDUCTS],
            "conduct_known": 1.0,
        }


def _certain(labels: Sequence[int], window: Window) -> list[list[float]]:
    """One-hot rows for the tokens of a window; zeros where there is no label: special tokens and the context."""
    rows = [[float(label == each) for each in range(3)] for label in labels[window.first : window.last]]
    nothing = [0.0, 0.0, 0.0]
    return [nothing, *rows, *[nothing] * (len(window.ids) - len(rows) - 1)]


def collate(features: Sequence[dict[str, Any]], pad: int) -> dict[str, Tensor]:
    """Pad a batch to its longest post; what is padded has no label."""
    width = max(len(feature["input_ids"]) for feature in features)

    def padded(key: str, filler: int | list[float]) -> Tensor:
        return torch.tensor([[*feature[key], *[filler] * (width - len(feature[key]))] for feature in features])

    lengths = torch.tensor([len(feature["input_ids"]) for feature in features])
    return {
        "input_ids": padded("input_ids", pad),
        "attention_mask": (torch.arange(width) < lengths.unsqueeze(1)).long(),
        "token_type_ids": padded("token_type_ids", 0),
        "mention_labels": padded("mention_labels", [0.0] * len(MENTION_TAGS)),
        "target_labels": padded("target_labels", [0.0] * len(TARGET_STANCES)),
        **{key: torch.tensor([feature[key] for feature in features]) for key in _OF_POST},
    }
