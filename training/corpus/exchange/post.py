"""A post on its way to or from a labelling tool."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from netralnlp.errors import TrainingError
from netralnlp.model.labels import CONDUCTS, TARGET_STANCES, post_stance
from netralnlp.schema import Conduct, Stance

DETAILS: Final = ("context", "action", "platform", "election", "created_at", "source")
"""What is known of a post beside its text: strings that travel with it, where they are given."""

_SIDES: Final = {
    Stance.NEUTRAL: frozenset[Stance](),
    Stance.SUPPORT: frozenset({Stance.SUPPORT}),
    Stance.OPPOSE: frozenset({Stance.OPPOSE}),
    Stance.MIXED: frozenset({Stance.SUPPORT, Stance.OPPOSE}),
}


@dataclass(frozen=True, slots=True, order=True)
class ExchangedMention:
    """Code points of the raw text, end exclusive, and the author's stance."""

    start: int
    end: int
    stance: Stance


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one post.

    Raises:
        TrainingError: a stance of the post that leaves out a side its mentions take.
    """

    mentions: tuple[ExchangedMention, ...]
    stance: Stance
    conduct: tuple[Conduct, ...] = ()
    sure: bool = True

    @classmethod
    def of(
        cls, mentions: Iterable[ExchangedMention], stance: str | None, conduct: Iterable[str], sure: bool, task: object
    ) -> Labels:
        """From a tool; a stance that nobody chose is that of the mentions, conduct comes in the schema's order.

        Raises:
            TrainingError: mentions that overlap, unknown names, or a stance against the mentions.
        """
        ordered = tuple(sorted(mentions))
        for mention, following in pairwise(ordered):
            if following.start < mention.end:
                raise TrainingError(f"Task {task}: two mentions overlap at character {following.start}: keep one.")
        given = set(conduct)
        if unknown := given - set(CONDUCTS):
            raise TrainingError(f"Task {task}: unknown conduct {sorted(unknown)[0]!r}: use {', '.join(CONDUCTS)}.")
        if stance is not None and stance not in set(Stance):
            raise TrainingError(f"Task {task}: unknown stance {stance!r}: use {', '.join(Stance)}.")
        of_mentions = stance_of(ordered)
        chosen = of_mentions if stance is None else Stance(stance)
        if not _SIDES[of_mentions] <= _SIDES[chosen]:
            raise TrainingError(
                f"Task {task}: the post is {chosen}, and its mentions make it {of_mentions}: mend one of them."
            )
        return cls(ordered, chosen, tuple(label for label in CONDUCTS if label in given), sure)

    @property
    def stance_by(self) -> str:
        """`mentions` where the stance follows from them, else `text`."""
        return "mentions" if self.stance is stance_of(self.mentions) else "text"


def stance_of(mentions: Iterable[ExchangedMention]) -> Stance:
    """The stance of a post that its mentions make."""
    sides = {mention.stance for mention in mentions}
    return post_stance(Stance.SUPPORT in sides, Stance.OPPOSE in sides)


@dataclass(frozen=True, slots=True)
class ExchangedPost:
    """A post, its labels where somebody has labelled it, and notes on what was mended in reading them."""

    id: str
    text: str
    details: Mapping[str, str] = field(default_factory=dict)
    labels: Labels | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the raw text in UTF-8: travels along, so that a text that a tool changed is found."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> ExchangedPost:
        """From a JSON row with `id` and `text`; labelled where it has `mentions`.

        Raises:
            TrainingError: no id or text, or labels that do not fit the text.
        """
        if not all(isinstance(row.get(name), str) for name in ("id", "text")):
            raise TrainingError(f"A post needs `id` and `text`, both strings; this one has {', '.join(row) or 'none'}.")
        post = cls(row["id"], row["text"], details_of(row))
        if "mentions" not in row:
            return post
        mentions = [mention_of(post.text, each, post.id) for each in row["mentions"]]
        return post.labelled(mentions, row.get("stance"), row.get("conduct", ()), row.get("sure", True))

    def labelled(
        self, mentions: Iterable[ExchangedMention], stance: str | None, conduct: Iterable[str], sure: bool
    ) -> ExchangedPost:
        """The post with labels; white space at the ends of a mention is cut, and a note says so.

        Raises:
            TrainingError: labels that `Labels.of` refuses, or a mention of nothing but white space.
        """
        notes = []
        trimmed = []
        for mention in mentions:
            surface = self.text[mention.start : mention.end]
            start = mention.start + len(surface) - len(surface.lstrip())
            end = mention.end - len(surface) + len(surface.rstrip())
            if start >= end:
                raise TrainingError(f"Task {self.id}: the mention at {mention.start} is white space: remove it.")
            if (start, end) != (mention.start, mention.end):
                notes.append(f"Task {self.id}: white space cut from the ends of {surface!r}.")
            if self.text[:start][-1:].isalnum() and self.text[start].isalnum():
                notes.append(f"Task {self.id}: {self.text[start:end]!r} begins inside a word: is it meant so?")
            trimmed.append(ExchangedMention(start, end, mention.stance))
        return replace(self, labels=Labels.of(trimmed, stance, conduct, sure, self.id), notes=tuple(notes))

    def to_row(self) -> dict[str, Any]:
        """The JSON row of a labelled post, with every column that training reads."""
        row: dict[str, Any] = {"id": self.id, "text": self.text}
        row |= {name: self.details.get(name) for name in DETAILS}
        if self.labels:
            row["mentions"] = [
                {"start": each.start, "end": each.end, "stance": each.stance.value} for each in self.labels.mentions
            ]
            row |= {"stance": self.labels.stance.value, "stance_by": self.labels.stance_by}
            row |= {"conduct": [label.value for label in self.labels.conduct], "sure": self.labels.sure}
        return row


def mention_of(text: str, mention: Mapping[str, Any], task: object) -> ExchangedMention:
    """A mention with offsets in code points; where it brings its `text`, that must be what stands there.

    Raises:
        TrainingError: an offset outside the text, an unknown stance, or another text.
    """
    start, end, stance = mention.get("start"), mention.get("end"), mention.get("stance")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise TrainingError(f"Task {task}: the mention from {start} to {end} lies outside the text or is empty.")
    if "text" in mention and mention["text"] != text[start:end]:
        raise TrainingError(f"Task {task}: {text[start:end]!r} stands from {start} to {end}, not {mention['text']!r}.")
    if stance not in TARGET_STANCES:
        raise TrainingError(f"Task {task}: unknown stance of a mention {stance!r}: use {', '.join(TARGET_STANCES)}.")
    return ExchangedMention(start, end, Stance(stance))


def details_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The details that a row gives; an empty one counts as none."""
    return {name: row[name] for name in DETAILS if row.get(name)}


def unchanged(post: ExchangedPost, expected: object) -> ExchangedPost:
    """The post, if its text is still that of the hash that travelled along (None: there was none).

    Raises:
        TrainingError: the tool or somebody changed the text, so its spans mean nothing.
    """
    if expected and expected != post.text_sha256:
        raise TrainingError(f"Task {post.id}: its text was changed since it was exported: its SHA-256 differs.")
    return post
