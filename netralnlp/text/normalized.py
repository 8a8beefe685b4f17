"""A view of a text that remembers where each of its characters stands in the raw text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Edit: TypeAlias = tuple[int, int, str]
"""Replace ``text[start:end]`` of a view by a string: ``(start, end, replacement)``."""


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A raw text, a view of it, and the way back from the view to the raw text.

    All positions count Unicode code points. A view knows the view it was made from and the edits between the two, so a
    stage costs what it changes and the way back is walked only when it is asked for.
    """

    raw: str
    text: str
    before: NormalizedText | None = field(default=None, repr=False)
    edits: tuple[Edit, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, raw: str) -> NormalizedText:
        """Return the view that equals the raw text."""
        return cls(raw, raw)

    def apply(self, edits: Sequence[Edit]) -> NormalizedText:
        """Return the view after the edits.

        Edits are given in order and do not overlap; positions are those of this view. Every character of a replacement
        stands for the whole of what it replaces; an insertion (``start == end``) stands between its neighbours.
        """
        if not edits:
            return self
        text = self.text
        pieces: list[str] = []
        done = 0
        for start, end, replacement in edits:
            if start < done:
                raise ValueError(f"The edit at {start} overlaps the one before it, which ends at {done}.")
            pieces += (text[done:start], replacement)
            done = end
        pieces.append(text[done:])
        return NormalizedText(self.raw, "".join(pieces), self, tuple(edits))

    def recoded(self, text: str) -> NormalizedText:
        """Return the view with each character replaced by the one at the same place of ``text``."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(text)} characters cannot stand for {len(self.text)} one by one; use apply().")
        return NormalizedText(self.raw, text, self.before, self.edits)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest raw span that covers the view span ``[start, end)``.

        A non-empty view span gives a non-empty raw span: characters that a stage inserted borrow the span of the
        character before them, or after them at the start of the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no span of a view of {len(self.text)} characters.")
        if start == end:
            position = self.to_raw(start - 1, start)[1] if start else 0
            return position, position
        view = self
        while view.before is not None:
            start, end = view._start_before(start), view._end_before(end)
            view = view.before
            if start == end:
                start, end = (start - 1, end) if start else (0, 1)
        return start, end

    def to_view(self, raw_start: int, raw_end: int) -> tuple[int, int]:
        """Return the smallest view span that covers what the view kept of the raw span; empty where it kept nothing."""
        if self.before is None:
            if not 0 <= raw_start <= raw_end <= len(self.raw):
                raise ValueError(f"[{raw_start}, {raw_end}) is no span of a text of {len(self.raw)} characters.")
            return raw_start, raw_end
        start, end = self.before.to_view(raw_start, raw_end)
        return self._span_after(start, end)

    def _start_before(self, start: int) -> int:
        """Return where the character at ``start`` begins in the view before the edits."""
        shift = 0
        for edit_start, edit_end, replacement in self.edits:
            here = edit_start + shift
            if start < here:
                break
            if start < here + len(replacement):
                return edit_start
            shift += len(replacement) - (edit_end - edit_start)
        return start - shift

    def _end_before(self, end: int) -> int:
        """Return where the character that ends at ``end`` ends in the view before the edits."""
        shift = 0
        for edit_start, edit_end, replacement in self.edits:
            here = edit_start + shift
            if end <= here:
                break
            if end <= here + len(replacement):
                return edit_end
            shift += len(replacement) - (edit_end - edit_start)
        return end - shift

    def _span_after(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the view before the edits stands after them."""
        shift_start = shift_end = 0
        first, last = start, end
        for edit_start, edit_end, replacement in self.edits:
            growth = len(replacement) - (edit_end - edit_start)
            if edit_end <= start:
                shift_start += growth
            elif edit_start < start:
                first = edit_start
            if edit_end <= end and not edit_start == edit_end == end:
                shift_end += growth
            elif edit_start < end:
                last, shift_end = edit_end, shift_end + growth
        view_start = first + shift_start
        return view_start, view_start if start == end else max(view_start, last + shift_end)


Stage: TypeAlias = Callable[[NormalizedText], NormalizedText]
