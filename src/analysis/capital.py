"""Companies on the way to the stock market: their results as the report prints them, and as they filed them.

Amounts are in 100 million yuan, as in the tables; growth and margins are fractions of 1.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.series import nearest_to_filing, typed
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Change,
    Count,
    Items,
    Number,
    Period,
    Phrase,
    Text,
    Words,
    name_of,
    percent,
    times,
)
from handbook.language.verdicts import VERDICTS
from handbook.quantities import DECIDING, factor

__all__ = ["filings", "headline", "margins", "rate", "results", "revenues", "year_before", "yearly_revenue"]

UNIT = "100m_cny"
VALUE = "value_100m_cny"
KEY = ["company", "measure", "period"]
TURNOVER = ("revenue", "gmv")
"""Measures that are no profit."""


def _yuan(value: float) -> Number:
    """Return an amount in 100 million yuan with the two decimals that the report prints."""
    return Number(value, UNIT, 2)


def _companies(tables: ChapterTables) -> dict[str, Words]:
    """Return what the companies of the queue are called, by their name in the tables."""
    queue = tables.read("ipo_queue")
    return dict(zip(queue["company"], words_in(queue, en="company_en", zh="company"), strict=True))


def _measures(tables: ChapterTables) -> dict[str, Words]:
    """Return what the measures are called."""
    return {**labels_of(tables, "ipo_results", "measure"), **labels_of(tables, "company_results", "measure")}


def _filed(tables: ChapterTables) -> pd.DataFrame:
    """Return the results of the queue's companies that were found outside of the report too, all vintages of them."""
    rows = tables.read("company_results")
    return rows[rows["company"].isin(tables.read("ipo_queue")["company"])].sort_values(KEY, kind="stable")


def _whole_years(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["period"].str.fullmatch(r"\d{4}")]


def _against_filings(tables: ChapterTables) -> pd.DataFrame:
    """Return by company, measure and period what the report prints, and the first and last value that was filed.

    Values that were told by third parties only are left out: they are no filings.
    """
    filed = _filed(tables).query("evidence != 'report'")
    filed = filed[filed["evidence"].isin(DECIDING)].groupby(KEY)[VALUE].agg(["first", "last"])
    return tables.read("ipo_results").set_index(KEY)[[VALUE]].join(filed, how="inner")


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: what the audit decided, whose growth is printed, and who makes a profit."""
    verdicts = ledger.of_figure("F14")
    decided = [v.verdict for v in verdicts if v.verdict not in ("cannot be checked", "as stated")]
    queue, printed = tables.read("ipo_queue"), tables.read("ipo_results")
    profits = _whole_years(printed[~printed["measure"].isin(TURNOVER)])
    return {
        "claims": len(verdicts),
        "checked": len(decided),
        "hold": Count(sum(verdict.startswith("holds") for verdict in decided)),
        "rounding": Count(decided.count("holds within rounding")),
        "differences": Items(_differences(tables, ledger), Phrase("none"), apart=True),
        "growth_company": name_of(tables, ledger.on("C0246c").claim.entity),
        "growth_base": rate(tables, ledger).facts["base"],
        "profitable": Count(int((queue["result"] == "profit").sum())),
        "companies": Count(len(queue)),
        "smallest_profit": _yuan(profits[VALUE].min()),
    }


def _differences(tables: ChapterTables, ledger: ChapterLedger) -> list[Text]:
    """Return the contradicted numbers of the queue with what was filed, where a filing has them."""
    compared, measures = _against_filings(tables).to_dict("index"), _measures(tables)
    found: list[Text] = []
    for verdict in ledger.of_figure("F14"):
        claim = verdict.claim
        row = compared.get((claim.entity, claim.metric, claim.period))
        if verdict.verdict == "contradicted" and row:
            found.append(
                Phrase(
                    "{company} filed {filed} of {measure} for {period}, the report says {printed}",
                    company=name_of(tables, claim.entity),
                    filed=_yuan(row["last"]),
                    measure=measures[claim.metric],
                    period=Period(claim.period),
                    printed=_yuan(row[VALUE]),
                )
            )
        elif verdict.verdict == "contradicted":
            found.append(Words({"en": claim.subject, "zh": claim.subject_zh or claim.subject}))
    return found


def results(tables: ChapterTables) -> Table:
    """Return all results that the report prints of the queue, with sector, business and whether there is a profit."""
    rows = tables.read("ipo_results").merge(tables.read("ipo_queue").drop(columns=["source", "evidence"]), on="company")
    who = ["company", "company_en", "sector", "sector_en", "business", "business_en", "result"]
    return described(
        tables, rows[[*who, "measure", "period", VALUE, "growth", "source", "evidence"]], "ipo_results", "ipo_queue"
    )


def revenues(tables: ChapterTables) -> Table:
    """Return the revenue of the last whole year that the report prints for each company, the largest first."""
    names, queue = _companies(tables), tables.read("ipo_queue")
    rows = _whole_years(tables.read("ipo_results").query("measure == 'revenue'")).sort_values("period", kind="stable")
    rows = rows.drop_duplicates("company", keep="last").sort_values(VALUE, ascending=False, ignore_index=True)
    shown = (
        Phrase("{company}, {period}", company=names[company], period=Period(period))
        for company, period in zip(rows["company"], rows["period"], strict=True)
    )
    rows = rows.assign(shown=typed(shown, rows))
    first, second = rows.iloc[0], rows.iloc[1]
    ratio = first[VALUE] / second[VALUE]
    return described(
        tables,
        rows,
        "ipo_results",
        columns={"shown": Column("Company")},
        facts={
            "companies": Count(len(queue)),
            "sectors": Count(queue["sector"].nunique()),
            "biggest": name_of(tables, first["company"]),
            "second": name_of(tables, second["company"]),
            "biggest_short": names[first["company"]],
            "second_short": names[second["company"]],
            "revenue": _yuan(first[VALUE]),
            "ratio": Phrase("{number} times", number=Count(round(ratio))) if ratio > 5 else times(ratio),
        },
    )


def margins(tables: ChapterTables) -> Table:
    """Return profit or loss of a year as a share of its revenue, by company and printed measure; losses come from filings."""
    names = _companies(tables)
    printed = _whole_years(tables.read("ipo_results"))
    losses = _filed(tables).query("measure == 'adjusted_net_loss'")
    profit = pd.concat(
        [printed[~printed["measure"].isin(TURNOVER)], losses.assign(**{VALUE: -losses[VALUE]})], ignore_index=True
    )
    revenue = printed[printed["measure"] == "revenue"][["company", "period", VALUE]]
    rows = profit.merge(revenue, on=["company", "period"], suffixes=("", "_of_revenue"))
    rows["margin"] = rows[VALUE] / rows[f"{VALUE}_of_revenue"]
    rows = rows.sort_values("margin", ascending=False, ignore_index=True)
    gains = rows[rows["margin"] > 0]
    best, last = rows.iloc[0], rows.iloc[-1]
    thinnest = last if gains.empty else gains.iloc[-1]
    return described(
        tables,
        rows[[*KEY, VALUE, "margin", "source", "evidence"]],
        "company_results",
        columns={
            "company": Column("Company", labels=names),
            "margin": Column("Profit as a share of revenue", "fraction"),
        },
        facts={
            "best": names[best["company"]],
            "best_margin": percent(best["margin"]),
            "thinnest": names[thinnest["company"]],
            "thinnest_margin": percent(thinnest["margin"]),
            "worst": names[last["company"]],
            "worst_margin": percent(last["margin"]),
            "losers": Items([names[company] for company in losses["company"].unique()], Phrase("none")),
        },
    )


def rate(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the yearly growth that is printed without its base, against that of revenue and of volume; as bounds."""
    rows, claim = ledger.by_reading("C0246c"), ledger.on("C0246c").claim
    told = [
        Phrase("{base} grew by {low} to {high} a year", base=base, low=percent(low), high=percent(high))
        for base, low, high in rows[["choice", "low", "high"]].itertuples(index=False)
    ]
    fits = rows[rows["verdict"] != "contradicted"]
    known = tables.read("company_results")
    return Table(
        rows,
        {
            "choice": Column("Base"),
            "printed_low": Column("Print, from", "fraction"),
            "printed_high": Column("Print, to", "fraction"),
            "low": Column("Computed, from", "fraction"),
            "high": Column("Computed, to", "fraction"),
            "verdict": Column("Verdict", labels=VERDICTS),
        },
        ("company_results",),
        (known[known["company"] == claim.entity],),
        {
            "company": name_of(tables, claim.entity, both=False),
            "printed": percent(claim.quantity.value),
            "base": Items(list(fits["choice"]), Phrase("neither measure")),
            "growth": Items(told, apart=True),
        },
    )


def year_before(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the level of the year before that a printed value and its printed growth imply; no rows without growth."""
    names, measures = _companies(tables), _measures(tables)
    rows = tables.read("ipo_results").dropna(subset=["growth"]).reset_index(drop=True)
    rows.insert(3, "before", [_implied(ledger, dict(row)) for row in rows[KEY].to_dict("records")])
    told = [
        Phrase("{before} of {measure} at {company}", before=_yuan(b), measure=measures[m], company=names[c])
        for c, m, b in rows[["company", "measure", "before"]].itertuples(index=False)
    ]
    fastest: dict[str, Any] = dict(rows.sort_values("growth").iloc[-1]) if len(rows) else {}
    facts: dict[str, Text] = {"levels": Items(told)}
    if fastest:
        facts |= {
            "company": names[fastest["company"]],
            "measure": measures[fastest["measure"]],
            "before": _yuan(fastest["before"]),
            "growth": percent(fastest["growth"], 2),
        }
    return described(
        tables,
        rows[[*KEY, "before", VALUE, "growth", "source", "evidence"]],
        "ipo_results",
        columns={
            "company": Column("Company", labels=names),
            "before": Column("Year before, computed", UNIT),
        },
        facts=facts,
    )


def _implied(ledger: ChapterLedger, key: dict[Any, Any]) -> float:
    """Return the level of the year before that the print of one result implies, in 100 million yuan."""
    chosen = "&".join(f"{column}={value}" for column, value in key.items())
    before = ledger.quantity(f"prior_level(ipo_results/{VALUE}?{chosen}; ipo_results/growth?{chosen})")
    return float(before.value / factor(UNIT))


def filings(tables: ChapterTables) -> Table:
    """Return all results of the queue's companies that were found, with their vintage."""
    names, measures = _companies(tables), _measures(tables)
    rows = _filed(tables)
    compared = _against_filings(tables)
    revised = compared[compared["first"] != compared["last"]].reset_index()
    revisions = [
        Phrase(
            "{company}, {measure} {period}: {first} at first, {last} later, {printed} in the report",
            company=names[row["company"]],
            measure=measures[row["measure"]],
            period=Period(row["period"]),
            first=_yuan(row["first"]),
            last=_yuan(row["last"]),
            printed=_yuan(row[VALUE]),
        )
        for row in revised.to_dict("records")
    ]
    yearly = yearly_revenue(rows)
    spans = yearly.groupby("company", sort=False).agg(
        start=("period", "first"), end=("period", "last"), old=(VALUE, "first"), new=(VALUE, "last")
    )
    spans = spans[spans["start"] < spans["end"]]
    told = [
        Phrase(
            "revenue of {company} {change} from {start} to {end}",
            company=names[str(company)],
            change=Change(row["new"], row["old"]),
            start=Period(row["start"]),
            end=Period(row["end"]),
        )
        for company, row in spans.to_dict("index").items()
    ]
    return described(
        tables,
        rows,
        "company_results",
        columns={"company": Column("Company", labels=names)},
        facts={
            "changes": Items(told, Phrase("none"), apart=True),
            "revisions": Items(revisions, Phrase("none"), apart=True),
            "grew": Items([names[str(c)] for c in spans.index[spans["new"] > spans["old"]]], Phrase("none of them")),
            "fell": Items([names[str(c)] for c in spans.index[spans["new"] < spans["old"]]], Phrase("none of them")),
        },
    )


def yearly_revenue(rows: pd.DataFrame) -> pd.DataFrame:
    """Return revenue of whole years, one value per company and year: the one nearest to the filing of that year.

    Args:
        rows: of ``company_results``.

    >>> rows = pd.DataFrame({"company": "a", "measure": "revenue", "period": ["2022", "2022H1"], "vintage": "later"})
    >>> yearly_revenue(rows)["period"].tolist()
    ['2022']
    """
    found = nearest_to_filing(_whole_years(rows[rows["measure"] == "revenue"]))
    return found.sort_values(["company", "period"], ignore_index=True)
