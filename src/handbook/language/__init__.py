"""Language: typed values, sentences with places for them, and the catalogues of the languages of an edition.

Chapters and helpers hand on numbers with their units, periods, ranks and names. They become text here, in the
language that is asked for, when an output is written for a reader.
"""

from handbook.language.catalogue import Catalogue, Language, LanguageError, Languages, places
from handbook.language.names import name_of
from handbook.language.numbers import number
from handbook.language.values import (
    Bounded,
    Change,
    Comparison,
    Count,
    Dated,
    Direction,
    Items,
    Number,
    Period,
    Phrase,
    Rank,
    Span,
    Text,
    Value,
    Words,
    inside,
    percent,
    points,
    times,
    written,
)
from handbook.language.verdicts import verdict_phrase

__all__ = [
    "Bounded",
    "Catalogue",
    "Change",
    "Comparison",
    "Count",
    "Dated",
    "Direction",
    "Items",
    "Language",
    "LanguageError",
    "Languages",
    "Number",
    "Period",
    "Phrase",
    "Rank",
    "Span",
    "Text",
    "Value",
    "Words",
    "inside",
    "name_of",
    "number",
    "percent",
    "places",
    "points",
    "times",
    "verdict_phrase",
    "written",
]
