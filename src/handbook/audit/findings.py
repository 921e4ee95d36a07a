"""Findings: what a reader is told of an audit, heaviest first.

The table ``findings`` of the data package says them in sentences. A contradiction that none of its rows names, in an
edition with other tables or in a report that has no such table, is a finding all the same: it bears the id of its claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from handbook.audit.claims import Verdict
from handbook.audit.ledger import Ledger
from handbook.quantities.verdicts import CONTRADICTED, MISWORDED
from handbook.tables.rules import Rows
from handbook.tables.snapshot import Problem, Tables

__all__ = ["TABLE", "Told", "findings", "problems", "told_of", "weight"]

TABLE = "findings"

WRONG = (CONTRADICTED, MISWORDED)
"""Verdicts of which a reader is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """One finding.

    Attributes:
        finding: its id.
        kind: one of `handbook.audit.claims.KINDS_OF_FINDING`.
        claims: that it touches, the one most in doubt first.
        weight: from 1 (a name) to 5 (a headline, a total, a statement about the country), see `weight`.
        sentences: what is wrong, by the table's columns: ``sentence`` in the author's language, ``sentence_zh`` and so on
            in others; none where only the verdict on its claims says it.
        arithmetic: how it is seen.
        question: whether the text cannot decide, so that it is put as a question.
    """

    finding: str
    kind: str
    claims: tuple[str, ...]
    weight: int
    sentences: Mapping[str, str] = field(default_factory=dict)
    arithmetic: str = ""
    question: bool = False


def findings(book: Ledger) -> list[Told]:
    """Return the findings, heaviest first, those of one weight in the order of the table, of others in that of the claims."""
    told_findings = [told for _, told in _told(book)]
    told_in = {claim: at for at, told in reversed(list(enumerate(told_findings))) for claim in told.claims}
    for group in _together(book, [v for v in book.verdicts() if v.verdict in WRONG]):
        claims = tuple(verdict.claim.claim for verdict in group)
        beside = next((told_in[claim] for claim in claims if claim in told_in), None)
        if beside is None:
            first = group[0]
            formula = first.deciding.finding.formula if first.deciding else ""
            told_findings.append(
                Told(claims[0], first.kind_of_finding, claims, weight(book, first), arithmetic=formula)
            )
        else:  # one arithmetic is one finding, whether its row names all its claims or not
            more = tuple(claim for claim in claims if claim not in told_in)
            told_findings[beside] = replace(told_findings[beside], claims=told_findings[beside].claims + more)
    return sorted(told_findings, key=lambda told: -told.weight)


def told_of(book: Ledger) -> dict[str, list[str]]:
    """Return the ids of the findings that touch each claim."""
    touched: dict[str, list[str]] = {}
    for told in findings(book):
        for claim in told.claims:
            touched.setdefault(claim, []).append(told.finding)
    return touched


def _told(book: Ledger) -> Iterator[tuple[int, Told]]:
    """Yield the findings of the table with their rows in the file."""
    if TABLE not in book.tables.names:
        return
    for at, row in Rows(TABLE, book.tables).records():
        yield (
            at,
            Told(
                row["finding"],
                row["kind"],
                tuple(claim.strip() for claim in row["claims"].split(";") if claim.strip()),
                int(row["weight"]),
                {column: text for column, text in row.items() if column.partition("_")[0] == "sentence"},
                row.get("arithmetic", ""),
                row.get("question", "").lower() == "true",
            ),
        )


def weight(book: Ledger, verdict: Verdict) -> int:
    """Return how much a finding about a claim matters.

    5: the number stands in the title of its page; 4: other numbers hang together with it; 3: a single number or its
    label; 2: statements that do not go together, or a list and its count; 1: a spelling.
    """
    if verdict.kind_of_finding in ("listing", "comparison"):
        return 1 if verdict.deciding is not None and verdict.deciding.check == "spellings" else 2
    text = verdict.claim.token or verdict.claim.printed
    if len(text) > 1 and text in verdict.claim.page:
        return 5
    return 4 if book.ties(verdict.claim.claim) else 3


def _together(book: Ledger, wrong: list[Verdict]) -> list[list[Verdict]]:
    """Return contradictions in groups that one arithmetic joins (a total printed three times, two prints of one rank).

    The heaviest of a group comes first.
    """
    wrong = sorted(wrong, key=lambda verdict: -weight(book, verdict))
    bases = {
        claim: v.claim.claim
        for v in wrong
        if v.deciding and v.deciding.check == "common_base"
        for claim in book.claims_in(v.deciding.inputs)
    }
    groups: dict[Any, list[Verdict]] = {}
    for verdict in wrong:
        groups.setdefault(_equation(verdict, bases), []).append(verdict)
    return list(groups.values())


def _equation(verdict: Verdict, bases: dict[str, str]) -> Any:
    """Return what two contradictions share that are one: the arithmetic and the number that it gives."""
    claim, deciding = verdict.claim, verdict.deciding
    assert deciding is not None  # what is wrong has been decided
    if deciding.check in ("grim", "common_base"):  # a share that fails alone belongs to the base that fails for all
        return bases.get(claim.claim, claim.claim)
    if deciding.check == "repeated":
        return deciding.links
    return deciding.check, deciding.finding.formula, claim.printed, claim.unit


def problems(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with the findings: no claim or an unknown one, and two of them about one equation."""
    book = Ledger.of(tables)
    if TABLE not in tables.names:
        return
    rows = Rows(TABLE, book.tables)
    wrong = {v.claim.claim: v for v in book.verdicts() if v.verdict in WRONG}
    groups = {v.claim.claim: at for at, group in enumerate(_together(book, list(wrong.values()))) for v in group}
    seen: dict[Any, str] = {}
    for at, told in _told(book):
        problem = partial(rows.problem, at)
        unknown = [claim for claim in told.claims if claim not in book.claims]
        if unknown or not told.claims:
            expected = "claims of claims.csv, with semicolons between them"
            yield problem("claims", expected, f"Mend {', '.join(unknown)}." if unknown else "Name what it is about.")
            continue
        first = told.claims[0]
        equation = groups[first] if first in groups and told.kind in ("arithmetic", "source") else None
        for column, key in (("claims", equation), ("claims", told.claims), ("arithmetic", told.arithmetic)):
            if not key and key != 0:
                continue
            if (column, key) in seen:
                remedy = f"Tell it once: join the two rows, or let {told.finding} name first what it is about."
                yield problem(column, f"one finding for one equation; {seen[column, key]} tells this one", remedy)
                break
            seen[column, key] = told.finding
