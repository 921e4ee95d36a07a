"""Relations between tables, declared in the data package and checked for every edition: growth and levels, shares.

``follows`` of a table: ``[{column: growth, from: "growth(sizes/size?year={year}; sizes/size?year={year-1})"}]``. In
each row the column is what the expression gives, in the language of ``checks.csv``; ``{year}`` stands for the cell of
that row, ``{year-1}`` for the number one less. ``within`` says how far apart the two may be besides their rounding, in
the unit of the column, since publishers revise one table and not the other. A row that is further off is a doubt; with
``must: true`` it is refused. A row for which the other table has nothing is not asked. Where the expression stands for
several cells (vintages of one value) one of them has to agree; ``where: {vintage: report}`` names the rows that are asked.

``below`` and ``above`` in place of ``from``: the column is at most, or at least, what the expression gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Protocol

from handbook.quantities.printed import PrintError, Quantity
from handbook.quantities.relations import CheckError
from handbook.quantities.units import UnitError, unit
from handbook.tables.doubts import Doubt, confirmed, doubt, doubts_of
from handbook.tables.likelihood import Suspicion
from handbook.tables.problems import Problem, TableError
from handbook.tables.rules import Rows
from handbook.tables.snapshot import Tables

__all__ = ["doubtful", "doubts", "problems"]

_PLACE = re.compile(r"\{(\w+?)([+-]\d+)?\}")
_SIDES = ("from", "below", "above")


class Evaluates(Protocol):
    """What works out expressions: a `handbook.audit.Ledger`."""

    def cell(self, name: str, column: str, position: int) -> Quantity:
        """Return one cell of a table."""

    def quantities(self, expression: str) -> list[Quantity]:
        """Return what an expression stands for."""


def doubtful(found_doubts: Iterable[Doubt], tables: Tables) -> dict[str, Doubt]:
    """Return the tables that are in doubt, each with the first doubt about it."""
    doubts_by_place: dict[str, Doubt] = {}
    for one in found_doubts:
        # Of several tables those are in doubt that are not the handbook's own.
        several = [name for name in (one.table, *one.others) if not tables.taken_over(name)]
        for name in several or (one.table,):
            doubts_by_place.setdefault(name, one)
    return doubts_by_place


def problems(tables: Tables, ledger: Evaluates) -> Iterator[Problem]:
    """Yield the rows that break a relation which must hold."""
    for name, declared in _declared(tables):
        if declared.get("must"):
            rows = Rows(name, tables)
            for at, nearest in _misfits(rows, declared, ledger):
                given = _given(rows, declared, nearest, tables)
                expected = f"{given['side']}{given['number']}, which follows from {given['tables']}: {nearest.formula}"
                yield rows.problem(at, declared["column"], expected, "Check both tables; one of the two is wrong.")


def _declared(tables: Tables) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the relations of all tables that an edition has of its own or that ask one of those."""
    for name in tables.names:
        for declared in tables.resource(name).get("follows", ()):
            if any(not tables.taken_over(other) for other in (name, *_tables_in(declared, tables))):
                yield name, declared


def _tables_in(declared: Mapping[str, Any], tables: Tables) -> list[str]:
    text = " ".join(str(declared.get(side, "")) for side in _SIDES)
    return [name for name in dict.fromkeys(re.findall(r"(\w+)/", text)) if name in tables.names]


def doubts(tables: Tables, ledger: Evaluates) -> list[Doubt]:
    """Return all that is unlikely in an edition, in single tables and across them, but for what was confirmed."""
    all_doubts = [one for name in tables.names if not tables.taken_over(name) for one in doubts_of(name, tables)]
    for name, declared in _declared(tables):
        others = [other for other in _tables_in(declared, tables) if other != name]
        try:
            rows = Rows(name, tables)
            misfits = [] if declared.get("must") else list(_misfits(rows, declared, ledger))
        except TableError:
            continue  # told elsewhere
        for at, nearest in misfits:
            given = _given(rows, declared, nearest, tables)
            side = next(side for side in _SIDES if side in declared)
            why = side if side == "from" else f"{side}_it"
            one = doubt(rows, Suspicion("relation", at, declared["column"], "", nearest.formula, why, given), others)
            if not confirmed(one, tables):
                all_doubts.append(one)
    return all_doubts


def _given(rows: Rows, declared: Mapping[str, Any], other: Quantity, tables: Tables) -> dict[str, str]:
    """Return what a misfit is told with: what follows, of which tables, on which side it is the bound."""
    measure = unit(rows.fields[declared["column"]].get("unit", ""))
    side = {"below": "at most ", "above": "at least "}.get(next(side for side in _SIDES if side in declared), "")
    number = f"{float(other.value / measure.factor):.6g}"
    return {"number": number, "tables": ", ".join(_tables_in(declared, tables)), "side": side}


def _misfits(rows: Rows, declared: Mapping[str, Any], ledger: Evaluates) -> Iterator[tuple[int, Quantity]]:
    """Yield the rows in which a relation does not hold: position, and what should stand there."""
    column = declared["column"]
    side = next(side for side in _SIDES if side in declared)
    slack = Fraction(str(declared.get("within", 0))) * unit(rows.fields[column].get("unit", "")).factor
    for at, row in rows.records():
        if row[column] == "" or any(row[key] != str(value) for key, value in declared.get("where", {}).items()):
            continue
        try:
            value = ledger.cell(rows.name, column, at)
            quantities = ledger.quantities(_filled(str(declared[side]), row))
        except (CheckError, PrintError, UnitError, ValueError):
            continue  # the other table has no such row
        others = [other for other in quantities if other.dimension == value.dimension]
        apart = [_apart(value, other, side) for other in others]
        if others and min(apart) > slack:
            yield at, others[apart.index(min(apart))]


def _filled(expression: str, row: Mapping[str, str]) -> str:
    def cell(match: re.Match[str]) -> str:
        text = row[match[1]]
        return str(int(text) + int(match[2])) if match[2] else text.replace("%", "%25").replace("&", "%26")

    return _PLACE.sub(cell, expression)


def _apart(value: Quantity, other: Quantity, side: str) -> Fraction | float:
    """Return how far apart two intervals are, on the side that is not allowed."""
    over, under = value.low - other.high, other.low - value.high
    return max(over, under) if side == "from" else over if side == "below" else under
