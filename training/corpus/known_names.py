"""What the packaged rosters call people, tickets and parties, as plain sets: for the rulings on spans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from netralnlp.rosters import Form, FormKind, get, ids, national

_SETS: Final = {
    FormKind.NAME: "people",
    FormKind.NICKNAME: "people",
    FormKind.INITIALISM: "people",
    FormKind.TICKET: "tickets",
    FormKind.PARTY: "parties",
}
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


def key(text: str) -> str:
    """Words in lower case with single spaces: `Prabowo-Gibran` and `prabowo  gibran` are one."""
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Keys of names and nicknames of people, of tickets, and of parties."""

    people: frozenset[str]
    tickets: frozenset[str]
    parties: frozenset[str]

    @classmethod
    def of(cls, forms: Iterable[Form]) -> KnownNames:
        """From forms of rosters."""
        keys: dict[str, set[str]] = {name: set() for name in set(_SETS.values())}
        for form in forms:
            if form.kind in _SETS:
                keys[_SETS[form.kind]].add(key(form.text))
        return cls(**{name: frozenset(found) for name, found in keys.items()})

    def knows(self, text: str) -> bool:
        """Whether a text is a name, a ticket or a party."""
        words = key(text)
        return any(words in found for found in (self.people, self.tickets, self.parties))


@cache
def packaged() -> KnownNames:
    """Of every packaged election; reads all of them, which takes some seconds."""
    return KnownNames.of([*national(), *(form for election in ids() for form in get(election).forms)])
