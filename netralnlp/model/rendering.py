"""What the encoder reads in place of the raw text: names become placeholders, links one token.

The answer cannot depend on who is meant when the encoder never sees a name it knows. Each piece of the rendered
text remembers the raw span it stands for, so that every token leads back to the raw text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from netralnlp.rosters.link import Link

PLACEHOLDERS: Final = tuple(f"<k{number}>" for number in range(1, 9))
URL_TOKEN: Final = "<url>"

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”]+|\b(?:t\.co|pic\.twitter\.com|bit\.ly|youtu\.be)/[^\s<>\"”]+", re.IGNORECASE
)
_LITERAL_TOKEN = re.compile(r"<(?=(?:/?s|pad|unk|mask|url|k[1-8])>)|\[(?=(?:CLS|SEP|PAD|UNK|MASK)\])")
"""The bracket of a special token that somebody wrote into a post."""

_OTHER_BRACKET = {"<": "\u2039", "[": "\u2045"}
_WORD = re.compile(r"[@#]?\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the raw text, or a whole linked span: what decoding tags as one. `link` indexes the links given."""

    start: int
    end: int
    link: int | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the rendered text: `[start, end)` there stands for `[raw_start, raw_end)` in the raw text.

    A verbatim chunk is the same characters (but for the bracket of a special token written into the post, which is
    exchanged, so that nobody can write a placeholder); of another every character stands for the whole raw span.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Rendering:
    """The rendered text, its chunks in order, and the units of the raw text in order."""

    text: str
    chunks: tuple[Chunk, ...]
    units: tuple[Unit, ...]

    def raw_spans(self, offsets: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Raw spans of token offsets in the rendered text; tokens come in order, (0, 0) for special ones.

        White space around a token is not part of its span; a token of white space alone has an empty one where the
        token before it ends.
        """
        spans: list[tuple[int, int]] = []
        text, chunks = self.text, self.chunks
        index = 0
        for start, end in offsets:
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if start == end:
                before = spans[-1][1] if spans else 0
                spans.append((before, before))
                continue
            while chunks[index].end <= start:
                index += 1
            last = index
            while chunks[last].end < end:
                last += 1
            first, final = chunks[index], chunks[last]
            raw_start = first.raw_start + start - first.start if first.verbatim else first.raw_start
            raw_end = final.raw_start + end - final.start if final.verbatim else final.raw_end
            spans.append((raw_start, raw_end))
        return spans


def placeholder_of(links: Iterable[Link], order: tuple[str, ...] = PLACEHOLDERS) -> Callable[[Link], str]:
    """A function that gives each link its placeholder, one per key in order of appearance.

    The ninth key and later ones share the eighth placeholder.
    """
    keys: dict[str, str] = {}
    for link in links:
        if link.key not in keys:
            keys[link.key] = order[min(len(keys), len(order) - 1)]
    return lambda link: keys[link.key]


def render(raw: str, links: tuple[Link, ...], replacement: Callable[[Link], str | None]) -> Rendering:
    """Render `raw` with each link (ordered, disjoint) replaced; a replacement of None leaves its text as it is.

    A hashtag or handle keeps its sign before the placeholder, and words beside a name inside one (`rest`) stay
    behind it, since they may carry a side (`#2019GantiPresiden`).
    """
    parts: list[str] = []
    chunks: list[Chunk] = []
    units: list[Unit] = []
    length = 0

    def put(text: str, raw_start: int, raw_end: int, verbatim: bool) -> None:
        nonlocal length
        if text:
            chunks.append(Chunk(length, length + len(text), raw_start, raw_end, verbatim))
            parts.append(text)
            length += len(text)

    def put_plain(start: int, end: int) -> None:
        at = start
        for found in _URL.finditer(raw, start, end):
            put(_escaped(raw[at : found.start()]), at, found.start(), True)
            units.extend(_words(raw, at, found.start()))
            put(f" {URL_TOKEN} ", found.start(), found.end(), False)
            at = found.end()
        put(_escaped(raw[at:end]), at, end, True)
        units.extend(_words(raw, at, end))

    at = 0
    for index, link in enumerate(links):
        put_plain(at, link.start)
        new = replacement(link)
        if new is None:
            put(raw[link.start : link.end], link.start, link.end, True)
        else:
            sign = raw[link.start] if raw[link.start] in "#@" else ""
            rest = f" {link.rest}" if link.rest else ""
            put(f" {sign}{new}{rest} ", link.start, link.end, False)
        units.append(Unit(link.start, link.end, index))
        at = link.end
    put_plain(at, len(raw))
    return Rendering("".join(parts), tuple(chunks), tuple(units))


def _escaped(text: str) -> str:
    return _LITERAL_TOKEN.sub(lambda found: _OTHER_BRACKET[found[0]], text)


def _words(raw: str, start: int, end: int) -> Iterator[Unit]:
    return (Unit(found.start(), found.end(), None) for found in _WORD.finditer(raw, start, end))
