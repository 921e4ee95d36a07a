"""Zallsteel: the numbers of its four solution blocks, and what they imply together."""

from __future__ import annotations

from analysis.series import of_company
from handbook.figures import ChapterLedger, ChapterTables, Table, described
from handbook.figures.rows import worded
from handbook.language import Text, name_of

STANDARD, CERTIFIED, AREA, THROUGHPUT = "C2021a", "C2021b", "C2021c", "C2021d"
FINANCE_CLIENTS, FINANCE_VOLUME = "C2012a", "C2012b"
"""Claims: warehouses of two kinds, their area, what passes through them; finance clients and what was financed."""

WAREHOUSES = f"sum({STANDARD}; {CERTIFIED})"


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: how many numbers are the company's own, and what they imply."""
    return {
        "company": name_of(tables, "卓钢链"),
        **of_company(ledger.of_figure("F94")),
        "area_each": ledger.number(f"ratio({AREA}; {WAREHOUSES})", "m2", 0),
        "tonnes_per_m2": ledger.number(f"ratio({THROUGHPUT}; {AREA})", "t"),
        "finance_each": ledger.number(f"ratio({FINANCE_VOLUME}; {FINANCE_CLIENTS})", "million_cny", 1),
        "certified": ledger.number(f"share({CERTIFIED}; {WAREHOUSES})", "fraction", 0),
    }


def numbers(tables: ChapterTables) -> Table:
    """Return the numbers of the solution blocks, each in its own unit; ``value_to`` is the upper end of a range."""
    rows = worded(tables, tables.read("zhuogang_indicators"), block=("block_en", "block"))
    order = ["block", "indicator", "value", "value_to", "unit", "bound", "source", "evidence"]
    return described(tables, rows[order], "zhuogang_indicators")
