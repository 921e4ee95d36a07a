"""Printed numbers for Hypothesis to draw, and points inside of their bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from handbook.quantities.printed import Quantity, printed

PLACES = st.fractions(0, 1, max_denominator=16)
"""Where between its bounds a point lies."""


def digits_of(number: int, decimals: int) -> str:
    """Return a number with its last digits behind the point, as it is printed.

    >>> digits_of(262, 1), digits_of(5, 2)
    ('26.2', '0.05')
    """
    return f"{Decimal(number).scaleb(-decimals):f}"


@st.composite
def prints(
    draw: Callable[..., str],
    smallest: int = 1,
    largest: int = 9999,
    qualifiers: Sequence[str] = ("exact", "approx", "at_least"),
    decimals: int = 3,
    units: Sequence[str] = ("",),
) -> Quantity:
    """Draw a printed number: digits, up to so many of them behind the point, a unit and a qualifier."""
    number = draw(st.integers(smallest, largest))
    text = digits_of(number, draw(st.integers(0, decimals)))  # type: ignore[arg-type]
    return printed(text, draw(st.sampled_from(units)), draw(st.sampled_from(qualifiers)))


def rates() -> st.SearchStrategy[Quantity]:
    """Draw a growth rate of -60 to 200%."""
    return st.integers(-600, 2000).map(lambda tenths: printed(digits_of(tenths, 1), "%"))


def point(quantity: Quantity, where: Fraction) -> Fraction:
    """Return a number inside a quantity's bounds, at a fraction of the way (infinite ways end after 1,000,000)."""
    low = quantity.low if not math.isinf(quantity.low) else quantity.high - 10**6
    high = quantity.high if not math.isinf(quantity.high) else low + 10**6
    return Fraction(low) + (Fraction(high) - Fraction(low)) * where


def inside(result: Quantity, number: Fraction) -> bool:
    """Return whether a number lies inside a quantity's bounds."""
    return result.low <= number <= result.high
