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
PUBLIC: Final = re.compile(rf"\b(?:{any_of('public life')})(?!\w)")
"""Words of contests and of government, which a text on a candidate mostly holds."""
_LIVELIHOOD: Final = re.compile(rf"\b(?:{any_of('livelihood')})(?!\w)")
OFF_TOPIC: Final = re.compile(rf"\b(?:{any_of('off topic')})(?!\w)")
"""Words of sports, music, films, faith and old times, where a single name is most often somebody else's."""

_PARTS_OF_NAMES: Final = frozenset({"la", "wa", "raja", "sultan", "gede", "gde", "ida", "siti"})
_BEFORE: Final = re.compile(
    rf"(?:^|[^\w])({any_of('honorifics', 'classes', 'support', without=_PARTS_OF_NAMES)})\.?[\s:\"'(]{{1,2}}$"
)
_AFTER: Final = re.compile(rf"[\s,:)\"']{{1,2}}({any_of('doings')}|20\d\d|0[1-9])\b|\s?(20\d\d)\b")
_OFFICES: Final = {
    "president": re.compile(r"\b(?:pilpres\w*|capres|cawapres|presiden|wapres)\b"),
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
    r"kos|kuliah\w*|sekolah\w*|sekelas\w*|kantor\w*|kampus|kelas|sd|smp|sma|main|sebelah|ngaji|rt|les|olahraga|bahasa"
)
_RELATION: Final = (
    rf"(?:(?:{any_of('relations')}) ?(?:(?:{_KIN}) ?)?(?:{any_of('owners')}|{_MATES})"
    rf"|(?:guru|dosen|teman|temen|kawan|murid|mantan|pacar)(?: \w+){{1,2}} (?:{any_of('owners')})\b)"
)
_NAME_OF: Final = (
    r"nama (?:\w+ )?(?:kucing|anjing|ikan|ayam|burung|anak|bayi|mantan|pacar|adik|adek|kakak|cucu|ponakan|keponakan"
    r"|guru|teman|temen)\w*"
)
_CITIZEN_BEFORE: Final = re.compile(
    rf"\b(?:{_RELATION}(?:nya)?(?: (?:namanya|bernama|yang namanya|si|pak|bu|bang|mas|mbak|kak|om))*,?"
    r"|(?:tukang|warung|toko|bengkel|kios|bakul|juragan|penjual) \w+(?: \w+)?,? (?:si|pak|bu|bang|mas|mbak|kak|uda|lik)"
    rf"|(?:{any_of('callings')})(?: (?:si|pak|bu|bang|mas|mbak|kak))?) $"
)
_CITIZEN_AFTER: Final = re.compile(
    r"(?: (?:dan|sama|&|ama|karo|jeung) (?:\w+ )?\w+)?,?"
    r" ?(?:(?:itu|ini|adalah|tuh|yang|memang|cuma|masih|dulu|kan|si) ){0,2}"
    rf"(?:{_RELATION}\w*\b|tetangga\w*|jualan|jual|dagang|juragan|(?:{any_of('callings')})\b"
    rf"|{_NAME_OF}|ketua rt|pak rt)"
)
_ACQUAINTANCE: Final = re.compile(
    r",? (?:itu |ini |adalah |tuh )?"
    r"(?:tetangga|(?:teman|temen|kawan|adik|adek|kakak) (?:se)?(?:kelas|kuliah|sekolah|kantor|kampus|sd|smp|sma|kos)"
    r"|sepupu|ponakan)"
    rf" ?(?:{any_of('owners')})\b|,? (?:adik|adek|kakak|anak|teman|temen|kawan)(?:ku| gue| gw)\b"
    rf"|,? {_NAME_OF}| anak (?:kos|kost|magang|tk|sd)\b"
    r"|,? (?:kiper|striker|gelandang|vokalis|gitaris|drummer|barista|kasir|montir)\b"
)
_RELATIVE: Final = re.compile(r"\b(?:istri|isteri|suami|anak|putra|putri|menantu|mertua|cucu)(?:nya)?(?: dari)? $")
_COUNTRIES: Final = frozenset(name.split()[-1] for name in tables.cue_words()["countries"])
_FOREIGN_BEFORE: Final = re.compile(rf"\b(?:{any_of('foreign offices')}) (?:timnas )?(?:{any_of('countries')}),? $")
_FOREIGN_AFTER: Final = re.compile(
    rf",? (?:itu |adalah )?(?:mantan |eks )?(?:{any_of('foreign offices')}) (?:{any_of('countries')})\b"
    r"|,? (?:and|&) the \w| of [a-z]|,? (?:feat|ft)\b"
)
_PERFORMING: Final = re.compile(rf" (?:{any_of('performing')})\b")
_PRIVATE: Final = re.compile(rf"(?: (?:sudah|mau|akan|baru|jadi|lagi|sakit|besok|kemarin))? (?:{any_of('private')})\b")

_PRAYER_AFTER: Final = re.compile(
    r"[\s.,!]*(?:(?:pak|bu|kak|bang|mas|mbak|bro|sis|gan|min|om|tante|bunda|ustadz|tadz)\b[\s.,!]*)?"
    r"(?:y+a+h?\b|yra\b|yrb\b|yarab|all?ah|allahum|rabb?|robb?|tuhan|semoga|smoga|🤲|🙏|amin\b|aa+min)"
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
    """Whether the words around tell of a neighbour, a schoolmate, a singer, a foreigner."""
    left = max(0, start - _NEAR)
    return bool(
        _CITIZEN_BEFORE.search(text, left, start)
        or _CITIZEN_AFTER.match(text, end)
        or (
            text[left:start].rstrip(" ,").rpartition(" ")[2] in _COUNTRIES and _FOREIGN_BEFORE.search(text, left, start)
        )
        or _FOREIGN_AFTER.match(text, end)
    )


def is_relative(text: str, start: int) -> bool:
    """Whether a wife, a husband, a child of the one named is spoken of."""
    return bool(_RELATIVE.search(text, max(0, start - _NEAR), start))


def is_private(text: str, end: int) -> bool:
    """Whether a wedding, a birth, a graduation follows, in a text without politics."""
    return bool(_PRIVATE.match(text, end)) and not POLITICS.search(text)


def is_livelihood(text: str) -> bool:
    """Whether a text tells of trades, school or the house, and of no contest and no government."""
    return bool(_LIVELIHOOD.search(text)) and not PUBLIC.search(text) and not POLITICS.search(text)


def is_performing(text: str, end: int) -> bool:
    """Whether a game, a show or a song of somebody's follows."""
    return bool(_PERFORMING.match(text, end))


def is_prayer(text: str, start: int, end: int, *, capitals: bool) -> bool:
    """Whether `amin` at the span is said at the end of a prayer, or for want of other signs may be."""
    if _PRAYER_AFTER.match(text, end):
        return True
    if before(text, start) or after(text, end) or not _CLAUSE_END.match(text, end):
        return False
    return not capitals or bool(_PRAYER_BEFORE.search(text, max(0, start - _SENTENCE), start))
