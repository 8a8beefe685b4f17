"""The annotation schema's rulings on where a span begins and ends, as far as they can be applied without judgement.

Labels made before a ruling differ from it at the edges; `apply` brings all of them to one form. A rule moves, joins or
parts spans only where text and rosters leave no doubt; it never adds, drops or changes a stance, and a second
application changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from netralnlp.rosters import get, ids
from training.corpus.known_names import KnownNames, key


class Span(NamedTuple):
    """Code points of the raw text, end exclusive, and the author's stance."""

    start: int
    end: int
    stance: str


Move: TypeAlias = Callable[[str, Span, KnownNames], tuple[int, int]]
"""New borders of one span, or its own."""

Rule: TypeAlias = Callable[[str, Sequence[Span], KnownNames], list[Span]]

_HONORIFIC: Final = (
    r"pak|bapak|bpk\.?|bu|ibu|mas|mbak|mba|haji|h\.|hj\.|drs\.?|dr\.?|ir\.?|prof\.?|kh\.?|tgh\.?|datuk|abah|bunda"
)
_TITLE: Final = re.compile(rf"(?:{_HONORIFIC})\s+(?=\w)", re.IGNORECASE)
_CALLED: Final = re.compile(r"(?:kang|teh|kiai|kyai|bang|uda|daeng|gus|cak|bung)\s+(?=\w)", re.IGNORECASE)
_NICKNAMES: Final = {
    "kang": "emil|dedi|dedy",
    "bang": "doel",
    "cak": "imin|lontong",
    "gus": "imin|hans|ipul",
}
"""Nicknames that readers know with what stands before them; before anything else it is cut."""

_NICKNAME_BEFORE: Final = {
    re.compile(rf"(?<!\w){called}\s+$", re.IGNORECASE): re.compile(names, re.IGNORECASE)
    for called, names in _NICKNAMES.items()
}
_INITIALS: Final = re.compile(r"(?=.*[^AEIOU])[A-Z]{2,4}")
_CLASS_WORD: Final = re.compile(
    r"(?:partai|parpol|paslon|pasangan|capres|cawapres|cagub|cawagub|cabup|cawabup"
    r"|calon\s+(?:wakil\s+)?(?:presiden|gubernur|bupati|wali\s?kota))\s+(?=\w)",
    re.IGNORECASE,
)
_CLITIC: Final = re.compile(r"(?<=\w\w\w)-?(?:nya|lah|ku|mu)$", re.IGNORECASE)
_TOKEN: Final = re.compile(r"(?<![\w#@])[#@][A-Za-z0-9_]+", re.ASCII)
_JOINT: Final = r"\s*(?:-|–|—|/|&amp;|&|,|\+)\s*"
_JOINED: Final = re.compile(r"\s*(?:-|–|—|/|&amp;|&)\s*")
_JOINT_BEFORE: Final = re.compile(rf"\w{_JOINT}(?:\w+\.?\s+)?$")
_JOINT_AFTER: Final = re.compile(rf"{_JOINT}\w")
_APART: Final = re.compile(r"\s*,\s*|\s+dan\s+", re.IGNORECASE)
_SIGN: Final = re.compile(r"[☝👆✌🤟👌🖖🖐✋][\ufe0f\U0001f3fb-\U0001f3ff]*")

_WORD_OF_NUMBER: Final = r"satu|dua|tiga|empat|lima|enam"
_NUMBER: Final = re.compile(
    rf"(?:[a-z]+\s+)*?(?:(?:no|nomor|nomer)\b[\s.:]*)?(?:urut\b[\s.,:]*)?"
    rf"(?:\d{{1,2}}|(?:kosong\s+)?(?:{_WORD_OF_NUMBER}))",
    re.IGNORECASE,
)


def _class_words() -> re.Pattern[str]:
    """Class words that end where a ballot number begins, with the place that may stand between."""
    places = sorted({place for race in ids() if "/" in race for place in get(race).places}, key=len, reverse=True)
    place = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in ["RI", *places])
    office = r"(?:presiden|gubernur|bupati|wali\s?kota)"
    candidate = rf"(?:calon\s+(?:wakil\s+)?{office}|capres|cawapres|cagub|cawagub|cabup|cawabup|cawalkot)"
    second = rf"(?:(?:\s*(?:dan|-|/|&)\s*|\s+)(?:{candidate}|wakil\s+{office}|wagub))?"
    words = (
        rf"(?:(?:pasangan\s+)?calon|pasangan|paslon|kubu|pihak|(?:pasangan\s+)?{candidate}{second}(?:\s+(?:{place}))?)"
    )
    return re.compile(rf"(?<![\w#@]){words}\s+$", re.IGNORECASE)


def _whole_token(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
    """A hashtag or a handle is the whole token with its sign."""
    line = max(0, span.start - 80)
    for token in _TOKEN.finditer(text, line, min(len(text), span.end + 80)):
        if token.start() < span.start < token.end():
            return token.start(), max(token.end(), span.end)
        if token.start() == span.start and span.end < token.end():
            return token.span()
    return span.start, span.end


def _without_title(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
    """Titles and honorifics are cut before a name."""
    title = _TITLE.match(text, span.start, span.end)
    if title and not known.knows(text[span.start : span.end]) and known.knows(text[title.end() : span.end]):
        return title.end(), span.end
    return span.start, span.end


def _called_by_name(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
    """`Kang`, `Gus`, `Cak` and their like are cut before a full name and before initials."""
    called = _CALLED.match(text, span.start, span.end)
    if not called:
        return span.start, span.end
    name = text[called.end() : span.end]
    is_full = len(name.split()) > 1
    is_initials = _INITIALS.fullmatch(name) and not called[0].isupper()
    return (called.end() if (is_full or is_initials) and key(name) in known.people else span.start), span.end


def _with_nickname(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
    """`Kang Emil`, `Bang Doel`, `Cak Imin`: the nickname is both words."""
    before = text[max(0, span.start - 12) : span.start]
    for called, name in _NICKNAME_BEFORE.items():
        found = called.search(before)
        if found and name.fullmatch(text, span.start, span.end):
            return span.start - len(before) + found.start(), span.end
    return span.start, span.end


def _without_class_word(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
    """`Partai Golkar`, `Paslon AMIN`, `Capres Ganjar`: the bare name, unless the name is made with the class word."""
    word = _CLASS_WORD.match(text, span.start, span.end)
    if not word:
        return span.start, span.end
    rest = text[word.end() : span.end]
    is_party = key(word[0]) in ("partai", "parpol")
    if is_party and key(rest) in known.parties and key(f"partai {rest}") not in known.parties:
        return word.end(), span.end
    if not is_party and known.knows(rest):
        return word.end(), span.end
    return span.start, span.end


def _without_clitic(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
    """The span ends before `-nya`, `-lah`, `-ku`, `-mu`."""
    surface = text[span.start : span.end]
    clitic = _CLITIC.search(surface)
    if surface[0] in "#@" or not clitic or known.knows(surface) or not known.knows(surface[: clitic.start()]):
        return span.start, span.end
    return span.start, span.start + clitic.start()


def _each(move: Move) -> Rule:
    """A rule that moves the borders of one span at a time; a move into a neighbour is not made."""

    def rule(text: str, spans: Sequence[Span], known: KnownNames) -> list[Span]:
        moved: list[Span] = []
        for index, span in enumerate(spans):
            start, end = move(text, span, known)
            after = spans[index + 1].start if index + 1 < len(spans) else len(text)
            before = moved[-1].end if moved else 0
            moved.append(Span(start, end, span.stance) if before <= start and end <= after else span)
        return moved

    return rule


def _with_class_words(pattern: re.Pattern[str]) -> Move:
    """All class words of a ballot number belong to it: `kubu 03`, `calon gubernur Jakarta nomor urut 3`."""

    def move(text: str, span: Span, known: KnownNames) -> tuple[int, int]:
        start = span.start
        if _NUMBER.fullmatch(text, span.start, span.end):
            while found := pattern.search(text[max(0, start - 100) : start]):
                start -= len(found[0])
        return start, span.end

    return move


def _one_sign(text: str, spans: Sequence[Span], known: KnownNames) -> list[Span]:
    """The same gesture emoji several times in a row is one span."""
    joined: list[Span] = []
    for span in spans:
        sign = _SIGN.match(text, span.start, span.end)
        end = span.end
        while sign and (again := _SIGN.match(text, end)) and again[0][0] == sign[0][0]:
            end = again.end()
        last = joined[-1] if joined else None
        if last and sign and span.start < last.end:
            continue
        whole = sign is not None and not _SIGN.sub("", text[span.start : span.end])
        joined.append(span._replace(end=end) if whole else span)
    return joined


def _tickets(text: str, spans: Sequence[Span], known: KnownNames) -> list[Span]:
    """A ticket joined by a hyphen, a slash or `&` is one span; by `dan` or a comma, one span each.

    Names that only stand side by side are left as they are, and so are longer rows of names.
    """
    parted: list[Span] = []
    for span in spans:
        apart = _APART.search(text, span.start, span.end)
        names = (text[span.start : apart.start()], text[apart.end() : span.end]) if apart else ()
        if apart and key(" ".join(names)) in known.tickets and all(known.knows(name) for name in names):
            parted += [span._replace(end=apart.start()), span._replace(start=apart.end())]
        else:
            parted.append(span)
    joined: list[Span] = []
    for span in parted:
        last = joined[-1] if joined else None
        if last and last.stance == span.stance and _are_ticket(text, last, span, known):
            joined[-1] = last._replace(end=span.end)
        else:
            joined.append(span)
    return joined


def _are_ticket(text: str, head: Span, deputy: Span, known: KnownNames) -> bool:
    names = text[head.start : head.end], text[deputy.start : deputy.end]
    return (
        _JOINED.fullmatch(text, head.end, deputy.start) is not None
        and not _JOINT_BEFORE.search(text[max(0, head.start - 30) : head.start])
        and not _JOINT_AFTER.match(text, deputy.end)
        and not any(name[0] in "#@" for name in names)
        and all(key(name) in known.people for name in names)
        and key(" ".join(names)) in known.tickets
    )


def rules() -> Mapping[str, Rule]:
    """Every rule by name, in the order of application; reads the packaged places once."""
    return {
        "whole hashtag or handle": _each(_whole_token),
        "title cut before a name": _each(_without_title),
        "Kang, Gus, ... cut before a full name or initials": _each(_called_by_name),
        "nickname with its Kang, Bang, Cak, Gus": _each(_with_nickname),
        "class word cut before a name": _each(_without_class_word),
        "clitic outside": _each(_without_clitic),
        "class words of a ballot number inside": _each(_with_class_words(_class_words())),
        "repeated gesture is one span": _one_sign,
        "names of a ticket": _tickets,
    }


class Change(NamedTuple):
    """What a rule did to a post: its spans before and after, those that stayed left out."""

    rule: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def apply(
    text: str, mentions: Iterable[Mapping[str, Any]], known: KnownNames, by_name: Mapping[str, Rule]
) -> tuple[list[dict[str, Any]], list[Change]]:
    """The mentions of one post after all rules, and what each rule changed."""
    spans = [Span(mention["start"], mention["end"], mention["stance"]) for mention in mentions]
    changes = []
    for name, rule in by_name.items():
        ruled = rule(text, spans, known)
        if ruled != spans:
            before, after = Counter(spans) - Counter(ruled), Counter(ruled) - Counter(spans)
            changes.append(
                Change(name, *(tuple(text[span.start : span.end] for span in sorted(part)) for part in (before, after)))
            )
        spans = ruled
    return [span._asdict() for span in spans], changes
