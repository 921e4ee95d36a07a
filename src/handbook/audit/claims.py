"""Claims of a report and what became of them: what is printed, what was computed, the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any

from handbook.quantities.printed import Bound, Quantity, printed, weakest
from handbook.quantities.relations import AS_STATED, CANNOT, CONTRADICTED, Finding
from handbook.quantities.units import unit
from handbook.quantities.verdicts import DECIDED, LISTING, MISWORDED, REPETITION
from handbook.tables.doubts import Doubt

__all__ = [
    "DEFAULT_REASONS",
    "KINDS_OF_FINDING",
    "Claim",
    "Later",
    "Outcome",
    "Verdict",
    "accepted",
    "decimal",
    "weakest",
]

DEFAULT_REASONS = {"self_reported": AS_STATED, "unpublished": CANNOT}
"""Why a claim may have no check, and the verdict that follows, where the data package declares no ``verdicts``."""

KINDS_OF_FINDING = ("arithmetic", "source", "label", "comparison", "listing")
"""What a finding rests on: the report's own numbers, a public source, a number under a wrong name, period or base,
statements of the report side by side, or what is listed and how it is named."""


def accepted(row: Mapping[Any, Any]) -> bool:
    """Return whether a claim or a check counts: all do, but where a column says which of them a person has accepted.

    >>> accepted({"claim": "C0001a"}), accepted({"accepted": "yes"}), accepted({"accepted": ""})
    (True, True, False)
    """
    return str(row.get("accepted", "yes")).strip().lower() == "yes"


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity that the report prints; the columns of ``data/claims.csv``."""

    claim: str
    figure: str
    page: str
    entity: str
    subject: str
    subject_zh: str
    metric: str
    period: str
    printed: str
    unit: str
    qualifier: str
    source: str
    kind: str
    chapter: str
    line: str
    token: str
    reason: str

    @property
    def implied(self) -> bool:
        """Whether the number is not printed but follows from what is: how many are listed, which way a number goes."""
        return not self.token

    @property
    def quantity(self) -> Quantity:
        """The printed number as an interval."""
        return _printed(self.printed, self.unit, self.qualifier, self.claim)


@lru_cache(maxsize=4096)
def _printed(text: str, unit_name: str, qualifier: str, claim: str) -> Quantity:
    """Return the quantity of a claim: whatever is asked of one asks for it again and again."""
    return printed(text, unit_name, qualifier, place=claim)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The finding of one check on one claim, with the reading of its words that it stands for (or nothing).

    Attributes:
        words: what the words of the claim say of the reading: ``yes`` they have it, ``no`` they exclude it, nothing
            where they allow it.
        basis: what the check rests on, one of `handbook.quantities.verdicts.BASES`.
        links: the claims and cells that it joins, that of the claim included: two checks that join the same are one
            equation.
    """

    check: str
    inputs: str
    reading: str
    reading_zh: str
    words: str
    finding: Finding
    basis: str = ""
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Later:
    """What the tables say of a claim's quantity in a year after the report."""

    period: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one claim and how it came about.

    Attributes:
        claim: what is printed.
        verdict: one of `handbook.quantities.relations.VERDICTS`.
        outcomes: one per check and reading; empty when nothing can be checked.
        deciding: the outcome that gave the verdict, None without checks.
        doubt: about a table of the deciding outcome, where it alone would speak against the report: nothing is decided.
        met: where the claim is misworded, the outcome under the reading that its number fits.
        later: the same quantity in the years after the report; the verdict stays that on the claim's own period.
        why: the reason for which nothing can be checked, in each language; empty where something can.
    """

    claim: Claim
    verdict: str
    outcomes: tuple[Outcome, ...] = ()
    deciding: Outcome | None = None
    later: tuple[Later, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    met: Outcome | None = None
    doubt: Doubt | None = None

    @property
    def basis(self) -> str:
        """What the verdict rests on, one of `handbook.quantities.verdicts.BASES`; empty where nothing was decided."""
        return self.deciding.basis if self.deciding is not None and self.verdict in DECIDED else ""

    @property
    def sensitivity(self) -> Bound | None:
        """The smallest relative change of the print that its check would have noticed; None where there is no check."""
        return self.deciding.finding.sensitivity if self.deciding is not None else None

    @property
    def evidence(self) -> str:
        """The weakest evidence behind the deciding outcome."""
        if self.deciding is None or self.deciding.finding.computed is None:
            return "report"
        return weakest(self.deciding.finding.computed.evidence)

    @property
    def depends_on_reading(self) -> bool:
        """Whether different readings give different verdicts."""
        return len({o.finding.verdict for o in self.outcomes if o.reading}) > 1

    @property
    def kind_of_finding(self) -> str:
        """What is wrong with it, one of `KINDS_OF_FINDING`; empty where nothing is."""
        if self.verdict not in (CONTRADICTED, MISWORDED):
            return ""
        if self.verdict == MISWORDED:
            return "label"
        return {REPETITION: "comparison", LISTING: "listing"}.get(self.basis, self.basis)

    def in_unit_of_print(self, computed: Quantity | None) -> Quantity | None:
        """Return what was computed if it is a quantity of the print's kind.

        A check that says yes or no may compare sums of money for a claim that prints a year.
        """
        if computed is None or computed.dimension != unit(self.claim.unit).dimension:
            return None
        return computed

    def in_printed_unit(self, bound: Any) -> float | None:
        """Return a bound in the unit of the print, None where there is none or it is infinite."""
        exact = self.exactly(bound)
        return None if exact is None else float(exact)

    def exactly(self, bound: Any) -> Decimal | None:
        """Return a bound in the unit of the print as a decimal, with all its digits; 28 of one that has no end.

        None where there is no bound, or it is infinite.
        """
        if bound is None or bound in (float("inf"), float("-inf")):
            return None
        return decimal(Fraction(bound) / unit(self.claim.unit).factor)


def decimal(number: Fraction) -> Decimal:
    """Return a fraction as a decimal without an exponent, exact where it ends within 28 digits.

    >>> decimal(Fraction(1, 8)), decimal(Fraction(41000)), decimal(Fraction(1, 3))
    (Decimal('0.125'), Decimal('41000'), Decimal('0.3333333333333333333333333333'))
    """
    with localcontext(prec=28):
        quotient = Decimal(number.numerator) / Decimal(number.denominator)
    return Decimal(f"{quotient.normalize():f}")
