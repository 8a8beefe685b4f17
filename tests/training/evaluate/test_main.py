import dataclasses
import json
import random
import shutil

import pytest
import typer

from netralnlp.model.manifest import Manifest, sha256
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate.__main__ import main
from training.evaluate.evaluation import identity

WORDS = {"support": "dukung", "oppose": "jangan pilih", "neutral": "melihat", "mixed": "dukung, jangan pilih"}


def write_set(folder, name, count, election="pilpres-2024"):
    """Labels and texts of posts that share no template; every third is of the held-out source."""
    generator = random.Random(4)
    labels, texts = folder / f"{name}-labels.jsonl", folder / f"{name}-texts.jsonl"
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


def write_authored(folder):
    """Four authored posts in two batches, the second held out."""
    folder.mkdir()
    for batch in ("1", "2"):
        rows = [
            {"id": f"asn-{batch}-{n}", "text": f"Ayo pilih Ganjar {n}", "context": None, "election": "pilpres-2024"}
            | {"platform": "whatsapp", "source": f"authored-{batch}", "mentions": [], "stance": "support"}
            | {"conduct": ["campaigning"], "sure": True}
            for n in range(2)
        ]
        (folder / f"batch-{batch}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture
def trained(int8_model, tmp_path):
    """A tiny model that says with which parts it was trained, and what `main` reads."""
    labels, texts = write_set(tmp_path, "post", 60)
    authored = write_authored(tmp_path / "authored")
    train = [f"post{n}" for n in range(60) if n % 3]
    parts = {"train": [*train, "asn-1-0", "asn-1-1"], "dev": [], "test": [f"post{n}" for n in range(0, 60, 3)]}
    parts["test"] += ["asn-2-0", "asn-2-1"]
    splits = tmp_path / "splits"
    splits.mkdir()
    for part, ids in parts.items():
        (splits / f"{part}.txt").write_text("\n".join(ids))
    folder = shutil.copytree(int8_model, tmp_path / "model")
    manifest = Manifest.read(folder)
    training = {**manifest.training, "test_sha256": sha256(splits / "test.txt")}
    dataclasses.replace(manifest, training=training).write(folder)
    return folder, {"labels": labels, "texts": texts, "authored": authored, "splits": splits}


def read(folder):
    return json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))


def test_the_test_part_is_scored_and_baselines_stand_beside(trained, tmp_path):
    model, files = trained
    main(model, tmp_path / "out", **files)
    evaluation = read(tmp_path / "out")
    data = evaluation["data"]
    assert list(evaluation["systems"]) == ["model", "without_election", "tfidf", "majority"]
    assert (data["part"], data["posts"], data["train_posts"]) == ("test", 20, 42)
    assert evaluation["model"] == identity(Manifest.read(model))
    assert data["test_sha256"] == sha256(files["splits"] / "test.txt")


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


def test_a_set_of_its_own_is_scored_whole(trained, tmp_path):
    model, files = trained
    test_labels, test_texts = write_set(tmp_path, "own", 12, election="pilwako-1955")
    main(model, tmp_path / "out", **files, test_labels=test_labels, test_texts=test_texts)
    evaluation = read(tmp_path / "out")
    data = evaluation["data"]
    assert (data["part"], data["posts"], data["test_sha256"]) == ("own", 12, sha256(test_labels))
    assert data["election_not_packaged"] == 12
    assert evaluation["systems"]["tfidf"]["by"]["split"]["held-out source"]["posts"] == 4


def test_test_labels_need_their_texts(trained, tmp_path, capsys):
    model, files = trained
    with pytest.raises(typer.Exit):
        main(model, tmp_path, **files, test_labels=files["labels"])
    assert "go together" in capsys.readouterr().err
