"""Suppliers of state-owned enterprises: what Comix, Deli and Hongwei state, and the one number that was found elsewhere."""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, named
from handbook.figures import Column, Table, described
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Phrase, Text, Words, name_of, percent

__all__ = ["deli_values", "headline", "hongwei_indicators", "hongwei_services"]


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: who states how many quantities, and what became of them.

    ``listed`` of them are counts of the report's own lists, ``stated`` only stand as the companies state them. The
    growth of revenue is the one that was found elsewhere.
    """
    verdicts, growth = ledger.of_chapter("case_soe_suppliers"), ledger.on("C1046c").claim
    found = ledger.quantity("qixin_growth/growth?period=2023Q1Q3")
    return {
        "firms": Items([name_of(tables, firm) for firm in dict.fromkeys(verdict.claim.entity for verdict in verdicts)]),
        "claims": Count(len(verdicts)),
        "listed": Count(sum(verdict.kind_of_finding == "listing" for verdict in verdicts)),
        "stated": Count(sum(verdict.verdict == "as stated" for verdict in verdicts)),
        "grown": name_of(tables, growth.entity),
        "printed": percent(growth.quantity.value, 2),
        "found": percent(found.value, 0),
        "agreement": Phrase("agree within rounding" if growth.quantity.meets(found) else "do not agree"),
    }


def _listed(tables: ChapterTables, group: str) -> pd.DataFrame:
    """Return one of the lists of the report."""
    rows = tables.read("supplier_lists")
    return rows[rows["group"] == group].drop(columns="group")


def deli_values(tables: ChapterTables) -> dict[str, Text]:
    """Return who promises which values, each a Chinese character, with its meaning for readers of English."""
    rows = _listed(tables, "deli_value")
    values = [
        Words({"en": f"{sign} ({meaning.lower()})", "zh": f"“{sign}”"})
        for sign, meaning in zip(rows["name"], rows["label_en"], strict=True)
    ]
    return {"deli": name_of(tables, "得力集实"), "count": Count(len(rows)), "values": Items(values)}


def hongwei_services(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the service blocks of Hongwei that can be told apart; the facts set them against the numbered ones."""
    rows, printed = named(_listed(tables, "hongwei_service")), int(ledger.on("C1097x").claim.quantity.value)
    count = rows["name"].nunique()
    return described(
        tables,
        rows,
        "supplier_lists",
        columns={**ORIGINAL_NAME, "label": Column("Service")},
        facts={
            "printed": Count(printed),
            "naming": Phrase("and names each") if count == printed else Phrase("and names {count}", count=Count(count)),
        },
    )


def hongwei_indicators(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers of the indicator strip, the largest first, with their quotients in the facts."""
    rows = named(tables.read("hongwei_indicators")).sort_values("count", ascending=False, kind="stable")
    return described(
        tables,
        rows[["label", "name", "qualifier", "count", "source", "evidence"]],
        "hongwei_indicators",
        columns={**ORIGINAL_NAME, "label": Column("Indicator")},
        facts={
            "indicators": Count(len(rows)),
            "bounds": Count(int((rows["qualifier"] == "at_least").sum())),
            "units_per_supplier": _quotient(ledger, "sku", "suppliers", 0),
            "service_per_product": _quotient(ledger, "service_engineers", "product_engineers", 1),
        },
    )


def _quotient(ledger: ChapterLedger, indicator: str, other: str, decimals: int) -> Number:
    """Return how many of one indicator there are for each of another."""
    pair = "; ".join(f"hongwei_indicators/count?indicator={code}" for code in (indicator, other))
    return Number(ledger.quantity(f"ratio({pair})").value, decimals=decimals)
