"""The think tank's award: who applied, what their printed shares can be shares of, who won.

What the report prints is tested on the rows of its own year; bands, rates and lists are those of the newest year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

import pandas as pd

from analysis.series import bases_that_fit, leaders, typed
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Period, Phrase, Text, Words, name_of, percent
from handbook.quantities import weakest

__all__ = [
    "LISTING",
    "REVENUE",
    "applicants",
    "applicants_by_year",
    "growth_bands",
    "headline",
    "later_applicants",
    "rates",
    "revenue_bands",
    "spellings",
    "whole_numbers",
    "whole_numbers_near",
    "winners",
]

LISTING, REVENUE = ("C0255a",), ("C0277b", "C0277d")
"""Claims of the shares: companies listed or on the way, and the two bands of revenue."""

REST = {"rest": Phrase("all others together")}


# ── applicants ───────────────────────────────────────────────────────────────────────────────────


def _year(ledger: ChapterLedger) -> int:
    """Return the year of the award that the report speaks of."""
    return int(ledger.on("C0257a").claim.period)


def _by_type(tables: ChapterTables) -> pd.DataFrame:
    """Return the number of companies by year and type, also where a table has one row per company."""
    rows = tables.read("applicants").groupby(["year", "type"], sort=False, as_index=False)
    return rows.agg(companies=("companies", "sum"), source=("source", "first"), evidence=("evidence", weakest))


def _newest(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows of a table's last year, and that year."""
    last = int(rows["year"].max())
    return rows[rows["year"] == last].reset_index(drop=True), last


def _totals(tables: ChapterTables, ledger: ChapterLedger) -> tuple[int, int]:
    """Return the number of applicants as printed, and as the sum of the types."""
    rows = _by_type(tables)
    return int(ledger.on("C0257a").claim.printed), int(rows[rows["year"] == _year(ledger)]["companies"].sum())


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the two totals, the shares that fit no common one, and the winners."""
    printed, total = _totals(tables, ledger)
    shares = [ledger.on(claim).claim.printed for claim in (*LISTING, *REVENUE)]
    won = tables.read("winners").query(f"year == {_year(ledger)}")["name"].nunique()
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
    printed, total = _totals(tables, ledger)
    rows = _by_type(tables).query(f"year == {_year(ledger)}").drop(columns="year")
    totals = {
        "type": ["sum", "printed"],
        "companies": [total, printed],
        "source": [rows["source"].iloc[0], "report"],
        "evidence": [weakest(rows["evidence"]), "report"],
    }
    called = {"sum": Phrase("Sum of the types"), "printed": Phrase("Total as printed")}
    return described(
        tables,
        pd.concat([rows, pd.DataFrame(totals)], ignore_index=True),
        "applicants",
        columns={"type": Column("Type of company", labels={**labels_of(tables, "applicants", "type"), **called})},
        facts={
            "types": Count(len(rows)),
            "sum": Number(total, "companies"),
            "printed": printed,
            "year": Period(_year(ledger)),
        },
    )


def later_applicants(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the applicants by type in the newest year, with shares as fractions of 1; no rows before the next award."""
    rows, year = _newest(_by_type(tables))
    rows = rows[rows["year"] > _year(ledger)].drop(columns="year")
    rows.insert(2, "share", rows["companies"] / rows["companies"].sum())
    return described(
        tables,
        rows,
        "applicants",
        columns={"share": Column("Share", "fraction")},
        facts={"year": Period(year), "sum": Number(int(rows["companies"].sum()), "companies")},
    )


# ── whole numbers behind a percentage ────────────────────────────────────────────────────────────


def whole_numbers_near(percentage: str, base: int, reach: int = 2) -> pd.DataFrame:
    """Return the fractions of ``base`` around a printed percentage, and whether each rounds to it.

    After the GRIM test of Brown & Heathers (2017), *Social Psychological and Personality Science* 8(4).

    Args:
        percentage: the number with its printed precision, ``"26.2"``.
        base: how many companies stand behind it.
        reach: how many whole numbers to either side.

    Returns:
        One row per whole number: ``count``, ``share``, the bounds ``low`` and ``high`` of what rounds to the print
        (fractions of 1), ``fits``, and ``text``, the division in symbols.

    >>> whole_numbers_near("26.2", 149, reach=1)[["text", "fits"]].values.tolist()
    [['39 ÷ 149', True], ['40 ÷ 149', False]]
    """
    half = Fraction(1, 2) / 10 ** len(percentage.partition(".")[2])
    low, high = ((Fraction(percentage) + side) / 100 for side in (-half, half))
    first = floor(Fraction(percentage) / 100 * base) - reach + 1
    counts = [count for count in range(first, first + 2 * reach) if 0 <= count <= base]
    shares = [Fraction(count, base) for count in counts]
    return pd.DataFrame(
        {
            "count": counts,
            "share": [float(share) for share in shares],
            "low": float(low),
            "high": float(high),
            "fits": [low <= share <= high for share in shares],
            "text": [f"{count} ÷ {base}" for count in counts],
        }
    )


def _bases(tables: ChapterTables, ledger: ChapterLedger) -> Mapping[int, Phrase]:
    """Return the numbers of applicants that a share can be taken of: printed, added up, and without the smallest type."""
    printed, total = _totals(tables, ledger)
    smallest = _by_type(tables).query(f"year == {_year(ledger)}").sort_values("companies").iloc[0]
    name = labels_of(tables, "applicants", "type")[str(smallest["type"])].inside
    without = total - int(smallest["companies"])
    return {
        printed: Phrase("{base} (total as printed)", base=printed),
        total: Phrase("{base} (sum of the types)", base=total),
        without: Phrase("{base} (without {type})", base=without, type=name),
    }


def whole_numbers(tables: ChapterTables, ledger: ChapterLedger, claims: Sequence[str]) -> Table:
    """Return the whole-number tests of some printed shares, each for all numbers of applicants that it can be of.

    The facts say of which of these ``bases`` all the shares can be shares at once.
    """
    printed, bases = [ledger.on(claim).claim for claim in claims], _bases(tables, ledger)
    tests = [
        whole_numbers_near(claim.printed, base).assign(base=base, band=float(claim.quantity.value))
        for claim in printed
        for base in bases
    ]
    rows = pd.concat(tests, ignore_index=True).assign(source="report", evidence="report")
    fitting = bases_that_fit([claim.printed for claim in printed], list(bases))
    return described(
        tables,
        rows.assign(base=typed(rows["base"].map(bases), rows)),
        "applicants",
        columns={
            "band": Column("Printed share", "fraction"),
            "base": Column("Base"),
            "count": Column("Companies", "companies"),
            "share": Column("Share", "fraction"),
            "fits": Column("Fits the report’s share"),
        },
        facts={
            "shares": Items([percent(claim.quantity.value) for claim in printed]),
            "fit": Phrase("only {bases} applicants", bases=Items(fitting, either=True))
            if fitting
            else Phrase("none of these numbers of applicants"),
            "printed": _totals(tables, ledger)[0],
            "year": Period(_year(ledger)),
        },
    )


# ── bands ────────────────────────────────────────────────────────────────────────────────────────


def _bands(tables: ChapterTables, measure: str, bounds: Sequence[str], band: Column, decimals: int) -> Table:
    """Return the bands of a measure whose share is known, in the newest year, with what they leave of the whole."""
    rows, year = _newest(tables.read("applicant_shares").query("measure == @measure"))
    shares, labels = rows.set_index("band")["share"], labels_of(tables, "applicant_shares", "band")
    rest = {"band": "rest", "share": 1 - shares.sum(), "source": rows["source"].iloc[0], "evidence": "derived"}
    rows = pd.concat([rows, pd.DataFrame([rest])], ignore_index=True)
    return described(
        tables,
        rows[["band", *bounds, "share", "qualifier", "source", "evidence"]],
        "applicant_shares",
        columns={"band": replace(band, labels={**labels, **REST})},
        facts={
            "largest": Items([labels[str(band)] for band in leaders(shares)]),
            "share": percent(shares.max(), decimals),
            "rest": percent(rest["share"], decimals),
            "year": Period(year),
            "half": Period(f"{year}H1"),
        },
    )


def revenue_bands(tables: ChapterTables) -> Table:
    """Return shares of applicants by revenue in the first half-year, with the rest; bounds in 100 million yuan."""
    bounds = ["revenue_low_100m_cny", "revenue_high_100m_cny"]
    bands = _bands(tables, "revenue_half_year", bounds, Column("Revenue in the half-year"), 1)
    return bands.having(bands.rows.drop(columns="qualifier"))


def growth_bands(tables: ChapterTables) -> Table:
    """Return shares of applicants by growth of revenue, with the rest; all are fractions of 1, rounded in the text."""
    return _bands(tables, "growth", ["growth_low", "growth_high"], Column("Growth of revenue"), 0)


# ── winners ──────────────────────────────────────────────────────────────────────────────────────


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
    rows["evidence"] = [weakest(pair) for pair in zip(grades, rows["evidence"], strict=True)]
    labels = labels_of(tables, "winners", "list")
    best = Items([labels[str(code)].inside for code in leaders(rows["rate"])])
    return described(
        tables,
        rows.reset_index().sort_values("rate", ascending=False, kind="stable"),
        "winners",
        "applicants",
        columns={
            "winners": Column("Winners", "companies"),
            "applicants": Column("Applicants", "companies"),
            "rate": Column("Winners as a share of applicants", "fraction"),
        },
        facts={"best": best, "rate": percent(rows["rate"].max(), 0), "year": Period(year)},
    )


def winners(tables: ChapterTables, code: str) -> Table:
    """Return one list of winners of its newest year in the order of printing.

    ``as_printed`` is there where some name is printed in another form: broken over two lines, or with a second name.
    """
    rows, year = _newest(tables.read("winners").query("list == @code"))
    differs = rows["name_printed"] != rows["name"]
    if differs.any():
        rows = rows.assign(as_printed=rows["name_printed"].where(differs, ""))
    columns = ("position", "group", "name", "name_en", "as_printed", "source", "evidence")
    return described(
        tables,
        rows[[column for column in columns if column in rows]],
        "winners",
        columns={"as_printed": Column("Printed as")},
        facts={
            "first": name_of(tables, str(rows["name"].iloc[0])),
            "names": Number(len(rows), "companies"),
            "year": Period(year),
            "above": int((rows["group"] == "top30").sum()),
        },
    )


def spellings(tables: ChapterTables) -> Table:
    """Return the names that the report writes with another character or letter, form by form, with page."""
    rows = tables.read("name_variants")
    spelled = rows[rows["relation"] == "spelling"].drop_duplicates("variant")
    pairs = zip(spelled["variant"], spelled["name"], strict=True)
    return described(
        tables,
        rows[rows["name"].isin(spelled["name"])],
        "name_variants",
        facts={
            "count": Count(spelled["name"].nunique(), alone=True),
            "pairs": Items([Words({"en": f"{variant} / {name}"}) for variant, name in pairs], Phrase("none")),
        },
    )
