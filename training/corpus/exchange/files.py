"""Files of posts to and from labelling tools."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from netralnlp.errors import TrainingError
from training.corpus.exchange import csv_file
from training.corpus.exchange.format import Format
from training.corpus.exchange.post import ExchangedPost
from training.corpus.labelled import read_lines


def export_file(form: Format, source: Path, out: Path) -> list[ExchangedPost]:
    """Write the posts of a JSON lines or a CSV file, labelled or not, as a tool reads them.

    Raises:
        TrainingError: a post that cannot be read; nothing is written.
    """
    if source.suffix.lower() == ".csv":
        posts = csv_file.read(_content(source))
    else:
        posts = [ExchangedPost.of_row(row) for row in read_lines(source)]
    _refuse_repeated(posts)
    _write(out, form.write(posts))
    return posts


def import_file(form: Format, source: Path, out: Path) -> list[ExchangedPost]:
    """Write the labelled posts of a tool's export as JSON lines that training reads, as labels and as texts.

    `source` of a post is, where it has none, the name of the file; `set` is the same.

    Returns:
        Every post of the export; those without labels were not written.

    Raises:
        TrainingError: a post that cannot be read, or nothing labelled; nothing is written.
    """
    posts = form.read(_content(source))
    _refuse_repeated(posts)
    rows = [post.to_row() for post in posts if post.labels]
    if not rows:
        raise TrainingError(f"{source}: none of its {len(posts)} tasks is labelled yet.")
    for row in rows:
        row["source"] = row["set"] = row["source"] or source.stem
    _write(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return posts


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrainingError(f"{path} is not UTF-8 at byte {error.start:,}: save it again as UTF-8.") from None


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


def _refuse_repeated(posts: Iterable[ExchangedPost]) -> None:
    repeated = [post for post, number in Counter(post.id for post in posts).items() if number > 1]
    if repeated:
        raise TrainingError(f"Task {repeated[0]} stands more than once: give every post an id of its own.")
