from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from netralnlp import TrainingError
from training.benchmarks.cost import MODULE, core_hours, main
from training.pages import END, begin, filled

ROOT = Path(__file__).parents[2]
BEGIN = begin(MODULE)
REPORT = {
    "model": "netralnlp-small 1.0.0",
    "pyspark": "4.0.0",
    "posts": 1234,
    "median_characters": 100,
    "cores": 2,
    "rounds": 3,
    "posts_per_core_s": {"score_table": 100.0, "spark local[2]": 50.0},
    "spark_to_plain": 0.5,
    "rows_that_differ": 0,
}


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(REPORT))
    return path


def test_a_core_hour_is_3600_times_the_rate():
    assert core_hours(360_000, 100) == 1


def test_cost_is_core_hours_times_price(report, capsys):
    main([str(report), "--core-hour", "own=0.05", "--core-hour", "spot=0.01"])
    rows = re.findall(r"^\| `(.*?)` \|(.*)\|$", capsys.readouterr().out, re.MULTILINE)
    assert {way: [cell.strip() for cell in cells.split("|")] for way, cells in rows} == {
        "score_table": ["100.0", "2,780", "27.8", "139", "27.8"],
        "spark local[2]": ["50.0", "5,560", "55.6", "278", "55.6"],
    }


def test_the_page_is_filled_between_its_comments(report, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    main([str(report), "--core-hour", "own=1", "--posts", "1e6", "--currency", "EUR", "--page", str(page)])
    text = page.read_text()
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\nafter\n")
    assert "old" not in text
    assert "Cost of 1,000,000 posts" in text
    assert "EUR, own (1 a core-hour)" in text


@pytest.mark.parametrize("page", ["", f"{END}\n{BEGIN}", BEGIN])
def test_a_page_without_the_comments_is_refused(page):
    with pytest.raises(TrainingError, match="needs the lines"):
        filled(page, MODULE, "x")


@pytest.mark.parametrize("price", ["0.05", "own", "own=0", "own=-1", "own=cheap", "=1"])
def test_a_price_needs_a_name_and_an_amount(report, price):
    with pytest.raises(SystemExit):
        main([str(report), "--core-hour", price])


def test_the_page_on_spark_is_in_step_with_its_report(tmp_path, monkeypatch):
    page = ROOT / "docs/spark.md"
    command = re.search(
        r"^`python -m training\.benchmarks\.cost (.*)`$", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert command
    copy = shutil.copy(page, tmp_path / "spark.md")
    monkeypatch.chdir(ROOT)
    main([*shlex.split(command[1]), "--page", str(copy)])
    assert Path(copy).read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
