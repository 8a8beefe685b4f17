"""Which clauses may apply to what a prediction and an action show, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from netralnlp.errors import RulesError
from netralnlp.rules.calendar import Stage, local_day, schedule_of
from netralnlp.rules.clause import Clause, clauses
from netralnlp.rules.evidence import Evidence, evidence_in
from netralnlp.schema import Action, Prediction

Member = TypeVar("Member", Action, Stage)

KINDS = {"pilpres": "national", "pemilu": "national", "pilkada": "regional", "pilgub": "regional"}

STAGE_PHRASES = {
    Stage.BEFORE_DETERMINATION: "sebelum penetapan calon",
    Stage.DETERMINED: "setelah penetapan calon dan sebelum kampanye",
    Stage.CAMPAIGN: "pada masa kampanye",
    Stage.QUIET: "pada masa tenang",
    Stage.VOTING: "pada hari pemungutan suara",
    Stage.AFTER_VOTING: "setelah pemungutan suara",
}


@dataclass(frozen=True, slots=True)
class PossibleClause:
    """A clause that may apply, and what speaks for it; always a question for a person, never an answer.

    `stage` is None where it is unknown. `start` and `end` are code points of the raw text: the mention, or the words
    of the clause's cue, that `reason` rests on; None where no single span carries it.
    """

    clause: Clause
    stage: Stage | None
    reason: str
    start: int | None
    end: int | None
    needs_human_assessment: bool = field(default=True, init=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        regulation = self.clause.regulation
        return {
            "clause": self.clause.id,
            "regulation": regulation.name,
            "article": self.clause.article,
            "statement": self.clause.statement,
            "applies_to": self.clause.applies_to,
            "stage": self.stage.value if self.stage else None,
            "reason": self.reason,
            "start": self.start,
            "end": self.end,
            "needs_human_assessment": self.needs_human_assessment,
            "source": self.clause.source,
            "verified": self.clause.verified,
            "valid_from": regulation.valid_from.isoformat(),
            "valid_to": regulation.valid_to.isoformat() if regulation.valid_to else None,
        }


class _Setting(NamedTuple):
    """One election that may be meant: its id, its kind, its stage, and the day the regulations are read on."""

    election: str | None
    kind: str | None
    stage: Stage | None
    day: date | None


def may_apply(
    prediction: Prediction,
    action: Action | str | None = None,
    created_at: str | date | None = None,
    stage: Stage | str | None = None,
    election: str | Iterable[str] | None = None,
    *,
    passive_attendance: bool = True,
    following: bool = True,
) -> tuple[PossibleClause, ...]:
    """The clauses that may apply if the account belongs to a civil servant, which this package cannot know.

    Args:
        prediction: what the text says. For `share`, `like`, `follow` and `join` it is somebody else's text, read
            with the side that it takes.
        action: what the account holder did; None is read as a post of one's own.
        created_at: ISO 8601 string, date or datetime. With a packaged calendar it gives the stage, and regulations
            not in force on that day are left out. Without it the voting day stands in, or else today's law.
        stage: wins over the calendar.
        election: id, pattern or several; without it, the elections of the linked mentions, else the prediction's.
            An unknown stage or kind of election leaves all of their clauses in, and the reason says so.
        passive_attendance: whether attendance without a sign of support counts, as the decree's words allow;
            offices differ.
        following: whether following an account counts, as the decree says; offices differ.

    Returns:
        At most one entry per clause, in the order of the data; nothing for a neutral text that shows no conduct.

    Raises:
        RulesError: an unknown action or stage, or a date that cannot be read.
    """
    action = _member(Action, action, "action")
    stage = _member(Stage, stage, "stage")
    day = local_day(created_at) if created_at is not None else None
    settings = [_setting(name, stage, day) for name in _elections(prediction, election)]
    evidence = evidence_in(prediction, action, passive_attendance=passive_attendance, following=following)
    return tuple(_possible(prediction, evidence, settings))


def _member(kind: type[Member], value: str | None, name: str) -> Member | None:
    try:
        return None if value is None else kind(value)
    except ValueError:
        raise RulesError.unknown_value(name, value, kind) from None


def _elections(prediction: Prediction, election: str | Iterable[str] | None) -> list[str | None]:
    if election is not None:
        names = [election] if isinstance(election, str) else list(election)
    else:
        sided = [mention for mention in prediction.mentions if mention.stance != "neutral"]
        linked = [mention.contestant.id for mention in sided or prediction.mentions if mention.contestant]
        names = [contestant.partition("#")[0] for contestant in linked] or list(prediction.election)
    return list(dict.fromkeys(names)) or [None]


def _setting(election: str | None, stage: Stage | None, day: date | None) -> _Setting:
    schedule = schedule_of(election) if election else None
    if schedule:
        stage = stage or (schedule.stage(day) if day else None)
        day = day or schedule.voting
    kind = KINDS.get(election.partition("-")[0]) if election else None
    return _Setting(election, kind, stage, day)


def _possible(
    prediction: Prediction, evidence: dict[str, Evidence], settings: list[_Setting]
) -> Iterator[PossibleClause]:
    party = any(mention.party for mention in prediction.mentions)
    for clause in clauses():
        seen = next((evidence[signal] for signal in clause.when if signal in evidence), None)
        cue = clause.cue.search(prediction.text) if seen and clause.cue else None
        if seen is None or (clause.cue and not cue):
            continue
        setting = next((setting for setting in settings if _fits(clause, setting, party)), None)
        if setting:
            start, end = cue.span() if cue else seen.span
            yield PossibleClause(clause, setting.stage, _reason(clause, seen, setting), start, end)


def _fits(clause: Clause, setting: _Setting, party: bool) -> bool:
    return clause.regulation.in_force(setting.day) and clause.covers(setting.stage, setting.kind, party=party)


def _reason(clause: Clause, seen: Evidence, setting: _Setting) -> str:
    election = f" {setting.election}" if setting.election else ""
    kind = "" if setting.kind or clause.election == "any" else "jenis pemilihan tidak diketahui; "
    if setting.stage:
        when = f" {STAGE_PHRASES[setting.stage]}{election}"
        unknown = ""
    else:
        when = ""
        unknown = f"tahap pemilihan{election} tidak diketahui, maka butir sebelum dan sesudah penetapan disertakan; "
    return (
        f"{seen.sentence}; bila {clause.applies_to}, butir ini mungkin berlaku{when}; "
        f"{kind}{unknown}perlu dinilai manusia."
    )
