"""Which file is scored into which, where there are several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netralnlp.errors import ScoringError
from netralnlp.scoring.files import STANDARD_INPUT
from netralnlp.scoring.input_file import EXTENSIONS, named_format
from netralnlp.scoring.summary import MANIFEST_ENDING


@dataclass(frozen=True, slots=True)
class Plan:
    """Inputs with their outputs, and what of the input folders is left out: other formats, and folders in them."""

    pairs: tuple[tuple[str, Path], ...]
    left_out: tuple[str, ...]


def plan(inputs: Sequence[str], out: str) -> Plan:
    """Say which file is scored into which.

    One file goes into `out`. Several, or those of a folder, go into the folder `out` under their own names; it is made
    if it is not there. Hidden files, manifests and folders within a folder are left out.

    Raises:
        ScoringError: `out` is a file and there are several inputs, two inputs share a name, a folder holds nothing
            to score, or standard input is not alone.
    """
    into = Path(out)
    folders = [each for each in inputs if each != STANDARD_INPUT and Path(each).is_dir()]
    to_folder = len(inputs) > 1 or bool(folders) or into.is_dir() or out.endswith("/")
    if not to_folder:
        return Plan(((inputs[0], into),), ())
    if STANDARD_INPUT in inputs:
        raise ScoringError.standard_input_is_not_alone()
    if into.exists() and not into.is_dir():
        raise ScoringError.needs_folder(out)
    found: list[str] = []
    left_out: list[str] = []
    for each in inputs:
        if each in folders:
            inside, others = _split(Path(each))
            found += inside
            left_out += others
        else:
            found.append(each)
    if repeated := [name for name, count in Counter(Path(each).name for each in found).items() if count > 1]:
        raise ScoringError.same_output(repeated)
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ScoringError.unwritable(out, error.strerror) from None
    return Plan(tuple((each, into / Path(each).name) for each in found), tuple(left_out))


def _split(folder: Path) -> tuple[list[str], list[str]]:
    """The files of a folder that scoring reads, and the other entries that are not hidden, sorted."""
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise ScoringError.unreadable(folder, error.strerror) from None
    entries = [path for path in entries if not path.name.endswith(MANIFEST_ENDING)]
    found = [path for path in entries if path.is_file() and named_format(path)[0]]
    if not found:
        raise ScoringError.nothing_to_score(folder, EXTENSIONS)
    return [str(path) for path in found], [str(path) for path in entries if path not in found]
