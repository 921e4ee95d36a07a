"""Modes of the supply chain: the stages, the example firms and their awards, Alibaba's units, Apple and its suppliers."""

from __future__ import annotations

import pandas as pd

from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, labels_of, typed
from handbook.figures.rows import with_rows, worded, words_by
from handbook.language import Bounded, Change, Count, Items, Period, Phrase, inside, name_of

FOUNDRY = "台积电"
"""The chip foundry that stands in the tier of those who assemble, as the report spells it."""

MASTER, SUPPLIERS = "C0537a", "C0541a"
"""Claims: years in a row as Master of the supply chain, and how many suppliers Apple has."""


def stages(tables: ChapterTables) -> Table:
    """Return the features of each stage, one row per dimension and one column per stage."""
    rows, labels = tables.read("supply_chain_stages"), labels_of(tables, "supply_chain_stages", "stage")
    rows = worded(tables, rows, feature=("label_en", "label_zh"))
    cells = rows.groupby(["dimension", "stage"], sort=False)["feature"].agg(list).unstack("stage")
    stages = [stage for stage in labels if stage in cells]
    drivers = rows[rows["dimension"] == "driver"].groupby("stage")["feature"]
    # A stage without any feature in a dimension has an empty cell.
    shown = cells.map(lambda features: Items(features, apart=True) if isinstance(features, list) else "")
    shown = shown.loc[rows["dimension"].unique(), stages].reset_index()
    columns = {stage: Column(labels[stage]) for stage in stages}
    return described(tables, shown, "supply_chain_stages", **columns).saying(
        first_driver=inside(drivers.get_group(stages[0])), last_driver=inside(drivers.get_group(stages[-1]))
    )


def example_firms(tables: ChapterTables) -> Table:
    """Return the example firms of each mode and the award list that the appendix has them on, if any."""
    rows, variants = tables.read("supply_chain_mode_firms"), tables.read("name_variants")
    lists = variants[variants["list"] != ""].drop_duplicates("variant").set_index("variant")["list"]
    rows = rows.assign(award=rows["name"].map(lists).fillna("")).sort_values("mode_order", kind="stable")
    shown = rows[["mode_order", "mode", "name", "name_en", "award", "source", "evidence"]]
    award = Column("Award list", labels=labels_of(tables, "name_variants", "list"))
    table = described(tables, shown, "supply_chain_mode_firms", "name_variants", award=award)
    return table.saying(firms=Count(len(rows)), awarded=Count(int((rows["award"] != "").sum()), alone=True))


def units(tables: ChapterTables) -> Table:
    """Return the units of Alibaba that let customers design the goods; growth of orders as a fraction of 1."""
    rows = tables.read("alibaba_c2m_units")
    grown = rows.dropna(subset=["order_growth"])
    told = Phrase.each(
        "at {name} {change}",
        name=[name_of(tables, name, both=False) for name in grown["name"]],
        change=[Change(1 + growth, 1, 0) for growth in grown["order_growth"]],
    )
    return described(tables, rows, "alibaba_c2m_units").saying(orders=Items(told, Phrase("have no number")))


def suppliers(tables: ChapterTables) -> Table:
    """Return Apple's suppliers by tier as the report lists them, with the firm behind each name.

    The facts tell entries and firms apart: an entry is one line of a tier, and a firm may have several names.
    """
    rows = tables.read("apple_supplier_tiers")
    # A firm that has its English name in one of its lines has it in all: the lines without it come first.
    firms = words_by(rows.sort_values("company_en", kind="stable"), "company", en="company_en", zh="company")
    repeated = in_several_tiers(rows)
    names = [" / ".join(rows.loc[rows["company"] == firm, "name"].unique()) for firm in repeated]
    told = Phrase.each("{firm} ({names})", firm=[firms[firm] for firm in repeated], names=names)
    misplaced = ((rows["name"] == FOUNDRY) & (rows["part"] == "assembly")).any()
    tiers = Phrase.each("Tier {number}", number=rows["tier"])
    foundry = name_of(tables, FOUNDRY)
    remark = Phrase(" The tier of assemblers includes {foundry}, a chip foundry.", foundry=foundry)
    return described(
        tables,
        rows.drop(columns="company_en").assign(tier=typed(tiers, rows)),
        "apple_supplier_tiers",
        tier=Column("Tier"),
        company=Column("Firm behind the name", labels=firms),
    ).saying(
        entries=Count(len(rows)),
        firms_behind=Count(len(firms)),
        tiers=Count(rows["tier"].nunique()),
        repeated=Count(len(repeated), alone=True),
        repeated_firms=Items(told, Phrase("none"), apart=True),
        remark=remark if misplaced else "",
    )


def in_several_tiers(rows: pd.DataFrame) -> list[str]:
    """Return the firms that stand in more than one tier.

    >>> in_several_tiers(pd.DataFrame({"company": ["鸿海", "高通", "鸿海"], "tier": [1, 2, 3]}))
    ['鸿海']
    """
    tiers = rows.groupby("company", sort=False)["tier"].nunique()
    return [str(firm) for firm in tiers.index[tiers > 1]]


def lists_so_far(tables: ChapterTables) -> pd.Series:
    """Return how many yearly lists have named Apple a Master, by year."""
    years = sorted(tables.read("gartner_masters")["year"])
    return pd.Series(range(1, len(years) + 1), index=years)


def masters(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the years that the report says beside the lists that there were when it was written.

    ``kind`` is a column for the colours of a chart.
    """
    claim, rows = ledger.on(MASTER).claim, tables.read("gartner_masters")
    rows = rows[rows["year"] <= int(claim.period[-4:])]
    printed = int(claim.quantity.value)
    names = {"printed": Phrase("The report"), "computed": Phrase("Lists with the category")}
    count = Column("Count", labels=names)
    shown = pd.DataFrame({"what": list(names), "kind": list(names), "years": [printed, len(rows)]})
    columns = {"what": count, "kind": count, "years": Column("Years", "years")}
    return Table(shown, columns, ("gartner_masters",), behind=(rows,)).saying(
        first_list=Period(int(rows["year"].min())),
        last_list=Period(int(rows["year"].max())),
        lists=Count(len(rows)),
        printed=Count(printed),
    )


def supplier_lists(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return how many suppliers the published lists of Apple have, by press accounts, beside what the report says."""
    rows, claim = tables.read("apple_supplier_lists"), ledger.on(SUPPLIERS).claim
    lists = Phrase.each("List of {year}", year=map(Period, rows["list_year"]))
    printed = int(claim.quantity.value)
    report = {"list": Phrase("The report, at least"), "suppliers": printed, "source": "report", "evidence": "report"}
    both = with_rows(rows.assign(list=typed(lists, rows)), report).astype({"suppliers": "Int64"})
    shown = both[["list", "suppliers", "sites", "source", "evidence"]]
    table = described(tables, shown, "apple_supplier_lists", list=Column("List"))
    return table.saying(stated=Bounded(printed, claim.qualifier))


def principles(tables: ChapterTables) -> Table:
    """Return the points of the report under each of Apple's principles."""
    rows = worded(tables, tables.read("apple_principles"), point=("label_en", "label_zh"))
    table = described(tables, rows[["block", "point", "source", "evidence"]], "apple_principles", point=Column("Point"))
    return table.saying(principles=table.names("block"))
