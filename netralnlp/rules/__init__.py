"""From a prediction to the clauses on the neutrality of civil servants that may apply, for a person to assess."""

from __future__ import annotations

from netralnlp.rules.calendar import Schedule, Stage, schedules
from netralnlp.rules.clause import Clause, Regulation, clauses, regulations
from netralnlp.rules.possible_clause import PossibleClause, may_apply

__all__ = [
    "Clause",
    "PossibleClause",
    "Regulation",
    "Schedule",
    "Stage",
    "clauses",
    "may_apply",
    "regulations",
    "schedules",
]
