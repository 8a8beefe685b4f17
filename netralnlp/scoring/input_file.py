"""A file to read: its format and compression, by its name and its first bytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, Final, cast

from netralnlp.errors import MissingExtraError, ScoringError

PIECE: Final = 1 << 20
"""Bytes that are read at once."""


class Format(StrEnum):
    """A format of tables; CSV and TSV differ in the separator that is written."""

    CSV = "csv"
    TSV = "tsv"
    JSON_LINES = "jsonl"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Compression(StrEnum):
    """How the bytes of a text format are packed."""

    NONE = ""
    GZIP = "gzip"
    ZSTD = "zstd"


EXTENSIONS: Final = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".json": Format.JSON,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.XLSX,
}
COMPRESSIONS: Final = {".gz": Compression.GZIP, ".zst": Compression.ZSTD}
NAMES: Final = (*EXTENSIONS, *COMPRESSIONS)
"""What the name of a file may end in."""

BINARY: Final = (Format.PARQUET, Format.XLSX)
_LONGEST_WINDOW: Final = 31
"""Binary logarithm of the bytes that zstd looks back; archives of Reddit are packed with it."""

_ZIP: Final = b"PK\x03\x04"
_PARQUET: Final = b"PAR1"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_MAGIC: Final = {b"\x1f\x8b": Compression.GZIP, b"\x28\xb5\x2f\xfd": Compression.ZSTD}


@dataclass(frozen=True, slots=True)
class InputFile:
    """Where the bytes are, what to call them, and what they are."""

    path: Path
    name: str
    format: Format
    compression: Compression

    @classmethod
    def of(cls, path: Path, format_: Format | None, name: str | None = None) -> InputFile:
        """Find the format and the compression.

        Args:
            path: the file.
            format_: its format, where it is known; else that which the path tells.
            name: what to call it, where the path says nothing; its format is then found by its first bytes.

        Raises:
            ScoringError: the file cannot be read, its path tells no format, or its bytes are those of another one.
            MissingExtraError: it is packed with zstd, and the library for it is not installed.
        """
        sniffed = name is not None
        name = name or str(path)
        start = _start(path, name)
        compression = next((found for magic, found in _MAGIC.items() if start.startswith(magic)), Compression.NONE)
        known = format_ or named_format(path)[0]
        if sniffed and known is None:
            known = _sniffed(_unpacked_start(path, name, compression) if compression else start)
        if known is None:
            raise ScoringError.unknown_input_format(name, list(Format))
        if known not in BINARY:
            _refuse_binary(start, name)
        return cls(path, name, known, compression)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The unpacked bytes.

        Raises:
            ScoringError: the file cannot be read on, or its packed bytes break off.
            MissingExtraError: it is packed with zstd, and the library for it is not installed.
        """
        with reading(self.name), self.path.open("rb") as raw:
            match self.compression:
                case Compression.NONE:
                    yield raw
                case Compression.GZIP:
                    with gzip.GzipFile(fileobj=raw) as unpacked:
                        yield cast("BinaryIO", unpacked)
                case Compression.ZSTD:
                    zstd = zstd_module()
                    options = {zstd.DecompressionParameter.window_log_max: _LONGEST_WINDOW}
                    try:
                        with zstd.ZstdFile(raw, options=options) as unpacked:
                            yield cast("BinaryIO", unpacked)
                    except zstd.ZstdError as error:
                        raise ScoringError.unreadable(self.name, f"its zstd data are damaged ({error})") from None


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What the system and the unpackers say, as a sentence."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ScoringError.unreadable(name, f"its packed data are damaged ({error})") from None
    except OSError as error:
        raise ScoringError.unreadable(name, error.strerror or error) from None


def named_format(path: Path) -> tuple[Format | None, Compression]:
    """Format and compression that the name of a file tells."""
    suffix = path.suffix.lower()
    compression = COMPRESSIONS.get(suffix, Compression.NONE)
    return EXTENSIONS.get(Path(path.stem).suffix.lower() if compression else suffix), compression


def zstd_module() -> ModuleType:
    """The module that packs and unpacks zstd: of the standard library from Python 3.14 on.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise MissingExtraError("backports.zstd", "tables", "A file packed with zstd") from None
    return cast("ModuleType", zstd)


def _start(path: Path, name: str) -> bytes:
    with reading(name):
        if path.exists() and not path.is_file():
            raise ScoringError.unreadable(name, "It is not a file")
        with path.open("rb") as file:
            return file.read(1 << 12)


def _unpacked_start(path: Path, name: str, compression: Compression) -> bytes:
    with InputFile(path, name, Format.CSV, compression).open() as file:
        return file.read(1 << 12)


def _sniffed(start: bytes) -> Format:
    if start.startswith(_PARQUET):
        return Format.PARQUET
    if start.startswith(_ZIP):
        return Format.XLSX
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"["):
        return Format.JSON
    return Format.JSON_LINES if text.startswith(b"{") else Format.CSV


def _refuse_binary(start: bytes, name: str) -> None:
    if start.startswith(_ZIP):
        raise ScoringError.not_this_format(name, "a workbook or a zip archive", "name a workbook .xlsx, or unpack it")
    if start.startswith(_OLD_EXCEL):
        raise ScoringError.not_this_format(name, "a workbook of an old Excel", "save it as .xlsx")
    if start.startswith(_PARQUET):
        raise ScoringError.not_this_format(name, "a Parquet file", "name it .parquet")
