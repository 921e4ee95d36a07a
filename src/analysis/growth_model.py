"""The growth model of the report, and what public accounts say of the companies that the report names.

Amounts are in 100 million yuan, as in the tables; margins and growth are fractions of 1. No composite is formed.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.series import ORIGINAL_NAME, named, nearest_to_filing
from handbook.figures import ChapterTables, Column, Table, described, labels_of
from handbook.figures.rows import growth_rates, leaders, weaker, whole_years, worded
from handbook.language import Change, Count, Items, Period, Phrase, name_of, percent
from handbook.quantities import DECIDING

PROFIT = ("net_profit_attributable", "net_profit", "adjusted_profit", "adjusted_net_loss", "net_profit_ex_nonrecurring")
"""Measures of profit, the one that is preferred first."""

VALUE = "value_100m_cny"
KEY = ["company", "period"]


def stages(tables: ChapterTables) -> Table:
    """Return the stages of scale economy with their mode of growth, and which of them are mixed today."""
    rows = named(worded(tables, tables.read("scale_economy_stages"), mode=("mode_en", "mode")), "name_en")
    shown, stage = rows[["label", "name", "mode", "now", "source", "evidence"]], Column("Stage")
    table = described(tables, shown, "scale_economy_stages", label=stage, name=ORIGINAL_NAME)
    return table.saying(first=rows["mode"].iloc[0].inside, last=rows["mode"].iloc[-1].inside)


def scorecard(tables: ChapterTables) -> Table:
    """Return for each indicator what it needs, and for how many companies the tables hold that or its nearest relative."""
    rows = worded(tables, tables.read("scorecard_indicators"), needs=("needs", "needs_zh"))
    known = {"net_margin": set(_margins(tables)["company"]), "revenue_growth": set(_growth(tables)["company"])}
    rows["near"] = [len(known.get(measure, ())) for measure in rows["stand_in"]]
    published = _results(tables).groupby("company")["measure"].agg(set)
    # No other indicator can be computed from accounts as the report defines it.
    as_defined = sum({"gross_profit", "revenue"} <= measures for measures in published)
    rows["direct"] = (rows["indicator"] == "gross_margin") * as_defined
    return described(
        tables,
        rows[["variable", "indicator", "needs", "direct", "stand_in", "near", "source", "evidence"]],
        "scorecard_indicators",
        direct=Column("Companies, as defined", "companies"),
        near=Column("Companies, nearest measure", "companies"),
    ).saying(
        indicators=Count(len(rows)),
        companies=Count(len(set().union(*known.values()))),
        direct=Count(int((rows["direct"] > 0).sum()), alone=True),
        near=Count(int((rows["near"] > 0).sum()), alone=True),
    )


def _results(tables: ChapterTables) -> pd.DataFrame:
    """Return results of companies in the vintage nearest to a filing, none that third parties only told."""
    rows = tables.read("company_results")
    return nearest_to_filing(rows[rows["evidence"].isin(DECIDING)])


def _revenue(tables: ChapterTables) -> pd.DataFrame:
    return _results(tables).query("measure == 'revenue'").set_index(KEY)


def _margins(tables: ChapterTables) -> pd.DataFrame:
    """Return revenue, profit and their ratio by company and period, with which profit it is."""
    rows = _results(tables).query("measure in @PROFIT")
    rows = rows.sort_values("measure", key=lambda m: m.map(PROFIT.index), kind="stable").drop_duplicates(KEY)
    # A loss is printed as a positive number.
    signed = rows[VALUE].mask(rows["measure"] == "adjusted_net_loss", -rows[VALUE])
    revenue = _revenue(tables)[[VALUE, "evidence"]].rename(columns={VALUE: "revenue", "evidence": "of_revenue"})
    both = rows.assign(profit=signed, kind=rows["measure"]).merge(revenue, left_on=KEY, right_index=True)
    both["margin"] = both["profit"] / both["revenue"]
    both["evidence"] = weaker(both["of_revenue"], both["evidence"])
    columns = [*KEY, "revenue", "profit", "kind", "margin", "source", "evidence"]
    return both[columns].sort_values(KEY, ignore_index=True)


def _growth(tables: ChapterTables) -> pd.DataFrame:
    """Return growth of revenue over the same period of the year before, by company and period."""
    revenue = _revenue(tables)
    rates = revenue[VALUE].groupby("company").apply(lambda levels: growth_rates(levels.droplevel("company")))
    return rates.to_frame("growth").join(revenue[["source", "evidence"]]).sort_index().reset_index()


def _compared(tables: ChapterTables, rows: pd.DataFrame, value: str, told: Callable[[Items, float], Phrase]) -> Table:
    """Return values of companies by period; ``compared`` marks the year in which most companies have one.

    ``told`` puts companies and their value in words, for the best and the worst of that year.
    """
    years = whole_years(rows).groupby("period")["company"].nunique()
    year = str(years[years == years.max()].index.max())
    compared = rows[rows["period"] == year].set_index("company")[value]
    ends = [leaders(compared), leaders(-compared)]
    best, worst = (Items([name_of(tables, company, both=False) for company in end]) for end in ends)
    measures = labels_of(tables, "company_results", "measure")
    names = {str(name): name_of(tables, str(name)) for name in rows["company"].unique()}
    columns = {
        "company": Column("Company", labels=names),
        "period": Column("Period"),
        "revenue": Column("Revenue", "100m_cny"),
        "profit": Column("Profit", "100m_cny"),
        "kind": Column("Which profit", labels={kind: measures[kind] for kind in PROFIT}),
        "margin": Column("Net margin", "fraction"),
        "growth": Column("Growth of revenue", "fraction"),
    }
    shown = rows.assign(compared=rows["period"] == year).sort_values([value], ascending=False, kind="stable")
    return Table(shown, columns, ("company_results",)).saying(
        year=Period(year),
        compared=Count(len(compared)),
        best=told(best, compared.max()),
        worst=told(worst, compared.min()),
    )


def margins(tables: ChapterTables) -> Table:
    """Return revenue, profit and net margin by company and period, the largest margin first."""

    def kept(who: Items, margin: float) -> Phrase:
        share = percent(abs(margin))
        return Phrase(
            "{companies} lost {share}" if margin < 0 else "{companies} kept {share}", companies=who, share=share
        )

    return _compared(tables, _margins(tables), "margin", kept)


def revenue_growth(tables: ChapterTables) -> Table:
    """Return growth of revenue over the same period of the year before, by company and period, the fastest first."""

    def moved(companies: Items, rate: float) -> Phrase:
        return Phrase("revenue of {companies} {change}", companies=companies, change=Change(1 + rate, 1))

    return _compared(tables, _growth(tables), "growth", moved)


def questions(tables: ChapterTables) -> Table:
    """Return the questions of the second part, with the place of each in every repeat of the list, by its first line."""
    rows, strips = tables.read("part_two_questions"), tables.read("part_two_strips")
    places = strips.pivot(index="question", columns="line", values="place").rename(columns="line_{}".format)
    heads = {
        name: Column(Phrase("Repeat at line {line}", line=name.removeprefix("line_")), "rank")
        for name in places.columns
    }
    shown, own = rows[["question", "place"]].merge(places.reset_index(), on="question"), Column("Section list", "rank")
    table = described(tables, shown, "part_two_questions", **heads, place=own).computed_from(strips)
    return table.saying(questions=Count(len(rows)), repeats=Count(places.shape[1]))
