"""Styled letters, invisible characters and marks folded to the letters a reader sees; emoji stay."""

from __future__ import annotations

import re
from unicodedata import category, normalize

from netralnlp.text.normalized import Edit, NormalizedText

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SMALL_CAPITALS = zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)
_PUNCTUATION = zip("‘’ʼ′´`“”„″‐‑‒–—−", "''''''\"\"\"\"------", strict=True)
_STROKED = zip("øØđĐłŁħĦıŧŦ\u3164", "oOdDlLhHitT ", strict=True)
_ENCLOSED = {
    chr(first + place): letter for first in (0x1F150, 0x1F170) for place, letter in enumerate(_LETTERS.upper())
}
_LOOK_ALIKES = dict(
    zip(
        "аеорсухіјѕһԁԛԝьвкмнтгАЕОРСУХІЈЅԌВКМНТԚԜαορνικυτεηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijshdqwbbkmhtrAEOPCYXIJSGBKMHTQWaopvikutenABEZHIKMNOPTYX",
        strict=True,
    )
)
_EMOJI_BASE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u231a-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030"
    "\u303d\u3297\u3299\U0001f000-\U0001f0ff\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001faff"
)
_EMOJI_PART = f"[{_EMOJI_BASE}][\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_ENCLOSED_LETTER = "[\u24b6-\u24e9\U0001f150-\U0001f189]"
_LETTER_IN_RUN = rf"{_ENCLOSED_LETTER}(?={_ENCLOSED_LETTER})|(?<={_ENCLOSED_LETTER}){_ENCLOSED_LETTER}"
EMOJI = rf"[0-9\#*]\ufe0f?\u20e3|(?!{_LETTER_IN_RUN}){_EMOJI_PART}(?:\u200d{_EMOJI_PART})*"
"""Pattern of one emoji with all that belongs to it."""

_EMOJI_OR_CHARACTER = re.compile(rf"{EMOJI}|(?P<character>[^\x00-\x7f])")
_WORD = re.compile(r"\w+")


class _Folds(dict[str, str]):
    """The fold of each character met so far; empty for what is dropped."""

    def __missing__(self, character: str) -> str:
        self[character] = fold = _fold(character)
        return fold


def _fold(character: str) -> str:
    kind = category(character)
    if kind in ("Mn", "Me", "Cf"):
        return ""
    bare = "".join(part for part in normalize("NFKD", character) if category(part) not in ("Mn", "Me"))
    folded = normalize("NFKC", bare)
    return folded if folded and all(part.isascii() or part.isalnum() for part in folded) else character


_FOLDS = _Folds({**dict(_SMALL_CAPITALS), **dict(_PUNCTUATION), **dict(_STROKED), **_ENCLOSED})


def fold_unicode(view: NormalizedText) -> NormalizedText:
    """Fold styled letters and digits (mathematical, full width, enclosed, small capitals), quotes and dashes to ASCII.

    Combining marks and invisible characters are dropped with the letter they stand at; Cyrillic and Greek look-alikes
    are read as Latin in words that also hold Latin letters. Emoji survive with their variation selectors, skin tones,
    joiners and keycaps.
    """
    text = view.text
    if text.isascii():
        return view
    if any(_FOLDS[character] != character for character in set(text)):
        view = view.apply(_folding_edits(text))
    if not _LOOK_ALIKES.keys().isdisjoint(view.text):
        view = view.recoded(_WORD.sub(_read_look_alikes, view.text))
    return view


def _folding_edits(text: str) -> list[Edit]:
    edits: list[Edit] = []
    emoji_end = -1
    for match in _EMOJI_OR_CHARACTER.finditer(text):
        start, end = match.span()
        character = match.group("character")
        if character is None:
            emoji_end = end
            continue
        fold = _FOLDS[character]
        if fold or category(character) == "Cf" or start in (0, emoji_end):
            if fold != character:
                edits.append((start, end, fold))
        elif edits and edits[-1][1] == start:
            edits[-1] = (edits[-1][0], end, edits[-1][2])
        else:
            edits.append((start - 1, end, text[start - 1]))
    return edits


def _read_look_alikes(word: re.Match[str]) -> str:
    letters = word.group()
    if not any(letter.isascii() and letter.isalpha() for letter in letters):
        return letters
    return "".join(_LOOK_ALIKES.get(letter, letter) for letter in letters)
