from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from netralnlp.rules import Stage, clauses, regulations
from netralnlp.rules.clause import STAGES
from netralnlp.rules.evidence import SUBJECTS
from netralnlp.schema import Conduct

SIGNALS = {*Conduct, *SUBJECTS, "opposing", "passive_attendance"}
IDS = [clause.id for clause in clauses()]


def test_both_tables_of_the_joint_decree_are_complete():
    rows = {clause.article for clause in clauses() if clause.regulation.id == "skb-2022"}
    expected = {f"Lampiran II tabel A butir {row}" for row in range(1, 8)}
    expected |= {f"Lampiran II tabel B butir {row}" for row in range(1, 14)}
    assert rows == expected


def test_ids_are_unique_and_every_regulation_is_used():
    assert len(set(IDS)) == len(IDS)
    assert {clause.regulation.id for clause in clauses()} == set(regulations())


@pytest.mark.parametrize("clause", clauses(), ids=IDS)
def test_a_clause_is_well_formed(clause):
    assert clause.stage in STAGES
    assert clause.election in {"any", "national", "regional"}
    assert clause.party in {None, "required", "before"}
    assert clause.when
    assert set(clause.when) <= SIGNALS
    assert len(set(clause.when)) == len(clause.when)
    assert clause.statement.endswith(".")
    assert clause.applies_to.startswith("pemilik akun ")
    assert clause.source


def test_table_a_is_read_before_determination_only_and_the_posting_row_of_table_b_after():
    by_id = {clause.id: clause for clause in clauses()}
    for row in range(1, 8):
        assert STAGES[by_id[f"skb-a{row}"].stage] == {Stage.BEFORE_DETERMINATION}
    assert Stage.BEFORE_DETERMINATION not in STAGES[by_id["skb-b6"].stage]
    assert STAGES[by_id["skb-b6"].stage] | STAGES[by_id["skb-a4"].stage] == set(Stage)


def test_what_rests_on_memory_or_one_page_is_marked():
    unverified = {clause.id for clause in clauses() if not clause.verified}
    assert unverified == {"skb-a3", "skb-a6", "skb-a7", "skb-b7", "pp42-11a", "uu20-2"}
    assert all(not clause.verified for clause in clauses() if "ingatan" in clause.source)
    assert all(not regulation.verified for regulation in regulations().values() if "ingatan" in regulation.source)


def test_no_penalty_is_kept_in_the_data():
    for clause in clauses():
        words = f"{clause.statement} {clause.applies_to} {clause.source} {clause.regulation.title}"
        assert not re.search(
            r"(?i)sanksi|hukuman|denda|pidana|penjara|kurungan|\brp\b|pemberhentian|berat|sedang", words
        )


@pytest.mark.parametrize("regulation", regulations().values(), ids=list(regulations()))
def test_a_regulation_holds_from_its_first_to_its_last_day(regulation):
    assert regulation.title
    assert regulation.source
    assert regulation.in_force(regulation.valid_from)
    assert not regulation.in_force(regulation.valid_from - timedelta(days=1))
    if regulation.valid_to:
        assert regulation.in_force(regulation.valid_to)
        assert not regulation.in_force(regulation.valid_to + timedelta(days=1))
    assert regulation.in_force(None) == (regulation.valid_to is None)


def test_the_two_laws_on_civil_servants_follow_each_other_without_a_gap():
    assert regulations()["uu-20-2023"].valid_from == date(2023, 10, 31)
    assert regulations()["uu-5-2014"].valid_to == date(2023, 10, 30)
