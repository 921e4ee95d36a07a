"""Zall Smart Commerce: revenue, growth, segments, assets, platforms and services.

What the report states stands beside the results that the group published. Amounts are in 100 million yuan, as in the
tables; growth and shares are fractions of 1.
"""

from __future__ import annotations

from analysis.series import ORIGINAL_NAME, named, nearest_to_filing
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of
from handbook.figures.rows import growth_rates, leaders, with_rows
from handbook.language import Change, Count, Items, Number, Period, Phrase, name_of, percent
from handbook.quantities import factor

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


def revenue(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return published revenue of years and half-years, with its growth on the same period of the year before.

    The facts say which year in the accounts an undated revenue of the report fits, and when a mark was first passed.
    """
    rows = tables.read("company_results", {"company": COMPANY, "measure": "revenue"})
    rows = nearest_to_filing(rows[rows["evidence"] != "report"]).sort_values("period", ignore_index=True)
    rows = rows.assign(half=~rows["period"].str.isdigit())
    rows["growth"] = rows["period"].map(growth_rates(rows.set_index("period")[VALUE]))
    (_, before), (_, last) = rows[~rows["half"]].tail(2).iterrows()
    published = f"company_results/{VALUE}?company={COMPANY}&measure=revenue&period="
    cells, undated = published + rows["period"] + "&vintage=" + rows["vintage"], ledger.on(UNDATED).claim.quantity
    fits = [not half and ledger.quantity(cell).meets(undated) for half, cell in zip(rows["half"], cells, strict=True)]
    years = Items(list(map(Period, rows.loc[fits, "period"])), either=True)
    shown = rows.assign(period=rows["period"].map(Period))[["period", VALUE, "growth", "half", "source", "evidence"]]
    on_year_before = Column("Growth on the year before", "fraction")
    return described(tables, shown, "company_results", growth=on_year_before).saying(
        company=name_of(tables, COMPANY),
        year=Period(last["period"]),
        before=Period(before["period"]),
        change=Change(last[VALUE], before[VALUE]),
        mark=ledger.number(MARK, UNIT),
        first_year=Period(int(ledger.computed(FIRST_YEAR))),
        stated_year=Period(ledger.on(FIRST_YEAR).claim.printed),
        year_verdict=ledger.verdict(FIRST_YEAR),
        undated=ledger.number(UNDATED, UNIT),
        fits=Phrase("is that of {years}", years=years) if any(fits) else Phrase("is that of no year in its accounts"),
    )


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed growth rates of a half-year, and the growth of the segment's revenue that two of them imply."""
    rows, implied = tables.read("zall_growth"), ledger.quantity(IMPLIED).value
    printed = rows.set_index("indicator")["growth"]
    rows = with_rows(
        rows, {"indicator": "implied", "growth": float(implied), "source": "report", "evidence": "derived"}
    )
    called = {"implied": Phrase("Implied revenue, supply chain and trade")}
    indicators = Column("Indicator", labels={**labels_of(tables, "zall_growth", "indicator"), **called})
    return described(tables, rows, "zall_growth", indicator=indicators).saying(
        margin=percent(printed["gross_margin"], 2),
        group=percent(printed["revenue"], 2),
        implied=percent(implied, 2),
        half=ledger.period(SEGMENT),
    )


def segments(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the segments' revenue in the accounts of the year after the report's half-year, with its growth.

    The facts set what the report prints for a segment against that segment, carried back one year at its growth, and
    against the group as a later filing states it.
    """
    rows, half = tables.read("zall_segments"), ledger.on(SEGMENT).claim.period
    after = f"segment=supply_chain&period={int(half[:4]) + 1}{half[4:]}"
    back = f"prior_level(zall_segments/revenue_{UNIT}?{after}; zall_segments/growth?{after})"
    group = f"company_results/{VALUE}?company={COMPANY}&measure=revenue&period={half}&vintage=later"
    rows = rows.assign(period=rows["period"].map(Period))
    return described(tables, rows, "zall_segments", "company_results").saying(
        half=Period(half),
        printed=ledger.number(SEGMENT, UNIT),
        segment=ledger.number(back, UNIT, 2),
        whole=ledger.number(group, UNIT, 2),
        share=ledger.number(f"share({SEGMENT}; {group})", "fraction"),
    )


def assets(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return total assets at year-end; ``above`` says whether they exceed the level in the report."""
    rows, mark = tables.read("zall_assets"), ledger.number(ASSETS, UNIT)
    above = rows["total_assets_100m_cny"] > float(mark.value)
    years = Items(list(map(Period, rows.loc[above, "year"])))
    exceeded = Phrase("Total assets exceeded {mark} at the end of {years}", mark=mark, years=years)
    never = Phrase("Total assets never exceeded {mark}", mark=mark)
    return described(tables, rows.assign(above=above), "zall_assets").saying(finding=exceeded if above.any() else never)


def platforms(tables: ChapterTables) -> Table:
    """Return the vertical platforms with the companies that each serves, as the report states them; not all have a number."""
    rows = tables.read("zall_platforms")
    served = rows.set_index("name")["companies"].dropna()
    most, unit, rows = leaders(served), "10k_companies", named(rows, "name_en")
    led, every = (int(companies.sum()) / factor(unit) for companies in (served[most], served))
    return described(tables, rows, "zall_platforms", label=Column("Platform"), name=ORIGINAL_NAME).saying(
        most=Items([name_of(tables, name, both=False) for name in most]),
        led=Number(led, unit),
        known=Count(len(served)),
        sum=Number(every, unit),
    )


def services(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers that the report gives of the service blocks, each in its own unit, with three ratios of them."""
    return described(tables, tables.read("zall_services"), "zall_services").saying(
        year=ledger.period("C1880e"),
        turnover=ledger.number("C1880e", UNIT),
        per_merchant=ledger.number("ratio(C1880e; C1880d)", "10k_cny", 0),
        per_user=ledger.number("ratio(C1893b; C1893a)", "10k_usd", 0),
        granted=ledger.number("share(C1923b; C1923a)", "fraction", 0),
    )
