"""IT innovation: the size of the industry and its forecast, the years up to the deadline, the report's lists."""

from __future__ import annotations

import pandas as pd

from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, words_in
from handbook.language import Items, Number, Period, Phrase, Text, percent
from handbook.quantities import factor

SIZE, RATE, FORECAST, PHASE = "C0164a", "C0167a", "C0170a", "C0147d"
"""Claims: size and growth of the industry, its forecast, how many years the coming phase has."""


def sizes(tables: ChapterTables) -> pd.Series:
    """Return the actual size of the industry by year, in 100 million yuan as the report prints it."""
    market = tables.read("it_innovation_market").query("status == 'actual'")
    return market.set_index("year")["size_tn_cny"] * float(factor("tn_cny") / factor("100m_cny"))


def projection(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed size of the industry and its continuation at the printed rate, by year, in trillion yuan.

    The base is the report's, whatever newer years the table has; what follows from it is graded as derived.
    """
    first, last = (int(ledger.on(claim).claim.period) for claim in (SIZE, FORECAST))
    path = [SIZE, *(f"projection({SIZE}; {RATE}; {n})" for n in range(1, last - first + 1))]
    values = [float(ledger.number(step, "tn_cny").value) for step in path]
    rows = pd.DataFrame({"year": range(first, last + 1), "size_tn_cny": values}).assign(source="report")
    rows["basis"] = ["printed", *["continued"] * (last - first)]
    rows["evidence"] = ["report", *["derived"] * (last - first)]
    above = rows.loc[rows["size_tn_cny"] > float(ledger.number(FORECAST, "tn_cny").value), "year"]
    told = {"rate": ledger.printed(RATE), "threshold": ledger.printed(FORECAST)}
    labels = {"printed": Phrase("the report"), "continued": Phrase("at the rate in the report")}
    return described(tables, rows, "it_innovation_market", basis=Column("Basis", labels=labels)).saying(
        **told,
        base_year=Period(first),
        base_size=ledger.printed(SIZE),
        last_year=Period(last),
        last_size=Number(rows["size_tn_cny"].iloc[-1], "tn_cny", 2),
        verdict=ledger.verdict(FORECAST),
        needed=percent(ledger.quantity(f"compound_growth({FORECAST}; {SIZE}; {last - first})").value),
        finding=Phrase(
            "At {rate} a year, IT innovation would pass {threshold} in {year}", year=Period(above.iloc[0]), **told
        )
        if len(above)
        else Phrase("At {rate} a year, IT innovation would stay under {threshold}", **told),
        reason=ledger.reason(SIZE),
    )


def phase(ledger: ChapterLedger) -> dict[str, Text]:
    """Return how many years the text gives the coming phase, and which ways to count them fit."""
    readings = ledger.by_reading(PHASE)
    years = (readings["low"] / float(factor("年"))).astype(int)
    return {
        "printed": ledger.printed(PHASE),
        "phase_verdict": ledger.verdict(PHASE),
        "readings": Items(Phrase.each("{years} years {reading}", years=years, reading=readings["reading"]), apart=True),
    }


def milestones(tables: ChapterTables) -> Table:
    """Return the years that the text names from the first phase to the deadline, in their order."""
    rows = tables.read("it_innovation_milestones").sort_values("year", kind="stable", ignore_index=True)
    year = rows.set_index("milestone")["year"].map(int)
    shown = rows[["year", "milestone", "source", "evidence"]]
    return described(tables, shown, "it_innovation_milestones").saying(
        party=Period(year["party_start"], year["party_end"]), deadline=Period(year["completion"])
    )


def value_chain(tables: ChapterTables) -> Table:
    """Return the branches of the value chain by category, as the report names them."""
    rows = tables.read("it_innovation_chain")
    names = Items(words_in(rows.drop_duplicates("category"), en="category_en", zh="category"))
    return described(tables, rows, "it_innovation_chain").saying(names=names)


def scope(tables: ChapterTables) -> Table:
    """Return the sectors that IT innovation reaches, in the order of the text, with their rings."""
    rows = tables.read("it_innovation_scope").sort_values("position", ignore_index=True)
    names = words_in(rows, en="name_en", zh="name")
    return described(tables, rows, "it_innovation_scope").saying(first=names[0], last=names[-1])
