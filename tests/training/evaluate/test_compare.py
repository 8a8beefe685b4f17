import dataclasses
import json
import shutil

import numpy as np
import pytest
import typer

from netralnlp.errors import TrainingError
from netralnlp.model.manifest import Manifest
from training.evaluate import compare
from training.evaluate.tables import COLUMNS


class Answers:
    """Stands for a predictor: gives ready answers."""

    def __init__(self, answers):
        self.answers = answers

    def predict(self, posts):
        assert len(posts) == len(self.answers)
        return self.answers


@pytest.fixture
def posts(gold):
    return [gold("support"), gold("oppose"), gold()] * 40


def answers_with_errors(posts, said, share, seed=1):
    wrong = np.random.default_rng(seed).random(len(posts)) < share
    return [said("mixed" if error else post.stance) for post, error in zip(posts, wrong, strict=True)]


def test_a_model_beside_itself_differs_in_nothing_at_all(posts, said, labelled):
    answers = answers_with_errors(posts, said, 0.3)
    compared = compare.compare({"a": Answers(answers), "b": Answers(answers)}, labelled(posts))
    assert compared["a"]["figures"] == compared["b"]["figures"]
    assert "differences" not in compared["a"]
    for difference in compared["b"]["differences"].values():
        assert difference == {"value": 0, "low": 0, "high": 0}


def test_a_paired_difference_is_surer_than_its_two_figures(posts, said, labelled):
    first = answers_with_errors(posts, said, 0.3)
    second = [*first[:100], *(said(post.stance) for post in posts[100:])]
    compared = compare.compare({"a": Answers(first), "b": Answers(second)}, labelled(posts))
    a, b = (compared[name]["figures"]["post_macro_f1"] for name in "ab")
    difference = compared["b"]["differences"]["post_macro_f1"]
    assert difference["value"] == pytest.approx(b["value"] - a["value"])
    assert 0 < difference["low"] < difference["value"] < difference["high"]
    assert difference["high"] - difference["low"] < b["high"] - b["low"]
    assert b["low"] < a["high"]


def test_figures_that_one_model_lacks_are_not_compared(posts, said, labelled):
    silent = [said()] * len(posts)
    speaks = [said(mentions=[(0, 4, "neutral")])] * len(posts)
    compared = compare.compare({"a": Answers(silent), "b": Answers(speaks)}, labelled(posts))
    assert "mention_overlap_f1" in compared["b"]["figures"]
    assert "mention_overlap_f1" not in compared["b"]["differences"]


def test_mean_and_sample_deviation_over_seeds():
    compared = {
        name: {"figures": {"post_macro_f1": {"value": value}, **more}}
        for name, value, more in (("s1", 0.7, {"target_f1": {"value": 0.5}}), ("s2", 0.8, {}), ("s3", 0.9, {}))
    }
    assert compare.over_seeds(compared, ["s1", "s2", "s3"]) == {
        "post_macro_f1": {"mean": pytest.approx(0.8), "deviation": pytest.approx(0.1)}
    }


@pytest.mark.parametrize("models", [["a"], ["a="], ["=a"], ["a=x", "a=y"]])
def test_models_are_named_once_each(models):
    with pytest.raises(TrainingError, match="name"):
        compare.parse_models(models)


@pytest.mark.parametrize("seeds", ["s=a", "s=a,c", "s="])
def test_seeds_are_models_that_are_compared(seeds):
    with pytest.raises(TrainingError, match="two or more of the models compared, a, b"):
        compare.parse_seeds([seeds], {"a": "x", "b": "y"})


def test_folders_are_compared_on_public_and_authored_posts(trained, tmp_path):
    model, files = trained
    other = shutil.copytree(model, tmp_path / "other")
    manifest = Manifest.read(other)
    thresholds = {**manifest.calibration.thresholds, "support": 1.1, "oppose": 1.1}
    calibration = dataclasses.replace(manifest.calibration, thresholds=thresholds)
    dataclasses.replace(manifest, calibration=calibration).write(other)
    compare.main(tmp_path / "out", [f"a={model}", f"silent={other}"], ["both=a,silent"], **files)
    comparison = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert comparison["posts"] == {"test": 20, "authored test": 2}
    figures = {name: row["figures"] for name, row in comparison["sets"]["test"].items()}
    assert figures["silent"]["supports_f1"]["value"] == 0
    assert comparison["sets"]["test"]["silent"]["differences"]["supports_f1"]["value"] == pytest.approx(
        -figures["a"]["supports_f1"]["value"], abs=1e-4
    )
    mean = comparison["seeds"]["test"]["both"]["post_macro_f1"]["mean"]
    assert mean == pytest.approx(np.mean([row["post_macro_f1"]["value"] for row in figures.values()]), abs=1e-3)
    text = (tmp_path / "out" / "comparison.md").read_text(encoding="utf-8")
    assert text.count("| silent |") == 4
    assert all(title in text for title in COLUMNS.values())


def test_a_model_of_other_parts_is_refused(trained, tmp_path, capsys):
    model, files = trained
    (files["splits"] / "test.txt").write_text("post1")
    with pytest.raises(typer.Exit) as stop:
        compare.main(tmp_path / "out", [f"a={model}"], **files)
    assert stop.value.exit_code == 2
    assert "was trained with other parts" in capsys.readouterr().err
