"""A common first name behind an honorific, in a text that names its bearer in full: `Hari Wuryanto ... pak Hari`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from netralnlp.rosters import tables
from netralnlp.rosters.cues import HONORIFICS
from netralnlp.rosters.form import Form
from netralnlp.rosters.form_index import Match
from netralnlp.rosters.forms import name_words
from netralnlp.schema import Person

_TITLED: Final = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(HONORIFICS))})\.? ([a-z']{{3,}})(?!\w)")


@cache
def _common_first_name(person: Person) -> str:
    """The first word of a name in lower case, where it is no form by itself."""
    first = name_words(person.name)[0].casefold()
    return first if tables.common_words().get(first, "context") != "context" else ""


def echoes(text: str, found: Iterable[tuple[Match, Form, str]]) -> Iterator[tuple[int, int, Form]]:
    """Spans of a view that repeat somebody by a first name that is no form by itself, and the form of the full name."""
    bearers: dict[str, Form] = {}
    for _, form, _ in found:
        if form.person and " " in form.text and (first := _common_first_name(form.person)):
            bearers[first] = form
    for match in _TITLED.finditer(text) if bearers else ():
        if match[1] in bearers:
            yield match.start(1), match.end(1), bearers[match[1]]
