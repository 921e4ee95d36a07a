"""What the chapters show of two statistical bulletins."""

from __future__ import annotations

from handbook.figures import ChapterTables, Table, described, labels_of
from handbook.language import Change, Number


def sectors(tables: ChapterTables) -> Table:
    """Return value added by sector in 100 million yuan, with total and largest sector."""
    rows = tables.read("sectors")
    values = rows.set_index("sector")["value_100m_cny"]
    largest = labels_of(tables, "sectors", "sector")[str(values.idxmax())]
    return described(tables, rows, "sectors").saying(total=Number(values.sum(), "100m_cny"), largest=largest)


def contributions(tables: ChapterTables) -> Table:
    """Return what each part of demand adds to growth in percentage points, with their sum."""
    rows = tables.read("contributions")
    total = Number(round(rows["points"].sum(), 1), "percentage_points", 1)
    return described(tables, rows, "contributions").saying(total=total)


def services(tables: ChapterTables) -> Table:
    """Return value added by year in billion euros, with its change."""
    rows = tables.read("services")
    first, last = rows["value_added_bn_eur"]
    return described(tables, rows, "services").saying(change=Change(last, first), last=Number(last, "bn_eur"))
