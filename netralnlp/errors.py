"""Every error of netralnlp, and the sentence it says.

NetralError
|-- PostError              a post that cannot be read: wrong type, unknown action
|-- UnknownElectionError   an election id or pattern that no roster answers to
|-- RosterError            a roster file with bad lines
|-- RulesError             a stage or a date that the rules cannot read
|-- ModelError             a model folder that cannot be loaded
|-- MissingExtraError      an optional dependency that is not installed
|-- TrainingError          a file or a package that training needs and cannot use
`-- ScoringError           a file that cannot be scored at all
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class NetralError(Exception):
    """Base of every error that netralnlp raises on purpose; its text is one sentence for a reader."""


class PostError(NetralError):
    """A post that cannot be read."""

    @classmethod
    def not_text(cls, value: object, field: str = "text") -> PostError:
        """A value of another type stands where text belongs."""
        return cls(f"`{field}` must be a string, not {type(value).__name__}: pass the raw text of the post.")

    @classmethod
    def not_text_in(cls, column: str, kind: str) -> PostError:
        """A row of a file whose text is null, a number, a list, ..."""
        return cls(f'`{column}` holds {kind} where text belongs: write it as a string, "" for no text.')

    @classmethod
    def missing_in(cls, column: str) -> PostError:
        """A row of a file that lacks the column with the text."""
        return cls(f'The row has no `{column}`: add it, "" for no text.')

    @classmethod
    def ragged(cls, cells: int, columns: int, surplus: str) -> PostError:
        """A row with more or fewer cells than its header; `surplus` lists those that no column holds."""
        beyond = f" Beyond the last column: {surplus}" if surplus else ""
        return cls(f"The row has {cells} cells and the header {columns}: look for a stray quote or separator.{beyond}")

    @classmethod
    def open_quote(cls) -> PostError:
        """The last row of a file, where a quote is never closed."""
        return cls("A quote opened in this row is never closed, so it holds all that follows in the file: close it.")

    @classmethod
    def not_an_object(cls, found: str) -> PostError:
        """A line or an element of a JSON file that is no JSON object; the sentence keeps it."""
        return cls(f"This is not a JSON object: {found}")

    @classmethod
    def too_long_for_a_cell(cls, column: str, limit: int) -> PostError:
        """An answer that a spreadsheet cell cannot hold."""
        return cls(f"`{column}` is longer than the {limit:,} characters of a sheet's cell: write .csv or .parquet.")

    @classmethod
    def not_a_post(cls, value: object) -> PostError:
        """Something that is neither a string nor a Post."""
        return cls(f"A post is a string or a netralnlp.Post, not {type(value).__name__}.")

    @classmethod
    def unknown_value(cls, field: str, value: object, known: Iterable[str]) -> PostError:
        """A plain string that names no member of an enum."""
        return cls(f"Unknown {field} {value!r}: use one of {', '.join(known)}.")

    @classmethod
    def lone_surrogate(cls, position: int) -> PostError:
        """A string with half of a UTF-16 pair, which no encoding can write."""
        return cls(
            f"The text has half of a UTF-16 character at position {position}: "
            "decode the file again (JSON with a cut emoji is the usual cause)."
        )


class UnknownElectionError(NetralError):
    """An election id or pattern that names no roster."""

    def __init__(self, election: str, nearest: Sequence[str]) -> None:
        hint = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"Unknown election {election!r}.{hint} `netralnlp rosters list` shows all of them.")
        self.election = election
        self.nearest = tuple(nearest)


class RosterError(NetralError):
    """A roster file with bad lines; `problems` holds one sentence a line."""

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        super().__init__(f"{source} cannot be read as a roster: " + " ".join(problems))
        self.problems = tuple(problems)


class RulesError(NetralError):
    """A stage or a date that the rules cannot read."""

    @classmethod
    def unknown_value(cls, field: str, value: object, known: Iterable[str]) -> RulesError:
        """A string that names no stage or action."""
        return cls(f"Unknown {field} {value!r}: use one of {', '.join(known)}.")

    @classmethod
    def unreadable_date(cls, value: object) -> RulesError:
        """A moment that is neither a date nor ISO 8601."""
        return cls(f"{value!r} is not a date: use ISO 8601, such as 2024-02-10 or 2024-02-10T18:30:00+07:00.")


class ModelError(NetralError):
    """A model folder that cannot be loaded."""


class MissingExtraError(NetralError):
    """An optional dependency that is not installed."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs `{package}`: pip install 'netralnlp[{extra}]'.")
        self.package = package
        self.extra = extra


class TrainingError(NetralError):
    """A file or a package that training needs and cannot use."""


class ScoringError(NetralError):
    """A file that cannot be scored, or not to its end: no output was written.

    `resumable` is False where the next run cannot go on with the answers of this one.
    """

    resumable = True

    def keeping(self, rows: int) -> ScoringError:
        """The same, with a word on the answers that wait for the next run."""
        return ScoringError(f"{self} {kept_rows(rows)}") if rows and self.resumable else self

    @classmethod
    def unreadable(cls, path: object, reason: object) -> ScoringError:
        """The system refuses to read the file, or there is none."""
        return cls(f"{path} cannot be read: {reason}.")

    @classmethod
    def unwritable(cls, path: object, reason: object) -> ScoringError:
        """The system refuses to write the output."""
        return cls(f"{path} cannot be written: {reason}.")

    @classmethod
    def unknown_format(cls, path: object, extensions: Iterable[str]) -> ScoringError:
        """A name without one of the known extensions."""
        return cls(f"The name {path} does not tell its format: give it one of {', '.join(extensions)}.")

    @classmethod
    def unknown_input_format(cls, path: object, formats: Iterable[str]) -> ScoringError:
        """An input whose name says nothing, and no format was given."""
        return cls(f"The name {path} does not tell its format: say it with --format ({', '.join(formats)}).")

    @classmethod
    def no_such_format(cls, value: object, formats: Iterable[str]) -> ScoringError:
        """A format that is none."""
        return cls(f"Unknown format {value!r}: use one of {', '.join(formats)}.")

    @classmethod
    def not_this_format(cls, path: object, kind: str, advice: str) -> ScoringError:
        """A file whose first bytes are those of another format."""
        return cls(f"{path} is {kind}: {advice}.")

    @classmethod
    def unknown_table(cls, value: object) -> ScoringError:
        """Something that is no table of a known kind."""
        return cls(
            f"{type(value).__module__}.{type(value).__qualname__} is no table that can be scored: "
            "give a pyarrow.Table, a pandas or polars DataFrame, or a datasets.Dataset."
        )

    @classmethod
    def same_file(cls, path: object) -> ScoringError:
        """The output would replace the input."""
        return cls(f"{path} is the input itself: give the output another name.")

    @classmethod
    def needs_folder(cls, out: object) -> ScoringError:
        """Several inputs, and an output that is a file."""
        return cls(f"{out} is a file: several files are scored into a folder.")

    @classmethod
    def standard_input_is_not_alone(cls) -> ScoringError:
        """A dash among several inputs, or with a folder to write to."""
        return cls("Standard input (-) is scored alone, into a file: give OUT a name such as scored.csv.")

    @classmethod
    def same_output(cls, names: Iterable[str]) -> ScoringError:
        """Inputs that would be scored to one file."""
        return cls(f"Several inputs are named {_quoted(names)}, and one output would replace the other: rename them.")

    @classmethod
    def nothing_to_score(cls, folder: object, extensions: Iterable[str]) -> ScoringError:
        """A folder without any file that scoring reads."""
        return cls(f"{folder} holds no file that can be scored ({', '.join(extensions)}).")

    @classmethod
    def empty(cls, path: object) -> ScoringError:
        """A file without bytes, or with blank lines only."""
        return cls(f"{path} is empty: there is nothing to score.")

    @classmethod
    def undecodable(cls, path: object, encoding: str, position: int) -> ScoringError:
        """Bytes that are not text in any encoding that is tried."""
        return cls(f"{path} is not {encoding} at byte {position:,}: save it again as UTF-8.")

    @classmethod
    def endless_cell(cls, path: object, line: int) -> ScoringError:
        """A cell beyond all measure, most often behind a quote that is never closed."""
        return cls(f"{path} has a cell of more than 64 MB that ends at line {line:,}: close the quote that opens it.")

    @classmethod
    def no_object(cls, path: object) -> ScoringError:
        """A JSON file in which no line and no element is an object."""
        return cls(f"{path} has no JSON object in it: a post is an object with its text under a key.")

    @classmethod
    def one_object(cls, path: object) -> ScoringError:
        """A JSON file that is one object around the posts, or objects that run over several lines."""
        return cls(
            f"{path} is neither an array of posts nor one post a line: take the array out of the object around it, "
            "or write each object on a line of its own (`jq` does both)."
        )

    @classmethod
    def broken_json(cls, path: object, position: int) -> ScoringError:
        """A JSON array that is cut or damaged."""
        return cls(f"{path} is not whole: its JSON breaks at character {position:,}. Fetch or save it again.")

    @classmethod
    def repeated_columns(cls, path: object, names: Iterable[str]) -> ScoringError:
        """A header with the same name twice."""
        return cls(f"{path} repeats the column {_quoted(names)}: rename one of each.")

    @classmethod
    def nameless_columns(cls, path: object) -> ScoringError:
        """Several columns without a name, on the way to a format that needs names."""
        return cls(f"{path} has several columns without a name: name them, or write the format of the input.")

    @classmethod
    def reserved_columns(cls, path: object, names: Iterable[str]) -> ScoringError:
        """Columns of the input that have the names of those to be written."""
        return cls(f"{path} already has the column {_quoted(names)}, which scoring writes: rename or drop it.")

    @classmethod
    def no_such_column(cls, path: object, name: str, columns: Iterable[str]) -> ScoringError:
        """A column was named that is not there."""
        return cls(f"{path} has no column `{name}`: its columns are {_quoted(columns)}.")

    @classmethod
    def no_text_column(cls, path: object, columns: Iterable[str]) -> ScoringError:
        """No column has a usual name for text."""
        return cls(
            f"{path} has no column with a usual name for text: name it with --text-column (text_column in code). "
            f"The columns are {_quoted(columns)}."
        )

    @classmethod
    def several_text_columns(cls, path: object, names: Iterable[str], columns: Iterable[str]) -> ScoringError:
        """Several columns have a usual name for text."""
        return cls(
            f"{path} may have its text in {_quoted(names)}: choose with --text-column (text_column in code). "
            f"The columns are {_quoted(columns)}."
        )

    @classmethod
    def too_much_for_a_sheet(cls, path: object, what: str) -> ScoringError:
        """A table that XLSX cannot hold whole."""
        return cls(f"{path} has {what}: write .csv or .parquet.")

    @classmethod
    def busy(cls, out: object) -> ScoringError:
        """Another process writes the same output."""
        return cls(f"{out} is being written by another run: wait for its end, or give another name.")

    @classmethod
    def changed_while_read(cls, path: object) -> ScoringError:
        """The input is not what it was when the run began."""
        error = cls(f"{path} changed while it was scored: run again without --resume.")
        error.resumable = False
        return error

    @classmethod
    def begun_otherwise(cls, out: object, changed: Iterable[str]) -> ScoringError:
        """A run cannot go on, because it was begun with something else."""
        return cls(
            f"{out} was begun with another {' and another '.join(changed)}: "
            "give what it was begun with, or start afresh without --resume."
        )

    @classmethod
    def edited(cls, out: object) -> ScoringError:
        """A finished output was changed by somebody."""
        return cls(f"{out} was finished and has changed since: move it away, or write it anew without --resume.")


def kept_rows(rows: int) -> str:
    """What is said when a run breaks off with answers in its journal."""
    return f"The answers for {rows:,} rows are kept: run again with --resume to go on."


_LISTED = 50


def _quoted(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _LISTED:,} more" if len(listed) > _LISTED else ""
    return ", ".join(f"`{name if len(name) < 80 else name[:80] + '...'}`" for name in listed[:_LISTED]) + more
