"""Ballot numbers in words and digits: `nomor urut 2`, `paslon 01`, `kosong dua`, `03`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_WORDS: Final = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SPOKEN: Final = {"siji": 1, "hiji": 1, "loro": 2, "telu": 3, "tilu": 3, "papat": 4, "opat": 4, "lima": 5}
_NUMBERS: Final = {word: number for number, word in enumerate(_WORDS, 1)} | _SPOKEN

_CLASS: Final = (
    r"(?:(?:pasangan calon|pasangan|paslon|calon (?:presiden|gubernur|bupati|wali ?kota)(?: \w+)?|cagub|cabup|cawalkot"
    r"|capres|cawapres|kubu|pihak|urutan|nomor|nomer|nmr|nmor|no|urut)\b\.? ?)+"
)
_NUMBER: Final = rf"(?:(?:kosong|nol) ?)?(?:{'|'.join(_NUMBERS)})|0?[1-9]"
_WITH_CLASS: Final = re.compile(rf"\b{_CLASS}({_NUMBER})(?![\w%]|[.,:/]\d)")
_BARE: Final = re.compile(rf"(?<![\w.,:/+-])(?:(0[1-9])|(?:kosong|nol) ?({'|'.join(_WORDS)}))(?![\w%]|[.,:/-]\d)")
_SECOND: Final = re.compile(rf"\s?(?:,|/|&|dan|atau|sama|vs|maupun)\s?({_NUMBER})(?![\w%]|[.,:/]\d)")
_DATE: Final = re.compile(
    r"\s?(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|jan|feb|mar|apr|jun|jul"
    r"|agu|agt|sep|okt|nov|des)\b"
)
_NOT_A_BALLOT: Final = re.compile(
    r"(?:\b(?:tanggal|tgl|jam|pukul|rt|rw|hp|wa|telp|tps|skor|pasal|ayat|menit|bab)\b\.?\s?)$"
)
_NOT_AFTER: Final = re.compile(
    r"\s?(?:orang|kali|tahun|bulan|hari|minggu|jam|menit|persen|juta|ribu|miliar|poin|gol)\b"
)


class BallotNumber(NamedTuple):
    """A span of the view and the number it says; `classed` when a word such as `nomor` or `paslon` stands before."""

    start: int
    end: int
    number: int
    classed: bool


def find_ballot_numbers(view: str) -> Iterator[BallotNumber]:
    """Ballot numbers in a lower-case view, in order; dates, times, scores and amounts are passed over.

    In `capres 1 dan 3` the second span is `3`.
    """
    at = 0
    found: list[BallotNumber] = []
    for match in _WITH_CLASS.finditer(view):
        if _is_amount(view, match.start(), match.end()):
            continue
        found.append(BallotNumber(match.start(), match.end(), _value(match[1]), True))
        at = match.end()
        while second := _SECOND.match(view, at):
            if _is_amount(view, second.start(1), second.end(1)):
                break
            found.append(BallotNumber(second.start(1), second.end(1), _value(second[1]), True))
            at = second.end()
    taken = [(number.start, number.end) for number in found]
    for match in _BARE.finditer(view):
        inside = any(start < match.end() and match.start() < end for start, end in taken)
        if not inside and not _is_amount(view, match.start(), match.end()):
            found.append(BallotNumber(match.start(), match.end(), _value(match[1] or match[2]), False))
    yield from sorted(found)


def _is_amount(view: str, start: int, end: int) -> bool:
    return bool(
        _DATE.match(view, end) or _NOT_AFTER.match(view, end) or _NOT_A_BALLOT.search(view, max(0, start - 12), start)
    )


def _value(text: str) -> int:
    digits = text.strip().lstrip("0")
    if digits.isdigit():
        return int(digits)
    return _NUMBERS[re.sub(r"^(?:kosong|nol) ?", "", text.strip())]
