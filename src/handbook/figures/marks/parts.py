"""What the kinds of charts share: axes, colours, hollow marks for weak evidence, ticks of a later vintage."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import altair as alt
import pandas as pd

from handbook.figures.theme import ACCENT, BLUE, GREY, INK, PALETTE, PAPER
from handbook.language.numbers import formatted
from handbook.quantities.printed import DECIDING

__all__ = [
    "Series",
    "Values",
    "accented",
    "beside",
    "colour_of",
    "decided",
    "later_tick",
    "outlined",
    "paper",
    "sized",
    "times",
    "told",
    "value_axis",
    "weak_dash",
    "weak_fill",
    "when",
    "with_labels",
    "with_later",
]


class Values(NamedTuple):
    """The values of a chart: their numeric column, the title of their axis, with the unit in words, and a D3 format."""

    column: str
    axis: str
    format: str = ",.4~g"


class Series(NamedTuple):
    """What tells the marks of a chart apart: a column of codes, how each is shown, and the colours of some."""

    column: str
    labels: dict[str, str]
    colours: Mapping[str, str] = {}


def decided(data: pd.DataFrame) -> pd.DataFrame:
    """Return the data with a column that says whether each value's evidence may decide."""
    solid = data["evidence"].isin(DECIDING) if "evidence" in data.columns else pd.Series(True, index=data.index)
    return data.assign(solid=solid.to_numpy())


def value_axis(values: pd.Series, format: str, count: int = 5) -> alt.Axis:
    """Return a value axis: as many decimals as the distance of its ticks needs, none between whole numbers.

    >>> value_axis(pd.Series([1, 3]), "d").to_dict()
    {'format': ',f', 'tickCount': 5, 'tickMinStep': 1}
    >>> value_axis(pd.Series([0.1, 0.25]), "+.1%", 4).to_dict()
    {'format': '%', 'tickCount': 4}
    """
    axis = alt.Axis(format="%" if format.endswith("%") else ",f", tickCount=count)
    if (values.dropna() % 1 == 0).all():
        axis.tickMinStep = 1
    return axis


def times(values: pd.Series, **scale: Any) -> Any:
    """Return the scale of an axis of years: a year without a value has its place, so that no step looks too short.

    Args:
        values: of the axis, in their order; where they are no years nothing is added.
        scale: what else the scale has.

    >>> times(pd.Series([2022, 2023, 2025])).to_dict(), times(pd.Series(["2023H1", "2025H1"])).to_dict()
    ({'domain': [2022, 2023, 2024, 2025]}, {'domain': ['2023H1', '2024H1', '2025H1']})
    >>> [times(pd.Series(v)) for v in ([2022, 2023], ["2022", "2023H1", "2025"], ["b", "a"])]
    [Undefined, Undefined, Undefined]
    """
    periods = list(dict.fromkeys(values))
    dated = [match for value in periods if (match := re.fullmatch(r"((?:19|20)\d\d)(H[12]|Q[1-4])?", str(value)))]
    years = [int(match[1]) for match in dated]
    if len(dated) == len(periods) > 1 and len({match[2] for match in dated}) == 1 and years == sorted(years):
        whole = range(years[0], years[-1] + 1)
        if len(whole) > len(years):
            ending = dated[0][2] or ""
            scale["domain"] = [f"{year}{ending}" if isinstance(periods[0], str) else year for year in whole]
    return alt.Scale(**scale) if scale else alt.Undefined


# Channels are said in Altair's own classes. `alt.value`, `alt.condition` and short texts are dictionaries, for which it
# seeks the class anew each time: a hundred times as long, half the time of a chart.


def when(test: str, value: Any) -> dict[str, Any]:
    """Return the condition of a channel: its value where a test of Vega's is true."""
    return {"test": test, "value": value}


def weak_fill(key: str = "solid") -> alt.FillOpacityValue:
    """Return the opacity of a filling: none to speak of where the evidence decides nothing."""
    return alt.FillOpacityValue(0.08, condition=when(f"datum.{key}", 1))


def weak_dash() -> alt.StrokeDashValue:
    """Return the dashes of an outline: none where the evidence decides."""
    return alt.StrokeDashValue([3, 2], condition=when("datum.solid", []))


def outlined(base: alt.Chart, colour: Any) -> alt.Chart:
    """Return bars or columns in a colour, with an outline that stays where the evidence decides nothing."""
    bar = base.mark_bar(strokeWidth=1.4)
    return bar.encode(color=colour, stroke=colour, fillOpacity=weak_fill(), strokeDash=weak_dash())


def accented(column: str, cells: Sequence[Any]) -> Any:
    """Return the accent colour for marks with some cells, grey for the others."""
    chosen = {"field": column, "oneOf": list(cells)}
    return alt.ColorValue(GREY, condition={"test": chosen, "value": ACCENT})


def beside(data: pd.DataFrame, names: str, **channel: Any) -> alt.Y:
    """Return the names at the left of a chart, in the order of the rows."""
    return alt.Y(f"{names}:N", sort=list(dict.fromkeys(data[names])), title=None, **channel)


def colour_of(
    data: pd.DataFrame,
    series: str | None,
    labels: dict[str, str] | None,
    own: Mapping[str, str],
    legend: bool,
    above: int | None = None,
) -> Any:
    """Return the colour channel: by code, in the order of the labels (or of first appearance), shown with labels.

    Args:
        own: colour by code, of the report's things; others take the palette in its order.
        above: pixels between plot and legend, where the title of the value axis stands between them.
    """
    if series is None:
        return alt.ColorValue(BLUE)
    codes = [c for c in (labels or {}) if (data[series] == c).any()] or list(dict.fromkeys(data[series]))
    colours = [own.get(code, PALETTE[at % len(PALETTE)]) for at, code in enumerate(codes)]
    shown = [(labels or {}).get(code, code) for code in codes]
    field = f"{series}_label"
    scale = alt.Scale(domain=shown, range=colours)
    shown_legend = (alt.Legend() if above is None else alt.Legend(offset=above)) if legend else None
    return alt.Color(f"{field}:N", scale=scale, sort=shown, title=None, legend=shown_legend)


def paper(colour: Any) -> Any:
    """Return the colour of points: of their line where evidence decides, of the page (hollow) where it does not."""
    return alt.Color(
        **{**colour.to_dict(), "condition": {"test": "!datum.solid", "value": PAPER}},
    )


def with_labels(data: pd.DataFrame, series: str | None, labels: dict[str, str] | None) -> pd.DataFrame:
    """Return the data with what the codes of a series are called, in a column ``…_label``."""
    if series is None:
        return data
    return data.assign(**{f"{series}_label": [(labels or {}).get(code, code) for code in data[series]]})


def with_later(table: pd.DataFrame, value: str, name: str, format: str) -> pd.DataFrame | None:
    """Return the rows with what a later vintage says of them, None where none says anything.

    Args:
        table: rows with a column ``later`` (see `handbook.figures.charts.columns`), or without.
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
        formatted(first, format) + ("" if pd.isna(new) else f" → {formatted(new, format)}")
        for first, new in zip(table[value], table["later"], strict=True)
    ]
    sure = table["later_evidence"].isin(DECIDING) if "later_evidence" in table.columns else True
    return table.assign(written=texts, top=table[[value, "later"]].max(axis=1), revision=name, sure=sure)


def later_tick(base: alt.Chart, name: str, offset: int | None = None, **mark: Any) -> alt.Chart:
    """Return a tick where a later vintage puts a value, with a key that names it; its place is still to be encoded."""
    key = alt.Legend(symbolType="stroke", symbolStrokeWidth=2, symbolStrokeColor=INK)
    if offset is not None:
        key.offset = offset
    scale = alt.Scale(domain=[name], range=[INK])
    fill = alt.Fill("revision:N", title=None, scale=scale, legend=key)
    tick = base.transform_filter("isValid(datum.later)").mark_tick(thickness=3, opacity=1, strokeWidth=1.2, **mark)
    # Vega-Lite has no hollow tick: the page shows through one that decides nothing.
    return tick.encode(fill=fill, stroke=alt.StrokeValue(INK), fillOpacity=weak_fill("sure"))


def sized(chart: alt.LayerChart | alt.FacetChart, **size: Any) -> alt.LayerChart:
    """Return layers of single views with a width and a height; Altair's types allow for facets too."""
    return cast("alt.LayerChart", chart.properties(**size))


def told(names: Sequence[str], value: str, axis: str, format: str) -> list[alt.Tooltip]:
    """Return a tooltip: what a mark is, a line for each name without a title, then its value.

    Args:
        names: columns with their kinds, ``year:O``.
        value: numeric column.
        axis: what the value is called.
        format: D3 format of the value.

    >>> [line.to_dict()["title"] for line in told(["year:O"], "size", "Size", ".1f")]
    [' ', 'Size']
    """
    lines = [alt.Tooltip(name, title=" ") for name in names]
    return [*lines, alt.Tooltip(f"{value}:Q", title=axis, format=format)]
