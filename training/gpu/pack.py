"""Collect what a machine with a GPU needs: `python -m training.gpu.pack TEACHER.yaml SWEEP.yaml OUT`.

OUT gets `inputs.tar.xz` (code, base, linked posts with their labels, settings; at most 60 MiB) and `run.sh`, which
unpacks, installs and runs `training.gpu.sweep` there. TEACHER is a file of training.settings. A base in torch is packed
in fp16, an exported one as it is. Drawing and linking the posts of adaptation takes many minutes, which the other
machine is spared.
"""

from __future__ import annotations

import argparse
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from netralnlp.errors import NetralError, TrainingError
from training.gpu.material import FILE, Material
from training.gpu.parts import write_half
from training.gpu.plan import ADAPTATION, SWEEP, TEACHER, Plan
from training.settings import AdaptationSettings, Settings

ARCHIVE: Final = "inputs.tar.xz"
LIMIT: Final = 60 * 2**20
PATHS: Final = ("base", "labels", "texts", "authored", "splits")
"""Settings that are paths."""

_REPOSITORY: Final = Path(__file__).parents[2]
_PROJECT: Final = ("pyproject.toml", "README.md", "LICENSE")
_RUN: Final = """#!/bin/sh
# Adaptation and the sweep: sh run.sh OUT [SECONDS]. OUT gets results.json and the best model in parts.
set -eu
inputs=$(cd "$(dirname "$0")" && pwd)/{archive}
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(mktemp -d)"
tar xf "$inputs"
{install}
python3 -m training.gpu.sweep "$out" --seconds "${{2:-480}}"
"""
_FROM_INDEX: Final = "python3 -m pip install -q '.[train]'"
_FROM_WHEELS: Final = (
    "python3 -m pip install -q --no-index --no-deps --target site wheels/*.whl\nexport PYTHONPATH=$PWD/site"
)


def pack(teacher: Path, sweep: Path, out: Path, adaptation: Path | None, wheels: Path | None) -> Path:
    """Write `inputs.tar.xz` and `run.sh` into `out`.

    Args:
        teacher: settings of the teacher.
        sweep: the runs, as `training.gpu.plan` reads them.
        out: folder to write.
        adaptation: settings of training.adapt; None leaves adaptation out.
        wheels: a folder of wheels, for a machine that reaches no package index.

    Raises:
        TrainingError: something is missing or does not fit, or the archive is larger than 60 MiB.
    """
    settings = Settings.read(teacher)
    Plan.read(sweep)
    if settings.soft_labels is not None:
        raise TrainingError(f"{teacher} names soft labels, which are the student's: set soft_labels to null.")
    if not Path(settings.base).is_dir():
        raise TrainingError(f"{settings.base} is no folder: the base must be at hand to be packed.")
    material = Material.of(settings, AdaptationSettings.read(adaptation) if adaptation else None)
    out.mkdir(parents=True, exist_ok=True)
    archive = out / ARCHIVE
    with tempfile.TemporaryDirectory() as scratch:
        write_half(Path(settings.base), Path(scratch) / "base")
        material.write(Path(scratch) / FILE)
        _write_packed(teacher, Path(scratch) / TEACHER)
        if adaptation:
            _write_packed(adaptation, Path(scratch) / ADAPTATION)
        with tarfile.open(archive, "w:xz") as tar:
            for name, path in (*_code(), *_splits(settings), (SWEEP, sweep)):
                tar.add(path, arcname=name)
            for path in sorted(Path(scratch).iterdir()):
                tar.add(path, arcname=path.name)
            for path in sorted(wheels.glob("*.whl")) if wheels else ():
                tar.add(path, arcname=f"wheels/{path.name}")
    size = archive.stat().st_size
    if size > LIMIT:
        archive.unlink()
        raise TrainingError(
            f"The inputs take {size / 2**20:.1f} MiB, more than {LIMIT / 2**20:g}: "
            "give an exported model as base, or fewer wheels."
        )
    install = _FROM_WHEELS if wheels else _FROM_INDEX
    (out / "run.sh").write_text(_RUN.format(archive=ARCHIVE, install=install), encoding="utf-8")
    return archive


def _write_packed(settings: Path, out: Path) -> None:
    """Settings whose paths are names in the archive; only the base and the splits are read there."""
    values: dict[str, Any] = yaml.safe_load(settings.read_text(encoding="utf-8"))
    packed = {name: name if name in PATHS else value for name, value in values.items()}
    out.write_text(yaml.safe_dump(packed, sort_keys=False), encoding="utf-8")


def _code() -> Iterator[tuple[str, Path]]:
    yield from ((name, _REPOSITORY / name) for name in _PROJECT)
    for package in ("netralnlp", "training"):
        for path in sorted((_REPOSITORY / package).rglob("*")):
            name = path.relative_to(_REPOSITORY)
            if path.is_file() and "__pycache__" not in name.parts and name.parts[1] != "weights":
                yield str(name), path


def _splits(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The id files whose hashes a model's manifest holds."""
    yield from ((f"splits/{part}.txt", settings.splits / f"{part}.txt") for part in ("dev", "test"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path, help="settings of the teacher, such as training/configs/teacher.yaml")
    parser.add_argument("sweep", type=Path, help="the runs, such as training/gpu/sweep.yaml")
    parser.add_argument("out", type=Path, help="folder of the inputs, outside the repository")
    parser.add_argument("--adaptation", type=Path, help="settings of training.adapt; without them nothing is adapted")
    parser.add_argument("--wheels", type=Path, help="folder of wheels, for a machine that reaches no package index")
    options = parser.parse_args(arguments)
    try:
        archive = pack(options.teacher, options.sweep, options.out, options.adaptation, options.wheels)
    except NetralError as error:
        parser.exit(2, f"Error: {error}\n")
    print(f"{archive}: {archive.stat().st_size / 2**20:.1f} MiB. On the other machine: sh run.sh OUT [SECONDS]")


if __name__ == "__main__":
    main()
