"""What a terminal shows: predictions to read, and how far a file is."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from netralnlp.rosters import Roster
from netralnlp.schema import Mention, Prediction, Stance

STYLES: Final = {
    Stance.SUPPORT: "bold cyan",
    Stance.OPPOSE: "bold magenta",
    Stance.MIXED: "bold yellow",
    Stance.NEUTRAL: "bold",
}
"""Colours of no Indonesian camp in particular, told apart by colour-blind readers."""

SHOWN_FORMS: Final = 8
"""Forms of a contestant that are shown, the shortest first."""

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


class ScoringProgress:
    """A bar on standard error with rows, rate and time left; nothing moves where that is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rows]:,} rows"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("score", total=1.0, rows=0, rate="")
        self._rows = 0

    def __enter__(self) -> ScoringProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def begin(self, sentence: str) -> None:
        """Say how the file is read, and show the bar."""
        self._console.print(Text(_visible(sentence)), soft_wrap=True)
        self._bar.start()

    def advance(self, rows: int, share: float) -> None:
        """Move the bar."""
        self._rows += rows
        elapsed = self._bar.tasks[self._task].elapsed or 0.0
        rate = f"{self._rows / elapsed:,.0f} rows/s" if elapsed else ""
        self._bar.update(self._task, completed=share, rows=self._rows, rate=rate)
