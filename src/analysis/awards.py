"""The think tank's award: who applied, what their printed shares can be shares of, who won.

What the report prints is tested on the rows of its own year; bands, rates and lists are those of the newest year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of
from handbook.figures.rows import leaders, newest, weaker, whole_numbers_near, with_rows
from handbook.language import Count, Items, Number, Period, Phrase, Text, name_of, percent
from handbook.quantities import bases_that_fit, weakest

APPLIED, LISTING, REVENUE = "C0257a", ("C0255a",), ("C0277b", "C0277d")
"""Claims: how many applied; shares of companies listed or on the way, and of the two bands of revenue."""


def _by_type(tables: ChapterTables) -> pd.DataFrame:
    """Return the number of companies by year and type, also where a table has one row per company."""
    rows = tables.read("applicants").groupby(["year", "type"], sort=False, as_index=False)
    return rows.agg(companies=("companies", "sum"), source=("source", "first"), evidence=("evidence", weakest))


def _of_report(tables: ChapterTables, ledger: ChapterLedger) -> tuple[int, int, pd.DataFrame]:
    """Return the year that the report speaks of, how many it says applied, and the companies by type of that year."""
    claim, rows = ledger.on(APPLIED).claim, _by_type(tables)
    return int(claim.period), int(claim.printed), rows[rows["year"] == int(claim.period)].drop(columns="year")


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the two totals, the shares that fit no common one, and the winners."""
    year, printed, rows = _of_report(tables, ledger)
    total, won = int(rows["companies"].sum()), tables.read("winners", {"year": str(year)})["name"].nunique()
    shares = [ledger.on(claim).claim.printed for claim in (*LISTING, *REVENUE)]
    joint = bases_that_fit(shares, range(1, max(printed, total) + 1))
    return {
        "printed": printed,
        "types": Count(len(labels_of(tables, "applicants", "type"))),
        "sum": total,
        "joint": Items(joint, Phrase("no single total"), either=True),
        "winners": won,
        "won": percent(won / total, 0),
    }


def applicants_by_year(tables: ChapterTables) -> pd.Series:
    """Return how many companies applied by year: the table has them by type, and no check adds up any but the printed."""
    return _by_type(tables).groupby("year")["companies"].sum()


def applicants(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the companies that applied by type, with the sum of the types and the total as printed."""
    year, printed, rows = _of_report(tables, ledger)
    total, source, grade = int(rows["companies"].sum()), rows["source"].iloc[0], weakest(rows["evidence"])
    both = with_rows(
        rows,
        {"type": "sum", "companies": total, "source": source, "evidence": grade},
        {"type": "printed", "companies": printed, "source": "report", "evidence": "report"},
    )
    called = {"sum": Phrase("Sum of the types"), "printed": Phrase("Total in the report")}
    kinds = Column("Type of company", labels={**labels_of(tables, "applicants", "type"), **called})
    return described(tables, both, "applicants", type=kinds).saying(
        types=Count(len(rows)), sum=Number(total, "companies"), printed=printed, year=Period(year)
    )


def later_applicants(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the applicants by type in the newest year, with shares as fractions of 1; no rows before the next award."""
    rows = newest(_by_type(tables))
    year = int(rows["year"].iloc[0])
    rows = rows[rows["year"] > int(ledger.on(APPLIED).claim.period)].drop(columns="year")
    rows.insert(2, "share", rows["companies"] / rows["companies"].sum())
    return described(tables, rows, "applicants", share=Column("Share", "fraction")).saying(
        year=Period(year), sum=Number(int(rows["companies"].sum()), "companies")
    )


def whole_numbers(tables: ChapterTables, ledger: ChapterLedger, claims: Sequence[str]) -> Table:
    """Return the whole-number tests of some printed shares, for all numbers of applicants that they can be shares of.

    These bases are the number in print, the sum of the types, and that without the smallest type; the facts say of
    which of them all the shares can be shares at once.
    """
    year, stated, types = _of_report(tables, ledger)
    total, smallest = int(types["companies"].sum()), types.sort_values("companies").iloc[0]
    without, name = total - int(smallest["companies"]), labels_of(tables, "applicants", "type")[smallest["type"]].inside
    bases = {
        stated: Phrase("{base} (total in the report)", base=stated),
        total: Phrase("{base} (sum of the types)", base=total),
        without: Phrase("{base} (without {type})", base=without, type=name),
    }
    printed = [ledger.on(claim).claim for claim in claims]
    tests = [
        whole_numbers_near(claim.printed, base).assign(base=base, band=float(claim.quantity.value))
        for claim in printed
        for base in bases
    ]
    rows = pd.concat(tests, ignore_index=True).assign(source="report", evidence="report")
    fitting = bases_that_fit([claim.printed for claim in printed], list(bases))
    return described(
        tables,
        rows.assign(base=rows["base"].map(bases)),
        "applicants",
        band=Column("Share in the report", "fraction"),
        base=Column("Base"),
        count=Column("Companies", "companies"),
        share=Column("Share", "fraction"),
        fits=Column("Fits the report’s share"),
    ).saying(
        shares=Items([percent(claim.quantity.value) for claim in printed]),
        fit=Phrase("only {bases} applicants", bases=Items(fitting, either=True))
        if fitting
        else Phrase("none of these numbers of applicants"),
        printed=stated,
        year=Period(year),
    )


def _bands(tables: ChapterTables, measure: str, columns: Sequence[str], band: Column, decimals: int) -> Table:
    """Return the bands of a measure whose share is known, in the newest year, with what they leave of the whole."""
    rows = newest(tables.read("applicant_shares", {"measure": measure}))
    year, shares = int(rows["year"].iloc[0]), rows.set_index("band")["share"]
    rest, source = 1 - shares.sum(), rows["source"].iloc[0]
    rows = with_rows(rows, {"band": "rest", "share": rest, "source": source, "evidence": "derived"})
    labels: dict[str, Text] = {**labels_of(tables, "applicant_shares", "band"), "rest": Phrase("all others together")}
    shown = rows[["band", *columns, "source", "evidence"]]
    return described(tables, shown, "applicant_shares", band=replace(band, labels=labels)).saying(
        largest=Items([labels[band] for band in leaders(shares)]),
        share=percent(shares.max(), decimals),
        rest=percent(rest, decimals),
        year=Period(year),
        half=Period(f"{year}H1"),
    )


def revenue_bands(tables: ChapterTables) -> Table:
    """Return shares of applicants by revenue in the first half-year, with the rest; bounds in 100 million yuan."""
    columns = ["revenue_low_100m_cny", "revenue_high_100m_cny", "share"]
    return _bands(tables, "revenue_half_year", columns, Column("Revenue in the half-year"), 1)


def growth_bands(tables: ChapterTables) -> Table:
    """Return shares of applicants by growth of revenue, with the rest; all are fractions of 1, rounded in the text."""
    columns = ["growth_low", "growth_high", "share", "qualifier"]
    return _bands(tables, "growth", columns, Column("Growth of revenue"), 0)


def rates(tables: ChapterTables) -> Table:
    """Return winners and applicants by type in the newest year that both tables have, with the rate as a fraction of 1."""
    every_winner, every_applicant = tables.read("winners"), _by_type(tables)
    year = max(set(every_winner["year"]) & set(every_applicant["year"]))
    won = every_winner[every_winner["year"] == year].groupby("list")
    rows = every_applicant[(every_applicant["year"] == year) & (every_applicant["companies"] > 0)]
    rows = rows.rename(columns={"type": "list", "companies": "applicants"}).set_index("list")
    rows["winners"] = won["name"].nunique().reindex(rows.index, fill_value=0)
    rows["rate"] = rows["winners"] / rows["applicants"]
    grades = won["evidence"].agg(weakest).reindex(rows.index).fillna("report")
    rows["evidence"] = weaker(grades, rows["evidence"])
    table = described(
        tables,
        rows.reset_index().sort_values("rate", ascending=False, kind="stable"),
        "winners",
        "applicants",
        winners=Column("Winners", "companies"),
        applicants=Column("Applicants", "companies"),
        rate=Column("Winners as a share of applicants", "fraction"),
    )
    best = table.names("list", leaders(rows["rate"]))
    return table.saying(best=best, rate=percent(rows["rate"].max(), 0), year=Period(year))


def winners(tables: ChapterTables, code: str) -> Table:
    """Return one list of winners of its newest year in the order of printing.

    ``as_printed`` is there where some name is printed in another form: broken over two lines, or with a second name.
    """
    rows = newest(tables.read("winners").query("list == @code"))
    differs = rows["name_printed"] != rows["name"]
    if differs.any():
        rows = rows.assign(as_printed=rows["name_printed"].where(differs, ""))
    columns = ("position", "group", "name", "name_en", "as_printed", "source", "evidence")
    shown = rows[[column for column in columns if column in rows]]
    return described(tables, shown, "winners", as_printed=Column("Spelled in the report")).saying(
        first=name_of(tables, str(rows["name"].iloc[0])),
        names=Number(len(rows), "companies"),
        year=Period(int(rows["year"].iloc[0])),
        above=int((rows["group"] == "top30").sum()),
    )


def spellings(tables: ChapterTables) -> Table:
    """Return the names that the report writes with another character or letter, form by form, with page."""
    rows = tables.read("name_variants")
    spelled = rows[rows["relation"] == "spelling"].drop_duplicates("variant")
    pairs = list("“" + spelled["variant"] + "” / “" + spelled["name"] + "”")
    return described(tables, rows[rows["name"].isin(spelled["name"])], "name_variants").saying(
        count=Count(spelled["name"].nunique(), alone=True), pairs=Items(pairs, Phrase("none"))
    )
