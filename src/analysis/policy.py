"""Policy on platforms: who was heard, who issued what, how its direction shifted, the Shanghai plan, data as assets.

These pages of the report are lists. Each is shown as it is printed, and what can be said of it follows from it: how
many it names, who of them also won the report's own award, how many years a timeline spans.
"""

from __future__ import annotations

import pandas as pd

from analysis.series import UPHELD
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.language import Count, Items, Number, Period, Phrase, Text, Words, name_of
from handbook.quantities.verdicts import DECIDED

__all__ = ["headline", "listed", "platforms", "shanghai", "timeline", "types"]


def _upholds(ledger: ChapterLedger, claim: str) -> bool:
    return ledger.on(claim).verdict in UPHELD


def headline(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts of the first paragraph: how many claims stand, what the timeline spans, who also won an award."""
    verdicts = ledger.of_chapter("policy")
    checked = [verdict for verdict in verdicts if verdict.verdict in DECIDED]
    upheld = sum(verdict.verdict in UPHELD for verdict in checked)
    return {
        "claims": len(verdicts),
        "checked": len(checked),
        "outcome": Phrase("all of those hold")
        if upheld == len(checked)
        else Phrase("{upheld} of those hold", upheld=Count(upheld)),
        **timeline(tables, ledger).facts,
        **platforms(tables).facts,
    }


def _names(rows: pd.DataFrame) -> list[Words]:
    return words_in(rows, en="name_en", zh="name")


def _members(tables: ChapterTables, code: str) -> pd.DataFrame:
    """Return the entries of a list in their order on the page."""
    rows = tables.read("policy_lists", where={"list": code})
    return rows.sort_values("position", kind="stable", ignore_index=True).drop(columns="list")


def listed(tables: ChapterTables, code: str) -> Table:
    """Return one of the lists of these pages, in the order of the page."""
    rows = _members(tables, code)
    return described(
        tables, rows, "policy_lists", facts={"count": Count(len(rows)), "names": Items(_names(rows), Phrase("none"))}
    )


def platforms(tables: ChapterTables) -> Table:
    """Return the platforms at the symposium and whether each is on the report's award list, those on it first.

    The lists are matched by name. ``award`` says it in words.
    """
    rows = _members(tables, "symposium_platforms")
    awarded = rows["name"].isin(tables.read("winners")["name"])
    winners = Items(_names(rows[awarded]), Phrase("none of them"))
    labels = {"awarded": Phrase("Also on the award list"), "not_awarded": Phrase("Not on the award list")}
    rows = rows.assign(award=awarded.map({True: "awarded", False: "not_awarded"}))
    return described(
        tables,
        rows.sort_values("award", kind="stable", ignore_index=True),
        "policy_lists",
        columns={"award": Column("Award list", labels=labels)},
        facts={
            "platforms": Count(len(rows)),
            "named": Items([name_of(tables, name) for name in rows["name"]]),
            "overlap": Count(int(awarded.sum())),
            "winners": winners,
        },
    )


def timeline(tables: ChapterTables, ledger: ChapterLedger) -> Table:
    """Return the stages of policy in their order: a year and a slogan each. The page does not join the two."""
    rows = tables.read("policy_timeline").sort_values("stage", kind="stable", ignore_index=True)
    slogans = words_in(rows, en="label_en", zh="label_zh")
    short = words_in(rows.assign(label_en=rows["label_en"].str.partition(",")[0]), en="label_en", zh="label_zh")
    first, last = int(rows["year"].min()), int(rows["year"].max())
    agrees = last - first == ledger.on("C0045b").claim.quantity.value
    rows = rows.assign(slogan=pd.Series(slogans, dtype=object))
    return described(
        tables,
        rows[["stage", "year", "slogan", "source", "evidence"]],
        "policy_timeline",
        columns={"slogan": Column(Words({"en": "Label", "zh": "标签"}))},
        facts={
            "stages": Count(rows["label_zh"].nunique()),
            "years": Count(rows["year"].nunique()),
            "span": Number(last - first, "years"),
            "first_year": Period(first),
            "last_year": Period(last),
            "first_slogan": short[0],
            "last_slogan": short[-1],
            "agreement": Phrase("agree with" if agrees else "do not agree with"),
        },
    )


def types(tables: ChapterTables) -> Table:
    """Return the types of platforms in Shanghai with what each does and an example company."""
    rows = tables.read("shanghai_platform_types")
    return described(tables, rows, "shanghai_platform_types", facts={"types": Count(len(rows))})


def shanghai(tables: ChapterTables, ledger: ChapterLedger) -> dict[str, Text]:
    """Return the facts on the Shanghai plan: its blocks against the printed count, and who joins which services."""
    blocks, services = (listed(tables, code).facts for code in ("shanghai_plan_blocks", "steel_trade_services"))
    return {
        "blocks": blocks["count"],
        "match": Phrase("match" if _upholds(ledger, "C0084c") else "do not match"),
        "types": types(tables).facts["types"],
        "company": name_of(tables, ledger.on("C0095a").claim.entity),
        "services": services["count"],
        "service_names": services["names"],
    }
