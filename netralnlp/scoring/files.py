"""A file of posts in, the same file with the `netral_*` columns out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from netralnlp.errors import NetralError, PostError, ScoringError
from netralnlp.predictor import Elections
from netralnlp.schema import Post, Prediction
from netralnlp.scoring.columns import error_columns, scored_columns
from netralnlp.scoring.formats import open_source, sink_for
from netralnlp.scoring.post_columns import PostColumns
from netralnlp.scoring.table import Row
from netralnlp.scoring.whole_file import WholeFile

_CHUNK_ROWS: Final = 256
_CHUNK_CHARACTERS: Final = 1 << 21


class Scorer(Protocol):
    """What answers a list of posts with a list of predictions; `netralnlp.Predictor` does."""

    def predict(self, posts: Sequence[Post], *, election: Elections = None) -> Sequence[Prediction]:
        """One prediction for each post, in order."""


class Progress(Protocol):
    """Hears how the work goes on."""

    def begin(self, sentence: str) -> None:
        """The file is open; the sentence says how it is read."""

    def advance(self, rows: int, share: float) -> None:
        """So many rows were written, and that share (0 to 1) of the input is read."""


@dataclass(frozen=True, slots=True)
class ScoringSummary:
    """What became of a file.

    `errors` counts rows that went out with `netral_error`, `needs_review` those a person should look at, and
    `blank_lines` the lines of the input that held no row.
    """

    rows: int
    errors: int
    needs_review: int
    blank_lines: int


def score_file(
    path: str | Path,
    out: str | Path,
    *,
    text_column: str | None = None,
    context_column: str | None = None,
    action_column: str | None = None,
    election: Elections = None,
    model: Scorer | str | Path | None = None,
    progress: Progress | None = None,
) -> ScoringSummary:
    """Score every row of a CSV or JSON Lines file; `out` appears when it is whole.

    The columns of the input come out to the letter, with the `netral_*` columns behind them. A row that cannot be
    scored goes out with its reason in `netral_error`. Memory does not grow with the number of rows.

    Args:
        path: a file ending in .csv, .tsv, .jsonl or .ndjson.
        out: where to write, in the same format; replaced if it is there.
        text_column: the column with the raw text; by default the one with a usual name (`text`, `komentar`, ...).
        context_column: the column with the text that is answered or shared.
        action_column: the column with the action (`comment`, `share`, ...).
        election: roster ids or patterns in play, or rosters of one's own.
        model: a loaded predictor or a model folder; by default the embedded model.
        progress: is told of the start and of every chunk of rows.

    Raises:
        ScoringError: the file cannot be scored, or `out` not be written; nothing is left behind.
        UnknownElectionError: an election that no roster answers to.
        ModelError: `model` is no model folder.
    """
    path, out = Path(path), Path(out)
    source = open_source(path)
    sink = sink_for(out, source)
    if os.path.exists(out) and os.path.samefile(path, out):
        raise ScoringError.same_file(out)
    columns = PostColumns.of(source, text_column, context_column, action_column)
    with WholeFile(out, bom=source.bom) as file:
        scorer = _load(model) if model is None or isinstance(model, str | Path) else model
        scorer.predict([], election=election)
        if progress:
            progress.begin(f"{path}: {source.description}, text in `{columns.text}`.")
        rows = errors = needs_review = 0
        file.write(sink.header())
        for chunk in _chunks(source.rows()):
            for row, scored in zip(chunk, _scored(chunk, columns, scorer, election), strict=True):
                file.write(sink.line(row, scored))
                errors += scored["netral_error"] is not None
                needs_review += scored["netral_needs_review"] is True
            rows += len(chunk)
            if progress:
                progress.advance(len(chunk), source.share_read)
    return ScoringSummary(rows, errors, needs_review, source.blank_lines)


def _load(folder: str | Path | None) -> Scorer:
    from netralnlp import load

    return load(folder)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += len(row.raw)
        if len(chunk) == _CHUNK_ROWS or size > _CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _scored(chunk: Sequence[Row], columns: PostColumns, scorer: Scorer, election: Elections) -> list[dict[str, object]]:
    """The `netral_*` columns of some rows."""
    posts: dict[int, Post] = {}
    results: dict[int, dict[str, object]] = {}
    for index, row in enumerate(chunk):
        try:
            posts[index] = columns.post(row)
        except PostError as error:
            results[index] = error_columns(str(error))
    answers = _answers(list(posts.values()), scorer, election)
    results.update(zip(posts, answers, strict=True))
    return [results[index] for index in range(len(chunk))]


def _answers(posts: Sequence[Post], scorer: Scorer, election: Elections) -> list[dict[str, object]]:
    """The answers to posts; when they fail together each goes alone, so that one bad post spoils no other."""
    try:
        return [scored_columns(prediction) for prediction in scorer.predict(posts, election=election)]
    except Exception as error:
        if len(posts) > 1:
            return [answer for post in posts for answer in _answers([post], scorer, election)]
        return [error_columns(str(error) if isinstance(error, NetralError) else f"{type(error).__name__}: {error}")]
