import itertools

import pytest

from netralnlp.model.rendering import PLACEHOLDERS
from netralnlp.rosters import linker_for
from netralnlp.schema import Post, Stance
from training.evaluate.blinded import NAMES, names_only, target_blind


def placeholders_of(predictor, post):
    return predictor.read([post])[0].rendering.text.split()


@pytest.mark.parametrize(
    ("text", "election", "read"),
    [
        ("Anies lawan Ganjar, tapi Anies menang", "pilpres-2024", ["<k1>", "<k2>", "<k1>"]),
        ("#2019GantiPresiden pokoknya Prabowo, bukan Jokowi", "pilpres-2019", ["<k1>", "<k2>", "<k1>"]),
        ("coblos nomor 2 ya, nomor 2", "pilpres-2024", ["<k1>", "<k1>"]),
        ("debat semalam ramai", "pilpres-2024", []),
    ],
)
def test_the_model_reads_placeholders_alone(tiny, text, election, read):
    bare = names_only(Post(text, context="Dukung Prabowo!", election=election))
    assert placeholders_of(tiny, bare) == read


def test_every_placeholder_has_a_name_that_joins_to_no_other():
    assert len(NAMES) == len(PLACEHOLDERS)
    linker = linker_for(None)
    for pair in itertools.product(NAMES, NAMES):
        assert [link.key for link in linker.link("\n".join(pair))] == [linker.link(name)[0].key for name in pair]


@pytest.mark.parametrize(
    ("stance", "scores", "told"),
    [
        ("support", (0.9, 0.1), Stance.SUPPORT),
        ("neutral", (0.4, 0.3), Stance.NEUTRAL),
        ("mixed", (0.7, 0.8), Stance.OPPOSE),
    ],
)
def test_blind_to_targets_every_mention_takes_the_stance_of_the_post(said, stance, scores, told):
    spans = [(0, 4, "support"), (11, 15, "oppose"), (26, 30, "neutral")]
    answer = said(stance, spans, scores=scores)
    blind = target_blind(answer)
    assert {mention.stance for mention in blind.mentions} == {told}
    assert [(each.start, each.end) for each in blind.mentions] == [(start, end) for start, end, _ in spans]
    assert blind.stance == answer.stance
