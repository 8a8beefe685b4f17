"""Clitics and the passive prefix parted from a word: ``prabowonya``, ``ganjarlah``, ``presidenku``, ``dipilih``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from netralnlp.text.kept import negations
from netralnlp.text.memo import Memo
from netralnlp.text.normalized import NormalizedText
from netralnlp.text.stems import stem
from netralnlp.text.tokens import ends, is_word, separate
from netralnlp.text.vocabulary import root_words, word_counts

_ENCLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
_ENCLITIC_FORMS = _ENCLITICS + tuple(enclitic.upper() for enclitic in _ENCLITICS)
_PASSIVE = "di"
_PASSIVES = ("di", "Di", "DI")
_PREFIXES = ("", "ber", "ter", "me", "mem", "men", "meng", "pe", "per", "se", "ke")
_MIN_BASE = 3
_MIN_UNROOTED = 4
_MIN_PASSIVE_BASE = 4
_WHOLE = frozenset({"maluku", "teuku", "pelaku", "mekkah", "makkah", "ataupun", "meskipun"})


def split_affixes(view: NormalizedText, protected: Collection[str] = frozenset()) -> NormalizedText:
    """Put a space before ``-nya -lah -kah -pun -ku -mu`` and after the passive ``di-``: ``di pilih``, ``presiden ku``.

    ``-nya`` is parted from unknown words too, the others only from known ones. The ``protected`` words, given in lower
    case, count as known and stay whole.
    """
    parts = separate(view.text)
    gaps = [
        _gaps(word, protected) if word[:2] in _PASSIVES or word.endswith(_ENCLITIC_FORMS) else ()
        for word in parts[1::2]
    ]
    if not any(gaps):
        return view
    return view.apply(
        [
            (start + left, start + right, " ")
            for start, word_gaps in zip(ends(parts)[::2], gaps, strict=False)
            for left, right in word_gaps
        ]
    )


def _gaps(word: str, protected: Collection[str]) -> Sequence[tuple[int, int]]:
    form = word.lower()
    if form in protected or not is_word(word):
        return ()
    if protected:
        for enclitic in _ENCLITICS:
            base = form.removesuffix(enclitic)
            name = base.removesuffix("-")
            if base != form and name in protected:
                return ((len(name), len(base)),)
    return KNOWN_GAPS[form]


def _known_gaps(form: str) -> Sequence[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    base = form
    while (cut := _before_enclitic(base)) is not None:
        gaps.insert(0, cut)
        base = base[: cut[0]]
    rest = base.removeprefix(_PASSIVE)
    if rest != base and len(rest) >= _MIN_PASSIVE_BASE and base not in root_words() and stem(rest) in root_words():
        gaps.insert(0, (len(_PASSIVE), len(_PASSIVE)))
    return gaps


def _before_enclitic(word: str) -> tuple[int, int] | None:
    """Return the gap before the enclitic of a word; None where the ending belongs to the word or to its root."""
    if (
        word in _WHOLE
        or word in negations()
        or word.endswith("llah")
        or any(word.removeprefix(prefix) in root_words() for prefix in _PREFIXES)
    ):
        return None
    for enclitic in _ENCLITICS:
        base = word.removesuffix(enclitic)
        bare = base.removesuffix("-")
        if base == word or len(bare) < _MIN_BASE:
            continue
        if bare in root_words() or (_takes_enclitic(bare, enclitic) and not _is_rooted_in(word, enclitic)):
            return len(bare), len(base)
    return None


def _takes_enclitic(base: str, enclitic: str) -> bool:
    if len(base) >= _MIN_UNROOTED and (enclitic == "nya" or base in word_counts()):
        return True
    return stem(base) != base


def _is_rooted_in(word: str, enclitic: str) -> bool:
    """Tell whether the enclitic is the end of the root: ``bermasalah``."""
    root = stem(word)
    return root != word and root.endswith(enclitic)


KNOWN_GAPS = Memo(_known_gaps)
