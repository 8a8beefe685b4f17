"""doccano: the JSON lines of a project for intent detection and slot filling, which has spans and categories.

Its spans count UTF-16 units as long as the project's box "Count grapheme clusters as one character" is left empty, as
docs/labelling.md asks. Spans are labelled with their stance; categories are `post:<stance>`, `conduct:<label>` and
`unsure`. Columns beside `text`, `entities` and `cats` come back as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from netralnlp.errors import TrainingError
from training.corpus.exchange.offsets import from_utf16, to_utf16
from training.corpus.exchange.post import ExchangedMention, ExchangedPost, details_of, mention_of, unchanged

POST: Final = "post:"
CONDUCT: Final = "conduct:"
UNSURE: Final = "unsure"


def write(posts: Iterable[ExchangedPost]) -> str:
    """One JSON object a line. The id is `post_id`, since doccano gives out an `id` of its own."""
    return "".join(json.dumps(_row(post), ensure_ascii=False) + "\n" for post in posts)


def _row(post: ExchangedPost) -> dict[str, Any]:
    row = {"post_id": post.id, "text": post.text, "text_sha256": post.text_sha256, **post.details}
    if not post.labels:
        return {**row, "entities": [], "cats": []}
    entities = [
        [to_utf16(post.text, mention.start), to_utf16(post.text, mention.end), mention.stance.value]
        for mention in post.labels.mentions
    ]
    cats = [f"{POST}{post.labels.stance}", *(f"{CONDUCT}{label}" for label in post.labels.conduct)]
    return {**row, "entities": entities, "cats": cats + ([] if post.labels.sure else [UNSURE])}


def read(content: str) -> list[ExchangedPost]:
    """Posts of an export in JSONL; one without a span and a category has no labels.

    Raises:
        TrainingError: another format, or a line that cannot be read: the sentence names it.
    """
    posts = []
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise TrainingError(f"Line {number} is not a JSON object ({error}): export as JSONL.") from None
            posts.append(_post(row, number))
    return posts


def _post(row: Mapping[str, Any], number: int) -> ExchangedPost:
    task = row.get("post_id", row.get("id"))
    if task is None or not isinstance(row.get("text"), str) or "entities" not in row or "cats" not in row:
        raise TrainingError(
            f"Line {number} has not all of `post_id`, `text`, `entities` and `cats`: export a project for "
            "intent detection and slot filling."
        )
    post = unchanged(ExchangedPost(str(task), row["text"], details_of(row)), row.get("text_sha256"))
    cats = row["cats"]
    if not cats and not row["entities"]:
        return post
    mentions = [_mention(post, *entity) for entity in row["entities"]]
    stances = [cat.removeprefix(POST) for cat in cats if cat.startswith(POST)]
    conduct = [cat.removeprefix(CONDUCT) for cat in cats if cat.startswith(CONDUCT)]
    if len(stances) > 1:
        raise TrainingError(f"Task {task} has several stances: {', '.join(stances)}; keep one.")
    unknown = [cat for cat in cats if not cat.startswith((POST, CONDUCT)) and cat != UNSURE]
    if unknown:
        raise TrainingError(f"Task {task}: unknown category {unknown[0]!r}: docs/labelling.md lists them.")
    return post.labelled(mentions, stances[0] if stances else None, conduct, UNSURE not in cats)


def _mention(post: ExchangedPost, start: int, end: int, stance: str) -> ExchangedMention:
    offsets = {"start": from_utf16(post.text, start), "end": from_utf16(post.text, end)}
    if None in offsets.values():
        raise TrainingError(
            f"Task {post.id}: the span from {start} to {end} lies outside the text or inside a character: "
            'leave the box "Count grapheme clusters as one character" of the project empty.'
        )
    return mention_of(post.text, {**offsets, "stance": stance}, post.id)
