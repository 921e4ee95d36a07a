"""Units in words: what stands beside a number, in each language."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from handbook.language.interface import joined, msgid, say
from handbook.language.numbers import decimal, number
from handbook.quantities.words import parted

__all__ = ["amount", "magnitudes", "noun", "reader_power", "suited_power", "unit_words"]

WORDS: dict[str, tuple[str, ...]] = {
    "cny": msgid(("yuan", "yuan"), context="unit"),
    "cny_per_person": msgid(("yuan per person", "yuan per person"), context="unit"),
    "cny_per_t": msgid(("yuan per tonne", "yuan per tonne"), context="unit"),
    "usd": msgid(("US dollars", "US dollar"), context="unit"),
    "usd_per_hour": msgid(("US dollars per hour", "US dollar per hour"), context="unit"),
    "intl2021ppp_per_hour": msgid(
        ("2021 international dollars per hour", "2021 international dollar per hour"), context="unit"
    ),
    "persons": msgid(("persons", "person"), context="unit"),
    "companies": msgid(("companies", "company"), context="unit"),
    "users": msgid(("users", "user"), context="unit"),
    "models": msgid(("models", "model"), context="unit"),
    "suppliers": msgid(("suppliers", "supplier"), context="unit"),
    "products": msgid(("products", "product"), context="unit"),
    "m2": msgid(("square metres", "square metre"), context="unit"),
    "t": msgid(("tonnes", "tonne"), context="unit"),
    "days": msgid(("days", "day"), context="unit"),
    "years": msgid(("years", "year"), context="unit"),
    "months": msgid(("months", "month"), context="unit"),
    "weeks": msgid(("weeks", "week"), context="unit"),
    "hours": msgid(("hours", "hour"), context="unit"),
    "minutes": msgid(("minutes", "minute"), context="unit"),
    "quarters": msgid(("quarters", "quarter"), context="unit"),
    "km": msgid(("kilometres", "kilometre"), context="unit"),
    "m": msgid(("metres", "metre"), context="unit"),
    "person_months": msgid(("person-months", "person-month"), context="unit"),
    "per_mille": msgid(("\u2030", "\u2030"), context="unit"),
    "percentage_points": msgid(("percentage points", "percentage point"), context="unit"),
    "times": msgid(("times", "time"), context="unit"),
    "SKU": msgid(("SKUs", "SKU"), context="unit"),
    **dict.fromkeys(("", "count", "rank", "year", "ratio", "fraction", "index"), ("", "")),
}
"""Plural and singular of a unit, by its name in the data package; one that is not here is called by its name."""

POWERS = {
    12: msgid("trillion", context="power"),
    9: msgid("billion", context="power"),
    8: msgid("100 million", context="power"),
    6: msgid("million", context="power"),
    4: msgid("10,000", context="power"),
    3: msgid("thousand", context="power"),
    0: "",
}
"""Powers of ten in the heads of columns and axes."""


@lru_cache(maxsize=16)
def magnitudes(language: str) -> tuple[tuple[int, str], ...]:
    """Return the powers of ten that a language has words for, the largest first, as its catalogue lists them.

    >>> magnitudes("zh")
    ((12, '万亿'), (8, '亿'), (4, '万'), (0, ''))
    """
    listed = say(language, "12 trillion, 9 billion, 6 million", context="magnitudes")
    pairs = [entry.split(" ") for entry in listed.split(", ")]
    return (*((int(power), word) for power, word in pairs), (0, ""))


def amount(value: float | int | Fraction | Decimal, unit: str, decimals: int | None, language: str) -> str:
    """Return a number with its unit, in a magnitude that the language has a word for.

    Args:
        value: in the unit.
        unit: as in the data package.
        decimals: digits after the point in that unit, None for as many as needed.
        language: its code.

    >>> amount(0.415, "fraction", None, "en"), amount(72, "companies", None, "zh"), amount(1, "companies", None, "en")
    ('41.5%', '72家', '1 company')
    >>> amount(1.05, "bn_usd", 2, "zh"), amount(3, "100m_cny", None, "en"), amount(2.3, "10k_companies", None, "en")
    ('10.5亿美元', '300 million yuan', '23,000 companies')
    """
    if unit == "percent":
        return f"{number(value, decimals)}%"
    if unit == "fraction":
        return f"{number(decimal(value) * 100, 1 if decimals is None else decimals)}%"
    power, base = parted(unit)
    digits, magnitude = decimal(value), ""
    if power:
        exponent, magnitude = suited_power(digits, power, language)
        digits = digits.scaleb(power - exponent)
        if decimals is not None:
            decimals = max(0, decimals + exponent - power)
    text = number(digits, decimals) if decimals is not None or power == 0 else _exact(digits)
    plural, singular = WORDS.get(base, (base, base))
    return joined([text, magnitude, _said(singular if text == "1" and not magnitude else plural, language)], language)


def unit_words(name: str, language: str, shift: int = 0) -> str:
    """Return a unit in words for axes and table heads (empty for shares, counts, ranks and years).

    Args:
        name: as in the data package.
        language: code.
        shift: powers of ten by which the unit is another, see `reader_power`.

    >>> unit_words("100m_cny", "en"), unit_words("100m_cny", "en", 1)
    ('100 million yuan', 'billion yuan')
    >>> unit_words("tn_cny", "en"), unit_words("million_usd", "en"), unit_words("10k_t", "zh"), unit_words("fraction", "en")
    ('trillion yuan', 'million US dollars', '万吨', '')
    """
    power, base = parted(name)
    power += shift
    head = say(language, POWERS[power], context="power") if POWERS.get(power, "") else f"10^{power}" if power else ""
    return joined([head, _said(WORDS.get(base, (base, base))[0], language)], language)


def reader_power(name: str, largest: float, language: str) -> int:
    """Return by how many powers of ten the unit of a reader is larger than a unit that the language has no word for.

    Args:
        name: of the unit, as in the data package.
        largest: of the numbers in the unit; where it is below 1 in the nearest magnitude, the next smaller one is taken.
        language: code.

    >>> reader_power("100m_cny", 4550.0, "en"), reader_power("100m_cny", 5.2, "en"), reader_power("100m_cny", 5.2, "zh")
    (1, -2, 0)
    >>> reader_power("10k_persons", 73351, "en"), reader_power("tn_cny", 50.2, "en"), reader_power("fraction", 0.4, "en")
    (2, 0, 0)
    """
    power, _ = parted(name)
    known = [exponent for exponent, _ in magnitudes(language)]
    if power == 0 or power in known:
        return 0
    nearest = min(known, key=lambda exponent: abs(exponent - power))
    smaller = [exponent for exponent in known if exponent <= nearest]
    return next((e for e in smaller if largest >= 10.0 ** (e - power)), nearest) - power


def noun(base: str, one: bool, language: str) -> str:
    """Return what a unit without its power of ten is called.

    >>> noun("companies", True, "en"), noun("companies", False, "zh"), noun("count", False, "en")
    ('company', '家', '')
    """
    plural, singular = WORDS.get(base, (base, base))
    return _said(singular if one else plural, language)


def _said(word: str, language: str) -> str:
    return say(language, word, context="unit") if word else ""


def _exact(digits: Decimal) -> str:
    """Return a number that only changed its magnitude, with all digits that it had."""
    text = f"{digits:,f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def suited_power(digits: Decimal, power: int, language: str) -> tuple[int, str]:
    """Return the power of ten to write a number in, and its word: the unit's own if the language has one."""
    known = magnitudes(language)
    for exponent, word in known:
        if exponent == power:
            return exponent, word
    size = abs(digits.scaleb(power))
    return next(((exponent, word) for exponent, word in known if size >= Decimal(10) ** exponent), known[-1])
