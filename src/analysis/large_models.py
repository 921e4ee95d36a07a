"""Large models: how many there are, by who counts; how their market is to grow; the report's lists.

Counts of different bodies follow different rules. They are set side by side and never joined to a series.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import as_printed
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of, typed, words_in
from handbook.language import Items, Number, Period, Phrase, Span, Text, percent, times

PAIR = ["china", "united_states"]
COUNTED = Column("Counted by")
OF_PAIR, ON_FRONT, LATER_ON = "C0196a", "C0200a", "C1355b"
"""Claims: the share of two countries, Chinese models on the opening page and on a later one."""

FORECASTS = {"china": ("C1355h", "C1355i", "100m_cny"), "world": ("C1355f", "C1355g", "100m_usd")}
"""Forecasts that the report quotes, by market: claims on the first and on the last year, and the unit of our table."""


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

    The facts are those of the forecast that the report quotes, with how many times as large the market is to become.
    """
    name, (start, end, _) = "llm_market_china", FORECASTS["china"]
    rows = tables.read(name).sort_values(["year", "vintage"], ignore_index=True)
    edition = rows["vintage"].map(labels_of(tables, name, "vintage"))
    called = Phrase.each("{year}, {edition}", year=map(Period, rows["year"]), edition=edition)
    table = described(tables, rows.assign(label=typed(called, rows)), name, label=Column("Year and edition"))
    ratio = times(ledger.quantity(f"ratio({end}; {start})").value)
    return table.saying(**forecast(tables, ledger, "china"), ratio=ratio)


def forecast(tables: ChapterTables, ledger: ChapterLedger, area: str) -> dict[str, Text]:
    """Return the levels that the report quotes of a forecast and the even yearly growth between them, as a fraction of 1.

    ``others`` is what other editions of the estimate give for its first year.
    """
    name, (start, end, unit) = f"llm_market_{area}", FORECASTS[area]
    first, last = (int(ledger.on(claim).claim.period) for claim in (start, end))
    rows = tables.read(name).sort_values("vintage")
    others = rows[(rows["year"] == first) & (rows["vintage"] != "report")]
    sizes = [Number(size, unit) for size in others[f"size_{unit}"]]
    edition = others["vintage"].map(labels_of(tables, name, "vintage"))
    return {
        "first": Period(first),
        "last": Period(last),
        "start": ledger.number(start, unit),
        "end": ledger.number(end, unit),
        f"growth_{area}": ledger.number(f"compound_growth({end}; {start}; {last - first})", "fraction", 1),
        "others": Items(Phrase.each("{size} ({edition})", size=sizes, edition=edition), Phrase("no number")),
    }


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
