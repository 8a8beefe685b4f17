"""Function words dropped from word lists; negations, numbers, pronouns and modal verbs are none."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import compress

from netralnlp.text.memo import Memo
from netralnlp.text.normalized import Edit, NormalizedText
from netralnlp.text.slang import slang_table
from netralnlp.text.tokens import starts, words


@cache
def stop_words() -> frozenset[str]:
    """Return the stop words, with the slang forms that stand for one (``yg``, ``dgn``)."""
    listed = frozenset((files("netralnlp.text") / "data" / "stopwords.txt").read_text(encoding="utf-8").split())
    return listed | {form for form, entry in slang_table().items() if entry.standard in listed}


def drop_stop_words(view: NormalizedText) -> NormalizedText:
    """Drop every stop word and the white space after it."""
    text = view.text
    found = words(text)
    drops = list(map(_IS_STOP_WORD.__getitem__, found))
    if not any(drops):
        return view
    edits: list[Edit] = []
    for start, word in compress(zip(starts(text, found), found, strict=True), drops):
        end = start + len(word)
        while text[end : end + 1].isspace():
            end += 1
        edits.append((start, end, ""))
    return view.apply(edits)


_IS_STOP_WORD = Memo(lambda word: word.lower() in stop_words())
