"""PySastrawi's stemmer, with its rules asked in the same order but only where they can apply.

PySastrawi tries forty prefix rules on every word and compiles a regular expression for each affix that it removes. The
visitors here call the same rules, found by their first letter, and cut without regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

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

_CONSONANTS = "bcdfghjklmnpqrstvwxyz"


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
        self.rules: dict[str, list[list[Callable[[str], str | None]]]] = {letter: [] for letter in _CONSONANTS}
        for rule in rules:
            readings = [reading.disambiguate for reading in rule.disambiguators]
            for letter in _first_letters(rule):
                self.rules[letter].append(readings)

    def visit(self, context: Context) -> None:
        word = context.current_word
        bare = self.plain.remove(word)
        if bare != word:
            _cut(context, self, bare, "DP")
        elif not context.dictionary.contains(word):
            for readings in self.rules.get(word[:1], ()):
                result = None
                for read in readings:
                    result = read(word)
                    if context.dictionary.contains(result):
                        break
                if result is not None:
                    _cut(context, self, result, "DP")
                    return


def _first_letters(rule: PrefixDisambiguator) -> str:
    """Return the letters that words of a rule begin with (numbers as in PySastrawi: 37 to 40 are the infixes)."""
    number = int(re.sub(r"\D", "", type(rule.disambiguators[0]).__name__))
    if 37 <= number <= 40:
        return _CONSONANTS
    if number > 40:
        return "k"
    if number == 35:
        return "t"
    return "b" if number < 6 else "t" if number < 10 else "m" if number < 20 else "p"


def _cut(context: Context, visitor: _Suffix | _Prefixes, result: str, kind: str) -> None:
    word = context.current_word
    if result != word:
        context.add_removal(Removal(visitor, word, result, word.replace(result, "", 1), kind))
        context.current_word = result
