"""China's digital economy: size, growth, share of GDP, its two parts, penetration, total factor productivity.

The series are those of CAICT, edition by edition, beside the GDP of the National Bureau of Statistics in its vintages.
"""

from __future__ import annotations

import pandas as pd

from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of
from handbook.figures.rows import (
    bounds,
    growth_rates,
    last_change,
    later_column,
    leaders,
    newest,
    span,
    weaker,
    with_later,
)
from handbook.language import Dated, Direction, Items, Number, Period, Phrase, Span, percent, points

PARTS = ["digital_industrialisation", "industrial_digitalisation"]
FIRST_PUBLISHED = "first_published"
INDUSTRY, YEAR_BEFORE, SPAN, FIRST = "C0304a", "C0304x", "C0304y", "C0307x"
"""Claims: the share of industry digitalisation, its climb on the year before and over a span, when a mark was passed."""

LEAD, OF_GDP, LEVEL, RISE = "C0307d", "C0307e", "C0328a", "C0328b"
"""Claims: growth beyond that of GDP, the share of GDP; total factor productivity, and its rise over a span."""


def _total(tables: ChapterTables, name: str, value: str) -> pd.DataFrame:
    """Return the rows of a table that are about the whole digital economy, with later values beside the first ones."""
    return with_later(tables.read(name, {"part": "total"}).drop(columns="part"), ["year"], value, FIRST_PUBLISHED)


def size(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the size of the digital economy by year, in trillion yuan at current prices, as each edition published it.

    ``growth_computed`` is the growth over the year before, a fraction of 1, recomputed from the sizes of two editions.
    """
    name = "digital_economy_size"
    rows = _total(tables, name, "size_tn_cny")
    total = rows.set_index("year")["size_tn_cny"]
    of_gdp = _total(tables, "digital_economy_share_of_gdp", "share_of_gdp").iloc[-1]
    return described(
        tables,
        rows.assign(growth_computed=rows["year"].map(growth_rates(total))),
        name,
        growth_computed=Column("Growth recomputed from the sizes", "fraction"),
        later=later_column(tables, name, "size_tn_cny"),
    ).saying(
        year=Period(total.index[-1]),
        size=Number(total.iloc[-1], "tn_cny"),
        change=last_change(total),
        of_gdp=Dated(percent(of_gdp["share_of_gdp"]), int(of_gdp["year"]), total.index[-1]),
        mark=ledger.printed("C0307a"),
        first_year=Period(int(ledger.computed(FIRST))),
    )


def growth(tables: ChapterTables) -> Table:
    """Return nominal growth of the digital economy and of GDP as first published, by year and series; fractions of 1.

    Growth of GDP follows from the levels of two years in one vintage and is as sure as the weaker of them. ``later`` is
    what is known by now: of GDP, the growth of the last vintage that has both years.
    """
    gdp, value = tables.read("gdp"), "growth_nominal"
    pairs = gdp.merge(gdp.assign(year=gdp["year"] + 1), on=["year", "vintage"], suffixes=("", "_before"))
    pairs[value] = pairs["gdp_100m_cny"] / pairs["gdp_100m_cny_before"] - 1
    pairs["evidence"] = weaker(pairs["evidence"], pairs["evidence_before"])
    national = with_later(pairs, ["year"], value, FIRST_PUBLISHED).assign(series="national_economy")
    rows = pd.concat([_total(tables, "digital_economy_growth", value).assign(series="digital_economy"), national])
    wide = rows.pivot(index="year", columns="series", values=value).dropna()
    faster, years = int((wide["digital_economy"] > wide["national_economy"]).sum()), len(wide)
    shown_years = span([int(year) for year in wide.index])
    names = {"digital_economy": Phrase("Digital economy"), "national_economy": Phrase("GDP, first published")}
    shown = ["year", "series", value, "later", "later_evidence", "evidence"]
    table = described(
        tables,
        rows.loc[rows["year"].isin(wide.index), [column for column in shown if column in rows]],
        "digital_economy_growth",
        series=Column("Series", labels=names),
        later=Column("Revised later", "fraction"),
    )
    return table.computed_from(gdp, tables.read("digital_economy_growth")).saying(
        faster=Phrase("in each of the years {span}", span=shown_years)
        if faster == years
        else Phrase("in {faster} of the {years} years {span}", faster=faster, years=years, span=shown_years),
        year=Period(wide.index[-1]),
        latest=percent(wide["digital_economy"].iloc[-1]),
        latest_gdp=percent(wide["national_economy"].iloc[-1]),
    )


def lead_over_gdp(ledger: ChapterLedger) -> Table:
    """Return by how much the digital economy outgrew GDP, for each revision of GDP, as bounds in fractions of 1."""
    rows = ledger.by_reading(LEAD)
    middle = (rows["low"] + rows["high"]) / 2
    distance = (middle - (rows["printed_low"] + rows["printed_high"]) / 2).abs()
    return Table(rows, bounds(reading=Column("Which GDP")), ("gdp", "digital_economy_growth")).saying(
        year=ledger.period(LEAD),
        lead=Span(points(middle.min()), points(middle.max())),
        printed=ledger.printed(LEAD),
        nearest=rows["reading"].iloc[int(distance.argmin())],
    )


def share_of_gdp(tables: ChapterTables) -> Table:
    """Return the share of GDP by year as each edition published it, a fraction of 1."""
    name = "digital_economy_share_of_gdp"
    rows = _total(tables, name, "share_of_gdp")
    year, share = rows[["year", "share_of_gdp"]].iloc[-1]
    table = described(tables, rows, name, later=later_column(tables, name, "share_of_gdp"))
    return table.saying(year=Period(int(year)), share=percent(share))


def revisions_of_share(ledger: ChapterLedger) -> Table:
    """Return the printed share of GDP against size over each vintage of GDP, as bounds in fractions of 1."""
    rows = ledger.by_reading(OF_GDP)
    fits = (rows["low"] <= rows["printed_high"]) & (rows["high"] >= rows["printed_low"])
    shares = map(percent, (rows["low"] + rows["high"]) / 2)
    judged = {len(rows): Phrase("right on every revision of GDP"), 0: Phrase("right on no revision of GDP")}
    return Table(rows, bounds(reading=Column("Which GDP")), ("gdp", "digital_economy_size")).saying(
        year=ledger.period(OF_GDP),
        printed=ledger.printed(OF_GDP),
        values=Items(Phrase.each("{share} ({gdp})", share=shares, gdp=rows["reading"])),
        right=judged.get(fits.sum(), Phrase("right only on {gdp}", gdp=Items(list(rows["reading"][fits])))),
    )


def parts(tables: ChapterTables) -> Table:
    """Return the two parts of the digital economy by year: size in trillion yuan, growth, share of GDP and of the whole.

    ``share_computed`` is the share of the whole recomputed from the sizes, a fraction of 1. The facts are those of the
    last year in which both parts and the whole have a size.
    """
    name, key, first = "digital_economy_size", ["year", "part"], {"vintage": FIRST_PUBLISHED}
    sizes = tables.read(name, first).pivot(index="year", columns="part", values="size_tn_cny")
    rows = with_later(tables.read(name), key, "size_tn_cny", FIRST_PUBLISHED)
    others = {"growth": "growth_nominal", "share_of_gdp": "share_of_gdp", "composition": "share"}
    for other, column in others.items():
        rows = rows.merge(tables.read(f"digital_economy_{other}", first)[[*key, column]], "outer", key)
    rows = rows[rows["part"].isin(PARTS)].sort_values(key, ignore_index=True)
    rows["share_computed"] = rows["size_tn_cny"] / rows["year"].map(sizes["total"])
    latest = sizes.dropna().iloc[-1]
    return described(
        tables,
        rows,
        name,
        *(f"digital_economy_{other}" for other in others),
        share_computed=Column("Share recomputed from the sizes", "fraction"),
        later=later_column(tables, name, "size_tn_cny"),
    ).saying(
        year=Period(int(str(latest.name))),
        size=Number(latest["industrial_digitalisation"], "tn_cny"),
        other=Number(latest["digital_industrialisation"], "tn_cny"),
        share=percent(latest["industrial_digitalisation"] / latest["total"]),
    )


def climb(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the published share of industry digitalisation, and what the rounded sizes allow, as bounds by year.

    The years are that of the claim and the one before; fractions of 1.
    """
    claimed, part = int(ledger.on(INDUSTRY).claim.period), "part=industrial_digitalisation&vintage=first_published"
    rows = []
    for year in (claimed - 1, claimed):
        printed = ledger.quantity(f"digital_economy_composition/share?year={year}&{part}")
        whole = f"digital_economy_size/size_tn_cny?year={year}&part=total&vintage=first_published"
        allowed = ledger.quantity(f"share(digital_economy_size/size_tn_cny?year={year}&{part}; {whole})")
        rows.append((str(year), *map(float, (printed.low, printed.high, allowed.low, allowed.high, printed.value))))
    published = (Column("Published share, from", "fraction"), Column("Published share, to", "fraction"))
    columns = bounds(published, year=Column("Year"))
    frame = pd.DataFrame(rows, columns=[*columns, "share"])
    return Table(frame, columns, ("digital_economy_composition", "digital_economy_size")).saying(
        printed=ledger.printed(INDUSTRY),
        before=Period(claimed - 1),
        claimed_year=Period(claimed),
        direction=Direction(frame["share"][1], frame["share"][0], decimals=3),
        allowed=Span(percent(frame["low"][1]), percent(frame["high"][1])),
        verdict=ledger.verdict(YEAR_BEFORE),
        span=ledger.period(SPAN),
        verdict_long=ledger.verdict(SPAN),
    )


def penetration(tables: ChapterTables) -> Table:
    """Return the digital share of value added by sector and year, as fractions of 1.

    The facts are those of the last year in which every sector has a value.
    """
    table = described(tables, tables.read("digital_penetration"), "digital_penetration")
    last = newest(table.rows, each="sector")
    shares = last.set_index("sector")["penetration"]
    return table.saying(
        year=Period(int(last["year"].iloc[0])),
        highest=table.names("sector", leaders(shares)),
        share=percent(shares.max()),
    )


def productivity(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the known points of total factor productivity by series and year, as an index."""
    name = "total_factor_productivity"
    rows, order = tables.read(name), labels_of(tables, name, "series")
    digital = rows[rows["series"] == "digital_economy"].set_index("year")["tfp_index"]
    rows = pd.concat([rows[rows["series"] == code] for code in order], ignore_index=True)
    return described(tables, rows, name).saying(
        claimed_year=ledger.period(LEVEL),
        level=ledger.printed(LEVEL),
        level_verdict=ledger.verdict(LEVEL),
        rise=ledger.printed(RISE),
        rise_verdict=ledger.verdict(RISE),
        rise_years=ledger.period(RISE),
        first=Dated(Number(digital.iloc[0], decimals=2), digital.index[0], ""),
        last=Dated(Number(digital.iloc[-1], decimals=2), digital.index[-1], ""),
        direction=Direction(digital.iloc[-1], digital.iloc[0]),
    )
