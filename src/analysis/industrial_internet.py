"""The industrial internet: achievements in counts, size and forecast, the accounts of one platform, how platforms earn.

Counts and sizes are those of the report beside other sources; the accounts are those of Rootcloud's prospectus.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import nearest_to_filing
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Change,
    Count,
    Direction,
    Items,
    Number,
    Period,
    Phrase,
    Text,
    name_of,
    percent,
    verdict_phrase,
)
from handbook.quantities import DECIDING, factor

__all__ = [
    "achievements",
    "around_print",
    "business_problems",
    "customers",
    "headline",
    "losses",
    "mentions",
    "newer_sizes",
    "platform_shifts",
    "platform_types",
    "printed_amounts",
    "profit_models",
    "results",
    "revenue_and_loss",
    "size",
]

COMPANY, PARENT = "树根互联", "三一集团"
FORECAST, RATE, LOSS_RATIO = "C0615b", "C0615c", "C0627f"
"""Claims: the size that is forecast, the yearly growth beside it, three years of losses over revenue."""

AMOUNTS = {
    "what": Column("Amount"),
    "print": Column("Printed"),
    "filed": Column("Prospectus", "100m_cny"),
    "printed_low": Column("Print stands for at least", "100m_cny"),
    "printed_high": Column("Print stands for at most", "100m_cny"),
}


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: counts that could be confirmed, growth that is needed, losses."""
    return {
        **achievements(tables).facts,
        **size(tables, ledger).facts,
        **losses(ledger),
        "company": name_of(tables, COMPANY),
        "cut": printed_amounts(tables, ledger).facts["cut"],
    }


# ── achievements in counts ───────────────────────────────────────────────────────────────────────


def mentions(tables: ChapterTables) -> dict[str, Text]:
    """Return in which years the central government's work report named the industrial internet."""
    years = tables.read("work_report_mentions")["year"]
    first, last = int(years.min()), int(years.max())
    span, all_years = Period(first, last), last - first + 1
    if len(years) == all_years:
        return {"named": Phrase("in each of the {years} years {span}", years=Count(all_years), span=span)}
    return {
        "named": Phrase(
            "in {years} of the {all} years {span}", years=Count(len(years)), all=Count(all_years), span=span
        )
    }


def achievements(tables: ChapterTables) -> Table:
    """Return the counts of the achievements panel, the largest first, and after them those of other sources.

    Only exact counts of sources that can decide are compared, the latest of each kind.
    """
    rows = tables.read("industrial_internet_indicators")
    of_report = rows["source"] == "report"
    panel = rows[of_report].sort_values("count", ascending=False, kind="stable")
    stated = panel.set_index("indicator")["count"]
    others = rows[~of_report & (rows["qualifier"] == "exact") & rows["evidence"].isin(DECIDING)]
    latest = others.sort_values("period").drop_duplicates("indicator", keep="last").set_index("indicator")["count"]
    names = {
        code: words.inside for code, words in labels_of(tables, "industrial_internet_indicators", "indicator").items()
    }
    compared = [code for code in stated.index if code in latest.index]
    agree = sum(int(stated[code]) == int(latest[code]) for code in compared)
    comparison = [
        Phrase(
            "{name} ({stated} in the report, {other} elsewhere)",
            name=names[code],
            stated=int(stated[code]),
            other=int(latest[code]),
        )
        for code in compared
    ]
    columns = ["group", "indicator", "period", "qualifier", "count", "source", "evidence"]
    return described(
        tables,
        pd.concat([panel, rows[~of_report]], ignore_index=True)[columns],
        "industrial_internet_indicators",
        facts={
            "counts": Count(len(panel)),
            "compared": Count(len(compared), alone=True),
            "agree": Count(agree, alone=True),
            "differ": Count(len(compared) - agree, alone=True),
            "comparison": Items(comparison, Phrase("nothing")),
            "unmatched": Items([names[code] for code in stated.index if code not in compared], Phrase("nothing")),
        },
    )


# ── size and forecast ────────────────────────────────────────────────────────────────────────────


def _stated(tables: ChapterTables) -> tuple[pd.DataFrame, pd.Series]:
    """Return the sizes that can decide, and the row of them that the ministry gave beside its counts."""
    rows = tables.read("industrial_internet_size")
    sure = rows[rows["evidence"].isin(DECIDING) & (rows["source"] != "report")]
    ministry = sure[sure["source"].isin(tables.read("industrial_internet_indicators")["source"])]
    return sure, ministry.iloc[0]


def _needed(ledger: ChapterLedger, year: int) -> Number:
    """Return the yearly growth that leads from the size of a year to the forecast."""
    left = int(ledger.on(FORECAST).claim.period) - year
    return percent(
        ledger.quantity(f"compound_growth({FORECAST}; industrial_internet_size/size_tn_cny?year={year}; {left})").value
    )


def _span(ledger: ChapterLedger, claim: str) -> tuple[int, int]:
    """Return the first and the last year that a claim speaks of."""
    first, _, last = ledger.on(claim).claim.period.partition("/")
    return int(first), int(last or first)


def size(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the size of the industrial-internet industry by year, in trillion yuan, stated and implied.

    The implied size is that of the first year of the printed growth rate: the forecast taken back at that rate.
    """
    rows = tables.read("industrial_internet_size")
    _, known = _stated(tables)
    first, last = _span(ledger, RATE)
    before = FORECAST
    for _ in range(last - first):
        before = f"prior_level({before}; {RATE})"
    implied = float(ledger.quantity(before).value / factor("tn_cny"))
    added = pd.DataFrame(
        {
            "year": [first],
            "size_tn_cny": [implied],
            "qualifier": ["implied"],
            "source": ["report"],
            "evidence": ["derived"],
        }
    )
    series = {"stated": Phrase("Stated"), "implied": Phrase("Implied")}
    path = pd.concat([rows.assign(series="stated"), added.assign(series="implied")])
    path = path.sort_values(["year", "series"], ignore_index=True)
    labels: dict[str, Text] = {
        **labels_of(tables, "industrial_internet_size", "qualifier"),
        "implied": Phrase("implied by forecast and rate"),
    }
    qualifier = described(tables, rows, "industrial_internet_size").columns["qualifier"]
    forecast, rate = ledger.on(FORECAST).claim, ledger.on(RATE)
    dates = tables.read("industrial_internet_indicators").set_index("source").loc[[known["source"]], "period"]
    return described(
        tables,
        path,
        "industrial_internet_size",
        columns={"series": Column("Series", labels=series), "qualifier": Column(qualifier.title, labels=labels)},
        facts={
            "forecast": Number(forecast.quantity.value / factor("tn_cny"), "tn_cny"),
            "forecast_year": Period(forecast.period),
            "needed": _needed(ledger, int(known["year"])),
            "rate": percent(rate.claim.quantity.value, 0),
            "rate_verdict": verdict_phrase(rate.verdict),
            "implied": Number(round(implied, 3), "tn_cny"),
            "implied_year": Period(first),
            "known": Number(float(known["size_tn_cny"]), "tn_cny"),
            "known_year": Period(int(known["year"])),
            "known_date": Period(str(dates.iloc[0])),
        },
    )


def newer_sizes(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the sizes of years after the ministry's and before the forecast, in trillion yuan: none in the report's own."""
    sure, known = _stated(tables)
    until = int(ledger.on(FORECAST).claim.period)
    rows = sure[(sure["year"] > known["year"]) & (sure["year"] < until)].sort_values("year", ignore_index=True)
    facts: dict[str, Text] = {}
    if len(rows):
        year = int(rows["year"].iloc[-1])
        facts = {
            "year": Period(year),
            "size": Number(float(rows["size_tn_cny"].iloc[-1]), "tn_cny"),
            "needed": _needed(ledger, year),
        }
    return described(tables, rows, "industrial_internet_size", facts=facts)


# ── the accounts of Rootcloud ────────────────────────────────────────────────────────────────────


def _results(tables: ChapterTables) -> pd.DataFrame:
    """Return the company's results of whole years in 100 million yuan, one vintage of each."""
    rows = nearest_to_filing(tables.read("company_results", where={"company": COMPANY}))
    return rows[rows["period"].str.fullmatch(r"\d{4}")].sort_index()


def _yearly(tables: ChapterTables) -> pd.DataFrame:
    """Return the results by year and measure, in 100 million yuan, of the years with revenue and profit."""
    wide = _results(tables).pivot(index="period", columns="measure", values="value_100m_cny")
    return wide.dropna(subset=["revenue", "net_profit"])


def _result(measure: str, year: int | str) -> str:
    """Return the reference of a result for the ledger."""
    return f"company_results/value_100m_cny?company={COMPANY}&measure={measure}&period={year}"


def results(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return revenue, profits and sales to the parent group by year, in 100 million yuan, as the prospectus has them."""
    rows, yearly = _results(tables), _yearly(tables)
    first, last = yearly.index[0], yearly.index[-1]
    growth = f"compound_growth({_result('revenue', last)}; {_result('revenue', first)}; {int(last) - int(first)})"
    loss, revenue = -yearly["net_profit"].sum(), yearly["revenue"].sum()
    name = name_of(tables, COMPANY)
    founded = tables.read("company_foundings", where={"company": COMPANY})["founded_year"].dropna()
    told = Phrase("{name}, founded in {year},", name=name, year=Period(int(founded.iloc[0]))) if len(founded) else name
    return described(
        tables,
        rows[["period", "measure", "value_100m_cny", "source", "evidence"]],
        "company_results",
        facts={
            "company": told,
            "name": name_of(tables, COMPANY, both=False),
            "first": Period(first),
            "last": Period(last),
            "span": Period(first, last),
            "revenue_growth": percent(ledger.quantity(growth).value),
            "loss_change": Change(-yearly["net_profit"].iloc[-1], -yearly["net_profit"].iloc[0]),
            "loss_share": percent(loss / revenue),
        },
    )


def revenue_and_loss(tables: ChapterTables) -> Table:
    """Return revenue and net loss by year, both as positive amounts in 100 million yuan."""
    rows = _results(tables)
    rows = rows[rows["measure"].isin(["revenue", "net_profit"])]
    lost = rows["measure"] == "net_profit"
    drawn = rows.assign(
        series=rows["measure"].mask(lost, "loss"), amount=rows["value_100m_cny"].mask(lost, -rows["value_100m_cny"])
    )
    return described(
        tables,
        drawn[["period", "series", "amount", "source", "evidence"]],
        "company_results",
        columns={
            "series": Column("Series", labels={"revenue": Phrase("Revenue"), "loss": Phrase("Net loss")}),
            "amount": Column("Amount", "100m_cny"),
        },
    )


def losses(ledger: ChapterLedger) -> dict[str, Text]:
    """Return what the losses of the report's three years came to, and which readings give the printed ratio."""
    first, last = _span(ledger, LOSS_RATIO)

    def over_years(measure: str) -> str:
        return f"sum({'; '.join(_result(measure, year) for year in range(first, last + 1))})"

    def loss(measure: str) -> str:
        return f"product(-1; {over_years(measure)})"

    attributable, group = (
        ledger.quantity(f"share({loss(measure)}; {over_years('revenue')})").value
        for measure in ("net_profit_attributable", "net_profit")
    )
    readings = ledger.by_reading(LOSS_RATIO)
    against = readings["verdict"] == "contradicted"
    fits, fails = (Items(list(readings.loc[chosen, "choice"])) for chosen in (~against, against))
    if not fails.items:
        judged = Phrase("agrees with {fits}", fits=fits)
    elif not fits.items:
        judged = Phrase("agrees with none of these")
    else:
        judged = Phrase("agrees with {fits}, not with {fails}", fits=fits, fails=fails)
    return {
        "loss_span": Period(first, last),
        "loss": Number(ledger.quantity(loss("net_profit_attributable")).value / factor("100m_cny"), "100m_cny", 2),
        "ratio": percent(attributable),
        "ratio_group": percent(group),
        "ratio_printed": percent(ledger.on(LOSS_RATIO).claim.quantity.value, 2),
        "ratio_judged": judged,
        "loss_per_yuan": Number(attributable, "cny", 2),
    }


def printed_amounts(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return each printed amount of revenue and loss beside the prospectus, in 100 million yuan.

    ``printed_low`` and ``printed_high`` are what the print stands for when rounded; ``low`` and ``high`` are what
    the prospectus says, and ``cut`` tells whether the print is what remains when the decimals are cut off.
    """
    yearly = _yearly(tables)
    filed = {"revenue": yearly["revenue"], "loss": -yearly["net_profit"]}
    names = {
        "revenue": (
            lambda year: Phrase("Revenue {year}", year=year),
            lambda year: Phrase("revenue of {year}", year=year),
        ),
        "loss": (lambda year: Phrase("Loss {year}", year=year), lambda year: Phrase("the loss of {year}", year=year)),
    }
    rows, cut = [], []
    for verdict in ledger.of_figure("F38"):
        claim = verdict.claim
        if claim.metric not in filed or claim.period not in yearly.index:
            continue
        head, inside = (name(Period(claim.period)) for name in names[claim.metric])
        value = float(filed[claim.metric][claim.period])
        low, high = (float(bound / factor("100m_cny")) for bound in (claim.quantity.low, claim.quantity.high))
        is_cut = verdict.deciding is not None and verdict.deciding.finding.remark == "truncated"
        rows.append((head, claim.printed, value, low, high, value, value, is_cut))
        if is_cut:
            shown = Number(claim.quantity.value / factor("100m_cny"), "100m_cny", 1)
            cut.append(
                Phrase("{what} ({printed} for {filed})", what=inside, printed=shown, filed=Number(value, "100m_cny", 2))
            )
    frame = pd.DataFrame(rows, columns=[*AMOUNTS, "low", "high", "cut"])
    return Table(
        frame,
        AMOUNTS,
        ("company_results",),
        (_results(tables),),
        {
            "amounts": Count(len(frame)),
            "cut": Count(len(cut), alone=True),
            "cut_amounts": Items(cut, Phrase("none")),
        },
    )


def around_print(amounts: Table) -> Table:
    """Return the amounts as distances from their print: the ranges are far narrower than the amounts differ."""
    printed = amounts["print"].astype(float)
    bounds = ["printed_low", "printed_high", "low", "high"]
    return amounts.having(amounts.rows.assign(**{bound: amounts[bound] - printed for bound in bounds}))


def customers(tables: ChapterTables) -> Table:
    """Return sales by year and customer, in 100 million yuan, and their share of revenue, a fraction of 1."""
    yearly = _yearly(tables).dropna(subset=["sales_to_sany"])
    parent, others = yearly["sales_to_sany"], yearly["revenue"] - yearly["sales_to_sany"]
    share = parent / yearly["revenue"]
    sales = pd.DataFrame({"sales_to_sany": parent, "other_customers": others}).rename_axis("period").reset_index()
    sales = sales.melt("period", var_name="customer", value_name="sales").sort_values("period", kind="stable")
    name = name_of(tables, PARENT)
    return described(
        tables,
        sales.assign(share=sales["sales"] / sales["period"].map(yearly["revenue"])).reset_index(drop=True),
        "company_results",
        columns={
            "customer": Column("Customer", labels={"sales_to_sany": name, "other_customers": Phrase("All others")}),
            "sales": Column("Sales", "100m_cny"),
            "share": Column("Share of revenue", "fraction"),
        },
        behind=[_results(tables)],
        facts={
            "parent": name,
            "payer": name_of(tables, PARENT, both=False),
            "company": name_of(tables, COMPANY, both=False),
            "first": Period(yearly.index[0]),
            "last": Period(yearly.index[-1]),
            "share_first": percent(share.iloc[0], 2),
            "share_last": percent(share.iloc[-1], 2),
            "direction": Direction(share.iloc[-1], share.iloc[0]),
            "others": Change(others.iloc[-1], others.iloc[0]),
        },
    )


# ── how platforms earn, and the way out ──────────────────────────────────────────────────────────


def profit_models(tables: ChapterTables) -> Table:
    """Return the profit models with standing, limit, examples and, where one is printed, the share in profit."""
    models, firms = tables.read("profit_models"), tables.read("profit_model_firms")
    names = labels_of(tables, "profit_models", "model")
    shares = models.dropna(subset=["profit_share"]).set_index("model")["profit_share"]
    told = [
        Phrase("{name} ({value})", name=names[str(m)].inside, value=percent(share, 0)) for m, share in shares.items()
    ]
    in_models = firms.groupby("name", sort=False)["model"].nunique()
    examples = {
        model: Items(words_in(rows, en="name_en", zh="name"), apart=True) for model, rows in firms.groupby("model")
    }
    rows = models.assign(examples=models["model"].map(examples))
    columns = ["model", "standing_en", "standing_zh", "limit_en", "limit_zh", "examples", "profit_share"]
    if told:
        remark = Phrase(
            "A number comes only with {models}, as a share in profit; the data behind it were never published, nor was "
            "the level abroad that it is compared with.",
            models=Items(told),
        )
        finding = Phrase("The report gives a share in profit only for {models}", models=Items(told))
    else:
        remark = Phrase("None of them comes with a number.")
        finding = Phrase("The report gives no model's share in profit")
    return described(
        tables,
        rows[[*columns, "source", "evidence"]],
        "profit_models",
        columns={"examples": Column("Examples")},
        behind=[firms],
        facts={
            "models": Count(len(models)),
            "shared": Items([name_of(tables, str(name)) for name in in_models.index[in_models > 1]], Phrase("no firm")),
            "remark": remark,
            "finding": finding,
        },
    )


def business_problems(tables: ChapterTables) -> Table:
    """Return the problems of the business model, by the side that the report puts them on."""
    rows = tables.read("business_model_problems")
    sides = labels_of(tables, "business_model_problems", "side")
    there = [words.inside for code, words in sides.items() if code in set(rows["side"])]
    return described(
        tables, rows, "business_model_problems", facts={"sides": Count(len(there)), "faults": Items(there)}
    )


def platform_types(tables: ChapterTables) -> Table:
    """Return the types of platform with the strength that the report gives each."""
    rows = tables.read("platform_types")
    strengths = {
        family: Items([words.inside for words in words_in(of_family, en="strength_en", zh="strength_zh")])
        for family, of_family in rows.groupby("family")
    }
    nothing = Items([], Phrase("nothing"))
    return described(
        tables,
        rows,
        "platform_types",
        facts={
            "types": Count(len(rows)),
            "families": Count(rows["family"].nunique()),
            "industrial": strengths.get("industrial_internet", nothing),
            "industry": strengths.get("industry_internet", nothing),
        },
    )


def platform_shifts(tables: ChapterTables) -> Table:
    """Return the shifts that the report sees between types of platform, as it numbers them."""
    rows = tables.read("platform_shifts")
    ends = [words.inside for words in words_in(rows, en="to_en", zh="to_zh")]
    return described(tables, rows, "platform_shifts", facts={"shifts": Count(len(rows)), "ends": Items(ends)})
