"""Slips: the smallest mistakes of writing that would turn what was meant into what is printed.

A number that does not add up may have been mistyped. Each slip is tried: the number that it would have spoiled is
worked out and compared with the computation, exactly. What fits *may* have happened; nothing here proves that it did.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from handbook.quantities.printed import PrintError, Quantity, printed, rounded
from handbook.quantities.units import unit
from handbook.quantities.verdicts import CONTRADICTED, decide

__all__ = ["INSTEAD", "KINDS", "MOST", "Slip", "impossible", "slips", "smallest", "variants"]

KINDS = ("digit", "swapped", "left_out", "doubled", "sign", "factor", "points", "base", "last_year")
"""Kinds of slips, the smallest first: one digit for another, two neighbours swapped, a digit left out, one too many, the
sign, a power of ten, percentage points for per cent, another base, the value of the year before."""

INSTEAD = ("points", "base", "last_year")
"""Kinds that put another quantity in the place of the one that was meant; whoever asks says which quantities there are."""

FACTORS = (1, 2, 3, 4, 8)
"""Powers of ten that are lost: a decimal point, a per cent sign, thousands, and the Chinese 万 and 亿."""

MOST = 2
"""As many numbers of one kind may fit; where more do, the computation is too wide to tell one of them."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip that would explain a print.

    Attributes:
        kind: one of `KINDS`.
        meant: the number that would have been printed without it, with the precision of the print; for a quantity that
            stands in another's place, its name.
        power: of ten that was lost, positive where the print is too small; 0 for other kinds.
    """

    kind: str
    meant: str
    power: int = 0


def variants(text: str) -> Iterator[Slip]:
    """Yield every number that one slip would have turned into a printed text, each once, the smallest slips first.

    Nothing is yielded for what is no plain number (a range, a date), nor a number of a single digit for one that lost
    or changed a digit: any number is that near.

    >>> [slip.meant for slip in variants("123") if slip.kind in ("swapped", "doubled", "sign")]
    ['213', '132', '23', '13', '12', '-123']
    >>> [slip.meant for slip in variants("1.5") if slip.kind == "factor" and slip.power in (-1, 1, 3)]
    ['15', '0.15', '1500']
    """
    sign, number = ("-", text[1:]) if text.startswith("-") else ("", text)
    if not number.replace(".", "", 1).isdecimal():
        return
    seen = {Fraction(text)}
    for slip in _spoiled(sign, number):
        if (value := Fraction(slip.meant)) not in seen:
            seen.add(value)
            yield slip


def _spoiled(sign: str, number: str) -> Iterator[Slip]:
    places = [at for at, character in enumerate(number) if character != "."]
    for at in places:
        for digit in "0123456789":
            yield from _plain("digit", sign, f"{number[:at]}{digit}{number[at + 1 :]}")
    for one, two in itertools.pairwise(places):
        characters = list(number)
        characters[one], characters[two] = characters[two], characters[one]
        yield from _plain("swapped", sign, "".join(characters))
    whole = len(number.partition(".")[0])  # of the decimals none is lost: how many there are says how exact a print is
    for at in range(whole + 1):
        for digit in "0123456789":
            yield from _plain("left_out", sign, f"{number[:at]}{digit}{number[at:]}")
    for at in range(whole):
        yield from _plain("doubled", sign, f"{number[:at]}{number[at + 1 :]}")
    yield Slip("sign", number if sign else f"-{number}")
    for power in FACTORS:
        yield Slip("factor", sign + _shifted(number, power), power)
        yield Slip("factor", sign + _shifted(number, -power), -power)


def _plain(kind: str, sign: str, number: str) -> Iterator[Slip]:
    """Yield a number if people write it so, with no zero before other digits nor a point at an end, and it has two."""
    whole = number.partition(".")[0]
    written = whole and not number.endswith(".") and (whole == "0" or not whole.startswith("0"))
    if written and len(number.replace(".", "").lstrip("0")) > 1:
        yield Slip(kind, sign + number)


def _shifted(number: str, power: int) -> str:
    """Return a number with its decimal point moved, to the right where the power is positive.

    >>> _shifted("1.25", 1), _shifted("125", -1), _shifted("3", 2), _shifted("3", -2)
    ('12.5', '12.5', '300', '0.03')
    """
    whole, _, decimals = number.partition(".")
    digits, point = whole + decimals, len(whole) + power
    digits = digits.rjust(len(digits) + max(0, 1 - point), "0").ljust(point, "0")
    point = max(point, 1)
    shown = f"{digits[:point].lstrip('0') or '0'}.{digits[point:]}"
    return shown.removesuffix(".")


def smallest(
    text: str,
    fits: Callable[[str], bool],
    others: Iterable[tuple[str, str, bool]] = (),
    exactly: Callable[[str], bool] = lambda meant: False,
) -> list[Slip]:
    """Return the slips whose number fits, those of the smallest kind first.

    Args:
        text: as printed.
        fits: whether a number, had it stood there, would agree with all else.
        others: quantities that may stand in the place of what was meant: kind (see `INSTEAD`), name, whether it fits
            the print.
        exactly: which of the numbers that fit is the one that was computed, where too many fit (see `MOST`).

    >>> smallest("147", lambda meant: meant == "149")
    [Slip(kind='digit', meant='149', power=0)]
    """
    fitting = [slip for slip in variants(text) if fits(slip.meant)]
    counted = {kind: sum(slip.kind == kind for slip in fitting) for kind in KINDS}
    told = [slip for slip in fitting if counted[slip.kind] <= MOST or exactly(slip.meant)]
    told += [Slip(kind, name) for kind, name, does in others if does]
    return sorted(told, key=lambda slip: KINDS.index(slip.kind))


def slips(
    text: str,
    computed: Quantity,
    unit_name: str = "",
    qualifier: str = "exact",
    others: Iterable[tuple[str, str, Quantity]] = (),
) -> list[Slip]:
    """Return the smallest slips that would give a printed number; none where print and computation agree.

    Args:
        text: the number as printed.
        computed: what it should be, with its bounds.
        unit_name: of the print.
        qualifier: of the print.
        others: quantities that may have been taken for the one that was meant: kind (see `INSTEAD`), name, quantity.

    Raises:
        CheckError: when print and computation are in units that do not go together.

    >>> [slip.meant for slip in slips("97", printed("79.4", "%"), "%")]
    ['79']
    >>> slips("15", printed("1.46", "亿元"), "亿元")
    [Slip(kind='factor', meant='1.5', power=-1)]
    >>> share = printed("38", "家") / printed("145", "家")
    >>> slips("26.2", printed("25.9", "%"), "%", others=[("base", "145 applicants", share)])[-1]
    Slip(kind='base', meant='145 applicants', power=0)
    """

    def agrees(number: str, with_: Quantity) -> bool:
        return decide(printed(number, unit_name, qualifier), with_.but(evidence=frozenset()), qualifier).verdict != (
            CONTRADICTED
        )

    try:
        if agrees(text, computed):
            return []
    except PrintError:
        return []
    dimension = unit(unit_name).dimension
    instead = [
        (kind, name, other.dimension == dimension and other != computed and agrees(text, other))
        for kind, name, other in others
    ]
    center = computed.but(low=computed.value, high=computed.value)
    decimals = len(text.partition(".")[2])
    wanted = rounded(computed.value / unit(unit_name).factor, decimals)

    def exactly(number: str) -> bool:
        return len(number.partition(".")[2]) == decimals and Decimal(number) == wanted and agrees(number, center)

    narrow = computed.high - computed.low <= 2 * printed(text, unit_name).step
    return smallest(text, lambda number: agrees(number, computed), instead, exactly if narrow else lambda number: False)


def impossible(claim: Quantity) -> bool:
    """Return whether a share of a whole, or a fall, contradicts itself: whatever it was computed from, it is above 100 %.

    >>> impossible(printed("108", "%")), impossible(printed("100", "%")), impossible(printed("-120", "%"))
    (True, False, True)
    """
    return claim.dimension == "1" and (claim.low > 1 or claim.high < -1)
