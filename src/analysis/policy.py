"""Policy on platforms: who was heard at the symposium, and how the direction of policy shifted."""

from __future__ import annotations

from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described
from handbook.figures.rows import worded
from handbook.language import Count, Items, Period, Phrase, Text, Words, name_of
from handbook.quantities.verdicts import DECIDED


def claims(ledger: ChapterLedger) -> dict[str, Text]:
    """Return how many claims the chapter has, how many of them can be checked, and how many of these stand."""
    verdicts = [verdict.verdict for verdict in ledger.of_chapter("policy")]
    checked = [verdict for verdict in verdicts if verdict in DECIDED]
    upheld = sum(verdict in ("holds", "holds within rounding", "consistent") for verdict in checked)
    some = Phrase("{upheld} of these stand", upheld=Count(upheld))
    return {
        "claims": len(verdicts),
        "checked": len(checked),
        "outcome": Phrase("all of these stand") if upheld == len(checked) else some,
    }


def platforms(tables: ChapterTables) -> Table:
    """Return the platforms at the symposium and whether each is on the report's award list, those on it first."""
    rows = tables.read("policy_lists", {"list": "symposium_platforms"}).drop(columns="list")
    awarded = rows["name"].isin(tables.read("winners")["name"])
    labels = {"awarded": Phrase("Also on the award list"), "not_awarded": Phrase("Not on the award list")}
    shown = rows.assign(award=awarded.map({True: "awarded", False: "not_awarded"}))
    shown = shown.sort_values("award", kind="stable", ignore_index=True)
    return described(tables, shown, "policy_lists", award=Column("Award list", labels=labels)).saying(
        platforms=Count(len(rows)),
        overlap=Count(int(awarded.sum()), alone=True),
        winners=Items([name_of(tables, name) for name in rows.loc[awarded, "name"]], Phrase("none")),
    )


def timeline(tables: ChapterTables) -> Table:
    """Return the stages of policy in their order: a year and a slogan each. The report does not join the two."""
    rows = tables.read("policy_timeline").sort_values("stage", kind="stable", ignore_index=True)
    rows = worded(tables, rows, slogan=("label_en", "label_zh"))[["stage", "year", "slogan", "source", "evidence"]]
    slogan, (first, *_, last) = Column(Words({"en": "Label", "zh": "标签"})), rows["slogan"]
    return described(tables, rows, "policy_timeline", slogan=slogan).saying(
        first_year=Period(int(rows["year"].iloc[0])),
        last_year=Period(int(rows["year"].iloc[-1])),
        first_slogan=first.up_to(","),
        last_slogan=last.up_to(","),
    )
