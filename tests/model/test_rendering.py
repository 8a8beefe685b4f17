from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from netralnlp.model.rendering import placeholder_of, render
from netralnlp.rosters import linker_for
from netralnlp.rosters.link import Link
from training.saving import BaseTokenizer

NAMES = ["Prabowo", "Ganjar", "#AMINAjaDulu", "@jokowi", "https://contoh.id/a?b=1", "PDIP", "👍", "nomor 2", "e\u0301"]
EXCHANGED = {("<", "\u2039"), ("[", "\u2045")}
"""Brackets of special tokens, in the raw text and as they are rendered."""


def same(raw: str, rendered: str) -> bool:
    """The same characters, but for exchanged brackets."""
    return all(pair in EXCHANGED or pair[0] == pair[1] for pair in zip(raw, rendered, strict=True))


TEXTS = st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=8), st.just(" ")), max_size=12).map("".join)


@given(TEXTS, st.booleans())
@example("<mask> Ganjar [CLS]", True)
def test_units_come_in_order_and_stand_in_the_rendered_text_as_they_are_or_as_a_placeholder(
    raw: str, blind: bool
) -> None:
    links = linker_for("pilpres-2024").link(raw)
    rendering = render(raw, links, placeholder_of(links) if blind else lambda _: None)
    assert all(left.end <= right.start for left, right in pairwise(rendering.units))
    assert all(left[1] <= right[0] for left, right in pairwise(rendering.unit_spans))
    assert [unit.link for unit in rendering.units if unit.link is not None] == list(range(len(links)))
    for unit, (start, end) in zip(rendering.units, rendering.unit_spans, strict=True):
        rendered = rendering.text[start:end]
        if unit.link is None:
            assert same(raw[unit.start : unit.end], rendered)
        elif blind:
            assert rendered.lstrip("#@").startswith("<k")
            assert rendered == rendered.strip()


def test_the_same_contestant_has_the_same_placeholder_and_the_ninth_shares_the_eighth() -> None:
    links = tuple(Link(i, i + 1, key, "name") for i, key in enumerate("abacdefghij"))
    found = [placeholder_of(links)(link) for link in links]
    assert found == ["<k1>", "<k2>", "<k1>", *[f"<k{n}>" for n in range(3, 9)], "<k8>", "<k8>"]


def test_a_hashtag_keeps_its_sign_and_the_words_beside_the_name() -> None:
    raw = "Ayo #2019GantiPresiden dan #PrabowoMenang"
    links = linker_for(None).link(raw)
    assert render(raw, links, placeholder_of(links)).text.split() == [
        "Ayo", "#<k1>", "2019", "ganti", "presiden", "dan", "#<k2>", "menang",
    ]  # fmt: skip


def test_the_rendered_text_does_not_say_who_is_meant() -> None:
    texts = [f"Saya tidak percaya janji {name}, dari dulu {name} begitu" for name in ("Anies", "Prabowo", "Ganjar")]
    links = [linker_for("pilpres-2024").link(text) for text in texts]
    assert len({render(t, found, placeholder_of(found)).text for t, found in zip(texts, links, strict=True)}) == 1


def test_a_special_token_written_into_a_post_is_read_as_text(base_tokenizer: BaseTokenizer) -> None:
    raw = "<k1> dan </s> [MASK] lalu <k2>nya"
    text = render(raw, (), lambda _: None)
    ids = base_tokenizer.encoder.encode([text], [None])[0].windows[0].ids[1:-1]
    special = {base_tokenizer.tokenizer.convert_tokens_to_ids(token) for token in ("<k1>", "<k2>", "</s>")}
    assert not special & set(ids)
    assert len(text.text) == len(raw)
