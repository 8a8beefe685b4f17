"""`python -m training.corpus COMMAND`: texts, splits, checks, rulings, labelling tools, report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from netralnlp.errors import NetralError, TrainingError
from training.corpus import draw_splits, hydrate
from training.corpus.agreement import agreement, pair, read_studies, settlements
from training.corpus.apply_rulings import apply_to_files, label_files
from training.corpus.check import check as problems_of
from training.corpus.exchange import FORMATS, Tool
from training.corpus.exchange.files import export_file, import_file
from training.corpus.exchange.post import ExchangedPost
from training.corpus.known_names import packaged
from training.corpus.labelled import (
    AUTHORED,
    LABELS,
    TEXTS,
    read_authored,
    read_labelled,
    read_labels,
    read_lines,
    read_texts,
)
from training.corpus.report.build import build, write
from training.corpus.rulings import rules
from training.corpus.sources import MANIFEST, describe, read_manifest, write_manifest
from training.corpus.split import SPLITS, Parts

DATA = Path("data")
SOME = 1
UNUSABLE = 2
SHOWN = 20
"""Notes and problems that are shown, of each kind."""


class _Commands(TyperGroup):
    """Commands whose expected failures end in a sentence and an exit code, without a traceback."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # the context that typer passes
        try:
            return super().invoke(ctx)
        except NetralError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(UNUSABLE) from error
        except OSError as error:
            typer.echo(f"Error: {error.filename} cannot be read or written: {error.strerror}.", err=True)
            raise typer.Exit(UNUSABLE) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="The labelled corpus: texts, splits, checks, rulings, labelling tools, report.",
)

Labels = Annotated[Path, typer.Option(help="A JSON lines file of labels, or a folder of them.")]
Texts = Annotated[Path, typer.Option(help="The folder with the texts, or a JSON lines file of them.")]


@app.command("hydrate")
def hydrate_labels(
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Where to write posts with texts and labels.")],
    labels: Labels = LABELS,
    texts: Texts = TEXTS,
    sources: Annotated[
        Path | None, typer.Option(help="Folder of public files that you fetched, as FOLDER/owner/name/path.")
    ] = None,
    manifest: Annotated[Path, typer.Option(help="The list of public sources.")] = MANIFEST,
) -> None:
    """Join labels with their texts, from the texts folder or from public sources that you fetched.

    Exit codes: 0 every label has its text; 1 some have none, the others are written; 2 nothing was written.
    """
    wanted = read_labels(labels)
    if sources:
        found = hydrate.from_sources(wanted, read_manifest(manifest), sources)
    else:
        found = hydrate.from_texts(wanted, texts)
    _show(found.notes)
    if not found.rows:
        typer.echo("No text was found, so nothing was written.", err=True)
        raise typer.Exit(UNUSABLE)
    found.write(out)
    typer.echo(f"{out} written. Posts: {len(found.rows):,}, labels without a text: {found.missing:,}.", err=True)
    if found.missing:
        raise typer.Exit(SOME)


@app.command()
def sources(
    out: Annotated[Path, typer.Argument(help="The list to write.")] = MANIFEST,
    labels: Labels = LABELS,
    texts: Texts = TEXTS,
) -> None:
    """Write the list of public sources: repository and file, licence, how many posts are labelled; no text."""
    labelled = {label["id"] for label in read_labels(labels)}
    described = describe(read_texts(texts), labelled)
    write_manifest(out, described)
    typer.echo(f"{out} written. Sources: {len(described)}, labelled posts: {sum(s.labelled for s in described):,}.")


@app.command()
def splits(
    out: Annotated[Path, typer.Argument(help="The folder of split files.")] = SPLITS,
    labels: Labels = LABELS,
    texts: Texts = TEXTS,
    authored: Annotated[Path, typer.Option(help="The folder of authored posts.")] = AUTHORED,
) -> None:
    """Draw train, dev and test, and the tests of generalisation; the same labels give the same files."""
    rounds = {label["id"]: label["round"] for label in read_labels(labels)}
    posts = read_labelled(labels, texts)
    part_of = draw_splits.draw(posts, [rounds[post] for post in posts["id"]])
    own = read_authored(authored)
    part_of |= {
        post: draw_splits.AUTHORED_PARTS.get(batch, "train")
        for post, batch in zip(own["id"], own["source"], strict=True)
    }
    files = {part: [post for post, its in part_of.items() if its == part] for part in Parts._fields}
    for name, members in {**files, **draw_splits.generalisation(posts)}.items():
        draw_splits.write_ids(out / f"{name}.txt", members)
        typer.echo(f"{out / name}.txt: {len(members):,} posts")
    typer.echo(f"In no part, since they nearly repeat a post of dev or test: {len(posts) + len(own) - len(part_of):,}")


@app.command()
def check(
    data: Annotated[Path, typer.Argument(help="The folder with real/, asn/, agreement/ and splits/.")] = DATA,
    texts: Annotated[
        Path | None, typer.Option(help="Texts of the public posts, to check spans and hashes too.")
    ] = None,
) -> None:
    """Check the published labels; with texts at hand their spans and hashes too.

    Exit codes: 0 nothing is wrong; 1 something is, and is listed.
    """
    by_id = {post["id"]: post["text"] for post in read_texts(texts)} if texts else None
    problems = problems_of(data, by_id)
    _show(problems)
    typer.echo(f"Problems: {len(problems):,}")
    if problems:
        raise typer.Exit(SOME)


@app.command("apply-rulings")
def apply_rulings(
    labels: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders of labels; by default the public ones.")
    ] = None,
    texts: Texts = TEXTS,
    really: Annotated[
        bool, typer.Option("--write", help="Rewrite the files; without it they stay as they are.")
    ] = False,
) -> None:
    """Bring spans to the annotation schema's rulings on their borders, where no judgement is needed."""
    paths = list(chain.from_iterable(label_files(path) for path in labels or [LABELS]))
    by_id = {post["id"]: post["text"] for post in read_texts(texts)}
    changed = apply_to_files(paths, by_id, packaged(), by_name := rules(), write=really)
    for name in by_name:
        changes = changed.get(name, [])
        typer.echo(f"{name}: {sum(len(change.before) for _, change in changes)} spans in {len(changes)} posts")
        for post, change in changes:
            typer.echo(f"  {post}: {' | '.join(change.before)} -> {' | '.join(change.after)}")
    typer.echo("Written." if really else "Nothing was written: --write does.", err=True)


@app.command("export")
def export_posts(
    tool: Annotated[Tool, typer.Argument(metavar="FORMAT", help=", ".join(Tool))],
    source: Annotated[Path, typer.Argument(metavar="IN", help="Posts: JSON lines or CSV with `id` and `text`.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="What the tool reads.")],
) -> None:
    """Write posts, labelled or not, as a labelling tool reads them (docs/labelling.md)."""
    posts = export_file(FORMATS[tool], source, out)
    _show(chain.from_iterable(post.notes for post in posts))
    labelled = sum(post.labels is not None for post in posts)
    typer.echo(f"{out} written. Posts: {len(posts):,}, of them labelled: {labelled:,}.", err=True)


@app.command("import")
def import_posts(
    tool: Annotated[Tool, typer.Argument(metavar="FORMAT", help=", ".join(Tool))],
    source: Annotated[Path, typer.Argument(metavar="IN", help="What the tool exported.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Where to write the labelled posts.")],
) -> None:
    """Read what was labelled in a tool; every span is checked against its text (docs/labelling.md).

    Exit codes: 0 all posts are written; 1 some carry no labels yet and were left out; 2 nothing was written.
    """
    posts = import_file(FORMATS[tool], source, out)
    _show(chain.from_iterable(post.notes for post in posts))
    waiting = [post for post in posts if not post.labels]
    _show(f"Task {post.id} is not labelled yet." for post in waiting)
    typer.echo(f"{out} written. {_counts(posts)}, not labelled yet: {len(waiting):,}.", err=True)
    if waiting:
        raise typer.Exit(SOME)


@app.command()
def report(
    out: Annotated[Path, typer.Argument(metavar="OUT_FOLDER", help="The folder of the report.")],
    data: Annotated[Path, typer.Option(help="The folder with real/, asn/, agreement/ and splits/.")] = DATA,
    texts: Texts = TEXTS,
) -> None:
    """Write the report on the corpus: counts, near-duplicates, base rates, agreement."""
    public = hydrate.from_texts(read_labels(data / LABELS.name), texts)
    _show(public.notes)
    authored = [row for path in sorted((data / AUTHORED.name).glob("*.jsonl")) for row in read_lines(path)]
    labels = [*public.rows, *authored]
    studies = read_studies(data / "agreement", labels)
    settled = settlements(data / "agreement", labels, chain.from_iterable(studies.values()))
    for path in write(build(public.rows, authored, studies, settled, data / SPLITS.name), out):
        typer.echo(path)


@app.command("agreement")
def compare(
    first: Annotated[Path, typer.Argument(metavar="FIRST.jsonl", help="One reading.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND.jsonl", help="Another of the same posts.")],
) -> None:
    """Say how far two readings agree on the posts that both hold; figures in JSON."""
    pairs = pair(read_lines(first), read_lines(second))
    if not pairs:
        raise TrainingError(f"{first} and {second} have no post in common: their ids must be the same.")
    typer.echo(json.dumps(agreement(pairs), indent=1))


def _counts(posts: list[ExchangedPost]) -> str:
    labels = [post.labels for post in posts if post.labels]
    stances = Counter(each.stance.value for each in labels)
    mentions = sum(len(each.mentions) for each in labels)
    by_stance = ", ".join(f"{number:,} {stance}" for stance, number in stances.most_common())
    return f"Posts: {len(labels):,} ({by_stance}), mentions: {mentions:,}"


def _show(lines: Iterable[str]) -> None:
    lines = list(lines)
    for line in lines[:SHOWN]:
        typer.echo(line, err=True)
    if len(lines) > SHOWN:
        typer.echo(f"... and {len(lines) - SHOWN:,} more", err=True)


if __name__ == "__main__":
    app()
