"""Posts in, predictions out: the one place where rosters, encoder and decoding meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias, overload

import numpy as np
from tokenizers import Tokenizer

from netralnlp.errors import ModelError, PostError
from netralnlp.model.backend import Backend, Logits, load_backend
from netralnlp.model.decoding import decode
from netralnlp.model.encoding import EncodedPost, PostEncoder, Window
from netralnlp.model.labels import SIDES
from netralnlp.model.manifest import Manifest
from netralnlp.model.merging import PostLogits, merge_windows
from netralnlp.model.rendering import Rendering, placeholder_of, render
from netralnlp.rosters import Election, Link, Roster, linker_for
from netralnlp.schema import Post, Prediction, Stance

Elections: TypeAlias = Election | Sequence[Election] | None
"""An election id or pattern, a roster of one's own, several of them, or none."""

EMBEDDED_MODEL: Final = Path(__file__).parent / "weights"
_CHUNK: Final = 512
"""Posts of a list that are encoded together, so that windows of like length share a batch."""


class _Encoded(NamedTuple):
    post: Post
    election: Election | tuple[Election, ...] | None
    links: tuple[Link, ...]
    rendering: Rendering
    encoded: EncodedPost


@dataclass(frozen=True, slots=True)
class Reading:
    """One post as the network read it, before anything is decided."""

    post: Post
    election: Election | tuple[Election, ...] | None
    links: tuple[Link, ...]
    rendering: Rendering
    encoded: EncodedPost
    logits: PostLogits


class Predictor:
    """A loaded model; safe to use from several threads."""

    def __init__(self, backend: Backend, encoder: PostEncoder, manifest: Manifest) -> None:
        self._backend = backend
        self._encoder = encoder
        self._pad = encoder.tokenizer.token_to_id(manifest.pad_token)
        self.manifest = manifest

    @property
    def name(self) -> str:
        """Name and version of the model, as `Prediction.model` gives them."""
        return f"{self.manifest.name} {self.manifest.version}"

    @classmethod
    def load(cls, folder: Path, threads: int | None = None) -> Predictor:
        """The predictor of a model folder; `threads` as in `load_backend`.

        Raises:
            ModelError: the folder is no netralnlp model, or a file in it cannot be read.
            MissingExtraError: it has torch weights only, and torch is not installed; or it reads emoji by their names,
                and `emoji` is not.
        """
        manifest = Manifest.read(folder)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare Exception
            raise ModelError(f"{folder / 'tokenizer.json'} cannot be read ({error}): save the model again.") from error
        encoder = PostEncoder.of(tokenizer, manifest.cls_token, manifest.sep_token, manifest.wording)
        return cls(load_backend(folder, threads), encoder, manifest)

    # A string is itself a sequence of strings: the first signature that fits is meant.
    @overload
    def predict(  # type: ignore[overload-overlap]
        self, posts: str | Post, *, election: Elections = None, batch_size: int = 32
    ) -> Prediction: ...

    @overload
    def predict(  # type: ignore[overload-overlap]
        self, posts: Sequence[str | Post], *, election: Elections = None, batch_size: int = 32
    ) -> list[Prediction]: ...

    @overload
    def predict(
        self, posts: Iterable[str | Post], *, election: Elections = None, batch_size: int = 32
    ) -> Iterator[Prediction]: ...

    def predict(
        self, posts: str | Post | Iterable[str | Post], *, election: Elections = None, batch_size: int = 32
    ) -> Prediction | list[Prediction] | Iterator[Prediction]:
        """Say which contestants each post mentions, where, and which side its author takes.

        Args:
            posts: one post (the answer is one prediction), a list or tuple (a list), or any other iterable (an
                iterator that reads `batch_size` posts ahead). A string is a post without context.
            election: roster ids or patterns in play (`pilpres-2024`, `pilkada-2024/13*`), or rosters of one's own
                (`Roster.from_csv`); `Post.election` wins.
            batch_size: windows in one run of the network, at least 1. It changes speed and memory, not answers.

        Raises:
            PostError: a post that is neither a string nor a Post, or `batch_size` below 1.
            UnknownElectionError: an election that no packaged roster answers to.
        """
        if batch_size < 1:
            raise PostError(f"batch_size must be at least 1, not {batch_size}.")
        linker_for(_key(election))
        if isinstance(posts, str | Post):
            return self._answer([_as_post(posts)], election, batch_size)[0]
        if isinstance(posts, list | tuple):
            return list(self._overlapping([_as_post(post) for post in posts], election, batch_size))
        given: object = posts
        if isinstance(given, bytes | bytearray) or not isinstance(given, Iterable):
            raise PostError.not_a_post(given)
        return self._stream(iter(posts), election, batch_size)

    def _stream(self, posts: Iterator[str | Post], election: Elections, batch_size: int) -> Iterator[Prediction]:
        while chunk := [_as_post(post) for post in islice(posts, batch_size)]:
            yield from self._answer(chunk, election, batch_size)

    def _answer(self, posts: Sequence[Post], election: Elections, batch_size: int) -> list[Prediction]:
        return [self._prediction(reading) for reading in self.read(posts, election=election, batch_size=batch_size)]

    def _overlapping(self, posts: Sequence[Post], election: Elections, batch_size: int) -> Iterator[Prediction]:
        """Answers in order; while the network reads one chunk, the next is encoded and the one before decoded."""
        with ThreadPoolExecutor(1, "netralnlp-network") as network:
            reading: Future[list[Reading]] | None = None
            for start in range(0, len(posts), _CHUNK):
                encoded = self._encode(posts[start : start + _CHUNK], election)
                following = network.submit(self._read, encoded, batch_size)
                if reading:
                    yield from map(self._prediction, reading.result())
                reading = following
            if reading:
                yield from map(self._prediction, reading.result())

    def read(self, posts: Sequence[Post], *, election: Elections = None, batch_size: int = 32) -> list[Reading]:
        """Link, encode and run posts, without deciding anything: what calibration fits its thresholds on."""
        return self._read(self._encode(posts, election), batch_size)

    def _encode(self, posts: Sequence[Post], election: Elections) -> list[_Encoded]:
        wanted = [_key(post.election) or _key(election) for post in posts]
        links: list[tuple[Link, ...]] = [()] * len(posts)
        links_around: list[tuple[Link, ...]] = [()] * len(posts)
        ranks = {each: rank for rank, each in enumerate(dict.fromkeys(wanted))}
        for index in sorted(range(len(posts)), key=lambda index: ranks[wanted[index]]):  # one linker after the other
            linker, post = linker_for(wanted[index]), posts[index]
            links[index] = linker.link(post.text)
            links_around[index] = linker.link(post.context) if post.context else ()
        wording = self._encoder.wording
        texts: list[Rendering] = []
        contexts: list[Rendering | None] = []
        for post, found, around in zip(posts, links, links_around, strict=True):
            placeholder = placeholder_of((*found, *around))
            texts.append(render(post.text, found, placeholder, wording))
            contexts.append(render(post.context, around, placeholder, wording) if post.context else None)
        encoded = self._encoder.encode(texts, contexts)
        return list(map(_Encoded, posts, wanted, links, texts, encoded))

    def _read(self, posts: Sequence[_Encoded], batch_size: int) -> list[Reading]:
        outputs = self.run([window for post in posts for window in post.encoded.windows], batch_size)
        return [
            Reading(*post, logits=merge_windows(post.encoded, [next(outputs) for _ in post.encoded.windows]))
            for post in posts
        ]

    def run(self, windows: Sequence[Window], batch_size: int) -> Iterator[dict[str, Logits]]:
        """Outputs of windows in their order; windows of like length run together, equal ones once."""
        keys = [(tuple(window.ids), len(window.types) - sum(window.types)) for window in windows]
        distinct = sorted(dict(zip(keys, windows, strict=True)).items(), key=lambda item: len(item[1].ids))
        outputs: dict[tuple[tuple[int, ...], int], dict[str, Logits]] = {}
        for start in range(0, len(distinct), batch_size):
            batch = distinct[start : start + batch_size]
            width = len(batch[-1][1].ids)
            ids = np.full((len(batch), width), self._pad, np.int64)
            mask = np.zeros_like(ids)
            types = np.zeros_like(ids)
            for row, (_, window) in enumerate(batch):
                ids[row, : len(window.ids)] = window.ids
                mask[row, : len(window.ids)] = 1
                types[row, : len(window.types)] = window.types
            logits = self._backend.run(ids, mask, types)
            for row, (key, _) in enumerate(batch):
                outputs[key] = {name: values[row] for name, values in logits.items()}
        return iter([outputs[key] for key in keys])

    def _prediction(self, reading: Reading) -> Prediction:
        text, election = reading.post.text, reading.election
        rosters = (election,) if isinstance(election, str | Roster) else election or ()
        elections = tuple(each.id if isinstance(each, Roster) else each for each in rosters)
        if not text.strip():
            nothing: dict[Stance, float] = dict.fromkeys(SIDES, 0.0)
            return Prediction(text, Stance.NEUTRAL, 0.0, nothing, False, (), (), 0, False, self.name, elections)
        decoded = decode(
            text, reading.rendering.units, reading.links, reading.encoded, reading.logits, self.manifest.calibration
        )
        return Prediction(
            text=text,
            stance=decoded.stance,
            partisan=1 - (1 - decoded.scores[Stance.SUPPORT]) * (1 - decoded.scores[Stance.OPPOSE]),
            scores=decoded.scores,
            needs_review=decoded.needs_review,
            mentions=decoded.mentions,
            conduct=decoded.conduct,
            windows=len(reading.encoded.windows),
            context_cut=reading.encoded.context_cut,
            model=self.name,
            election=elections,
        )


def _as_post(post: str | Post) -> Post:
    if isinstance(post, Post):
        return post
    if isinstance(post, str):
        return Post(post)
    raise PostError.not_a_post(post)


def _key(election: Elections) -> Election | tuple[Election, ...] | None:
    return election if isinstance(election, str | Roster) or election is None else tuple(election)


def load(folder: str | Path | None = None) -> Predictor:
    """Load a model folder, or the embedded model.

    Args:
        folder: what `training.export`, `training.train` or `training.retrain` wrote; by default the embedded model.

    Raises:
        ModelError: the folder is no netralnlp model.
        MissingExtraError: it has torch weights only and torch is not installed, or it reads emoji by their names
            and `emoji` is not.
    """
    return _embedded() if folder is None else Predictor.load(Path(folder))


@lru_cache(maxsize=1)
def _embedded() -> Predictor:
    return Predictor.load(EMBEDDED_MODEL)


@overload
def predict(  # type: ignore[overload-overlap]
    posts: str | Post, *, election: Elections = None, batch_size: int = 32
) -> Prediction: ...


@overload
def predict(  # type: ignore[overload-overlap]
    posts: Sequence[str | Post], *, election: Elections = None, batch_size: int = 32
) -> list[Prediction]: ...


@overload
def predict(
    posts: Iterable[str | Post], *, election: Elections = None, batch_size: int = 32
) -> Iterator[Prediction]: ...


def predict(
    posts: str | Post | Iterable[str | Post], *, election: Elections = None, batch_size: int = 32
) -> Prediction | list[Prediction] | Iterator[Prediction]:
    """Say which contestants each post mentions, where, and which side its author takes.

    This is `Predictor.predict` of the embedded model, which is loaded at the first call.

    Args:
        posts: one post (the answer is one prediction), a list or tuple (a list), or any other iterable (an iterator).
            A string is a post without context; `Post` says more.
        election: roster ids or patterns in play (`pilpres-2024`, `pilkada-2024/13*`), or rosters of one's own
            (`Roster.from_csv`); `Post.election` wins.
        batch_size: windows in one run of the network, at least 1. It changes speed and memory, not answers.

    Raises:
        PostError: a post that is neither a string nor a Post, or `batch_size` below 1.
        UnknownElectionError: an election that no packaged roster answers to.
    """
    return _embedded().predict(posts, election=election, batch_size=batch_size)
