"""The public sources of the labelled posts: which file of which repository, and how many posts of it are labelled.

`data/sources.json` is made from the pool by `python -m training.corpus sources`; it holds no text. A reader who has
fetched the files himself finds in them the text of every label (`training.corpus.source_posts`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from netralnlp.errors import TrainingError

MANIFEST: Final = Path("data/sources.json")
GENERAL_SOURCE: Final = "general.txt.gz"


def pool_id(source: str, row: int, text: str) -> str:
    """The id of a public post: `real-` and the first 12 hex digits of the SHA-1 of `source|row|text`."""
    digest = hashlib.sha1(f"{source}|{row}|{text}".encode(), usedforsecurity=False).hexdigest()
    return f"real-{digest[:12]}"


def general_id(text: str) -> str:
    """The id of a general line: `general-` and the first 12 hex digits of the SHA-1 of the line."""
    return f"general-{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Source:
    """One file that posts were read from.

    `source` is `owner/name:path` of a public GitHub repository, with `#sheet` behind a workbook; `set` the data set it
    belongs to; `rows` the posts read from it, `labelled` those with a label. `elections` gives, where the posts of a
    file are of several, the labelled ids of each; `election` is then None.
    """

    source: str
    set: str
    licence: str
    platform: str | None
    election: str | None
    rows: int
    labelled: int
    elections: Mapping[str, tuple[str, ...]] | None = None

    @property
    def path(self) -> Path:
        """Where the file lies in a folder of fetched sources: `owner/name/path`."""
        repository, _, path = self.source.partition(":")
        return Path(repository) / path.partition("#")[0]

    @property
    def sheet(self) -> str | None:
        """The sheet of a workbook, where the source names one."""
        return self.source.partition("#")[2] or None

    def election_of(self, post: str) -> str | None:
        """The election of one labelled post."""
        several = (election for election, posts in (self.elections or {}).items() if post in posts)
        return next(several, self.election)


def describe(posts: Iterable[Mapping[str, Any]], labelled: Collection[str]) -> list[Source]:
    """The sources of the pool, sorted; posts as `read_texts` gives them."""
    by_source: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for post in posts:
        by_source[post.get("source", GENERAL_SOURCE)].append(post)
    return [_describe(source, by_source[source], labelled) for source in sorted(by_source)]


def _describe(source: str, posts: list[Mapping[str, Any]], labelled: Collection[str]) -> Source:
    elections = Counter(post["election"] for post in posts)
    ids: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        if post["election"] is not None and post["id"] in labelled:
            ids[post["election"]].append(post["id"])
    return Source(
        source=source,
        set=posts[0]["set"],
        licence=posts[0].get("licence", "of each source; not recorded"),
        platform=posts[0]["platform"],
        election=posts[0]["election"] if len(elections) == 1 else None,
        rows=len(posts),
        labelled=sum(post["id"] in labelled for post in posts),
        elections={election: tuple(sorted(ids[election])) for election in sorted(ids)} if len(elections) > 1 else None,
    )


def write_manifest(path: Path, sources: Iterable[Source]) -> None:
    """One source a line, as a JSON array."""
    rows = [{name: value for name, value in asdict(source).items() if value is not None} for source in sources]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def read_manifest(path: Path) -> Iterator[Source]:
    """The sources of a manifest.

    Raises:
        TrainingError: there is no such file.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrainingError(f"There is no {path}: it lies in the repository, or in a folder named by --data.") from None
    for row in rows:
        yield Source(**{"platform": None, "election": None, **row})
