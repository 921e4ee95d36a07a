"""The industrial internet: achievements in counts, size and forecast, the accounts of one platform, how platforms earn.

Counts and sizes are those of the report beside other sources; the accounts are those of Rootcloud's prospectus.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import nearest_to_filing, span, when
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Bounded, Count, Direction, Items, Number, Period, Phrase, Text, Words, name_of, percent
from handbook.quantities import DECIDING

COMPANY, PARENT = "树根互联", "三一集团"
FORECAST, RATE, LOSS_RATIO = "C0615b", "C0615c", "C0627f"
"""Claims: the size that is forecast, the yearly growth beside it, three years of losses over revenue."""


# ── achievements in counts ───────────────────────────────────────────────────────────────────────


def achievements(tables: ChapterTables) -> Table:
    """Return the counts of the achievements panel, the largest first, and after them those of other sources.

    Compared are only exact counts of sources that can decide, the latest of each kind that is not of a later year.
    """
    name = "industrial_internet_indicators"
    rows, labels = tables.read(name), labels_of(tables, name, "indicator")
    panel = rows[rows["source"] == "report"].sort_values("count", ascending=False, kind="stable")
    others = rows[rows["source"] != "report"]
    sure = others[(others["qualifier"] == "exact") & others["evidence"].isin(DECIDING)].sort_values("period")
    pairs = panel.merge(sure, on="indicator", suffixes=("", "_other"))
    pairs = pairs[pairs["period_other"].str[:4] <= pairs["period"].str[:4]].drop_duplicates("indicator", keep="last")
    comparison = [
        Phrase(
            "{name} ({stated} in the report for {period}, {other} in {when})",
            name=labels[row["indicator"]].inside,
            stated=int(row["count"]),
            period=when(row["period"]),
            other=int(row["count_other"]),
            when=Period(row["period_other"]),
        )
        for row in pairs.to_dict("records")
    ]
    unmatched = panel["indicator"][~panel["indicator"].isin(pairs["indicator"])]
    return described(
        tables,
        pd.concat([panel, others], ignore_index=True),
        name,
        facts={
            "counts": Count(len(panel)),
            "compared": Count(len(pairs), alone=True),
            "agree": Count(int((pairs["count"] == pairs["count_other"]).sum()), alone=True),
            "comparison": Items(comparison, Phrase("nothing")),
            "unmatched": Items([labels[code].inside for code in unmatched], Phrase("nothing")),
        },
    )


# ── size and forecast ────────────────────────────────────────────────────────────────────────────


def size(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the size of the industrial-internet industry by year, in trillion yuan, as stated.

    The facts lead from the last size before the forecast that a source can decide.
    """
    rows, forecast = tables.read("industrial_internet_size"), ledger.on(FORECAST).claim
    sure = rows[rows["evidence"].isin(DECIDING) & (rows["source"] != "report") & (rows["qualifier"] != "forecast")]
    known = sure[sure["year"] < int(forecast.period)].iloc[-1]
    reference = f"industrial_internet_size/size_tn_cny?year={known['year']}"
    needed = f"compound_growth({FORECAST}; {reference}; {int(forecast.period) - known['year']})"
    return described(
        tables,
        rows,
        "industrial_internet_size",
        facts={
            "forecast": ledger.printed(FORECAST),
            "forecast_year": Period(forecast.period),
            "needed": percent(ledger.quantity(needed).value),
            "rate": ledger.printed(RATE),
            "rate_verdict": ledger.verdict(RATE),
            "known": Bounded(Number(known["size_tn_cny"], "tn_cny"), known["qualifier"]),
            "known_year": Period(int(known["year"])),
        },
    )


# ── the accounts of Rootcloud ────────────────────────────────────────────────────────────────────


def _results(tables: ChapterTables) -> pd.DataFrame:
    """Return the company's results of whole years in 100 million yuan, one vintage of each."""
    rows = nearest_to_filing(tables.read("company_results", where={"company": COMPANY}))
    return rows[rows["period"].str.fullmatch(r"\d{4}")].sort_index()


def _yearly(tables: ChapterTables, *measures: str) -> pd.DataFrame:
    """Return some results by year, in 100 million yuan, of the years that have all of them."""
    wide = _results(tables).pivot(index="period", columns="measure", values="value_100m_cny")
    return wide[list(measures)].dropna()


def results(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return revenue, profits and sales to the parent group by year, in 100 million yuan, as the prospectus has them."""
    yearly, readings = _yearly(tables, "revenue", "net_profit"), ledger.by_reading(LOSS_RATIO)
    ratios = [
        Phrase("{ratio} ({reading})", ratio=percent((row["low"] + row["high"]) / 2, 2), reading=row["reading"])
        for row in readings.to_dict("records")
    ]
    return described(
        tables,
        _results(tables)[["period", "measure", "value_100m_cny", "source", "evidence"]],
        "company_results",
        facts={
            "company": name_of(tables, COMPANY),
            "name": name_of(tables, COMPANY, both=False),
            "span": span(list(yearly.index)),
            "loss_per_yuan": Number(-yearly["net_profit"].sum() / yearly["revenue"].sum(), "cny", 2),
            "loss_span": Period(*ledger.on(LOSS_RATIO).claim.period.split("/")),
            "ratios": Items(ratios),
            "ratio_printed": ledger.printed(LOSS_RATIO),
            "ratio_verdict": ledger.verdict(LOSS_RATIO),
        },
    )


def revenue_and_loss(tables: ChapterTables) -> Table:
    """Return revenue and net loss by year, both as positive amounts in 100 million yuan, where both are known."""
    rows, years = _results(tables), _yearly(tables, "revenue", "net_profit").index
    rows = rows[rows["measure"].isin(["revenue", "net_profit"]) & rows["period"].isin(years)]
    lost = rows["measure"] == "net_profit"
    value = rows["value_100m_cny"]
    return described(
        tables,
        rows.assign(series=rows["measure"].mask(lost, "loss"), amount=value.mask(lost, -value)),
        "company_results",
        columns={
            "series": Column("Series", labels={"revenue": Phrase("Revenue"), "loss": Phrase("Net loss")}),
            "amount": Column("Amount", "100m_cny"),
        },
    )


def cut_off(ledger: ChapterLedger) -> dict[str, Text]:
    """Return how many amounts of the accounts the report prints, and which of them are cut off instead of rounded."""
    verdicts = [v for v in ledger.of_figure("F38") if v.claim.metric in ("revenue", "loss")]
    amounts = [v for v in verdicts if v.claim.period.isdigit()]  # of one year
    cut = [v.claim for v in amounts if v.deciding is not None and v.deciding.finding.remark == "truncated"]
    told = [
        Phrase(
            "{what} of {year}",
            what=Words({"en": claim.subject, "zh": claim.subject_zh}).inside,
            year=Period(claim.period),
        )
        for claim in cut
    ]
    return {
        "amounts": Count(len(amounts)),
        "cut": Count(len(cut), alone=True),
        "cut_amounts": Items(told, Phrase("none")),
    }


def customers(tables: ChapterTables) -> Table:
    """Return sales by year and customer, in 100 million yuan, and their share of revenue, a fraction of 1."""
    yearly = _yearly(tables, "revenue", "sales_to_sany")
    sales = yearly.assign(other_customers=yearly["revenue"] - yearly["sales_to_sany"]).reset_index()
    sales = sales.melt(["period", "revenue"], ["sales_to_sany", "other_customers"], "customer", "sales")
    sales = sales.assign(share=sales["sales"] / sales["revenue"]).sort_values(
        "period", kind="stable", ignore_index=True
    )
    share = yearly["sales_to_sany"] / yearly["revenue"]
    name = name_of(tables, PARENT, both=False)
    return described(
        tables,
        sales.drop(columns="revenue"),
        "company_results",
        columns={
            "customer": Column("Customer", labels={"sales_to_sany": name, "other_customers": Phrase("All others")}),
            "sales": Column("Sales", "100m_cny"),
            "share": Column("Share of revenue", "fraction"),
        },
        behind=[_results(tables)],
        facts={
            "parent": name_of(tables, PARENT),
            "payer": name,
            "first": Period(share.index[0]),
            "last": Period(share.index[-1]),
            "share_first": percent(share.iloc[0]),
            "share_last": percent(share.iloc[-1]),
            "direction": Direction(share.iloc[-1], share.iloc[0]),
        },
    )


# ── how platforms earn, and the way out ──────────────────────────────────────────────────────────


def profit_models(tables: ChapterTables) -> Table:
    """Return the profit models with standing, limit, examples and, where one is printed, the share in profit."""
    models, firms = tables.read("profit_models"), tables.read("profit_model_firms")
    names, shares = labels_of(tables, "profit_models", "model"), models.set_index("model")["profit_share"].dropna()
    told = [Phrase("{name} ({value})", name=names[str(m)].inside, value=percent(s, 0)) for m, s in shares.items()]
    examples = {
        model: Items(words_in(rows, en="name_en", zh="name"), apart=True) for model, rows in firms.groupby("model")
    }
    columns = ["model", "standing_en", "standing_zh", "limit_en", "limit_zh", "examples", "profit_share"]
    finding = Phrase("The report gives a share in profit only for {models}", models=Items(told))
    return described(
        tables,
        models.assign(examples=models["model"].map(examples))[[*columns, "source", "evidence"]],
        "profit_models",
        columns={"examples": Column("Examples")},
        behind=[firms],
        facts={"finding": finding if told else Phrase("The report gives no model's share in profit")},
    )


def business_problems(tables: ChapterTables) -> Table:
    """Return the problems of the business model, by the side that the report puts them on."""
    rows, sides = tables.read("business_model_problems"), labels_of(tables, "business_model_problems", "side")
    faults = Items([sides[code].inside for code in rows["side"].unique()])
    return described(tables, rows, "business_model_problems", facts={"faults": faults})


def platform_types(tables: ChapterTables) -> Table:
    """Return the types of platform with the strength that the report gives each."""
    return described(tables, tables.read("platform_types"), "platform_types")


def platform_shifts(tables: ChapterTables) -> Table:
    """Return the shifts that the report sees between types of platform, as it numbers them."""
    rows = tables.read("platform_shifts")
    ends = [words.inside for words in words_in(rows, en="to_en", zh="to_zh")]
    return described(tables, rows, "platform_shifts", facts={"ends": Items(ends, apart=True)})
