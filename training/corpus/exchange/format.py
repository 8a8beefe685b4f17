"""What a tool's file format must offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from training.corpus.exchange.post import ExchangedPost


class Format(NamedTuple):
    """Posts as the content of a file, and the content of a file as posts.

    `read` raises TrainingError with the id of the task for a span that does not fit its text and for anything it does
    not know; nothing is left out.
    """

    write: Callable[[Iterable[ExchangedPost]], str]
    read: Callable[[str], list[ExchangedPost]]
