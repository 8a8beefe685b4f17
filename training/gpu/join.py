"""Put the parts of a model together: `python -m training.gpu.join PARTS MODEL`.

PARTS is the folder that training.gpu.sweep wrote; MODEL becomes a model folder as training.train writes them, with its
weights in fp16, to be exported and calibrated like any other.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from netralnlp.errors import NetralError
from training.gpu.parts import join


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and join."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", type=Path)
    parser.add_argument("model", type=Path, help="a new folder")
    options = parser.parse_args(arguments)
    try:
        join(options.parts, options.model)
    except NetralError as error:
        parser.exit(2, f"Error: {error}\n")
    print(f"Written: {options.model}")


if __name__ == "__main__":
    main()
