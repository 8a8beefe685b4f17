"""Which file is read and written how: by the extension of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from netralnlp.errors import ScoringError
from netralnlp.scoring.csv_table import CsvSink, CsvSource
from netralnlp.scoring.json_lines import JsonLinesSink, JsonLinesSource
from netralnlp.scoring.table import Sink, Source

CSV_EXTENSIONS: Final = (".csv", ".tsv")
JSON_LINES_EXTENSIONS: Final = (".jsonl", ".ndjson")


def open_source(path: Path) -> Source:
    """The rows of a file.

    Raises:
        ScoringError: an unknown extension, or a file that cannot be read.
    """
    extension = path.suffix.lower()
    if extension in CSV_EXTENSIONS:
        return CsvSource(path)
    if extension in JSON_LINES_EXTENSIONS:
        return JsonLinesSource(path)
    raise ScoringError.unknown_format(path, CSV_EXTENSIONS + JSON_LINES_EXTENSIONS)


def sink_for(path: Path, source: Source) -> Sink:
    """What writes the scored rows of `source`, in its own format.

    Raises:
        ScoringError: the extension of `path` is that of another format.
    """
    sink: Sink
    if isinstance(source, CsvSource):
        extensions, sink = CSV_EXTENSIONS, CsvSink(source)
    else:
        extensions, sink = JSON_LINES_EXTENSIONS, JsonLinesSink()
    if path.suffix.lower() not in extensions:
        raise ScoringError.other_format(path, extensions)
    return sink
