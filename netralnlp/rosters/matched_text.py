"""A text with the matches found in it, and what its letters and words say of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from netralnlp.rosters import cues
from netralnlp.rosters.form_index import Caution, Match
from netralnlp.text import NormalizedText

_JOINT: Final = re.compile(
    r"[\"')]?\s?(?:[,/&+\-x]|vs\.?|v|dan|n|atau|ato|opo|atawa|apa|sama|ama|karo|jeung|jo|deng|lawan|dengan|kontra|maupun)"
    r"\s?[\"'(]?(?:\w{2,5} )?"
)
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?\n\"“:•*]\s*|[^\w\s,.@#&/()'-]\s*)[\"'(]?$")
_SMALL_WORD: Final = re.compile(r"(?<![\w#@])[^\W\d_A-Z][^\W\d_]{3,}")


class MatchedText:
    """One text with all its matches.

    Args:
        view: the text.
        matches: disjoint and in order, those of places and other meanings among them.
        races: by id of the contestants of the elections given, their elections.
    """

    def __init__(self, view: NormalizedText, matches: list[Match], races: Mapping[str, str]) -> None:
        self.view = view
        self.text = view.text
        self.matches = matches
        self._races = races

    @cached_property
    def is_mixed(self) -> bool:
        """Whether small and capital letters stand as in a sentence, so that a capital tells a name."""
        raw = self.view.raw
        return not raw.islower() and not raw.isupper() and _SMALL_WORD.search(raw) is not None

    @cached_property
    def _politics(self) -> list[tuple[int, str]]:
        return [(word.start(), word.group()) for word in cues.POLITICS.finditer(self.text)]

    @cached_property
    def is_off_topic(self) -> bool:
        """Whether the text speaks of sports, music, faith or old times and not of politics."""
        return not self._politics and cues.OFF_TOPIC.search(self.text) is not None

    @cached_property
    def is_public(self) -> bool:
        """Whether the text speaks of politics, of a contest or of government."""
        return bool(self._politics) or cues.PUBLIC.search(self.text) is not None

    @cached_property
    def is_livelihood(self) -> bool:
        """Whether the text speaks of trades, school or the house alone."""
        return cues.is_livelihood(self.text)

    def key(self, match: Match) -> str:
        """The match as the view has it."""
        return self.text[match.start : match.end]

    def raw(self, start: int, end: int) -> str:
        """The raw text of a span of the view."""
        start, end = self.view.to_raw(start, end)
        return self.view.raw[start:end]

    def is_capital(self, match: Match) -> bool:
        """Whether the match has a capital that tells a name."""
        return self.is_mixed and self.raw(match.start, match.end)[0].isupper()

    def starts_sentence(self, start: int) -> bool:
        """Whether a sentence starts at a position of the view."""
        return bool(_SENTENCE_START.search(self.text, max(0, start - 4), start))

    def in_hashtag(self, match: Match) -> bool:
        """Whether the match lies within a hashtag."""
        raw, start = self.view.raw, self.view.to_raw(match.start, match.end)[0]
        sign = raw.rfind("#", 0, start)
        return sign >= 0 and not any(character.isspace() for character in raw[sign:start])

    def political(self, match: Match) -> str:
        """A word of politics outside the match; empty where there is none."""
        return next((word for start, word in self._politics if not match.start <= start < match.end), "")

    def names_other(self, match: Match) -> bool:
        """Whether another contestant of the elections given may be named, or a word before it speaks for the match."""
        others = (other for other in self.matches if other is not match)
        return bool(cues.before(self.text, match.start)) or any(map(self.of_race, others))

    def names_rival(self, match: Match) -> bool:
        """Whether a name that needs no support may mean another contestant of the elections given."""
        return any(
            self.of_race(other) and not set(other.contestants) & set(match.contestants)
            for other in self.matches
            if other.term.caution is Caution.NONE
        )

    def races(self, match: Match) -> set[str]:
        """The elections given that a match may speak of."""
        return {self._races[each.id] for each in match.contestants if each.id in self._races}

    def of_race(self, match: Match) -> bool:
        """Whether the match may mean a contestant of the elections given."""
        return any(contestant.id in self._races for contestant in match.contestants)

    def joins(self, one: Match, other: Match) -> bool:
        """Whether nothing but a joint (`dan`, `vs`, a comma) stands between two matches."""
        first, second = sorted((one, other), key=lambda match: match.start)
        return bool(_JOINT.fullmatch(self.text, first.end, second.start))

    def covers(self, start: int, end: int) -> bool:
        """Whether any match overlaps a span of the view."""
        return any(match.start < end and start < match.end for match in self.matches)
