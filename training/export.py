"""Export a trained model folder: `python -m training.export MODEL OUT [--full-precision]`.

With `--check REPORT` nothing is exported: OUT, exported and calibrated before, is compared with MODEL in fp32.

OUT gets `model.onnx` with 8-bit weights, the tokenizer and the manifest: what `netralnlp.load` runs without torch.
Activations are quantised per row and weights per block of 64 (`MatMulNBits` of ONNX Runtime), so a text's scores do
not depend on the other texts of its batch, as they would with one activation scale per tensor.
"""

from __future__ import annotations

import argparse
import functools
import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Final

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn

from netralnlp.model.backend import ONNX_FILE
from netralnlp.model.labels import HEADS
from netralnlp.model.manifest import Manifest
from netralnlp.model.network import StanceNetwork
from training.corpus.split import read_parts
from training.export_check import check_export

BLOCK: Final = 64
_INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
_PER_TOKEN: Final = ("mention", "target")


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


def export_onnx(network: StanceNetwork, path: Path) -> None:
    """Write the network as an fp32 ONNX graph with free batch and token dimensions."""
    network.eval()
    network.encoder.set_attn_implementation("eager")
    ids = torch.tensor([[0, 5, 6, 2], [0, 7, 2, 1]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    free = {name: {0: "batch", 1: "tokens"} for name in (*_INPUTS, *_PER_TOKEN)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of constants that are constant here
        torch.onnx.export(
            network,
            (ids, mask, torch.zeros_like(ids)),
            str(path),
            input_names=list(_INPUTS),
            output_names=list(HEADS),
            dynamic_axes=free | {name: {0: "batch"} for name in HEADS if name not in _PER_TOKEN},
            opset_version=17,
            dynamo=False,
        )


def quantise_embeddings(network: StanceNetwork) -> None:
    """Replace every embedding table of the network by its int8 rows."""
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Embedding):
                setattr(module, name, RowQuantisedEmbedding(child))


def quantise_weights(path: Path) -> None:
    """Replace the weight matrices of an fp32 graph by 8-bit blocks, in place."""
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantiser = MatMulNBitsQuantizer(
        onnx.load(path),
        algo_config=DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8),
    )
    quantiser.process()
    quantiser.model.save_model_to_file(str(path), use_external_data_format=False)


def export(model: Path, out: Path, quantised: bool = True) -> None:
    """Write `out` as a torch-free model folder from the torch folder `model`."""
    manifest = Manifest.read(model)
    network = StanceNetwork.load(model)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / ONNX_FILE
        if quantised:
            quantise_embeddings(network)
        export_onnx(network, path)
        if quantised:
            quantise_weights(path)
        shutil.copyfile(path, out / ONNX_FILE)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        content = json.loads((model / name).read_text(encoding="utf-8"))
        (out / name).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    manifest.write(out)


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder that training.train wrote (OUT/model there)")
    parser.add_argument("out", type=Path, help="folder of the exported model")
    parser.add_argument("--full-precision", action="store_true", help="write fp32 weights")
    parser.add_argument("--check", type=Path, metavar="REPORT", help="compare OUT with MODEL on dev and test posts")
    arguments = parser.parse_args()
    if arguments.check:
        report = check_export(arguments.out, functools.partial(export, arguments.model, quantised=False), read_parts())
        arguments.check.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        print(json.dumps(report, indent=2))
        return
    export(arguments.model, arguments.out, quantised=not arguments.full_precision)


if __name__ == "__main__":
    main()
