from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.errors import ScoringError
from netralnlp.scoring import input_file
from netralnlp.scoring.encoding import CP1252, UTF_8, UTF_8_BOM, UTF_16, UTF_16_BE, UTF_16_LE, detect_encoding
from netralnlp.scoring.input_file import InputFile


@pytest.fixture
def detect(tmp_path):
    def run(content):
        path = tmp_path / "posts.csv"
        path.write_bytes(content)
        return detect_encoding(InputFile.of(path, None))

    return run


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"plain", UTF_8),
        ("dukung 👍 ñ".encode(), UTF_8),
        ("\ufeffdukung".encode(), UTF_8_BOM),
        ("\ufeffdukung 👍".encode("utf-16-le"), UTF_16),
        ("\ufeffdukung 👍".encode("utf-16-be"), UTF_16),
        ("José “kata” – café".encode("cp1252"), CP1252),
        ("id,text\ndukung 👍".encode("utf-16-le"), UTF_16_LE),
        ("id,text\ndukung 👍".encode("utf-16-be"), UTF_16_BE),
        (b"a\0b", UTF_8),
    ],
)
def test_known_encodings(detect, content, expected):
    assert detect(content) == expected


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), piece=st.integers(1, 9))
def test_any_utf8_is_utf8_wherever_it_is_cut(tmp_path_factory, text, piece):
    path = tmp_path_factory.mktemp("text") / "posts.csv"
    path.write_text("a" + text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(input_file, "PIECE", piece)
        assert detect_encoding(InputFile.of(path, None)) == UTF_8


@pytest.mark.parametrize("piece", [1, 2, 3, 1 << 20])
@pytest.mark.parametrize(
    ("content", "position"),
    [
        ("senang 👍 sekali 🙏".encode() + b"\xf0\x9f" + b" putus", 23),
        (b"kosong \x81 tak ada di cp1252", 7),
        (b"\xef\xbb\xbfabc \xff", 7),
    ],
)
def test_bytes_that_are_no_text_are_told_with_their_place(detect, monkeypatch, piece, content, position):
    monkeypatch.setattr(input_file, "PIECE", piece)
    with pytest.raises(ScoringError, match=rf"at byte {position}: save it again as UTF-8"):
        detect(content)


def test_utf16_cut_in_the_middle(detect):
    with pytest.raises(ScoringError, match="is not UTF-16"):
        detect("\ufeffab".encode("utf-16-le") + b"\x00")
