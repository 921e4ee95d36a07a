"""What a report says of a number, in plain words of ours: what, whose, how much, when, and how it is qualified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from handbook.language import wording
from handbook.language.interface import interface, localized, msgid, say
from handbook.language.printed import printed_amount
from handbook.language.values import Period, Rank
from handbook.quantities.units import UNITS_KNOWN

__all__ = ["is_stated", "names_whom", "period_words", "said"]

_SAID = {
    (False, False): msgid("{subject}: {value}", context="what a report says"),
    (False, True): msgid("{subject}: {value} {period}", context="what a report says"),
    (True, False): msgid("{subject} ({entity}): {value}", context="what a report says"),
    (True, True): msgid("{subject} ({entity}): {value} {period}", context="what a report says"),
}
"""A number in words, by whether it is said whose it is and of when."""

_STATED = {
    (False, False): msgid("{subject}", context="what a report says"),
    (False, True): msgid("{subject}, {period}", context="what a report says"),
    (True, False): msgid("{subject} ({entity})", context="what a report says"),
    (True, True): msgid("{subject} ({entity}), {period}", context="what a report says"),
}
"""A statement in words: the number 1 that stands for it would say less."""

_WHEN = {
    "a part of it": msgid("in {period}", context="when"),
    "all of it": msgid("over {period}", context="when"),
    "its year": msgid("{period}", context="when"),
}
"""The period of a number behind it: it lies in a year, is of several years, or is a day or month of the year."""

_CALENDAR = ("日期", "年份")
"""Units of numbers that are a day, a month or a year themselves."""

_YEARS = re.compile(r"\d{4}(?:–\d{4})?年?")
"""A number that is its own period."""

_MET = re.compile(r"(?<=[A-Za-z])(?=\d{4}\D)")

_SHORT = 3
"""A first word of so many letters may be an article or an abbreviation: it stands for no name by itself."""


def said(claim: Mapping[str, Any], language: str, entity: str = "") -> str:
    """Return what the report says of a quantity.

    Args:
        claim: row of the claims or of the audit: ``subject``, ``period``, ``printed``, ``unit``, ``qualifier``; of a
            row of the audit ``implied`` and ``check`` as well, of one of the claims ``metric`` and ``token``.
        language: code.
        entity: whom it is about, in the language; left out where the subject names it.

    >>> row = {"subject": "Revenue", "subject_zh": "营收", "period": "2022", "printed": "83", "unit": "亿元"}
    >>> said({**row, "qualifier": "at_least"}, "en", "Some"), said({**row, "qualifier": "approx"}, "zh", "某公司")
    ('Revenue (Some): at least 8.3 billion yuan in 2022', '某公司2022年营收：约83亿元')
    >>> said({"subject": "Called the first", "period": "", "printed": "1", "unit": "", "qualifier": "exact"}, "en")
    'Called the first'
    >>> said({"subject": "Several kinds", "period": "", "printed": "1", "unit": "类", "qualifier": "at_least", "token": "几类"}, "en")
    'Several kinds'
    >>> row = {"subject": "World rank", "subject_zh": "世界排名", "period": "2021", "printed": "109", "unit": "位"}
    >>> [said({**row, "metric": "rank", "qualifier": "exact"}, code) for code in ("en", "zh")]
    ['World rank: 109th in 2021', '2021年世界排名：第109位']
    """
    subject = localized(claim, "subject", language)
    entity = "" if names_whom(subject, entity) else entity
    amount = _amount(claim, language)
    period = _when(str(claim["period"]), amount, claim["unit"], language)
    stated = is_stated(claim)
    phrase = (_STATED if stated else _SAID)[bool(entity), bool(period)]
    places = {"subject": subject, "entity": entity, "period": period}
    value = wording.qualified(amount, claim["qualifier"], language)
    text = say(language, phrase, context="what a report says", **places, **({} if stated else {"value": value}))
    # One pair of brackets for both, and nothing that reads like one word: "Firm2022".
    return _MET.sub(say(language, ", "), text.replace(") (", "; "))


def is_stated(claim: Mapping[str, Any]) -> bool:
    """Return whether a 1 stands for a statement that the subject makes by itself: the first, several, a yes or no."""
    if claim["printed"] != "1":
        return False
    if claim.get("metric") == "rank" and re.search(r"\bfirst\b", claim["subject"], re.IGNORECASE):
        return True
    several = claim["qualifier"] == "at_least" and str(claim.get("token", "")).startswith(_SEVERAL)
    if several and claim["unit"] in UNITS_KNOWN:
        return True
    return not claim["unit"] or bool(claim.get("implied") and claim["check"] in wording.SAYS_ALL)


_SEVERAL = ("数", "几", "若干")
"""How a number begins that a text leaves open: its lower bound of one says less than the word."""


def _amount(claim: Mapping[str, Any], language: str) -> str:
    """Return the number of a claim with its unit, a rank as an ordinal."""
    if claim.get("metric") == "rank" and claim["printed"].isdecimal():
        place = Rank(int(claim["printed"])).written(interface(language))
        return say(language, "{place}", context="rank in a sentence", place=place)
    return printed_amount(claim["printed"], claim["unit"], language)


def names_whom(subject: str, entity: str) -> bool:
    """Return whether a subject says itself whom it is about, in full or by how the name begins.

    >>> names_whom("Shire's opinion", "Shire County"), names_whom("江北方案", "江北区"), names_whom("Revenue", "Some")
    (True, True, False)
    >>> names_whom("Centralised purchasing", "Central enterprises"), names_whom("", ""), names_whom("A price", "")
    (False, True, True)
    """
    first = entity.partition(" ")[0]
    begins = first if len(first) > _SHORT else entity
    if not begins.isascii():
        return begins[:2] in subject
    return not begins or bool(re.search(rf"(?<!\w){re.escape(begins)}(?!\w)", subject, re.IGNORECASE | re.ASCII))


def _when(period: str, amount: str, unit: str, language: str) -> str:
    """Return when a number was, as it stands in its sentence; empty where the number is its own date."""
    words = period_words(period, language)
    if not period or words in amount or _YEARS.fullmatch(amount):
        return ""
    if unit in _CALENDAR:
        # A day without its year is told with it; what names a year itself needs no other.
        way = "its year" if re.fullmatch(r"\d{4}", period) and not re.search(r"\d{4}|Q", amount) else ""
    else:
        way = "all of it" if "/" in period else "a part of it"
    return say(language, _WHEN[way], context="when", period=words) if way else ""


def period_words(period: str, language: str) -> str:
    """Return a period of the claims in words: a year, a month, a half-year, or two of them with a stroke between.

    >>> period_words("2022/2023H1", "en"), period_words("2016/2022", "zh"), period_words("2023-07", "zh")
    ('2022–H1 2023', '2016–2022年', '2023年7月')
    >>> period_words("2023Q1-Q3", "en"), period_words("2023Q1-Q3", "zh")
    ('Q1–Q3 2023', '2023年前三季度')
    """
    first, _, last = period.replace("-Q", "Q").partition("/")
    text = Period(first, last or None).written(interface(language))
    return say(language, "{year}", context="a year by itself", year=text) if text[-4:].isdigit() else text
