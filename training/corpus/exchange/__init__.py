"""Posts to label and labels made with other tools: Label Studio, doccano, CSV; both ways."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from training.corpus.exchange import csv_file, doccano, label_studio
from training.corpus.exchange.format import Format


class Tool(StrEnum):
    """What posts are labelled with."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    CSV = "csv"


FORMATS: Final[Mapping[Tool, Format]] = {
    Tool.LABEL_STUDIO: Format(label_studio.write, label_studio.read),
    Tool.DOCCANO: Format(doccano.write, doccano.read),
    Tool.CSV: Format(csv_file.write, csv_file.read),
}
