"""Labour productivity: output per employed person in China, and output per hour of the report's economies.

Output per employed person is that of the National Bureau of Statistics, beside GDP and employment in their vintages;
output per hour is what the report prints, beside a later edition of the International Labour Organization.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import growth_rates
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Comparison,
    Dated,
    Direction,
    Number,
    Period,
    Phrase,
    Rank,
    Text,
    Words,
    percent,
    times,
    verdict_phrase,
)
from handbook.quantities import DECIDING, weakest

__all__ = [
    "formula",
    "growth",
    "headline",
    "landmarks",
    "later_edition",
    "levels",
    "mean_of_year_ends",
    "printed_economies",
]

NEWEST = "first_published_2020_prices"
"""The price base of the newest levels."""

GDP_NAMES = {
    "first_published": Phrase("First GDP"),
    "final_before_5th_census": Phrase("Final GDP, old census"),
    "after_5th_census": Phrase("GDP, new census"),
}


def _levels(tables: ChapterTables) -> pd.Series:
    """Return output per employed person in yuan, at the newest price base, by year."""
    rows = tables.read("china_labour_productivity")
    return rows[rows["vintage"] == NEWEST].set_index("year")["output_cny_per_person"].dropna().sort_index()


def _official_growth(tables: ChapterTables) -> pd.Series:
    """Return the official growth of output per employed person, a fraction of 1, by year."""
    return tables.read("china_labour_productivity_growth").set_index("year")["growth"].dropna()


def _real_growth(tables: ChapterTables) -> pd.Series:
    """Return real growth of GDP, a fraction of 1, by year."""
    return tables.read("gdp_growth").set_index("year")["growth_real"].dropna()


def _employed(tables: ChapterTables) -> pd.DataFrame:
    """Return employed persons at year-end, in 10,000, by year and vintage."""
    return tables.read("employment").pivot(index="year", columns="vintage", values="employed_10k_persons")


def _tested(tables: ChapterTables) -> int:
    """Return the last year with an official level, GDP in each vintage, and employment at both of its ends."""
    gdp = tables.read("gdp").pivot(index="year", columns="vintage", values="gdp_100m_cny").dropna()
    employed = _employed(tables)["first_published"].dropna().index
    both_ends = employed.intersection(employed + 1)
    return int(_levels(tables).index.intersection(gdp.index).intersection(both_ends)[-1])


def _gdp(year: int, vintage: str = "first_published") -> str:
    return f"gdp/gdp_100m_cny?year={year}&vintage={vintage}"


def _year_end(year: int, vintage: str = "first_published") -> str:
    return f"employment/employed_10k_persons?year={year}&vintage={vintage}"


def _mean(year: int) -> str:
    return f"mean({_year_end(year - 1)}; {_year_end(year)})"


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the newest level, its growth, the printed formula, China's two ranks."""
    levels, rates, real, tested = _levels(tables), _official_growth(tables), _real_growth(tables), _tested(tables)
    rated = rates.index.intersection(real.index)[-1]
    last = levels.index[-1]
    by_formula = float(ledger.quantity(f"ratio({_gdp(tested)}; {_year_end(tested)})").value)
    in_text = ledger.on("C0342a")
    return {
        "year": Period(last),
        "level": Number(levels[last], "cny", 0),
        "growth": Dated(percent(rates[rated]), rated, last),
        "compared": Comparison(rates[rated], real[rated]),
        "formula": Dated(Number(by_formula, "cny", 0), tested, last),
        "gap": percent(abs(by_formula / levels[tested] - 1)),
        "side": Comparison(by_formula, levels[tested]),
        "rank_in_table": Rank(int(ledger.on("C0365a").claim.printed)),
        "rank_in_text": Rank(int(in_text.claim.printed)),
        "verdict": verdict_phrase(in_text.verdict),
    }


def levels(tables: ChapterTables) -> Table:
    """Return output per employed person in yuan, by year and price base, as first published."""
    rows = tables.read("china_labour_productivity")
    newest, rates = _levels(tables), _official_growth(tables)
    last = newest.index[-1]
    return described(
        tables,
        rows,
        "china_labour_productivity",
        facts={
            "earlier_last": Period(int(newest.index[0]) - 1),
            "year": Period(last),
            "level": Number(newest[last], "cny", 0),
            "direction": Direction(newest.iloc[-1], newest.iloc[-2]),
            "apart": percent(newest.iloc[-1] / newest.iloc[-2] - 1),
            "official": Dated(percent(rates.iloc[-1]), rates.index[-1], last),
        },
    )


def _ways(tested: int, base: int) -> dict[str, tuple[Phrase, str]]:
    """Return the ways to compute output per employed person in a year: what each is called, and its expression."""
    constant = _gdp(base, "final_before_5th_census")
    for year in range(base + 1, tested + 1):
        constant = f"level({constant}; gdp_growth/growth_real?year={year})"
    ways = {
        "constant": (Phrase("GDP at prices of {base}; mean", base=Period(base)), f"ratio({constant}; {_mean(tested)})")
    }
    for vintage, gdp in GDP_NAMES.items():
        for counted, heads, persons in (
            ("year_end", Phrase("year-end"), _year_end(tested)),
            ("mean", Phrase("mean"), _mean(tested)),
        ):
            called = Phrase("{gdp}; {heads}", gdp=gdp, heads=heads)
            ways[f"{vintage}, {counted}"] = (called, f"ratio({_gdp(tested, vintage)}; {persons})")
    return ways


def formula(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return what the formula under the chart gives, GDP over employed persons, beside the official level.

    One row per way to compute it, for the last year in which all are known: the official level, GDP at constant prices
    over mean employment, and each vintage of GDP over employment at year-end and over the mean of two year-ends.
    ``result`` is in yuan per person, ``gap`` is its distance from the official level as a fraction of 1.
    """
    tested, levels = _tested(tables), tables.read("china_labour_productivity")
    [official] = levels[(levels["year"] == tested) & (levels["vintage"] == NEWEST)].to_dict("records")
    base = tested - 1 - (tested - 1) % 5  # price bases of the statistical office end in 0 or 5
    ways = _ways(tested, base)
    computed = {way: ledger.quantity(expression) for way, (_, expression) in ways.items()}
    rows = pd.DataFrame(
        [
            ("official", float(official["output_cny_per_person"]), official["evidence"]),
            *((way, float(quantity.value), weakest(quantity.evidence)) for way, quantity in computed.items()),
        ],
        columns=["way", "result", "evidence"],
    )
    rows.insert(2, "gap", rows["result"] / rows["result"][0] - 1)
    result = rows.set_index("way")["result"]
    away = rows.set_index("way")["gap"].abs()
    by_formula, printed = away.drop(["official", "constant"]), "first_published, year_end"
    nearer = away["constant"] < by_formula.min()
    return Table(
        rows,
        {
            "way": Column(
                "How it is computed",
                labels={"official": Phrase("Official level"), **{way: called for way, (called, _) in ways.items()}},
            ),
            "result": Column("Yuan per employed person", "cny_per_person"),
            "gap": Column("Against the official level", "fraction"),
        },
        ("gdp", "employment"),
        facts={
            "year": Period(tested),
            "formula": Number(result[printed], "cny", 0),
            "formula_gap": percent(away[printed]),
            "side": Comparison(result[printed], result["official"]),
            "least": percent(by_formula.min()),
            "most": percent(by_formula.max()),
            "base": Period(base),
            "judgement": Phrase("comes nearer than all of these" if nearer else "comes no nearer"),
            "constant": Number(result["constant"], "cny", 0),
            "constant_gap": percent(away["constant"]),
        },
    )


def mean_of_year_ends(levels: pd.Series) -> pd.Series:
    """Return the mean of each year-end and the one before; no mean where the year before is missing.

    Args:
        levels: at year-ends, indexed by year.

    >>> mean_of_year_ends(pd.Series({2021: 74652, 2022: 73351})).to_dict()
    {2022: 74001.5}
    """
    ordered = levels.sort_index().dropna()
    before = ordered.reindex(ordered.index - 1)
    return pd.Series((ordered.to_numpy() + before.to_numpy()) / 2, index=ordered.index).dropna()


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return real growth of GDP by year beside official and implied growth of output per person, as fractions of 1.

    ``growth_implied`` is real growth of GDP over the change of mean employment, where that is known at three year-ends:
    (1 + growth of GDP) / (1 + growth of employment) - 1.
    """
    gdp_growth, employment = tables.read("gdp_growth"), tables.read("employment")
    employed, rates, real = _employed(tables), _official_growth(tables), _real_growth(tables)
    heads = employed["revised_7th_census"].combine_first(employed["first_published"])
    implied = ((1 + real) / (1 + growth_rates(mean_of_year_ends(heads))) - 1).dropna()
    rated = rates.index.intersection(real.index)[-1]
    last = implied.index[-1]
    years = gdp_growth["year"]
    rows = gdp_growth.assign(
        growth=years.map(rates),
        growth_implied=years.map(implied),
        employed_first=years.map(employed["first_published"]),
        employed_revised=years.map(employed["revised_7th_census"]),
    )
    unsure = not {*gdp_growth["evidence"], *employment["evidence"]} <= DECIDING
    return described(
        tables,
        rows,
        "gdp_growth",
        "china_labour_productivity_growth",
        columns={
            "growth_real": Column("GDP, real growth", "fraction"),
            "growth": Column("Output per person, official", "fraction"),
            "growth_implied": Column("Output per person, implied", "fraction"),
            "employed_first": Column("Employed, first published, 10,000 persons", "10k_persons"),
            "employed_revised": Column("Employed, after the seventh census, 10,000 persons", "10k_persons"),
        },
        behind=[employment],
        facts={
            "implied_year": Period(int(last)),
            "implied": percent(implied[last], 2),
            "official": Dated(percent(rates[rated]), rated, last),
            "verdict": verdict_phrase(ledger.on("C0340x").verdict),
            "year": Period(int(rated)),
            "rate": percent(rates[rated]),
            "gdp_rate": percent(real[rated]),
            "caveat": Phrase("; some inputs could not be verified") if unsure else "",
        },
    )


def _economies(rows: pd.DataFrame) -> dict[str, Column]:
    """Return the column of economies: their codes, called by their names."""
    names = dict(zip(rows["iso3"], words_in(rows, en="economy", zh="economy_zh"), strict=True))
    return {"iso3": Column(Words({"en": "Economy", "zh": "经济体"}), labels=names)}


def _later_ranks(tables: ChapterTables) -> pd.DataFrame:
    """Return the economies of the later edition by rank, with their multiple of China's output per hour."""
    rows = tables.read("labour_productivity_ilo").dropna(subset=["output_per_hour_intl2021ppp"])
    output = rows["output_per_hour_intl2021ppp"]
    [china] = output[rows["iso3"] == "CHN"]
    ranks = output.rank(ascending=False, method="min").astype(int)
    rows = rows.assign(rank=ranks, rank_tied=output.duplicated(keep=False), ratio=output / china)
    return rows.sort_values("rank", kind="stable", ignore_index=True)


def printed_economies(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the economies of the report's table: printed rank, output per hour in US dollars, multiple of China's.

    ``rank_later`` is the rank among all economies of the later edition, which need not know each of them.
    """
    rows = tables.read("labour_productivity_report")
    output = rows.set_index("iso3")["output_usd_per_hour"]
    ratio = output / output["CHN"]
    later = _later_ranks(tables).set_index("iso3")
    rows = rows.assign(
        ratio=rows["iso3"].map(ratio),
        rank_later=rows["iso3"].map(later["rank"]).astype("Int64"),
        rank_later_tied=rows["iso3"].isin(later.index[later["rank_tied"]]),
    )
    economies = _economies(rows)
    shown = ["rank", "iso3", "output_usd_per_hour", "ratio", "rank_later", "rank_later_tied", "source", "evidence"]
    return described(
        tables,
        rows[shown],
        "labour_productivity_report",
        "labour_productivity_ilo",
        columns={
            **economies,
            "ratio": Column("Multiple of China", "ratio"),
            "rank_later": Column("Rank in the later edition", "rank"),
        },
        behind=[tables.read("labour_productivity_ilo")],
        facts={
            "count": len(rows),
            "order": verdict_phrase(ledger.on("C0354x").verdict),
            "first": economies["iso3"].labels[str(ratio.idxmax())],
            "first_ratio": times(ratio.max()),
            "us_ratio": times(ratio["USA"]),
            "rank_in_table": Rank(int(ledger.on("C0365a").claim.printed)),
            "rank_in_text": Rank(int(ledger.on("C0342a").claim.printed)),
        },
    )


def later_edition(tables: ChapterTables) -> Table:
    """Return the economies of the later edition by rank: output per hour in 2021 international dollars, multiple of China's."""
    rows = _later_ranks(tables)
    output = rows.set_index("iso3")["output_per_hour_intl2021ppp"]
    [china] = rows[rows["iso3"] == "CHN"].to_dict("records")
    shown = ["rank", "rank_tied", "iso3", "year", "output_per_hour_intl2021ppp", "ratio", "source", "evidence"]
    return described(
        tables,
        rows[shown],
        "labour_productivity_ilo",
        columns={
            **_economies(rows),
            "rank": Column("Rank", "rank"),
            "ratio": Column("Multiple of China", "ratio"),
        },
        facts={
            "count": len(rows),
            "rank": Rank(int(china["rank"]), tied=bool(china["rank_tied"])),
            "median": Number(output.median(), decimals=2),
            "china": Number(output["CHN"], decimals=2),
            "compared": Comparison(output["CHN"], output.median()),
            "mean": Number(output.mean(), decimals=2),
        },
    )


def landmarks(tables: ChapterTables) -> list[str]:
    """Return the economies to name in the later ranking: the first of all, the report's first and last, China."""
    rows = _later_ranks(tables)
    inside = rows[rows["iso3"].isin(tables.read("labour_productivity_report")["iso3"])]["iso3"]
    return list(dict.fromkeys([rows["iso3"].iloc[0], inside.iloc[0], inside.iloc[-1], "CHN"]))
