"""What a run has answered so far, kept so that the next run can go on.

The journal is a text file. Its first line says with what the run was begun. Then come blocks: one line of JSON for each
row, and a line with the number of rows so far, the seconds so far, and a checksum of the block. Each block is on the
disk before the next is begun; a block that a crash has cut does not count.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, Final

from netralnlp.scoring.durable import sync_folder

_END: Final = b'{"rows":'


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of some rows, with all rows and seconds up to its end."""

    lines: Sequence[str]
    rows: int
    seconds: float


class Journal:
    """A journal to go on with; `begun` is its first line, `answered` whether a block was written."""

    def __init__(self, path: Path, begun: Mapping[str, Any], size: int) -> None:
        self.begun = begun
        self.answered = False
        self._path = path
        self._size = size

    @classmethod
    def create(cls, path: Path, begun: Mapping[str, Any]) -> Journal:
        """A new journal in place of any other.

        Raises:
            OSError: the system refuses; there is no journal then.
        """
        line = json.dumps(begun).encode() + b"\n"
        try:
            with path.open("wb", buffering=0) as file:
                _write(file, line)
            sync_folder(path.parent)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return cls(path, begun, len(line))

    @classmethod
    def open(cls, path: Path) -> Journal | None:
        """The journal of a run before; None where there is none, or its first line never reached the disk.

        Raises:
            OSError: the system refuses.
        """
        try:
            with path.open("rb") as file:
                line = file.readline()
            begun = json.loads(line) if line.endswith(b"\n") else None
        except (FileNotFoundError, ValueError):
            return None
        return cls(path, begun, len(line)) if isinstance(begun, dict) else None

    def blocks(self) -> Iterator[Block]:
        """The sound blocks; what follows the last of them is cut off once they are read."""
        with self._path.open("rb") as file:
            file.seek(self._size)
            lines: list[bytes] = []
            while (line := file.readline()).endswith(b"\n"):
                if not line.startswith(_END):
                    lines.append(line)
                    continue
                block = _checked(lines, line)
                if block is None:
                    break
                self._size = file.tell()
                lines = []
                yield block
        os.truncate(self._path, self._size)

    def append(self, block: Block) -> None:
        """Write a block to the disk.

        Raises:
            OSError: the system refuses; the journal ends where it ended before.
        """
        data = b"".join(line.encode() + b"\n" for line in block.lines)
        end = json.dumps({"rows": block.rows, "seconds": round(block.seconds, 3), "crc": zlib.crc32(data)})
        data += end.encode() + b"\n"
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.seek(self._size)
                _write(file, data)
        except BaseException:
            with suppress(OSError):
                os.truncate(self._path, self._size)
            raise
        self._size += len(data)
        self.answered = True

    def lines(self) -> Iterator[str]:
        """The line of every row, from the first on."""
        with self._path.open("rb") as file:
            file.readline()
            for line in file:
                if not line.startswith(_END):
                    yield line.decode()


def _checked(lines: Sequence[bytes], end: bytes) -> Block | None:
    try:
        values = json.loads(end)
        if values["crc"] == zlib.crc32(b"".join(lines)):
            return Block([line.decode().rstrip("\n") for line in lines], values["rows"], values["seconds"])
    except (ValueError, KeyError):
        pass
    return None


def _write(file: FileIO, data: bytes) -> None:
    """Have all of it on the disk; one call may write less than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())
