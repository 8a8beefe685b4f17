from __future__ import annotations

import dataclasses
import itertools
import json
import shutil
import tarfile
import time
from pathlib import Path

import pytest
import torch
import yaml
from transformers import AutoTokenizer, set_seed

import netralnlp
from netralnlp import TrainingError
from netralnlp.model.manifest import Manifest, sha256
from netralnlp.model.network import StanceNetwork, load_encoder, load_tokenizer
from training.gpu import pack as packing
from training.gpu import sweep as sweeping
from training.gpu.join import main as join_main
from training.gpu.material import Material
from training.gpu.pack import pack
from training.gpu.parts import INDEX, cut, join, write_half
from training.gpu.plan import Plan
from training.gpu.sweep import RESULTS, sweep
from training.gpu.teacher import fit
from training.gpu.timed import TimedNetworkTrainer, TimeLimit, timed_arguments_of
from training.saving import VERSION
from training.settings import Settings
from training.train import start_of

PART_BYTES = 20_000
UNLABELLED = ("pak lurah yang baru sudah datang", "hujan terus dari pagi sampai sore", "debat nanti malam jam delapan")
WORDS = {"support": "dukung", "oppose": "jangan pilih", "neutral": "debat dan"}


@pytest.fixture(scope="module")
def base(base_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny base with a mask token and a record of where it comes from."""
    folder = tmp_path_factory.mktemp("masked-base")
    shutil.copytree(base_folder, folder, dirs_exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_special_tokens({"mask_token": "<mask>"})
    tokenizer.save_pretrained(folder)
    set_seed(7)
    encoder, tokenizer = load_encoder(folder), load_tokenizer(folder)
    encoder.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "base.json").write_text('{"source": "tiny-encoder", "licence": "MIT"}', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def teacher(base: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings on a dozen invented posts whose side is in one word, four of dev and a few that nobody labelled."""
    folder = tmp_path_factory.mktemp("gpu-corpus")
    posts, labels = [], []
    for number, (stance, word) in zip(range(16), itertools.cycle(WORDS.items()), strict=False):
        name = ("Bu Rahmi", "Pak Sarwono")[number % 2]
        text = f"{word} {name} nomor {number}"
        start = text.index(name)
        posts.append({"id": f"p{number}", "text": text, "election": None, "platform": "x", "set": "made"})
        mention = {"start": start, "end": start + len(name), "stance": stance}
        labels.append({"id": f"p{number}", "mentions": [mention], "stance": stance, "conduct": [], "sure": True})
    free = [{**posts[0], "id": f"free{number}", "text": text} for number, text in enumerate(UNLABELLED)]
    for name, rows in (("texts.jsonl", [*posts, *free]), ("labels.jsonl", labels)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "authored").mkdir()
    authored = {**posts[0], **labels[0], "id": "asn", "context": None, "source": "authored-01"}
    (folder / "authored" / "batch-01.jsonl").write_text(json.dumps(authored) + "\n", encoding="utf-8")
    ids = [post["id"] for post in posts]
    for part, members in {"train": [*ids[:12], "asn"], "dev": ids[12:], "test": []}.items():
        (folder / f"{part}.txt").write_text("\n".join(members), encoding="utf-8")
    return dataclasses.replace(
        settings,
        base=str(base),
        labels=folder / "labels.jsonl",
        texts=folder / "texts.jsonl",
        authored=folder / "authored",
        splits=folder,
        layers=3,
    )


@pytest.fixture(scope="module")
def written(teacher: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the teacher's settings and a sweep of two runs."""
    folder = tmp_path_factory.mktemp("settings")
    values = dataclasses.asdict(teacher)
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
    (folder / "teacher.yaml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    shared = {name: plain[name] for name in (*packing.PATHS, "warmup_share", "weight_decay", "seed")}
    adaptation = {"pool": None, "general": None, "masked_share": 0.5, "epochs": 10, "batch_size": 2}
    (folder / "adaptation.yaml").write_text(
        yaml.safe_dump({**shared, **adaptation, "learning_rate": 1e-3}), encoding="utf-8"
    )
    runs = [{"learning_rate": 1e-3, "seed": 1}, {"learning_rate": 1e-4, "epochs": 2, "seed": 2}]
    (folder / "sweep.yaml").write_text(yaml.safe_dump({"adaptation_share": 0.3, "runs": runs}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def unpacked(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed inputs, unpacked."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "extra-1.0-py3-none-any.whl").write_bytes(b"wheel")
    settings = (written / name for name in ("teacher.yaml", "sweep.yaml"))
    archive = pack(*settings, folder / "packed", written / "adaptation.yaml", folder)
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    return folder / "unpacked"


def test_the_inputs_stand_on_their_own(unpacked: Path, teacher: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unpacked)
    packed = Settings.read(Path("teacher.yaml"))
    assert dataclasses.replace(packed, **{name: getattr(teacher, name) for name in packing.PATHS}) == teacher
    material = Material.read(Path("material.pickle"))
    assert len(material.train) == 13
    assert [post.text for post in material.dev] == [gold.post.text for gold in material.gold]
    assert sorted(post.id or "" for post in material.dev) == ["p12", "p13", "p14", "p15"]
    assert material.adaptation
    assert set(material.adaptation.posts.texts) == set(UNLABELLED)
    assert not Path("netralnlp/weights").exists()
    repository = Path(packing.__file__).parents[2]
    for package in ("netralnlp", "training"):
        assert {path.name for path in Path(package).rglob("*.py")} == {
            path.name for path in (repository / package).rglob("*.py")
        }
    assert Path("netralnlp/rosters/data").is_dir()
    assert not list(Path().rglob("__pycache__"))
    expected = start_of(teacher.base).encoder.state_dict()
    for name, tensor in start_of(packed.base).float().encoder.state_dict().items():
        torch.testing.assert_close(tensor, expected[name].half().float(), rtol=0, atol=0)
    assert [path.name for path in Path("wheels").iterdir()] == ["extra-1.0-py3-none-any.whl"]
    assert "--no-index" in (unpacked.parent / "packed" / "run.sh").read_text(encoding="utf-8")


def test_a_sweep_adapts_and_leaves_the_best_model_in_parts_that_join_to_the_same_weights(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models: list[dict[str, torch.Tensor]] = []
    bases: list[dict[str, torch.Tensor]] = []
    original = sweeping.fit

    def fitted(settings: Settings, material: Material, out: Path, deadline: float) -> bool:
        bases.append(start_of(settings.base).encoder.state_dict())
        was_cut = original(settings, material, out, deadline)
        models.append(StanceNetwork.load(out).state_dict())
        return was_cut

    monkeypatch.setattr(sweeping, "fit", fitted)
    monkeypatch.chdir(unpacked)
    sweep(tmp_path / "out", seconds=3000, part_bytes=PART_BYTES)
    results = json.loads((tmp_path / "out" / RESULTS).read_text(encoding="utf-8"))
    assert [each["step"] for each in results["probe"]] == [0, 20]
    before = start_of("base").encoder.state_dict()
    table = "embeddings.word_embeddings.weight"
    assert not torch.equal(bases[0][table], before[table])
    assert torch.equal(bases[0][table], bases[1][table])
    assert [run["settings"]["learning_rate"] for run in results["runs"]] == [1e-3, 1e-4]
    scores = [run["dev"]["score"] for run in results["runs"]]
    assert scores[results["best"]] == max(scores)
    assert not any(run["cut"] for run in results["runs"])

    parts = json.loads((tmp_path / "out" / INDEX).read_text(encoding="utf-8"))
    assert len(parts) > 2
    assert max((tmp_path / "out" / part["name"]).stat().st_size for part in parts) == PART_BYTES
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [RESULTS, INDEX, *(part["name"] for part in parts)]
    )
    join_main([str(tmp_path / "out"), str(tmp_path / "model")])
    joined = StanceNetwork.load(tmp_path / "model").state_dict()
    best = models[results["best"]]
    assert joined.keys() == best.keys()
    for name, tensor in best.items():
        torch.testing.assert_close(joined[name], tensor.half().float(), rtol=0, atol=0)
    assert netralnlp.load(tmp_path / "model").predict("dukung Bu Rahmi").model == f"tiny {VERSION}"
    assert Manifest.read(tmp_path / "model").base == "tiny-encoder"


def test_when_time_is_up_the_first_run_is_cut_and_saved_and_the_others_are_left_out(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unpacked)
    results = sweep(tmp_path / "out", seconds=0)
    assert [each["step"] for each in results["probe"]] == [0]
    assert [run["cut"] for run in results["runs"]] == [True]
    assert results["left_out"] == 1
    join(tmp_path / "out", tmp_path / "model")
    assert StanceNetwork.load(tmp_path / "model").encoder.config.num_hidden_layers == 3


def test_a_limit_stops_at_the_next_step_and_what_ends_by_itself_is_not_cut(teacher: Settings, tmp_path: Path) -> None:
    material = Material.of(teacher, None)
    assert material.adaptation is None
    assert fit(teacher, material, tmp_path / "cut", time.monotonic() - 1)
    one_step = dataclasses.replace(teacher, batch_size=13)
    assert not fit(one_step, material, tmp_path / "whole", time.monotonic() - 1)


def test_the_learning_rate_falls_along_the_clock_where_that_is_faster(
    torch_model: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    trainer = TimedNetworkTrainer(
        settings,
        limit=TimeLimit(100.0),
        model=StanceNetwork.load(torch_model),
        args=timed_arguments_of(settings, tmp_path),
    )
    optimizer = trainer.create_optimizer()
    factor = trainer.create_scheduler(100, optimizer).lr_lambdas[0]
    assert [factor(step) for step in (0, 4, 10)] == pytest.approx([0.1, 0.5, 1.0])
    assert factor(55) == pytest.approx(0.5)
    now = 80.0
    assert factor(55) == pytest.approx(0.2)
    now = 120.0
    assert factor(55) == 0.0


@pytest.fixture
def parts(torch_model: Path, tmp_path: Path) -> Path:
    """A model in parts."""
    (tmp_path / "parts").mkdir()
    assert len(cut(torch_model, tmp_path / "parts", PART_BYTES)) > 2
    return tmp_path / "parts"


def test_half_precision_keeps_the_manifest_true(torch_model: Path, tmp_path: Path) -> None:
    write_half(torch_model, tmp_path / "half")
    manifest = Manifest.read(tmp_path / "half")
    assert manifest.files["model.safetensors"] == sha256(tmp_path / "half" / "model.safetensors")
    assert manifest.training == Manifest.read(torch_model).training


def test_cutting_again_leaves_no_part_of_the_model_before(torch_model: Path, parts: Path, tmp_path: Path) -> None:
    before = len(list(parts.glob("model.tar.gz.*")))
    cut(torch_model, parts, 4 * PART_BYTES)
    assert len(list(parts.glob("model.tar.gz.*"))) < before
    join(parts, tmp_path / "model")
    assert StanceNetwork.load(tmp_path / "model")


def test_a_damaged_part_is_named(parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = sorted(parts.glob("model.tar.gz.*"))[1]
    data = bytearray(second.read_bytes())
    data[100] ^= 1
    second.write_bytes(data)
    with pytest.raises(SystemExit) as stopped:
        join_main([str(parts), str(tmp_path / "model")])
    assert stopped.value.code == 2
    assert f"{second} is damaged" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_a_missing_part_or_index_is_named_and_nothing_is_written_over(parts: Path, tmp_path: Path) -> None:
    first = min(parts.glob("model.tar.gz.*"))
    first.unlink()
    with pytest.raises(TrainingError, match=f"{first.name} is missing"):
        join(parts, tmp_path / "model")
    (parts / INDEX).unlink()
    with pytest.raises(TrainingError, match=f"has no {INDEX}"):
        join(parts, tmp_path / "model")
    with pytest.raises(TrainingError, match="is there already"):
        join(parts, tmp_path)


def test_inputs_above_the_limit_are_refused(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LIMIT", 50_000)
    with pytest.raises(TrainingError, match="more than"):
        pack(written / "teacher.yaml", written / "sweep.yaml", tmp_path, None, None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("runs: []\nadaptation_share: 0.1\n", "at least one"),
        ("runs: [{seed: 1}]\n", "adaptation_share and runs"),
        ("adaptation_share: 1.5\nruns: [{seed: 1}]\n", "between 0 and 1"),
        ("adaptation_share: 0.1\nruns: [{splits: x}]\n", "not splits"),
    ],
)
def test_a_plan_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=said):
        Plan.read(tmp_path / "plan.yaml")


def test_the_plan_of_the_repository_fits_the_teacher(teacher: Settings) -> None:
    plan = Plan.read(Path(packing.__file__).parent / "sweep.yaml")
    assert all(isinstance(run.learning_rate, float) for run in plan.settings(teacher))
    assert len({(run.learning_rate, run.seed) for run in plan.settings(teacher)}) == len(plan.runs)
