"""Columns that stand: one per period, side by side, or in panels."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from handbook.figures.charts.chart import Chart, Look
from handbook.figures.charts.words import Measure, alt_text, chosen, series_of
from handbook.figures.marks import upright as marks
from handbook.figures.table import Table
from handbook.language import Phrase, Text, Words, written

__all__ = ["columns", "grouped", "panels"]


def columns(
    table: Table,
    x: str,
    value: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    highlight: Sequence[Hashable] = (),
    height: int = 260,
    revised: Words | None = None,
) -> Chart:
    """Return upright columns, one per period, with the value on top.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per period, in their order; ``later`` holds what a later vintage says.
        x: column with the period.
        value: numeric column.
        revised: what the later vintage is called; its values are ticks.

    The others are those of `bars`.
    """
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.columns(
            look.rows(table),
            x,
            measure.drawn(look),
            highlight=chosen(table, x, highlight, look.language),
            height=height,
            revised=written(revised, look.language) if revised else "",
        )

    return Chart(draw, alt_text(Phrase("Columns"), measure, x, revised=revised), measure.shift)


def grouped(
    table: Table,
    x: str,
    value: str,
    series: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    height: int = 260,
) -> Chart:
    """Return columns side by side, one group per period and one column per series, with the values on top.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.
    """
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.grouped(
            look.rows(table, keep=series),
            x,
            measure.drawn(look),
            series_of(table, series, look),
            height=height,
        )

    return Chart(draw, alt_text(Phrase("Columns side by side"), measure, x, series=series))


def panels(
    table: Table,
    x: str,
    value: str,
    panel: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    per_row: int = 3,
) -> Chart:
    """Return small columns over periods, one panel per thing, each on a scale of its own.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.
    """
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.panels(
            look.rows(table, keep=panel),
            x,
            measure.drawn(look),
            series_of(table, panel, look),
            per_row=per_row,
        )

    return Chart(draw, alt_text(Phrase("Small columns"), measure, panel, series=x))
