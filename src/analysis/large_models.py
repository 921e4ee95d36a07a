"""Large models: how many there are, by who counts; how their market is to grow; the report's lists.

Counts of different bodies follow different rules. They are set side by side and never joined to a series.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import as_printed, listing
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of, typed, words_in
from handbook.language import Items, Number, Period, Phrase, Span, Text, inside, name_of, percent, times

PAIR = ["china", "united_states"]
COUNTED = Column("Counted by")
OF_PAIR, ON_FRONT, LATER_ON = "C0196a", "C0200a", "C1355b"
"""Claims: the share of two countries, Chinese models on the opening page and on a later one."""

FORECASTS = {"llm_market_china": ("C1355h", "C1355i"), "llm_market_world": ("C1355f", "C1355g")}
"""Claims by table: the market in the first and in the last year of the forecast that the report quotes."""


def _counts(tables: ChapterTables, ledger: ChapterLedger) -> pd.DataFrame:
    """Return the counts of all large models in the year of the report, with who counted in which month."""
    rows = tables.read("llm_counts")
    rows = rows[(rows["scope"] == "all") & rows["month"].str.startswith(ledger.on(ON_FRONT).claim.period)]
    bodies = rows["counted_by"].map(labels_of(tables, "llm_counts", "counted_by"))
    called = Phrase.each("{body}, {month}", body=bodies, month=map(Period, rows["month"]))
    return rows.assign(body=typed(called, rows))


def share_of_pair(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the large models of China, the United States and elsewhere, for each body that counted the world.

    ``count`` is a number of models, ``share`` a fraction of that body's world total, which is China and the rest of the
    world where the body does not name it. What is elsewhere follows from the other numbers and is graded as derived.
    """
    counts = _counts(tables, ledger)
    key = ["month", "counted_by"]
    wide = counts.pivot(index=key, columns="area", values="count").reindex(columns=["world", "outside_china", *PAIR])
    wide["world"] = wide["world"].fillna(wide["china"] + wide["outside_china"])
    wide = wide.dropna(subset=["world", *PAIR]).assign(elsewhere=lambda w: w["world"] - w[PAIR].sum(axis=1))
    rows = wide.reset_index().melt([*key, "world"], [*PAIR, "elsewhere"], "area", "count")
    rows = rows.merge(counts.drop_duplicates(key)[[*key, "body", "source", "evidence"]], on=key)
    rows = rows.assign(
        count=rows["count"].astype("int64"),
        share=rows["count"] / rows["world"],
        evidence=rows["evidence"].mask(rows["area"] == "elsewhere", "derived"),
    )
    labels, shares = labels_of(tables, "llm_counts", "area"), wide[PAIR].sum(axis=1) / wide["world"]
    return described(
        tables,
        rows[["body", "area", "count", "share", "source", "evidence"]],
        "llm_counts",
        body=COUNTED,
        area=Column("Area", labels={**{code: labels[code] for code in PAIR}, "elsewhere": Phrase("Elsewhere")}),
        share=Column("Share of the world", "fraction"),
    ).saying(
        year=ledger.period(OF_PAIR),
        shares=Span(percent(shares.min()), percent(shares.max())),
        printed_share=ledger.printed(OF_PAIR),
        share_verdict=ledger.verdict(OF_PAIR),
    )


def counts_of_china(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the counts of Chinese large models in the year of the report, its own two among them, the most first.

    Rows of the report have the evidence ``report``; ``bound`` says whether a page gives a number or a lower bound.
    """
    counts, pages = _counts(tables, ledger).query("area == 'china'"), labels_of(tables, "llm_printed_counts", "page")
    own = tables.read("llm_printed_counts").query("scope == 'all'")
    called = Phrase.each("The report, {page}", page=[pages[page].inside for page in own["page"]])
    rows = pd.concat([counts, own.assign(body=typed(called, own))]).sort_values(
        "count", ascending=False, ignore_index=True
    )
    shown = rows[["body", "count", "bound", "source", "evidence"]]
    return described(tables, shown, "llm_counts", "llm_printed_counts", body=COUNTED).saying(
        year=ledger.period(ON_FRONT),
        counts=Span(int(rows["count"].min()), int(rows["count"].max())),
        front=as_printed(ledger, ON_FRONT),
        later=as_printed(ledger, LATER_ON),
        front_verdict=ledger.verdict(ON_FRONT),
        later_verdict=ledger.verdict(LATER_ON),
    )


def market_of_china(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the Chinese market for large models by year and edition of the estimate, in 100 million yuan.

    The facts are those of the forecast that the report quotes, with the even yearly growth between its years.
    """
    name = "llm_market_china"
    rows, (start, end) = tables.read(name).sort_values(["year", "vintage"], ignore_index=True), FORECASTS[name]
    edition = rows["vintage"].map(labels_of(tables, name, "vintage"))
    called = Phrase.each("{year}, {edition}", year=map(Period, rows["year"]), edition=edition)
    table = described(tables, rows.assign(label=typed(called, rows)), name, label=Column("Year and edition"))
    return table.saying(
        **_forecast(tables, ledger, name, "100m_cny"),
        ratio=times(ledger.quantity(f"ratio({end}; {start})").value),
        growth_china=_yearly(ledger, name),
    )


def market_of_world(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the world market for large models by year and edition of the estimate, in 100 million dollars.

    The facts are those of the forecast that the report quotes, with the even yearly growth between its years.
    """
    name = "llm_market_world"
    rows = tables.read(name).sort_values(["vintage", "year"], ignore_index=True)
    facts = _forecast(tables, ledger, name, "100m_usd")
    return described(tables, rows, name).saying(**facts, growth_world=_yearly(ledger, name))


def _forecast(tables: ChapterTables, ledger: ChapterLedger, name: str, unit: str) -> dict[str, Text]:
    """Return the levels that the report quotes of a forecast, and what other editions give for its first year."""
    rows, (start, end) = tables.read(name).sort_values("vintage"), FORECASTS[name]
    others = rows[(rows["year"] == int(ledger.on(start).claim.period)) & (rows["vintage"] != "report")]
    sizes = [Number(size, unit) for size in others[f"size_{unit}"]]
    edition = others["vintage"].map(labels_of(tables, name, "vintage"))
    return {
        "first": ledger.period(start),
        "last": ledger.period(end),
        "start": ledger.number(start, unit),
        "end": ledger.number(end, unit),
        "others": Items(Phrase.each("{size} ({edition})", size=sizes, edition=edition), Phrase("no number")),
    }


def _yearly(ledger: ChapterLedger, name: str) -> Number:
    """Return the even yearly growth between the two years of a forecast that the report quotes."""
    start, end = FORECASTS[name]
    years = int(ledger.on(end).claim.period) - int(ledger.on(start).claim.period)
    return percent(ledger.quantity(f"compound_growth({end}; {start}; {years})").value)


def classes(tables: ChapterTables) -> Table:
    """Return the report's classes of large models with their traits, uses and examples."""
    rows, labels = tables.read("llm_classes"), labels_of(tables, "llm_classes", "class")
    table = described(tables, rows, "llm_classes")
    return table.saying(classes=inside(labels[code] for code in rows["class"].unique()))


def players(tables: ChapterTables) -> Table:
    """Return the organisations and products that the report lists, in its order, repeats and all.

    The facts name what stands in it more than once, and what stands under a class that does not fit what it is.
    """
    rows = tables.read("llm_players")
    names = pd.Series(words_in(rows, en="name_en", zh="name"), index=rows.index)
    amiss = (rows["class"] == "academic") != (rows["body"] == "academic")
    return described(tables, rows.drop(columns="row"), "llm_players").saying(
        rows=len(rows),
        products=int(rows["product"].nunique()),
        repeated=Items(list(names[rows.duplicated("product")]), Phrase("none")),
        misplaced=Items(list(names[amiss]), Phrase("none")),
    )


def business_software(tables: ChapterTables) -> Table:
    """Return the modules of business software that survive of the picture of Baiwang's platform."""
    return listing(tables, "large_model_lists", {"list": "erp_boxes"}).saying(baiwang=name_of(tables, "百望云"))
