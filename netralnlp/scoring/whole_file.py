"""A file that appears under its name only when all of it is written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TextIO

from netralnlp.errors import ScoringError


class WholeFile:
    """A UTF-8 text file, written beside its place and moved there at the end of a `with` block without an error.

    After an error, Ctrl-C included, nothing is left of it, and a file that had the name before is as it was.

    Raises:
        ScoringError: the file cannot be made, written or moved.
    """

    def __init__(self, path: Path, *, bom: bool) -> None:
        self._path = path
        self._draft = path.with_name(f".netralnlp-{secrets.token_hex(6)}.tmp")
        self._encoding = "utf-8-sig" if bom else "utf-8"
        self._stream: TextIO

    def __enter__(self) -> WholeFile:
        with self._failures():
            if self._path.is_dir():
                raise ScoringError.unwritable(self._path, "It is a folder")
            self._stream = self._draft.open("x", encoding=self._encoding, newline="")
        return self

    def write(self, text: str) -> None:
        """Append a piece of text, line ends as they are."""
        with self._failures():
            self._stream.write(text)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._failures(), self._stream:
                if kind is None:
                    self._stream.flush()
                    os.fsync(self._stream.fileno())
            if kind is None:
                with self._failures():
                    self._draft.replace(self._path)
        finally:
            self._draft.unlink(missing_ok=True)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ScoringError.unwritable(self._path, error.strerror) from None
