"""The stages of an election, and the days they fall on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from importlib.resources import files

from netralnlp.errors import RulesError

WIB = timezone(timedelta(hours=7))


class Stage(StrEnum):
    """Where an election stands: candidates are prospective before determination, and candidates from that day on.

    `DETERMINED` runs from determination to the first day of the campaign.
    """

    BEFORE_DETERMINATION = "before_determination"
    DETERMINED = "determined"
    CAMPAIGN = "campaign"
    QUIET = "quiet"
    VOTING = "voting"
    AFTER_VOTING = "after_voting"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of one election, local date, first and last day included.

    `unverified` names the fields that fewer than two independent public pages give.
    """

    election: str
    determination: date
    campaign: tuple[date, date]
    quiet: tuple[date, date]
    voting: date
    source: str
    numbers: date | None = None
    unverified: tuple[str, ...] = ()

    def stage(self, day: date) -> Stage:
        """The stage on one day; the day of determination already counts as determined."""
        starts = (
            (self.voting + timedelta(days=1), Stage.AFTER_VOTING),
            (self.voting, Stage.VOTING),
            (self.quiet[0], Stage.QUIET),
            (self.campaign[0], Stage.CAMPAIGN),
            (self.determination, Stage.DETERMINED),
        )
        return next((stage for start, stage in starts if day >= start), Stage.BEFORE_DETERMINATION)


@cache
def schedules() -> Mapping[str, Schedule]:
    """The packaged schedules by election id: pilpres-2019, pilpres-2024, pemilu-2024, pilkada-2024."""
    table = tomllib.loads((files("netralnlp.rules") / "data" / "calendar.toml").read_text(encoding="utf-8"))
    return {election: _schedule(election, row) for election, row in table["elections"].items()}


def _schedule(election: str, row: dict[str, object]) -> Schedule:
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Schedule(election=election, **fields)  # type: ignore[arg-type]


def schedule_of(election: str) -> Schedule | None:
    """The schedule of an election id or pattern; a race (`pilkada-2024/13`) follows that of its election."""
    return schedules().get(election.partition("/")[0])


def local_day(created_at: str | date) -> date:
    """The local date of a moment given as ISO 8601 string, date or datetime.

    A moment with a time zone is taken to western Indonesian time (UTC+7); one without is local already.

    Raises:
        RulesError: the string is no ISO 8601 date.
    """
    if isinstance(created_at, str):
        try:
            created_at = datetime.fromisoformat(created_at.strip())
        except ValueError:
            raise RulesError.unreadable_date(created_at) from None
    if isinstance(created_at, datetime):
        return (created_at.astimezone(WIB) if created_at.tzinfo else created_at).date()
    if isinstance(created_at, date):
        return created_at
    raise RulesError.unreadable_date(created_at)
