"""Modes of the supply chain: the stages, the example firms and their awards, Alibaba's units, Apple and its suppliers."""

from __future__ import annotations

import pandas as pd

from analysis.series import leaders, typed
from handbook.figures import Column, Table, described, labels_of, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import (
    Change,
    Comparison,
    Count,
    Items,
    Period,
    Phrase,
    Text,
    Words,
    name_of,
    percent,
)

__all__ = [
    "example_firms",
    "headline",
    "in_several_tiers",
    "lists_so_far",
    "masters",
    "principles",
    "stages",
    "supplier_lists",
    "suppliers",
    "units",
]

FOUNDRY = "台积电"
"""The chip foundry that stands in the tier of those who assemble, as the report spells it."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: those of stages, example firms, yearly lists and suppliers."""
    parts = (stages(tables), example_firms(tables), masters(tables, ledger), suppliers(tables))
    return {name: fact for part in parts for name, fact in part.facts.items()}


def stages(tables: ChapterTables) -> Table:
    """Return the features of each stage, one row per dimension and one column per stage."""
    rows, labels = tables.read("supply_chain_stages"), labels_of(tables, "supply_chain_stages", "stage")
    rows = rows.assign(feature=typed(words_in(rows, en="label_en", zh="label_zh"), rows))
    cells = rows.groupby(["dimension", "stage"], sort=False)["feature"].agg(list).unstack("stage")
    columns = [stage for stage in labels if stage in cells]
    matrix = cells.loc[rows["dimension"].unique(), columns].map(_cell).reset_index()
    drivers = rows[rows["dimension"] == "driver"]
    first, last = (drivers.loc[drivers["stage"] == stage, "feature"] for stage in (columns[0], columns[-1]))
    return described(
        tables,
        matrix,
        "supply_chain_stages",
        columns={stage: Column(labels[stage]) for stage in columns},
        facts={
            "stages": Count(rows["stage"].nunique()),
            "features": Count(len(rows)),
            "first_driver": Items([words.inside for words in first]),
            "last_driver": Items([words.inside for words in last]),
        },
    )


def _cell(features: object) -> Items | str:
    """Return the features of a cell; a stage without any has an empty one."""
    return Items(features, apart=True) if isinstance(features, list) else ""


def example_firms(tables: ChapterTables) -> Table:
    """Return the example firms of each mode and the award list that the appendix has them on, if any."""
    rows, variants = tables.read("supply_chain_mode_firms"), tables.read("name_variants")
    lists = variants[variants["list"] != ""].drop_duplicates("variant").set_index("variant")["list"]
    rows = rows.assign(award=rows["name"].map(lists).fillna("")).sort_values("mode_order", kind="stable")
    awarded, per_mode = rows[rows["award"] != ""], rows.groupby("mode", sort=False).size()
    modes = labels_of(tables, "supply_chain_mode_firms", "mode")
    return described(
        tables,
        rows[["mode_order", "mode", "name", "name_en", "award", "source", "evidence"]],
        "supply_chain_mode_firms",
        "name_variants",
        columns={"award": Column("Award list", labels=labels_of(tables, "name_variants", "list"))},
        facts={
            "modes": Count(len(per_mode)),
            "firms": Count(len(rows)),
            "awarded": Count(len(awarded)),
            "awarded_share": percent(len(awarded) / len(rows)),
            "awarded_firms": Items([name_of(tables, name) for name in awarded["name"]], Phrase("none")),
            "largest": Items([modes[str(mode)].inside for mode in leaders(per_mode)]),
        },
    )


def units(tables: ChapterTables) -> Table:
    """Return the units of Alibaba that let customers design the goods; growth of orders as a fraction of 1."""
    rows = tables.read("alibaba_c2m_units")
    grown = rows.dropna(subset=["order_growth"])
    names = words_in(grown, en="name_en", zh="name")
    told = [
        Phrase("at {name} {change}", name=name, change=Change(1 + growth, 1, 0))
        for name, growth in zip(names, grown["order_growth"], strict=True)
    ]
    return described(
        tables,
        rows,
        "alibaba_c2m_units",
        facts={
            "units": Items([name_of(tables, name) for name in rows["name"]]),
            "orders": Items(told, Phrase("have no number")),
        },
    )


def suppliers(tables: ChapterTables) -> Table:
    """Return Apple's suppliers by tier as the report lists them, with the firm behind each name.

    The facts tell entries, names and firms apart: an entry is one line of a tier, a name may stand in several lines, and
    a firm may have several names.
    """
    rows = tables.read("apple_supplier_tiers")
    # A firm that has its English name in one of its lines has it in all: the lines without it come first.
    ordered = rows.sort_values("company_en", kind="stable")
    firms = dict(zip(ordered["company"], words_in(ordered, en="company_en", zh="company"), strict=True))
    repeated = in_several_tiers(rows)
    twice = rows[rows.duplicated("name")].drop_duplicates("name")
    remark: Text = ""
    if ((rows["name"] == FOUNDRY) & (rows["part"] == "assembly")).any():
        remark = Phrase(
            " The first tier is said to assemble and counts the chip foundry {foundry} among its firms; no check can decide "
            "where a firm belongs, so this stays a remark.",
            foundry=name_of(tables, FOUNDRY),
        )
    return described(
        tables,
        rows.drop(columns="company_en").assign(
            tier=typed((Phrase("Tier {number}", number=tier) for tier in rows["tier"]), rows)
        ),
        "apple_supplier_tiers",
        columns={"tier": Column("Tier"), "company": Column("Firm behind the name", labels=firms)},
        facts={
            "entries": Count(len(rows)),
            "names": Count(rows["name"].nunique()),
            "firms_behind": Count(len(firms)),
            "tiers": Count(rows["tier"].nunique()),
            "twice": Phrase(" It lists {names} more than once.", names=Items(words_in(twice, en="name_en", zh="name")))
            if len(twice)
            else "",
            "repeated": Count(len(repeated)),
            "repeated_firms": Items(
                [_with_names(rows, firm, firms[firm]) for firm in repeated], Phrase("none"), apart=True
            ),
            "remark": remark,
        },
    )


def in_several_tiers(rows: pd.DataFrame) -> list[str]:
    """Return the firms that stand in more than one tier.

    >>> in_several_tiers(pd.DataFrame({"company": ["鸿海", "高通", "鸿海"], "tier": [1, 2, 3]}))
    ['鸿海']
    """
    tiers = rows.groupby("company", sort=False)["tier"].nunique()
    return [str(firm) for firm in tiers.index[tiers > 1]]


def _with_names(rows: pd.DataFrame, firm: str, called: Words) -> Phrase:
    """Return a firm with all names that the report has for it."""
    names = rows.loc[rows["company"] == firm, "name"].unique()
    return Phrase("{firm} ({names})", firm=called, names=" / ".join(names))


def lists_so_far(tables: ChapterTables) -> pd.Series:
    """Return how many yearly lists have named Apple a Master, by year."""
    years = sorted(tables.read("gartner_masters")["year"])
    return pd.Series(range(1, len(years) + 1), index=years)


def masters(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the years that the report says beside the lists that there were when it was written.

    ``kind`` is a column for the colours of a chart.
    """
    claim, rows = ledger.on("C0537a").claim, tables.read("gartner_masters")
    rows = rows[rows["year"] <= int(claim.period[-4:])]
    printed = int(claim.quantity.value)
    names = {"printed": Phrase("The report"), "computed": Phrase("Lists with the category")}
    return Table(
        pd.DataFrame({"what": list(names), "kind": list(names), "years": [printed, len(rows)]}),
        {
            "what": Column("Count", labels=names),
            "kind": Column("Count", labels=names),
            "years": Column("Years", "years"),
        },
        ("gartner_masters",),
        behind=(rows,),
        facts={
            "first_list": Period(int(rows["year"].min())),
            "last_list": Period(int(rows["year"].max())),
            "lists": Count(len(rows)),
            "printed": Count(printed),
            "compared": Comparison(len(rows), printed),
        },
    )


def supplier_lists(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return how many suppliers the published lists of Apple have, by press accounts, beside what the report says."""
    rows, printed = tables.read("apple_supplier_lists"), int(ledger.on("C0541a").claim.quantity.value)
    named = [
        *(Phrase("List of {year}", year=Period(year)) for year in rows["list_year"]),
        Phrase("The report, at least"),
    ]
    report = pd.DataFrame([{"suppliers": printed, "source": "report", "evidence": "report"}])
    both = pd.concat([rows, report], ignore_index=True).astype({"suppliers": "Int64"})
    known = rows.dropna(subset=["suppliers"])
    counts = [
        Phrase("{suppliers} ({year})", suppliers=int(count), year=Period(int(year)))
        for year, count in zip(known["list_year"], known["suppliers"], strict=True)
    ]
    return described(
        tables,
        both.assign(list=typed(named, both))[["list", "suppliers", "sites", "source", "evidence"]],
        "apple_supplier_lists",
        columns={"list": Column("List")},
        facts={
            "counts": Items(counts, Phrase("no number")),
            "latest": int(known["suppliers"].iloc[-1]) if len(known) else Phrase("no number"),
            "latest_year": Period(int(known["list_year"].iloc[-1])) if len(known) else Phrase("any year"),
            "printed": printed,
        },
    )


def principles(tables: ChapterTables) -> Table:
    """Return the points of the report under each of Apple's principles."""
    rows, labels = tables.read("apple_principles"), labels_of(tables, "apple_principles", "block")
    per_block = rows.groupby("block", sort=False).size()
    return described(
        tables,
        rows.assign(point=typed(words_in(rows, en="label_en", zh="label_zh"), rows))[
            ["block", "point", "source", "evidence"]
        ],
        "apple_principles",
        columns={"point": Column("Point")},
        facts={
            "points": Count(len(rows)),
            "blocks": Count(len(per_block)),
            "most": Count(int(per_block.max())),
            "largest": Items([labels[str(block)] for block in leaders(per_block)]),
            "principles": Items([labels[str(block)].inside for block in per_block.index]),
        },
    )
