"""Printed amounts in words: the units of a report, `9220.2 亿元`, as each language writes them.

What a report prints keeps its digits; only the power of ten moves to one that the language has a word for (1千亿元 is
1000亿元), and what merely counts things (个) is told by the noun beside the number. In a language that is written in the
signs of the unit the amount stays as it was printed, closed up.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date

from handbook.language import units
from handbook.language.interface import interface, joined, msgid, say
from handbook.language.numbers import number
from handbook.language.values import Period
from handbook.quantities.units import MAGNITUDES, UNITS_KNOWN
from handbook.quantities.words import named

__all__ = ["printed_amount", "readable", "spoken"]

_DATE = "日期"
_CALENDAR = {_DATE: "", "年份": "年"}
"""Units that say what a number is rather than how much: a day, a year."""

_SPELLED = {"m²": "平方米", "百分点": "个百分点", "季度": "个季度", "SKU": "个SKU"}
"""Units as a Chinese sentence writes them, where a report is shorter."""

_MEASURES = {
    "日": "days",
    "SKU": "SKU",
    "小时": "hours",
    "分钟": "minutes",
    "月": "months",
    "个月": "months",
    "季度": "quarters",
    "公里": "km",
    "国际元每小时": "intl2021ppp_per_hour",
}
"""What a text prints beyond the units of tables."""

_NUMBER = r"[−+-]?\d[\d,]*(?:\.\d+)?"
_WORD = re.compile("[\u4e00-\u9fff]")
_SCRIPT = msgid("Latin", context="script")


@lru_cache(maxsize=10_000)
def printed_amount(printed: str, unit_name: str, language: str) -> str:
    """Return a printed number with its unit as a language writes it, where the things that it counts stand beside it.

    A count of companies or persons is a bare number in English: its Chinese word also counts platforms and hospitals.

    Args:
        printed: the number as the report prints it: digits, a range, a date.
        unit_name: as the report prints it.
        language: its code.

    >>> printed_amount("9220.2", "亿元", "en"), printed_amount("9220.2", "亿元", "zh")
    ('922.02 billion yuan', '9220.2亿元')
    >>> printed_amount("72", "家", "en"), printed_amount("2.3", "万家", "en"), printed_amount("41.0", "万亿元", "en")
    ('72', '23,000', '41.0 trillion yuan')
    >>> printed_amount("1", "千亿元", "zh"), printed_amount("1-50", "亿元", "en"), printed_amount("2", "日", "en")
    ('1000亿元', '100 million to 5 billion yuan', '2 days')
    >>> printed_amount("2023-07-12", "日期", "en"), printed_amount("1000-5000", "万元", "en"), printed_amount("7", "成", "en")
    ('12 July 2023', '10–50 million yuan', '70%')
    >>> printed_amount("10-15", "%", "en"), printed_amount("10-15", "%", "zh"), printed_amount("-34", "%", "en")
    ('10–15%', '10%–15%', '−34%')
    >>> printed_amount("152977", "元/人", "en"), printed_amount("7", "成", "zh")
    ('152,977 yuan per person', '7成')
    >>> printed_amount("2022; 2023H1", "日期", "zh"), printed_amount("1.8", "百分点", "zh")
    ('2022年；2023年上半年', '1.8个百分点')
    """
    latin = say(language, _SCRIPT, context="script") == _SCRIPT
    if unit_name == _DATE:
        return say(language, "; ").join(_dated(date, language) for date in printed.split("; "))
    if unit_name in ("%", "‰"):
        stroke = "–" if latin else f"{unit_name}–"
        return f"{_STROKE.sub(stroke, printed.replace('-', '−', printed.startswith('-')))}{unit_name}"
    return spoken(f"{printed} {_COUNTED.sub('个', unit_name) if latin else unit_name}".strip(), language)


_COUNTED = re.compile("(?<!/)[家人]$")
"""Words that count companies, platforms, hospitals; persons, users, experts."""


def readable(text: str, language: str) -> bool:
    """Return whether a text stands in the signs of a language: the report's own words are quoted elsewhere, not mixed in.

    >>> readable("政策", "en"), readable("政策", "zh"), readable("Policy", "en")
    (False, True, True)
    """
    return not _WORD.search(text) or say(language, _SCRIPT, context="script") != _SCRIPT


_STROKE = re.compile(r"(?<=\d)-(?=\d)")


def _dated(date: str, language: str) -> str:
    """Return a date as a language writes it, one without its year too.

    >>> _dated("2023-07-12", "en"), _dated("07-18", "en"), _dated("07-18", "zh"), _dated("2027", "zh"), _dated("Q1", "zh")
    ('12 July 2023', '18 July', '7月18日', '2027年', '一季度')
    """
    if day := re.fullmatch(r"(\d{2})-(\d{2})", date):
        some = datetime.date(_LEAP, int(day[1]), int(day[2]))
        return str(format_date(some, say(language, "d MMMM", context="date"), locale=language))
    if date in _QUARTERS:
        return say(language, date, context="quarter")
    text = Period(date).written(interface(language))
    return say(language, "{year}", context="a year by itself", year=text) if text.isdecimal() else text


_LEAP = 2000
"""A year that has every day."""

_QUARTERS = msgid(("Q1", "Q2", "Q3", "Q4"), context="quarter")
"""Quarters that a text names without their year."""


def spoken(text: str, language: str) -> str:
    """Return a text with the printed amounts in it as a language writes them; what is none stays.

    >>> spoken("45.5 万亿元 × (1 + 10.3%) = 50.19 万亿元 [50.11 … 50.26]; 72 家 + 70 家", "en")
    '45.5 trillion yuan × (1 + 10.3%) = 50.19 trillion yuan [50.11 … 50.26]; 72 companies + 70 companies'
    >>> spoken("9220 亿元 [9215 … 9225]", "en"), spoken("2023 − 2020 = 3 年", "en"), spoken("72 家 + 70 家", "zh")
    ('922.0 billion yuan [921.5 … 922.5]', '2023 − 2020 = 3 years', '72家 + 70家')
    """
    return _MINUS.sub("−", _amounts().sub(lambda match: _written(match, language), text))


_MINUS = re.compile(r"(?<![\w.–-])-(?=\d)")


@lru_cache(maxsize=1)
def _amounts() -> re.Pattern[str]:
    """Return what finds an amount in a text: a number or a range, a unit in Chinese, the bounds behind it."""
    names = sorted(
        {*_MEASURES} | {name for name in UNITS_KNOWN if _WORD.search(name) or name in _SPELLED}, key=len, reverse=True
    )
    powers = "|".join(word for word, _ in MAGNITUDES if _WORD.search(word))
    word = f"(?:{powers})?(?:{'|'.join(map(re.escape, names))})|(?:{powers})"
    return re.compile(
        rf"(?<![A-Za-z\d_.])(?P<first>{_NUMBER})(?:[-–](?P<last>{_NUMBER}))? ?(?P<unit>{word})(?![\u4e00-\u9fff])"
        rf"(?: \[(?P<low>−?∞|{_NUMBER}) … (?P<high>∞|{_NUMBER})\])?"
    )


def _written(match: re.Match[str], language: str) -> str:
    word = match["unit"]
    said = [match[part] for part in ("first", "last", "low", "high")]
    if say(language, _SCRIPT, context="script") != _SCRIPT:
        return _closed_up(said, word, language)
    if word in _CALENDAR or (word == "年" and all(_is_year(text) for text in said[:2] if text)):
        return "–".join(text for text in said[:2] if text)
    first, last, low, high = _shifted(said, word, language)
    if match["last"] and word != "成":
        smaller = units.suited_power(_decimal(match["first"]), _power(word), language)[1]
        if smaller != last[1]:
            low_end = spoken(f"{match['first']} {word}", language).removesuffix(f" {_noun(word, '', '', language)}")
            high_end = joined([last[0], last[1], _noun(word, last[0], last[1], language)], language)
            return say(language, "{low} to {high}", low=low_end, high=high_end)
    text = f"{first[0]}–{last[0]}" if last[0] else first[0]
    text = f"{text}%" if word == "成" else joined([text, first[1], _noun(word, text, first[1], language)], language)
    return f"{text} [{low[0]} … {high[0]}]" if low[0] and high[0] else text


def _closed_up(said: Sequence[str | None], word: str, language: str) -> str:
    """Return an amount in the signs of its unit, in a power of ten that is usual: 千亿 stands for no number by itself."""
    rest = next((word.removeprefix(size) for size, _ in MAGNITUDES if word.startswith(size) and _power(word)), word)
    shown = [text or "" for text in said]
    if word != "成" and _power(word) not in dict(units.magnitudes(language)):
        moved = list(_shifted(said, word, language))
        shown, word = [text.replace(",", "") for text, _ in moved], f"{moved[0][1]}{rest}"
    first, last, low, high = shown
    unit = _CALENDAR.get(word, word.removesuffix(rest) + _SPELLED.get(rest, rest) if word.endswith(rest) else word)
    text = f"{first}–{last}{unit}" if last else f"{first}{unit}"
    return f"{text} [{low} … {high}]" if low else text


def _is_year(text: str) -> bool:
    return text.isdigit() and 1900 <= int(text) <= 2100


def _shifted(said: Sequence[str | None], word: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield numbers in the power of ten that suits the first, each with its word; empty for one that is not there."""
    power, largest = _power(word), max((_decimal(text) for text in said[:2] if text), key=abs)
    exponent, magnitude = units.suited_power(largest, power, language) if word != "成" else (0, "")
    places = max(_places(text, power - exponent) for text in said if text)
    for text in said:
        if text is None:
            yield "", ""
        elif "∞" in text:
            yield text, magnitude
        else:
            moved = _decimal(text).scaleb(power - exponent)
            # Bounds show as many digits as the number that they are of.
            yield number(moved, places if said[2] else _places(text, power - exponent)), magnitude


def _power(word: str) -> int:
    """Return the power of ten in a unit.

    >>> _power("万亿元"), _power("百个"), _power("家"), _power("成")
    (12, 2, 0, 1)
    """
    if word == "成":
        return 1
    for magnitude, size in MAGNITUDES:
        if word.startswith(magnitude) and word not in UNITS_KNOWN:
            return len(str(size)) - 1
    return 0


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def _places(text: str, shift: int) -> int:
    """Return how many decimals a number keeps that is moved: those printed; of a whole one none that say nothing.

    >>> _places("9220.2", -1), _places("41.0", 0), _places("200", -1), _places("147", -1), _places("15.30", 4)
    (2, 1, 0, 1, 0)
    """
    if "∞" in text:
        return 0
    moved = _decimal(text).scaleb(shift)
    exponent = (moved if "." in text else moved.normalize()).as_tuple().exponent
    return max(0, -int(exponent))


def _noun(word: str, text: str, magnitude: str, language: str) -> str:
    """Return what is counted or measured, in the number that English has: one company, two companies."""
    rest = next(
        (word.removeprefix(size) for size, _ in MAGNITUDES if word.startswith(size) and word not in UNITS_KNOWN), word
    )
    base = _MEASURES.get(rest) or (named(rest) if rest else "")
    return units.noun(base, text == "1" and not magnitude, language)
