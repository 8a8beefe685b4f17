"""What the column with the text is usually called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

TEXT_NAMES: Final = frozenset(
    {
        "body",
        "caption",
        "comment",
        "commenttext",
        "content",
        "cuitan",
        "fulltext",
        "isi",
        "isikomentar",
        "isipostingan",
        "komentar",
        "message",
        "pesan",
        "postingan",
        "posttext",
        "rawcontent",
        "teks",
        "text",
        "textdisplay",
        "textoriginal",
        "tweet",
        "tweettext",
    }
)
"""Usual names of the column with the text, without their capitals, spaces and signs."""

_SIGNS: Final = re.compile(r"[\W_]+")


def usual_text_names(columns: Iterable[str]) -> list[str]:
    """Those of the columns that are called as the text usually is."""
    return [name for name in columns if _SIGNS.sub("", name).lower() in TEXT_NAMES]
