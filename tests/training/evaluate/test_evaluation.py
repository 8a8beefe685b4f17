import io
import json

import pytest
from rich.console import Console

from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate import report
from training.evaluate.evaluation import System, evaluate
from training.evaluate.slices import slices


@pytest.fixture
def posts(gold):
    return [
        gold("support", [(0, 4, "support")], source=HELD_OUT_SOURCE, conduct=["endorsement"]),
        gold("oppose", [(11, 15, "oppose")], source=HELD_OUT_SOURCE, sure=False),
        gold("neutral", source="a", platform="youtube"),
        gold("neutral", source="a"),
        gold("mixed", [(0, 4, "support"), (11, 15, "oppose")], source="b"),
    ]


@pytest.fixture
def evaluation(posts, said):
    right = [
        said(post.stance, [(mention.start, mention.end, mention.stance) for mention in post.mentions], post.conduct)
        for post in posts
    ]
    systems = [System("model", "model 1", right), System("majority", "majority", [said()] * 5, post_only=True)]
    return evaluate(systems, posts, [0, 1, 2, 2, 4])


def test_every_post_is_in_one_slice_of_each_dimension(posts):
    for masks in slices(posts).values():
        assert sum(mask.astype(int) for mask in masks.values()).tolist() == [1] * len(posts)


def test_the_held_out_source_stands_apart(posts):
    assert slices(posts)["split"]["held-out source"].tolist() == [True, True, False, False, False]


def test_a_dimension_in_which_all_are_alike_is_left_out(posts):
    assert set(slices(posts[:2])) == {"sure"}


def test_what_was_counted(evaluation):
    data = evaluation["data"]
    assert (data["posts"], data["clusters"], data["sources"], data["mentions"], data["sure"]) == (5, 4, 3, 4, 4)
    assert data["stances"] == {"neutral": 2, "support": 1, "oppose": 1, "mixed": 1}


def test_figures_of_slices_are_of_their_posts_alone(evaluation):
    whole = evaluation["systems"]["majority"]["whole"]
    assert whole["figures"]["neutral_f1"]["value"] == pytest.approx(2 * 2 / (2 * 2 + 3), abs=1e-4)
    held_out = evaluation["systems"]["majority"]["by"]["split"]["held-out source"]
    assert held_out["posts"] == 2
    assert held_out["figures"]["neutral_f1"]["value"] == 0
    assert held_out["counts"]["supports"] == {"hits": 0, "false": 0, "missed": 1}


def test_a_right_model_has_full_marks(evaluation):
    figures = evaluation["systems"]["model"]["whole"]["figures"]
    for name in ("post_macro_f1", "target_f1", "mention_exact_f1", "conduct_micro_f1"):
        assert figures[name]["value"] == 1


def test_a_post_only_system_has_no_figures_of_mentions(evaluation):
    whole = evaluation["systems"]["majority"]["whole"]
    assert not {"mention_overlap_f1", "conduct_micro_f1", "review"} & set(whole["figures"])
    assert set(whole["counts"]) == {"supports", "opposes", "neutral"}


def test_the_file_holds_the_evaluation(evaluation, tmp_path):
    path = report.write(evaluation, tmp_path / "new")
    assert path.name == "evaluation.json"
    assert json.loads(path.read_text(encoding="utf-8")) == evaluation


def test_the_tables_show_every_system_and_slice(evaluation):
    console = Console(width=240, file=io.StringIO())
    report.show(evaluation, console)
    shown = console.file.getvalue()
    for title in ("model 1", "majority", "split: held-out source", "platform: youtube", "sure: unsure", "endorsement"):
        assert title in shown
