"""What a cell of a spreadsheet shows of a number: the digits, signs and words of its number format."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache

__all__ = ["FormatError", "Shown", "show"]

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|(?P<blank>[_*].)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>[Ee][+-])|(?P<sign>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"([<>=]+)(-?[\d.]+)")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
_MENDED = {
    # Number 44 of the formats that Excel brings along, the usual one of accounts: openpyxl leaves out the semicolons.
    r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)': (
        r'_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)'
    )
}
_GROUPING = " '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_SIGNS = "+-\u2212("
_DASHES = ("-", "\u2013", "\u2014", "\u2212")
_NOISE = Decimal("1e-12")
"""A number that differs from what is shown by less than this part of itself is what is shown."""
_TAIL = Decimal("1e-9")
"""And by less than this part of the last place that is shown."""
_DIGITS = 15
"""So many digits Excel computes with and shows."""
_EXACT = Context(prec=400)


class FormatError(ValueError):
    """A number that its cell shows in a way that cannot be read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows of its number.

    Attributes:
        digits: the number with a decimal point, with as many decimals as the format shows, and all that it holds.
        before: words in front of it, such as a currency.
        after: words behind it, such as a unit or ``%``.
        rounded: decimals that the cell shows, where it holds more; nothing otherwise.
    """

    digits: str
    before: str = ""
    after: str = ""
    rounded: int | None = None


@dataclass
class _Section:
    """One of the parts of a format that a semicolon separates: for positive, negative, zero."""

    general: bool = False
    placeholders: int = 0
    point: bool = False
    zeros: int = 0
    """Decimals that are always shown."""
    decimals: int = 0
    """Decimals that are shown at most."""
    percent: int = 0
    thousands: int = 0
    exponent: bool = False
    before: str = ""
    after: str = ""
    between: str = ""
    """Words among the digits."""
    condition: tuple[str, Decimal] | None = None


def show(number: Decimal, code: str) -> Shown:
    r"""Return what a cell with a number format shows of a number.

    Zeros that the format shows are digits like others. A number is never rounded: where the cell holds more decimals
    than it shows, all of them are returned, and `rounded` says how many are shown.

    >>> show(Decimal("0.82"), "0.0000").digits
    '0.8200'
    >>> show(Decimal("0.044"), "0.0%"), show(Decimal("4.4"), '0.0"%"') == show(Decimal("4.4"), r"0.0\%")
    (Shown(digits='4.4', before='', after='%', rounded=None), True)
    >>> show(Decimal("41.53"), "¥#,##0.0")
    Shown(digits='41.53', before='¥', after='', rounded=1)

    Raises:
        FormatError: when the format shows no number, or one whose digits other signs part.
    """
    section = _chosen(_sections(code), number)
    if section.general:
        return Shown(_padded(number, 0), *_words(section))
    if not section.placeholders:
        words = (section.before + section.after).strip()
        if not number and words in _DASHES:
            return Shown("0")
        seen = f"{words!r}" if words else "nothing"
        raise FormatError(f"a number that the cell shows, but its format {code!r} shows {seen} in place of it")
    if section.between.strip(_GROUPING):
        raise FormatError(f"a number in a usual format, but {code!r} sets {section.between!r} among its digits")
    value = number.scaleb(2 * section.percent - 3 * section.thousands, _EXACT)
    # An exponent moves the point: 8.20E-01 shows four decimals.
    moved = -value.adjusted() if section.exponent else 0
    zeros, decimals = max(0, section.zeros + moved), max(0, section.decimals + moved)
    place = Decimal(1).scaleb(-decimals)
    short = value.quantize(place, context=_EXACT)
    if abs(short - value) <= min(abs(value) * _NOISE, place * _TAIL):
        return Shown(_padded(short, zeros), *_words(section))
    return Shown(_padded(value, zeros), *_words(section), rounded=decimals)


def _padded(number: Decimal, zeros: int) -> str:
    """Return a number in digits, with zeros at its end up to so many decimals, but to no more than 15 digits.

    >>> _padded(Decimal("41.50"), 0), _padded(Decimal("4E+2"), 2), _padded(Decimal("-0"), 0)
    ('41.5', '400.00', '0')
    """
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0").ljust(min(zeros, max(0, _DIGITS - 1 - number.adjusted())), "0")
    text = f"{whole}.{decimals}" if decimals else whole
    return text if number else text.removeprefix("-")


def _words(section: _Section) -> tuple[str, str]:
    before, after = section.before.strip(), section.after.rstrip()
    if before.endswith("("):  # brackets around a number are its sign
        after = after.replace(")", "", 1)
    return before.strip(_SIGNS).strip(), after


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> _Section:
    """Return the section that a number is shown by: the first whose condition holds, else that of its sign."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _COMPARE[section.condition[0]](number, section.condition[1]):
                return section
    if len(sections) < 2 or number > 0 or (not number and len(sections) == 2):
        return sections[0]
    return sections[1 if number < 0 else 2]


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """Return the sections of a format for numbers; the fourth is for text."""
    sections = [_Section()]
    for kind, text in _tokens(_MENDED.get(code, code) or "General"):
        if kind == "sign" and text == ";":
            sections.append(_Section())
        else:
            _add(sections[-1], kind, text)
    return tuple(sections[:3])


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup
        if kind is not None:
            yield kind, token[kind]


def _add(section: _Section, kind: str, text: str) -> None:
    """Take one token of a format into its section."""
    if kind == "bracket":
        condition = _CONDITION.fullmatch(text)
        if condition and condition[1] in _COMPARE:
            section.condition = condition[1], Decimal(condition[2])
        # [$¥-804] is a currency with the number of a language; others are colours.
        kind, text = "quoted", text[1:].partition("-")[0] if text.startswith("$") else ""
    elif kind == "blank":
        kind, text = "quoted", " "
    if kind == "sign" and text in "0#?":
        _digit(section, text)
    elif kind == "general":
        section.general = True
    elif kind == "exponent":
        section.exponent = True
    elif kind == "sign" and text == "." and not section.point:
        section.point = True
    elif kind == "sign" and text == "," and section.placeholders:
        section.thousands += 1
    elif section.general or section.placeholders or text == "%":
        section.percent += kind == "sign" and text == "%"
        section.after += text
    else:
        section.before += text


def _digit(section: _Section, text: str) -> None:
    """Take the place of a digit into its section; what stood behind the digits before it stands between."""
    if section.exponent:
        return
    # Commas among places group the digits; only those behind the last place divide by a thousand.
    section.thousands = 0
    if section.placeholders:
        section.general |= section.after == "/"  # a fraction
        section.between += section.after
        section.after = ""
    section.placeholders += 1
    if section.point:
        section.decimals += 1
        section.zeros += text == "0"
