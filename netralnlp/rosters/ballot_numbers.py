"""Ballot numbers in words and digits: `nomor urut 2`, `paslon 01`, `kosong dua`, `coblos 3`, `03`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from netralnlp.rosters import number_cues

_WORDS: Final = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SPOKEN: Final = (
    ("siji", "hiji", "ciek"),
    ("loro", "duo", "kalih"),
    ("telu", "tilu", "tigo"),
    ("papat", "opat", "ampek"),
    ("limo",),
)
_NUMBERS: Final = {word: number for number, word in enumerate(_WORDS, 1)} | {
    word: number for number, words in enumerate(_SPOKEN, 1) for word in words
}
_CAP: Final = "\ufe0f?\u20e3"

_DIGIT: Final = rf"(?:0{_CAP} ?)?[1-9]{_CAP}|[0o]?[1-9]"
_WORD: Final = rf"(?<![a-z])(?:(?:kosong|nol) ?)?(?:{'|'.join(_NUMBERS)}|[1-9])"
_NUMBER: Final = rf"\(? ?({_DIGIT}|{_WORD})(?: ?\((?:{'|'.join(_WORDS)})\))?"
_END: Final = r"(?![\w%\u20e3\ufe0f]|[.,:/]\d|-\d|-an\b)"
_LIST_END: Final = rf"(?:{_END}|(?=,[1-9](?!\d)))"

_HEAD: Final = r"(?:presiden|wapres|gubernur|wagub|bupati|wabup|wali ?kota|walkot)"
_SHORT: Final = r"(?:ba)?(?:capres|cawapres|cagub|cawagub|cabup|cawabup|cawalkot|cawawalkot|cawali)"
_OFFICE: Final = (
    rf"(?:{_SHORT}|calon (?:wakil )?{_HEAD}|calon pasangan {_HEAD}|wakil {_HEAD}|{_HEAD}(?= (?:dan|nomor|no)\b))"
)
_OFFICES: Final = rf"{_OFFICE}(?:(?: ?[-/&,(] ?| dan | ){_OFFICE}\)?)*"
_NO_REGION: Final = r"(?:dan|yang|yg|di|ke|dari|dengan|untuk|itu|ini|adalah|punya|sama|vs|atau)\b"
_REGION: Final = rf"(?: (?!{_NO_REGION})[a-z]{{2,}}){{0,4}}?"
_GROUP: Final = (
    r"(?:pasangan calon|pasangan|pasngn|paslon|palon|paselon|poslon|paslom|duet|kubu(?:nya)?|pihak|timses|tim|team"
    r"|kelompok|calon|pas(?= 0))(?![a-z])"
)
_NO: Final = r"(?:nomor|nomer|nomr|nomot|numor|numer|numero|nmr|nmor|nmer|noo?|n0)(?![a-z])[ .:,#]{0,2}"
_ORDER: Final = r"(?:ururt|urutan|urut)(?![a-z])[ .:,#]{0,2}"
_NUMERO: Final = rf"(?:{_NO}(?:{_ORDER})?|{_ORDER}(?:{_NO})?)"
_CLASSED: Final = re.compile(
    rf"(?<![\w@])(?:(?:{_GROUP} ?)?{_OFFICES}(?:{_REGION} {_NUMERO}#?{_NUMBER}|{_REGION} (0[1-9])| #?{_NUMBER})"
    rf"|{_GROUP}(?:[ #]{{0,2}}{_NUMERO}{_NUMBER}|[ #]{{1,2}}{_NUMBER}|(0[1-9]|(?<=paslon)[13-9]))"
    rf"|(?P<weak>{_NUMERO}){_NUMBER}){_LIST_END}"
)
_WEAK: Final = _CLASSED.groupindex["weak"]
_SECOND: Final = re.compile(rf"\s?(?:,|/|-|&|dan|atau|sama|vs|maupun)\s?{_NUMBER}{_LIST_END}")
_BARE: Final = re.compile(
    r"(?<![\w:+\-@])(?<![^a-z]/)(?<!^/)(?<!\d[.,])(?<!\d - )"
    rf"(?:(0[1-9])|(?:kosong|nol) ?({'|'.join(_WORDS)}|[1-9])){_END}"
    rf"|((?:0{_CAP} ?)?([1-9]){_CAP}(?: ?\4{_CAP})*)"
)
_LISTED: Final = re.compile(r"(?<![\w.,:/+-])(0[1-9]) ?[./-] ?(0[1-9])(?: ?[./-] ?(0[1-9]))?(?![\w.,:/-])")
_GLUED: Final = re.compile(
    r"(?<![\w@#.])(?:[a-z]{3,}0([1-9])(?!\w)|0([1-9])(?:yg|yang|menang|juara|lanjut|gas|aja)[a-z]*(?!\w))"
)
_VOTE: Final = re.compile(
    r"\b(?:coblos|nyoblos|mencoblos|coblosin|tusuk|menangkan|pilih|pilihlah|milih|memilih|dukung|tetap|salam)"
    rf" (?:yang |yg |tetap )?({_DIGIT}|{_WORD}){_END}"
)
_LONE_CAP: Final = 4
_MAY_HOLD: Final = re.compile(rf"[1-9]|{'|'.join(sorted(_NUMBERS))}")


class BallotNumber(NamedTuple):
    """A span of a view and the number it says; `reason` is what decided one without a class word."""

    start: int
    end: int
    number: int
    reason: str = ""


def find_ballot_numbers(view: str, *, contestants: bool, sure: bool = False) -> list[BallotNumber]:
    """Ballot numbers in a lower-case view, in order; dates, scores, ranks, addresses and amounts are passed over.

    In `capres 1 dan 3` the second span is `3`.

    Args:
        view: the text.
        contestants: whether contestants are named in it.
        sure: whether a number without a class word needs a contestant or a word of elections in the text.
    """
    if not _MAY_HOLD.search(view):
        return []
    political = contestants or number_cues.is_political(view)
    doubtful = not political and (sure or number_cues.is_of_another_topic(view))
    found = list(_classed(view, political=political, doubtful=doubtful))
    for number in _unclassed(view, political=political, doubtful=doubtful):
        if not any(other.start < number.end and number.start < other.end for other in found):
            found.append(number)
    return sorted(number for number in found if number.number)


def _classed(view: str, *, political: bool, doubtful: bool) -> Iterator[BallotNumber]:
    """Numbers behind a class word, and those listed after them; with number 0 what is another thing's number."""
    at = 0
    for match in _CLASSED.finditer(view):
        start, end = match.span()
        weak = match["weak"] is not None and ("urut" not in match["weak"] or match["weak"].startswith("urutan"))
        if start < at or number_cues.is_amount(view, start, end) or number_cues.is_rank(view, end):
            continue
        if weak and doubtful:
            continue
        if weak and (
            number_cues.is_ranked(view, start) or (not political and number_cues.is_number_of_thing(view, start, end))
        ):
            yield BallotNumber(start, end, 0)
            continue
        digits = next(value for place, value in enumerate(match.groups(), 1) if value and place != _WEAK)
        yield BallotNumber(start, _closed(view, start, end), _value(digits))
        at = end
        while second := _SECOND.match(view, at):
            if number_cues.is_amount(view, second.start(1), second.end()):
                break
            yield BallotNumber(second.start(1), second.end(), _value(second[1]))
            at = second.end()


def _unclassed(view: str, *, political: bool, doubtful: bool) -> Iterator[BallotNumber]:
    """Numbers without a class word: after a verb of voting, with a nought, as keycaps."""
    for match in _VOTE.finditer(view):
        start, end = match.span(1)
        choice = view[start] != "0" and number_cues.is_choice(view, end)
        if not choice and not number_cues.is_amount(view, start, end):
            yield BallotNumber(start, end, _value(match[1]), "after a verb of voting")
    if doubtful:
        return
    for match in _LISTED.finditer(view) if political else ():
        for group, digits in enumerate(match.groups(), 1):
            if digits:
                yield BallotNumber(*match.span(group), _value(digits))
    for match in _BARE.finditer(view):
        start, end = match.span()
        lone_cap = match[4] and len(match[3]) < _LONE_CAP
        if not lone_cap and not number_cues.is_rank(view, end) and not number_cues.is_amount(view, start, end):
            yield BallotNumber(start, end, _value(match[1] or match[2] or match[4]))
    for match in _GLUED.finditer(view):
        yield BallotNumber(*match.span(), _value(match[1] or match[2]))


def _closed(view: str, start: int, end: int) -> int:
    """The end with a bracket that was opened within."""
    return end + (view.count("(", start, end) > view.count(")", start, end) and view.startswith(")", end))


def _value(text: str) -> int:
    if digits := re.findall(r"[1-9]", text):
        return int(digits[0])
    return _NUMBERS[re.sub(r"^(?:kosong|nol) ?", "", text.strip())]
