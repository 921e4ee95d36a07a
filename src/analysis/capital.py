"""Companies on the way to the stock market: their results as the report prints them, and as they filed them.

Amounts are in 100 million yuan, as in the tables; growth and margins are fractions of 1.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import nearest_to_filing
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of, typed
from handbook.figures.rows import bounds, span, whole_years, words_by
from handbook.language import Change, Count, Items, Number, Period, Phrase, Text, Words, name_of, percent, times
from handbook.language.verdicts import VERDICTS
from handbook.quantities import DECIDING
from handbook.quantities.verdicts import DECIDED

UNIT, VALUE = "100m_cny", "value_100m_cny"
KEY = ["company", "measure", "period"]


def _companies(tables: ChapterTables) -> dict[str, Words]:
    """Return what the companies of the queue are called, by their name in the tables."""
    return words_by(tables.read("ipo_queue"), "company", en="company_en", zh="company")


def _dated(tables: ChapterTables, rows: pd.DataFrame) -> pd.Series:
    """Return what each row's company is called, with the period that its numbers are of."""
    names = rows["company"].map(_companies(tables))
    return typed(Phrase.each("{company}, {period}", company=names, period=map(Period, rows["period"])), rows)


def _results(tables: ChapterTables) -> pd.DataFrame:
    """Return the results of the queue's companies that were found outside of the report too, all vintages of them."""
    rows = tables.read("company_results")
    return rows[rows["company"].isin(tables.read("ipo_queue")["company"])].sort_values(KEY, kind="stable")


def _filed(tables: ChapterTables) -> pd.DataFrame:
    """Return those results that filings have; what third parties told of one is none, nor is the report's own print."""
    rows = _results(tables)
    return rows[rows["evidence"].isin(DECIDING) & (rows["evidence"] != "report")]


def _against_filings(tables: ChapterTables) -> pd.DataFrame:
    """Return by company, measure and period what the report prints, and the first and last value that was filed."""
    filed = _filed(tables).groupby(KEY)[VALUE].agg(["first", "last"])
    return tables.read("ipo_results").set_index(KEY)[[VALUE]].join(filed, how="inner")


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: what the audit decided, and whose growth is printed.

    A contradicted number stands beside what was filed, where a filing has it.
    """
    verdicts, measures = ledger.of_figure("F14"), labels_of(tables, "company_results", "measure")
    filed = _against_filings(tables).to_dict("index")
    differences: list[Text] = []
    for claim in [verdict.claim for verdict in verdicts if verdict.verdict == "contradicted"]:
        row = filed.get((claim.entity, claim.metric, claim.period))
        differences.append(
            Phrase(
                "{company} filed {filed} of {measure} for {period}, where the report says {printed}",
                company=name_of(tables, claim.entity),
                filed=Number(row["last"], UNIT, 2),
                measure=measures[claim.metric],
                period=Period(claim.period),
                printed=Number(row[VALUE], UNIT, 2),
            )
            if row
            else ledger.subject(claim.claim).inside
        )
    return {
        "companies": Count(len(tables.read("ipo_queue"))),
        "claims": len(verdicts),
        "checked": sum(verdict.verdict in DECIDED for verdict in verdicts),
        "differences": Items(differences, Phrase("none"), apart=True),
        "growth_company": name_of(tables, ledger.on("C0246c").claim.entity),
    }


def results(tables: ChapterTables) -> Table:
    """Return all results that the report prints of the queue, with sector, business and whether there is a profit."""
    rows = tables.read("ipo_results").merge(tables.read("ipo_queue").drop(columns=["source", "evidence"]), on="company")
    who = ["company", "company_en", "sector", "sector_en", "business", "business_en", "result"]
    shown = rows[[*who, "measure", "period", VALUE, "growth", "source", "evidence"]]
    return described(tables, shown, "ipo_results", "ipo_queue")


def revenues(tables: ChapterTables) -> Table:
    """Return the revenue of the last whole year that the report prints for each company, the largest first."""
    rows = whole_years(tables.read("ipo_results").query("measure == 'revenue'")).sort_values("period", kind="stable")
    rows = rows.drop_duplicates("company", keep="last").sort_values(VALUE, ascending=False, ignore_index=True)
    names, ratio = _companies(tables), rows[VALUE][0] / rows[VALUE][1]
    shown = rows.assign(shown=_dated(tables, rows))
    return described(tables, shown, "ipo_results", shown=Column("Company")).saying(
        biggest=names[rows["company"][0]],
        second=names[rows["company"][1]],
        year=Period(rows["period"][0]),
        second_year=Period(rows["period"][1]),
        ratio=Phrase("{number} times", number=Count(round(ratio))) if ratio > 5 else times(ratio),
    )


def margins(tables: ChapterTables) -> Table:
    """Return profit or loss of a year as a share of its revenue, by company and printed measure; losses come from filings."""
    printed, losses = whole_years(tables.read("ipo_results")), _filed(tables).query("measure == 'adjusted_net_loss'")
    profits = printed[~printed["measure"].isin(["revenue", "gmv"])]
    profits = pd.concat([profits, losses.assign(**{VALUE: -losses[VALUE]})], ignore_index=True)
    revenue = printed[printed["measure"] == "revenue"][["company", "period", VALUE]]
    rows = profits.merge(revenue, on=["company", "period"], suffixes=("", "_of_revenue"))
    rows["margin"] = rows[VALUE] / rows[f"{VALUE}_of_revenue"]
    rows = rows.sort_values("margin", ascending=False, ignore_index=True)
    rows["shown"], names = _dated(tables, rows), _companies(tables)
    return described(
        tables,
        rows[["shown", "measure", VALUE, "margin", "source", "evidence"]],
        "company_results",
        shown=Column("Company"),
        margin=Column("Profit as a share of revenue", "fraction"),
    ).saying(
        best=rows["shown"].iloc[0],
        best_margin=percent(rows["margin"].max()),
        last=rows["shown"].iloc[-1],
        years=span(sorted(rows["period"].unique())),
        last_margin=percent(rows["margin"].min()),
        losers=Items([names[company] for company in losses["company"].unique()], Phrase("none")),
    )


def rate(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the yearly growth that is printed without its base, against that of revenue and of volume; as bounds."""
    rows, claim = ledger.by_reading("C0246c"), ledger.on("C0246c").claim
    known = tables.read("company_results", {"company": claim.entity})
    fits = rows[rows["verdict"] != "contradicted"]
    columns = {**bounds(reading=Column("Base")), "verdict": Column("Verdict", labels=VERDICTS)}
    return Table(rows, columns, ("company_results",), (known,)).saying(
        company=name_of(tables, claim.entity, both=False),
        printed=percent(claim.quantity.value),
        span=ledger.period("C0246c"),
        base=Items(list(fits["reading"]), Phrase("neither measure")),
    )


def filings(tables: ChapterTables) -> Table:
    """Return all results of the queue's companies that were found, with their vintage.

    The facts say how each company's revenue moved over the years that are known of it, and which values were revised.
    """
    names, measures = _companies(tables), labels_of(tables, "company_results", "measure")
    revisions = [
        Phrase(
            "{company}, {measure} {period}: {first} at first, {last} later, {printed} in the report",
            company=names[row["company"]],
            measure=measures[row["measure"]],
            period=Period(row["period"]),
            first=Number(row["first"], UNIT, 2),
            last=Number(row["last"], UNIT, 2),
            printed=Number(row[VALUE], UNIT, 2),
        )
        for row in _against_filings(tables).query("first != last").reset_index().to_dict("records")
    ]
    yearly = yearly_revenue(_filed(tables)).groupby("company", sort=False)
    ends = [(names[str(company)], years.iloc[0], years.iloc[-1]) for company, years in yearly if len(years) > 1]
    changes = [
        Phrase(
            "{company} {change} ({start} to {end})",
            company=name,
            change=Change(last[VALUE], first[VALUE]),
            start=Period(first["period"]),
            end=Period(last["period"]),
        )
        for name, first, last in ends
    ]
    revised = Phrase(" A later filing revised: {revisions}.", revisions=Items(revisions, apart=True))
    called = Column("Company", labels=names)
    shrunk = [name for name, first, last in ends if last[VALUE] < first[VALUE]]
    return described(tables, _results(tables), "company_results", company=called).saying(
        changes=Items(changes, Phrase("none"), apart=True),
        shrunk=Items(shrunk, Phrase("none")),
        revised=revised if revisions else "",
    )


def yearly_revenue(rows: pd.DataFrame) -> pd.DataFrame:
    """Return revenue of whole years, one value per company and year: the one nearest to the filing of that year.

    >>> rows = pd.DataFrame({"company": "a", "measure": "revenue", "period": ["2022", "2022H1"], "vintage": "later"})
    >>> yearly_revenue(rows)["period"].tolist()
    ['2022']
    """
    results = nearest_to_filing(whole_years(rows[rows["measure"] == "revenue"]))
    return results.sort_values(["company", "period"], ignore_index=True)
