"""Whole numbers behind a printed mean or percentage: can any number of cases give it?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from handbook.quantities.printed import Bound, Quantity, rounded
from handbook.quantities.verdicts import CANNOT, CONTRADICTED, ROUNDING, TOO_WIDE, CheckError, Finding

__all__ = ["bases_that_fit", "common_base", "grim", "grim_finding"]


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().rstrip("%").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise CheckError(f"{text!r} is no number; write digits with a decimal point.")
    return number


def _reachable(text: str, parts: int, scale: int) -> tuple[int, Fraction, Fraction]:
    """Return the whole number nearest to the print, and the bounds of what rounds to the print."""
    shown = _decimal(text)
    exponent = shown.as_tuple().exponent
    half = Fraction(1, 2) / 10 ** max(0, -int(exponent))
    target = Fraction(shown)
    nearest = int(rounded(target * parts / scale, 0))
    return nearest, target - half, target + half


def grim(printed: str, base: int, items: int = 1, percent: bool = False) -> bool:
    """Return whether whole numbers can give a printed mean or percentage (GRIM test).

    A mean of ``base`` whole numbers (each of ``items`` items) is a multiple of 1/(base·items); a percentage of
    ``base`` things is a multiple of 100/(base·items). A value halfway between two printed ones may have been
    rounded either way. After Brown & Heathers (2017), *Social Psychological and Personality Science* 8(4).

    Args:
        printed: the number with its printed precision, ``"26.2"``.
        base: how many cases stand behind it.
        items: how many items each case answered.
        percent: True for a percentage.

    Raises:
        CheckError: when the print is no number, or base or items is below 1.

    >>> grim("26.2", 147, percent=True), grim("26.2", 149, percent=True)
    (False, True)
    >>> grim("5.19", 28)
    False
    """
    if base < 1 or items < 1:
        raise CheckError(f"base {base}, items {items}: both are whole numbers of at least 1.")
    return _is_near(*_in_whole_numbers(printed, percent), base * items)


def _in_whole_numbers(printed: str, percent: bool) -> tuple[int, int]:
    """Return the digits of a print, and how many units of its last one are a whole."""
    shown = _decimal(printed)
    power = 10 ** max(0, -int(shown.as_tuple().exponent))
    return int(shown * power), (100 if percent else 1) * power


def _is_near(digits: int, whole: int, parts: int) -> bool:
    """Return whether some multiple of 1/parts is at most half a digit from a print."""
    past = digits * parts % whole
    return 2 * min(past, whole - past) <= parts


def bases_that_fit(percentages: Sequence[str], among: Sequence[int]) -> list[int]:
    """Return those of some totals of which whole numbers give all of some printed percentages.

    >>> bases_that_fit(["52.1", "17.6"], range(1, 150))
    [119, 142]
    """
    prints = [_in_whole_numbers(text, percent=True) for text in percentages]
    return [base for base in among if all(_is_near(*one, base) for one in prints)]


def grim_finding(printed: str, base: Quantity, items: int = 1, percent: bool = True) -> Finding:
    """Say whether a whole number out of ``base`` can give the report’s percentage, with the neighbouring fractions.

    >>> from handbook.quantities.printed import exact
    >>> grim_finding("26.2", exact(147)).formula
    '38 ÷ 147 = 25.85%, 39 ÷ 147 = 26.53%'
    """
    if base.value.denominator != 1:
        raise CheckError(f"{base.formula}: the base of a whole-number test is a whole number.")
    parts = int(base.value) * items
    fits = grim(printed, int(base.value), items, percent)
    scale = 100 if percent else 1
    target = Fraction(_decimal(printed)) * parts / scale
    nearest = int(rounded(target, 0))
    sign = "%" if percent else ""
    decimals = max(2, len(printed.rstrip("%").partition(".")[2]) + 1)
    candidates = [nearest] if fits else [math.floor(target), math.floor(target) + 1]
    formula = ", ".join(f"{k} ÷ {parts} = {rounded(Fraction(k * scale, parts), decimals)}{sign}" for k in candidates)
    nearest_share = Fraction(nearest * scale, parts) / (100 if percent else 1)
    computed = Quantity(
        nearest_share, nearest_share, nearest_share, evidence=base.evidence, places=base.places, formula=formula
    )
    if not base.decides:
        return Finding(CANNOT, computed, formula, "unverified_yes" if fits else "unverified_no")
    noticed = _noticed(printed, parts, scale)
    if fits and noticed > TOO_WIDE:
        return Finding(CANNOT, computed, formula, "too_wide", noticed)
    verdict, remark = (ROUNDING, "whole_number") if fits else (CONTRADICTED, "no_whole_number")
    return Finding(verdict, computed, formula, remark, noticed)


def _noticed(text: str, parts: int, scale: int) -> Bound:
    """Return the smallest relative change of a print that the whole-number test would have noticed.

    The print is moved by steps of its last digit until no whole number can give it.

    >>> _noticed("26.2", 149, 100), _noticed("26", 149, 100)
    (Fraction(1, 262), inf)
    """
    shown = _decimal(text)
    step = Fraction(10) ** int(shown.as_tuple().exponent)
    if not shown or Fraction(scale, parts) <= step:
        return math.inf  # every print is near a whole number
    decimals = max(0, -int(shown.as_tuple().exponent))
    for steps in range(1, math.ceil(scale / (parts * step)) + 1):
        for moved in (Fraction(shown) + steps * step, Fraction(shown) - steps * step):
            nearest, low, high = _reachable(f"{rounded(moved, decimals)}", parts, scale)
            if not any(low <= Fraction(k * scale, parts) <= high for k in (nearest - 1, nearest, nearest + 1)):
                return abs(steps * step / Fraction(shown))
    return math.inf


def common_base(printed: Sequence[str], base: Quantity) -> Finding:
    """Say whether whole numbers out of one base can give several percentages of the report.

    Each percentage alone may fit where together they do not: the base must pass `grim` for all of them.

    >>> from handbook.quantities.printed import exact
    >>> common_base(["26.2", "52.1"], exact(147)).verdict, common_base(["26.2"], exact(149)).verdict
    ('contradicted', 'holds within rounding')
    """
    if not printed:
        raise CheckError("a common base needs at least one percentage.")
    tests = {text: grim_finding(text, base).formula for text in printed}
    misfits = {text: formula for text, formula in tests.items() if not grim(text, int(base.value), percent=True)}
    formula = "; ".join(f"{text}%: {arithmetic}" for text, arithmetic in (misfits or tests).items())
    if not base.decides:
        return Finding(CANNOT, base, formula, "unverified_no" if misfits else "unverified_yes")
    noticed = min(_noticed(text, int(base.value), 100) for text in printed)
    if not misfits and noticed > TOO_WIDE:
        return Finding(CANNOT, base, formula, "too_wide", noticed)
    verdict, remark = (CONTRADICTED, "no_whole_number") if misfits else (ROUNDING, "whole_number")
    return Finding(verdict, base, formula, remark, noticed)
