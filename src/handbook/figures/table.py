"""Tables of a chapter: rows with what their columns are called, in which units, and with which labels.

A helper of a report prepares one and hands it on: a cell shows it, a chart draws it, a figure carries it. The rows
are a plain pandas frame; what a reader sees of them is worked out for each language at the end.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol

import pandas as pd

from handbook.language import Items, Language, Text, Value, Words, number, written
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import say
from handbook.language.units import amount, reader_power, unit_words
from handbook.quantities.words import moved

__all__ = [
    "Column",
    "Described",
    "Table",
    "described",
    "in_unit_of_reader",
    "labels_of",
    "plain",
    "scaled",
    "shown_cell",
    "typed",
    "words_in",
]


class Described(Protocol):
    """What a table needs to know of the data package."""

    languages: tuple[str, ...]

    def fields(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the fields of a data table by column."""
        ...


@dataclass(frozen=True)
class Column:
    """What a column is.

    Attributes:
        title: a sentence of the author, or words of the data package.
        unit: as in the data package, ``fraction``; nothing for text and bare numbers.
        labels: what codes are called, in their order; nothing for other columns.
        language: of the words in the column, where only those who read it see the column; nothing for all readers.
        units: column that names the unit of the number in each row, where they have several.
    """

    title: Text
    unit: str = ""
    labels: Mapping[str, Text] = field(default_factory=dict)
    language: str = ""
    units: str = ""

    def shown(self, value: Any, language: Language) -> Any:
        """Return a cell as a reader of a language sees it: labels for codes, numbers as they are."""
        if isinstance(value, str):
            return written(self.labels[value], language) if value in self.labels else value
        return value.written(language) if isinstance(value, Value) else plain(value)

    def heading(self, language: Language) -> str:
        """Return the title in a language."""
        return language.translate(self.title) if isinstance(self.title, str) else written(self.title, language)


@dataclass(frozen=True)
class Table:
    """Rows with what their columns are.

    Attributes:
        rows: any frame; columns ``source`` and ``evidence`` say where each row comes from and how sure it is.
        columns: those that a reader sees, by their names in ``rows``.
        tables: names of the data tables that the rows come from.
        behind: frames that the rows were computed from: their sources are cited as well.
        facts: typed values for the sentences about it.
    """

    rows: pd.DataFrame
    columns: Mapping[str, Column]
    tables: tuple[str, ...] = ()
    behind: tuple[pd.DataFrame, ...] = ()
    facts: Mapping[str, Text] = field(default_factory=dict)

    def __getitem__(self, column: str) -> pd.Series:
        """Return a column of the rows."""
        _all_known([column], self.rows.columns)
        return self.rows[column]

    def __len__(self) -> int:
        return len(self.rows)

    def head(self, count: int = 5) -> Table:
        """Return the first rows."""
        return self.having(self.rows.head(count))

    def tail(self, count: int = 5) -> Table:
        """Return the last rows."""
        return self.having(self.rows.tail(count))

    def having(self, rows: pd.DataFrame) -> Table:
        """Return the same table with other rows."""
        return replace(self, rows=rows)

    def where(self, **values: object) -> Table:
        """Return the rows that have some values.

        >>> parts = Table(pd.DataFrame({"year": [2021, 2022], "size": [45.5, 50.2]}), {"size": Column("Size")})
        >>> parts.where(year=2022)["size"].tolist()
        [50.2]
        """
        _all_known(values, self.rows.columns)
        mask = pd.Series(True, index=self.rows.index)
        for column, value in values.items():
            mask &= self.rows[column] == value
        return self.having(self.rows[mask])

    def apart(self, column: str) -> list[Table]:
        """Return one table for each value of a column, in the order in which the values first stand in it.

        >>> parts = Table(pd.DataFrame({"year": [2022, 2021, 2022], "size": [4.1, 3.7, 0.9]}), {"size": Column("Size")})
        >>> [part["size"].tolist() for part in parts.apart("year")]
        [[4.1, 0.9], [3.7]]
        """
        _all_known([column], self.rows.columns)
        return [self.having(rows) for _, rows in self.rows.groupby(column, sort=False)]

    def known(self, *columns: str) -> Table:
        """Return the rows that have a value in each of some columns.

        >>> parts = Table(pd.DataFrame({"year": [2021, 2022], "size": [None, 50.2]}), {"size": Column("Size")})
        >>> parts.known("size")["year"].tolist()
        [2022]
        """
        _all_known(columns, self.rows.columns)
        return self.having(self.rows.dropna(subset=list(columns)))

    def only(self, *columns: str) -> Table:
        """Return the same rows with some of the columns to be seen, in that order."""
        _all_known(columns, self.columns)
        return replace(self, columns={name: self.columns[name] for name in columns})

    def names(self, column: str, codes: Iterable[str] | None = None, *, either: bool = False) -> Items:
        """Return what codes of a column are called, as a list inside a sentence.

        Args:
            column: with labels.
            codes: which of them, in which order; by default all that stand in the rows, each once.
            either: whether only one of them is meant, see `Items`.

        >>> labels = {"a": Words({"en": "Iron ore"}), "b": Words({"en": "Steel"})}
        >>> table = Table(pd.DataFrame({"part": ["b", "a", "b"]}), {"part": Column("Part", labels=labels)})
        >>> table.names("part").written(Language("en")), table.names("part", ["a"]).written(Language("en"))
        ('steel and iron ore', 'iron ore')
        """
        _all_known([column], self.columns)
        labels, wanted = self.columns[column].labels, list(self[column].unique() if codes is None else codes)
        _all_known(wanted, labels, f"{column} has no label for")
        names = [labels[code] for code in wanted]
        return Items([name.inside if isinstance(name, Words) else name for name in names], either=either)

    def computed_from(self, *frames: pd.DataFrame) -> Table:
        """Return the same table as one whose rows were computed from some frames too, whose sources are cited as well."""
        return replace(self, behind=(*self.behind, *frames))

    def saying(self, **facts: Text) -> Table:
        """Return the same table with further facts, typed values for the sentences about it."""
        return replace(self, facts={**self.facts, **facts})

    def shift(self, key: str, language: Language) -> int:
        """Return by how many powers of ten the reader's unit of a column is larger than its own; 0 where it is the same.

        All columns of one unit are read in the same.
        """
        return self.shift_of(self.columns[key].unit if key in self.columns else "", (), language)

    def shift_of(self, unit: str, others: Sequence[float], language: Language) -> int:
        """Return the same for a unit; where no column of the table has it, by other numbers that stand beside it."""
        alike = [name for name, column in self.columns.items() if column.unit == unit and name in self.rows.columns]
        numbers = [self.rows[name].abs().max() for name in alike if pd.api.types.is_numeric_dtype(self.rows[name])]
        largest = max((float(number) for number in numbers or map(abs, others) if pd.notna(number)), default=0.0)
        return reader_power(unit, largest, language.code) if unit and language.code else 0

    def renamed(self, language: Language) -> dict[str, str]:
        """Return the columns that a chart draws in another unit than their names say, with the names they have there.

        ``size_100m_cny`` is drawn as ``size_bn_cny`` where a reader counts in billions.
        """
        columns = [
            (key, column.unit, self.shift(key, language))
            for key, column in self.columns.items()
            if key in self.rows.columns and pd.api.types.is_numeric_dtype(self.rows[key])
        ]
        # A name without a unit says nothing wrong; it may be a word of Vega-Lite besides.
        said = [(key, unit, moved(unit, shift)) for key, unit, shift in columns if shift]
        said += [(key, unit.partition("_")[0], new.partition("_")[0]) for key, unit, new in said]
        return {key: key.removesuffix(unit) + new for key, unit, new in said if key.endswith(f"_{unit}")}

    def headings(self, language: Language) -> list[dict[str, Any]]:
        """Return what a reader sees of the columns: key, title, unit, its words, type, and which ranks are shared.

        Where the language has no word for a unit, ``reader`` holds title and words of the one it is read in, and by
        how many powers of ten that is larger.
        """
        entries = []
        for key in self._shown(language):
            column = self.columns[key]
            entry: dict[str, Any] = {
                "key": key,
                "title": column.heading(language),
                "unit": column.unit,
                "unit_shown": unit_words(column.unit, language.code) if column.unit else "",
                "type": "number" if pd.api.types.is_numeric_dtype(self.rows[key]) else "text",
            }
            if f"{key}_tied" in self.rows.columns:
                entry["ties"] = sorted({int(rank) for rank in self.rows.loc[self.rows[f"{key}_tied"], key]})
            if entry["type"] == "number" and (shift := self.shift(key, language)):
                entry["reader"] = {
                    "title": in_unit_of_reader(entry["title"], column.unit, shift, language.code, add=False),
                    "unit_shown": unit_words(column.unit, language.code, shift),
                    "shift": shift,
                }
            entries.append(entry)
        return entries

    def cells(self, language: Language) -> list[list[Any]]:
        """Return the rows as a reader of a language sees them, by the columns of `headings`."""
        keys, read = self._shown(language), self._row_by_row(language)
        rows = read.rows[keys].itertuples(index=False)
        return [
            [read.columns[key].shown(value, language) for key, value in zip(keys, row, strict=True)] for row in rows
        ]

    def _row_by_row(self, language: Language) -> Table:
        """Return the table with each row in a unit that the reader has a word for, where its rows name their units."""
        numbers: dict[str, list[str]] = {}
        for key, column in self.columns.items():
            if key in self.rows.columns and column.units in self.rows.columns and language.code:
                numbers.setdefault(column.units, []).append(key)
        rows, columns = self.rows, dict(self.columns)
        for units, keys in numbers.items():
            largest = rows[keys].abs().max(axis=1)
            shifts = [reader_power(unit, size, language.code) for unit, size in zip(rows[units], largest, strict=True)]
            said = [moved(unit, shift) if shift else unit for unit, shift in zip(rows[units], shifts, strict=True)]
            scaled_up = {key: [scaled(value, by) for value, by in zip(rows[key], shifts, strict=True)] for key in keys}
            words = {unit: unit_words(unit, language.code) for unit, shift in zip(said, shifts, strict=True) if shift}
            rows = rows.assign(**scaled_up, **{units: said})
            columns[units] = replace(columns[units], labels={**columns[units].labels, **words})
        return replace(self, rows=rows, columns=columns)

    def html(self, language: Language, most: int = 40) -> str:
        """Return the table as HTML for a notebook, at most so many rows; what stands in cells is escaped."""
        headings = self.headings(language)
        rows = self.cells(language)
        frame = pd.DataFrame(
            [[shown_cell(cell, column) for cell, column in zip(row, headings, strict=True)] for row in rows[:most]],
            columns=[column.get("reader", column)["title"] for column in headings],
        )
        more = f"<p>… +{len(rows) - most}</p>" if len(rows) > most else ""
        return f"{frame.to_html(index=False, border=0)}{more}"

    def labelled(self, language: Language, keep: str | None = None) -> pd.DataFrame:
        """Return the rows for a chart: codes, typed values and units are replaced by what a reader sees.

        Args:
            language: of the reader.
            keep: a column whose codes stay, since the chart colours by them.
        """
        shown = {
            key: [column.shown(value, language) for value in self.rows[key]]
            for key, column in self.columns.items()
            if key in self.rows.columns and key != keep and not pd.api.types.is_numeric_dtype(self.rows[key])
        }
        numbers = {
            key: [scaled(value, shift) for value in self.rows[key]]
            for key in self.columns
            if key in self.rows.columns
            and pd.api.types.is_numeric_dtype(self.rows[key])
            and (shift := self.shift(key, language))
        }
        return self.rows.assign(**shown, **numbers)

    def _shown(self, language: Language) -> list[str]:
        names = [name for name in map(str, self.rows.columns) if name in self.columns]
        # A column of later values says nothing where no value was revised.
        names = [name for name in names if not (name == "later" and self.rows[name].isna().all())]
        return [name for name in names if self.columns[name].language in ("", language.code)]

    def __repr__(self) -> str:
        language = Language("")
        shown = pd.DataFrame(self.cells(language), columns=[entry["title"] for entry in self.headings(language)])
        return shown.to_string(index=False)


def shown_cell(cell: Any, column: Mapping[str, Any]) -> str:
    """Return a cell as a reader sees it: percentages, thousands separators, shared ranks, a dash for what is missing.

    Args:
        cell: as in `Table.cells`.
        column: as in `Table.headings`.

    >>> shown_cell(0.415, {"unit": "fraction", "key": "share"}), shown_cell(3, {"unit": "rank", "key": "rank", "ties": [3]})
    ('41.5%', '=3')
    >>> shown_cell(645.2, {"unit": "100m_cny", "key": "size", "reader": {"shift": 1}})
    '64.52'
    >>> shown_cell(2022, {"unit": "year", "key": "year"}), shown_cell(152977, {"unit": "cny", "key": "output"})
    ('2022', '152,977')
    """
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, bool):
        return "✓" if cell else "–"
    if not isinstance(cell, int | float):
        return str(cell)
    if "ties" in column:
        return f"{'=' if int(cell) in column['ties'] else ''}{int(cell)}"
    if column["unit"] == "fraction":
        decimals = 2 if abs(cell) < 0.1 and round(cell * 1000) != cell * 1000 else 1
        return amount(cell, "fraction", decimals, WRITTEN_IN)
    if column["unit"] == "year" or (isinstance(cell, int) and column["key"] in ("year", "period")):
        return str(cell)
    cell = scaled(cell, column.get("reader", {}).get("shift", 0))
    if isinstance(cell, float) and cell != round(cell):
        decimals = len(f"{cell:.10g}".partition(".")[2])
        return number(cell, min(decimals, 4 if abs(cell) < 1 else 2))
    return number(cell, 0)


def scaled(value: Any, shift: int) -> Any:
    """Return a number in a unit that is so many powers of ten larger, with the digits that it had.

    >>> scaled(645.2, 1), scaled(1.52, -2), scaled(7, 0)
    (64.52, 152.0, 7)
    """
    if shift == 0 or pd.isna(value):
        return value
    return float(Decimal(repr(float(value))).scaleb(-shift))


def in_unit_of_reader(title: str, unit: str, shift: int, language: str, *, add: bool = True) -> str:
    """Return a title with the reader's unit in the place of the column's own.

    Args:
        title: of a column or an axis.
        unit: of the column, as in the data package.
        shift: see `Table.shift`.
        language: code.
        add: whether a title that names no unit has it added.

    >>> in_unit_of_reader("Size (100 million yuan)", "100m_cny", 1, "en"), in_unit_of_reader("Size", "100m_cny", 1, "en")
    ('Size (billion yuan)', 'Size, billion yuan')
    """
    if not shift:
        return title
    own, new = unit_words(unit, language), unit_words(unit, language, shift)
    at = title.lower().find(own.lower())
    if at < 0:
        return f"{title}{say(language, ', ')}{new}" if add else title
    return title[:at] + (new if at else new[:1].upper() + new[1:]) + title[at + len(own) :]


def labels_of(tables: Described, table: str, column: str) -> dict[str, Words]:
    """Return the codes of a column of a data table with their labels, in the order of the data package.

    Raises:
        KeyError: for a column without labels, with the line to add.
    """
    labels = tables.fields(table)[column].get("labels")
    if not labels:
        order = ", ".join(tables.languages)
        raise KeyError(f"{table}.{column} has no labels in datapackage.yaml: add `labels: {{code: [{order}]}}`.")
    return {str(code): Words(dict(zip(tables.languages, forms, strict=False))) for code, forms in labels.items()}


def title_of(entry: Mapping[str, Any], languages: Sequence[str], default: str = "") -> Words:
    """Return the title of a field, table or figure in each language: ``title``, and ``title_zh`` and so on.

    Args:
        entry: as it is described.
        languages: the author's first.
        default: where it has no title.

    >>> title_of({"title": "Year", "title_zh": "年份"}, ("en", "zh")).forms
    {'en': 'Year', 'zh': '年份'}
    """
    author, *others = languages
    own = str(entry.get("title") or default)
    return Words({author: own, **{code: str(entry.get(f"title_{code}") or own) for code in others}})


def words_in(rows: pd.DataFrame, **columns: str) -> list[Words]:
    """Return for each row the words that its columns hold, one column per language.

    >>> words_in(pd.DataFrame({"name": ["平台"], "name_en": ["Platform"]}), en="name_en", zh="name")[0].forms
    {'en': 'Platform', 'zh': '平台'}
    """
    return [
        Words(dict(zip(columns, forms, strict=True)))
        for forms in zip(*(rows[c] for c in columns.values()), strict=True)
    ]


def typed(values: Iterable[Text], rows: pd.DataFrame) -> pd.Series:
    """Return typed values, one per row, as a column of these rows.

    >>> typed([Words({"en": "Data"})], pd.DataFrame({"share": [0.5]}))[0].forms
    {'en': 'Data'}
    """
    return pd.Series(list(values), index=rows.index, dtype=object)


def _near(name: str, known: Iterable[str]) -> str:
    """Return the names that are like one, all where none is."""
    names = list(map(str, known))
    return ", ".join(difflib.get_close_matches(name, names, n=3) or names)


def _all_known(names: Iterable[str], known: Collection[str], lacking: str = "the table has no column") -> None:
    """Raise `KeyError` for the first name that is not among those that there are, naming the near ones."""
    for name in names:
        if name not in known:
            raise KeyError(f"{lacking} {name!r}; write one that it has: {_near(name, known)}.")


def described(tables: Described, rows: pd.DataFrame, /, *names: str, **columns: Column) -> Table:
    """Return rows as a table whose columns are called as the data package calls them; `Table.saying` adds its facts.

    Args:
        tables: the tables of the run.
        rows: prepared from one or several data tables.
        names: of these; the first that has a column of that name describes it.
        columns: what no data table describes, or describes otherwise.

    Raises:
        TypeError: for a description that is no `Column`.
    """
    for key in (key for key, column in columns.items() if not isinstance(column, Column)):
        meant = key if key in rows.columns else next(iter(rows.columns), key)
        raise TypeError(
            f"described({key}={columns[key]!r}): expected a Column. Describe each column by its own name, such as "
            f'{meant}=Column("Title"); the rows have {_near(key, rows.columns)}.'
        )
    described_columns: dict[str, Column] = {}
    for name in reversed(names):
        for key, entry in tables.fields(name).items():
            if key in ("source", "evidence"):
                continue
            title = title_of(entry, tables.languages, key)
            labels = labels_of(tables, name, key) if entry.get("labels") else {}
            unit, language, units = (str(entry.get(word, "")) for word in ("unit", "language", "units"))
            described_columns[key] = Column(title, unit, labels, language, units)
    return Table(rows, {**described_columns, **columns}, names)


def plain(value: Any) -> Any:
    """Return a cell as JSON: numbers to ten significant digits, so that every machine writes the same.

    >>> plain(0.1 + 0.2), plain(float("nan")), plain(pd.NA)
    (0.3, None, None)
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    return float(f"{value:.10g}") if isinstance(value, float) else str(value)
