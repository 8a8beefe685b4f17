"""A predictor without a model: it knows three names and four words."""

from __future__ import annotations

import re

from netralnlp.errors import PostError, UnknownElectionError
from netralnlp.schema import (
    Conduct,
    ConductScore,
    Contestant,
    Mention,
    Person,
    Post,
    Prediction,
    Stance,
)

ELECTION = "pilpres-2024"
PEOPLE = {
    "Anies": Person("anies-baswedan", "Anies Rasyid Baswedan"),
    "Prabowo": Person("prabowo-subianto", "Prabowo Subianto"),
    "Ganjar": Person("ganjar-pranowo", "Ganjar Pranowo"),
}
FAILING = re.compile("rusak|celaka")
NUMBERS = {"Anies": 1, "Prabowo": 2, "Ganjar": 3}


class FakePredictor:
    """`dukung` supports, `tolak` opposes, `ragu` needs review, `rusak` and `celaka` fail."""

    name = "fake 1.0"

    def __init__(self):
        self.batches = []

    def predict(self, posts, *, election=None, batch_size=32):
        elections = (election,) if isinstance(election, str) else tuple(election or ())
        for each in elections:
            if each != ELECTION:
                raise UnknownElectionError(each, [ELECTION])
        if isinstance(posts, list):
            self.batches.append(posts)
            return [_prediction(post, elections) for post in posts]
        return (_prediction(post, elections) for post in posts)


def _prediction(post: Post, elections: tuple[str, ...]) -> Prediction:
    if "rusak" in post.text:
        raise PostError("The post is broken.")
    if "celaka" in post.text:
        raise IndexError("out of range")
    support = 0.91234567 if "dukung" in post.text else 0.02
    oppose = 0.87654321 if "tolak" in post.text else 0.01
    stance = {(True, True): Stance.MIXED, (True, False): Stance.SUPPORT, (False, True): Stance.OPPOSE}.get(
        (support > 0.5, oppose > 0.5), Stance.NEUTRAL
    )
    mentions = tuple(
        Mention(
            start=match.start(),
            end=match.end(),
            text=match.group(),
            score=0.98765432,
            stance=Stance.NEUTRAL if stance is Stance.MIXED else stance,
            stance_scores={Stance.SUPPORT: support, Stance.OPPOSE: oppose, Stance.NEUTRAL: 1 / 3},
            contestant=_contestant(match.group()) if elections else None,
            person=PEOPLE[match.group()],
            how="name",
        )
        for match in re.finditer("|".join(PEOPLE), post.text)
    )
    return Prediction(
        text=post.text,
        stance=stance,
        partisan=1 - (1 - support) * (1 - oppose),
        scores={Stance.SUPPORT: support, Stance.OPPOSE: oppose},
        needs_review="ragu" in post.text,
        mentions=mentions,
        conduct=(ConductScore(Conduct.ENDORSEMENT, 0.71234567),) if "dukung" in post.text else (),
        windows=1,
        context_cut=len(post.context or "") > 1000,
        model=FakePredictor.name,
        election=elections,
    )


def _contestant(name: str) -> Contestant:
    return Contestant(f"{ELECTION}#{NUMBERS[name]}", NUMBERS[name], PEOPLE[name].name)
