"""What is unlikely in a table and not impossible: each doubt names the value, what stands beside it, and why.

Rules (`handbook.tables.rules`) refuse what cannot be. A value that is a tenth of what its neighbours promise may be
right; it is told as a notice, and whoever has looked at it confirms it in the folder's data package::

    resources:
    - name: sales
      confirmed:
      - {column: sales_100m_cny, year: 2023, region: north, value: 35.9}

A doubt that is confirmed is not told again, unless the value changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handbook.tables import before, likelihood
from handbook.tables.likelihood import Suspicion
from handbook.tables.rules import Rows
from handbook.tables.snapshot import TableError, Tables

__all__ = ["Doubt", "confirmed", "doubt", "doubts_of"]


@dataclass(frozen=True)
class Doubt:
    """One thing that is unlikely in a table.

    Attributes:
        kind: what seems to have happened: ``scale``, ``sign``, ``zero``, ``copied``, ``shifted``, ``swapped``,
            ``missing``, ``changed``, ``relation`` or ``language``.
        table: its name.
        file: in which it stands.
        row: of the file; nothing where it is about more than one row.
        column: its name; empty where it is about whole rows.
        value: as it stands in the file, or what is missing.
        place: the columns that name the row, with their values.
        beside: the values that stand beside it.
        why: what is unlikely; words for it are `handbook.language.doubts.WHY`.
        given: what these words name: the value before, how many times as much.
        others: tables that it was held against: one of them may be the one that is wrong.
    """

    kind: str
    table: str
    file: str
    row: int | None
    column: str
    value: str
    place: Mapping[str, str] = field(default_factory=dict, hash=False)
    beside: str = ""
    why: str = ""
    given: Mapping[str, str] = field(default_factory=dict, hash=False)
    others: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The row in words: `year 2022, part total`."""
        return ", ".join(f"{column} {value}" for column, value in self.place.items())

    @property
    def entry(self) -> dict[str, Any]:
        """What a data package says of the table once somebody has confirmed the value."""
        said = {"kind": self.kind, "column": self.column, **self.place, "value": self.value}
        plain = {key: int(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else text for key, text in said.items() if text}
        return {"name": self.table, "confirmed": [plain]}

    def as_row(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            **{name: getattr(self, name) for name in ("kind", "table", "file", "row", "column", "value")},
            "place": dict(self.place),
            "beside": self.beside,
            "why": self.why,
            "given": dict(self.given),
            "others": list(self.others),
        }


def doubt(rows: Rows, suspicion: Suspicion, others: Iterable[str] = ()) -> Doubt:
    """Return a suspicion with its place in the file of its table."""
    place: dict[str, str] = {}
    row, file, value = None, rows.file, suspicion.value
    if suspicion.at is not None:
        place = {column: rows.cells(column)[suspicion.at] for column in rows.key()}
        row, file = rows.table.rows[suspicion.at], rows.table.file_at(suspicion.at)
        value = rows.table.as_written(suspicion.column, suspicion.at)
    return Doubt(
        *(suspicion.kind, rows.name, file, row, suspicion.column, value, place),
        *(suspicion.beside, suspicion.why, suspicion.given, tuple(others)),
    )


def confirmed(doubt: Doubt, tables: Tables) -> bool:
    """Return whether the data package, the report's or the folder's, confirms what is doubted."""
    said = {"kind": doubt.kind, "column": doubt.column, **doubt.place, "value": doubt.value}
    entries = [*tables.resource(doubt.table).get("confirmed", ())]
    if doubt.table in tables.own.names:
        entries += tables.own.resource(doubt.table).get("confirmed", ())
    return any(entry and all(said.get(key) == str(value) for key, value in entry.items()) for entry in entries)


def doubts_of(name: str, tables: Tables) -> Iterator[Doubt]:
    """Yield what is unlikely in one table: by its own history, and beside the table that it replaces.

    A table that breaks a rule or cannot be read is told of elsewhere, and has no doubts besides.
    """
    try:
        rows = Rows(name, tables)
        if any("" in rows.cells(column) for column in rows.key()):
            return
        earlier = Rows(name, tables.own) if tables is not tables.own and name in tables.own.names else None
        known = list(before.suspicions(rows, earlier)) if earlier else []
        told = {(suspicion.at, suspicion.column) for suspicion in known}
        told |= {(None, suspicion.column) for suspicion in known if suspicion.at is None}
        alone = [
            suspicion
            for suspicion in likelihood.suspicions(rows)
            if (suspicion.at, suspicion.column) not in told and (None, suspicion.column) not in told
        ]
    except TableError:
        return
    for suspicion in (*known, *alone):
        notice = doubt(rows, suspicion)
        if not confirmed(notice, tables):
            yield notice
