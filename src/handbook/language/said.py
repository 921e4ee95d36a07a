"""What a report says of a number, in plain words of ours: whose, what, when, how much, and how it is qualified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handbook.language import wording
from handbook.language.interface import interface, localized, say
from handbook.language.printed import printed_amount
from handbook.language.values import Period

__all__ = ["period_words", "said"]


def said(claim: Mapping[str, Any], language: str, entity: str = "") -> str:
    """Return what the report says of a quantity.

    Args:
        claim: row of the claims or of the audit: ``subject``, ``period``, ``printed``, ``unit``, ``qualifier``.
        language: code.
        entity: whom it is about, in the language; left out where the subject names it.

    >>> row = {"subject": "Revenue", "subject_zh": "营收", "period": "2022", "printed": "83", "unit": "%"}
    >>> said({**row, "qualifier": "at_least"}, "en", "Zall"), said({**row, "qualifier": "approx"}, "zh")
    ('Zall: revenue, 2022: at least 83%', '营收（2022年）：约83%')
    """
    subject = localized(claim, "subject", language)
    if entity and entity.lower() not in subject.lower():
        subject = say(language, "{subject}: {value}", subject=entity, value=subject[:1].lower() + subject[1:])
    period = period_words(str(claim["period"]), language)
    about = say(language, "{subject}, {period}", subject=subject, period=period) if period else subject
    value = wording.qualified(printed_amount(claim["printed"], claim["unit"], language), claim["qualifier"], language)
    return say(language, "{subject}: {value}", subject=about, value=value)


def period_words(period: str, language: str) -> str:
    """Return a period of the claims in words: a year, a month, a half-year, or two of them with a stroke between.

    >>> period_words("2022/2023H1", "en"), period_words("2016/2022", "zh"), period_words("2023-07", "zh")
    ('2022–H1 2023', '2016–2022年', '2023年7月')
    """
    first, _, last = period.partition("/")
    text = Period(first, last or None).written(interface(language))
    return say(language, "{year}", context="a year by itself", year=text) if text[-4:].isdigit() else text
