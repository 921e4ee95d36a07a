"""Guolian: users, the path of the report, and the growth of revenue on the base that the company first published.

Amounts are in 100 million yuan, as in the tables.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, as_printed, named
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.figures.rows import newest, worded
from handbook.language import Change, Number, Period, Phrase, inside, name_of, percent

COMPANY, UNIT, VALUE = "国联股份", "100m_cny", "value_100m_cny"
REVENUE, GROWTH, REGISTERED, ACTIVE = "C0843b", "C0843c", "C0850b", "C0850c"
"""Claims: revenue of a half-year, its growth over the same half of the year before; registered and active users."""


def path(tables: ChapterTables) -> Table:
    """Return the steps of the report's path in their order: names as printed, and what each is for in our words."""
    rows = named(worded(tables, tables.read("guolian_path"), role=("role_en", "role_zh")), "name_en")
    shown, called = rows[["step", "label", "name", "role", "source", "evidence"]], Column("Name")
    table = described(tables, shown, "guolian_path", label=called, role=Column("Role"), name=ORIGINAL_NAME)
    return table.saying(roles=inside(rows["role"]))


def users(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the users of the company's platforms in 10,000, as the report states them."""
    return described(tables, tables.read("guolian_users"), "guolian_users").saying(
        registered=as_printed(ledger, REGISTERED),
        active=as_printed(ledger, ACTIVE),
        active_share=ledger.number(f"share({ACTIVE}; {REGISTERED})", "fraction"),
    )


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return revenue of the report's half-year and of the one before on two bases.

    One base is what the company first published, the other follows from the printed growth and is graded as derived.
    """
    period = ledger.on(REVENUE).claim.period
    base = f"{int(period[:4]) - 1}{period[4:]}"
    revenue = tables.read("company_results", {"company": COMPANY, "measure": "revenue"})
    first = revenue.query("period == @base and vintage == 'first_published'").iloc[0]
    now, implied = (ledger.number(expression, UNIT, 2) for expression in (REVENUE, f"prior_level({REVENUE}; {GROWTH})"))
    published = first[VALUE]
    basis = [
        Phrase("{period}, first published", period=Period(base)),
        Phrase("{period}, implied by the stated rate", period=Period(base)),
        Phrase("{period}, as the report has it", period=Period(period)),
    ]
    frame = pd.DataFrame({"basis": basis, VALUE: [published, float(implied.value), float(now.value)]})
    frame = frame.assign(
        source=[first["source"], "report", "report"], evidence=[first["evidence"], "derived", "report"]
    )
    return described(tables, frame, "company_results", basis=Column("Half-year and basis")).saying(
        company=name_of(tables, COMPANY),
        period=Period(period),
        base=Period(base),
        revenue=now,
        first=Number(published, UNIT, 2),
        implied=implied,
        stated=as_printed(ledger, GROWTH),
        first_change=Change(float(now.value), published),
    )


def restatement(tables: ChapterTables) -> Table:
    """Return the revenue of a whole year as first announced and as the company corrected it: the last year with both."""
    rows = newest(tables.read("guolian_restatement"), "period", each="basis")
    gross, net = rows.set_index("basis")["revenue_100m_cny"].loc[["gross", "net"]]
    return described(tables, rows, "guolian_restatement").saying(
        year=Period(rows["period"].iloc[-1]),
        gross=Number(gross, UNIT, 2),
        net=Number(net, UNIT, 2),
        net_part=percent(net / gross),
    )
