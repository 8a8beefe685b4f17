"""Forms that are made from names: short names, initials, tickets, hashtags.

A made form that cannot stand for a person as it is (an ordinary word, a place, everybody's name:
`data/common_words.txt`) is left out or marked `context`. A full name is never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from netralnlp.rosters import tables
from netralnlp.rosters.form import Form, FormKind
from netralnlp.schema import Contestant, Person

_ABBREVIATION = re.compile(r"^(?:[^\W\d_]{1,3}\.)+[^\W\d_]?$|^[^\W\d_]$|^[A-Z]{2,3}$")
_NAMES = frozenset({FormKind.NAME, FormKind.NICKNAME})
_JOINTS = ("-", " - ", " ", "")
_LONG = 8
_SHORT = 4
_VOWELS = frozenset("aeiouy")


def name_forms(
    person: Person, spellings: Iterable[str], contestant: Contestant | None, *, one_word: bool = True
) -> list[Form]:
    """Full names, names of two of their words, single words that stand alone, initials.

    Args:
        person: whose forms.
        spellings: other spellings of the full name.
        contestant: of the race in play, if one is.
        one_word: whether single words and initials are made.
    """
    contestants = (contestant,) if contestant else ()
    found: dict[str, Form] = {}
    for name in dict.fromkeys([person.name, *spellings]):
        words = name_words(name)
        made = [name, name.replace("'", ""), _without_initials(name), *(" ".join(pair) for pair in _pairs(words))]
        if one_word:
            made += [" ".join(words), *(word for word in words if _stands_alone(word))]
            made += [
                word for word in words[:1] if len(word) == 2 and tables.common_words().get(word.casefold()) != "never"
            ]
        for text in made:
            context = len(text) < 4 or (is_common(text) and (text != name or " " not in name))
            found.setdefault(text, Form(text, FormKind.NAME, contestants, person, context=context, generated=True))
        short = initials(name)
        if one_word and 2 < len(short) < 5 and short.casefold() not in tables.common_words():
            found.setdefault(short, Form(short, FormKind.INITIALISM, contestants, person, context=True, generated=True))
    return list(found.values())


def _without_initials(name: str) -> str:
    """`M. Syarif HD` -> `Syarif HD`."""
    words = name.split()
    while len(words) > 2 and _ABBREVIATION.match(words[0]):
        words = words[1:]
    return " ".join(words)


def name_words(name: str) -> list[str]:
    """Words of a name without initials and abbreviated titles: `R. Achmad Dimyati` -> `Achmad`, `Dimyati`."""
    return [word for word in name.split() if not _ABBREVIATION.match(word)] or name.split()


def initials(name: str) -> str:
    """`Rahmat Mirzani Djausal` -> `RMD`."""
    return "".join(word[0] for word in name_words(name)).upper()


def _usable(words: Iterable[str]) -> list[str]:
    return [word for word in words if tables.common_words().get(word.casefold()) != "never"]


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    """Two words of a longer name that people use for it, at least one of which tells people apart."""
    usable = _usable(words)
    if len(words) < 2 or not usable:
        return []
    pairs = [(words[0], words[1]), (words[-2], words[-1]), (words[0], words[-1]), *combinations(usable[:4], 2)]
    return [pair for pair in dict.fromkeys(pairs) if _usable(pair)]


def _stands_alone(word: str) -> bool:
    return len(word) > 2 and tables.common_words().get(word.casefold(), "context") == "context"


def is_common(text: str) -> bool:
    """Whether every word of a form is an ordinary word, a place or a name that many bear."""
    return all(word in tables.common_words() for word in text.casefold().split())


def ticket_forms(contestant: Contestant, short: Mapping[str, Sequence[str]]) -> list[Form]:
    """Both full names, both without their third words, both short names: joined by a hyphen, a space or nothing.

    Args:
        contestant: a pair; of anything else nothing is made.
        short: by person id, the short names that tickets are made of.
    """
    head, deputy = contestant.head, contestant.deputy
    if not head or not deputy:
        return []
    pairs = [(head.name, deputy.name), (_two_words(head.name), _two_words(deputy.name))]
    pairs += product(short.get(head.id, ()), short.get(deputy.id, ()))
    texts: dict[str, bool] = {}
    for first, second in pairs:
        common = all(" " not in name and is_common(name) for name in (first, second))
        for joint in _JOINTS:
            if first.casefold() != second.casefold() and (joint or not (" " in first or " " in second)):
                texts.setdefault(f"{first}{joint}{second}", common and joint != "-")
    ends = [_ends(person.name) + _ends(" ".join(short.get(person.id, ()))) for person in (head, deputy)]
    for first, second in product(*ends):
        if first.casefold() != second.casefold():
            texts.setdefault(f"{first}-{second}", False)
            texts.setdefault(f"{first} - {second}", is_common(first) and is_common(second))
    letters = [initials(person.name) for person in (head, deputy)]
    if min(map(len, letters)) > 1:
        texts["-".join(letters)] = False
    return [
        Form(text, FormKind.TICKET, (contestant,), context=context, generated=True) for text, context in texts.items()
    ]


def _ends(name: str) -> list[str]:
    """The first and the last word of a name, which a hyphen makes a ticket of though neither stands alone."""
    words = [word for word in name_words(name) if len(word) > 2]
    return list(dict.fromkeys(words[:1] + words[-1:]))


def _two_words(name: str) -> str:
    words = name_words(name)
    usable = _usable(words)
    return " ".join((usable if len(usable) > 1 else words)[:2])


def empty_column_forms(contestant: Contestant) -> list[Form]:
    """What people call the empty column of a race with a single pair."""
    texts = (contestant.name, "kotak kosong", "bumbung kosong")
    return [Form(text, FormKind.NAME, (contestant,), generated=True) for text in texts]


def short_names(forms: Iterable[Form]) -> list[str]:
    """Names that tickets are made of: the four commonest reviewed ones, the first and the last word of the name."""
    names = [form for form in forms if form.kind in _NAMES and not form.slur and not form.lead]
    reviewed = [form.text for form in names if not form.generated and len(form.text.split()) < 3]
    words = [form.text for form in names if form.generated and form.one_word and len(form.text) > 2]
    return list(dict.fromkeys([*reviewed[:4], *words[:1], *words[-1:]]))


def hashtag_forms(forms: Iterable[Form]) -> list[Form]:
    """`#MahyeldiVasko`, of names and tickets that need no context; longer tickets only from the full names."""
    found: dict[str, Form] = {}
    for form in forms:
        ticket = form.kind is FormKind.TICKET and (form.one_word or " - " in form.text)
        if form.context or form.lead or not (ticket or form.kind in _NAMES or form.kind is FormKind.PARTY):
            continue
        tag = "#" + re.sub(r"[\W_]+", "", form.text)
        if len(tag) > 4:
            made = Form(tag, FormKind.HASHTAG, form.contestants, form.person, form.party, generated=True)
            found.setdefault(tag, made)
    return list(found.values())


def glued_forms(forms: Iterable[Form]) -> list[Form]:
    """Full names of two words written as one: `Krisdayanti`."""
    return [
        replace(form, text="".join(form.text.split()))
        for form in forms
        if form.generated and form.person and form.text == form.person.name
        if form.text.count(" ") == 1 and len(form.text) > _LONG and name_words(form.text) == form.text.split()
    ]


def variant_forms(forms: Iterable[Form]) -> list[Form]:
    """Single names that end in the other of `i` and `y`, where no form of the roster does: `Hengky` of `Hengki`."""
    known = {form.text.casefold() for form in forms}
    found = []
    for form in forms:
        if form.generated and form.kind is FormKind.NAME and form.one_word and len(form.text) > _SHORT:
            text = form.text[:-1] + {"i": "y", "y": "i"}.get(form.text[-1], form.text[-1])
            if form.text[-2].lower() not in _VOWELS and _stands_alone(text) and text.casefold() not in known:
                found.append(replace(form, text=text, context=form.context or is_common(text)))
    return found


def merge_forms(forms: Iterable[Form]) -> tuple[Form, ...]:
    """One form for one text (case aside); those who share it are joined in `contestants`.

    A reviewed form wins over a made one.
    """
    found: dict[str, Form] = {}
    for form in forms:
        key = form.text.casefold()
        known = found.get(key)
        if known is None:
            found[key] = form
            continue
        if known.generated and not form.generated:
            known, form = form, known
        contestants = tuple(dict.fromkeys(known.contestants + form.contestants))
        person = known.person if known.person == form.person else None
        found[key] = replace(known, contestants=contestants, person=person)
    return tuple(found.values())
