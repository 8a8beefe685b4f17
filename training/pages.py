"""Pages in which one part is made by a module of this project and the rest written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from netralnlp.errors import TrainingError

END: Final = "<!-- end -->"


def begin(module: str) -> str:
    """The comment before what a module makes."""
    return f"<!-- made by {module}, do not edit -->"


def filled(page: str, module: str, block: str) -> str:
    """The page with the block of a module between its two comments.

    Raises:
        TrainingError: the comments are not there, each once and in their order.
    """
    before, opened, rest = page.partition(begin(module))
    _, closed, after = rest.partition(END)
    if not opened or not closed:
        raise TrainingError(f"The page needs the lines {begin(module)} and {END}.")
    return f"{before}{opened}\n{block}\n{closed}{after}"


def fill(path: Path, module: str, block: str) -> None:
    """Write the block of a module into a page.

    Raises:
        TrainingError: as `filled`.
    """
    path.write_text(filled(path.read_text(encoding="utf-8"), module, block), encoding="utf-8")
