from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.scoring.journal import Block, Journal

BEGUN = {"input": "abc"}
LINES = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])).map(lambda t: f"[{t}]"))


def written(path, blocks):
    rows = 0
    journal = Journal.create(path, BEGUN)
    for lines in blocks:
        rows += len(lines)
        journal.append(Block(lines, rows, 1.5))


def read(path):
    return [list(block.lines) for block in Journal.open(path).blocks()]


@settings(deadline=None, max_examples=40)
@given(st.lists(LINES, max_size=4))
def test_blocks_come_back(tmp_path_factory, blocks):
    path = tmp_path_factory.mktemp("journal") / "journal"
    written(path, blocks)
    assert read(path) == blocks
    journal = Journal.open(path)
    assert journal.begun == BEGUN
    assert [line.rstrip("\n") for line in journal.lines()] == [line for lines in blocks for line in lines]


@settings(deadline=None, max_examples=80)
@given(blocks=st.lists(st.lists(st.sampled_from(["[a]", "[b]"]), min_size=1, max_size=3), max_size=4), data=st.data())
def test_whatever_a_crash_leaves_the_sound_blocks_come_back_and_more_can_follow(tmp_path_factory, blocks, data):
    path = tmp_path_factory.mktemp("journal") / "journal"
    written(path, blocks)
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut] + data.draw(st.sampled_from([b"", bytes(50), b'{"rows": 1}\n', b"[x]\n", b"\xff\n"])))
    journal = Journal.open(path)
    if journal is None:
        assert cut < whole.index(b"\n") + 1
        return
    found = [list(block.lines) for block in journal.blocks()]
    assert found == blocks[: len(found)]
    journal.append(Block(["[new]"], 1, 0.0))
    assert read(path) == [*found, ["[new]"]]
    ends = [index for index in range(cut) if whole[index : index + 8] == b'{"rows":' and b"\n" in whole[index:cut]]
    assert len(found) == len(ends)


def test_a_changed_byte_ends_the_sound_part(tmp_path):
    path = tmp_path / "journal"
    written(path, [["[a]"], ["[b]"], ["[c]"]])
    path.write_bytes(path.read_bytes().replace(b"[b]", b"[x]"))
    assert read(path) == [["[a]"]]


def test_a_block_that_does_not_reach_the_disk_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "journal"
    written(path, [["[a]"]])
    journal = Journal.open(path)
    assert len(list(journal.blocks())) == 1
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            journal.append(Block(["[lost]"], 2, 0.0))
    assert read(path) == [["[a]"]]


def test_there_is_no_journal_where_none_is_whole(tmp_path):
    assert Journal.open(tmp_path / "none") is None
    for content in (b"", b'{"input": "a', b"[1]\n", b"\0\0\n"):
        (tmp_path / "journal").write_bytes(content)
        assert Journal.open(tmp_path / "journal") is None
