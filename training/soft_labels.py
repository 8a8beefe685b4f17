"""What a teacher says of posts that nobody labelled: `python -m training.soft_labels TEACHER OUT`.

Distillation (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"): a smaller network is trained on these
probabilities beside the labels (`soft_labels` of a configuration). Each post is rendered once, as in training; its
probabilities are those of the teacher's calibrated temperatures. Conduct is left out.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from datasets import Dataset, load_from_disk
from scipy.special import expit, softmax
from torch.utils.data import Dataset as TorchDataset

from netralnlp.errors import NetralError, TrainingError
from netralnlp.model.labels import CONDUCTS
from netralnlp.predictor import Predictor
from training.corpus.labelled import TEXTS
from training.corpus.split import SPLITS
from training.examples import Renderings
from training.links import links_of
from training.saving import BaseTokenizer, tokenizer_of
from training.unlabelled import read_unlabelled

_CHUNK = 4096


def label(teacher: Path, posts: Dataset, seed: int) -> Dataset:
    """The first window of every post with the teacher's probabilities.

    Returns:
        One row a post: `input_ids` and `token_type_ids` of its window, `mention` and `target` of `(tokens * 3)`, `post`
        of `(2)`. A token's target probabilities sum to its probability of being part of a mention, those of special
        tokens and of the context to nothing.
    """
    predictor = Predictor.load(teacher)
    encoder = tokenizer_of(str(teacher)).encoder
    renderings = Renderings(posts, links_of(posts, True), links_of(posts, False), random.Random(seed))
    temperatures = predictor.manifest.calibration.temperatures
    rows: list[dict[str, Any]] = []
    for start in range(0, len(posts), _CHUNK):
        drawn = [renderings.draw(index, encoder.wording) for index in range(start, min(start + _CHUNK, len(posts)))]
        encoded = encoder.encode([text for text, _ in drawn], [context for _, context in drawn])
        windows = [post.windows[0] for post in encoded]
        for window, logits in zip(windows, predictor.run(windows, batch_size=32), strict=True):
            text = slice(1, 1 + window.last - window.first)
            mention = _within(text, softmax(logits["mention"] / temperatures["mention"], axis=1)[: len(window.ids)])
            target = softmax(logits["target"] / temperatures["target"], axis=1)[: len(window.ids)]
            rows.append(
                {
                    "input_ids": window.ids,
                    "token_type_ids": window.types,
                    "mention": mention.ravel(),
                    "target": (target * mention[:, 1:].sum(1, keepdims=True)).ravel(),
                    "post": expit(logits["post"] / temperatures["post"]),
                }
            )
    return Dataset.from_list(rows)


def _within(text: slice, probabilities: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Probabilities of the tokens of the text, and zeros elsewhere."""
    kept = np.zeros_like(probabilities)
    kept[text] = probabilities[text]
    return kept


class SoftlyLabelledPosts(TorchDataset[dict[str, Any]]):
    """Rows of `label` as `training.examples.collate` takes them."""

    def __init__(self, rows: Dataset) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        row = self.rows[index]
        return {
            "input_ids": row["input_ids"],
            "token_type_ids": row["token_type_ids"],
            "mention_labels": np.reshape(row["mention"], (-1, 3)).tolist(),
            "target_labels": np.reshape(row["target"], (-1, 3)).tolist(),
            "post_labels": row["post"],
            "conduct_labels": [0.0] * len(CONDUCTS),
            "conduct_known": 0.0,
        }


def read_soft_labels(folder: Path, tokenizer: BaseTokenizer) -> SoftlyLabelledPosts:
    """The posts of a folder that this module wrote.

    Raises:
        TrainingError: there is no such folder, or its tokens are not those of the tokenizer.
    """
    if not folder.is_dir():
        raise TrainingError(f"There is no {folder}: write it with python -m training.soft_labels.")
    rows = load_from_disk(str(folder))
    if max(map(max, rows["input_ids"]), default=0) >= len(tokenizer.tokenizer):
        raise TrainingError(f"{folder} was written with another tokenizer: teacher and base must share one.")
    return SoftlyLabelledPosts(rows)


def main(
    teacher: Annotated[Path, typer.Argument(help="Model folder, calibrated.")],
    out: Annotated[Path, typer.Argument(help="Folder to write, outside the repository.")],
    texts: Annotated[Path, typer.Option(help="Folder of the texts.")] = TEXTS,
    splits: Annotated[Path, typer.Option(help="Folder of the id files of train, dev and test.")] = SPLITS,
    pool: Annotated[int, typer.Option(help="Posts of the pool.")] = 40_000,
    general: Annotated[int, typer.Option(help="General lines.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Of the draw and of the renderings.")] = 1,
) -> None:
    """Writes a teacher's soft labels on unlabelled posts."""
    try:
        rows = label(teacher, read_unlabelled(texts, splits, pool, general, seed), seed)
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    rows.save_to_disk(str(out))
    support, oppose = np.mean(rows["post"], axis=0)
    typer.echo(f"{out}: {len(rows)} posts; mean probability of support {support:.3f}, of oppose {oppose:.3f}.")


if __name__ == "__main__":
    typer.run(main)
