"""Names written in another spelling or with one typing error."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from netralnlp.rosters import tables
from netralnlp.schema import Person
from netralnlp.text import NormalizedText
from netralnlp.text.memo import Memo
from netralnlp.text.stems import stem
from netralnlp.text.vocabulary import root_words, word_counts

MIN_LENGTH: Final = 7
_WORD: Final = re.compile(r"(?<![\w@.])[a-z]{6,}(?!\w)")
_SPACES: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
_JOINTS: Final = re.compile(r"(?<=[a-z']) {0,2}[-/&+] {0,2}(?=[a-z])")
_SHORT: Final = re.compile(r"\b(?:(mo(?:h|ch|hd)|muh|mhd)\b\.?|(abd)\b\.?|(?<!\d )(m)\.) ?(?=[a-z])")
_VARIANTS: Final = dict.fromkeys(
    ("muhamad", "mohammad", "mohamad", "mochammad", "mochamad", "muchamad"), "muhammad"
) | {
    "achmad": "ahmad",
    "akhmad": "ahmad",
}
_VARIANT: Final = re.compile(rf"\b(?:{'|'.join(_VARIANTS)})\b")
_CLITICS: Final = ("nya", "lah", "kah", "pun", "ku", "mu")
_OUTNUMBERED: Final = 20
_VOWELS: Final = frozenset("aeiou")


class NameSpelling:
    """Reads names as the rosters spell them: first names that vary (`Moh.`, `Akhmad`) and one typing error.

    A word that is no name and no known word, and that one omission, addition, exchange or swap of letters makes a name
    of seven letters and more, is read as that name. The first letter must be right, and two names as near as each
    other are left alone.

    Args:
        names: words of names, in lower case; the shorter ones are passed over.
        known: other words of forms, which are read as they are.
    """

    def __init__(self, names: Iterable[str], known: Collection[str]) -> None:
        self._known = known
        self._names = frozenset(name for name in names if len(name) >= MIN_LENGTH and name not in root_words())
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._names):
            for short in _deletions(name):
                self._shortened[short].append(name)
        self._readings = Memo(self._reading)

    def __call__(self, view: NormalizedText) -> NormalizedText:
        """Return the view with names as the rosters spell them, single spaces, and a hyphen for every joint."""
        view = view.apply(
            [(match.start(), match.end(), "-") for match in _JOINTS.finditer(view.text) if match.group() != "-"]
        )
        if "  " in view.text:
            view = view.apply([(match.start(), match.end(), " ") for match in _SPACES.finditer(view.text)])
        edits = [
            (match.start(), match.end(), "abdul " if match[2] else "muhammad ") for match in _SHORT.finditer(view.text)
        ]
        for match in _WORD.finditer(view.text):
            reading = self._readings[match.group()]
            if reading:
                edits.append((match.start(), match.end(), reading))
        return view.apply(sorted(edits))

    def _reading(self, word: str) -> str:
        if word in _VARIANTS:
            return _VARIANTS[word]
        for clitic in _CLITICS:
            if word.endswith(clitic) and word.removesuffix(clitic) in self._names:
                return ""
        if word in self._known or word in root_words() or word in name_words() or stem(word) in root_words():
            return ""
        near = set(self._shortened.get(word, ()))
        for short in _deletions(word):
            near.update(self._shortened.get(short, ()))
            if short in self._names:
                near.add(short)
        fitting = [name for name in near if _is_slip(word, name)]
        if len(fitting) > 1:
            fitting = [name for name in fitting if name in name_words()]
        return fitting[0] if len(fitting) == 1 else ""


def spelt(text: str) -> str:
    """The text of a form with first names, joints and spaces as the views have them."""
    text = _JOINTS.sub("-", text)
    text = _SHORT.sub(lambda match: "abdul " if match[2] else "muhammad ", " ".join(text.split()))
    return _VARIANT.sub(lambda match: _VARIANTS[match.group()], text)


def _deletions(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _is_slip(word: str, name: str) -> bool:
    if word[0] != name[0] or OSA.distance(word, name, score_cutoff=1) != 1:
        return False
    if len(word) == len(name) and word[:-1] == name[:-1] and {word[-1], name[-1]} <= _VOWELS:
        return False  # Prasetya is not Prasetyo
    seen = word_counts().get(word, 0)
    return not seen or seen * _OUTNUMBERED < word_counts().get(name, 0)


@cache
def words_of(person: Person) -> frozenset[str]:
    """Words of the name of a person, in all its packaged spellings and in lower case."""
    spellings = tables.person(person.id)[1] if person.id in tables.persons() else ()
    return frozenset(" ".join([person.name, *spellings]).lower().replace(".", " ").split())


@cache
def _bearers() -> Counter[str]:
    rows = tables.persons().values()
    return Counter(
        word for name, spellings, _ in rows for word in set(re.findall(r"[a-z]{3,}", f"{name} {spellings}".lower()))
    )


def bearers(word: str) -> int:
    """How many candidates and national figures bear a word of three letters and more as a name."""
    return _bearers()[word]


@cache
def name_words() -> frozenset[str]:
    """Every word of three letters and more in the names of all candidates and national figures."""
    return frozenset(_bearers())
