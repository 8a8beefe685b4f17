"""One linked span of a raw text."""

from __future__ import annotations

from dataclasses import dataclass

from netralnlp.schema import Contestant, Party, Person


@dataclass(frozen=True, slots=True)
class Link:
    """A span of the raw text that the rosters know.

    `key` says which spans of one post mean the same: the contestant where an election links it, else the person,
    ticket or party. `kind` is the kind of form (`name`, `nickname`, `ticket`, `party`, `handle`, `hashtag`, `number`,
    `slogan`, `gesture`), `reason` what in the context decided an ambiguous one. `rest` holds the words beside the name
    inside a hashtag, handle or slogan, which the encoder still reads.
    """

    start: int
    end: int
    key: str
    kind: str
    reason: str = ""
    contestant: Contestant | None = None
    candidates: tuple[Contestant, ...] = ()
    person: Person | None = None
    party: Party | None = None
    rest: str = ""

    @property
    def how(self) -> str:
        """The kind, with the reason behind it where there is one."""
        return f"{self.kind}: {self.reason}" if self.reason else self.kind
