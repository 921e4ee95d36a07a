"""Intervals of print and computation, and tests of whole numbers."""

from __future__ import annotations

import altair as alt
import pandas as pd

from handbook.figures.marks.parts import beside, decided, paper, sized, told, value_axis, weak_dash, weak_fill
from handbook.figures.responsive import Shortened, declared
from handbook.figures.theme import COMPUTED, GREY, PRINTED, WIDTH

__all__ = ["intervals", "whole_numbers"]


def intervals(
    data: pd.DataFrame, category: str, *, axis: str, names: tuple[str, str], format: str = ",.4~g", step: int = 46
) -> alt.LayerChart:
    """Return print against computation: what each can stand for, as two bars per row; an exact value is a diamond.

    Where all rows are about one and the same print, it is one band behind them.

    Args:
        data: columns ``category``, ``printed_low``, ``printed_high``, ``low``, ``high`` (all in one unit); rows whose
            ``evidence`` decides nothing have a hollow computation (what is printed is printed).
        category: column with the label of each row.
        names: how print and computation are called.
    """
    long = _both_sides(decided(data), category, names)
    printed = long[long["which"] == names[0]]
    one = (
        len(printed) > 1
        and len(printed[["from", "to"]].drop_duplicates()) == 1
        and (printed["from"] < printed["to"]).all()
    )
    scale = alt.Scale(domain=list(names), range=[PRINTED, COMPUTED])
    colour = alt.Color("which:N", title=None, scale=scale)
    base = alt.Chart(long[long["which"] == names[1]] if one else long).encode(y=beside(data, category), color=colour)
    if not one:
        base = base.encode(yOffset=alt.YOffset("which:N", sort=list(names)))
    named = [alt.Tooltip(f"{category}:N", title=" "), alt.Tooltip("which:N", title=" ")]
    x = alt.X(
        "from:Q",
        title=axis,
        scale=alt.Scale(zero=False, padding=12, nice=False),
        axis=value_axis(long["from"], format),
    )
    stroke = alt.Stroke("which:N", title=None, scale=scale)
    # The outline keeps a narrow interval in sight.
    bar = base.mark_bar(height=8, strokeWidth=2.5, strokeJoin="round").encode(
        x=x,
        x2=alt.X2("to:Q"),
        stroke=stroke,
        fillOpacity=weak_fill(),
        strokeDash=weak_dash(),
        tooltip=[
            *named,
            alt.Tooltip("from:Q", format=format, title="≥"),
            alt.Tooltip("to:Q", format=format, title="≤"),
        ],
    )
    layers = [bar.transform_filter("datum.from < datum.to")]
    if one:
        band = alt.Chart(printed.head(1)).mark_rect(fillOpacity=0.3).encode(x=x, x2=alt.X2("to:Q"), color=colour)
        layers.insert(0, band)
    if (long["from"] == long["to"]).any():
        exact = base.transform_filter("datum.from == datum.to").mark_point(
            shape="diamond", size=80, strokeWidth=1.8, filled=True, opacity=1
        )
        value = alt.Tooltip("from:Q", format=format, title="=")
        layers.append(exact.encode(x=x, stroke=stroke, color=paper(base.encoding.color), tooltip=[*named, value]))
    return sized(alt.layer(*layers), width=WIDTH, height=alt.Step(step if one else step / 2))


def _both_sides(data: pd.DataFrame, category: str, names: tuple[str, str]) -> pd.DataFrame:
    """Return one row per interval: those of the print, which always are solid, then those of the computation.

    >>> bounds = {"printed_low": [1.0], "printed_high": [2.0], "low": [3.0], "high": [3.0]}
    >>> _both_sides(pd.DataFrame({"year": ["2022"], **bounds, "solid": [False]}), "year", ("print", "data"))
       year  from   to  which  solid
    0  2022   1.0  2.0  print   True
    0  2022   3.0  3.0   data  False
    """
    sides = (("printed_low", "printed_high", True), ("low", "high", data["solid"]))
    return pd.concat(
        pd.DataFrame({category: data[category], "from": data[low], "to": data[high], "which": shown, "solid": solid})
        for (low, high, solid), shown in zip(sides, names, strict=True)
    )


def whole_numbers(
    data: pd.DataFrame, category: str, *, axis: str, names: tuple[str, str, str], format: str = ".1%", step: int = 62
) -> alt.LayerChart:
    """Return a whole-number test: a band for what rounds to a printed share, ticks for what whole numbers can give.

    Args:
        data: one row per whole number, with ``share``, ``low``, ``high``, ``fits``
            and ``text``, what is written at the tick.
        category: column with the label of the base; one row of ticks each.
        names: how the band, the ticks inside and the ticks outside of it are called.
    """
    table = data.assign(kind=[names[1] if fits else names[2] for fits in data["fits"]])
    bands = data.drop_duplicates(category).assign(kind=names[0])
    colour = alt.Color(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=list(names), range=[PRINTED, COMPUTED, GREY]),
        legend=alt.Legend(symbolOpacity=1),
    )
    # The band is narrow: without nice=False and a little room the labels of the outer ticks are cut.
    low, high = float(data[["share", "low"]].to_numpy().min()), float(data[["share", "high"]].to_numpy().max())
    room = (high - low) * 0.12
    scale = alt.Scale(domain=[low - room, high + room], nice=False)
    y = beside(data, category)
    x = alt.X("share:Q", title=axis, scale=scale, axis=value_axis(data["share"], format, 6))
    band = (
        alt.Chart(bands)
        .mark_bar(opacity=0.45, height=34)
        .encode(y=y, x=alt.X("low:Q", title=axis, scale=scale), x2=alt.X2("high:Q"), color=colour)
    )
    base = alt.Chart(table).encode(
        y=y,
        x=x,
        tooltip=told([f"{category}:N", "text:N"], "share", axis, ".2%"),
    )
    ticks = base.mark_tick(thickness=3, size=26, opacity=1).encode(color=colour)
    return (band + ticks + base.mark_text(dy=-23, fontSize=12).encode(text=alt.Text("text:N"))).properties(
        width=WIDTH,
        height=alt.Step(step),
        # The base of a quotient stands at the left, where its row is named.
        usermeta=declared(Shortened("text", " ÷ ")),
    )
