"""China's digital economy: size, growth, share of GDP, its two parts, penetration, total factor productivity.

The series are those of CAICT, edition by edition, beside the GDP of the National Bureau of Statistics in its vintages.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import first_published, growth_rates, later_column, leaders, with_later
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Change,
    Dated,
    Direction,
    Items,
    Number,
    Period,
    Phrase,
    Text,
    Words,
    percent,
    points,
    verdict_phrase,
)
from handbook.quantities import DECIDING, factor, weakest

__all__ = [
    "climb",
    "growth",
    "growth_beside_gdp",
    "headline",
    "lead_over_gdp",
    "parts",
    "parts_of_gdp",
    "penetration",
    "productivity",
    "share_of_gdp",
    "size",
    "vintages_of_share",
]

BOUNDS = {
    "choice": Column("Which GDP"),
    "printed_low": Column("Print, from", "fraction"),
    "printed_high": Column("Print, to", "fraction"),
    "low": Column("Computed, from", "fraction"),
    "high": Column("Computed, to", "fraction"),
}
PARTS = ("digital_industrialisation", "industrial_digitalisation")


def _sizes(tables: ChapterTables) -> pd.DataFrame:
    """Return first-published sizes in trillion yuan, by year and part."""
    return first_published(tables.read("digital_economy_size")).pivot(
        index="year", columns="part", values="size_tn_cny"
    )


def _shares(tables: ChapterTables) -> pd.Series:
    """Return the printed share of industry digitalisation in the digital economy, by year, as fractions of 1."""
    rows = first_published(tables.read("digital_economy_composition"))
    return rows[rows["part"] == "industrial_digitalisation"].set_index("year")["share"]


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the newest size, its change and its share, and what the headline claims."""
    sizes, shares = _sizes(tables), _shares(tables)
    total = sizes["total"].dropna()
    of_gdp = first_published(tables.read("digital_economy_share_of_gdp")).query("part == 'total'").set_index("year")
    computed = (sizes["industrial_digitalisation"] / sizes["total"]).dropna()
    rows = tables.read("digital_economy_size").query(
        "part == 'industrial_digitalisation' and vintage == 'first_published'"
    )
    sure = rows[rows["evidence"].isin(DECIDING)]["year"].min()
    last, claimed = total.index[-1], int(ledger.on("C0304a").claim.period)
    return {
        "year": Period(last),
        "size": Number(total[last], "tn_cny", 1),
        "change": Change(total[last], total.iloc[-2]),
        "share_of_gdp": Dated(percent(of_gdp["share_of_gdp"].iloc[-1]), of_gdp.index[-1], last),
        "industry_share": Dated(percent(shares.iloc[-1]), shares.index[-1], last),
        "claimed_year": Period(claimed),
        "share_before": percent(shares[claimed - 1]),
        "direction": Direction(shares[claimed], shares[claimed - 1]),
        "first_sure_year": Period(sure),
        "direction_long": Direction(computed.iloc[-1], computed[sure], decimals=3),
    }


def size(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the size of the digital economy by year, in trillion yuan at current prices, as each edition published it.

    ``growth_computed`` is the growth over the year before, a fraction of 1, recomputed from the sizes of two editions.
    """
    rows = with_later(tables.read("digital_economy_size"), ["year", "part"], "size_tn_cny").query("part == 'total'")
    total = rows.set_index("year")["size_tn_cny"]
    first = ledger.on("C0307x")
    return described(
        tables,
        rows.drop(columns="part").assign(growth_computed=rows["year"].map(growth_rates(total))),
        "digital_economy_size",
        columns={
            "growth_computed": Column("Growth recomputed from the sizes", "fraction"),
            **later_column(tables, "digital_economy_size", "size_tn_cny"),
        },
        facts={
            "from_size": Number(total.iloc[0], "tn_cny", 1),
            "to_size": Number(total.iloc[-1], "tn_cny", 1),
            "direction": Direction(total.iloc[-1], total.iloc[0]),
            "first_year_above": Period(int(ledger.computed("C0307x"))),
            "verdict": verdict_phrase(first.verdict),
        },
    )


def _gdp_growth(tables: ChapterTables) -> pd.DataFrame:
    """Return nominal growth of GDP as fractions of 1, by year and vintage."""
    return tables.read("gdp").pivot(index="year", columns="vintage", values="gdp_100m_cny").apply(growth_rates)


def growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return nominal growth of the digital economy beside that of GDP, by year, as fractions of 1.

    ``growth_nominal`` is what each edition prints, ``growth_computed`` follows from the sizes of two editions, the
    columns named after vintages are GDP's.
    """
    total = _sizes(tables)["total"].dropna()
    gdp_growth = _gdp_growth(tables)
    rows = with_later(tables.read("digital_economy_growth"), ["year", "part"], "growth_nominal").query(
        "part == 'total'"
    )
    rows = rows.drop(columns="part").assign(growth_computed=rows["year"].map(growth_rates(total)))
    vintages = labels_of(tables, "gdp", "vintage")
    rows = rows.assign(**{vintage: rows["year"].map(gdp_growth[vintage]) for vintage in vintages})
    both = rows.dropna(subset=["first_published"])
    compared, apart = rows["growth_computed"].notna().sum(), _apart(rows, total, ledger)
    latest = both.iloc[-1]
    return described(
        tables,
        rows,
        "digital_economy_growth",
        columns={
            **later_column(tables, "digital_economy_growth", "growth_nominal"),
            "growth_computed": Column("From the sizes", "fraction"),
            "first_published": Column("GDP, first published", "fraction"),
            "final_before_5th_census": Column("GDP, final before the fifth census", "fraction"),
            "after_5th_census": Column("GDP, after the fifth census", "fraction"),
        },
        behind=[tables.read("gdp")],
        facts={
            "years": int(compared),
            "agree": int(compared) - len(apart),
            "apart": Items(apart, Phrase("none")),
            "faster": int((both["growth_nominal"] > both["first_published"]).sum()),
            "with_gdp": len(both),
            "year": Period(int(latest["year"])),
            "latest": percent(latest["growth_nominal"]),
            "latest_gdp": percent(latest["first_published"]),
        },
    )


def _apart(rows: pd.DataFrame, total: pd.Series, ledger: ChapterLedger) -> list[Phrase]:
    """Return the years whose printed growth the sizes cannot give, with the level before that it implies."""
    chosen = "part=total&vintage=first_published"
    found = []
    for year in rows.dropna(subset=["growth_computed"])["year"]:
        printed = f"digital_economy_growth/growth_nominal?year={year}&{chosen}"
        new, old = (f"digital_economy_size/size_tn_cny?year={y}&{chosen}" for y in (year, year - 1))
        if not ledger.quantity(printed).meets(ledger.quantity(f"growth({new}; {old})")):
            implied = ledger.quantity(f"prior_level({new}; {printed})").value / factor("tn_cny")
            found.append(
                Phrase(
                    "{year} (implied base {implied}, published {published})",
                    year=Period(int(year)),
                    implied=Number(implied, "tn_cny", 1),
                    published=Number(total[year - 1], "tn_cny", 1),
                )
            )
    return found


def growth_beside_gdp(tables: ChapterTables) -> Table:
    """Return nominal growth of the digital economy and of GDP as first published, one row per year and series.

    ``later`` is what is known by now: of GDP, the growth of the last vintage that has both years.
    """
    gdp, by_vintage = tables.read("gdp"), _gdp_growth(tables)
    economy = with_later(tables.read("digital_economy_growth"), ["year", "part"], "growth_nominal").query(
        "part == 'total'"
    )
    economy = economy[economy["year"].isin(by_vintage["first_published"].dropna().index)]
    grades = gdp.set_index(["year", "vintage"])["evidence"]
    later = by_vintage.drop(columns="first_published").reindex(economy["year"])
    last = later[list(labels_of(tables, "gdp", "vintage"))[1:]].apply(lambda found: found.last_valid_index(), axis=1)
    national = pd.DataFrame(
        {
            "year": economy["year"].to_numpy(),
            "series": "national_economy",
            "growth_nominal": by_vintage["first_published"].reindex(economy["year"]).to_numpy(),
            "later": [None if vintage is None else later.at[year, vintage] for year, vintage in last.items()],
            "later_evidence": [
                None if vintage is None else weakest([grades[year, vintage], grades[year - 1, vintage]])
                for year, vintage in last.items()
            ],
            "evidence": grades.xs("first_published", level="vintage").reindex(economy["year"]).to_numpy(),
        }
    )
    names = {"digital_economy": Phrase("Digital economy"), "national_economy": Phrase("GDP, first published")}
    rows = pd.concat([economy.assign(series="digital_economy"), national], ignore_index=True)
    return described(
        tables,
        rows[["year", "series", *(c for c in ("growth_nominal", "later", "later_evidence", "evidence") if c in rows)]],
        "digital_economy_growth",
        columns={"series": Column("Series", labels=names)},
    )


def lead_over_gdp(ledger: ChapterLedger) -> Table:
    """Return by how much the digital economy outgrew GDP, for each vintage of GDP, as bounds in fractions of 1."""
    rows = ledger.by_reading("C0307d")
    middle = (rows["low"] + rows["high"]) / 2
    printed = (rows["printed_low"] + rows["printed_high"]) / 2
    facts: dict[str, Text] = {
        "least": points(middle.min()),
        "most": points(middle.max()),
        "nearest": rows["choice"].iloc[int((middle - printed).abs().argmin())],
    }
    return Table(rows, BOUNDS, ("gdp", "digital_economy_growth"), facts=facts)


def share_of_gdp(tables: ChapterTables) -> Table:
    """Return the share of GDP as printed in each edition, by year, with size over GDP in each vintage; fractions of 1."""
    gdp = tables.read("gdp").pivot(index="year", columns="vintage", values="gdp_100m_cny")
    size = _sizes(tables)["total"] * float(factor("tn_cny") / factor("100m_cny"))
    rows = with_later(tables.read("digital_economy_share_of_gdp"), ["year", "part"], "share_of_gdp").query(
        "part == 'total'"
    )
    rows = rows.drop(columns="part").assign(
        **{vintage: rows["year"].map(size / gdp[vintage]) for vintage in labels_of(tables, "gdp", "vintage")}
    )
    share = rows.set_index("year")["share_of_gdp"]
    return described(
        tables,
        rows,
        "digital_economy_share_of_gdp",
        columns={
            **later_column(tables, "digital_economy_share_of_gdp", "share_of_gdp"),
            "first_published": Column("Size over GDP as first published", "fraction"),
            "final_before_5th_census": Column("Size over final GDP before the fifth census", "fraction"),
            "after_5th_census": Column("Size over GDP after the fifth census", "fraction"),
        },
        behind=[tables.read("gdp")],
        facts={
            "year": Period(share.index[-1]),
            "share": percent(share.iloc[-1]),
            "direction": Direction(share.iloc[-1], share.iloc[-2]),
        },
    )


def vintages_of_share(ledger: ChapterLedger) -> Table:
    """Return the printed share of GDP against size over each vintage of GDP, as bounds in fractions of 1."""
    verdict, rows = ledger.on("C0307e"), ledger.by_reading("C0307e")
    middle = (rows["low"] + rows["high"]) / 2
    meets = (rows["low"] <= rows["printed_high"]) & (rows["high"] >= rows["printed_low"])
    first = next(outcome for outcome in verdict.outcomes if outcome.reading)
    facts: dict[str, Text] = {
        "year": Period(verdict.claim.period),
        "first_verdict": verdict_phrase(first.finding.verdict),
        "later": Items([percent(centre) for centre in middle[1:]]),
        "fit": int(meets.sum()),
        "vintages": len(rows),
    }
    return Table(rows, BOUNDS, ("gdp", "digital_economy_size"), facts=facts)


def _part_labels(tables: ChapterTables) -> dict[str, Words]:
    return {code: words for code, words in labels_of(tables, "digital_economy_size", "part").items() if code in PARTS}


def parts(tables: ChapterTables) -> Table:
    """Return the two parts of the digital economy by year: size in trillion yuan, growth, share of GDP and of the whole.

    ``share_computed`` is the share of the whole recomputed from the sizes, a fraction of 1.
    """
    key, sizes = ["year", "part"], _sizes(tables)
    rows = with_later(tables.read("digital_economy_size"), key, "size_tn_cny")
    others = {
        "digital_economy_growth": "growth_nominal",
        "digital_economy_share_of_gdp": "share_of_gdp",
        "digital_economy_composition": "share",
    }
    for name, column in others.items():
        rows = rows.merge(first_published(tables.read(name))[[*key, column]], "outer", key)
    rows = rows[rows["part"].isin(PARTS)].sort_values(key, ignore_index=True)
    rows["share_computed"] = rows["size_tn_cny"] / rows["year"].map(sizes["total"])
    industry = sizes["industrial_digitalisation"].dropna()
    return described(
        tables,
        rows,
        "digital_economy_size",
        *others,
        columns={
            "part": Column(Words({"en": "Part", "zh": "部分"}), labels=_part_labels(tables)),
            "share_computed": Column("Share recomputed from the sizes", "fraction"),
            **later_column(tables, "digital_economy_size", "size_tn_cny"),
        },
        facts={
            "year": Period(industry.index[-1]),
            "change": Change(industry.iloc[-1], industry.iloc[-2]),
            "size": Number(industry.iloc[-1], "tn_cny", 1),
        },
    )


def parts_of_gdp(tables: ChapterTables) -> Table:
    """Return the two parts as shares of GDP, by year, as printed in each edition; fractions of 1."""
    rows = with_later(tables.read("digital_economy_share_of_gdp"), ["year", "part"], "share_of_gdp")
    rows = rows[rows["part"].isin(PARTS)]
    wide = rows.pivot(index="year", columns="part", values="share_of_gdp").dropna()
    return described(
        tables,
        rows,
        "digital_economy_share_of_gdp",
        columns=later_column(tables, "digital_economy_share_of_gdp", "share_of_gdp"),
        facts={
            "year": Period(wide.index[-1]),
            "industry": percent(wide["industrial_digitalisation"].iloc[-1]),
            "digital": percent(wide["digital_industrialisation"].iloc[-1]),
        },
    )


def climb(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed share of industry digitalisation against what the rounded sizes allow, as bounds by year."""
    shares, industry = _shares(tables), _sizes(tables)["industrial_digitalisation"].dropna()
    claimed = int(ledger.on("C0304a").claim.period)
    chosen = "part=industrial_digitalisation&vintage=first_published"
    rows = []
    for year in [year for year in shares.index if year >= claimed - 1 and year in industry.index]:
        printed = ledger.quantity(f"digital_economy_composition/share?year={year}&{chosen}")
        whole = f"digital_economy_size/size_tn_cny?year={year}&part=total&vintage=first_published"
        allowed = ledger.quantity(f"share(digital_economy_size/size_tn_cny?year={year}&{chosen}; {whole})")
        rows.append((str(year), *map(float, (printed.low, printed.high, allowed.low, allowed.high))))
    frame = pd.DataFrame(rows, columns=list(BOUNDS))
    [of_claim] = frame[frame["choice"] == str(claimed)].to_dict("records")
    return Table(
        frame,
        {**BOUNDS, "choice": Column("Year")},
        ("digital_economy_composition", "digital_economy_size"),
        facts={
            "before": Period(claimed - 1),
            "year": Period(claimed),
            "printed": Phrase("the same" if shares[claimed] == shares[claimed - 1] else "not the same"),
            "direction": Direction(shares[claimed], shares[claimed - 1]),
            "low": percent(float(of_claim["low"])),
            "high": percent(float(of_claim["high"])),
            "verdict": verdict_phrase(ledger.on("C0304x").verdict),
            "verdict_long": verdict_phrase(ledger.on("C0304y").verdict),
        },
    )


def penetration(tables: ChapterTables) -> Table:
    """Return the digital share of value added by sector and year, as fractions of 1."""
    rows = tables.read("digital_penetration")
    labels = labels_of(tables, "digital_penetration", "sector")
    newest = rows[rows["year"] == rows["year"].max()].set_index("sector")["penetration"]
    told = [Phrase("{name} {value}", name=words.inside, value=percent(newest[code])) for code, words in labels.items()]
    return described(
        tables,
        rows,
        "digital_penetration",
        facts={
            "year": Period(int(rows["year"].max())),
            "values": Items(told),
            "highest": Items([labels[str(sector)].inside for sector in leaders(newest)]),
            "share": percent(newest.max()),
        },
    )


def productivity(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the known points of total factor productivity by series and year, as an index."""
    rows = tables.read("total_factor_productivity")
    order = list(labels_of(tables, "total_factor_productivity", "series"))
    rows = rows.sort_values(
        ["series", "year"],
        key=lambda column: column.map({c: at for at, c in enumerate(order)}) if column.name == "series" else column,
        ignore_index=True,
    )
    digital = rows[rows["series"] == "digital_economy"].set_index("year")["tfp_index"]
    level, rise = ledger.on("C0328a"), ledger.on("C0328b")
    claimed = int(level.claim.period)
    return described(
        tables,
        rows,
        "total_factor_productivity",
        facts={
            "year": Period(claimed),
            "first": Period(digital.index[0]),
            "level": Number(digital[claimed], decimals=2),
            "rise": Number(digital[claimed] - digital.iloc[0], decimals=2),
            "level_verdict": verdict_phrase(level.verdict),
            "rise_verdict": verdict_phrase(rise.verdict),
            "from_index": Number(digital.iloc[0], decimals=2),
            "to_index": Number(digital.iloc[-1], decimals=2),
            "direction": Direction(digital.iloc[-1], digital.iloc[0]),
        },
    )
