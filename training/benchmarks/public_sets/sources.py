"""The public sets: SmSA, EmoT and NERGrit of IndoNLU (Wilie et al. 2020), NusaX-senti (Winata et al. 2023), Indonesian.

A set is a folder with a train, a valid and a test file: texts with a label in TSV or CSV, or one word and its tag a
line with a blank line after each sentence.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from netralnlp.errors import TrainingError

OUTSIDE: Final = "O"
SPLITS: Final = ("train", "valid", "test")
_TAG: Final = re.compile(r"O|[BI]-.+")


class Example(NamedTuple):
    """A text and its label, each alone in its tuple; or the words of a sentence and a tag for each."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]


def _classified(path: Path, line: int, text: str, label: str) -> Example:
    if not text.strip() or not label.strip():
        raise TrainingError(f"{path}, line {line}: text or label is empty.")
    return Example((text,), (label.strip(),))


def read_tsv(path: Path) -> Iterator[Example]:
    """Lines of a text, a tab and a label, without a header."""
    for number, line in enumerate(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"), 1):
        cells = line.split("\t")
        if len(cells) != 2:
            raise TrainingError(f"{path}, line {number}: {len(cells)} columns instead of a text and a label.")
        yield _classified(path, number, *cells)


def csv_reader(text_column: str) -> Callable[[Path], Iterator[Example]]:
    """A reader of CSV files with a header, whose columns are `text_column`, `label` and perhaps others."""

    def read(path: Path) -> Iterator[Example]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            if not {text_column, "label"} <= set(header):
                raise TrainingError(f"{path}, line 1: the header must name {text_column} and label.")
            for row in rows:
                if len(row) != len(header):
                    raise TrainingError(f"{path}, line {rows.line_num}: {len(row)} cells instead of {len(header)}.")
                cells = dict(zip(header, row, strict=True))
                yield _classified(path, rows.line_num, cells[text_column], cells["label"])

    return read


def read_tagged(path: Path) -> Iterator[Example]:
    """Lines of a word, a tab and its IOB2 tag; a blank line ends a sentence."""
    sentence: list[tuple[str, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        if line:
            word, _, tag = line.partition("\t")
            if not word or not _TAG.fullmatch(tag):
                raise TrainingError(f"{path}, line {number}: not a word, a tab and an IOB2 tag (O, B-..., I-...).")
            sentence.append((word, tag))
        elif sentence:
            words, tags = zip(*sentence, strict=True)
            yield Example(words, tags)
            sentence = []


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Where a set lies below the folder of all sets, how its files are read, and for how long to train on it.

    `files` has `{}` for the split; `max_tokens` counts special tokens too.
    """

    files: str
    read: Callable[[Path], Iterator[Example]]
    is_tagging: bool
    epochs: int
    batch_size: int
    max_tokens: int

    @property
    def metric(self) -> str:
        """What its test figure is."""
        return "entity F1 (micro, strict IOB2)" if self.is_tagging else "macro-F1"


SETS: Final = {
    "smsa": PublicSet("smsa/{}_preprocess.tsv", read_tsv, False, epochs=2, batch_size=24, max_tokens=128),
    "emot": PublicSet("emot/{}_preprocess.csv", csv_reader("tweet"), False, epochs=5, batch_size=24, max_tokens=128),
    "nergrit": PublicSet("nergrit/{}_preprocess.txt", read_tagged, True, epochs=6, batch_size=16, max_tokens=512),
    "nusax": PublicSet("nusax_senti_ind/{}.csv", csv_reader("text"), False, epochs=10, batch_size=16, max_tokens=128),
}


class Splits(NamedTuple):
    """The examples of a set, and its labels (of train) in alphabetical order."""

    train: list[Example]
    valid: list[Example]
    test: list[Example]
    labels: list[str]


def read_splits(public_set: PublicSet, folder: Path) -> Splits:
    """The three files of a set.

    Raises:
        TrainingError: a file is missing or not in its format, a label is unknown in train, or a file's labels are
            masked (all alike), as IndoNLU publishes its test files for people who must not see them.
    """
    examples: list[list[Example]] = []
    for split in SPLITS:
        path = folder / public_set.files.format(split)
        try:
            examples.append(list(public_set.read(path)))
        except FileNotFoundError:
            raise TrainingError(f"There is no {path}: name the folder of the public sets with --data.") from None
        except UnicodeDecodeError as error:
            raise TrainingError(f"{path} is not UTF-8 (byte {error.start}).") from None
        found = {label for example in examples[-1] for label in example.labels}
        if len(found) < 2:
            raise TrainingError(f"{path}: its labels are all alike, so they are masked or missing: take the full file.")
        unknown = found - {label for example in examples[0] for label in example.labels}
        if unknown:
            raise TrainingError(f"{path}: the label {min(unknown)} does not occur in train.")
    train, valid, test = examples
    return Splits(train, valid, test, sorted({label for example in train for label in example.labels}))
