"""Zallsteel: what the prose keeps of its business map, and the numbers of its four solution blocks.

All of it is the company's own; what can be asked is whether its counts fit its lists, and what its numbers imply together.
"""

from __future__ import annotations

from analysis.series import ORIGINAL_NAME, UPHELD, named
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Phrase, Text, name_of, percent
from handbook.quantities import factor

__all__ = ["architecture", "counts", "gains", "headline", "members", "numbers", "warehouses"]

MAP = ("body", "wing", "platform")
"""Roles of the parts that stood in the business map."""

STANDARD, CERTIFIED, AREA, THROUGHPUT = "C2021a", "C2021b", "C2021c", "C2021d"
FINANCE_CLIENTS, FINANCE_VOLUME = "C2012a", "C2012b"
"""Claims: warehouses of two kinds, their area, what passes through them; finance clients and what was financed."""

ALL_WAREHOUSES = f"sum({STANDARD}; {CERTIFIED})"


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: whether counts fit lists, how many numbers there are, what they imply."""
    area = ledger.quantity(f"ratio({AREA}; {ALL_WAREHOUSES})").value
    tonnes = ledger.quantity(f"ratio({THROUGHPUT}; {AREA})").value
    return {
        "company": name_of(tables, "卓钢链"),
        "counts": counts(ledger),
        "numbers": len(tables.read("zhuogang_indicators")),
        "area_each": Number(area, "m2", 0),
        "tonnes_per_m2": Number(tonnes, "t"),
    }


def counts(ledger: ChapterLedger) -> Phrase:
    """Return how many of the company's own counts agree with the names that it lists; counts of ours are left out."""
    verdicts = [verdict for verdict in ledger.of_chapter("case_zhuoganglian") if not verdict.claim.implied]
    counted = [verdict.verdict for verdict in verdicts if verdict.deciding and verdict.deciding.check == "count"]
    agree = sum(verdict in UPHELD for verdict in counted)
    if agree == len(counted):
        return Phrase("each of the {made} counts agrees with its list", made=Count(len(counted)))
    return Phrase("{agree} of the {made} counts agree with their lists", agree=Count(agree), made=Count(len(counted)))


def _parts(tables: ChapterTables, roles: tuple[str, ...], facts: dict[str, Text]) -> Table:
    """Return the named parts that have some roles, in the order of the report."""
    rows = tables.read("zhuogang_parts")
    rows = named(rows[rows["role"].isin(roles)], english="name_en")
    return described(
        tables,
        rows[["role", "label", "name", "source", "evidence"]],
        "zhuogang_parts",
        columns={"label": Column("Name"), **ORIGINAL_NAME},
        facts=facts,
    )


def architecture(tables: ChapterTables) -> Table:
    """Return body, wings and platforms of the business map, as far as the prose beside it names them.

    ``shared`` lists what is named both as body and as a platform.
    """
    parts = tables.read("zhuogang_parts")
    by_role = {role: parts[parts["role"] == role] for role in MAP}
    shared = by_role["platform"][by_role["platform"]["name"].isin(by_role["body"]["name"])]
    facts: dict[str, Text] = {
        "wings": Count(len(by_role["wing"])),
        "platforms": Count(len(by_role["platform"])),
        "shared": Items(words_in(shared, en="name_en", zh="name"), Phrase("none")),
    }
    return _parts(tables, MAP, facts)


def members(tables: ChapterTables) -> Table:
    """Return the commitments, market segments and core clients that are named, beside how many clients are stated."""
    parts = tables.read("zhuogang_parts")
    stated = tables.read("zhuogang_indicators").set_index("indicator")["value"]["core_clients"]
    others = tuple(role for role in parts["role"].unique() if role not in MAP)
    facts: dict[str, Text] = {"clients": Count(int((parts["role"] == "client").sum())), "stated": int(stated)}
    return _parts(tables, others, facts)


def numbers(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers of the solution blocks, each in its own unit; ``value_to`` is the upper end of a range.

    ``finance_each`` is the volume of finance over the clients served, both of them lower bounds as they stand.
    """
    rows = named(tables.read("zhuogang_indicators"), english="block_en", chinese="block")
    finance_each = ledger.quantity(f"ratio({FINANCE_VOLUME}; {FINANCE_CLIENTS})").value
    dated = sum(bool(verdict.claim.period) and not verdict.claim.implied for verdict in ledger.of_figure("F94"))
    return described(
        tables,
        rows.drop(columns="block").rename(columns={"label": "block"}),
        "zhuogang_indicators",
        facts={
            "numbers": len(rows),
            "blocks": Count(rows["block"].nunique()),
            "lower_bounds": Count(int((rows["bound"] == "at_least").sum())),
            "dated": Phrase("{dated} with a year", dated=Count(dated)) if dated else Phrase("none with a year"),
            "finance_each": Number(finance_each / factor("million_cny"), "million_cny", 1),
        },
    )


def warehouses(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the number of standard trading warehouses and of certified ones, with their sum and the share certified."""
    rows = tables.read("zhuogang_indicators")
    rows = rows[rows["indicator"].isin(["standard_warehouses", "certified_warehouses"])]
    return described(
        tables,
        rows[["indicator", "value", "source", "evidence"]].astype({"value": "int64"}),
        "zhuogang_indicators",
        columns={"value": Column("Warehouses", "count")},
        facts={
            "warehouses": int(ledger.quantity(ALL_WAREHOUSES).value),
            "certified": percent(ledger.quantity(f"share({CERTIFIED}; {ALL_WAREHOUSES})").value),
        },
    )


def gains(tables: ChapterTables) -> Table:
    """Return the rises in efficiency that the company states, the largest first; ``value`` is a fraction of 1."""
    rows = tables.read("zhuogang_indicators")
    rows = rows[rows["indicator"].str.endswith("_gain") & (rows["unit"] == "percent")]
    rows = rows.assign(value=rows["value"] / 100).sort_values("value", ascending=False, kind="stable")
    return described(
        tables,
        rows[["indicator", "value", "source", "evidence"]],
        "zhuogang_indicators",
        columns={"value": Column("Stated rise", "fraction")},
        facts={"least": percent(rows["value"].min(), 0), "most": percent(rows["value"].max(), 0)},
    )
