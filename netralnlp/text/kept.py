"""The words that every stage keeps: negations and numbers."""

from __future__ import annotations

from functools import cache

from netralnlp.text.slang import slang_table

STANDARD_NEGATIONS = frozenset({"tidak", "tak", "bukan", "jangan", "belum", "tanpa", "kurang"})

_UNITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_SCALES = ("belas", "puluh", "ratus", "ribu", "juta", "miliar", "triliun")
NUMBER_WORDS = frozenset(
    {
        *("nol", "pertama", "separuh", "setengah", "seperempat"),
        *_UNITS,
        *(prefix + unit for unit in _UNITS for prefix in ("ke", "ber")),
        *_SCALES,
        *("se" + scale for scale in _SCALES),
        *(scale + "an" for scale in _SCALES),
    }
)


@cache
def negations() -> frozenset[str]:
    """Return the negations: the standard ones and every form of the slang table that begins with one."""
    slang = (form for form, entry in slang_table().items() if entry.standard.split()[0] in STANDARD_NEGATIONS)
    return STANDARD_NEGATIONS | frozenset(slang)


def is_kept(word: str) -> bool:
    """Tell whether a lower-case word is a negation or a number, in digits or in words."""
    return word in NUMBER_WORDS or word.isdecimal() or word in negations()
