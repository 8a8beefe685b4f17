"""The rows of the files that people publish posts in: CSV, TSV, JSON, JSON lines, XLSX, plain lines."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from netralnlp.errors import MissingExtraError, TrainingError

READABLE: Final = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".txt.gz")
_SEPARATORS: Final = ",;\t|"


def rows_of(path: Path, sheet: str | None = None) -> Iterator[list[str]]:
    """The text cells of each row, in order; a header is no row.

    A CSV file is UTF-8 or else Windows-1252; the separator is the commonest of `,` `;` tab `|` in the header. In JSON
    every string of an object, at any depth, is a cell. A workbook without a named `sheet` is read sheet by sheet. A
    gzipped text file has one cell a line and no header.

    Raises:
        TrainingError: a file of another kind, or one that is not what its name says.
        MissingExtraError: a workbook, and openpyxl is not installed.
    """
    suffix = "".join(path.suffixes[-2:] if path.suffix == ".gz" else path.suffixes[-1:]).lower()
    if suffix not in READABLE:
        raise TrainingError(f"{path} cannot be read: only {', '.join(READABLE)} can.")
    if suffix == ".xlsx":
        return _workbook(path, sheet)
    if suffix == ".txt.gz":
        return _lines(path)
    if suffix in (".json", ".jsonl"):
        return _objects(path)
    return _table(path)


def _table(path: Path) -> Iterator[list[str]]:
    text = _decoded(path)
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    csv.field_size_limit(sys.maxsize)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    next(rows, None)
    return filter(None, rows)


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield [line.rstrip("\n")]


def _objects(path: Path) -> Iterator[list[str]]:
    text = _decoded(path)
    try:
        found = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]
    except json.JSONDecodeError as error:
        raise TrainingError(f"{path} is neither a JSON array nor JSON lines ({error}).") from None
    for each in found:
        yield list(_strings(each))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _workbook(path: Path, sheet: str | None) -> Iterator[list[str]]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingExtraError("openpyxl", "tables", f"Reading {path}") from None
    workbook = load_workbook(path, read_only=True, data_only=True)
    if sheet is not None and sheet not in workbook.sheetnames:
        raise TrainingError(f"{path} has no sheet {sheet!r}: its sheets are {', '.join(workbook.sheetnames)}.")
    for name in [sheet] if sheet else workbook.sheetnames:
        rows = workbook[name].iter_rows(values_only=True)
        next(rows, None)
        for row in rows:
            yield [cell for cell in row if isinstance(cell, str)]
    workbook.close()
