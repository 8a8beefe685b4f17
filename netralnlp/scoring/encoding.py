"""The encoding of a text file, by its bytes: UTF-8, UTF-16 with a byte order mark, or cp1252."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from netralnlp.errors import ScoringError

_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec that decodes the whole file, its name for a reader, and whether a byte order mark stands in front."""

    codec: str
    name: str
    bom: bool


UTF_8: Final = Encoding("utf-8", "UTF-8", bom=False)
UTF_8_BOM: Final = Encoding("utf-8-sig", "UTF-8 with a byte order mark", bom=True)
UTF_16: Final = Encoding("utf-16", "UTF-16", bom=True)
CP1252: Final = Encoding("cp1252", "cp1252 (a guess: it is not UTF-8)", bom=False)


def detect_encoding(path: Path) -> Encoding:
    """Read the file once, piece by piece, and name the encoding that fits all of it.

    cp1252 is only guessed where the characters beyond ASCII are not for the most part sound UTF-8: a file cut in the
    middle of an emoji is damaged, not cp1252.

    Raises:
        ScoringError: no such file, no bytes in it, or no encoding that fits.
    """
    try:
        if path.exists() and not path.is_file():
            raise ScoringError.unreadable(path, "It is not a file")
        with path.open("rb") as file:
            start = file.read(4)
        if start.removeprefix(codecs.BOM_UTF8) == b"":
            raise ScoringError.empty(path)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = UTF_16
        elif start.startswith(codecs.BOM_UTF8):
            encoding = UTF_8_BOM
        else:
            encoding = UTF_8
        bad_byte = _first_bad_byte(path, encoding)
        if bad_byte is None:
            return encoding
        if encoding is UTF_8 and not _mostly_utf8(path) and _first_bad_byte(path, CP1252) is None:
            return CP1252
    except OSError as error:
        raise ScoringError.unreadable(path, error.strerror) from None
    raise ScoringError.undecodable(path, encoding.name, bad_byte)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
    yield b""


def _first_bad_byte(path: Path, encoding: Encoding) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    read = 0
    for piece in _pieces(path):
        read += len(piece)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return read - len(error.object) + error.start
    return None


def _mostly_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    sound = bad = 0
    for piece in _pieces(path):
        text = decoder.decode(piece, final=not piece)
        replaced = text.count("\N{REPLACEMENT CHARACTER}")
        bad += replaced
        sound += len(text) - len(text.encode("ascii", "ignore")) - replaced
    return sound > bad
