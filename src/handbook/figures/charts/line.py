"""Lines over periods, with numbers and names that stand clear of them."""

from __future__ import annotations

from typing import Any

from handbook.figures.charts.chart import Chart, Look
from handbook.figures.charts.words import Cell, Measure, series_of
from handbook.figures.marks import line as marks
from handbook.figures.table import Table
from handbook.language import Dated, Items, Phrase, Text, Words, written

__all__ = ["lines"]


def lines(
    table: Table,
    x: str,
    value: str,
    series: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    zero: bool = False,
    height: int = 280,
    revised: Words | None = None,
) -> Chart:
    """Return one line per series over periods, named at its last point; hollow points decide nothing.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per series and period.
        x: column with the period.
        value: numeric column.
        series: column with codes.
        zero: whether the axis begins at 0.
        revised: what the later vintage in the column ``later`` is called; its values are ticks.
    """
    measure = Measure.of(table, value, axis, format)
    known = table.rows.dropna(subset=[value])
    last = known[known[x] == known.groupby(series)[x].transform("max")]
    ends = Items(
        [
            Phrase(
                "{name}: {value}",
                name=Cell(table, series, row[series]),
                value=Dated(measure.spoken(row, revised), row[x], ""),
            )
            for row in last.to_dict("records")
        ]
    )

    def draw(look: Look) -> Any:
        return marks.lines(
            look.rows(table, keep=series),
            x,
            measure.drawn(look),
            series_of(table, series, look),
            zero=zero,
            height=height,
            revised=written(revised, look.language) if revised else "",
        )

    alt = Phrase("Lines: {axis}. At their ends, {items}.", axis=measure, items=ends)
    return Chart(draw, alt, measure.shift)
