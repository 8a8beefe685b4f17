from __future__ import annotations

import io

import pytest
from rich.console import Console

from netralnlp.terminal import ScoringProgress


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def heard():
    """A progress without a terminal, its clock, and what it has said."""
    clock, stream = Clock(), io.StringIO()
    return ScoringProgress(Console(file=stream, width=200), clock), clock, stream


def test_without_a_terminal_a_line_comes_now_and_then_with_rate_and_time_left(heard):
    progress, clock, stream = heard
    progress.start("Scoring", 100_000, 0)
    for clock.now in range(1, 61):
        progress.advance(100)
    assert stream.getvalue().splitlines() == [
        "Scoring: 3,000 of 100,000 rows, 100 rows/s, about 16 min left.",
        "Scoring: 6,000 of 100,000 rows, 100 rows/s, about 16 min left.",
    ]


def test_rows_of_a_run_before_do_not_count_for_the_rate(heard):
    progress, clock, stream = heard
    progress.start("Scoring", 100_000, 90_000)
    clock.now = 50.0
    progress.advance(500)
    assert stream.getvalue() == "Scoring: 90,500 of 100,000 rows, 10 rows/s, about 16 min left.\n"


@pytest.mark.parametrize(("left", "spoken"), [(590, "59 s"), (6_000, "10 min"), (360_000, "10.0 h")])
def test_time_left_is_spoken_in_fitting_units(heard, left, spoken):
    progress, clock, stream = heard
    progress.start("Writing", 310 + left, 0)
    clock.now = 31.0
    progress.advance(310)
    assert stream.getvalue().endswith(f"10 rows/s, about {spoken} left.\n")


def test_a_short_task_and_a_quiet_console_say_nothing():
    clock, stream = Clock(), io.StringIO()
    for quiet, seconds in ((False, 29.0), (True, 99.0)):
        with ScoringProgress(Console(file=stream, quiet=quiet), clock) as progress:
            progress.start("Scoring", 10, 0)
            clock.now += seconds
            progress.advance(10)
    assert stream.getvalue() == ""


def test_on_a_terminal_a_bar_shows_rows_and_rate_and_is_taken_away():
    clock, stream = Clock(), io.StringIO()
    console = Console(file=stream, force_terminal=True, width=120)
    with ScoringProgress(console, clock) as progress:
        progress.say("in.csv: [bold]UTF-8[/bold]")
        progress.start("Scoring", 1_000, 200)
        clock.now = 2.0
        progress.advance(300)
        progress.start("Writing", 1_000, 0)
        progress.advance(1_000)
    shown = stream.getvalue()
    assert shown.startswith("in.csv: [bold]UTF-8[/bold]\n")
    assert "Scoring" in shown
    assert "500 of 1,000 rows, 150 rows/s" in shown
    assert shown.index("Writing") > shown.index("Scoring")
