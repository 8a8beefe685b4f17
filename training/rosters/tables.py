"""Reading and writing of the plain tables that the builder works on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = dict[str, str]


def read_csv(path: Path) -> list[Row]:
    """Rows of a comma-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_tsv(path: Path) -> list[Row]:
    """Rows of a tab-separated file with a header; `#` starts a comment line."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
    header = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(header):
            raise ValueError(f"{path.name}: more cells than columns in {line!r}")
        rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return rows


def write_tsv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes a tab-separated file; no cell may hold a tab or a line break."""
    lines = ["\t".join(header)]
    for row in rows:
        cells = [str(cell) for cell in row]
        if any("\t" in cell or "\n" in cell for cell in cells):
            raise ValueError(f"{path.name}: a tab or a line break in {cells}")
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def split(cell: str) -> list[str]:
    """Values of a cell that are separated by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]
