"""Words around a form that tell whether a contestant is meant; the words are those of `data/cue_words.tsv`."""

from __future__ import annotations

import re
from typing import Final

from netralnlp.rosters import tables

_NEAR: Final = 48
_SENTENCE: Final = 120


def any_of(*groups: str, without: frozenset[str] = frozenset()) -> str:
    """A pattern of one of the words of the groups; `*` at the end of a word stands for any ending."""
    words = [word for group in groups for word in tables.cue_words()[group] if word not in without]
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in dict.fromkeys(words))


HONORIFICS: Final = frozenset(tables.cue_words()["honorifics"])
CLASSES: Final = frozenset(tables.cue_words()["classes"])
CHOICES: Final = CLASSES | frozenset(tables.cue_words()["choosing"])
POLITICS: Final = re.compile(rf"\b(?:{any_of('politics')})(?!\w)")
"""Words that speak of an election or of politics anywhere in a text."""

_PARTS_OF_NAMES: Final = frozenset({"la", "wa", "raja", "sultan", "gede", "gde", "ida", "siti"})
_BEFORE: Final = re.compile(
    rf"(?:^|[^\w])({any_of('honorifics', 'classes', 'support', without=_PARTS_OF_NAMES)})\.?[\s:\"'(]{{1,2}}$"
)
_AFTER: Final = re.compile(rf"[\s,:)\"']{{1,2}}({any_of('doings')}|20\d\d|0[1-9])\b|\s?(20\d\d)\b")
_OFFICES: Final = {
    "governor": re.compile(r"\b(?:pilgub\w*|cagub|cawagub|gubernur|wagub)\b"),
    "regent": re.compile(r"\b(?:pilbup\w*|cabup|cawabup|bupati|wabup|kabupaten|kab)\b"),
    "mayor": re.compile(r"\b(?:pilwal\w*|pilwako\w*|cawa?walkot|cawali|wali ?kota|walkot|wawali)\b"),
}

_TITLES: Final = rf"\.?(?: (?:{any_of('titles')})\.?){{0,2}} $"
_STREET: Final = re.compile(rf"(?:^|[^\w])(?:{any_of('streets')}){_TITLES}")
_INSTITUTION: Final = re.compile(rf"(?:^|[^\w])(?:{any_of('streets', 'institutions')}){_TITLES}")
_ORGANISATION: Final = re.compile(rf" (?:{any_of('organisations')})\b")

_KIN: Final = r"sepupu|ipar|kandung|tiri|angkat|ngaji|les|kelas|kantor"
_MATES: Final = (
    r"kos|kuliah\w*|sekolah\w*|sekelas\w*|kantor\w*|kelas|sd|smp|sma|main|sebelah|ngaji|rt|les|olahraga|bahasa"
)
_RELATION: Final = rf"(?:{any_of('relations')}) ?(?:(?:{_KIN}) ?)?(?:{any_of('owners')}|{_MATES})"
_CITIZEN_BEFORE: Final = re.compile(
    rf"\b(?:{_RELATION}(?:nya)?(?: (?:namanya|bernama|yang namanya|si|pak|bu|bang|mas|mbak|kak|om))*,?"
    r"|(?:tukang|warung|toko|bengkel|kios|bakul|juragan|penjual) \w+(?: \w+)?,? (?:si|pak|bu|bang|mas|mbak|kak|uda|lik)"
    rf"|(?:{any_of('callings')})(?: (?:si|pak|bu|bang|mas|mbak|kak))?) $"
)
_CITIZEN_AFTER: Final = re.compile(
    r"(?: (?:dan|sama|&|ama|karo|jeung) (?:\w+ )?\w+)?,?"
    r" ?(?:(?:itu|ini|adalah|tuh|yang|memang|cuma|masih|dulu|kan|si) ){0,2}"
    rf"(?:{_RELATION}\w*\b|tetangga\w*|jualan|jual|dagang|juragan|(?:{any_of('callings')})\b"
    r"|nama (?:kucing|anjing|anak)\w*|ketua rt|pak rt)"
)
_ACQUAINTANCE: Final = re.compile(
    r",? (?:itu |ini |adalah |tuh )?"
    r"(?:tetangga|(?:teman|temen|kawan|adik|adek|kakak) (?:kelas|kuliah|sekolah|sd|smp|sma|kos)|sepupu|ponakan)"
    rf" ?(?:{any_of('owners')})\b|,? (?:adik|adek|kakak|anak|teman|temen|kawan)(?:ku| gue| gw)\b"
    r"|,? nama (?:anak|kucing|anjing)\w*"
)
_PRIVATE: Final = re.compile(rf"(?: (?:sudah|mau|akan|baru|jadi|lagi|sakit|besok|kemarin))? (?:{any_of('private')})\b")

_PRAYER_AFTER: Final = re.compile(
    r"[\s.,!]*(?:y+a+h?\b|yra\b|yrb\b|yarab|all?ah|allahum|rabb?|robb?|tuhan|semoga|smoga|🤲|🙏|amin\b|aa+min)"
)
_PRAYER_BEFORE: Final = re.compile(rf"\b(?:{any_of('prayer before')})\b[^#@]*$")
_CLAUSE_END: Final = re.compile(r"\s*(?:$|[.,!?;:)\n]|[^\w\s\"'(&/#@-]|(?:untuk|buat) semua\b|deh\b|aja deh\b|dulu\b)")


def before(text: str, start: int) -> str:
    """The word right before a position that goes with a contestant: an honorific, a class word, a verb of support."""
    found = _BEFORE.search(text, max(0, start - _NEAR // 2), start)
    return found[1] if found else ""


def after(text: str, end: int) -> str:
    """The word right after a position that goes with a contestant."""
    found = _AFTER.match(text, end)
    return (found[1] or found[2]) if found else ""


def offices(text: str) -> frozenset[str]:
    """The levels of elections that a text names."""
    return frozenset(level for level, pattern in _OFFICES.items() if pattern.search(text))


def is_institution(text: str, start: int, end: int, *, known: bool) -> bool:
    """Whether a street, a hospital or a stadium is named; of a figure who is not `known`, a company or a film too."""
    if known:
        return bool(_STREET.search(text, max(0, start - _NEAR), start))
    return bool(_INSTITUTION.search(text, max(0, start - _NEAR), start) or _ORGANISATION.match(text, end))


def is_acquaintance(text: str, end: int) -> bool:
    """Whether a schoolmate or a neighbour follows: `adik kelasku`, `tetangga saya`."""
    return bool(_ACQUAINTANCE.match(text, end))


def is_citizen(text: str, start: int, end: int) -> bool:
    """Whether the words around tell of a neighbour, a schoolmate, a singer."""
    return bool(_CITIZEN_BEFORE.search(text, max(0, start - _NEAR), start) or _CITIZEN_AFTER.match(text, end))


def is_private(text: str, end: int) -> bool:
    """Whether a wedding, a birth, a graduation follows, in a text without politics."""
    return bool(_PRIVATE.match(text, end)) and not POLITICS.search(text)


def is_prayer(text: str, start: int, end: int, *, capitals: bool) -> bool:
    """Whether `amin` at the span is said at the end of a prayer, or for want of other signs may be."""
    if _PRAYER_AFTER.match(text, end):
        return True
    if before(text, start) or after(text, end) or not _CLAUSE_END.match(text, end):
        return False
    return not capitals or bool(_PRAYER_BEFORE.search(text, max(0, start - _SENTENCE), start))
