"""Word stages run once for each word ever met, instead of once for each text."""

from __future__ import annotations

from netralnlp.text.memo import Memo
from netralnlp.text.normalized import Edit, NormalizedText, Stage
from netralnlp.text.tokens import is_word, starts, words


class WordByWord:
    """A stage made of stages that look at nothing but the word itself.

    What they make of a word is kept as edits, so that many stages cost as much as one.
    """

    def __init__(self, stages: tuple[Stage, ...]) -> None:
        self.stages = stages
        self._edits = Memo(self._edits_of)

    def __call__(self, view: NormalizedText) -> NormalizedText:
        """Return the view after all the stages."""
        text = view.text
        found = words(text)
        edits = list(map(self._edits.__getitem__, found))
        if not any(edits):
            return view
        return view.apply(
            [
                (start + left, start + right, replacement)
                for start, word_edits in zip(starts(text, found), edits, strict=True)
                for left, right, replacement in word_edits
            ]
        )

    def _edits_of(self, word: str) -> tuple[Edit, ...]:
        view = NormalizedText.of(word)
        if is_word(word):
            for stage in self.stages:
                view = stage(view)
        if view.text == word:
            return ()
        parts = words(view.text)
        readings: list[Edit] = []
        for start, part in zip(starts(view.text, parts), parts, strict=True):
            left, right = view.to_raw(start, start + len(part))
            if readings and left < readings[-1][1]:
                left, _, before = readings.pop()
                part = f"{before} {part}"
            readings.append((left, right, part))
        return tuple(_with_gaps(word, readings))


def _with_gaps(word: str, readings: list[Edit]) -> list[Edit]:
    """Return the edits that leave nothing of a word but its readings, one space between two of them."""
    edits: list[Edit] = []
    done = 0
    for left, right, part in readings:
        edits.append((done, left, " " if edits else ""))
        edits.append((left, right, part))
        done = right
    edits.append((done, len(word), ""))
    return [(start, end, new) for start, end, new in edits if word[start:end] != new]
