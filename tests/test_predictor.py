from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netralnlp
from netralnlp import Post, PostError, Prediction
from netralnlp.model.backend import Backend, Ids, Logits
from netralnlp.predictor import Predictor
from netralnlp.rosters import linker_for

TEXTS = [
    "Pilih Prabowo",
    "Ganjar dan Anies debat, nomor 2 diam saja #2019GantiPresiden",
    "",
    " \n",
    "😂👍☝️",
    "pilih " * 400 + "Ganjar",
    "tanpa nama siapa pun",
]
ANY_TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from(["Prabowo", " ", "dukung", "#AMIN", "\u200b", "é", "𝐆𝐚𝐧𝐣𝐚𝐫"]), max_size=20
).map("".join)


def close(left: Prediction, right: Prediction) -> bool:
    """Whether two predictions say the same, scores to 1e-5."""
    a, b = left.to_dict(), right.to_dict()

    def flat(value: object) -> Iterator[object]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from flat(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from flat(inner)
        else:
            yield round(value, 4) if isinstance(value, float) else value

    pairs = list(itertools.zip_longest(flat(a), flat(b)))
    return all(x == pytest.approx(y, abs=2e-4) if isinstance(x, float) else x == y for x, y in pairs)


def test_one_in_one_out_list_in_list_out_iterator_in_iterator_out(tiny: Predictor) -> None:
    one = tiny.predict("Pilih Prabowo")
    assert isinstance(one, Prediction)
    assert tiny.predict(["Pilih Prabowo"]) == [one]
    assert isinstance(tiny.predict(Post("Pilih Prabowo")), Prediction)
    assert tiny.predict([]) == []


def test_texts_that_read_alike_are_run_once_and_answered_each(tiny: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[int] = []
    backend = tiny._backend
    original = type(backend).run

    def counted(self: Backend, ids: Ids, mask: Ids, types: Ids) -> Mapping[str, Logits]:
        rows.append(len(ids))
        return original(self, ids, mask, types)

    monkeypatch.setattr(type(backend), "run", counted)
    context = Post("Pilih Prabowo", context="debat")
    answers = tiny.predict(["Pilih Prabowo", "Pilih Ganjar", context, "Pilih Prabowo", "kalah"] * 9, batch_size=4)
    assert sum(rows) == 3
    assert [answer.text for answer in answers[:2]] == ["Pilih Prabowo", "Pilih Ganjar"]
    assert all(
        close(answer, tiny.predict(post))
        for answer, post in zip(answers, ["Pilih Prabowo", "Pilih Ganjar", context], strict=False)
    )


def test_a_linker_is_made_once_however_the_races_are_mixed(tiny: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    small = lru_cache(maxsize=2)(linker_for.__wrapped__)
    monkeypatch.setattr(netralnlp.predictor, "linker_for", small)
    races = ["pilpres-2024", "pilpres-2019", "pilkada-2024/13.71", "pilpres-2014"]
    posts = [Post("pilih nomor 2", context="nomor 1?", election=races[number % 4]) for number in range(24)]
    answers = tiny.predict(posts)
    assert [answer.election for answer in answers] == [(post.election,) for post in posts]
    assert small.cache_info().misses == len(races) + 1  # the one without an election is asked for first


def test_a_list_longer_than_a_chunk_is_answered_in_order(tiny: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netralnlp.predictor, "_CHUNK", 7)
    texts = [f"pilih nomor {number} " + "dan " * (number % 5) for number in range(40)]
    answers = tiny.predict(texts)
    assert [answer.text for answer in answers] == texts
    assert all(close(answer, tiny.predict(text)) for answer, text in zip(answers[::9], texts[::9], strict=True))
    with pytest.raises(PostError, match="not NoneType"):
        tiny.predict([*texts, None])  # type: ignore[list-item]


def test_an_iterator_is_answered_lazily_and_in_order(tiny: Predictor) -> None:
    read = []

    def endless() -> Iterator[str]:
        for number in itertools.count():
            read.append(number)
            yield f"Pilih Prabowo {number}"

    answers = tiny.predict(endless(), batch_size=4)
    assert [next(answers).text for _ in range(5)] == [f"Pilih Prabowo {number}" for number in range(5)]
    assert len(read) == 8


@pytest.mark.parametrize("size", [1, 3, 64])
def test_a_text_has_the_same_answer_alone_and_in_any_batch(tiny: Predictor, size: int) -> None:
    batch = tiny.predict(TEXTS * 2, election="pilpres-2024", batch_size=size)
    assert batch[: len(TEXTS)] == batch[len(TEXTS) :] or all(
        close(a, b) for a, b in zip(batch, batch[len(TEXTS) :], strict=False)
    )
    for text, answer in zip(TEXTS, batch, strict=False):
        assert close(tiny.predict(text, election="pilpres-2024"), answer)


def test_logits_alone_and_in_a_batch_differ_by_less_than_1e_5(tiny: Predictor) -> None:
    posts = [Post(text) for text in TEXTS]
    together = tiny.read(posts)
    for post, reading in zip(posts, together, strict=True):
        alone = tiny.read([post])[0]
        for name in ("mention", "target", "post", "conduct"):
            np.testing.assert_allclose(getattr(alone.logits, name), getattr(reading.logits, name), atol=1e-5)


@given(raw=ANY_TEXT)
@settings(deadline=None, max_examples=60)
def test_mentions_point_into_the_raw_text(tiny: Predictor, raw: str) -> None:
    answer = tiny.predict(raw, election="pilpres-2024")
    assert answer.text == raw
    for mention in answer.mentions:
        assert raw[mention.start : mention.end] == mention.text
        assert mention.text.strip()
    ends = [0, *(mention.end for mention in answer.mentions)]
    assert all(end <= mention.start for end, mention in zip(ends, answer.mentions, strict=False))
    assert 0 <= answer.partisan <= 1


def test_blank_text_is_neutral_zero(tiny: Predictor) -> None:
    answer = tiny.predict(" \n")
    assert (answer.stance, answer.partisan, answer.mentions, answer.windows) == ("neutral", 0, (), 0)


def test_a_long_text_is_read_to_its_end(tiny: Predictor) -> None:
    assert tiny.predict("pilih " * 400).windows > 3


def test_swapping_one_contestant_for_another_changes_no_score(tiny: Predictor) -> None:
    names = ["Prabowo", "Ganjar Pranowo", "Anies Baswedan"]
    answers = [tiny.predict(f"jangan pilih {name} yang kalah debat", election="pilpres-2024") for name in names]
    assert len({(a.stance, round(a.partisan, 6), tuple(m.stance for m in a.mentions)) for a in answers}) == 1


def test_the_election_of_a_post_wins(tiny: Predictor) -> None:
    assert tiny.predict(Post("Pilih Prabowo", election="pilpres-2019"), election="pilpres-2024").election == (
        "pilpres-2019",
    )


def test_context_is_read_but_its_mentions_are_not_given(tiny: Predictor) -> None:
    text = "gas pak!"
    alone, under = tiny.predict([Post(text), Post(text, context="Prabowo: mohon dukungan untuk debat")])
    assert alone.partisan != under.partisan
    assert all(under.text[m.start : m.end] == m.text for m in under.mentions)


@pytest.mark.parametrize("bad", [None, 7, b"teks", ["a", 3]])
def test_what_is_no_text_is_an_error_with_a_sentence(tiny: Predictor, bad: object) -> None:
    with pytest.raises(netralnlp.PostError, match=r"not (NoneType|int|bytes)"):
        tiny.predict(bad)  # type: ignore[call-overload]


def test_an_unknown_election_names_the_nearest_ids(tiny: Predictor) -> None:
    with pytest.raises(netralnlp.UnknownElectionError, match="pilpres-2024"):
        tiny.predict("Pilih", election="pilpres_2024")


def test_an_unknown_action_and_half_a_character_are_errors() -> None:
    with pytest.raises(netralnlp.PostError, match="post, comment, share"):
        Post("teks", action="retweet")  # type: ignore[arg-type]
    with pytest.raises(netralnlp.PostError, match="position 3"):
        Post("abc\ud83d")


def test_a_folder_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(netralnlp.ModelError, match=r"netral\.json"):
        netralnlp.load(tmp_path)
    with pytest.raises(netralnlp.ModelError, match="not a folder"):
        netralnlp.load(tmp_path / "missing")


def test_torch_and_onnx_agree_to_1e_4(torch_model: Path, onnx_model: Path) -> None:
    posts = [Post(text, context="Ganjar" if index % 2 else None) for index, text in enumerate(TEXTS)]
    pairs = zip(Predictor.load(torch_model).read(posts), Predictor.load(onnx_model).read(posts), strict=True)
    for left, right in pairs:
        for name in ("mention", "target", "post", "conduct"):
            np.testing.assert_allclose(getattr(left.logits, name), getattr(right.logits, name), atol=1e-4)
