"""`python -m netralnlp`: the command line."""

from __future__ import annotations

from netralnlp.cli import main

main()
