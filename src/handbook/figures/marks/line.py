"""Lines over periods, with numbers and names that stand clear of them."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from handbook.figures.marks.parts import (
    Series,
    Values,
    colour_of,
    decided,
    later_tick,
    paper,
    times,
    told,
    value_axis,
    with_labels,
    with_later,
)
from handbook.figures.responsive import Broken, Ends, declared
from handbook.figures.theme import WIDTH
from handbook.language.numbers import formatted

__all__ = ["lines"]


def lines(
    data: pd.DataFrame,
    x: str,
    values: Values,
    parts: Series,
    *,
    zero: bool = False,
    height: int = 280,
    revised: str = "",
) -> alt.LayerChart:
    """Return one line per series over periods, named at its last point; hollow points decide nothing.

    More than six parameters: those of `charts.lines`, in words of one language.

    Args:
        data: one row per series and period.
        x: column with the period.
        values: what the lines stand for.
        parts: what each line shows.
        revised: name of a later vintage, whose values (column ``later``) are ticks; nothing is drawn where none is.
    """
    value, axis, format = values
    series, labels, colours = parts
    table = with_labels(decided(data.dropna(subset=[value])), series, labels).reset_index(drop=True)
    both = with_later(table, value, revised, format)
    least = 17 if both is None else 36
    reach = _reach(table[value], zero)
    table = _placed(table if both is None else both, x, value, series, height, least / height * reach)
    if both is not None:
        table = _seated(table, x, value, series, reach, format)
    colour = colour_of(table, series, labels, colours, legend=False)
    scale = alt.Scale(zero=zero) if zero else alt.Scale(zero=False, padding=22)
    axis_y = value_axis(table[value], format)

    def upright(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=axis, scale=scale, axis=axis_y)

    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=None, sort=None, scale=times(table[x], padding=0.3)),
        y=upright(value),
        color=colour,
        tooltip=told([f"{series}_label:N", f"{x}:O"], value, axis, format),
    )
    points = base.mark_point(size=60, filled=True, strokeWidth=1.8, opacity=1).encode(
        stroke=colour, color=paper(colour)
    )
    numbers = base.transform_filter("!datum.name").mark_text(
        fontSize=12, dx=alt.expr("datum.aside"), dy=alt.expr("datum.valley ? 16 : -13")
    )
    ending = f"format(datum['{value}'], '{format}')" if both is None else "datum.written"
    names = _names(base, ending, two=both is not None).encode(y=upright("level"))
    drawn = base.mark_line(strokeWidth=2) + points + names
    if both is None:
        drawn += numbers.encode(text=alt.Text(f"{value}:Q", format=format))
    else:
        drawn += numbers.encode(y=upright("seat"), text=alt.Text("written:N"))
        bare = alt.Chart(table).encode(x=base.encoding.x, tooltip=base.encoding.tooltip)  # a tick has its own colour
        drawn += later_tick(bare, revised, offset=38, size=13).encode(y=upright("later"))
    narrow = declared(Broken("ending", "name", "gap"), Ends(value if both is None else "written", f"{series}_label"))
    return drawn.properties(width=WIDTH, height=height, usermeta=narrow)


def _names(base: alt.Chart, ending: str, *, two: bool) -> alt.Chart:
    """Return what stands at the last points of lines: the number, then the name, two numbers above the name.

    Args:
        ending: the number as an expression of Vega.
        two: whether there is a later one beside it.
    """
    in_lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": 16} if two else {}
    ends = base.transform_filter("datum.name").transform_calculate(ending=f"{ending} + datum.gap + datum.name")
    return ends.mark_text(align="left", dx=10, fontWeight=600, **in_lines).encode(text=alt.Text("ending:N"))


def _reach(values: pd.Series, zero: bool) -> float:
    """Return how far the value axis reaches, from 0 on request.

    >>> _reach(pd.Series([2.0, 5.0]), zero=False), _reach(pd.Series([2.0, 5.0]), zero=True)
    (3.0, 5.0)
    """
    least = float(values.min())
    return float(values.max()) - (min(0.0, least) if zero else least)


def _placed(table: pd.DataFrame, x: str, value: str, series: str, height: int, least: float) -> pd.DataFrame:
    """Return the points with what stands at each: the name of a line at its last one, a number above or below.

    Args:
        height: of the plot in pixels.
        least: smallest distance of two names, in the unit of the values.

    Returns:
        The points with ``name``, ``gap`` (between number and name), ``valley`` (whether the number stands below),
        ``aside`` (pixels) and ``level`` (where the name stands).
    """
    last = _is_last(table, x, series)
    return table.assign(
        name=table[f"{series}_label"].where(last, ""),
        gap="\n" if "written" in table.columns else "  ",
        valley=_valleys(table, x, value, series),
        aside=_asides(table, x, value, series, height),
        level=_apart(table, x, value, last, least),
    )


def _seated(table: pd.DataFrame, x: str, value: str, series: str, reach: float, format: str) -> pd.DataFrame:
    """Return points that a later vintage revised with ``written``, their numbers, and ``seat``, where these stand.

    A line that was revised at many points says so at its last one; the others have their ticks. A number stands
    beyond the tick that is close to its point, not across it.

    Args:
        reach: of the value axis.
    """
    many = table["later"].notna().groupby(table[series]).transform("sum") > 2
    plain = pd.Series([formatted(number, format) for number in table[value]], index=table.index)
    both = table[[value, "later"]]
    beyond = both.max(axis=1).where(~table["valley"], both.min(axis=1))
    near = (table["later"] - table[value]).abs() < 0.12 * reach
    return table.assign(
        written=table["written"].mask(many & ~_is_last(table, x, series), plain),
        seat=beyond.where(near, table[value]),
    )


def _is_last(table: pd.DataFrame, x: str, series: str) -> pd.Series:
    """Return which points are the last ones of their lines."""
    return table[x] == table.groupby(series)[x].transform("max")


def _asides(data: pd.DataFrame, x: str, value: str, series: str, height: int) -> pd.Series:
    """Return how many pixels a point's number stands aside: on a slope it leaves the line, on a peak it stays.

    >>> _asides(pd.DataFrame({"s": ["a"] * 3, "x": [1, 2, 3], "v": [3, 2, 0]}), "x", "v", "s", 300).tolist()
    [0.0, 16.0, 0.0]
    """
    reach = float(data[value].max() - data[value].min()) or 1.0
    values = data.groupby(series)[value]
    before, after = data[value] - values.shift(1), values.shift(-1) - data[value]
    slope = (before + after) / 2 / reach * height / 100
    sloping = (before * after > 0) & (slope.abs() > 0.2)
    side = _valleys(data, x, value, series).map({True: 1, False: -1})
    return (16 * side * slope.clip(-1, 1).map(lambda s: (s > 0) - (s < 0))).where(sloping, 0).astype(float)


def _apart(data: pd.DataFrame, x: str, value: str, last: pd.Series, least: float) -> pd.Series:
    """Return the levels at which the lines' names stand: at the last point, or as much higher as keeps them apart.

    Args:
        least: smallest distance, in the unit of the values.

    >>> ends = pd.DataFrame({"x": [1, 1], "v": [0.0, 1.0]})
    >>> _apart(ends, "x", "v", pd.Series([True, True]), 2.0).tolist()
    [0.0, 2.0]
    """
    moved: dict[object, float] = {}
    for _, ends in data[last].groupby(x):
        floor = float("-inf")
        for at, level in ends[value].sort_values().items():
            moved[at] = max(float(level), floor)
            floor = moved[at] + least
    return data[value].astype(float).where(~last, pd.Series(moved).reindex(data.index))


def _valleys(data: pd.DataFrame, x: str, value: str, series: str) -> pd.Series:
    """Return which points have their number below them: those that lie lower than the points beside them, since the
    line is above, and the lower one of two that are close together.

    >>> _valleys(pd.DataFrame({"s": ["a"] * 3, "x": [1, 2, 3], "v": [3, 1, 2]}), "x", "v", "s").tolist()
    [False, True, False]
    """
    values = data.groupby(series)[value]
    beside = pd.concat([values.shift(1), values.shift(-1)], axis=1).mean(axis=1)
    at_once = data.groupby(x)[value]
    near = 0.16 * float(data[value].max() - data[value].min())
    higher = at_once.rank(ascending=False, method="first")
    ordered = data.assign(place=higher).sort_values([x, "place"])
    gap_above = (ordered.groupby(x)[value].shift(1) - ordered[value]).reindex(data.index)
    gap_below = (ordered[value] - ordered.groupby(x)[value].shift(-1)).reindex(data.index)
    return ((beside > data[value]) & ~(gap_below < near)) | ((gap_above < near) & ~(gap_below < near))
