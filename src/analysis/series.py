"""What several subjects need: series over years, names in both languages, whole numbers behind printed shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from handbook.audit import Verdict
from handbook.figures import Column, Table, described, words_in
from handbook.figures.chapter import ChapterLedger, ChapterTables
from handbook.figures.table import Described, labels_of
from handbook.language import Bounded, Change, Count, Items, Number, Period, Phrase, Text, Words, number
from handbook.quantities import factor, grim, weakest
from handbook.quantities.words import named as named_unit

ORIGINAL_NAME = Column(Words({"en": "Chinese name"}), language="en")
"""How the column with names as the report prints them is called beside their translations; Chinese readers need none."""

UPHELD = ("holds", "holds within rounding", "consistent")
"""Verdicts that leave a claim standing."""

# ── rows ──


def newest(rows: pd.DataFrame, period: str = "year") -> pd.DataFrame:
    """Return the rows of the last period.

    >>> newest(pd.DataFrame({"year": [2021, 2022], "size": [45.5, 50.2]}))["size"].tolist()
    [50.2]
    """
    return rows[rows[period] == rows[period].max()]


def whole_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose ``period`` is a year, not a part of one.

    >>> whole_years(pd.DataFrame({"period": ["2022", "2022H1"]}))["period"].tolist()
    ['2022']
    """
    return rows[rows["period"].str.fullmatch(r"\d{4}")]


_ENDS = {"": (4, 4), "H1": (2, 2), "H2": (4, 2), "Q1": (1, 1), "Q2": (2, 1), "Q3": (3, 1), "Q4": (4, 1), "Q1Q3": (3, 3)}
"""Parts of a year: the quarter that each ends with, and how many quarters it has."""


def in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order in which their periods end; of those that end together the longer one is last.

    >>> in_time(pd.DataFrame({"period": ["2023", "2024H1", "2023H1", "2023Q1Q3", "2023H2"]}))["period"].tolist()
    ['2023H1', '2023Q1Q3', '2023H2', '2023', '2024H1']
    """

    def ends(periods: pd.Series) -> pd.Series:
        return periods.map(lambda at: (int(at[:4]), *_ENDS[at[4:]]))

    return rows.sort_values("period", key=ends, kind="stable", ignore_index=True)


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


def with_rows(rows: pd.DataFrame, *added: Mapping[str, object]) -> pd.DataFrame:
    """Return rows with some more at the end, each its cells by column.

    >>> with_rows(pd.DataFrame({"part": ["a"], "share": [0.4]}), {"part": "rest", "share": 0.6})["share"].tolist()
    [0.4, 0.6]
    """
    return pd.concat([rows, pd.DataFrame(list(added))], ignore_index=True)


def weaker(*grades: pd.Series) -> list[str]:
    """Return for each row the weakest of several grades of evidence.

    >>> weaker(pd.Series(["original", "report"]), pd.Series(["reprint", "original"]))
    ['reprint', 'report']
    """
    return [weakest(row) for row in zip(*grades, strict=True)]


# ── vintages ──


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
    >>> with_later(sizes, ["year"], "size")["later"].tolist(), "later" in with_later(sizes[:2], ["year"], "size")
    ([nan, 50.4], False)
    """
    first = first_published(table)
    last = table[table["vintage"] != "first_published"].drop_duplicates(list(key), keep="last")
    last = last[[*key, value, "evidence"]].rename(columns={value: "later", "evidence": "later_evidence"})
    both = first.merge(last, "left", list(key))
    return both if both["later"].notna().any() else first


def revised_name(tables: Described, name: str) -> Words:
    """Return what the last vintage of a data table is called."""
    return list(labels_of(tables, name, "vintage").values())[-1]


def later_column(tables: Described, name: str, value: str) -> Column:
    """Return the description of the column ``later`` that `with_later` adds."""
    return Column(revised_name(tables, name), str(tables.fields(name)[value].get("unit", "")))


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


# ── changes ──


def growth_rates(levels: pd.Series) -> pd.Series:
    """Return growth over the same period of the year before, as a fraction of 1; none where that is missing or 0.

    Args:
        levels: in one unit, indexed by years, or by periods such as ``2022`` and ``2022H1``.

    >>> growth_rates(pd.Series({2020: 39.2, 2021: 45.5, 2023: 56.0})).round(3).to_dict()
    {2021: 0.161}
    >>> growth_rates(pd.Series({"2021": 4.0, "2022": 5.0, "2022H1": 2.0})).to_dict()
    {'2022': 0.25}
    """
    before = [f"{int(at[:4]) - 1}{at[4:]}" if isinstance(at, str) else at - 1 for at in levels.index]
    bases = levels[levels != 0].reindex(before).to_numpy()
    return (levels / bases - 1).dropna().rename("growth")


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


def leaders(values: pd.Series) -> list[str]:
    """Return the names of the largest value: several where they are equal.

    >>> leaders(pd.Series({"a": 3.0, "b": 9.0, "c": 9.0}))
    ['b', 'c']
    """
    return [str(name) for name in values.index[values == values.max()]]


# ── words ──


def typed(values: Iterable[Text], rows: pd.DataFrame) -> pd.Series:
    """Return typed values, one per row, as a column of these rows.

    >>> typed([Words({"en": "Data"})], pd.DataFrame({"share": [0.5]}))[0].forms
    {'en': 'Data'}
    """
    return pd.Series(list(values), index=rows.index, dtype=object)


def span(years: Sequence[int | str]) -> Text:
    """Return years as a span where none between them is missing, else one by one.

    >>> span([2019, 2020, 2021]), span(["2019", "2021"]).items
    (Period(first=2019, last=2021), [Period(first='2019', last=None), Period(first='2021', last=None)])
    """
    unbroken = int(years[-1]) - int(years[0]) + 1 == len(years)
    return Period(years[0], years[-1]) if unbroken else Items([Period(year) for year in years])


def when(period: str) -> Phrase | Period:
    """Return a period for a sentence that may speak of a year or of a part of one: only the former has to say 年 in Chinese.

    >>> when("2024").sentence, when("2024H1").first
    ('{year}', '2024H1')
    """
    return Phrase("{year}", year=Period(period)) if period.isdecimal() else Period(period)


def inside(words: Iterable[Words], empty: Text = "", *, either: bool = False, apart: bool = False) -> Items:
    """Return words as a list inside a sentence, see `Items`.

    >>> inside([Words({"en": "Data silos"})]).items[0].forms
    {'en': 'data silos'}
    """
    return Items([name.inside for name in words], empty, either, apart)


def named(rows: pd.DataFrame, english: str = "label_en", chinese: str = "name") -> pd.DataFrame:
    """Return rows with ``label``, a name in both languages, before the Chinese one and in place of the English one.

    >>> row = named(pd.DataFrame({"label_en": ["Data as an asset"], "name": ["数据资产"]}))
    >>> list(row.columns), row["label"].iloc[0].forms["zh"]
    (['label', 'name'], '数据资产')
    """
    labelled = rows.drop(columns=english)
    labelled.insert(list(labelled.columns).index(chinese), "label", typed(words_in(rows, en=english, zh=chinese), rows))
    return labelled


def worded(rows: pd.DataFrame, **columns: tuple[str, str]) -> pd.DataFrame:
    """Return rows in which an English and a Chinese column are one column of words that write themselves.

    >>> rows = worded(pd.DataFrame({"role_en": ["Pool orders"], "role_zh": ["订单聚合"]}), role=("role_en", "role_zh"))
    >>> rows["role"][0].forms, list(rows.columns)
    ({'en': 'Pool orders', 'zh': '订单聚合'}, ['role'])
    """
    words = {name: typed(words_in(rows, en=en, zh=zh), rows) for name, (en, zh) in columns.items()}
    replaced = {column for pair in columns.values() for column in pair} - set(columns)
    return rows.assign(**words).drop(columns=list(replaced))


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
    labels, none = list(rows["label"]), Phrase("none")
    return described(tables, rows, name, label=Column("Name"), name=ORIGINAL_NAME).saying(
        count=Count(len(rows)), names=Items(labels, none), items=inside(labels, none)
    )


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


# ── the audit ──


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


def bases_that_fit(percentages: Sequence[str], among: Sequence[int]) -> list[int]:
    """Return those of some totals of which whole numbers give all of some printed percentages.

    >>> bases_that_fit(["52.1", "17.6"], range(1, 150))
    [119, 142]
    """
    return [base for base in among if all(grim(text, base, percent=True) for text in percentages)]
