"""Typed values of sentences: numbers with units, periods, ranks, changes, names, lists.

A value knows what it is and writes itself in the language that is asked for. `written` does so for any of them, and
for plain text and numbers.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, runtime_checkable

from babel.dates import format_date, format_skeleton

from handbook.language.catalogue import Language, LanguageError
from handbook.language.interface import msgid, say
from handbook.language.numbers import decimal, number
from handbook.language.units import amount
from handbook.quantities.printed import rounded

__all__ = [
    "Bounded",
    "Change",
    "Comparison",
    "Count",
    "Dated",
    "Direction",
    "Items",
    "Number",
    "Period",
    "Phrase",
    "Rank",
    "Span",
    "Text",
    "Value",
    "Words",
    "inside",
    "percent",
    "points",
    "times",
    "written",
]


@runtime_checkable
class Value(Protocol):
    """Anything that writes itself in a language."""

    def written(self, language: Language) -> str:
        """Return the value as a reader of that language sees it."""
        ...


Text = Value | str | int | float | Fraction | Decimal
"""What may fill a place: a typed value, text that is the same in all languages, or a plain number."""


def written(value: Text, language: Language) -> str:
    """Return a value as a reader of a language sees it.

    Raises:
        LanguageError: for what is nothing to be read: no value, yes or no, a missing number.

    >>> written(1234, Language("en")), written("IaaS", Language("zh"))
    ('1,234', 'IaaS')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Value):
        return value.written(language)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal) or value != value:
        raise LanguageError(f"{value!r} is no value for a sentence: hand over a number, a text or a typed value.")
    return number(value)


@dataclass(frozen=True, init=False)
class Phrase:
    """A sentence or a part of one, with values for its places; it is translated as a whole.

    >>> Phrase("{more} more than {base}", more=2, base=147).written(Language("en"))
    '2 more than 147'
    >>> len({Phrase("{n} rows", n=1), Phrase("{n} rows", n=1), Phrase("{n} rows", n=2)})
    2
    """

    sentence: str
    values: Mapping[str, Text]

    def __init__(self, sentence: str, /, **values: Text) -> None:
        object.__setattr__(self, "sentence", sentence)
        object.__setattr__(self, "values", values)

    @classmethod
    def each(cls, sentence: str, /, **values: Iterable[Text]) -> list[Phrase]:
        """Return the sentence once for each row of some columns, whose values fill its places.

        >>> [phrase.values for phrase in Phrase.each("{size} in {year}", size=[45.5, 50.2], year=["2021", "2022"])]
        [{'size': 45.5, 'year': '2021'}, {'size': 50.2, 'year': '2022'}]
        """
        return [cls(sentence, **dict(zip(values, row, strict=True))) for row in zip(*values.values(), strict=True)]

    def __hash__(self) -> int:
        """Tell phrases apart as the names of groups; what fills their places may have no hash."""
        return hash(self.sentence)

    def written(self, language: Language) -> str:
        """Return the sentence with its places filled."""
        return language.fill(self.sentence, {name: written(value, language) for name, value in self.values.items()})


@dataclass(frozen=True)
class Words:
    """Words that the data hold in each language: the label of a code, a name, what a claim is about.

    Attributes:
        forms: by language code; a language that has none is shown the first that there is.

    >>> Words({"en": "", "zh": "平台"}).written(Language("en"))
    '平台'
    """

    forms: Mapping[str, str]

    def __hash__(self) -> int:
        """Tell words apart as the names of groups."""
        return hash(tuple(self.forms.items()))

    def written(self, language: Language) -> str:
        """Return the form of the language."""
        return self.forms.get(language.code) or next(filter(None, self.forms.values()), "")

    @property
    def inside(self) -> Words:
        """The words as they stand inside a sentence: without the capital of a first word that is no abbreviation.

        >>> Words({"en": "Digital factoring", "zh": "数字保理"}).inside.forms["en"], Words({"en": "PaaS layer"}).inside.forms["en"]
        ('digital factoring', 'PaaS layer')
        """
        return Words({code: _lowered(text) for code, text in self.forms.items()})

    def up_to(self, sign: str) -> Words:
        """Return the words without what stands after a sign.

        >>> Words({"en": "North: hills and coast", "zh": "北方"}).up_to(":").forms
        {'en': 'North', 'zh': '北方'}
        """
        return Words({code: text.partition(sign)[0] for code, text in self.forms.items()})


def _lowered(text: str) -> str:
    return text if any(letter.isupper() for letter in text.partition(" ")[0][1:]) else text[:1].lower() + text[1:]


@dataclass(frozen=True)
class Number:
    """A number with its unit.

    Attributes:
        value: in that unit; a fraction of 1 where the unit is ``fraction``.
        unit: as in the data package, ``tn_cny``.
        decimals: digits after the point, in that unit; by default as many as the number needs, at least three
            significant ones, and one for a percentage.

    >>> Number(50.2, "tn_cny").written(Language("en")), Number(50.2, "tn_cny").written(Language("zh"))
    ('50.2 trillion yuan', '50.2万亿元')
    >>> Number(4012.5, "100m_cny").written(Language("en")), Number(4012.5, "100m_cny").written(Language("zh"))
    ('401.25 billion yuan', '4,012.5亿元')
    """

    value: float | int | Fraction | Decimal
    unit: str = ""
    decimals: int | None = None

    def written(self, language: Language) -> str:
        """Return digits and unit."""
        return amount(self.value, self.unit, self.decimals, language.code)


_SMALL = msgid(
    ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "none"), context="count"
)
"""Small numbers as a language writes them inside a sentence; some write digits."""


@dataclass(frozen=True)
class Count:
    """How many there are, inside a sentence: in words up to ten where the language writes so.

    Attributes:
        number: how many.
        alone: whether no noun follows: "none of them" instead of "no companies".

    >>> Count(4).written(Language("en")), Count(22).written(Language("en")), Count(4).written(Language("zh"))
    ('four', '22', '4')
    >>> Count(0).written(Language("en")), Count(0, alone=True).written(Language("en"))
    ('no', 'none')
    """

    number: int
    alone: bool = False

    def written(self, language: Language) -> str:
        """Return the word or the digits."""
        if not 0 <= self.number <= 10:
            return number(self.number)
        return language.translate(_SMALL[-1 if self.alone and not self.number else self.number], context="count")


def percent(share: float | Fraction | Decimal, decimals: int = 1) -> Number:
    """Return a fraction of 1 as a percentage.

    >>> percent(0.817).written(Language("en"))
    '81.7%'
    """
    return Number(share, "fraction", decimals)


def points(difference: float | Fraction | Decimal, decimals: int = 1) -> Number:
    """Return a difference of two fractions of 1 in percentage points.

    >>> points(0.045).written(Language("en")), points(0.045).written(Language("zh"))
    ('4.5 percentage points', '4.5个百分点')
    """
    return Number(decimal(difference) * 100, "percentage_points", decimals)


def times(ratio: float | Fraction | Decimal, decimals: int = 1) -> Number:
    """Return a ratio: `5.2 times`.

    >>> times(5.2).written(Language("zh"))
    '5.2倍'
    """
    return Number(ratio, "times", decimals)


_UNIT = re.compile(r"^[−-]?[\d,.]+")


@dataclass(frozen=True)
class Span:
    """Two values between which something lies: with one unit where both have the same, once where they are equal.

    >>> Span(points(0.045), points(0.055)).written(Language("en")), Span(39, 156).written(Language("en"))
    ('4.5–5.5 percentage points', '39–156')
    >>> Span(Number(9, "100m_cny"), Number(12, "100m_cny")).written(Language("en"))
    '900 million yuan to 1.2 billion yuan'
    """

    low: Text
    high: Text

    def written(self, language: Language) -> str:
        """Return both, or the one that they are."""
        low, high = written(self.low, language), written(self.high, language)
        if low == high:
            return high
        if _UNIT.sub("", low) == _UNIT.sub("", high):
            low = low.removesuffix(_UNIT.sub("", high))
            return Phrase("{low}–{high}", low=low, high=high).written(language)
        return Phrase("{low} to {high}", low=low, high=high).written(language)


@dataclass(frozen=True)
class Period:
    """A year, a month (``2023-02``), a day (``2023-02-09``), a half-year (``2022H1``), a quarter (``2023Q1``), the first three
    quarters (``2023Q1Q3``) or a span of two of them.

    >>> Period(2022).written(Language("zh")), Period(2017, 2022).written(Language("en"))
    ('2022', '2017–2022')
    >>> Period("2023-02").written(Language("en")), Period("2023-02").written(Language("zh"))
    ('February 2023', '2023年2月')
    >>> Period("2023-02-09").written(Language("en")), Period("2023-02-09").written(Language("zh"))
    ('9 February 2023', '2023年2月9日')
    >>> Period("2022H1").written(Language("en")), Period("2022H1").written(Language("zh"))
    ('H1 2022', '2022年上半年')
    >>> Period("2023Q1").written(Language("zh")), Period("2023Q1Q3").written(Language("en"))
    ('2023年一季度', 'Q1–Q3 2023')
    """

    first: int | str
    last: int | str | None = None

    def written(self, language: Language) -> str:
        """Return the period; a year is bare, its sentence says 年 where one belongs."""
        first = _in_words(str(self.first), language.code)
        if self.last is None or str(self.last) == str(self.first):
            return first
        return f"{first}–{_in_words(str(self.last), language.code)}"


_PARTS_OF_A_YEAR = {
    "H1": msgid("H1 {year}"),
    "H2": msgid("H2 {year}"),
    "Q1": msgid("Q1 {year}"),
    "Q2": msgid("Q2 {year}"),
    "Q3": msgid("Q3 {year}"),
    "Q4": msgid("Q4 {year}"),
    "Q1Q3": msgid("Q1–Q3 {year}"),
}
"""How a half-year, a quarter and the first three quarters are written, by what follows the year."""


def _in_words(date: str, code: str) -> str:
    """Return a day, a month or a part of a year in words; what is none of them stays as it is."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        with contextlib.suppress(ValueError):  # no day that there is
            pattern = say(code, "d MMMM y", context="date")
            return str(format_date(datetime.date.fromisoformat(date), pattern, locale=code))
    if date[:4].isdecimal() and date[4:] in _PARTS_OF_A_YEAR:
        return say(code, _PARTS_OF_A_YEAR[date[4:]], year=date[:4])
    month_of_year = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", date)
    if month_of_year is None:
        return date
    year, month = month_of_year[1], int(month_of_year[2])
    return str(format_skeleton("yMMMM", datetime.date(int(year), month, 1), locale=code))


@dataclass(frozen=True)
class Bounded:
    """A value as it was qualified: at least, less than, about, a forecast; an exact one is only itself.

    Attributes:
        value: with its unit.
        bound: ``at_least``, ``less_than``, ``approx``, ``forecast``, or anything else for none of these.

    >>> Bounded(percent(2, 0), "at_least").written(Language("en")), Bounded(4000, "exact").written(Language("en"))
    ('at least 200%', '4,000')
    """

    value: Text
    bound: str

    def written(self, language: Language) -> str:
        """Return the value with the words that bound it."""
        phrases = {
            "at_least": Phrase("at least {value}", value=self.value),
            "less_than": Phrase("less than {value}", value=self.value),
            "approx": Phrase("about {value}", value=self.value),
            "forecast": Phrase("{value} (forecast)", value=self.value),
        }
        return written(phrases.get(self.bound, self.value), language)


@dataclass(frozen=True)
class Dated:
    """A value with its period, where that is not the one that the sentence speaks of.

    >>> Dated(percent(0.415), 2022, 2022).written(Language("en")), Dated(percent(0.415), 2022, 2024).written(Language("en"))
    ('41.5%', '41.5% (2022)')
    >>> [Dated(5, period, "").written(Language("zh")) for period in (2022, "2022H1")]
    ['5（2022年）', '5（2022年上半年）']
    """

    value: Text
    period: int | str
    spoken_of: int | str

    def written(self, language: Language) -> str:
        """Return the value, with the period in brackets where it is another one."""
        text = written(self.value, language)
        if str(self.period) == str(self.spoken_of):
            return text
        period = Period(self.period).written(language)
        if period.isdigit():
            return Phrase("{value} ({year})", value=text, year=period).written(language)
        return Phrase("{value} ({period})", value=text, period=period).written(language)


_ORDINALS = {0: msgid("{place}th"), 1: msgid("{place}st"), 2: msgid("{place}nd"), 3: msgid("{place}rd")}
"""How a place in an order is written, by its last digit."""


@dataclass(frozen=True)
class Rank:
    """A place in an order; one that is shared says so.

    >>> [Rank(n).written(Language("en")) for n in (1, 2, 11, 108)], Rank(3, tied=True).written(Language("zh"))
    (['1st', '2nd', '11th', '108th'], '并列第3')
    """

    place: int
    tied: bool = False

    def written(self, language: Language) -> str:
        """Return the ordinal."""
        last = 0 if 10 <= self.place % 100 <= 20 else self.place % 10
        ordinal = Phrase(_ORDINALS.get(last, _ORDINALS[0]), place=str(self.place))
        return (Phrase("joint {place}", place=ordinal) if self.tied else ordinal).written(language)


@dataclass(frozen=True)
class Items:
    """Several values as a list in a sentence.

    Attributes:
        items: in their order.
        empty: what is written where there are none.
        either: whether only one of them is meant: "or" instead of "and".
        apart: whether semicolons part them, since they hold commas or are cells of a table.
        most: how many a sentence may hold; the others are counted.

    >>> Items(["a", "b", "c"]).written(Language("en")), Items(["甲", "乙"]).written(Language("zh"))
    ('a, b and c', '甲和乙')
    >>> Items([147, 149], either=True).written(Language("en"))
    '147 or 149'
    >>> Items(["idle stock, idle money", "data silos"], apart=True).written(Language("en"))
    'idle stock, idle money; data silos'
    >>> Items(range(1, 20_001), most=3).written(Language("en")), Items("abc", most=3).written(Language("en"))
    ('1, 2 and 19,998 more', 'a, b and c')
    """

    items: Sequence[Text]
    empty: Text = ""
    either: bool = False
    apart: bool = False
    most: int = 50

    def written(self, language: Language) -> str:
        """Return the list with the signs of the language."""
        shown, rest = self.items, 0
        if len(shown) > self.most and not self.apart:
            shown, rest = self.items[: self.most - 1], len(self.items) - self.most + 1
        texts = [written(item, language) for item in shown] or [written(self.empty, language)]
        if rest:
            texts.append(Phrase("{count} more", count=rest).written(language))
        if self.apart:
            return language.translate("; ").join(texts)
        comma = language.translate(", ", context="list")
        conjunction = language.translate(" or " if self.either else " and ")
        return conjunction.join(filter(None, [comma.join(texts[:-1]), texts[-1]]))


def inside(words: Iterable[Words], empty: Text = "", *, either: bool = False, apart: bool = False) -> Items:
    """Return words as a list inside a sentence, see `Items`.

    >>> inside([Words({"en": "Data silos"})]).items[0].forms
    {'en': 'data silos'}
    """
    return Items([name.inside for name in words], empty, either, apart)


@dataclass(frozen=True)
class Direction:
    """Whether a number rose, fell or stayed, at a printed precision if one is given.

    >>> Direction(0.8167, 0.8171, decimals=3).written(Language("en")), Direction(2, 1).written(Language("en"))
    ('stayed the same', 'rose')
    """

    new: float
    old: float
    decimals: int | None = None

    @property
    def sign(self) -> int:
        """1, 0 or -1."""
        new, old = decimal(self.new), decimal(self.old)
        if self.decimals is not None:
            new, old = rounded(new, self.decimals), rounded(old, self.decimals)
        return (new > old) - (new < old)

    def written(self, language: Language) -> str:
        """Return the verb."""
        return language.translate(("stayed the same", "rose", "fell")[self.sign])


@dataclass(frozen=True)
class Change:
    """A relative change: `rose by 10.3 %`.

    Attributes:
        new, old: levels in one unit; ``old`` is not 0.
        decimals: of the percentage.
    """

    new: float
    old: float
    decimals: int = 1

    def written(self, language: Language) -> str:
        """Return verb and percentage; a change of nothing has none."""
        direction = Direction(self.new, self.old)
        if direction.sign == 0:
            return direction.written(language)
        by = percent(abs(decimal(self.new) / decimal(self.old) - 1), self.decimals)
        return Phrase("rose by {by}" if direction.sign > 0 else "fell by {by}", by=by).written(language)


@dataclass(frozen=True)
class Comparison:
    """Whether a number is above, below or level with another.

    >>> Comparison(3, 2).written(Language("en"))
    'above'
    """

    this: float
    other: float

    def written(self, language: Language) -> str:
        """Return the word."""
        return language.translate(("level with", "above", "below")[Direction(self.this, self.other).sign])
