from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import ScoringError
from netralnlp.scoring import NETRAL_COLUMNS, score_file
from tests.fake_predictor import FAILING, FakePredictor

STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | STRINGS | st.sampled_from(["007", 10**20]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=6,
)
TEXTS = STRINGS.filter(lambda text: not FAILING.search(text))
KEYS = STRINGS.filter(lambda key: key not in NETRAL_COLUMNS)
OBJECTS = st.builds(lambda text, rest: {**rest, "text": text}, TEXTS, st.dictionaries(KEYS, VALUES, max_size=4))


@settings(deadline=None)
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
    assert bad["netral_error"] == f"The line is not a JSON object: {line}"
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
        (b"[\n1,\n2\n]\n", "no JSON object in its first lines"),
        (b'{"text": "a", "netral_model": 1}\n', "already has the column `netral_model`"),
        (b'{"text": "a"}\n' * 9_000 + b'{"text": "a", "netral_error": 1}\n', "already has the column `netral_error`"),
    ],
)
def test_files_that_cannot_be_used(score, tmp_path, content, sentence):
    with pytest.raises(ScoringError, match=sentence):
        score("posts.jsonl", content)
    assert [path.name for path in tmp_path.iterdir()] == ["posts.jsonl"]
