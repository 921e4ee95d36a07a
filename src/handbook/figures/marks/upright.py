"""Columns that stand: one per period, side by side, or in panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    times,
    told,
    value_axis,
    weak_dash,
    weak_fill,
    with_labels,
    with_later,
)
from handbook.figures.responsive import Turned, declared
from handbook.figures.theme import BLUE, WIDTH

__all__ = ["columns", "grouped", "panels"]


def columns(
    data: pd.DataFrame,
    x: str,
    values: Values,
    *,
    highlight: Sequence[object] = (),
    height: int = 260,
    revised: str = "",
) -> alt.LayerChart:
    """Return vertical columns, one per period, with the value on top.

    Args:
        revised: name of a later vintage, whose values (column ``later``) are ticks; nothing is drawn where none is.
    """
    value, axis, format = values
    table = decided(data)
    both = with_later(table, value, revised, format)
    table = table if both is None else both
    colour: Any = alt.ColorValue(BLUE)
    if highlight:
        colour = accented(x, highlight)
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=None, sort=None, scale=times(table[x])),
        y=alt.Y(f"{value}:Q", title=axis, axis=value_axis(table[value], format, 4)),
        tooltip=told([f"{x}:O"], value, axis, format),
    )
    bar = outlined(base, colour)
    numbers = base.mark_text(dy=-9)
    if both is None:
        drawn = bar + numbers.encode(text=alt.Text(f"{value}:Q", format=format))
    else:
        over = alt.Y("top:Q", title=axis, axis=value_axis(table[value], format, 4))
        tick = later_tick(base, revised, offset=38, width={"band": 1}).encode(y=alt.Y("later:Q", title=axis))
        drawn = bar + tick + numbers.encode(y=over, text=alt.Text("written:N"))
    narrow = declared(Turned(value) if both is None else Turned("written", later=True))
    return drawn.properties(width=WIDTH, height=height, usermeta=narrow)


def grouped(
    data: pd.DataFrame,
    x: str,
    values: Values,
    parts: Series,
    *,
    height: int = 260,
) -> alt.LayerChart:
    """Return columns side by side, one group per period and one column per series, with the values on top."""
    value, axis, format = values
    series, labels, colours = parts
    table = with_labels(decided(data), series, labels)
    colour = colour_of(table, series, labels, colours, legend=True, above=38)
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=None, sort=None, scale=times(table[x])),
        xOffset=alt.XOffset(f"{series}_label:N", sort=list(labels.values())),
        y=alt.Y(f"{value}:Q", title=axis, axis=value_axis(table[value], format, 4)),
        tooltip=told([f"{x}:O", f"{series}_label:N"], value, axis, format),
    )
    bar = outlined(base, colour)
    return (bar + base.mark_text(dy=-9).encode(text=alt.Text(f"{value}:Q", format=format))).properties(
        width=WIDTH, height=height, usermeta=declared(Turned(value))
    )


def panels(
    data: pd.DataFrame,
    x: str,
    values: Values,
    parts: Series,
    *,
    per_row: int = 3,
) -> alt.FacetChart:
    """Return small columns over periods, one panel per thing, each on a scale of its own.

    Args:
        data: one row per panel and period.
        x: column with the period.
        values: written on top of each column; the title of their axis stands above all panels.
        parts: what each panel shows.
        per_row: panels side by side.
    """
    value, axis, format = values
    panel, labels, _ = parts
    table = with_labels(decided(data), panel, labels)
    shown = [labels[code] for code in dict.fromkeys(table[panel])]
    wide = WIDTH / per_row - 24
    base = alt.Chart().encode(
        x=alt.X(f"{x}:O", title=None, sort="ascending", scale=times(table[x].sort_values())),
        y=alt.Y(f"{value}:Q", axis=None, scale=alt.Scale(domainMin=0, padding=16)),
        tooltip=told([f"{panel}_label:N", f"{x}:O"], value, axis, format),
    )
    bar = base.mark_bar(strokeWidth=1.4, color=BLUE, stroke=BLUE).encode(
        fillOpacity=weak_fill(), strokeDash=weak_dash()
    )
    figures = base.mark_text(dy=-9, fontSize=11).encode(text=alt.Text(f"{value}:Q", format=format))
    return (
        alt.layer(bar, figures, data=table)
        .properties(width=wide, height=120)
        .facet(facet=alt.Facet(f"{panel}_label:N", title=axis, sort=shown), columns=per_row, spacing=24)
        .resolve_scale(y="independent")
        .properties(usermeta=declared(Turned(value)))
    )
