"""`python -m training.rosters SRC OUT --general FILE`: writes the packaged data files."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.rosters.build import build

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m training.rosters", description="Make the packaged rosters.")
    parser.add_argument("src", type=Path, help="folder of the source tables")
    parser.add_argument("out", type=Path, help="folder of the packaged tables (netralnlp/rosters/data)")
    parser.add_argument("--general", type=Path, required=True, help="gzipped lines of general Indonesian text")
    arguments = parser.parse_args()
    build(arguments.src, arguments.out, arguments.general)
