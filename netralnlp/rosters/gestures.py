"""Ballot numbers shown with fingers: emoji, their names, and words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from netralnlp.rosters.form import Form, FormKind
from netralnlp.schema import Contestant

_SIGNS: Final = {
    1: ("☝", "👆", "<index pointing up>"),
    2: ("✌", "<victory hand>"),
    3: ("🤟", "👌", "<ok hand>"),
    4: ("🖖",),
    5: ("🖐", "✋"),
}
_WORDS: Final = {1: "satu", 2: "dua", 3: "tiga", 4: "empat", 5: "lima"}


def gesture_forms(contestants: Iterable[Contestant]) -> list[Form]:
    """Signs of the ballot numbers 1 to 5, each of which needs its contestant near it, but for `salam dua jari`."""
    forms = []
    for contestant in contestants:
        number = contestant.number or 0
        signs = [*_SIGNS.get(number, ())]
        if number in _WORDS:
            signs += [f"{_WORDS[number]} jari", f"{number} jari"]
            forms += [
                Form(f"salam {amount} jari", FormKind.SLOGAN, (contestant,), generated=True)
                for amount in (_WORDS[number], number)
            ]
        forms += [Form(sign, FormKind.GESTURE, (contestant,), context=True, generated=True) for sign in signs]
    return forms
