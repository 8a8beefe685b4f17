"""PySastrawi's stemmer, with its rules asked in the same order but only where they can apply.

PySastrawi tries forty prefix rules on every word and compiles a regular expression for each affix that it removes. The
visitors here call the same rules, found by their first letters, and cut without regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Context.Context import Context
from Sastrawi.Stemmer.Context.Removal import Removal
from Sastrawi.Stemmer.Context.Visitor.DontStemShortWord import DontStemShortWord
from Sastrawi.Stemmer.Context.Visitor.PrefixDisambiguator import PrefixDisambiguator
from Sastrawi.Stemmer.Context.Visitor.RemoveDerivationalSuffix import RemoveDerivationalSuffix
from Sastrawi.Stemmer.Context.Visitor.RemovePlainPrefix import RemovePlainPrefix
from Sastrawi.Stemmer.Context.Visitor.VisitorProvider import VisitorProvider
from Sastrawi.Stemmer.Stemmer import Stemmer

from netralnlp.text.vocabulary import root_words

_INFIXES = {37: "er", 38: "el", 39: "em", 40: "in"}

Readings: TypeAlias = list[Callable[[str], str | None]]


@cache
def stemmer() -> Stemmer:
    """Return the stemmer; its `stem_word` takes a lower-case word."""
    made = Stemmer(ArrayDictionary(root_words()))
    made.visitor_provider = _Visitors(made.visitor_provider)
    return made


class _Visitors:
    """What a stemming context asks for: the visitors of PySastrawi, wrapped."""

    def __init__(self, provider: VisitorProvider) -> None:
        plain, *rules = provider.get_prefix_visitors()
        self.visitors: list[DontStemShortWord] = provider.get_visitors()
        self.suffix_visitors = [
            _Suffix(visitor, kind)
            for visitor, kind in zip(provider.get_suffix_visitors(), ("P", "PP", "DS"), strict=True)
        ]
        self.prefix_visitors = [_Prefixes(plain, rules)]

    def get_visitors(self) -> list[DontStemShortWord]:
        return self.visitors

    def get_suffix_visitors(self) -> list[_Suffix]:
        return self.suffix_visitors

    def get_prefix_visitors(self) -> list[_Prefixes]:
        return self.prefix_visitors


class _Suffix:
    """One of the three suffix visitors of PySastrawi: particle `P`, possessive `PP` or derivation `DS`."""

    def __init__(self, visitor: RemoveDerivationalSuffix, kind: str) -> None:
        self.visitor = visitor
        self.kind = kind

    def visit(self, context: Context) -> None:
        word = context.current_word
        _cut(context, self, self.visitor.remove(word), self.kind)


class _Prefixes:
    """All prefix visitors of PySastrawi in one: the first that finds its prefix removes it."""

    def __init__(self, plain: RemovePlainPrefix, rules: Sequence[PrefixDisambiguator]) -> None:
        self.plain = plain
        self.by_prefix: dict[str, list[Readings]] = {}
        self.by_infix: dict[str, list[Readings]] = {}
        for rule in rules:
            number = int(re.sub(r"\D", "", type(rule.disambiguators[0]).__name__))
            place = self.by_infix if number in _INFIXES else self.by_prefix
            readings = [reading.disambiguate for reading in rule.disambiguators]
            place.setdefault(_INFIXES.get(number) or _prefix(number), []).append(readings)

    def visit(self, context: Context) -> None:
        word = context.current_word
        bare = self.plain.remove(word)
        if bare != word:
            _cut(context, self, bare, "DP")
        elif not context.dictionary.contains(word):
            for readings in (*self.by_prefix.get(word[:2], ()), *self.by_infix.get(word[1:3], ())):
                result = None
                for read in readings:
                    result = read(word)
                    if context.dictionary.contains(result):
                        break
                if result is not None:
                    _cut(context, self, result, "DP")
                    return


def _prefix(number: int) -> str:
    """Return the two letters that words of a rule begin with, by its number in PySastrawi."""
    if number > 40:
        return "ku" if number == 41 else "ka"
    if number < 10 or number == 35:
        return "be" if number < 6 else "te"
    return "me" if number < 20 else "pe"


def _cut(context: Context, visitor: _Suffix | _Prefixes, result: str, kind: str) -> None:
    word = context.current_word
    if result != word:
        context.add_removal(Removal(visitor, word, result, word.replace(result, "", 1), kind))
        context.current_word = result
