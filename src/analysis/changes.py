"""What differs between two sets of tables: values added, removed and revised, ranks that moved, other columns.

Rows are matched by the key of their table, numbers are compared as numbers (`41` is `41.0`). Where the key has a
``vintage``, a value that gets a newer vintage is a revision too: both stay, and both are told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.tables import TableError

__all__ = ["KINDS", "Change", "between", "between_tables", "periods", "replaced", "revisions", "revisions_digest"]

KINDS = ("added", "removed", "revised", "rank", "schema", "verdict", "figure")
PERIODS = ("year", "period")
VINTAGE = "vintage"
_PROVENANCE = ("source", "evidence")
_NUMERIC = ("number", "integer")
_NOT_RANKED = ("rank", "year", "years")


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


def _same(old: str, new: str, kind: str) -> bool:
    return old == new or (kind in _NUMERIC and _number(old) == _number(new) is not None)


# ── two tables ───────────────────────────────────────────────────────────────────────────────────


def _named(columns: Sequence[str], values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(columns, values, strict=True))


def _keys(frame: pd.DataFrame, key: Sequence[str]) -> list[tuple[str, ...]]:
    return list(frame[list(key)].itertuples(index=False, name=None))


def between_tables(
    name: str, old: pd.DataFrame, new: pd.DataFrame, fields: Mapping[str, Mapping[str, Any]], key: Sequence[str]
) -> Iterator[Change]:
    """Yield the differences of two versions of one table.

    Args:
        name: of the table.
        old: its cells as text, as `analysis.tables.text` gives them.
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
    for column in [*old.columns.difference(new.columns, sort=False), *new.columns.difference(old.columns, sort=False)]:
        gone = column in old.columns
        yield Change("schema", name, (), str(column), "column" if gone else "", "" if gone else "column")
    common = [column for column in old.columns if column in new.columns]
    key = [column for column in key if column in common] or common
    values = [column for column in common if column not in key]
    numbers = [column for column in values if fields.get(column, {}).get("type") in _NUMERIC]
    rows_old = dict(zip(_keys(old, key), old.to_dict("records"), strict=True))
    rows_new = dict(zip(_keys(new, key), new.to_dict("records"), strict=True))
    earlier = _vintages(key, rows_old)
    shown = numbers or [column for column in values if column not in _PROVENANCE][:1]

    def unit(column: str) -> str:
        return str(fields.get(column, {}).get("unit", ""))

    for at, row in rows_old.items():
        if at not in rows_new:
            for column in shown or [""]:
                yield Change("removed", name, _named(key, at), column, str(row.get(column, "")), "", unit=unit(column))
    for at, row in rows_new.items():
        before = rows_old.get(at)
        if before is not None:
            for column in values:
                kind = str(fields.get(column, {}).get("type", "string"))
                if not _same(before[column], row[column], kind):
                    absolute, relative = _difference(before[column], row[column])
                    moved = "rank" if unit(column) == "rank" else "revised"
                    yield Change(
                        moved,
                        name,
                        _named(key, at),
                        column,
                        before[column],
                        row[column],
                        absolute,
                        relative,
                        unit(column),
                    )
            continue
        vintage, last = earlier.get(_without_vintage(key, at), ("", None))
        for column in shown or [""]:
            text = str(row.get(column, ""))
            if last is None:
                period, past = _period_before(key, at, rows_new)
                absolute, relative = _difference(str(past.get(column, "")), text) if period else (None, None)
                told = f"{period}: {past[column]}" if absolute is not None else ""
                yield Change("added", name, _named(key, at), column, "", text, absolute, relative, unit(column), told)
            else:
                absolute, relative = _difference(last[column], text)
                told = f"{vintage} → {at[list(key).index(VINTAGE)]}"
                place = tuple((c, v) for c, v in _named(key, at) if c != VINTAGE)
                yield Change("revised", name, place, column, last[column], text, absolute, relative, unit(column), told)
    yield from _ranks(name, old, new, key, numbers, unit)


def _without_vintage(key: Sequence[str], at: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for column, value in zip(key, at, strict=True) if column != VINTAGE)


def _vintages(key: Sequence[str], rows: Mapping[tuple[str, ...], dict[Any, Any]]) -> dict[tuple[str, ...], Any]:
    """Return the last vintage of each row, and the row, by the rest of the key; nothing where there are none."""
    if VINTAGE not in key:
        return {}
    place = list(key).index(VINTAGE)
    return {_without_vintage(key, at): (at[place], row) for at, row in rows.items()}


def _period_before(
    key: Sequence[str], at: tuple[str, ...], rows: Mapping[tuple[str, ...], dict[Any, Any]]
) -> tuple[str, dict[Any, Any]]:
    """Return the last period before that of a row, and its row; nothing where there is none."""
    place = next((list(key).index(column) for column in PERIODS if column in key), None)
    if place is None:
        return "", {}
    rest = (*at[:place], *at[place + 1 :])
    earlier = [other for other in rows if (*other[:place], *other[place + 1 :]) == rest and other[place] < at[place]]
    if not earlier:
        return "", {}
    last = max(earlier, key=lambda other: other[place])
    return last[place], rows[last]


def _ranks(
    name: str, old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str], numbers: Sequence[str], unit: Any
) -> Iterator[Change]:
    """Yield the ranks that moved among the rows of the last period of each version (three rows at least)."""
    labels = [column for column in key if column not in (*PERIODS, VINTAGE)]
    if not labels:
        return
    for column in numbers:
        if unit(column) in _NOT_RANKED:
            continue
        before, now = (_ranked(frame, labels, key, column) for frame in (old, new))
        if min(len(before), len(now)) < 3:
            continue
        for at, rank in now.items():
            if at in before and before[at] != rank:
                yield Change(
                    "rank", name, _named(labels, at), column, str(before[at]), str(rank), float(rank - before[at])
                )


def _ranked(frame: pd.DataFrame, labels: Sequence[str], key: Sequence[str], column: str) -> dict[tuple[str, ...], int]:
    for period in (column for column in PERIODS if column in key):
        frame = frame[frame[period] == max(frame[period], default="")]
    if VINTAGE in key:
        frame = frame[frame[VINTAGE] == next(iter(reversed(list(frame[VINTAGE]))), "")]
    filled = frame[frame[column] != ""]
    if filled.duplicated(subset=list(labels)).any():
        return {}
    values = pd.to_numeric(filled[column], errors="coerce")
    ranks = values.rank(ascending=False, method="min").astype("Int64")
    return dict(zip(_keys(filled, labels), map(int, ranks.fillna(0)), strict=True))


# ── two folders ──────────────────────────────────────────────────────────────────────────────────


def _key(entry: Mapping[str, Any]) -> list[str]:
    key = entry["schema"].get("primaryKey") or []
    return [key] if isinstance(key, str) else list(key)


def between(old: Path, new: Path) -> list[Change]:
    """Return the differences between the tables of two folders; a table that one lacks is the handbook's own.

    Raises:
        TableError: when a table cannot be read.
    """
    found: list[Change] = []
    before, now = tables.names(old), tables.names(new)
    found += [Change("schema", name, (), "", "table", "") for name in before if name not in now]
    for name in now:
        if name not in before:
            found.append(Change("schema", name, (), "", "", "table"))
            continue
        found += _described(name, old, new)
        cells = tables.text(name, old), tables.text(name, new)
        if not cells[0].equals(cells[1]):
            entry = tables.resource(name, new)
            found += between_tables(name, *cells, tables.fields(name, new), _key(entry))
    return found


def _described(name: str, old: Path, new: Path) -> Iterator[Change]:
    """Yield the columns whose type or unit is described otherwise."""
    before, now = tables.fields(name, old), tables.fields(name, new)
    for column in before:
        for property_ in ("type", "unit"):
            a, b = (str(fields.get(column, {}).get(property_, "")) for fields in (before, now))
            if column in now and a != b:
                yield Change("schema", name, (), column, f"{property_} {a}".strip(), f"{property_} {b}".strip())


def replaced(data_dir: str | Path) -> list[str]:
    """Return the tables of a folder whose cells differ from the handbook's own, in the order of the data package."""
    own = tables.own_folder()
    there = set(tables.names(own))
    return [
        name
        for name in tables.names(data_dir)
        if tables.path(name, data_dir).parent != own
        and (name not in there or not tables.text(name, data_dir).equals(tables.text(name, own)))
    ]


def periods(name: str, data_dir: str | Path) -> tuple[str, str]:
    """Return the first and the last period of a table, empty where it has none."""
    for column in PERIODS:
        if column in tables.fields(name, data_dir):
            found = sorted(value for value in tables.text(name, data_dir)[column] if value)
            if found:
                return str(found[0]), str(found[-1])
    return "", ""


# ── revisions ────────────────────────────────────────────────────────────────────────────────────


def revisions(name: str, data_dir: str | Path) -> list[Change]:
    """Return the numbers of a folder's table that revise those of the handbook's own; recorded as read.

    A chapter says so beside every figure that is drawn from them: no value is replaced in silence.
    """
    own = tables.own_folder()
    try:
        if tables.path(name, data_dir).parent == own:
            return []
        found = _revisions(name, data_dir)
    except TableError:
        return []
    tables.record_digest(f"revisions?{name}", revisions_digest(name, data_dir))
    return found


def _revisions(name: str, data_dir: str | Path) -> list[Change]:
    own = tables.own_folder()
    if name not in tables.names(own):
        return []
    key = _key(tables.resource(name, data_dir))
    found = between_tables(
        name, tables.text(name, own), tables.text(name, data_dir), tables.fields(name, data_dir), key
    )
    return [change for change in found if change.kind == "revised" and change.absolute is not None]


def revisions_digest(name: str, data_dir: str | Path) -> str:
    """Return a digest of what `revisions` finds now."""
    rows = [change.as_row() for change in _revisions(name, data_dir)]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
