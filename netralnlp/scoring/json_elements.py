"""The elements of a JSON array, one in memory at a time, each with the letters it was written in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from netralnlp.scoring.cell_text import JsonNumber
from netralnlp.scoring.csv_dialect import LONGEST_CELL

DECODER: Final = json.JSONDecoder(strict=False, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=JsonNumber)
"""Keeps numbers as they are written, and takes control characters within strings."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")


class BrokenJson(ValueError):  # noqa: N818  # never leaves the package: JsonSource says it as a ScoringError
    """The text is no JSON array, or not a whole one, from a character on."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def elements(pieces: Iterator[str]) -> Iterator[tuple[object, str]]:
    """The elements of an array that comes in pieces, with their raw text.

    Raises:
        BrokenJson: at the end of the sound part.
    """
    text = _Window(pieces)
    text.take("[")
    if text.peek() == "]":
        text.take("]")
    else:
        sign = ","
        while sign == ",":
            yield text.value()
            sign = text.peek()
            text.take("," if sign == "," else "]")
    if text.peek():
        raise BrokenJson(text.position)


class _Window:
    """The part of a text that is being read; it grows until a value fits, and forgets what was read."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._text = ""
        self._at = 0
        self._forgotten = 0

    @property
    def position(self) -> int:
        """Characters of the whole text before this point."""
        return self._forgotten + self._at

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow(1):
                return ""

    def take(self, sign: str) -> None:
        """Step over the next character, which must be this one."""
        if self.peek() != sign:
            raise BrokenJson(self.position)
        self._at += 1

    def value(self) -> tuple[object, str]:
        """The next value, and the letters it was written in."""
        self.peek()
        while True:
            value, length = self._decoded()
            rest = len(self._text) - self._at
            if 0 < length < rest:
                break
            # The value is cut, or it is perhaps a number that goes on.
            if rest > LONGEST_CELL or not self._grow(rest):
                if not length:
                    raise BrokenJson(self.position)
                break
        raw = self._text[self._at : self._at + length]
        self._at += length
        return value, raw

    def _decoded(self) -> tuple[object, int]:
        try:
            value, end = DECODER.raw_decode(self._text, self._at)
        except ValueError:
            return None, 0
        except RecursionError:
            raise BrokenJson(self.position) from None
        return value, end - self._at

    def _grow(self, least: int) -> bool:
        pieces = [self._text[self._at :]]
        self._forgotten += self._at
        self._at = added = 0
        while added < max(least, 1) and (piece := next(self._pieces, "")):
            pieces.append(piece)
            added += len(piece)
        self._text = "".join(pieces)
        return added > 0
