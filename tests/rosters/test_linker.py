from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralnlp import rosters
from netralnlp.rosters import Link, Linker, linker_for
from netralnlp.rosters.linker import MAX_CANDIDATES
from netralnlp.schema import Contestant, Person

_LINES = (Path(__file__).parent / "linking_cases.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in _LINES]
"""Hand-written: `links` are all that a text holds, `occurrence` counts equal stretches from 0; half are traps.

`election` is an id, a list of ids, or null.
"""

RACES = [election for election in rosters.ids() if "/" in election][::23]
MAKASSAR = "pilkada-2024/73.71"


def span(text: str, link: dict[str, object]) -> tuple[int, int]:
    start = -1
    for _ in range(int(str(link["occurrence"])) + 1):
        start = text.index(str(link["text"]), start + 1)
    return start, start + len(str(link["text"]))


def referent(link: Link) -> dict[str, object]:
    if link.contestant:
        return {"contestant": link.contestant.id}
    if link.candidates:
        return {"candidates": sorted(candidate.id for candidate in link.candidates)}
    if link.person:
        return {"person": link.person.id}
    return {"party": link.party.id} if link.party else {"candidates": []}


def linked(election: str | None, text: str) -> list[tuple[str, int | None]]:
    """Texts of the links and the ballot numbers of their contestants."""
    return [
        (text[link.start : link.end], link.contestant.number if link.contestant else None)
        for link in linker_for(election).link(text)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case):
    text = case["text"]
    election = tuple(case["election"]) if isinstance(case["election"], list) else case["election"]
    found = [((link.start, link.end), referent(link)) for link in linker_for(election).link(text)]
    wanted = [
        (span(text, link), {key: link[key] for key in link if key not in ("text", "occurrence")})
        for link in case["links"]
    ]
    for _, whom in wanted:
        whom.update({"candidates": sorted(whom["candidates"])} if "candidates" in whom else {})
    assert found == wanted, case["note"]


@pytest.mark.parametrize("election", RACES)
def test_full_names_tickets_and_numbers_of_every_contestant_are_linked(election):
    for contestant in rosters.get(election).contestants:
        names = [person.name for person in (contestant.head, contestant.deputy) if person] or [contestant.name]
        for name in [*names, contestant.name]:
            (link,) = linker_for(election).link(f"Pilih {name}!")
            assert link.contestant == contestant
            assert (link.start, link.end) == (6, 6 + len(name))
        if contestant.number:
            assert linked(election, f"nomor urut {contestant.number}") == [
                (f"nomor urut {contestant.number}", contestant.number)
            ]


PIECES = [
    "Mahyeldi",
    "vasko",
    "Epyardi Asda",
    "MahyeldiVasko",
    "#CoblosNomor1",
    "@prabowo",
    "nomor urut 2",
    "02",
    "☝️☝🏽",
    "✌",
]
JOINTS = [
    " ",
    "  ",
    "\n",
    ", ",
    " dan ",
    "-",
    " - ",
    " & ",
    "&amp; ",
    "/",
    " vs ",
    "… ",
    "",
    "nya ",
    "ﬁ ",
    "🇮🇩",
    "“",
    "İ",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(JOINTS)), max_size=8))
def test_links_are_ordered_and_disjoint_and_end_where_words_end(pieces):
    raw = "".join(piece + joint for piece, joint in pieces)
    at = 0
    for link in linker_for("pilkada-2024/13").link(raw):
        assert at <= link.start < link.end <= len(raw)
        assert raw[link.start : link.end] == raw[link.start : link.end].strip()
        at = link.end


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_linked(raw):
    assert all(0 <= link.start < link.end <= len(raw) for link in linker_for("pilpres-2024").link(raw))


@given(st.integers(1, 6), st.sampled_from(["Mahyeldi", "Epyardi"]))
def test_one_letter_left_out_of_a_long_name_still_names_its_bearer(place, name):
    slip = name[:place] + name[place + 1 :]
    assert linked("pilkada-2024/13", f"dukung {slip} terus") == [(slip, 1 if name == "Mahyeldi" else 2)]


@pytest.mark.parametrize("text", ["mahyelda", "Kahyeldi", "prabawa", "Mahldi", "Epyarda"])
def test_two_slips_another_first_letter_and_other_endings_are_no_slip(text):
    assert linked("pilkada-2024/13", f"kata {text}") == []


def test_name_ticket_number_and_hashtag_of_one_contestant_share_their_key():
    text = "Appi, Munafri-Aliyah, nomor 1, #MunafriAliyah, Aliyah dan paslon 01"
    links = linker_for(MAKASSAR).link(text)
    assert len(links) == 6
    assert {link.key for link in links} == {f"{MAKASSAR}#1"}
    assert [link.kind for link in links] == ["name", "ticket", "number", "hashtag", "name", "number"]


@pytest.mark.parametrize(
    ("election", "text", "reason"),
    [
        ("pilpres-2024", "AMIN menang di Aceh", "before 'menang'"),
        ("pilpres-2024", "Kata bapakku AMIN itu singkatan", "in capitals"),
        (MAKASSAR, "Pak Ilham yang mana?", "after 'pak'"),
        (MAKASSAR, "Munafri atau Ilham?", "beside another contestant"),
        (MAKASSAR, "Debat semalam, Ilham diam saja", "near 'debat'"),
        ("pilkada-2024/13", "coblos 2 ya", "after a verb of voting"),
        ("pilpres-2024", "Ganjar menyapa warga", ""),
    ],
)
def test_the_reason_tells_what_decided(election, text, reason):
    link = linker_for(election).link(text)[-1]
    assert link.reason == reason
    assert link.how == (f"{link.kind}: {reason}" if reason else link.kind)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("calon gubernur Jakarta nomor urut 3 orasi", ["calon gubernur Jakarta nomor urut 3"]),
        ("cagub dan cawagub nomor urut 1", ["cagub dan cawagub nomor urut 1"]),
        ("paslon no. 2, paslon #1, no urut (3)", ["paslon no. 2", "paslon #1", "no urut (3)"]),
        ("kubu 01 vs 03", ["kubu 01", "03"]),
        ("paslon 1, 2 dan 3", ["paslon 1", "2", "3"]),
        ("nomer loro lan kosong telu", ["nomer loro"]),
        ("nomor hiji, no ciek, nomer telu", ["nomor hiji", "no ciek", "nomer telu"]),
        ("kosong satu, nol dua", ["kosong satu", "nol dua"]),
        ("coblos 3️⃣ pilih no 2️⃣", ["3️⃣", "no 2️⃣"]),
        ("3️⃣3️⃣3️⃣ 0️⃣2️⃣", ["3️⃣3️⃣3️⃣", "0️⃣2️⃣"]),
        ("1️⃣ beras 2️⃣ gula 3️⃣ minyak", []),
        ("untuk02 dan paslon03", ["untuk02", "paslon03"]),
        ("jam 02.00, tgl 02 Feb, 02-02-2024, RT 02/RW 03, 0812-02-0303", []),
        ("skor 0-2, menit 03, juara 2, kelas 1, lantai 3", []),
        ("pilih satu dari 3 calon, dukung dua hal", []),
        ("antrian nomor 2, rumah no 3, bus nomor 1, kasir 2", []),
        ("nomor 1 di dunia, nomor dua se-Asia, nomor 3 dari kiri", []),
        ("pihak2 dan calon2 itu sama2 baik", []),
    ],
)
def test_ballot_numbers(text, spans):
    assert [found for found, _ in linked("pilkada-2024/31", text)] == spans


def test_a_number_beyond_the_ballot_and_any_number_without_a_race_mean_nobody():
    assert linked("pilkada-2024/31", "nomor urut 4") == []
    assert linked(None, "coblos nomor urut 2") == []
    assert linked("pemilu-2024", "coblos nomor urut 2") == []


def test_half_of_the_cases_are_traps():
    assert 2 * sum(not case["links"] for case in CASES) >= len(CASES)


def test_a_number_with_an_office_is_a_candidate_for_that_office():
    assert linked("pilkada-2024/31", "capres nomor 2 atau cagub nomor 3?") == [("cagub nomor 3", 3)]
    links = linker_for(("pilpres-2024", "pilkada-2024/35")).link("capres nomor 2, cagub nomor 2")
    assert [link.contestant and link.contestant.id for link in links] == ["pilpres-2024#2", "pilkada-2024/35#2"]


def test_a_number_beside_a_ticket_of_another_election_is_its_own():
    assert linked("pilkada-2024/64.71", "Prabowo-Gibran nomor urut 2 dilantik") == [("Prabowo-Gibran", None)]
    assert linked("pilkada-2024/64.71", "nomor urut 2 dilantik") == [("nomor urut 2", 2)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("nomor 2 gaskeun", ["nomor 2"]),
        ("kemarin malam kami semua tetap yakin nomor 2 menang", ["nomor 2"]),
        ("lampu nomor 2 mati", []),
        ("kemarin malam kami semua nonton saluran yang nomor 2", []),
        ("nomor 2 rasanya pedas", []),
        ("Pram/03 dan RK/01, bukan 10/02", ["Pram", "03", "RK", "01"]),
    ],
)
def test_a_number_without_its_class_word_stands_in_a_short_text_or_one_on_a_contest(text, spans):
    assert [found for found, _ in linked("pilkada-2024/31", text)] == spans


def test_a_run_of_one_gesture_is_one_span_with_its_skin_tones():
    assert linked("pilpres-2024", "gas ✌🏻✌🏽 ✌️ yuk") == [("✌🏻✌🏽 ✌️", 2)]


def test_gestures_of_regional_races_stand_beside_their_contestant():
    assert linked("pilkada-2024/13", "liburan ✌️") == []
    assert linked("pilkada-2024/13", "Epyardi ✌️") == [("Epyardi", 2), ("✌️", 2)]
    assert linked("pilkada-2024/13", "Mahyeldi ✌️") == [("Mahyeldi", 1)]
    assert linked("pilkada-2024/13", "salam dua jari") == [("salam dua jari", 2)]


def test_a_number_that_fits_many_races_has_no_candidates_and_one_that_fits_few_has_them_all():
    (link,) = linker_for("pilkada-2024").link("ayo coblos nomor urut 1")
    assert (link.contestant, link.candidates, link.kind) == (None, (), "number")
    (link,) = linker_for("pilkada-2024/51*").link("ayo coblos nomor urut 3")
    assert 1 < len(link.candidates) <= MAX_CANDIDATES
    assert {candidate.number for candidate in link.candidates} == {3}


def test_a_shared_name_goes_to_the_race_that_the_text_speaks_of():
    text = "Hidayat nomor urut 3"
    (name, number) = linker_for("pilkada-2024").link(f"{text} berpasangan dengan Hendri Septa")[:2]
    assert name.contestant is not None
    assert name.contestant.id == number.contestant.id == "pilkada-2024/13.71#3"


@pytest.mark.parametrize(
    ("election", "text", "found"),
    [
        ("pilkada-2024/12.72", "Herlina beli pulsa lalu pulang", False),
        ("pilkada-2024/12.72", "Herlina unggul di Siantar", True),
        ("pilkada-2024/81.71", "Bodewin keliling pasar Mardika", True),
        ("pilkada-2024/81.71", "Bodewin temanku keliling pasar Mardika", False),
        ("pilkada-2024/33.73", "Juan Mata kemarin makan gudeg", False),
        ("pilkada-2024/16.03", "Thomas Alva Edison menang hadiah", False),
        ("pilkada-2024/13.05", "presiden Amerika John Kenedy menang pemilu", False),
        ("pilkada-2024/11.15", "raja sayang rakyatnya", True),
        ("pilkada-2024/11.15", "raja sayang anaknya", False),
        ("pilkada-2024/35.78", "kotak kosong di gudang", False),
        ("pilkada-2024/35.78", "milih kotak kosong saja", True),
        ("pilkada-2024/74", "Tina dan suami Nur Alam menang", True),
    ],
)
def test_a_name_that_others_bear_needs_a_word_of_public_life_near_it(election, text, found):
    assert bool(linked(election, text)) is found


def test_a_figure_keeps_the_short_name_that_is_a_later_name_of_a_candidate():
    (link,) = linker_for("pilkada-2024/33.06").link("Prabowo menang pilpres")
    assert link.person == Person("prabowo-subianto", "Prabowo Subianto")
    assert linked("pilkada-2024/33.06", "Yophi Prabowo menang") == [("Yophi Prabowo", 1)]


def test_an_everyday_first_name_means_who_is_named_in_full():
    assert linked("pilkada-2024/35.19", "Hari Wuryanto datang, pak Hari menang") == [("Hari Wuryanto", 2), ("Hari", 2)]
    assert linked("pilkada-2024/35.19", "pak Hari menang hari ini") == []


@pytest.mark.parametrize(
    ("election", "text", "span"),
    [
        ("pilkada-2024/35.17", "Warsubi-Salman menang", "Warsubi-Salman"),
        ("pilkada-2024/35.17", "Warsubi-Sulaiman menang", "Warsubi"),
        ("pilkada-2024/72.12", "Delis Julkar menang", "Delis Julkar"),
        ("pilkada-2024/35.79", "Krisdayanti menang", "Krisdayanti"),
        ("pilkada-2024/32.17", "Hengky menang", "Hengky"),
        ("pilkada-2024/16.13", "Syarif HD menang", "Syarif HD"),
        ("pilkada-2024/53.18", "Ratu Wulla menang", "Ratu Wulla"),
    ],
)
def test_names_are_known_cut_short_and_joined(election, text, span):
    assert [found for found, _ in linked(election, text)] == [span]


def test_hashtags_keep_the_words_beside_the_name():
    (link,) = linker_for("pilpres-2024").link("#PilihGanjarSekarang")
    assert (link.kind, link.rest) == ("hashtag", "pilih sekarang")


def test_handles_that_are_not_a_figure_mean_nobody():
    assert linked("pilpres-2024", "@sahabatganjar @anies_lovers @mulyono1988 halo") == []
    assert linked("pilpres-2024", "@ahok halo") == [("@ahok", None)]


def test_a_roster_of_ones_own_is_linked(tmp_path):
    path = tmp_path / "kades.csv"
    path.write_text("number,head,aliases\n1,Sukirno Hadi,Pak Kirno\n2,Wagiyem,\n", encoding="utf-8")
    linker = Linker([rosters.Roster.from_csv(path)])
    text = "Sukirno Hadi lawan Wagiyem, aku nomor 2"
    assert [text[link.start : link.end] for link in linker.link(text)] == ["Sukirno Hadi", "Wagiyem", "nomor 2"]


def test_a_pair_of_national_figures_is_one_span_without_an_election():
    text = "Ridwan Kamil-Suswono kalah"
    (link,) = linker_for(None).link(text)
    assert text[link.start : link.end] == "Ridwan Kamil-Suswono"
    assert [candidate.id for candidate in link.candidates] == ["pilkada-2024/31#1"]


def test_linkers_are_made_once():
    assert linker_for("pilpres-2024") is linker_for("pilpres-2024")


def test_contestants_of_links_are_those_of_the_roster():
    (link,) = linker_for(MAKASSAR).link("Munafri Arifuddin")
    assert isinstance(link.contestant, Contestant)
    assert link.contestant in rosters.get(MAKASSAR).contestants
    assert link.person == Person("munafri-arifuddin", "Munafri Arifuddin")
