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
from handbook.language import Count, Dated, Items, Number, Period, Phrase, Text, Words, name_of, percent
from handbook.quantities import weakest

__all__ = [
    "applicants",
    "applicants_by_year",
    "elsewhere",
    "growth_bands",
    "headline",
    "later_applicants",
    "listing",
    "listing_stages",
    "rates",
    "revenue",
    "revenue_bands",
    "spellings",
    "whole_numbers_near",
    "winners",
]

LISTING, REVENUE = "C0255a", ("C0277b", "C0277d")
"""Claims of the shares: companies listed or on the way, and the two bands of revenue."""

TESTS = {
    "band": Column("Printed share", "fraction"),
    "base": Column("Base"),
    "count": Column("Companies", "companies"),
    "share": Column("Share", "fraction"),
    "fits": Column("Fits the print"),
}
REST = {"rest": Phrase("all others together")}


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


def _tests(percentage: str, bases: Mapping[int, Text]) -> pd.DataFrame:
    """Return the whole-number tests of one printed share for several totals, by what these are called."""
    tests = pd.concat([whole_numbers_near(percentage, base).assign(base=base) for base in bases], ignore_index=True)
    return tests.assign(base=typed((bases[base] for base in tests["base"]), tests), band=float(percentage) / 100)


# ── what the report prints of the applicants ─────────────────────────────────────────────────────


def _year(ledger: ChapterLedger) -> int:
    """Return the year of the award that the report speaks of."""
    return int(ledger.on("C0257a").claim.period)


def _printed(ledger: ChapterLedger, *claims: str) -> list[str]:
    """Return what some claims print, digit by digit."""
    return [ledger.on(claim).claim.printed for claim in claims]


def _by_type(tables: ChapterTables) -> pd.DataFrame:
    """Return the number of companies by year and type, also where a table has one row per company."""
    rows = tables.read("applicants").groupby(["year", "type"], sort=False, as_index=False)
    return rows.agg(companies=("companies", "sum"), source=("source", "first"), evidence=("evidence", weakest))


def _newest_year(tables: ChapterTables) -> int:
    return int(max(tables.read(name)["year"].max() for name in ("applicants", "applicant_shares", "winners")))


def _newest(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows of a table's last year, and that year."""
    last = int(rows["year"].max())
    return rows[rows["year"] == last].reset_index(drop=True), last


def _totals(tables: ChapterTables, ledger: ChapterLedger) -> tuple[int, int]:
    """Return the number of applicants as printed, and as the sum of the types."""
    rows = _by_type(tables)
    [printed] = _printed(ledger, "C0257a")
    return int(printed), int(rows[rows["year"] == _year(ledger)]["companies"].sum())


def _fit(share: str, printed: int, total: int) -> Phrase:
    """Return which of the two totals a printed share fits."""
    if bases := bases_that_fit([share], [printed, total]):
        return Phrase("fits {bases} applicants only", bases=Items(bases, either=True))
    return Phrase("fits neither number of applicants")


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the two totals, which of them the shares fit, and the winners."""
    printed, total = _totals(tables, ledger)
    listed, *revenue_shares = _printed(ledger, LISTING, *REVENUE)
    won = tables.read("winners").query(f"year == {_year(ledger)}")["name"].nunique()
    joint = bases_that_fit([listed, *revenue_shares], range(1, max(printed, total) + 1))
    return {
        "printed": printed,
        "types": Count(len(labels_of(tables, "applicants", "type"))),
        "sum": total,
        "share": percent(ledger.on(LISTING).claim.quantity.value),
        "fit": _fit(listed, printed, total),
        "joint": Items(joint, Phrase("no single total"), either=True),
        "winners": won,
        "won": percent(won / total, 0),
    }


def applicants_by_year(tables: ChapterTables) -> dict[str, pd.Series]:
    """Return by claim what each year's table says, where no check reads it: companies, and percent of them listed."""
    shares = tables.read("applicant_shares").query("measure == 'listing'").set_index("year")["share"]
    return {"C0257a": _by_type(tables).groupby("year")["companies"].sum(), LISTING: shares * 100}


def applicants(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the companies that applied by type, with the sum of the types and the total as printed.

    ``share_of_sum`` and ``share_of_printed`` are fractions of either total.
    """
    printed, total = _totals(tables, ledger)
    rows = _by_type(tables)
    rows = rows[rows["year"] == _year(ledger)]
    totals = pd.DataFrame(
        {
            "type": ["sum", "printed"],
            "companies": [total, printed],
            "source": [rows["source"].iloc[0], "report"],
            "evidence": [weakest(rows["evidence"]), "report"],
        }
    )
    rows = pd.concat([rows.drop(columns="year"), totals], ignore_index=True)
    rows.insert(2, "share_of_sum", rows["companies"] / total)
    rows.insert(3, "share_of_printed", rows["companies"] / printed)
    called = {"sum": Phrase("Sum of the types"), "printed": Phrase("Total as printed")}
    return described(
        tables,
        rows,
        "applicants",
        columns={
            "type": Column("Type of company", labels={**labels_of(tables, "applicants", "type"), **called}),
            "share_of_sum": Column("Share of the sum", "fraction"),
            "share_of_printed": Column("Share of the printed total", "fraction"),
        },
        facts={
            "types": Count(len(rows) - len(totals)),
            "sum": Dated(Number(total, "companies"), _year(ledger), _newest_year(tables)),
            "printed": printed,
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


def _called(printed: int, total: int) -> dict[int, Text]:
    """Return what the two totals are called, by their size."""
    return {
        printed: Phrase("{base} (total as printed)", base=printed),
        total: Phrase("{base} (sum of the types)", base=total),
    }


def listing(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the whole-number test of the printed share of companies listed or on the way, for both totals."""
    printed, total = _totals(tables, ledger)
    [share] = _printed(ledger, LISTING)
    tests = _tests(share, _called(printed, total)).drop(columns="band")
    return described(
        tables,
        tests[["base", "count", "share", "fits", "low", "high", "text"]].assign(source="report", evidence="report"),
        "applicant_shares",
        columns={name: column for name, column in TESTS.items() if name != "band"},
        facts={
            "share": percent(ledger.on(LISTING).claim.quantity.value),
            "hits": Items(list(tests[tests["fits"]]["text"]), Phrase("none")),
            "fit": _fit(share, printed, total),
            "printed": printed,
        },
    )


def listing_stages(tables: ChapterTables) -> Table:
    """Return the stages that the footnote counts as listed, in its order."""
    rows = tables.read("listing_stages")
    return described(tables, rows, "listing_stages", facts={"stages": Count(len(rows))})


def revenue(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the whole-number tests of the two shares of revenue bands: for both totals, and without the smallest type."""
    printed, total = _totals(tables, ledger)
    shares = _printed(ledger, *REVENUE)
    rows = _by_type(tables)
    smallest = rows[rows["year"] == _year(ledger)].sort_values("companies").iloc[0]
    name = labels_of(tables, "applicants", "type")[str(smallest["type"])].inside
    without = total - int(smallest["companies"])
    bases = {**_called(printed, total), without: Phrase("{base} (without {type})", base=without, type=name)}
    tests = pd.concat([_tests(share, bases) for share in shares], ignore_index=True)
    largest = max(printed, total)
    common = bases_that_fit(shares, range(1, largest + 1))
    return described(
        tables,
        tests[["band", "base", "count", "share", "fits", "low", "high", "text"]].assign(
            source="report", evidence="report"
        ),
        "applicants",
        columns=TESTS,
        facts={
            "shares": Items([percent(ledger.on(claim).claim.quantity.value) for claim in REVENUE]),
            "largest": largest,
            "common": Items(common, Phrase("none")),
            "needed": Items(common, Phrase("other numbers of"), either=True),
            "printed": printed,
            "sum": total,
            "smallest": name,
            "without": without,
        },
    )


# ── bands ────────────────────────────────────────────────────────────────────────────────────────


def _bands(
    tables: ChapterTables, ledger: ChapterLedger, measure: str, bounds: Sequence[str], band: Column, decimals: int
) -> Table:
    """Return the bands of a measure whose share is known, in the newest year, with what they leave of the whole."""
    every_band = tables.read("applicant_shares").query("measure == @measure")
    rows, year = _newest(every_band)
    shares = rows.set_index("band")["share"]
    labels = labels_of(tables, "applicant_shares", "band")
    rest = {"band": "rest", "share": 1 - shares.sum(), "source": rows["source"].iloc[0], "evidence": "derived"}
    rows = pd.concat([rows, pd.DataFrame([rest])], ignore_index=True)
    return described(
        tables,
        rows[["band", *bounds, "share", "qualifier", "source", "evidence"]],
        "applicant_shares",
        columns={"band": replace(band, labels={**labels, **REST})},
        facts={
            "bands": Count(int((every_band["year"] == _year(ledger)).sum())),
            "largest": Items([labels[str(band)] for band in leaders(shares)]),
            "share": Dated(percent(shares.max(), decimals), year, _year(ledger)),
            "rest": Dated(percent(rest["share"], decimals), year, _year(ledger)),
        },
    )


def revenue_bands(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return shares of applicants by revenue in the first half-year, with the rest; bounds in 100 million yuan."""
    bounds = ["revenue_low_100m_cny", "revenue_high_100m_cny"]
    found = _bands(tables, ledger, "revenue_half_year", bounds, Column("Revenue in the half-year"), 1)
    return found.having(found.rows.drop(columns="qualifier"))


def growth_bands(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return shares of applicants by growth of revenue, with the rest; all are fractions of 1, rounded in the text."""
    bounds = ["growth_low", "growth_high"]
    return _bands(tables, ledger, "growth", bounds, Column("Growth of revenue"), 0)


# ── winners ──────────────────────────────────────────────────────────────────────────────────────


def rates(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return winners and applicants by type in the newest year that both tables have, with the rate as a fraction of 1."""
    every_winner, every_applicant = tables.read("winners"), _by_type(tables)
    of_report = every_winner[every_winner["year"] == _year(ledger)]
    year = max(set(every_winner["year"]) & set(every_applicant["year"]))
    won = every_winner[every_winner["year"] == year].groupby("list")
    rows = every_applicant[(every_applicant["year"] == year) & (every_applicant["companies"] > 0)]
    rows = rows.rename(columns={"type": "list", "companies": "applicants"}).set_index("list")
    rows["winners"] = won["name"].nunique().reindex(rows.index, fill_value=0)
    rows["rate"] = rows["winners"] / rows["applicants"]
    grades = won["evidence"].agg(weakest).reindex(rows.index).fillna("report")
    rows["evidence"] = [weakest(pair) for pair in zip(grades, rows["evidence"], strict=True)]
    rows["source"] = won["source"].first().reindex(rows.index).fillna(rows["source"])
    labels = labels_of(tables, "winners", "list")
    best = Items([labels[str(code)].inside for code in leaders(rows["rate"])])
    rows = rows.sort_values("rate", ascending=False, kind="stable").reset_index()
    return described(
        tables,
        rows[["list", "winners", "applicants", "rate", "source", "evidence"]],
        "winners",
        "applicants",
        columns={
            "winners": Column("Winners", "companies"),
            "applicants": Column("Applicants", "companies"),
            "rate": Column("Winners as a share of applicants", "fraction"),
        },
        facts={
            "best": best,
            "rate": Dated(percent(rows["rate"].max(), 0), year, _year(ledger)),
            "lists": Count(of_report["list"].nunique()),
            "above": int((of_report["group"] == "top30").sum()),
            "broken": Count(int(of_report["name_printed"].str.contains("/").sum())),
        },
    )


def winners(tables: ChapterTables, ledger: ChapterLedger, code: str) -> Table:
    """Return one list of winners of its newest year in the order of printing.

    ``as_printed`` is there where some name is printed in another form: broken over two lines, or with a second name.

    Args:
        tables: of the run.
        ledger: of the run.
        code: of the list, as in the data.
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
            "names": Dated(Number(len(rows), "companies"), year, _year(ledger)),
            "above": int((rows["group"] == "top30").sum()),
        },
    )


def elsewhere(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the winners that other pages of the report name, with how many pages do, the most often named first."""
    appendix = tables.read("figures", where={"figure": "F98"})["page"].iloc[0]
    variants = tables.read("name_variants")
    won = tables.read("winners").query(f"year == {_year(ledger)}")
    found = variants[(variants["list"] != "") & (variants["page"] != appendix)]
    pages = found.groupby(["name", "list"])["page"].nunique().rename("pages").reset_index()
    pages = pages.merge(won[["list", "name", "name_en"]], on=["list", "name"])
    pages = pages.sort_values(["pages", "name"], ascending=[False, True], ignore_index=True)
    most = pages["pages"].max()
    return described(
        tables,
        pages[["name", "name_en", "list", "pages"]].assign(source="report", evidence="report"),
        "winners",
        columns={"pages": Column("Other pages", "count")},
        facts={
            "named": Number(len(pages), "companies"),
            "share": percent(len(pages) / won["name"].nunique(), 0),
            "most": Items([name_of(tables, name) for name in pages[pages["pages"] == most]["name"]]),
            "pages": Count(int(most)),
        },
    )


def spellings(tables: ChapterTables) -> Table:
    """Return how the report writes each name, form by form, with page and line of its text."""
    rows = tables.read("name_variants")
    forms = rows.groupby("name")["variant"].nunique()
    spelled = rows[rows["relation"] == "spelling"].drop_duplicates("variant")
    pairs = zip(spelled["variant"], spelled["name"], strict=True)
    return described(
        tables,
        rows,
        "name_variants",
        facts={
            "several": int((forms > 1).sum()),
            "names": len(forms),
            "pairs": Items([Words({"en": f"{variant} / {name}"}) for variant, name in pairs], Phrase("none")),
        },
    )
