"""Sinoagri: the links of its agricultural data space, the numbers that it states, and what remains of its business map."""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, named
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Phrase, Text, Words, name_of, verdict_phrase

__all__ = ["business_map", "headline", "links", "logistics", "numbers"]

COMPANY = "中农网"
LINKS = "C1949x"
"""Claim: how many links of the chain have a solution each."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: the links and their verdict, how many numbers are the company's own."""
    others = [verdict for verdict in ledger.of_figure("F92") if verdict.claim.claim != LINKS]
    count, stated = len(others), sum(verdict.verdict == "as stated" for verdict in others)
    return {
        "company": name_of(tables, COMPANY),
        "links": links(tables).facts["links"],
        "verdict": verdict_phrase(ledger.on(LINKS).verdict),
        "own": Phrase("All its {count} numbers", count=Count(count))
        if stated == count
        else Phrase("Of its {count} numbers {stated}", count=Count(count), stated=Count(stated, alone=True)),
        "ratio": logistics(tables).facts["ratio"],
    }


def links(tables: ChapterTables) -> Table:
    """Return the links of the chain in their order, each with the solution that the report names for it."""
    rows = tables.read("zhongnongwang_blocks")
    stages = words_in(rows, en="stage_en", zh="stage")
    solutions = named(rows.rename(columns={"stage": "stage_zh"}).drop(columns="stage_en"), english="name_en")
    solutions.insert(0, "stage", pd.Series(stages, dtype=object))
    return described(
        tables,
        solutions,
        "zhongnongwang_blocks",
        columns={
            "label": Column("Solution"),
            "stage_zh": Column(Words({"en": "Chinese name of the link"}), language="en"),
            "name": Column(Words({"en": "Chinese name of the solution"}), language="en"),
        },
        facts={"links": Count(rows["stage"].nunique()), "first": stages[0], "last": stages[-1]},
    )


def numbers(tables: ChapterTables) -> Table:
    """Return the numbers that the report gives of these solutions, each in its own unit; a range has an upper end too."""
    rows = tables.read("zhongnongwang_indicators")
    labels = labels_of(tables, "zhongnongwang_indicators", "indicator")
    bounded = [labels[code].inside for code in rows.loc[rows["bound"] != "at_least", "indicator"]]
    finding = Phrase("Apart from the {names}, every number is only a lower bound", names=Items(bounded))
    return described(
        tables,
        rows,
        "zhongnongwang_indicators",
        facts={"finding": finding if bounded else Phrase("Every number is only a lower bound")},
    )


def logistics(tables: ChapterTables) -> Table:
    """Return the logistics providers and the business clients of the company, lower bounds as the report states them."""
    rows = tables.read("zhongnongwang_indicators")
    rows = rows[rows["indicator"].isin(["logistics_providers", "business_clients"])]
    count = rows.set_index("indicator")["value"]
    return described(
        tables,
        rows[["indicator", "value", "source", "evidence"]],
        "zhongnongwang_indicators",
        columns={"value": Column("Number, at least", "companies")},
        facts={
            "providers": int(count["logistics_providers"]),
            "clients": int(count["business_clients"]),
            "ratio": Number(count["logistics_providers"] / count["business_clients"], decimals=1),
        },
    )


def business_map(tables: ChapterTables) -> Table:
    """Return the product categories and services that the prose beside the lost map names."""
    rows = tables.read("business_map_names", {"company": COMPANY})
    shown = named(rows, english="name_en")[["role", "label", "name", "source", "evidence"]]
    return described(
        tables,
        shown,
        "business_map_names",
        columns={"label": Column("Name"), **ORIGINAL_NAME},
        facts={
            "names": Count(len(rows)),
            "categories": Count(int((rows["role"] == "category").sum())),
            "services": Count(int((rows["role"] == "service").sum())),
        },
    )
