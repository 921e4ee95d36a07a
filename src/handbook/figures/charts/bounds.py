"""Intervals of print and computation, and tests of whole numbers."""

from __future__ import annotations

from typing import Any

from handbook.figures.charts.chart import Chart, Look
from handbook.figures.charts.words import Cell, axis_title, in_words
from handbook.figures.marks import bounds as marks
from handbook.figures.table import Table
from handbook.language import Items, Phrase, Text
from handbook.language.numbers import formatted

__all__ = ["intervals", "whole_numbers"]


def intervals(
    table: Table,
    category: str,
    *,
    axis: Text,
    names: tuple[Text, Text] = (Phrase("the report"), Phrase("computed")),
    format: str = ",.4~g",
    step: int = 46,
) -> Chart:
    """Return print against computation: what each can stand for, as two bars per row; an exact value is a diamond.

    Args:
        table: columns ``printed_low``, ``printed_high``, ``low`` and ``high``, all in one unit.
        category: column with the name of each row.
        names: how print and computation are called.
    """

    def draw(look: Look) -> Any:
        called = [in_words(name, look.language) for name in names]
        return marks.intervals(
            look.rows(table),
            category,
            axis=in_words(axis, look.language),
            names=(called[0], called[1]),
            format=format,
            step=step,
        )

    spoken = Items(
        [
            _between(Cell(table, category, name), Cell(table, "low", low, format), Cell(table, "high", high, format))
            for name, low, high in table.rows[[category, "low", "high"]].itertuples(index=False)
        ]
    )
    return Chart(draw, Phrase("Intervals that follow by computation. {items}.", items=spoken))


def _between(name: Text, low: Cell, high: Cell) -> Phrase:
    """Return a name with its bounds, with one number where they are equal as written."""
    if formatted(low.value, low.format) == formatted(high.value, high.format):
        return Phrase("{name}: {value}", name=name, value=low)
    return Phrase("{name}: {low} to {high}", name=name, low=low, high=high)


def whole_numbers(
    table: Table,
    category: str,
    *,
    axis: Text | None = None,
    names: tuple[Text, Text, Text] = (
        Phrase("rounds to the number in the report"),
        Phrase("fits"),
        Phrase("does not fit"),
    ),
    format: str = ".1%",
    step: int = 62,
) -> Chart:
    """Return a whole-number test: a band for what rounds to a printed share, ticks for what whole numbers can give.

    Args:
        table: one row per whole number, with ``share``, ``low``, ``high``, ``fits`` and ``text``.
        category: column with the name of the base, one row of ticks each.
        names: how the band, the ticks inside and the ticks outside of it are called.
    """

    def draw(look: Look) -> Any:
        called = [in_words(name, look.language) for name in names]
        return marks.whole_numbers(
            look.rows(table),
            category,
            axis=axis_title(table, "share", axis, look.language),
            names=(called[0], called[1], called[2]),
            format=format,
            step=step,
        )

    inside = table.rows[table.rows["fits"]]["text"]
    return Chart(draw, Phrase("Ticks around a band. Inside: {items}.", items=Items(list(inside), Phrase("none"))))
