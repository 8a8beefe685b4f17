"""Properties that hold for every stage, alone and together, on any Unicode text."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from netralnlp.text import (
    NormalizedText,
    drop_stop_words,
    expand_slang,
    fold_links,
    fold_unicode,
    is_kept,
    lower_case,
    negations,
    normal_view,
    read_leet,
    shorten_elongation,
    split_affixes,
    split_hashtags,
    stem_words,
    unescape_entities,
    word_view,
)
from netralnlp.text.kept import STANDARD_NEGATIONS
from netralnlp.text.tokens import tokens

STAGES = [
    unescape_entities,
    fold_unicode,
    fold_links,
    shorten_elongation,
    read_leet,
    split_hashtags,
    lower_case,
    expand_slang,
    split_affixes,
    stem_words,
    drop_stop_words,
]


def through(*stages):
    def run(raw):
        view = NormalizedText.of(raw)
        for stage in stages:
            view = stage(view)
        return view

    return run


VIEWS = {stage.__name__: through(stage) for stage in STAGES} | {
    "all stages": through(*STAGES),
    "normal_view": normal_view,
    "word_view": word_view(frozenset({"susi", "bali"})),
}

FRAGMENTS = (
    *(
        "pr4b0w0",
        "#GanjarMahfudMenang",
        "#aniescoblos",
        "#2019_x",
        "&amp;",
        "&#39;",
        "&amp;lt;",
        "<br>",
        "<VICTORY HAND>",
    ),
    *(
        "https://t.co/Ab1",
        "detik.com/x.",
        "@g4njar_",
        "☝️",
        "✌🏽",
        "1️⃣",
        "👨‍👩‍👧",
        "🇮🇩",
        "e\u0301",
        "a\u200bb",
        "İ",
        "ﷺ",
        "𝐏𝐫",
        "🅿🅰🅽",
        "½",
    ),
    *("Рartai", "ᴀɴɪᴇs", "sooo", "III", "\u0301", "\ufe0f", "\u200d", "#", "@", "&", "-", "'", "\x00", " "),
    *(
        "yg",
        "gak",
        "gausah",
        "org2",
        "rakyatnya",
        "dipilih",
        "presidenku",
        "jgnlah",
        "anak-anaknya",
        "menjelek2an",
        "02",
    ),
)
RAW = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=8).map("".join)
BLANKED = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=4).map(" ".join)


@pytest.mark.parametrize("view_of", VIEWS.values(), ids=VIEWS)
@given(raw=RAW)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_character_of_the_view_stands_for_a_raw_span_in_order(view_of, raw):
    view = view_of(raw)
    assert view.raw == raw
    spans = [view.to_raw(place, place + 1) for place in range(len(view.text))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)


@pytest.mark.parametrize("view_of", VIEWS.values(), ids=VIEWS)
@given(raw=RAW, data=st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_span_of_the_view_covers_its_characters_and_comes_back(view_of, raw, data):
    view = view_of(raw)
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    raw_start, raw_end = view.to_raw(start, end)
    assert 0 <= raw_start <= raw_end <= len(raw)
    assert (raw_start < raw_end) == (start < end)
    kept = [place for place in range(start, end) if view.text[place] != " "]
    for place in kept:
        inner_start, inner_end = view.to_raw(place, place + 1)
        assert raw_start <= inner_start < inner_end <= raw_end
    if kept:
        view_start, view_end = view.to_view(raw_start, raw_end)
        assert view_start <= kept[0] <= kept[-1] < view_end


@pytest.mark.parametrize("view_of", VIEWS.values(), ids=VIEWS)
@example(before="", after="", negation="gapunya")
@given(before=BLANKED, after=BLANKED, negation=st.sampled_from(sorted(negations() - {"de'"})))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_negations_survive(view_of, before, after, negation):
    view = view_of(f"{before} {negation} {after}")
    start, end = view.to_view(len(before) + 1, len(before) + 1 + len(negation))
    read = view.text[start:end].split()
    assert read
    assert read[0] in negations()
    assert (negation in STANDARD_NEGATIONS) <= (read == [negation])


@pytest.mark.parametrize("view_of", VIEWS.values(), ids=VIEWS)
@given(
    before=BLANKED,
    after=BLANKED,
    number=st.one_of(
        st.integers(0, 10**12).map(str),
        st.sampled_from(["02", "007", "satu", "dua", "kedua", "sebelas", "ratusan", "juta"]),
    ),
)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_numbers_survive(view_of, before, after, number):
    assert is_kept(number)
    view = view_of(f"{before} {number} {after}")
    start, end = view.to_view(len(before) + 1, len(before) + 1 + len(number))
    assert view.text[start:end] == number


EMOJI = ("☝️", "✌🏽", "🤟", "👍🏿", "1️⃣", "#️⃣", "🇮🇩", "👨‍👩‍👧", "🏴\U000e0067\U000e007f", "🅰️", "™️", "❤️‍🔥")


@pytest.mark.parametrize("view_of", VIEWS.values(), ids=VIEWS)
@given(emoji=st.lists(st.sampled_from(EMOJI), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_emoji_survive_as_they_are(view_of, emoji):
    raw = "pilih " + " ".join(emoji)
    view = view_of(raw)
    assert view.text.endswith(" ".join(emoji))
    assert view.to_raw(len(view.text) - len(emoji[-1]), len(view.text)) == (len(raw) - len(emoji[-1]), len(raw))


@given(raw=BLANKED)
@settings(max_examples=200, deadline=None)
def test_word_by_word_gives_the_words_of_the_stages_one_after_another(raw):
    staged = through(*normal_view.stages, expand_slang, split_affixes, stem_words, drop_stop_words)
    assert tokens(word_view()(raw).text) == tokens(staged(raw).text)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_a_stage_gives_back_the_view_it_has_nothing_to_change_in(stage):
    view = NormalizedText.of("rakyat pilih sendiri 👍🏽")
    assert stage(view) is view
