"""What each stage of the normal view reads, with the raw span of a name where it matters."""

import pytest

from netralnlp.text import (
    NormalizedText,
    fold_links,
    fold_unicode,
    lower_case,
    normal_view,
    read_leet,
    shorten_elongation,
    split_hashtags,
    unescape_entities,
)


def read(stage, raw):
    return stage(NormalizedText.of(raw)).text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("𝐏𝐫𝐚𝐛𝐨𝐰𝐨 𝓖𝓪𝓷𝓳𝓪𝓻 𝔸𝕟𝕚𝕖𝕤", "Prabowo Ganjar Anies"),
        ("Ａｎｉｅｓ ０２", "Anies 02"),
        ("Ⓖⓐⓝⓙⓐⓡ 🅿🅳🅸🅿 🄿🄺🅂", "Ganjar PDIP PKS"),
        ("ɢɪʙʀᴀɴ", "gibran"),
        ("Ga\u200bnjar\ufeff Mah\u00adfud", "Ganjar Mahfud"),
        ("P\u0336r\u0336a\u0336bowo cafe\u0301 Ànies", "Prabowo cafe Anies"),
        ("Рrabowo Gаnjаr", "Prabowo Ganjar"),
        ("Москва Αθήνα", "Москва Αθηνα"),
        ("Ma’ruf “AMIN” Prabowo–Gibran", 'Ma\'ruf "AMIN" Prabowo-Gibran'),
        ("½ harga, 10 ㎏", "½ harga, 10 kg"),
        ("1️⃣ ☝️ 🅰️ ™️ 🇮🇩 👩‍🔧", "1️⃣ ☝️ 🅰️ ™️ 🇮🇩 👩‍🔧"),
    ],
)
def test_unicode(raw, text):
    assert read(fold_unicode, raw) == text


def test_marks_belong_to_the_letter_they_stand_at():
    view = fold_unicode(NormalizedText.of("x A\u0301ni\u0336es\u200b y"))
    assert view.text == "x Anies y"
    assert view.to_raw(2, 7) == (2, 9)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Anies &amp; Imin", "Anies & Imin"),
        ("&lt;3 &#39;pilih&#x27; &quot;dia&quot;", "<3 'pilih' \"dia\""),
        ("a &amp;lt; b &amp;amp; c", "a < b & c"),
        ("Ganjar&nbsp;Mahfud &amp Atikoh", "Ganjar\xa0Mahfud & Atikoh"),
        ("satu<br>dua<br />tiga <b>empat</b>", "satu\ndua\ntiga  empat "),
        ("<VICTORY HAND> & <3 AT&T x&y=1", "<VICTORY HAND> & <3 AT&T x&y=1"),
        ("&tidakada; &#99999999;", "&tidakada; &#99999999;"),
    ],
)
def test_entities(raw, text):
    assert read(unescape_entities, raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("baca https://t.co/aB12cD3 ya", "baca <url> ya"),
        ("http://contoh.id/ganjar-mahfud?a=1&b=2. Lalu", "<url>. Lalu"),
        ("(lihat www.kpu.go.id/hasil)", "(lihat <url>)"),
        ("bit.ly/3xYz dan detik.com, kpu.go.id!", "<url> dan <url>, <url>!"),
        ("menanghttps://t.co/abc", "menang<url>"),
        ("pilih.Prabowo dan 2.5 persen", "pilih.Prabowo dan 2.5 persen"),
        ("surat ke budi@contoh.com dari @anies.baswedan", "surat ke budi@contoh.com dari @anies.baswedan"),
    ],
)
def test_links(raw, text):
    assert read(fold_links, raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("GANJAR Mahfud", "ganjar mahfud"),
        ("İSTANBUL ΑΣ", "istanbul ας"),
    ],
)
def test_case(raw, text):
    assert read(lower_case, raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Prabowooo gasss", "Prabowo gas"),
        ("GANJARRRrrr AaAmin", "GANJAR Amin"),
        ("maaf Anwaar", "maaf Anwaar"),
        ("Sultan Mahmud III, tahun 2000, pasal VIII", "Sultan Mahmud III, tahun 2000, pasal VIII"),
        ("@budiii_ !!!", "@budiii_ !!!"),
    ],
)
def test_elongation(raw, text):
    assert read(shorten_elongation, raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("pr4b0w0", "prabowo"),
        ("j0k0wi G4NJ4R 4nies", "jokowi GANJAR anies"),
        ("m3nang b3rsama s14p am1n", "menang bersama siap amin"),
        ("m4hyeldi kh0fifah", "mahyeldi khofifah"),
    ],
)
def test_leet(raw, text):
    assert read(read_leet, raw) == text


@pytest.mark.parametrize(
    "raw",
    [
        *("menang02", "paslon1", "prabowo08", "2periode", "k1", "02", "2024", "3 jari", "1putaran", "5tahun"),
        *("anak2nya", "p3k", "g30s", "bp3mi", "4presiden", "paslon1dan2", "ke2nya", "0001f602", "covid19", "@g4njar"),
    ],
)
def test_digits_that_are_numbers_stay(raw):
    assert read(read_leet, raw) == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("#AMINAjaDulu", "#AMIN Aja Dulu"),
        ("#2019GantiPresiden", "#2019 Ganti Presiden"),
        ("#gibran_wapres", "#gibran wapres"),
        ("#NKRIHargaMati #NKRIhargaMati", "#NKRI Harga Mati #NKRI harga Mati"),
        ("#ganjarmahfudmenang", "#ganjar mahfud menang"),
        ("#PRABOWOGIBRAN2024", "#PRABOWO GIBRAN 2024"),
        ("#PDIPerjuangan", "#PDI Perjuangan"),
        ("#xqzwvk # #1", "#xqzwvk # #1"),
    ],
)
def test_hashtags(raw, text):
    assert read(split_hashtags, raw) == text


def test_a_word_of_a_hashtag_leads_back_to_its_letters():
    view = split_hashtags(NormalizedText.of("gas #GanjarMahfud!"))
    start = view.text.index("Mahfud")
    assert view.to_raw(start, start + 6) == (11, 17)
    assert view.to_raw(4, start + 6) == (4, 17)


def test_the_normal_view_of_a_disguised_post():
    raw = "𝐏𝐫4𝐛0𝐰0&amp;Gibr\u200ban MENANGGG 1️⃣ #SatuPutaran https://t.co/x"
    view = normal_view(raw)
    assert view.text == "prabowo&gibran menang 1️⃣ #satu putaran <url>"
    assert raw[slice(*view.to_raw(0, 7))] == "𝐏𝐫4𝐛0𝐰0"
    assert raw[slice(*view.to_raw(8, 14))] == "Gibr\u200ban"
    assert raw[slice(*view.to_raw(len(view.text) - 5, len(view.text)))] == "https://t.co/x"
