from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from netralnlp.model.decoding import Decoded, decode, target_log_odds
from netralnlp.model.encoding import EncodedPost, Window
from netralnlp.model.labels import CONDUCTS
from netralnlp.model.manifest import Calibration
from netralnlp.model.merging import PostLogits, merge_windows
from netralnlp.model.rendering import Unit
from netralnlp.rosters.link import Link
from netralnlp.schema import Conduct, Stance

RAW = "Pilih Sari - Budi, bukan Sari!"
SPANS = [(0, 5), (6, 10), (11, 12), (13, 17), (17, 18), (19, 24), (25, 29), (29, 30)]
UNITS = [Unit(start, end, {6: 0, 25: 1}.get(start)) for start, end in SPANS]
LINKS = [Link(6, 10, "sari", "name"), Link(25, 29, "sari", "name")]


def decoded(tags: str, target: dict[int, int], post: tuple[float, float] = (-9, -9), **changed: object) -> Decoded:
    """Decode RAW with one token a unit: `tags` a letter of OBI each, `target` the stance class of tokens."""
    mention = np.full((len(UNITS), 3), -9.0, np.float32)
    mention[range(len(UNITS)), ["OBI".index(tag) for tag in tags]] = 9
    stances = np.zeros((len(UNITS), 3), np.float32)
    stances[:, 2] = 5
    for token, stance in target.items():
        stances[token] = -9
        stances[token, stance] = 9
    conduct = np.full(len(CONDUCTS), -9, np.float32)
    conduct[list(CONDUCTS).index(Conduct.ATTACK)] = 3
    encoded = EncodedPost((), len(UNITS), tuple((i, i + 1) for i in range(len(UNITS))), False)
    logits = PostLogits(mention, stances, np.array(post, np.float32), conduct)
    return decode(RAW, UNITS, LINKS, encoded, logits, dataclasses.replace(Calibration(), **changed))


def test_linked_and_tagged_units_join_to_one_span() -> None:
    result = decoded("OBIIOOOO", {1: 0, 2: 0, 3: 0})
    assert [(m.text, m.stance) for m in result.mentions] == [("Sari - Budi", Stance.SUPPORT)]
    assert result.stance is Stance.SUPPORT


def test_a_linked_span_can_be_rejected_and_an_unlinked_word_tagged() -> None:
    result = decoded("OOOBOOOO", {})
    assert [(m.text, m.how) for m in result.mentions] == [("Budi", "tagger")]


def test_punctuation_at_the_edge_of_a_span_is_left_out() -> None:
    assert [m.text for m in decoded("OBIIIOBI", {}).mentions] == ["Sari - Budi", "Sari"]
    assert decoded("OOBOOOOO", {}).mentions == ()


def test_mentions_of_one_contestant_have_one_stance() -> None:
    result = decoded("OBOOOOBO", {1: 1})
    first, second = result.mentions
    assert first.stance_scores == second.stance_scores
    assert first.stance_scores[Stance.OPPOSE] == pytest.approx(0.5, abs=0.02)


def test_the_stance_of_a_mention_is_the_product_of_target_and_post_head() -> None:
    generator = np.random.default_rng(3)
    target, post = generator.normal(size=(7, 3)), generator.normal(size=(7, 2))
    temperatures = {"target": 2.0, "post": 0.5}
    odds = np.exp(target_log_odds(target, post, temperatures))
    sides = 1 / (1 + np.exp(-post / 0.5))
    prior = np.stack([sides[:, 0], sides[:, 1], (1 - sides[:, 0]) * (1 - sides[:, 1])], axis=1)
    np.testing.assert_allclose(odds, np.exp(target / 2) * prior)


def test_where_the_target_head_is_less_sure_a_mention_follows_the_post() -> None:
    assert decoded("OBOOOOOO", {}, post=(9, -9)).mentions[0].stance is Stance.SUPPORT
    assert decoded("OBOOOOOO", {}, post=(-9, 9)).mentions[0].stance is Stance.OPPOSE
    assert decoded("OBOOOOOO", {}, post=(-9, -9)).mentions[0].stance is Stance.NEUTRAL
    assert decoded("OBOOOOOO", {1: 1}, post=(3, -3)).mentions[0].stance is Stance.OPPOSE


def test_the_sides_of_the_post_are_those_of_head_and_mentions() -> None:
    assert decoded("OBOOOOOO", {1: 1}, post=(9, -9)).stance is Stance.MIXED
    assert decoded("OOOOOOOO", {}, post=(-9, 9)).stance is Stance.OPPOSE
    assert decoded("OBOOOOOO", {}).stance is Stance.NEUTRAL


def test_what_is_not_sure_enough_is_marked_for_review() -> None:
    assert not decoded("OOOOOOOO", {}, post=(-2, -2), review=0.7).needs_review
    assert decoded("OOOOOOOO", {}, post=(-0.5, -0.5), review=0.7).needs_review


def test_conduct_holds_what_passed_its_threshold() -> None:
    assert [c.label for c in decoded("OOOOOOOO", {}).conduct] == [Conduct.ATTACK]
    strict = Calibration().thresholds | {"attack": 0.99}
    assert decoded("OOOOOOOO", {}, thresholds=strict).conduct == ()


def test_windows_are_read_where_a_token_is_farther_from_the_edge_and_merge_by_maximum() -> None:
    windows = (Window([], [], 0, 6), Window([], [], 2, 8))
    outputs = [
        {
            "mention": np.full((8, 3), value, np.float32),
            "target": np.full((8, 3), value, np.float32),
            "post": np.array([value, -value], np.float32),
            "conduct": np.full(13, value, np.float32),
        }
        for value in (0, 1)
    ]
    merged = merge_windows(EncodedPost(windows, 8, (), False), outputs)
    assert merged.mention[:, 0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert merged.post.tolist() == [1, 0]
    assert merged.conduct.max() == merged.conduct.min() == 1
