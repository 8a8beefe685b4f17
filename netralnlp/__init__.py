"""Which electoral contestants an Indonesian text mentions, where, and which side its author takes."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING

from netralnlp.errors import (
    MissingExtraError,
    ModelError,
    NetralError,
    PostError,
    RosterError,
    RulesError,
    ScoringError,
    TrainingError,
    UnknownElectionError,
)
from netralnlp.schema import Action, Conduct, Contestant, Mention, Party, Person, Post, Prediction, Stance

if TYPE_CHECKING:
    from netralnlp.predictor import load, predict
    from netralnlp.scoring import score_file
    from netralnlp.scoring.tables import score_table

__version__ = _version("netralnlp")

__all__ = [
    "Action",
    "Conduct",
    "Contestant",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "NetralError",
    "Party",
    "Person",
    "Post",
    "PostError",
    "Prediction",
    "RosterError",
    "RulesError",
    "ScoringError",
    "Stance",
    "TrainingError",
    "UnknownElectionError",
    "__version__",
    "load",
    "predict",
    "score_file",
    "score_table",
]

_LAZY = {
    "load": "netralnlp.predictor",
    "predict": "netralnlp.predictor",
    "score_file": "netralnlp.scoring",
    "score_table": "netralnlp.scoring.tables",
}


def __getattr__(name: str) -> object:
    """Import what is heavy when it is first used (PEP 562)."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
