"""Function words dropped from word lists; negations, numbers, pronouns and modal verbs are none."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import compress

from netralnlp.text.memo import Memo
from netralnlp.text.normalized import Edit, NormalizedText
from netralnlp.text.slang import slang_table
from netralnlp.text.tokens import ends, separate


@cache
def stop_words() -> frozenset[str]:
    """Return the stop words, with the slang forms that stand for one (``yg``, ``dgn``)."""
    listed = frozenset((files("netralnlp.text") / "data" / "stopwords.txt").read_text(encoding="utf-8").split())
    return listed | {form for form, entry in slang_table().items() if entry.standard in listed}


def drop_stop_words(view: NormalizedText) -> NormalizedText:
    """Drop every stop word, and the white space after it where there is some before it."""
    parts = separate(view.text)
    drops = list(map(_IS_STOP_WORD.__getitem__, parts[1::2]))
    if not any(drops):
        return view
    bounds = ends(parts)
    edits: list[Edit] = []
    for place in compress(range(len(drops)), drops):
        before, after = parts[2 * place], parts[2 * place + 2]
        blank = len(after) - len(after.lstrip()) if not before.rstrip() or before[-1].isspace() else 0
        edits.append((bounds[2 * place], bounds[2 * place + 1] + blank, ""))
    return view.apply(edits)


_IS_STOP_WORD = Memo(lambda word: word.lower() in stop_words())
