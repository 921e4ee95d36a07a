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
    "Measure",
    "Sentence",
    "alt_text",
    "axis_title",
    "chosen",
    "form_for",
    "format_of",
    "in_words",
    "named_mark",
    "names_of",
    "series_of",
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


@dataclass(frozen=True)
class Measure:
    """The values of a chart; it writes itself as the title of their axis.

    Attributes:
        table: that is drawn.
        column: with the values.
        given: the title of their axis; that of the column where None is.
        format: of the values in D3, in the unit of the column.
    """

    table: Table
    column: str
    given: Text | None
    format: str

    @classmethod
    def of(cls, table: Table, column: str, axis: Text | None = None, format: str | None = None) -> Measure:
        """Return the values of a column with what a chapter wants otherwise than usual: title, format."""
        return cls(table, column, axis, format_of(table, column, format))

    def drawn(self, look: Look) -> Values:
        """Return the values as a drawing takes them: with title and format as a reader sees them."""
        title = axis_title(self.table, self.column, self.given, look.language)
        return Values(self.column, title, form_for(self.table, self.column, self.format, look.language))

    def shift(self, language: Language) -> int:
        """Return by how many powers of ten a reader's unit is larger than the column's."""
        return self.table.shift(self.column, language)

    def spoken(self, row: Mapping[Hashable, Any], revised: Words | None = None) -> Text:
        """Return the value of a mark, and what a later vintage says of it where one does."""
        first = Cell(self.table, self.column, row[self.column], self.format)
        if revised is None or pd.isna(row.get("later")):
            return first
        later = Cell(self.table, self.column, row["later"], self.format)
        return Phrase("{first} ({vintage}: {later})", first=first, vintage=revised, later=later)

    def written(self, language: Language) -> str:
        """Return the title of the axis with the unit, where the title does not hold it."""
        title = axis_title(self.table, self.column, self.given, language)
        unit = unit_words(self.table.columns[self.column].unit, language.code, self.shift(language))
        named = self.given is not None or unit.lower() in title.lower() or title.lower() in unit.lower()
        return title if named else title + language.translate(", ") + unit


def spoken_rows(measure: Measure, name: str, series: str = "", revised: Words | None = None) -> Items:
    """Return names and values of the rows as a list for an alternative text, shortened where it would be long."""
    table = measure.table
    pairs = [
        Phrase("{name}: {value}", name=named_mark(table, row, name, series), value=measure.spoken(row, revised))
        for row in table.rows.dropna(subset=[measure.column]).to_dict("records")
    ]
    if len(pairs) > SPOKEN:
        pairs = [pairs[0], pairs[1], Phrase("{count} more", count=len(pairs) - 3), pairs[-1]]
    return Items(pairs, Phrase("nothing"))


def named_mark(table: Table, row: Mapping[Hashable, Any], name: str, series: str) -> Text:
    """Return what a mark is called: its name, and its series where it has one."""
    cell = Cell(table, name, row[name])
    return Phrase("{name} {value}", name=cell, value=Cell(table, series, row[series])) if series else cell


def alt_text(kind: Phrase, measure: Measure, name: str, *, series: str = "", revised: Words | None = None) -> Phrase:
    """Return the alternative text of a chart: its kind, its value axis, and its marks by name.

    Args:
        kind: of chart.
        measure: its values, one row per mark.
        name: column with what a mark is called.
        series: a second column that tells marks of one name apart.
        revised: what the later vintage in the column ``later`` is called, if its values are drawn.
    """
    return Phrase(
        "{kind}: {axis}. {items}.", kind=kind, axis=measure, items=spoken_rows(measure, name, series, revised)
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
