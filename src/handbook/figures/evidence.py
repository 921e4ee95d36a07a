"""Unverified values in what a chapter says: which numbers rest on values of which no copy was seen, and whether it says so.

Chapters compute with plain floats, which know no evidence. A number that stands in a sentence is therefore traced back to
the cells that the chapter read: it is one of them, or the sum, difference, ratio or growth of two of one column, or the
sum of a group. Floats that were computed in the same way agree to nine digits, and others hardly do, so the trace is an
index of fingerprints and needs no second run. What good evidence gives as well, or the report prints, is not unverified.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from handbook.audit import Claim
from handbook.language import Count, Language, Number, Period, Rank, Text, Words, written
from handbook.language.interface import say
from handbook.language.values import Change, Comparison, Direction
from handbook.quantities import UnitError, factor
from handbook.quantities.printed import PrintError
from handbook.tables.snapshot import Tables

__all__ = ["UNVERIFIED", "Cells", "figures_of", "unmarked"]

UNVERIFIED = "unverified"
"""Evidence of values that were recalled: no copy was seen."""

_CLOSE = 1e-9
_BARE = _COMPUTED = 3
"""So many significant digits a bare number needs to be told from others, and a number that is traced to two cells."""

_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_OPERANDS = (Change, Direction, Comparison)


class Figure(NamedTuple):
    """A number that a sentence holds: in base units where it has a unit, as it is where it has none."""

    value: float
    measured: bool
    least: int = 2
    """So many significant digits it needs to be told from others: a bare number one more than one with a unit, or a level."""


def figures_of(value: Any) -> Iterator[Figure]:
    """Yield the numbers that a typed value holds, those of its parts included; not periods, ranks and counts of rows.

    >>> list(figures_of(Number(4.5, "100m_cny"))), list(figures_of([Change(11, 10), Period(2022), "IaaS"]))
    ([Figure(value=450000000.0, measured=True, least=2)], [Figure(value=11.0, measured=False, least=2), Figure(value=10.0, measured=False, least=2)])
    """
    if isinstance(value, Number):
        yield Figure(float(value.value) * _factor(value.unit), bool(value.unit))
    elif isinstance(value, str | bool | Period | Rank | Count | Words) or value is None:
        return
    elif isinstance(value, int | float | Fraction | Decimal | np.number):
        yield Figure(float(value), False, _BARE)
    elif isinstance(value, _OPERANDS):
        operands = [getattr(value, field.name) for field in fields(value)][:2]
        yield from (Figure(float(operand), False) for operand in operands)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from figures_of(part)
    elif is_dataclass(value):
        for field in fields(value):
            part = getattr(value, field.name)
            if not isinstance(part, int | float):  # how many decimals, how many items
                yield from figures_of(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from figures_of(part)


def _factor(unit: str) -> float:
    try:
        return float(factor(unit))
    except UnitError:
        return 1.0


class Column(NamedTuple):
    """The numbers of one column: as they stand, in base units, and whether each is only unverified; with their groups."""

    raw: np.ndarray[Any, Any]
    scaled: np.ndarray[Any, Any]
    weak: np.ndarray[Any, Any]
    groups: tuple[np.ndarray[Any, Any], ...]


class Cells:
    """The numbers that a chapter read, and those that the report prints.

    Args:
        tables: of the run.
        names: the tables that were read.
        claims: of the chapter, whose numbers stand in the report whatever a table says.
    """

    def __init__(self, tables: Tables, names: Sequence[str], claims: Sequence[Claim] = ()) -> None:
        self._tables, self._names, self._claims = tables, names, claims

    @cached_property
    def _printed(self) -> np.ndarray[Any, Any]:
        """What the claims print, in base units; dates are no numbers."""
        printed = []
        for claim in self._claims:
            with contextlib.suppress(PrintError, UnitError):
                printed.append(float(claim.quantity.value))
        return np.array(printed, dtype=float)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of numbers of the tables that say how sure each row is."""
        return [column for name in self._names for column in self._columns_of(name)]

    @cached_property
    def _weak(self) -> list[Column]:
        """Those of them that hold an unverified value."""
        return [column for column in self.columns if column.weak.any()]

    def _columns_of(self, name: str) -> Iterator[Column]:
        described = self._tables.fields(name)
        if "evidence" not in described:
            return
        frame = self._tables.read(name)
        keys = [c for c, entry in described.items() if entry.get("type", "string") == "string" or c == "year"]
        codes = [pd.factorize(frame[key])[0] for key in keys if key in frame and key not in ("source", "evidence")]
        for column, entry in described.items():
            unit = str(entry.get("unit", ""))
            if column not in frame or entry.get("type") not in ("number", "integer") or unit in ("year", "rank"):
                continue
            raw = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            filled = ~np.isnan(raw)
            weak = (frame["evidence"] == UNVERIFIED).to_numpy(dtype=bool)[filled]
            groups = tuple(code[filled] for code in codes)
            yield Column(raw[filled], raw[filled] * _factor(unit), weak, groups)

    def unverified(self, figure: Figure) -> bool:
        """Return whether a number rests on unverified values, as far as it can be traced."""
        if not self._weak or not np.isfinite(figure.value) or _digits(figure.value) < figure.least:
            return False
        if _near(self._printed, figure.value).any():
            return False
        direct = [column.weak[_near(_values(column, figure), figure.value)] for column in self.columns]
        if cells := [cell for hits in direct for cell in hits]:
            return all(cells)
        if _digits(figure.value) < _COMPUTED:
            return False
        computed = [hit for column in self._weak for hit in _computed(column, figure)]
        return bool(computed) and all(computed)


def _values(column: Column, figure: Figure) -> np.ndarray[Any, Any]:
    return column.scaled if figure.measured else column.raw


def _computed(column: Column, figure: Figure) -> Iterator[bool]:
    """Yield for each way to compute a number from a column whether an unverified value takes part."""
    values, size = _values(column, figure), abs(figure.value)
    pairs = column.weak[:, None] | column.weak[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = values[:, None] / values[None, :]
        for result in (ratio, ratio - 1, values[:, None] - values[None, :], values[:, None] + values[None, :]):
            near = _near(np.abs(result), size)
            np.fill_diagonal(near, val=False)
            yield from (bool(hit) for hit in pairs[near])
    for codes in column.groups:
        sums = np.bincount(codes + 1, weights=values)
        doubtful = np.bincount(codes + 1, weights=column.weak) > 0
        yield from (bool(hit) for hit in doubtful[_near(sums, figure.value)])


def _near(values: np.ndarray[Any, Any], value: float) -> np.ndarray[Any, Any]:
    near: np.ndarray[Any, Any] = np.isclose(values, value, rtol=_CLOSE, atol=0)
    return near


def _digits(value: float) -> int:
    """Return how many significant digits a number has, as written to ten of them.

    >>> _digits(0.40), _digits(450000000.0), _digits(1614.7), _digits(2 / 3)
    (1, 2, 5, 10)
    """
    return len(Decimal(f"{value:.10g}").normalize().as_tuple().digits)


# ── sentences ────────────────────────────────────────────────────────────────────────────────────


def unmarked(text: str, values: Sequence[Text], language: Language, cells: Cells) -> list[dict[str, str]]:
    """Return the values in a text that are unverified in a sentence that does not say so, each with what it lacks.

    Args:
        text: as it is read, with its values.
        values: those that it holds.
        language: of the text.
        cells: what the chapter read.
    """
    mark = say(language.code, UNVERIFIED, context="grade")
    missing = []
    for value in values:
        if not any(map(cells.unverified, figures_of(value))):
            continue
        form = written(value, language)
        told = [sentence for sentence in _SENTENCES.split(text) if form in sentence] or [text]
        missing += [{"value": form, "sentence": at, "mark": mark} for at in told if mark.lower() not in at.lower()]
    return missing
