from __future__ import annotations

import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netralnlp.errors import NetralError, RulesError
from netralnlp.rules import Stage, clauses, may_apply, regulations
from netralnlp.schema import Action, Conduct, ConductScore, Contestant, Mention, Party, Person, Prediction, Stance

GANJAR = Contestant("pilpres-2024#3", 3, "Ganjar Pranowo - Mahfud Md.")
ANIES = Contestant("pilpres-2024#1", 1, "Anies Baswedan - Muhaimin Iskandar")
MAHYELDI = Contestant("pilkada-2024/13#1", 1, "Mahyeldi - Vasko Ruseimy")
GOLKAR = Party("golkar", "Golkar")
GENERAL = {"pp42-11c", "uu20-2", "uu20-9-2", "uu20-24-1d", "uu5-2f", "uu5-9-2"}


def mention(start=0, end=4, stance="support", score=0.9, contestant=None, person=None, party=None):
    return Mention(start, end, "x" * (end - start), score, Stance(stance), {}, contestant, person, "name", (), party)


def predict(stance="neutral", conduct=(), mentions=(), text="Teks contoh untuk diperiksa", election=()):
    scores = tuple(ConductScore(Conduct(label), 0.9) for label in conduct)
    return Prediction(
        text, Stance(stance), 0.5, {}, False, tuple(mentions), scores, 1, False, "netralnlp-test 0", tuple(election)
    )


def ids(prediction, **given_facts):
    return {possible.clause.id for possible in may_apply(prediction, **given_facts)}


BEFORE = {"election": "pilpres-2024", "created_at": "2023-11-12"}
AFTER = {"election": "pilpres-2024", "created_at": "2024-01-05"}
QUIET = {"election": "pilpres-2024", "created_at": "2024-02-12"}
REGION_BEFORE = {"election": "pilkada-2024/13", "created_at": "2024-09-21"}
REGION_AFTER = {"election": "pilkada-2024/13", "created_at": "2024-10-10"}

# What is seen, where and when, and the clauses expected beside the general ones on neutrality.
CASES = [
    ("support, before", predict("support"), BEFORE, "skb-a4 uu7-283-1"),
    ("support, campaign", predict("support"), AFTER, "skb-b6 pp94-5n5 uu7-283-1"),
    ("support, quiet days", predict("support"), QUIET, "skb-b6 pp94-5n5 uu7-283-1"),
    ("support, region, before", predict("support"), REGION_BEFORE, "skb-a4"),
    ("support, region, campaign", predict("support"), REGION_AFTER, "skb-b6 pp94-5n5 uu10-71-1"),
    ("oppose, before", predict("oppose"), BEFORE, "skb-a4 uu7-283-1"),
    ("oppose, campaign", predict("oppose"), AFTER, "skb-b6 skb-b12 pp94-5n5 uu7-283-1"),
    ("oppose, region", predict("oppose"), REGION_AFTER, "skb-b6 skb-b12 pp94-5n5 uu10-71-1"),
    ("mixed, campaign", predict("mixed"), AFTER, "skb-b6 skb-b12 pp94-5n5 uu7-283-1"),
    ("comment", predict("support"), AFTER | {"action": "comment"}, "skb-b6 pp94-5n5 uu7-283-1"),
    ("post", predict("support"), BEFORE | {"action": "post"}, "skb-a4 uu7-283-1"),
    ("like", predict("support"), AFTER | {"action": "like"}, "skb-b6 pp94-5n5"),
    ("like, before", predict("support"), BEFORE | {"action": "like"}, "skb-a4"),
    ("like of an attack", predict("oppose", ["attack"]), AFTER | {"action": "like"}, "skb-b6 pp94-5n5"),
    ("follow", predict("support"), AFTER | {"action": "follow"}, "skb-b6 pp94-5n5"),
    ("follow, before", predict("support"), BEFORE | {"action": "follow"}, "skb-a4"),
    ("follow, office allows it", predict("support"), AFTER | {"action": "follow", "following": False}, None),
    ("join", predict("support"), AFTER | {"action": "join"}, "skb-b6 pp94-5n5"),
    ("join, office allows following", predict("support"), AFTER | {"action": "join", "following": False},
     "skb-b6 pp94-5n5"),
    ("join of a team", predict("neutral", ["campaign_team"]), AFTER | {"action": "join"},
     "skb-b6 skb-b10 pp94-5n5 uu7-280-2f uu7-280-3"),
    ("follow of a team", predict("neutral", ["campaign_team"]), BEFORE | {"action": "follow"}, "skb-a4"),
    ("share", predict("support"), AFTER | {"action": "share"}, "skb-b6 pp94-5n5 uu7-283-1"),
    ("share of a campaign", predict("support", ["campaigning"]), BEFORE | {"action": "share"},
     "skb-a2 skb-a4 uu7-283-1"),
    ("share of a photo", predict("support", ["photo_or_gesture"]), BEFORE | {"action": "share"},
     "skb-a4 skb-a5 uu7-283-1"),
    ("share of somebody's attendance", predict("support", ["event_attendance"]), AFTER | {"action": "share"},
     "skb-b6 pp94-5n5 uu7-283-1"),
    ("like of a neutral text", predict("neutral"), AFTER | {"action": "like"}, None),
    ("like of a neutral report of attendance", predict("neutral", ["event_attendance"]), AFTER | {"action": "like"},
     None),
    ("news", predict("neutral", mentions=[mention(stance="neutral")]), AFTER, None),
    ("campaigning, before", predict("support", ["campaigning"]), BEFORE, "skb-a2 skb-a4 uu7-283-1"),
    ("campaigning, after", predict("support", ["campaigning"]), AFTER,
     "skb-b2 skb-b6 skb-b8 pp94-5n1 pp94-5n5 pp94-5n6 uu7-283-1"),
    ("campaigning, region", predict("support", ["campaigning"]), REGION_AFTER,
     "skb-b2 skb-b6 skb-b8 pp94-5n1 pp94-5n5 pp94-5n6 uu10-70-1 uu10-71-1"),
    ("attack", predict("oppose", ["attack"]), AFTER, "skb-b6 skb-b12 pp94-5n5 uu7-283-1"),
    ("photo without praise, before", predict("neutral", ["photo_or_gesture"]), BEFORE, "skb-a5"),
    ("photo without praise, after", predict("neutral", ["photo_or_gesture"]), AFTER, "skb-b7"),
    ("banner, before", predict("support", ["attributes"]), BEFORE, "skb-a1 skb-a4 uu7-283-1"),
    ("banner, after", predict("support", ["attributes"]), AFTER, "skb-b1 skb-b6 pp94-5n2 pp94-5n5 uu7-283-1"),
    ("active attendance, before", predict("support", ["event_attendance"]), BEFORE, "skb-a3 skb-a4 skb-a6 uu7-283-1"),
    ("active attendance, region", predict("support", ["event_attendance"]), REGION_AFTER,
     "skb-b4 skb-b6 pp94-5n1 pp94-5n5 uu10-70-1 uu10-71-1"),
    ("passive attendance, before", predict("neutral", ["event_attendance"]), BEFORE, "skb-a6"),
    ("passive attendance, after", predict("neutral", ["event_attendance"]), AFTER, "skb-b4 pp94-5n1"),
    ("passive attendance, office allows it", predict("neutral", ["event_attendance"]),
     AFTER | {"passive_attendance": False}, None),
    ("active attendance, office allows passive", predict("support", ["event_attendance"]),
     AFTER | {"passive_attendance": False}, "skb-b4 skb-b6 pp94-5n1 pp94-5n5 uu7-283-1"),
    ("attendance with a shirt is not passive", predict("neutral", ["event_attendance", "attributes"]),
     BEFORE | {"passive_attendance": False}, "skb-a1 skb-a3 skb-a6 uu7-283-1"),
    ("wife is the candidate", predict("neutral", ["event_attendance"], text="Mendampingi istri saya deklarasi"),
     BEFORE, "skb-a6 skb-a7"),
    ("wife is the candidate, posting", predict("support", text="Doakan istri saya menang"), AFTER,
     "skb-b6 pp94-5n5 uu7-283-1"),
    ("own candidacy", predict("neutral", ["event_attendance"], text="Ambil formulir, ikut penjaringan bupati"),
     REGION_BEFORE, "skb-a6 skb-b3"),
    ("team, before", predict("support", ["campaign_team"]), BEFORE, "skb-a4 skb-b9 uu7-283-1"),
    ("team without a side", predict("neutral", ["campaign_team"]), BEFORE, "skb-b9"),
    ("team, after", predict("support", ["campaign_team"]), AFTER,
     "skb-b6 skb-b10 pp94-5n5 uu7-280-2f uu7-280-3 uu7-283-1"),
    ("team, region", predict("support", ["campaign_team"]), REGION_AFTER,
     "skb-b6 skb-b10 pp94-5n5 uu10-70-1 uu10-71-1"),
    ("party board", predict("support", ["campaign_team"], [mention(party=GOLKAR)]), REGION_BEFORE,
     "skb-a4 skb-b5 skb-b9"),
    ("identity cards", predict("support", ["id_card_collection"]), REGION_BEFORE, "skb-a4 skb-b11 pp94-5n7"),
    ("office decision against one side", predict("oppose", ["official_decision"]), REGION_AFTER,
     "skb-b6 skb-b12 pp94-5n4 pp94-5n5 uu10-71-1"),
    ("office decision, campaign", predict("support", ["official_decision"]), AFTER,
     "skb-b6 skb-b12 pp94-5n4 pp94-5n5 uu7-282 uu7-283-1"),
    ("office decision, quiet days", predict("support", ["official_decision"]), QUIET,
     "skb-b6 skb-b12 pp94-5n4 pp94-5n5 uu7-283-1"),
    ("officials replaced", predict("support", ["official_decision"], text="Besok camat yang tidak sejalan dimutasi"),
     REGION_BEFORE, "skb-a4 uu10-71-2"),
    ("mobilisation", predict("support", ["mobilisation"]), REGION_AFTER,
     "skb-b6 skb-b8 pp94-5n3 pp94-5n5 pp94-5n6 uu10-70-1 uu10-71-1"),
    ("mobilisation for a party, before", predict("support", ["mobilisation"], [mention(party=GOLKAR)]), REGION_BEFORE,
     "skb-a4 skb-b8"),
    ("mobilisation for a person, before", predict("support", ["mobilisation"]), REGION_BEFORE, "skb-a4"),
    ("aid", predict("support", ["money_or_aid"]), AFTER, "skb-b6 skb-b8 pp94-5n5 pp94-5n6 uu7-283-1"),
    ("hoax on nobody", predict("neutral", ["disinformation"]), AFTER, "skb-b13 pp42-11a"),
    ("hoax shared", predict("neutral", ["disinformation"]), AFTER | {"action": "share"}, "skb-b13 pp42-11a"),
    ("office secret", predict("neutral", ["office_confidentiality"]), BEFORE, "skb-b13 pp94-3g"),
    ("before the decree", predict("support", ["campaigning"]), {"election": "pilpres-2019", "created_at": "2019-03-01"},
     "uu7-283-1"),
    ("before the law on elections", predict("support"), {"created_at": "2017-02-01"}, "uu10-71-1"),
]  # fmt: skip


@pytest.mark.parametrize(("prediction", "facts", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_cases(prediction, facts, expected):
    found = ids(prediction, **facts)
    if expected is None:
        assert found == set()
    else:
        assert found - GENERAL == set(expected.split())


def test_general_clauses_follow_the_law_of_the_day():
    assert ids(predict("support"), created_at="2023-10-30") & GENERAL == {"pp42-11c", "uu5-2f", "uu5-9-2"}
    assert ids(predict("support"), created_at="2023-10-31") & GENERAL == {
        "pp42-11c",
        "uu20-2",
        "uu20-9-2",
        "uu20-24-1d",
    }
    assert not ids(predict("neutral", ["disinformation"]), **AFTER) & GENERAL


def test_an_unknown_stage_gives_both_tables_and_says_so():
    found = may_apply(predict("support"), election="pilpres-2024")
    assert {"skb-a4", "skb-b6"} <= {possible.clause.id for possible in found}
    assert all(possible.stage is None and "tahap pemilihan pilpres-2024 tidak diketahui" in possible.reason
               for possible in found)  # fmt: skip


def test_an_election_without_a_calendar_leaves_the_stage_unknown():
    found = may_apply(predict("support"), election="pilkada-2025/18.09", created_at="2025-05-01")
    assert {"skb-a4", "skb-b6", "uu10-71-1"} <= {possible.clause.id for possible in found}
    assert all("tahap pemilihan pilkada-2025/18.09 tidak diketahui" in possible.reason for possible in found)


def test_an_unknown_kind_of_election_gives_both_laws_and_says_so():
    found = {possible.clause.id: possible for possible in may_apply(predict("support"), stage="campaign")}
    assert {"uu7-283-1", "uu10-71-1"} <= set(found)
    assert "jenis pemilihan tidak diketahui" in found["uu7-283-1"].reason
    assert "jenis pemilihan tidak diketahui" not in found["skb-b6"].reason


def test_a_given_stage_wins_over_the_calendar():
    facts = {"election": "pilpres-2024", "created_at": "2024-01-05", "stage": Stage.BEFORE_DETERMINATION}
    assert "skb-a4" in ids(predict("support"), **facts)
    assert "skb-b6" not in ids(predict("support"), **facts)


def test_without_an_election_the_linked_contestant_of_the_side_decides():
    both = [mention(0, 6, "neutral", contestant=GANJAR), mention(7, 15, "support", contestant=MAHYELDI)]
    prediction = predict("support", mentions=both, election=("pilpres-2024", "pilkada-2024/13"))
    found = ids(prediction, created_at="2024-10-10")
    assert "uu10-71-1" in found
    assert "uu7-283-1" not in found


def test_without_a_linked_contestant_the_elections_of_the_prediction_are_read():
    prediction = predict("support", election=("pilpres-2024", "pemilu-2024"))
    found = {possible.clause.id: possible for possible in may_apply(prediction, created_at="2023-11-05")}
    assert found["skb-a4"].reason.count("pilpres-2024") == 1
    assert "setelah penetapan calon dan sebelum kampanye pemilu-2024" in found["skb-b6"].reason


def test_the_reason_names_the_side_the_stage_and_the_condition():
    mentions = [mention(0, 5, "support", contestant=ANIES), mention(9, 15, "oppose", contestant=GANJAR)]
    found = {possible.clause.id: possible for possible in may_apply(predict("mixed", mentions=mentions), **AFTER)}
    assert found["skb-b6"].reason == (
        "Teks ini mendukung Anies Baswedan - Muhaimin Iskandar serta menentang Ganjar Pranowo - Mahfud Md.; "
        "bila pemilik akun seorang ASN, butir ini mungkin berlaku pada masa kampanye pilpres-2024; "
        "perlu dinilai manusia."
    )


def test_the_span_is_the_likeliest_mention_of_the_side():
    mentions = [
        mention(0, 6, "neutral", 0.99, person=Person("joko-widodo", "Joko Widodo")),
        mention(8, 13, "support", 0.7),
        mention(15, 21, "support", 0.8),
        mention(23, 27, "oppose", 0.6),
    ]
    found = {possible.clause.id: possible for possible in may_apply(predict("mixed", mentions=mentions), **AFTER)}
    assert (found["skb-b6"].start, found["skb-b6"].end) == (15, 21)
    assert (found["skb-b12"].start, found["skb-b12"].end) == (23, 27)


def test_a_side_without_a_mention_has_no_span():
    assert {(possible.start, possible.end) for possible in may_apply(predict("support"), **AFTER)} == {(None, None)}


def test_a_cue_is_the_span_of_its_clause():
    text = "🙏 Menemani ISTRI di acara deklarasi"
    found = {p.clause.id: p for p in may_apply(predict("neutral", ["event_attendance"], text=text), **BEFORE)}
    assert text[found["skb-a7"].start : found["skb-a7"].end] == "ISTRI"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"stage": "kampanye"}, "Unknown stage 'kampanye': use one of before_determination, determined, campaign, "),
        ({"stage": ""}, "Unknown stage ''"),
        ({"action": "retweet"}, "Unknown action 'retweet': use one of post, comment, share, like, follow, join."),
        ({"created_at": "12 Februari 2024"}, "'12 Februari 2024' is not a date: use ISO 8601"),
    ],
)
def test_bad_input_is_one_clear_sentence(facts, sentence):
    with pytest.raises(RulesError) as caught:
        may_apply(predict("support"), **facts)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, NetralError)


def test_to_dict_is_json_and_always_asks_for_a_person():
    result = [possible.to_dict() for possible in may_apply(predict("support", mentions=[mention()]), **AFTER)]
    assert json.loads(json.dumps(result)) == result
    assert {row["needs_human_assessment"] for row in result} == {True}
    assert result[0] | {"reason": ""} == {
        "clause": "skb-b6",
        "regulation": "SKB Netralitas ASN 2022",
        "article": "Lampiran II tabel B butir 6",
        "statement": clauses()[IDS.index("skb-b6")].statement,
        "applies_to": "pemilik akun seorang ASN",
        "stage": "campaign",
        "reason": "",
        "start": 0,
        "end": 4,
        "needs_human_assessment": True,
        "source": clauses()[IDS.index("skb-b6")].source,
        "verified": True,
        "valid_from": "2022-09-22",
        "valid_to": None,
    }


IDS = [clause.id for clause in clauses()]
TEXT = "Istri saya ikut penjaringan; camat lama dimutasi"
ELECTIONS = [None, "pilpres-2019", "pilpres-2024", "pemilu-2024", "pilkada-2024/13*", "pilkada-2025/18.09", "lomba"]


def every_output():
    conducts = [(), *((label,) for label in Conduct), tuple(Conduct)]
    mentions = [(), (mention(contestant=MAHYELDI, party=GOLKAR), mention(5, 9, "oppose", party=GOLKAR))]
    elections = [None, "pilpres-2019", "pilpres-2024", "pilkada-2024/13*"]
    for stance, conduct, mentioned in itertools.product(Stance, conducts, mentions):
        prediction = predict(stance, conduct, mentioned, TEXT)
        for action, stage, election in itertools.product([None, *Action], [None, *Stage], elections):
            yield from may_apply(prediction, action, stage=stage, election=election)


def test_no_output_ever_says_a_finding_and_every_clause_can_be_reached():
    finding = re.compile(
        r"pelanggar|melanggar|langgar|violat|guilty|bersalah|terbukti|sanksi|sanction|hukum(an)?\b|pidana|denda|penalt",
        re.IGNORECASE,
    )
    seen = set()
    for possible in every_output():
        output = possible.to_dict()
        key = (possible.clause.id, possible.reason)
        if key in seen:
            continue
        seen.add(key)
        assert not finding.search(json.dumps(output, ensure_ascii=False)), output
        assert "; bila pemilik akun " in possible.reason
        assert "mungkin berlaku" in possible.reason
        assert possible.reason.endswith("perlu dinilai manusia.")
        assert possible.needs_human_assessment is True
    assert {clause for clause, _ in seen} == set(IDS)


@pytest.mark.parametrize("conduct", Conduct)
@pytest.mark.parametrize("stage", Stage)
def test_every_conduct_gives_a_clause_at_every_stage(conduct, stage):
    assert ids(predict("neutral", [conduct]), stage=stage, election="pilkada-2024")


sides = st.sampled_from(["support", "oppose", "neutral"])
predictions = st.builds(
    predict,
    st.sampled_from(Stance),
    st.lists(st.sampled_from(Conduct), unique=True),
    st.lists(st.builds(mention, stance=sides, party=st.sampled_from([None, GOLKAR])), max_size=3),
    st.sampled_from(["", TEXT]),
    st.sampled_from([(), ("pilpres-2024",), ("pilkada-2024/64.72", "pemilu-2024")]),
)
facts = st.fixed_dictionaries(
    {
        "action": st.sampled_from([None, *Action]),
        "stage": st.sampled_from([None, *Stage]),
        "created_at": st.none() | st.dates(),
        "election": st.sampled_from(ELECTIONS),
    }
)


@given(predictions, facts, st.booleans(), st.booleans())
def test_turning_a_switch_on_never_removes_a_clause(prediction, known, passive, following):
    found = ids(prediction, **known, passive_attendance=passive, following=following)
    assert found <= ids(prediction, **known, passive_attendance=True, following=following)
    assert found <= ids(prediction, **known, passive_attendance=passive, following=True)


@given(predictions, facts)
def test_less_knowledge_of_the_stage_never_removes_a_clause(prediction, known):
    assert ids(prediction, **known | {"election": "lomba"}) <= ids(
        prediction, **known | {"election": "lomba", "stage": None}
    )


@given(predictions, facts)
def test_each_clause_comes_once_in_the_order_of_the_data_and_only_while_in_force(prediction, known):
    found = [possible.clause for possible in may_apply(prediction, **known)]
    positions = [IDS.index(clause.id) for clause in found]
    assert positions == sorted(set(positions))
    if known["created_at"]:
        assert all(regulations()[clause.regulation.id].in_force(known["created_at"]) for clause in found)


@given(facts)
def test_a_neutral_text_without_conduct_gives_nothing(known):
    assert may_apply(predict(mentions=[mention(stance="neutral", contestant=GANJAR, party=GOLKAR)]), **known) == ()


@given(predictions, facts, st.integers(0, 23))
def test_the_hour_of_the_day_changes_nothing(prediction, known, hour):
    day = "2024-01-05"
    night = may_apply(prediction, **known | {"created_at": f"{day}T{hour:02}:30:00"})
    assert night == may_apply(prediction, **known | {"created_at": day})
