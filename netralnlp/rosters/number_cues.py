"""Words around a number that tell that it is none of a ballot; the words are those of `data/cue_words.tsv`."""

from __future__ import annotations

import re
from typing import Final

from netralnlp.rosters.cues import POLITICS, PUBLIC, any_of
from netralnlp.rosters.tables import cue_words
from netralnlp.text.vocabulary import root_words

_NEAR: Final = 32
_AMOUNT: Final = re.compile(rf"\s?(?:{any_of('months', 'amounts')}|dari \d)\b")
_NUMBERED: Final = re.compile(rf"(?:\b(?:{any_of('numbered')})\b[.:/]?\s?(?:no(?:mor|mer)?\b\.?\s?)?|\d{{3,}}[ -])$")
_CHOICE: Final = re.compile(rf"\s?(?:{any_of('choices')})\b|\. ?[a-z]")
_RANKED: Final = re.compile(rf"\b(?:{any_of('ranked')})(?:nya)?(?: [a-z\d]+)?(?: |: ?|\.)$")
_RANK: Final = re.compile(
    r"\s?(?:se-?(?:dunia|asia|indonesia|nasional|asean|provinsi|jawa|sumatera|kota|kabupaten)\b|se-\w+|dunia\b|in the\b"
    r"|di (?:dunia|asia|asean|eropa|klasemen|grup|kelas|sekolah|antr\w+|daftar|barisan|soal|hati\w*)\b"
    r"|(?:\w+ )?ter\w+ (?:di |se)|dari (?:kiri|kanan|atas|bawah|belakang|depan|ujung)\b"
    r"|(?:grup|klasemen|punggung|antrian|hp|rekening|polisi|telepon|wahid|uu)\b|tahun (?:19|20)\d\d|/)"
)
_SHORT: Final = 7
_THING: Final = re.compile(r"(?<![\w@#])([a-z]{2,}) $")
_CHOOSER: Final = frozenset(cue_words()["choosers"])
_QUALITY: Final = re.compile(
    r"[ ,]{0,2}(?:paling\b|(?:jl|jln|jalan|gg|gang|rt|blok|komplek)\b|\w{3,}nya\b|yang (?:ter|paling)\w*)"
)
_TOPIC: Final = re.compile(rf"\b(?:{any_of('topics')})(?!\w)")
_VOTING: Final = re.compile(rf"\b(?:{any_of('voting')})(?!\w)")


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether the span is part of a date, a time, an address or an amount."""
    return bool(_AMOUNT.match(text, end) or _NUMBERED.search(text, max(0, start - _NEAR), start))


def is_choice(text: str, end: int) -> bool:
    """Whether things to choose from are counted: `pilih satu calon`; or a list goes on."""
    return bool(_CHOICE.match(text, end))


def is_rank(text: str, end: int) -> bool:
    """Whether a place in a list, a rank or a position follows."""
    return bool(_RANK.match(text, end))


def is_ranked(text: str, start: int) -> bool:
    """Whether something that bears numbers stands before: a queue, a seat, a street, a team."""
    return bool(_RANKED.search(text, max(0, start - _NEAR), start))


def is_number_of_thing(text: str, start: int, end: int) -> bool:
    """Whether a number without `urut` is that of a thing: `lampu nomor 2`, `nomor 1 rasanya`.

    In a longer text that speaks of no contest it always is.
    """
    if text.count(" ") >= _SHORT and not PUBLIC.search(text):
        return True
    thing = _THING.search(text, max(0, start - _NEAR), start)
    if thing and thing[1] in root_words() and thing[1] not in _CHOOSER:
        return True
    return bool(_QUALITY.match(text, end))


def is_political(text: str) -> bool:
    """Whether a text speaks of an election."""
    return bool(POLITICS.search(text) or _VOTING.search(text))


def is_of_another_topic(text: str) -> bool:
    """Whether a text speaks of sports, school, shopping, traffic or food."""
    return bool(_TOPIC.search(text))
