"""The model that ships: what a user gets without training anything."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import netralnlp
from netralnlp import Post, Stance
from netralnlp.model.manifest import Manifest, sha256
from netralnlp.predictor import EMBEDDED_MODEL, Predictor
from training.evaluate import card

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "data" / "examples" / "comments.csv"


def comments() -> list[str]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [row["comment"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return netralnlp.load()


def test_it_is_small_and_its_files_are_those_of_the_manifest() -> None:
    files = [path for path in EMBEDDED_MODEL.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 35_000_000
    manifest = Manifest.read(EMBEDDED_MODEL)
    assert manifest.base == "intfloat/multilingual-e5-small"
    assert manifest.licence == "MIT"
    assert {name: sha256(EMBEDDED_MODEL / name) for name in ("model.onnx", "tokenizer.json")} == {
        name: manifest.files[name] for name in ("model.onnx", "tokenizer.json")
    }


def test_scores_do_not_depend_on_the_batch(predictor: Predictor) -> None:
    posts = [Post(text) for text in comments()[:24]]
    for post, reading in zip(posts, predictor.read(posts), strict=True):
        alone = predictor.read([post])[0]
        for name in ("mention", "target", "post", "conduct"):
            np.testing.assert_allclose(getattr(alone.logits, name), getattr(reading.logits, name), atol=1e-5)


@pytest.mark.parametrize(
    ("text", "election", "stance"),
    [
        ("Ayo menangkan Khofifah-Emil, sudah terbukti kerjanya! #KhofifahEmil", "pilkada-2024/35", Stance.SUPPORT),
        ("Ayo menangkan Risma-Gus Hans, sudah terbukti kerjanya!", "pilkada-2024/35", Stance.SUPPORT),
        ("Jangan pilih Prabowo, janjinya bohong semua", "pilpres-2024", Stance.OPPOSE),
        ("Jangan pilih Ganjar, janjinya bohong semua", "pilpres-2024", Stance.OPPOSE),
        ("KPU menetapkan jadwal debat capres Anies, Prabowo dan Ganjar di Jakarta.", "pilpres-2024", Stance.NEUTRAL),
        ("Resep rendang daging sapi khas Minang, masak dengan api kecil tiga jam.", None, Stance.NEUTRAL),
        ("ASN wajib menjaga netralitas dalam pilkada serentak.", None, Stance.NEUTRAL),
    ],
)
def test_plain_cases(predictor: Predictor, text: str, election: str | None, stance: Stance) -> None:
    assert predictor.predict(text, election=election).stance is stance


def test_a_contestant_nobody_labelled_is_found_and_linked(predictor: Predictor) -> None:
    answer = predictor.predict("Pak Andi Harun sudah terbukti, ayo coblos nomor 2!", election="pilkada-2024/64.72")
    assert [(m.text, m.contestant.id if m.contestant else None) for m in answer.mentions] == [
        ("Andi Harun", "pilkada-2024/64.72#2"),
        ("nomor 2", "pilkada-2024/64.72#2"),
    ]
    assert {m.stance for m in answer.mentions} == {Stance.SUPPORT}


def test_swapping_contestants_of_one_race_changes_no_score(predictor: Predictor) -> None:
    answers = [
        predictor.predict(f"{name} paling cocok memimpin, saya titip suara saya untuk {name}", election="pilpres-2024")
        for name in ("Anies", "Prabowo", "Ganjar", "Mahfud", "Gibran")
    ]
    assert len({round(answer.partisan, 6) for answer in answers}) == 1


def test_the_first_line_of_the_readme_scores_the_examples(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    line = re.search(r"^python3 -m venv .*netralnlp score (\S+) -o (\S+)$", readme, re.MULTILINE)
    assert line
    assert ROOT / line[1] == EXAMPLES
    out = tmp_path / line[2]
    done = subprocess.run(
        [sys.executable, "-m", "netralnlp", "score", str(EXAMPLES), "-o", str(out)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["comment"] for row in rows] == comments()
    for row in rows:
        assert row["netral_stance"] in set(Stance)
        assert not row["netral_error"]
        for mention in json.loads(row["netral_mentions"]):
            assert row["comment"][mention["start"] : mention["end"]] == mention["text"]


def test_predicting_loads_no_torch() -> None:
    code = "import sys, netralnlp; netralnlp.predict('Pilih Ganjar'); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_card_says_what_the_report_says() -> None:
    report = json.loads((ROOT / "docs" / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    page = (EMBEDDED_MODEL / "README.md").read_text(encoding="utf-8")
    assert report["model"]["files"]["model.onnx"] == Manifest.read(EMBEDDED_MODEL).files["model.onnx"]
    assert "multilingual-e5-small" in page
    assert "license: mit" in page
    figure = report["systems"]["model"]["whole"]["figures"]["post_macro_f1"]["value"]
    assert f"{figure:.3f}" in page


def test_the_readme_says_what_the_report_says() -> None:
    report = json.loads((ROOT / "docs" / "reports" / "evaluation.json").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert card.summary(report) in readme
