"""Rows as helpers of a report prepare them: periods, vintages, changes, grades of evidence, whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

import pandas as pd

from handbook.figures.table import Column, Described, Table, labels_of, typed, words_in
from handbook.language import Change, Items, Period, Phrase, Text, Words
from handbook.language.interface import msgid
from handbook.quantities import printed, weakest

__all__ = [
    "bounds",
    "complete",
    "growth_rates",
    "in_time",
    "last_change",
    "last_vintage",
    "later_column",
    "leaders",
    "newest",
    "one_vintage",
    "span",
    "weaker",
    "whole",
    "whole_numbers_near",
    "whole_years",
    "with_later",
    "with_rows",
    "worded",
    "words_by",
]


def newest(rows: pd.DataFrame, period: str = "year", *, each: str = "") -> pd.DataFrame:
    """Return the rows of the last period, on request of the last in which each member of a column has one.

    >>> parts = pd.DataFrame({"year": [2022, 2022, 2023], "part": ["a", "b", "a"]})
    >>> newest(parts)["year"].tolist(), newest(parts, each="part")["year"].tolist()
    ([2023], [2022, 2022])
    """
    rows = complete(rows, each, period) if each else rows
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


def with_later(rows: pd.DataFrame, key: Sequence[str], value: str, first: str) -> pd.DataFrame:
    """Return the rows of one vintage with what the last vintage says, where that says anything, for ticks in a chart.

    Args:
        rows: with a key, a ``vintage``, a value and its ``evidence``.
        key: what names a value besides the vintage.
        value: column with the value.
        first: the vintage.

    Returns:
        The rows without ``vintage``, with ``later`` (in the unit of the value) and ``later_evidence`` where any value
        was revised.

    >>> sizes = pd.DataFrame({"year": [2021, 2022, 2022], "vintage": ["a", "a", "b"], "size": [45.5, 50.2, 50.4], "evidence": "original"})
    >>> with_later(sizes, ["year"], "size", "a")["later"].tolist(), "later" in with_later(sizes[:2], ["year"], "size", "a")
    ([nan, 50.4], False)
    """
    own = rows[rows["vintage"] == first].drop(columns="vintage").reset_index(drop=True)
    last = rows[rows["vintage"] != first].drop_duplicates(list(key), keep="last")
    last = last[[*key, value, "evidence"]].rename(columns={value: "later", "evidence": "later_evidence"})
    both = own.merge(last, "left", list(key))
    return both if both["later"].notna().any() else own


def one_vintage(rows: pd.DataFrame, key: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    """Return one row for each key: that of the vintage which stands first in an order.

    >>> rows = pd.DataFrame({"year": [2021, 2022, 2022], "vintage": ["later", "later", "first"], "size": [1, 2, 3]})
    >>> one_vintage(rows, ["year"], ["first", "later"])["size"].tolist()
    [3, 1]
    """
    place = {vintage: number for number, vintage in enumerate(order)}
    rows = rows.sort_values("vintage", key=lambda vintage: vintage.map(place), kind="stable")
    return rows.drop_duplicates(list(key))


def last_vintage(tables: Described, name: str) -> Words:
    """Return what the last vintage of a data table is called."""
    return list(labels_of(tables, name, "vintage").values())[-1]


def later_column(tables: Described, name: str, value: str) -> Column:
    """Return the description of the column ``later`` that `with_later` adds to rows of a data table."""
    return Column(last_vintage(tables, name), str(tables.fields(name)[value].get("unit", "")))


def with_rows(rows: pd.DataFrame, *added: Mapping[str, object]) -> pd.DataFrame:
    """Return rows with some more at the end, each its cells by column.

    >>> with_rows(pd.DataFrame({"part": ["a"], "share": [0.4]}), {"part": "rest", "share": 0.6})["share"].tolist()
    [0.4, 0.6]
    """
    return pd.concat([rows, pd.DataFrame(list(added))], ignore_index=True)


def words_by(rows: pd.DataFrame, key: str, **columns: str) -> dict[str, Words]:
    """Return what the things of a column are called, by what stands in it, from one column per language.

    >>> rows = pd.DataFrame({"code": ["n"], "name": ["北方"], "name_en": ["North"]})
    >>> words_by(rows, "code", en="name_en", zh="name")["n"].forms
    {'en': 'North', 'zh': '北方'}
    """
    return dict(zip(rows[key], words_in(rows, **columns), strict=True))


def worded(tables: Described, rows: pd.DataFrame, **columns: Sequence[str]) -> pd.DataFrame:
    """Return rows in which some columns, one per language, are one column of words that write themselves.

    Args:
        tables: of the run, for its languages.
        rows: with these columns.
        columns: by the name of the new column, its columns in the order of the languages; a further language sees the
            words of the first that has some.

    >>> from types import SimpleNamespace
    >>> rows = pd.DataFrame({"role_en": ["Pool orders"], "role_zh": ["订单聚合"]})
    >>> rows = worded(SimpleNamespace(languages=("en", "zh")), rows, role=("role_en", "role_zh"))
    >>> rows["role"][0].forms, list(rows.columns)
    ({'en': 'Pool orders', 'zh': '订单聚合'}, ['role'])
    """
    words = {
        name: typed(words_in(rows, **dict(zip(tables.languages, forms, strict=False))), rows)
        for name, forms in columns.items()
    }
    replaced = {column for forms in columns.values() for column in forms} - set(columns)
    return rows.assign(**words).drop(columns=list(replaced))


def bounds(beside: tuple[Column, Column] | None = None, /, **first: Column) -> dict[str, Column]:
    """Return the columns of rows that hold what is printed, and what was computed, as bounds in fractions of 1.

    Args:
        beside: the lower and the upper bound of what is printed, where that is not in the report.
        first: columns before the bounds.

    >>> list(bounds(year=Column("Year")))
    ['year', 'printed_low', 'printed_high', 'low', 'high']
    """
    low, high = beside or (Column(msgid("Report, from"), "fraction"), Column(msgid("Report, to"), "fraction"))
    computed = {"low": msgid("Computed, from"), "high": msgid("Computed, to")}
    return {
        **first,
        "printed_low": low,
        "printed_high": high,
        **{name: Column(title, "fraction") for name, title in computed.items()},
    }


def weaker(*grades: pd.Series) -> list[str]:
    """Return for each row the weakest of several grades of evidence.

    >>> weaker(pd.Series(["original", "report"]), pd.Series(["reprint", "original"]))
    ['reprint', 'report']
    """
    return [weakest(row) for row in zip(*grades, strict=True)]


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


def span(years: Sequence[int | str]) -> Text:
    """Return years as a span where none between them is missing, else one by one.

    >>> span([2019, 2020, 2021]), span(["2019", "2021"]).items
    (Period(first=2019, last=2021), [Period(first='2019', last=None), Period(first='2021', last=None)])
    """
    unbroken = int(years[-1]) - int(years[0]) + 1 == len(years)
    return Period(years[0], years[-1]) if unbroken else Items([Period(year) for year in years])


def whole_numbers_near(percentage: str, base: int, reach: int = 2) -> pd.DataFrame:
    """Return the fractions of ``base`` around a printed percentage, and whether each rounds to it.

    After the GRIM test of Brown & Heathers (2017), *Social Psychological and Personality Science* 8(4).

    Args:
        percentage: the number with its printed precision, ``"26.2"``.
        base: how many cases stand behind it.
        reach: how many whole numbers to either side.

    Returns:
        One row per whole number: ``count``, ``share``, the bounds ``low`` and ``high`` of what rounds to the print
        (fractions of 1), ``fits``, and ``text``, the division in symbols.

    >>> whole_numbers_near("26.2", 149, reach=1)[["text", "fits"]].values.tolist()
    [['39 ÷ 149', True], ['40 ÷ 149', False]]
    """
    band = printed(percentage, "%")
    first = floor(band.value * base) - reach + 1
    counts = [count for count in range(first, first + 2 * reach) if 0 <= count <= base]
    shares = [Fraction(count, base) for count in counts]
    return pd.DataFrame(
        {
            "count": counts,
            "share": [float(share) for share in shares],
            "low": float(band.low),
            "high": float(band.high),
            "fits": [band.low <= share <= band.high for share in shares],
            "text": [f"{count} ÷ {base}" for count in counts],
        }
    )
