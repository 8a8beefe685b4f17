"""A file of posts in, the same rows with the `netral_*` columns out."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netralnlp.errors import ScoringError
from netralnlp.scoring.answers import Scorer
from netralnlp.scoring.formats import Output, open_source
from netralnlp.scoring.input_file import Format, InputFile
from netralnlp.scoring.post_columns import PostColumns
from netralnlp.scoring.progress import Progress, Silence
from netralnlp.scoring.run import Job, run, state_of
from netralnlp.scoring.run_folder import RunFolder
from netralnlp.scoring.summary import ScoringSummary

if TYPE_CHECKING:
    from netralnlp.predictor import Elections

STANDARD_INPUT: Final = "-"


def score_file(
    path: str | Path,
    out: str | Path,
    *,
    text_column: str | None = None,
    context_column: str | None = None,
    action_column: str | None = None,
    election_column: str | None = None,
    created_at_column: str | None = None,
    id_column: str | None = None,
    election: Elections = None,
    model: Scorer | str | Path | None = None,
    input_format: str | None = None,
    resume: bool = False,
    safe_csv: bool = False,
    progress: Progress | None = None,
) -> ScoringSummary:
    """Score every row of a file; `out` appears when it is whole, with a manifest beside it.

    The columns of the input come out as they were, with the `netral_*` columns behind them. A row that cannot be
    scored goes out with its reason in `netral_error`. Memory does not grow with the number of rows. What is scored is
    kept in a hidden folder beside `out` until `out` is whole, so that a run that was broken off can go on.

    Columns are given by name, or by a dotted path (`data.text`) through nested objects.

    Args:
        path: a CSV, TSV, JSON, JSON Lines, Parquet or XLSX file; the text formats may be packed with gzip or zstd.
            `-` is standard input.
        out: where to write, in the format of its name; replaced if it is there.
        text_column: the column with the raw text; by default the one with a usual name (`text`, `komentar`, ...).
        context_column: the column with the text that is answered or shared.
        action_column: the column with the action (`comment`, `share`, ...).
        election_column: the column with a roster id or pattern; wins over `election`.
        created_at_column: the column with the moment of the post, handed on to the model.
        id_column: the column by which rows without an answer are named in the summary.
        election: roster ids or patterns in play, or rosters of one's own.
        model: a loaded predictor or a model folder; by default the embedded model.
        input_format: `csv`, `tsv`, `jsonl`, `json`, `parquet` or `xlsx`; by default that of the input's name, or of
            its first bytes for standard input.
        resume: go on with a run that was broken off; without one, start afresh.
        safe_csv: in a CSV output, guard the input's own cells, too, against being run as formulas.
        progress: is told of the start and of every chunk of rows.

    Raises:
        ScoringError: the file cannot be scored, or `out` not be written.
        UnknownElectionError: an election that no roster answers to.
        ModelError: `model` is no model folder.
        MissingExtraError: a library that a format needs is not installed.
    """
    if input_format not in (None, *Format):
        raise ScoringError.no_such_format(input_format, list(Format))
    out = Path(os.path.realpath(out)) if os.path.islink(out) else Path(out)
    output = Output.of(out, safe=safe_csv)
    if path != STANDARD_INPUT and os.path.exists(path) and out.exists() and os.path.samefile(path, out):
        raise ScoringError.same_file(out)
    with RunFolder(out) as folder:
        file = _input_file(path, folder, Format(input_format) if input_format else None)
        state = state_of(file)
        source = open_source(file)
        wanted = {
            "text": text_column,
            "context": context_column,
            "action": action_column,
            "election": election_column,
            "created_at": created_at_column,
            "id": id_column,
        }
        columns = PostColumns.of(source, wanted)
        output.check(source)
        scorer = _load(model) if model is None or isinstance(model, str | Path) else model
        scorer.predict([], election=election)
        job = Job(file, state, source, columns, output, folder, scorer, election, progress or Silence())
        return run(job, resume=resume)


def _load(folder: str | Path | None) -> Scorer:
    from netralnlp import load

    return load(folder)


def _input_file(path: str | Path, folder: RunFolder, format_: Format | None) -> InputFile:
    """The file, or a copy of standard input, which can be read more than once."""
    if path != STANDARD_INPUT:
        return InputFile.of(Path(path), format_)
    try:
        with folder.standard_input.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
    except OSError as error:
        raise ScoringError.unwritable(folder.out, error.strerror) from None
    return InputFile.of(folder.standard_input, format_, "Standard input")
