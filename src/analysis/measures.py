"""The calculations of the chapters: each takes a table or a column and returns a new one at full precision.

A calculation lives here once; a chapter calls it and shows the result. Nothing is rounded, read or written.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor
from pathlib import Path

import pandas as pd

from analysis import audit, tables
from analysis.checks import grim
from analysis.quantities import printed


def success_rates(winners: pd.Series, applicants: pd.Series) -> pd.Series:
    """Return the winners of each group as a fraction of its applicants.

    Args:
        winners: count of winners by group.
        applicants: count of applicants by group; groups without winners count as none.

    >>> rates = success_rates(pd.Series({"a": 3}), pd.Series({"a": 4, "b": 2}))
    >>> [float(rate) for rate in rates]
    [0.75, 0.0]
    """
    if (applicants <= 0).any():
        raise ValueError(f"no applicants in {list(applicants[applicants <= 0].index)}, so no rate can be taken there.")
    return winners.reindex(applicants.index, fill_value=0) / applicants


def summed(rows: pd.DataFrame, by: Sequence[str], value: str) -> pd.DataFrame:
    """Return one row per group: its values summed, the rest as in its first row; the same rows if each is a group.

    Args:
        rows: any number of them.
        by: columns that name the group.
        value: column of what is summed.

    >>> made = summed(pd.DataFrame({"type": ["a", "b", "a"], "companies": [1, 1, 1]}), ["type"], "companies")
    >>> made.to_dict("list")
    {'type': ['a', 'b'], 'companies': [2, 1]}
    """
    how = {column: "sum" if column == value else "first" for column in rows.columns if column not in by}
    return rows.groupby(list(by), sort=False, as_index=False).agg(how)[list(rows.columns)]


def whole_numbers_near(percentage: str, base: int, reach: int = 2) -> pd.DataFrame:
    """Return the fractions of ``base`` around a printed percentage, and whether each rounds to it.

    Args:
        percentage: the number with its printed precision, ``"26.2"``.
        base: how many cases stand behind it.
        reach: how many whole numbers to either side.

    Returns:
        One row per whole number: ``count``, ``base``, ``share``, the bounds ``low`` and ``high`` of what rounds
        to the print (fractions of 1), and ``fits``.

    >>> whole_numbers_near("26.2", 149, reach=1)[["count", "fits"]].values.tolist()
    [[39, True], [40, False]]
    """
    half = Fraction(1, 2) / 10 ** len(percentage.partition(".")[2])
    low, high = ((Fraction(percentage) + side) / 100 for side in (-half, half))
    first = floor(Fraction(percentage) / 100 * base) - reach + 1
    counts = [count for count in range(first, first + 2 * reach) if 0 <= count <= base]
    shares = [Fraction(count, base) for count in counts]
    return pd.DataFrame(
        {
            "count": counts,
            "base": base,
            "share": [float(share) for share in shares],
            "low": float(low),
            "high": float(high),
            "fits": [low <= share <= high for share in shares],
        }
    )


def bases_that_fit(percentages: Sequence[str], largest: int, smallest: int = 1) -> list[int]:
    """Return the bases of which whole numbers give all of some printed percentages.

    >>> bases_that_fit(["52.1", "17.6"], largest=150)
    [119, 142]
    """
    return [b for b in range(smallest, largest + 1) if all(grim(p, b, percent=True) for p in percentages)]


def combined_growth(levels: pd.Series, growths: pd.Series) -> float:
    """Return the growth of several parts together, from their new levels and their own growth rates.

    Args:
        levels: new level of each part, all in one unit.
        growths: growth of each part, as a fraction of 1.

    Returns:
        The growth of the sum, as a fraction of 1.

    >>> round(combined_growth(pd.Series([0.821, 0.276]), pd.Series([0.199, 0.057])), 4)
    0.1598
    """
    before = (levels / (1 + growths)).sum()
    if before == 0:
        raise ValueError("the parts sum to 0 before they grew, so there is no rate.")
    return float(levels.sum() / before - 1)


def before_growth(level: float, rate: float) -> float:
    """Return the level before it grew at a rate (a fraction of 1), in the unit of the level.

    >>> round(before_growth(110.0, 0.1), 6)
    100.0
    """
    return level / (1 + rate)


def yearly_rate(end: float, start: float, years: int) -> float:
    """Return the mean yearly rate (a fraction of 1) that turns start into end in a number of years.

    >>> round(yearly_rate(141, 68, 2), 3)
    0.44
    """
    return (end / start) ** (1 / years) - 1


def projected(start: float, rate: float, years: int) -> pd.Series:
    """Return levels that grow at one rate (a fraction of 1), from year 0 to the last, in the unit of the start.

    >>> projected(100.0, 0.5, 2).tolist()
    [100.0, 150.0, 225.0]
    """
    return pd.Series([start * (1 + rate) ** year for year in range(years + 1)], dtype="float64")


def margins(profit: pd.Series, revenue: pd.Series) -> pd.Series:
    """Return profit as a fraction of revenue, matched by index; both in one unit.

    >>> margins(pd.Series({"a": -2.0}), pd.Series({"a": 50.0, "b": 3.0})).to_dict()
    {'a': -0.04}
    """
    return (profit / revenue.reindex(profit.index)).rename("margin")


def printed_values(claims: pd.DataFrame) -> pd.Series:
    """Return what each claim prints, as a number in its base unit.

    Args:
        claims: rows with ``claim``, ``printed`` and ``unit`` (numbers, no dates).

    Returns:
        Numbers by claim: yuan, dollars, tonnes, days, things, or a fraction of 1.

    >>> claims = pd.DataFrame({"claim": ["C0752c", "C1497d"], "printed": ["2.3", "18"], "unit": ["万家", "%"]})
    >>> printed_values(claims).to_dict()
    {'C0752c': 23000.0, 'C1497d': 0.18}
    """
    rows = zip(claims["claim"], claims["printed"], claims["unit"], strict=True)
    return pd.Series({claim: float(printed(text, unit).value) for claim, text, unit in rows}, dtype="float64")


def growth_by_edition(market: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return the even yearly growth between consecutive years of each edition of an estimate.

    Args:
        market: rows with ``year``, ``vintage``, ``source``, ``evidence`` and the value.
        value: column with the level (positive).

    Returns:
        One row per edition and pair of years: ``vintage``, ``first``, ``last``, ``growth`` (fraction of 1),
        and source and evidence of the later value.

    >>> rows = pd.DataFrame({"year": [2023, 2025], "vintage": "a", "size": [100.0, 121.0], "source": "s", "evidence": "report"})
    >>> growth_by_edition(rows, "size")[["first", "last", "growth"]].round(3).values.tolist()
    [[2023.0, 2025.0, 0.1]]
    """
    ordered = market.sort_values("year")
    pairs = [pair for _, rows in ordered.groupby("vintage", sort=False) for pair in pairwise(rows.to_dict("records"))]
    return pd.DataFrame(
        {
            "vintage": new["vintage"],
            "first": old["year"],
            "last": new["year"],
            "growth": yearly_rate(new[value], old[value], new["year"] - old["year"]),
            "source": new["source"],
            "evidence": new["evidence"],
        }
        for old, new in pairs
    )


def growth_of_whole(part_growth: float, share_growth: float) -> float:
    """Return how the whole grew, from the growth of a part and the relative growth of its share.

    A gross profit and its margin give the growth of revenue this way.

    Args:
        part_growth: growth of the part, as a fraction of 1.
        share_growth: growth of the part's share of the whole, relative and not in points, as a fraction of 1.

    >>> round(growth_of_whole(1.0498, 0.8638), 4)
    0.0998
    """
    if share_growth <= -1:
        raise ValueError(f"a share cannot grow by {share_growth}: nothing of it would be left.")
    return (1 + part_growth) / (1 + share_growth) - 1


def growth_rates(levels: pd.Series) -> pd.Series:
    """Return each year's growth over the year before, as a fraction of 1; no rate where the year before is missing.

    Args:
        levels: indexed by year.

    >>> growth_rates(pd.Series({2020: 39.2, 2021: 45.5, 2023: 56.0})).round(3).to_dict()
    {2021: 0.161}
    """
    ordered = levels.sort_index().dropna()
    before = ordered.reindex(ordered.index - 1)
    rates = ordered.to_numpy() / before.to_numpy() - 1
    return pd.Series(rates, index=ordered.index, name="growth").dropna()


def first_published(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first vintage, without that column: one series that no later edition has changed.

    >>> sizes = pd.DataFrame({"year": [2022, 2022], "vintage": ["first_published", "revised"], "size": [50.2, 50.4]})
    >>> first_published(sizes).values.tolist()
    [[2022.0, 50.2]]
    """
    return table[table["vintage"] == "first_published"].drop(columns="vintage").reset_index(drop=True)


def with_later(table: pd.DataFrame, key: Sequence[str], value: str) -> pd.DataFrame:
    """Return the rows of the first vintage with what the last vintage says, if one says anything.

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


def rank_of(values: pd.Series) -> pd.Series:
    """Return the rank of each value, the largest first; equal values share the better rank.

    >>> rank_of(pd.Series({"a": 3.0, "b": 9.0, "c": 3.0})).to_dict()
    {'a': 2, 'b': 1, 'c': 2}
    """
    return values.rank(ascending=False, method="min").astype(int)


def tied(values: pd.Series) -> pd.Series:
    """Return for each value whether another one is equal to it, so that they share a rank.

    >>> tied(pd.Series({"a": 3.0, "b": 9.0, "c": 3.0})).to_dict()
    {'a': True, 'b': False, 'c': True}
    """
    return values.duplicated(keep=False)


def leaders(values: pd.Series) -> list[Hashable]:
    """Return the names of the largest value: several where they are equal.

    >>> leaders(pd.Series({"a": 3.0, "b": 9.0, "c": 9.0}))
    ['b', 'c']
    """
    return list(values.index[values == values.max()])


def mean_of_year_ends(levels: pd.Series) -> pd.Series:
    """Return the mean of each year-end and the one before; no mean where the year before is missing.

    Args:
        levels: at year-ends, indexed by year.

    >>> mean_of_year_ends(pd.Series({2021: 74652, 2022: 73351})).to_dict()
    {2022: 74001.5}
    """
    ordered = levels.sort_index().dropna()
    before = ordered.reindex(ordered.index - 1)
    return pd.Series((ordered.to_numpy() + before.to_numpy()) / 2, index=ordered.index).dropna()


def verdict_on(claim: str, data_dir: str | Path = "data") -> audit.Verdict:
    """Return the verdict on one claim.

    Raises:
        KeyError: when there is no such claim.
    """
    rows = tables.read("claims", data_dir, where={"claim": claim})
    if rows.empty:
        raise KeyError(f"{claim!r} is no claim of data/claims.csv.")
    if rows["figure"].iloc[0]:
        found = audit.of_figure(rows["figure"].iloc[0], data_dir)
    else:
        found = audit.of_chapter(rows["chapter"].iloc[0], data_dir, without_figure=True)
    return next(verdict for verdict in found if verdict.claim.claim == claim)


def printed_and_computed(verdict: audit.Verdict, language: str = "en") -> pd.DataFrame:
    """Return print and computation of a claim as bounds in base units, one row per choice of its checks.

    Returns:
        Columns ``choice``, ``printed_low``, ``printed_high``, ``low``, ``high``, ``evidence``.
    """
    rows = []
    for outcome in verdict.outcomes:
        computed = outcome.finding.computed
        if computed is None or not outcome.choice:
            continue
        rows.append(
            {
                "choice": outcome.choice_zh if language == "zh" else outcome.choice,
                "printed_low": float(verdict.claim.quantity.low),
                "printed_high": float(verdict.claim.quantity.high),
                "low": float(computed.low),
                "high": float(computed.high),
                "evidence": audit.weakest(computed.evidence),
            }
        )
    return pd.DataFrame(rows)


def yearly_change(change: pd.Series, years: pd.Series) -> pd.Series:
    """Return the even yearly change that compounds to a change over several years.

    Args:
        change: change from first to last year, as a fraction of 1 (above -1).
        years: number of years between the two.

    Returns:
        Yearly changes, as fractions of 1.

    >>> yearly_change(pd.Series([-0.34, 0.37]), pd.Series([6, 6])).round(3).tolist()
    [-0.067, 0.054]
    """
    if (change <= -1).any():
        raise ValueError("a fall of 100 % or more has no yearly rate.")
    return (1 + change) ** (1 / years) - 1


def smallest_base(printed: Sequence[str], limit: int = 100_000) -> int:
    """Return the smallest number of cases of which every printed percentage is a whole number.

    Args:
        printed: percentages as printed, with their precision (``"20.90"``).
        limit: where to stop looking.

    Raises:
        ValueError: when no number of cases up to the limit gives them all.

    >>> smallest_base(["33.3", "66.7"]), smallest_base(["26.2"])
    (3, 42)
    """
    for base in range(1, limit + 1):
        if all(grim(text, base, percent=True) for text in printed):
            return base
    raise ValueError(f"no number of cases up to {limit} gives all of {', '.join(printed)} %.")


def growth_on_year_before(values: pd.Series) -> pd.Series:
    """Return growth over the same period of the year before, as a fraction of 1; none where that is missing.

    Args:
        values: indexed by periods such as ``2022`` or ``2022H1``.

    >>> growth_on_year_before(pd.Series({"2021": 4.0, "2022": 5.0, "2022H1": 2.0})).to_dict()
    {'2022': 0.25}
    """
    before = {period: values.get(f"{int(period[:4]) - 1}{period[4:]}") for period in values.index}
    rates = {period: values[period] / base - 1 for period, base in before.items() if base}
    return pd.Series(rates, dtype="float64", name="growth")
