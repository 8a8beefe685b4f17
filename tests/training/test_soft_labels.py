from __future__ import annotations

import dataclasses
import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from datasets import Dataset
from transformers import AutoTokenizer

from netralnlp import Post, TrainingError
from netralnlp.model.manifest import Manifest
from netralnlp.predictor import Predictor
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.evaluate.baselines import TfidfRegression
from training.examples import collate
from training.saving import BaseTokenizer
from training.settings import Settings
from training.soft_labels import SoftlyLabelledPosts, fit_tfidf, label, read_soft_labels
from training.train import cross_entropy, loss_of, train
from training.unlabelled import read_unlabelled

LONG = "warga berkumpul di balai desa untuk mendengar penjelasan tentang jadwal pemungutan suara nomor"


def posts(*texts: str, context: str | None = None) -> Dataset:
    return Dataset.from_list(
        [
            {"id": str(i), "text": text, "context": context, "election": None, "source": "x"}
            for i, text in enumerate(texts)
        ]
    )


def write_texts(folder: Path, pool: dict[str, tuple[str, str]], general: list[str]) -> None:
    with gzip.open(folder / "pool.jsonl.gz", "wt", encoding="utf-8") as file:
        for post, (text, source) in pool.items():
            row = {"id": post, "text": text, "platform": "x", "election": None, "set": source}
            file.write(json.dumps(row) + "\n")
    with gzip.open(folder / "general.txt.gz", "wt", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in general)


def test_unlabelled_posts_repeat_none_of_the_corpus_and_none_of_the_held_out_source(tmp_path: Path) -> None:
    pool = {
        "train-1": (f"{LONG} satu di kampung sebelah timur sungai besar", "a"),
        "test-1": ("pasangan calon berdebat soal air bersih dan jalan rusak semalam", "a"),
        "copy": ("@budi pasangan calon berdebat soal air bersih dan jalan rusak semalam!!", "b"),
        "held-out": ("tidak ada yang tahu siapa yang akan menang nanti malam", HELD_OUT_SOURCE),
        "fresh": ("panen jagung tahun ini lebih baik daripada tahun lalu kata petani", "b"),
        "fresh-again": ("panen jagung tahun ini lebih baik daripada tahun lalu kata petani 🌽", "c"),
        "blank": ("  ", "c"),
    }
    write_texts(tmp_path, pool, ["harga cabai naik lagi di pasar induk minggu ini", LONG[:40]])
    for part, ids in (("train", ["train-1"]), ("dev", []), ("test", ["test-1"])):
        (tmp_path / f"{part}.txt").write_text("\n".join(ids), encoding="utf-8")
    found = read_unlabelled(tmp_path, tmp_path, None, None, seed=1)
    from_pool = [post for post in found["id"] if not post.startswith("general")]
    assert len(from_pool) == 1
    assert from_pool[0] in ("fresh", "fresh-again")
    assert found["source"].count("general") == 2
    assert len(read_unlabelled(tmp_path, tmp_path, 0, 1, seed=1)) == 1


def test_soft_labels_are_the_probabilities_of_the_teacher(int8_model: Path, tiny: Predictor) -> None:
    text = "pilih yang jujur dan jangan pilih yang kalah"  # no name: nothing is drawn at random
    row = label([int8_model], posts(text, context="debat pak"), seed=4)[0]
    (reading,) = tiny.read([Post(text, context="debat pak")])
    mention = np.reshape(row["mention"], (-1, 3))
    tokens = reading.encoded.tokens
    expected = np.exp(reading.logits.mention)
    np.testing.assert_allclose(mention[1 : 1 + tokens], expected / expected.sum(1, keepdims=True), atol=1e-4)
    assert not mention[0].any()
    assert not mention[1 + tokens :].any()
    np.testing.assert_allclose(np.reshape(row["target"], (-1, 3)).sum(1), mention[:, 1:].sum(1), atol=1e-4)
    np.testing.assert_allclose(row["post"], 1 / (1 + np.exp(-reading.logits.post)), atol=1e-4)


def test_several_teachers_are_averaged_and_tfidf_judges_the_post_alone(int8_model: Path, tmp_path: Path) -> None:
    other = shutil.copytree(int8_model, tmp_path / "other")
    manifest = Manifest.read(other)
    hot = dict.fromkeys(manifest.calibration.temperatures, 5.0)
    dataclasses.replace(manifest, calibration=dataclasses.replace(manifest.calibration, temperatures=hot)).write(other)
    rows = posts("pilih yang jujur", "jangan pilih yang kalah itu")
    lines = [f"{words} {number}" for number in range(40) for words in ("pilih jujur", "jangan kalah")]
    judge = TfidfRegression.fit(lines, np.array([[True, False], [False, True]] * 40))
    first, second = (label([folder], rows, seed=4) for folder in (int8_model, other))
    both = label([int8_model, other], rows, seed=4, tfidf=judge)
    for head in ("mention", "target"):
        for one, two, mean in zip(first[head], second[head], both[head], strict=True):
            np.testing.assert_allclose(mean, (np.array(one) + two) / 2, atol=1e-6)
    cool, hot_target = (np.reshape(each["target"][0], (-1, 3))[1:-1] for each in (first, second))
    np.testing.assert_allclose(
        cool / cool.sum(1, keepdims=True), hot_target / hot_target.sum(1, keepdims=True), atol=1e-4
    )
    judged = judge.probabilities(rows["text"])
    np.testing.assert_allclose(both["post"], (np.array(first["post"]) + second["post"] + judged) / 3, atol=1e-6)


def test_tfidf_reads_no_names(base_tokenizer: BaseTokenizer) -> None:
    sides = {"Prabowo": "support", "Ganjar": "oppose"}
    rows = [
        {"id": f"{name}{i}", "text": f"{name} datang ke pasar {i}", "context": None, "election": "pilpres-2024"}
        | {"stance": stance, "mentions": [], "conduct": [], "sure": True, "platform": "x", "source": "made"}
        for i in range(30)
        for name, stance in sides.items()
    ]
    judge = fit_tfidf(Dataset.from_list(rows), base_tokenizer.encoder.wording)
    features = judge.vectorizer.get_feature_names_out()
    assert any("pasar" in feature for feature in features)
    assert not any("prab" in feature or "ganj" in feature for feature in features)


def test_teachers_of_different_tokenizers_are_refused(int8_model: Path, tmp_path: Path) -> None:
    other = shutil.copytree(int8_model, tmp_path / "other")
    tokenizer = AutoTokenizer.from_pretrained(other)
    tokenizer.add_tokens(["bupatinya"])
    tokenizer.save_pretrained(other)
    with pytest.raises(TrainingError, match="one tokenizer"):
        label([int8_model, other], posts("debat"), seed=1)


def test_a_soft_post_teaches_no_conduct_and_the_loss_is_least_at_the_teachers_answer(
    int8_model: Path, base_tokenizer: BaseTokenizer
) -> None:
    batch = collate(
        [SoftlyLabelledPosts(label([int8_model], posts("pilih Prabowo dan debat"), seed=1))[0]], base_tokenizer.pad
    )
    exact = {
        "mention": batch["mention_labels"].clamp(min=1e-9).log(),
        "target": batch["target_labels"].clamp(min=1e-9).log(),
        "post": batch["post_labels"].logit(),
        "conduct": torch.zeros(1, 13),
    }
    best = loss_of(exact, batch)
    assert torch.equal(loss_of(exact | {"conduct": torch.full((1, 13), 9.0)}, batch), best)
    generator = torch.Generator().manual_seed(0)
    for head in ("mention", "target", "post"):
        moved = exact[head] + 0.3 * torch.randn(exact[head].shape, generator=generator)
        assert loss_of(exact | {head: moved}, batch) > best


def test_certain_labels_give_the_usual_cross_entropy() -> None:
    logits = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(1))
    classes = torch.tensor([[0, 1, 2, -100, -100], [2, 2, 0, 1, -100]])
    rows = torch.nn.functional.one_hot(classes.clamp(min=0), 3) * (classes >= 0).unsqueeze(-1)
    expected = torch.nn.functional.cross_entropy(logits.flatten(0, 1), classes.flatten())
    torch.testing.assert_close(cross_entropy(logits, rows.float()), expected)
    assert cross_entropy(logits, torch.zeros(2, 5, 3)) == 0


def test_a_folder_of_another_tokenizer_is_refused(tmp_path: Path, base_tokenizer: BaseTokenizer) -> None:
    Dataset.from_list([{"input_ids": [0, 99_999, 2]}]).save_to_disk(str(tmp_path / "soft"))
    with pytest.raises(TrainingError, match="another tokenizer"):
        read_soft_labels(tmp_path / "soft", base_tokenizer)
    with pytest.raises(TrainingError, match=r"training\.soft_labels"):
        read_soft_labels(tmp_path / "nothing", base_tokenizer)


def test_a_student_learns_graded_answers_from_soft_labels_alone(
    int8_model: Path, settings: Settings, tmp_path: Path
) -> None:
    words = np.random.default_rng(5).choice(["pilih", "menang", "kalah", "debat", "nomor"], (200, 4))
    texts = [f"{('dukung', 'jangan')[index % 2]} {' '.join(line)}" for index, line in enumerate(words)]
    rows = label([int8_model], posts(*texts), seed=1).remove_columns("post")
    rows = rows.add_column("post", [[(0.8, 0.3)[index % 2], 0.1] for index in range(len(texts))])
    rows.save_to_disk(str(tmp_path / "soft"))
    corpus = tmp_path / "corpus"
    (corpus / "authored").mkdir(parents=True)
    row = {
        "id": "p",
        "text": "debat",
        "context": None,
        "election": None,
        "platform": "x",
        "source": "made",
        "set": "made",
    }
    labels = {"id": "p", "mentions": [], "stance": "neutral", "conduct": [], "sure": True}
    for name, content in (
        ("texts.jsonl", row),
        ("labels.jsonl", labels),
        ("authored/a.jsonl", row | labels | {"id": "a"}),
    ):
        (corpus / name).write_text(json.dumps(content) + "\n", encoding="utf-8")
    for part in ("train", "dev", "test"):
        (corpus / f"{part}.txt").write_text("p" if part == "train" else "", encoding="utf-8")
    run = dataclasses.replace(
        settings,
        labels=corpus / "labels.jsonl",
        texts=corpus / "texts.jsonl",
        authored=corpus / "authored",
        splits=corpus,
        soft_labels=tmp_path / "soft",
        epochs=12,
        batch_size=20,
        learning_rate=3e-3,
        head_learning_rate=3e-3,
    )
    train(run, tmp_path / "run")
    student = Predictor.load(tmp_path / "run/model")
    supports = np.array([1 / (1 + np.exp(-each.logits.post[0])) for each in student.read([Post(t) for t in texts])])
    assert abs(supports[::2].mean() - 0.8) < 0.1
    assert abs(supports[1::2].mean() - 0.3) < 0.1
