from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netralnlp import Conduct, Stance, TrainingError
from training.corpus.exchange import FORMATS, Tool, csv_file, doccano, label_studio
from training.corpus.exchange.files import export_file, import_file
from training.corpus.exchange.offsets import from_utf16, to_utf16
from training.corpus.exchange.post import DETAILS, ExchangedMention, ExchangedPost, Labels
from training.corpus.labelled import FEATURES, read_authored, read_labelled

PIECES = [
    *"ab ,;\"'\\",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u2028",
    "\xa0",
    "e\u0301",  # a combining accent
    "😂",
    "👨🏻\u200d🚒",  # joined by a zero-width joiner, with a skin tone
    "✌️",
    "🇮🇩",
    "𝐀𝐧𝐢𝐞𝐬",  # letters beyond U+FFFF
    "Prabowo",
    "<b>&amp;",
    "\\n",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


@st.composite
def posts(draw: st.DrawFn) -> ExchangedPost:
    """Posts with mentions at any characters, also inside a grapheme; labelled or not."""
    text = draw(TEXTS)
    details = draw(st.dictionaries(st.sampled_from(DETAILS), TEXTS.filter(str.strip)))
    post = ExchangedPost(draw(st.uuids()).hex, text, details)
    if draw(st.booleans()):
        return post
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [
        (start, end)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if text[start:end] == text[start:end].strip()
    ]
    mentions = [ExchangedMention(*span, draw(st.sampled_from(list(Stance)[:3]))) for span in spans]
    sides = {mention.stance for mention in mentions} - {Stance.NEUTRAL}
    chosen = [stance for stance in Stance if stance is Stance.MIXED or sides <= {stance}]
    stance = draw(st.sampled_from(chosen))
    conduct = draw(st.sets(st.sampled_from(list(Conduct))))
    return post.labelled(mentions, stance, conduct, draw(st.booleans()))


MANY = st.lists(posts(), min_size=1, max_size=4, unique_by=lambda post: post.id)


@pytest.mark.parametrize("tool", list(Tool))
@given(MANY)
def test_every_format_gives_back_what_it_was_given(tool: Tool, given_posts: list[ExchangedPost]) -> None:
    form = FORMATS[tool]
    assert form.read(form.write(given_posts)) == given_posts


@given(MANY)
def test_doccano_spans_are_what_javascript_slices(given_posts: list[ExchangedPost]) -> None:
    for post, line in zip(given_posts, doccano.write(given_posts).strip("\n").split("\n"), strict=True):
        row = json.loads(line)
        units = row["text"].encode("utf-16-le")
        surfaces = [units[2 * start : 2 * end].decode("utf-16-le") for start, end, _ in row["entities"]]
        mentions = post.labels.mentions if post.labels else ()
        assert surfaces == [post.text[mention.start : mention.end] for mention in mentions]


def in_utf16(content: str) -> str:
    """The same tasks as a Label Studio before 1.14 writes them."""
    tasks = json.loads(content)
    for task in tasks:
        for annotation in task.get("annotations", ()):
            for result in annotation["result"]:
                if result["type"] == "labels":
                    for edge in ("start", "end"):
                        result["value"][edge] = to_utf16(task["data"]["text"], result["value"][edge])
    return json.dumps(tasks)


@given(MANY)
def test_label_studio_of_old_counts_utf16_units_and_is_read_as_well(given_posts: list[ExchangedPost]) -> None:
    old = in_utf16(label_studio.write(given_posts))
    regions = [
        (task["data"]["text"], result["value"])
        for task in json.loads(old)
        for annotation in task.get("annotations", ())
        for result in annotation["result"]
        if result["type"] == "labels"
    ]
    fits_code_points = all(
        " ".join(text[region["start"] : region["end"]].split()) == " ".join(region["text"].split())
        for text, region in regions
    )
    moved = old != json.dumps(json.loads(label_studio.write(given_posts)))
    assume(not (fits_code_points and moved))
    assert label_studio.read(old) == given_posts


@given(TEXTS, st.integers(-3, 40))
def test_utf16_offsets_go_both_ways_and_never_into_a_character(text: str, offset: int) -> None:
    assert [from_utf16(text, to_utf16(text, at)) for at in range(len(text) + 1)] == list(range(len(text) + 1))
    units = text.encode("utf-16-le")
    found = from_utf16(text, offset)
    if found is None:
        inside = 0 <= offset <= len(units) // 2
        assert not inside or b"\xdc" <= units[2 * offset + 1 : 2 * offset + 2] <= b"\xdf"
    else:
        assert text[:found].encode("utf-16-le") == units[: 2 * offset]


FIREMAN = "👨🏻\u200d🚒 firemen drive firetrucks"
"""The text by which both tools' users reported that offsets are not Python's: word at 19 to 29, in UTF-16 at 22."""


def test_the_numbers_that_users_of_the_tools_reported() -> None:
    assert FIREMAN[19:29] == "firetrucks"
    assert (to_utf16(FIREMAN, 19), to_utf16(FIREMAN, 29)) == (22, 32)
    row = {"id": 7, "post_id": "p", "text": FIREMAN, "entities": [[22, 32, "neutral"]], "cats": [], "Comments": []}
    (post,) = doccano.read(json.dumps(row))
    assert post.labels == Labels((ExchangedMention(19, 29, Stance.NEUTRAL),), Stance.NEUTRAL)


def exported_task(**fields: Any) -> dict[str, Any]:
    """A task as Label Studio exports it, with what it adds."""
    text = "Pilih  Sari,\nbukan Wulan 😂 @sari"
    region = {"start": 7, "end": 11, "text": "Sari", "labels": ["support"]}
    return {
        "id": 31,
        "project": 2,
        "data": {"id": "p1", "text": text, "context": "", "platform": "x"},
        "annotations": [
            {
                "id": 5,
                "completed_by": 1,
                "was_cancelled": False,
                "lead_time": 8.4,
                "result": [
                    {"id": "a", "type": "labels", "from_name": "mentions", "to_name": "text", "value": region},
                    {
                        "id": "b",
                        "type": "choices",
                        "from_name": "conduct",
                        "to_name": "text",
                        "value": {"choices": ["attack", "campaigning"]},
                    },
                ],
            }
        ],
        "predictions": [],
        **fields,
    }


def results(task: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = task["annotations"][0]["result"]
    return found


def test_label_studio_tasks_are_read_as_the_tool_writes_them() -> None:
    task = exported_task()
    region = {"start": 0, "end": 18, "text": "Pilih Sari,\\nbukan", "labels": ["neutral"]}
    (post,) = label_studio.read(json.dumps([task]))
    assert (post.id, post.details) == ("p1", {"platform": "x"})
    assert post.labels == Labels(
        (ExchangedMention(7, 11, Stance.SUPPORT),), Stance.SUPPORT, (Conduct.CAMPAIGNING, Conduct.ATTACK), True
    )
    results(task)[0]["value"] = region
    (post,) = label_studio.read(json.dumps([task]))
    assert post.labels is not None
    assert post.labels.mentions == (ExchangedMention(0, 18, Stance.NEUTRAL),)


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    task = exported_task()
    change(task)
    return task


def put(result: dict[str, Any], **value: Any) -> None:
    result["value"].update(value)


def choice(tag: str, *chosen: str) -> dict[str, Any]:
    return {"id": tag, "type": "choices", "from_name": tag, "to_name": "text", "value": {"choices": list(chosen)}}


REGION = {"id": "z", "type": "labels", "from_name": "mentions", "to_name": "text"}


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (broken(lambda task: put(results(task)[0], text="Wulan")), "Task p1: from 7 to 11 stands another text"),
        (broken(lambda task: put(results(task)[0], end=99)), "Task p1: from 7 to 99"),
        (broken(lambda task: put(results(task)[0], text=None)), "Task p1: from 7 to 11"),
        (broken(lambda task: put(results(task)[0], start="/p[1]")), "Task p1: from /p"),
        (broken(lambda task: put(results(task)[0], labels=["support", "oppose"])), "Task p1: 'Sari' needs one label"),
        (broken(lambda task: put(results(task)[0], labels=["mixed"])), "Task p1: 'Sari' needs one label"),
        (broken(lambda task: results(task).append(choice("stance", "oppose"))), "Task p1: the post is oppose"),
        (broken(lambda task: results(task).append(choice("stance", "bagus"))), "Task p1: unknown stance 'bagus'"),
        (broken(lambda task: results(task).append(choice("conduct", "spam"))), "Task p1: unknown conduct 'spam'"),
        (broken(lambda task: results(task).append(choice("sure", "maybe"))), "Task p1: unknown choice 'maybe'"),
        (broken(lambda task: results(task).append(choice("note", "x"))), "Task p1: 'note' is no tag"),
        (
            broken(
                lambda task: results(task).append(
                    {**REGION, "value": {"start": 9, "end": 12, "text": "ri,", "labels": ["neutral"]}}
                )
            ),
            "Task p1: two mentions overlap at character 9",
        ),
        (broken(lambda task: task["annotations"].append(task["annotations"][0])), "Task p1 has 2 annotations"),
        (broken(lambda task: task["data"].update(text_sha256="0" * 64)), "Task p1: its text was changed"),
        (broken(lambda task: task["data"].pop("id")), "Task 31: its data need an `id`"),
    ],
)
def test_what_does_not_fit_in_label_studio_is_an_error_with_its_task(task: dict[str, Any], message: str) -> None:
    with pytest.raises(TrainingError, match=message.replace("[", r"\[")):
        label_studio.read(json.dumps([exported_task(data={"id": "p0", "text": "lain"}, annotations=[]), task]))


@pytest.mark.parametrize("content", ["{", '{"id": 1}', '[{"text": "x", "mentions": []}]'])
def test_other_files_are_told_from_label_studios(content: str) -> None:
    with pytest.raises(TrainingError, match="export as JSON"):
        label_studio.read(content)


def test_skipped_and_unread_tasks_have_no_labels() -> None:
    skipped = exported_task()
    skipped["annotations"][0]["was_cancelled"] = True
    (post,) = label_studio.read(json.dumps([skipped]))
    assert post.labels is None
    assert label_studio.read(json.dumps([exported_task(annotations=[])])) == [post]


DOCCANO = {"post_id": "p1", "text": "Sari 😂 Wulan", "entities": [[0, 4, "oppose"]], "cats": ["unsure"]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"entities": [[6, 8, "oppose"]]}, "Task p1: the span from 6 to 8 .* grapheme"),
        ({"entities": [[8, 88, "oppose"]]}, "Task p1: the span from 8 to 88"),
        ({"entities": [[0, 4, "PER"]]}, "Task p1: unknown stance of a mention 'PER'"),
        ({"entities": [[4, 5, "oppose"]]}, "Task p1: the mention at 4 is white space"),
        ({"cats": ["post:oppose", "post:mixed"]}, "Task p1 has several stances"),
        ({"cats": ["spam"]}, "Task p1: unknown category 'spam'"),
        ({"cats": ["conduct:spam"]}, "Task p1: unknown conduct 'spam'"),
        ({"text_sha256": "1"}, "Task p1: its text was changed"),
        ({"cats": None, "label": []}, "Line 1 has not all of"),
    ],
)
def test_what_does_not_fit_in_doccano_is_an_error_with_its_task(row: dict[str, Any], message: str) -> None:
    line = {name: value for name, value in {**DOCCANO, **row}.items() if value is not None}
    with pytest.raises(TrainingError, match=message):
        doccano.read(json.dumps(line))


def test_white_space_is_cut_from_spans_and_cut_words_are_told() -> None:
    row = {**DOCCANO, "entities": [[0, 5, "oppose"], [10, 13, "neutral"]]}
    (post,) = doccano.read(json.dumps(row))
    assert post.labels == Labels(
        (ExchangedMention(0, 4, Stance.OPPOSE), ExchangedMention(9, 12, Stance.NEUTRAL)), Stance.OPPOSE, (), False
    )
    assert post.notes == (
        "Task p1: white space cut from the ends of 'Sari '.",
        "Task p1: 'lan' begins inside a word: is it meant so?",
    )


def test_a_scored_csv_and_a_half_filled_one_are_read() -> None:
    mentions = json.dumps([{"start": 0, "end": 4, "text": "Sari", "stance": "support", "score": 0.9}])
    rows = [
        ["id", "text", "mentions", "sure"],
        ["a", "Sari saja", mentions, "FALSE"],
        ["b", "biasa", "[]", ""],
        ["c", "lain", "", ""],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    one, two, three = csv_file.read(out.getvalue())
    assert one.labels == Labels((ExchangedMention(0, 4, Stance.SUPPORT),), Stance.SUPPORT, (), False)
    assert two.labels == Labels((), Stance.NEUTRAL)
    assert three.labels is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,komentar\n1,x\n", "no column `text`"),
        ("id,text,mentions\n1,x,Sari\n", "Task 1: `mentions` is not a JSON list"),
        (
            'id,text,mentions\n1,Sari,"[{""start"":0,""end"":3,""stance"":""oppose"",""text"":""Sar!""}]"\n',
            "Task 1: 'Sar'",
        ),
        ("id,text,sure\n1,x,ya\n", "Task 1: `sure` is 'ya'"),
        ("id,text,sure\n1,x,true,lagi\n", "Task 1: the row has more or fewer cells"),
        ("id,text,sure\n1,x\n", "Task 1: the row has more or fewer cells"),
        ("id,text,text_sha256\n1,x,00\n", "Task 1: its text was changed"),
    ],
)
def test_what_does_not_fit_in_csv_is_an_error_with_its_task(content: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        csv_file.read(content)


def test_files_go_to_a_tool_and_come_back_as_training_reads_them(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_bytes("\ufeffid,text,election\n1,Pilih Sari 😂,pilpres-2024\n2,biasa,\n".encode())
    waiting = export_file(FORMATS[Tool.LABEL_STUDIO], tmp_path / "posts.csv", tmp_path / "tasks.json")
    assert [post.id for post in waiting] == ["1", "2"]
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    region = {**REGION, "value": {"start": 6, "end": 10, "text": "Sari", "labels": ["support"]}}
    tasks[0]["annotations"] = [{"result": [region, choice("sure", "unsure")]}]
    (tmp_path / "done.json").write_text(json.dumps(tasks), encoding="utf-8")
    out = tmp_path / "own" / "mine.jsonl"
    posts = import_file(FORMATS[Tool.LABEL_STUDIO], tmp_path / "done.json", out)
    assert [post.labels is None for post in posts] == [False, True]
    (row,) = read_authored(tmp_path / "own").to_list()
    assert set(row) == set(FEATURES)
    assert (row["mentions"], row["stance"], row["sure"], row["source"], row["election"]) == (
        [{"start": 6, "end": 10, "stance": "support"}],
        "support",
        False,
        "done",
        "pilpres-2024",
    )
    assert read_labelled(out, out).to_list() == [row]
    again = export_file(FORMATS[Tool.DOCCANO], out, tmp_path / "doccano.jsonl")
    assert again[0].labels == posts[0].labels


def test_nothing_labelled_repeated_ids_and_other_encodings_write_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    (tmp_path / "a.csv").write_text("id,text\n1,x\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,text,sure\n1,x,true\n1,y,true\n", encoding="utf-8")
    (tmp_path / "c.csv").write_bytes(b"id,text\n1,\xff\n")
    for name, message in [("a", "none of its 1 tasks"), ("b", "Task 1 stands more than once"), ("c", "not UTF-8 at")]:
        with pytest.raises(TrainingError, match=message):
            import_file(FORMATS[Tool.CSV], tmp_path / f"{name}.csv", out)
    assert not out.exists()
    (tmp_path / "d.jsonl").write_text('{"id": 3, "text": "x"}\n', encoding="utf-8")
    with pytest.raises(TrainingError, match="needs `id` and `text`"):
        export_file(FORMATS[Tool.CSV], tmp_path / "d.jsonl", out)
