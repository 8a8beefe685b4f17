from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netralnlp import rosters
from netralnlp.rosters import tables
from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.forms import initials, merge_forms, name_forms, name_words, variant_forms
from netralnlp.rosters.slugs import slug
from netralnlp.schema import Contestant, Person, Stance


def by_text(forms: tuple[Form, ...]) -> dict[str, Form]:
    return {form.text.casefold(): form for form in forms}


@pytest.fixture(scope="module")
def national() -> dict[str, Form]:
    return by_text(rosters.national())


def of(election: str) -> dict[str, Form]:
    return by_text(rosters.get(election).forms)


def test_no_full_name_is_left_out():
    for election in rosters.ids():
        roster = rosters.get(election)
        found = by_text(roster.forms)
        for contestant in roster.contestants:
            for person in filter(None, (contestant.head, contestant.deputy)):
                form = found[person.name.casefold()]
                assert contestant in form.contestants
                assert " " not in person.name or not form.context, person.name


def test_every_form_means_somebody_and_stands_once():
    for election in rosters.ids():
        forms = rosters.get(election).forms
        assert all(form.contestants for form in forms)
        assert len(by_text(forms)) == len(forms)
    assert all(form.person or form.party or form.contestants for form in rosters.national())


@pytest.mark.parametrize(
    ("election", "text", "number"),
    [
        ("pilkada-2024/13", "Mahyeldi-Vasko", 1),
        ("pilkada-2024/13", "Mahyeldi Vasko", 1),
        ("pilkada-2024/13", "MahyeldiVasko", 1),
        ("pilkada-2024/13", "#MahyeldiVasko", 1),
        ("pilkada-2024/13", "Epyardi", 2),
        ("pilkada-2024/36", "Achmad Dimyati Natakusumah", 2),
        ("pilkada-2024/51", "Koster-Giri", 2),
        ("pilkada-2024/64.72", "kotak kosong", 1),
        ("pilkada-2024/64.72", "Harun", 2),
        ("pilkada-2024/73.71", "Andi Seto", 2),
        ("pilkada-2024/74", "Ihsan Taufik", 4),
        ("pilkada-2024/92", "Dominggus", 1),
        ("pilpres-2024", "Pramono Anung", None),
        ("pilpres-2024", "Prabowo - Gibran", 2),
        ("pilgub-2017/31", "Anies-Sandi", 3),
        ("pilgub-2017/31", "Anies Baswedan - Sandiaga Uno", 3),
    ],
)
def test_forms_people_write(election, text, number):
    form = of(election).get(text.casefold())
    assert (form and [contestant.number for contestant in form.contestants]) == ([number] if number else None)


def test_first_names_and_courtesies_that_many_bear_are_no_forms():
    for election in ("pilkada-2024/73.71", "pilkada-2024/74", "pilkada-2024/51", "pilkada-2024/11.03"):
        full = {p.name for c in rosters.get(election).contestants for p in (c.head, c.deputy) if p}
        alone = {form.text for form in rosters.get(election).forms if form.kind is FormKind.NAME and form.one_word}
        words = {word for word, group in tables.common_words().items() if group != "context"}
        assert not {text for text in alone - full if text.casefold() in words}


def test_ordinary_words_places_and_namesakes_need_context():
    assert of("pilkada-2024/74")["ridwan"].context
    assert of("pilkada-2024/72")["berani"].context
    assert of("pilkada-2024/31")["dharma"].context
    assert of("pilpres-2019")["sandi"].context
    assert not of("pilkada-2024/13")["vasko"].context


def test_a_name_that_two_contestants_share_holds_both():
    form = of("pilkada-2024/73.71")["ilham"]
    assert [contestant.number for contestant in form.contestants] == [1, 3]
    assert form.person is None


def test_titles_are_no_part_of_a_form_but_nicknames_are():
    found = of("pilkada-2024/36")
    assert "r. achmad dimyati natakusumah" in found
    assert "dimyati natakusumah" in found
    assert "pak prabowo" not in by_text(rosters.national())
    assert {"cak imin", "kang emil", "bang doel", "gus imin"} <= set(by_text(rosters.national()))
    assert "gus hans" in of("pilkada-2024/35")
    pak_giri = of("pilkada-2024/51")["pak giri"]
    assert pak_giri.lead == 1


def test_without_an_election_one_word_names_of_the_regions_are_silent(national):
    for text in ("airin", "vasko", "khofifah-emil", "pram", "andra"):
        assert text not in national
    assert national["jokowi"].person == Person("joko-widodo", "Joko Widodo")
    assert national["ahok"].person == Person("basuki-tjahaja-purnama", "Basuki Tjahaja Purnama")


def test_slogans_gestures_and_numbers_wait_for_their_election(national):
    for text in ("✌", "🤟", "gemoy", "2 periode", "ganti presiden", "asih", "berani", "jakarta menyala"):
        assert text not in national
    assert of("pilpres-2024")["✌"].kind is FormKind.GESTURE
    assert of("pilpres-2019")["2 periode"].context


def test_words_that_were_judged_ordinary_stand_nowhere(national):
    for text in ("👍", "satu putaran", "sandiwara", "menhan", "petahana", "cebong", "kadrun", "bocil", "perubahan"):
        assert text not in national
        assert all(text not in of(election) for election in ("pilpres-2019", "pilpres-2024"))


def test_presidential_tickets_are_known_without_an_election(national):
    for text in ("prabowo-gibran", "ganjar mahfud", "pragib", "anies baswedan - muhaimin iskandar", "jokowi-ma'ruf"):
        assert national[text].kind is FormKind.TICKET
        assert len(national[text].contestants) == 1
        assert not national[text].context
    assert national["amin"].context


def test_parties_of_2024_are_known_and_wordy_ones_need_context(national):
    for text in ("pdip", "pdi perjuangan", "gerindra", "golkar", "pks", "partai amanat nasional", "@pdemokrat"):
        assert national[text].party is not None
        assert not national[text].context
    assert national["pan"].context
    assert national["banteng"].context
    for text in ("buruh", "garuda", "gelora", "ummat", "pbb", "pa"):
        assert text not in national
        assert of("pemilu-2024")[text].context
    assert national["partai ummat"].lead == 1


def test_slurs_and_sides_are_marked(national):
    assert national["mulyono"].slur
    assert national["fufufafa"].slur
    assert not national["jokowi"].slur
    assert national["#2019gantipresiden"].side is Stance.OPPOSE
    assert national["#2019gantipresiden"].contestants[0].id == "pilpres-2019#1"
    assert national["#aminajadulu"].side is Stance.SUPPORT
    assert national["#jokowi"].side is None


def test_every_referent_of_an_alias_exists():
    contestants = {c.id for election in rosters.ids() for c in rosters.get(election).contestants}
    parties = {party for year in tables.parties().values() for party in year}
    for referent in tables.alias_referents():
        kind, _, name = referent.partition(":")
        assert name in {"person": tables.persons(), "contestant": contestants, "party": parties}[kind], referent


def test_names_with_initials_and_titles_lose_them():
    assert name_words("R. Achmad Dimyati Natakusumah") == ["Achmad", "Dimyati", "Natakusumah"]
    assert name_words("Amran Hi. Yahya") == ["Amran", "Yahya"]
    assert name_words("SF Hariyanto") == ["Hariyanto"]
    assert initials("Rahmat Mirzani Djausal") == "RMD"


def test_full_names_of_two_words_are_known_as_one_word_and_ends_in_both_spellings():
    found = of("pilkada-2024/32.17")
    assert found["hengkikurniawan"].person == found["hengki kurniawan"].person
    assert found["hengky"].contestants == found["hengki"].contestants


def test_the_other_spelling_of_a_name_is_left_to_who_bears_it():
    one, two = Contestant("x#1", 1, "Hendri"), Contestant("x#2", 2, "Hendry")
    hendri = Form("Hendri", FormKind.NAME, (one,), generated=True)
    hendry = Form("Hendry", FormKind.NAME, (two,), generated=True)
    assert [form.text for form in variant_forms([hendri])] == ["Hendry"]
    assert variant_forms([hendri, hendry]) == []


@given(st.text(st.characters(categories=["L", "Zs", "Po"]), min_size=1, max_size=40).filter(str.strip))
def test_any_name_gives_its_full_form_and_no_empty_one(name):
    person = Person(slug(name) or "x", name)
    forms = name_forms(person, (), Contestant("x#1", 1, name, person))
    assert name in {form.text for form in forms}
    assert all(form.text.strip() for form in forms)


def test_reviewed_forms_win_over_made_ones():
    one, two = Contestant("x#1", 1, "A"), Contestant("x#2", 2, "B")
    made = Form("Budi", FormKind.NAME, (one,), generated=True)
    reviewed = Form("BUDI", FormKind.TICKET, (two,), context=True)
    (merged,) = merge_forms([made, reviewed])
    assert merged.kind is FormKind.TICKET
    assert merged.context
    assert set(merged.contestants) == {one, two}
