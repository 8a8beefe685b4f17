"""Adaptation, then teachers, within a time limit: `python -m training.gpu.sweep OUT [--seconds N]`.

Run it in the folder that the archive of training.gpu.pack unpacks into. OUT gets `results.json` and the best teacher so
far in fp16 parts of at most 15 MiB, both after every run. A run that does not fit into the time left is not begun; one
that takes longer than those before is cut short.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch

from netralnlp.errors import NetralError, TrainingError
from training.arguments import has_bf16
from training.gpu.adaptation import adapted_base
from training.gpu.material import FILE, Material
from training.gpu.parts import PART_BYTES, cut
from training.gpu.plan import ADAPTATION, SWEEP, TEACHER, Plan
from training.gpu.teacher import dev_figures, fit
from training.settings import AdaptationSettings, Settings

RESULTS: Final = "results.json"
RESERVE: Final = 40.0
"""Seconds kept for the dev figures and the parts after the last step of training."""


def sweep(out: Path, seconds: float, part_bytes: int = PART_BYTES) -> dict[str, Any]:
    """Run what the time allows on the inputs in the working directory; returns what `results.json` holds."""
    started = time.monotonic()
    if not Path(FILE).exists():
        raise TrainingError(f"There is no {FILE} here: run this where the inputs of training.gpu.pack are unpacked.")
    teacher, plan, material = Settings.read(Path(TEACHER)), Plan.read(Path(SWEEP)), Material.read(Path(FILE))
    out.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "bf16": has_bf16(),
        "limit_s": seconds,
        "read_s": round(time.monotonic() - started, 1),
        "runs": [],
    }
    with tempfile.TemporaryDirectory() as scratch:
        if material.adaptation:
            settings = AdaptationSettings.read(Path(ADAPTATION))
            deadline = started + plan.adaptation_share * seconds
            base = adapted_base(settings, material.adaptation, Path(scratch) / "adapted", deadline)
            teacher = dataclasses.replace(teacher, base=str(base))
            results["adapted_s"] = round(time.monotonic() - started, 1)
            results["probe"] = json.loads((base.parent / "probe.json").read_text(encoding="utf-8"))
        model = Path(scratch) / "model"
        longest = best = 0.0
        for run, settings_of_run in zip(plan.runs, plan.settings(teacher), strict=True):
            begun = time.monotonic()
            if results["runs"] and begun + longest > started + seconds:
                results["left_out"] = len(plan.runs) - len(results["runs"])
                break
            was_cut = fit(settings_of_run, material, model, started + seconds - RESERVE)
            figures = dev_figures(model, material)
            if not results["runs"] or figures["score"] > best:
                best = figures["score"]
                results["best"] = len(results["runs"])
                cut(model, out, part_bytes)
            shutil.rmtree(model)
            took = time.monotonic() - begun
            longest = max(longest, took)
            results["runs"].append({"settings": run, "seconds": round(took, 1), "cut": was_cut, "dev": figures})
            _write(results, out)
            print(json.dumps(results["runs"][-1]))
    results["seconds"] = round(time.monotonic() - started, 1)
    _write(results, out)
    return results


def _write(results: dict[str, Any], out: Path) -> None:
    (out / RESULTS).write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, default=480)
    options = parser.parse_args(arguments)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # data is read in processes that are forked later
    try:
        results = sweep(options.out, options.seconds)
    except NetralError as error:
        parser.exit(2, f"Error: {error}\n")
    print(f"{options.out / RESULTS}: {len(results['runs'])} runs, best {results['runs'][results['best']]['settings']}.")


if __name__ == "__main__":
    main()
