"""The cells of a table in the types of its columns, and the cells and keys that keep it from being read so."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from handbook.tables.problems import Problem
from handbook.tables.table import Table

__all__ = ["fitting", "in_type", "misfits", "repeated"]

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_LONGEST = {"number": 60, "integer": 18, "year": 18}
"""So many signs a number may have: no measurement has more, and a whole number is kept in 64 bits."""


_IN_PYTHON: dict[str, tuple[re.Pattern[str], Callable[[str], float]]] = {
    "number": (_NUMBER, float),
    "integer": (_INTEGER, int),
    "year": (_INTEGER, int),
}
_YES_NO = {"true": True, "false": False}


def in_type(cells: Sequence[str], kind: str) -> list[Any]:
    """Return cells in a type of the data package, None for each that is empty or does not have it; texts as they are.

    >>> in_type(["41.0", "", "many"], "number"), in_type(["true"], "boolean"), in_type([""], "string")
    ([41.0, None, None], [True], [''])
    """
    if kind not in (*_IN_PYTHON, "boolean"):
        return list(cells)
    known: Mapping[str, Any] = _YES_NO
    if kind in _IN_PYTHON:
        (pattern, make), longest = _IN_PYTHON[kind], _LONGEST[kind]
        known = {cell: make(cell) for cell in set(cells) if len(cell) <= longest and pattern.fullmatch(cell)}
    return list(map(known.get, cells))


def _column(values: Sequence[Any], kind: str) -> pd.Series:
    """Return what `in_type` gives as a column of a frame."""
    if kind == "number":
        return pd.Series(values, dtype="float64")
    if kind in ("integer", "year"):
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if kind == "boolean":
        return pd.Series([math.nan if value is None else value for value in values])
    return pd.Series(values, dtype="str")


_WORDS = {"integer": "a whole number", "number": "a number", "year": "a year", "boolean": "true or false"}


def _twice(table: Table, key: Sequence[str], first: int, at: int) -> str:
    """Say where the first row with the same key stands, and in what the two differ."""
    apart = [
        f"{column} {table.as_written(column, first)!r} and {table.as_written(column, at)!r}"
        for column in table.frame.columns
        if table.cells(column)[first] != table.cells(column)[at]
    ]
    before = f"Row {table.rows[first]} has this key too"
    if not apart:
        return f"{before}; they are equal: one of them is enough."
    return f"{before}; they differ in {', '.join(apart)}: write into {' or '.join(key)} what each of them stands for."


def misfits(table: Table, fields: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield the cells that do not have the type of their column."""
    for column, entry in fields.items():
        if column not in table.frame:
            continue
        kind, cells = entry.get("type", "string"), table.cells(column)
        values = in_type(cells, kind)
        bad = [at for at, value in enumerate(values) if value is None and cells[at]] if None in values else []
        expected = _WORDS.get(kind, kind)
        if any(len(cells[at]) > _LONGEST.get(kind, 0) for at in bad if kind in _LONGEST):
            expected += f" of at most {_LONGEST[kind]} signs"
        for at in bad:
            place = (table.file_at(at), table.rows[at], table.header_at(column, at))
            yield Problem(*place, table.as_written(column, at), expected)


def repeated(table: Table, key: Sequence[str]) -> Iterator[Problem]:
    """Yield the rows whose key another row of the table has already."""
    first: dict[tuple[str, ...], int] = {}
    for at, cells in enumerate(table.tuples(key) if key else ()):
        if (before := first.setdefault(cells, at)) != at:
            place = (table.file_at(at), table.rows[at], " + ".join(key))
            yield Problem(*place, ", ".join(cells), "each key once", _twice(table, key, before, at))


def fitting(table: Table, fields: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the columns that a table has in their types; cells that do not fit are left empty."""
    kinds = {name: entry.get("type", "string") for name, entry in fields.items() if name in table.frame}
    return pd.DataFrame({name: _column(in_type(table.cells(name), kind), kind) for name, kind in kinds.items()})
