"""The growth model: its stages, variables and indicators, and what public accounts say of the companies of the report.

Amounts are in 100 million yuan, as in the tables; margins and growth are fractions of 1. No composite is formed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pandas as pd

from analysis.series import ORIGINAL_NAME, growth_on_year_before, leaders, named, nearest_to_filing, typed
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterTables
from handbook.language import Change, Count, Items, Period, Phrase, Text, Words, name_of, percent
from handbook.quantities import weakest

__all__ = [
    "dimensions",
    "headline",
    "margins",
    "newest",
    "outline",
    "profile",
    "questions",
    "revenue_growth",
    "scorecard",
    "stages",
]

PROFITS = (
    "net_profit_attributable",
    "net_profit",
    "adjusted_profit",
    "adjusted_net_loss",
    "net_profit_ex_nonrecurring",
)
"""Measures of profit, the one that is preferred first."""

NEEDED = {
    "gross_profit_per_employee": {"gross_profit", "employees"},
    "capital_turnover": {"revenue", "capital"},
    "inventory_turnover": {"cost_of_sales", "inventory"},
    "category_expansion": {"categories"},
    "paying_customers": {"paying_customers"},
    "factor_income": {"factor_income"},
    "gross_margin": {"gross_profit", "revenue"},
    "operating_cash_flow": {"operating_cash_flow"},
    "renewal_rate": {"renewal_rate"},
}
"""Measures that must be published to fill an indicator as the model defines it."""

VALUE = "value_100m_cny"
KEY = ["company", "period"]


# ── stages, variables, indicators ────────────────────────────────────────────────────────────────


def headline(tables: ChapterTables) -> dict[str, Text]:
    """Return the facts of the first paragraph: the variables, and how many indicators public accounts fill."""
    covered = set(_margins(tables)["company"]) | set(_growth(tables)["company"])
    return {**outline(tables).facts, **scorecard(tables).facts, "companies": Count(len(covered))}


def stages(tables: ChapterTables) -> Table:
    """Return the stages of scale economy with their mode of growth, and which of them are mixed today."""
    rows = tables.read("scale_economy_stages")
    rows = named(rows.assign(mode=typed(words_in(rows, en="mode_en", zh="mode"), rows)), "name_en", "name")
    told = [
        Phrase("{stage} ({mode})", stage=row["label"].inside, mode=row["mode"].inside)
        for row in rows.to_dict("records")
    ]
    modes = [mode.inside for mode in rows["mode"]]
    return described(
        tables,
        rows[["label", "name", "mode", "now", "source", "evidence"]],
        "scale_economy_stages",
        columns={"label": Column("Stage"), **ORIGINAL_NAME},
        facts={
            "stages": Items(told),
            "mixed": Count(int(rows["now"].sum())),
            "first": modes[0],
            "last": modes[-1],
        },
    )


def _variables(tables: ChapterTables) -> dict[str, Words]:
    """Return the variables of the model by their code."""
    rows = tables.read("growth_model_variables")
    return dict(zip(rows["variable"], words_in(rows, en="name_en", zh="name"), strict=True))


def outline(tables: ChapterTables) -> Table:
    """Return how many sub-dimensions and indicators each variable of the model has."""
    variables = _variables(tables)
    parts, indicators = tables.read("growth_model_dimensions"), tables.read("scorecard_indicators")
    codes = pd.Series(list(variables))
    rows = pd.DataFrame(
        {
            "variable": codes,
            "dimensions": codes.map(parts["variable"].value_counts()).fillna(0).astype(int),
            "indicators": codes.map(indicators["variable"].value_counts()).fillna(0).astype(int),
        }
    )
    return Table(
        rows,
        {
            "variable": Column("Variable", labels=variables),
            "dimensions": Column("Sub-dimensions", "count"),
            "indicators": Column("Indicators", "count"),
        },
        ("growth_model_variables", "growth_model_dimensions", "scorecard_indicators"),
        facts={
            "variables": Items([words.inside for words in variables.values()]),
            "dimensions": Count(len(parts)),
            "indicators": Count(len(indicators)),
        },
    )


def dimensions(tables: ChapterTables) -> Table:
    """Return the sub-dimensions of each variable."""
    rows = named(tables.read("growth_model_dimensions"), "name_en", "name")
    return described(
        tables,
        rows[["variable", "label", "name", "source", "evidence"]],
        "growth_model_dimensions",
        columns={"label": Column("Sub-dimension"), **ORIGINAL_NAME},
        facts=outline(tables).facts,
    )


def scorecard(tables: ChapterTables) -> Table:
    """Return for each indicator what it needs, and for how many companies the tables hold that or its nearest relative."""
    rows = tables.read("scorecard_indicators")
    known = nearest_to_filing(tables.read("company_results")).groupby("company")["measure"].agg(set)
    near = {"net_margin": _margins(tables)["company"].nunique(), "revenue_growth": _growth(tables)["company"].nunique()}
    filled = {code: sum(need <= has for has in known) for code, need in NEEDED.items()}
    needs = typed(words_in(rows, en="needs", zh="needs_zh"), rows)
    rows = rows.assign(
        needs=needs,
        direct=rows["indicator"].map(filled).fillna(0).astype(int),
        near=rows["stand_in"].map(near).fillna(0).astype(int),
    )
    direct, approximate = rows["direct"] > 0, rows["near"] > 0
    return described(
        tables,
        rows[["variable", "indicator", "needs", "direct", "stand_in", "near", "source", "evidence"]],
        "scorecard_indicators",
        columns={
            "direct": Column("Companies, as defined", "companies"),
            "near": Column("Companies, nearest measure", "companies"),
        },
        facts={
            "indicators": Count(len(rows)),
            "direct": Count(int(direct.sum()), alone=True),
            "near": Count(int((approximate & ~direct).sum()), alone=True),
        },
    )


# ── what accounts say of companies ───────────────────────────────────────────────────────────────


def _revenue(tables: ChapterTables) -> pd.DataFrame:
    """Return revenue by company and period, in the vintage nearest to a filing."""
    rows = nearest_to_filing(tables.read("company_results"))
    return rows[rows["measure"] == "revenue"].set_index(KEY)


def _margins(tables: ChapterTables) -> pd.DataFrame:
    """Return revenue, profit and their ratio by company and period, with which profit it is."""
    rows = nearest_to_filing(tables.read("company_results"))
    rows = rows[rows["measure"].isin(PROFITS)]
    rows = rows.sort_values("measure", key=lambda m: m.map(PROFITS.index), kind="stable").drop_duplicates(KEY)
    # A loss is printed as a positive number.
    signed = rows[VALUE].mask(rows["measure"] == "adjusted_net_loss", -rows[VALUE])
    revenue = _revenue(tables)[[VALUE, "evidence"]].rename(columns={VALUE: "revenue", "evidence": "of_revenue"})
    both = rows.assign(profit=signed, kind=rows["measure"]).merge(revenue, left_on=KEY, right_index=True)
    both["margin"] = both["profit"] / both["revenue"]
    both["evidence"] = [weakest(pair) for pair in zip(both["of_revenue"], both["evidence"], strict=True)]
    columns = [*KEY, "revenue", "profit", "kind", "margin", "source", "evidence"]
    return both[columns].sort_values(KEY, ignore_index=True)


def _growth(tables: ChapterTables) -> pd.DataFrame:
    """Return growth of revenue over the same period of the year before, by company and period."""
    revenue = _revenue(tables)
    rates = [
        growth_on_year_before(levels.droplevel("company")).rename_axis("period").reset_index().assign(company=company)
        for company, levels in revenue[VALUE].groupby(level="company")
    ]
    rows = pd.concat(rates, ignore_index=True)[[*KEY, "growth"]].join(revenue[["source", "evidence"]], on=KEY)
    return rows.sort_values(KEY, ignore_index=True)


def _columns(tables: ChapterTables, companies: Iterable[Hashable]) -> dict[str, Column]:
    """Return the columns of tables of companies, which are called by their names in each language."""
    measures = labels_of(tables, "company_results", "measure")
    return {
        "company": Column("Company", labels={str(company): name_of(tables, str(company)) for company in companies}),
        "label": Column("Company and period"),
        "period": Column("Period"),
        "revenue": Column("Revenue", "100m_cny"),
        "profit": Column("Profit", "100m_cny"),
        "kind": Column("Which profit", labels={kind: measures[kind] for kind in PROFITS}),
        "margin": Column("Net margin", "fraction"),
        "margin_period": Column("Period of the margin"),
        "growth": Column("Growth of revenue", "fraction"),
        "growth_period": Column("Period of the growth"),
        "missing": Column("Indicators missing", "count"),
    }


def _newest(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return each company's row of the period that ended last, the largest value first: a year ends after its half."""
    ended = rows.sort_values(
        "period", key=lambda period: period.where(period.str.len() > 4, period + "Z"), kind="stable"
    )
    return ended.groupby("company").tail(1).sort_values(value, ascending=False, ignore_index=True)


def newest(table: Table, value: str) -> Table:
    """Return each company's latest period, the largest value first, with a label that names both.

    Args:
        table: of `margins` or `revenue_growth`.
        value: its column, ``margin`` or ``growth``.
    """
    rows = _newest(table.rows, value)
    names = table.columns["company"].labels
    labels = [
        Phrase("{company}, {period}", company=names[row["company"]], period=Period(row["period"]))
        for row in rows.to_dict("records")
    ]
    return table.having(rows.assign(label=typed(labels, rows)))


def _ends(tables: ChapterTables, rows: pd.DataFrame, value: str) -> list[tuple[Items, float]]:
    """Return which companies have the largest and which the smallest value, each with that value."""
    series = rows.set_index("company")[value]
    return [
        (
            Items([name_of(tables, str(company), both=False) for company in leaders(sign * series)]),
            sign * max(sign * series),
        )
        for sign in (1, -1)
    ]


def _kept(companies: Items, margin: float) -> Phrase:
    """Return in words what companies keep or lose of their revenue."""
    if margin < 0:
        return Phrase("{companies} lost {share}", companies=companies, share=percent(-margin))
    return Phrase("{companies} kept {share}", companies=companies, share=percent(margin))


def margins(tables: ChapterTables) -> Table:
    """Return revenue, profit and net margin by company and period, with which profit it is."""
    rows = _margins(tables)
    last = _newest(rows, "margin")
    best, worst = (_kept(companies, value) for companies, value in _ends(tables, last, "margin"))
    return Table(
        rows,
        _columns(tables, rows["company"].unique()),
        ("company_results",),
        facts={
            "companies": Count(len(last)),
            "losses": Count(int((last["margin"] < 0).sum()), alone=True),
            "best": best,
            "worst": worst,
        },
    )


def revenue_growth(tables: ChapterTables) -> Table:
    """Return growth of revenue over the same period of the year before, by company and period."""
    rows = _growth(tables)
    last = _newest(rows, "growth")
    (best, most), (worst, least) = _ends(tables, last, "growth")
    return Table(
        rows,
        _columns(tables, rows["company"].unique()),
        ("company_results",),
        facts={
            "companies": Count(len(last)),
            "grew": Count(int((last["growth"] > 0).sum()), alone=True),
            "best": best,
            "best_change": Change(1 + most, 1),
            "worst": worst,
            "worst_change": Change(1 + least, 1),
        },
    )


def profile(tables: ChapterTables) -> Table:
    """Return each company's latest margin and growth side by side, with how many indicators stay empty."""
    margin, growth = (_newest(rows(tables), value) for rows, value in ((_margins, "margin"), (_growth, "growth")))
    parts = pd.concat([margin, growth], ignore_index=True)
    filled = parts.groupby("company").size().sort_values(ascending=False, kind="stable")
    indicators = len(tables.read("scorecard_indicators"))
    by_company = {"margin": margin.set_index("company"), "growth": growth.set_index("company")}
    rows = pd.DataFrame(index=filled.index)
    for value, latest in by_company.items():
        rows[value] = latest[value].reindex(filled.index)
        rows[f"{value}_period"] = latest["period"].reindex(filled.index).fillna("")
    rows["missing"] = indicators - filled
    rows["source"] = parts.groupby("company")["source"].first()
    rows["evidence"] = parts.groupby("company")["evidence"].agg(weakest)
    rows = rows.reset_index()
    order = ["company", "margin", "margin_period", "growth", "growth_period", "missing", "source", "evidence"]
    return Table(
        rows[order],
        _columns(tables, rows["company"]),
        ("company_results",),
        behind=(parts,),
        facts={
            "indicators": Count(indicators),
            "best": Items([name_of(tables, str(company)) for company in leaders(filled)]),
            "most": Count(int(filled.max()), alone=True),
            "least_missing": Count(int(rows["missing"].min()), alone=True),
        },
    )


# ── the questions of part two ────────────────────────────────────────────────────────────────────


def questions(tables: ChapterTables) -> Table:
    """Return the place of each question in the section list and in each repeat of it, by the repeat's first line."""
    rows, strips = tables.read("part_two_questions"), tables.read("part_two_strips")
    places = strips.pivot(index="question", columns="line", values="place").reindex(rows["question"])
    listed = rows.set_index("question")["place"]
    same = sum(bool((places[line] == listed).all()) for line in places)
    complete = bool(places.notna().all().all())
    grid = rows[["question", "place"]].merge(places.rename(columns="line_{}".format).reset_index(), on="question")
    heads = {f"line_{line}": Column(Phrase("Repeat at line {line}", line=str(line)), "rank") for line in places}
    return described(
        tables,
        grid,
        "part_two_questions",
        columns={**heads, "place": Column("Section list", "rank")},
        behind=[strips],
        facts={
            "questions": Count(len(rows)),
            "repeats": Count(places.shape[1]),
            "complete": Phrase("are in every repeat") if complete else Phrase("are not in every repeat"),
            "same": Count(same, alone=True),
        },
    )
