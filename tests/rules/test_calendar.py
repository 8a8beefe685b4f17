from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netralnlp.errors import RulesError
from netralnlp.rules import Stage, schedules
from netralnlp.rules.calendar import local_day, schedule_of

BOUNDARIES = [
    ("pilpres-2019", "2018-09-19", Stage.BEFORE_DETERMINATION),
    ("pilpres-2019", "2018-09-20", Stage.DETERMINED),
    ("pilpres-2019", "2018-09-22", Stage.DETERMINED),
    ("pilpres-2019", "2018-09-23", Stage.CAMPAIGN),
    ("pilpres-2019", "2019-04-13", Stage.CAMPAIGN),
    ("pilpres-2019", "2019-04-14", Stage.QUIET),
    ("pilpres-2019", "2019-04-16", Stage.QUIET),
    ("pilpres-2019", "2019-04-17", Stage.VOTING),
    ("pilpres-2019", "2019-04-18", Stage.AFTER_VOTING),
    ("pilpres-2024", "2023-11-12", Stage.BEFORE_DETERMINATION),
    ("pilpres-2024", "2023-11-13", Stage.DETERMINED),
    ("pilpres-2024", "2023-11-27", Stage.DETERMINED),
    ("pilpres-2024", "2023-11-28", Stage.CAMPAIGN),
    ("pilpres-2024", "2024-02-10", Stage.CAMPAIGN),
    ("pilpres-2024", "2024-02-11", Stage.QUIET),
    ("pilpres-2024", "2024-02-13", Stage.QUIET),
    ("pilpres-2024", "2024-02-14", Stage.VOTING),
    ("pilpres-2024", "2024-02-15", Stage.AFTER_VOTING),
    ("pemilu-2024", "2023-11-02", Stage.BEFORE_DETERMINATION),
    ("pemilu-2024", "2023-11-03", Stage.DETERMINED),
    ("pemilu-2024", "2023-11-28", Stage.CAMPAIGN),
    ("pilkada-2024", "2024-09-21", Stage.BEFORE_DETERMINATION),
    ("pilkada-2024", "2024-09-22", Stage.DETERMINED),
    ("pilkada-2024", "2024-09-24", Stage.DETERMINED),
    ("pilkada-2024", "2024-09-25", Stage.CAMPAIGN),
    ("pilkada-2024", "2024-11-23", Stage.CAMPAIGN),
    ("pilkada-2024", "2024-11-24", Stage.QUIET),
    ("pilkada-2024", "2024-11-26", Stage.QUIET),
    ("pilkada-2024", "2024-11-27", Stage.VOTING),
    ("pilkada-2024", "2024-11-28", Stage.AFTER_VOTING),
]


@pytest.mark.parametrize(("election", "day", "stage"), BOUNDARIES)
def test_stage_changes_on_the_day_the_calendar_says(election, day, stage):
    assert schedules()[election].stage(date.fromisoformat(day)) == stage


@pytest.mark.parametrize("schedule", schedules().values(), ids=lambda schedule: schedule.election)
def test_every_schedule_is_ordered_without_a_gap_before_the_vote(schedule):
    assert schedule.determination < schedule.campaign[0] < schedule.campaign[1]
    assert schedule.quiet == (schedule.campaign[1] + timedelta(days=1), schedule.voting - timedelta(days=1))
    assert schedule.numbers is None or schedule.numbers == schedule.determination + timedelta(days=1)
    assert schedule.source
    assert set(schedule.unverified) <= {"determination", "numbers", "campaign", "quiet", "voting"}


@given(st.dates(min_value=date(2017, 1, 1), max_value=date(2026, 12, 31)), st.sampled_from(sorted(schedules())))
def test_stages_never_run_backwards(day, election):
    order = list(Stage)
    schedule = schedules()[election]
    assert order.index(schedule.stage(day)) <= order.index(schedule.stage(day + timedelta(days=1)))


@pytest.mark.parametrize("election", ["pilkada-2024", "pilkada-2024/13", "pilkada-2024/64.72", "pilkada-2024/13*"])
def test_races_and_patterns_follow_their_election(election):
    assert schedule_of(election) is schedules()["pilkada-2024"]


@pytest.mark.parametrize("election", ["pilkada-2025/18.09", "pilgub-2018/32", "kades-sukamaju", ""])
def test_an_election_without_a_packaged_calendar_has_none(election):
    assert schedule_of(election) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-02-10", date(2024, 2, 10)),
        (" 2024-02-10T23:59:59 ", date(2024, 2, 10)),
        ("2024-02-10T16:59:59Z", date(2024, 2, 10)),
        ("2024-02-10T17:00:00Z", date(2024, 2, 11)),
        ("2024-02-11T00:30:00+07:00", date(2024, 2, 11)),
        ("2024-02-11T00:30:00+09:00", date(2024, 2, 10)),
        (date(2024, 2, 10), date(2024, 2, 10)),
        (datetime(2024, 2, 10, 23, 0), date(2024, 2, 10)),
        (datetime(2024, 2, 10, 23, 0, tzinfo=UTC), date(2024, 2, 11)),
    ],
)
def test_a_moment_becomes_a_local_day(moment, day):
    assert local_day(moment) == day


@pytest.mark.parametrize("moment", ["", "kemarin", "10/02/2024", "2024-13-01", "2024-02-30", 1707523200, True])
def test_an_unreadable_date_is_one_clear_sentence(moment):
    with pytest.raises(RulesError, match=r"is not a date: use ISO 8601, such as 2024-02-10") as caught:
        local_day(moment)
    assert repr(moment) in str(caught.value)
