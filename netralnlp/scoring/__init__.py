"""Files of posts, scored row by row."""

from __future__ import annotations

from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.files import Progress, Scorer, ScoringSummary, score_file

__all__ = ["NETRAL_COLUMNS", "Progress", "Scorer", "ScoringSummary", "score_file"]
