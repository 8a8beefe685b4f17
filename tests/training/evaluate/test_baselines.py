import random

import numpy as np
import pytest

from netralnlp.schema import Stance
from training.evaluate.baselines import Majority, TfidfRegression, best_thresholds, sides_taken
from training.evaluate.metrics import count, figures


@pytest.fixture
def corpus(gold):
    """Posts whose side is told by a word, on contestants of every side alike, and that never repeat."""
    generator = random.Random(1)
    words = {"support": "dukung", "oppose": "tolak", "mixed": "dukung tolak", "neutral": "lihat"}
    names = ["Rina", "Budi", "Sari", "Tono"]

    def make(count_of_each, mark):
        return [
            gold(stance, text=f"{generator.choice(names)} {word} pertemuan {mark}{number}")
            for number in range(count_of_each)
            for stance, word in words.items()
        ]

    return make


def fitted(posts):
    return TfidfRegression.fit([post.post.text for post in posts], sides_taken(posts))


def test_the_majority_line_has_the_known_value(gold):
    train = [gold("neutral")] * 5 + [gold("support")] * 3 + [gold("mixed")] * 2
    majority = Majority.fit(train)
    assert majority.stance is Stance.NEUTRAL
    test = [gold("neutral")] * 6 + [gold("support")] * 2 + [gold("oppose")] * 2
    answers = majority.predict([post.post.text for post in test])
    result = figures(count(test, answers).sum())
    assert result["neutral_f1"] == pytest.approx(2 * 6 / (6 + 10))
    assert result["post_macro_f1"] == pytest.approx(0.75 / 3)
    assert answers[0].scores == {Stance.SUPPORT: 0.5, Stance.OPPOSE: 0.2}
    assert answers[0].partisan == pytest.approx(1 - 0.5 * 0.8)


def test_tfidf_learns_words_that_tell_the_side(corpus):
    train, test = corpus(60, "t"), corpus(10, "u")
    answers = fitted(train).predict([post.post.text for post in test])
    assert [answer.stance for answer in answers] == [post.stance for post in test]


def test_tfidf_repeats(corpus):
    train = corpus(30, "t")
    texts = [post.post.text for post in corpus(5, "u")]
    assert fitted(train).predict(texts) == fitted(train).predict(texts)


def test_thresholds_are_fitted_for_both_sides():
    probabilities = np.array([[0.22, 0.1], [0.18, 0.1], [0.1, 0.72], [0.1, 0.68]])
    sides = np.array([[True, False], [False, False], [False, True], [False, False]])
    supports, opposes = best_thresholds(probabilities, sides)
    assert (probabilities >= [supports, opposes]).tolist() == sides.tolist()
