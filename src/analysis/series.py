"""What several subjects need: series over years, names in both languages, whole numbers behind printed shares."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from handbook.audit import Verdict
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.figures.table import Described, labels_of
from handbook.language import Bounded, Change, Count, Items, Number, Period, Phrase, Text, Words, number
from handbook.quantities import factor, grim
from handbook.quantities.words import named as named_unit

__all__ = [
    "ORIGINAL_NAME",
    "UPHELD",
    "as_printed",
    "bases_that_fit",
    "bounds",
    "chronological",
    "complete",
    "first_published",
    "growth_on_year_before",
    "growth_rates",
    "last_change",
    "later_column",
    "leaders",
    "listing",
    "named",
    "nearest_to_filing",
    "of_company",
    "quantity",
    "revised_name",
    "span",
    "typed",
    "when",
    "whole",
    "with_later",
    "worded",
]

ORIGINAL_NAME = {"name": Column(Words({"en": "Chinese name"}), language="en")}
"""How the column with names as the report prints them is called beside their translations; Chinese readers need none."""

UPHELD = ("holds", "holds within rounding", "consistent")
"""Verdicts that leave a claim standing."""


def first_published(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first vintage, without that column: one series that no later edition has changed.

    >>> sizes = pd.DataFrame({"year": [2022, 2022], "vintage": ["first_published", "revised"], "size": [50.2, 50.4]})
    >>> first_published(sizes).values.tolist()
    [[2022.0, 50.2]]
    """
    return table[table["vintage"] == "first_published"].drop(columns="vintage").reset_index(drop=True)


def with_later(table: pd.DataFrame, key: Sequence[str], value: str) -> pd.DataFrame:
    """Return the rows of the first vintage with what the last vintage says, where one says anything.

    Args:
        table: rows with a key, a ``vintage``, a value and its ``evidence``.
        key: what names a value besides the vintage.
        value: column with the value.

    Returns:
        The rows, with ``later`` (in the unit of the value) and ``later_evidence`` where any value was revised.

    >>> sizes = pd.DataFrame({"year": [2021, 2022, 2022], "vintage": ["first_published", "first_published", "revised"], "size": [45.5, 50.2, 50.4], "evidence": "original"})
    >>> with_later(sizes, ["year"], "size")["later"].tolist()
    [nan, 50.4]
    >>> "later" in with_later(sizes[:2], ["year"], "size")
    False
    """
    first = first_published(table)
    last = table[table["vintage"] != "first_published"].drop_duplicates(list(key), keep="last")
    last = last[[*key, value, "evidence"]].rename(columns={value: "later", "evidence": "later_evidence"})
    both = first.merge(last, "left", list(key))
    return both if both["later"].notna().any() else first


def revised_name(tables: Described, name: str) -> Words:
    """Return what the last vintage of a data table is called."""
    return list(labels_of(tables, name, "vintage").values())[-1]


def later_column(tables: Described, name: str, value: str) -> dict[str, Column]:
    """Return the description of the column ``later`` that `with_later` adds."""
    return {"later": Column(revised_name(tables, name), str(tables.fields(name)[value].get("unit", "")))}


def growth_rates(levels: pd.Series) -> pd.Series:
    """Return each year's growth over the year before, as a fraction of 1; no rate where the year before is missing.

    Args:
        levels: indexed by year, in one unit.

    >>> growth_rates(pd.Series({2020: 39.2, 2021: 45.5, 2023: 56.0})).round(3).to_dict()
    {2021: 0.161}
    """
    ordered = levels.sort_index().dropna()
    before = ordered.reindex(ordered.index - 1)
    rates = ordered.to_numpy() / before.to_numpy() - 1
    return pd.Series(rates, index=ordered.index, name="growth").dropna()


def last_change(levels: pd.Series) -> Phrase:
    """Return how the last level of a series compares with the one before it: with the year of that, where one is missing.

    Args:
        levels: indexed by year, in one unit; two at least.

    >>> [last_change(pd.Series({before: 45.5, 2022: 50.2})).sentence for before in (2021, 2020)]
    ['{change} on the year before', '{change} from {year}']
    """
    (before, old), (last, new) = levels.dropna().sort_index().iloc[-2:].items()
    if int(str(last)) - int(str(before)) == 1:
        return Phrase("{change} on the year before", change=Change(new, old))
    return Phrase("{change} from {year}", change=Change(new, old), year=Period(int(str(before))))


def span(years: Sequence[int | str]) -> Text:
    """Return years as a span where none between them is missing, else one by one.

    >>> span([2019, 2020, 2021]), span(["2019", "2021"])
    (Period(first=2019, last=2021), Items(items=[Period(first='2019', last=None), Period(first='2021', last=None)], empty='', either=False, apart=False, most=50))
    """
    whole = int(years[-1]) - int(years[0]) + 1 == len(years)
    return Period(years[0], years[-1]) if whole else Items([Period(year) for year in years])


_ENDS = {"": (4, 4), "H1": (2, 2), "H2": (4, 2), "Q1": (1, 1), "Q2": (2, 1), "Q3": (3, 1), "Q4": (4, 1), "Q1Q3": (3, 3)}
"""Parts of a year: the quarter that each ends with, and how many quarters it has."""


def chronological(period: str) -> tuple[int, int, int]:
    """Return what puts periods in the order in which they end; of those that end together the longer one is last.

    Args:
        period: a year, a half-year, a quarter or the first three quarters.

    >>> sorted(["2023", "2024H1", "2023H1", "2023Q1", "2023Q1Q3", "2023H2"], key=chronological)
    ['2023Q1', '2023H1', '2023Q1Q3', '2023H2', '2023', '2024H1']
    """
    return int(period[:4]), *_ENDS[period[4:]]


def when(period: str) -> Phrase | Period:
    """Return a period for a sentence that may speak of a year or of a part of one: only the former has to say 年 in Chinese.

    >>> when("2024").sentence, when("2024H1").first
    ('{year}', '2024H1')
    """
    return Phrase("{year}", year=Period(period)) if period.isdecimal() else Period(period)


def complete(rows: pd.DataFrame, member: str, period: str = "year") -> pd.DataFrame:
    """Return the rows of the periods in which every member has one: only there is one of them the largest.

    >>> parts = pd.DataFrame({"year": [2022, 2022, 2023], "part": ["a", "b", "a"]})
    >>> complete(parts, "part")["year"].tolist()
    [2022, 2022]
    """
    return rows[rows.groupby(period)[member].transform("nunique") == rows[member].nunique()]


def whole(table: Table, member: str, value: str, period: str = "year") -> Table:
    """Return the periods in which every member has a value, for a chart whose parts make a whole.

    Its fact ``left_out`` is a sentence for the caption on the periods that are not drawn, nothing where all are.

    >>> parts = Table(pd.DataFrame({"year": [2022, 2022, 2023], "part": ["a", "b", "a"], "size": [1, 2, 3]}), {})
    >>> whole(parts, "part", "size")["size"].tolist(), whole(parts, "part", "size").facts["left_out"].sentence
    ([1, 2], ' Not drawn, since a part has no value: {periods}.')
    """
    known = table.known(value)
    rows = complete(known.rows, member, period)
    gone = [Period(at) for at in known[period].unique() if at not in set(rows[period])]
    said = Phrase(" Not drawn, since a part has no value: {periods}.", periods=Items(gone)) if gone else ""
    return known.having(rows).saying(left_out=said)


def bounds(unit: str = "fraction", **first: Column) -> dict[str, Column]:
    """Return the columns of rows that hold what the report prints, and what was computed, as bounds in a unit.

    >>> list(bounds(year=Column("Year")))
    ['year', 'printed_low', 'printed_high', 'low', 'high']
    """
    return {
        **first,
        "printed_low": Column("Report, from", unit),
        "printed_high": Column("Report, to", unit),
        "low": Column("Computed, from", unit),
        "high": Column("Computed, to", unit),
    }


def growth_on_year_before(levels: pd.Series) -> pd.Series:
    """Return growth over the same period of the year before, as a fraction of 1; none where that is missing.

    Args:
        levels: in one unit, indexed by periods such as ``2022`` or ``2022H1``.

    >>> growth_on_year_before(pd.Series({"2021": 4.0, "2022": 5.0, "2022H1": 2.0})).to_dict()
    {'2022': 0.25}
    """
    before = {period: levels.get(f"{int(period[:4]) - 1}{period[4:]}") for period in levels.index}
    rates = {period: levels[period] / base - 1 for period, base in before.items() if base}
    return pd.Series(rates, dtype="float64", name="growth")


def nearest_to_filing(results: pd.DataFrame) -> pd.DataFrame:
    """Return results of companies in one vintage each: the first publication, else a later one, else the report's print.

    Args:
        results: rows of ``company_results``.

    >>> results = pd.DataFrame({"company": "a", "measure": "revenue", "period": "2022", "vintage": ["report", "later"], "value": [9.4, 9.3]})
    >>> nearest_to_filing(results)["value"].tolist()
    [9.3]
    """
    order = {"first_published": 0, "later": 1, "report": 2}
    rows = results.sort_values("vintage", key=lambda vintage: vintage.map(order), kind="stable")
    return rows.drop_duplicates(["company", "period", "measure"])


def leaders(values: pd.Series) -> list[Hashable]:
    """Return the names of the largest value: several where they are equal.

    >>> leaders(pd.Series({"a": 3.0, "b": 9.0, "c": 9.0}))
    ['b', 'c']
    """
    return list(values.index[values == values.max()])


def named(rows: pd.DataFrame, english: str = "label_en", chinese: str = "name") -> pd.DataFrame:
    """Return rows that begin with ``label``, a name in both languages, in place of the English one.

    Args:
        rows: with a column of English names and one of Chinese names.
        english: the former.
        chinese: the latter.

    >>> row = named(pd.DataFrame({"label_en": ["Data as an asset"], "name": ["数据资产"]}))
    >>> list(row.columns), row["label"].iloc[0].forms["zh"]
    (['label', 'name'], '数据资产')
    """
    both = typed(words_in(rows, en=english, zh=chinese), rows).rename("label")
    return pd.concat([both, rows.drop(columns=english)], axis=1)


def worded(rows: pd.DataFrame, **columns: tuple[str, str]) -> pd.DataFrame:
    """Return rows in which an English and a Chinese column are one column of words that write themselves.

    >>> rows = worded(pd.DataFrame({"step": [1], "role_en": ["Pool orders"], "role_zh": ["订单聚合"]}), role=("role_en", "role_zh"))
    >>> rows["role"][0].forms, list(rows.columns)
    ({'en': 'Pool orders', 'zh': '订单聚合'}, ['step', 'role'])
    """
    rows = rows.copy()
    for name, (english, chinese) in columns.items():
        rows[name] = typed(words_in(rows, en=english, zh=chinese), rows)
    return rows.drop(columns=[column for pair in columns.values() for column in pair if column not in columns])


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
    rows = named(worded(tables.read(name, where), **pairs), english).drop(columns=list(where or ()))
    rows.insert(list(rows.columns).index("name") - 1, "label", rows.pop("label"))
    facts: dict[str, Text] = {
        "count": Count(len(rows)),
        "names": Items(list(rows["label"]), Phrase("none")),
        "items": Items([label.inside for label in rows["label"]], Phrase("none")),
    }
    return described(tables, rows, name, columns={"label": Column("Name"), **ORIGINAL_NAME}, facts=facts)


def quantity(ledger: ChapterLedger, expression: str, unit: str = "", decimals: int | None = None) -> Number:
    """Return what a claim, a cell or a relation between them comes to, in a unit.

    Args:
        ledger: of the run.
        expression: as in ``checks.csv``: ``C0843b``, ``ratio(C2100a; C2092a)``.
        unit: of the result, as in the data package.
        decimals: in that unit; by default as many as the number needs.
    """
    return Number(ledger.quantity(expression).value / factor(unit), unit, decimals)


def as_printed(ledger: ChapterLedger, claim: str) -> Bounded:
    """Return the number of a claim as the report prints it, with its qualifier.

    What only counts things keeps its measure word in Chinese and has none in English, where the sentence says what is
    counted.
    """
    about = ledger.on(claim).claim
    printed, unit = Decimal(about.printed.replace(",", "")), named_unit(about.unit)
    value: Text = Number(printed, unit, len(about.printed.partition(".")[2]) if unit == "percent" else None)
    if unit == "count":
        value = Words({"en": number(printed), "zh": f"{number(printed)}{about.unit}"})
    return Bounded(value, about.qualifier)


def of_company(verdicts: Sequence[Verdict]) -> dict[str, Text]:
    """Return how many ``numbers`` claims print, and how many of these, ``own``, nothing public confirms."""
    printed = [verdict.verdict for verdict in verdicts if not verdict.claim.implied]
    own = sum(verdict in ("as stated", "cannot be checked") for verdict in printed)
    count = Phrase("any of them") if own == len(printed) else Phrase("{own} of them", own=Count(own))
    return {"numbers": Count(len(printed)), "own": count}


def typed(values: Iterable[Text], rows: pd.DataFrame) -> pd.Series:
    """Return typed values, one per row, as a column of these rows.

    >>> typed([Words({"en": "Data"})], pd.DataFrame({"share": [0.5]}))[0].forms
    {'en': 'Data'}
    """
    return pd.Series(list(values), index=rows.index, dtype=object)


def bases_that_fit(percentages: Sequence[str], among: Sequence[int]) -> list[int]:
    """Return those of some totals of which whole numbers give all of some printed percentages.

    >>> bases_that_fit(["52.1", "17.6"], range(1, 150))
    [119, 142]
    """
    return [base for base in among if all(grim(text, base, percent=True) for text in percentages)]
