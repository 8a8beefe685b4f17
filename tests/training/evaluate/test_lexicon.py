import pytest

from netralnlp.schema import Stance
from training.evaluate.lexicon import NEGATIONS, OPPOSE_WORDS, SUPPORT_WORDS, predict


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Rina HEBAT, kami dukung", Stance.SUPPORT),
        ("Budi bohong lagi", Stance.OPPOSE),
        ("Rina hebat tapi partainya gagal", Stance.NEUTRAL),
        ("Debat dimulai pukul tujuh", Stance.NEUTRAL),
        ("jangan pilih Budi", Stance.OPPOSE),
        ("Rina tidak bohong", Stance.SUPPORT),
        ("pendukung datang", Stance.NEUTRAL),
        ("", Stance.NEUTRAL),
    ],
)
def test_the_side_with_more_words_wins(text, stance):
    (prediction,) = predict([text])
    assert prediction.stance is stance
    assert prediction.partisan == (stance is not Stance.NEUTRAL)


def test_the_list_is_small_balanced_and_says_nothing_twice():
    assert len(SUPPORT_WORDS) == len(OPPOSE_WORDS)
    assert (
        len(SUPPORT_WORDS | OPPOSE_WORDS | NEGATIONS) == len(SUPPORT_WORDS) + len(OPPOSE_WORDS) + len(NEGATIONS) <= 60
    )
