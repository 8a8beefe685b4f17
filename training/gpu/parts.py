"""A model folder in 16-bit floats, cut into parts that are small enough to carry, and put together again."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file, save_file

from netralnlp.errors import TrainingError
from netralnlp.model.manifest import FILE_NAME, Manifest
from netralnlp.model.network import WEIGHTS_FILE

INDEX: Final = "parts.json"
PART_BYTES: Final = 15 * 2**20
_STEM: Final = "model.tar.gz"


def write_half(folder: Path, out: Path) -> None:
    """Copy a model folder or a base to `out`, its weights rounded to fp16: half the size, three digits each."""
    shutil.copytree(folder, out, ignore=shutil.ignore_patterns(WEIGHTS_FILE))
    if (folder / WEIGHTS_FILE).exists():
        state = {
            name: tensor.to(torch.float16) if tensor.is_floating_point() else tensor
            for name, tensor in load_file(folder / WEIGHTS_FILE).items()
        }
        save_file(state, out / WEIGHTS_FILE, metadata={"format": "pt"})
    if (out / FILE_NAME).exists():
        Manifest.read(out).write(out)  # with the hashes of the rounded weights


def cut(folder: Path, out: Path, limit: int = PART_BYTES) -> list[Path]:
    """Write `folder`, in fp16, as parts of at most `limit` bytes and their index `parts.json` into `out`.

    Parts of a model that was cut into `out` before are replaced.
    """
    for old in out.glob(f"{_STEM}.*"):
        old.unlink()
    half = out / "half"
    archive = io.BytesIO()
    try:
        write_half(folder, half)
        with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=1) as tar:
            tar.add(half, arcname=".")
    finally:
        shutil.rmtree(half, ignore_errors=True)
    data = archive.getvalue()
    index, paths = [], []
    for number, start in enumerate(range(0, len(data), limit)):
        part = data[start : start + limit]
        path = out / f"{_STEM}.{number:03}"
        path.write_bytes(part)
        index.append({"name": path.name, "bytes": len(part), "sha256": hashlib.sha256(part).hexdigest()})
        paths.append(path)
    (out / INDEX).write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
    return paths


def join(parts: Path, out: Path) -> None:
    """Put the parts in the folder `parts` together into the model folder `out`.

    Raises:
        TrainingError: the index or a part is missing, a part is not what was written, or `out` is there already.
    """
    if out.exists():
        raise TrainingError(f"{out} is there already: give a new folder.")
    try:
        index = json.loads((parts / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrainingError(f"{parts} has no {INDEX}: give the folder that training.gpu.sweep wrote.") from None
    except json.JSONDecodeError as error:
        raise TrainingError(f"{parts / INDEX} is not JSON ({error}): copy it again.") from None
    archive = io.BytesIO(b"".join(_checked(parts, part) for part in index))
    with tarfile.open(fileobj=archive, mode="r:gz") as tar:
        tar.extractall(out, filter="data")


def _checked(parts: Path, part: dict[str, Any]) -> bytes:
    path = parts / part["name"]
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TrainingError(f"{path} is missing: copy it again.") from None
    if hashlib.sha256(data).hexdigest() != part["sha256"]:
        raise TrainingError(
            f"{path} is damaged ({len(data)} bytes of {part['bytes']}, SHA-256 differs): copy it again."
        )
    return data
