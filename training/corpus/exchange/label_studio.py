r"""Label Studio: the JSON of its import and export, a list of tasks.

`Text` regions count code points since version 1.14, UTF-16 units in older ones. A file is of one version, so it is
read in the unit in which every region's own `text` stands where it says; white space is compared loosely, since the
page collapses it and writes a line break as `\n`. The labelling config stands in docs/labelling.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from netralnlp.errors import TrainingError
from netralnlp.model.labels import TARGET_STANCES
from netralnlp.schema import Stance
from training.corpus.exchange.offsets import from_utf16
from training.corpus.exchange.post import DETAILS, ExchangedMention, ExchangedPost, details_of, unchanged

SURE: Final = {"sure": True, "unsure": False}


def write(posts: Iterable[ExchangedPost]) -> str:
    """Tasks; labels become an annotation that a person can go on from. Offsets count code points."""
    tasks = []
    for post in posts:
        data = {"id": post.id, "text": post.text, "text_sha256": post.text_sha256}
        data |= {name: post.details.get(name, "") for name in DETAILS}
        tasks.append({"data": data} | ({"annotations": [{"result": _result(post)}]} if post.labels else {}))
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def _result(post: ExchangedPost) -> list[dict[str, Any]]:
    assert post.labels is not None
    regions = [
        {
            "id": f"mention-{number}",
            "from_name": "mentions",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": mention.start,
                "end": mention.end,
                "text": post.text[mention.start : mention.end],
                "labels": [mention.stance.value],
            },
        }
        for number, mention in enumerate(post.labels.mentions, 1)
    ]
    choices = {
        "stance": [post.labels.stance.value],
        "conduct": [label.value for label in post.labels.conduct],
        "sure": ["sure" if post.labels.sure else "unsure"],
    }
    return regions + [
        {"id": name, "from_name": name, "to_name": "text", "type": "choices", "value": {"choices": chosen}}
        for name, chosen in choices.items()
        if chosen
    ]


def read(content: str) -> list[ExchangedPost]:
    """Posts of an export in JSON; a task without an annotation has no labels.

    Raises:
        TrainingError: another format, or a task that cannot be read: the sentence names it.
    """
    tasks = _tasks(content)
    answers = [(task, _answers(task)) for task in tasks]
    regions = [(task, region) for task, results in answers if results for region in _regions(results)]
    locate = _unit(regions)
    return [_post(task, results, locate) for task, results in answers]


def _tasks(content: str) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(content)
    except json.JSONDecodeError as error:
        raise TrainingError(f"This is not JSON ({error}): export as JSON.") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) and "data" in task for task in tasks):
        raise TrainingError("This is not Label Studio's JSON, a list of tasks: export as JSON, not as JSON-MIN or CSV.")
    for task in tasks:
        if "id" not in task["data"] or not isinstance(task["data"].get("text"), str):
            raise TrainingError(f"Task {task.get('id')}: its data need an `id` and a `text`.")
    return tasks


def _answers(task: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The results of the one annotation that was not skipped."""
    given = [each for each in task.get("annotations", ()) if not each.get("was_cancelled")]
    if len(given) > 1:
        raise TrainingError(f"Task {_name(task)} has {len(given)} annotations: keep one, or import one at a time.")
    if not given:
        return None
    results: list[dict[str, Any]] = given[0]["result"]
    for result in results:
        if result.get("from_name") not in ("mentions", "stance", "conduct", "sure"):
            raise TrainingError(
                f"Task {_name(task)}: {result.get('from_name')!r} is no tag of the config in docs/labelling.md."
            )
    return results


def _name(task: Mapping[str, Any]) -> str:
    return str(task["data"]["id"])


def _regions(results: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [result["value"] for result in results if result["from_name"] == "mentions"]


Unit = Callable[[str, int], int | None]


def _code_points(text: str, offset: int) -> int | None:
    return offset if 0 <= offset <= len(text) else None


def _unit(regions: list[tuple[dict[str, Any], Mapping[str, Any]]]) -> Unit:
    """The unit in which every region's text stands where the region says."""
    units: tuple[Unit, ...] = (_code_points, from_utf16)
    wrong = [
        [(task, region) for task, region in regions if _span(task["data"]["text"], region, unit) is None]
        for unit in units
    ]
    for unit, misplaced in zip(units, wrong, strict=True):
        if not misplaced:
            return unit
    task, region = wrong[0][0]
    raise TrainingError(
        f"Task {_name(task)}: from {region.get('start')} to {region.get('end')} stands another text than "
        f"{region.get('text')!r} (so in {len(wrong[0])} regions): the Text tag must save the text of its regions, "
        "and the texts must stay as they were."
    )


def _span(text: str, region: Mapping[str, Any], unit: Unit) -> tuple[int, int] | None:
    given = region.get("start"), region.get("end")
    start, end = (unit(text, offset) if isinstance(offset, int) else None for offset in given)
    if start is None or end is None or start >= end or _loose(text[start:end]) != _loose(region.get("text") or ""):
        return None
    return start, end


def _loose(text: str) -> str:
    return " ".join(text.replace("\\n", "\n").split())


def _post(task: Mapping[str, Any], results: list[dict[str, Any]] | None, unit: Unit) -> ExchangedPost:
    data, name = task["data"], _name(task)
    post = unchanged(ExchangedPost(name, data["text"], details_of(data)), data.get("text_sha256"))
    if results is None:
        return post
    mentions = [_mention(post.text, region, unit, name) for region in _regions(results)]
    stance, sure = (_choice(results, tag, name) for tag in ("stance", "sure"))
    conduct = [label for each in results if each["from_name"] == "conduct" for label in each["value"]["choices"]]
    if sure is not None and sure not in SURE:
        raise TrainingError(f"Task {name}: unknown choice {sure!r}: use {' or '.join(SURE)}.")
    return post.labelled(mentions, stance, conduct, SURE[sure or "sure"])


def _mention(text: str, region: Mapping[str, Any], unit: Unit, task: str) -> ExchangedMention:
    span = _span(text, region, unit)
    stances = region.get("labels", [])
    if span is None or len(stances) != 1 or stances[0] not in TARGET_STANCES:
        raise TrainingError(
            f"Task {task}: {region.get('text')!r} needs one label of {', '.join(TARGET_STANCES)}; it has {stances}."
        )
    return ExchangedMention(*span, Stance(stances[0]))


def _choice(results: Iterable[Mapping[str, Any]], tag: str, task: str) -> str | None:
    chosen = [choice for each in results if each["from_name"] == tag for choice in each["value"]["choices"]]
    if len(chosen) > 1:
        raise TrainingError(f"Task {task} has several choices of {tag}: {', '.join(chosen)}; keep one.")
    return chosen[0] if chosen else None
