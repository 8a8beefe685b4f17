"""docs/labelling.md and the importers use the same names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from typer.testing import CliRunner

from netralnlp import Conduct, Stance
from netralnlp.model.labels import TARGET_STANCES
from training.corpus.__main__ import app
from training.corpus.exchange import FORMATS, Tool
from training.corpus.exchange.doccano import CONDUCT, POST, UNSURE
from training.corpus.exchange.label_studio import SURE
from training.corpus.exchange.post import DETAILS, ExchangedMention, ExchangedPost

PAGE = (Path(__file__).parents[3] / "docs" / "labelling.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_label_studio_config_offers_every_label_under_the_names_that_are_read() -> None:
    view = ElementTree.fromstring(block("xml"))
    tags = [tag for tag in view if tag.tag in ("Labels", "Choices")]
    labels = {tag.attrib["name"]: [part.attrib["value"] for part in tag] for tag in tags}
    assert {name: set(values) for name, values in labels.items()} == {
        "mentions": set(TARGET_STANCES),
        "stance": set(Stance),
        "conduct": set(Conduct),
        "sure": set(SURE),
    }
    shown = set(re.findall(r"\$(\w+)", block("xml")))
    task = json.loads(FORMATS[Tool.LABEL_STUDIO].write([ExchangedPost("1", "x")]))[0]["data"]
    assert shown <= set(task)
    (text,) = (tag for tag in view if tag.tag == "Text")
    assert (text.attrib["name"], text.attrib["saveTextResult"]) == ("text", "yes")


def test_results_go_to_tags_of_the_config() -> None:
    view = ElementTree.fromstring(block("xml"))
    names = {tag.attrib["name"]: tag.tag.lower() for tag in view if "toName" in tag.attrib}
    post = ExchangedPost("1", "Sari").labelled([ExchangedMention(0, 4, Stance.NEUTRAL)], "mixed", list(Conduct), False)
    (task,) = json.loads(FORMATS[Tool.LABEL_STUDIO].write([post]))
    assert {result["from_name"]: result["type"] for result in task["annotations"][0]["result"]} == names


def test_the_doccano_categories_are_those_that_are_read() -> None:
    categories = json.loads(block("json"))
    known = {f"{POST}{stance}" for stance in Stance} | {f"{CONDUCT}{label}" for label in Conduct} | {UNSURE}
    assert (set(categories), len(categories)) == (known, len(known))


def test_every_command_and_detail_that_the_page_names_exists() -> None:
    commands = set(re.findall(r"training\.corpus (\w[\w-]*)", PAGE))
    assert commands == {"export", "import", "agreement"}
    for command in commands:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
    assert all(f"`{name}`" in PAGE for name in DETAILS)
    assert set(re.findall(r"(?:export|import) (label-studio|doccano|csv)", PAGE)) == set(FORMATS)
