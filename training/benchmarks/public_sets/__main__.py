"""Fine-tune an encoder on public sets and score it: `python -m training.benchmarks.public_sets BASE REPORT.json`.

BASE is a folder of training.base, a model folder (of training.train or training.export: its encoder is taken) or a hub
id. One linear layer is put on the encoder, both are fitted on the train split of each set, the epoch that is best on
valid is kept, and its macro-F1 (NERGrit: F1 of entities) on test goes into REPORT with a bootstrap 95 % interval,
beside published figures and TF-IDF with logistic regression. Sets that REPORT holds already are not run again.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from netralnlp.errors import NetralError
from training.benchmarks.public_sets.report import measure_all, table
from training.benchmarks.public_sets.sources import SETS


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("report", type=Path)
    parser.add_argument("--sets", default=",".join(SETS), help="names with commas between (default: %(default)s)")
    parser.add_argument("--epochs", type=int, help="for every set, instead of its own number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="folder of the sets")
    options = parser.parse_args(arguments)
    names = options.sets.split(",")
    if unknown := sorted(set(names) - set(SETS)):
        parser.error(f"no set {', '.join(unknown)}: the sets are {', '.join(SETS)}")
    if options.epochs is not None and options.epochs < 1:
        parser.error("--epochs must be at least 1")
    changed = {} if options.epochs is None else {"epochs": options.epochs}
    sets = {name: dataclasses.replace(SETS[name], **changed) for name in names}
    try:
        report = measure_all(options.base, options.report, sets, options.data, options.seed)
    except NetralError as error:
        parser.exit(2, f"Error: {error}\n")
    print(table(report, names))


if __name__ == "__main__":
    main()
