from __future__ import annotations

import csv
import dataclasses
import json
import random
from pathlib import Path
from typing import Any

import pytest
import torch
import typer
import yaml
from datasets import Dataset, concatenate_datasets
from typer.testing import CliRunner

from netralnlp import TrainingError
from netralnlp.model.manifest import Calibration, Manifest
from netralnlp.predictor import Predictor
from netralnlp.schema import Stance
from training import train as training_run
from training.benchmarks import heldout_race
from training.benchmarks.heldout_race import halves
from training.corpus.labelled import FEATURES, read_authored
from training.corpus.near_duplicates import cluster
from training.corpus.split import SPLITS, Parts, read_ids, read_parts
from training.retrain.__main__ import main
from training.retrain.mixture import mix, read_corpus, write_parts
from training.retrain.own_posts import FEWEST, OwnPosts, read_own_posts
from training.retrain.run import CONFIG, MODEL, Retraining, read_settings
from training.settings import Settings

EXAMPLE = Path("data/examples/labelled_posts.csv")
WORDS = {"support": "dukung", "oppose": "jangan pilih", "neutral": "debat dan"}


def posts(count: int, seed: int = 3) -> list[dict[str, Any]]:
    """Invented posts whose side is in one word."""
    generator = random.Random(seed)
    rows = []
    for number in range(count):
        stance = tuple(WORDS)[number % 3]
        name = generator.choice(["Wiratama", "Sulastri"])
        text = f"{WORDS[stance]} {name} " + "".join(generator.choice("abcdefghij ") for _ in range(40)).strip()
        start = text.index(name)
        mention = {"start": start, "end": start + len(name), "stance": stance}
        rows.append({"id": f"p{number}", "text": text, "mentions": [mention], "stance": stance, "conduct": []})
    return rows


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_csv(path: Path, rows: list[dict[str, Any]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows({**row, "mentions": json.dumps(row["mentions"])} if "mentions" in row else row for row in rows)
    return path


def own(count: int = 120) -> OwnPosts:
    rows = [
        {name: row.get(name) for name in FEATURES} | {"source": "own", "sure": True, "conduct": ["endorsement"]}
        for row in posts(count)
    ]
    return OwnPosts(Dataset.from_list(rows, features=FEATURES), has_mentions=True, has_conduct=True)


@pytest.fixture(scope="module")
def config(int8_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fast configuration with a small authored corpus of its own."""
    folder = tmp_path_factory.mktemp("recipe")
    (folder / "authored").mkdir()
    authored = [
        {name: row.get(name) for name in FEATURES} | {"id": f"a{n}", "source": "authored-01", "sure": True}
        for n, row in enumerate(posts(40, seed=8))
    ]
    write_lines(folder / "authored" / "batch-01.jsonl", authored)
    for part, ids in {"train": range(24), "dev": range(24, 30), "test": range(30, 40)}.items():
        (folder / f"{part}.txt").write_text("\n".join(f"a{n}" for n in ids), encoding="utf-8")
    values = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    values |= {"base": str(int8_model), "authored": str(folder / "authored"), "splits": str(folder)}
    values |= {"texts": str(folder / "none"), "learning_rate": 3e-3, "head_learning_rate": 3e-3, "epochs": 3}
    (folder / "fast.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return folder / "fast.yaml"


@pytest.fixture(scope="module")
def fast(config: Path) -> Settings:
    return read_settings(config)


def test_the_example_is_sound_and_takes_no_side() -> None:
    example = read_own_posts(EXAMPLE)
    assert example.notes == ()
    assert example.has_mentions
    assert example.has_conduct
    sides: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for row in example.rows.to_list():
        for mention in row["mentions"]:
            surface = row["text"][mention["start"] : mention["end"]].lower()
            first = any(sign in surface for sign in ("teguh", "nurlela", "1"))
            sides[first][mention["stance"]] = sides[first].get(mention["stance"], 0) + 1
    for stance in ("support", "oppose", "neutral"):
        assert abs(sides[True][stance] - sides[False][stance]) <= 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_and_lines_give_the_same_posts(tmp_path: Path, delimiter: str) -> None:
    rows = [{**row, "conduct": "endorsement attack"} for row in posts(FEWEST)]
    sheet = read_own_posts(write_csv(tmp_path / "own.csv", rows, delimiter))
    lines = read_own_posts(
        write_lines(tmp_path / "own.jsonl", [{**row, "conduct": ["endorsement", "attack"]} for row in rows])
    )
    assert sheet.rows.to_list() == lines.rows.to_list()
    assert sheet.sha256 == lines.sha256
    assert [row["mentions"] for row in sheet.rows] == [row["mentions"] for row in rows]


def test_rows_without_an_id_are_named_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    rows = [{key: row[key] for key in ("text", "mentions", "stance")} for row in posts(FEWEST)]
    rows[5]["stance"] = "suport"
    with pytest.raises(TrainingError, match=r"own\.csv: Task row-7: unknown stance 'suport'"):
        read_own_posts(write_csv(tmp_path / "own.csv", rows))
    with pytest.raises(TrainingError, match=r"own\.jsonl: Task row-6: unknown stance 'suport'"):
        read_own_posts(write_lines(tmp_path / "own.jsonl", rows))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " ", "mentions": []}, "Task p3 has no text"),
        ({"id": "p4"}, "Task p4 stands more than once"),
        ({"mentions": [{"start": 0, "end": 999, "stance": "support"}]}, "from 0 to 999 lies outside"),
        (
            {"mentions": [{"start": 0, "end": 4, "stance": "oppose"}], "stance": "support"},
            "its mentions make it oppose",
        ),
        ({"conduct": "stealing"}, "unknown conduct 'stealing'"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    rows = [{**row, "conduct": ""} for row in posts(FEWEST)]
    rows[3] |= change
    with pytest.raises(TrainingError, match=sentence):
        read_own_posts(write_csv(tmp_path / "own.csv", rows))


def test_too_few_posts_and_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="has 49 labelled posts and retraining needs at least 50"):
        read_own_posts(write_lines(tmp_path / "few.jsonl", posts(49)))
    with pytest.raises(TrainingError, match="No such file"):
        read_own_posts(tmp_path / "none.csv")
    (tmp_path / "tasks.json").write_text(json.dumps([{"id": 1, "data": {}}]), encoding="utf-8")
    with pytest.raises(TrainingError, match=r"line 1 is not a JSON object.*training\.corpus import"):
        read_own_posts(tmp_path / "tasks.json")
    (tmp_path / "old.csv").write_bytes("text,stance\nménang,support\n".encode("cp1252"))
    with pytest.raises(TrainingError, match="not UTF-8 at byte 13"):
        read_own_posts(tmp_path / "old.csv")


def test_unlabelled_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = posts(FEWEST + 2)
    del rows[0]["mentions"], rows[0]["stance"], rows[0]["conduct"]
    read = read_own_posts(write_lines(tmp_path / "own.jsonl", rows))
    assert len(read.rows) == FEWEST + 1
    assert read.notes[-1] == "1 of 52 posts are not labelled and were left out."


def test_what_nobody_labelled_is_filled_in_and_follows_the_label_of_the_post(tmp_path: Path, tiny: Predictor) -> None:
    rows = [{"text": f"Prabowo Subianto {row['text']}", "stance": row["stance"]} for row in posts(60)]
    bare = read_own_posts(write_csv(tmp_path / "own.csv", rows))
    assert (bare.has_mentions, bare.has_conduct) == (False, False)
    completed = bare.completed(tiny).rows.to_list()
    assert sum(len(row["mentions"]) for row in completed) > 0
    for row in completed:
        sides = {mention["stance"] for mention in row["mentions"]}
        assert sides <= {row["stance"], Stance.NEUTRAL.value}
        if len({row["text"][m["start"] : m["end"]].casefold() for m in row["mentions"]}) == 1:
            assert sides == {row["stance"]}
    labelled = own(60)
    assert labelled.completed(tiny) is labelled


@pytest.mark.parametrize(("count", "dev"), [(60, 0), (300, 0), (520, 104)])
def test_parts_keep_clusters_together_and_are_drawn_alike(count: int, dev: int) -> None:
    own_posts = own(count)
    copied = own_posts.rows.select(range(20)).map(lambda row: {"id": f"copy-{row['id']}", "text": f"{row['text']}!"})
    own_posts = dataclasses.replace(own_posts, rows=concatenate_datasets([own_posts.rows, copied]))
    parts = own_posts.parts()
    part_of = {post: part for part, rows in parts._asdict().items() for post in rows["id"]}
    assert len(part_of) == count + 20 == sum(len(part) for part in parts)
    for post in copied["id"]:
        assert part_of[post] == part_of[post.removeprefix("copy-")]
    assert abs(len(parts.test) - (count + 20) / 4) <= 2
    assert abs(len(parts.dev) - dev) <= 6
    assert bool(len(parts.dev)) == bool(dev)
    assert [list(part["id"]) for part in own_posts.parts()] == [list(part["id"]) for part in parts]


def test_as_many_authored_posts_as_own_ones_are_replayed_none_of_them_of_dev_or_test() -> None:
    settings = read_settings()
    corpus, parts = read_corpus(settings), own().parts()
    mixed = mix(parts, corpus, settings)
    assert len(mixed.train) == 2 * len(parts.train)
    replayed = set(mixed.train["id"]) - set(parts.train["id"])
    assert replayed <= read_ids(SPLITS / "train.txt") & set(read_authored(settings.authored)["id"])
    assert mixed.dev is parts.dev


def test_a_bare_encoder_gets_the_whole_corpus_and_its_dev_part(fast: Settings, base_folder: Path) -> None:
    settings = dataclasses.replace(fast, base=str(base_folder))
    parts = own().parts()
    mixed = mix(parts, read_corpus(settings), settings)
    assert len(mixed.train) == len(parts.train) + 24
    assert set(mixed.dev["id"]) == {f"a{n}" for n in range(24, 30)}


def test_written_parts_are_read_back_by_training(tmp_path: Path) -> None:
    parts = own().parts()
    parts = Parts(concatenate_datasets([parts.train, parts.train]), parts.dev, parts.test)  # ids twice
    write_parts(parts, tmp_path)
    lines = tmp_path / "posts.jsonl"
    for wrote, read in zip(parts, read_parts(lines, lines, tmp_path / "none", tmp_path), strict=True):
        assert [{**row, "id": ""} for row in wrote.to_list()] == [{**row, "id": ""} for row in read.to_list()]


def test_retraining_learns_keeps_the_calibration_and_goes_on_where_it_was_cut(
    fast: Settings, int8_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.retrain.run.CHECKPOINT_STEPS", 5)
    losses: list[float] = []
    original = training_run.NetworkTrainer.compute_loss

    def cut(self: object, *arguments: object, **named: object) -> torch.Tensor:
        if len(losses) == 12:
            losses.append(0.0)
            raise KeyboardInterrupt
        loss = original(self, *arguments, **named)
        losses.append(float(loss.detach()))
        return loss

    monkeypatch.setattr(training_run.NetworkTrainer, "compute_loss", cut)
    with pytest.raises(KeyboardInterrupt):
        Retraining.of(own(), fast, tmp_path).fit()
    run = Retraining.of(own(), fast, tmp_path)
    model = run.fit()
    assert len(losses) == 13 + 3 * -(-(len(run.parts.train) + 24) // 16) - 10
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])
    report = run.compare(model)
    assert report["own"]["after"]["figures"].keys() == report["own"]["before"]["figures"].keys() > {"post_macro_f1"}
    assert not report["calibrated_anew"]
    assert Manifest.read(tmp_path / MODEL).calibration == Manifest.read(int8_model).calibration
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == report

    with pytest.raises(TrainingError, match="other posts or with other settings"):
        Retraining.of(own(123), fast, tmp_path)
    with pytest.raises(TrainingError, match="other posts or with other settings"):
        Retraining.of(own(), dataclasses.replace(fast, epochs=9), tmp_path)


def test_enough_posts_fit_thresholds_anew_but_for_conduct(fast: Settings, tmp_path: Path) -> None:
    run = Retraining.of(own(501), fast, tmp_path)
    kept = Calibration(thresholds=dict.fromkeys(Calibration().thresholds, 0.33))
    run.before.manifest = dataclasses.replace(run.before.manifest, calibration=kept)
    assert run.refits
    fitted = run.calibration(run.before, run.parts.dev)
    changed = {name for name, value in fitted.thresholds.items() if value != 0.33}
    assert changed == {"support", "oppose", "linked", "tagged"}
    assert fitted.temperatures["conduct"] == kept.temperatures["conduct"]
    assert fitted.temperatures["post"] != kept.temperatures["post"]


def test_a_base_that_is_not_there_and_a_wrong_file_end_in_a_sentence(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(main)
    few = write_lines(tmp_path / "few.jsonl", posts(10))
    result = CliRunner().invoke(app, [str(few), str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "Error:" in result.output
    assert "retraining needs at least 50" in result.output
    with pytest.raises(TrainingError, match="There is no model"):
        read_settings(base=str(tmp_path / "nowhere"))


def test_every_post_of_a_race_is_tested_once_after_training_on_the_other_half(
    fast: Settings, int8_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heldout_race, "LABELLED", 30)
    monkeypatch.setattr(heldout_race, "read_settings", lambda base: dataclasses.replace(fast, base=base, epochs=1))
    report = heldout_race.measure(own(90).rows, str(int8_model), tmp_path)
    assert report["tested"] == 90
    assert len(report["runs"]) == 2
    assert report["own"]["after"]["differences"]["post_macro_f1"]["low"] < 1
    lines = sorted(tmp_path.glob("*/posts/posts.jsonl"))
    first, second = (read_parts(each, each, tmp_path / "none", each.parent) for each in lines)
    for half, other in ((first, second), (second, first)):
        assert set(half.train["text"]) & set(other.test["text"])
        assert not set(half.train["text"]) & set(half.test["text"])


def test_halves_of_a_race_share_no_cluster() -> None:
    rows = own(100).rows
    rows = concatenate_datasets([rows, rows.select(range(0, 100, 3))])
    left, right = halves(rows)
    assert abs(len(left) - len(right)) <= 2
    assert len(left) + len(right) == len(rows)
    roots = dict(zip(rows["text"], cluster(rows["text"]), strict=True))
    assert not {roots[text] for text in left["text"]} & {roots[text] for text in right["text"]}
