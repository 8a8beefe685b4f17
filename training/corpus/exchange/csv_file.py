"""Plain CSV: one post a row; UTF-8, comma-separated, with a header.

`mentions` is a JSON list of `start` and `end` (code points), `text` and `stance`, as in files that netralnlp scored;
`conduct` is labels between spaces, `sure` is `true` or `false`. A row with none of them is not labelled yet.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Final

from netralnlp.errors import TrainingError
from training.corpus.exchange.post import DETAILS, ExchangedPost, details_of, mention_of, unchanged

_LABELS: Final = ("mentions", "stance", "conduct", "sure")
COLUMNS: Final = ("id", "text", *DETAILS, *_LABELS, "text_sha256")
_SURE: Final = {"": True, "true": True, "false": False}


def write(posts: Iterable[ExchangedPost]) -> str:
    """A header and one row a post."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for post in posts:
        writer.writerow({"id": post.id, "text": post.text, **post.details, **_cells(post)})
    return out.getvalue()


def _cells(post: ExchangedPost) -> dict[str, str]:
    cells = {"text_sha256": post.text_sha256}
    if post.labels:
        mentions = [
            {
                "start": each.start,
                "end": each.end,
                "text": post.text[each.start : each.end],
                "stance": each.stance.value,
            }
            for each in post.labels.mentions
        ]
        cells |= {"mentions": json.dumps(mentions, ensure_ascii=False), "stance": post.labels.stance.value}
        cells |= {"conduct": " ".join(post.labels.conduct), "sure": "true" if post.labels.sure else "false"}
    return cells


def read(content: str) -> list[ExchangedPost]:
    """Posts of a CSV file with at least the columns `id` and `text`.

    Raises:
        TrainingError: a missing column, or a row that cannot be read: the sentence names it.
    """
    csv.field_size_limit(sys.maxsize)
    rows = csv.DictReader(io.StringIO(content, newline=""))
    missing = {"id", "text"} - set(rows.fieldnames or ())
    if missing:
        raise TrainingError(f"The file has no column `{min(missing)}`: it needs {', '.join(COLUMNS)}.")
    return [_post(row) for row in rows]


def _post(row: Mapping[str, str]) -> ExchangedPost:
    if None in row or None in row.values():
        raise TrainingError(
            f"Task {row['id']}: the row has more or fewer cells than the header: look for a stray quote."
        )
    post = unchanged(ExchangedPost(row["id"], row["text"], details_of(row)), row.get("text_sha256"))
    if not any(row.get(name) for name in _LABELS):
        return post
    try:
        given = json.loads(row.get("mentions") or "[]")
    except json.JSONDecodeError as error:
        raise TrainingError(f"Task {post.id}: `mentions` is not a JSON list ({error}).") from None
    sure = row.get("sure", "").lower()
    if sure not in _SURE:
        raise TrainingError(f"Task {post.id}: `sure` is {sure!r}: write true or false.")
    mentions = [mention_of(post.text, each, post.id) for each in given]
    return post.labelled(mentions, row.get("stance") or None, row.get("conduct", "").split(), _SURE[sure])
