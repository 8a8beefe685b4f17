"""Who hears how the work goes on."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears how the work goes on."""

    def say(self, sentence: str) -> None:
        """Something that the reader should know."""

    def start(self, task: str, rows: int, done: int) -> None:
        """A task over so many rows begins, of which some are done."""

    def advance(self, rows: int) -> None:
        """So many rows more are done."""


class Silence:
    """Tells nobody."""

    def say(self, sentence: str) -> None:
        """See `Progress.say`."""

    def start(self, task: str, rows: int, done: int) -> None:
        """See `Progress.start`."""

    def advance(self, rows: int) -> None:
        """See `Progress.advance`."""
