"""Which regional languages a post holds words of: a guess from short word lists, cheap and easy to check.

A post counts for a language when two different words of its list occur. The lists hold frequent words that standard
Indonesian and the other lists do not have. They find mixed posts, and miss posts with one such word or in a
language without a list; they know nothing of grammar. No native speaker has checked them.
"""

from __future__ import annotations

import re
from typing import Final

ENOUGH: Final = 2
"""Different listed words that make a post count."""

WORDS: Final = {
    language: frozenset(words.split())
    for language, words in {
        "Javanese": "ora wis iki kuwi nek karo ojo mung maneh dudu gelem njaluk wingi kabeh durung wong sing iku opo"
        " piye ono kowe dadi neng sesuk mboten sampun",
        "Sundanese": "teu mah aya nu ieu geus jeung ulah kuring abdi tos hatur nuhun punten pisan kitu deui nanaon teh"
        " ngan moal eta naon kumaha hiji sae",
        "Betawi": "kagak kaga ame udeh aye nyang aje belon nyok siape ape gimane kenape ente bae",
        "Minangkabau": "indak ambo nan awak alah sajo juo untuak bana surang duo kantua duduak baa apo dek jan"
        " pulo ndak uda",
        "Malay": "dak nian samo kito galo sayo tak nak die saye kamek kite semue cume agik idak dah",
        "Eastern Malay": "torang kitong katong beta dong deng su so pung pu sonde seng tra trada tarada nyanda jang"
        " kase dorang ngoni ngana dapa laeng samua basudara basodara",
        "Banjar": "kada ulun gasan haja handak wan bubuhan pian umpat banar kawa mun jua sidin nang sabarataan etam",
        "Balinese": "tiang suba sane suksma wenten gen nggih semeton dogen niki sami sareng ngiring mangkin tusing",
        "Acehnese": "hana lon nyan bek bak kamoe mantong nyoe jeut peugah ureung rumoh gampong lagee peu beutoi",
        "Bugis-Makassar": "tawwa daeng tabe ji mi iye kodong puang ki andi",
    }.items()
}
"""Listed words by language, in lower case."""

_WORD = re.compile(r"[^\W\d_]+")


def languages(text: str) -> tuple[str, ...]:
    """The languages of which `text` holds at least `ENOUGH` different listed words, in the order of `WORDS`."""
    words = frozenset(_WORD.findall(text.lower()))
    return tuple(language for language, listed in WORDS.items() if len(words & listed) >= ENOUGH)
