"""Guolian: users, the path of the report, and the growth of revenue on the base that the company first published."""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, named
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Change, Count, Items, Number, Period, Phrase, Text, name_of, percent
from handbook.quantities import factor

__all__ = ["growth", "headline", "path", "restatement", "users"]

COMPANY = "国联股份"
REVENUE, GROWTH = "C0843b", "C0843c"
"""Claims: revenue of a half-year, its growth over the same half of the year before."""


def _amount(hundred_millions: float) -> Number:
    return Number(hundred_millions, "100m_cny", 2)


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the printed revenue and growth, and the growth on the first base."""
    return {"company": name_of(tables, COMPANY), **growth(tables, ledger).facts, **restatement(tables).facts}


def path(tables: ChapterTables) -> Table:
    """Return the steps of the report's path in their order: names as printed, and what each is for in our words."""
    rows = tables.read("guolian_path")
    roles = words_in(rows, en="role_en", zh="role_zh")
    shown = named(rows, english="name_en").assign(role=pd.Series(roles, dtype=object))
    return described(
        tables,
        shown[["step", "label", "name", "role", "source", "evidence"]],
        "guolian_path",
        columns={"label": Column("Name"), "role": Column("Role"), **ORIGINAL_NAME},
        facts={"steps": Count(len(rows)), "roles": Items([words.inside for words in roles])},
    )


def users(tables: ChapterTables) -> Table:
    """Return the users of the company's platforms in 10,000, as the report states them."""
    rows = tables.read("guolian_users")
    reach = rows.set_index("group")["users_10k"]
    return described(
        tables,
        rows,
        "guolian_users",
        facts={
            "registered": Number(reach["registered"], "10k_count"),
            "active": Number(reach["monthly_active"], "10k_count"),
            "active_share": percent(reach["monthly_active"] / reach["registered"]),
        },
    )


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return revenue of the report's half-year and of the one before on two bases, in 100 million yuan.

    One base is what the company first published, the other follows from the printed growth and is graded as derived.
    """
    claim = ledger.on(REVENUE).claim
    period, base = claim.period, f"{int(claim.period[:4]) - 1}{claim.period[4:]}"
    revenue = tables.read("company_results", {"company": COMPANY, "measure": "revenue"})
    [first] = revenue.query("period == @base and vintage == 'first_published'").to_dict("records")
    now = float(ledger.quantity(REVENUE).value / factor("100m_cny"))
    implied = float(ledger.quantity(f"prior_level({REVENUE}; {GROWTH})").value / factor("100m_cny"))
    published = first["value_100m_cny"]
    rows = pd.DataFrame(
        {
            "basis": [
                Phrase("{period}, first published", period=Period(base)),
                Phrase("{period}, implied by the stated rate", period=Period(base)),
                Phrase("{period}, as the report has it", period=Period(period)),
            ],
            "value_100m_cny": [published, implied, now],
            "source": [first["source"], "report", "report"],
            "evidence": [first["evidence"], "derived", "report"],
        }
    )
    return described(
        tables,
        rows,
        "company_results",
        columns={"basis": Column("Half-year and basis")},
        facts={
            "period": Period(period),
            "base": Period(base),
            "revenue": _amount(now),
            "first": _amount(published),
            "implied": _amount(implied),
            "implied_part": percent(implied / published),
            "stated": percent(ledger.on(GROWTH).claim.quantity.value, 2),
            "first_change": Change(now, published),
        },
    )


def restatement(tables: ChapterTables) -> Table:
    """Return the revenue of a whole year as first announced and as the company corrected it, in 100 million yuan."""
    rows = tables.read("guolian_restatement")
    revenue = rows.set_index("basis")["revenue_100m_cny"]
    return described(
        tables,
        rows,
        "guolian_restatement",
        facts={
            "year": Period(rows["period"].iloc[-1]),
            "gross": _amount(revenue["gross"]),
            "net": _amount(revenue["net"]),
            "net_part": percent(revenue["net"] / revenue["gross"]),
            "correction": Change(revenue["net"], revenue["gross"]),
        },
    )
