import dataclasses
import json
import random
import shutil

import pytest
import typer

from netralnlp.model.manifest import Manifest, sha256
from training.corpus.split import HELD_OUT_SOURCE
from training.evaluate.__main__ import main
from training.evaluate.evaluation import identity

WORDS = {"support": "dukung", "oppose": "jangan pilih", "neutral": "melihat", "mixed": "dukung, jangan pilih"}


@pytest.fixture
def corpus(tmp_path):
    """Writes labels and texts of posts that share no template; every third is of the held-out source."""
    generator = random.Random(4)

    def make(name, count, election="pilpres-2024"):
        labels, texts = tmp_path / f"{name}-labels.jsonl", tmp_path / f"{name}-texts.jsonl"
        with labels.open("w") as label_file, texts.open("w") as text_file:
            for number in range(count):
                stance = list(WORDS)[number % 4]
                filler = " ".join("".join(generator.choices("aeioubdkmnprst", k=6)) for _ in range(8))
                source = HELD_OUT_SOURCE if number % 3 == 0 else "other"
                labelled = {"mentions": [], "stance": stance, "conduct": [], "sure": True}
                post = {"text": f"Ganjar {WORDS[stance]} {filler}", "platform": "x", "set": source}
                label_file.write(json.dumps({"id": f"{name}{number}", **labelled}) + "\n")
                text_file.write(json.dumps({"id": f"{name}{number}", "election": election, **post}) + "\n")
        return labels, texts

    return make


@pytest.fixture
def trained(corpus, int8_model, tmp_path):
    """A tiny model that says it was trained on a corpus, and the corpus."""
    labels, texts = corpus("dev", 60)
    folder = shutil.copytree(int8_model, tmp_path / "model")
    manifest = Manifest.read(folder)
    dataclasses.replace(manifest, training={**manifest.training, "labels_sha256": sha256(labels)}).write(folder)
    return folder, labels, texts


def read(folder):
    return json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))


def test_dev_is_scored_and_baselines_stand_beside(trained, tmp_path):
    model, labels, texts = trained
    main(model, tmp_path / "out", labels, texts)
    evaluation = read(tmp_path / "out")
    data = evaluation["data"]
    assert list(evaluation["systems"]) == ["model", "without_election", "tfidf", "majority"]
    assert data["part"] == "dev"
    assert data["posts"] + data["train_posts"] == 60
    assert 20 < data["posts"] < 30
    assert evaluation["systems"]["tfidf"]["by"]["split"]["held-out source"]["posts"] == 20
    assert evaluation["model"] == identity(Manifest.read(model))
    assert data["labels_sha256"] == sha256(labels)


def test_labels_that_the_model_was_not_trained_on_are_refused(trained, corpus, tmp_path, capsys):
    labels, texts = corpus("more", 24)
    with pytest.raises(typer.Exit) as stop:
        main(trained[0], tmp_path / "out", labels, texts)
    assert stop.value.exit_code == 2
    assert "was not trained on" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_set_of_its_own_is_scored_whole(trained, corpus, tmp_path):
    test_labels, test_texts = corpus("test", 12, election="pilwako-1955")
    main(*trained[:1], tmp_path / "out", *trained[1:], test_labels, test_texts)
    data = read(tmp_path / "out")["data"]
    assert (data["part"], data["posts"], data["labels_sha256"]) == ("test", 12, sha256(test_labels))
    assert data["election_not_packaged"] == 12


def test_test_labels_need_their_texts(trained, tmp_path, capsys):
    with pytest.raises(typer.Exit):
        main(trained[0], tmp_path, *trained[1:], test_labels=trained[1])
    assert "go together" in capsys.readouterr().err
