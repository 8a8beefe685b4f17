import io
import json

import pytest
from rich.console import Console

from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate import report, tables
from training.evaluate.evaluation import BESIDE, FEW, SLICE_FIGURES, System, evaluate


@pytest.fixture
def posts(gold):
    return [
        gold("support", [(0, 4, "support")], source=HELD_OUT_SOURCE, conduct=["endorsement"]),
        gold("oppose", [(11, 15, "oppose")], source=HELD_OUT_SOURCE, sure=False),
        gold("neutral", source="general", platform="youtube"),
        gold("neutral", source="a"),
        gold("mixed", [(0, 4, "support"), (11, 15, "oppose")], source="b"),
    ] * FEW


@pytest.fixture
def evaluation(posts, said, labelled):
    right = [
        said(post.stance, [(mention.start, mention.end, mention.stance) for mention in post.mentions], post.conduct)
        for post in posts
    ]
    systems = [
        System("model", "model 1", right),
        System("majority", "majority", [said()] * len(posts), post_only=True),
    ]
    return evaluate(systems, labelled(posts, clusters=[0, 1, 2, 2, 4] * FEW), right, 0.5)


def test_what_was_counted(evaluation):
    data = evaluation["data"]
    assert (data["posts"], data["clusters"], data["sources"]) == (5 * FEW, 4, 4)
    assert (data["mentions"], data["sure"], data["election_not_packaged"]) == (4 * FEW, 4 * FEW, 0)
    assert data["stances"] == {"neutral": 2 * FEW, "support": FEW, "oppose": FEW, "mixed": FEW}


def test_figures_of_slices_are_of_their_posts_alone(evaluation):
    whole = evaluation["systems"]["majority"]["whole"]
    assert whole["figures"]["neutral_f1"]["value"] == pytest.approx(2 * 2 / (2 * 2 + 3), abs=1e-4)
    by = evaluation["systems"]["majority"]["by"]
    assert by["split"]["held-out source"] == {
        "posts": 2 * FEW,
        "figures": {"post_macro_f1": {"value": 0.0, "low": 0.0, "high": 0.0}},
    }
    assert evaluation["systems"]["model"]["by"]["source"]["b"]["figures"]["supports_f1"]["value"] == 1


def test_a_small_slice_is_only_counted(gold, said, labelled):
    posts = [gold("support", source="large")] * FEW + [gold("support", source="small")] * (FEW - 1)
    model = System("model", "model 1", [said("support")] * len(posts))
    by = evaluate([model], labelled(posts), model.predictions, 0.5)["systems"]["model"]["by"]
    assert by["source"]["small"] == {"posts": FEW - 1, "figures": {}}
    assert by["source"]["large"]["figures"]["supports_f1"]["value"] == 1


def test_the_model_has_more_figures_of_a_slice_than_what_stands_beside_it(evaluation):
    for dimension, by_value in evaluation["systems"]["model"]["by"].items():
        for value, part in by_value.items():
            assert set(part["figures"]) <= set(SLICE_FIGURES)
            assert set(evaluation["systems"]["majority"]["by"][dimension][value]["figures"]) <= set(BESIDE)


def test_the_trust_in_the_model_is_told(evaluation):
    assert evaluation["false_alarms"]["lines"] == FEW
    assert evaluation["risk_coverage"]["chosen"] == {"certainty": 0.5, "coverage": 1.0, "risk": 0.0}
    assert evaluation["calibration"]["supports"]["before"] == evaluation["calibration"]["supports"]["after"]


def test_a_right_model_has_full_marks(evaluation):
    figures = evaluation["systems"]["model"]["whole"]["figures"]
    for name in ("post_macro_f1", "target_f1", "mention_exact_f1", "conduct_micro_f1"):
        assert figures[name]["value"] == 1


def test_a_post_only_system_has_no_figures_of_mentions(evaluation):
    whole = evaluation["systems"]["majority"]["whole"]
    assert not {"mention_overlap_f1", "conduct_micro_f1", "review"} & set(whole["figures"])
    assert set(whole["counts"]) == {"supports", "opposes", "neutral"}


def test_the_file_holds_the_evaluation(evaluation):
    text = report.to_json(evaluation)
    assert json.loads(text) == evaluation
    assert any(line.strip().startswith('"supports_f1": {"value":') for line in text.splitlines())


def test_braces_and_line_breaks_in_names_come_back_as_they_were():
    values = {"model": {"name": "a {b}\n c"}, "empty": {}, "list": [{"x": 1.5}, []]}
    assert json.loads(report.to_json(values)) == values


def test_the_tables_show_every_system_and_slice(evaluation):
    console = Console(width=240, file=io.StringIO())
    tables.show(evaluation, console)
    shown = console.file.getvalue()
    for title in ("model 1", "majority", "split: held-out source", "platform: youtube", "sure: unsure", "endorsement"):
        assert title in shown
    assert f"Of {FEW} lines" in shown
