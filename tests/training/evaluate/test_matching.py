import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.schema import Stance
from training.evaluate.gold import GoldMention
from training.evaluate.matching import identical, overlapping


def spans(*borders):
    return [GoldMention(start, end, Stance.NEUTRAL) for start, end in borders]


some_spans = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=5
).map(lambda borders: spans(*borders))


def brute_force(gold, predicted):
    """The best of all ways to give each of the shorter list its own partner."""
    short, long = sorted((gold, predicted), key=len)
    return max(
        sum(a.start < b.end and b.start < a.end for a, b in zip(short, order, strict=True))
        for order in itertools.permutations(long, len(short))
    )


@settings(deadline=None)
@given(some_spans, some_spans)
def test_overlapping_is_the_largest_one_to_one_matching(gold, predicted):
    assert overlapping(gold, predicted) == brute_force(gold, predicted) == overlapping(predicted, gold)


def test_one_span_over_two_answers_only_one_of_them():
    assert overlapping(spans((0, 4), (5, 9)), spans((0, 9))) == 1


def test_a_chain_of_overlaps_is_matched_in_full():
    assert overlapping(spans((0, 5), (6, 10)), spans((4, 7), (0, 1))) == 2


def test_spans_that_only_touch_do_not_overlap():
    assert overlapping(spans((0, 4)), spans((4, 8))) == 0


def test_identical_counts_a_repeated_span_once_for_each_partner():
    assert identical(spans((0, 4), (5, 9)), spans((0, 4), (0, 4), (5, 8))) == 1
