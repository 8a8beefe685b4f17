"""What a terminal shows: predictions to read, and how far a file is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from netralnlp.rosters import Roster
from netralnlp.schema import Mention, Prediction, Stance
from netralnlp.scoring.summary import ScoringSummary

STYLES: Final = {
    Stance.SUPPORT: "bold cyan",
    Stance.OPPOSE: "bold magenta",
    Stance.MIXED: "bold yellow",
    Stance.NEUTRAL: "bold",
}
"""Colours of no Indonesian camp in particular, told apart by colour-blind readers."""

SHOWN_FORMS: Final = 8
"""Forms of a contestant that are shown, the shortest first."""

SHOWN_ERROR: Final = 300
"""Characters of a row's error that are shown."""

SECONDS_BETWEEN_LINES: Final = 30.0
"""Where there is no terminal."""

_CONTROLS: Final = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | dict.fromkeys(
    (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD
)
"""Characters that would steer the terminal, each with a visible one in its place."""


def show_prediction(console: Console, prediction: Prediction) -> None:
    """Print a prediction for a person: the text with its mentions, then what was found."""
    text = Text(_visible(prediction.text))
    for mention in prediction.mentions:
        text.stylize(f"{STYLES[mention.stance]} underline", mention.start, mention.end)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    facts.add_row("Stance", _stance(prediction))
    if prediction.mentions:
        facts.add_row("Mentions", _mentions(prediction.mentions))
    if prediction.conduct:
        labels = (f"{conduct.label.value.replace('_', ' ')} {conduct.score:.2f}" for conduct in prediction.conduct)
        facts.add_row("Conduct", ", ".join(labels))
    if prediction.context_cut:
        facts.add_row("Context", "longer than the model reads: its beginning was left out")
    if prediction.needs_review:
        facts.add_row("Review", Text("needed: the model is not sure of this text", style="bold"))
    console.print(text)
    console.print(Padding(facts, (0, 0, 1, 2), expand=False))


def show_footer(console: Console, prediction: Prediction) -> None:
    """Print once, below the last prediction, where it comes from and what it is for."""
    elections = ", ".join(prediction.election) or "none given"
    line = f"{prediction.model} · election: {elections} · scores are evidence for a person to weigh"
    console.print(Text(_visible(line), style="dim"))


def show_roster(console: Console, roster: Roster) -> None:
    """Print who stands in an election, with some of the forms by which each is found."""
    console.print(Text(f"{roster.name} ({roster.id})", style="bold"))
    table = Table.grid(padding=(0, 2))
    for contestant in roster.contestants:
        forms = [form.text for form in roster.forms if form.contestants == (contestant,)]
        short = sorted(dict.fromkeys(forms), key=len)[:SHOWN_FORMS]
        number = "" if contestant.number is None else str(contestant.number)
        table.add_row(number, contestant.name, Text(_visible(", ".join(short)), style="dim"))
    console.print(Padding(table, (0, 0, 1, 2), expand=False))
    if roster.note:
        console.print(Text(_visible(roster.note), style="dim"))


def _stance(prediction: Prediction) -> Text:
    line = Text(prediction.stance.value, style=STYLES[prediction.stance])
    scores = " · ".join(f"{stance.value} {score:.2f}" for stance, score in prediction.scores.items())
    return line.append(f"   partisan {prediction.partisan:.2f} · {scores}", style="not bold default")


def _mentions(mentions: Iterable[Mention]) -> Table:
    table = Table.grid(padding=(0, 2))
    for mention in mentions:
        stance = Text(mention.stance.value, style=STYLES[mention.stance])
        stance.append(f" {mention.stance_scores[mention.stance]:.2f}", style="not bold default")
        table.add_row(Text(_visible(mention.text)), stance, Text(_visible(_named(mention)), style="dim"))
    return table


def _named(mention: Mention) -> str:
    if mention.contestant:
        return f"{mention.contestant.name} ({mention.contestant.id})"
    if mention.candidates:
        return "one of " + ", ".join(f"{each.name} ({each.id})" for each in mention.candidates)
    if known := mention.person or mention.party:
        return known.name
    return "in no roster"


def _visible(text: str) -> str:
    return text.translate(_CONTROLS)


def show_summary(console: Console, out: Path, summary: ScoringSummary) -> int:
    """Say what became of a file, and give the exit code for it.

    Rows that could not be scored are told on standard error in any case.
    """
    if summary.finished_before:
        console.print(Text(_visible(f"{out} is finished already: {summary.rows:,} rows.")), soft_wrap=True)
        return 0
    facts = {
        "Rows": summary.rows,
        "to review": summary.needs_review,
        "duplicates": summary.duplicates,
        "contexts cut": summary.context_cut,
        "blank lines left out": summary.blank_lines,
    }
    told = ", ".join(f"{name}: {count:,}" for name, count in facts.items() if count or name in ("Rows", "to review"))
    console.print(Text(_visible(f"{out} written. {told}.")), soft_wrap=True)
    if not summary.errors:
        return 0
    first = summary.first_errors[0]
    named = f" ({first.id})" if first.id else ""
    rows = "1 row" if summary.errors == 1 else f"{summary.errors:,} rows"
    line = (
        f"{out}: {rows} could not be scored; column netral_error says why. "
        f"The first is row {first.row:,}{named}: {first.error[:SHOWN_ERROR]}"
    )
    Console(stderr=True, highlight=False).print(Text(_visible(line)), soft_wrap=True)
    return 1


class ScoringProgress:
    """Rows, rate and time left on standard error: a bar on a terminal, else a plain line now and then."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._name = ""
        self._rows = self._done = self._done_before = 0
        self._began = self._said = 0.0

    def __enter__(self) -> ScoringProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def say(self, sentence: str) -> None:
        """Print a sentence."""
        self._console.print(Text(_visible(sentence)), soft_wrap=True)

    def start(self, task: str, rows: int, done: int) -> None:
        """Begin to tell of a task over so many rows, of which some are done."""
        self._stop()
        self._name, self._rows, self._done, self._done_before = task, rows, done, done
        self._began = self._said = self._clock()
        if self._console.is_terminal and not self._console.quiet:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._task = self._bar.add_task(task, total=rows, completed=done, rate="")
            self._bar.start()

    def advance(self, rows: int) -> None:
        """Tell of so many rows more."""
        self._done += rows
        now = self._clock()
        if self._bar:
            rate = f"{self._done:,} of {self._rows:,} rows, {self._rate(now):,.0f} rows/s"
            self._bar.update(self._task, completed=self._done, rate=rate)
        elif now - self._said >= SECONDS_BETWEEN_LINES and self._done < self._rows:
            self._said = now
            left = (self._rows - self._done) / self._rate(now)
            self.say(
                f"{self._name}: {self._done:,} of {self._rows:,} rows, {self._rate(now):,.0f} rows/s, "
                f"about {_spoken(left)} left."
            )

    def _rate(self, now: float) -> float:
        return max(self._done - self._done_before, 1) / max(now - self._began, 1e-6)

    def _stop(self) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None


def _spoken(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
