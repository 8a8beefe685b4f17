import json
from pathlib import Path

import pytest

from training.corpus.dialects import WORDS, languages

AUTHORED = Path(__file__).parents[3] / "data" / "asn"

WRITTEN_IN = {
    "Javanese": ("Jawa",),
    "Sundanese": ("Sunda",),
    "Betawi": ("Betawi",),
    "Minangkabau": ("Minang",),
    "Malay": ("Melayu",),
    "Eastern Malay": ("Manado", "Ambon", "Kupang", "Ternate", "Papua"),
    "Banjar": ("Banjar",),
    "Balinese": ("Bali",),
    "Acehnese": ("Aceh",),
    "Bugis-Makassar": ("Bugis",),
}
"""How authored posts call the language they were written in."""


@pytest.fixture(scope="module")
def authored():
    paths = sorted(AUTHORED.glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("language", WORDS)
def test_most_authored_posts_that_count_for_a_language_were_written_in_it(authored, language):
    found = [post["language"] for post in authored if language in languages(post["text"])]
    right = [written for written in found if any(name in written for name in WRITTEN_IN[language])]
    assert len(found) > 20
    assert len(right) / len(found) > 0.7


def test_hardly_a_post_in_standard_indonesian_counts_for_any(authored):
    standard = [post["text"] for post in authored if post["language"] == "Indonesia"]
    assert sum(bool(languages(text)) for text in standard) / len(standard) < 0.01


def test_one_word_however_often_is_not_enough():
    assert languages("ora, ora, ORA!") == ()
    assert languages("Ora, wis.") == ("Javanese",)
    assert languages("orang wisma") == ()


def test_no_word_is_listed_for_two_languages():
    listed = [word for words in WORDS.values() for word in words]
    assert sorted(listed) == sorted(set(listed))
