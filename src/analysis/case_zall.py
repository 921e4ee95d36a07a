"""Zall Smart Commerce: revenue, growth, segments, assets, platforms and services.

What the report states stands beside the results that the group published. Amounts are in 100 million yuan, as in the
tables; growth and shares are fractions of 1.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from analysis.series import ORIGINAL_NAME, growth_on_year_before, leaders, named, nearest_to_filing, quantity
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Change, Count, Items, Number, Period, Phrase, Text, name_of, percent
from handbook.quantities import factor

__all__ = ["assets", "growth", "headline", "level_of", "platforms", "revenue", "segments", "services"]

COMPANY = "卓尔智联"
UNDATED, FIRST_YEAR, MARK = "C1860a", "C1843b", "C1843c"
"""Claims: revenue without a year, the first year above a hundred billion yuan, and that level."""

SEGMENT, ASSETS = "C1852a", "C1866a"
"""Claims: the half-year revenue of the segment, total assets."""

UNIT, VALUE = "100m_cny", "value_100m_cny"
IMPLIED = (
    "growth(level(1; zall_growth/growth?indicator=gross_profit); level(1; zall_growth/growth?indicator=gross_margin))"
)
"""Gross profit over gross margin is revenue, so their growth gives that of revenue."""


def level_of(ledger: ChapterLedger, claim: str) -> float:
    """Return an amount of money that the report states, in 100 million yuan."""
    return float(ledger.on(claim).claim.quantity.value / factor(UNIT))


def _revenue(tables: ChapterTables) -> pd.DataFrame:
    """Return published revenue, one row per year or half-year, and whether it is a half; not what the report prints."""
    rows = tables.read("company_results", {"company": COMPANY, "measure": "revenue"})
    rows = nearest_to_filing(rows[rows["evidence"] != "report"]).sort_values("period", ignore_index=True)
    return rows.assign(half=~rows["period"].str.isdigit())


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: which year an undated revenue fits, the first year above the mark, growth."""
    rows, undated = _revenue(tables).query("not half"), ledger.on(UNDATED).claim.quantity
    published = f"company_results/{VALUE}?company={COMPANY}&measure=revenue&period="
    cells = published + rows["period"] + "&vintage=" + rows["vintage"]
    years = rows.loc[[ledger.quantity(cell).meets(undated) for cell in cells], "period"]
    return {
        "undated": quantity(ledger, UNDATED, UNIT),
        "fits": Phrase("is that of {years}", years=Items([Period(year) for year in years], either=True))
        if len(years)
        else Phrase("is that of no year in its accounts"),
        "stated_year": Period(ledger.on(FIRST_YEAR).claim.printed),
        "year_verdict": ledger.verdict(FIRST_YEAR),
        **revenue(tables, ledger).facts,
        **growth(tables, ledger).facts,
        **segments(tables, ledger).facts,
    }


def revenue(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return published revenue of years and half-years, with its growth on the same period of the year before."""
    rows = _revenue(tables)
    rows["growth"] = rows["period"].map(growth_on_year_before(rows.set_index("period")[VALUE]))
    (_, before), (_, last) = rows[~rows["half"]].tail(2).iterrows()
    return described(
        tables,
        rows.assign(period=rows["period"].map(Period))[["period", VALUE, "growth", "half", "source", "evidence"]],
        "company_results",
        columns={"growth": Column("Growth on the year before", "fraction")},
        facts={
            "company": name_of(tables, COMPANY),
            "year": Period(last["period"]),
            "before": Period(before["period"]),
            "change": Change(last[VALUE], before[VALUE]),
            "mark": quantity(ledger, MARK, UNIT),
            "first_year": Period(int(ledger.computed(FIRST_YEAR))),
        },
    )


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed growth rates of a half-year, and the growth of the segment's revenue that two of them imply."""
    rows = tables.read("zall_growth")
    printed = rows.set_index("indicator")["growth"]
    implied = ledger.quantity(IMPLIED)
    added = {"indicator": "implied", "growth": float(implied.value), "source": "report", "evidence": "derived"}
    labels: dict[str, Text] = {
        **labels_of(tables, "zall_growth", "indicator"),
        "implied": Phrase("Implied revenue, supply chain and trade"),
    }
    return described(
        tables,
        pd.concat([rows, pd.DataFrame([added])], ignore_index=True),
        "zall_growth",
        columns={"indicator": Column("Indicator", labels=labels)},
        facts={
            "margin": percent(printed["gross_margin"], 2),
            "group": percent(printed["revenue"], 2),
            "implied": percent(implied.value, 2),
            "half": Period(ledger.on(SEGMENT).claim.period),
        },
    )


def segments(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the segments' revenue in the accounts of the year after the report's half-year, with its growth.

    The facts set what the report prints for a segment against that segment, carried back one year at its growth, and
    against the group as a later filing states it.
    """
    rows, claim = tables.read("zall_segments"), ledger.on(SEGMENT).claim
    after = f"segment=supply_chain&period={int(claim.period[:4]) + 1}{claim.period[4:]}"
    back = f"prior_level(zall_segments/revenue_{UNIT}?{after}; zall_segments/growth?{after})"
    group = f"company_results/{VALUE}?company={COMPANY}&measure=revenue&period={claim.period}&vintage=later"
    return described(
        tables,
        rows.assign(period=rows["period"].map(Period)),
        "zall_segments",
        "company_results",
        facts={
            "half": Period(claim.period),
            "printed": quantity(ledger, SEGMENT, UNIT),
            "segment": quantity(ledger, back, UNIT, 2),
            "whole": quantity(ledger, group, UNIT, 2),
            "share": quantity(ledger, f"share({SEGMENT}; {group})", "fraction"),
        },
    )


def assets(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return total assets at year-end; ``above`` says whether they exceed the level in the report."""
    rows, mark = tables.read("zall_assets"), quantity(ledger, ASSETS, UNIT)
    above = rows["total_assets_100m_cny"] > level_of(ledger, ASSETS)
    years = Items([Period(int(year)) for year in rows.loc[above, "year"]])
    exceeded = Phrase("Total assets exceeded {mark} at the end of {years}", mark=mark, years=years)
    return described(
        tables,
        rows.assign(above=above),
        "zall_assets",
        facts={"finding": exceeded if above.any() else Phrase("Total assets never exceeded {mark}", mark=mark)},
    )


def platforms(tables: ChapterTables) -> Table:
    """Return the vertical platforms with the companies that each serves, as the report states them; not all have a number."""
    rows = tables.read("zall_platforms")
    served = rows.set_index("name")["companies"].dropna()
    most = [str(name) for name in leaders(served)]
    return described(
        tables,
        named(rows, english="name_en"),
        "zall_platforms",
        columns={"label": Column("Platform"), **ORIGINAL_NAME},
        facts={
            "most": Items([name_of(tables, name, both=False) for name in most]),
            "led": _companies(served[most]),
            "known": Count(len(served)),
            "sum": _companies(served),
        },
    )


def _companies(served: pd.Series) -> Number:
    """Return how many companies some platforms serve together."""
    return Number(Fraction(int(served.sum())) / factor("10k_companies"), "10k_companies")


def services(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers that the report gives of the service blocks, each in its own unit, with three ratios of them."""
    return described(
        tables,
        tables.read("zall_services"),
        "zall_services",
        facts={
            "year": Period(ledger.on("C1880e").claim.period),
            "turnover": quantity(ledger, "C1880e", UNIT),
            "per_merchant": quantity(ledger, "ratio(C1880e; C1880d)", "10k_cny", 0),
            "per_user": quantity(ledger, "ratio(C1893b; C1893a)", "10k_usd", 0),
            "granted": quantity(ledger, "share(C1923b; C1923a)", "fraction", 0),
        },
    )
