"""Huawei Cloud: what its numbers on the Pangu model imply together, and the lists of its diagnosis service."""

from __future__ import annotations

from analysis.series import as_printed, of_company
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.language import Bounded, Text, name_of

COAL, YIELD, MONEY = "C1502c", "C1502d", "C1502e"
"""Claims on one mine: additional clean coal a year, the gain in yield, and the money it brings."""

CYCLE_BEFORE, CYCLE_AFTER = "C1502i", "C1502j"
"""Claims: the learning cycle of automated driving before and with Pangu."""

PROJECTS, IN_CORE = "C1497b", "C1497c"
"""Claims: projects that use its artificial intelligence, and the share in core production."""

SERVED, SUPPORTED = "C0766a", "C0752c"
"""Claims: companies served by diagnosis, and companies supported through the innovation centres."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: whose the numbers are, a price of coal, a shorter cycle."""
    return {
        "company": name_of(tables, "华为云"),
        **of_company(ledger.of_chapter("case_huawei_cloud")),
        "before": as_printed(ledger, CYCLE_BEFORE),
        "after": as_printed(ledger, CYCLE_AFTER),
    }


def coal(ledger: ChapterLedger) -> dict[str, Text]:
    """Return what is stated of the mine, and the price and the yearly base in tonnes that follow from it."""
    return {
        "coal": as_printed(ledger, COAL),
        "money": as_printed(ledger, MONEY),
        "gain": as_printed(ledger, YIELD),
        "coal_price": ledger.number(f"ratio({MONEY}; {COAL})", "cny_per_t"),
        "coal_base": ledger.number(f"ratio({COAL}; {YIELD})", "10k_t"),
    }


def scale(ledger: ChapterLedger) -> dict[str, Text]:
    """Return how many projects are said to run in core production, and how many companies two services reached."""
    in_core = ledger.number(f"product({PROJECTS}; {IN_CORE})")
    return {
        "projects": as_printed(ledger, PROJECTS),
        "share": as_printed(ledger, IN_CORE),
        "in_core": Bounded(in_core, ledger.on(PROJECTS).claim.qualifier),
        "served": as_printed(ledger, SERVED),
        "supported": as_printed(ledger, SUPPORTED),
    }


def pangu(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers that the report gives for the Pangu model, by sector, each as it is stated."""
    rows = tables.read("pangu_measures")
    rows["subject"] = rows["claim"].map(ledger.subject)
    rows["stated"] = rows["claim"].map(lambda claim: as_printed(ledger, claim))
    shown, subject = rows[["sector", "subject", "stated", "source", "evidence"]], Column("What is measured")
    return described(tables, shown, "pangu_measures", subject=subject, stated=Column("As stated"))
