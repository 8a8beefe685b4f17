from __future__ import annotations

import dataclasses
import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score
from transformers import AutoConfig, AutoModel, set_seed

from netralnlp import TrainingError
from training.benchmarks.public_sets import report
from training.benchmarks.public_sets.__main__ import main
from training.benchmarks.public_sets.fine_tuning import batches, encode, fine_tune
from training.benchmarks.public_sets.scores import count, entities, mean_f1, with_interval
from training.benchmarks.public_sets.sources import SETS, Example, read_splits
from training.saving import BaseTokenizer, tokenizer_of

WORDS = {"positive": "dukung", "negative": "kalah", "neutral": "debat"}
RATES = (3e-3, 3e-3)


def _texts(split: str) -> list[tuple[str, str]]:
    """Texts whose label is in one word, among others that say nothing."""
    generator = random.Random(split)
    filler = ["yang", "pak", "dan", "bu"]
    return [
        (" ".join([*generator.choices(filler, k=generator.randint(1, 6)), WORDS[label]]), label)
        for label in itertools.islice(itertools.cycle(WORDS), 96 if split == "train" else 18)
    ]


def _write_tsv(path: Path, split: str) -> None:
    path.write_text("".join(f"{text}\t{label}\n" for text, label in _texts(split)), encoding="utf-8")


def _write_csv(header: str, row: str) -> Callable[[Path, str], None]:
    def write(path: Path, split: str) -> None:
        rows = "".join(row.format(text=f'"{text}, ""\nya"', label=label) for text, label in _texts(split))
        path.write_text(header + rows, encoding="utf-8")

    return write


def _write_tagged(path: Path, split: str) -> None:
    sentences = [
        "".join(f"{word}\tO\n" for word in text.split()) + "menang\tB-PLACE\nnomor\tI-PLACE\n"
        for text, _ in _texts(split)
    ]
    path.write_text("\n".join(sentences) + "\n", encoding="utf-8")


WRITERS = {
    "smsa": _write_tsv,
    "emot": _write_csv("label,tweet\n", "{label},{text}\n"),
    "nergrit": _write_tagged,
    "nusax": _write_csv("id,text,label\n", "7,{text},{label}\n"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """All sets in their formats, with made-up texts."""
    for name, write in WRITERS.items():
        for split in ("train", "valid", "test"):
            path = tmp_path / SETS[name].files.format(split)
            path.parent.mkdir(exist_ok=True)
            write(path, split)
    return tmp_path


def _file(data: Path, name: str, split: str) -> Path:
    return data / SETS[name].files.format(split)


@pytest.mark.parametrize("name", ["smsa", "emot", "nusax"])
def test_texts_and_labels_are_read_as_they_stand(data: Path, name: str) -> None:
    splits = read_splits(SETS[name], data)
    tail = "" if name == "smsa" else ', "\nya'
    assert splits.test == [Example((text + tail,), (label,)) for text, label in _texts("test")]
    assert len(splits.train) == 96
    assert splits.labels == ["negative", "neutral", "positive"]


def test_sentences_end_at_blank_lines_and_at_the_end_of_the_file(data: Path) -> None:
    splits = read_splits(SETS["nergrit"], data)
    assert [example.texts[-2:] for example in splits.valid] == [("menang", "nomor")] * 18
    assert {example.labels[-2:] for example in splits.valid} == {("B-PLACE", "I-PLACE")}
    assert splits.labels == ["B-PLACE", "I-PLACE", "O"]


@pytest.mark.parametrize(
    ("name", "line", "number", "said"),
    [
        ("smsa", "tanpa label", 19, "1 columns"),
        ("smsa", "\tpositive", 19, "empty"),
        ("emot", "positive", 38, "1 cells instead of 2"),
        ("nusax", "3,,neutral", 38, "empty"),
        ("nergrit", "Jember B-PLACE", None, "IOB2"),
        ("nergrit", "Jember\tPLACE", None, "IOB2"),
    ],
)
def test_a_malformed_line_is_named_with_its_file(
    data: Path, name: str, line: str, number: int | None, said: str
) -> None:
    path = _file(data, name, "valid")
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    number = number or len(path.read_text(encoding="utf-8").splitlines())
    with pytest.raises(TrainingError) as caught:
        read_splits(SETS[name], data)
    assert f"{path}, line {number}: " in str(caught.value)
    assert said in str(caught.value)


def test_a_csv_without_its_columns_is_refused(data: Path) -> None:
    _file(data, "emot", "train").write_text("label,text\nhappy,ya\n", encoding="utf-8")
    with pytest.raises(TrainingError, match="line 1: the header must name tweet and label"):
        read_splits(SETS["emot"], data)


@pytest.mark.parametrize(("name", "label"), [("smsa", "neutral"), ("nergrit", "O")])
def test_a_test_file_with_masked_labels_is_refused(data: Path, name: str, label: str) -> None:
    path = _file(data, name, "test")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line.partition(chr(9))[0]}\t{label}\n" if line else "\n" for line in lines))
    with pytest.raises(TrainingError, match="masked"):
        read_splits(SETS[name], data)


def test_missing_files_and_unknown_labels_are_refused(data: Path) -> None:
    path = _file(data, "smsa", "test")
    path.write_text("dukung\tpositive\ndebat\tmixed\n", encoding="utf-8")
    with pytest.raises(TrainingError, match="mixed does not occur in train"):
        read_splits(SETS["smsa"], data)
    path.unlink()
    with pytest.raises(TrainingError, match="--data"):
        read_splits(SETS["smsa"], data)


def test_an_entity_is_a_begin_and_what_goes_on_with_it() -> None:
    tags = ["I-PLACE", "B-PLACE", "I-PLACE", "I-PERSON", "B-PERSON", "B-PERSON", "O", "B-PLACE"]
    assert entities(tags) == {("PLACE", 1, 3), ("PERSON", 4, 5), ("PERSON", 5, 6), ("PLACE", 7, 8)}


LABELS = ("a", "b", "c")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40))
def test_macro_f1_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    gold, said = zip(*pairs, strict=True)
    counts = count([Example(("x",), (label,)) for label in gold], [(label,) for label in said], LABELS)
    assert mean_f1(counts.sum(0)) == pytest.approx(f1_score(gold, said, average="macro"))
    interval = with_interval(counts)
    assert 0 <= interval["low"] <= interval["high"] <= 100


def test_an_interval_narrows_with_more_examples() -> None:
    examples = [Example(("x",), (label,)) for label in ("a", "b", "a", "b")]
    few = with_interval(count(examples * 10, [("a",), ("b",), ("a",), ("a",)] * 10, ("a", "b")))
    many = with_interval(count(examples * 100, [("a",), ("b",), ("a",), ("a",)] * 100, ("a", "b")))
    assert few["value"] == many["value"] == pytest.approx(100 * (4 / 5 + 2 / 3) / 2, abs=0.01)
    assert few["low"] < many["low"] < many["value"] < many["high"] < few["high"]


def test_batches_hold_every_example_once_and_like_lengths_together(base_tokenizer: BaseTokenizer) -> None:
    examples = [Example((text,), (label,)) for text, label in _texts("train")]
    encoded = encode(examples, base_tokenizer.tokenizer, SETS["smsa"])
    found = list(batches(encoded, 5, random.Random(1)))
    assert sorted(itertools.chain(*found)) == list(range(len(examples)))
    assert len(found) == 20
    spreads = [max(lengths) - min(lengths) for lengths in ([len(encoded[row].ids) for row in batch] for batch in found)]
    assert sum(spreads) < len(found)


def test_the_first_piece_of_a_word_answers_for_it_and_a_cut_word_is_outside(base_tokenizer: BaseTokenizer) -> None:
    short = dataclasses.replace(SETS["nergrit"], max_tokens=6)
    example = Example(("pilih", "Xyz", "nomor"), ("O", "B-PLACE", "O"))
    (encoded,) = encode([example], base_tokenizer.tokenizer, short)
    pieces = base_tokenizer.tokenizer.convert_ids_to_tokens(encoded.ids)
    assert pieces == ["<s>", "▁pilih", "▁", "X", "y", "</s>"]
    assert encoded.places == [1, 2, None]


@pytest.mark.parametrize("name", ["smsa", "nergrit"])
def test_what_is_separable_is_learned_to_the_full(data: Path, base_folder: Path, name: str) -> None:
    quick = dataclasses.replace(SETS[name], epochs=6, batch_size=8)
    splits = read_splits(quick, data)
    set_seed(3)
    calm = AutoConfig.from_pretrained(base_folder, initializer_range=0.02)  # each state says which token it stands on
    encoder = AutoModel.from_config(calm, add_pooling_layer=False)
    tokenizer = tokenizer_of(str(base_folder)).tokenizer
    tuned = fine_tune(encoder, tokenizer, quick, splits, 1, RATES, say=lambda _: None)
    labels = None if quick.is_tagging else splits.labels
    assert mean_f1(count(splits.test, tuned.answers, labels).sum(0)) == 1.0
    assert tuned.valid[tuned.best_epoch - 1] == max(tuned.valid) == 100.0
    assert len(tuned.valid) == 6


def test_sets_that_are_done_are_not_run_again(
    data: Path, torch_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run: list[str] = []
    original = report.measure

    def measure(name: str, *arguments: object) -> dict[str, object]:
        run.append(name)
        return original(name, *arguments)

    monkeypatch.setattr(report, "measure", measure)
    path = tmp_path / "report.json"
    command = [str(torch_model), str(path), "--data", str(data), "--epochs", "1"]
    main([*command, "--sets", "nusax"])
    main([*command, "--sets", "nusax,nergrit"])
    assert run == ["nusax", "nergrit"]
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["layers"] == 3
    assert found["sets"]["nusax"]["examples"] == {"train": 96, "valid": 18, "test": 18}
    assert found["sets"]["nusax"]["tfidf"]["value"] == 100.0
    assert "tfidf" not in found["sets"]["nergrit"]
    assert "dukung" not in path.read_text(encoding="utf-8")
    assert "| nergrit | NusaBERT large | 79.9 |" in capsys.readouterr().out

    for changed in (["--seed", "2"], ["--epochs", "2"]):
        with pytest.raises(SystemExit) as stopped:
            main([*command, "--sets", "nusax", *changed])
        assert stopped.value.code == 2
        assert "give another file" in capsys.readouterr().err


def test_published_figures_name_their_source() -> None:
    rows = {name: report.published(name) for name in SETS}
    assert {name: len(found) for name, found in rows.items()} == {"smsa": 15, "emot": 15, "nergrit": 10, "nusax": 0}
    assert all(50 < row["f1"] < 100 and "README" in row["source"] for found in rows.values() for row in found)
    assert {"model": "IndoBERT base p1", "f1": 87.73} in [
        {key: row[key] for key in ("model", "f1")} for row in rows["smsa"]
    ]
