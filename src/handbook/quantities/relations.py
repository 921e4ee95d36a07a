"""The checks: relations that must hold between quantities; here arithmetic, ranks and comparisons.

What follows from lists is in `handbook.quantities.lists`, the whole-number test in `handbook.quantities.whole_numbers`,
the verdict on a printed quantity in `handbook.quantities.verdicts`. Every function takes quantities (intervals, see `handbook.quantities.printed`) and returns the quantity that follows
from them, with its bounds; `decide` compares it with the print. Which check applies to which claim stands in
``data/checks.csv``; `handbook.audit.ledger` evaluates it. The rules in words, with examples, are in the methods chapter.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from handbook.quantities.lists import (
    consecutive,
    contains,
    count,
    distinct,
    known,
    near,
    shared,
    spelling_pairs,
    spellings,
)
from handbook.quantities.printed import Bound, Quantity, exact
from handbook.quantities.verdicts import (
    AS_STATED,
    CANNOT,
    CONTRADICTED,
    DECIDED,
    HOLDS,
    ROUNDING,
    TOO_WIDE,
    VERDICTS,
    CheckError,
    Finding,
    decide,
    same_unit,
    yes_or_no,
)
from handbook.quantities.whole_numbers import common_base, grim, grim_finding

__all__ = [
    "AS_STATED",
    "CANNOT",
    "CHECKS",
    "COMPARING",
    "CONTRADICTED",
    "DECIDED",
    "HOLDS",
    "REFUTING",
    "ROUNDING",
    "VERDICTS",
    "CheckError",
    "Finding",
    "Ranking",
    "above",
    "among",
    "at_most",
    "below",
    "common_base",
    "compound_growth",
    "consecutive",
    "contains",
    "count",
    "decide",
    "difference",
    "distinct",
    "first_above",
    "grim",
    "grim_finding",
    "growth",
    "known",
    "level",
    "mean",
    "near",
    "needs",
    "order",
    "prior_level",
    "product",
    "projection",
    "rank",
    "ratio",
    "repeated",
    "share",
    "shared",
    "spelling_pairs",
    "spellings",
    "total",
    "value",
    "years_between",
]


def _in_brackets(q: Quantity) -> str:
    return f"({q.formula})" if any(sign in q.formula for sign in " ") and _is_compound(q.formula) else q.formula


def _is_compound(formula: str) -> bool:
    return any(f" {sign} " in formula for sign in "+−×÷")


_ONE = exact(1)

# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────


def value(x: Quantity) -> Quantity:
    """Return the same quantity as an independent source gives it."""
    return x


def repeated(x: Quantity) -> Quantity:
    """Return the same quantity as the report gives it elsewhere."""
    return x


def total(*parts: Quantity) -> Quantity:
    """Return the sum of the parts.

    >>> from handbook.quantities.printed import printed
    >>> int(total(printed("72", "家"), printed("70", "家"), printed("7", "家")).value)
    149
    """
    if not parts:
        raise CheckError("a sum needs at least one part.")
    same_unit(*parts)
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result.but(formula=" + ".join(_in_brackets(p) for p in parts))


def difference(a: Quantity, b: Quantity) -> Quantity:
    """Return a − b."""
    same_unit(a, b)
    return (a - b).but(formula=f"{_in_brackets(a)} − {_in_brackets(b)}")


def product(*factors: Quantity) -> Quantity:
    """Return the product of the factors."""
    if not factors:
        raise CheckError("a product needs at least one factor.")
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result.but(formula=" × ".join(_in_brackets(f) for f in factors))


def ratio(a: Quantity, b: Quantity) -> Quantity:
    """Return a ÷ b."""
    return (a / b).but(formula=f"{_in_brackets(a)} ÷ {_in_brackets(b)}")


def share(part: Quantity, whole: Quantity) -> Quantity:
    """Return the part as a fraction of the whole.

    >>> from handbook.quantities.printed import printed
    >>> q = share(printed("41", "万亿元"), printed("50.2", "万亿元"))
    >>> round(float(q.low), 4), round(float(q.high), 4)
    (0.806, 0.8275)
    """
    same_unit(part, whole)
    return ratio(part, whole)


def growth(new: Quantity, old: Quantity) -> Quantity:
    """Return new ÷ old − 1.

    >>> from handbook.quantities.printed import printed
    >>> round(float(growth(printed("50.2", "万亿元"), printed("45.5", "万亿元")).value), 4)
    0.1033
    """
    same_unit(new, old)
    return (new / old - _ONE).but(formula=f"{_in_brackets(new)} ÷ {_in_brackets(old)} − 1")


def level(old: Quantity, rate: Quantity) -> Quantity:
    """Return the level after growth: old × (1 + rate)."""
    same_unit(rate, _ONE)
    return (old * (_ONE + rate)).but(formula=f"{_in_brackets(old)} × (1 + {rate.formula})")


def prior_level(new: Quantity, rate: Quantity) -> Quantity:
    """Return the level before growth: new ÷ (1 + rate)."""
    same_unit(rate, _ONE)
    return (new / (_ONE + rate)).but(formula=f"{_in_brackets(new)} ÷ (1 + {rate.formula})")


def _whole_years(years: Quantity) -> int:
    if years.value.denominator != 1 or years.value <= 0:
        raise CheckError(f"{years.formula} years: the number of years is a whole number above 0.")
    return int(years.value)


def compound_growth(end: Quantity, start: Quantity, years: Quantity) -> Quantity:
    """Return the yearly rate that turns start into end: (end ÷ start)^(1/years) − 1.

    >>> from handbook.quantities.printed import printed
    >>> round(float(compound_growth(printed("141", "亿元"), printed("68", "亿元"), exact(2)).value), 3)
    0.44
    """
    same_unit(end, start)
    times = end / start
    n = _whole_years(years)
    return times.but(
        value=_root(times.value, n) - 1,
        low=_root(times.low, n) - 1,
        high=_root(times.high, n) - 1,
        formula=f"({_in_brackets(end)} ÷ {_in_brackets(start)})^(1/{n}) − 1",
    )


def _root(x: Bound, n: int) -> Bound:
    if x < 0:
        raise CheckError("a rate over years needs levels of one sign.")
    if isinstance(x, float) and math.isinf(x):
        return x
    # A root is irrational: twelve digits are far below any printed precision.
    return Fraction(float(x) ** (1 / n)).limit_denominator(10**12)


def projection(start: Quantity, rate: Quantity, years: Quantity) -> Quantity:
    """Return start × (1 + rate)^years."""
    same_unit(rate, _ONE)
    n = _whole_years(years)
    result = start
    for _ in range(n):
        result = result * (_ONE + rate)
    return result.but(
        evidence=start.evidence | rate.evidence,
        places=start.places + rate.places,
        formula=f"{_in_brackets(start)} × (1 + {rate.formula})^{n}",
    )


def mean(*items: Quantity) -> Quantity:
    """Return the arithmetic mean."""
    summed = total(*items)
    return (summed / exact(len(items))).but(formula=f"({summed.formula}) ÷ {len(items)}")


def years_between(end: Quantity, start: Quantity) -> Quantity:
    """Return the number of years from start to end."""
    return difference(end, start)


def rank(own: Quantity, others: Sequence[Quantity]) -> Quantity:
    """Return the position of a value among all (itself included), largest first.

    Values whose intervals meet may stand in either order; the bounds of the rank say so.

    >>> from handbook.quantities.printed import printed
    >>> field = [printed(x) for x in ("74.15", "70.68", "58.52")]
    >>> int(rank(field[1], field).value)
    2
    """
    return Ranking(others).rank(own)


class Ranking:
    """Values among which ranks are sought, put in order once: a thousand ranks among a thousand rows need no million steps.

    Args:
        others: all values, those whose rank is sought included.
    """

    def __init__(self, others: Sequence[Quantity]) -> None:
        self._values = sorted(other.value for other in others)
        self._lows = sorted(other.low for other in others)
        self._highs = sorted(other.high for other in others)
        self._evidence: frozenset[str] = frozenset().union(*{other.evidence for other in others})

    def rank(self, own: Quantity) -> Quantity:
        """Return the position of one of the values, see `rank`."""
        among = len(self._values)
        ahead = among - bisect_right(self._values, own.value)
        surely = among - bisect_right(self._lows, own.high)
        possibly = among - bisect_right(self._highs, own.low) - (own.high > own.low)  # without itself
        return Quantity(
            Fraction(ahead + 1),
            Fraction(surely + 1),
            Fraction(max(possibly, surely) + 1),
            evidence=own.evidence | self._evidence,
            formula=f"{ahead + 1} / {among} ({own.formula})",
            places=own.places,
        )


def first_above(series: Sequence[tuple[int, Quantity]], threshold: Quantity) -> Quantity:
    """Return the first year in which a series exceeds a threshold.

    Values that round to the threshold may lie on either side of it; the bounds of the year say so.

    Args:
        series: (year, value), in any order.
        threshold: a level.

    Raises:
        CheckError: when no year does.
    """
    ordered = sorted(series, key=lambda entry: entry[0])
    for _, level_ in ordered:
        same_unit(level_, threshold)
    mark = threshold.value
    first = next(((year, level_) for year, level_ in ordered if level_.value > mark), None)
    if first is None:
        raise CheckError(f"no year of the series is above {threshold.formula}.")
    year, level_ = first
    return Quantity(
        Fraction(year),
        Fraction(next(at for at, entry in ordered if entry.high > mark)),
        next((Fraction(at) for at, entry in ordered if entry.low > mark), math.inf),
        evidence=frozenset[str]().union(*(entry.evidence for at, entry in ordered if at <= year)),
        formula=f"{year} ({level_.formula} > {threshold.formula})",
        places=level_.places,
    )


# ── comparisons ──────────────────────────────────────────────────────────────────────────────────


def above(a: Quantity, b: Quantity) -> Finding:
    """Say whether a is above b by the digits of the report: a rise that they do not show is no rise.

    >>> from handbook.quantities.printed import printed
    >>> above(printed("81.7", "%"), printed("81.7", "%")).verdict
    'contradicted'
    """
    same_unit(a, b)
    yes = a.value > b.value
    return yes_or_no(yes, (a, b), _compared(a, b), "" if yes else "not_above")


def below(a: Quantity, b: Quantity) -> Finding:
    """Say whether a is below b by the digits of the report."""
    same_unit(a, b)
    yes = a.value < b.value
    return yes_or_no(yes, (a, b), _compared(a, b), "" if yes else "not_below")


def _compared(a: Quantity, b: Quantity) -> str:
    """Return how two quantities compare as printed, in symbols."""
    sign = ">" if a.value > b.value else "<" if a.value < b.value else "="
    return f"{a.formula} {sign} {b.formula}"


def order(*quantities: Quantity) -> Finding:
    """Say whether quantities stand in an order that never rises.

    >>> from handbook.quantities.printed import printed
    >>> order(printed("3"), printed("2"), printed("2")).verdict
    'holds'
    """
    if len(quantities) < 2:
        raise CheckError("an order needs at least two quantities.")
    same_unit(*quantities)
    pairs = itertools.pairwise(quantities)
    wrong = [f"{a.formula} < {b.formula}" for a, b in pairs if a.value < b.value]
    formula = "; ".join(wrong) if wrong else " ≥ ".join(q.formula for q in quantities)
    return yes_or_no(not wrong, quantities, formula)


def at_most(part: Quantity, whole: Quantity) -> Finding:
    """Say whether a part can belong to a whole: it refutes a part that is larger and proves nothing of one that is not.

    Such one-sided edits are as old as the checking of surveys by machine: Fellegi & Holt (1976), *Journal of the
    American Statistical Association* 71(353).

    >>> from handbook.quantities.printed import printed
    >>> at_most(printed("29", "家"), printed("25", "家")).verdict, at_most(printed("22"), printed("25")).verdict
    ('contradicted', 'as stated')
    """
    same_unit(part, whole)
    possible = part.low <= whole.high
    formula = f"{part.formula} ≤ {whole.formula}" if possible else f"{part.formula} > {whole.formula}"
    if not possible:
        return yes_or_no(False, (whole, part), formula, "part_above_whole")
    return Finding(AS_STATED, part, formula, "possible")


COMPARING = frozenset({"above", "below", "order"})
"""Checks of how quantities stand to each other."""


def among(own: int, quantities: Sequence[Quantity], finding: Finding) -> Finding:
    """Return what a comparison says of one of the quantities that it compares, with its sensitivity.

    It notices when that one passes its neighbour: where that is far, the comparison decides nothing.

    >>> from handbook.quantities.printed import printed
    >>> two = [printed("40", "亿元"), printed("550", "亿元")]
    >>> among(0, two, below(*two)).remark, among(0, two[:1] + [printed("41", "亿元")], below(*two)).sensitivity
    ('too_wide', Fraction(1, 40))
    """
    if finding.sensitivity is None:
        return finding
    value_ = quantities[own].value
    beside = [quantities[at] for at in (own - 1, own + 1) if 0 <= at < len(quantities)]
    gap = min(abs(other.value - value_) for other in beside)
    noticed = gap / abs(value_) if value_ else None
    if finding.verdict == HOLDS and noticed is not None and noticed > TOO_WIDE:
        return Finding(CANNOT, finding.computed, finding.formula, "too_wide", noticed)
    return replace(finding, sensitivity=noticed)


REFUTING = frozenset({"at_most"})
"""Checks that can refute a claim and never confirm it: without a refutation the claim's own reason stands."""


def needs(x: Quantity) -> Finding:
    """Say which quantity a reading of a claim needs that nobody has published: under it the claim stays undecided.

    >>> from handbook.quantities.printed import printed
    >>> needs(prior_level(printed("12", "亿元"), printed("20", "%"))).formula
    '12 亿元 ÷ (1 + 20%)'
    """
    return Finding(CANNOT, None, x.formula, "needed")


CHECKS: dict[str, Callable[..., Quantity | Finding]] = {
    "value": value,
    "repeated": repeated,
    "sum": total,
    "share": share,
    "difference": difference,
    "ratio": ratio,
    "product": product,
    "growth": growth,
    "level": level,
    "prior_level": prior_level,
    "compound_growth": compound_growth,
    "projection": projection,
    "mean": mean,
    "years_between": years_between,
    "rank": rank,
    "count": count,
    "distinct": distinct,
    "shared": shared,
    "consecutive": consecutive,
    "first_above": first_above,
    "order": order,
    "above": above,
    "below": below,
    "at_most": at_most,
    "needs": needs,
    "contains": contains,
    "known": known,
    "spellings": spellings,
    "grim": grim_finding,
    "common_base": common_base,
}
"""All checks by the name that ``data/checks.csv`` uses. A new check is a function and a line in this dictionary."""
