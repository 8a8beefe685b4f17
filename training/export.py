"""Export a trained model folder: `python -m training.export MODEL OUT [--full-precision]`.

With `--check REPORT` nothing is exported: OUT, exported and calibrated before, is compared with MODEL in fp32.

OUT gets `model.onnx` with 8-bit weights (`training.quantise`), the tokenizer and the manifest: what `netralnlp.load`
runs without torch.
"""

from __future__ import annotations

import argparse
import functools
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final

import torch

from netralnlp.model.backend import ONNX_FILE
from netralnlp.model.labels import HEADS
from netralnlp.model.manifest import Manifest
from netralnlp.model.network import StanceNetwork
from training.corpus.split import read_parts
from training.export_check import check_export
from training.quantise import quantise_embeddings, quantise_rows

_INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
_PER_TOKEN: Final = ("mention", "target")


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


def export(model: Path, out: Path, quantise: Callable[[Path], None] | None = quantise_rows) -> None:
    """Write `out` as a torch-free model folder from the torch folder `model`; without `quantise` in fp32."""
    manifest = Manifest.read(model)
    network = StanceNetwork.load(model)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / ONNX_FILE
        if quantise:
            quantise_embeddings(network)
        export_onnx(network, path)
        if quantise:
            quantise(path)
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
        report = check_export(arguments.out, functools.partial(export, arguments.model, quantise=None), read_parts())
        arguments.check.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        print(json.dumps(report, indent=2))
        return
    export(arguments.model, arguments.out, None if arguments.full_precision else quantise_rows)


if __name__ == "__main__":
    main()
