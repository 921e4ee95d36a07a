"""The verdict on a printed number: what is compared, what is decided, and what a check says of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handbook.quantities.printed import Quantity

__all__ = [
    "AS_STATED",
    "CANNOT",
    "CONTRADICTED",
    "DECIDED",
    "HOLDS",
    "ROUNDING",
    "VERDICTS",
    "CheckError",
    "Finding",
    "decide",
    "same_unit",
    "yes_or_no",
]

HOLDS = "holds"
ROUNDING = "holds within rounding"
CONTRADICTED = "contradicted"
CANNOT = "cannot be checked"
AS_STATED = "as stated"
VERDICTS = (CONTRADICTED, ROUNDING, HOLDS, CANNOT, AS_STATED)
DECIDED = frozenset({CONTRADICTED, ROUNDING, HOLDS})
"""Verdicts that a computation gave."""


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
    """

    verdict: str
    computed: Quantity | None
    formula: str
    remark: str = ""


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
    return Finding(HOLDS if yes else CONTRADICTED, quantities[-1], formula, remark)


def decide(claim: Quantity, computed: Quantity, qualifier: str = "exact") -> Finding:
    """Compare what is printed with what follows from the inputs.

    Equal numbers hold; intervals that meet hold within rounding; a print that is cut off instead of rounded holds
    within rounding and is named; intervals that cannot meet contradict. Evidence below ``reprint`` decides nothing.

    Raises:
        CheckError: when the two are in units that do not go together.

    >>> from handbook.quantities.printed import printed
    >>> decide(printed("147", "家"), printed("72", "家") + printed("70", "家") + printed("7", "家")).verdict
    'contradicted'
    >>> cut = decide(printed("2.7", "亿元"), printed("2.792486", "亿元", evidence="reprint"))
    >>> cut.verdict, cut.remark
    ('holds within rounding', 'truncated')
    """
    same_unit(claim, computed)
    verdict, remark = _compare(claim, computed, qualifier)
    if not computed.decides:
        agrees = verdict != CONTRADICTED
        return Finding(CANNOT, computed, computed.formula, "unverified_yes" if agrees else "unverified_no")
    return Finding(verdict, computed, computed.formula, remark)


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
