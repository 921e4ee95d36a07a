"""Large models: how many there are, by who counts; where they are; how their market is to grow; the report's lists.

Counts of different bodies follow different rules. They are set side by side and never joined to a series.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from analysis.series import leaders, typed
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Change,
    Items,
    Number,
    Period,
    Phrase,
    Text,
    Words,
    name_of,
    percent,
    times,
    verdict_phrase,
)
from handbook.quantities import factor

__all__ = [
    "business_software",
    "classes",
    "counts_of_china",
    "counts_on_pages",
    "headline",
    "market_growth",
    "market_of_china",
    "market_of_world",
    "openai",
    "places",
    "players",
    "sectors",
    "share_of_pair",
    "share_of_world",
]

PAIR = ("china", "united_states")
NATIONS = ("world", "china", "united_states", "outside_china")
COUNTED = Column("Counted by")
SIZES = {"llm_market_china": "size_100m_cny", "llm_market_world": "size_100m_usd"}
"""Column with the size of the market, by table."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the report's own counts, the share of two countries, growth."""
    of_pair, of_china = share_of_pair(tables, ledger), counts_of_china(tables, ledger)
    return {**of_pair.facts, **of_china.facts, **market_growth(tables, ledger).facts}


# ── counts ───────────────────────────────────────────────────────────────────────────────────────


def _counter(tables: ChapterTables, rows: pd.DataFrame) -> pd.Series:
    """Return who counted and in which month, for rows of the table of counts."""
    bodies = labels_of(tables, "llm_counts", "counted_by")
    pairs = zip(rows["counted_by"], rows["month"], strict=True)
    return typed((Phrase("{body}, {month}", body=bodies[body], month=Period(month)) for body, month in pairs), rows)


def _by_area(tables: ChapterTables) -> pd.DataFrame:
    """Return the counts of all large models, one row per month and counting body and one column per area.

    The world is China and the rest of the world where a body does not name it.
    """
    counts = tables.read("llm_counts").query("scope == 'all'")
    wide = counts.pivot(index=["month", "counted_by"], columns="area", values="count").astype("float64")
    wide = wide.reindex(columns=list(NATIONS))
    wide["world"] = wide["world"].fillna(wide["china"] + wide["outside_china"])
    return wide


def share_of_pair(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the large models of China, the United States and elsewhere, for each body that counted the world.

    ``count`` is a number of models, ``share`` a fraction of that body's world total. What is elsewhere follows from the
    other numbers and is graded as derived.
    """
    wide = _by_area(tables).dropna(subset=[*PAIR, "world"])
    wide = wide.assign(elsewhere=wide["world"] - wide[list(PAIR)].sum(axis=1))
    rows = wide.reset_index().melt(["month", "counted_by", "world"], [*PAIR, "elsewhere"], "area", "count")
    rows = rows.astype({"count": "int64"}).assign(share=rows["count"] / rows["world"])
    counts = tables.read("llm_counts").query("scope == 'all'")
    grades = counts[["month", "counted_by", "area", "evidence"]]
    rows = rows.merge(counts.groupby(["month", "counted_by"])["source"].first().reset_index()).merge(grades, "left")
    rows = rows.assign(body=_counter(tables, rows), evidence=rows["evidence"].fillna("derived"))
    labels = labels_of(tables, "llm_counts", "area")
    areas: dict[str, Text] = {
        "china": labels["china"],
        "united_states": labels["united_states"],
        "elsewhere": Phrase("Elsewhere"),
    }
    return described(
        tables,
        rows[["body", "area", "count", "share", "source", "evidence"]],
        "llm_counts",
        columns={
            "body": COUNTED,
            "area": Column("Area", labels=areas),
            "share": Column("Share of the world", "fraction"),
        },
        facts=_facts_of_pair(tables, ledger, wide),
    )


def _facts_of_pair(tables: ChapterTables, ledger: ChapterLedger, wide: pd.DataFrame) -> dict[str, Text]:
    """Return the share of two countries by the counts of the claim's year, and which of them reach the claim."""
    claim, bodies = ledger.on("C0196a").claim, labels_of(tables, "llm_counts", "counted_by")
    of_year = wide[wide.index.get_level_values("month").str.startswith(claim.period)]
    share = (of_year[list(PAIR)].sum(axis=1) / of_year["world"]).droplevel("month").sort_values(ascending=False)
    above = share > float(claim.quantity.value)
    reached, missed = ([bodies[body] for body in share.index[chosen]] for chosen in (above, ~above))
    judged = Phrase(
        "The count of {reached} gives as much, that of {missed} does not.", reached=Items(reached), missed=Items(missed)
    )
    if not missed or not reached:
        judged = Phrase("Every count gives as much.") if reached else Phrase("No count gives as much.")
    return {
        "year": Period(claim.period),
        "pair_shares": Items([percent(value) for value in share], Phrase("an unknown share"), either=True),
        "pair_printed": percent(float(claim.quantity.value), 0),
        "judged": judged,
    }


def counts_of_china(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the counts of Chinese large models in the year of the report, its own two among them, the most first.

    Rows of the report have the evidence ``report``; ``bound`` says whether a page gives a number or a lower bound.
    """
    claim = ledger.on("C0200a").claim
    counts = tables.read("llm_counts").query("scope == 'all' and area == 'china'")
    counts = counts[counts["month"].str.startswith(claim.period)]
    pages, own = labels_of(tables, "llm_printed_counts", "page"), tables.read("llm_printed_counts")
    own = own[own["scope"] == "all"]
    named = typed((Phrase("The report, {page}", page=pages[page].inside) for page in own["page"]), own)
    rows = pd.concat([counts.assign(body=_counter(tables, counts)), own.assign(body=named)])
    bodies, front = labels_of(tables, "llm_counts", "counted_by"), own.set_index("page").loc["front", "count"]
    equal = [bodies[body] for body in counts.loc[counts["count"] == front, "counted_by"]]
    return described(
        tables,
        rows[["body", "count", "bound", "source", "evidence"]].sort_values("count", ascending=False),
        "llm_counts",
        "llm_printed_counts",
        columns={"body": COUNTED},
        facts={
            "year": Period(claim.period),
            "fewest": int(rows["count"].min()),
            "most": int(rows["count"].max()),
            "equal_to": Items(equal, Phrase("no public body")),
            "later_verdict": verdict_phrase(ledger.on("C1355b").verdict),
            **{str(page): _as_printed(row) for page, row in own.set_index("page").iterrows()},
        },
    )


def _as_printed(row: pd.Series) -> Text:
    """Return a printed count with its unit, and with its bound where it has one."""
    models = Number(int(row["count"]), "models")
    return Phrase("at least {models}", models=models) if row["bound"] == "at_least" else models


def counts_on_pages(tables: ChapterTables) -> Table:
    """Return what the report prints on its opening page and on a later one, one row per kind of models."""
    labels = labels_of(tables, "llm_printed_counts", "scope")
    counts = (
        tables.read("llm_printed_counts").pivot(index="scope", columns="page", values="count").reindex(list(labels))
    )
    front, later = counts["front"], counts["part_two"]
    return described(
        tables,
        counts.dropna().astype("int64").reset_index(),
        "llm_printed_counts",
        columns={
            "scope": Column("Models", labels=labels),
            "front": Column("Opening page", "count"),
            "part_two": Column("Later page (lower bound)", "count"),
        },
        facts={
            "front": int(front["all"]),
            "later": int(later["all"]),
            "general": int(front["general"]),
            "remainder": int(front["all"] - front["general"]),
            "total_change": Change(later["all"], front["all"]),
            "big_change": Change(later["over_1bn_params"], front["over_1bn_params"]),
            "general_change": Change(later["general"], front["general"]),
        },
    )


def share_of_world(tables: ChapterTables) -> Table:
    """Return China's share of all large models by count, a fraction of 1, in the order of the dates."""
    wide = _by_area(tables).dropna(subset=["china", "world"]).sort_index().reset_index()
    share = wide["china"] / wide["world"]
    return described(
        tables,
        wide[["china", "world"]]
        .astype("int64")
        .assign(share=share, body=_counter(tables, wide))[["body", "china", "world", "share"]],
        "llm_counts",
        columns={
            "body": COUNTED,
            "china": Column("China", "count"),
            "world": Column("World", "count"),
            "share": Column("China's share of the world", "fraction"),
        },
        facts={
            "shares": Items([percent(value) for value in share]),
            "least": percent(share.min()),
            "most": percent(share.max()),
        },
    )


def places(tables: ChapterTables) -> Table:
    """Return the large models of provinces as a share of the same body's count for China, a fraction of 1."""
    counts = tables.read("llm_counts")
    same = ["month", "counted_by", "scope"]
    of_china = counts[counts["area"] == "china"].set_index(same)["count"].rename("of_china")
    rows = counts[~counts["area"].isin(NATIONS)].join(of_china, on=same, how="inner")
    rows = rows.assign(share=rows["count"] / rows["of_china"])
    areas, bodies = labels_of(tables, "llm_counts", "area"), labels_of(tables, "llm_counts", "counted_by")
    pairs = list(zip(rows["area"], rows["counted_by"], strict=True))
    first = [area for _, count in rows.groupby(same) for area in leaders(count.set_index("area")["share"])]
    named = (Phrase("{place}, {body}", place=areas[a], body=bodies[b]) for a, b in pairs)
    area, body = pairs[int(rows["share"].to_numpy().argmax())]
    return described(
        tables,
        rows.assign(place=typed(named, rows))[["place", "month", "scope", "count", "share", "source", "evidence"]],
        "llm_counts",
        columns={
            "place": Column("Place and counting body"),
            "share": Column("Share of Chinese models", "fraction"),
        },
        facts={
            "first": Items([areas[code] for code in dict.fromkeys(map(str, first))], either=True),
            "place": areas[area],
            "body": bodies[body],
            "share": percent(rows["share"].max()),
        },
    )


# ── money ────────────────────────────────────────────────────────────────────────────────────────


def openai(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return what the report prints of OpenAI's year beside what others told, in million US dollars."""
    claims = {"net_loss": "C0190b", "revenue": "C0190c", "daily_running_cost": "C0190d"}
    printed = {measure: ledger.on(claim).claim.quantity.value for measure, claim in claims.items()}
    rows = tables.read("openai_2022")
    as_printed = [float(printed[measure] / factor("million_usd")) for measure in rows["measure"]]
    apart = (rows["amount_million_usd"] / as_printed - 1).abs().max()
    rows.insert(1, "printed_million_usd", as_printed)
    return described(
        tables,
        rows,
        "openai_2022",
        columns={
            "printed_million_usd": Column("As printed", "million_usd"),
            "amount_million_usd": Column("As told by others", "million_usd"),
        },
        facts={
            "year": Period(ledger.on("C0190b").claim.period),
            "agree": Phrase("differs by at most {apart} from", apart=percent(apart)) if apart else Phrase("equals"),
            "ratio": times(printed["net_loss"] / printed["revenue"], 0),
        },
    )


def _market(tables: ChapterTables, name: str) -> Table:
    """Return the size of a market by year and edition of the estimate, in the unit of its table.

    The facts are those of the forecast that the report quotes: its first and its last year.
    """
    size, editions = SIZES[name], labels_of(tables, name, "vintage")
    rows = tables.read(name).sort_values(["year", "vintage"], ignore_index=True)
    named = (
        Phrase("{year}, {edition}", year=Period(year), edition=editions[vintage])
        for year, vintage in zip(rows["year"], rows["vintage"], strict=True)
    )
    quoted = rows[rows["vintage"] == "report"].set_index("year")[size]
    others = rows[(rows["year"] == quoted.index[0]) & (rows["vintage"] != "report")]
    unit = str(tables.fields(name)[size]["unit"])
    return described(
        tables,
        rows.assign(label=typed(named, rows)),
        name,
        columns={"label": Column("Year and edition")},
        facts={
            "first": Period(quoted.index[0]),
            "last": Period(quoted.index[-1]),
            "start": Number(quoted.iloc[0], unit),
            "end": Number(quoted.iloc[-1], unit),
            "ratio": times(quoted.iloc[-1] / quoted.iloc[0]),
            "others": Items(
                [
                    Phrase("{size} ({edition})", size=Number(other, unit), edition=editions[vintage])
                    for other, vintage in zip(others[size], others["vintage"], strict=True)
                ],
                Phrase("no number"),
            ),
        },
    )


def market_of_china(tables: ChapterTables) -> Table:
    """Return the Chinese market for large models by year and edition of the estimate, in 100 million yuan."""
    return _market(tables, "llm_market_china")


def market_of_world(tables: ChapterTables) -> Table:
    """Return the world market for large models by year and edition of the estimate, in 100 million US dollars."""
    return _market(tables, "llm_market_world")


def market_growth(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the even yearly growth between the years that an edition gives, for both markets, as a fraction of 1.

    Evidence and source are those of the later year.
    """
    areas = labels_of(tables, "llm_counts", "area")
    china, world = (
        _growth(tables, ledger, name, areas[area])
        for name, area in (("llm_market_china", "china"), ("llm_market_world", "world"))
    )
    others = china.loc[china["vintage"] != "report", "growth"]
    quoted = {
        market: percent(rows.loc[rows["vintage"] == "report", "growth"].iloc[0])
        for market, rows in (("growth_china", china), ("growth_world", world))
    }
    return described(
        tables,
        pd.concat([china, world], ignore_index=True)[["span", "growth", "source", "evidence"]],
        "llm_market_china",
        "llm_market_world",
        columns={
            "span": Column("Market, edition and years"),
            "growth": Column("Growth per year", "fraction"),
        },
        facts={**quoted, "slowest": percent(others.min()), "quickest": percent(others.max())},
    )


def _growth(tables: ChapterTables, ledger: ChapterLedger, name: str, place: Words) -> pd.DataFrame:
    """Return the yearly growth of one market between consecutive years of each edition."""
    editions, rows = labels_of(tables, name, "vintage"), tables.read(name).sort_values("year")
    found = []
    for vintage, of_edition in rows.groupby("vintage", sort=False):
        for old, new in pairwise(of_edition.to_dict("records")):
            last, first = (f"{name}/{SIZES[name]}?year={row['year']}&vintage={vintage}" for row in (new, old))
            years = new["year"] - old["year"]
            found.append(
                {
                    "vintage": vintage,
                    "span": Phrase(
                        "{place} {years}, {edition}",
                        place=place,
                        years=Period(old["year"], new["year"]),
                        edition=editions[str(vintage)],
                    ),
                    "growth": float(ledger.quantity(f"compound_growth({last}; {first}; {years})").value),
                    "source": new["source"],
                    "evidence": new["evidence"],
                }
            )
    return pd.DataFrame(found)


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def classes(tables: ChapterTables) -> Table:
    """Return the report's classes of large models with their traits, uses and examples."""
    rows, labels = tables.read("llm_classes"), labels_of(tables, "llm_classes", "class")
    named = [labels[code].inside for code in rows["class"].unique()]
    return described(tables, rows, "llm_classes", facts={"classes": Items(named)})


def players(tables: ChapterTables) -> Table:
    """Return the organisations and products that the report lists, in its order, repeats and all.

    The facts name what stands in it more than once, and what stands under a class that does not fit what it is.
    """
    rows = tables.read("llm_players")
    names = pd.Series(words_in(rows, en="name_en", zh="name"), index=rows.index)
    amiss = (rows["class"] == "academic") != (rows["body"] == "academic")
    return described(
        tables,
        rows.drop(columns="row"),
        "llm_players",
        facts={
            "rows": len(rows),
            "products": int(rows["product"].nunique()),
            "repeated": Items(list(names[rows.duplicated("product")]), Phrase("none")),
            "misplaced": Items(list(names[amiss]), Phrase("None")),
        },
    )


def _listed(tables: ChapterTables, *lists: str) -> pd.DataFrame:
    rows = tables.read("large_model_lists")
    return rows[rows["list"].isin(lists)]


def sectors(tables: ChapterTables) -> Table:
    """Return the sectors where the report calls use mature, and what makes a sector fit."""
    mature = _listed(tables, "mature_sectors")
    return described(
        tables,
        _listed(tables, "mature_sectors", "fit_features"),
        "large_model_lists",
        facts={"sectors": Items(words_in(mature, en="name_en", zh="name"))},
    )


def business_software(tables: ChapterTables) -> Table:
    """Return the modules of business software that survive of the picture of Baiwang's platform."""
    us_leaders = _listed(tables, "us_leaders")
    return described(
        tables,
        _listed(tables, "erp_boxes").drop(columns="list"),
        "large_model_lists",
        facts={
            "baiwang": name_of(tables, "百望云"),
            "leaders": Items(words_in(us_leaders, en="name_en", zh="name")),
        },
    )
