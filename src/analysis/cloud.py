"""China's cloud market: its size and growth by segment, and the sectors that use it.

The series is that of CAICT. The report prints the total of one year; its values for the segments are in a picture.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.series import growth_rates, leaders
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Change, Count, Dated, Direction, Items, Number, Period, Phrase, Text, percent
from handbook.quantities import DECIDING, weakest

__all__ = [
    "OWNERSHIP",
    "SERVICES",
    "growth",
    "growth_of_total",
    "headline",
    "segments",
    "steps",
    "sums",
    "total",
    "total_by_year",
]

SERVICES = ("iaas", "paas", "saas")
"""The services of the public cloud."""

OWNERSHIP = ("public", "private")
"""The two parts of the whole market."""

ROUNDING = 1.0
"""The series is printed to whole units of 100 million yuan in some years and to a tenth in others: less is rounding."""


def total_by_year(tables: ChapterTables) -> pd.Series:
    """Return the size of the whole market by year, in 100 million yuan."""
    rows = tables.read("cloud_market")
    return rows[rows["segment"] == "total"].set_index("year")["size_100m_cny"]


def growth_of_total(tables: ChapterTables) -> pd.Series:
    """Return growth of the whole market by year in per cent, from the sizes of two years."""
    return growth_rates(total_by_year(tables)) * 100


def _of(rows: pd.DataFrame, segments: Sequence[str]) -> pd.DataFrame:
    return rows[rows["segment"].isin(segments)]


def _names(tables: ChapterTables, codes: Sequence[object]) -> Items:
    """Return segments by their names, as they stand at the beginning of a sentence."""
    labels = labels_of(tables, "cloud_market", "segment")
    return Items([labels[str(code)].inside if at else labels[str(code)] for at, code in enumerate(codes)])


def _fastest(rows: pd.DataFrame) -> pd.Series:
    """Return growth in the last year by segment, those that grew most."""
    newest = rows[rows["year"] == rows["year"].max()].set_index("segment")["growth"]
    return newest[leaders(newest)]


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the newest total, its change, what the report prints, the fastest service."""
    sizes, market, growth = total_by_year(tables), tables.read("cloud_market"), tables.read("cloud_growth")
    printed = ledger.on("C1339b").claim
    services = _of(growth, SERVICES)
    fastest = _fastest(services)
    grades = pd.concat([_of(market, SERVICES)["evidence"], services["evidence"]])
    return {
        "year": Period(sizes.index[-1]),
        "size": Number(sizes.iloc[-1], "100m_cny"),
        "before": Number(sizes.iloc[-2], "100m_cny"),
        "change": Change(sizes.iloc[-1], sizes.iloc[-2]),
        "printed": percent(printed.quantity.value),
        "printed_year": Period(printed.period),
        "standing": _standing(int((~grades.isin(DECIDING)).sum()), len(grades)),
        "fastest": Dated(_names(tables, list(fastest.index)), services["year"].max(), sizes.index[-1]),
    }


def _standing(unverified: int, values: int) -> Phrase:
    """Return how many of the values for the services were not seen in a publication."""
    if unverified == values:
        return Phrase("We could not find the published values; those shown here are unverified.")
    if unverified:
        return Phrase(
            "Of the {values} values shown here, {unverified} are unverified.", values=values, unverified=unverified
        )
    return Phrase("The values shown here are those of its publisher.")


def segments(tables: ChapterTables) -> Table:
    """Return the services of the public cloud and the private cloud by year, in 100 million yuan."""
    rows = _of(tables.read("cloud_market"), [*SERVICES, "private"])
    newest = rows[rows["year"] == rows["year"].max()].set_index("segment")["size_100m_cny"]
    widest = leaders(newest)
    return described(
        tables,
        rows,
        "cloud_market",
        facts={
            "year": Period(int(rows["year"].max())),
            "largest": Phrase(
                "{parts} was the largest part" if len(widest) == 1 else "{parts} were, alike, the largest part",
                parts=_names(tables, widest),
            ),
            "size": Number(newest.max(), "100m_cny"),
        },
    )


def sums(tables: ChapterTables) -> Table:
    """Return the sums of the segments beside the totals they should make, by year, in 100 million yuan.

    ``gap`` is public plus private cloud less the total, ``gap_services`` the three services less the public cloud.
    A sum is as sure as the least sure of its parts.
    """
    market = tables.read("cloud_market")
    wide = market.pivot(index="year", columns="segment", values="size_100m_cny").dropna()
    rows = pd.DataFrame(
        {
            "total": wide["total"],
            "public_and_private": wide["public"] + wide["private"],
            "gap": wide["public"] + wide["private"] - wide["total"],
            "public": wide["public"],
            "services": wide[list(SERVICES)].sum(axis=1),
            "gap_services": wide[list(SERVICES)].sum(axis=1) - wide["public"],
            "evidence": market.groupby("year")["evidence"].agg(weakest),
        }
    ).dropna()
    gaps = rows[["gap", "gap_services"]].abs().max(axis=1)
    apart = list(gaps.index[gaps >= ROUNDING])
    agreement = (
        Phrase(
            "In {agree} of {years} years the parts meet their totals within rounding; not in {apart}.",
            agree=Count(len(rows) - len(apart)),
            years=Count(len(rows)),
            apart=Items([Period(year) for year in apart]),
        )
        if apart
        else Phrase("In each of the {years} years the parts meet their totals within rounding.", years=Count(len(rows)))
    )
    return Table(
        rows.round(1).reset_index(),
        {
            "year": described(tables, market, "cloud_market").columns["year"],
            "total": Column("Total", "100m_cny"),
            "public_and_private": Column("Public plus private", "100m_cny"),
            "gap": Column("Gap to the total", "100m_cny"),
            "public": Column("Public cloud", "100m_cny"),
            "services": Column("IaaS, PaaS and SaaS", "100m_cny"),
            "gap_services": Column("Gap to public cloud", "100m_cny"),
        },
        ("cloud_market",),
        (market,),
        {"agreement": agreement, "gap": Number(gaps.max(), "100m_cny", 1)},
    )


def total(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the whole market by year, in 100 million yuan, with its growth as published and as the sizes give it.

    Both rates are fractions of 1. They agree where what rounds to the published rate meets what the rounded sizes allow.
    """
    market, rates = tables.read("cloud_market"), tables.read("cloud_growth")
    sizes = total_by_year(tables)
    computed = growth_rates(sizes)
    published = rates[rates["segment"] == "total"].set_index("year")["growth"]
    both = computed.index.intersection(published.index)
    apart = [year for year in both if not _agree(ledger, int(year))]
    rows = market[market["segment"] == "total"].drop(columns="segment")
    rows.insert(2, "growth", rows["year"].map(published))
    rows.insert(3, "computed", rows["year"].map(computed))
    agreement = (
        Phrase(
            "In {agree} of {years} years they agree within rounding; not in {apart}.",
            agree=Count(len(both) - len(apart)),
            years=Count(len(both)),
            apart=Items([Period(year) for year in apart]),
        )
        if apart
        else Phrase("In each of the {years} years they agree within rounding.", years=Count(len(both)))
    )
    return described(
        tables,
        rows,
        "cloud_market",
        columns={
            "growth": Column("Growth as published", "fraction"),
            "computed": Column("Growth from the sizes", "fraction"),
        },
        behind=[_of(rates, ["total"])],
        facts={
            "agreement": agreement,
            "change": Change(sizes.iloc[-1], sizes.iloc[-2]),
            "year": Period(sizes.index[-1]),
            "seen": Count(int(rows["evidence"].isin(DECIDING).sum())),
            "years": Count(len(rows)),
        },
    )


def _agree(ledger: ChapterLedger, year: int) -> bool:
    """Return whether the published growth of the whole market can be that of its published sizes."""
    new, old = (f"cloud_market/size_100m_cny?year={y}&segment=total" for y in (year, year - 1))
    published = ledger.quantity(f"cloud_growth/growth?year={year}&segment=total")
    return published.meets(ledger.quantity(f"growth({new}; {old})"))


def growth(tables: ChapterTables, segments: Sequence[str]) -> Table:
    """Return growth of some segments on the year before, by year, as fractions of 1.

    Its facts name the segments that grew most in the last year, and for each segment the way its rate went.
    """
    rows = _of(tables.read("cloud_growth"), segments)
    fastest, by_segment = _fastest(rows), rows.pivot(index="year", columns="segment", values="growth")
    return described(
        tables,
        rows,
        "cloud_growth",
        facts={
            "first_year": Period(int(rows["year"].min())),
            "year": Period(int(rows["year"].max())),
            "fastest": _names(tables, list(fastest.index)),
            "rate": percent(fastest.max(), 0),
            "place": Phrase("the faster of the two" if len(fastest) == 1 else "one as fast as the other"),
            **{code: _course(by_segment[code].dropna()) for code in by_segment.columns},
        },
    )


def _course(rates: pd.Series) -> Phrase:
    """Return how a rate of growth went from the first to the last year."""
    first, last = percent(rates.iloc[0]), percent(rates.iloc[-1])
    sign = Direction(rates.iloc[-1], rates.iloc[0], decimals=3).sign
    if sign == 0:
        return Phrase("stayed at {last}", last=last)
    return Phrase(
        "quickened from {first} to {last}" if sign > 0 else "slowed from {first} to {last}", first=first, last=last
    )


def steps(tables: ChapterTables) -> Table:
    """Return the sectors on the step of cloud use that the report names."""
    rows = tables.read("cloud_steps")
    labels = labels_of(tables, "cloud_steps", "sector")
    return described(
        tables,
        rows[["step", "sector", "source", "evidence"]],
        "cloud_steps",
        facts={
            "count": Count(len(rows)),
            "sectors": Items([labels[code].inside for code in rows["sector"]]),
        },
    )
