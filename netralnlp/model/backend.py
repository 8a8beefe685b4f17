"""Runs the network on padded batches: ONNX Runtime, or torch where only its weights are there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from netralnlp.errors import MissingExtraError, ModelError
from netralnlp.model.labels import HEADS

ONNX_FILE: Final = "model.onnx"
SAFETENSORS_FILE: Final = "model.safetensors"

Ids = npt.NDArray[np.int64]
Logits = npt.NDArray[np.float32]


class Backend(Protocol):
    """Anything that runs the network."""

    def run(self, ids: Ids, mask: Ids, types: Ids) -> Mapping[str, Logits]:
        """Logits of every head for inputs of `(batch, tokens)`: per token for `mention` and `target`, else per text."""
        ...


class OnnxBackend:
    """An ONNX graph with the inputs of `Backend.run` and one output per head."""

    def __init__(self, path: Path, threads: int | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        if threads is not None:
            options.intra_op_num_threads = threads
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own classes, which it does not export
            raise ModelError(f"{path} cannot be read by onnxruntime ({error}): export the model again.") from error

    def run(self, ids: Ids, mask: Ids, types: Ids) -> Mapping[str, Logits]:
        """See `Backend.run`."""
        names = list(HEADS)
        outputs = self._session.run(names, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
        return dict(zip(names, outputs, strict=True))


class TorchBackend:
    """The torch network of a model folder."""

    def __init__(self, folder: Path) -> None:
        try:
            import torch

            from netralnlp.model.network import StanceNetwork
        except ImportError as error:
            raise MissingExtraError(
                error.name or "torch", "train", f"{folder} has no {ONNX_FILE}; running it"
            ) from None
        self._torch: Any = torch
        self._network = StanceNetwork.load(folder)

    def run(self, ids: Ids, mask: Ids, types: Ids) -> Mapping[str, Logits]:
        """See `Backend.run`."""
        torch = self._torch
        with torch.inference_mode():
            outputs = self._network(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types))
        return {name: output.numpy() for name, output in outputs.items()}


def load_backend(folder: Path, threads: int | None = None) -> Backend:
    """The backend of a model folder: ONNX where it is there, else torch.

    Args:
        folder: the model folder.
        threads: of one run of an ONNX network; by default one for each core. Torch has its own setting.

    Raises:
        ModelError: neither kind of weights is in the folder, or they cannot be read.
        MissingExtraError: only torch weights are there, and torch is not installed.
    """
    if (folder / ONNX_FILE).exists():
        return OnnxBackend(folder / ONNX_FILE, threads)
    if (folder / SAFETENSORS_FILE).exists():
        return TorchBackend(folder)
    raise ModelError(f"{folder} has neither {ONNX_FILE} nor {SAFETENSORS_FILE}: train or export the model again.")
