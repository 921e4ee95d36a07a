"""Claims of a report and what became of them: what is printed, what was computed, the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from handbook.quantities.printed import Quantity, printed, weakest
from handbook.quantities.relations import AS_STATED, CANNOT, CONTRADICTED, DECIDED, Finding
from handbook.quantities.units import unit

__all__ = ["DEFAULT_REASONS", "KINDS_OF_FINDING", "Claim", "Later", "Outcome", "Verdict", "accepted", "weakest"]

DEFAULT_REASONS = {"self_reported": AS_STATED, "unpublished": CANNOT}
"""Why a claim may have no check, and the verdict that follows, where the data package declares no ``verdicts``."""

KINDS_OF_FINDING = ("arithmetic", "source", "listing")
"""What decides a claim: the report's own numbers, a public source, or what is listed and how it is named."""

_LISTING = frozenset({"count", "distinct", "shared", "contains", "spellings"})
"""Checks of what is listed and how it is named."""


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
        return printed(self.printed, self.unit, self.qualifier, place=self.claim)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The finding of one check on one claim, with the reading of its words that it stands for (or nothing).

    Attributes:
        words: what the words of the claim say of the reading: ``yes`` they have it, ``no`` they exclude it, nothing
            where they allow it.
    """

    check: str
    inputs: str
    reading: str
    reading_zh: str
    words: str
    finding: Finding


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
        outcomes: one per check and choice; empty when nothing can be checked.
        deciding: the outcome that gave the verdict, None without checks.
        later: the same quantity in the years after the report; the verdict stays that on the claim's own period.
        why: the reason for which nothing can be checked, in each language; empty where something can.
    """

    claim: Claim
    verdict: str
    outcomes: tuple[Outcome, ...] = ()
    deciding: Outcome | None = None
    later: tuple[Later, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def evidence(self) -> str:
        """The weakest evidence behind the deciding outcome."""
        if self.deciding is None or self.deciding.finding.computed is None:
            return "report"
        return weakest(self.deciding.finding.computed.evidence)

    @property
    def depends_on_reading(self) -> bool:
        """Whether different choices give different verdicts."""
        return len({o.finding.verdict for o in self.outcomes if o.reading}) > 1

    @property
    def kind_of_finding(self) -> str:
        """What decided it, one of `KINDS_OF_FINDING`; empty where nothing did."""
        if self.deciding is None or self.verdict not in DECIDED:
            return ""
        places = self.deciding.finding.computed.evidence if self.deciding.finding.computed else frozenset()
        if places - {"report"}:
            return "source"
        return "listing" if self.deciding.check in _LISTING else "arithmetic"

    @property
    def gap(self) -> float:
        """How far print and computation are apart, relative to the print; 0 unless contradicted."""
        if self.verdict != CONTRADICTED or self.deciding is None or self.deciding.finding.computed is None:
            return 0.0
        computed, claimed = self.deciding.finding.computed.value, self.claim.quantity.value
        return abs(float((computed - claimed) / claimed)) if claimed else 1.0

    def in_unit_of_print(self, computed: Quantity | None) -> Quantity | None:
        """Return what was computed if it is a quantity of the print's kind.

        A check that says yes or no may compare sums of money for a claim that prints a year.
        """
        if computed is None or computed.dimension != unit(self.claim.unit).dimension:
            return None
        return computed

    def in_printed_unit(self, bound: Any) -> float | None:
        """Return a bound in the unit of the print with all its digits, None where there is none or it is infinite."""
        if bound is None or bound in (float("inf"), float("-inf")):
            return None
        return float(Fraction(bound) / unit(self.claim.unit).factor)
