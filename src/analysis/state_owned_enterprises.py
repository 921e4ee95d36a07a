"""State-owned enterprises: policy steps, supply-chain indicators, bands of digital penetration, and the report's lists.

All numbers are the report's own; what can be tested is whether they go together.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, bases_that_fit, leaders, named, typed
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Period, Phrase, Text, Words, name_of, percent, points

__all__ = [
    "bands",
    "connectors",
    "headline",
    "indicators",
    "maturity_stages",
    "new_values",
    "requirements",
    "steps",
    "sum_of_bands",
    "transformations",
]

LARGEST_SURVEY = 20_000
"""A survey of more enterprises than that is not plausible."""


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: what the bands add up to, how many indicators fall and rise."""
    return {**sum_of_bands(tables, ledger).facts, **indicators(tables, ledger).facts}


def steps(tables: ChapterTables) -> Table:
    """Return the dated steps of the regulator, in the order of the report."""
    rows = tables.read("soe_policy_steps")
    topics, contents = (words_in(rows, en=column, zh=f"{column}_zh") for column in ("topic", "content"))
    months = [Period(month) for month in rows["month"]]
    return described(
        tables,
        rows.assign(month=typed(months, rows), topic=typed(topics, rows), content=typed(contents, rows)).drop(
            columns=["topic_zh", "content_zh"]
        ),
        "soe_policy_steps",
        facts={
            "steps": Count(len(rows)),
            "regulator": name_of(tables, "国务院国资委"),
            "topic": topics[-1].inside,
            "last": months[-1],
        },
    )


def _inside(labels: pd.Series) -> list[Words]:
    """Return names as they stand inside a sentence."""
    return [label.inside for label in labels]


def _listed(tables: ChapterTables, group: str, column: Column, **facts: Text) -> Table:
    """Return one of the report's lists; its facts are how many ``items`` it has and which."""
    rows = tables.read("soe_supply_chain_lists")
    rows = named(rows[rows["group"] == group].drop(columns="group"))
    own: dict[str, Text] = {"count": Count(len(rows)), "items": Items(_inside(rows["label"]))}
    columns = {**ORIGINAL_NAME, "label": column}
    return described(tables, rows, "soe_supply_chain_lists", columns=columns, facts={**own, **facts})


def requirements(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the requirements that the report names; ``printed`` is how many it says were set."""
    printed = Count(int(ledger.on("C0916a").claim.quantity.value))
    return _listed(tables, "requirement_named", Column("Requirement"), printed=printed)


def new_values(tables: ChapterTables) -> Table:
    """Return the new values of the digital supply chain that the report names."""
    return _listed(tables, "new_value", Column("New value"))


def connectors(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the kinds of firms that link the supply chains; ``printed`` is how many the heading counts."""
    printed = Count(int(ledger.on("C1036a").claim.quantity.value))
    return _listed(tables, "connector", Column("Kind of firm"), printed=printed)


def maturity_stages(tables: ChapterTables) -> Table:
    """Return the stages of maturity that the report names."""
    return _listed(tables, "maturity_stage", Column("Stage"))


def transformations(tables: ChapterTables) -> Table:
    """Return what digital purchasing is said to transform, from what and to what, as far as the report says."""
    rows = named(tables.read("soe_transformations"))
    with_origin = int((rows["turns_from"] != "").sum())
    for column in ("turns_from", "turns_to"):
        rows[column] = typed(words_in(rows, en=f"{column}_en", zh=column), rows)
    return described(
        tables,
        rows.drop(columns=["turns_from_en", "turns_to_en"]),
        "soe_transformations",
        columns={**ORIGINAL_NAME, "label": Column("Transformation")},
        facts={
            "count": Count(len(rows)),
            "items": Items(_inside(rows["label"])),
            "with_origin": Count(with_origin),
        },
    )


def indicators(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the change of each indicator between two years, the largest fall first; fractions of 1.

    ``yearly`` is the even yearly change that compounds to it.
    """
    rows = named(tables.read("soe_indicators")).sort_values("change", kind="stable", ignore_index=True)
    years = rows["to_year"] - rows["from_year"]
    rows["yearly"] = [_yearly(ledger, code, span) for code, span in zip(rows["indicator"], years, strict=True)]
    low, high = rows.iloc[0], rows.iloc[-1]
    return described(
        tables,
        rows[["label", "name", "change", "yearly", "from_year", "to_year", "source", "evidence"]],
        "soe_indicators",
        columns={
            **ORIGINAL_NAME,
            "label": Column("Indicator"),
            "yearly": Column("Even yearly change", "fraction"),
        },
        facts={
            "indicators": Count(len(rows)),
            "falling": Count(int((rows["change"] < 0).sum())),
            "rising": Count(int((rows["change"] > 0).sum())),
            "span": Period(int(rows["from_year"].min()), int(rows["to_year"].max())),
            "first": Period(int(low["from_year"])),
            "last": Period(int(low["to_year"])),
            "years": Count(int(years.min())) if years.nunique() == 1 else Period(int(years.min()), int(years.max())),
            "lowest": percent(low["change"], 0),
            "lowest_name": low["label"].inside,
            "lowest_moved": _moved(low),
            "lowest_yearly": percent(rows["yearly"].min()),
            "highest": percent(high["change"], 0),
            "highest_name": high["label"].inside,
            "highest_moved": _moved(high),
            "highest_yearly": percent(rows["yearly"].max()),
        },
    )


def _moved(row: pd.Series) -> Phrase:
    """Return an indicator with what became of it, for a title."""
    name, by = row["label"].inside, percent(abs(row["change"]), 0)
    if row["change"] == 0:
        return Phrase("{name} unchanged", name=name)
    return Phrase("{name} down {by}" if row["change"] < 0 else "{name} up {by}", name=name, by=by)


def _yearly(ledger: ChapterLedger, indicator: str, years: int) -> float:
    """Return the even yearly change of an indicator as a fraction of 1."""
    end = f"level(1; soe_indicators/change?indicator={indicator})"
    return float(ledger.quantity(f"compound_growth({end}; 1; {years})").value)


def bands(tables: ChapterTables) -> Table:
    """Return the printed share of enterprises in each band of digital penetration, as fractions of 1.

    ``all`` is the same for each band, so that a chart can lay the bands end to end.
    """
    rows = tables.read("soe_penetration")
    labels = dict(zip(rows["band"], words_in(rows, en="label_en", zh="name"), strict=True))
    share = rows.set_index("band")["share"]
    return described(
        tables,
        rows.drop(columns=["label_en", "name"]).assign(all="all"),
        "soe_penetration",
        columns={
            "band": Column("Digital penetration", labels=labels),
            "all": Column("Bands", labels={"all": Phrase("All bands")}),
        },
        facts={
            "bands": Count(len(rows)),
            "largest": Items([labels[str(band)].inside for band in leaders(share)], either=True),
            "share": percent(share.max(), 2),
        },
    )


def sum_of_bands(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the sum of the printed shares beside the whole, as fractions of 1, with the share that is too much.

    The facts say what rounding can explain, and of how many enterprises the shares can be shares at all.
    """
    claims = tables.read("claims", where={"figure": "F49", "metric": "share"}).query("token != ''")
    computed = ledger.quantity(f"sum({'; '.join(claims['claim'])})")
    whole = ledger.on("C0981x").claim.quantity.value
    excess = computed.value - whole
    bases = bases_that_fit(list(claims["printed"]), range(1, LARGEST_SURVEY + 1))
    sides = (
        Phrase("add up to exactly {whole}", whole=percent(whole, 0)),
        Phrase("exceed {whole} by {excess}", whole=percent(whole, 0), excess=points(excess, 2)),
        Phrase("fall short of {whole} by {gap}", whole=percent(whole, 0), gap=points(-excess, 2)),
    )
    row = {"sum": float(computed.value), "whole": float(whole), "excess": float(excess)}
    return Table(
        pd.DataFrame([row]),
        {
            "sum": Column("Sum of the bands", "fraction"),
            "whole": Column("The whole", "fraction"),
            "excess": Column("Difference", "fraction"),
        },
        ("soe_penetration",),
        facts={
            "bands": Count(len(tables.read("soe_penetration"))),
            "sum": percent(computed.value, 2),
            "outcome": sides[(excess > 0) - (excess < 0)],
            "rounding": Phrase(
                "can explain the difference"
                if computed.low <= whole <= computed.high
                else "cannot explain the difference"
            ),
            "room": points(computed.high - computed.value, 2),
            "base": Phrase("that total is at least {base}", base=bases[0])
            if bases
            else Phrase("no total up to {largest} gives them all", largest=LARGEST_SURVEY),
        },
    )
