"""Printed numbers as intervals, and the arithmetic of intervals.

A printed number stands for every value that rounds to it: half a unit of its last digit to either side
(Moore, *Interval Analysis*, 1966, for the arithmetic). All bounds are exact rationals, so that two
numbers are equal only when they are equal.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from handbook.quantities.units import Unit, unit
from handbook.quantities.words import BASES, CHINESE

__all__ = [
    "APPROXIMATE",
    "DECIDING",
    "EVIDENCE",
    "QUALIFIERS",
    "PrintError",
    "Quantity",
    "exact",
    "printed",
    "rounded",
    "written",
]

EVIDENCE = ("original", "reprint", "report", "secondary", "derived", "unverified")
"""Grades of evidence, best first."""

DECIDING = frozenset({"original", "reprint", "report"})
"""Grades that may decide a verdict (``report`` only in relations among the report's own numbers)."""

QUALIFIERS = ("exact", "approx", "at_least", "less_than", "forecast", "range")
"""How the report qualifies a number."""

APPROXIMATE = Fraction(1, 20)
"""An approximate number (约, 近) is widened by this fraction of itself, or by one unit of its last digit if that is more."""

Bound = Fraction | float
"""An exact rational, or ±infinity for one-sided claims."""

LONGEST = 200
"""So many signs a printed number may have."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:E\+\d{1,2})?")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\s*[-~–]\s*(-?\d+(?:\.\d+)?)")


class PrintError(ValueError):
    """A text that is no printed number."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity with its bounds, in base units.

    Attributes:
        value: the number as printed or computed, without regard to rounding.
        low, high: bounds of what it may stand for.
        dimension: of the base unit, see `handbook.quantities.units`.
        step: one unit of the last printed digit; 0 for exact numbers.
        evidence: weakest grade of evidence that went into it.
        formula: how it came about, in symbols and printed numbers.
    """

    value: Fraction
    low: Bound
    high: Bound
    dimension: str = "1"
    step: Fraction = Fraction(0)
    evidence: frozenset[str] = field(default_factory=frozenset)
    formula: str = ""
    places: tuple[str, ...] = ()
    """Where it came from: references to claims and cells."""

    @property
    def decides(self) -> bool:
        """Whether all evidence behind it may decide a verdict."""
        return self.evidence <= DECIDING

    def meets(self, other: Quantity) -> bool:
        """Return whether the two can be the same number.

        >>> printed("50.2", "万亿元").meets(printed("502150", "亿元"))
        True
        """
        return self.low <= other.high and other.low <= self.high

    def __add__(self, other: Quantity) -> Quantity:
        return self._with(other, self.value + other.value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Quantity) -> Quantity:
        return self._with(other, self.value - other.value, self.low - other.high, self.high - other.low)

    def __mul__(self, other: Quantity) -> Quantity:
        corners = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        dimension = other.dimension if self.dimension == "1" else self.dimension
        if "1" not in (self.dimension, other.dimension):
            dimension = f"{self.dimension}·{other.dimension}"
        return self._with(other, self.value * other.value, min(corners), max(corners), dimension)

    def __truediv__(self, other: Quantity) -> Quantity:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"{other.formula or float(other.value)} may be 0, so nothing can be divided by it.")
        corners = [_over(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        if self.dimension == other.dimension:
            dimension = "1"
        else:
            dimension = self.dimension if other.dimension == "1" else f"{self.dimension}/{other.dimension}"
        return self._with(other, self.value / other.value, min(corners), max(corners), dimension)

    def _with(
        self, other: Quantity, value: Fraction, low: Bound, high: Bound, dimension: str | None = None
    ) -> Quantity:
        return Quantity(
            value,
            low,
            high,
            dimension or self.dimension,
            evidence=self.evidence | other.evidence,
            places=self.places + other.places,
        )

    def but(self, **changes: Any) -> Quantity:
        """Return a copy with some attributes changed."""
        return replace(self, **changes)


def _times(a: Bound, b: Bound) -> Bound:
    if a == 0 or b == 0:
        return Fraction(0)  # 0 · ∞ is 0 here: a bound that is not reached
    return a * b


def _over(a: Bound, b: Bound) -> Bound:
    if isinstance(b, float) and math.isinf(b):
        return Fraction(0)
    if isinstance(a, float) and math.isinf(a):
        return a if b > 0 else -a
    return a / b


def exact(number: int | str | Fraction, dimension: str = "1") -> Quantity:
    """Return a number that carries no rounding.

    >>> exact(3).low == exact(3).high == 3
    True
    """
    value = Fraction(number)
    return Quantity(value, value, value, dimension, formula=str(number))


def written(number: float | Fraction | Decimal) -> Fraction:
    """Return the decimal that a number was written as, exactly.

    A float holds the nearest binary fraction, and arithmetic adds noise in the last of its digits: fifteen of them are
    what was written. Whole numbers and fractions are what they are.

    Raises:
        ValueError: for what is no number (``nan``) or infinite.

    >>> written(0.0725), written(1.1 * 1.1), written(Fraction(1, 3))
    (Fraction(29, 400), Fraction(121, 100), Fraction(1, 3))
    """
    plain = number.item() if hasattr(number, "item") else number
    if isinstance(plain, float) and not plain.is_integer():
        return Fraction(f"{plain:.15g}")
    return Fraction(plain)


def rounded(number: float | Fraction | Decimal, decimals: int) -> Decimal:
    """Return a number rounded to decimals: half a unit goes up, away from zero, as people round.

    Everything that the handbook prints is rounded here: in one way, and on the decimal as written (see `written`).

    >>> rounded(1334.5, 0), rounded(2.675, 2), rounded(-0.25, 1), rounded(Fraction(2, 3), 2)
    (Decimal('1335'), Decimal('2.68'), Decimal('-0.3'), Decimal('0.67'))
    """
    value = written(number)
    units = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    digits = tuple(map(int, str(units)))
    return Decimal((int(value < 0 and units > 0), digits, -decimals))


def printed(
    text: str, unit_name: str = "", qualifier: str = "exact", evidence: str = "report", place: str = ""
) -> Quantity:
    """Return the quantity that a printed number stands for.

    Args:
        text: digits as printed; ``41.0`` is more precise than ``41``; ``10-15`` is a range.
        unit_name: its unit, see `handbook.quantities.units`.
        qualifier: exact, approx, at_least, less_than, forecast or range.
        evidence: grade of evidence of the source it stands in.
        place: a reference to where it stands.

    Raises:
        PrintError: when the text is no number.

    >>> q = printed("81.7", "%")
    >>> float(q.low), float(q.high)
    (0.8165, 0.8175)
    >>> printed("147", "家").low == 147          # a count of whole things is exact
    True
    >>> printed("4.15E+5", "元").low == 414500    # three digits are known
    True
    >>> printed("200", "亿元", "at_least").high
    inf
    """
    measure = unit(unit_name)
    text = text.strip()
    if len(text) > LONGEST:
        raise PrintError(f"{text[:20]}… has {len(text):,} signs; a printed number has at most {LONGEST}.")
    # An exponent is how a table says that the last digits of a large number are not known.
    shown = _shown(f"{Decimal(text):f}" if _NUMBER.fullmatch(text) and "E" in text else text, measure)
    spread = _RANGE.fullmatch(text)
    if spread:
        first, last = (Fraction(end) * measure.factor for end in spread.groups())
        if first > last:
            raise PrintError(f"{text!r} is a range that ends before it begins.")
        return Quantity(
            (first + last) / 2,
            first,
            last,
            measure.dimension,
            abs(last - first),
            frozenset({evidence}),
            shown,
            (place,),
        )
    if not _NUMBER.fullmatch(text):
        raise PrintError(f"{text!r} is no number; write digits with a decimal point, or a range such as 10-15.")
    exponent = int(Decimal(text).as_tuple().exponent)
    step = measure.factor * Fraction(10) ** exponent
    value = Fraction(text) * measure.factor
    half = Fraction(0) if measure.whole and exponent == 0 else step / 2
    low: Bound = value - half
    high: Bound = value + half
    if qualifier == "approx":
        wider = max(abs(value) * APPROXIMATE, step)
        low, high = value - wider, value + wider
    elif qualifier == "at_least":
        low, high = value, math.inf
    elif qualifier == "less_than":
        low, high = -math.inf, value
    return Quantity(value, low, high, measure.dimension, step, frozenset({evidence}), shown, (place,))


_BARE = frozenset({"fraction", "ratio", "index", "count", "year", "years", "rank", "年份", "members", "entries"})


_DISPLAY = {name: word for word, name in reversed(BASES.items())}
"""The word beside a number for each unit, the first of several."""


def display_unit(measure: Unit) -> str:
    """Return the unit as a reader sees it beside a number (empty for fractions, counts and years).

    >>> display_unit(unit("100m_cny")), display_unit(unit("10m_cny")), display_unit(unit("year"))
    ('亿元', '千万元', '')
    """
    if measure.name in _BARE:
        return ""
    for word, prefix in CHINESE.items():
        rest = measure.name.removeprefix(prefix)
        if rest != measure.name:
            return word + ("" if rest in _BARE else _DISPLAY.get(rest, rest))
    return _DISPLAY.get(measure.name, measure.name)


def with_unit(number: str, unit: str) -> str:
    """Return a written number with the sign or name of its unit; a per cent sign stands close.

    >>> with_unit("81.7", "%"), with_unit("50.2", "万亿元"), with_unit("3", "")
    ('81.7%', '50.2 万亿元', '3')
    """
    return f"{number}{unit}" if unit in ("%", "‰") else f"{number} {unit}".strip()


def _shown(text: str, measure: Unit) -> str:
    """Return a printed number with its unit; fractions of 1 as percentages of the same precision."""
    if measure.name == "fraction" and _NUMBER.fullmatch(text):
        decimals = max(0, len(text.partition(".")[2]) - 2)
        return f"{rounded(Fraction(text) * 100, decimals)}%"
    return with_unit(text, display_unit(measure))


def weakest(grades: Iterable[str]) -> str:
    """Return the weakest of some grades of evidence (``report`` when there is none).

    >>> weakest({"reprint", "unverified"})
    'unverified'
    """
    return max(grades, key=EVIDENCE.index, default="report")
