"""HTML entities and the few tags that comments are published with."""

from __future__ import annotations

import html
import re

from netralnlp.text.normalized import NormalizedText

_NAMED_WITHOUT_SEMICOLON = "amp|lt|gt|quot|nbsp"
_MARKUP = re.compile(
    rf"&(?:amp;)*(?:\#\d{{1,7}};|\#x[0-9a-f]{{1,6}};|[a-z]{{2,8}}\d{{0,2}};|(?:{_NAMED_WITHOUT_SEMICOLON})(?![\w=]))"
    r"|</?(?:br|b|i|u|p|a|em|strong|span|div)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_AMPERSANDS = re.compile(r"&(?:amp;)+", re.IGNORECASE)


def unescape_entities(view: NormalizedText) -> NormalizedText:
    """Replace HTML entities by their characters, ``<br>`` by a line break and other common tags by a space.

    An entity may be escaped twice (``&amp;lt;``). Names in angle brackets that are no tags (``<VICTORY HAND>``) stay.
    """
    text = view.text
    if "&" not in text and "<" not in text:
        return view
    return view.apply(
        [
            (match.start(), match.end(), replacement)
            for match in _MARKUP.finditer(text)
            if (replacement := _replacement(match.group())) != match.group()
        ]
    )


def _replacement(markup: str) -> str:
    if markup[0] == "<":
        return "\n" if markup[:3].lower() == "<br" else " "
    if markup.lower() in ("&amp;", "&amp"):
        return "&"
    return html.unescape(_AMPERSANDS.sub("&", markup)) or " "
