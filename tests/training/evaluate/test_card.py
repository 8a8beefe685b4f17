import dataclasses
import json
import re

import pytest
import yaml

from netralnlp.errors import TrainingError
from netralnlp.model.manifest import LABELS, Calibration, Manifest
from training.evaluate import card
from training.evaluate.evaluation import System, evaluate, identity


@pytest.fixture
def manifest():
    return Manifest(
        name="netralnlp-test",
        version="1.2.3",
        base="intfloat/multilingual-e5-small",
        licence="MIT",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        labels=LABELS,
        training={"settings": {"layers": 2, "seed": 77}, "test_sha256": "ab" * 32},
        files={"model.onnx": "cd" * 32},
    )


@pytest.fixture
def evaluation(gold, said, labelled, manifest):
    posts = [gold("support", [(0, 4, "support")], ["endorsement"]), gold("oppose", [(0, 4, "oppose")]), gold()] * 7
    answers = [said("support", [(0, 4, "support")], ["endorsement"]), said(), said(review=True)] * 6
    answers += [said("mixed", [(0, 3, "support")]), said("oppose", [(0, 4, "oppose")]), said("support")]
    posts += [gold("mixed", sure=False), gold(source="general")]
    answers += [said("oppose"), said()]
    return {"model": identity(manifest), **evaluated(posts, answers, said, labelled, "test")}


def evaluated(posts, answers, said, labelled, part):
    systems = [
        System("model", "netralnlp-test 1.2.3", answers),
        System("tfidf", "TF-IDF + logistic regression", [said("support")] * len(posts), post_only=True),
    ]
    result = evaluate(systems, labelled(posts), answers, 0.5)
    lists = {"later-time": {"listed": 40, "in_train": 39}}
    shared = {"train_posts": 4321, "held_out_source": "kept_out", "test_sha256": "ab" * 32, "generalisation": lists}
    result["data"] |= {"part": part, **shared}
    return result


@pytest.fixture
def with_authored(evaluation, gold, said, labelled):
    posts = [gold("support", conduct=["attack"]), gold(conduct=["endorsement"], context="Ayo")] * 30
    answers = [said("support", conduct=["attack"]), said()] * 30
    return {**evaluation, "authored": evaluated(posts, answers, said, labelled, "authored test")}


def figures_of(evaluation, system="model"):
    return evaluation["systems"][system]["whole"]["figures"]


def test_the_head_holds_the_figures_of_the_evaluation(evaluation, manifest):
    head = yaml.safe_load(card.render(evaluation, manifest).split("---\n")[1])
    results = head["model-index"][0]["results"]
    assert head["license"] == "mit"
    assert head["base_model"] == manifest.base
    assert head["language"] == "id"
    assert [result["metrics"][0]["value"] for result in results] == [
        figures_of(evaluation)[name]["value"] for name in card.RESULTS
    ]
    assert {result["dataset"]["split"] for result in results} == {"test"}


def test_model_hubs_read_the_head(evaluation, manifest):
    from huggingface_hub import ModelCard

    data = ModelCard(card.render(evaluation, manifest)).data
    assert data.eval_results[0].metric_value == figures_of(evaluation)["post_macro_f1"]["value"]
    assert data.model_name == "netralnlp-test"


def test_the_table_holds_the_figures_of_each_system(evaluation, manifest):
    text = card.render(evaluation, manifest)
    row = next(line for line in text.splitlines() if line.startswith("| netralnlp-test 1.2.3 |"))
    cells = [cell.strip() for cell in row.strip("|").split("|")][1:]
    for cell, name in zip(cells, card.COLUMNS, strict=True):
        assert float(cell.split()[0]) == pytest.approx(figures_of(evaluation)[name]["value"], abs=5e-4)
    low, high = map(float, re.findall(r"[\d.]+", cells[0])[1:])
    assert low == pytest.approx(figures_of(evaluation)["post_macro_f1"]["low"], abs=5e-4)
    assert high == pytest.approx(figures_of(evaluation)["post_macro_f1"]["high"], abs=5e-4)
    baseline = next(line for line in text.splitlines() if line.startswith("| TF-IDF + logistic"))
    assert f"{figures_of(evaluation, 'tfidf')['supports_f1']['value']:.3f}" in baseline
    assert baseline.count(" - ") == 4


def test_figures_of_another_evaluation_give_another_card(evaluation, manifest):
    before = card.render(evaluation, manifest)
    figures_of(evaluation)["unmarked_error"]["value"] = 0.123
    evaluation["calibration"]["opposes"]["after"]["ece"]["value"] = 0.456
    evaluation["risk_coverage"]["area"]["value"] = 0.567
    evaluation["false_alarms"]["per_thousand"]["value"] = 67.8
    evaluation["data"]["train_posts"] = 98765
    after = card.render(evaluation, manifest)
    for number in ("0.123", "0.456", "0.567", "67.8", "98765"):
        assert number in after
        assert number not in before


def test_no_number_is_typed_by_hand():
    template = (card.Path(card.__file__).parent / "model_card.md.jinja").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|\{\{.*?\}\}|\{%.*?%\}", "", template, flags=re.DOTALL)
    assert re.findall(r"\d+", re.sub(r"F1|SHA-256", "", prose)) == []


def test_the_weaker_side_is_named_by_its_figures(evaluation, manifest):
    figures_of(evaluation)["supports_f1"]["value"] = 0.2
    figures_of(evaluation)["opposes_f1"]["value"] = 0.4
    assert "*supports* is the one" in card.render(evaluation, manifest)
    figures_of(evaluation)["opposes_f1"]["value"] = 0.1
    assert "*opposes* is the one" in card.render(evaluation, manifest)


def test_conduct_and_parent_posts_are_told_of_authored_posts(with_authored, manifest):
    text = card.render(with_authored, manifest)
    assert "| `attack` | 30 | 30 | 0 | 1.000 [1.000, 1.000] |" in text
    assert "| `endorsement` | 30 | 0 | 0 | 0.000 [0.000, 0.000] |" in text
    assert re.search(r"With a parent post \(30 posts\): post macro-F1 .*, conduct micro-F1 0\.000", text)
    assert re.search(r"No parent post \(30 posts\): post macro-F1 .*, conduct micro-F1 1\.000", text)


def test_the_card_names_the_conduct_labels_that_it_finds_poorly(with_authored, evaluation, manifest):
    text = card.render(with_authored, manifest)
    weak = re.search(r"These conduct labels have an F1 below ([\d.]+)[^:]*: ([`\w, ]+)\.\n", text)
    assert (float(weak[1]), weak[2]) == (card.WEAK_F1, "`endorsement`")
    assert "These conduct labels" not in card.render(evaluation, manifest)


def test_settings_of_the_run_are_in_the_card(evaluation, manifest):
    text = card.render(evaluation, manifest)
    assert "| `seed` | 77 |" in text
    assert "ab" * 32 in text


@pytest.mark.parametrize(
    "part", ["What it must not be used for", "civil servant", "Limits", "licence", "language models"]
)
def test_the_card_says_what_a_reader_must_know(evaluation, manifest, part):
    assert part in card.render(evaluation, manifest)


@pytest.mark.parametrize("change", [{"files": {"model.onnx": "ef" * 32}}, {"calibration": Calibration(review=0.3)}])
def test_an_evaluation_of_another_model_is_refused(evaluation, manifest, change):
    with pytest.raises(TrainingError, match="another model"):
        card.render(evaluation, dataclasses.replace(manifest, **change))


def test_the_card_is_written_into_the_model_folder_and_can_be_written_again(evaluation, manifest, tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.onnx").write_bytes(b"weights")
    manifest.write(model)
    evaluation["model"] = identity(Manifest.read(model))
    (tmp_path / "evaluation.json").write_text(json.dumps(evaluation), encoding="utf-8")
    text = card.write(tmp_path / "evaluation.json", model).read_text(encoding="utf-8")
    assert text.startswith("---\nlanguage: id\n")
    manifest.write(model)
    assert card.write(tmp_path / "evaluation.json", model).read_text(encoding="utf-8") == text


def test_a_missing_evaluation_is_named(tmp_path):
    with pytest.raises(TrainingError, match="does not exist"):
        card.write(tmp_path / "evaluation.json", tmp_path)


def test_the_runs_before_are_told_the_last_first(evaluation, manifest):
    first = {"settings": {"epochs": 9}}
    second = {"settings": {"epochs": 8}, "continues": first}
    training = {**manifest.training, "continues": second, "distilled": True}
    page = card.render(evaluation, dataclasses.replace(manifest, training=training))
    assert page.index("`epochs` 8") < page.index("`epochs` 9")
    assert "what teachers said" in page
    assert "what teachers said" not in card.render(evaluation, manifest)


def test_a_list_that_was_trained_on_is_no_test_of_generalisation(evaluation, manifest):
    assert "later-time" not in card.render(evaluation, manifest)
    evaluation["data"]["generalisation"]["later-time"]["in_train"] = 0
    assert "later-time" in card.render(evaluation, manifest)


def test_the_summary_sets_public_beside_authored_posts(with_authored):
    (line,) = (line for line in card.summary(with_authored).splitlines() if line.startswith("| what the author does"))
    values = [figures_of(part)["conduct_micro_f1"]["value"] for part in (with_authored, with_authored["authored"])]
    assert [f"{value:.3f}" for value in values] == re.findall(r"\| (\d\.\d{3}) \[", line)
