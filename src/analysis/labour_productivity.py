"""Labour productivity: output per employed person in China, and output per hour of economies.

Output per employed person is that of the National Bureau of Statistics, beside GDP and employment in their vintages;
output per hour is what the report prints, beside a later edition of the International Labour Organization.
"""

from __future__ import annotations

import pandas as pd

from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.figures.rows import complete, newest, words_by
from handbook.language import Comparison, Count, Number, Period, Phrase, Rank, Text, percent
from handbook.quantities import weakest

NEWEST = "first_published_2020_prices"
"""The price base of the newest levels."""

FINAL = "final_before_5th_census"
"""The vintage of GDP and its growth as finally published."""

FORMULA, IN_TABLE, IN_TEXT = "C0348x", "C0365a", "C0342a"
"""Claims: the formula under the chart, China's world rank in the report's table and in its text."""

OUTPUT = "output_per_hour_intl2021ppp"


def levels(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return output per employed person in yuan, by year and price base, as first published."""
    rows = tables.read("china_labour_productivity")
    level = rows[rows["vintage"] == NEWEST].set_index("year")["output_cny_per_person"]
    return described(tables, rows, "china_labour_productivity").saying(
        level_year=Period(level.index[-1]),
        level=Number(level.iloc[-1], "cny"),
        first_year=Period(level.index[0]),
        world_verdict=ledger.verdict("C0338y"),
    )


def formula(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return what the formula under the chart gives, GDP over employed persons, beside the official level.

    One row per way to compute it, for the year of the claim: current GDP over employment at year-end and over the mean
    of two year-ends, and GDP at constant prices over that mean, grown at the final rates where there are any. ``result``
    is in yuan per person, ``gap`` is its distance from the official level as a fraction of 1.
    """
    year = int(ledger.on(FORMULA).claim.period)
    base = year - 1 - (year - 1) % 5  # price bases of the statistical office end in 0 or 5
    at_end, before = (f"employment/employed_10k_persons?year={y}&vintage=first_published" for y in (year, year - 1))
    gdp, mean = f"gdp/gdp_100m_cny?year={year}&vintage=first_published", f"mean({before}; {at_end})"
    constant = f"gdp/gdp_100m_cny?year={base}&vintage={FINAL}"
    final = set(tables.read("gdp_growth", {"vintage": FINAL})["year"])
    for grown in range(base + 1, year + 1):
        vintage = FINAL if grown in final else "first_published"
        constant = f"level({constant}; gdp_growth/growth_real?year={grown}&vintage={vintage})"
    official = f"china_labour_productivity/output_cny_per_person?year={year}&vintage={NEWEST}"
    at_base = Phrase("GDP at prices of {base} over mean employment", base=Period(base))
    ways = {
        "official": (Phrase("Official level"), official),
        "year_end": (Phrase("GDP over employment at year-end"), f"ratio({gdp}; {at_end})"),
        "mean": (Phrase("GDP over mean employment"), f"ratio({gdp}; {mean})"),
        "constant": (at_base, f"ratio({constant}; {mean})"),
    }
    quantities = [ledger.quantity(expression) for _, expression in ways.values()]
    rows = pd.DataFrame({"way": list(ways), "result": [float(quantity.value) for quantity in quantities]})
    rows["gap"] = rows["result"] / rows["result"][0] - 1
    rows["evidence"] = [weakest(quantity.evidence) for quantity in quantities]
    result, gap = (rows.set_index("way")[column] for column in ("result", "gap"))
    columns = {
        "way": Column("How it is computed", labels={way: label for way, (label, _) in ways.items()}),
        "result": Column("Output, yuan per person", "cny_per_person"),
        "gap": Column("Against the official level", "fraction"),
    }
    return Table(rows, columns, ("gdp", "employment")).saying(
        year=Period(year),
        formula=Number(result["year_end"], "cny", 0),
        gap=percent(abs(gap["year_end"])),
        side=Comparison(gap["year_end"], 0),
        base=Period(base),
        constant=Number(result["constant"], "cny", 0),
        constant_gap=percent(abs(gap["constant"]), 2),
    )


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return real growth of GDP and of output per person by year and series, a fraction of 1, where both were published."""
    official = tables.read("china_labour_productivity_growth").assign(series="output")
    gdp = tables.read("gdp_growth", {"vintage": "first_published"}).assign(series="gdp")
    rows = pd.concat([official, gdp.rename(columns={"growth_real": "growth"})])
    rows = complete(rows, "series").sort_values("year", kind="stable", ignore_index=True)
    latest = newest(rows).set_index("series")["growth"]
    return described(
        tables,
        rows[["year", "series", "growth", "source", "evidence"]],
        "china_labour_productivity_growth",
        "gdp_growth",
        series=Column("Series", labels={"output": Phrase("Output per person"), "gdp": Phrase("GDP")}),
        growth=Column("Real growth", "fraction"),
    ).saying(
        year=Period(int(rows["year"].max())),
        rate=percent(latest["output"]),
        gdp_rate=percent(latest["gdp"]),
        verdict=ledger.verdict("C0340x"),
    )


def _later_ranks(tables: ChapterTables) -> pd.DataFrame:
    """Return the economies of the later edition by rank; only those whose value is of the same year as China's."""
    rows = tables.read("labour_productivity_ilo").dropna(subset=[OUTPUT])
    rows = rows[rows["year"] == rows.set_index("iso3")["year"]["CHN"]]
    ranks = rows[OUTPUT].rank(ascending=False, method="min").astype(int)
    rows = rows.assign(rank=ranks, rank_tied=rows[OUTPUT].duplicated(keep=False))
    return rows.sort_values("rank", kind="stable", ignore_index=True)


def printed_economies(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the economies of the report's table: printed rank and output per hour in US dollars.

    ``rank_later`` is the rank among the economies of the later edition, which need not know each of them.
    """
    rows, later = tables.read("labour_productivity_report"), _later_ranks(tables).set_index("iso3")
    rows = rows.assign(
        rank_later=rows["iso3"].map(later["rank"]).astype("Int64"),
        rank_later_tied=rows["iso3"].isin(later.index[later["rank_tied"]]),
    )
    in_table, in_text = (int(ledger.on(claim).claim.printed) for claim in (IN_TABLE, IN_TEXT))
    names = words_by(rows, "iso3", en="economy", zh="economy_zh")
    called = Phrase.each("{economy}, rank {rank}", economy=names.values(), rank=rows["rank"])
    labels = dict(zip(names, called, strict=True))
    labels["CHN"] = Phrase("{economy}, rank {rank} (text: {other})", economy=names["CHN"], rank=in_table, other=in_text)
    shown = ["rank", "iso3", "output_usd_per_hour", "rank_later", "rank_later_tied", "source", "evidence"]
    table = described(
        tables,
        rows[shown],
        "labour_productivity_report",
        "labour_productivity_ilo",
        iso3=Column("Economy and rank in the report", labels=labels),
        rank_later=Column("Rank in the later edition", "rank"),
    )
    return table.computed_from(tables.read("labour_productivity_ilo")).saying(
        count=Count(len(rows)),
        order=ledger.verdict("C0354x"),
        rank_in_table=Rank(in_table),
        rank_in_text=Rank(in_text),
        rank_verdict=ledger.verdict(IN_TEXT),
        year=ledger.period(IN_TEXT),
    )


def later_edition(tables: ChapterTables) -> Table:
    """Return the economies of the later edition by rank: output per hour in 2021 international dollars.

    The world as a whole stands beside China where it has a value of the same year.
    """
    rows, world = _later_ranks(tables), tables.read("labour_productivity_world")
    others = len(tables.read("labour_productivity_ilo")) - len(rows)
    china = rows[rows["iso3"] == "CHN"].iloc[0]
    average = world.set_index("year")[OUTPUT].get(china["year"])
    beside: Text = ""
    if average is not None:
        gap, side = percent(abs(china[OUTPUT] / average - 1), 0), Comparison(china[OUTPUT], average)
        value = Number(average, decimals=2)
        beside = Phrase(", {gap} {side} the world average of {world}", gap=gap, side=side, world=value)
    left_out = Phrase(" Left out, since their values are of other years: {others}.", others=others)
    table = described(
        tables,
        rows[["rank", "rank_tied", "iso3", "year", OUTPUT, "source", "evidence"]],
        "labour_productivity_ilo",
        iso3=Column("Economy", labels=words_by(rows, "iso3", en="economy", zh="economy_zh")),
        rank=Column("Rank", "rank"),
    )
    return table.computed_from(world).saying(
        count=len(rows),
        year=Period(int(china["year"])),
        rank=Rank(int(china["rank"]), tied=bool(china["rank_tied"])),
        china=Number(china[OUTPUT], decimals=2),
        beside_world=beside,
        left_out=left_out if others else "",
    )


def landmarks(tables: ChapterTables) -> list[str]:
    """Return the economies to name in the later ranking: the first of all, the report's first and last, China."""
    codes = _later_ranks(tables)["iso3"]
    inside = codes[codes.isin(tables.read("labour_productivity_report")["iso3"])]
    return list(dict.fromkeys([codes.iloc[0], inside.iloc[0], inside.iloc[-1], "CHN"]))
