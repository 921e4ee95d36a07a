"""Units in words: what stands beside a number, in each language."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from handbook.language.numbers import decimal, number
from handbook.quantities.words import WORDS, parted

__all__ = ["amount"]

_MAGNITUDES: dict[str, tuple[tuple[int, str], ...]] = {
    "en": ((12, "trillion"), (9, "billion"), (6, "million"), (0, "")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")),
}
"""Powers of ten that a language has words for, the largest first."""


def amount(value: float | int | Fraction | Decimal, unit: str, decimals: int | None, language: str) -> str:
    """Return a number with its unit, in a magnitude that the language has a word for.

    Args:
        value: in the unit.
        unit: as in the data package.
        decimals: digits after the point in that unit, None for as many as needed.
        language: its code; one without words of its own has those of English.

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
        exponent, magnitude = _magnitude(digits, power, language)
        digits = digits.scaleb(power - exponent)
        if decimals is not None:
            decimals = max(0, decimals + exponent - power)
    text = number(digits, decimals) if decimals is not None or power == 0 else _exact(digits)
    plural, singular, chinese = WORDS.get(base, (base, base, base))
    if language == "zh":
        return f"{text}{magnitude}{chinese}"
    return " ".join(filter(None, [text, magnitude, singular if text == "1" and not magnitude else plural]))


def _exact(digits: Decimal) -> str:
    """Return a number that only changed its magnitude, with all digits that it had."""
    text = f"{digits:,f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _magnitude(digits: Decimal, power: int, language: str) -> tuple[int, str]:
    """Return the power of ten to write a number in, and its word: the unit's own if the language has one."""
    known = _MAGNITUDES.get(language, _MAGNITUDES["en"])
    for exponent, word in known:
        if exponent == power:
            return exponent, word
    size = abs(digits.scaleb(power))
    return next(((exponent, word) for exponent, word in known if size >= Decimal(10) ** exponent), known[-1])
