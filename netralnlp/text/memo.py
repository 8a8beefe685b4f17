"""A cache that stays small and answers at the speed of a dictionary."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Reading = TypeVar("Reading")


class Memo(dict[str, Reading]):
    """What a function said of each word met, emptied when it holds ``limit`` words."""

    def __init__(self, function: Callable[[str], Reading], limit: int = 131072) -> None:
        super().__init__()
        self.function = function
        self.limit = limit

    def __missing__(self, word: str) -> Reading:
        """Ask the function."""
        if len(self) >= self.limit:
            self.clear()
        self[word] = reading = self.function(word)
        return reading
