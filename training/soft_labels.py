"""What teachers say of posts that nobody labelled: `python -m training.soft_labels OUT TEACHER...`.

Distillation (Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"): a network is trained on these
probabilities beside the labels (`soft_labels` of a configuration). Each post is rendered once, as in training. Several
teachers are averaged, posts and mentions at their calibrated temperatures. What the post says as a whole, a regression
on TF-IDF of the name-blind texts of the train part may judge too (`--tfidf`), as it errs elsewhere than the networks.
Conduct is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from datasets import Dataset, load_from_disk
from scipy.special import expit, softmax
from torch.utils.data import Dataset as TorchDataset

from netralnlp.errors import NetralError, TrainingError
from netralnlp.model.encoding import PostEncoder, Window
from netralnlp.model.labels import CONDUCTS
from netralnlp.model.rendering import Wording
from netralnlp.predictor import Predictor
from training.corpus.labelled import AUTHORED, LABELS, TEXTS
from training.corpus.split import SPLITS, read_parts
from training.evaluate.baselines import TfidfRegression, sides_taken
from training.evaluate.gold import gold_posts
from training.examples import Renderings
from training.links import links_of
from training.saving import BaseTokenizer, tokenizer_of
from training.unlabelled import read_unlabelled

_CHUNK = 4096


def label(teachers: Sequence[Path], posts: Dataset, seed: int, tfidf: TfidfRegression | None = None) -> Dataset:
    """The first window of every post with the probabilities of the teachers, each of which counts alike.

    Args:
        teachers: model folders of one tokenizer.
        posts: rows of `read_unlabelled`.
        seed: of the renderings.
        tfidf: one more judge of the post as a whole, fitted on `name_blind` texts.

    Returns:
        One row a post: `input_ids` and `token_type_ids` of its window, `mention` and `target` of `(tokens * 3)`, `post`
        of `(2)`. A token's target probabilities sum to its probability of being part of a mention, those of special
        tokens and of the context to nothing.

    Raises:
        TrainingError: the teachers have different tokenizers.
    """
    predictors = [Predictor.load(teacher) for teacher in teachers]
    encoder = _shared_encoder(teachers)
    links, links_without = links_of(posts, True), links_of(posts, False)
    renderings = Renderings(posts, links, links_without, random.Random(seed))
    blind = Renderings(posts, links, links_without, None)
    rows: list[dict[str, Any]] = []
    for start in range(0, len(posts), _CHUNK):
        indices = range(start, min(start + _CHUNK, len(posts)))
        drawn = [renderings.draw(index, encoder.wording) for index in indices]
        encoded = encoder.encode([text for text, _ in drawn], [context for _, context in drawn])
        windows = [post.windows[0] for post in encoded]
        told = [_probabilities(predictor, windows) for predictor in predictors]
        judged = tfidf.probabilities(_texts(blind, indices, encoder.wording)) if tfidf else None
        for index, window in enumerate(windows):
            post = [each[index]["post"] for each in told] + ([] if judged is None else [judged[index]])
            rows.append(
                {
                    "input_ids": window.ids,
                    "token_type_ids": window.types,
                    "mention": np.mean([each[index]["mention"] for each in told], axis=0).ravel(),
                    "target": np.mean([each[index]["target"] for each in told], axis=0).ravel(),
                    "post": np.mean(post, axis=0),
                }
            )
    return Dataset.from_list(rows)


def fit_tfidf(train: Dataset, wording: Wording) -> TfidfRegression:
    """The regression of the baselines, on name-blind texts."""
    return TfidfRegression.fit(name_blind(train, wording), sides_taken(gold_posts(train)))


def name_blind(posts: Dataset, wording: Wording) -> list[str]:
    """The texts of posts with placeholders for the names that are linked."""
    links = links_of(posts, True)
    return _texts(Renderings(posts, links, links, None), range(len(posts)), wording)


def _texts(renderings: Renderings, indices: Iterable[int], wording: Wording) -> list[str]:
    return [renderings.draw(index, wording)[0].text for index in indices]


def _shared_encoder(teachers: Sequence[Path]) -> PostEncoder:
    first, *others = (tokenizer_of(str(teacher)) for teacher in teachers)
    vocabulary = first.tokenizer.get_vocab()
    if any(other.tokenizer.get_vocab() != vocabulary for other in others):
        raise TrainingError("The teachers must share one tokenizer.")
    return first.encoder


def _probabilities(predictor: Predictor, windows: Sequence[Window]) -> list[dict[str, npt.NDArray[Any]]]:
    """By window `mention` and `target` of `(tokens, 3)` and `post` of `(2)`.

    The target head speaks for itself: its temperature is fitted on what it says together with the post head.
    """
    temperatures = predictor.manifest.calibration.temperatures
    told = []
    for window, logits in zip(windows, predictor.run(windows, batch_size=32), strict=True):
        text = slice(1, 1 + window.last - window.first)
        mention = _within(text, softmax(logits["mention"] / temperatures["mention"], axis=1)[: len(window.ids)])
        target = softmax(logits["target"], axis=1)[: len(window.ids)]
        told.append(
            {
                "mention": mention,
                "target": target * mention[:, 1:].sum(1, keepdims=True),
                "post": expit(logits["post"] / temperatures["post"]),
            }
        )
    return told


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
    out: Annotated[Path, typer.Argument(help="Folder to write, outside the repository.")],
    teachers: Annotated[list[Path], typer.Argument(help="Model folders, calibrated, of one tokenizer.")],
    tfidf: Annotated[bool, typer.Option("--tfidf", help="Let TF-IDF on name-blind texts judge the posts too.")] = False,
    labels: Annotated[Path, typer.Option(help="Labels of public posts, for --tfidf.")] = LABELS,
    authored: Annotated[Path, typer.Option(help="Folder of authored posts, for --tfidf.")] = AUTHORED,
    texts: Annotated[Path, typer.Option(help="Folder of the texts.")] = TEXTS,
    splits: Annotated[Path, typer.Option(help="Folder of the id files of train, dev and test.")] = SPLITS,
    pool: Annotated[int, typer.Option(help="Posts of the pool.")] = 40_000,
    general: Annotated[int, typer.Option(help="General lines.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Of the draw and of the renderings.")] = 1,
) -> None:
    """Writes what teachers say of unlabelled posts."""
    try:
        judge = None
        if tfidf:
            wording = tokenizer_of(str(teachers[0])).encoder.wording
            judge = fit_tfidf(read_parts(labels, texts, authored, splits).train, wording)
        rows = label(teachers, read_unlabelled(texts, splits, pool, general, seed), seed, judge)
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    rows.save_to_disk(str(out))
    support, oppose = np.mean(rows["post"], axis=0)
    typer.echo(f"{out}: {len(rows)} posts; mean probability of support {support:.3f}, of oppose {oppose:.3f}.")


if __name__ == "__main__":
    typer.run(main)
