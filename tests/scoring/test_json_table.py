from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import ScoringError
from netralnlp.scoring import NETRAL_COLUMNS, score_file, text_file
from tests.fake_predictor import FAILING, FakePredictor
from tests.scoring.conftest import listed

STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | STRINGS | st.sampled_from(["007", 10**20]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=6,
)
TEXTS = STRINGS.filter(lambda text: not FAILING.search(text))
KEYS = STRINGS.filter(lambda key: key not in NETRAL_COLUMNS)
OBJECTS = st.builds(lambda text, rest: {**rest, "text": text}, TEXTS, st.dictionaries(KEYS, VALUES, max_size=4))


@settings(deadline=None, max_examples=50)
@given(objects=st.lists(OBJECTS, min_size=1, max_size=6), ascii_only=st.booleans())
def test_any_objects_come_back_value_for_value(tmp_path_factory, objects, ascii_only):
    folder = tmp_path_factory.mktemp("objects")
    lines = [json.dumps(value, ensure_ascii=ascii_only) for value in objects]
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8", newline="")

    summary = score_file(folder / "in.jsonl", folder / "out.jsonl", text_column="text", model=FakePredictor())

    written = (folder / "out.jsonl").read_text(encoding="utf-8").split("\n")
    assert written.pop() == ""
    for before, line, after in zip(objects, lines, written, strict=True):
        assert after.startswith(line[:-1] + ", ")
        value = json.loads(after)
        assert list(value)[-len(NETRAL_COLUMNS) :] == list(NETRAL_COLUMNS)
        assert {key: value[key] for key in before} == before
        assert (value["netral_windows"], value["netral_error"]) == (1, None)
    assert (summary.rows, summary.errors) == (len(objects), 0)


@pytest.fixture
def score_lines(score):
    def run(content, **options):
        summary, output = score("posts.jsonl", content, **options)
        return summary, output.decode().split("\n")[:-1]

    return run


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 12345678901234567890, "text": "a"}',
        '{"x": 1.10, "y": 1E400, "z": -0.0, "text": "a"}',
        '{"n": ' + "9" * 5000 + ', "text": "a"}',
        '{"text": "a", "user": {"name": "\\u0041", "n": [1,2 , 3]}}  ',
        '  {"text" : "a\\/b" }',
        '{"a": 1, "a": 2, "text": "x"}',
        '{"text": "a\\u0000b\tc"}',
        '{"text": "a", "v": NaN}',
    ],
)
def test_an_object_is_repeated_to_the_letter(score_lines, line):
    summary, (written,) = score_lines(line.encode() + b"\n")
    assert summary.errors == 0
    assert written.startswith(line.rstrip()[:-1] + ', "netral_stance": "neutral"')


def test_line_ends_are_kept(score):
    _, output = score("posts.ndjson", b'{"text": "a"}\r\n{"text": "b"}')
    assert output.count(b"}\r\n") == 1
    assert output.endswith(b"null}\n")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"text": null}', "`text` holds null"),
        ('{"text": 12}', "`text` holds a number"),
        ('{"text": 1.5}', "`text` holds a number"),
        ('{"text": false}', "`text` holds true or false"),
        ('{"text": ["a"]}', "`text` holds a list"),
        ('{"text": {"a": 1}}', "`text` holds an object"),
        ('{"id": 7}', "The row has no `text`"),
        ("{}", "The row has no `text`"),
        ('{"text": "\\ud83d"}', "half of a UTF-16 character"),
    ],
)
def test_an_object_without_text_is_an_error_of_its_row_alone(score_lines, line, sentence):
    summary, written = score_lines(f'{{"text": "dukung"}}\n{line}\n{{"text": "tolak"}}\n'.encode())
    first, bad, last = map(json.loads, written)
    assert (first["netral_stance"], last["netral_stance"]) == ("support", "oppose")
    assert sentence in bad["netral_error"]
    assert bad["netral_stance"] is bad["netral_mentions"] is None
    assert {key: bad[key] for key in json.loads(line)} == json.loads(line)
    assert (summary.rows, summary.errors) == (3, 1)


@pytest.mark.parametrize("line", ["[1, 2]", '"dukung"', "7", "null", '{"text": "cut', "{'text': 1}", "[" * 100_000])
def test_a_line_that_is_no_object_is_kept_in_its_error(score_lines, line):
    summary, written = score_lines(f'{{"text": "dukung"}}\n{line}\n'.encode())
    bad = json.loads(written[1])
    assert list(bad) == list(NETRAL_COLUMNS)
    assert bad["netral_error"] == f"This is not a JSON object: {line}"
    assert (summary.rows, summary.errors) == (2, 1)


def test_blank_lines_are_no_rows_and_are_counted(score_lines):
    summary, written = score_lines(b'\n{"text": "a"}\n  \n{"text": "b"}\n\n')
    assert len(written) == 2
    assert (summary.rows, summary.errors, summary.blank_lines) == (2, 0, 3)


def test_mentions_are_objects_and_flags_are_booleans(score_lines):
    _, (line,) = score_lines(b'{"isi": "ragu, dukung Ganjar"}\n', election=["pilpres-2024"])
    value = json.loads(line)
    (mention,) = value["netral_mentions"]
    assert value["isi"][mention["start"] : mention["end"]] == mention["text"] == "Ganjar"
    assert mention["contestant"]["id"] == "pilpres-2024#3"
    assert value["netral_needs_review"] is True
    assert value["netral_election"] == ["pilpres-2024"]
    assert value["netral_conduct"] == [{"label": "endorsement", "score": 0.7123}]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"[\n1,\n2\n]\n", "no JSON object in it"),
        (b'{"text": "a", "netral_model": 1}\n', "already has the column `netral_model`"),
        (b'{"text": "a"}\n' * 9_000 + b'{"text": "a", "netral_error": 1}\n', "already has the column `netral_error`"),
    ],
)
def test_files_that_cannot_be_used(score, tmp_path, content, sentence):
    with pytest.raises(ScoringError, match=sentence):
        score("posts.jsonl", content)
    assert listed(tmp_path) == ["posts.jsonl"]


@settings(deadline=None, max_examples=50)
@given(
    objects=st.lists(OBJECTS, max_size=6),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 1]),
    piece=st.integers(1, 9),
)
def test_any_array_comes_back_value_for_value(tmp_path_factory, objects, ascii_only, indent, piece):
    folder = tmp_path_factory.mktemp("array")
    text = json.dumps(objects, ensure_ascii=ascii_only, indent=indent)
    (folder / "in.json").write_text(text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_file, "PIECE", piece)
        for out in ("out.json", "out.jsonl"):
            summary = score_file(folder / "in.json", folder / out, text_column="text", model=FakePredictor())
            assert (summary.rows, summary.errors) == (len(objects), 0)

    array = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    lines = (folder / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    for values in (array, list(map(json.loads, lines))):
        assert [{key: value[key] for key in before} for before, value in zip(objects, values, strict=True)] == objects
        assert all(value["netral_windows"] == 1 for value in values)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('[{"text": "a"}, {"text": "b"', 16),
        ('[{"text": "a"} {"text": "b"}]', 15),
        ('[{"text": "a"},]', 15),
        ('[{"text": "a"}] x', 16),
        ('[{"text": "a"}', 14),
        ('[{"text": "a"}, ' + "[" * 100_000, 16),
    ],
)
def test_an_array_that_is_not_whole_is_told_before_anything_is_scored(score, tmp_path, text, position):
    predictor = FakePredictor()
    with pytest.raises(ScoringError, match=f"its JSON breaks at character {position}\\."):
        score("posts.json", text.encode(), model=predictor)
    assert predictor.batches == []
    assert listed(tmp_path) == ["posts.json"]


def test_elements_that_are_no_objects_are_errors_of_their_rows(score):
    summary, output = score("posts.json", b'[{"text": "dukung"}, 12, null, [1], 7]')
    first, *bad = json.loads(output)
    assert first["netral_stance"] == "support"
    assert [each["netral_error"] for each in bad] == [
        f"This is not a JSON object: {value}" for value in ("12", "null", "[1]", "7")
    ]
    assert summary.errors == 4


@pytest.mark.parametrize("content", [b"[]", b" [ \n ] "])
def test_an_empty_array_comes_out_as_one(score, content):
    summary, output = score("posts.json", content)
    assert (summary.rows, json.loads(output)) == (0, [])


@pytest.mark.parametrize(
    "text",
    [
        '{"data": [{"text": "a"}], "meta": {"n": 1}}',
        '{\n "data": [\n  {"text": "a"}\n ]\n}\n',
        '{\n "text": "a"\n}\n{\n "text": "b"\n}\n',
    ],
)
def test_an_object_around_the_posts_is_told_as_one(score, text):
    with pytest.raises(ScoringError, match="take the array out of the object around it"):
        score("posts.json", text.encode())


def test_one_post_with_lists_in_it_is_a_post(score):
    summary, output = score("posts.json", b'{"tweet": "dukung", "mentions": [{"id": 1}]}', out="o.jsonl")
    assert (summary.rows, json.loads(output)["netral_stance"]) == (1, "support")


def test_lines_under_the_name_json_are_read_as_lines(score):
    summary, output = score(
        "posts.json", b'{"text": "dukung", "id": 007}\n{"text": "dukung", "id": 7}\n', out="o.jsonl"
    )
    bad, good = map(json.loads, output.decode().splitlines())
    assert bad["netral_error"] == 'This is not a JSON object: {"text": "dukung", "id": 007}'
    assert (good["netral_stance"], summary.errors) == ("support", 1)


def test_nested_fields_are_found_by_their_path(score):
    lines = [
        '{"data": {"text": "dukung", "user": {"id": 9}}, "induk": {"x.y": "ya"}}',
        '{"data.text": "tolak", "data": {"text": "dukung"}}',
        '{"data": {"text": null}}',
        '{"data": "datar"}',
    ]
    options = {"text_column": "data.text", "id_column": "data.user.id", "context_column": "induk.x.y"}
    predictor = FakePredictor()
    summary, output = score("posts.jsonl", "\n".join(lines).encode(), model=predictor, **options)
    rows = list(map(json.loads, output.decode().splitlines()))
    assert [row["netral_stance"] for row in rows] == ["support", "oppose", None, None]
    assert "`data.text` holds null" in rows[2]["netral_error"]
    assert "The row has no `data.text`" in rows[3]["netral_error"]
    assert (predictor.batches[-1][0].id, predictor.batches[-1][0].context) == ("9", "ya")
    assert summary.errors == 2


def test_a_wrong_path_lists_the_paths_there_are(score):
    with pytest.raises(
        ScoringError, match=r"no column `data\.tex`: its columns are `id`, `data\.text`, `data\.user\.id`"
    ):
        score("p.jsonl", b'{"id": 1, "data": {"text": "a", "user": {"id": 1}}}', text_column="data.tex")
