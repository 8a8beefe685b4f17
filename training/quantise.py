"""8-bit weights for an fp32 ONNX graph, in two kinds; neither lets a text's scores depend on its batch.

`quantise_rows`: every weight matrix has one scale per output column, every activation row (a token) its own; the
product is one of integers (VNNI where the processor has it). `quantise_blocks`: `MatMulNBits` of ONNX Runtime, one
scale per block of 64 weights; nearer to fp32 and slower. ONNX Runtime's own dynamic quantiser takes one activation
scale per tensor, so that a text would be read differently beside a loud neighbour.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn

BLOCK: Final = 64
SUFFIX: Final = "_Q8"
"""Behind the name of a node that computes with quantised weights, as `MatMulNBitsQuantizer` puts it too."""

WEIGHT_LEVELS: Final = 63
"""Weights are -63 to 63: on processors without VNNI two products are summed in 16 bits, which 255 * 127 * 2 overflows.

See "U8S8 saturation" in ONNX Runtime's notes on quantisation.
"""

_ACTIVATION_LEVELS: Final = 127
_ZERO: Final = 128
_SCALE_NAME: Final = "activation_scale"
_ZERO_NAME: Final = "activation_zero"
_FLOOR_NAME: Final = "activation_floor"
_FEWEST_COLUMNS: Final = 32
"""Narrower matrices (the heads' last layers) stay in fp32."""


class RowQuantisedEmbedding(nn.Module):
    """An embedding table in int8 with one scale per row: `(rows, width)` and `(rows, 1)`."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        weight = embedding.weight.detach()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("table", (weight / scale).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """Rows of the table, `(..., width)` for ids of any shape."""
        return self.table[ids].to(torch.float32) * self.scale[ids]


def quantise_embeddings(network: nn.Module) -> None:
    """Replace every embedding table of the network by its int8 rows."""
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Embedding):
                setattr(module, name, RowQuantisedEmbedding(child))


def quantise_blocks(path: Path) -> None:
    """Replace the weight matrices of an fp32 graph by 8-bit blocks, in place."""
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantiser = MatMulNBitsQuantizer(
        onnx.load(path),
        algo_config=DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8),
    )
    quantiser.process()
    quantiser.model.save_model_to_file(str(path), use_external_data_format=False)


def quantise_rows(path: Path) -> None:
    """Replace the weight matrices of an fp32 graph by 8-bit columns and quantise activations by row, in place."""
    model = onnx.load(path)
    graph = model.graph
    matrices = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in graph.initializer
        if len(tensor.dims) == 2 and tensor.dims[1] >= _FEWEST_COLUMNS
    }
    constants = {
        _SCALE_NAME: np.float32(1 / _ACTIVATION_LEVELS),
        _ZERO_NAME: np.uint8(_ZERO),
        _FLOOR_NAME: np.array([1e-9], np.float32),
    }
    replaced: set[str] = set()
    quantised: set[str] = set()
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in matrices:
            nodes.append(node)
            continue
        rows, weight = node.input
        if rows not in quantised:
            nodes += _quantised_rows(rows)
            quantised.add(rows)
        name = node.name + SUFFIX
        constants |= dict(zip((f"{name}.weight", f"{name}.scale"), _by_column(matrices[weight]), strict=True))
        nodes += _product(name, rows, node.output[0])
        replaced.add(weight)
    kept = [tensor for tensor in graph.initializer if tensor.name not in replaced]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(
        [*kept, *(numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items())]
    )
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, path)


def _by_column(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Integers and scales of a matrix `(in, out)`: `(in, out)` and `(out,)`."""
    scale = np.maximum(np.abs(matrix).max(0), 1e-12) / WEIGHT_LEVELS
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


def _quantised_rows(rows: str) -> Iterator[onnx.NodeProto]:
    """Divide each row by its largest magnitude, then make it integers of one constant scale."""
    yield helper.make_node("Abs", [rows], [f"{rows}.magnitude"])
    yield helper.make_node("ReduceMax", [f"{rows}.magnitude"], [f"{rows}.largest"], axes=[-1], keepdims=1)
    yield helper.make_node("Max", [f"{rows}.largest", _FLOOR_NAME], [f"{rows}.range"])
    yield helper.make_node("Div", [rows, f"{rows}.range"], [f"{rows}.unit"])
    yield helper.make_node("QuantizeLinear", [f"{rows}.unit", _SCALE_NAME, _ZERO_NAME], [f"{rows}.integers"])


def _product(name: str, rows: str, output: str) -> Iterator[onnx.NodeProto]:
    yield helper.make_node(
        "MatMulIntegerToFloat",
        [f"{rows}.integers", f"{name}.weight", _SCALE_NAME, f"{name}.scale", _ZERO_NAME],
        [f"{name}.product"],
        name=name,
        domain="com.microsoft",
    )
    yield helper.make_node("Mul", [f"{name}.product", f"{rows}.range"], [output])


def dequantised_columns(node: onnx.NodeProto, stored: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """The weight matrix `(out, in)` of a node that `quantise_rows` made; `stored` are the constants of its graph."""
    integers, scale = stored[node.input[1]], stored[node.input[3]]
    matrix: NDArray[np.float32] = (integers.astype(np.float32) * scale).T
    return matrix


def dequantised_blocks(node: onnx.NodeProto, stored: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """The weight matrix `(out, in)` of a `MatMulNBits` node."""
    shape = {attribute.name: attribute.i for attribute in node.attribute}
    blocks = stored[node.input[1]].reshape(shape["N"], -1, shape["block_size"]).astype(np.float32) - _ZERO
    scales = stored[node.input[2]].reshape(shape["N"], -1, 1)
    matrix: NDArray[np.float32] = (blocks * scales).reshape(shape["N"], -1)[:, : shape["K"]]
    return matrix


DEQUANTISED: Final = {"MatMulIntegerToFloat": dequantised_columns, "MatMulNBits": dequantised_blocks}
"""What reads the weight matrix of a node again, by the node's type."""


def is_constant(name: str) -> bool:
    """Whether a constant of a quantised graph is no weight by itself."""
    return name.startswith(("onnx::", "activation_")) or f"{SUFFIX}." in name
