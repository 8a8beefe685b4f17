"""Letters drawn out for emphasis: ``Prabowooo``, ``gasss``."""

from __future__ import annotations

import re
from string import ascii_lowercase

from netralnlp.text.links import HANDLE
from netralnlp.text.normalized import NormalizedText

_RUNS = tuple(3 * letter for letter in ascii_lowercase)
_HANDLE_OR_RUN = re.compile(rf"{HANDLE}|\b[ivx]+\b|\b([a-z])\1{{2,}}\b|([a-z])\2{{2,}}", re.IGNORECASE)


def shorten_elongation(view: NormalizedText) -> NormalizedText:
    """Write three or more of the same Latin letter in a row as one.

    Two stay, for they may be spelling (``maaf``, ``Anwaar``). Digits, handles, Roman numbers (``III``) and words of
    that letter alone (``PPP``) stay too.
    """
    text = view.text
    lowered = text.lower()
    if not any(run in lowered for run in _RUNS):
        return view
    return view.apply(
        [(match.start(), match.end(), match.group(2)) for match in _HANDLE_OR_RUN.finditer(text) if match.group(2)]
    )
