from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp.model.encoding import CONTEXT, OVERLAP, WINDOW
from netralnlp.model.rendering import Rendering, placeholder_of, render
from netralnlp.rosters import linker_for
from netralnlp.rosters.link import Link
from training.saving import BaseTokenizer


def rendered(raw: str) -> Rendering:
    links = linker_for(None).link(raw)
    return render(raw, links, placeholder_of(links))


@given(
    raw=st.lists(st.sampled_from(["pilih", "Prabowo", "!", "\n", "Ümlaut", "😂", "abcdef"]), max_size=300).map(" ".join)
)
@settings(max_examples=40, deadline=None)
def test_windows_overlap_and_cover_every_token(base_tokenizer: BaseTokenizer, raw: str) -> None:
    encoded = base_tokenizer.encoder.encode([rendered(raw)], [None])[0]
    windows = encoded.windows
    assert windows[0].first == 0
    assert windows[-1].last == encoded.tokens
    assert all(left.last - right.first == OVERLAP for left, right in pairwise(windows))
    assert all(window.last - window.first <= WINDOW for window in windows)
    assert all(len(window.ids) == len(window.types) == window.last - window.first + 2 for window in windows)


@given(
    raw=st.lists(st.sampled_from(["pilih", "Prabowo", "#AMIN2024", "!", "a.b", "😂", "  "]), max_size=40).map(" ".join)
)
@settings(deadline=None)
def test_every_unit_has_its_own_tokens(base_tokenizer: BaseTokenizer, raw: str) -> None:
    text = rendered(raw)
    encoded = base_tokenizer.encoder.encode([text], [None])[0]
    assert len(encoded.unit_tokens) == len(text.units)
    assert all(first < last for first, last in encoded.unit_tokens)
    assert all(left[1] <= right[0] for left, right in pairwise(encoded.unit_tokens))


def test_words_behind_the_placeholder_of_a_hashtag_belong_to_its_unit(base_tokenizer: BaseTokenizer) -> None:
    raw = "#2019GantiPresidenJokowi sekarang"
    links = (Link(0, 24, "joko-widodo", "hashtag", rest="2019  ganti presiden"),)
    text = render(raw, links, placeholder_of(links))
    encoded = base_tokenizer.encoder.encode([text], [None])[0]
    (first, last), (next_first, next_last) = encoded.unit_tokens
    pieces = [base_tokenizer.encoder.tokenizer.id_to_token(i) for i in encoded.windows[0].ids[1:-1]]
    assert "".join(pieces[first:last]).replace("▁", "").endswith("2019gantipresiden")
    assert "".join(pieces[next_first:next_last]).replace("▁", "") == "sekarang"


def test_the_end_of_a_long_context_is_in_every_window_and_said_to_be_cut(base_tokenizer: BaseTokenizer) -> None:
    text, context = rendered("pilih " * 200), rendered("kalah " * 100 + "menang")
    encoded = base_tokenizer.encoder.encode([text], [context])[0]
    assert encoded.context_cut
    assert len(encoded.windows) > 1
    tails = {tuple(i for i, kind in zip(w.ids, w.types, strict=True) if kind) for w in encoded.windows}
    assert len(tails) == 1
    assert len(tails.pop()) == CONTEXT + 1
    short = base_tokenizer.encoder.encode([text], [rendered("menang")])[0]
    assert not short.context_cut
