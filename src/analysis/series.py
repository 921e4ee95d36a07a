"""What several subjects need: results of companies, names in both languages, numbers as the report prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from handbook.audit import Verdict
from handbook.figures import ChapterLedger, ChapterTables, Column, Table, described, typed, words_in
from handbook.figures.rows import one_vintage, worded
from handbook.language import Bounded, Count, Items, Period, Phrase, Text, Words, inside, number

ORIGINAL_NAME = Column(Words({"en": "Chinese name"}), language="en")
"""How the column with names as the report prints them is called beside their translations; Chinese readers need none."""


def nearest_to_filing(results: pd.DataFrame) -> pd.DataFrame:
    """Return results of companies in one vintage each: the first publication, else a later one, else the report's print.

    >>> results = pd.DataFrame({"company": "a", "measure": "revenue", "period": "2022", "vintage": ["report", "later"], "value": [9.4, 9.3]})
    >>> nearest_to_filing(results)["value"].tolist()
    [9.3]
    """
    return one_vintage(results, ["company", "period", "measure"], ["first_published", "later", "report"])


def when(period: str) -> Phrase | Period:
    """Return a period for a sentence that may speak of a year or of a part of one: only the former has to say 年 in Chinese.

    >>> when("2024").sentence, when("2024H1").first
    ('{year}', '2024H1')
    """
    return Phrase("{year}", year=Period(period)) if period.isdecimal() else Period(period)


def named(rows: pd.DataFrame, english: str = "label_en", chinese: str = "name") -> pd.DataFrame:
    """Return rows with ``label``, a name in both languages, before the Chinese one and in place of the English one.

    >>> row = named(pd.DataFrame({"label_en": ["Data as an asset"], "name": ["数据资产"]}))
    >>> list(row.columns), row["label"].iloc[0].forms["zh"]
    (['label', 'name'], '数据资产')
    """
    labelled = rows.drop(columns=english)
    labelled.insert(list(labelled.columns).index(chinese), "label", typed(words_in(rows, en=english, zh=chinese), rows))
    return labelled


def listing(
    tables: ChapterTables,
    name: str,
    where: Mapping[str, str] | None = None,
    english: str = "name_en",
    **pairs: tuple[str, str],
) -> Table:
    """Return one of the report's lists with names in both languages; the facts are ``count``, ``names``, and ``items`` in lower case.

    Args:
        tables: of the run.
        name: of a data table with a column ``name``.
        where: which of its rows.
        english: column with the English names.
        pairs: further columns of words, each from an English and a Chinese column.
    """
    rows = named(worded(tables, tables.read(name, where), **pairs), english).drop(columns=list(where or ()))
    labels, none = list(rows["label"]), Phrase("none")
    return described(tables, rows, name, label=Column("Name"), name=ORIGINAL_NAME).saying(
        count=Count(len(rows)), names=Items(labels, none), items=inside(labels, none)
    )


def as_printed(ledger: ChapterLedger, claim: str) -> Bounded:
    """Return the number of a claim as the report prints it, with its qualifier; 2,000万 are 20 million, not 20.00.

    What only counts things keeps its measure word in Chinese and has none in English, where the sentence says what is
    counted.
    """
    about, value = ledger.on(claim).claim, ledger.printed(claim)
    digits = number(value.value)
    if value.unit == "count":
        return Bounded(Words({"en": digits, "zh": f"{digits}{about.unit}"}), about.qualifier)
    return Bounded(value if value.unit == "percent" else replace(value, decimals=None), about.qualifier)


def of_company(verdicts: Sequence[Verdict]) -> dict[str, Text]:
    """Return how many ``numbers`` claims print, and how many of these, ``own``, nothing public confirms."""
    printed = [verdict.verdict for verdict in verdicts if not verdict.claim.implied]
    own = sum(verdict in ("as stated", "cannot be checked") for verdict in printed)
    count = Phrase("any of them") if own == len(printed) else Phrase("{own} of them", own=Count(own))
    return {"numbers": Count(len(printed)), "own": count}
