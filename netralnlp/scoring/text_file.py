"""A text file, read line by line or piece by piece."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Final

from netralnlp.errors import ScoringError
from netralnlp.scoring.encoding import detect_encoding
from netralnlp.scoring.input_file import InputFile

PIECE: Final = 1 << 16
"""Characters that are read at once."""


class TextFile:
    """A file of text in an encoding that its bytes tell.

    Raises:
        ScoringError: the file cannot be read, is empty, or is in no known encoding.
        MissingExtraError: it is packed with zstd, and the library for it is not installed.
    """

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.name = file.name
        self.encoding = detect_encoding(file)

    @property
    def encoding_name(self) -> str:
        """The encoding, and how the file is packed, for a reader."""
        packed = f", packed with {self.file.compression}" if self.file.compression else ""
        return self.encoding.name + packed

    def lines(self, newline: str) -> Generator[str]:
        """The lines with their ends; `newline` as in the built-in `open`.

        Raises:
            ScoringError: the file cannot be read on, or changed since it was opened.
        """
        with self._stream(newline) as stream:
            yield from stream

    def pieces(self) -> Generator[str]:
        """The text in pieces of a like length.

        Raises:
            ScoringError: the file cannot be read on, or changed since it was opened.
        """
        with self._stream("") as stream:
            while piece := stream.read(PIECE):
                yield piece

    @contextmanager
    def _stream(self, newline: str) -> Iterator[TextIOWrapper]:
        try:
            with (
                self.file.open() as binary,
                TextIOWrapper(binary, encoding=self.encoding.codec, newline=newline) as stream,
            ):
                yield stream
        except UnicodeDecodeError as error:
            raise ScoringError.undecodable(self.name, self.encoding.name, error.start) from None
