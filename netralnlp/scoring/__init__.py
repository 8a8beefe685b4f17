"""Files of posts, scored row by row."""

from __future__ import annotations

from netralnlp.scoring.answers import Scorer
from netralnlp.scoring.columns import NETRAL_COLUMNS
from netralnlp.scoring.files import score_file
from netralnlp.scoring.progress import Progress
from netralnlp.scoring.summary import RowError, ScoringSummary

__all__ = ["NETRAL_COLUMNS", "Progress", "RowError", "Scorer", "ScoringSummary", "score_file"]
