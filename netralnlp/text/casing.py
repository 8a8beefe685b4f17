"""Lower case, one code point for one."""

from __future__ import annotations

from netralnlp.text.normalized import NormalizedText


def lower_case(view: NormalizedText) -> NormalizedText:
    """Lower the case of every character; ``İ``, whose lower case has two code points, becomes ``i``."""
    lowered = view.text.replace("İ", "i").lower()
    return view if lowered == view.text else view.recoded(lowered)
