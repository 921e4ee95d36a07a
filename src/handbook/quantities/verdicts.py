"""The verdict on a printed number: what is compared, what is decided, and what a check says of a claim."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from handbook.quantities.printed import APPROXIMATE, Bound, Quantity

__all__ = [
    "ARITHMETIC",
    "AS_STATED",
    "BASES",
    "CANNOT",
    "CONSISTENT",
    "CONTRADICTED",
    "DECIDED",
    "HOLDS",
    "LISTING",
    "MISWORDED",
    "RECOMPUTED",
    "REPETITION",
    "ROUNDING",
    "SOURCE",
    "TOO_WIDE",
    "VERDICTS",
    "CheckError",
    "Finding",
    "decide",
    "same_print",
    "same_unit",
    "sensitivity",
    "yes_or_no",
]

CONTRADICTED = "contradicted"
MISWORDED = "misworded"
ROUNDING = "holds within rounding"
HOLDS = "holds"
CONSISTENT = "consistent"
CANNOT = "cannot be checked"
AS_STATED = "as stated"
VERDICTS = (CONTRADICTED, MISWORDED, ROUNDING, HOLDS, CONSISTENT, CANNOT, AS_STATED)

DECIDED = frozenset(VERDICTS) - {CANNOT, AS_STATED}
"""Verdicts that a check gave."""

RECOMPUTED = DECIDED - {CONSISTENT}
"""Verdicts for which something else than the report's own words was needed, or other numbers of it."""

SOURCE, ARITHMETIC, REPETITION, LISTING = BASES = ("source", "arithmetic", "repetition", "listing")
"""What a verdict rests on: another publication, other numbers of the report, the same number printed twice, a count of
the report's own list."""

TOO_WIDE = Fraction(1, 5)
"""A check that would notice no smaller relative change of the print than this decides nothing."""


class CheckError(ValueError):
    """A check that makes no sense: wrong number of inputs, units that do not go together, nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says of one claim.

    Attributes:
        verdict: one of `VERDICTS`.
        computed: the quantity that follows from the inputs, None where the check only says yes or no.
        remark: a code for what is special (``truncated``, ``unverified`` …), see `handbook.language.wording.REMARKS`.
        formula: the arithmetic in symbols.
        sensitivity: the smallest relative change of the print that the check would have noticed, 0 where it notices any;
            None where nothing was decided, or where there is no relative change (of a printed 0).
    """

    verdict: str
    computed: Quantity | None
    formula: str
    remark: str = ""
    sensitivity: Bound | None = None


def same_unit(*quantities: Quantity) -> None:
    """Raise `CheckError` when quantities are in units that do not go together."""
    dimensions = {q.dimension for q in quantities}
    if len(dimensions) > 1:
        named = " and ".join(f"{q.formula or float(q.value)} [{q.dimension}]" for q in quantities)
        raise CheckError(f"{named} are in units that do not go together.")


def yes_or_no(yes: bool, quantities: Sequence[Quantity], formula: str, remark: str = "") -> Finding:
    """Return the finding of a check that says yes or no; weak evidence decides neither."""
    if not all(q.decides for q in quantities):
        return Finding(CANNOT, quantities[-1], formula, "unverified_yes" if yes else "unverified_no")
    # A statement is right or wrong: the check notices when it is turned into its opposite.
    return Finding(HOLDS if yes else CONTRADICTED, quantities[-1], formula, remark, Fraction(0))


def decide(claim: Quantity, computed: Quantity, qualifier: str = "exact") -> Finding:
    """Compare what is printed with what follows from the inputs.

    Equal numbers hold; intervals that meet hold within rounding; a print that is cut off instead of rounded holds
    within rounding and is named; intervals that cannot meet contradict. Evidence below ``reprint`` decides nothing, nor
    does a check under which almost any number would pass (see `TOO_WIDE`).

    Raises:
        CheckError: when the two are in units that do not go together.

    >>> from handbook.quantities.printed import printed
    >>> decide(printed("147", "家"), printed("72", "家") + printed("70", "家") + printed("7", "家")).verdict
    'contradicted'
    >>> cut = decide(printed("2.7", "亿元"), printed("2.792486", "亿元", evidence="reprint"))
    >>> cut.verdict, cut.remark
    ('holds within rounding', 'truncated')
    >>> decide(printed("2", "倍"), printed("2.4")).remark
    'too_wide'
    """
    same_unit(claim, computed)
    verdict, remark = _compare(claim, computed, qualifier)
    if not computed.decides:
        agrees = verdict != CONTRADICTED
        return Finding(CANNOT, computed, computed.formula, "unverified_yes" if agrees else "unverified_no")
    noticed = sensitivity(claim, computed, qualifier)
    if verdict != CONTRADICTED and noticed is not None and noticed > TOO_WIDE:
        return Finding(CANNOT, computed, computed.formula, "too_wide", noticed)
    return Finding(verdict, computed, computed.formula, remark, noticed)


def same_print(claim: Quantity, other: Quantity, qualifier: str = "exact") -> Finding:
    """Compare a number with the same one as it is printed elsewhere.

    Printed with as many digits it has to be the same; with fewer, the one has to round, or be cut off, to the other.

    >>> from handbook.quantities.printed import printed
    >>> same_print(printed("2", "亿元"), printed("3", "亿元")).verdict
    'contradicted'
    >>> same_print(printed("50.2", "万亿元"), printed("50", "万亿元")).verdict
    'holds within rounding'
    """
    if claim.step == other.step and _bounded(claim) == _bounded(other) and (qualifier != "approx"):
        claim, other = (q.but(low=q.value, high=q.value, step=Fraction(0)) for q in (claim, other))
        return decide(claim, other)
    if claim.step < other.step and qualifier == "exact":
        finding = decide(
            other, claim.but(low=claim.value, high=claim.value, formula=other.formula, places=other.places)
        )
        return Finding(finding.verdict, other, other.formula, finding.remark, finding.sensitivity)
    rounds = other.high - other.low == other.step
    return decide(claim, other.but(low=other.value, high=other.value) if rounds else other, qualifier)


def _bounded(q: Quantity) -> tuple[bool, bool]:
    """Return whether a number has a lower and an upper bound; of one that has both, whether it is printed plainly."""
    if math.inf in (q.high, -q.low):
        return q.low != -math.inf, q.high != math.inf
    return (True, True) if q.high - q.low in (0, q.step) else (False, False)


def sensitivity(claim: Quantity, computed: Quantity, qualifier: str = "exact") -> Bound | None:
    """Return the smallest relative change of a print that its comparison with a computation would have noticed.

    The print takes its rounding along when it moves, up or down, until it cannot meet the computation any more. Where
    the two do not meet as it is, the print is moved from what was computed. A value of 0 says that any change is
    noticed; infinity that none is; None that there is no relative change, since the print is 0.

    >>> from handbook.quantities.printed import printed
    >>> sensitivity(printed("50.2", "万亿元"), printed("50.2", "万亿元"))     # ± 0.05 each: 50.3 would still meet it
    Fraction(1, 502)
    >>> sensitivity(printed("147", "家"), printed("149", "家")), sensitivity(printed("200", "亿元", "at_least"), printed("205.0", "亿元"))
    (Fraction(0, 1), Fraction(101, 4000))
    """
    low, high = _accepted(claim, computed, qualifier)
    at = claim.value if low <= claim.value <= high else computed.value
    nearest = min(high - at, at - low)
    if at == 0:
        return Fraction(0) if nearest == 0 else None
    return nearest if math.isinf(nearest) else Fraction(nearest) / abs(at)


def _accepted(claim: Quantity, computed: Quantity, qualifier: str) -> tuple[Bound, Bound]:
    """Return the bounds of the numbers that, printed like the claim, would not be contradicted."""
    if qualifier == "at_least":
        return -math.inf, computed.high
    if qualifier == "less_than":
        return computed.low, math.inf
    if qualifier == "approx":
        return _reached(computed.low, -1, claim.step), _reached(computed.high, 1, claim.step)
    low, high = computed.low - (claim.high - claim.value), computed.high + (claim.value - claim.low)
    if qualifier == "exact" and claim.low < claim.high:  # what is cut off is not contradicted either
        if claim.value >= 0:
            low = min(low, computed.low - claim.step)
        else:
            high = max(high, computed.high + claim.step)
    return low, high


def _reached(end: Bound, way: int, step: Fraction) -> Bound:
    """Return the farthest approximate number, upwards (1) or downwards (-1), whose bounds still reach an end."""
    outwards = way if end >= 0 else -way
    widened: Bound = (end if end >= 0 else -end) * (APPROXIMATE / (1 - outwards * APPROXIMATE))
    room: Bound = widened if widened > step else step
    return end + room if way > 0 else end - room


def _compare(claim: Quantity, computed: Quantity, qualifier: str) -> tuple[str, str]:
    if qualifier in ("exact", "forecast"):
        if computed.value == claim.value:
            return HOLDS, ""
    elif claim.low <= computed.low and computed.high <= claim.high:
        return HOLDS, ""
    if claim.meets(computed):
        return ROUNDING, "one_sided" if qualifier in ("at_least", "less_than") else ""
    if qualifier == "exact" and claim.low < claim.high and _truncated(claim, computed):
        return ROUNDING, "truncated"
    return CONTRADICTED, ""


def _truncated(claim: Quantity, computed: Quantity) -> bool:
    """Return whether cutting off digits (towards zero) gives the print."""
    if claim.value >= 0:
        return computed.low < claim.value + claim.step and computed.high >= claim.value
    return computed.high > claim.value - claim.step and computed.low <= claim.value
