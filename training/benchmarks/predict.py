"""Speed of `netralnlp.predict` beside a `transformers` pipeline: `python -m training.benchmarks.predict REPORT.json`.

The pipeline runs a random model of the shape of IndoBERT-base (12 layers, width 768, 50,000 pieces; Wilie et al. 2020)
at batch sizes 1, 8 and 32, of which the best counts. Both read the same authored posts, drawn at random, all different
(equal ones `predict` would run once). Rates are posts per second of one run on one machine: read the ratio. Import
time, time to the first answer and peak memory are those of a fresh process.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast, pipeline

import netralnlp
from netralnlp.predictor import EMBEDDED_MODEL
from training.corpus.labelled import AUTHORED, read_authored

POSTS: Final = 384
_SEED: Final = 3
BATCH_SIZES: Final = (1, 8, 32)
_FRESH: Final = """
import re, time
start = time.perf_counter()
import netralnlp
imported = time.perf_counter()
netralnlp.predict("Pilih yang jujur")
answered = time.perf_counter()
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
print(imported - start, answered - start, peak)
"""


def best_rate(run: Callable[[], object], posts: int, repeats: int = 3) -> float:
    """Posts per second of the fastest of `repeats` runs, after one that is not counted."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return posts / min(times)


def indobert_shaped_pipeline() -> Callable[..., object]:
    """A text-classification pipeline on a random model of IndoBERT-base's shape."""
    config = BertConfig(vocab_size=50_000, num_labels=3)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_file(str(EMBEDDED_MODEL / "tokenizer.json")),
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=512,
    )
    return pipeline("text-classification", model=BertForSequenceClassification(config).eval(), tokenizer=tokenizer)


def fresh_process() -> dict[str, float]:
    """Seconds to import, seconds to the first answer, and peak memory in MB of a new process."""
    output = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, check=True, text=True).stdout
    imported, answered, kilobytes = map(float, output.split())
    return {"import_s": imported, "first_answer_s": answered, "peak_memory_mb": kilobytes / 1000}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args()
    texts = random.Random(_SEED).sample(sorted(set(read_authored(AUTHORED)["text"])), POSTS)
    predict = {
        str(size): best_rate(partial(netralnlp.predict, texts, batch_size=size), len(texts)) for size in BATCH_SIZES
    }
    single = best_rate(lambda: [netralnlp.predict(text) for text in texts], len(texts))
    classify = indobert_shaped_pipeline()
    baseline = {
        str(size): best_rate(partial(classify, texts, batch_size=size), len(texts), repeats=1) for size in BATCH_SIZES
    }
    report = {
        "posts": len(texts),
        "predict_posts_per_s": predict,
        "predict_one_by_one_posts_per_s": single,
        "pipeline_posts_per_s": baseline,
        "ratio_best_to_best": max(predict.values()) / max(baseline.values()),
        **fresh_process(),
    }
    arguments.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
