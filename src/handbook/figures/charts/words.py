"""The words of charts: titles of axes, labels, and what an alternative text says of marks."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from handbook.figures.charts.chart import Look
from handbook.figures.marks.parts import Series, Values
from handbook.figures.table import Column, Table, in_unit_of_reader, scaled
from handbook.language import Items, Language, Phrase, Text, Words, percent, written
from handbook.language.numbers import formatted, number
from handbook.language.units import unit_words

__all__ = [
    "Cell",
    "Sentence",
    "Title",
    "alt_text",
    "axis_title",
    "chosen",
    "form_for",
    "format_of",
    "in_words",
    "named_mark",
    "names_of",
    "series_of",
    "spoken_rows",
    "spoken_value",
    "values_of",
]


SPOKEN = 12
"""How many marks an alternative text names one by one; of more it says the first and the last."""


def axis_title(table: Table, column: str, given: Text | None, language: Language) -> str:
    """Return the title of a value axis: the given sentence, or the title of the column, with the reader's unit."""
    about = table.columns.get(column, Column(column))
    title = about.heading(language) if given is None else in_words(given, language)
    return in_unit_of_reader(title, about.unit, table.shift(column, language), language.code)


def format_of(table: Table, column: str, given: str | None) -> str:
    """Return the D3 format of values: the given one, else percentages for fractions and four digits for other numbers.

    Numbers with more digits before the point keep them all; D3 would write them as powers of ten.

    >>> import pandas as pd
    >>> table = Table(pd.DataFrame({"companies": [190000, 6000]}), {"companies": Column("Companies")})
    >>> format_of(table, "companies", None), format_of(table.tail(1), "companies", None), format_of(table, "companies", ".2s")
    (',.0f', ',.4~g', '.2s')
    """
    if given or table.columns[column].unit == "fraction":
        return given or ".1%"
    return ",.0f" if (table[column].abs() >= 9_999.5).any() else ",.4~g"


def form_for(table: Table, column: str, format: str, language: Language) -> str:
    """Return a format of a column's own unit as one of the reader's: the same digits are shown.

    >>> import pandas as pd
    >>> table = Table(pd.DataFrame({"size": [645.2]}), {"size": Column("Size", "100m_cny")})
    >>> form_for(table, "size", ",.1f", Language("en")), form_for(table, "size", ",.4~g", Language("en"))
    (',.2f', ',.4~g')
    """
    shift = table.shift(column, language)
    fixed = re.fullmatch(r"(.*?)(?:\.(\d+))?(~?)([fd])", format)
    if not shift or fixed is None:
        return format
    return f"{fixed[1]}.{max(0, int(fixed[2] or 0) + shift)}{fixed[3]}f"


def names_of(table: Table, series: str, language: Language) -> dict[str, str]:
    """Return the labels of a series in the order of the data package, those that occur; other values name themselves."""
    labels = table.columns[series].labels
    codes = list(dict.fromkeys(table.rows[series]))
    ordered = [code for code in labels if code in codes] + [code for code in codes if code not in labels]
    return {code: str(table.columns[series].shown(code, language)) for code in ordered}


def values_of(table: Table, column: str, given: Text | None, format: str, language: Language) -> Values:
    """Return the values of a chart with the title of their axis in a language."""
    return Values(column, axis_title(table, column, given, language), form_for(table, column, format, language))


def series_of(table: Table, column: str, look: Look) -> Series:
    """Return the codes that tell the marks of a chart apart, with their labels and colours."""
    return Series(column, names_of(table, column, look.language), look.colours)


def chosen(table: Table, column: str, values: Iterable[object], language: Language) -> list[Any]:
    """Return cells as a reader sees them, to be found again among those of the chart."""
    return [table.columns[column].shown(value, language) for value in values]


@dataclass(frozen=True)
class Cell:
    """One cell in an alternative text."""

    table: Table
    column: str
    value: Any
    format: str = ""

    def written(self, language: Language) -> str:
        """Return the label of a code, or a number in the chart's format."""
        column = self.table.columns.get(self.column, Column(self.column))
        shown = column.shown(self.value, language)
        if isinstance(shown, str):
            return shown
        if self.format.endswith("%"):
            return written(percent(shown, int(self.format.strip("+,~%").lstrip(".") or 0)), language)
        if column.unit == "year" or self.column in ("year", "period"):
            return str(shown)
        shown = scaled(shown, self.table.shift(self.column, language))
        form = form_for(self.table, self.column, self.format, language)
        return formatted(shown, form) if form else number(shown)


def spoken_rows(
    table: Table, name: str, value: str, format: str, series: str = "", revised: Words | None = None
) -> Items:
    """Return names and values of the rows as a list for an alternative text, shortened where it would be long."""
    rows = table.rows.dropna(subset=[value])
    pairs = [
        Phrase(
            "{name} {value}",
            name=named_mark(table, row, name, series),
            value=spoken_value(table, row, value, format, revised),
        )
        for row in rows.to_dict("records")
    ]
    if len(pairs) > SPOKEN:
        pairs = [pairs[0], pairs[1], Phrase("{count} more", count=len(pairs) - 3), pairs[-1]]
    return Items(pairs, Phrase("nothing"))


def spoken_value(table: Table, row: Mapping[Hashable, Any], value: str, format: str, revised: Words | None) -> Text:
    """Return the value of a mark, and what a later vintage says of it where one does."""
    first = Cell(table, value, row[value], format)
    if revised is None or pd.isna(row.get("later")):
        return first
    later = Cell(table, value, row["later"], format)
    return Phrase("{first} ({vintage}: {later})", first=first, vintage=revised, later=later)


def named_mark(table: Table, row: Mapping[Hashable, Any], name: str, series: str) -> Text:
    """Return what a mark is called: its name, and its series where it has one."""
    cell = Cell(table, name, row[name])
    return Phrase("{name} {value}", name=cell, value=Cell(table, series, row[series])) if series else cell


@dataclass(frozen=True)
class Title:
    """The title of a value axis in an alternative text."""

    table: Table
    column: str
    given: Text | None

    def written(self, language: Language) -> str:
        """Return the title with its unit, where the title does not hold it."""
        title = axis_title(self.table, self.column, self.given, language)
        unit = unit_words(self.table.columns[self.column].unit, language.code, self.table.shift(self.column, language))
        named = self.given is not None or not unit or unit.lower() in title.lower()
        return title if named else title + language.translate(", ") + unit


def alt_text(
    kind: Phrase,
    table: Table,
    name: str,
    value: str,
    axis: Text | None,
    format: str,
    *,
    series: str = "",
    revised: Words | None = None,
) -> Phrase:
    """Return the alternative text of a chart: its kind, its value axis, and its marks by name.

    More than six parameters: what is said of a chart is all that was chosen for it.

    Args:
        kind: of chart.
        table: one row per mark.
        name: column with what a mark is called.
        value: numeric column.
        axis: title of the value axis; that of the column if None.
        format: D3 format of the values.
        series: a second column that tells marks of one name apart.
        revised: what the later vintage in the column ``later`` is called, if its values are drawn.
    """
    return Phrase(
        "{kind} ({axis}): {items}.",
        kind=kind,
        axis=Title(table, value, axis),
        items=spoken_rows(table, name, value, format, series, revised),
    )


def in_words(value: Text, language: Language) -> str:
    """Return a sentence of the author, or a typed value, in a language."""
    return language.translate(value) if isinstance(value, str) else written(value, language)


@dataclass(frozen=True)
class Sentence:
    """A sentence of the author or a typed value, inside another."""

    text: Text

    def written(self, language: Language) -> str:
        """Return the sentence in a language."""
        return in_words(self.text, language)
