"""Huawei Cloud: what its numbers on the Pangu model imply together, and the lists of its diagnosis service.

The numbers are the company's own. None is recomputed here; some of them, taken together, say what stands behind them.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from analysis.series import ORIGINAL_NAME, named
from handbook.figures import Column, Table, described, labels_of
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Bounded, Count, Items, Number, Phrase, Text, Words, name_of, number, percent
from handbook.quantities import factor

__all__ = ["coal", "diagnosis", "headline", "pangu", "projects", "stated"]

CHAPTER = "case_huawei_cloud"

COAL, YIELD, MONEY = "C1502c", "C1502d", "C1502e"
"""Claims on one mine: additional clean coal a year, the gain in yield, and the money it brings."""

CYCLE_BEFORE, CYCLE_AFTER = "C1502i", "C1502j"
"""Claims: the learning cycle of automated driving before and with Pangu."""

PROJECTS, IN_CORE = "C1497b", "C1497c"
"""Claims: projects that use its artificial intelligence, and the share in core production."""

SERVED, SUPPORTED = "C0766a", "C0752c"
"""Claims: companies served by diagnosis, and companies supported through the innovation centres."""

UNITS = {"吨": "t", "万元": "10k_cny", "天": "days", "万": "10k_count", "万家": "10k_companies", "‰": "‰"}
"""Units of printed numbers by their names in the vocabulary of units."""


def stated(ledger: ChapterLedger, claim: str) -> Bounded:
    """Return a number as the report states it, with its unit and its bound.

    A count keeps its measure word in Chinese and has none in English, where the subject says what is counted.
    """
    about = ledger.on(claim).claim
    value, printed = about.quantity.value, Decimal(about.printed)
    phrases: dict[str, Text] = {
        "周": Phrase("{number} weeks", number=printed),
        "米": Phrase("{number} metres", number=printed),
        "人月": Phrase("{number} person-months", number=printed),
        "%": percent(value, len(about.printed.partition(".")[2])),
    }
    if about.unit in UNITS:
        text: Text = Number(printed, UNITS[about.unit])
    else:
        text = phrases.get(about.unit, Words({"en": number(value), "zh": f"{number(printed)}{about.unit}"}))
    return Bounded(text, about.qualifier)


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: how many numbers are statements, a price of coal, a shorter cycle."""
    verdicts = [verdict.verdict for verdict in ledger.of_chapter(CHAPTER) if not verdict.claim.implied]
    before, after = (ledger.on(claim).claim.quantity.value for claim in (CYCLE_BEFORE, CYCLE_AFTER))
    return {
        "company": name_of(tables, "华为云"),
        "claims": len(verdicts),
        "statements": _statements(verdicts),
        "coal_price": coal(ledger)["coal_price"],
        "speed_up": before / after,
    }


def _statements(verdicts: list[str]) -> Phrase:
    """Return how many of some verdicts are statements that nothing recomputes."""
    count = verdicts.count("as stated")
    return Phrase("all of them") if count == len(verdicts) else Phrase("{count} of them", count=Count(count))


def coal(ledger: ChapterLedger) -> dict[str, Text]:
    """Return what is stated of the mine, and the price and the yearly base in tonnes that follow from it."""
    price = ledger.quantity(f"ratio({MONEY}; {COAL})").value
    base = ledger.quantity(f"ratio({COAL}; {YIELD})").value
    return {
        "extra_coal": stated(ledger, COAL),
        "extra_money": stated(ledger, MONEY),
        "yield_gain": stated(ledger, YIELD),
        "coal_price": Number(price, "cny_per_t"),
        "coal_base": Number(base / factor("10k_t"), "10k_t"),
    }


def projects(ledger: ChapterLedger) -> dict[str, Text]:
    """Return how many projects there are said to be, the share in core production, and how many that makes."""
    in_core = int(ledger.quantity(f"product({PROJECTS}; {IN_CORE})").value)
    return {
        "projects": stated(ledger, PROJECTS),
        "share": stated(ledger, IN_CORE),
        "in_core": Bounded(in_core, ledger.on(PROJECTS).claim.qualifier),
    }


def pangu(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the numbers that the report gives for the Pangu model, by sector, each as it is stated."""
    rows = tables.read("pangu_measures")
    verdicts = [ledger.on(claim) for claim in rows["claim"]]
    subjects = [Words({"en": verdict.claim.subject, "zh": verdict.claim.subject_zh}) for verdict in verdicts]
    numbers = [stated(ledger, claim) for claim in rows["claim"]]
    per_sector, labels = rows["sector"].value_counts(sort=False), labels_of(tables, "pangu_measures", "sector")
    return described(
        tables,
        rows.assign(
            subject=pd.Series(subjects, index=rows.index, dtype=object),
            stated=pd.Series(numbers, index=rows.index, dtype=object),
        )[["sector", "subject", "stated", "source", "evidence"]],
        "pangu_measures",
        columns={"subject": Column("What is measured"), "stated": Column("As stated")},
        facts={
            "numbers": len(rows),
            "sectors": Count(len(per_sector)),
            "most": Count(int(per_sector.max())),
            "fullest": Items([labels[sector].inside for sector in per_sector.index[per_sector == per_sector.max()]]),
            "statements": _statements([verdict.verdict for verdict in verdicts]),
        },
    )


def diagnosis(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the items of the diagnosis service, by pillar and by group of tools, in the order of the report."""
    rows = named(tables.read("huawei_diagnosis"), english="name_en")
    groups, labels = rows.groupby(["block", "group"], sort=False).size(), labels_of(tables, "huawei_diagnosis", "group")
    pillars, tools = (groups[groups.index.get_level_values("block") == block] for block in ("pillar", "tool"))
    return described(
        tables,
        rows[["block", "group", "label", "name", "source", "evidence"]],
        "huawei_diagnosis",
        columns={"label": Column("Item"), **ORIGINAL_NAME},
        facts={
            "pillars": Count(len(pillars)),
            "pillar_items": int(pillars.sum()),
            "tools": Count(len(tools)),
            "tool_items": int(tools.sum()),
            "fullest": Items([labels[group].inside for _, group in groups.index[groups == groups.max()]]),
            "served": stated(ledger, SERVED),
            "supported": stated(ledger, SUPPORTED),
        },
    )
