"""The public names, the direction of imports, and what `import netralnlp` loads."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import netralnlp

ROOT = Path(__file__).parents[1]
LAYERS = [
    "errors",
    "schema",
    "text",
    "rosters",
    "model",
    "predictor",
    "rules",
    "scoring",
    "terminal",
    "cli",
]
"""Later layers import earlier ones, never the reverse."""

ALL = [
    "Action",
    "Conduct",
    "Contestant",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "NetralError",
    "Party",
    "Person",
    "Post",
    "PostError",
    "Prediction",
    "RosterError",
    "RulesError",
    "ScoringError",
    "Stance",
    "TrainingError",
    "UnknownElectionError",
    "__version__",
    "load",
    "predict",
    "score_file",
    "score_table",
]


def test_the_public_names_are_frozen() -> None:
    assert netralnlp.__all__ == ALL
    assert all(getattr(netralnlp, name) is not None for name in ALL)


def test_every_error_is_public_and_one_base_catches_it() -> None:
    from netralnlp import errors

    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert {found.__name__ for found in classes} <= set(netralnlp.__all__)
    assert all(issubclass(found, netralnlp.NetralError) for found in classes)


def imported(path: Path) -> set[str]:
    """Modules of the project that a file imports, as dotted names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in names if name.split(".")[0] in ("netralnlp", "training")}


def layer(module: str) -> int | None:
    parts = module.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS else None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "netralnlp").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_imports_run_one_way(path: Path) -> None:
    own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for module in imported(path):
        assert not module.startswith("training"), f"{path} imports {module}"
        other = layer(module)
        if own is not None and other is not None:
            assert other <= own, f"{path} imports {module}, which is a later layer"


def test_import_loads_nothing_heavy() -> None:
    code = "import sys, json, netralnlp; print(json.dumps(sorted(sys.modules)))"
    loaded = set(
        json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT).stdout)
    )
    heavy = {"torch", "transformers", "onnxruntime", "tokenizers", "numpy", "Sastrawi", "rich", "typer", "ahocorasick"}
    assert not heavy & loaded


def test_no_python_file_does_more_than_one_job() -> None:
    for folder in ("netralnlp", "training", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
