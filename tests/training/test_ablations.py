from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from netralnlp.model.network import StanceNetwork
from training.ablations import (
    SMOOTHING,
    AdversarialTrainer,
    ConsistentTrainer,
    divergence,
    smoothed_examples,
    table,
    variants,
)
from training.saving import BaseTokenizer
from training.settings import Settings
from training.train import labelled_examples, train


def test_only_unsure_labels_are_smoothed_and_stay_probabilities(
    run_settings: Settings, base_tokenizer: BaseTokenizer
) -> None:
    plain, smoothed = labelled_examples(run_settings, base_tokenizer), smoothed_examples(run_settings, base_tokenizer)
    plain.rows = smoothed.posts.rows = [row | {"sure": index % 2 == 0} for index, row in enumerate(plain.rows)]
    plain.renderings.generator = smoothed.posts.renderings.generator = None
    for index in range(len(plain)):
        before, after = plain[index], smoothed[index]
        if index % 2 == 0:
            assert after == before
            continue
        assert after["post_labels"] == [
            pytest.approx(1 - SMOOTHING / 2 if label else SMOOTHING / 2) for label in before["post_labels"]
        ]
        for old, new in zip(before["target_labels"], after["target_labels"], strict=True):
            assert sum(new) == pytest.approx(sum(old))


def test_passes_that_agree_are_not_apart_and_padding_does_not_count() -> None:
    generator = torch.Generator().manual_seed(2)
    one, two = (
        {head: torch.randn(2, 4, 3, generator=generator) for head in ("mention", "target")}
        | {"post": torch.randn(2, 2, generator=generator)}
        for _ in range(2)
    )
    mask = torch.tensor([[1, 1, 1, 0], [1, 1, 0, 0]])
    assert divergence(one, one, mask) == pytest.approx(0, abs=1e-6)
    apart = divergence(one, two, mask)
    assert apart > 0.1
    assert divergence(two, one, mask) == pytest.approx(float(apart))
    two["target"][0, 3] += 9
    assert divergence(one, two, mask) == pytest.approx(float(apart))


@pytest.mark.parametrize("trainer", [ConsistentTrainer, AdversarialTrainer])
def test_variants_of_the_trainer_learn_and_leave_the_table_in_place(
    trainer: type[ConsistentTrainer | AdversarialTrainer], run_settings: Settings, tmp_path: Path
) -> None:
    run = dataclasses.replace(run_settings, learning_rate=0.0, head_learning_rate=1e-3, weight_decay=0.0)
    train(run, tmp_path / "plain")
    train(run, tmp_path / "varied", trainer_of=trainer)
    plain, varied = (StanceNetwork.load(tmp_path / name / "model").state_dict() for name in ("plain", "varied"))
    word = "encoder.embeddings.word_embeddings.weight"
    torch.testing.assert_close(plain[word], varied[word], atol=1e-5, rtol=0)
    assert not torch.equal(plain["post.0.weight"], varied["post.0.weight"])


def test_the_recipe_runs_with_three_seeds_and_an_adapted_base_if_there_is_one(
    settings: Settings, tmp_path: Path
) -> None:
    without, given = variants(settings, None), variants(settings, tmp_path)
    assert [run.seed for name, (run, _) in without.items() if name.startswith("recipe")] == [1, 2, 3]
    (new,) = set(given) - set(without)
    assert given[new][0].base == str(tmp_path)


def test_the_table_has_a_row_for_each_variant() -> None:
    figure = {"value": 0.5, "low": 0.4, "high": 0.6}
    of_part = dict.fromkeys(("post_macro_f1", "target_f1", "mention_overlap_f1"), figure)
    page = table({"variants": {"recipe, seed 1": {"dev": of_part, "test": of_part}}})
    assert "| recipe, seed 1 | " + " | ".join(["0.500 [0.400, 0.600]"] * 6) + " |" in page
