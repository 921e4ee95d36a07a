"""State-owned enterprises: policy steps, supply-chain indicators, bands of digital penetration, and the report's lists.

All numbers are the report's own; what can be tested is whether they go together.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import ORIGINAL_NAME, listing, named
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.figures.rows import leaders, worded, words_by
from handbook.language import Count, Period, Phrase, percent, points
from handbook.quantities import bases_that_fit

WHOLE = "C0981x"
"""The claim that the bands of digital penetration make a whole."""

LARGEST_SURVEY = 20_000
"""A survey of more enterprises than that is not plausible."""


def steps(tables: ChapterTables) -> Table:
    """Return the dated steps of the regulator, in the order of the report."""
    rows = worded(
        tables, tables.read("soe_policy_steps"), topic=("topic", "topic_zh"), content=("content", "content_zh")
    )
    rows = rows.assign(month=rows["month"].map(Period))
    topic, last = rows["topic"].iloc[-1].inside, rows["month"].iloc[-1]
    return described(tables, rows, "soe_policy_steps").saying(topic=topic, last=last)


def requirements(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the requirements that the report names; ``printed`` is how many it says were set."""
    names = listing(tables, "soe_supply_chain_lists", {"group": "requirement_named"}, "label_en")
    return names.saying(printed=Count(int(ledger.on("C0916a").claim.quantity.value)))


def indicators(tables: ChapterTables) -> Table:
    """Return the change of each indicator between two years, the largest fall first; fractions of 1.

    ``yearly`` is the even yearly change that compounds to it, (1 + change)^(1 ÷ years) − 1. The facts are those of the years that most indicators have.
    """
    rows = named(tables.read("soe_indicators")).sort_values("change", kind="stable", ignore_index=True)
    rows["yearly"] = (1 + rows["change"]) ** (1 / (rows["to_year"] - rows["from_year"])) - 1
    span = rows.groupby(["from_year", "to_year"])["change"].transform("size")
    told = rows[span == span.max()]
    return described(
        tables,
        rows[["label", "name", "change", "yearly", "from_year", "to_year", "source", "evidence"]],
        "soe_indicators",
        name=ORIGINAL_NAME,
        label=Column("Indicator"),
        yearly=Column("Even yearly change", "fraction"),
    ).saying(
        indicators=Count(len(told)),
        lowest=_moved(told.iloc[0]),
        highest=_moved(told.iloc[-1]),
        span=Period(int(told["from_year"].iloc[0]), int(told["to_year"].iloc[0])),
        lowest_yearly=percent(told["yearly"].min()),
        highest_yearly=percent(told["yearly"].max()),
    )


def _moved(row: pd.Series) -> Phrase:
    """Return an indicator with what became of it, for a title."""
    name, by = row["label"].inside, percent(abs(row["change"]), 0)
    return Phrase("{name} down {by}" if row["change"] < 0 else "{name} up {by}", name=name, by=by)


def bands(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the printed share of enterprises in each band of digital penetration, as fractions of 1.

    ``all`` is the same for each band, so that a chart can lay the bands end to end.
    """
    rows = tables.read("soe_penetration")
    share = rows.set_index("band")["share"]
    table = described(
        tables,
        rows.drop(columns=["label_en", "name"]).assign(all="all"),
        "soe_penetration",
        band=Column("Digital penetration", labels=words_by(rows, "band", en="label_en", zh="name")),
        all=Column("Bands", labels={"all": Phrase("All bands")}),
    )
    return table.saying(
        largest=table.names("band", leaders(share), either=True),
        share=percent(share.max(), 2),
        year=ledger.period(WHOLE),
    )


def sum_of_bands(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the sum of the printed shares beside the whole, as fractions of 1, with the share that is too much.

    The facts say what rounding can explain, and of how many enterprises the shares can be shares at all.
    """
    claims = tables.read("claims", where={"figure": "F49", "metric": "share"}).query("token != ''")
    computed = ledger.quantity(f"sum({'; '.join(claims['claim'])})")
    whole = ledger.on(WHOLE).claim.quantity.value
    excess = computed.value - whole
    bases = bases_that_fit(list(claims["printed"]), range(1, LARGEST_SURVEY + 1))
    gap, explained = points(abs(excess), 2), computed.low <= whole <= computed.high
    sides = (
        Phrase("add up to exactly {whole}", whole=percent(whole, 0)),
        Phrase("exceed {whole} by {excess}", whole=percent(whole, 0), excess=gap),
        Phrase("fall short of {whole} by {gap}", whole=percent(whole, 0), gap=gap),
    )
    columns = {
        "sum": Column("Sum of the bands", "fraction"),
        "whole": Column("The whole", "fraction"),
        "excess": Column("Difference", "fraction"),
    }
    rows = pd.DataFrame([{"sum": float(computed.value), "whole": float(whole), "excess": float(excess)}])
    return Table(rows, columns, ("soe_penetration",)).saying(
        sum=percent(computed.value, 2),
        year=ledger.period(WHOLE),
        outcome=sides[(excess > 0) - (excess < 0)],
        rounding=Phrase("can explain the difference") if explained else Phrase("cannot explain the difference"),
        room=points(computed.high - computed.value, 2),
        base=Phrase("that total is at least {base}", base=bases[0])
        if bases
        else Phrase("no total up to {largest} gives them all", largest=LARGEST_SURVEY),
    )
