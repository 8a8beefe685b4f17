"""Stages in a row."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache, partial
from typing import NamedTuple

from netralnlp.text.affixes import split_affixes
from netralnlp.text.casing import lower_case
from netralnlp.text.elongation import shorten_elongation
from netralnlp.text.entities import unescape_entities
from netralnlp.text.hashtags import split_hashtags
from netralnlp.text.leet import read_leet
from netralnlp.text.links import fold_links
from netralnlp.text.normalized import NormalizedText, Stage
from netralnlp.text.slang import expand_slang
from netralnlp.text.stems import stem_words
from netralnlp.text.stopwords import drop_stop_words
from netralnlp.text.tokens import tokens
from netralnlp.text.unicode import fold_unicode
from netralnlp.text.word_stage import word_by_word


class Pipeline(NamedTuple):
    """A named row of stages; calling it takes a raw text to its view."""

    name: str
    stages: tuple[Stage, ...]

    def __call__(self, raw: str) -> NormalizedText:
        """Return the view of a raw text after every stage."""
        view = NormalizedText.of(raw)
        for stage in self.stages:
            view = stage(view)
        return view


normal_view = Pipeline(
    "normal",
    (unescape_entities, fold_unicode, fold_links, shorten_elongation, read_leet, split_hashtags, lower_case),
)
"""The view the linker reads: names as they are written, in lower case, without disguise."""


@lru_cache(maxsize=8)
def word_view(protected: frozenset[str] = frozenset()) -> Pipeline:
    """Return the pipeline for word lists: the normal view, then slang, affixes, stems and stop words.

    ``protected`` words, in lower case, are names: they are neither stemmed nor cut.
    """
    word_stages = (
        expand_slang,
        partial(split_affixes, protected=protected),
        partial(stem_words, protected=protected),
        drop_stop_words,
    )
    return Pipeline("words", (*normal_view.stages, word_by_word(word_stages)))


def bag_of_words(raw: str, protected: Collection[str] = frozenset()) -> list[str]:
    """Return the words of a text after every stage, with handles, links and emoji, as a TF-IDF baseline counts them."""
    return tokens(word_view(frozenset(protected))(raw).text)
