"""The types that cross the borders of netralnlp: posts in, predictions out.

Labels and their meaning are those of the annotation schema, version 1 (data/GUIDELINES.md).
All offsets count Unicode code points of the raw text, `start` inclusive and `end` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from netralnlp.errors import PostError


class Stance(StrEnum):
    """The side an author takes; `mixed` is for whole posts only."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    NEUTRAL = "neutral"
    MIXED = "mixed"


class Conduct(StrEnum):
    """What the text shows its account holder doing, in the terms of the rules on neutrality."""

    CAMPAIGNING = "campaigning"
    ENDORSEMENT = "endorsement"
    ATTACK = "attack"
    PHOTO_OR_GESTURE = "photo_or_gesture"
    ATTRIBUTES = "attributes"
    EVENT_ATTENDANCE = "event_attendance"
    CAMPAIGN_TEAM = "campaign_team"
    ID_CARD_COLLECTION = "id_card_collection"
    OFFICIAL_DECISION = "official_decision"
    MOBILISATION = "mobilisation"
    MONEY_OR_AID = "money_or_aid"
    DISINFORMATION = "disinformation"
    OFFICE_CONFIDENTIALITY = "office_confidentiality"


class Action(StrEnum):
    """What the account holder did with the text."""

    POST = "post"
    COMMENT = "comment"
    SHARE = "share"
    LIKE = "like"
    FOLLOW = "follow"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Post:
    """One text as published, and what is known about it.

    `text` is raw: never cleaned. `context` is the raw text it answers or shares. `election` is one id or pattern
    and wins over the `election` given to `predict`. `created_at` is ISO 8601.
    """

    text: str
    context: str | None = None
    action: Action | None = None
    platform: str | None = None
    election: str | None = None
    created_at: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        _check_text("text", self.text)
        if self.context is not None:
            _check_text("context", self.context)
        if self.action is not None:
            try:
                object.__setattr__(self, "action", Action(self.action))
            except ValueError:
                raise PostError.unknown_value("action", self.action, list(Action)) from None


def _check_text(field: str, value: object) -> None:
    if not isinstance(value, str):
        raise PostError.not_text(value, field)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise PostError.lone_surrogate(error.start) from None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds or seeks elected office, or leads a party or a campaign; `id` is a slug of the name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Party:
    """A party; `id` is stable over the years (`pdip`), `name` its abbreviation (`PDIP`)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Contestant:
    """What stands on one ballot: a pair, a party, or the empty column.

    `id` is `pilpres-2024#2`, `number` the place on the ballot, `name` is `Head - Deputy`, for a party its
    abbreviation, for an empty column `Kolom Kosong`.
    """

    id: str
    number: int | None
    name: str
    head: Person | None = None
    deputy: Person | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the raw text that names or stands for an electoral contestant, and the author's stance toward it.

    `contestant` is set when an election in play links the span to one; when several fit, it is None and `candidates`
    holds them. `how` says what made the link (`name`, `nickname`, `ticket`, `number`, ...) or `tagger` when only
    the model saw the mention.
    """

    start: int
    end: int
    text: str
    score: float
    stance: Stance
    stance_scores: dict[Stance, float]
    contestant: Contestant | None
    person: Person | None
    how: str
    candidates: tuple[Contestant, ...] = ()
    party: Party | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; `party` and `candidates` appear only where they say something."""
        result: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": self.score,
            "stance": self.stance.value,
            "stance_scores": {stance.value: score for stance, score in self.stance_scores.items()},
            "contestant": _contestant_dict(self.contestant),
            "person": {"id": self.person.id, "name": self.person.name} if self.person else None,
            "how": self.how,
        }
        if self.party:
            result["party"] = {"id": self.party.id, "name": self.party.name}
        if self.candidates:
            result["candidates"] = [_contestant_dict(contestant) for contestant in self.candidates]
        return result


def _contestant_dict(contestant: Contestant | None) -> dict[str, Any] | None:
    if contestant is None:
        return None
    return {"id": contestant.id, "number": contestant.number, "name": contestant.name}


@dataclass(frozen=True, slots=True)
class ConductScore:
    """A conduct label that passed its threshold, with its calibrated probability."""

    label: Conduct
    score: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one text says about electoral contestants.

    `partisan` is `1 - (1 - p(supports)) * (1 - p(opposes))` with the probabilities of `scores`. `needs_review` marks
    what the model does not know well enough. `windows` counts the pieces a long text was read in; nothing is cut from
    `text`, and `context_cut` says when a long `context` was. A prediction is evidence for a person's decision,
    never a verdict.
    """

    text: str
    stance: Stance
    partisan: float
    scores: dict[Stance, float]
    needs_review: bool
    mentions: tuple[Mention, ...]
    conduct: tuple[ConductScore, ...]
    windows: int
    context_cut: bool
    model: str
    election: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, with the keys and order of the documented output."""
        return {
            "text": self.text,
            "stance": self.stance.value,
            "partisan": self.partisan,
            "scores": {stance.value: score for stance, score in self.scores.items()},
            "needs_review": self.needs_review,
            "mentions": [mention.to_dict() for mention in self.mentions],
            "conduct": [{"label": conduct.label.value, "score": conduct.score} for conduct in self.conduct],
            "windows": self.windows,
            "context_cut": self.context_cut,
            "model": self.model,
            "election": list(self.election),
        }
