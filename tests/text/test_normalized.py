import pytest

from netralnlp.text import NormalizedText


def test_identity():
    view = NormalizedText.of("Halo 👋🏽")
    assert (view.raw, view.text) == ("Halo 👋🏽", "Halo 👋🏽")
    assert view.to_raw(5, 7) == view.to_view(5, 7) == (5, 7)


def test_a_replacement_stands_for_all_that_it_replaces():
    view = NormalizedText.of("xx yg zz").apply([(3, 5, "yang")])
    assert view.text == "xx yang zz"
    assert view.to_raw(3, 7) == view.to_raw(4, 5) == (3, 5)
    assert view.to_raw(8, 10) == (6, 8)
    assert view.to_view(3, 5) == view.to_view(4, 5) == (3, 7)


def test_an_insertion_stands_between_its_neighbours():
    view = NormalizedText.of("#AB").apply([(2, 2, " ")])
    assert view.text == "#A B"
    assert view.to_raw(0, 3) == (0, 2)
    assert view.to_raw(2, 4) == (2, 3)
    assert view.to_raw(2, 3) == (1, 2)


def test_an_insertion_at_the_start_borrows_the_first_character():
    view = NormalizedText.of("ab").apply([(0, 0, "> ")])
    assert view.to_raw(0, 2) == (0, 1)
    assert view.to_raw(0, 3) == (0, 1)


def test_a_deletion_is_covered_only_from_both_sides():
    view = NormalizedText.of("a--b").apply([(1, 3, "")])
    assert view.text == "ab"
    assert [view.to_raw(0, 1), view.to_raw(1, 2), view.to_raw(0, 2)] == [(0, 1), (3, 4), (0, 4)]
    assert view.to_view(1, 3) == (1, 1)


def test_edits_of_edits_lead_back_to_the_raw_text():
    view = NormalizedText.of("a&amp;b!").apply([(1, 6, "&")]).apply([(1, 2, " dan "), (3, 4, "")])
    assert view.text == "a dan b"
    assert view.to_raw(2, 5) == (1, 6)
    assert view.to_raw(6, 7) == (6, 7)


def test_an_empty_span_stays_empty():
    view = NormalizedText.of("abc").apply([(1, 2, "xyz")])
    assert view.to_raw(0, 0) == (0, 0)
    assert view.to_raw(4, 4) == (2, 2)


def test_recoding_keeps_the_map():
    view = NormalizedText.of("Yg").apply([(0, 2, "Yang")]).recoded("yang")
    assert view.to_raw(0, 4) == (0, 2)
    with pytest.raises(ValueError, match="3 characters cannot stand for 4"):
        view.recoded("yan")


@pytest.mark.parametrize("span", [(-1, 1), (2, 1), (0, 9)])
def test_a_span_outside_the_text_is_an_error(span):
    view = NormalizedText.of("abc")
    with pytest.raises(ValueError, match="is no span"):
        view.to_raw(*span)
    with pytest.raises(ValueError, match="is no span"):
        view.to_view(*span)
