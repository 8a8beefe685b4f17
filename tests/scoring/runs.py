"""What tests of broken runs share: inputs, a predictor that breaks off, and a run in a process of its own."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from tests.fake_predictor import FakePredictor

ROOT = Path(__file__).parents[2]
WORDS = ("dukung", "tolak", "ragu", "Anies", "Prabowo", "Ganjar", "cuaca", "pagi", "👍", "rusak", "katanya,", '"iya"')
SCRIPT = """
import sys
from netralnlp.errors import NetralError
from netralnlp.scoring import score_file
from tests.fake_predictor import FakePredictor

try:
    score_file(sys.argv[1], sys.argv[2], model=FakePredictor(), id_column="id", resume="--resume" in sys.argv)
except NetralError as error:
    sys.exit(str(error))
"""


class BreaksOff(FakePredictor):
    """Raises at the chunk with that number, the first of them 0; a post alone is a chunk gone over again."""

    def __init__(self, at, error=KeyboardInterrupt):
        super().__init__()
        self._left = at
        self._error = error

    def predict(self, posts, *, election=None):
        if len(posts) > 1:
            self._left -= 1
            if self._left == -1:
                raise self._error
        return super().predict(posts, election=election)


def lines_of(rows, seed=1):
    """CSV lines with a header; some texts are alike, some cannot be scored, some rows are ragged."""
    draw = random.Random(seed)
    lines = ["id,text,note\r\n"]
    for number in range(rows):
        text = " ".join(draw.choices(WORDS, k=draw.randint(1, 4))).replace('"', '""')
        lines.append(f'{number:012},"{text}"\r\n' if number % 97 == 5 else f'{number:012},"{text}",=1+{number}\r\n')
    return lines


def start(path, out, *options, **process):
    """Begin a run in a process of its own."""
    command = [sys.executable, "-c", SCRIPT, str(path), str(out), *options]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, **process)


def finish(path, out, *options, **process):
    """A run in a process of its own, to its end: exit code and what it said."""
    with start(path, out, *options, **process) as run:
        said = run.communicate()[1].decode()
    return run.returncode, said
