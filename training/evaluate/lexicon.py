"""A baseline of words alone: whoever counts praise and blame gets this far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from netralnlp.schema import Prediction, Stance
from training.evaluate.baselines import answer

_SUPPORT: Final = (
    "dukung mendukung didukung coblos pilih memilih menangkan menang bangga hebat cerdas jujur amanah terbaik sukses"
    " semangat setuju mantap keren merakyat layak bagus terbukti lanjutkan semoga"
)
_OPPOSE: Final = (
    "tolak menolak lawan turunkan bohong pembohong korupsi koruptor gagal bodoh goblok dungu curang malu memalukan"
    " munafik licik penipu busuk rusak hancur kecewa pencitraan antek omdo"
)
SUPPORT_WORDS: Final = frozenset(_SUPPORT.split())
OPPOSE_WORDS: Final = frozenset(_OPPOSE.split())
NEGATIONS: Final = frozenset({"tidak", "bukan", "jangan", "tak", "ga", "gak", "nggak", "ngga", "belum"})
"""Turn the word behind them round."""

_WORD = re.compile(r"[^\W\d_]+")


def predict(texts: Sequence[str]) -> list[Prediction]:
    """The side of whose words a text holds more; as many of both, or none, is neutral."""
    return [_predict(text) for text in texts]


def _predict(text: str) -> Prediction:
    words = _WORD.findall(text.lower())
    balance = sum(
        -_side(word) if before in NEGATIONS else _side(word) for before, word in zip(["", *words], words, strict=False)
    )
    stance = Stance.SUPPORT if balance > 0 else Stance.OPPOSE if balance < 0 else Stance.NEUTRAL
    return answer(text, (float(balance > 0), float(balance < 0)), stance, "lexicon")


def _side(word: str) -> int:
    return (word in SUPPORT_WORDS) - (word in OPPOSE_WORDS)
