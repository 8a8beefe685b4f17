"""The encoding of a text file, by its bytes: UTF-8, UTF-16 or cp1252."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from netralnlp.errors import ScoringError
from netralnlp.scoring import input_file
from netralnlp.scoring.input_file import InputFile

_SAMPLE: Final = 1 << 12
_SHORTEST_GUESS: Final = 8


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec that decodes the whole file, its name for a reader, and whether a byte order mark stands in front."""

    codec: str
    name: str
    bom: bool


UTF_8: Final = Encoding("utf-8", "UTF-8", bom=False)
UTF_8_BOM: Final = Encoding("utf-8-sig", "UTF-8 with a byte order mark", bom=True)
UTF_16: Final = Encoding("utf-16", "UTF-16", bom=True)
UTF_16_LE: Final = Encoding("utf-16-le", "UTF-16 (a guess: every second byte is zero)", bom=False)
UTF_16_BE: Final = Encoding("utf-16-be", "UTF-16, big end first (a guess: every second byte is zero)", bom=False)
CP1252: Final = Encoding("cp1252", "cp1252 (a guess: it is not UTF-8)", bom=False)


def detect_encoding(file: InputFile) -> Encoding:
    """Read the file once, piece by piece, and name the encoding that fits all of it.

    cp1252 is only guessed where the characters beyond ASCII are not for the most part sound UTF-8: a file cut in the
    middle of an emoji is damaged, not cp1252.

    Raises:
        ScoringError: the file cannot be read, has no bytes, or fits no encoding.
    """
    with file.open() as stream:
        start = stream.read(_SAMPLE)
    if start.removeprefix(codecs.BOM_UTF8) == b"":
        raise ScoringError.empty(file.name)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = UTF_16
    elif start.startswith(codecs.BOM_UTF8):
        encoding = UTF_8_BOM
    else:
        encoding = _without_mark(start)
    bad_byte = _first_bad_byte(file, encoding)
    if bad_byte is None:
        return encoding
    if encoding is UTF_8 and not _mostly_utf8(file) and _first_bad_byte(file, CP1252) is None:
        return CP1252
    raise ScoringError.undecodable(file.name, encoding.name, bad_byte)


def _without_mark(start: bytes) -> Encoding:
    """UTF-16 where nearly every second byte is zero, as in text of Latin letters; else UTF-8."""
    half = len(start) // 2
    if half < _SHORTEST_GUESS:
        return UTF_8
    for encoding, high, low in ((UTF_16_LE, start[1::2], start[0::2]), (UTF_16_BE, start[0::2], start[1::2])):
        if high.count(0) > 0.7 * half and low.count(0) < 0.1 * half:
            return encoding
    return UTF_8


def _pieces(file: InputFile) -> Iterator[bytes]:
    with file.open() as stream:
        while piece := stream.read(input_file.PIECE):
            yield piece
    yield b""


def _first_bad_byte(file: InputFile, encoding: Encoding) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    read = 0
    for piece in _pieces(file):
        read += len(piece)
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            return read - len(error.object) + error.start
    return None


def _mostly_utf8(file: InputFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    sound = bad = 0
    for piece in _pieces(file):
        text = decoder.decode(piece, final=not piece)
        replaced = text.count("\N{REPLACEMENT CHARACTER}")
        bad += replaced
        sound += len(text) - len(text.encode("ascii", "ignore")) - replaced
    return sound > bad
