"""Links and handles: the parts of a text that no stage may read as words."""

from __future__ import annotations

import re

from netralnlp.text.normalized import NormalizedText

LINK = "<url>"
"""What stands in the view for a link."""

HANDLE = r"(?<!\w)@[A-Za-z0-9_.]*[A-Za-z0-9_]"
"""Pattern of an account name with its sign."""

_REST = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|]*"
_DOMAIN = r"(?<![\w@.])(?:[a-z0-9][a-z0-9-]*\.)+"
_LINK = re.compile(
    rf"https?://t\.co/\w*|(?:https?://|www\.){_REST}|https?…"
    rf"|{_DOMAIN}(?:com|net|org|info|(?:co|go|or|ac|web|my)\.id)\b(?:/{_REST})?|{_DOMAIN}[a-z]{{2,4}}/{_REST}",
    re.IGNORECASE | re.ASCII,
)
_DOT_OR_SCHEME = re.compile(r"[A-Za-z0-9]\.[A-Za-z]|[Hh][Tt][Tt][Pp]")
_TRAILING = ".,;:!?'\"*)]"


def fold_links(view: NormalizedText) -> NormalizedText:
    """Replace every link by ``<url>``. Handles (``@name``) stay as they are."""
    text = view.text
    if not _DOT_OR_SCHEME.search(text):
        return view
    return view.apply(
        [(match.start(), match.start() + len(match.group().rstrip(_TRAILING)), LINK) for match in _LINK.finditer(text)]
    )
