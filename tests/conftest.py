"""A tiny random network of the real shape, with a tokenizer made in memory: no download, no shared files."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, set_seed

from netralnlp.model.network import StanceNetwork
from netralnlp.predictor import Predictor
from training.export import export
from training.saving import BaseTokenizer, save_model, tokenizer_of
from training.settings import Settings

WORDS = ("▁pilih", "▁dukung", "▁jangan", "▁pak", "▁bu", "▁nomor", "▁yang", "▁menang", "▁kalah", "▁dan", "▁debat")


def _write_base(folder: Path) -> None:
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    pieces += [(character, -6.0) for character in string.ascii_letters + string.digits + "#@.,!?-/'"]
    pieces += [(word, -4.0) for word in WORDS]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=512,
    )
    fast.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(fast) + 9,
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=64,
        initializer_range=0.4,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)


@pytest.fixture(scope="session")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `training.base` writes it."""
    set_seed(7)
    folder = tmp_path_factory.mktemp("base")
    _write_base(folder)
    return folder


@pytest.fixture(scope="session")
def settings(base_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a run on the tiny base, with empty corpus files."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("train.txt", "dev.txt", "test.txt"):
        (folder / name).touch()
    return Settings(
        name="tiny",
        base=str(base_folder),
        labels=folder / "labels.jsonl",
        texts=folder / "texts.jsonl",
        authored=folder / "authored",
        splits=folder,
        soft_labels=None,
        layers=2,
        epochs=1,
        authored_readings=1,
        batch_size=4,
        learning_rate=1e-3,
        head_learning_rate=1e-3,
        warmup_share=0.1,
        weight_decay=0.01,
        seed=1,
    )


@pytest.fixture(scope="session")
def base_tokenizer(base_folder: Path) -> BaseTokenizer:
    """The tiny tokenizer with the placeholder tokens."""
    return tokenizer_of(str(base_folder))


@pytest.fixture(scope="session")
def torch_model(
    base_folder: Path, settings: Settings, base_tokenizer: BaseTokenizer, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A random network saved as `training.train` saves it."""
    from netralnlp.model.network import load_encoder

    set_seed(7)
    folder = tmp_path_factory.mktemp("torch-model")
    network = StanceNetwork(load_encoder(base_folder))
    save_model(network.eval(), base_tokenizer, settings, folder)
    return folder


@pytest.fixture(scope="session")
def onnx_model(torch_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same network in ONNX, fp32."""
    folder = tmp_path_factory.mktemp("onnx-model")
    export(torch_model, folder, quantise=None)
    return folder


@pytest.fixture(scope="session")
def int8_model(torch_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same network in ONNX, int8."""
    folder = tmp_path_factory.mktemp("int8-model")
    export(torch_model, folder)
    return folder


@pytest.fixture(scope="session")
def tiny(int8_model: Path) -> Predictor:
    """A predictor of the int8 network."""
    return Predictor.load(int8_model)
