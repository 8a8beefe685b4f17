"""Slang, affixes, stems, stop words and the word lists made of them."""

import re

import pytest
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from netralnlp.text import (
    NormalizedText,
    bag_of_words,
    drop_stop_words,
    expand_slang,
    negations,
    normal_view,
    slang_table,
    split_affixes,
    stem,
    stem_words,
    stop_words,
    word_view,
)
from netralnlp.text.kept import NUMBER_WORDS, STANDARD_NEGATIONS
from netralnlp.text.stems import _MAX_LENGTH
from netralnlp.text.vocabulary import root_words, word_counts

NATIONAL_FIGURES = (
    "prabowo subianto gibran rakabuming raka anies baswedan muhaimin iskandar imin ganjar pranowo mahfud jokowi "
    "joko widodo maruf amin sandiaga sandi uno megawati sby yudhoyono ahy agus harimurti puan maharani luhut "
    "airlangga hartarto zulkifli zulhas bahlil lahadalia surya paloh kaesang pangarep ridwan kamil dedi mulyadi "
    "khofifah emil risma ahok basuki djarot erick thohir mardani hasto bobby nasution edy rahmayadi pramono rano "
    "karno dharma suswono luthfi andika perkasa olly murad mualem boediono kalla jk wiranto hatta rajasa gus yahya "
    "mulyono fufufafa susi andra bali "
)


def read(stage, raw, **options):
    return stage(NormalizedText.of(raw), **options).text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("yg penting jgn golput dgn alasan apapun", "yang penting jangan golput dengan alasan apapun"),
        ("Gausah ribut, org2 udah tau", "tidak usah ribut, orang-orang sudah tahu"),
        ("jgnlah orgnya @yg_asli yg-yg", "janganlah orangnya @yg_asli yang-yang"),
        ("pilih 02, bukan 2 periode", "pilih 02, bukan 2 periode"),
        ("piye iki, aing teu nyaho", "bagaimana ini, aku tidak tahu"),
    ],
)
def test_slang(raw, text):
    assert read(expand_slang, raw) == text


def test_slang_forms_lead_to_negations_only_from_negations():
    for form, entry in slang_table().items():
        if STANDARD_NEGATIONS & set(entry.standard.split()):
            assert entry.standard.split()[0] in STANDARD_NEGATIONS, form


def test_slang_changes_no_standard_negation_number_or_name():
    changed = set(slang_table())
    assert not changed & STANDARD_NEGATIONS
    assert not changed & NUMBER_WORDS
    assert not changed & set(NATIONAL_FIGURES.split())
    assert not any(re.search(r"\d", form) for form in changed if not re.fullmatch(r"[a-z]{2,}2[a-z]*", form))
    assert not any(
        re.match(r"(no|nomor|paslon|capres|cawapres|calon|pilih|coblos|presiden|prabowo)2", form) for form in changed
    )
    assert not any(re.search(r"\d", entry.standard) for entry in slang_table().values())


@pytest.mark.parametrize(
    "form", ["ga", "gak", "nggak", "kagak", "tdk", "ndak", "ora", "teu", "indak", "gk", "ngga", "enggak"]
)
def test_slang_negations_are_read_as_tidak(form):
    assert slang_table()[form].standard == "tidak"
    assert form in negations()


def test_slang_is_written_out_in_one_step():
    table = slang_table()
    for form, entry in table.items():
        assert entry.standard not in table, form
        assert entry.region in {"", "jv", "su", "min", "bew", "bug", "bjn", "ms", "pap", "ace", "ban"}, form
        assert entry.count > 0 or entry.region, form


@pytest.mark.parametrize(
    ("form", "region"),
    [("ora", "jv"), ("teu", "su"), ("indak", "min"), ("gile", "bew"), ("ikam", "bjn"), ("dorang", "pap")],
)
def test_regional_forms_are_marked(form, region):
    assert slang_table()[form].region == region


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("prabowonya", "prabowo nya"),
        ("Ganjar-nya", "Ganjar nya"),
        ("ganjarlah presidenku", "ganjar lah presiden ku"),
        ("dipilih disini dipertanyakan", "di pilih di sini di pertanyakan"),
        ("bukannyalah siapapun benarkah", "bukan nya lah siapa pun benar kah"),
        (
            "hanya bertanya masalah bermasalah melangkah dinas Abdullah Maluku",
            "hanya bertanya masalah bermasalah melangkah dinas Abdullah Maluku",
        ),
        ("@ganjarlah", "@ganjarlah"),
    ],
)
def test_affixes(raw, text):
    assert read(split_affixes, raw) == text


def test_a_protected_name_is_known_to_the_affixes_and_stays_whole():
    assert read(split_affixes, "mahyeldilah fadilah", protected={"mahyeldi", "fadilah"}) == "mahyeldi lah fadilah"
    assert read(split_affixes, "mahyeldilah") == "mahyeldilah"


def test_the_name_before_a_clitic_leads_back_without_it():
    view = split_affixes(NormalizedText.of("pilih Prabowonya"))
    start = view.text.index("Prabowo")
    assert view.to_raw(start, start + 7) == (6, 13)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("kepemimpinannya mensejahterakan", "pimpin sejahtera"),
        ("anak-anaknya Memilih", "anak pilih"),
        ("jangan kedua sebelas kurang bukan ratusan", "jangan kedua sebelas kurang bukan ratusan"),
        ("@memilih <url>", "@memilih <url>"),
    ],
)
def test_stems(raw, text):
    assert read(stem_words, raw) == text


def test_protected_names_are_not_stemmed():
    assert read(stem_words, "Susanti pemilihan", protected={"susanti"}) == "Susanti pilih"


def test_stems_are_those_of_pysastrawi():
    reference = StemmerFactory().create_stemmer()
    seen = sorted(word_counts())[::4]
    made = [
        f"{before}{root}{after}" for root in sorted(root_words())[7::997] for before, after in AFFIXES if root.isalpha()
    ]
    for word in seen + made:
        if word not in negations() | NUMBER_WORDS and len(word) <= _MAX_LENGTH:
            assert stem(word) == reference.stem(word), word


AFFIXES = [
    *(
        ("", "nya"),
        ("", "lah"),
        ("", "kan"),
        ("", "i"),
        ("", "an"),
        ("di", ""),
        ("di", "kan"),
        ("di", "i"),
        ("ke", "an"),
    ),
    *(
        ("me", ""),
        ("mem", "kan"),
        ("men", "i"),
        ("meng", "kan"),
        ("meny", "i"),
        ("menye", "kan"),
        ("ber", "an"),
        ("ter", "i"),
    ),
    *(
        ("pe", "an"),
        ("pem", "an"),
        ("pen", "annya"),
        ("peng", ""),
        ("per", "an"),
        ("memper", "kan"),
        ("se", "nya"),
        ("ku", ""),
    ),
]


def test_stop_words_hold_no_negation_and_no_number():
    assert not stop_words() & (negations() | NUMBER_WORDS)
    assert {"yang", "yg", "dgn", "di"} <= stop_words()


def test_stop_words_go_with_the_space_after_them():
    assert read(drop_stop_words, "Yang penting di sini  bukan yg lain") == "penting bukan lain"
    assert read(drop_stop_words, "(yang) @yang") == "() @yang"


def test_bag_of_words():
    raw = "Org2 gak bakal milih @si_anu, Susinya dipilih!!! ✌🏽 #GantiBupati2024 https://t.co/x"
    assert bag_of_words(raw, protected={"susi"}) == [
        *("orang", "tidak", "bakal", "pilih", "@si_anu", "susi", "pilih", "✌🏽", "ganti", "bupati", "2024", "<url>"),
    ]


def test_words_lead_back_to_what_was_written():
    raw = "mrk Gausah dipaksa, rakyatnya"
    view = word_view()(raw)
    found = {match.group(): raw[slice(*view.to_raw(*match.span()))] for match in re.finditer(r"\w+", view.text)}
    assert found == {"mereka": "mrk", "tidak": "Gausah", "usah": "Gausah", "paksa": "paksa", "rakyat": "rakyat"}


def test_pipelines_are_named_and_keep_their_stages():
    assert (normal_view.name, word_view().name) == ("normal", "words")
    assert word_view().stages[: len(normal_view.stages)] == normal_view.stages
