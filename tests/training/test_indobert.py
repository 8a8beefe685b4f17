"""IndoBERT and IndoBERTweet as bases, on tiny random checkpoints laid out as the model hub's are."""

from __future__ import annotations

import dataclasses
import json
import string
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import huggingface_hub.constants
import pytest
import torch
import yaml
from hypothesis import example, given
from hypothesis import settings as checks
from hypothesis import strategies as st
from transformers import AutoModel, AutoTokenizer, BertConfig, BertForMaskedLM, BertForPreTraining, set_seed

import netralnlp
from netralnlp import MissingExtraError, ModelError
from netralnlp.model import rendering
from netralnlp.model.encoding import LONGEST, EncodedPost
from netralnlp.model.manifest import Manifest
from netralnlp.model.network import load_encoder
from netralnlp.model.rendering import PLACEHOLDERS, Rendering, Wording, placeholder_of, render
from netralnlp.predictor import EMBEDDED_MODEL, Predictor
from netralnlp.rosters import linker_for
from training.export import export
from training.saving import BaseTokenizer, tokenizer_of
from training.settings import Settings
from training.train import train

ROOT = Path(__file__).parents[2]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = [*string.ascii_lowercase, *string.digits]
WORDS = ["pilih", "dukung", "jangan", "pak", "nomor", "dua", "menang", "kalah", "user", "http", "##url", "face", "hand"]
VOCABULARY = [*SPECIAL, *string.punctuation, *LETTERS, *(f"##{letter}" for letter in LETTERS), *WORDS]


class Hub(NamedTuple):
    """One checkpoint of the hub: its id, the class it was saved from, and rows of embeddings beyond its vocabulary."""

    id: str
    saved_from: type[BertForPreTraining] | type[BertForMaskedLM]
    unused_rows: int
    config: dict[str, Any]


HUB = {
    "indobert-base": Hub(
        "indobenchmark/indobert-base-p1",
        BertForPreTraining,
        40,
        {
            "_num_labels": 5,
            "id2label": {str(index): f"LABEL_{index}" for index in range(5)},
            "label2id": {f"LABEL_{index}": index for index in range(5)},
            "directionality": "bidi",
            "pooler_type": "first_token_transform",
        },
    ),
    "indobertweet": Hub(
        "indolem/indobertweet-base-uncased",
        BertForMaskedLM,
        0,
        {
            "_name_or_path": "indolem/indobert-base-uncased",
            "id2label": {"0": "LABEL_0", "1": "LABEL_1"},
            "label2id": {"LABEL_0": 0, "LABEL_1": 1},
            "eos_token_ids": 0,
            "max_length": 20,
            "do_sample": False,
        },
    ),
}
"""The ids of training/configs, with the keys of their `config.json` that trip those who fine-tune them."""


def write_checkpoint(hub: Hub, folder: Path, positions: int = 512) -> None:
    """`config.json`, `pytorch_model.bin`, `vocab.txt` and a `tokenizer_config.json` that says nothing."""
    folder.mkdir(parents=True)
    config = BertConfig(
        vocab_size=len(VOCABULARY) + hub.unused_rows,
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=positions,
        initializer_range=0.1,
    )
    set_seed(11)
    torch.save(hub.saved_from(config).state_dict(), folder / "pytorch_model.bin")
    values = {**config.to_dict(), "architectures": [hub.saved_from.__name__], "model_type": "bert", **hub.config}
    (folder / "config.json").write_text(json.dumps(values), encoding="utf-8")
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text("{}", encoding="utf-8")


@pytest.fixture(scope="module", params=list(HUB))
def name(request: pytest.FixtureRequest) -> str:
    """Name of the configuration."""
    return str(request.param)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The cache of `huggingface_hub`, which finds both checkpoints in it without a network."""
    folder = tmp_path_factory.mktemp("hub")
    for hub in HUB.values():
        repository = folder / f"models--{hub.id.replace('/', '--')}"
        write_checkpoint(hub, repository / "snapshots" / "main-commit")
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text("main-commit", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(folder))
        patch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        yield folder


@pytest.fixture(scope="module")
def base(name: str, cache: Path) -> Path:
    """The folder of the checkpoint."""
    return cache / f"models--{HUB[name].id.replace('/', '--')}" / "snapshots" / "main-commit"


def write_corpus(folder: Path) -> None:
    """24 invented posts, each side as often as the other, with what such posts are full of."""
    frames = {
        "support": "AYO dukung {} 👍🏽 https://contoh.id/a",
        "oppose": "jangan pilih {}😡 kata @warga.biasa",
        "neutral": "Debat {}: cafe\u0301 tutup, cek www.contoh.id",
    }
    names = ["Prabowo", "@ganjarpranowo", "Anies Baswedan", "PDIP", "Golkar", "Sari Wulan", "Budi Raharja", "PKS"]
    posts, labels = [], []
    for number, (name, (stance, frame)) in enumerate((n, f) for n in names for f in frames.items()):
        text = frame.format(name)
        start = text.index(name)
        mentions = [{"start": start, "end": start + len(name), "stance": stance}]
        posts.append({"id": f"p{number}", "text": text, "election": None, "platform": "x", "set": "made"})
        labels.append({"id": f"p{number}", "mentions": mentions, "stance": stance, "conduct": [], "sure": True})
    for file, rows in (("texts.jsonl", posts), ("labels.jsonl", labels)):
        (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "authored").mkdir()
    row = {**posts[0], **labels[0], "context": "Debat tadi?", "source": "authored-01", "id": "asn-01"}
    (folder / "authored" / "batch-01.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    for part, ids in {"train": [*(row["id"] for row in posts), "asn-01"], "dev": [], "test": []}.items():
        (folder / f"{part}.txt").write_text("\n".join(ids), encoding="utf-8")


@pytest.fixture(scope="module")
def model(name: str, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What training on the configuration's hub id writes, on a corpus of 25 posts and with two layers."""
    folder = tmp_path_factory.mktemp("run")
    write_corpus(folder)
    values = yaml.safe_load((ROOT / "training" / "configs" / f"{name}.yaml").read_text(encoding="utf-8"))
    values |= {"labels": str(folder / "labels.jsonl"), "texts": str(folder / "texts.jsonl"), "splits": str(folder)}
    values |= {"authored": str(folder / "authored"), "layers": 2, "epochs": 4, "batch_size": 8}
    values |= {"learning_rate": 1e-3, "head_learning_rate": 3e-3}
    (folder / "run.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    train(Settings.read(folder / "run.yaml"), folder / "out")
    return folder / "out" / "model"


@pytest.fixture(scope="module")
def predictor(model: Path) -> Predictor:
    """The trained model in torch, keeping every span."""
    return with_every_mention(model)


@pytest.fixture(scope="module")
def base_tokenizer(base: Path) -> BaseTokenizer:
    """The tokenizer of the checkpoint with the placeholders."""
    return tokenizer_of(str(base))


POSTS = [
    "AYO DUKUNG Prabowo 👍🏽👍🏽 di https://contoh.id/a?b=1",
    "jangan pilih Ganjar😡, kata @warga.biasa",
    "Cafe\u0301 tutup. PAK Anies Baswedan menang 2️⃣",
    "@ganjarpranowo kalah ❤️ Jose\u0301 Wulan",
    "menang " * 300 + "Prabowo",
]


def with_every_mention(folder: Path) -> Predictor:
    """The model of a folder, told to keep every span that it links or tags."""
    manifest = Manifest.read(folder)
    thresholds = {**manifest.calibration.thresholds, "linked": 1e-6, "tagged": 1e-6}
    dataclasses.replace(manifest, calibration=dataclasses.replace(manifest.calibration, thresholds=thresholds)).write(
        folder
    )
    return netralnlp.load(folder)


def test_a_hub_id_trains_saves_loads_and_answers_alike_in_torch_and_onnx(
    model: Path, predictor: Predictor, tmp_path: Path
) -> None:
    export(model, tmp_path / "full", quantise=None)
    export(model, tmp_path / "int8")
    posts = [netralnlp.Post(text, context="Pak Prabowo?") for text in POSTS]
    torch_answers, full, int8 = (
        each.predict(posts)
        for each in (predictor, with_every_mention(tmp_path / "full"), with_every_mention(tmp_path / "int8"))
    )
    for left, middle, right in zip(torch_answers, full, int8, strict=True):
        assert left.stance == middle.stance
        assert left.scores == pytest.approx(middle.scores, abs=1e-4)
        assert [(m.start, m.end, m.stance) for m in left.mentions] == [
            (m.start, m.end, m.stance) for m in middle.mentions
        ]
        assert left.scores == pytest.approx(right.scores, abs=0.1)
        if all(abs(score - 0.5) > 0.1 for score in left.scores.values()):
            assert left.stance == right.stance
    assert [mention.text for answer in torch_answers[:4] for mention in answer.mentions] != []
    assert torch_answers[-1].windows > 2


def test_a_saved_model_has_label_names_a_length_and_a_row_for_each_token(model: Path) -> None:
    assert "LABEL_" not in (model / "config.json").read_text(encoding="utf-8")
    encoder, tokenizer = AutoModel.from_pretrained(model, add_pooling_layer=False), AutoTokenizer.from_pretrained(model)
    assert encoder.config.id2label == {0: "support", 1: "oppose", 2: "neutral"}
    assert encoder.config.num_labels == 3
    assert tokenizer.model_max_length == 512
    assert encoder.get_input_embeddings().num_embeddings == len(tokenizer) == len(VOCABULARY) + 9
    manifest = Manifest.read(model)
    assert manifest.wording == Wording("HTTPURL", "@USER", emoji_names=True)
    assert (manifest.cls_token, manifest.sep_token, manifest.pad_token) == ("[CLS]", "[SEP]", "[PAD]")


def test_training_goes_on_with_the_tokens_of_the_saved_model(model: Path, base_tokenizer: BaseTokenizer) -> None:
    again = tokenizer_of(str(model)).encoder
    assert again.wording == base_tokenizer.encoder.wording
    for text in POSTS:
        assert windows_of(again.tokenizer.encode, text) == windows_of(base_tokenizer.encoder.tokenizer.encode, text)


def windows_of(encode: Any, text: str) -> list[int]:
    return list(encode(f"{text} <k1> <url>").ids)


def test_the_encoder_keeps_its_weights_and_gains_the_placeholders(base: Path, base_tokenizer: BaseTokenizer) -> None:
    stored = torch.load(base / "pytorch_model.bin", weights_only=True)
    encoder = load_encoder(base)
    table = encoder.get_input_embeddings().weight
    torch.testing.assert_close(
        table[: len(VOCABULARY)].detach(), stored["bert.embeddings.word_embeddings.weight"][: len(VOCABULARY)]
    )
    torch.testing.assert_close(
        encoder.encoder.layer[2].output.dense.weight.detach(), stored["bert.encoder.layer.2.output.dense.weight"]
    )
    assert len(table) == len(base_tokenizer.tokenizer)
    ids = base_tokenizer.tokenizer.convert_tokens_to_ids(list(PLACEHOLDERS))
    assert ids == list(range(len(VOCABULARY), len(VOCABULARY) + 8))


def encoded(
    tokenizer: BaseTokenizer, raw: str, election: str | None = None
) -> tuple[Rendering, EncodedPost, list[str]]:
    """A post as `predict` encodes it, and its tokens."""
    links = linker_for(election).link(raw)
    text = render(raw, links, placeholder_of(links), tokenizer.encoder.wording)
    post = tokenizer.encoder.encode([text], [None])[0]
    return text, post, [tokenizer.encoder.tokenizer.id_to_token(i) for i in post.windows[0].ids[1:-1]]


def test_links_handles_and_emoji_are_read_in_the_words_of_pre_training(base_tokenizer: BaseTokenizer) -> None:
    raw = "PILIH Ganjar✌🏽 kata @Warga.Biasa di https://contoh.id/@a 2️⃣"
    text, post, tokens = encoded(base_tokenizer, raw)
    words = "".join(f"{'' if token.startswith('##') else ' '}{token.removeprefix('##')}" for token in tokens)
    assert words.split() == [
        *("pilih", "<k1>", ":", "victory", "_", "hand", "_", "medium", "_", "skin", "_", "tone", ":", "kata"),
        *("@", "user", "di", "httpurl", ":", "keycap", "_", "2", ":"),
    ]  # fmt: skip
    units = {
        raw[unit.start : unit.end]: tokens[slice(*span)]
        for unit, span in zip(text.units, post.unit_tokens, strict=True)
    }
    assert units["Ganjar"] == ["<k1>"]
    assert units["@Warga.Biasa"] == ["@", "user"]
    assert units["✌🏽"][0] == units["✌🏽"][-1] == ":"


def test_a_name_that_is_left_raw_in_training_reads_as_plain_text(base_tokenizer: BaseTokenizer) -> None:
    raw = "kata @ganjarpranowo dan Prabowo"
    links = linker_for(None).link(raw)
    text = render(raw, links, lambda _: None, base_tokenizer.encoder.wording)
    assert [raw[unit.start : unit.end] for unit in text.units] == ["kata", "@ganjarpranowo", "dan", "Prabowo"]
    assert text.text.split() == ["kata", "@USER", "dan", "Prabowo"]


PIECES = [
    "Pilih",
    "PRABOWO",
    "@warga_1",
    "@jokowi",
    "#AMINAjaDulu",
    "😂",
    "👨‍👩‍👧",
    "✌🏽",
    "2️⃣",
    "Jose\u0301",
    "É",
    "www.a.id/b",
    "★kata",
    "[CLS]",
    "<k1>",
    "選",
    "!",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6), st.just(" ")), max_size=14).map("".join)


@given(raw=TEXTS)
@example("Jose\u0301😂Prabowo@a b")
@checks(max_examples=60, deadline=None)
def test_units_keep_tokens_that_lead_back_to_them(base_tokenizer: BaseTokenizer, raw: str) -> None:
    text, post, _ = encoded(base_tokenizer, raw, "pilpres-2024")
    offsets = base_tokenizer.encoder.tokenizer.encode(text.text, add_special_tokens=False).offsets
    assert all(left[0] <= right[0] for left, right in pairwise(post.unit_tokens))
    for unit, (start, end), (first, last) in zip(text.units, text.unit_spans, post.unit_tokens, strict=True):
        if unit.link is not None or any(character.isalnum() for character in raw[unit.start : unit.end]):
            assert first < last
        assert all(offsets[token][0] < end and offsets[token][1] > start for token in range(first, last))


@given(raw=TEXTS)
@checks(max_examples=20, deadline=None)
def test_every_mention_is_a_slice_of_the_raw_text(predictor: Predictor, raw: str) -> None:
    answer = predictor.predict(raw, election="pilpres-2024")
    assert all(raw[mention.start : mention.end] == mention.text for mention in answer.mentions)
    assert all(left.end <= right.start for left, right in pairwise(answer.mentions))


def test_special_tokens_written_into_a_post_in_any_case_are_text(base_tokenizer: BaseTokenizer) -> None:
    special = set(base_tokenizer.tokenizer.all_special_ids) - {base_tokenizer.tokenizer.unk_token_id}
    ids = encoded(base_tokenizer, "[CLS] [cls] [SEP] [PAD] [Mask] [MASK] <k1> <K2> <URL>")[1].windows[0].ids[1:-1]
    assert not special & set(ids)


def test_the_longest_window_fits_and_a_base_that_is_too_short_for_it_is_refused(
    base_tokenizer: BaseTokenizer, tmp_path: Path
) -> None:
    long = render("menang " * 500, (), lambda _: None)
    windows = base_tokenizer.encoder.encode([long], [long])[0].windows
    assert max(len(window.ids) for window in windows) == LONGEST <= base_tokenizer.tokenizer.model_max_length
    assert {kind for window in windows for kind in window.types} == {0, 1}
    write_checkpoint(HUB["indobertweet"], tmp_path / "short", positions=128)
    with pytest.raises(ModelError, match="128 tokens"):
        tokenizer_of(str(tmp_path / "short"))


def test_a_model_that_names_emoji_says_which_package_it_needs(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"`emoji`: pip install 'netralnlp\[emoji\]'"):
        netralnlp.load(model)


def test_the_embedded_model_reads_links_as_before() -> None:
    assert Manifest.read(EMBEDDED_MODEL).wording == Wording("<url>", "", emoji_names=False)


@pytest.mark.parametrize("name", list(HUB))
def test_the_configurations_name_the_hub(name: str) -> None:
    assert Settings.read(ROOT / "training" / "configs" / f"{name}.yaml").base == HUB[name].id
