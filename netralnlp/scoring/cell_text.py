"""Values of any format as the text of a cell, and as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection)."""

_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


class JsonNumber(str):
    """A JSON number as it is written, however long."""

    __slots__ = ()


def cell_text(value: object) -> str:
    """A value as the text of a CSV cell: None and NaN are empty, moments are ISO 8601, lists and objects are JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return "" if math.isnan(value) else repr(value)
        case datetime() if value.time() == time() and value.tzinfo is None:
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case list() | tuple() | Mapping():
            return json_text(value)
        case _:
            return str(value)


def json_text(value: object) -> str:
    """A value as JSON on one line; numbers of a JSON input stand as they stood, and what JSON lacks is text."""
    match value:
        case JsonNumber():
            return str(value)
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case float():
            return repr(value) if math.isfinite(value) else "null"
        case Mapping():
            parts = (f"{json.dumps(str(key), ensure_ascii=False)}: {json_text(part)}" for key, part in value.items())
            return "{" + ", ".join(parts) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(json_text, value)) + "]"
        case _:
            return json.dumps(cell_text(value), ensure_ascii=False)


def guarded(cell: str) -> str:
    """A cell with an apostrophe before what a spreadsheet would run as a formula; plain numbers are none."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def sound(text: str) -> str:
    r"""The text, with halves of UTF-16 pairs spelled out (`\ud83d`): no encoding can write them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def field_of(values: Mapping[str, object], path: str) -> object:
    """The value under a name, or under a dotted path through nested objects.

    Raises:
        KeyError: there is none.
    """
    if path in values:
        return values[path]
    at = path.find(".")
    while at != -1:
        inner = values.get(path[:at])
        if isinstance(inner, Mapping):
            try:
                return field_of(inner, path[at + 1 :])
            except KeyError:
                pass
        at = path.find(".", at + 1)
    raise KeyError(path)
