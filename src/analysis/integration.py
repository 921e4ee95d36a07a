"""Digital and real economy: the lists of the third part, by factor of production, and the few numbers beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.series import ORIGINAL_NAME, leaders, named
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Phrase, Text, Words, name_of

__all__ = [
    "artificial_intelligence",
    "cloud_services",
    "companies",
    "data_uses",
    "digital_humans",
    "finance_modes",
    "headline",
    "plant",
    "textile_chain",
]

KINDS, MILLS, LOOMS, POSTS = "C1538a", "C1734a", "C1734b", "C1770b"
"""Claims: the page that names companies by kind, weaving mills served, looms connected, posts of a digital employee."""

TEXTILE, PLANT, BANK = "致景科技", "国联股份", "浦发银行"

UNTESTED = frozenset({"as stated", "cannot be checked"})


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: how many of the companies won the award, and what one of them says."""
    return {**companies(tables, ledger).facts, **textile_chain(tables, ledger).facts}


def _listed(
    tables: ChapterTables,
    name: str,
    rows: pd.DataFrame,
    entry: Column,
    facts: Mapping[str, Text],
    columns: Mapping[str, Column] | None = None,
) -> Table:
    """Return a list of the report: each entry in the reader's language, with its Chinese name beside a translation."""
    columns = {"label": entry, **ORIGINAL_NAME, **(columns or {})}
    return described(tables, rows, name, columns=columns, facts=facts)


def _layers(tables: ChapterTables, name: str, column: str, entry: Column) -> Table:
    """Return entries by the layer or block that they stand under, with how many each has.

    Args:
        tables: of the run.
        name: of the data table.
        column: with the codes of the layers.
        entry: what an entry is called.
    """
    rows = named(tables.read(name), "name_en", "name")
    sizes = rows.groupby(column, sort=False).size()
    labels = labels_of(tables, name, column)
    told = [
        Phrase("{count} in {layer}", count=Count(int(n)), layer=labels[str(code)].inside) for code, n in sizes.items()
    ]
    facts: dict[str, Text] = {
        "entries": len(rows),
        "layers": Items([labels[str(code)].inside for code in sizes.index]),
        "layer_count": Count(len(sizes)),
        "by_layer": Items(told),
        "fullest": Items([labels[str(code)].inside for code in leaders(sizes)]),
    }
    order = [column, "label", "name", "source", "evidence"]
    return _listed(tables, name, rows[order], entry, facts)


def _entries(tables: ChapterTables, *lists: str) -> pd.DataFrame:
    """Return the entries of some of the report's lists, named in both languages."""
    rows = tables.read("integration_lists")
    return named(rows[rows["list"].isin(lists)], "name_en", "name").reset_index(drop=True)


def companies(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the companies that the report names by kind, and whether each is in the list of its award."""
    rows = named(tables.read("integration_companies"), "name_en", "name")
    page = ledger.on(KINDS).claim.page
    relations = tables.read("name_variants", where={"page": page}).set_index("variant")["relation"]
    rows["award"] = rows["name"].isin(relations.index).map({True: "awarded", False: "not_awarded"})
    won = rows[rows["award"] == "awarded"]
    relation = rows["name"].map(relations)
    kinds = labels_of(tables, "integration_companies", "kind")
    by_kind = won.groupby("kind", sort=False).size()
    told = [
        Phrase("{count} “{kind}”", count=Count(int(n)), kind=kinds[str(code)].inside) for code, n in by_kind.items()
    ]
    awards = {"awarded": Phrase("in the award list"), "not_awarded": Phrase("not in it")}
    facts: dict[str, Text] = {
        "companies": len(rows),
        "distinct": rows["name"].nunique(),
        "kinds": Count(rows["kind"].nunique()),
        "won": len(won),
        "won_by_kind": Items(told, Phrase("none")),
        "spelled": Items(list(rows.loc[relation == "spelling", "label"]), Phrase("none")),
        "judged": Items(list(rows.loc[relation == "judged_same", "label"]), Phrase("none")),
    }
    columns = {"award": Column("Award list", labels=awards)}
    order = ["kind", "label", "name", "award", "source", "evidence"]
    table = _listed(tables, "integration_companies", rows[order], Column("Company"), facts, columns)
    return replace(table, tables=("integration_companies", "name_variants"))


def cloud_services(tables: ChapterTables) -> Table:
    """Return the services that the report names in each layer of the cloud."""
    return _layers(tables, "cloud_stack", "layer", Column("Service"))


def plant(tables: ChapterTables) -> Table:
    """Return what Guolian makes digital in a plant, by block."""
    table = _layers(tables, "plant_blocks", "block", Column("Item"))
    names = {"company": name_of(tables, PLANT), "short": name_of(tables, PLANT, both=False)}
    return replace(table, facts={**table.facts, **names})


def data_uses(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the uses of data in an unnamed state-owned group, with how many of the numbers beside them can be tested."""
    rows = _entries(tables, "soe_data_uses")
    verdicts = [verdict.verdict for verdict in ledger.of_figure("F79") if not verdict.claim.implied]
    facts: dict[str, Text] = {
        "uses": Count(len(rows)),
        "numbers": Count(len(verdicts)),
        "tested": Count(sum(verdict not in UNTESTED for verdict in verdicts), alone=True),
    }
    return _listed(tables, "integration_lists", rows.drop(columns="list"), Column("Use of data"), facts)


def finance_modes(tables: ChapterTables) -> Table:
    """Return the ways of supply-chain finance that the report lists."""
    rows = _entries(tables, "finance_modes")
    facts: dict[str, Text] = {"modes": Count(len(rows)), "bases": Items([label.inside for label in rows["label"]])}
    return _listed(tables, "integration_lists", rows.drop(columns="list"), Column("Way of finance"), facts)


def _short(words: Words) -> Words:
    """Return a name without what explains it after a colon.

    >>> _short(Words({"en": "Baibu: cloth trading", "zh": "百布"})).forms
    {'en': 'Baibu', 'zh': '百布'}
    """
    return Words({code: text.partition(":")[0] for code, text in words.forms.items()})


def textile_chain(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the blocks of the textile chain, with mills and looms as the company states them: both lower bounds."""
    rows = _entries(tables, "textile_blocks")
    mills, looms = (ledger.on(claim).claim.quantity.value for claim in (MILLS, LOOMS))
    facts: dict[str, Text] = {
        "company": name_of(tables, TEXTILE),
        "short": name_of(tables, TEXTILE, both=False),
        "blocks": Count(len(rows)),
        "names": Items([_short(label) for label in rows["label"]]),
        "mills": Number(mills),
        "looms": Number(looms / 10_000, "10k_"),  # in a power of ten that each language has a word or digits for
        "looms_per_mill": Number(ledger.quantity(f"ratio({LOOMS}; {MILLS})").value, decimals=1),
    }
    return _listed(tables, "integration_lists", rows.drop(columns="list"), Column("Block"), facts)


def digital_humans(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return sectors, posts and digital humans that the report names."""
    rows = _entries(tables, "avatar_sectors", "named_posts", "named_avatars")
    sizes = rows.groupby("list").size()
    facts: dict[str, Text] = {
        "sectors": Count(int(sizes.get("avatar_sectors", 0))),
        "bank": name_of(tables, BANK),
        "posts": Number(ledger.on(POSTS).claim.quantity.value),
        "named_posts": Count(int(sizes.get("named_posts", 0)), alone=True),
        "avatars": Count(int(sizes.get("named_avatars", 0))),
    }
    return _listed(
        tables, "integration_lists", rows[["list", "label", "name", "source", "evidence"]], Column("Entry"), facts
    )


def artificial_intelligence(tables: ChapterTables) -> Table:
    """Return the entries of each layer of artificial intelligence; those that only stand for more are counted."""
    table = _layers(tables, "ai_stack", "layer", Column("Entry"))
    open_entries = int(table["name"].str.contains("...", regex=False).sum())
    return replace(table, facts={**table.facts, "open": Count(open_entries, alone=True)})
