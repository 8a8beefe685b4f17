from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import netralnlp
from netralnlp.cli import app
from netralnlp.errors import ModelError
from tests.fake_predictor import FakePredictor

ROOT = Path(__file__).parents[1]
WITH_FAKE = """
import sys, netralnlp
from tests.fake_predictor import FakePredictor
netralnlp.load = lambda folder=None: FakePredictor()
from netralnlp.cli import main
"""


@pytest.fixture
def run(monkeypatch):
    def load(folder=None):
        if folder is not None and not folder.exists():
            raise ModelError(f"{folder} is no model folder.")
        return FakePredictor()

    monkeypatch.setitem(vars(netralnlp), "load", load)

    def invoke(*arguments, stdin=None):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)

    return invoke


def process(code, *arguments, **options):
    return subprocess.run(
        [sys.executable, *code, *map(str, arguments)], cwd=ROOT, capture_output=True, timeout=60, check=False, **options
    )


def test_a_prediction_to_read(run):
    result = run("predict", "dukung Ganjar, ragu", "--election", "pilpres-2024")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0] == ["dukung", "Ganjar,", "ragu"]
    assert lines[1][:4] == ["Stance", "support", "partisan", "0.91"]
    assert lines[2] == ["Mentions", "Ganjar", "support", "0.91", "Ganjar", "Pranowo", "(pilpres-2024#3)"]
    assert lines[3] == ["Conduct", "endorsement", "0.71"]
    assert lines[4][:2] == ["Review", "needed:"]
    assert "fake 1.0 · election: pilpres-2024" in result.stdout


def test_what_is_read_passes_no_judgement(run):
    result = run("predict", "dukung Prabowo, tolak Anies, ragu", "halo", "--election", "pilpres-2024")
    said = result.stdout.lower()
    for word in ("violat", "guilty", "sanction", "verdict", "offen", "melanggar", "pelanggaran", "bersalah"):
        assert word not in said


def test_markup_and_control_characters_of_a_text_do_not_reach_the_terminal(run):
    result = run("predict", "[red]dukung[/red] \x1b[31mAnies\x1b[0m \u202ehalo")
    assert result.stdout.startswith("[red]dukung[/red] ␛[31mAnies␛[0m �halo")
    assert "\x1b" not in result.stdout


def test_json_is_one_object_a_line(run):
    result = run("predict", "--json", "dukung Anies 👍", "tolak")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == FakePredictor().predict([netralnlp.Post("dukung Anies 👍")])[0].to_dict()
    assert second["stance"] == "oppose"
    assert "👍" in result.stdout


def test_a_dash_reads_the_lines_of_standard_input(run):
    result = run("predict", "--json", "tolak", "-", stdin="dukung\r\n\nhalo 🙏")
    values = [json.loads(line) for line in result.stdout.splitlines()]
    assert [value["text"] for value in values] == ["tolak", "dukung", "", "halo 🙏"]
    assert run("predict", "-", stdin="").stdout == ""


def test_context_and_action_belong_to_the_post(run):
    assert run("predict", "gas", "--context", "x" * 1001, "--action", "comment", "--json").stdout.count("true") == 1
    result = run("predict", "gas", "--action", "melirik")
    assert result.exit_code == 2
    assert "melirik" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        (["predict", "halo", "--election", "pilpres-2042"], None, "Unknown election 'pilpres-2042'"),
        (["predict", "halo", "--model", "no/such/folder"], None, "no/such/folder is no model folder."),
        (["predict", "-"], b"halo\nbaik \xff", "Standard input is not UTF-8 at byte 10"),
        (["predict", "a\udcff"], None, "half of a UTF-16 character"),
        (["predict", "rusak"], None, "The post is broken."),
        (["predict"], None, "TEXT"),
        (["score", "posts.csv"], None, "--output"),
        (["guess"], None, "guess"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_code_2(run, arguments, stdin, sentence):
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def posts(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,komentar\n001,dukung Ganjar\n002,tolak Anies\n003,ragu\n")
    return path


def test_score_writes_the_file_and_says_how(run, posts, tmp_path):
    result = run("score", posts, "-o", tmp_path / "out.csv", "--election", "pilpres-2024")
    assert (result.exit_code, result.stdout) == (0, "")
    opening, closing = result.stderr.splitlines()
    assert opening == f"{posts}: UTF-8, separated by commas, text in `komentar`."
    assert closing == f"{tmp_path / 'out.csv'} written. Rows: 3, to review: 1."
    assert (tmp_path / "out.csv.manifest.json").exists()
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["001", "002", "003"]
    assert [row["netral_stance"] for row in rows] == ["support", "oppose", "neutral"]
    assert {row["netral_election"] for row in rows} == {"pilpres-2024"}


def test_rows_that_cannot_be_scored_make_exit_code_1(run, posts, tmp_path):
    posts.write_text(posts.read_text() + "004\n\n005,rusak\n")
    result = run("score", posts, "-o", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "Rows: 5, to review: 1, blank lines left out: 1." in result.stderr
    assert "2 rows could not be scored; column netral_error says why. The first is row 4: The row has" in result.stderr


def test_quiet_says_what_went_wrong_and_nothing_else(run, posts, tmp_path):
    assert run("score", posts, "-o", tmp_path / "out.csv", "--quiet").stderr == ""
    posts.write_text(posts.read_text() + "005,rusak\n")
    result = run("score", posts, "-o", tmp_path / "out.csv", "--quiet", "--id-column", "id")
    assert result.exit_code == 1
    assert result.stderr == (
        f"{tmp_path / 'out.csv'}: 1 row could not be scored; column netral_error says why. "
        "The first is row 4 (005): The post is broken.\n"
    )


def test_a_finished_output_is_said_to_be_so(run, posts, tmp_path):
    run("score", posts, "-o", tmp_path / "out.csv")
    result = run("score", posts, "-o", tmp_path / "out.csv", "--resume")
    assert (result.exit_code, result.stderr) == (0, f"{tmp_path / 'out.csv'} is finished already: 3 rows.\n")


def test_a_folder_is_scored_into_a_folder_and_the_worst_file_gives_the_exit_code(run, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in {"a.csv": "text\ndukung\n", "b.csv": "judul\nx\n", "c.jsonl": '{"text": "tolak"}\n'}.items():
        (folder / name).write_text(content)
    (folder / "laporan.docx").touch()
    result = run("score", folder, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "a.csv",
        "a.csv.manifest.json",
        "c.jsonl",
        "c.jsonl.manifest.json",
    ]
    assert f"Left out, for they are no tables: {folder / 'laporan.docx'}." in result.stderr
    assert f"{folder / 'b.csv'} has no column with a usual name for text" in result.stderr
    (folder / "b.csv").write_text("text\nrusak\n")
    assert run("score", folder, "-o", tmp_path / "out", "--resume").exit_code == 1
    (folder / "b.csv").write_text("text\nbaik\n")
    result = run("score", folder / "a.csv", folder / "b.csv", "-o", tmp_path / "out")
    assert result.exit_code == 0


def test_standard_input_is_scored(run, tmp_path):
    result = run("score", "-", "-o", tmp_path / "out.jsonl", stdin="id;isi\n1;dukung\n")
    assert result.exit_code == 0
    assert result.stderr.startswith("Standard input: UTF-8, separated by semicolons, text in `isi`.")
    assert json.loads((tmp_path / "out.jsonl").read_text())["netral_stance"] == "support"


def test_the_columns_are_those_that_were_named(run, tmp_path):
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text('{"text": "dukung", "a": "tolak", "b": "x", "c": "melirik"}\n')
    result = run("score", path, "-o", out, "--text-column", "a", "--context-column", "b", "--action-column", "c")
    assert result.exit_code == 1
    assert "Unknown action 'melirik'" in out.read_text()
    assert run("score", path, "-o", out, "--text-column", "a", "--context-column", "b").exit_code == 0
    assert json.loads(out.read_text())["netral_stance"] == "oppose"


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (None, [], "cannot be read: No such file"),
        ("", [], "is empty"),
        ("id,judul\n", [], "`id`, `judul`"),
        ("text,isi\n", [], "may have its text in `text`, `isi`"),
        ("text,id\n", ["--text-column", "isi"], "no column `isi`: its columns are `text`, `id`"),
        ("text,text\n", [], "repeats the column `text`"),
        ("text,netral_error\n", [], "already has the column `netral_error`"),
        ("text\n", ["--election", "pilpres-2042"], "Unknown election"),
        ("text\n", ["--model", "no/such/folder"], "is no model folder"),
        ("text\n", ["-o", "none/out.csv"], "none/out.csv cannot be written: No such file or directory"),
        ("text\n", ["-o", "out.doc"], "The name out.doc does not tell its format"),
        ("text\n", ["--format", "jsonl"], "has no JSON object in it"),
        ("text\n", ["--format", "docx"], "'docx' is not one of"),
        ("text\n", ["-o", "posts.csv"], "is the input itself"),
    ],
)
def test_files_that_cannot_be_scored_are_a_sentence_and_exit_code_2(
    run, tmp_path, monkeypatch, content, options, sentence
):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("posts.csv").write_text(content)
    result = run("score", "posts.csv", "-o", "out.csv", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ([] if content is None else ["posts.csv"])


def test_a_header_without_rows_is_exit_code_0(run, posts, tmp_path):
    posts.write_text("id;text\r\n")
    assert run("score", posts, "-o", tmp_path / "out.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_bytes().startswith(b"id;text;netral_stance;")


def test_the_version(run):
    assert run("--version").stdout == f"netralnlp {netralnlp.__version__}\n"


def test_python_m_runs_it_without_a_traceback(tmp_path):
    result = process(["-m", "netralnlp"], "score", tmp_path / "none.csv", "-o", tmp_path / "out.csv")
    assert result.returncode == 2
    assert result.stderr.decode() == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.parametrize(
    ("kept", "sentence"), [(0, "No file was written."), (512, "The answers for 512 rows are kept")]
)
def test_ctrl_c_ends_in_a_sentence_and_says_how_to_go_on(posts, kept, sentence):
    posts.write_text("id,text\n" + "".join(f"{number},kabar {number}\n" for number in range(kept + 9)))
    code = WITH_FAKE + (
        "import os, signal\n"
        "predict = FakePredictor.predict\n"
        "def interrupted(self, posts, election=None):\n"
        f"    if posts and int(posts[0].text.split()[1]) >= {kept}:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return predict(self, posts)\n"
        "FakePredictor.predict = interrupted\n"
        "main()"
    )
    result = process(["-c", code], "score", posts, "-o", posts.with_name("out.csv"))
    assert result.returncode == 130
    assert result.stderr.decode().splitlines()[-1].startswith(f"Interrupted. {sentence}")
    assert b"Traceback" not in result.stderr
    assert not posts.with_name("out.csv").exists()
    assert posts.with_name(".out.csv.netralnlp").exists() == bool(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_who_has_seen_enough_hears_no_complaint(options):
    head = f"{WITH_FAKE}\nsys.argv = ['netralnlp', 'predict', '-', *{options}]\nmain()"
    command = ["sh", "-c", 'yes "tolak Anies" | head -n 20000 | "$0" -c "$1" | head -n 1', sys.executable, head]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert b"tolak Anies" in result.stdout
    assert result.stderr == b""


def test_the_command_line_loads_no_model_before_it_needs_one():
    code = "import sys, netralnlp.cli; print(*sys.modules)"
    loaded = set(process(["-c", code]).stdout.decode().split())
    assert "netralnlp.cli" in loaded
    assert not loaded & {"torch", "onnxruntime", "tokenizers", "numpy", "netralnlp.predictor"}
