"""Rows gathered for the predictor: exact duplicates are scored once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, TypeAlias

from netralnlp.schema import Post
from netralnlp.scoring.answers import Answer

CHUNK_POSTS: Final = 512
CHUNK_ROWS: Final = 4096
CHUNK_CHARACTERS: Final = 1 << 21
"""Posts to score, rows and characters at which a chunk is full."""

CACHED: Final = 1 << 15
CACHED_CHARACTERS: Final = 1 << 13
"""Answers that are remembered, and the longest of them."""

Item: TypeAlias = "tuple[Post | str, str | None]"
"""A post, or why the row holds none, and the id of the row."""


@dataclass(slots=True)
class Slot:
    """The place of an answer that several rows may share."""

    answer: Answer | None = None


@dataclass(slots=True)
class Chunk:
    """Rows in their order: the slot and id of each, and the posts that wait to be scored, with their slots."""

    slots: list[Slot] = field(default_factory=list)
    ids: list[str | None] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    waiting: list[Slot] = field(default_factory=list)
    duplicates: int = 0
    characters: int = 0

    @property
    def full(self) -> bool:
        """Whether it is time to score."""
        return len(self.posts) == CHUNK_POSTS or len(self.slots) == CHUNK_ROWS or self.characters > CHUNK_CHARACTERS

    def fill(self, answers: Sequence[Answer]) -> None:
        """Give each waiting post its answer."""
        for slot, answer in zip(self.waiting, answers, strict=True):
            slot.answer = answer

    def refill(self, lines: Sequence[str]) -> None:
        """Give every row the answer that a run before has written."""
        for slot, line in zip(self.slots, lines, strict=True):
            slot.answer = slot.answer or Answer.read(line)

    def answers(self) -> Iterator[Answer]:
        """The answer of each row."""
        for slot in self.slots:
            assert slot.answer is not None, "a chunk is filled before it is read"
            yield slot.answer


def chunks(items: Iterable[Item]) -> Iterator[Chunk]:
    """Rows in chunks; each must be filled before the next is asked for.

    The same items always come in the same chunks, and what is a duplicate depends on them alone: a run that goes on
    after it was broken off hands the predictor the same batches as one that was not.
    """
    known: OrderedDict[bytes, Slot] = OrderedDict()
    chunk = Chunk()
    for post, id_ in items:
        chunk.ids.append(id_)
        if isinstance(post, str):
            chunk.slots.append(Slot(Answer.failed(post)))
        else:
            _add(chunk, post, known)
        if chunk.full:
            yield chunk
            _forget(chunk, known)
            chunk = Chunk()
    if chunk.slots:
        yield chunk


def _add(chunk: Chunk, post: Post, known: OrderedDict[bytes, Slot]) -> None:
    key = _key(post)
    slot = known.get(key)
    if slot:
        known.move_to_end(key)
        chunk.duplicates += 1
    else:
        slot = known[key] = Slot()
        chunk.posts.append(post)
        chunk.waiting.append(slot)
        chunk.characters += len(post.text) + len(post.context or "")
    chunk.slots.append(slot)


def _forget(chunk: Chunk, known: OrderedDict[bytes, Slot]) -> None:
    for post, slot in zip(chunk.posts, chunk.waiting, strict=True):
        if slot.answer and len(slot.answer.line) > CACHED_CHARACTERS:
            known.pop(_key(post), None)
    while len(known) > CACHED:
        known.popitem(last=False)


def _key(post: Post) -> bytes:
    parts = (post.text, post.context, post.election, post.action)
    digest = blake2b(digest_size=16)
    for part in parts:
        data = b"" if part is None else part.encode()
        digest.update(f"{-1 if part is None else len(data)}:".encode() + data)
    return digest.digest()
