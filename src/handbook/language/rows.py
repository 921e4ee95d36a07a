"""The audit in words: verdicts as rows of ``audit.json`` and ``audit.csv``."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from handbook.audit.claims import Outcome, Verdict, decimal
from handbook.audit.diagnosis import diagnose
from handbook.audit.findings import WRONG, findings, told_of, weight
from handbook.audit.judging import standing
from handbook.audit.ledger import Ledger
from handbook.language import wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import joined
from handbook.language.listed import forms_in, listed
from handbook.language.printed import spoken
from handbook.quantities import weakest
from handbook.tables import formulas
from handbook.tables.snapshot import Tables, wanted

__all__ = ["CSV_COLUMNS", "as_row", "audit_rows", "finding_rows", "to_csv", "to_json", "verdicts_digest"]


def verdicts_digest(scope: str, ledger: Ledger) -> str:
    """Return a digest of the verdicts on a ``figure=…`` or a ``chapter=…``, with ``&figure=`` those of no figure."""
    [(column, value), *further] = wanted(scope)
    claims = [claim for claim in ledger.group(column, value) if all(getattr(claim, c) == v for c, v in further)]
    rows = [_as_row(ledger, verdict, WRITTEN_IN) for verdict in ledger.verdicts(claims)]
    return hashlib.sha256(to_json(rows).encode()).hexdigest()


def audit_rows(ledger: Ledger, language: str = WRITTEN_IN) -> list[dict[str, Any]]:
    """Return the verdicts on all claims as rows of ``audit.json``, with the findings that they stand in.

    A contradiction says which slips may be behind it. The rows are worked out once, and not to be changed.
    """
    return ledger.tables.derived(_audit_rows, language)


def _audit_rows(tables: Tables, language: str) -> list[dict[str, Any]]:
    ledger = Ledger.of(tables)
    told, rows, forms = told_of(ledger), [], tables.derived(forms_in, language)
    for verdict in ledger.verdicts():
        kept = _as_row(ledger, verdict, language)
        row = {**kept, "readings": list(map(dict, kept["readings"]))}
        slips = [wording.slip_text(diagnosis, language) for diagnosis in diagnose(ledger, verdict)]
        row["reason"] = joined([row["reason"], *slips], language)
        for told_why in (row, *row["readings"]):
            told_why["reason"] = listed(told_why["reason"], forms, language)
        row["finding"] = "; ".join(told.get(verdict.claim.claim, ()))
        row["weight"] = weight(ledger, verdict) if verdict.verdict in WRONG else 0
        rows.append(row)
    return rows


def _as_row(ledger: Ledger, verdict: Verdict, language: str) -> dict[str, Any]:
    """Return `as_row` of a verdict, worked out once; not to be changed."""
    rows = ledger.tables.derived(_row_cache, language)
    if verdict.claim.claim not in rows:
        rows[verdict.claim.claim] = as_row(verdict, language)
    return rows[verdict.claim.claim]


def _row_cache(tables: Tables, language: str) -> dict[str, dict[str, Any]]:
    """Rows by claim, filled as they are asked for; derived once per snapshot."""
    return {}


def finding_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the findings as rows of ``findings.json`` (without the addresses); all have a sentence in each language.

    The rows are worked out once, and not to be changed.
    """
    return ledger.tables.derived(_finding_rows)


def _finding_rows(tables: Tables) -> list[dict[str, Any]]:
    rows, ledger = [], Ledger.of(tables)
    author, *others = tables.languages
    for told in findings(ledger):
        first = ledger.on(told.claims[0])
        said = {
            column: joined([_subject(first, code), wording.reason(first, code)], code)
            for column, code in (("sentence", author), *((f"sentence_{code}", code) for code in others))
        }
        rows.append(
            {
                "finding": told.finding,
                **(told.sentences or said),
                "claims": list(told.claims),
                "kind": told.kind,
                "weight": told.weight,
                "arithmetic": told.arithmetic,
                "question": told.question,
            }
        )
    return rows


def _subject(verdict: Verdict, code: str) -> str:
    return wording.say(code, "{subject}:", subject=wording.localized(verdict.claim, "subject", code))


def as_row(verdict: Verdict, language: str = WRITTEN_IN) -> dict[str, Any]:
    """Return a verdict as one row of ``audit.json`` (without the address of its page, and what other claims say of it)."""
    claim = verdict.claim
    deciding = verdict.deciding.finding.computed if verdict.deciding else None
    computed = verdict.in_unit_of_print(deciding)
    noticed = verdict.sensitivity
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
        "computed": None if computed is None else verdict.exactly(computed.value),
        "low": None if computed is None else verdict.exactly(computed.low),
        "high": None if computed is None else verdict.exactly(computed.high),
        "verdict": verdict.verdict,
        "basis": verdict.basis,
        "sensitivity": None if noticed is None or math.isinf(noticed) else decimal(Fraction(noticed)),
        "check": verdict.deciding.check if verdict.deciding else next((o.check for o in verdict.outcomes), ""),
        "kind_of_finding": verdict.kind_of_finding,
        "arithmetic": verdict.deciding.finding.formula if verdict.deciding else "",
        "reason": spoken(wording.reason(verdict, language), language),
        "noticed": wording.sensitivity_text(noticed, language),
        "evidence": verdict.evidence,
        "kind": claim.kind,
        "implied": claim.implied,
        "chapter": claim.chapter,
        "line": int(claim.line) if claim.line else None,
        "places": list(dict.fromkeys(p for p in deciding.places if p)) if deciding else [],
        "links": sorted(verdict.deciding.links) if verdict.deciding else [],
        "readings": [
            _reading(verdict, outcome, language)
            for outcome in verdict.outcomes
            if len(verdict.outcomes) > 1 and verdict.deciding is not None
        ],
    }
    if verdict.later:
        # Only where there is something: the page of the claim's own period does not change with the years.
        row["later"] = [
            {
                "period": later.period,
                "computed": verdict.exactly(later.quantity.value),
                "evidence": weakest(later.quantity.evidence),
            }
            for later in verdict.later
        ]
    return row


def _reading(verdict: Verdict, outcome: Outcome, language: str) -> dict[str, Any]:
    """Return one check of a claim, under the reading that it stands for."""
    chosen = verdict.in_unit_of_print(outcome.finding.computed)
    return {
        "reading": wording.reading_of(outcome, language),
        "words": outcome.words,
        "check": outcome.check,
        "computed": None if chosen is None else verdict.exactly(chosen.value),
        "verdict": standing(outcome),
        "basis": outcome.basis,
        "reason": spoken(wording.explain(verdict, outcome, language), language),
    }


def to_json(rows: Any) -> str:
    """Return rows as JSON text in which decimals are numbers with all their digits."""

    def marked(value: Any) -> str:
        if not isinstance(value, Decimal):
            raise TypeError(f"{value!r} has no form in JSON.")
        return f"{_MARK}{value:f}"

    text = json.dumps(rows, ensure_ascii=False, indent=1, default=marked)
    return re.sub(f'"{_MARK}([^"]+)"', r"\1", text)


_MARK = "\ue000"
"""A sign of no language: it marks the decimals in a text of JSON until they are numbers."""


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
    "basis",
    "sensitivity",
    "finding",
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
    return formulas.guarded_frame(frame).to_csv(index=False, lineterminator="\n")
