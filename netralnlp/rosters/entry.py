"""One line of a roster."""

from __future__ import annotations

from dataclasses import dataclass, field

from netralnlp.schema import Contestant, Party


@dataclass(frozen=True)
class Entry:
    """What is known of one contestant beyond the ballot.

    `spellings` are other spellings of names by person id, `national` the persons whom the nation knows (their short
    names are reviewed, not made), `parties` those that nominated,
    `supporting` those that only supported, `source`, `confidence` and `note` those of the facts.
    """

    contestant: Contestant
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    national: frozenset[str] = frozenset()
    party: Party | None = None
    full_name: str = ""
    parties: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    won: bool = False
    source: str = ""
    confidence: str = "high"
    note: str = ""
