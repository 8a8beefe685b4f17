import pytest

from netralnlp.schema import Conduct, ConductScore, Mention, Post, Prediction, Stance
from training.evaluate.gold import GoldMention, GoldPost

TEXT = "Rina lawan Budi di debat, Sari jadi penonton saja"


@pytest.fixture
def gold():
    def make(stance="neutral", mentions=(), conduct=(), text=TEXT, source="a", platform="x", sure=True):
        return GoldPost(
            Post(text, platform=platform),
            Stance(stance),
            tuple(GoldMention(start, end, Stance(side)) for start, end, side in mentions),
            frozenset(Conduct(label) for label in conduct),
            source,
            sure,
        )

    return make


@pytest.fixture
def said():
    def make(stance="neutral", mentions=(), conduct=(), scores=(0.1, 0.1), review=False):
        return Prediction(
            text=TEXT,
            stance=Stance(stance),
            partisan=1 - (1 - scores[0]) * (1 - scores[1]),
            scores={Stance.SUPPORT: scores[0], Stance.OPPOSE: scores[1]},
            needs_review=review,
            mentions=tuple(
                Mention(start, end, TEXT[start:end], 0.9, Stance(side), {}, None, None, "tagger")
                for start, end, side in mentions
            ),
            conduct=tuple(ConductScore(Conduct(label), 0.9) for label in conduct),
            windows=1,
            context_cut=False,
            model="test",
            election=(),
        )

    return make
