"""The `netral_*` columns of a scored file."""

from __future__ import annotations

import json
from typing import Final

from netralnlp.schema import Prediction, Stance
from netralnlp.scoring.cell_text import FORMULA_STARTS

NETRAL_COLUMNS: Final = (
    "netral_stance",
    "netral_partisan",
    "netral_support",
    "netral_oppose",
    "netral_needs_review",
    "netral_mentions",
    "netral_conduct",
    "netral_windows",
    "netral_model",
    "netral_election",
    "netral_error",
)


def scored_columns(prediction: Prediction) -> dict[str, object]:
    """What a prediction puts into each column, JSON-ready; numbers have four decimals, `netral_error` is None."""
    answer = prediction.to_dict()
    columns = {
        "netral_stance": answer["stance"],
        "netral_partisan": answer["partisan"],
        "netral_support": answer["scores"][Stance.SUPPORT.value],
        "netral_oppose": answer["scores"][Stance.OPPOSE.value],
        "netral_needs_review": answer["needs_review"],
        "netral_mentions": answer["mentions"],
        "netral_conduct": answer["conduct"],
        "netral_windows": answer["windows"],
        "netral_model": answer["model"],
        "netral_election": prediction.election,
        "netral_error": None,
    }
    return {name: _rounded(value) for name, value in columns.items()}


def error_columns(sentence: str) -> dict[str, object]:
    """The columns of a row that cannot be scored: all None but `netral_error`."""
    return {**dict.fromkeys(NETRAL_COLUMNS), "netral_error": sentence}


def csv_text(value: object) -> str:
    """A value of these columns as the text of a CSV cell.

    None is empty, election ids are set apart by a space, mentions and conduct are JSON. Text that a spreadsheet would
    run as a formula gets an apostrophe in front.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else value
        case tuple():
            return csv_text(" ".join(value))
        case list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _rounded(value: object) -> object:
    match value:
        case float():
            return round(value, 4)
        case dict():
            return {key: _rounded(part) for key, part in value.items()}
        case list():
            return [_rounded(part) for part in value]
        case _:
            return value
