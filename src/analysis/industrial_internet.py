"""The industrial internet: achievements in counts, size and forecast, the accounts of one platform, how platforms earn.

Counts and sizes are those of the report beside other sources; the accounts are those of Rootcloud's prospectus.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import nearest_to_filing, when
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of, typed, words_in
from handbook.figures.rows import span, whole_years
from handbook.language import Bounded, Count, Direction, Items, Number, Period, Phrase, Text, inside, name_of, percent
from handbook.quantities import DECIDING

COMPANY, PARENT = "树根互联", "三一集团"
VALUE = "value_100m_cny"
FORECAST, RATE, LOSS_RATIO = "C0615b", "C0615c", "C0627f"
"""Claims: the size that is forecast, the yearly growth beside it, three years of losses over revenue."""


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
    comparison = Phrase.each(
        "{name} ({stated} in the report for {period}, {other} in {when})",
        name=[labels[code].inside for code in pairs["indicator"]],
        stated=pairs["count"].astype(int),
        period=map(when, pairs["period"]),
        other=pairs["count_other"].astype(int),
        when=map(Period, pairs["period_other"]),
    )
    unmatched = panel["indicator"][~panel["indicator"].isin(pairs["indicator"])]
    return described(tables, pd.concat([panel, others], ignore_index=True), name).saying(
        counts=Count(len(panel)),
        compared=Count(len(pairs), alone=True),
        agree=Count(int((pairs["count"] == pairs["count_other"]).sum()), alone=True),
        comparison=Items(comparison, Phrase("nothing")),
        unmatched=inside(unmatched.map(labels), Phrase("nothing")),
    )


def size(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the size of the industrial-internet industry by year, in trillion yuan, as stated.

    The facts lead from the last size before the forecast that a source can decide.
    """
    rows, forecast = tables.read("industrial_internet_size"), int(ledger.on(FORECAST).claim.period)
    sure = rows[rows["evidence"].isin(DECIDING) & (rows["source"] != "report") & (rows["qualifier"] != "forecast")]
    known = sure[sure["year"] < forecast].iloc[-1]
    reference = f"industrial_internet_size/size_tn_cny?year={known['year']}"
    needed = ledger.quantity(f"compound_growth({FORECAST}; {reference}; {forecast - known['year']})")
    return described(tables, rows, "industrial_internet_size").saying(
        forecast=ledger.printed(FORECAST),
        forecast_year=Period(forecast),
        needed=percent(needed.value),
        rate=ledger.printed(RATE),
        rate_verdict=ledger.verdict(RATE),
        known=Bounded(Number(known["size_tn_cny"], "tn_cny"), known["qualifier"]),
        known_year=Period(int(known["year"])),
    )


def _results(tables: ChapterTables) -> pd.DataFrame:
    """Return the company's results of whole years in 100 million yuan, one vintage of each."""
    return whole_years(nearest_to_filing(tables.read("company_results", where={"company": COMPANY}))).sort_index()


def _yearly(tables: ChapterTables, *measures: str) -> pd.DataFrame:
    """Return some results by year, in 100 million yuan, of the years that have all of them."""
    wide = _results(tables).pivot(index="period", columns="measure", values=VALUE)
    return wide[list(measures)].dropna()


def results(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return revenue, profits and sales to the parent group by year, in 100 million yuan, as the prospectus has them."""
    yearly, readings = _yearly(tables, "revenue", "net_profit"), ledger.by_reading(LOSS_RATIO)
    ratios = [percent(middle, 2) for middle in (readings["low"] + readings["high"]) / 2]
    shown = _results(tables)[["period", "measure", VALUE, "source", "evidence"]]
    return described(tables, shown, "company_results").saying(
        company=name_of(tables, COMPANY),
        name=name_of(tables, COMPANY, both=False),
        span=span(list(yearly.index)),
        loss_per_yuan=Number(-yearly["net_profit"].sum() / yearly["revenue"].sum(), "cny", 2),
        loss_span=ledger.period(LOSS_RATIO),
        ratios=Items(Phrase.each("{ratio} ({reading})", ratio=ratios, reading=readings["reading"])),
        ratio_printed=ledger.printed(LOSS_RATIO),
        ratio_verdict=ledger.verdict(LOSS_RATIO),
    )


def revenue_and_loss(tables: ChapterTables) -> Table:
    """Return revenue and net loss by year, both as positive amounts in 100 million yuan, where both are known."""
    rows, years = _results(tables), _yearly(tables, "revenue", "net_profit").index
    rows = rows[rows["measure"].isin(["revenue", "net_profit"]) & rows["period"].isin(years)]
    lost = rows["measure"] == "net_profit"
    rows = rows.assign(series=rows["measure"].mask(lost, "loss"), amount=rows[VALUE].mask(lost, -rows[VALUE]))
    called = Column("Series", labels={"revenue": Phrase("Revenue"), "loss": Phrase("Net loss")})
    return described(tables, rows, "company_results", series=called, amount=Column("Amount", "100m_cny"))


def cut_off(ledger: ChapterLedger) -> dict[str, Text]:
    """Return how many amounts of the accounts the report prints, and which of them are cut off instead of rounded."""
    of_one_year = [v for v in ledger.of_figure("F38") if v.claim.period.isdigit()]
    amounts = [v for v in of_one_year if v.claim.metric in ("revenue", "loss")]
    cut = [v.claim.claim for v in amounts if v.deciding is not None and v.deciding.finding.remark == "truncated"]
    subjects = [ledger.subject(claim).inside for claim in cut]
    told = Phrase.each("{what} of {year}", what=subjects, year=map(ledger.period, cut))
    return {
        "amounts": Count(len(amounts)),
        "cut": Count(len(cut), alone=True),
        "cut_amounts": Items(told, Phrase("none")),
    }


def customers(tables: ChapterTables) -> Table:
    """Return sales by year and customer, in 100 million yuan, and their share of revenue, a fraction of 1."""
    yearly = _yearly(tables, "revenue", "sales_to_sany")
    share = yearly["sales_to_sany"] / yearly["revenue"]
    sales = yearly.assign(other_customers=yearly["revenue"] - yearly["sales_to_sany"]).reset_index()
    sales = sales.melt(["period", "revenue"], ["sales_to_sany", "other_customers"], "customer", "sales")
    sales = sales.assign(share=sales["sales"] / sales["revenue"]).drop(columns="revenue")
    name = name_of(tables, PARENT, both=False)
    table = described(
        tables,
        sales.sort_values("period", kind="stable", ignore_index=True),
        "company_results",
        customer=Column("Customer", labels={"sales_to_sany": name, "other_customers": Phrase("All others")}),
        sales=Column("Sales", "100m_cny"),
        share=Column("Share of revenue", "fraction"),
    )
    return table.computed_from(_results(tables)).saying(
        parent=name_of(tables, PARENT),
        payer=name,
        first=Period(share.index[0]),
        last=Period(share.index[-1]),
        share_first=percent(share.iloc[0]),
        share_last=percent(share.iloc[-1]),
        direction=Direction(share.iloc[-1], share.iloc[0]),
    )


def profit_models(tables: ChapterTables) -> Table:
    """Return the profit models with standing, limit, examples and, where one is printed, the share in profit."""
    models, firms = tables.read("profit_models"), tables.read("profit_model_firms")
    names, known = labels_of(tables, "profit_models", "model"), models.dropna(subset=["profit_share"])
    shares = [percent(share, 0) for share in known["profit_share"]]
    told = Phrase.each("{name} ({value})", name=[names[code].inside for code in known["model"]], value=shares)
    words = typed(words_in(firms, en="name_en", zh="name"), firms).groupby(firms["model"]).agg(list)
    examples = {model: Items(names, apart=True) for model, names in words.items()}
    columns = ["model", "standing_en", "standing_zh", "limit_en", "limit_zh", "examples", "profit_share"]
    shown = models.assign(examples=models["model"].map(examples))[[*columns, "source", "evidence"]]
    finding = Phrase("The report gives a share in profit only for {models}", models=Items(told))
    table = described(tables, shown, "profit_models", examples=Column("Examples")).computed_from(firms)
    return table.saying(finding=finding if told else Phrase("The report gives no model's share in profit"))


def platform_shifts(tables: ChapterTables) -> Table:
    """Return the shifts that the report sees between types of platform, as it numbers them."""
    rows = tables.read("platform_shifts")
    ends = inside(words_in(rows, en="to_en", zh="to_zh"), apart=True)
    return described(tables, rows, "platform_shifts").saying(ends=ends)
