"""What differs between two sets of tables: values added, removed and revised, ranks that moved, other columns.

Rows are matched by the key of their table, numbers are compared as numbers (`41` is `41.0`). Where the key has a
``vintage``, a value that gets a newer vintage is a revision too: both stay, and both are told. A row that has its period
outside of its key and moves on to a later one is no revision: its value is new, beside that of the period before. Sources
and names that differ are told apart from values; shares and rates move by points.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from handbook.tables import rules
from handbook.tables.snapshot import TableError, Tables

__all__ = ["KINDS", "Change", "between", "between_tables", "periods", "replaced", "revisions", "revisions_digest"]

KINDS = ("added", "removed", "revised", "rank", "text", "contradiction", "schema", "claim", "verdict", "figure")
PERIODS = ("year", "period")
VINTAGE = "vintage"
_PROVENANCE = ("source", "evidence")
_NUMERIC = ("number", "integer")
_NOT_RANKED = ("", "rank", "year", "years")
_IN_POINTS = ("fraction", "percentage_points", "rank")
"""Units of which a difference is told, and no difference relative to it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between an old and a new edition.

    Attributes:
        kind: one of `KINDS`.
        table: where it is, ``audit`` for a verdict.
        key: the columns that name the row, with their values.
        column: the column, empty for a whole row.
        old: the value before, empty where there was none.
        new: the value now, empty where there is none.
        absolute: new less old, for numbers, in the unit of the column; for an added value less the one of the
            period before.
        relative: that over old, as a fraction of 1.
        unit: of the column.
        why: what a reader needs besides: the vintages of a revision, the period before, the reason of a verdict.
        page: the chapter in which it stands; empty where none is known.
    """

    kind: str
    table: str
    key: tuple[tuple[str, str], ...] = ()
    column: str = ""
    old: str = ""
    new: str = ""
    absolute: float | None = None
    relative: float | None = None
    unit: str = ""
    why: str = ""
    page: str = ""

    @property
    def size(self) -> float:
        """How far it moved, relative to what was there; for shares and rates, by how much of 1."""
        return abs(self.relative if self.relative is not None else self.absolute or 0)

    @property
    def row(self) -> str:
        """The key in words: `year 2022, part total`."""
        return ", ".join(f"{column} {value}".strip() for column, value in self.key)

    def as_row(self) -> dict[str, Any]:
        """Return it as one row of a table."""
        return {**asdict(self), "key": self.row}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _difference(old: str, new: str) -> tuple[float | None, float | None]:
    """Return new less old, and that over old; nothing for text.

    >>> _difference("50", "51"), _difference("0", "3"), _difference("a", "b")
    ((1.0, 0.02), (3.0, None), (None, None))
    """
    a, b = _number(old), _number(new)
    if a is None or b is None:
        return None, None
    absolute = float(f"{b - a:.10g}")
    return absolute, float(f"{absolute / abs(a):.10g}") if a else None


def _moved(old: str, new: str, unit: str) -> tuple[float | None, float | None]:
    """Return the difference of two values in a unit: years have none, shares and rates none relative to them.

    >>> _moved("2021", "2024", "year"), _moved("0.25", "0.5", "fraction"), _moved("50", "51", "tn_cny")
    ((None, None), (0.25, None), (1.0, 0.02))
    """
    absolute, relative = (None, None) if unit == "year" else _difference(old, new)
    return absolute, None if unit in _IN_POINTS else relative


def _same(old: str, new: str, kind: str) -> bool:
    return old == new or (kind in _NUMERIC and _number(old) == _number(new) is not None)


# ── two tables ───────────────────────────────────────────────────────────────────────────────────


def _named(columns: Sequence[str], values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(columns, values, strict=True))


def _keys(frame: pd.DataFrame, key: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(frame[column].tolist() for column in key), strict=True))


def between_tables(
    name: str, old: pd.DataFrame, new: pd.DataFrame, fields: Mapping[str, Mapping[str, Any]], key: Sequence[str]
) -> Iterator[Change]:
    """Yield the differences of two versions of one table.

    Args:
        name: of the table.
        old: its cells as text, as `Tables.text` gives them.
        new: the same of the new version.
        fields: its fields by name (type, unit).
        key: the columns that name a row.

    >>> fields = {"year": {"type": "year"}, "size": {"type": "number", "unit": "tn_cny"}}
    >>> old = pd.DataFrame({"year": ["2021", "2022"], "size": ["45.5", "50.2"]})
    >>> new = pd.DataFrame({"year": ["2022", "2023"], "size": ["50.4", "53.9"]})
    >>> for change in between_tables("sizes", old, new, fields, ["year"]):
    ...     print(change.kind, change.row, change.old, change.new, change.absolute)
    removed year 2021 45.5  None
    revised year 2022 50.2 50.4 0.2
    added year 2023  53.9 3.5
    """
    yield from _columns(name, old, new)
    common = [column for column in old.columns if column in new.columns]
    versions = _Versions(name, fields, [column for column in key if column in common] or common, common)
    rows_old, rows_new = versions.rows(old), versions.rows(new)
    earlier = _vintages(versions.key, rows_old)
    series = _Series(versions.key, rows_new)
    for at, row in rows_old.items():
        if at not in rows_new:
            yield from versions.removed(at, versions.named(row))
    for at, row in rows_new.items():
        if at in rows_old:
            if row != rows_old[at]:
                yield from versions.revised(at, versions.named(rows_old[at]), versions.named(row))
            continue
        vintage, last = earlier.get(_without_vintage(versions.key, at), ("", ()))
        if last:
            yield from versions.newer(at, versions.named(row), vintage, versions.named(last))
        else:
            period, before = series.before(at)
            yield from versions.added(
                at, versions.named(row), period, versions.named(rows_new[before]) if before else {}
            )
    yield from versions.ranks(old, new)


def _columns(name: str, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Change]:
    """Yield the columns that only one of two versions has."""
    for column in old.columns.difference(new.columns, sort=False):
        yield Change("schema", name, (), str(column), "column", "")
    for column in new.columns.difference(old.columns, sort=False):
        yield Change("schema", name, (), str(column), "", "column")


_Place = tuple[str, ...]
"""The values of a row's key."""
_Cells = tuple[str, ...]
"""The cells of a row in the columns that both versions have."""
_Row = Mapping[str, str]
"""The same by column."""


class _Versions:
    """What two versions of a table have in common, and the changes of single rows.

    Args:
        name: of the table.
        fields: its fields by name.
        key: the columns that name a row.
        common: the columns that both versions have.
    """

    def __init__(
        self, name: str, fields: Mapping[str, Mapping[str, Any]], key: Sequence[str], common: Sequence[str]
    ) -> None:
        self.name, self.fields, self.key, self.common = name, fields, list(key), list(common)
        self.values = [column for column in common if column not in key]
        # A period outside of the key says of which one the values of the row are.
        self.period = next((column for column in PERIODS if column in self.values), "")
        self.numbers = [
            column for column in self.values if self._type(column) in _NUMERIC and self._unit(column) != "year"
        ]
        # A row of text is shown by its first column that says something of it.
        text = [column for column in self.values if column not in (*_PROVENANCE, self.period)][:1]
        self.shown = self.numbers or text or [""]

    def _type(self, column: str) -> str:
        return str(self.fields.get(column, {}).get("type", "string"))

    def _unit(self, column: str) -> str:
        return str(self.fields.get(column, {}).get("unit", ""))

    def rows(self, frame: pd.DataFrame) -> dict[_Place, _Cells]:
        """Return the rows of one version by their keys."""
        return dict(zip(_keys(frame, self.key), _keys(frame, self.common), strict=True))

    def named(self, cells: _Cells) -> _Row:
        """Return the cells of a row by column."""
        return dict(zip(self.common, cells, strict=True))

    def removed(self, at: _Place, row: _Row) -> Iterator[Change]:
        """Yield the values of a row that is gone."""
        for column in self.shown:
            old, measure = str(row.get(column, "")), self._unit(column)
            yield Change("removed", self.name, _named(self.key, at), column, old, "", unit=measure)

    def revised(self, at: _Place, old: _Row, new: _Row) -> Iterator[Change]:
        """Yield the cells that differ in a row that both versions have."""
        place = _named(self.key, at)
        if self.period and old[self.period] != new[self.period]:
            yield from self._moved_on(place, old, new)
            return
        for column in self.values:
            if _same(old[column], new[column], self._type(column)):
                continue
            kind = "rank" if self._unit(column) == "rank" else "revised"
            yield self._change(kind if column in self.numbers else "text", place, column, old[column], new[column])

    def _moved_on(self, place: tuple[tuple[str, str], ...], old: _Row, new: _Row) -> Iterator[Change]:
        """Yield the values of a row that is of another period now, beside those of the period before."""
        place = (*place, (self.period, str(new[self.period])))
        for column in self.shown:
            yield self._beside(place, column, str(new.get(column, "")), str(old[self.period]), old)

    def _beside(self, place: tuple[tuple[str, str], ...], column: str, text: str, period: str, past: _Row) -> Change:
        """Return a value that is new, beside that of the period before; ranks of two periods are not compared."""
        before, measure = str(past.get(column, "")) if period else "", self._unit(column)
        if measure == "rank" or not before:
            return Change("added", self.name, place, column, "", text, unit=measure)
        absolute, relative = _moved(before, text, measure)
        why = f"{period}: {before}" if absolute is not None else ""
        return Change("added", self.name, place, column, "", text, absolute, relative, measure, why)

    def added(self, at: _Place, row: _Row, period: str, past: _Row) -> Iterator[Change]:
        """Yield the values of a row that is new, beside those of the period before; nothing where there is none."""
        for column in self.shown:
            yield self._beside(_named(self.key, at), column, str(row.get(column, "")), period, past)

    def newer(self, at: _Place, row: _Row, vintage: str, last: _Row) -> Iterator[Change]:
        """Yield the values of a row that has a newer vintage than the last one before."""
        why = f"{vintage} → {at[self.key.index(VINTAGE)]}"
        place = tuple((column, value) for column, value in _named(self.key, at) if column != VINTAGE)
        for column in self.shown:
            yield self._change("revised", place, column, last.get(column, ""), str(row.get(column, "")), why)

    def _change(
        self, kind: str, place: tuple[tuple[str, str], ...], column: str, old: str, new: str, why: str = ""
    ) -> Change:
        measure = self._unit(column)
        return Change(kind, self.name, place, column, old, new, *_moved(old, new, measure), measure, why)

    def ranks(self, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Change]:
        """Yield the ranks that moved among the rows that both versions have in the last period of both (three at least).

        Ranks of two periods, or among other rows, are not compared.
        """
        labels = [column for column in self.key if column not in (*PERIODS, VINTAGE)]
        if not labels:
            return
        over = [column for column in PERIODS if column in (*self.key, self.period)][:1]
        shared = sorted(set(old[over[0]]) & set(new[over[0]]) - {""})[-1:] if over else []
        if over and not shared:
            return
        for column in self.numbers:
            if self._unit(column) in _NOT_RANKED:
                continue
            values = [_values(frame, labels, over, shared, column) for frame in (old, new)]
            both = values[0].keys() & values[1].keys()
            if len(both) < 3:
                continue
            before, now = (_ranked({at: values_at[at] for at in both}) for values_at in values)
            for at in values[1]:
                if at in both and before[at] != now[at]:
                    place = (*_named(labels, at), *zip(over, shared, strict=True))
                    moved = float(now[at] - before[at])
                    yield Change("rank", self.name, place, column, str(before[at]), str(now[at]), moved)


def _without_vintage(key: Sequence[str], at: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for column, value in zip(key, at, strict=True) if column != VINTAGE)


def _vintages(key: Sequence[str], rows: Mapping[_Place, _Cells]) -> dict[_Place, tuple[str, _Cells]]:
    """Return the last vintage of each row, and the row, by the rest of the key; nothing where there are none."""
    if VINTAGE not in key:
        return {}
    place = list(key).index(VINTAGE)
    return {_without_vintage(key, at): (at[place], row) for at, row in rows.items()}


class _Series:
    """The rows of a version by their key without its period.

    Args:
        key: the columns that name a row.
        rows: of the version, by their keys.
    """

    def __init__(self, key: Sequence[str], rows: Iterable[_Place]) -> None:
        self._place = next((list(key).index(column) for column in PERIODS if column in key), -1)
        self._rows = rows

    @cached_property
    def _by_rest(self) -> dict[_Place, list[_Place]]:
        series: dict[_Place, list[_Place]] = {}
        for at in self._rows:
            series.setdefault(self._rest(at), []).append(at)
        return series

    def _rest(self, at: _Place) -> _Place:
        return (*at[: self._place], *at[self._place + 1 :])

    def before(self, at: _Place) -> tuple[str, _Place]:
        """Return the last period before that of a row, and the key of its row; nothing where there is none."""
        place = self._place
        earlier = [other for other in self._by_rest[self._rest(at)] if other[place] < at[place]] if place >= 0 else []
        last = max(earlier, key=lambda other: other[place], default=())
        return (last[place], last) if last else ("", ())


def _values(
    frame: pd.DataFrame, labels: Sequence[str], over: Sequence[str], period: Sequence[str], column: str
) -> dict[_Place, float]:
    """Return the numbers of one period by their labels, in the last vintage; nothing where a label comes twice."""
    for name, value in zip(over, period, strict=True):
        frame = frame[frame[name] == value]
    if VINTAGE in frame.columns:
        frame = frame[frame[VINTAGE] == next(iter(reversed(list(frame[VINTAGE]))), "")]
    filled = frame[frame[column] != ""]
    if filled.duplicated(subset=list(labels)).any():
        return {}
    return dict(zip(_keys(filled, labels), pd.to_numeric(filled[column], errors="coerce"), strict=True))


def _ranked(values: Mapping[_Place, float]) -> dict[_Place, int]:
    """Return the ranks of numbers, the largest first; equal ones share theirs."""
    ranks = pd.Series(list(values.values())).rank(ascending=False, method="min")
    return {at: int(rank) for at, rank in zip(values, ranks.fillna(0), strict=True)}


# ── two folders ──────────────────────────────────────────────────────────────────────────────────


def between(old: Tables, new: Tables) -> list[Change]:
    """Return the differences between the tables of two folders; a table that one lacks is the handbook's own.

    Raises:
        TableError: when a table cannot be read.
    """
    changes: list[Change] = []
    before, now = old.names, new.names
    changes += [Change("schema", name, (), "", "table", "") for name in before if name not in now]
    for name in now:
        if name not in before:
            changes.append(Change("schema", name, (), "", "", "table"))
            continue
        changes += _described(name, old, new)
        cells = old.text(name), new.text(name)
        if old is new.own:
            changes += new.derived(_of_table, name)
        elif not cells[0].equals(cells[1]):
            changes += between_tables(name, *cells, new.fields(name), new.key(name))
        changes += _contradictions(name, old, new)
    return changes


def _contradictions(name: str, old: Tables, new: Tables) -> Iterator[Change]:
    """Yield the totals that their parts contradict in the publication itself, and did not before; see `rules`."""
    known = {(wrong.column, *wrong.place.items()) for wrong in rules.contradictions(name, old)}
    for wrong in rules.contradictions(name, new):
        if (wrong.column, *wrong.place.items()) not in known:
            total = str(new.text(name)[wrong.column].iloc[wrong.at])
            why = wrong.expected
            yield Change("contradiction", name, tuple(wrong.place.items()), wrong.column, "", total, why=why)


def _described(name: str, old: Tables, new: Tables) -> Iterator[Change]:
    """Yield the columns whose type or unit is described otherwise."""
    before, now = old.fields(name), new.fields(name)
    for column in before:
        for property_ in ("type", "unit"):
            a, b = (str(fields.get(column, {}).get(property_, "")) for fields in (before, now))
            if column in now and a != b:
                yield Change("schema", name, (), column, f"{property_} {a}".strip(), f"{property_} {b}".strip())


def replaced(tables: Tables) -> list[str]:
    """Return the tables of a folder whose cells differ from the report's own, in the order of the data package."""
    own = tables.own
    return [
        name
        for name in tables.names
        if not tables.taken_over(name)
        and tables.file(name).parent != own.folder
        and (name not in own.names or not tables.text(name).equals(own.text(name)))
    ]


def periods(name: str, tables: Tables) -> tuple[str, str]:
    """Return the first and the last period of a table, empty where it has none."""
    for column in PERIODS:
        if column in tables.fields(name):
            values = sorted(value for value in tables.text(name)[column] if value)
            if values:
                return str(values[0]), str(values[-1])
    return "", ""


# ── revisions ────────────────────────────────────────────────────────────────────────────────────


def revisions(name: str, tables: Tables) -> list[Change]:
    """Return the numbers of a folder's table that revise those of the report's own.

    A chapter says so beside every figure that is drawn from them: no value is replaced in silence.
    """
    own = tables.own
    if tables.taken_over(name) or tables is own or name not in own.names:
        return []
    try:
        if tables.file(name).parent == own.folder:
            return []
        changes = tables.derived(_of_table, name)
    except TableError:
        return []
    return [change for change in changes if change.kind == "revised" and change.absolute is not None]


def _of_table(tables: Tables, name: str) -> list[Change]:
    """Return the differences between a folder's table and the report's own: figures, pages and exports ask for them."""
    own, cells = tables.own.text(name), tables.text(name)
    if own.equals(cells):
        return []
    return list(between_tables(name, own, cells, tables.fields(name), tables.key(name)))


def revisions_digest(name: str, tables: Tables) -> str:
    """Return a digest of what `revisions` finds."""
    rows = [change.as_row() for change in revisions(name, tables)]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
