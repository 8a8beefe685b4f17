from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.model.backend import OnnxBackend
from netralnlp.model.network import StanceNetwork
from training.dequantise import read_exported
from training.export import export, export_onnx
from training.quantise import WEIGHT_LEVELS, quantise_blocks, quantise_rows

Texts = list[list[int]]


@pytest.fixture(scope="module")
def graphs(torch_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, OnnxBackend]:
    folder = tmp_path_factory.mktemp("graphs")
    network = StanceNetwork.load(torch_model)
    paths = {kind: folder / f"{kind}.onnx" for kind in ("full", "rows", "blocks")}
    for path in paths.values():
        export_onnx(network, path)
    quantise_rows(paths["rows"])
    quantise_blocks(paths["blocks"])
    return {kind: OnnxBackend(path) for kind, path in paths.items()}


def run(backend: OnnxBackend, texts: Texts) -> dict[str, np.ndarray]:
    width = max(map(len, texts))
    ids = np.array([text + [1] * (width - len(text)) for text in texts])
    mask = np.array([[1] * len(text) + [0] * (width - len(text)) for text in texts])
    return dict(backend.run(ids, mask, np.zeros_like(ids)))


@given(texts=st.lists(st.lists(st.integers(5, 60), min_size=1, max_size=20), min_size=2, max_size=6))
@settings(max_examples=30, deadline=None)
@pytest.mark.parametrize("kind", ["rows", "blocks"])
def test_a_text_is_read_alike_alone_and_in_any_batch(graphs: dict[str, OnnxBackend], kind: str, texts: Texts) -> None:
    together = run(graphs[kind], texts)
    for index, text in enumerate(texts):
        alone = run(graphs[kind], [text])
        np.testing.assert_allclose(together["post"][index], alone["post"][0], atol=2e-5)
        np.testing.assert_allclose(together["mention"][index, : len(text)], alone["mention"][0], atol=2e-5)


@pytest.mark.parametrize(("kind", "gap"), [("rows", 0.08), ("blocks", 0.04)])
def test_quantised_logits_stay_near_those_of_full_precision(
    graphs: dict[str, OnnxBackend], kind: str, gap: float
) -> None:
    texts = np.random.default_rng(3).integers(5, 60, (40, 12)).tolist()
    full, quantised = run(graphs["full"], texts), run(graphs[kind], texts)
    for head, logits in full.items():
        assert np.abs(quantised[head] - logits).mean() < gap * logits.std(), head


def test_no_weight_could_overflow_sixteen_bits(int8_model: Path) -> None:
    graph = onnx.load(int8_model / "model.onnx").graph
    weights = {node.input[1] for node in graph.node if node.op_type == "MatMulIntegerToFloat"}
    arrays = [onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer if tensor.name in weights]
    assert len(arrays) == 3 * 6  # of three layers
    assert all(array.dtype == np.int8 and np.abs(array).max() == WEIGHT_LEVELS for array in arrays)


def test_an_exported_model_is_read_back_to_within_half_a_step(torch_model: Path, int8_model: Path) -> None:
    wanted, found = StanceNetwork.load(torch_model).state_dict(), read_exported(int8_model).state_dict()
    for name, weight in wanted.items():
        step = weight.abs().max(dim=-1, keepdim=True).values / WEIGHT_LEVELS if weight.ndim == 2 else torch.tensor(0.0)
        assert ((found[name] - weight).abs() <= step / 2 + 1e-6).all(), name


def test_exporting_what_was_read_back_changes_nothing(int8_model: Path, tmp_path: Path) -> None:
    network = read_exported(int8_model)
    again = tmp_path / "again"
    network.save(again)
    for name in ("tokenizer.json", "tokenizer_config.json", "netral.json"):
        (again / name).write_bytes((int8_model / name).read_bytes())
    export(again, tmp_path / "exported")
    reread = read_exported(tmp_path / "exported").state_dict()
    for name, weight in network.state_dict().items():
        torch.testing.assert_close(reread[name], weight, atol=1e-5, rtol=1e-4)
