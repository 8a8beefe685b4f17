from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netralnlp import TrainingError
from netralnlp.rosters import get, national
from tests.training.corpus.small_corpus import label, write_lines
from training.corpus.apply_rulings import apply_to_files
from training.corpus.known_names import KnownNames
from training.corpus.rulings import apply, rules

KNOWN = KnownNames.of(
    [*national(), *(form for race in ("pilpres-2024", "pilkada-2024/31") for form in get(race).forms)]
)
RULES = rules()

CASES = [
    # title cut before a name; a nickname made with one stays
    ("saya pilih Mas Ganjar saja", ["Mas Ganjar"], ["Ganjar"]),
    ("saya pilih H. Prabowo Subianto", ["H. Prabowo Subianto"], ["Prabowo Subianto"]),
    ("salam dari Pak Lurah", ["Pak Lurah"], ["Pak Lurah"]),
    # Kang, Gus, ... cut before a full name and initials, kept in nicknames
    ("kata Gus Muhaimin Iskandar tadi", ["Gus Muhaimin Iskandar"], ["Muhaimin Iskandar"]),
    ("kata Kang RK tadi", ["Kang RK"], ["RK"]),
    ("hidup Kang Emil", ["Emil"], ["Kang Emil"]),
    ("Mas Pram dan bang Doel", ["Pram", "Doel"], ["Pram", "bang Doel"]),
    ("DUKUNG CAK IMIN", ["IMIN"], ["CAK IMIN"]),
    ("Bang Emil datang", ["Emil"], ["Emil"]),
    ("bang Doel Rano Karno", ["Doel Rano Karno"], ["Doel Rano Karno"]),
    # class words before a name
    ("kader Partai Golkar", ["Partai Golkar"], ["Golkar"]),
    ("kader Partai Buruh", ["Partai Buruh"], ["Partai Buruh"]),
    ("pilih paslon AMIN", ["paslon AMIN"], ["AMIN"]),
    ("calon presiden Prabowo Subianto", ["calon presiden Prabowo Subianto"], ["Prabowo Subianto"]),
    # clitics
    ("prabowonya mana", ["prabowonya"], ["prabowo"]),
    ("ganjarlah orangnya", ["ganjarlah"], ["ganjar"]),
    ("PDIP-nya kalah", ["PDIP-nya"], ["PDIP"]),
    ("#prabowoku", ["#prabowoku"], ["#prabowoku"]),
    ("Siti Fadilah", ["Siti Fadilah"], ["Siti Fadilah"]),
    # class words of ballot numbers
    ("ke kubu 03 saja", ["03"], ["kubu 03"]),
    ("dari pihak  02", ["02"], ["pihak  02"]),
    ("calon gubernur Jakarta nomor urut 3 datang", ["nomor urut 3"], ["calon gubernur Jakarta nomor urut 3"]),
    ("pasangan calon gubernur dan wakil gubernur DKI Jakarta no. 1", ["no. 1"], [None]),
    ("pasangan Capres Cawapres No Urut 3", ["No Urut 3"], [None]),
    ("capres 1 dan 3", ["capres 1", "3"], ["capres 1", "3"]),
    ("jadi presiden 02 saja", ["02"], ["02"]),
    ("pendukung 02", ["02"], ["02"]),
    ("rumah pasangan Ganjar", ["Ganjar"], ["Ganjar"]),
    # whole hashtags and handles
    ("lihat @prabowo", ["prabowo"], ["@prabowo"]),
    ("lihat #CalegPKS!", ["PKS"], ["#CalegPKS"]),
    ("surel a@prabowo.id", ["prabowo"], ["prabowo"]),
    # gestures
    ("menang ✌️✌️✌️ ya", ["✌️"], ["✌️✌️✌️"]),
    ("menang ✌🏻💪", ["✌🏻"], ["✌🏻"]),
    # tickets
    ("pilih Pram &amp; Bang Doel", ["Pram", "Bang Doel"], ["Pram &amp; Bang Doel"]),
    ("pilih Prabowo-Gibran", ["Prabowo", "Gibran"], ["Prabowo-Gibran"]),
    ("pilih Prabowo dan Gibran", ["Prabowo dan Gibran"], ["Prabowo", "Gibran"]),
    ("Anies - Ganjar - Mahfud bertiga", ["Ganjar", "Mahfud"], ["Ganjar", "Mahfud"]),
    ("Prabowo Gibran ya Gibran", ["Prabowo", "Gibran"], ["Prabowo", "Gibran"]),
    ("Prabowo-Ganjar", ["Prabowo", "Ganjar"], ["Prabowo", "Ganjar"]),
]


@pytest.mark.parametrize(("text", "before", "after"), CASES)
def test_each_ruling_moves_borders_as_the_schema_says(text: str, before: list[str], after: list[str | None]) -> None:
    mentions = label("p", text, *((surface, "support") for surface in before))["mentions"]
    ruled, _ = apply(text, mentions, KNOWN, RULES)
    assert [text[mention["start"] : mention["end"]] for mention in ruled] == [surface or text for surface in after]


def test_a_ticket_of_two_stances_stays_apart() -> None:
    text = "pilih Prabowo-Gibran"
    mentions = label("p", text, ("Prabowo", "support"), ("Gibran", "oppose"))["mentions"]
    assert apply(text, mentions, KNOWN, RULES) == (mentions, [])


PIECES = [piece for text, _, _ in CASES for piece in text.split(" ")] + ["-", "dan", ",", "\n", "kubu", "calon", "✌️✌️"]


@st.composite
def labelled(draw: st.DrawFn) -> tuple[str, list[dict[str, object]]]:
    """Texts of the pieces that rules look for, with spans between any of their words."""
    words = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    text, borders = "", [0]
    for word in words:
        text += word + draw(st.sampled_from(["", " ", "  "]))
        borders.append(len(text))
    spans, at = [], 0
    while at < len(borders) - 1 and draw(st.booleans()):
        start, end = sorted(draw(st.tuples(*[st.integers(at, len(borders) - 1)] * 2)))
        raw = text[borders[start] : borders[end]]
        if raw.strip():
            first = borders[start] + len(raw) - len(raw.lstrip())
            stance = draw(st.sampled_from(["support", "oppose", "neutral"]))
            spans.append({"start": first, "end": first + len(raw.strip()), "stance": stance})
        at = end + 1
    return text, spans


@given(labelled())
def test_a_second_application_changes_nothing_and_spans_stay_in_order(
    post: tuple[str, list[dict[str, object]]],
) -> None:
    text, mentions = post
    once, changes = apply(text, mentions, KNOWN, RULES)
    assert apply(text, once, KNOWN, RULES) == (once, [])
    assert (once == mentions) == (not changes)
    at = 0
    for mention in once:
        assert at <= mention["start"] < mention["end"] <= len(text)
        surface = text[mention["start"] : mention["end"]]
        assert surface == surface.strip()
        at = mention["end"]
    assert {mention["stance"] for mention in once} == {mention["stance"] for mention in mentions}


def files(folder: Path) -> tuple[Path, dict[str, str]]:
    texts = {"real-1": "ke kubu 03 saja", "real-2": "biasa saja 😂", "asn-1": "hidup Kang Emil – mantap"}
    rows = [label("real-1", texts["real-1"], ("03", "support")), label("real-2", texts["real-2"])]
    path = write_lines(folder / "round-1.jsonl", rows)
    own_text = texts.pop("asn-1")
    own = label("asn-1", own_text, ("Emil", "neutral"), text=own_text)
    (folder / "asn.jsonl").write_text(json.dumps(own, ensure_ascii=False) + "\n", encoding="utf-8")
    return path, texts


@pytest.mark.parametrize("write", [False, True])
def test_files_are_rewritten_only_when_asked_and_only_where_a_rule_applies(tmp_path: Path, write: bool) -> None:
    path, texts = files(tmp_path)
    own = tmp_path / "asn.jsonl"
    before = path.read_text(encoding="utf-8").splitlines()
    own_before = own.read_text(encoding="utf-8")
    changed = apply_to_files([path, own], texts, KNOWN, RULES, write=write)
    assert Counter({rule: len(changes) for rule, changes in changed.items()}) == {
        "class words of a ballot number inside": 1,
        "nickname with its Kang, Bang, Cak, Gus": 1,
    }
    after = path.read_text(encoding="utf-8").splitlines()
    assert after[1] == before[1]
    assert own.read_text(encoding="utf-8") == own_before.replace('"start": 11', '"start": 6') if write else own_before
    assert after[0] == (before[0].replace('"start": 8', '"start": 3') if write else before[0])
    assert apply_to_files([path, own], texts, KNOWN, RULES, write=write) == ({} if write else changed)


def test_a_label_without_a_text_stops_before_anything_is_written(tmp_path: Path) -> None:
    path, texts = files(tmp_path)
    before = path.read_bytes()
    with pytest.raises(TrainingError, match="no text of real-2"):
        apply_to_files([path], {"real-1": texts["real-1"]}, KNOWN, RULES, write=True)
    assert path.read_bytes() == before


def test_rules_are_named_and_every_one_is_exercised_above() -> None:
    fired = Counter(
        change.rule
        for text, before, _ in CASES
        for change in apply(text, label("p", text, *((s, "support") for s in before))["mentions"], KNOWN, RULES)[1]
    )
    assert set(fired) == set(RULES)
