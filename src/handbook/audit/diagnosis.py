"""Diagnosis: which slip of the pen may be behind a contradiction, in the number itself or in one that it is computed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.audit.claims import Claim, Outcome, Verdict
from handbook.audit.ledger import Ledger
from handbook.quantities.printed import PrintError, Quantity
from handbook.quantities.relations import CheckError
from handbook.quantities.slips import Slip, slips, smallest
from handbook.quantities.units import UnitError
from handbook.quantities.verdicts import ARITHMETIC, CONTRADICTED, SOURCE

__all__ = ["MOST", "Diagnosis", "diagnose"]

MOST = 3
"""So many slips of one contradiction are told, the smallest first."""

_IN_PLACE_OF = {"growth": "difference", "difference": "growth"}
"""Percentage points for per cent, and the other way round."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One slip that would explain a contradiction.

    Attributes:
        claim: whose print it would have spoiled.
        slip: what may have been meant.
    """

    claim: Claim
    slip: Slip


def diagnose(book: Ledger, verdict: Verdict) -> list[Diagnosis]:
    """Return the smallest slips that would give a contradicted number, those in its own print first.

    Two prints of one number say by themselves where they differ, and a list says whom it leaves out: neither needs it.
    """
    deciding, name = verdict.deciding, verdict.claim.claim
    if verdict.verdict != CONTRADICTED or deciding is None or verdict.basis not in (SOURCE, ARITHMETIC):
        return []
    if name not in book.diagnoses:
        book.diagnoses[name] = [*_own(book, verdict, deciding), *_of_inputs(book, verdict, deciding)][:MOST]
    return book.diagnoses[name]


def _own(book: Ledger, verdict: Verdict, deciding: Outcome) -> Iterator[Diagnosis]:
    computed = verdict.in_unit_of_print(deciding.finding.computed)
    if verdict.claim.implied or computed is None or deciding.check in ("grim", "common_base", "at_most"):
        return
    claim = verdict.claim
    for slip in slips(claim.printed, computed, claim.unit, claim.qualifier, _instead(book, claim, deciding)):
        yield Diagnosis(claim, slip)


def _instead(book: Ledger, claim: Claim, deciding: Outcome) -> Iterator[tuple[str, str, Quantity]]:
    """Yield what may have been taken for what was meant: points for per cent, the year before for the year."""
    check, inputs = deciding.check, deciding.inputs
    asked = [("points", "", _IN_PLACE_OF[check], inputs)] if check in _IN_PLACE_OF else []
    year, before = book.moved(inputs, -1)
    if year:
        asked.append(("last_year", year, check, before))
    for kind, name, other, given in asked:
        try:
            result = book.apply(other, given, claim)
        except (CheckError, PrintError, UnitError):
            continue
        if isinstance(result, Quantity):
            yield kind, name, result


def _of_inputs(book: Ledger, verdict: Verdict, deciding: Outcome) -> Iterator[Diagnosis]:
    """Yield the slips in the printed numbers from which the contradicted one was computed."""
    check, inputs = deciding.check, deciding.inputs
    declared = any((row["check"], row["inputs"]) == (check, inputs) for row in book.checks.get(verdict.claim.claim, ()))
    if not declared or check in ("grim", "common_base"):
        return
    for name in dict.fromkeys(book.claims_in(inputs)):
        other = book.claims[name]
        if other.implied or name == verdict.claim.claim:
            continue

        def fits(number: str, name: str = name) -> bool:
            with book.supposing(name, number):
                try:
                    return book.finding(verdict.claim, check, inputs).verdict != CONTRADICTED
                except (CheckError, PrintError, UnitError):
                    return False

        for slip in smallest(other.printed, fits):
            yield Diagnosis(other, slip)
