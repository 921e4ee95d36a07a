"""Guolian: users, the path of the report, and the growth of revenue on the base that the company first published.

Amounts are in 100 million yuan, as in the tables.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, as_printed, complete, named, quantity, worded
from handbook.figures import Column, Table, described
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Change, Items, Number, Period, Phrase, Text, name_of, percent
from handbook.quantities import factor

__all__ = ["growth", "headline", "path", "restatement", "users"]

COMPANY, UNIT = "国联股份", "100m_cny"
REVENUE, GROWTH, REGISTERED, ACTIVE = "C0843b", "C0843c", "C0850b", "C0850c"
"""Claims: revenue of a half-year, its growth over the same half of the year before; registered and active users."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the printed revenue and growth, and the growth on the first base."""
    return {"company": name_of(tables, COMPANY), **growth(tables, ledger).facts, **restatement(tables).facts}


def path(tables: ChapterTables) -> Table:
    """Return the steps of the report's path in their order: names as printed, and what each is for in our words."""
    rows = named(worded(tables.read("guolian_path"), role=("role_en", "role_zh")), "name_en")
    return described(
        tables,
        rows[["step", "label", "name", "role", "source", "evidence"]],
        "guolian_path",
        columns={"label": Column("Name"), "role": Column("Role"), **ORIGINAL_NAME},
        facts={"roles": Items([words.inside for words in rows["role"]])},
    )


def users(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the users of the company's platforms in 10,000, as the report states them."""
    return described(
        tables,
        tables.read("guolian_users"),
        "guolian_users",
        facts={
            "registered": as_printed(ledger, REGISTERED),
            "active": as_printed(ledger, ACTIVE),
            "active_share": quantity(ledger, f"share({ACTIVE}; {REGISTERED})", "fraction"),
        },
    )


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return revenue of the report's half-year and of the one before on two bases.

    One base is what the company first published, the other follows from the printed growth and is graded as derived.
    """
    claim = ledger.on(REVENUE).claim
    period, base = claim.period, f"{int(claim.period[:4]) - 1}{claim.period[4:]}"
    revenue = tables.read("company_results", {"company": COMPANY, "measure": "revenue"})
    first = revenue.query("period == @base and vintage == 'first_published'").iloc[0]
    now, implied = (
        float(ledger.quantity(expression).value / factor(UNIT))
        for expression in (REVENUE, f"prior_level({REVENUE}; {GROWTH})")
    )
    published = first["value_100m_cny"]
    rows = [
        (Phrase("{period}, first published", period=Period(base)), published, first["source"], first["evidence"]),
        (Phrase("{period}, implied by the stated rate", period=Period(base)), implied, "report", "derived"),
        (Phrase("{period}, as the report has it", period=Period(period)), now, "report", "report"),
    ]
    return described(
        tables,
        pd.DataFrame(rows, columns=["basis", "value_100m_cny", "source", "evidence"]),
        "company_results",
        columns={"basis": Column("Half-year and basis")},
        facts={
            "period": Period(period),
            "base": Period(base),
            "revenue": Number(now, UNIT, 2),
            "first": Number(published, UNIT, 2),
            "implied": Number(implied, UNIT, 2),
            "stated": as_printed(ledger, GROWTH),
            "first_change": Change(now, published),
        },
    )


def restatement(tables: ChapterTables) -> Table:
    """Return the revenue of a whole year as first announced and as the company corrected it: the last year with both."""
    rows = complete(tables.read("guolian_restatement"), "basis", "period")
    rows = rows[rows["period"] == rows["period"].max()]
    gross, net = rows.set_index("basis")["revenue_100m_cny"].loc[["gross", "net"]]
    return described(
        tables,
        rows,
        "guolian_restatement",
        facts={
            "year": Period(rows["period"].iloc[-1]),
            "gross": Number(gross, UNIT, 2),
            "net": Number(net, UNIT, 2),
            "net_part": percent(net / gross),
        },
    )
