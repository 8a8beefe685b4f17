from __future__ import annotations

import errno
import os

import pytest

from netralnlp.errors import ScoringError
from netralnlp.scoring.whole_file import WholeFile


def test_it_appears_only_when_whole(tmp_path):
    out = tmp_path / "out.csv"
    with WholeFile(out, bom=True) as file:
        file.write("a\r\n")
        file.write("b\n")
        assert not out.exists()
    assert out.read_bytes() == b"\xef\xbb\xbfa\r\nb\n"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_after_an_error_all_is_as_before(tmp_path, error):
    def write_half(out):
        with WholeFile(out, bom=False) as file:
            file.write("new")
            raise error

    out = tmp_path / "out.csv"
    out.write_text("old")
    with pytest.raises(error):
        write_half(out)
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with (
        pytest.raises(ScoringError, match=r"out\.csv cannot be written: No space left on device"),
        WholeFile(tmp_path / "out.csv", bom=False) as file,
    ):
        file.write("new")
    assert list(tmp_path.iterdir()) == []


def test_places_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "none" / "out.csv", tmp_path / "file" / "out.csv", tmp_path):
        with pytest.raises(ScoringError, match="cannot be written"), WholeFile(out, bom=False):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_others_may_read_it_as_any_new_file(tmp_path):
    with WholeFile(tmp_path / "out.csv", bom=False):
        pass
    (tmp_path / "plain").touch()
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode
