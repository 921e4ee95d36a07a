"""IT innovation: the size of the industry and its forecast, the milestones for state firms, the report's lists."""

from __future__ import annotations

import pandas as pd

from analysis.series import typed
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Comparison, Count, Direction, Items, Number, Period, Phrase, Text, Words, percent
from handbook.quantities import factor

__all__ = ["headline", "milestones", "projection", "scope", "sizes", "value_chain"]


def _trillion(value: float, decimals: int = 2) -> Number:
    return Number(value, "tn_cny", decimals)


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: where the printed rate leads, and how the next years can be counted."""
    phase = ledger.by_reading("C0147d")
    counted = {
        verdict: Items(list(phase.loc[phase["verdict"] == verdict, "choice"]), Phrase("in no other way"))
        for verdict in ("holds", "contradicted")
    }
    return {
        **projection(tables, ledger).facts,
        "next_years": Count(_years_printed(ledger)),
        "fitting": counted["holds"],
        "unfitting": counted["contradicted"],
        "reason": ledger.reason("C0164a"),
    }


def _years_printed(ledger: ChapterLedger) -> int:
    return int(ledger.on("C0147d").claim.quantity.value)


# ── size ─────────────────────────────────────────────────────────────────────────────────────────


def sizes(tables: ChapterTables) -> pd.Series:
    """Return the actual size of the industry by year, in 100 million yuan as the report prints it."""
    market = tables.read("it_innovation_market").query("status == 'actual'")
    return market.set_index("year")["size_tn_cny"] * float(factor("tn_cny") / factor("100m_cny"))


def projection(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed size of the industry and its continuation at the printed rate, by year, in trillion yuan.

    The base is the size of the year that the report gives, whatever newer years the table has; what follows from it is
    graded as derived. ``annual_growth`` is a fraction of 1.
    """
    first, last = (int(ledger.on(claim).claim.period) for claim in ("C0164a", "C0170a"))
    market = tables.read("it_innovation_market")
    [base] = market[(market["year"] == first) & (market["status"] == "actual")].to_dict("records")
    forecast = market.loc[(market["year"] == last) & (market["status"] == "forecast"), "size_tn_cny"].iloc[0]
    size, rate = (f"it_innovation_market/{c}?year={first}&status=actual" for c in ("size_tn_cny", "annual_growth"))
    after = [ledger.quantity(f"projection({size}; {rate}; {n + 1})").value for n in range(last - first)]
    rows = pd.DataFrame(
        {
            "year": range(first, last + 1),
            "size_tn_cny": [base["size_tn_cny"], *(float(value / factor("tn_cny")) for value in after)],
            "annual_growth": base["annual_growth"],
            "basis": ["printed", *["continued"] * len(after)],
            "source": base["source"],
            "evidence": [base["evidence"], *["derived"] * len(after)],
        }
    )
    labels = {"printed": Phrase("printed"), "continued": Phrase("at the printed rate")}
    return described(
        tables,
        rows,
        "it_innovation_market",
        columns={"basis": Column("Basis", labels=labels)},
        facts=_facts_of_size(ledger, rows, float(forecast)),
    )


def _facts_of_size(ledger: ChapterLedger, rows: pd.DataFrame, forecast: float) -> dict[str, Text]:
    """Return what sentences say of a path of sizes beside the forecast, in trillion yuan."""
    path, rate = rows.set_index("year")["size_tn_cny"], float(rows["annual_growth"].iloc[0])
    span = int(ledger.on("C0166a").claim.quantity.value)
    large = float(ledger.on("C0142a").claim.quantity.value / factor("tn_cny"))
    first, last = path.index[0], path.index[-1]
    needed = ledger.quantity(
        f"compound_growth(it_innovation_market/size_tn_cny?year={last}&status=forecast; "
        f"it_innovation_market/size_tn_cny?year={first}&status=actual; {last - first})"
    ).value
    return {
        "rate": percent(rate),
        "base_year": Period(first),
        "base_size": _trillion(path.iloc[0]),
        "forecast_year": Period(last),
        "forecast_size": _trillion(path.iloc[-1]),
        "compared": Comparison(path.iloc[-1], forecast),
        "met": Phrase("would meet") if path.iloc[-1] > forecast else Phrase("would miss"),
        "threshold": _trillion(forecast, 0),
        "first_year": _first_above(path, forecast),
        "span": Count(span),
        "size_before": _trillion(path.iloc[0] / (1 + rate) ** span),
        "large": _trillion(large, 0),
        "large_year": _first_above(path, large),
        "needed": percent(needed),
        "needed_compared": Comparison(float(needed), rate),
    }


def _first_above(path: pd.Series, level: float) -> Text:
    above = path.index[path > level]
    return Period(above[0]) if len(above) else Phrase("no year shown")


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def value_chain(tables: ChapterTables) -> Table:
    """Return the branches of the value chain by category, as the report names them."""
    rows = tables.read("it_innovation_chain")
    counts = rows.groupby("category", sort=False)["item"].nunique()
    firsts = rows.drop_duplicates("category")
    names: list[Words] = words_in(firsts, en="category_en", zh="category")
    told = [Phrase("{name} {count}", name=name, count=int(count)) for name, count in zip(names, counts, strict=True)]
    return described(
        tables,
        rows,
        "it_innovation_chain",
        facts={
            "branches": int(rows["item"].nunique()),
            "categories": Count(len(counts)),
            "names": Items(names),
            "per_category": Items(told),
        },
    )


def scope(tables: ChapterTables) -> Table:
    """Return the sectors that IT innovation reaches, in the order of the text, with their rings."""
    rows = tables.read("it_innovation_scope").sort_values("position", ignore_index=True)
    names = words_in(rows, en="name_en", zh="name")
    return described(
        tables,
        rows,
        "it_innovation_scope",
        facts={"sectors": Count(len(rows)), "first": names[0], "last": names[-1]},
    )


def milestones(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the milestones that the text names, by year, and how many years lie between them."""
    rows = tables.read("it_innovation_milestones").sort_values("year", ignore_index=True)
    at, printed = rows.set_index("milestone")["year"], _years_printed(ledger)
    from_document = int(at["completion"] - at["document"])
    label = typed(words_in(rows, en="label_en", zh="label_zh"), rows)
    return described(
        tables,
        rows[["year", "source", "evidence"]].assign(label=label),
        "it_innovation_milestones",
        columns={"label": Column("Milestone")},
        facts={
            "document": Period(int(at["document"])),
            "deadline": Period(int(at["completion"])),
            "from_document": Count(from_document),
            "compared": Phrase(("as many as", "more than", "fewer than")[Direction(from_document, printed).sign]),
            "printed": Count(printed),
            "from_phase": Count(int(at["completion"] - at["party_end"])),
        },
    )
