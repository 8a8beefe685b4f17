"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

import netralnlp
from netralnlp.errors import MissingExtraError, NetralError, ScoringError
from netralnlp.schema import Action, Post, Prediction
from netralnlp.scoring.input_file import Format

if TYPE_CHECKING:
    from netralnlp.rosters import Roster

UNUSABLE = 2
INTERRUPTED = 130


class _Commands(TyperGroup):
    """Commands whose expected failures end in a sentence and an exit code, without a traceback."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # the context that typer passes
        try:
            return super().invoke(ctx)
        except NetralError as error:
            typer.echo(error, err=True)
            raise typer.Exit(UNUSABLE) from error
        except KeyboardInterrupt as error:
            kept = getattr(error, "__notes__", ["No file was written."])
            typer.echo(" ".join(["Interrupted.", *kept]), err=True)
            raise typer.Exit(INTERRUPTED) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Which electoral contestants an Indonesian text mentions, and which side its author takes.",
)

rosters = typer.Typer(cls=_Commands, no_args_is_help=True, help="Who stands in which election.")
app.add_typer(rosters, name="rosters")

Elections = Annotated[
    list[str] | None, typer.Option("--election", help="Roster id or pattern in play, such as pilpres-2024; repeatable.")
]
OwnRoster = Annotated[Path | None, typer.Option("--roster", help="A roster of your own in play: a CSV file.")]
Model = Annotated[Path | None, typer.Option("--model", help="Model folder; by default the embedded model.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"netralnlp {netralnlp.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def predict(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Texts to read; - for the lines of stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    election: Elections = None,
    roster: OwnRoster = None,
    context: Annotated[str | None, typer.Option(help="The text that the texts answer or share.")] = None,
    action: Annotated[Action | None, typer.Option(help="What was done with the texts.")] = None,
    model: Model = None,
) -> None:
    """Say which contestants texts mention and which side their authors take."""
    typed = "-" in texts and sys.stdin.isatty()
    posts = (Post(text, context=context, action=action) for text in _lines_for_dashes(texts))
    predictions = netralnlp.load(model).predict(
        posts, election=_in_play(election, roster), batch_size=1 if typed else 32
    )
    if as_json:
        for prediction in predictions:
            typer.echo(json.dumps(prediction.to_dict(), ensure_ascii=False))
        return
    from rich.console import Console

    from netralnlp.terminal import show_footer, show_prediction

    console = Console(highlight=False)
    last: Prediction | None = None
    for last in predictions:
        show_prediction(console, last)
    if last:
        show_footer(console, last)


@app.command()
def score(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="IN...", help="CSV, TSV, JSON, JSON Lines, Parquet or XLSX files, a folder, or -."),
    ],
    out: Annotated[
        str, typer.Option("--output", "-o", metavar="OUT", help="File to write, by its suffix; a folder for several.")
    ],
    text_column: Annotated[str | None, typer.Option(help="Column with the text; by default a usual name.")] = None,
    context_column: Annotated[str | None, typer.Option(help="Column with the text that is answered or shared.")] = None,
    action_column: Annotated[str | None, typer.Option(help="Column with the action, such as comment.")] = None,
    election_column: Annotated[str | None, typer.Option(help="Column with a roster id; wins over --election.")] = None,
    created_at_column: Annotated[str | None, typer.Option(help="Column with the moment of the post.")] = None,
    id_column: Annotated[str | None, typer.Option(help="Column by which rows that fail are named.")] = None,
    election: Elections = None,
    roster: OwnRoster = None,
    model: Model = None,
    input_format: Annotated[
        Format | None, typer.Option("--format", help="Format of IN, where its name does not tell.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was broken off.")] = False,
    safe_csv: Annotated[
        bool, typer.Option("--safe-csv", help="Guard the input's own cells, too, against being run as formulas.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Score every row of files: their columns come out as they are, with netral_* columns behind them.

    Exit codes: 0 all rows scored; 1 some rows carry netral_error; 2 a file was not scored.
    """
    from rich.console import Console

    from netralnlp.scoring.many_files import plan
    from netralnlp.terminal import ScoringProgress, show_summary

    console = Console(stderr=True, highlight=False, quiet=quiet)
    work = plan(inputs, out)
    if work.left_out:
        console.print(f"Left out, for they are no tables: {', '.join(work.left_out)}.", soft_wrap=True, markup=False)
    in_play = _in_play(election, roster)
    scorer = model if len(work.pairs) == 1 else netralnlp.load(model)
    worst = 0
    for path, target in work.pairs:
        try:
            with ScoringProgress(console) as progress:
                summary = netralnlp.score_file(
                    path,
                    target,
                    text_column=text_column,
                    context_column=context_column,
                    action_column=action_column,
                    election_column=election_column,
                    created_at_column=created_at_column,
                    id_column=id_column,
                    election=in_play,
                    model=scorer,
                    input_format=input_format,
                    resume=resume,
                    safe_csv=safe_csv,
                    progress=progress,
                )
        except (ScoringError, MissingExtraError) as error:
            typer.echo(error, err=True)
            worst = UNUSABLE
            continue
        worst = max(worst, show_summary(console, target, summary))
    if worst:
        raise typer.Exit(worst)


@rosters.command("list")
def list_rosters(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORD...]", help="Words of the id or the name.")] = None,
) -> None:
    """List packaged elections: id, name, how many stand in it."""
    from netralnlp.rosters import get, ids

    for election in ids():
        found = get(election)
        if all(word.lower() in f"{found.id} {found.name}".lower() for word in words or ()):
            typer.echo(f"{found.id}\t{found.name}\t{len(found.contestants)}")


@rosters.command("show")
def show_rosters(
    election: Annotated[str, typer.Argument(metavar="ELECTION", help="Roster id or pattern.")],
) -> None:
    """Show who stands in an election, and how the linker finds them."""
    from rich.console import Console

    from netralnlp.rosters import resolve
    from netralnlp.terminal import show_roster

    console = Console(highlight=False)
    for found in resolve(election):
        show_roster(console, found)


@rosters.command("check")
def check_roster(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A roster of your own: a CSV file.")],
) -> None:
    """Check a roster of your own: every bad line is named, or what was read is shown."""
    from rich.console import Console

    from netralnlp.rosters import Roster
    from netralnlp.terminal import show_roster

    show_roster(Console(highlight=False), Roster.from_csv(path))


def _in_play(election: list[str] | None, roster: Path | None) -> list[str | Roster]:
    from netralnlp.rosters import Roster

    own: list[str | Roster] = [Roster.from_csv(roster)] if roster else []
    return [*(election or ()), *own]


def _lines_for_dashes(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if text != "-":
            yield text
            continue
        position = 0
        for line in typer.get_binary_stream("stdin"):
            try:
                yield line.decode().rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise ScoringError.undecodable("Standard input", "UTF-8", position + error.start) from None
            position += len(line)


def main() -> None:
    """Run the command line; what it prints is UTF-8, also into a file on Windows."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    app()
