"""HSH: the benefits of its solution blocks, the indicators of its strip, and the services of its lost map.

All of it is the company's own; what can be asked is how much of it has a number, and what its numbers imply together.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, named
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Bounded, Count, Items, Number, Text, name_of, percent
from handbook.quantities import factor

__all__ = ["benefits", "headline", "indicators", "percentages", "services"]

COMPANY = "化塑汇"

CREDIT_LINES, CREDIT_DRAWN = "C2092a", "C2100a"
"""Claims: companies with a credit line, and the credit that they drew."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: how many benefits are listed, how many have a number, how many indicators."""
    return {"company": name_of(tables, COMPANY), **benefits(tables, ledger).facts, **indicators(tables, ledger).facts}


def benefits(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the benefits that the report lists under each block, in its order.

    ``numbered`` is how many of them have a number in the report.
    """
    rows = named(tables.read("huasuhui_solutions"), english="name_en")
    blocks = pd.Series(words_in(rows, en="block_en", zh="block"), index=rows.index, dtype=object)
    listed = blocks.value_counts(sort=False)
    numbered = sum(not verdict.claim.implied for verdict in ledger.of_figure("F96"))
    return described(
        tables,
        rows.assign(block=blocks)[["block", "label", "name", "source", "evidence"]],
        "huasuhui_solutions",
        columns={"label": Column("Benefit"), **ORIGINAL_NAME},
        facts={
            "benefits": len(rows),
            "blocks": Count(len(listed)),
            "fewest": Count(int(listed.min())),
            "most": Count(int(listed.max())),
            "fullest": Items([block.inside for block in blocks.unique() if listed[block] == listed.max()]),
            "numbered": Count(numbered, alone=True),
        },
    )


def _strip(tables: ChapterTables) -> pd.DataFrame:
    return named(tables.read("huasuhui_indicators"), english="name_en")


def indicators(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the indicators of the strip, each in its own unit.

    ``credit_each`` is the credit drawn over the companies with a credit line, both of them lower bounds as they stand.
    """
    rows = _strip(tables)
    credit_each = ledger.quantity(f"ratio({CREDIT_DRAWN}; {CREDIT_LINES})").value
    return described(
        tables,
        rows,
        "huasuhui_indicators",
        columns={"label": Column("Indicator"), **ORIGINAL_NAME},
        facts={
            "indicators": Count(len(rows)),
            "rates": Count(int((rows["unit"] == "percent").sum())),
            "credit_each": Number(credit_each / factor("10k_cny"), "10k_cny"),
        },
    )


def percentages(tables: ChapterTables) -> Table:
    """Return the indicators of the strip that are percentages, the largest first; ``value`` is a fraction of 1."""
    rows = _strip(tables).query("unit == 'percent'")
    rows = rows.assign(value=rows["value"] / 100).sort_values("value", ascending=False, kind="stable")
    largest = rows[rows["value"] == rows["value"].max()]
    return described(
        tables,
        rows[["label", "value", "bound", "source", "evidence"]],
        "huasuhui_indicators",
        columns={"label": Column("Indicator"), "value": Column("Stated percentage", "fraction")},
        facts={
            "largest": Items([label.inside for label in largest["label"]]),
            "largest_value": Bounded(percent(rows["value"].max(), 0), largest["bound"].iloc[0]),
        },
    )


def services(tables: ChapterTables) -> Table:
    """Return the services that the prose beside the lost map names."""
    rows = named(tables.read("business_map_names", {"company": COMPANY}), english="name_en")
    return described(
        tables,
        rows[["label", "name", "source", "evidence"]],
        "business_map_names",
        columns={"label": Column("Service"), **ORIGINAL_NAME},
        facts={"count": Count(len(rows)), "services": Items(list(rows["label"]))},
    )
