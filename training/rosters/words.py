"""Words of names that are also ordinary words, places or everybody's names: counted in general text."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from netralnlp.rosters.forms import initials

INITIALS_AT = 3  # uses in general text that make initials somebody else's
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ORDINARY_AT = 4  # lower-case uses in general text that make a word ordinary, when they outnumber the capitalised ones
FREQUENT_AT = 120  # lower-case uses above which the word is no form at all
NAMESAKES_AT = 8  # candidates that bear a word as a name
EVERYBODY_AT = 40  # ... above which it is no form at all


def count_words(path: Path) -> tuple[Counter[str], Counter[str]]:
    """Lower-case and capitalised uses of every word in a gzipped file of lines, by the word in lower case."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for word in _WORD.findall(line):
                (lower if word.islower() else capital)[word.casefold()] += 1
    return lower, capital


def classify(names: Sequence[str], places: Iterable[str], never: Iterable[str], general: Path) -> dict[str, str]:
    """The classes of `netralnlp.rosters.tables.common_words` for words of names that cannot stand for a person.

    Args:
        names: full names of all candidates, one a person.
        places: names of regions.
        never: words that the reviewers found to name nobody alone.
        general: gzipped lines of general Indonesian text.
    """
    lower, capital = count_words(general)
    bearers = Counter(word for name in names for word in set(re.split(r"[\s.]+", name.casefold())) if word)
    towns = {word for place in places for word in place.casefold().split()}
    classes = {}
    for word, count in bearers.items():
        ordinary = lower[word] >= ORDINARY_AT and lower[word] > capital[word]
        if count >= EVERYBODY_AT or (ordinary and lower[word] >= FREQUENT_AT):
            classes[word] = "drop"
        elif ordinary or count >= NAMESAKES_AT or word in towns or capital[word] >= FREQUENT_AT:
            classes[word] = "context"
    # Initials that general text holds are something else's.
    letters = {short.casefold() for name in names if 2 < len(short := initials(name)) < 5}
    classes |= {short: "drop" for short in letters if lower[short] + capital[short] >= INITIALS_AT}
    return classes | dict.fromkeys(never, "never")
