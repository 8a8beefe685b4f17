"""An exported model read back into torch, so that training can go on from the weights that the package carries.

Each 8-bit weight is multiplied by the scale it was divided by; what rounding took away stays away (see
docs/reports/export-check.json for how little that is).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoConfig, AutoModel

from netralnlp.errors import TrainingError
from netralnlp.model.backend import ONNX_FILE
from netralnlp.model.network import StanceNetwork
from training.quantise import DEQUANTISED, SUFFIX, is_constant


def read_exported(folder: Path) -> StanceNetwork:
    """The network of a folder that `training.export` wrote, its weights in fp32.

    Raises:
        TrainingError: the graph does not hold every weight of the network that `config.json` describes.
    """
    encoder = AutoModel.from_config(AutoConfig.from_pretrained(folder), add_pooling_layer=False)
    network = StanceNetwork(encoder)
    graph = onnx.load(folder / ONNX_FILE).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in stored:  # equal weights are stored once
            stored[node.output[0]] = stored[node.input[0]]
    state = {name: array for name, array in stored.items() if not is_constant(name)}
    for name in [name for name in state if name.endswith(".table")]:
        module = name.removesuffix(".table")
        state[f"{module}.weight"] = state.pop(name).astype(np.float32) * state.pop(f"{module}.scale")
    for node in graph.node:
        if node.op_type in DEQUANTISED:
            state[_weight_of(node.name)] = DEQUANTISED[node.op_type](node, stored)
        elif node.op_type == "MatMul" and node.input[1] in stored:
            state[_weight_of(node.name)] = stored[node.input[1]].T
    wanted = network.state_dict()
    different = sorted(set(wanted) ^ set(state))
    if different:
        raise TrainingError(
            f"{folder / ONNX_FILE} does not hold the weights of its config.json (first difference: {different[0]}): "
            "export the model again."
        )
    network.load_state_dict({name: torch.tensor(array, dtype=torch.float32) for name, array in state.items()})
    return network.eval()


def _weight_of(node: str) -> str:
    """`/encoder/layer.0/dense/MatMul_Q8` computes with `encoder.layer.0.dense.weight`."""
    return node.removesuffix(SUFFIX).removesuffix("/MatMul").strip("/").replace("/", ".") + ".weight"
