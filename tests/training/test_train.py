from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer

import netralnlp
from netralnlp import TrainingError
from netralnlp.model.manifest import Manifest
from netralnlp.model.network import StanceNetwork, load_encoder
from training import train as training_run
from training.calibrate import GRID, calibrate, read_dev
from training.corpus.split import read_parts
from training.export import export
from training.export_check import check_export
from training.quantise import WEIGHT_LEVELS
from training.saving import VERSION, BaseTokenizer, manifest_of
from training.settings import Settings
from training.train import keep_layers, train


def test_training_learns_resumes_where_it_was_cut_and_gives_a_model_that_loads(
    run_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses: list[float] = []
    original = training_run.NetworkTrainer.compute_loss

    def cut(self: object, *arguments: object, **named: object) -> torch.Tensor:
        loss = original(self, *arguments, **named)
        losses.append(float(loss.detach()))
        if len(losses) == 12:
            raise KeyboardInterrupt
        return loss

    monkeypatch.setattr(training_run.NetworkTrainer, "compute_loss", cut)
    with pytest.raises(KeyboardInterrupt):
        train(run_settings, tmp_path, checkpoint_steps=5)
    assert sorted(path.name for path in (tmp_path / "checkpoints").iterdir()) == ["checkpoint-10", "checkpoint-5"]
    train(run_settings, tmp_path, checkpoint_steps=5)
    steps = 3 * -(-109 // 16)
    assert len(losses) == 12 + steps - 10
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])

    export(tmp_path / "model", tmp_path / "onnx")
    parts = read_parts(run_settings.labels, run_settings.texts, run_settings.authored, run_settings.splits)
    dev = read_dev(netralnlp.load(tmp_path / "onnx"), parts.dev)
    calibration = calibrate(dev)
    dataclasses.replace(Manifest.read(tmp_path / "onnx"), calibration=calibration).write(tmp_path / "onnx")
    answer = netralnlp.load(tmp_path / "onnx").predict("dukung Prabowo")
    assert answer.model == f"tiny {VERSION}"
    assert Manifest.read(tmp_path / "onnx").calibration == calibration
    assert set(calibration.thresholds.values()) <= set(GRID)


def test_authored_posts_are_read_with_the_public_ones_and_parted_like_them(run_settings: Settings) -> None:
    parts = read_parts(run_settings.labels, run_settings.texts, run_settings.authored, run_settings.splits)
    assert [len(part) for part in parts] == [109, 12, 1]
    assert parts.test["source"] == ["authored-02"]


def test_training_goes_on_from_an_exported_model(torch_model: Path, onnx_model: Path, int8_model: Path) -> None:
    saved = StanceNetwork.load(torch_model).state_dict()
    for folder, rounding in ((onnx_model, 0.0), (int8_model, 1 / WEIGHT_LEVELS)):
        started = training_run.start_of(str(folder)).state_dict()
        assert started.keys() == saved.keys()
        for name, tensor in saved.items():
            torch.testing.assert_close(started[name], tensor, rtol=0, atol=float(rounding * tensor.abs().max()))


def test_a_manifest_tells_what_training_it_went_on_from(
    settings: Settings, torch_model: Path, base_tokenizer: BaseTokenizer
) -> None:
    assert "continues" not in manifest_of(base_tokenizer, settings).training
    continued = manifest_of(base_tokenizer, dataclasses.replace(settings, base=str(torch_model), seed=9)).training
    assert continued["settings"]["seed"] == 9
    assert continued["continues"] == Manifest.read(torch_model).training


def test_int8_weights_are_compared_with_fp32_ones(run_settings: Settings, torch_model: Path, int8_model: Path) -> None:
    parts = read_parts(run_settings.labels, run_settings.texts, run_settings.authored, run_settings.splits)
    report = check_export(int8_model, functools.partial(export, torch_model, quantise=None), parts)
    assert report["posts"] == 13
    assert 0 < report["largest_score_gap"] < 0.1
    assert report["post_stance"] > 0.5


def test_training_goes_on_from_a_model_folder_with_its_heads(torch_model: Path) -> None:
    started, saved = training_run.start_of(str(torch_model)), StanceNetwork.load(torch_model)
    torch.testing.assert_close(started.post[0].weight, saved.post[0].weight)


def test_a_saved_model_is_a_folder_that_transformers_loads(torch_model: Path) -> None:
    encoder = AutoModel.from_pretrained(torch_model, add_pooling_layer=False)
    tokenizer = AutoTokenizer.from_pretrained(torch_model)
    assert encoder.config.id2label == {0: "support", 1: "oppose", 2: "neutral"}
    assert tokenizer.model_max_length == 512
    network = StanceNetwork.load(torch_model)
    ids = torch.tensor([[0, 9, 8, 2]])
    with torch.no_grad():
        states = [model(ids).last_hidden_state for model in (encoder.eval(), network.encoder)]
    torch.testing.assert_close(*states)


def test_layers_are_kept_evenly(base_folder: Path) -> None:
    network = StanceNetwork(load_encoder(base_folder))
    kept = [network.encoder.encoder.layer[index] for index in (0, 2)]
    keep_layers(network, 2)
    assert list(network.encoder.encoder.layer) == kept
    assert network.encoder.config.num_hidden_layers == 2
    with pytest.raises(TrainingError, match="2 to 2"):
        keep_layers(network, 5)


def test_settings_name_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "run.yaml").write_text("name: x\nspeed: 3\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"differs in .*epochs.*speed"):
        Settings.read(tmp_path / "run.yaml")
