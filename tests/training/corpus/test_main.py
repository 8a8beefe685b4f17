"""The commands from outside: exit codes, what is written, what is said."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.training.corpus.small_corpus import label, write_lines
from training.corpus.__main__ import app
from training.corpus.draw_splits import HELD_OUT_SOURCE
from training.corpus.sources import general_id

LINE = "Cuaca cerah sepanjang hari"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """data/real, data/asn and the texts of public posts, in small."""
    texts = [f"ke kubu 03 saja, kata orang nomor {number * 7919} di pasar {number}" for number in range(60)]
    posts = [
        {"id": f"real-{number:012x}", "text": text, "platform": "x", "election": None, "row": number}
        | {
            "source": "orang/repo:a.csv",
            "licence": "MIT",
            "set": HELD_OUT_SOURCE if number < 3 else f"set_{number % 2}",
        }
        for number, text in enumerate(texts)
    ]
    labels = [label(post["id"], post["text"], ("03", "support")) for post in posts]
    write_lines(tmp_path / "texts" / "pool.jsonl.gz", posts)
    (tmp_path / "texts" / "general.txt.gz").write_bytes(gzip.compress(f"{LINE}\n".encode()))
    write_lines(tmp_path / "data" / "real" / "round-1.jsonl", labels)
    write_lines(tmp_path / "data" / "real" / "general.jsonl", [label(general_id(LINE), LINE, round=9)])
    for batch, number in ((1, 1), (21, 1), (23, 1)):
        text = f"Ayo pilih Sari, kata {batch}"
        own = label(
            f"asn-{batch:02d}-{number:03d}", text, ("Sari", "support"), text=text, source=f"authored-{batch:02d}"
        )
        own |= {"context": None, "action": "post", "platform": "x", "election": None, "created_at": None}
        del own["text_sha256"]
        write_lines(
            tmp_path / "data" / "asn" / f"batch-{batch}.jsonl",
            [{**own, "province": "Aceh", "language": "Indonesia"}],
        )
    return tmp_path


def places(corpus: Path) -> Sequence[object]:
    return ("--labels", corpus / "data" / "real", "--texts", corpus / "texts")


def test_hydrate_says_by_its_exit_code_how_much_it_found(corpus: Path) -> None:
    out = corpus / "out.jsonl"
    whole = call("hydrate", out, *places(corpus))
    assert (whole.exit_code, len(out.read_text(encoding="utf-8").splitlines())) == (0, 61)
    write_lines(corpus / "data" / "real" / "round-2.jsonl", [label("real-ffffffffffff", "hilang", round=2)])
    some = call("hydrate", out, *places(corpus))
    assert some.exit_code == 1
    assert "round 2: 1 labels without a text" in some.output
    assert len(out.read_text(encoding="utf-8").splitlines()) == 61
    out.unlink()
    assert call("sources", corpus / "sources.json", *places(corpus)).exit_code == 0
    manifest = ("--manifest", corpus / "sources.json")
    none = call("hydrate", out, "--labels", corpus / "data" / "real", "--sources", corpus / "nothing", *manifest)
    assert none.exit_code == 2
    assert "orang/repo:a.csv: 60 of 60 labels without a text" in none.output
    assert not out.exists()


def test_splits_are_drawn_the_same_each_time_and_pass_the_check(corpus: Path) -> None:
    for name in ("one", "two"):
        drawn = call("splits", corpus / name, *places(corpus), "--authored", corpus / "data" / "asn")
        assert drawn.exit_code == 0, drawn.output
    one, two = ({path.name: path.read_bytes() for path in (corpus / name).iterdir()} for name in ("one", "two"))
    assert one == two
    parts = {part: set((corpus / "one" / f"{part}.txt").read_text().split()) for part in ("train", "dev", "test")}
    assert {f"real-{number:012x}" for number in range(3)} <= parts["test"]
    assert {"asn-01-001"} <= parts["train"]
    assert {"asn-21-001"} <= parts["dev"]
    assert {"asn-23-001"} <= parts["test"]
    (corpus / "one").rename(corpus / "data" / "splits")
    sound = call("check", corpus / "data", "--texts", corpus / "texts")
    assert (sound.exit_code, sound.output.strip()) == (0, "Problems: 0")
    (corpus / "data" / "splits" / "dev.txt").write_text("real-nobody\n", encoding="utf-8")
    faulty = call("check", corpus / "data")
    assert faulty.exit_code == 1
    assert "nobody labelled this post" in faulty.output


def test_rulings_are_shown_first_and_written_when_asked(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.corpus import __main__
    from training.corpus.known_names import KnownNames

    nobody: frozenset[str] = frozenset()
    monkeypatch.setattr(__main__, "packaged", lambda: KnownNames(nobody, nobody, nobody))
    path = corpus / "data" / "real" / "round-1.jsonl"
    before = path.read_bytes()
    shown = call("apply-rulings", path, "--texts", corpus / "texts")
    assert "class words of a ballot number inside: 60 spans in 60 posts" in shown.output
    assert "real-000000000000: 03 -> kubu 03" in shown.output
    assert path.read_bytes() == before
    assert call("apply-rulings", corpus / "data" / "real", "--texts", corpus / "texts", "--write").exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["mentions"][0]["start"] == 3
    again = call("apply-rulings", corpus / "data" / "real", "--texts", corpus / "texts")
    assert "class words of a ballot number inside: 0 spans in 0 posts" in again.output


def test_posts_go_to_a_tool_and_what_waits_is_told(corpus: Path) -> None:
    (corpus / "posts.csv").write_text("id,text,sure\n1,Pilih Sari,true\n2,biasa,\n", encoding="utf-8")
    out = call("export", "doccano", corpus / "posts.csv", corpus / "tasks.jsonl")
    assert (out.exit_code, "Posts: 2, of them labelled: 1" in out.output) == (0, True)
    back = call("import", "doccano", corpus / "tasks.jsonl", corpus / "mine.jsonl")
    assert back.exit_code == 1
    assert "Task 2 is not labelled yet." in back.output
    assert "Posts: 1 (1 neutral), mentions: 0, not labelled yet: 1" in back.output
    same = call("agreement", corpus / "mine.jsonl", corpus / "mine.jsonl")
    assert json.loads(same.output)["stance"]["agreed"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "csv", "nowhere.csv", "out.jsonl"), "nowhere.csv cannot be read or written: No such file"),
        (("hydrate", "out.jsonl", "--labels", "."), "holds no labels"),
        (("apply-rulings", "nowhere.jsonl"), "nowhere.jsonl holds no labels"),
        (("export", "excel", "a", "b"), "'excel' is not one of"),
    ],
)
def test_wrong_use_ends_in_one_sentence(
    arguments: Sequence[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert sentence in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_two_readings_without_a_common_post_are_an_error(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [label("a", "x")])
    write_lines(tmp_path / "b.jsonl", [label("b", "x")])
    result = call("agreement", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert (result.exit_code, "have no post in common" in result.output) == (2, True)
