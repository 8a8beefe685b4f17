from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from datasets import Dataset

from netralnlp.rosters import linker_for
from netralnlp.rosters.link import Link
from netralnlp.schema import Stance
from training.examples import PostLinks, Renderings, TrainingPosts, collate
from training.saving import BaseTokenizer

TEXT = "Pilih Ganjar Pranowo, bukan Sari Wulan! #AMINAjaDulu"
MENTIONS = [(6, 20, "support"), (28, 38, "oppose"), (40, 52, "neutral")]


def examples(tokenizer: BaseTokenizer, generator: random.Random | None, links: tuple[Link, ...]) -> TrainingPosts:
    posts = Dataset.from_list(
        [
            {
                "text": TEXT,
                "context": None,
                "mentions": [{"start": s, "end": e, "stance": t} for s, e, t in MENTIONS],
                "stance": "mixed",
                "conduct": ["campaigning"],
            }
        ]
    )
    return TrainingPosts(posts, Renderings(posts, [PostLinks(links)], [PostLinks(links)], generator), tokenizer.encoder)


def classes(rows: Sequence[Sequence[float]]) -> list[int | None]:
    """The certain class of each token, None where it has no label."""
    assert all(sum(row) in (0, 1) for row in rows)
    return [list(row).index(1) if any(row) else None for row in rows]


def test_a_placeholder_takes_the_label_of_its_mention(base_tokenizer: BaseTokenizer) -> None:
    example = examples(base_tokenizer, None, linker_for(None).link(TEXT))[0]
    tokens = base_tokenizer.tokenizer.convert_ids_to_tokens(example["input_ids"])
    at = tokens.index("<k1>")
    tags = classes(example["mention_labels"])
    assert tags[at] == 1
    assert classes(example["target_labels"])[at] == 0
    assert tags.count(1) == 3
    assert tags[0] is tags[-1] is None
    assert example["post_labels"] == [1, 1]
    assert sum(example["conduct_labels"]) == 1
    assert not any("Ganjar" in token for token in tokens)


@pytest.mark.parametrize("seed", range(30))
def test_every_rendering_keeps_all_mentions_and_their_stances(base_tokenizer: BaseTokenizer, seed: int) -> None:
    example = examples(base_tokenizer, random.Random(seed), linker_for(None).link(TEXT))[0]
    begun = [
        Stance(("support", "oppose", "neutral")[target])
        for tag, target in zip(*map(classes, (example["mention_labels"], example["target_labels"])), strict=True)
        if tag == 1
    ]
    assert begun == [Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL]


def test_renderings_vary_in_training(base_tokenizer: BaseTokenizer) -> None:
    posts = examples(base_tokenizer, random.Random(1), linker_for(None).link(TEXT))
    assert len({tuple(posts[0]["input_ids"]) for _ in range(40)}) > 8


def test_padding_is_masked_and_ignored(base_tokenizer: BaseTokenizer) -> None:
    example = examples(base_tokenizer, None, ())[0]
    short = {
        key: value if key in ("post_labels", "conduct_labels", "conduct_known") else value[:5]
        for key, value in example.items()
    }
    batch = collate([example, short], pad=1)
    assert batch["input_ids"].shape == batch["mention_labels"].shape[:2] == (2, len(example["input_ids"]))
    assert batch["attention_mask"].sum(1).tolist() == [len(example["input_ids"]), 5]
    assert (batch["mention_labels"][1, 5:] == 0).all()
    assert (batch["input_ids"][1, 5:] == 1).all()


def test_a_contestant_of_the_context_shares_its_placeholder_with_the_text(base_tokenizer: BaseTokenizer) -> None:
    text, context = "gas Ganjar", "Anies atau Ganjar?"
    posts = Dataset.from_list([{"text": text, "context": context, "mentions": [], "stance": "neutral", "conduct": []}])
    links = [PostLinks(linker_for(None).link(text), linker_for(None).link(context))]
    example = TrainingPosts(posts, Renderings(posts, links, links, None), base_tokenizer.encoder)[0]
    tokens = base_tokenizer.tokenizer.convert_ids_to_tokens(example["input_ids"])
    pairs = list(zip(tokens, example["token_type_ids"], strict=True))
    assert [token for token, kind in pairs if "<k" in token and kind == 0] == ["<k1>"]
    assert [token for token, kind in pairs if "<k" in token and kind == 1] == ["<k2>", "<k1>"]
    assert len(example["mention_labels"]) == len(example["input_ids"])
