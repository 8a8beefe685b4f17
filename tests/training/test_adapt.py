from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModel, PreTrainedTokenizerFast

from netralnlp.model.network import load_encoder
from training.adapt import MaskedLanguageTrainer, adapt
from training.masking import UNMASKED, WordMasking
from training.saving import BaseTokenizer, tokenizer_of
from training.settings import AdaptationSettings

WORDS = ["pilih", "dukung", "jangan", "menang", "kalah", "debat", "nomor", "xylofon"]


def masking_of(tokenizer: BaseTokenizer, share: float) -> WordMasking:
    fast: PreTrainedTokenizerFast = tokenizer.tokenizer
    fast.add_special_tokens({"mask_token": "<mask>"})
    return WordMasking.of(fast, share)


@given(st.lists(st.sampled_from([*WORDS, "<k1>", "<url>"]), min_size=1, max_size=12), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_whole_words_are_masked_and_nothing_special(base_tokenizer: BaseTokenizer, words: list[str], seed: int) -> None:
    masking = masking_of(base_tokenizer, 0.5)
    ids = torch.tensor([base_tokenizer.tokenizer(" ".join(words))["input_ids"]])
    inputs, labels = masking.apply(ids, torch.Generator().manual_seed(seed))
    chosen = labels[0] != UNMASKED
    assert torch.equal(torch.where(chosen, labels, ids), ids)
    assert torch.equal(inputs[0][~chosen], ids[0][~chosen])
    pieces = base_tokenizer.tokenizer.convert_ids_to_tokens(ids[0].tolist())
    special = set(base_tokenizer.tokenizer.all_special_tokens)
    assert not any(drawn for piece, drawn in zip(pieces, chosen.tolist(), strict=True) if piece in special)
    for at, piece in enumerate(pieces[1:], 1):
        if not piece.startswith("▁") and piece not in special and pieces[at - 1] not in special:
            assert chosen[at] == chosen[at - 1], pieces


def test_the_share_of_masked_words_is_the_one_asked_for(base_tokenizer: BaseTokenizer) -> None:
    ids = torch.tensor([base_tokenizer.tokenizer(" ".join(["pilih", "debat"] * 20))["input_ids"]] * 60)
    masking = masking_of(base_tokenizer, 0.25)
    inputs, labels = masking.apply(ids, torch.Generator().manual_seed(1))
    share = (labels != UNMASKED).float().mean().item() * ids.shape[1] / 40
    assert 0.22 < share < 0.28
    hidden = (inputs == masking.mask).sum() / (labels != UNMASKED).sum()
    assert 0.74 < hidden < 0.86


@pytest.fixture
def adaptation(base_folder: Path, tmp_path: Path) -> AdaptationSettings:
    """Settings on 96 invented posts, of which 40 are labelled too."""
    generator = random.Random(4)
    texts = [" ".join(generator.choices(WORDS, k=9)) + f" {number}" for number in range(96)]
    base = tmp_path / "base"
    tokenizer = tokenizer_of(str(base_folder)).tokenizer
    tokenizer.add_special_tokens({"mask_token": "<mask>"})
    encoder = load_encoder(base_folder)
    encoder.resize_token_embeddings(len(tokenizer))
    encoder.save_pretrained(base)
    tokenizer.save_pretrained(base)
    with gzip.open(tmp_path / "pool.jsonl.gz", "wt", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            row = {"id": f"p{number}", "text": text, "platform": "x", "election": None, "set": "made"}
            file.write(json.dumps(row) + "\n")
    labels = [
        {
            "id": f"p{number}",
            "mentions": [],
            "stance": ("support", "oppose", "neutral")[number % 3],
            "stance_by": "text",
            "conduct": [],
            "sure": True,
        }
        for number in range(40)
    ]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels), encoding="utf-8")
    (tmp_path / "authored").mkdir()
    row = {**labels[0], "id": "a", "text": "debat", "context": None, "election": None, "platform": "x", "source": "a"}
    (tmp_path / "authored/a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    for part, numbers in (("train", range(24)), ("dev", range(24, 40)), ("test", range(0))):
        (tmp_path / f"{part}.txt").write_text("\n".join(f"p{number}" for number in numbers), encoding="utf-8")
    return AdaptationSettings(
        base=str(base),
        labels=tmp_path / "labels.jsonl",
        texts=tmp_path,
        authored=tmp_path / "authored",
        splits=tmp_path,
        pool=None,
        general=0,
        masked_share=0.3,
        epochs=8,
        batch_size=8,
        learning_rate=3e-3,
        warmup_share=0.1,
        weight_decay=0.01,
        seed=1,
    )


def test_adaptation_learns_resumes_probes_each_quarter_and_leaves_a_base(
    adaptation: AdaptationSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses: list[float] = []
    original = MaskedLanguageTrainer.compute_loss

    def cut(self: MaskedLanguageTrainer, *arguments: object, **named: object) -> torch.Tensor:
        loss = original(self, *arguments, **named)
        losses.append(float(loss.detach()))
        if len(losses) == 30:
            raise KeyboardInterrupt
        return loss

    monkeypatch.setattr(MaskedLanguageTrainer, "compute_loss", cut)
    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        adapt(adaptation, out, checkpoint_steps=20)
    adapt(adaptation, out, checkpoint_steps=20)
    steps = 8 * 7  # 56 posts are in no part
    assert len(losses) == 30 + steps - 20
    assert sum(losses[-8:]) < 0.9 * sum(losses[:8])
    probe = json.loads((out / "probe.json").read_text())
    assert [each["step"] for each in probe] == list(range(steps + 1))  # a quarter of 7 steps is one
    assert all(0 <= each["post_macro_f1"] <= 1 for each in probe)

    before, after = load_encoder(adaptation.base), load_encoder(out / "base")
    assert not torch.equal(before.get_input_embeddings().weight, after.get_input_embeddings().weight)
    assert AutoModel.from_pretrained(out / "base").config.num_hidden_layers == 3
    assert tokenizer_of(str(out / "base")).tokenizer.mask_token == "<mask>"
    assert json.loads((out / "base/base.json").read_text())["adaptation"]["masked_share"] == 0.3
