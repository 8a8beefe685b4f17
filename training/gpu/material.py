"""What costs a CPU minutes and needs no GPU, made before: posts drawn, linked and ready to be read, as one pickle.

The pickle holds classes of this very code, which is packed beside it; it is nothing to keep.
"""

from __future__ import annotations

import pickle
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from netralnlp.schema import Post
from training.corpus.posts import as_posts
from training.corpus.split import read_parts
from training.evaluate.gold import GoldPost, gold_posts
from training.examples import Renderings, TrainingPosts
from training.links import links_of
from training.probe import Probe
from training.saving import tokenizer_of
from training.settings import AdaptationSettings, Settings
from training.train import labelled_examples
from training.unlabelled import read_unlabelled

FILE: Final = "material.pickle"


@dataclass(frozen=True, slots=True)
class AdaptationMaterial:
    """The unlabelled posts, and the probe of what adaptation gains."""

    posts: Renderings
    probe: Probe


@dataclass(frozen=True, slots=True)
class Material:
    """The train part; the posts of dev with their labels; what adaptation reads, if there is one."""

    train: TrainingPosts
    dev: list[Post]
    gold: list[GoldPost]
    adaptation: AdaptationMaterial | None

    @classmethod
    def of(cls, teacher: Settings, adaptation: AdaptationSettings | None) -> Material:
        """Read and link the corpus, and draw and link the posts of adaptation."""
        parts = read_parts(teacher.labels, teacher.texts, teacher.authored, teacher.splits)
        return cls(
            labelled_examples(teacher, tokenizer_of(teacher.base)),
            as_posts(parts.dev),
            gold_posts(parts.dev),
            _unlabelled(adaptation) if adaptation else None,
        )

    def write(self, path: Path) -> None:
        """Pickle."""
        with path.open("wb") as file:
            pickle.dump(self, file)

    @classmethod
    def read(cls, path: Path) -> Material:
        """What `write` wrote."""
        with path.open("rb") as file:
            material: Material = pickle.load(file)
        return material


def _unlabelled(settings: AdaptationSettings) -> AdaptationMaterial:
    posts = read_unlabelled(settings.texts, settings.splits, settings.pool, settings.general, settings.seed)
    renderings = Renderings(posts, links_of(posts, True), links_of(posts, False), random.Random(settings.seed))
    return AdaptationMaterial(renderings, Probe.of(settings, tokenizer_of(settings.base)))
