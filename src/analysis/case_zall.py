"""Zall Smart Commerce: revenue, growth, segments, assets, platforms and services.

What the report states stands beside the results that the group published.
"""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from analysis.series import ORIGINAL_NAME, growth_on_year_before, leaders, named, nearest_to_filing
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Change,
    Comparison,
    Count,
    Items,
    Number,
    Period,
    Phrase,
    Text,
    Words,
    name_of,
    percent,
    verdict_phrase,
)
from handbook.quantities import factor

__all__ = [
    "assets",
    "growth",
    "half_years",
    "headline",
    "indicators",
    "level_of",
    "margins_if_points",
    "patents",
    "platforms",
    "revenue",
    "segment_or_group",
    "segments",
    "service_members",
    "services",
]

COMPANY = "卓尔智联"
UNDATED, FIRST_YEAR, MARK = "C1860a", "C1843b", "C1843c"
"""Claims: revenue without a year, the first year above a hundred billion yuan, and that level."""

SEGMENT, ASSETS = "C1852a", "C1866a"
"""Claims: the half-year revenue of the segment, total assets."""

AGREES = ("holds", "holds within rounding", "consistent")


def _amount(hundred_millions: float | Fraction, decimals: int | None = 1) -> Number:
    return Number(hundred_millions, "100m_cny", decimals)


def level_of(ledger: ChapterLedger, claim: str) -> float:
    """Return an amount of money that the report states, in 100 million yuan."""
    return float(ledger.on(claim).claim.quantity.value / factor("100m_cny"))


def _printed(ledger: ChapterLedger, claim: str) -> Number:
    """Return an amount of money that the report states, with all its digits."""
    return _amount(ledger.on(claim).claim.quantity.value / factor("100m_cny"), None)


def _revenue(tables: ChapterTables) -> pd.DataFrame:
    """Return published revenue in 100 million yuan, one row per year or half-year; not what the report itself prints."""
    rows = tables.read("company_results", {"company": COMPANY, "measure": "revenue"})
    return nearest_to_filing(rows[rows["evidence"] != "report"]).sort_values("period", ignore_index=True)


def _annual(tables: ChapterTables) -> pd.DataFrame:
    rows = _revenue(tables)
    return rows[rows["period"].str.isdigit()].reset_index(drop=True)


# ── revenue ──────────────────────────────────────────────────────────────────────────────────────


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: which year an undated revenue fits, the first year above the mark, growth."""
    annual, undated, first = _annual(tables), ledger.on(UNDATED).claim.quantity, ledger.on(FIRST_YEAR)
    cells = annual["period"] + "&vintage=" + annual["vintage"]
    published = f"company_results/value_100m_cny?company={COMPANY}&measure=revenue&period="
    fit = annual[[ledger.quantity(published + cell).meets(undated) for cell in cells]]
    fits = Phrase(
        "in published accounts it is that of {years}, {values}",
        years=Items([Period(year) for year in fit["period"]]),
        values=Items([_amount(value, 2) for value in fit["value_100m_cny"]]),
    )
    of_growth = growth(tables, ledger).facts
    return {
        "undated": _printed(ledger, UNDATED),
        "fits": fits if len(fit) else Phrase("published accounts give no such value"),
        "mark": _printed(ledger, MARK),
        "first_year": Period(int(ledger.computed(FIRST_YEAR))),
        "stated_year": Period(first.claim.printed),
        "year_verdict": verdict_phrase(first.verdict),
        **{name: of_growth[name] for name in ("implied", "side", "group")},
    }


def revenue(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return published annual revenue in 100 million yuan, with its growth on the year before as a fraction of 1."""
    rows = _annual(tables)
    levels = rows.set_index("period")["value_100m_cny"]
    before, last = levels.index[-2:]
    return described(
        tables,
        rows[["period", "value_100m_cny", "source", "evidence"]].assign(
            growth=rows["period"].map(growth_on_year_before(levels))
        ),
        "company_results",
        columns={"growth": Column("Growth on the year before", "fraction")},
        facts={
            "company": name_of(tables, COMPANY),
            "years": Period(levels.index[0], last),
            "year": Period(last),
            "before": Period(before),
            "change": Change(levels[last], levels[before]),
            "mark": _printed(ledger, MARK),
            "first_year": Period(int(ledger.computed(FIRST_YEAR))),
        },
    )


def half_years(tables: ChapterTables) -> Table:
    """Return published revenue of first halves of years, in 100 million yuan."""
    rows = _revenue(tables)
    rows = rows[rows["period"].str.endswith("H1")].reset_index(drop=True)
    levels = rows["value_100m_cny"]
    years = rows["period"].str.removesuffix("H1")
    return described(
        tables,
        rows[["period", "value_100m_cny", "source", "evidence"]].assign(period=rows["period"].map(Period)),
        "company_results",
        facts={
            "from_year": Period(years.iloc[0]),
            "to_year": Period(years.iloc[-1]),
            "change": Change(levels.iloc[-1], levels.iloc[0]),
        },
    )


# ── growth ───────────────────────────────────────────────────────────────────────────────────────


def margins_if_points(profit: float, revenue: float, margin: float) -> tuple[float, float] | None:
    """Return the gross margin before and after, if the growth of a margin were meant in percentage points.

    Profit is margin times revenue, so ``(then + margin) / then = (1 + profit) / (1 + revenue)``.

    Args:
        profit: relative growth of gross profit, a fraction of 1.
        revenue: relative growth of revenue, a fraction of 1.
        margin: growth of the margin in points, as a fraction of 1.

    Returns:
        Both margins as fractions of 1; None where profit grows as fast as revenue, so that no margin can have changed.

    >>> [round(margin, 6) for margin in margins_if_points(profit=0.5, revenue=0.2, margin=0.05)]
    [0.2, 0.25]
    """
    ratio = (1 + profit) / (1 + revenue)
    if ratio == 1:
        return None
    then = margin / (ratio - 1)
    return then, then + margin


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed growth rates of a half-year, and the growth of the segment's revenue that two of them imply.

    ``growth`` is a fraction of 1. Gross profit over gross margin is revenue, so their growth gives that of revenue.
    """
    rows = tables.read("zall_growth")
    printed = rows.set_index("indicator")["growth"]
    cell = "zall_growth/growth?indicator="
    implied = ledger.quantity(f"growth(level(1; {cell}gross_profit); level(1; {cell}gross_margin))")
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
            "profit": percent(printed["gross_profit"], 2),
            "margin": percent(printed["gross_margin"], 2),
            "group": percent(printed["revenue"], 2),
            "implied": percent(implied.value, 2),
            "low": percent(Fraction(implied.low), 3),
            "high": percent(Fraction(implied.high), 3),
            "side": Comparison(float(implied.value), printed["revenue"]),
            "in_points": _in_points(printed),
        },
    )


def _in_points(printed: pd.Series) -> Phrase:
    """Return what the growth of the margin would mean if it were one in percentage points."""
    margins = margins_if_points(printed["gross_profit"], printed["revenue"], printed["gross_margin"])
    if margins is None:
        return Phrase("in percentage points no margin gives it")
    then, now = margins
    impossible, possible = Phrase("more profit than revenue"), Phrase("which is possible too")
    return Phrase(
        "in percentage points the margin would have gone from {then} to {now}, {judged}",
        then=percent(then),
        now=percent(now),
        judged=impossible if now > 1 else possible,
    )


def segment_or_group(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed revenue of a half-year against the segment's and the group's, as bounds in 100 million yuan.

    The segment's is its revenue one year later, carried back at its growth; the group's is that of a later filing.
    """
    claim, unit = ledger.on(SEGMENT).claim, factor("100m_cny")
    after = f"segment=supply_chain&period={int(claim.period[:4]) + 1}{claim.period[4:]}"
    later = f"zall_segments/revenue_100m_cny?{after}; zall_segments/growth?{after}"
    segment = ledger.quantity(f"prior_level({later})")
    group = ledger.quantity(
        f"company_results/value_100m_cny?company={COMPANY}&measure=revenue&period={claim.period}&vintage=later"
    )
    printed = claim.quantity
    bounds = [
        [float(Fraction(bound) / unit) for bound in (printed.low, printed.high, computed.low, computed.high)]
        for computed in (segment, group)
    ]
    rows = pd.DataFrame(bounds, columns=["printed_low", "printed_high", "low", "high"])
    of_segment, of_group = segment.value / printed.value, group.value / printed.value
    rows.insert(
        0, "reading", [Phrase("Segment, from its revenue a year later"), Phrase("Group, as a later filing states it")]
    )
    return Table(
        rows,
        {
            "reading": Column("Reading"),
            "printed_low": Column("Printed, from", "100m_cny"),
            "printed_high": Column("Printed, to", "100m_cny"),
            "low": Column("Computed, from", "100m_cny"),
            "high": Column("Computed, to", "100m_cny"),
        },
        ("zall_segments", "company_results"),
        behind=(tables.read("zall_segments"), _revenue(tables)),
        facts={
            "printed": _printed(ledger, SEGMENT),
            "segment": _amount(segment.value / unit, 2),
            "segment_gap": percent(abs(of_segment - 1), 2),
            "segment_side": Comparison(float(of_segment), 1),
            "group_gap": percent(abs(of_group - 1), 2),
            "group_side": Comparison(float(of_group), 1),
            "share": percent(1 / of_group, 2),
            "nearer": Phrase("the segment") if abs(of_segment - 1) < abs(of_group - 1) else Phrase("the group"),
            "farther": Phrase("the group") if abs(of_segment - 1) < abs(of_group - 1) else Phrase("the segment"),
        },
    )


def segments(tables: ChapterTables) -> Table:
    """Return the segments' revenue in 100 million yuan and its growth, a fraction of 1, in the results of the year after."""
    rows = tables.read("zall_segments")
    largest = rows.sort_values("revenue_100m_cny").iloc[-1]
    of_group = _revenue(tables).set_index("period")["value_100m_cny"]
    return described(
        tables,
        rows.assign(period=rows["period"].map(Period)),
        "zall_segments",
        "company_results",
        facts={
            "largest": labels_of(tables, "zall_segments", "segment")[largest["segment"]],
            "period": Period(largest["period"]),
            "share": percent(largest["revenue_100m_cny"] / of_group[largest["period"]]),
        },
    )


# ── indicators ───────────────────────────────────────────────────────────────────────────────────


def assets(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return total assets at year-end in 100 million yuan; ``above`` says whether they exceed the level in the report."""
    rows = tables.read("zall_assets")
    total, level = rows.set_index("year")["total_assets_100m_cny"], level_of(ledger, ASSETS)
    above, mark = total > level, _printed(ledger, ASSETS)
    years = Items([Period(int(year)) for year in total.index[above]])
    exceeded = Phrase("Total assets exceeded {mark} at the end of {years}", mark=mark, years=years)
    return described(
        tables,
        rows.assign(above=above.to_numpy()),
        "zall_assets",
        facts={
            "year": Period(int(total.index[-1])),
            "level": _amount(total.iloc[-1]),
            "change": Change(total.iloc[-1], total.iloc[-2]),
            "side": Comparison(total.iloc[-1], level),
            "mark": mark,
            "above": Count(int(above.sum()), alone=True),
            "ends": Count(len(above)),
            "finding": exceeded if above.any() else Phrase("Total assets never exceeded {mark}", mark=mark),
        },
    )


def indicators(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the report's strip of indicators, each in its own unit; the facts say what agrees with what can be compared."""
    apart = _subjects(ledger, "contradicted", "misworded")
    unknown = _subjects(ledger, "cannot be checked", "as stated")
    finding = Phrase("Accounts and the report’s own text confirm all indicators")
    if apart:
        finding = Phrase("At odds with accounts or with the report’s own text: {names}", names=Items(apart))
    elif unknown:
        finding = Phrase(
            "Accounts and the report’s own text confirm all indicators except {names}", names=Items(unknown)
        )
    return described(tables, tables.read("zall_indicators"), "zall_indicators", facts={"finding": finding})


def _subjects(ledger: ChapterLedger, *verdicts: str) -> list[Words]:
    """Return what those claims on the indicators are about that have one of some verdicts."""
    chosen = [verdict.claim for verdict in ledger.of_figure("F88") if verdict.verdict in verdicts]
    return [Words({"en": claim.subject, "zh": claim.subject_zh}).inside for claim in chosen]


# ── platforms, market, services ──────────────────────────────────────────────────────────────────


def platforms(tables: ChapterTables) -> Table:
    """Return the vertical platforms with the companies that each serves, as the report states them; not all have a number."""
    rows = tables.read("zall_platforms")
    served = rows.set_index("name")["companies"].dropna()
    most = [str(name) for name in leaders(served)]
    silent = [name_of(tables, name) for name in rows.loc[rows["companies"].isna(), "name"]]
    return described(
        tables,
        named(rows, english="name_en"),
        "zall_platforms",
        columns={"label": Column("Platform"), **ORIGINAL_NAME},
        facts={
            "most": Items([name_of(tables, name) for name in most]),
            "most_short": Items([name_of(tables, name, both=False) for name in most]),
            "share": percent(float(served[most].sum() / served.sum())),
            "known": Count(len(served)),
            "sum": Number(Fraction(int(served.sum())) / factor("10k_companies"), "10k_companies"),
            "silence": Phrase("For {names} the report gives no number.", names=Items(silent)) if silent else "",
        },
    )


def services(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers that the report gives of the service blocks, each in its own unit, with three ratios of them."""
    turnover = ledger.on("C1880e").claim
    per_merchant, per_user = ledger.quantity("ratio(C1880e; C1880d)"), ledger.quantity("ratio(C1893b; C1893a)")
    return described(
        tables,
        tables.read("zall_services"),
        "zall_services",
        facts={
            "year": Period(turnover.period),
            "turnover": _printed(ledger, "C1880e"),
            "per_merchant": Number(per_merchant.value / factor("10k_cny"), "10k_cny", 0),
            "per_user": Number(per_user.value / factor("10k_usd"), "10k_usd", 0),
            "granted_share": percent(ledger.quantity("share(C1923b; C1923a)").value),
        },
    )


def patents(tables: ChapterTables) -> Table:
    """Return the patents applied for and those granted, as the report states them."""
    rows = tables.read("zall_services")
    rows = rows[rows["indicator"].isin(["patents_filed", "patents_granted"])]
    numbers = rows.set_index("indicator")["value"]
    return described(
        tables,
        rows[["indicator", "value", "source", "evidence"]],
        "zall_services",
        columns={"value": Column("Patents", "count")},
        facts={"filed": int(numbers["patents_filed"]), "granted": int(numbers["patents_granted"])},
    )


def service_members(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the members behind two counts of the report: supply chains of the market, kinds of credit that finance checks."""
    rows = tables.read("zall_parts")
    chains, credits = (int((rows["role"] == role).sum()) for role in ("chain", "credit"))
    complete = all(ledger.on(claim).verdict in AGREES for claim in ("C1881a", "C1902a"))
    return described(
        tables,
        named(rows, english="name_en"),
        "zall_parts",
        columns={"label": Column("Name"), **ORIGINAL_NAME},
        facts={
            "finding": Phrase(
                "The report names all {chains} supply chains and {credits} kinds of credit that it counts"
                if complete
                else "The report names {chains} supply chains and {credits} kinds of credit, not as many as it counts",
                chains=Count(chains),
                credits=Count(credits),
            )
        },
    )
