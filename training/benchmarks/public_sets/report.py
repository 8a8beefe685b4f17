"""The figures of an encoder on the public sets: one JSON file, to which each set is added as it is done."""

from __future__ import annotations

import csv
import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from transformers import PreTrainedModel

from netralnlp.errors import TrainingError
from training.benchmarks.public_sets.fine_tuning import HEAD_LEARNING_RATE, LEARNING_RATE, fine_tune
from training.benchmarks.public_sets.scores import count, with_interval
from training.benchmarks.public_sets.sources import PublicSet, Splits, read_splits
from training.saving import origin_of, tokenizer_of
from training.train import start_of

PUBLISHED: Final = Path(__file__).parent / "published.csv"
_REGULARISATION: Final = 3.0


def published(name: str) -> list[dict[str, Any]]:
    """Published test figures of a set in percent: `model`, `f1`, `source`."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("set") == name]
    return [{**row, "f1": float(row["f1"])} for row in rows]


def header(base: str, seed: int) -> dict[str, Any]:
    """What all figures of one report share: the encoder, by the SHA-256 of its weights, and how it was trained."""
    encoder = start_of(base).encoder
    return {
        "base": origin_of(base)[0],
        "encoder_sha256": _fingerprint(encoder),
        "layers": encoder.config.num_hidden_layers,
        "learning_rate": LEARNING_RATE,
        "head_learning_rate": HEAD_LEARNING_RATE,
        "seed": seed,
    }


def _fingerprint(encoder: PreTrainedModel) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(encoder.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def read_report(path: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """The report so far, or an empty one with the header `wanted`.

    Raises:
        TrainingError: the file has the figures of another encoder or another way of training.
    """
    if not path.exists():
        return {**wanted, "sets": {}}
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise TrainingError(f"{path} is not JSON ({error}): give another file.") from None
    different = [name for name, value in wanted.items() if report.get(name) != value]
    if different:
        raise TrainingError(f"{path} holds figures with another {', '.join(different)}: give another file.")
    return report


def tfidf_answers(splits: Splits) -> list[tuple[str, ...]]:
    """What TF-IDF (words 1-2, characters 2-5) and logistic regression say of the test texts: the bar to pass."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    model = make_pipeline(make_union(words, characters), LogisticRegression(C=_REGULARISATION, max_iter=1000))
    model.fit([example.texts[0] for example in splits.train], [example.labels[0] for example in splits.train])
    return [(str(label),) for label in model.predict([example.texts[0] for example in splits.test])]


def measure(name: str, public_set: PublicSet, base: str, folder: Path, seed: int) -> dict[str, Any]:
    """Fine-tune the encoder of `base` on one set and score it on the set's test examples."""
    splits = read_splits(public_set, folder)
    labels = None if public_set.is_tagging else splits.labels
    started = time.monotonic()
    tuned = fine_tune(start_of(base).encoder, tokenizer_of(base).tokenizer, public_set, splits, seed)
    baseline = {} if labels is None else {"tfidf": with_interval(count(splits.test, tfidf_answers(splits), labels))}
    return {
        "metric": public_set.metric,
        "examples": {part: len(getattr(splits, part)) for part in ("train", "valid", "test")},
        "epochs": public_set.epochs,
        "batch_size": public_set.batch_size,
        "valid": tuned.valid,
        "best_epoch": tuned.best_epoch,
        "test": with_interval(count(splits.test, tuned.answers, labels)),
        **baseline,
        "cut_test_examples": tuned.cut,
        "seconds": round(time.monotonic() - started),
        "published": published(name),
    }


def measure_all(base: str, path: Path, sets: dict[str, PublicSet], folder: Path, seed: int) -> dict[str, Any]:
    """Add to the report at `path` the sets that it lacks, each written as soon as it is done.

    Raises:
        TrainingError: a set cannot be read, or the report there is of something else.
    """
    report = read_report(path, header(base, seed))
    for name, public_set in sets.items():
        done = report["sets"].get(name)
        if done is None:
            print(f"{name}:")
            report["sets"][name] = measure(name, public_set, base, folder, seed)
            path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        elif done["epochs"] != public_set.epochs:
            raise TrainingError(f"{path} holds {name} after {done['epochs']} epochs: give another file.")
    return report


def table(report: dict[str, Any], sets: Sequence[str]) -> str:
    """The figures of some sets as a Markdown table, the highest first."""
    lines = ["| set | model | F1 on test |", "| --- | --- | ---: |"]
    for name in sets:
        figures = report["sets"][name]
        rows = [(row["f1"], row["model"], f"{row['f1']:.1f}") for row in figures["published"]]
        for key, model in (("test", f"**{report['base']}, {report['layers']} layers**"), ("tfidf", "TF-IDF")):
            if key in figures:
                value, low, high = (figures[key][bound] for bound in ("value", "low", "high"))
                rows.append((value, model, f"{value:.1f} ({low:.1f} to {high:.1f})"))
        lines += [f"| {name} | {model} | {shown} |" for _, model, shown in sorted(rows, reverse=True)]
    return "\n".join(lines)
