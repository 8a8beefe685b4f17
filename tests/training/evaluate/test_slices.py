import pytest

from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate.slices import slices


@pytest.fixture
def posts(gold):
    return [
        gold("support", source=HELD_OUT_SOURCE, id="p0", election="pilkada-2024/13"),
        gold("oppose", source=HELD_OUT_SOURCE, sure=False, id="p1", election="pilkada-2024/64.72"),
        gold("neutral", platform="youtube", id="p2", context="Debat malam ini"),
        gold("neutral", text="kata " * 11, id="p3"),
        gold("mixed", source="b", text="Aku ora milih sing iku, wis bosen " + "kata " * 50, id="p4"),
    ]


def members(masks):
    return {value: mask.nonzero()[0].tolist() for value, mask in masks.items()}


def test_every_post_is_in_one_slice_of_each_dimension(posts, labelled):
    found = slices(labelled(posts, named=[True, False, True, True, True]))
    assert set(found) == {"split", "sure", "names", "context", "length", "language", "platform", "election", "source"}
    for dimension, masks in found.items():
        if dimension != "language":
            assert sum(mask.astype(int) for mask in masks.values()).tolist() == [1] * len(posts)


def test_what_stands_apart(posts, labelled):
    found = slices(labelled(posts, named=[True, False, True, True, True]))
    assert members(found["split"])["held-out source"] == [0, 1]
    assert members(found["names"])["no known name"] == [1]
    assert members(found["context"])["with a parent post"] == [2]
    assert members(found["election"]) == {"none": [2, 3, 4], "pilkada-2024": [0, 1]}


def test_lengths_stand_in_their_order_with_borders_in_the_lower_bin(gold, labelled):
    sizes = [60, 10, 25, 11, 51]
    found = slices(labelled([gold(text="kata " * size) for size in sizes]))["length"]
    assert members(found) == {"1 to 10 words": [1], "11 to 25 words": [2, 3], "over 50 words": [0, 4]}


def test_a_post_counts_for_each_language_of_its_words(posts, gold, labelled):
    both = gold(text="ora wis, teu mah")
    found = members(slices(labelled([*posts, both]))["language"])
    assert found == {
        "no regional words": [0, 1, 2, 3],
        "any regional words": [4, 5],
        "Javanese": [4, 5],
        "Sundanese": [5],
    }


def test_tests_of_generalisation_may_share_posts(posts, labelled):
    lists = {"later": frozenset({"p1", "p3", "elsewhere"}), "region": frozenset({"p3"}), "none": frozenset({"q"})}
    assert members(slices(labelled(posts, lists=lists))["generalisation"]) == {"later": [1, 3], "region": [3]}


def test_a_dimension_in_which_all_are_alike_is_left_out(gold, labelled):
    assert set(slices(labelled([gold(), gold(sure=False)]))) == {"sure"}
