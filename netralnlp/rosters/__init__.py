"""Who stands in which election: packaged rosters, one's own, and the linker that finds them in a text."""

from __future__ import annotations

from netralnlp.rosters.form import Form, FormKind
from netralnlp.rosters.link import Link
from netralnlp.rosters.linker import Linker, linker_for
from netralnlp.rosters.packaged import Election, get, ids, national, resolve
from netralnlp.rosters.roster import Roster

__all__ = [
    "Election",
    "Form",
    "FormKind",
    "Link",
    "Linker",
    "Roster",
    "get",
    "ids",
    "linker_for",
    "national",
    "resolve",
]
