"""Views of Indonesian posts that keep the way back to the raw text (the Sastrawi pipeline)."""

from netralnlp.text.affixes import split_affixes
from netralnlp.text.casing import lower_case
from netralnlp.text.elongation import shorten_elongation
from netralnlp.text.entities import unescape_entities
from netralnlp.text.hashtags import split_hashtags
from netralnlp.text.kept import is_kept, negations
from netralnlp.text.leet import read_leet
from netralnlp.text.links import fold_links
from netralnlp.text.normalized import Edit, NormalizedText, Stage
from netralnlp.text.pipeline import Pipeline, bag_of_words, normal_view, word_view
from netralnlp.text.slang import Slang, expand_slang, slang_table
from netralnlp.text.stems import stem, stem_words
from netralnlp.text.stopwords import drop_stop_words, stop_words
from netralnlp.text.unicode import fold_unicode

__all__ = [
    "Edit",
    "NormalizedText",
    "Pipeline",
    "Slang",
    "Stage",
    "bag_of_words",
    "drop_stop_words",
    "expand_slang",
    "fold_links",
    "fold_unicode",
    "is_kept",
    "lower_case",
    "negations",
    "normal_view",
    "read_leet",
    "shorten_elongation",
    "slang_table",
    "split_affixes",
    "split_hashtags",
    "stem",
    "stem_words",
    "stop_words",
    "unescape_entities",
    "word_view",
]
