"""What the methods page shows: the rules of the verdicts as the code has them, and real claims worked through.

Nothing here is typed a second time: checks come from `handbook.quantities.relations.CHECKS` with their docstrings, grades and
qualifiers from `handbook.quantities.printed`, reasons from `handbook.audit.ledger`, examples from the audit itself.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from handbook.audit.claims import Claim, Outcome
from handbook.audit.judging import standing
from handbook.audit.ledger import Ledger
from handbook.language import wording
from handbook.language.interface import localized, msgid, say
from handbook.language.listed import forms_in, listed
from handbook.language.printed import spoken
from handbook.language.rows import as_row
from handbook.quantities import relations
from handbook.quantities.printed import APPROXIMATE, DECIDING, EVIDENCE, QUALIFIERS, PrintError, Quantity, with_unit
from handbook.tables.snapshot import Tables

__all__ = ["example", "grades", "intervals", "known_checks", "reasons"]

YES_OR_NO = (*wording.SAYS_ALL, "grim")
"""Checks whose outcome is no interval that could meet the print's."""


def example(tables: Tables, language: str, claim: str) -> dict[str, Any]:
    """Return one claim worked through: what the print stands for, what follows from the inputs, and the verdict.

    An edition with other claims may lack it: then the result says so, and the page does.
    """
    book, forms = Ledger.of(tables), tables.derived(forms_in, language)
    if claim not in book.claims:
        return {"claim": claim, "missing": True}
    verdict = book.verdict(book.claims[claim])
    about = verdict.claim
    return {
        "claim": claim,
        "row": as_row(verdict, language),
        "printed": spoken(wording.printed_text(verdict, language), language),
        "stands_for": _stands_for(about, language),
        "reason": "" if verdict.outcomes else spoken(wording.reason(verdict, language), language),
        "outcomes": [
            {
                "check": outcome.check,
                "name": wording.check_name(outcome.check, language),
                "reading": wording.reading_of(outcome, language),
                "arithmetic": listed(spoken(wording.arithmetic(verdict, outcome), language), forms, language),
                "verdict": standing(outcome),
                "basis": outcome.basis,
                "noticed": wording.sensitivity_text(outcome.finding.sensitivity, language),
                "words": outcome.words,
                "remark": wording.clause(outcome, language) if outcome.finding.remark else "",
                "picture": _picture(about.quantity, outcome),
            }
            for outcome in verdict.outcomes
        ],
    }


def _stands_for(claim: Claim, language: str) -> str:
    try:
        quantity = claim.quantity
    except PrintError:  # a date, a range of years in words: no quantity, hence no check either
        return ""
    text = spoken(wording.interval(quantity, claim.unit, claim.printed), language)
    return text.partition("[")[2].rstrip("]") if quantity.low != quantity.high else text


def _picture(claimed: Quantity, outcome: Outcome) -> list[dict[str, float]]:
    """Return the intervals of print and computation on one axis, in percent of its width; nothing where none is."""
    computed = outcome.finding.computed
    if computed is None or outcome.check in YES_OR_NO or computed.dimension != claimed.dimension:
        return []
    ends = [q for each in (claimed, computed) for q in (each.low, each.value, each.high)]
    finite = [float(end) for end in ends if not math.isinf(end)]
    if min(finite) == max(finite):
        return []
    room = (max(finite) - min(finite)) / 5
    start, span = min(finite) - room, max(finite) - min(finite) + 2 * room

    def place(end: Any) -> float:
        return round(100 * min(1.0, max(0.0, (float(end) - start) / span)), 2)

    return [{"low": place(each.low), "at": place(each.value), "high": place(each.high)} for each in (claimed, computed)]


STANDS_FOR = {
    "exact": msgid("half a unit of the last digit to either side; a count of whole things stands for itself"),
    "approx": msgid("{share} to either side, or one unit of the last digit if that is more"),
    "at_least": msgid("the number and everything beyond"),
    "less_than": msgid("the number and everything under it"),
    "forecast": msgid("as a plain number"),
    "range": msgid("everything from one end to the other"),
}
"""What each qualifier makes of a print."""


def intervals(tables: Tables, language: str, *claims: str) -> dict[str, Any]:
    """Return what each qualifier makes of a print, with one claim as an example each."""
    book = Ledger.of(tables)
    share = wording.percent(APPROXIMATE, 0)
    rows = []
    for qualifier in QUALIFIERS:
        chosen = [book.claims[c] for c in claims if c in book.claims and book.claims[c].qualifier == qualifier]
        rows.append(
            {
                "qualifier": wording.qualifier_word(qualifier, language),
                "rule": say(language, STANDS_FOR[qualifier], share=share),
                "examples": [
                    {
                        "claim": claim.claim,
                        "subject": localized(claim, "subject", language),
                        "printed": spoken(with_unit(claim.printed, claim.unit), language),
                        "stands_for": _stands_for(claim, language),
                    }
                    for claim in chosen
                ],
            }
        )
    return {"rows": rows}


def known_checks(tables: Tables, language: str) -> dict[str, Any]:
    """Return every check with its rule, how often it is used, and the verdicts that it decided."""
    book = Ledger.of(tables)
    used: Counter[str] = Counter()
    for rows in book.checks.values():
        for row in rows:
            used.update([row["check"], *re.findall(r"([a-z_]+)\(", row["inputs"])])
    decided: dict[str, Counter[str]] = {}
    for verdict in Ledger.of(tables).verdicts():
        if verdict.deciding is not None:
            decided.setdefault(verdict.deciding.check, Counter())[verdict.verdict] += 1
    return {
        "rows": [
            {
                "check": check,
                "name": wording.check_name(check, language),
                "rule": wording.check_rule(check, language),
                "used": used[check],
                "verdicts": {v: decided[check][v] for v in relations.VERDICTS if decided.get(check, Counter())[v]},
            }
            for check in relations.CHECKS
        ]
    }


def grades(tables: Tables, language: str) -> dict[str, Any]:
    """Return every grade of evidence, whether it decides, and how many rows of the tables have it."""
    counted: Counter[str] = Counter()
    for name in tables.names:
        if "evidence" in tables.fields(name):
            counted.update(tables.text(name)["evidence"])
    return {"rows": [{"grade": g, "decides": g in DECIDING, "rows": counted[g]} for g in EVIDENCE]}


def reasons(tables: Tables, language: str) -> dict[str, Any]:
    """Return every reason why a claim has no check, the verdict that follows, and how many claims have it."""
    ledger = Ledger.of(tables)
    counted = Counter(claim.reason for claim in ledger.claims.values())
    return {
        "rows": [
            {
                "reason": reason,
                "text": ledger.why(reason).get(language, reason),
                "verdict": verdict,
                "claims": counted[reason],
            }
            for reason, verdict in ledger.reasons.items()
        ]
    }
