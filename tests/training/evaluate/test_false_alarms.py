import pytest

from training.evaluate.false_alarms import false_alarms


def test_only_neutral_general_lines_that_mention_nobody_count(gold, said):
    line = {"source": "general"}
    posts = [gold(**line)] * 3 + [gold("support", **line), gold(mentions=[(0, 4, "neutral")], **line), gold()]
    found = false_alarms(posts, [said("oppose"), said(), said(), *[said("support")] * 3])
    assert (found["lines"], found["partisan"]) == (3, 1)
    assert found["per_thousand"]["value"] == pytest.approx(1000 / 3)


def test_no_hit_among_few_lines_proves_little(gold, said):
    rate = false_alarms([gold(source="general")] * 100, [said()] * 100)["per_thousand"]
    assert (rate["value"], rate["low"]) == (0, 0)
    assert rate["high"] == pytest.approx(1000 * (1 - 0.025 ** (1 / 100)))


def test_a_set_without_general_lines_says_nothing(gold, said):
    assert false_alarms([gold()], [said()]) is None
