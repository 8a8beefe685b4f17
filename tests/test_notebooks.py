"""The notebooks run from the first cell to the last, on a tiny base."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import netralnlp
from netralnlp.model.manifest import Manifest
from training.saving import VERSION

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_saved_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.filterwarnings("default")  # of the kernel's client, none of them ours
def test_retraining_runs_and_gives_a_model_with_figures_before_and_after(
    int8_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"BASE": int8_model, "OUT": tmp_path / "out", "EPOCHS": 1}.items():
        monkeypatch.setenv(name, str(value))
    notebook = nbformat.read(ROOT / "notebooks" / "retrain.ipynb", as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(ROOT / "notebooks")}}
    ).execute()

    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2

    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["posts"]["test"] >= 10
    for part in ("own", "authored"):
        for which in ("before", "after"):
            figure = report[part][which]["figures"]["post_macro_f1"]
            assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
        assert report[part]["after"]["differences"]

    model = netralnlp.load(tmp_path / "out" / "model")
    text = "Saya pilih Pak Teguh, bukan Danang."
    answer = model.predict(text)
    assert answer.model == report["model"] == f"netralnlp-retrained {VERSION}"
    assert answer.scores != netralnlp.load(int8_model).predict(text).scores
    assert Manifest.read(tmp_path / "out" / "model").training["continues"] == Manifest.read(int8_model).training
