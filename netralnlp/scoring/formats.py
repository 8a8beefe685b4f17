"""Which file is read and written how."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from netralnlp.errors import ScoringError
from netralnlp.scoring.arrow import require_pyarrow
from netralnlp.scoring.csv_table import CsvSource, write_csv
from netralnlp.scoring.input_file import (
    BINARY,
    NAMES,
    Compression,
    Format,
    InputFile,
    named_format,
    zstd_module,
)
from netralnlp.scoring.json_table import JsonSource, write_json
from netralnlp.scoring.parquet_table import ParquetSource, write_parquet
from netralnlp.scoring.table import Answers, Source
from netralnlp.scoring.text_file import TextFile
from netralnlp.scoring.xlsx_table import LONGEST_CELL, XlsxSource, check_for_sheet, write_xlsx


def open_source(file: InputFile) -> Source:
    """The rows of a file.

    Raises:
        ScoringError: the file cannot be read.
        MissingExtraError: a library that its format needs is not installed.
    """
    match file.format:
        case Format.CSV | Format.TSV:
            return CsvSource(file)
        case Format.JSON | Format.JSON_LINES:
            return JsonSource(file)
        case Format.PARQUET:
            return ParquetSource(file)
        case Format.XLSX:
            return XlsxSource(file)


@dataclass(frozen=True, slots=True)
class Output:
    """How an output is written: what its name says, and whether the input's own cells are guarded in CSV."""

    format: Format
    compression: Compression
    safe: bool

    @classmethod
    def of(cls, path: Path, *, safe: bool) -> Output:
        """By the name of the file.

        Raises:
            ScoringError: the name says nothing.
            MissingExtraError: a library that the format needs is not installed.
        """
        format_, compression = named_format(path)
        if format_ is None or (compression and format_ in BINARY):
            raise ScoringError.unknown_format(path, NAMES)
        if compression is Compression.ZSTD:
            zstd_module()
        return cls(format_, compression, safe)

    @property
    def longest_cell(self) -> int | None:
        """UTF-16 units that one cell holds, where that is limited."""
        return LONGEST_CELL if self.format is Format.XLSX else None

    def check(self, source: Source) -> None:
        """Make sure that the output can hold the rows.

        Raises:
            ScoringError: it cannot.
            MissingExtraError: a library that the format needs is not installed.
        """
        if self.format is Format.PARQUET:
            require_pyarrow()
        if self.format is Format.XLSX:
            check_for_sheet(source)
        elif source.columns.count("") > 1 and self.format not in (Format.CSV, Format.TSV):
            raise ScoringError.nameless_columns(source.name)

    def write(self, source: Source, answers: Answers, path: Path, scratch: Path) -> None:
        """Write every row of `source` with its answer to `path`; `scratch` is a folder for temporary files."""
        match self.format:
            case Format.PARQUET:
                write_parquet(source, answers, path)
            case Format.XLSX:
                write_xlsx(source, answers, path, scratch)
            case Format.CSV | Format.TSV:
                bom = isinstance(source, TextFile) and source.encoding.bom
                with self._text(path, bom=bom) as stream:
                    write_csv(source, answers, stream, self.format, safe=self.safe)
            case Format.JSON | Format.JSON_LINES:
                bom = isinstance(source, JsonSource) and source.encoding.bom
                with self._text(path, bom=bom) as stream:
                    write_json(source, answers, stream, self.format)

    @contextmanager
    def _text(self, path: Path, *, bom: bool) -> Iterator[TextIO]:
        """A UTF-8 stream; halves of UTF-16 pairs, which no encoding can write, are spelled out."""
        with (
            path.open("wb") as raw,
            self._packed(raw) as binary,
            TextIOWrapper(binary, "utf-8-sig" if bom else "utf-8", "backslashreplace", newline="") as stream,
        ):
            yield stream

    @contextmanager
    def _packed(self, raw: BinaryIO) -> Iterator[BinaryIO]:
        """Packed bytes that hold no time and no name, so that the same rows give the same bytes."""
        match self.compression:
            case Compression.NONE:
                yield raw
            case Compression.GZIP:
                with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
                    yield cast("BinaryIO", packed)
            case Compression.ZSTD:
                zstd = zstd_module()
                with zstd.ZstdFile(raw, "w", options={zstd.CompressionParameter.checksum_flag: 1}) as packed:
                    yield packed
