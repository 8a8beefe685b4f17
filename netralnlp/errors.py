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
    def not_an_object(cls, line: str) -> PostError:
        """A line of a JSON Lines file that is no JSON object; the sentence keeps the line."""
        return cls(f"The line is not a JSON object: {line}")

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
    """A file that cannot be scored at all: nothing was written."""

    @classmethod
    def unreadable(cls, path: object, reason: str | None) -> ScoringError:
        """The system refuses to read the file, or there is none."""
        return cls(f"{path} cannot be read: {reason}.")

    @classmethod
    def unwritable(cls, path: object, reason: str | None) -> ScoringError:
        """The system refuses to write the output."""
        return cls(f"{path} cannot be written: {reason}; nothing was kept.")

    @classmethod
    def unknown_format(cls, path: object, extensions: Iterable[str]) -> ScoringError:
        """A name without one of the known extensions."""
        return cls(f"The name {path} does not tell its format: give it one of {', '.join(extensions)}.")

    @classmethod
    def other_format(cls, path: object, extensions: Iterable[str]) -> ScoringError:
        """An output whose format is not that of the input."""
        return cls(f"{path} has another format than the input: give it one of {', '.join(extensions)}.")

    @classmethod
    def same_file(cls, path: object) -> ScoringError:
        """The output would replace the input."""
        return cls(f"{path} is the input itself: give the output another name.")

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
        """A JSON Lines file whose first lines are no objects, such as one JSON array."""
        return cls(f"{path} has no JSON object in its first lines: JSON Lines holds one object a line.")

    @classmethod
    def repeated_columns(cls, path: object, names: Iterable[str]) -> ScoringError:
        """A header with the same name twice."""
        return cls(f"{path} repeats the column {_quoted(names)}: rename one of each.")

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
            f"{path} has no column with a usual name for text: name it with --text-column. "
            f"The columns are {_quoted(columns)}."
        )

    @classmethod
    def several_text_columns(cls, path: object, names: Iterable[str], columns: Iterable[str]) -> ScoringError:
        """Several columns have a usual name for text."""
        return cls(
            f"{path} may have its text in {_quoted(names)}: choose with --text-column. "
            f"The columns are {_quoted(columns)}."
        )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name if len(name) < 80 else name[:80] + '...'}`" for name in names)
