"""Points and ticks: pairs, rankings, distributions, few periods, magnitudes, memberships, events."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from handbook.figures.charts.chart import Chart, Look
from handbook.figures.charts.words import SPOKEN, Cell, Measure, alt_text, axis_title, chosen, in_words, names_of
from handbook.figures.marks import points as marks
from handbook.figures.table import Table
from handbook.language import Dated, Items, Phrase, Text

__all__ = ["magnitudes", "membership", "paired", "points_over_time", "ranking", "strip", "timeline"]


def paired(
    table: Table,
    category: str,
    first: str,
    second: str,
    *,
    axis: Text | None = None,
    names: tuple[Text, Text] | None = None,
    codes: tuple[str, str] = ("", ""),
    format: str | None = None,
    step: int = 34,
) -> Chart:
    """Return two points per category joined by a line: what changed, or what differs.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per category.
        first: numeric column of the one point.
        second: numeric column of the other.
        axis: title of the value axis; that of ``second`` by default.
        names: how the two are called; their titles by default.
        codes: what they are among the colours of the report.
    """
    measure = Measure.of(table, second, axis, format)

    def draw(look: Look) -> Any:
        called = [
            in_words(names[at], look.language) if names else table.columns[column].heading(look.language)
            for at, column in enumerate((first, second))
        ]
        return marks.paired(
            look.rows(table),
            category,
            first,
            measure.drawn(look),
            names=(called[0], called[1]),
            codes=codes,
            step=step,
            colours=look.colours,
        )

    return Chart(draw, alt_text(Phrase("Pairs of points, the second"), measure, category))


def ranking(
    table: Table,
    value: str,
    name: str,
    *,
    named: Sequence[Hashable],
    highlight: Sequence[Hashable] = (),
    axis: Text | None = None,
    height: int = 320,
) -> Chart:
    """Return a whole ranking as points from the largest to the smallest value, with some of them named.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per thing, with a column ``rank``.
        named: cells of ``name`` that are written beside their points.
        highlight: those in the accent colour.
    """

    def draw(look: Look) -> Any:
        return marks.ranking(
            look.rows(table),
            value,
            name,
            axis=axis_title(table, value, axis, look.language),
            rank_axis=table.columns["rank"].heading(look.language),
            named=chosen(table, name, named, look.language),
            highlight=chosen(table, name, highlight, look.language),
            height=height,
        )

    some = table.having(table.rows[table.rows[name].isin(list(named))])
    return Chart(draw, alt_text(Phrase("A ranking with named points"), Measure(some, value, axis, ",.4~g"), name))


def strip(
    table: Table,
    value: str,
    name: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    highlight: Sequence[Hashable] = (),
) -> Chart:
    """Return ticks on one line, for a distribution of few things, the highlighted ones named."""
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.strip(
            look.rows(table),
            measure.drawn(look),
            name,
            highlight=chosen(table, name, highlight, look.language),
        )

    return Chart(draw, alt_text(Phrase("Ticks on one line"), measure, name))


def points_over_time(
    table: Table,
    category: str,
    value: str,
    period: str,
    *,
    axis: Text | None = None,
    format: str | None = None,
    step: int = 46,
) -> Chart:
    """Return one row per category with a point per period, for series of which few periods are known.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.
    """
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.points_over_time(
            look.rows(table),
            category,
            measure.drawn(look),
            period,
            step=step,
        )

    spoken = Items(
        [
            Phrase(
                "{name}: {value}",
                name=Cell(table, category, row[category]),
                value=Dated(measure.spoken(row), row[period], ""),
            )
            for row in table.rows.to_dict("records")
        ]
    )
    return Chart(draw, Phrase("Points by series. {items}.", items=spoken))


def magnitudes(
    table: Table, category: str, value: str, *, axis: Text | None = None, format: str | None = None, step: int = 34
) -> Chart:
    """Return one point per category on a logarithmic axis, for numbers that are many times each other."""
    measure = Measure.of(table, value, axis, format)

    def draw(look: Look) -> Any:
        return marks.magnitudes(
            look.rows(table),
            category,
            measure.drawn(look),
            step=step,
        )

    return Chart(draw, alt_text(Phrase("Points on a logarithmic axis"), measure, category))


def membership(
    table: Table,
    row: str,
    column: str,
    *,
    highlight: Sequence[Hashable] = (),
    names: tuple[Text, Text] = ("", ""),
    detail: str | None = None,
    step: int = 26,
) -> Chart:
    """Return a grid of dots: which row belongs to which column.

    More than six parameters: a chapter names what it wants otherwise than usual, and nothing else.

    Args:
        table: one row per membership.
        row: column with the names at the left.
        column: column with the groups along the top, in the order of their labels.
        highlight: cells of ``row`` in the accent colour.
        names: how highlighted and other rows are called.
        detail: column with what a tooltip adds.
    """

    def draw(look: Look) -> Any:
        called = [in_words(name, look.language) for name in names]
        return marks.membership(
            look.rows(table),
            row,
            column,
            highlight=chosen(table, row, highlight, look.language),
            names=(called[0], called[1]),
            order=list(names_of(table, column, look.language).values()),
            detail=detail,
            step=step,
        )

    counts = list(table.rows.groupby(row, sort=False)[column].count().items())
    groups = Items(
        [Phrase("{name}: {value}", name=Cell(table, row, str(name)), value=count) for name, count in counts][:SPOKEN]
    )
    return Chart(draw, Phrase("A grid of dots, with the number of groups of each name. {items}.", items=groups))


def timeline(table: Table, date: str, label: str, *, step: int = 40) -> Chart:
    """Return events in the order of their dates along a line.

    Args:
        table: one row per event.
        date: column with the date as shown.
        label: column with what happened.
    """

    def draw(look: Look) -> Any:
        return marks.timeline(look.rows(table), date, label, step=step)

    events = [
        Phrase("{name}: {value}", name=Cell(table, date, d), value=Cell(table, label, e))
        for d, e in zip(table[date], table[label], strict=True)
    ]
    return Chart(draw, Phrase("A timeline. {items}.", items=Items(events)))
