"""Stages that look at nothing but the word itself, run once for every word ever met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from netralnlp.text.memo import Memo
from netralnlp.text.normalized import Edit, NormalizedText, Stage
from netralnlp.text.tokens import ends, is_word, separate


class WordStage:
    """A stage made of the edits of single words, kept for each stretch of text between white space."""

    def __init__(self, edits_of: Callable[[str], Sequence[Edit]]) -> None:
        self.edits_of = edits_of
        self.known = Memo(self._edits_of_stretch)

    def __call__(self, view: NormalizedText, protected: Collection[str] = frozenset()) -> NormalizedText:
        """Return the view with its words edited, except those whose lower case is protected."""
        text = view.text
        stretches = text.split()
        edits = list(map(self.known.__getitem__, stretches))
        if not any(edits):
            return view
        found: list[Edit] = []
        end = 0
        for stretch, stretch_edits in zip(stretches, edits, strict=True):
            start = text.index(stretch, end)
            end = start + len(stretch)
            for left, right, new in stretch_edits:
                if not protected or text[start + left : start + right].lower() not in protected:
                    found.append((start + left, start + right, new))
        return view.apply(found)

    def _edits_of_stretch(self, stretch: str) -> tuple[Edit, ...]:
        parts = separate(stretch)
        return tuple(
            (start + left, start + right, new)
            for start, word in zip(ends(parts)[::2], parts[1::2], strict=False)
            if is_word(word)
            for left, right, new in self.edits_of(word)
        )


def replacement(reading: Callable[[str], str]) -> Callable[[str], Sequence[Edit]]:
    """Return what gives the edits of a word that becomes its reading as a whole."""
    return lambda word: [(0, len(word), new)] if (new := reading(word)) != word else []


def word_by_word(stages: Sequence[Stage]) -> WordStage:
    """Return one stage that does what several do one after another, as long as each looks at single words only."""

    def edits_of(word: str) -> Sequence[Edit]:
        view = NormalizedText.of(word)
        for stage in stages:
            view = stage(view)
        return _edits_between(word, view) if view.text != word else ()

    return WordStage(Memo(edits_of).__getitem__)


def _edits_between(word: str, view: NormalizedText) -> list[Edit]:
    """Return the edits of a word that leave the words of its view, one space between two of them."""
    parts = separate(view.text)
    readings: list[Edit] = []
    for part, end in zip(parts[1::2], ends(parts)[1::2], strict=True):
        left, right = view.to_raw(end - len(part), end)
        if readings and left < readings[-1][1]:
            left, _, before = readings.pop()
            part = f"{before} {part}"
        readings.append((left, right, part))
    edits: list[Edit] = []
    done = 0
    for left, right, part in readings:
        edits += [(done, left, " " if edits else ""), (left, right, part)]
        done = right
    edits.append((done, len(word), ""))
    return [(start, end, new) for start, end, new in edits if word[start:end] != new]
