"""The charts of the handbook: each function draws one kind and returns an Altair chart.

They only draw: reading and arithmetic are done before. All charts share `CONFIG` (set by `analysis.figures`),
the colours in `COLOURS` (one per thing across the whole book) and the sign for weak evidence: hollow marks.
Charts may be layered and concatenated with Altair's operators; sizes are those of a wide screen, the site
derives the narrow drawing itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, cast

import altair as alt
import pandas as pd

from analysis import wording
from analysis.quantities import DECIDING

__all__ = [
    "COLOURS",
    "CONFIG",
    "INK",
    "bars",
    "columns",
    "grouped",
    "intervals",
    "lines",
    "membership",
    "paired",
    "panels",
    "ranking",
    "stacked",
    "strip",
    "threshold",
    "tiles",
    "timeline",
    "whole_numbers",
]

WIDTH = 720
"""Pixels of a whole drawing, names of axes and lines included (see `figures.Chapter.figure`): the width of the text."""

INK, MUTED, RULE = "#1f2430", "#5b6472", "#d5dae1"
"""Text, secondary text and rules; the site swaps exactly these for its dark theme."""

PAPER = "#fefefe"
"""What lies under a chart: hollow points hide their line with it. The site swaps it too."""

PALETTE = ("#2272cb", "#b65e08", "#14826f", "#9752c2", "#cc3750", "#7d6e24", "#3a7b94", "#6b737e")
"""Told apart with colour-blindness; at least 4.5:1 with white (text inside bars), 3.5:1 with the dark page."""

BLUE, ORANGE, TEAL, PURPLE, RED, OLIVE, STEEL, GREY = PALETTE

COLOURS: dict[str, str] = {
    # digital economy
    "total": BLUE,
    "industrial_digitalisation": TEAL,
    "digital_industrialisation": ORANGE,
    "primary": OLIVE,
    "secondary": PURPLE,
    "tertiary": STEEL,
    "digital_economy": BLUE,
    "national_economy": GREY,
    "digital_primary": OLIVE,
    "digital_secondary": PURPLE,
    "digital_tertiary": STEEL,
    "first_published_earlier_prices": GREY,
    "first_published_2020_prices": BLUE,
    # cloud
    "public": BLUE,
    "private": ORANGE,
    "iaas": BLUE,
    "paas": TEAL,
    "saas": PURPLE,
    # awards
    "digital_supply_chain": BLUE,
    "industrial_digital_technology": TEAL,
    "smart_brands": ORANGE,
    # places
    "China": RED,
    "World": GREY,
    "US": BLUE,
    "china": RED,
    "united_states": BLUE,
    "elsewhere": GREY,
    # large models
    "company": ORANGE,
    "academic": BLUE,
    # companies and awards
    "awarded": TEAL,
    "not_awarded": GREY,
    # verdicts
    "holds": TEAL,
    "holds within rounding": STEEL,
    "contradicted": RED,
    "cannot be checked": GREY,
    "as stated": OLIVE,
    # companies
    "revenue": BLUE,
    "loss": ORANGE,
    "sales_to_sany": ORANGE,
    "other_customers": BLUE,
    # print against computation
    "printed": ORANGE,
    "computed": BLUE,
    "report": ORANGE,
    "2023-12": BLUE,
    "2025-02": TEAL,
}
"""One colour per thing, by its code in the tables. A new thing gets its line here."""

FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

SPACED_PERCENT = wording.percent(0, 0).lstrip("0")

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    # A percentage is written as in prose (`wording.percent`), with a space before its sign, on axes and bars alike.
    "locale": {
        "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "percent": SPACED_PERCENT}
    },
    "padding": {"left": 3, "top": 4, "right": 20, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
        "labelPadding": 6,
        "titlePadding": 10,
    },
    "axisX": {"labelAngle": 0, "grid": False},
    "axisY": {"domain": False, "ticks": False},
    # A title along the axis takes room and is read with the head turned: above it stands.
    "axisYQuantitative": {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -18,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 400,
        "orient": "top",
        "offset": 12,
        "symbolType": "square",
        "symbolStrokeWidth": 0,
        "symbolOpacity": 1,
    },
    "scale": {"bandPaddingInner": 0.16},
    "header": {
        "labelColor": INK,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "labelLimit": 400,
        "labelAnchor": "start",
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titleAnchor": "start",
    },
    "text": {"color": INK, "fontSize": 13},
    "title": {"color": INK, "fontSize": 14, "fontWeight": 600, "anchor": "start"},
}


def _decided(data: pd.DataFrame) -> pd.DataFrame:
    """Return the data with a column that says whether each value's evidence may decide."""
    solid = data["evidence"].isin(DECIDING) if "evidence" in data.columns else pd.Series(True, index=data.index)
    return data.assign(solid=solid.to_numpy())


def _axis(values: pd.Series, format: str, count: int = 5) -> alt.Axis:
    """Return a value axis: as many decimals as the distance of its ticks needs, none between whole numbers.

    >>> _axis(pd.Series([1, 3]), "d").to_dict()
    {'format': ',f', 'tickCount': 5, 'tickMinStep': 1}
    >>> _axis(pd.Series([0.1, 0.25]), "+.1%", 4).to_dict()
    {'format': '%', 'tickCount': 4}
    """
    made = alt.Axis(format="%" if format.endswith("%") else ",f", tickCount=count)
    if (values.dropna() % 1 == 0).all():
        made.tickMinStep = 1
    return made


def _times(values: pd.Series, **scale: Any) -> Any:
    """Return the scale of an axis of years: a year without a value has its place, so that no step looks too short.

    Args:
        values: of the axis, in their order; where they are no years nothing is added.
        scale: what else the scale has.

    >>> _times(pd.Series([2022, 2023, 2025])).to_dict(), _times(pd.Series(["2023H1", "2025H1"])).to_dict()
    ({'domain': [2022, 2023, 2024, 2025]}, {'domain': ['2023H1', '2024H1', '2025H1']})
    >>> [_times(pd.Series(v)) for v in ([2022, 2023], ["2022", "2023H1", "2025"], ["b", "a"])]
    [Undefined, Undefined, Undefined]
    """
    there = list(dict.fromkeys(values))
    found = [match for value in there if (match := re.fullmatch(r"((?:19|20)\d\d)(H[12]|Q[1-4])?", str(value)))]
    years = [int(match[1]) for match in found]
    if len(found) == len(there) > 1 and len({match[2] for match in found}) == 1 and years == sorted(years):
        whole = range(years[0], years[-1] + 1)
        if len(whole) > len(years):
            ending = found[0][2] or ""
            scale["domain"] = [f"{year}{ending}" if isinstance(there[0], str) else year for year in whole]
    return alt.Scale(**scale) if scale else alt.Undefined


def _fill(key: str = "solid") -> Any:
    return alt.condition(f"datum.{key}", alt.value(1), alt.value(0.08))


def _dash(key: str = "solid") -> Any:
    return alt.condition(f"datum.{key}", alt.value([]), alt.value([3, 2]))


def _colour(
    data: pd.DataFrame, series: str | None, labels: dict[str, str] | None, legend: bool, above: int | None = None
) -> Any:
    """Return the colour channel: by code, in the order of the labels (or of first appearance), shown with labels.

    Args:
        above: pixels between plot and legend, where the title of the value axis stands between them.
    """
    if series is None:
        return alt.value(BLUE)
    codes = [c for c in (labels or {}) if (data[series] == c).any()] or list(dict.fromkeys(data[series]))
    colours = [COLOURS.get(code, PALETTE[at % len(PALETTE)]) for at, code in enumerate(codes)]
    shown = [(labels or {}).get(code, code) for code in codes]
    field = f"{series}_label"
    scale = alt.Scale(domain=shown, range=colours)
    shown_legend = (alt.Legend() if above is None else alt.Legend(offset=above)) if legend else None
    return alt.Color(f"{field}:N", scale=scale, sort=shown, title=None, legend=shown_legend)


def _labelled(data: pd.DataFrame, series: str | None, labels: dict[str, str] | None) -> pd.DataFrame:
    if series is None:
        return data
    return data.assign(**{f"{series}_label": [(labels or {}).get(code, code) for code in data[series]]})


def _revised(table: pd.DataFrame, value: str, name: str, format: str) -> pd.DataFrame | None:
    """Return the rows with what a later vintage says of them, None where none says anything.

    Args:
        table: rows with a column ``later`` (see `analysis.measures.with_later`), or without.
        value: column with what was said first.
        name: of the later vintage, for the key.
        format: D3 format of the values.

    Returns:
        The rows with ``written`` (`50.2 → 50.4`), ``top`` (the higher of the two), ``revision`` (the name) and
        ``sure`` (whether the evidence of the later value may decide).
    """
    if not name or "later" not in table.columns or table["later"].isna().all():
        return None
    texts = [
        wording.formatted(first, format) + ("" if pd.isna(new) else f" → {wording.formatted(new, format)}")
        for first, new in zip(table[value], table["later"], strict=True)
    ]
    sure = table["later_evidence"].isin(DECIDING) if "later_evidence" in table.columns else True
    return table.assign(written=texts, top=table[[value, "later"]].max(axis=1), revision=name, sure=sure)


def _tick(base: alt.Chart, name: str, offset: int | None = None, **mark: Any) -> alt.Chart:
    """Return a tick where a later vintage puts a value, with a key that names it; its place is still to be encoded."""
    key = alt.Legend(symbolType="stroke", symbolStrokeWidth=2, symbolStrokeColor=INK)
    if offset is not None:
        key.offset = offset
    scale = alt.Scale(domain=[name], range=[INK])
    fill = alt.Fill("revision:N", title=None, scale=scale, legend=key)
    tick = base.transform_filter("isValid(datum.later)").mark_tick(thickness=3, opacity=1, strokeWidth=1.2, **mark)
    # Vega-Lite has no hollow tick: the page shows through one that decides nothing.
    return tick.encode(fill=fill, stroke=alt.value(INK), fillOpacity=_fill("sure"))


def bars(
    data: pd.DataFrame,
    category: str,
    value: str,
    *,
    axis: str,
    format: str = ",.4~g",
    series: str | None = None,
    labels: dict[str, str] | None = None,
    highlight: Sequence[str] = (),
    sort: Sequence[str] | Literal["-x"] | None = None,
    step: int = 30,
) -> alt.LayerChart:
    """Return horizontal bars, one per category, with the value written at the end.

    Args:
        data: one row per bar; rows whose ``evidence`` decides nothing are hollow.
        category: column with the names as shown.
        value: numeric column.
        axis: title of the value axis, with the unit in words.
        format: D3 format of the values.
        series: column with codes that colour the bars, shown with ``labels``.
        highlight: categories in the accent colour (the others grey).
        sort: categories in order, ``"-x"`` for largest first, or None for the order of the rows.
        step: pixels per bar.
    """
    table = _labelled(_decided(data), series, labels)
    # Sorted here: Vega-Lite cannot sort by a value what several layers share.
    arranged = table.sort_values(value, ascending=False, kind="stable") if sort == "-x" else table
    order = list(dict.fromkeys(arranged[category])) if sort is None or isinstance(sort, str) else list(sort)
    colour = _colour(table, series, labels, legend=series is not None and not _one_to_one(table, category, series))
    if highlight:
        chosen = alt.FieldOneOfPredicate(field=category, oneOf=list(highlight))
        colour = alt.condition(chosen, alt.value(RED), alt.value(GREY))
    low, high = min(0.0, float(table[value].min())), max(0.0, float(table[value].max()))
    room = (high - low) * 0.16 or 1
    domain = [low - (room if low < 0 else 0), high + (room if high > 0 else 0)]
    base = alt.Chart(table).encode(
        y=alt.Y(f"{category}:N", sort=order, title=None),
        x=alt.X(
            f"{value}:Q",
            title=axis,
            scale=alt.Scale(domain=domain, nice=False),
            axis=_axis(table[value], format),
        ),
        tooltip=[alt.Tooltip(f"{category}:N", title=" "), alt.Tooltip(f"{value}:Q", title=axis, format=format)],
    )
    bar = base.mark_bar(strokeWidth=1.4).encode(color=colour, stroke=colour, fillOpacity=_fill(), strokeDash=_dash())
    positive = base.transform_filter(f"datum['{value}'] >= 0").mark_text(align="left", dx=6)
    negative = base.transform_filter(f"datum['{value}'] < 0").mark_text(align="right", dx=-6)
    figures = alt.Text(f"{value}:Q", format=format)
    layers = [bar, positive.encode(text=figures)]
    if low < 0:
        layers.append(negative.encode(text=figures))
    return _sized(alt.layer(*layers), width=WIDTH, height=alt.Step(step))


def _one_to_one(table: pd.DataFrame, one: str, other: str) -> bool:
    """Return whether two columns name the same things: a legend beside such names would only repeat them.

    >>> _one_to_one(pd.DataFrame({"layer": ["a", "b"], "name": ["A", "B"]}), "layer", "name")
    True
    """
    pairs = table[[one, other]].drop_duplicates()
    return bool(pairs[one].is_unique and pairs[other].is_unique) and len(pairs) == len(table)


def _sized(chart: alt.LayerChart | alt.FacetChart, **size: Any) -> alt.LayerChart:
    """Return layers of single views with a width and a height; Altair's types allow for facets too."""
    return cast("alt.LayerChart", chart.properties(**size))


def columns(
    data: pd.DataFrame,
    x: str,
    value: str,
    *,
    axis: str,
    format: str = ",.4~g",
    highlight: Sequence[object] = (),
    height: int = 260,
    revised: str = "",
) -> alt.LayerChart:
    """Return vertical columns, one per period, with the value on top.

    Args:
        revised: name of a later vintage, whose values (column ``later``) are ticks; nothing is drawn where none is.
    """
    table = _decided(data)
    both = _revised(table, value, revised, format)
    table = table if both is None else both
    colour: Any = alt.value(BLUE)
    if highlight:
        colour = alt.condition(
            alt.FieldOneOfPredicate(field=x, oneOf=cast("list[str]", list(highlight))), alt.value(RED), alt.value(BLUE)
        )
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=None, sort=None, scale=_times(table[x])),
        y=alt.Y(f"{value}:Q", title=axis, axis=_axis(table[value], format, 4)),
        tooltip=[alt.Tooltip(f"{x}:O", title=" "), alt.Tooltip(f"{value}:Q", title=axis, format=format)],
    )
    bar = base.mark_bar(strokeWidth=1.4).encode(color=colour, stroke=colour, fillOpacity=_fill(), strokeDash=_dash())
    numbers = base.mark_text(dy=-9)
    if both is None:
        drawn = bar + numbers.encode(text=alt.Text(f"{value}:Q", format=format))
    else:
        over = alt.Y("top:Q", title=axis, axis=_axis(table[value], format, 4))
        tick = _tick(base, revised, offset=38, width={"band": 1}).encode(y=alt.Y("later:Q", title=axis))
        drawn = bar + tick + numbers.encode(y=over, text="written:N")
    return drawn.properties(width=WIDTH, height=height)


def lines(
    data: pd.DataFrame,
    x: str,
    value: str,
    series: str,
    *,
    axis: str,
    labels: dict[str, str],
    format: str = ",.4~g",
    zero: bool = False,
    height: int = 280,
    revised: str = "",
) -> alt.LayerChart:
    """Return one line per series over periods, named at its last point; hollow points decide nothing.

    Args:
        data: one row per series and period.
        x: column with the period.
        value: numeric column.
        series: column with codes, in ``labels``.
        revised: name of a later vintage, whose values (column ``later``) are ticks; nothing is drawn where none is.
    """
    table = _labelled(_decided(data.dropna(subset=[value])), series, labels).reset_index(drop=True)
    both = _revised(table, value, revised, format)
    table = table if both is None else both
    last = table[x] == table.groupby(series)[x].transform("max")
    if both is not None:
        # A line that was revised at many points says so at its last one; the others have their ticks.
        many = table["later"].notna().groupby(table[series]).transform("sum") > 2
        plain = [wording.formatted(number, format) for number in table[value]]
        table["written"] = table["written"].mask(many & ~last, pd.Series(plain, index=table.index))
    table = table.assign(
        name=table[f"{series}_label"].where(last, ""),
        gap="  " if both is None else "\n",
        valley=_valleys(table, x, value, series),
        aside=_asides(table, x, value, series, height),
    )
    reach = float(table[value].max() - (min(0.0, table[value].min()) if zero else table[value].min()))
    if both is not None:
        # A number stands beyond the tick that is close to its point, not across it.
        beyond = table[[value, "later"]].max(axis=1).where(~table["valley"], table[[value, "later"]].min(axis=1))
        table["seat"] = beyond.where((table["later"] - table[value]).abs() < 0.12 * reach, table[value])
    table["level"] = _apart(table, x, value, last, (17 if both is None else 36) / height * reach)
    colour = _colour(table, series, labels, legend=False)
    scale = alt.Scale(zero=zero) if zero else alt.Scale(zero=False, padding=22)
    axis_y = _axis(table[value], format)
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=None, sort=None, scale=_times(table[x], padding=0.3)),
        y=alt.Y(f"{value}:Q", title=axis, scale=scale, axis=axis_y),
        color=colour,
        tooltip=[
            alt.Tooltip(f"{series}_label:N", title=" "),
            alt.Tooltip(f"{x}:O", title=" "),
            alt.Tooltip(f"{value}:Q", title=axis, format=format),
        ],
    )
    points = base.mark_point(size=60, filled=True, strokeWidth=1.8, opacity=1).encode(
        stroke=colour, color=_paper(colour)
    )
    shown_number: Any = alt.Text(f"{value}:Q", format=format) if both is None else "written:N"
    ending = f"format(datum['{value}'], '{format}')" if both is None else "datum.written"
    numbers = base.transform_filter("!datum.name").mark_text(
        fontSize=12, dx=alt.expr("datum.aside"), dy=alt.expr("datum.valley ? 16 : -13")
    )
    # The last point's number stands with the name of its line; two numbers stand above it.
    in_lines: dict[str, Any] = {} if both is None else {"lineBreak": "\n", "lineHeight": 16}
    names = (
        base.transform_filter("datum.name")
        .transform_calculate(ending=f"{ending} + datum.gap + datum.name")
        .mark_text(align="left", dx=10, fontWeight=600, **in_lines)
        .encode(y=alt.Y("level:Q", title=axis, scale=scale, axis=axis_y), text="ending:N")
    )
    drawn = base.mark_line(strokeWidth=2) + points + names + numbers.encode(text=shown_number)
    if both is not None:
        place, seat = (alt.Y(f"{field}:Q", title=axis, scale=scale, axis=axis_y) for field in ("later", "seat"))
        drawn = base.mark_line(strokeWidth=2) + points + names + numbers.encode(y=seat, text=shown_number)
        bare = alt.Chart(table).encode(x=base.encoding.x, tooltip=base.encoding.tooltip)  # a tick has its own colour
        drawn += _tick(bare, revised, offset=38, size=13).encode(y=place)
    return drawn.properties(width=WIDTH, height=height)


def _paper(colour: Any) -> Any:
    """Return the colour of points: of their line where evidence decides, of the page (hollow) where it does not."""
    return alt.Color(
        **{**colour.to_dict(), "condition": {"test": "!datum.solid", "value": PAPER}},
    )


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


def stacked(
    data: pd.DataFrame,
    category: str,
    value: str,
    series: str,
    *,
    axis: str,
    labels: dict[str, str],
    format: str = ",.4~g",
    normalize: bool = False,
    step: int = 38,
    least: float = 0.0,
    revised: str = "",
) -> alt.LayerChart:
    """Return one horizontal bar per category, divided into parts in the order of ``labels``, each with its value.

    Args:
        least: parts below this fraction of the longest bar carry no number; it would not fit into them.
        revised: name of a later vintage, whose values (column ``later``) are ticks where the parts would end; nothing
            is drawn where none is.
    """
    table = _labelled(_decided(data), series, labels)
    both = _revised(table, value, revised, format)
    table = table if both is None else both
    longest = (
        table.groupby(category)[value].transform("sum") if normalize else table.groupby(category)[value].sum().max()
    )
    table = table.assign(wide=table[value] >= least * longest)
    rank = {code: at for at, code in enumerate(labels)}
    table = table.assign(**{"order of parts": [rank.get(code, len(rank)) for code in table[series]]})
    if both is not None:
        # Where the parts would end if all were what the later vintage says.
        known = table.assign(known=table["later"].fillna(table[value])).sort_values("order of parts")
        table["end"] = known.groupby(category)["known"].cumsum().reindex(table.index)
    colour = _colour(table, series, labels, legend=True)
    stack: Literal["normalize", "zero"] = "normalize" if normalize else "zero"
    base = alt.Chart(table).encode(
        y=alt.Y(f"{category}:O", title=None, sort=list(dict.fromkeys(table[category])), scale=_times(table[category])),
        order=alt.Order("order of parts:Q"),
        tooltip=[
            alt.Tooltip(f"{category}:O", title=" "),
            alt.Tooltip(f"{series}_label:N", title=" "),
            alt.Tooltip(f"{value}:Q", title=axis, format=format),
        ],
    )
    place = alt.X(f"{value}:Q", title=axis, stack=stack, axis=_axis(table[value], format))
    middle = alt.X(f"{value}:Q", title=axis, stack=stack, bandPosition=0.5)
    bar = base.mark_bar(strokeWidth=1.4).encode(
        x=place, color=colour, stroke=colour, fillOpacity=_fill(), strokeDash=_dash(), detail=f"{series}_label:N"
    )
    shown_number = alt.Text(f"{value}:Q", format=format) if both is None else alt.Text("written:N")
    figures = base.mark_text(fontWeight=600).encode(
        x=middle,
        text=alt.condition("datum.wide", shown_number, alt.value("")),
        detail=f"{series}_label:N",
        color=alt.condition("datum.solid", alt.value("#ffffff"), alt.value(INK)),
    )
    layers = [bar, figures]
    if both is not None:
        layers.append(_tick(base, revised, height={"band": 1}).encode(x=alt.X("end:Q", title=axis)))
    return _sized(alt.layer(*layers), width=WIDTH, height=alt.Step(step))


def paired(
    data: pd.DataFrame,
    category: str,
    first: str,
    second: str,
    *,
    axis: str,
    names: tuple[str, str],
    codes: tuple[str, str] = ("", ""),
    format: str = ",.4~g",
    step: int = 34,
) -> alt.LayerChart:
    """Return two points per category joined by a line: what changed, or what differs.

    Args:
        first: numeric column of the one point.
        second: numeric column of the other.
        names: how the two are called.
        codes: what they are in `COLOURS`; grey and blue if nothing that has its colour.
    """
    order = list(dict.fromkeys(data[category]))
    long = data.melt(id_vars=[category], value_vars=[first, second], var_name="which", value_name="amount").dropna()
    long = long.assign(which=[names[0] if w == first else names[1] for w in long["which"]])
    amounts = long.groupby(category)["amount"]
    # The larger number stands at the right of its point, the smaller at the left; of two equal ones, one.
    long = long.assign(
        larger=long["amount"] == amounts.transform("max"), twice=long.duplicated([category, "amount"], keep="last")
    )
    colours = [COLOURS.get(code, other) for code, other in zip(codes, (GREY, BLUE), strict=True)]
    y = alt.Y(f"{category}:N", sort=order, title=None)
    scale = alt.Scale(zero=False, padding=56, nice=False)
    x_axis = _axis(long["amount"], format)
    rule = (
        alt.Chart(data)
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(y=y, x=alt.X(f"{first}:Q", title=axis, scale=scale, axis=x_axis), x2=f"{second}:Q")
    )
    base = alt.Chart(long).encode(
        y=y,
        x=alt.X("amount:Q", title=axis, scale=scale, axis=x_axis),
        color=alt.Color("which:N", title=None, scale=alt.Scale(domain=list(names), range=colours)),
        tooltip=[
            alt.Tooltip(f"{category}:N", title=" "),
            alt.Tooltip("which:N", title=" "),
            alt.Tooltip("amount:Q", format=format, title=axis),
        ],
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
        size=alt.condition("datum.named", alt.value(70), alt.value(16)),
        color=alt.when("datum.chosen")
        .then(alt.value(RED))
        .when("datum.named")
        .then(alt.value(BLUE))
        .otherwise(alt.value(GREY)),
    )
    names = base.mark_text(align="left", dx=8, dy=-7).encode(
        text="text:N", color=alt.condition("datum.chosen", alt.value(RED), alt.value(INK))
    )
    return (points + names).properties(width=WIDTH, height=height)


def strip(
    data: pd.DataFrame, value: str, name: str, *, axis: str, format: str = ",.4~g", highlight: Sequence[str] = ()
) -> alt.LayerChart:
    """Return ticks on one line, for a distribution of few things, the highlighted ones named."""
    table = data.assign(
        chosen=data[name].isin(list(highlight)), text=data[name].where(data[name].isin(list(highlight)), "")
    )
    base = alt.Chart(table).encode(
        x=alt.X(f"{value}:Q", title=axis, axis=_axis(table[value], format), scale=alt.Scale(zero=False, padding=20)),
        tooltip=[alt.Tooltip(f"{name}:N", title=" "), alt.Tooltip(f"{value}:Q", title=axis, format=format)],
    )
    ticks = base.mark_tick(thickness=2, size=26).encode(
        color=alt.condition("datum.chosen", alt.value(RED), alt.value(BLUE))
    )
    return (ticks + base.mark_text(dy=-24, color=RED).encode(text="text:N")).properties(width=WIDTH, height=70)


def intervals(
    data: pd.DataFrame, category: str, *, axis: str, names: tuple[str, str], format: str = ",.4~g", step: int = 46
) -> alt.LayerChart:
    """Return print against computation: what each can stand for, as two bars per row; an exact value is a diamond.

    Args:
        data: columns ``category``, ``printed_low``, ``printed_high``, ``low``, ``high`` (all in one unit); rows whose
            ``evidence`` decides nothing have a hollow computation (what is printed is printed).
        category: column with the label of each row.
        names: how print and computation are called.
    """
    order = list(dict.fromkeys(data[category]))
    solid = _decided(data)["solid"]
    sides = (
        ("printed_low", "printed_high", names[0], COLOURS["printed"]),
        ("low", "high", names[1], COLOURS["computed"]),
    )
    long = pd.concat(
        pd.DataFrame(
            {
                category: data[category],
                "from": data[low],
                "to": data[high],
                "which": shown,
                "solid": True if low == "printed_low" else solid,
            }
        )
        for low, high, shown, _ in sides
    )
    scale = alt.Scale(domain=list(names), range=[sides[0][3], sides[1][3]])
    base = alt.Chart(long).encode(
        y=alt.Y(f"{category}:N", sort=order, title=None),
        yOffset=alt.YOffset("which:N", sort=list(names)),
        color=alt.Color("which:N", title=None, scale=scale),
    )
    told = [alt.Tooltip(f"{category}:N", title=" "), alt.Tooltip("which:N", title=" ")]
    x = alt.X(
        "from:Q",
        title=axis,
        scale=alt.Scale(zero=False, padding=12, nice=False),
        axis=_axis(long["from"], format),
    )
    stroke = alt.Stroke("which:N", title=None, scale=scale)
    # The outline keeps a narrow interval in sight.
    bar = base.mark_bar(height=8, strokeWidth=2.5, strokeJoin="round").encode(
        x=x,
        x2="to:Q",
        stroke=stroke,
        fillOpacity=_fill(),
        strokeDash=_dash(),
        tooltip=[
            *told,
            alt.Tooltip("from:Q", format=format, title="≥"),
            alt.Tooltip("to:Q", format=format, title="≤"),
        ],
    )
    layers = [bar.transform_filter("datum.from < datum.to")]
    if (long["from"] == long["to"]).any():
        exact = base.transform_filter("datum.from == datum.to").mark_point(
            shape="diamond", size=80, strokeWidth=1.8, filled=True, opacity=1
        )
        value = alt.Tooltip("from:Q", format=format, title="=")
        layers.append(exact.encode(x=x, stroke=stroke, color=_paper(base.encoding.color), tooltip=[*told, value]))
    return _sized(alt.layer(*layers), width=WIDTH, height=alt.Step(step / 2))


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
    line = base.mark_rule(color=RULE, strokeWidth=2).encode(x=alt.value(middle), y=alt.value(0), y2=alt.value("height"))
    dots = base.mark_point(filled=True, size=90, color=BLUE, opacity=1).encode(x=alt.value(middle))
    dates = base.mark_text(align="right", color=MUTED).encode(x=alt.value(dates_end), text=f"{date}:N")
    texts = base.mark_text(align="left", limit=WIDTH - middle - 16).encode(x=alt.value(middle + 16), text=f"{label}:N")
    return (line + dots + dates + texts).properties(width=WIDTH, height=alt.Step(step))


def tiles(
    data: pd.DataFrame, name: str, *, group: str | None = None, per_row: int = 5, height: int = 46, signs: int = 17
) -> alt.LayerChart:
    """Return names as tiles, in rows under the heading of their group: what a list or a diagram holds.

    Args:
        data: one row per tile, in order.
        name: column with the text of the tile.
        group: column with the heading, None for one group without.
        per_row: tiles side by side.
        height: pixels of a tile, more where a name takes many lines.
        signs: how many Latin letters fit in a line (half as many Chinese characters).
    """
    groups = data[group] if group else pd.Series("", index=data.index)
    height = max(height, *(18 * len(_wrapped(str(text), signs)) + 8 for text in data[name]))
    rows, heads, top = [], [], 0
    for at, (heading, members) in enumerate(data.groupby(groups, sort=False)):
        if group:
            heads.append({"heading": heading, "y": top + 14})
            top += 24
        for position, text in enumerate(members[name]):
            x, y = position % per_row, top + position // per_row * (height + 6)
            rows.append(
                {
                    "name": text,
                    "text": "\n".join(_wrapped(str(text), signs)),
                    "x": x,
                    "y": y,
                    "colour": PALETTE[at % len(PALETTE)],
                }
            )
        top = rows[-1]["y"] + height + 14
    table = pd.DataFrame(rows)
    wide = WIDTH / per_row
    table = table.assign(left=table["x"] * wide, right=table["x"] * wide + wide - 8, bottom=table["y"] + height)
    table = table.assign(centre=(table["left"] + table["right"]) / 2, lines=table["text"].str.count("\n"))
    # A text of several lines hangs from its first one: raise it, so that the tile's middle is that of the text.
    table = table.assign(level=(table["y"] + table["bottom"] - 15 * table["lines"]) / 2)
    across = alt.Scale(domain=[0, WIDTH], nice=False, zero=False)
    down = alt.Scale(domain=[0, top - 8], reverse=True, nice=False, zero=False)
    base = alt.Chart(table).encode(tooltip=[alt.Tooltip("name:N", title=" ")])
    box = base.mark_rect(fillOpacity=0.12, cornerRadius=4, strokeWidth=1.4).encode(
        x=alt.X("left:Q", axis=None, scale=across),
        x2="right:Q",
        y=alt.Y("y:Q", axis=None, scale=down),
        y2="bottom:Q",
        color=alt.Color("colour:N", scale=None),
        stroke=alt.Color("colour:N", scale=None),
    )
    texts = base.mark_text(baseline="middle", fontSize=12, lineHeight=15, lineBreak="\n").encode(
        x=alt.X("centre:Q", axis=None, scale=across), y=alt.Y("level:Q", axis=None, scale=down), text="text:N"
    )
    headings = (
        alt.Chart(pd.DataFrame(heads, columns=["heading", "y"]))
        .mark_text(align="left", color=MUTED, fontWeight=600)
        .encode(x=alt.value(0), y=alt.Y("y:Q", axis=None, scale=down), text="heading:N")
    )
    return _sized(alt.layer(box, texts, *([headings] if heads else [])), width=WIDTH, height=top - 8)


def _wrapped(text: str, signs: int) -> list[str]:
    """Return a name in lines that fit a tile; Chinese characters are as wide as two Latin letters.

    >>> _wrapped("government applications", 17), _wrapped("流版签软件", 17)
    (['government', 'applications'], ['流版签软件'])
    """
    pieces = text.split(" ") if " " in text else [text]
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]} {piece}".strip()
        if lines[-1] and sum(2 if ord(sign) > 0x2E80 else 1 for sign in longer) > signs:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [part for line in lines for part in _broken(line, signs)]


def _broken(line: str, signs: int) -> list[str]:
    """Break a line of Chinese characters that is too long into lines of equal length."""
    width = sum(2 if ord(sign) > 0x2E80 else 1 for sign in line)
    if width <= signs or width == len(line):
        return [line]
    parts = -(-width // signs)
    size = -(-len(line) // parts)
    return [line[at : at + size] for at in range(0, len(line), size)]


def threshold(level: float, label: str) -> alt.LayerChart:
    """Return a level with its label, to be laid over columns or lines: ``columns(…) + threshold(…)``."""
    base = alt.Chart(pd.DataFrame({"level": [level], "label": [label]})).encode(y="level:Q")
    rule = base.mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[5, 3])
    return rule + base.mark_text(align="left", dx=4, dy=-8, color=INK).encode(x=alt.value(0), text="label:N")


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
    scale = alt.Scale(domain=list(names), range=[RED, BLUE])
    legend = alt.Legend(symbolType="circle") if highlight else None
    return (
        alt.Chart(table)
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            x=alt.X(
                f"{column}:N", title=None, sort=list(order) if order is not None else None, axis=alt.Axis(orient="top")
            ),
            y=alt.Y(f"{row}:N", title=None, sort=list(dict.fromkeys(data[row])), axis=alt.Axis(grid=True)),
            color=alt.Color("which:N", title=None, scale=scale, legend=legend),
            tooltip=shown,
        )
        .properties(width=WIDTH, height=alt.Step(step))
    )


def grouped(
    data: pd.DataFrame,
    x: str,
    value: str,
    series: str,
    *,
    axis: str,
    labels: dict[str, str],
    format: str = ",.4~g",
    height: int = 260,
) -> alt.LayerChart:
    """Return columns side by side, one group per period and one column per series, with the values on top."""
    table = _labelled(_decided(data), series, labels)
    colour = _colour(table, series, labels, legend=True, above=38)
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=None, sort=None, scale=_times(table[x])),
        xOffset=alt.XOffset(f"{series}_label:N", sort=list(labels.values())),
        y=alt.Y(f"{value}:Q", title=axis, axis=_axis(table[value], format, 4)),
        tooltip=[
            alt.Tooltip(f"{x}:O", title=" "),
            alt.Tooltip(f"{series}_label:N", title=" "),
            alt.Tooltip(f"{value}:Q", title=axis, format=format),
        ],
    )
    bar = base.mark_bar(strokeWidth=1.4).encode(color=colour, stroke=colour, fillOpacity=_fill(), strokeDash=_dash())
    return (bar + base.mark_text(dy=-9).encode(text=alt.Text(f"{value}:Q", format=format))).properties(
        width=WIDTH, height=height
    )


def whole_numbers(
    data: pd.DataFrame, category: str, *, axis: str, names: tuple[str, str, str], format: str = ".1%", step: int = 62
) -> alt.LayerChart:
    """Return a whole-number test: a band for what rounds to a printed share, ticks for what whole numbers can give.

    Args:
        data: one row per whole number, with ``share``, ``low``, ``high``, ``fits`` (see `measures.whole_numbers_near`)
            and ``text``, what is written at the tick.
        category: column with the label of the base; one row of ticks each.
        names: how the band, the ticks inside and the ticks outside of it are called.
    """
    order = list(dict.fromkeys(data[category]))
    table = data.assign(kind=[names[1] if fits else names[2] for fits in data["fits"]])
    bands = data.drop_duplicates(category).assign(kind=names[0])
    colour = alt.Color(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=list(names), range=[COLOURS["printed"], COLOURS["computed"], GREY]),
        legend=alt.Legend(symbolOpacity=1),
    )
    # The band is narrow: without nice=False and a little room the labels of the outer ticks are cut.
    room = (float(data["share"].max()) - float(data["share"].min())) * 0.12
    scale = alt.Scale(domain=[float(data["share"].min()) - room, float(data["share"].max()) + room], nice=False)
    y = alt.Y(f"{category}:N", sort=order, title=None)
    x = alt.X("share:Q", title=axis, scale=scale, axis=_axis(data["share"], format, 6))
    band = (
        alt.Chart(bands)
        .mark_bar(opacity=0.45, height=34)
        .encode(y=y, x=alt.X("low:Q", title=axis, scale=scale), x2="high:Q", color=colour)
    )
    base = alt.Chart(table).encode(
        y=y,
        x=x,
        tooltip=[
            alt.Tooltip(f"{category}:N", title=" "),
            alt.Tooltip("text:N", title=" "),
            alt.Tooltip("share:Q", title=axis, format=".2%"),
        ],
    )
    ticks = base.mark_tick(thickness=3, size=26, opacity=1).encode(color=colour)
    return (band + ticks + base.mark_text(dy=-23, fontSize=12).encode(text="text:N")).properties(
        width=WIDTH, height=alt.Step(step)
    )


def points_over_time(
    data: pd.DataFrame, category: str, value: str, period: str, *, axis: str, format: str = ",.4~g", step: int = 46
) -> alt.LayerChart:
    """Return one row per category with a point per period, for series of which only few periods are known.

    Args:
        data: one row per category and period; points whose ``evidence`` decides nothing are hollow.
        category: column with the names as shown.
        period: numeric column; it colours the points.
    """
    table = _decided(data)
    order = list(dict.fromkeys(table[category]))
    periods = sorted(set(table[period]))
    shades = [GREY, OLIVE, BLUE] if len(periods) == 3 else [GREY] * (len(periods) - 1) + [BLUE]
    colour = alt.Color(f"{period}:O", title=None, scale=alt.Scale(domain=periods, range=shades))
    y = alt.Y(f"{category}:N", sort=order, title=None)
    x = alt.X(
        f"{value}:Q",
        title=axis,
        scale=alt.Scale(zero=False, padding=24),
        axis=_axis(table[value], format, 6),
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
    reach = alt.Chart(table).mark_line(color=RULE, strokeWidth=2).encode(x=x, y=y, detail=f"{category}:N")
    points = base.mark_point(size=95, filled=True, strokeWidth=1.8, opacity=1).encode(
        color=_paper(colour), stroke=colour
    )
    return (reach + points).properties(width=WIDTH, height=alt.Step(step))


def boundary(level: float, label: str, reach: int | None = None) -> alt.LayerChart:
    """Return a level with its label as an upright rule, to be laid over horizontal bars: ``stacked(…) + boundary(…)``.

    Args:
        level: where the rule stands.
        label: what is written above it.
        reach: pixels down to which it is drawn, None for all the way.
    """
    base = alt.Chart(pd.DataFrame({"level": [level], "label": [label]})).encode(x="level:Q")
    rule = base.mark_rule(color=INK, strokeWidth=2.4)
    if reach is not None:
        rule = rule.encode(y=alt.value(-3), y2=alt.value(reach))
    return rule + base.mark_text(baseline="bottom", color=INK, fontWeight=600).encode(y=alt.value(-4), text="label:N")


def magnitudes(
    data: pd.DataFrame, category: str, value: str, *, axis: str, format: str = ",.4~g", step: int = 34
) -> alt.LayerChart:
    """Return one point per category on a logarithmic axis, for counts that are many times each other.

    Args:
        data: one row per point, largest first or in the order to be shown; values above 0.
        category: column with the names as shown.
        value: numeric column.
        axis: title of the value axis.
    """
    order = list(dict.fromkeys(data[category]))
    low, high = float(data[value].min()), float(data[value].max())
    scale = alt.Scale(type="log", domain=[low / 3, high * 4.9], nice=False)
    base = alt.Chart(_decided(data)).encode(
        y=alt.Y(f"{category}:N", sort=order, title=None, axis=alt.Axis(grid=True)),
        x=alt.X(f"{value}:Q", title=axis, scale=scale, axis=alt.Axis(format=format, tickCount=6)),
        tooltip=[alt.Tooltip(f"{category}:N", title=" "), alt.Tooltip(f"{value}:Q", title=axis, format=format)],
    )
    points = base.mark_point(filled=True, size=110, opacity=1, color=BLUE).encode(fillOpacity=_fill())
    return (points + base.mark_text(align="left", dx=10).encode(text=alt.Text(f"{value}:Q", format=format))).properties(
        width=WIDTH, height=alt.Step(step)
    )


def panels(
    data: pd.DataFrame,
    x: str,
    value: str,
    panel: str,
    *,
    axis: str,
    labels: dict[str, str],
    format: str = ",.4~g",
    per_row: int = 3,
) -> alt.FacetChart:
    """Return small columns over periods, one panel per thing, each on a scale of its own.

    Args:
        data: one row per panel and period.
        x: column with the period.
        value: numeric column, written on top of each column.
        panel: column with codes, in ``labels``.
        axis: title above all panels' values, with the unit in words.
        per_row: panels side by side.
    """
    table = _labelled(_decided(data), panel, labels)
    shown = [labels[code] for code in dict.fromkeys(table[panel])]
    wide = WIDTH / per_row - 24
    base = alt.Chart().encode(
        x=alt.X(f"{x}:O", title=None, sort="ascending", scale=_times(table[x].sort_values())),
        y=alt.Y(f"{value}:Q", axis=None, scale=alt.Scale(domainMin=0, padding=16)),
        tooltip=[
            alt.Tooltip(f"{panel}_label:N", title=" "),
            alt.Tooltip(f"{x}:O", title=" "),
            alt.Tooltip(f"{value}:Q", title=axis, format=format),
        ],
    )
    bar = base.mark_bar(strokeWidth=1.4, color=BLUE, stroke=BLUE).encode(fillOpacity=_fill(), strokeDash=_dash())
    figures = base.mark_text(dy=-9, fontSize=11).encode(text=alt.Text(f"{value}:Q", format=format))
    return (
        alt.layer(bar, figures, data=table)
        .properties(width=wide, height=120)
        .facet(facet=alt.Facet(f"{panel}_label:N", title=axis, sort=shown), columns=per_row, spacing=24)
        .resolve_scale(y="independent")
    )
