"""Numerals in words, Chinese and English, as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["ENGLISH", "chinese", "english", "plain"]

_DIGITS = {
    sign: value for value, signs in enumerate(("〇零", "一壹", "二两贰", "三叁", "四肆", "五伍")) for sign in signs
} | {sign: value for value, sign in enumerate("六七八九", start=6)}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10**4, "亿": 10**8}

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}

ENGLISH = (
    rf"(?:(?:{'|'.join([*_TENS, *reversed(_SMALL)])})(?:[- ](?:and )?(?:{'|'.join([*reversed(_SMALL), *_SCALES])}))*)"
)
"""A regular expression of English numerals in words."""


def chinese(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, None for what is none.

    >>> chinese("二十五"), chinese("三百零六"), chinese("四万亿"), chinese("十二"), chinese("一五〇")
    (Decimal('25'), Decimal('306'), Decimal('4000000000000'), Decimal('12'), Decimal('150'))
    >>> chinese("三百五百"), chinese("三点五"), chinese("百"), chinese("")
    (None, Decimal('3.5'), Decimal('100'), None)
    """
    whole, point, rest = text.partition("点")
    if point:
        before = chinese(whole)
        if before is None or not rest or any(sign not in _DIGITS for sign in rest):
            return None
        return before + Decimal("0." + "".join(str(_DIGITS[sign]) for sign in rest))
    if not text or any(sign not in _DIGITS and sign not in _POWERS and sign not in _GREAT for sign in text):
        return None
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return Decimal("".join(str(_DIGITS[sign]) for sign in text))
    return _built(text)


def _built(text: str) -> Decimal | None:
    """Return the value of a numeral that is built of powers of ten, which fall but for 万 and 亿."""
    total, section, digit, last = 0, 0, -1, 10**5
    for sign in text:
        if sign in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[sign]
        elif sign in _POWERS:
            if _POWERS[sign] >= last:
                return None
            last = _POWERS[sign]
            section += (1 if digit < 0 else max(digit, 1)) * last
            digit = -1
        else:
            head = section + max(digit, 0) or (1 if not total else 0)
            if not head:
                total *= _GREAT[sign]
            else:
                total += head * _GREAT[sign]
            section, digit, last = 0, -1, 10**5
    value = total + section + max(digit, 0)
    return Decimal(value) if value or text in ("零", "〇") else None


def english(text: str) -> Decimal | None:
    """Return the value of an English numeral in words, None for what is none.

    >>> english("twenty-five"), english("two hundred and six"), english("eleven"), english("ten four")
    (Decimal('25'), Decimal('206'), Decimal('11'), None)
    """
    total, section, last = 0, 0, 0
    for word in re.split(r"[-\s]+", text.lower().strip()):
        if word == "and":
            continue
        if word in _WORDS:
            value = _WORDS[word]
            if last and not (20 <= last < 100 and value < 10) and last < 100:
                return None
            section, last = section + value, value
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                section, last = max(section, 1) * 100, 100
            else:
                total, section, last = total + max(section, 1) * scale, 0, scale
        else:
            return None
    return Decimal(total + section)


def plain(value: Decimal) -> str:
    """Return a decimal in digits as written, without an exponent.

    >>> plain(Decimal("4E+2")), plain(Decimal("3.50"))
    ('400', '3.50')
    """
    return f"{value:f}"
