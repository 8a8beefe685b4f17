"""From logits to mentions, the stance of the post, and conduct."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from netralnlp.model.encoding import EncodedPost
from netralnlp.model.labels import CONDUCTS, SIDES, TARGET_STANCES, post_stance
from netralnlp.model.manifest import Calibration
from netralnlp.model.merging import PostLogits
from netralnlp.model.rendering import Unit
from netralnlp.rosters.link import Link
from netralnlp.schema import ConductScore, Mention, Stance

Logits = npt.NDArray[np.floating]
Probabilities = npt.NDArray[np.float64]
_OUTSIDE, _BEGIN, _INSIDE = range(3)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the logits of one post say once thresholds are applied; `certainty` is the probability of both decisions."""

    stance: Stance
    scores: dict[Stance, float]
    certainty: float
    needs_review: bool
    mentions: tuple[Mention, ...]
    conduct: tuple[ConductScore, ...]


def decode(
    raw: str,
    units: Sequence[Unit],
    links: Sequence[Link],
    encoded: EncodedPost,
    logits: PostLogits,
    calibration: Calibration,
) -> Decoded:
    """Decode one post.

    The sides of the post are the union of the post head's and of the kept mentions', so that an answer never
    contradicts itself; a side's probability is the larger one of both.
    """
    temperatures, thresholds = calibration.temperatures, calibration.thresholds
    sides = _sigmoid(logits.post / temperatures["post"])
    mentions = _mentions(raw, units, links, encoded, logits, calibration)
    scores = {
        side: max([float(sides[index]), *(m.stance_scores[side] for m in mentions if m.stance is side)])
        for index, side in enumerate(SIDES)
    }
    taken = {side: scores[side] >= thresholds[side.value] for side in SIDES}
    certainty = float(np.prod([scores[side] if taken[side] else 1 - scores[side] for side in SIDES]))
    conduct = _sigmoid(logits.conduct / temperatures["conduct"])
    return Decoded(
        stance=post_stance(taken[Stance.SUPPORT], taken[Stance.OPPOSE]),
        scores=scores,
        certainty=certainty,
        needs_review=certainty < calibration.review,
        mentions=mentions,
        conduct=tuple(
            ConductScore(label, float(score))
            for label, score in zip(CONDUCTS, conduct, strict=True)
            if score >= thresholds[label.value]
        ),
    )


def target_log_odds(target: Logits, post: Logits, temperatures: Mapping[str, float]) -> Probabilities:
    """What target and post head say together of the stance toward a mention: the product of both (Hinton 2002).

    The post head knows which sides the text takes, the target head for whom; each errs where the other need not.

    Args:
        target: logits, `(..., 3)` in the order of `TARGET_STANCES`.
        post: logits of their posts, `(..., 2)` in the order of `SIDES`.
        temperatures: those of the heads `target` and `post`.

    Returns:
        Unnormalised log-probabilities of the shape of `target`.
    """
    scaled = post.astype(np.float64) / temperatures["post"]
    taken, untaken = -np.logaddexp(0, -scaled), -np.logaddexp(0, scaled)
    prior = np.concatenate([taken, untaken.sum(axis=-1, keepdims=True)], axis=-1)
    odds: Probabilities = target.astype(np.float64) / temperatures["target"] + prior
    return odds


def _mentions(
    raw: str,
    units: Sequence[Unit],
    links: Sequence[Link],
    encoded: EncodedPost,
    logits: PostLogits,
    calibration: Calibration,
) -> tuple[Mention, ...]:
    tags = _softmax(logits.mention / calibration.temperatures["mention"])
    outside = [0.0, *np.cumsum(tags[:, _OUTSIDE]).tolist()]
    inside = [
        1 - (outside[last] - outside[first]) / (last - first) if first < last else 0.0
        for first, last in encoded.unit_tokens
    ]
    spans = _spans(raw, units, encoded, tags, inside, calibration.thresholds)
    stances = _target_scores(spans, encoded, logits, calibration.temperatures)
    heads = [next((links[index] for i in span if (index := units[i].link) is not None), None) for span in spans]
    keys = [
        head.key if head else raw[units[span[0]].start : units[span[-1]].end].casefold()
        for head, span in zip(heads, spans, strict=True)
    ]
    mentions = []
    for span, head, key in zip(spans, heads, keys, strict=True):
        start, end = units[span[0]].start, units[span[-1]].end
        scores = np.mean([stance for stance, other in zip(stances, keys, strict=True) if other == key], axis=0)
        stance_scores = {stance: float(score) for stance, score in zip(TARGET_STANCES, scores, strict=True)}
        mentions.append(
            Mention(
                start=start,
                end=end,
                text=raw[start:end],
                score=sum(inside[i] for i in span) / len(span),
                stance=_stance(stance_scores, calibration.thresholds),
                stance_scores=stance_scores,
                contestant=head.contestant if head else None,
                person=head.person if head else None,
                how=head.how if head else "tagger",
                candidates=head.candidates if head else (),
                party=head.party if head else None,
            )
        )
    return tuple(mentions)


def _spans(
    raw: str,
    units: Sequence[Unit],
    encoded: EncodedPost,
    tags: Probabilities,
    inside: Sequence[float],
    thresholds: dict[str, float],
) -> list[list[int]]:
    """Runs of units that are one mention each; punctuation at their edges is left out."""
    spans: list[list[int]] = []
    open_span = False
    for index, unit in enumerate(units):
        if inside[index] < thresholds["linked" if unit.link is not None else "tagged"]:
            open_span = False
            continue
        first = encoded.unit_tokens[index][0]
        if open_span and tags[first, _INSIDE] > tags[first, _BEGIN]:
            spans[-1].append(index)
        else:
            spans.append([index])
        open_span = True
    trimmed = []
    for span in spans:
        while span and _is_punctuation(raw, units[span[-1]]):
            span = span[:-1]
        while span and _is_punctuation(raw, units[span[0]]):
            span = span[1:]
        if span:
            trimmed.append(span)
    return trimmed


def _is_punctuation(raw: str, unit: Unit) -> bool:
    return unit.link is None and all(
        unicodedata.category(character)[0] == "P" for character in raw[unit.start : unit.end]
    )


def _target_scores(
    spans: Sequence[Sequence[int]], encoded: EncodedPost, logits: PostLogits, temperatures: Mapping[str, float]
) -> Probabilities:
    """Stance of each span, `(spans, 3)`: its tokens' mean beside the post."""
    means = np.zeros((len(spans), len(TARGET_STANCES)))
    for row, span in enumerate(spans):
        tokens = [token for i in span for token in range(*encoded.unit_tokens[i])]
        means[row] = logits.target[tokens].mean(axis=0, dtype=np.float64)
    return _softmax(target_log_odds(means, logits.post, temperatures))


def _stance(scores: dict[Stance, float], thresholds: dict[str, float]) -> Stance:
    taken = [side for side in SIDES if scores[side] >= thresholds[side.value]]
    return max(taken, key=lambda side: scores[side], default=Stance.NEUTRAL)


def _softmax(logits: Logits) -> Probabilities:
    shifted = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    result: Probabilities = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def _sigmoid(logits: Logits) -> Probabilities:
    result: Probabilities = 1 / (1 + np.exp(-logits.astype(np.float64)))
    return result
