"""What a model must beat: the most frequent answer, and TF-IDF with logistic regression. Both answer the post alone."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupShuffleSplit
from sklearn.pipeline import FeatureUnion

from netralnlp.model.labels import SIDES, post_stance
from netralnlp.schema import Prediction, Stance
from training.corpus.near_duplicates import fingerprint
from training.evaluate.gold import GoldPost
from training.evaluate.metrics import sides_of

HELD_BACK: Final = 0.1
REGULARISATION: Final = 3.0
THRESHOLDS: Final = np.linspace(0.05, 0.95, 19)
SEED: Final = 13


@dataclass(frozen=True, slots=True)
class Majority:
    """Answers the most frequent stance, with the base rates of the two sides as its probabilities."""

    stance: Stance
    rates: tuple[float, float]

    @classmethod
    def fit(cls, posts: Sequence[GoldPost]) -> Majority:
        """Count the stances of the training posts."""
        ((stance, _),) = Counter(post.stance for post in posts).most_common(1)
        supports, opposes = sides_taken(posts).mean(0)
        return cls(stance, (float(supports), float(opposes)))

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """The same answer for each text."""
        return [answer(text, self.rates, self.stance, "majority") for text in texts]


@dataclass(frozen=True, slots=True)
class TfidfRegression:
    """Words (1-2) and characters (2-5, within words) in TF-IDF, one logistic regression a side, one threshold each."""

    vectorizer: FeatureUnion
    classifiers: tuple[LogisticRegression, LogisticRegression]
    thresholds: tuple[float, float]

    @classmethod
    def fit(cls, texts: Sequence[str], sides: NDArray[np.bool_]) -> TfidfRegression:
        """Fit on nine tenths of the posts, whose sides are [post, (supports, opposes)]; thresholds on the last tenth.

        Copies of one text (by fingerprint) are on one side. Takes about two minutes on one core for 30,000 posts.
        """
        texts = np.array(texts, dtype=object)
        folds = GroupShuffleSplit(n_splits=1, test_size=HELD_BACK, random_state=SEED)
        fitted, held_back = next(folds.split(texts, groups=[fingerprint(text) for text in texts]))
        vectorizer = FeatureUnion(
            [
                ("words", _vectorizer("word", (1, 2))),
                ("characters", _vectorizer("char_wb", (2, 5))),
            ]
        )
        features = vectorizer.fit_transform(texts[fitted])
        supports, opposes = (
            LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=SEED).fit(features, side)
            for side in sides[fitted].T
        )
        unfitted = cls(vectorizer, (supports, opposes), (0.5, 0.5))
        thresholds = best_thresholds(unfitted.probabilities(texts[held_back]), sides[held_back])
        return cls(vectorizer, (supports, opposes), thresholds)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probability of each side: [text, (supports, opposes)]."""
        features = self.vectorizer.transform(texts)
        return np.stack([classifier.predict_proba(features)[:, 1] for classifier in self.classifiers], axis=1)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One answer a text."""
        probabilities = self.probabilities(texts)
        said = probabilities >= np.array(self.thresholds)
        return [
            answer(text, (float(pair[0]), float(pair[1])), post_stance(bool(takes[0]), bool(takes[1])), "tfidf")
            for text, pair, takes in zip(texts, probabilities, said, strict=True)
        ]


def best_thresholds(probabilities: NDArray[np.float64], sides: NDArray[np.bool_]) -> tuple[float, float]:
    """The pair of `THRESHOLDS` with the highest post-stance macro-F1; arguments are [post, (supports, opposes)]."""
    pairs = np.array(list(itertools.product(THRESHOLDS, THRESHOLDS)))
    said, wanted = _with_neutral(probabilities >= pairs[:, None]), _with_neutral(sides)
    sizes = np.maximum(said.sum(-2) + wanted.sum(-2), 1)
    supports, opposes = pairs[(2 * (said & wanted).sum(-2) / sizes).mean(-1).argmax()]
    return float(supports), float(opposes)


def side_macro_f1(sides: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Post-stance macro-F1: the mean F1 of supports, opposes and neutral; both are [post, (supports, opposes)]."""
    return float(f1_score(_with_neutral(sides), _with_neutral(said), average="macro", zero_division=0))


def _with_neutral(sides: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([sides, ~sides.any(-1, keepdims=True)], axis=-1)


def _vectorizer(analyzer: str, lengths: tuple[int, int]) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyzer, ngram_range=lengths, min_df=2, sublinear_tf=True, dtype=np.float32)


def sides_taken(posts: Sequence[GoldPost]) -> NDArray[np.bool_]:
    """Sides that the posts were labelled with: [post, (supports, opposes)]."""
    return np.array([sides_of(post.stance)[:2] for post in posts], dtype=bool)


def answer(text: str, sides: tuple[float, float], stance: Stance, model: str) -> Prediction:
    """A prediction of the post alone, with the probabilities of supports and opposes."""
    supports, opposes = sides
    return Prediction(
        text=text,
        stance=stance,
        partisan=1 - (1 - supports) * (1 - opposes),
        scores=dict(zip(SIDES, sides, strict=True)),
        needs_review=False,
        mentions=(),
        conduct=(),
        windows=1,
        context_cut=False,
        model=model,
        election=(),
    )
