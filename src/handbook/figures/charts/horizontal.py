"""Bars that lie: single ones and such as are divided into parts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any, Literal

from handbook.figures.charts.chart import Chart, Look
from handbook.figures.charts.words import Measure, alt_text, chosen, series_of
from handbook.figures.marks import horizontal as marks
from handbook.figures.table import Table
from handbook.language import Phrase, Text, Words, written

__all__ = ["bars", "stacked"]


def bars(
    table: Table,
    category: str,
    value: str,
    *,
    series: str | None = None,
    axis: Text | None = None,
    format: str | None = None,
    highlight: Sequence[Hashable] = (),
    sort: Literal["-x"] | None = None,
    step: int = 30,
) -> Chart:
    """Return horizontal bars, one per row, with the value at their end.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per bar; a row whose evidence decides nothing is hollow.
        category: column with the names beside the bars.
        value: numeric column.
        series: column with codes that colour the bars.
        axis: title of the value axis; that of the column by default.
        format: D3 format of the values; by the unit of the column by default.
        highlight: cells of ``category`` in the accent colour.
        sort: ``"-x"`` for the largest first, None for the order of the rows.
        step: pixels per bar.
    """
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.bars(
            look.rows(table, keep=series),
            category,
            measure.drawn(look),
            parts=series_of(table, series, look) if series else None,
            highlight=chosen(table, category, highlight, look.language),
            sort=sort,
            step=step,
        )

    # Bars of one name are told apart by their series.
    by = series if series and table[category].duplicated().any() else ""
    return Chart(draw, alt_text(Phrase("Bars"), measure, category, series=by), measure.shift)


def stacked(
    table: Table,
    category: str,
    value: str,
    series: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    normalize: bool = False,
    step: int = 38,
    least: float = 0.0,
    revised: Words | None = None,
) -> Chart:
    """Return one horizontal bar per category, divided into parts, each with its value.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per category and part.
        series: column with the codes of the parts, drawn in the order of their labels.
        normalize: whether all bars are equally long, as shares of their sum.
        least: parts below this fraction of the longest bar carry no number; it would not fit into them.
        revised: what the later vintage in the column ``later`` is called; its values are ticks.
    """
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.stacked(
            look.rows(table, keep=series),
            category,
            measure.drawn(look),
            series_of(table, series, look),
            normalize=normalize,
            step=step,
            least=least,
            revised=written(revised, look.language) if revised else "",
        )

    if normalize:
        return Chart(draw, alt_text(Phrase("Stacked bars of one length"), measure, category, series=series))
    bars = replace(measure, table=_wholes(table, category, value))
    return Chart(draw, alt_text(Phrase("Stacked bars, whole length"), bars, category, revised=revised), measure.shift)


def _wholes(table: Table, category: str, value: str) -> Table:
    """Return one row per bar with its whole length, and with that of a later vintage where one revises a part.

    >>> import pandas as pd
    >>> parts = Table(pd.DataFrame({"year": [1, 1], "size": [2.0, 3.0], "later": [None, 4.0]}), {})
    >>> _wholes(parts, "year", "size").rows.to_dict("records")
    [{'year': 1, 'size': 5.0, 'later': 6.0}]
    """
    if "later" not in table.rows.columns:
        return table.having(table.rows.groupby(category, sort=False)[value].sum().reset_index())
    known = table.rows.assign(revised=table["later"].notna(), later=table["later"].fillna(table[value]))
    bars = known.groupby(category, sort=False).agg({value: "sum", "later": "sum", "revised": "any"}).reset_index()
    return table.having(bars.assign(later=bars["later"].where(bars["revised"])).drop(columns="revised"))
