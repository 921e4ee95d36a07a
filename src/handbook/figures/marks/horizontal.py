"""Bars that lie: single ones and such as are divided into parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from handbook.figures.marks.parts import (
    Series,
    Values,
    accented,
    colour_of,
    decided,
    later_tick,
    outlined,
    sized,
    times,
    told,
    value_axis,
    when,
    with_labels,
    with_later,
)
from handbook.figures.responsive import Fitting, Widened, declared
from handbook.figures.theme import INK, WIDTH

__all__ = ["bars", "stacked"]


def bars(
    data: pd.DataFrame,
    category: str,
    values: Values,
    *,
    parts: Series | None = None,
    highlight: Sequence[str] = (),
    sort: Sequence[str] | Literal["-x"] | None = None,
    step: int = 30,
) -> alt.LayerChart:
    """Return horizontal bars, one per category, with the value written at the end.

    More than six parameters: those of `charts.bars`, in words of one language.

    Args:
        data: one row per bar; rows whose ``evidence`` decides nothing are hollow.
        category: column with the names as shown.
        values: what the bars stand for.
        parts: what colours the bars.
        highlight: categories in the accent colour (the others grey).
        sort: categories in order, ``"-x"`` for largest first, or None for the order of the rows.
        step: pixels per bar.
    """
    value, axis, format = values
    series, labels, colours = parts or (None, None, {})
    table = with_labels(decided(data), series, labels)
    # Sorted here: Vega-Lite cannot sort by a value what several layers share.
    arranged = table.sort_values(value, ascending=False, kind="stable") if sort == "-x" else table
    order = list(dict.fromkeys(arranged[category])) if sort is None or isinstance(sort, str) else list(sort)
    colour = colour_of(
        table, series, labels, colours, legend=series is not None and not _one_to_one(table, category, series)
    )
    if highlight:
        colour = accented(category, highlight)
    low, high = min(0.0, float(table[value].min())), max(0.0, float(table[value].max()))
    room = (high - low) * 0.16 or 1
    domain = [low - (room if low < 0 else 0), high + (room if high > 0 else 0)]
    base = alt.Chart(table).encode(
        y=alt.Y(f"{category}:N", sort=order, title=None),
        x=alt.X(
            f"{value}:Q",
            title=axis,
            scale=alt.Scale(domain=domain, nice=False),
            axis=value_axis(table[value], format),
        ),
        tooltip=told([f"{category}:N"], value, axis, format),
    )
    positive = base.transform_filter(f"datum['{value}'] >= 0").mark_text(align="left", dx=6)
    negative = base.transform_filter(f"datum['{value}'] < 0").mark_text(align="right", dx=-6)
    figures = alt.Text(f"{value}:Q", format=format)
    layers = [outlined(base, colour), positive.encode(text=figures)]
    if low < 0:
        layers.append(negative.encode(text=figures))
    narrow = declared(Widened(value))
    return sized(alt.layer(*layers), width=WIDTH, height=alt.Step(step), usermeta=narrow)


def _one_to_one(table: pd.DataFrame, one: str, other: str) -> bool:
    """Return whether two columns name the same things: a legend beside such names would only repeat them.

    >>> _one_to_one(pd.DataFrame({"layer": ["a", "b"], "name": ["A", "B"]}), "layer", "name")
    True
    """
    pairs = table[[one, other]].drop_duplicates()
    return bool(pairs[one].is_unique and pairs[other].is_unique) and len(pairs) == len(table)


def stacked(
    data: pd.DataFrame,
    category: str,
    values: Values,
    parts: Series,
    *,
    normalize: bool = False,
    step: int = 38,
    least: float = 0.0,
    revised: str = "",
) -> alt.LayerChart:
    """Return one horizontal bar per category, divided into parts in the order of their labels, each with its value.

    More than six parameters: those of `charts.stacked`, in words of one language.

    Args:
        least: parts below this fraction of the longest bar carry no number; it would not fit into them.
        revised: name of a later vintage, whose values (column ``later``) are ticks where the parts would end; nothing
            is drawn where none is.
    """
    value, axis, format = values
    series, labels, colours = parts
    table = with_labels(decided(data), series, labels)
    both = with_later(table, value, revised, format)
    table = table if both is None else both
    rank = {code: place for place, code in enumerate(labels)}
    table = table.assign(**{"order of parts": [rank.get(code, len(rank)) for code in table[series]]})
    table = _in_parts(table, category, value, least, normalize)
    colour = colour_of(table, series, labels, colours, legend=True)
    stack: Literal["normalize", "zero"] = "normalize" if normalize else "zero"
    base = alt.Chart(table).encode(
        y=alt.Y(f"{category}:O", title=None, sort=list(dict.fromkeys(table[category])), scale=times(table[category])),
        order=alt.Order("order of parts:Q"),
        tooltip=told([f"{category}:O", f"{series}_label:N"], value, axis, format),
    )
    place = alt.X(f"{value}:Q", title=axis, stack=stack, axis=value_axis(table[value], format))
    middle = alt.X(f"{value}:Q", title=axis, stack=stack, bandPosition=0.5)
    bar = outlined(base, colour).encode(x=place, detail=alt.Detail(f"{series}_label:N"))
    number = {"field": value, "type": "quantitative", "format": format}
    shown_number = number if both is None else {"field": "written", "type": "nominal"}
    figures = base.mark_text(fontWeight=600).encode(
        x=middle,
        text=alt.TextValue("", condition={"test": "datum.wide", **shown_number}),
        detail=alt.Detail(f"{series}_label:N"),
        color=alt.ColorValue(INK, condition=when("datum.solid", "#ffffff")),
    )
    layers = [bar, figures]
    if both is not None:
        layers.append(later_tick(base, revised, height={"band": 1}).encode(x=alt.X("end:Q", title=axis)))
    narrow = declared(Fitting(value if both is None else "written", "wide"))
    return sized(alt.layer(*layers), width=WIDTH, height=alt.Step(step), usermeta=narrow)


def _in_parts(table: pd.DataFrame, category: str, value: str, least: float, normalize: bool) -> pd.DataFrame:
    """Return the parts with ``wide``, whether a number fits into them, and ``end``, where they would end if revised.

    Args:
        table: with ``order of parts``; with ``written`` where a later vintage revises it (see `with_later`).
        least: parts below this fraction of the longest bar are not wide.
        normalize: whether all bars are equally long.

    >>> parts = pd.DataFrame({"year": [1, 1], "size": [9.0, 1.0], "order of parts": [0, 1]})
    >>> _in_parts(parts, "year", "size", 0.2, normalize=False)["wide"].tolist()
    [True, False]
    """
    sums = table.groupby(category)[value].transform("sum")
    table = table.assign(wide=table[value] >= least * (sums if normalize else sums.max()))
    if "written" not in table.columns:
        return table
    known = table.assign(known=table["later"].fillna(table[value])).sort_values("order of parts")
    return table.assign(end=known.groupby(category)["known"].cumsum().reindex(table.index))
