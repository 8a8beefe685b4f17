"""Slang, abbreviations and regional words, written out by a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from netralnlp.text.normalized import NormalizedText
from netralnlp.text.word_stage import WordStage, replacement

_ENDINGS = ("nya", "lah", "kah")
_MIN_FORM = 3


@dataclass(frozen=True, slots=True)
class Slang:
    """One line of the table: what a form stands for, where it comes from, how often it was seen.

    ``region`` is empty for general colloquial writing, else ``jv`` (Javanese), ``su`` (Sundanese), ``min`` (Minang),
    ``bew`` (Betawi), ``bug`` (Bugis-Makassar), ``bjn`` (Banjar), ``ms`` (Malay), ``pap`` (Papuan), ``ace`` (Acehnese)
    or ``ban`` (Balinese). ``count`` is the number of times in 2.4 million words of public posts on elections.
    """

    standard: str
    region: str
    count: int


@cache
def slang_table() -> dict[str, Slang]:
    """Return the table: lower-case form to its standard writing."""
    table = (files("netralnlp.text") / "data" / "slang.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines())
    return {form: Slang(standard, region, int(count)) for form, standard, region, count in rows}


def expand_slang(view: NormalizedText) -> NormalizedText:
    """Write slang and abbreviations out: ``yg`` becomes ``yang``, ``gausah`` ``tidak usah``, ``org2`` ``orang-orang``.

    A form of the table may carry ``-nya``, ``-lah`` or ``-kah`` (``jgnlah``). Negations become negations;
    numbers, names and account names stay.
    """
    return STAGE(view)


def _standard(word: str) -> str:
    table = slang_table()
    form = word.lower()
    if form in table:
        return table[form].standard
    if "-" in form:
        parts = [_standard(part) for part in form.split("-")]
        return "-".join(parts) if parts != form.split("-") else word
    for ending in _ENDINGS:
        base = form.removesuffix(ending)
        if len(form) > len(base) >= _MIN_FORM and base in table:
            return table[base].standard + ending
    return word


STAGE = WordStage(replacement(_standard))
