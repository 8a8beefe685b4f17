from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netralnlp.scoring.cell_text import FORMULA_STARTS, JsonNumber, cell_text, field_of, guarded, json_text, sound

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_json_comes_back_on_one_line(value):
    text = json_text(value)
    assert json.loads(text) == value
    assert "\n" not in text
    kept = json.loads(text, parse_int=JsonNumber, parse_float=JsonNumber)
    assert json_text(kept) == text


@pytest.mark.parametrize("number", ["1.10", "-0", "1E400", "9" * 5000, "NaN"])
def test_a_number_stands_as_it_was_written(number):
    assert json_text([JsonNumber(number)]) == f"[{number}]"
    assert cell_text(JsonNumber(number)) == number


@given(st.sampled_from(FORMULA_STARTS), st.text(max_size=5))
def test_what_starts_a_formula_is_guarded_and_numbers_are_not(start, rest):
    cell = guarded(start + rest)
    number = (
        start in "+-" and rest.replace(".", "").replace(",", "").isdigit() and rest[0].isdigit() and rest[-1].isdigit()
    )
    if not number:
        assert cell == f"'{start}{rest}"
    for plain in ("-5", "+62811", "-1.000,5", "0812", "teks", ""):
        assert guarded(plain) == plain


@given(st.text(st.characters()))
def test_sound_text_can_be_written_and_is_unchanged_where_it_could(text):
    assert len(sound(text).encode()) >= len(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert sound(text) == text


@pytest.mark.parametrize(
    ("path", "value"),
    [("a", {"b": {"c": 1}, "b.c": 2}), ("a.b.c", 3), ("a.b", {"c": 1}), ("x.y.z", 4), ("x.y", {"z": 4})],
)
def test_paths_prefer_the_longest_name(path, value):
    values = {"a": {"b": {"c": 1}, "b.c": 2}, "a.b.c": 3, "x.y": {"z": 4}}
    assert field_of(values, path) == value


@pytest.mark.parametrize("path", ["b", "a.x", "a.b.c.d", "", "a.", ".a", "l.0"])
def test_paths_to_nothing(path):
    with pytest.raises(KeyError):
        field_of({"a": {"b": {"c": 1}}, "l": [1]}, path)
