"""The audit in words: verdicts as rows of ``audit.json`` and ``audit.csv``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from handbook.audit.claims import Verdict
from handbook.audit.ledger import Ledger
from handbook.language import wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.quantities import weakest
from handbook.tables.snapshot import wanted

__all__ = ["CSV_COLUMNS", "as_row", "to_csv", "verdicts_digest"]


def verdicts_digest(scope: str, ledger: Ledger) -> str:
    """Return a digest of the verdicts on a ``figure=…`` or a ``chapter=…``, with ``&figure=`` those of no figure."""
    [(column, value), *further] = wanted(scope)
    claims = [claim for claim in ledger.group(column, value) if all(getattr(claim, c) == v for c, v in further)]
    rows = [as_row(verdict) for verdict in ledger.verdicts(claims)]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def as_row(verdict: Verdict, language: str = WRITTEN_IN) -> dict[str, Any]:
    """Return a verdict as one row of ``audit.json`` (without the address of its page)."""
    claim = verdict.claim
    found = verdict.deciding.finding.computed if verdict.deciding else None
    computed = verdict.in_unit_of_print(found)
    row = {
        "claim": claim.claim,
        "figure": claim.figure,
        "page": claim.page,
        "entity": claim.entity,
        "subject": claim.subject,
        "subject_zh": claim.subject_zh,
        "period": claim.period,
        "printed": claim.printed,
        "unit": claim.unit,
        "qualifier": claim.qualifier,
        "computed": None if computed is None else verdict.in_printed_unit(computed.value),
        "low": None if computed is None else verdict.in_printed_unit(computed.low),
        "high": None if computed is None else verdict.in_printed_unit(computed.high),
        "verdict": verdict.verdict,
        "check": verdict.deciding.check if verdict.deciding else next((o.check for o in verdict.outcomes), ""),
        "kind_of_finding": verdict.kind_of_finding,
        "arithmetic": verdict.deciding.finding.formula if verdict.deciding else "",
        "reason": wording.reason(verdict, language),
        "evidence": verdict.evidence,
        "kind": claim.kind,
        "implied": claim.implied,
        "chapter": claim.chapter,
        "line": int(claim.line) if claim.line else None,
        "places": list(dict.fromkeys(p for p in found.places if p)) if found else [],
        "readings": [
            {
                "reading": wording.reading_of(o, language),
                "check": o.check,
                "computed": (
                    None
                    if (chosen := verdict.in_unit_of_print(o.finding.computed)) is None
                    else verdict.in_printed_unit(chosen.value)
                ),
                "verdict": o.finding.verdict,
                "reason": wording.explain(verdict, o, language),
            }
            for o in verdict.outcomes
            if len(verdict.outcomes) > 1 and verdict.deciding is not None
        ],
    }
    if verdict.later:
        # Only where there is something: the page of the claim's own period does not change with the years.
        row["later"] = [
            {
                "period": later.period,
                "computed": verdict.in_printed_unit(later.quantity.value),
                "evidence": weakest(later.quantity.evidence),
            }
            for later in verdict.later
        ]
    return row


CSV_COLUMNS = [
    "claim",
    "figure",
    "page",
    "subject",
    "subject_zh",
    "period",
    "printed",
    "unit",
    "qualifier",
    "computed",
    "low",
    "high",
    "verdict",
    "kind_of_finding",
    "check",
    "arithmetic",
    "reason",
    "evidence",
    "kind",
    "chapter",
    "line",
    "url",
]


def to_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return the rows of ``audit.json`` as CSV text."""
    frame = pd.DataFrame([{column: row.get(column, "") for column in CSV_COLUMNS} for row in rows], columns=CSV_COLUMNS)
    return frame.to_csv(index=False, lineterminator="\n")
