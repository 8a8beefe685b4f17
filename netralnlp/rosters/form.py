"""One way of writing somebody or something that stands on a ballot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from netralnlp.schema import Contestant, Party, Person, Stance


class FormKind(StrEnum):
    """What sort of form it is; the linker tells it as `how`."""

    NAME = "name"
    NICKNAME = "nickname"
    INITIALISM = "initialism"
    TICKET = "ticket"
    PARTY = "party"
    HANDLE = "handle"
    HASHTAG = "hashtag"
    SLOGAN = "slogan"
    GESTURE = "gesture"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Form:
    """A form and whom it means.

    `contestants` are those of the roster that the form may mean: several when they share it, none for a person or a
    party whose election is not in play. `person` is set when all readings are one person. `context` marks a form that
    is also an ordinary word, a place or somebody else's name and needs a word of politics near it. `slur` marks a
    form that insults. `lead` counts words at the start of the text that the mention leaves out (`Partai` of
    `Partai Ummat`, `Pak` of `Pak Giri`): without them the rest is no form. `side` is the side that a campaign hashtag
    or slogan takes for its contestant, as a fact for display. `generated` tells forms made from names from reviewed
    ones.
    """

    text: str
    kind: FormKind
    contestants: tuple[Contestant, ...] = ()
    person: Person | None = None
    party: Party | None = None
    context: bool = False
    slur: bool = False
    lead: int = 0
    side: Stance | None = None
    generated: bool = False

    @property
    def one_word(self) -> bool:
        """Whether the form is a single word."""
        return len(self.text.split()) == 1
