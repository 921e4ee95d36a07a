"""The one formatter of numbers: what a reader sees of a value, the same in prose, tables and charts."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

from handbook.quantities.printed import rounded, written

__all__ = ["decimal", "formatted", "number"]

_FORMAT = re.compile(r"(\+?)(,?)(?:\.(\d+))?(~?)([dfg%]?)")


def decimal(value: float | Fraction | Decimal) -> Decimal:
    """Return a number in the decimal system, as it was written: the float 0.285 is 0.285, not a bit less.

    >>> decimal(0.285), decimal(Fraction(1, 8))
    (Decimal('0.285'), Decimal('0.125'))
    """
    if isinstance(value, Decimal):
        return value
    exact = written(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def number(value: float | Fraction | Decimal, decimals: int | None = None) -> str:
    """Return a number with thousands separators and a true minus sign.

    Without ``decimals`` whole numbers show none, others up to three significant ones.

    >>> number(152977), number(-3.14159, 1), number(0.0456), number(1334.5, 0)
    ('152,977', '−3.1', '0.0456', '1,335')
    """
    exact = written(value)
    if decimals is None:
        size = 0 if exact.denominator == 1 else math.floor(math.log10(abs(exact)))
        decimals = 0 if exact.denominator == 1 else max(0, min(6, 2 - size))
        shown = rounded(exact, decimals).normalize()
    else:
        shown = rounded(exact, decimals)
    return f"{'−' if shown < 0 else ''}{abs(shown):,f}"


def formatted(value: float, format: str) -> str:
    """Return a number as it stands in a chart, in a D3 format as far as the charts use them.

    D3 rounds the binary fraction that stands for a decimal, and writes numbers with more digits than a ``g`` asks for
    as powers of ten: here 7.25% is 7.3%, as in prose, and all digits before the point stay.

    >>> formatted(50.25, ".1f"), formatted(0.0725, ".1%"), formatted(41.0, ".3~g"), formatted(152977, ",.4~g")
    ('50.3', '7.3%', '41', '152,977')
    """
    asked = _FORMAT.fullmatch(format)
    if asked is None:
        raise ValueError(f"format {format!r}: the charts use d, f, g and % with +, comma, decimals and ~.")
    sign, comma, digits, trim, kind = asked.groups()
    if not kind:  # as D3: all digits there are, up to twelve
        digits, trim, kind = digits or "12", "~", "g"
    exact = written(value) * (100 if kind == "%" else 1)
    decimals = 0 if kind == "d" else int(digits or (6 if kind == "g" else 0))
    if kind == "g":
        decimals = max(0, decimals - 1 - (math.floor(math.log10(abs(exact))) if exact else 0))
    shown = rounded(exact, decimals)
    text = f"{abs(shown):{comma}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("−" if shown < 0 else sign) + text + ("%" if kind == "%" else "")
