"""An evaluation in files: `evaluation.json`, and from it `report.md` with its plots."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Template

from training.evaluate import plots
from training.evaluate.evaluation import FEW, FILE_NAME
from training.evaluate.metrics import CONDUCT_LABELS
from training.evaluate.tables import COLUMNS, figure
from training.templates import template

REPORT_NAME: Final = "report.md"

_INNERMOST = re.compile(r"\{\n([^{}\[\]]*)\n\s*\}")
_LINE_BREAK = re.compile(r"\n\s*")


def write(evaluation: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the JSON, the report and the plots into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / FILE_NAME
    data.write_text(to_json(evaluation), encoding="utf-8")
    report = folder / REPORT_NAME
    report.write_text(render(evaluation), encoding="utf-8")
    return [data, report, *plots.write(evaluation, folder)]


def to_json(values: Mapping[str, Any]) -> str:
    """Indented JSON with each innermost object on one line."""
    indented = json.dumps(values, indent=1, ensure_ascii=False)
    return _INNERMOST.sub(lambda found: "{" + _LINE_BREAK.sub(" ", found[1].strip()) + "}", indented) + "\n"


def render(evaluation: Mapping[str, Any]) -> str:
    """The report as Markdown; plots are named as `plots.write` names them."""
    return template_of("report.md.jinja").render(
        evaluation, sets=plots.sets(evaluation), columns=COLUMNS, conduct_labels=CONDUCT_LABELS, few=FEW
    )


def template_of(name: str) -> Template:
    """A template beside this file, with the filter `figure`."""
    return template(Path(__file__).parent / name, figure=figure)
