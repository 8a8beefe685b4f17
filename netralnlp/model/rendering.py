"""What the encoder reads in place of the raw text: placeholders for names, words that it knows for links.

The answer cannot depend on who is meant when the encoder never sees a name it knows. Each unit of the raw text
remembers where it stands in the rendered one, so that what is said of tokens leads back to the raw text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, NamedTuple

from netralnlp.errors import MissingExtraError
from netralnlp.rosters.link import Link
from netralnlp.text.links import HANDLE

PLACEHOLDERS: Final = tuple(f"<k{number}>" for number in range(1, 9))
URL_TOKEN: Final = "<url>"

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”]+|\b(?:t\.co|pic\.twitter\.com|bit\.ly|youtu\.be)/[^\s<>\"”]+", re.IGNORECASE
)
_URL_OR_HANDLE = re.compile(rf"{_URL.pattern}|{HANDLE}", re.IGNORECASE)
_LITERAL_TOKEN = re.compile(r"<(?=(?:/?s|pad|unk|mask|url|k[1-8])>)|\[(?=(?:CLS|SEP|PAD|UNK|MASK)\])")
"""The bracket of a special token that somebody wrote into a post."""

_OTHER_BRACKET = {"<": "\u2039", "[": "\u2045"}
_WORD = re.compile(r"[@#]?\w[\w\u0300-\u036f]*|[^\w\s]")  # an accent of its own code point belongs to its word


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that a model reads in place of what it cannot spell; the defaults are those of the embedded model.

    `url` stands for a link and `user` for a handle that no roster knows; an empty `user` leaves the handle as it is.
    With `emoji_names` an emoji becomes its English name between colons, as the `emoji` package gives it.

    Raises:
        MissingExtraError: emoji are to be named, and the `emoji` package is not installed.
    """

    url: str = URL_TOKEN
    user: str = ""
    emoji_names: bool = False

    def __post_init__(self) -> None:
        if self.emoji_names and find_spec("emoji") is None:
            raise MissingExtraError("emoji", "emoji", "A model that reads emoji by their names")

    @classmethod
    def of_tweets(cls) -> Wording:
        """The normalisation that IndoBERTweet was pre-trained with (Koto et al. 2021), beside lower case."""
        return cls(url="HTTPURL", user="@USER", emoji_names=True)


EMBEDDED: Final = Wording()
"""The wording of the embedded model."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the raw text, or a whole linked span: what decoding tags as one. `link` indexes the links given."""

    start: int
    end: int
    link: int | None


@dataclass(frozen=True, slots=True)
class Rendering:
    """The rendered text, the units of the raw text in order, and where each of them stands in the rendered text.

    What is not exchanged stands there as it is, but for the bracket of a special token that somebody wrote into the
    post, which is exchanged for another, so that nobody can write a placeholder.
    """

    text: str
    units: tuple[Unit, ...]
    unit_spans: tuple[tuple[int, int], ...]


def placeholder_of(links: Iterable[Link], order: tuple[str, ...] = PLACEHOLDERS) -> Callable[[Link], str]:
    """A function that gives each link its placeholder, one per key in order of appearance.

    The ninth key and later ones share the eighth placeholder.
    """
    keys: dict[str, str] = {}
    for link in links:
        if link.key not in keys:
            keys[link.key] = order[min(len(keys), len(order) - 1)]
    return lambda link: keys[link.key]


class _Exchange(NamedTuple):
    """A stretch of the raw text and what is read in its place; a link is no word that a mention could hold."""

    start: int
    end: int
    text: str
    is_word: bool


def render(
    raw: str,
    links: tuple[Link, ...],
    replacement: Callable[[Link], str | None],
    wording: Wording = EMBEDDED,
) -> Rendering:
    """Render `raw` with each link (ordered, disjoint) replaced; one with a replacement of None reads as plain text.

    A hashtag or handle keeps its sign before the placeholder, and words beside a name inside one (`rest`) stay
    behind it, since they may carry a side (`#2019GantiPresiden`).
    """
    parts: list[str] = []
    units: list[Unit] = []
    spans: list[tuple[int, int]] = []
    length = 0

    def put(text: str) -> int:
        nonlocal length
        parts.append(text)
        length += len(text)
        return length - len(text)

    def put_verbatim(start: int, end: int, words: bool) -> None:
        moved = put(_escaped(raw[start:end])) - start
        if words:
            for found in _WORD.finditer(raw, start, end):
                units.append(Unit(found.start(), found.end(), None))
                spans.append((found.start() + moved, found.end() + moved))

    def put_plain(start: int, end: int, words: bool) -> None:
        at = start
        for found in _exchanges(raw, start, end, wording):
            put_verbatim(at, found.start, words)
            before = put(f" {found.text} ")
            if words and found.is_word:
                units.append(Unit(found.start, found.end, None))
                spans.append((before + 1, length - 1))
            at = found.end
        put_verbatim(at, end, words)

    at = 0
    for index, link in enumerate(links):
        put_plain(at, link.start, words=True)
        new = replacement(link)
        before = length
        if new is None:
            put_plain(link.start, link.end, words=False)
        else:
            sign = raw[link.start] if raw[link.start] in "#@" else ""
            rest = f" {link.rest}" if link.rest else ""
            put(f" {sign}{new}{rest} ")
        units.append(Unit(link.start, link.end, index))
        spans.append((before, length) if new is None else (before + 1, length - 1))
        at = link.end
    put_plain(at, len(raw), words=True)
    return Rendering("".join(parts), tuple(units), tuple(spans))


def _exchanges(raw: str, start: int, end: int, wording: Wording) -> Iterator[_Exchange]:
    """The links, handles and emoji of a stretch of `raw` that the model reads in other words, in order."""
    at = start
    for found in (_URL_OR_HANDLE if wording.user else _URL).finditer(raw, start, end):
        yield from _named_emoji(raw, at, found.start(), wording)
        is_handle = raw[found.start()] == "@"
        yield _Exchange(found.start(), found.end(), wording.user if is_handle else wording.url, is_handle)
        at = found.end()
    yield from _named_emoji(raw, at, end, wording)


def _named_emoji(raw: str, start: int, end: int, wording: Wording) -> Iterator[_Exchange]:
    if not wording.emoji_names or raw[start:end].isascii():
        return
    from emoji import demojize, emoji_list

    for found in emoji_list(raw[start:end]):
        name = demojize(found["emoji"])
        yield _Exchange(start + found["match_start"], start + found["match_end"], name, True)


def _escaped(text: str) -> str:
    return _LITERAL_TOKEN.sub(lambda found: _OTHER_BRACKET[found[0]], text)
