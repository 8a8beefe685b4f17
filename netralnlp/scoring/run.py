"""A run: answers go into the journal, and when it is whole, rows and answers into the output.

The output is written in one pass over the input and the journal, so it has the same bytes however often the run was
broken off before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from netralnlp.errors import ScoringError, kept_rows
from netralnlp.model.manifest import sha256
from netralnlp.rosters import Roster
from netralnlp.scoring.answers import Scorer, answer_posts, columns_of
from netralnlp.scoring.chunks import Item, chunks
from netralnlp.scoring.durable import move_into_place
from netralnlp.scoring.formats import Output
from netralnlp.scoring.identity import changed_parts, identity, model_name
from netralnlp.scoring.input_file import InputFile, reading
from netralnlp.scoring.journal import Block, Journal
from netralnlp.scoring.post_columns import PostColumns
from netralnlp.scoring.progress import Progress
from netralnlp.scoring.run_folder import RunFolder
from netralnlp.scoring.summary import ScoringSummary, manifest_path, read_manifest, summary_of, write_manifest
from netralnlp.scoring.table import Answers, Source

if TYPE_CHECKING:
    from netralnlp.predictor import Elections


State: TypeAlias = tuple[int, int, int]
_TOLD_TOGETHER: Final = 1024
"""Rows that are written between two words to the progress."""


@dataclass(frozen=True, slots=True)
class Job:
    """One input on its way to one output, in a folder that is locked for it; `state` is that of the input at first."""

    file: InputFile
    state: State
    source: Source
    columns: PostColumns
    output: Output
    folder: RunFolder
    scorer: Scorer
    election: Elections
    progress: Progress


def run(job: Job, *, resume: bool) -> ScoringSummary:
    """Score what is not scored yet, write the output and its manifest, and remove the journal.

    Raises:
        ScoringError: the input cannot be read on, the output not be written, or a run before was begun with
            something else.
    """
    begun = _identity(job)
    summary = ScoringSummary(model_name(job.scorer))
    with _failures(job, summary):
        if resume and (finished := _finished(job, begun)):
            return finished
        opening = f"{job.file.name}: {job.source.description}, text in `{job.columns.text}`."
        job.progress.say(opening)
        with _journal(job, begun, resume=resume) as journal:
            _score(job, journal, summary)
        summary.blank_lines = job.source.blank_lines
        job.progress.start("Writing", job.source.row_count, 0)
        answers = map(columns_of, journal.lines())
        job.output.write(job.source, _told(answers, job.progress), job.folder.draft, job.folder.path)
        if state_of(job.file) != job.state:
            raise ScoringError.changed_while_read(job.file.name)
        _publish(job, begun, summary, opening)
    return summary


def _score(job: Job, journal: Journal, summary: ScoringSummary) -> None:
    """Give every row an answer: from the journal as far as it goes, then from the model."""
    saved = journal.blocks()
    scoring = False
    for chunk in chunks(_items(job)):
        block = next(saved, None)
        if block:
            if len(block.lines) != len(chunk.slots):
                raise ScoringError.changed_while_read(job.file.name)
            chunk.refill(block.lines)
            summary.seconds = block.seconds
            summary.resumed = block.rows
        else:
            if not scoring:
                scoring = True
                _tell_start(job, summary)
            start = time.perf_counter()
            chunk.fill(answer_posts(chunk.posts, job.scorer, job.election, job.output.longest_cell))
            summary.seconds += time.perf_counter() - start
            lines = [answer.line for answer in chunk.answers()]
            journal.append(Block(lines, summary.rows + len(lines), summary.seconds))
            job.progress.advance(len(lines))
        summary.duplicates += chunk.duplicates
        for answer, id_ in zip(chunk.answers(), chunk.ids, strict=True):
            summary.count(answer, id_)


def _tell_start(job: Job, summary: ScoringSummary) -> None:
    if summary.resumed:
        job.progress.say(f"Going on after {summary.resumed:,} rows that were answered before.")
    job.progress.start("Scoring", job.source.row_count, summary.resumed)


def _items(job: Job) -> Iterator[Item]:
    for row in job.source.rows(job.columns.names):
        yield job.columns.post_or_reason(row), job.columns.id_of(row)


def _told(answers: Answers, progress: Progress) -> Answers:
    number = told = 0
    for number, answer in enumerate(answers, 1):
        yield answer
        if number - told == _TOLD_TOGETHER:
            progress.advance(_TOLD_TOGETHER)
            told = number
    progress.advance(number - told)


@contextmanager
def _journal(job: Job, begun: dict[str, Any], *, resume: bool) -> Iterator[Journal]:
    """The journal of the run that is gone on with, or a new one, which stays only if answers came into it."""
    path = job.folder.journal
    before = Journal.open(path)
    if before and resume:
        if changed := changed_parts(before.begun, begun):
            raise ScoringError.begun_otherwise(job.folder.out, changed)
        yield before
        return
    if before:
        job.progress.say("The answers of a run that was broken off are dropped; --resume would have gone on with them.")
    journal = Journal.create(path, begun)
    try:
        yield journal
    except BaseException:
        if not journal.answered:
            path.unlink(missing_ok=True)
        raise


def _finished(job: Job, begun: dict[str, Any]) -> ScoringSummary | None:
    """The summary of a run that has finished the output, and left no journal."""
    out = job.folder.out
    manifest = None if job.folder.journal.exists() or not out.exists() else read_manifest(out)
    if manifest is None:
        return None
    if changed := changed_parts(manifest["begun_with"], begun):
        raise ScoringError.begun_otherwise(out, changed)
    if sha256(out) != manifest["output_sha256"]:
        raise ScoringError.edited(out)
    return summary_of(manifest)


def _publish(job: Job, begun: dict[str, Any], summary: ScoringSummary, opening: str) -> None:
    """Move the output into place, then its manifest; only then is the journal no longer needed."""
    out, draft = job.folder.out, job.folder.draft
    hashed = sha256(draft)
    manifest_path(out).unlink(missing_ok=True)
    move_into_place(draft, out)
    write_manifest(out, draft, summary, begun, input=job.file.name, read_as=opening, output_sha256=hashed)
    job.folder.journal.unlink()


@contextmanager
def _failures(job: Job, summary: ScoringSummary) -> Iterator[None]:
    """What breaks a run off, with a word on what is kept."""
    try:
        yield
    except OSError as error:
        failed = ScoringError.unwritable(job.folder.out, error.strerror or error)
        raise failed.keeping(_kept(job, summary)) from None
    except ScoringError as error:
        raise error.keeping(_kept(job, summary)) from None
    except KeyboardInterrupt as error:
        if rows := _kept(job, summary):
            error.add_note(kept_rows(rows))
        raise


def _kept(job: Job, summary: ScoringSummary) -> int:
    return summary.rows if job.folder.journal.exists() else 0


def _identity(job: Job) -> dict[str, Any]:
    given = [job.election] if isinstance(job.election, str | Roster) else job.election or []
    options = {
        "format": job.file.format,
        "output": [job.output.format, job.output.compression],
        "safe_csv": job.output.safe,
        **job.columns.options(),
    }
    with reading(job.file.name):
        return identity(sha256(job.file.path), job.scorer, given, options)


def state_of(file: InputFile) -> State:
    """Size, time of the last change, and number of a file: what differs when somebody writes to it."""
    with reading(file.name):
        state = os.stat(file.path)
    return state.st_size, state.st_mtime_ns, state.st_ino
