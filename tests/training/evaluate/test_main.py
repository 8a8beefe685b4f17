import csv
import dataclasses
import json
import re

import pytest
import typer

from netralnlp.model.manifest import Manifest, sha256
from training.evaluate.__main__ import main
from training.evaluate.evaluation import identity


def read(folder):
    return json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))


def test_the_test_part_is_scored_and_baselines_stand_beside(trained, tmp_path):
    model, files = trained
    main(model, tmp_path / "out", **files)
    evaluation = read(tmp_path / "out")
    data = evaluation["data"]
    assert list(evaluation["systems"]) == [
        "model",
        "without_election",
        "target_blind",
        "names_only",
        "tfidf",
        "lexicon",
        "majority",
    ]
    assert (data["part"], data["posts"], data["train_posts"]) == ("test", 20, 42)
    assert evaluation["model"] == identity(Manifest.read(model))
    assert data["test_sha256"] == sha256(files["splits"] / "test.txt")


def test_temperatures_are_what_stands_between_before_and_after(trained, tmp_path):
    model, files = trained
    manifest = Manifest.read(model)
    temperatures = dict.fromkeys(manifest.calibration.temperatures, 3.0)
    calibration = dataclasses.replace(manifest.calibration, temperatures=temperatures)
    dataclasses.replace(manifest, calibration=calibration).write(model)
    main(model, tmp_path / "out", **files)
    for side in read(tmp_path / "out")["calibration"].values():
        means = {stage: [each["mean"] for each in side[stage]["bins"]] for stage in ("before", "after")}
        spread = {stage: max(abs(mean - 0.5) for mean in of_stage) for stage, of_stage in means.items()}
        assert spread["before"] > spread["after"]


def test_tests_of_generalisation_say_what_was_trained_on(trained, tmp_path):
    model, files = trained
    main(model, tmp_path / "out", **files)
    evaluation = read(tmp_path / "out")
    assert evaluation["data"]["generalisation"] == {"later-time": {"listed": 5, "in_train": 2}}
    assert evaluation["systems"]["model"]["by"]["generalisation"]["later-time"]["posts"] == 2


def test_report_plots_and_errors_stand_beside(trained, tmp_path):
    model, files = trained
    main(model, tmp_path / "out", **files)
    folder, evaluation = tmp_path / "out", read(tmp_path / "out")
    text = (folder / "report.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[.*?\]\((.*?)\)", text)
    assert sorted(shown) == sorted(path.name for path in folder.glob("*.png"))
    figures = evaluation["systems"]["model"]["whole"]["figures"]["post_macro_f1"]
    assert f"{figures['value']:.3f} [{figures['low']:.3f}, {figures['high']:.3f}]" in text
    with (folder / "errors.csv").open(encoding="utf-8", newline="") as file:
        wrong = [row["id"] for row in csv.DictReader(file)]
    sets = (evaluation, evaluation["authored"])
    shares = [part["systems"]["model"]["whole"]["figures"]["stance_error"]["value"] for part in sets]
    assert len(wrong) == round(shares[0] * 20 + shares[1] * 2)
    assert set(wrong) <= {f"post{n}" for n in range(60)} | {"asn-2-0", "asn-2-1"}
    assert "dukung" not in text


def test_authored_posts_have_figures_of_their_own(trained, tmp_path):
    model, files = trained
    main(model, tmp_path / "out", **files)
    authored = read(tmp_path / "out")["authored"]
    assert (authored["data"]["part"], authored["data"]["posts"]) == ("authored test", 2)
    assert authored["data"]["conduct"] == {"campaigning": 2}


def test_parts_that_the_model_was_not_trained_with_are_refused(trained, tmp_path, capsys):
    model, files = trained
    (files["splits"] / "test.txt").write_text("post1")
    with pytest.raises(typer.Exit) as stop:
        main(model, tmp_path / "out", **files)
    assert stop.value.exit_code == 2
    assert "was trained with other parts" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_set_of_its_own_is_scored_whole(trained, write_set, tmp_path):
    model, files = trained
    test_labels, test_texts = write_set(tmp_path, "own", 12, election="pilwako-1955")
    main(model, tmp_path / "out", **files, test_labels=test_labels, test_texts=test_texts)
    evaluation = read(tmp_path / "out")
    data = evaluation["data"]
    assert (data["part"], data["posts"], data["test_sha256"]) == ("own", 12, sha256(test_labels))
    assert data["election_not_packaged"] == 12
    assert evaluation["systems"]["tfidf"]["by"]["split"]["held-out source"]["posts"] == 4
    assert "authored" not in evaluation


def test_test_labels_need_their_texts(trained, tmp_path, capsys):
    model, files = trained
    with pytest.raises(typer.Exit):
        main(model, tmp_path, **files, test_labels=files["labels"])
    assert "go together" in capsys.readouterr().err
