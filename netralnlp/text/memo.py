"""A cache that stays small and answers at the speed of a dictionary."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Reading = TypeVar("Reading")

_MAX_KEY = 64


class Memo(dict[str, Reading]):
    """What a function said of each string met, emptied when it holds ``limit`` of them; long strings are not kept."""

    def __init__(self, function: Callable[[str], Reading], limit: int = 131072) -> None:
        super().__init__()
        self.function = function
        self.limit = limit

    def __missing__(self, key: str) -> Reading:
        """Ask the function."""
        reading = self.function(key)
        if len(key) <= _MAX_KEY:
            if len(self) >= self.limit:
                self.clear()
            self[key] = reading
        return reading
