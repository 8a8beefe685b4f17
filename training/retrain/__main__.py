"""`python -m training.retrain OWN OUT`: go on from the embedded model with labelled posts of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from netralnlp.errors import NetralError
from training.retrain.before_after import table
from training.retrain.own_posts import read_own_posts
from training.retrain.run import CONFIG, MODEL, Retraining, read_settings


def main(
    own: Annotated[Path, typer.Argument(metavar="OWN", help="Labelled posts: .csv, or JSON lines.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new folder; a run that was cut off goes on.")],
    config: Annotated[Path, typer.Option(help="Learning rates, epochs, base.")] = CONFIG,
    base: Annotated[str | None, typer.Option(help="A model folder or an encoder, instead of the config's.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the posts, instead of the config's.")] = None,
) -> None:
    """Retrains on labelled posts and writes OUT/model, which netralnlp.load takes, with figures before and after.

    Exit codes: 0 the model is written; 2 it is not, and a sentence says why.
    """
    console = Console()
    try:
        posts = read_own_posts(own)
        for note in posts.notes:
            console.print(note, markup=False)
        run = Retraining.of(posts, read_settings(config, base, epochs), out)
        report = run.compare(run.fit())
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    console.print(table(report["own"], f"{len(run.parts.test)} own posts that were not trained on"))
    console.print(table(report["authored"], "authored posts that were not trained on"))
    if not report["calibrated_anew"]:
        console.print("Too few own posts to fit thresholds on: those of the base are kept.")
    console.print(f"Written: {out / MODEL}", markup=False)


if __name__ == "__main__":
    typer.run(main)
