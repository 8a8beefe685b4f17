"""A text file that is read line by line."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TextIO

from netralnlp.errors import ScoringError
from netralnlp.scoring.encoding import detect_encoding


class TextFile:
    """A file of text in an encoding that its bytes tell.

    Raises:
        ScoringError: the file cannot be read, is empty, or is in no known encoding.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = detect_encoding(path)
        self._size = path.stat().st_size
        self._stream: TextIO | None = None

    @property
    def bom(self) -> bool:
        """Whether a byte order mark stands in front."""
        return self.encoding.bom

    @property
    def share_read(self) -> float:
        """How much of the file the last reading has read, 0 to 1."""
        if self._stream is None or self._stream.closed:
            return 1.0
        return self._stream.buffer.tell() / self._size

    def lines(self, newline: str) -> Generator[str]:
        """The lines with their ends; `newline` as in the built-in `open`.

        Raises:
            ScoringError: the file cannot be read on, or changed since it was opened.
        """
        try:
            with self.path.open(encoding=self.encoding.codec, newline=newline) as self._stream:
                yield from self._stream
        except OSError as error:
            raise ScoringError.unreadable(self.path, error.strerror) from None
        except UnicodeDecodeError as error:
            raise ScoringError.undecodable(self.path, self.encoding.name, error.start) from None
