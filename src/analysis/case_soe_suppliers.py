"""Suppliers of state-owned enterprises: what Comix, Deli and Hongwei state, and the one number that was found elsewhere."""

from __future__ import annotations

from analysis.series import ORIGINAL_NAME, as_printed, named, of_company, when
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.language import Items, Phrase, Text, Words, name_of

GROWTH, FOUND = "C1046c", "qixin_growth/growth?period=2023Q1Q3"
"""Growth of revenue that a company states, and what a broker's note has."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: who states how many numbers, and the growth that was found elsewhere."""
    verdicts, stated = ledger.of_chapter("case_soe_suppliers"), ledger.on(GROWTH).claim
    agree = stated.quantity.meets(ledger.quantity(FOUND))
    return {
        "firms": Items([name_of(tables, firm) for firm in dict.fromkeys(verdict.claim.entity for verdict in verdicts)]),
        **of_company(verdicts),
        "grown": name_of(tables, stated.entity, both=False),
        "period": when(FOUND.rpartition("=")[2]),
        "printed": as_printed(ledger, GROWTH),
        "found": ledger.number(FOUND, "fraction", 0),
        "agreement": Phrase("which agrees within rounding") if agree else Phrase("which does not agree"),
    }


def deli_values(tables: ChapterTables) -> dict[str, Text]:
    """Return who promises which values, each a Chinese character, with its meaning for readers of English."""
    rows = tables.read("supplier_lists", {"group": "deli_value"})[["name", "label_en"]]
    signs = rows.itertuples(index=False)
    values = [Words({"en": f"{sign} ({meaning.lower()})", "zh": f"“{sign}”"}) for sign, meaning in signs]
    return {"deli": name_of(tables, "得力集实"), "values": Items(values)}


def hongwei_indicators(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers of the indicator strip, the largest first, with the quotient of two of them in the facts."""
    rows = named(tables.read("hongwei_indicators")).sort_values("count", ascending=False, kind="stable")
    shown = rows[["label", "name", "qualifier", "count", "source", "evidence"]]
    cell = "hongwei_indicators/count?indicator="
    table = described(tables, shown, "hongwei_indicators", name=ORIGINAL_NAME, label=Column("Indicator"))
    return table.saying(units_each=ledger.number(f"ratio({cell}sku; {cell}suppliers)", decimals=0))
