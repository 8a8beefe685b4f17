from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import ScoringError
from netralnlp.scoring import NETRAL_COLUMNS, csv_dialect, score_file
from netralnlp.scoring.csv_dialect import find_separator, quoted, quotes_are_text
from netralnlp.scoring.csv_table import CsvSource
from netralnlp.scoring.input_file import InputFile
from tests.fake_predictor import FAILING, FakePredictor
from tests.scoring.conftest import listed

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["00123", "12345678901234567890", "=1+1", 'kata "dia"', "baris\nbaru", "baris\r\nbaru", "\r", "a\0b", " ", "1,5"]
)
TEXTS = CELLS.filter(lambda text: not FAILING.search(text))


@settings(deadline=None, max_examples=50)
@given(
    rows=st.lists(st.tuples(CELLS, TEXTS, CELLS), max_size=8),
    separator=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_comes_back_cell_for_cell(tmp_path_factory, rows, separator, quoting, encoding):
    folder = tmp_path_factory.mktemp("table")
    table = [("id", "text", "note"), *rows]
    with (folder / "in.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator, quoting=quoting).writerows(table)

    summary = score_file(folder / "in.csv", folder / "out.csv", model=FakePredictor())

    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        output = list(csv.reader(file, delimiter=separator))
    assert [tuple(row[:3]) for row in output] == table
    assert output[0][3:] == list(NETRAL_COLUMNS)
    assert {len(row) for row in output} == {3 + len(NETRAL_COLUMNS)}
    assert (summary.rows, summary.errors) == (len(rows), 0)


@settings(deadline=None)
@given(CELLS, st.sampled_from(",;\t|:"))
def test_a_quoted_cell_reads_back(cell, separator):
    line = f"{quoted(cell, separator)}{separator}x"
    assert list(csv.reader(io.StringIO(line, newline=""), delimiter=separator)) == [[cell, "x"]]


@pytest.mark.parametrize(
    "lines",
    [
        ['"id";"text"\r\n', '"001";"dukung ""Anies"" ya"\r\n', '"002";""\r\n'],
        ["id,text\n", ' 7 , "Prabowo" lagi\n', '8,5" layar\n'],
        ["id\ttext\r", "1\tGanjar, atau Anies\r"],
        ["\r\n", "id|text\r\n", "1|campur\n", "2|baris\r\n"],
    ],
)
def test_quoting_and_line_ends_are_repeated_to_the_letter(score, lines):
    _, output = score("posts.csv", "".join(lines).encode())
    written = output.decode().splitlines(keepends=True)
    assert len(written) == len(lines)
    for before, after in zip(lines, written, strict=True):
        body = before.rstrip("\r\n")
        assert after.startswith(body)
        assert after[len(after.rstrip("\r\n")) :] == before[len(body) :]


def test_a_last_line_without_end_gets_that_of_the_header(score):
    _, output = score("posts.csv", b"text\r\nsatu\r\ndua")
    assert output.count(b"\r\n") == output.count(b"\n") == 3
    assert output.endswith(b"\r\n")


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_the_byte_order_mark_is_kept(score, bom):
    _, output = score("posts.csv", bom + b"text,id\nhalo,1\n")
    assert output.startswith(bom + b"text,id,netral_stance")


def test_utf16_comes_out_as_utf8_with_a_mark(score):
    _, output = score("posts.csv", "text\tid\r\nsalam 👍\t1\r\n".encode("utf-16"))
    assert output.startswith("\ufefftext\tid\tnetral_stance".encode())
    assert "salam 👍\t1\tneutral".encode() in output


def test_newlines_nul_bytes_and_mojibake_are_kept_and_scored(score_csv):
    text = "dukung\r\nAnies\0 ðŸ‘"
    summary, _, (row,) = score_csv(f'id,text\n1,"{text}"\n'.encode())
    assert row["text"] == text.replace("\r\n", "\r\n")
    assert row["netral_stance"] == "support"
    assert '"start": 8' in row["netral_mentions"]
    assert summary.errors == 0


def test_a_cell_of_five_megabytes(score):
    text = "kata dan " * 600_000 + "tolak Prabowo"
    summary, output = score("posts.csv", f"id,text\n1,{text}\n2,dukung\n".encode())
    assert (summary.rows, summary.errors) == (2, 0)
    first, second = output.decode().splitlines()[1:]
    assert first.startswith(f"1,{text},oppose")
    assert second.startswith("2,dukung,support")


def test_rows_longer_or_shorter_than_the_header_keep_their_cells_and_stop_nobody(score_csv):
    summary, _, rows = score_csv(b'id,text,note\n1\n2,"a, b",c,"d ""e""",f\n3,dukung,z\n')
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert (rows[1]["text"], rows[1]["note"]) == ("a, b", "c")
    assert rows[0]["netral_error"].startswith("The row has 1 cells and the header 3")
    assert rows[1]["netral_error"].endswith('Beyond the last column: ["d \\"e\\"", "f"]')
    assert rows[0]["netral_stance"] == rows[1]["netral_stance"] == ""
    assert (rows[2]["netral_stance"], rows[2]["netral_error"]) == ("support", "")
    assert (summary.rows, summary.errors) == (3, 2)


def test_a_quote_that_is_never_closed_is_said_and_loses_nothing(score_csv):
    summary, _, rows = score_csv(b'id,text\n1,halo\n2,"tolak\n3,dukung\n')
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[1]["text"] == "tolak\n3,dukung\n"
    assert "never closed" in rows[1]["netral_error"]
    assert summary.errors == 1


def test_blank_lines_are_no_rows_and_are_counted(score_csv):
    summary, _, rows = score_csv(b"id,text\n\n1,halo\n\r\n\n2,dukung\n\n")
    assert [row["id"] for row in rows] == ["1", "2"]
    assert (summary.rows, summary.errors, summary.blank_lines) == (2, 0, 4)


def test_in_a_single_column_a_blank_line_is_an_empty_text(score_csv):
    summary, _, rows = score_csv(b"text\ndukung\n\ntolak\n")
    assert [(row["text"], row["netral_stance"]) for row in rows] == [
        ("dukung", "support"),
        ("", "neutral"),
        ("tolak", "oppose"),
    ]
    assert (summary.rows, summary.blank_lines) == (3, 0)


@pytest.mark.parametrize("content", [b"text,id\n", b"text,id", b"\xef\xbb\xbftext;id\r\n"])
def test_a_header_alone_comes_out_as_a_header(score, content):
    summary, output = score("posts.csv", content)
    assert (summary.rows, summary.errors) == (0, 0)
    assert output.startswith(content.rstrip())
    assert output.count(b"\n") == 1
    assert output.rstrip().endswith(b"netral_error")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n\r\n", "is empty"),
        (b"id,text,id\n1,a,2\n", "repeats the column `id`"),
        (b"id,text,netral_stance\n1,a,2\n", "already has the column `netral_stance`"),
    ],
)
def test_headers_that_cannot_be_used(score, tmp_path, content, sentence):
    with pytest.raises(ScoringError, match=sentence):
        score("posts.csv", content)
    assert listed(tmp_path) == ["posts.csv"]


def test_columns_without_a_name_may_be_several(score):
    summary, output = score("posts.csv", b"id;text;;\n1;dukung;;\n")
    assert (summary.rows, summary.errors) == (1, 0)
    assert b"\n1;dukung;;;support" in output


@pytest.mark.parametrize(
    ("sample", "separator"),
    [
        ("id,text\n1,a;b;c\n2,d;e;f\n", ","),
        ("id;text\n1;satu, dua\n2;tiga\n", ";"),
        ("id\ttext\n1\tsatu, dua; tiga | empat\n", "\t"),
        ("id|text\n1|satu, dua\n", "|"),
        ('id;"a,b";text\n1;2;3\n', ";"),
        ("id;komentar, isi;x\n1;a;b\n2;c;d, e, f\n", ";"),
        ("text\nsatu, dua\ntiga\n", ";"),
        ("text\nsatu\n", ","),
    ],
)
def test_the_separator_is_found(sample, separator):
    assert find_separator(sample, complete=True) == separator


def test_a_record_cut_by_the_end_of_the_sample_does_not_count():
    sample = 'id;text\n1;"satu, dua\n'
    assert find_separator(sample, complete=False) == ";"


@pytest.mark.parametrize(
    ("lines", "literal"),
    [
        (["id\ttext", '1\t"halo kata dia', "2\tya"], True),
        (["id\ttext", '1\t"halo" kata dia', "2\tya"], True),
        (["id\ttext", '1\t"halo ""kata"" dia"', "2\tya"], False),
        (["id\ttext", '1\t"halo', 'kata dia"', "2\tya"], False),
        (["id\ttext", '1\t"', "", "2\tya"], True),
        (["id\ttext", '1\tkata 5" layar', "2\tya"], False),
    ],
)
def test_quotes_between_tabs_quote_unless_they_cannot(lines, literal):
    assert quotes_are_text(f"{line}\n" for line in lines) is literal


def test_stray_quotes_between_tabs_are_text_and_swallow_nothing(score):
    content = b'id\ttext\n1\t"dukung Anies\n2\ttolak "Ganjar\n3\t""\n'
    summary, output = score("posts.tsv", content)
    lines = [line.split("\t") for line in output.decode().splitlines()]
    assert [line[:3] for line in lines[1:]] == [
        ["1", '"dukung Anies', "support"],
        ["2", 'tolak "Ganjar', "oppose"],
        ["3", '""', "neutral"],
    ]
    assert {len(line) for line in lines} == {2 + len(NETRAL_COLUMNS)}
    assert '[{"start": 8, ' in output.decode()
    assert summary.errors == 0


@pytest.mark.parametrize(("line", "separator"), [("sep=;", ";"), ('"sep=|"', "|"), ("SEP=\t", "\t"), ("sep=:", ":")])
def test_the_first_line_of_excel_names_the_separator_and_is_repeated(score, line, separator):
    content = f"{line}\r\nid{separator}text\r\n1{separator}dukung, ya\r\n"
    summary, output = score("posts.csv", content.encode())
    first, header, row = output.decode().splitlines()
    assert first == line
    assert header.startswith(f"id{separator}text{separator}netral_stance{separator}")
    assert row.startswith(f"1{separator}dukung, ya{separator}support{separator}")
    assert summary.rows == 1


@pytest.mark.parametrize(
    ("name", "out", "start"),
    [
        ("in.csv", "out.tsv", "id\ttext\tnetral_stance"),
        ("in.tsv", "out.csv", "id,text,netral_stance"),
        ("in.csv", "out.csv", "id;text;netral_stance"),
        ("in.tsv", "out.tsv", "id\ttext\tnetral_stance"),
    ],
)
def test_the_separator_is_that_of_the_input_unless_the_name_asks_for_another(score, name, out, start):
    content = "id;text\n1;a;b\n" if name == "in.csv" else "id\ttext\n1\ta;b\n"
    _, output = score(name, content.encode(), out=out)
    assert output.decode().startswith(start)


def test_safe_csv_guards_the_cells_of_the_input_and_repeats_the_others_to_the_letter(score):
    lines = ["=a;text;;\r\n", '=1+1;"dukung; ya";;-2\r\n', '  5,0 ; "kata" ;;\r\n', "-cmd;@nama halo;;\tx\r\n"]
    _, output = score("posts.csv", "".join(lines).encode(), safe_csv=True)
    written = output.decode().split("\r\n")
    assert written[0].startswith("'=a;text;;;netral_stance")
    assert written[1].startswith('\'=1+1;"dukung; ya";;-2;support')
    assert written[2].startswith('  5,0 ; "kata" ;;;neutral')
    assert written[3].startswith("'-cmd;'@nama halo;;\"'\tx\";neutral")


def test_a_cell_without_end_is_an_error(score, monkeypatch):
    monkeypatch.setattr(csv_dialect, "LONGEST_CELL", 100)
    limit = csv.field_size_limit(100)
    try:
        with pytest.raises(ScoringError, match="more than 64 MB"):
            score("posts.csv", b"id,text\n" + b'1,"' + b"kata\n" * 40_000)
    finally:
        csv.field_size_limit(limit)


def test_rows_are_read_one_by_one(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n" + "1,sebuah komentar yang biasa saja tentang cuaca\n" * 20_000)
    source = CsvSource(InputFile.of(path, None))
    tracemalloc.start()
    try:
        count = sum(1 for _ in source.rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 400_000
