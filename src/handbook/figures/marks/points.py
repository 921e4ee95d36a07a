"""Points and ticks: pairs, rankings, distributions, few periods, magnitudes, memberships, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from handbook.figures.marks.parts import Values, beside, decided, paper, told, value_axis, weak_fill, when
from handbook.figures.responsive import OneSided, declared
from handbook.figures.theme import ACCENT, BLUE, GREY, INK, MUTED, OLIVE, RULE, WIDTH

__all__ = ["magnitudes", "membership", "paired", "points_over_time", "ranking", "strip", "timeline"]


def paired(
    data: pd.DataFrame,
    category: str,
    first: str,
    values: Values,
    *,
    names: tuple[str, str],
    codes: tuple[str, str] = ("", ""),
    step: int = 34,
    colours: Mapping[str, str] | None = None,
) -> alt.LayerChart:
    """Return two points per category joined by a line: what changed, or what differs.

    More than six parameters: those of `charts.paired`, in words of one language.

    Args:
        first: numeric column of the one point.
        values: those of the other, with the axis of both.
        names: how the two are called.
        codes: what they are in `COLOURS`; grey and blue if nothing that has its colour.
    """
    second, axis, format = values
    long = data.melt(id_vars=[category], value_vars=[first, second], var_name="which", value_name="amount").dropna()
    long = long.assign(which=[names[0] if w == first else names[1] for w in long["which"]])
    amounts = long.groupby(category)["amount"]
    # The larger number stands at the right of its point, the smaller at the left; of two equal ones, one.
    long = long.assign(
        larger=long["amount"] == amounts.transform("max"), twice=long.duplicated([category, "amount"], keep="last")
    )
    shades = [(colours or {}).get(code, other) for code, other in zip(codes, (GREY, BLUE), strict=True)]
    y = beside(data, category)
    scale = alt.Scale(zero=False, padding=56, nice=False)
    x_axis = value_axis(long["amount"], format)
    rule = (
        alt.Chart(data)
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(y=y, x=alt.X(f"{first}:Q", title=axis, scale=scale, axis=x_axis), x2=alt.X2(f"{second}:Q"))
    )
    base = alt.Chart(long).encode(
        y=y,
        x=alt.X("amount:Q", title=axis, scale=scale, axis=x_axis),
        color=alt.Color("which:N", title=None, scale=alt.Scale(domain=list(names), range=shades)),
        tooltip=told([f"{category}:N", "which:N"], "amount", axis, format),
    )
    numbers = base.transform_filter("!datum.twice").mark_text(
        fontSize=12, align=alt.expr("datum.larger ? 'left' : 'right'"), dx=alt.expr("datum.larger ? 9 : -9")
    )
    return (
        rule
        + base.mark_point(size=90, filled=True, opacity=1)
        + numbers.encode(text=alt.Text("amount:Q", format=format))
    ).properties(width=WIDTH, height=alt.Step(step))


def ranking(
    data: pd.DataFrame,
    value: str,
    name: str,
    *,
    axis: str,
    rank_axis: str,
    named: Sequence[str],
    highlight: Sequence[str] = (),
    height: int = 320,
) -> alt.LayerChart:
    """Return a full ranking as points from the largest to the smallest value, with some of them named.

    More than six parameters: those of `charts.ranking`, in words of one language.

    Args:
        data: one row per thing, with a column ``rank``.
        named: names written beside their points.
        highlight: names in the accent colour.
    """
    table = data.assign(named=data[name].isin(list(named)), chosen=data[name].isin(list(highlight)))
    table = table.assign(text=table[name].where(table["named"], ""))
    base = alt.Chart(table).encode(
        x=alt.X(
            "rank:Q",
            title=rank_axis,
            scale=alt.Scale(zero=False, padding=8, nice=False),
            axis=alt.Axis(format="d", tickCount=8),
        ),
        y=alt.Y(f"{value}:Q", title=axis),
        tooltip=[
            alt.Tooltip(f"{name}:N", title=" "),
            alt.Tooltip("rank:Q", title=rank_axis),
            alt.Tooltip(f"{value}:Q", title=axis),
        ],
    )
    points = base.mark_circle(opacity=1).encode(
        size=alt.SizeValue(16, condition=when("datum.named", 70)),
        color=alt.ColorValue(GREY, condition=[when("datum.chosen", ACCENT), when("datum.named", BLUE)]),
    )
    names = base.mark_text(align="left", dx=8, dy=-7).encode(
        text=alt.Text("text:N"), color=alt.ColorValue(INK, condition=when("datum.chosen", ACCENT))
    )
    return (points + names).properties(width=WIDTH, height=height)


def strip(data: pd.DataFrame, values: Values, name: str, *, highlight: Sequence[str] = ()) -> alt.LayerChart:
    """Return ticks on one line, for a distribution of few things, the highlighted ones named."""
    value, axis, format = values
    table = data.assign(
        chosen=data[name].isin(list(highlight)), text=data[name].where(data[name].isin(list(highlight)), "")
    )
    base = alt.Chart(table).encode(
        x=alt.X(
            f"{value}:Q", title=axis, axis=value_axis(table[value], format), scale=alt.Scale(zero=False, padding=20)
        ),
        tooltip=told([f"{name}:N"], value, axis, format),
    )
    ticks = base.mark_tick(thickness=2, size=26).encode(
        color=alt.ColorValue(GREY, condition=when("datum.chosen", ACCENT))
    )
    return (ticks + base.mark_text(dy=-24, color=ACCENT).encode(text=alt.Text("text:N"))).properties(
        width=WIDTH, height=70
    )


def points_over_time(
    data: pd.DataFrame, category: str, values: Values, period: str, *, step: int = 46
) -> alt.LayerChart:
    """Return one row per category with a point per period, for series of which only few periods are known.

    Args:
        data: one row per category and period; points whose ``evidence`` decides nothing are hollow.
        category: column with the names as shown.
        period: numeric column; it colours the points.
    """
    value, axis, format = values
    table = decided(data)
    periods = sorted(set(table[period]))
    shades = [GREY, OLIVE, BLUE] if len(periods) == 3 else [GREY] * (len(periods) - 1) + [BLUE]
    colour = alt.Color(f"{period}:O", title=None, scale=alt.Scale(domain=periods, range=shades))
    y = beside(table, category)
    x = alt.X(
        f"{value}:Q",
        title=axis,
        scale=alt.Scale(zero=False, padding=24),
        axis=value_axis(table[value], format, 6),
    )
    base = alt.Chart(table).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip(f"{category}:N", title=" "),
            alt.Tooltip(f"{period}:O", title=" "),
            alt.Tooltip(f"{value}:Q", format=format),
        ],
    )
    reach = alt.Chart(table).mark_line(color=RULE, strokeWidth=2).encode(x=x, y=y, detail=alt.Detail(f"{category}:N"))
    points = base.mark_point(size=95, filled=True, strokeWidth=1.8, opacity=1).encode(
        color=paper(colour), stroke=colour
    )
    return (reach + points).properties(width=WIDTH, height=alt.Step(step))


def magnitudes(data: pd.DataFrame, category: str, values: Values, *, step: int = 34) -> alt.LayerChart:
    """Return one point per category on a logarithmic axis, for counts that are many times each other.

    Args:
        data: one row per point, largest first or in the order to be shown; values above 0.
        category: column with the names as shown.
        values: what the points stand for.
    """
    value, axis, format = values
    low, high = float(data[value].min()), float(data[value].max())
    scale = alt.Scale(type="log", domain=[low / 3, high * 4.9], nice=False)
    base = alt.Chart(decided(data)).encode(
        y=beside(data, category, axis=alt.Axis(grid=True)),
        x=alt.X(f"{value}:Q", title=axis, scale=scale, axis=alt.Axis(format=format, tickCount=6)),
        tooltip=told([f"{category}:N"], value, axis, format),
    )
    points = base.mark_point(filled=True, size=110, opacity=1, color=BLUE).encode(fillOpacity=weak_fill())
    return (points + base.mark_text(align="left", dx=10).encode(text=alt.Text(f"{value}:Q", format=format))).properties(
        width=WIDTH, height=alt.Step(step)
    )


def membership(
    data: pd.DataFrame,
    row: str,
    column: str,
    *,
    highlight: Sequence[str] = (),
    names: tuple[str, str] = ("", ""),
    order: Sequence[str] | None = None,
    detail: str | None = None,
    step: int = 26,
) -> alt.Chart:
    """Return a grid of dots: which row belongs to which column.

    More than six parameters: those of `charts.membership`, in words of one language.

    Args:
        data: one row per membership.
        row: column with the names at the left.
        column: column with the groups along the top.
        highlight: rows in the accent colour.
        names: how highlighted and other rows are called in the legend.
        order: groups from left to right; by first appearance if None.
        detail: column with what a tooltip adds.
    """
    which = [names[0] if name in set(highlight) else names[1] for name in data[row]]
    table = data.assign(which=which)
    shown = [alt.Tooltip(f"{row}:N", title=" "), alt.Tooltip(f"{column}:N", title=" ")]
    if detail:
        shown.append(alt.Tooltip(f"{detail}:N", title=" "))
    scale = alt.Scale(domain=list(names), range=[ACCENT, GREY])
    legend = alt.Legend(symbolType="circle") if highlight else None
    return (
        alt.Chart(table)
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            x=alt.X(
                f"{column}:N", title=None, sort=list(order) if order is not None else None, axis=alt.Axis(orient="top")
            ),
            y=beside(data, row, axis=alt.Axis(grid=True)),
            color=alt.Color("which:N", title=None, scale=scale, legend=legend),
            tooltip=shown,
        )
        .properties(width=WIDTH, height=alt.Step(step))
    )


def timeline(data: pd.DataFrame, date: str, label: str, *, step: int = 40) -> alt.LayerChart:
    """Return dated events from top to bottom, one row each, with their labels.

    Args:
        data: one row per event, in order.
        date: column with the date as shown.
        label: column with a short label.
    """
    order = list(dict.fromkeys(data[label]))
    dates_end = 8 * max(len(str(text)) for text in data[date]) + 4
    middle = dates_end + 16
    base = alt.Chart(data.assign(x=0, right=1)).encode(y=alt.Y(f"{label}:N", sort=order, axis=None))
    line = base.mark_rule(color=RULE, strokeWidth=2).encode(
        x=alt.XValue(middle), y=alt.YValue(0), y2=alt.Y2Value("height")
    )
    dots = base.mark_point(filled=True, size=90, color=BLUE, opacity=1).encode(x=alt.XValue(middle))
    dates = base.mark_text(align="right", color=MUTED).encode(x=alt.XValue(dates_end), text=alt.Text(f"{date}:N"))
    texts = base.mark_text(align="left", limit=WIDTH - middle - 16).encode(
        x=alt.XValue(middle + 16), text=alt.Text(f"{label}:N")
    )
    return (line + dots + dates + texts).properties(
        width=WIDTH, height=alt.Step(step), usermeta=declared(OneSided(date, label))
    )
