"""Findings: contradictions by weight, those of one arithmetic together."""

from __future__ import annotations

from typing import Any

from handbook.audit.claims import Verdict
from handbook.audit.ledger import Ledger
from handbook.quantities.relations import CONTRADICTED

__all__ = ["findings"]


def findings(book: Ledger) -> list[list[Verdict]]:
    """Return the contradictions by weight, heaviest first (see `Ledger.weight`).

    Claims that one arithmetic contradicts (a total printed three times, two prints of one rank) are one finding: the
    heaviest of them comes first.
    """
    found = [v for v in book.verdicts() if v.verdict == CONTRADICTED]
    found.sort(key=lambda v: (-book.weight(v), v.claim.claim))
    groups: dict[Any, list[Verdict]] = {}
    bases = {
        claim: v.claim.claim
        for v in found
        if v.deciding and v.deciding.check == "common_base"
        for claim in book.claims_in(v.deciding.inputs)
    }
    for verdict in found:
        assert verdict.deciding is not None  # a contradiction has been decided
        claim, check, finding = verdict.claim, verdict.deciding.check, verdict.deciding.finding
        key: Any = (check, finding.formula, claim.printed, claim.unit)
        if check in ("grim", "common_base"):  # a percentage that fails alone belongs to the base that fails for all
            key = bases.get(claim.claim, claim.claim)
        elif check == "repeated" and finding.computed is not None:
            key = frozenset({claim.claim, *finding.computed.places})
        groups.setdefault(key, []).append(verdict)
    return list(groups.values())
