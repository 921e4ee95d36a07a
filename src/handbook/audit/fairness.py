"""What keeps a verdict from being fair: readings that nothing uses, comparisons that are not made for all they concern."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from handbook.audit.ledger import Ledger
from handbook.quantities.printed import PrintError
from handbook.quantities.relations import CheckError
from handbook.quantities.units import UnitError
from handbook.quantities.verdicts import DECIDED
from handbook.tables.rules import Rows
from handbook.tables.snapshot import Problem, TableError, Tables

__all__ = ["problems"]


def problems(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with the rows of ``checks.csv`` beyond what keeps one of them from being worked out."""
    ledger = Ledger.of(tables)
    rows = Rows("checks", tables)
    for at, row in rows.records():
        if row["claim"] in ledger.claims:
            yield from _sensitivity(partial(rows.problem, at), row, ledger)
            yield from _readings(partial(rows.problem, at), row, ledger)
            yield from _both_ways(partial(rows.problem, at), row, ledger)


def _sensitivity(problem: Callable[..., Problem], row: dict[str, str], ledger: Ledger) -> Iterator[Problem]:
    """Yield a check of which nobody can say how large a mistake it would notice."""
    claim = ledger.claims[row["claim"]]
    try:
        finding = ledger.outcome(claim, row).finding
    except (CheckError, PrintError, UnitError, TableError):
        return  # said where checks are worked out
    if finding.verdict in DECIDED and finding.sensitivity is None:
        expected = f"a check that would notice another number than {claim.printed}"
        yield problem(
            "check", expected, "No change can be measured against 0: compare a level, or say it as a direction."
        )


def _readings(problem: Callable[..., Problem], row: dict[str, str], ledger: Ledger) -> Iterator[Problem]:
    """Yield what is wrong with the reading that a check stands for, and with what the words are said to say of it."""
    words, reading = row.get("words", ""), row["reading"]
    if words and not reading:
        yield problem("reading", "the reading of which `words` speaks", "Name the reading, or empty `words`.")
        return
    beside = [other for other in ledger.checks[row["claim"]] if other["reading"]]
    said = {other["reading"]: other.get("words", "") for other in reversed(beside)}
    if words != said.get(reading, words):
        yield problem("words", f"{said[reading] or 'nothing'!r}, as in another row of this reading", "Make them one.")
    had = [name for name, says in reversed(said.items()) if says == "yes"]
    if words == "yes" and reading != had[0]:
        yield problem("words", f"one reading that the words have; they have {had[0]!r}", "Empty it, or write `no`.")
    if words == "no" and set(said.values()) == {"no"} and row == beside[0]:
        yield problem(
            "words",
            "a reading that the words have, or allow",
            "Add the reading of the words with a check (`needs` where its value was never published).",
        )


def _both_ways(problem: Callable[..., Problem], row: dict[str, str], ledger: Ledger) -> Iterator[Problem]:
    """Yield comparisons that are not made for all whom they concern: a number printed twice, readings of one base."""
    claim, check, inputs = row["claim"], row["check"], row["inputs"]
    if check == "repeated" and ledger.is_claim(inputs):
        back = [other["inputs"] for other in ledger.checks.get(inputs, ()) if other["check"] == "repeated"]
        if claim not in back:
            expected = f"a number that is compared with this one too; {inputs} is not"
            yield problem("inputs", expected, f"Add the row {inputs},repeated,{claim}.")
    if check == "grim" and row["reading"]:
        offered = [
            other
            for rows in ledger.checks.values()
            if any(shares["check"] == "grim" and shares["inputs"] == inputs for shares in rows)
            for other in rows
            if other["check"] == "grim"
        ]
        own_bases = {other["inputs"] for other in ledger.checks[claim] if other["check"] == "grim"}
        lacking = next((other for other in offered if other["inputs"] not in own_bases), None)
        if lacking is not None and row == next(r for r in ledger.checks[claim] if r["check"] == "grim"):
            expected = (
                f"every base that is offered to another share of it; {lacking['claim']} has {lacking['inputs']!r}"
            )
            yield problem("inputs", expected, f"Add the row {claim},grim,{lacking['inputs']}.")
