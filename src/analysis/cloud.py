"""China's cloud market: its size and growth by segment.

The series is that of CAICT. The report prints the total of one year; its values for the segments are in a picture.
"""

from __future__ import annotations

import pandas as pd

from handbook.figures import ChapterLedger, ChapterTables, Table, described, labels_of
from handbook.figures.rows import complete, growth_rates, last_change, leaders, newest
from handbook.language import Direction, Items, Number, Period, Phrase, percent
from handbook.quantities import DECIDING

SERVICES = ["iaas", "paas", "saas"]
"""The services of the public cloud."""


def total_by_year(tables: ChapterTables) -> pd.Series:
    """Return the size of the whole market by year, in 100 million yuan."""
    return tables.read("cloud_market", {"segment": "total"}).set_index("year")["size_100m_cny"]


def growth_of_total(tables: ChapterTables) -> pd.Series:
    """Return growth of the whole market by year in per cent, from the sizes of two years."""
    return growth_rates(total_by_year(tables)) * 100


def total(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the whole market by year, in 100 million yuan, with its growth as published, a fraction of 1."""
    rates = tables.read("cloud_growth", {"segment": "total"})
    rows = tables.read("cloud_market", {"segment": "total"}).drop(columns="segment")
    rows = rows.assign(growth=rows["year"].map(rates.set_index("year")["growth"]))
    sizes = total_by_year(tables)
    table = described(tables, rows, "cloud_market", "cloud_growth")
    return table.computed_from(rates).saying(
        year=Period(sizes.index[-1]),
        size=Number(sizes.iloc[-1], "100m_cny"),
        change=last_change(sizes),
        printed=ledger.printed("C1339b"),
        printed_year=ledger.period("C1339b"),
        verdict=ledger.verdict("C1339b"),
    )


def _newest(tables: ChapterTables, rows: pd.DataFrame, value: str) -> tuple[Period, Items, float, bool]:
    """Return the last year in which every segment has a value, which lead, with what, and whether that can be told."""
    last = newest(rows, each="segment")
    labels, values = labels_of(tables, "cloud_market", "segment"), last.set_index("segment")[value]
    first, *others = [labels[code] for code in leaders(values)]
    names = Items([first, *(name.inside for name in others)])
    return Period(int(last["year"].iloc[0])), names, float(values.max()), set(last["evidence"]) <= DECIDING


def segments(tables: ChapterTables) -> Table:
    """Return the services of the public cloud and the private cloud by year, in 100 million yuan.

    What evidence below a reprint says makes no title.
    """
    rows = tables.read("cloud_market")
    rows = rows[rows["segment"].isin([*SERVICES, "private"])]
    year, parts, value, sure = _newest(tables, rows, "size_100m_cny")
    size = Number(value, "100m_cny")
    finding = Phrase("{parts} led the cloud market in {year} with {size}", parts=parts, year=year, size=size)
    unsure = Phrase("How the cloud market divides among its services could not be verified")
    standing = Phrase(
        "We could not find all values that the China Academy of Information and Communications Technology (CAICT) published; unverified ones are drawn hollow."
    )
    table = described(tables, rows, "cloud_market")
    return table.saying(finding=finding if sure else unsure, standing="" if sure else standing)


def growth(tables: ChapterTables) -> Table:
    """Return growth of the services of the public cloud on the year before, by year, as fractions of 1.

    Its facts compare the first and the last year in which every service has a rate.
    """
    rows = tables.read("cloud_growth")
    rows = rows[rows["segment"].isin(SERVICES)]
    year, parts, rate, sure = _newest(tables, rows, "growth")
    rates = complete(rows, "segment").pivot(index="year", columns="segment", values="growth")
    compared = rows[rows["year"].isin([rates.index[0], rates.index[-1]])]
    seen = set(compared["evidence"]) <= DECIDING
    finding = Phrase("{parts} grew fastest in {year}, by {rate}", parts=parts, year=year, rate=percent(rate))
    return described(tables, rows, "cloud_growth").saying(
        finding=finding if sure else Phrase("Growth of the cloud services could not be verified"),
        by=Phrase("By these rates") if seen else Phrase("By these unverified rates"),
        first_year=Period(rates.index[0]),
        year=year,
        **{code: _course(rates[code]) for code in SERVICES},
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
