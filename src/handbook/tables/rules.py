"""What the data package demands of the values of a table: constraints, series, relations, foreign keys.

Each rule is declared in ``datapackage.yaml``, once, and checked here for every table:

``constraints`` of a field (Frictionless): required, unique, enum, pattern, minimum, maximum, minLength, maxLength.

``series`` of a table (ours): ``{over: year, gaps: [2013], sparse: {vintage: [revised]}, jump: 10}``. For each
combination of the other key columns there is one row for every step of ``over``; ``gaps`` lists the steps that nobody
published, ``sparse`` the values of a column that come now and then. From one step to the next no size may change more
than ``jump``-fold (10 by default): that is a unit mixed up, not growth.

``relations`` of a table (ours): ``{sum: size, of: {part: [a, b]}, to: {part: total}}``. For each combination of the
other key columns the parts add up to the total (or to a number, ``to: 1``), as closely as what is written was rounded.

``ranks`` of a table (ours): ``{column: place, by: [list]}``. For each value of the columns ``by`` the ranks begin at 1 and
leave none out; ``{column: rank, of: size}``: they are in the order of another column, the largest first, and may leave
some out (``order: ascending``: the smallest first).

``contradictions`` of a table (ours): ``[{column: size, year: 2023}]``. Totals that contradict their parts in the
publication itself; they are kept, and told on the page of changes.

``keeps`` of a table (ours): ``{year: [2023]}``. Rows with these values stay in every edition, since what the report
prints is tested on them; newer rows stand beside them.

``needs`` of a table (ours): ``{annual_growth: {year: 2022, status: actual}}``. A column that may be empty is filled in
a row that has these values, or in one row at all (``{growth: {}}``), since a chapter computes with it. A list of values
asks for each of them: ``{period: {claim: [C0001a, C0002a]}}``.

``foreignKeys`` of a schema (Frictionless): the values of a column stand in another table.
"""

from __future__ import annotations

import difflib
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Any

from handbook.quantities.units import unit
from handbook.tables.problems import Problem
from handbook.tables.snapshot import PACKAGE, Tables
from handbook.tables.typed import in_type, misfits, repeated

__all__ = [
    "Contradiction",
    "Rows",
    "constraints",
    "contradictions",
    "foreign_keys",
    "kept",
    "needed",
    "of_the_rest",
    "ranks",
    "relations",
    "series",
]

JUMP = 10
"""So many times larger or smaller than the step before a value may be, unless the table declares another factor."""

_FAR = 500
"""So many steps may be missing between two; more are a slip in one of them."""

_NUMERIC = ("integer", "number", "year")
_AGAIN = "and run `handbook check` again."
_FILL = "Fill it, or leave the row out; then run `handbook check` again."
_ASK = "in datapackage.yaml (lines to paste stand below), and run `handbook check` again."
_KNOWN = ("required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


class Rows:
    """A table with what is needed to say where something is wrong in its file.

    Args:
        name: of the table.
        tables: of the edition.
        partly: whether columns that it lacks and cells that do not have their type may be left out.

    Raises:
        TableError: where it cannot be read, or with ``partly`` nothing of it can.
    """

    def __init__(self, name: str, tables: Tables, partly: bool = False) -> None:
        self.table = (tables.readable(name) if partly else None) or tables.table(name)
        self.name = name
        self.file = self.table.file
        self.text = self.table.frame
        self.fields = {column: entry for column, entry in tables.fields(name).items() if column in self.text}
        self.resource = tables.resource(name)
        if not partly:
            tables.ensure(name)

    def cells(self, column: str) -> list[str]:
        """Return the cells of a column as text. Not to be changed in place."""
        return self.table.cells(column)

    def values(self, column: str) -> list[Any]:
        """Return the cells of a column in their type, None where a number is empty or none."""
        return in_type(self.cells(column), self.fields[column].get("type", "string"))

    def tuples(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the cells of some columns, row by row."""
        return self.table.tuples(columns)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row as text, with its position for `problem`."""
        return enumerate(self.table.records())

    def problem(
        self, at: int, column: str, expected: str, remedy: str = "", entry: Mapping[str, Any] | None = None
    ) -> Problem:
        """Return a problem of one cell, with the header and the value as they stand in the file.

        Args:
            at: position of the record.
            column: of the cell.
            expected: what should stand there.
            remedy: what to do.
            entry: what the data package would say of the table if the cell is right.
        """
        written = self.table.as_written(column, at)
        read = self.cells(column)[at]
        if read != written:
            read = f"{Decimal(read):f}" if column in self.numeric() else read
            expected += f"; it was read as {read}"
        header = self.table.header_at(column, at)
        problem = Problem(self.table.file_at(at), self.table.rows[at], header, written, expected)
        said = {"name": self.name, **entry} if entry else None
        return replace(problem, remedy=remedy or problem.remedy, entry=said)

    def numeric(self) -> list[str]:
        """Return the columns of numbers."""
        return [name for name, entry in self.fields.items() if entry.get("type") in _NUMERIC]

    def key(self) -> list[str]:
        """Return the columns that name a row."""
        key = self.resource["schema"].get("primaryKey") or []
        return [key] if isinstance(key, str) else list(key)

    def groups(self, without: str, least: int = 1) -> Iterator[tuple[dict[str, str], list[int]]]:
        """Yield the combinations of the key columns but one that have so many rows at least, with their positions."""
        by = [column for column in self.key() if column != without]
        positions_of: dict[tuple[str, ...], list[int]] = {}
        for at, key in enumerate(self.tuples(by)):
            positions_of.setdefault(key, []).append(at)
        for key, positions in positions_of.items():
            if len(positions) >= least:
                yield dict(zip(by, key, strict=True)), positions


def _measured_in(entry: Mapping[str, Any]) -> str:
    return f" ({entry['unit']})" if entry.get("unit") else ""


# ── constraints ──────────────────────────────────────────────────────────────────────────────────


def constraints(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield the cells of a table that the constraints of their fields forbid."""
    yield from _constrained(Rows(name, tables, partly=True))


def of_the_rest(name: str, tables: Tables, told: Iterable[Problem]) -> Iterator[Problem]:
    """Yield what else is wrong with a table of which a header or some cells are wrong already.

    Args:
        name: of the table.
        tables: of the edition.
        told: what is wrong with it already. Where that touches the key, rows are not compared with each other.
    """
    table, key = tables.readable(name), tables.key(name)
    if table is None:
        return
    more = [*misfits(table, tables.fields(name)), *constraints(name, tables)]
    yield from more
    touched = {problem.column for problem in (*told, *more)}
    if all(column in table.headers and not touched & {column, table.headers[column]} for column in key):
        yield from repeated(table, key)
        for rule in (series, relations, kept, needed):
            yield from rule(name, tables)


def _constrained(rows: Rows) -> Iterator[Problem]:
    yield from _nameless(rows)
    for column, entry in rows.fields.items():
        rules = dict(entry.get("constraints", {}))
        unknown = sorted(set(rules) - set(_KNOWN))
        if unknown:
            yield Problem(
                PACKAGE, None, f"{rows.name}.{column}", ", ".join(unknown), f"constraints among {', '.join(_KNOWN)}"
            )
        cells = rows.cells(column)
        if rules.pop("required", False) and "" in cells:
            for at in (at for at, cell in enumerate(cells) if not cell):
                yield rows.problem(at, column, "a value; the column may not be empty", _FILL)
        if not rules:
            continue
        values = rows.values(column)
        wrong = _forbidden(rules, cells, values)
        shown = ", ".join(f"{rule} {value}" for rule, value in rules.items())
        if "example" in entry:
            shown += f", such as {entry['example']}"
        remedy = ""
        if entry.get("type") in _NUMERIC:
            remedy = f"Check the value and its unit{_measured_in(entry)}; if both are right, widen the bounds {_ASK}"
        for at in wrong:
            outside = [
                rule for rule in ("minimum", "maximum") if rule in rules and _BREAKS[rule](rules[rule], values[at])
            ]
            wider = {rule: _plain_number(values[at]) for rule in outside}
            bounds = {"schema": {"fields": [{"name": column, "constraints": wider}]}} if wider else None
            yield rows.problem(at, column, f"{entry.get('type', 'string')} with {shown}", remedy, bounds)


def _nameless(rows: Rows) -> Iterator[Problem]:
    """Yield the rows whose key is empty, where no column of it is required, which says so already."""
    key = [column for column in rows.key() if column in rows.text]
    if not key or any(rows.fields[column].get("constraints", {}).get("required") for column in key):
        return
    for at, cells in enumerate(rows.tuples(key)):
        if not any(cells):
            expected = f"a value in {' or '.join(key)}: the key of a row cannot be empty"
            yield rows.problem(at, key[0], expected, _FILL)


def _plain_number(value: Any) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


_BREAKS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda least, value: value is not None and value < least,
    "maximum": lambda most, value: value is not None and value > most,
    "enum": lambda known, value: value not in known,
}
_BREAKS_AS_TEXT: Mapping[str, Callable[[Any, str], bool]] = {
    "pattern": lambda pattern, cell: re.fullmatch(pattern, cell) is None,
    "minLength": lambda least, cell: len(cell) < least,
    "maxLength": lambda most, cell: len(cell) > most,
}
"""Whether a value, or a cell as it is written, breaks a rule."""


def _forbidden(rules: Mapping[str, Any], cells: Sequence[str], values: Sequence[Any]) -> list[int]:
    """Return the positions of the cells that one of the rules forbids; equal ones are looked at once."""
    value_of = dict(zip(cells, values, strict=True))
    wrong = {
        cell
        for cell, value in value_of.items()
        if cell
        and (
            any(breaks(rules[rule], value) for rule, breaks in _BREAKS.items() if rule in rules)
            or any(breaks(rules[rule], cell) for rule, breaks in _BREAKS_AS_TEXT.items() if rule in rules)
        )
    }
    again = _again(cells) if rules.get("unique") else set()
    return [at for at, cell in enumerate(cells) if cell in wrong or at in again] if wrong or again else []


def _again(cells: Sequence[str]) -> set[int]:
    """Return the positions of the cells that stand further up already."""
    first: dict[str, int] = {}
    return {at for at, cell in enumerate(cells) if cell and first.setdefault(cell, at) != at}


# ── series ───────────────────────────────────────────────────────────────────────────────────────


def series(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield what breaks the series of a table: steps that are missing, sizes that jump."""
    declared = tables.resource(name).get("series")
    if not declared:
        return
    rows = Rows(name, tables, partly=True)
    over = declared["over"]
    steps, sizes = rows.values(over), _sizes(rows, over)
    for group, positions in rows.groups(over, least=2):  # a list of many companies in one year holds no series
        ordered = sorted((at for at in positions if steps[at] is not None), key=lambda at: int(steps[at]))
        sparse = declared.get("sparse", {})
        if not any(group.get(column) in values for column, values in sparse.items()):
            yield from _missing(rows, declared, group, [(at, int(steps[at])) for at in ordered])
        for column, values in sizes.items():
            yield from _jumps(rows, declared, column, [(at, values[at]) for at in ordered if values[at]])


def _missing(
    rows: Rows, declared: Mapping[str, Any], group: Mapping[str, str], steps: list[tuple[int, int]]
) -> Iterator[Problem]:
    allowed = set(declared.get("gaps", []))
    of = "".join(f", {column} {value}" for column, value in group.items())
    for (_, before), (at, after) in itertools.pairwise(steps):
        if after - before > _FAR:
            yield rows.problem(at, declared["over"], f"at most {_FAR} steps after {before}{of}", "Check the value.")
            continue
        gone = [step for step in range(before + 1, after) if step not in allowed]
        if gone:
            years = ", ".join(map(str, gone))
            yield rows.problem(
                at,
                declared["over"],
                f"a row for {years} between {before} and {after}{of}",
                f"Add what is missing; where nobody published it, say so under series.gaps {_ASK}",
                {"series": {"gaps": [*declared.get("gaps", []), *gone]}},
            )


def _sizes(rows: Rows, over: str) -> dict[str, list[Any]]:
    """Return the columns of numbers that are never negative, by name: None where a cell holds nothing, or less."""
    sizes = {}
    for column in rows.numeric():
        if column != over and rows.fields[column].get("constraints", {}).get("minimum", -1) >= 0:
            sizes[column] = [value if value is not None and value > 0 else None for value in rows.values(column)]
    return sizes


def _jumps(rows: Rows, declared: Mapping[str, Any], column: str, sizes: Sequence[tuple[int, Any]]) -> Iterator[Problem]:
    limit = declared.get("jump", JUMP)
    told: set[int] = set()
    for pair in itertools.pairwise(sizes):
        (_, before), (_, after) = pair
        ratio = after / before
        if 1 / limit <= ratio <= limit:
            continue
        # The odd one of two is the one further from the middle of the series.
        middle = median(size for _, size in sizes)
        (other, _), (odd, _) = sorted(pair, key=lambda one: max(one[1] / middle, middle / one[1]))
        if odd in told:
            continue
        told.add(odd)
        yield rows.problem(
            odd,
            column,
            f"less than a {limit}-fold change from {rows.table.as_written(column, other)} "
            f"in {rows.cells(declared['over'])[other]}",
            f"Check the unit{_measured_in(rows.fields[column])}; if the jump is real, raise series.jump {_ASK}",
            {"series": {"jump": math.ceil(max(ratio, 1 / ratio))}},
        )


# ── relations ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Contradiction:
    """A total that its own parts contradict, beyond rounding.

    Attributes:
        at: position of its row; where the parts should add up to a number, that of the last part.
        column: that is summed.
        expected: what should stand there.
        place: the columns that name the row, with their values.
    """

    at: int
    column: str
    expected: str
    place: Mapping[str, str]


def relations(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield the totals that their own parts contradict, but for those that the data package keeps as published."""
    wrong_totals = contradictions(name, tables)
    declared = tables.resource(name).get("contradictions", [])
    rows = Rows(name, tables, partly=True) if wrong_totals else None
    for wrong in wrong_totals:
        if rows and not any(_is_of(entry, wrong) for entry in declared):
            place = {key: _as_typed(value) for key, value in wrong.place.items()}
            remedy = (
                "Check the unit and each of the values; if the publication itself says so, keep it as a contradiction "
                f"{_ASK}"
            )
            kept = {"contradictions": [*declared, {"column": wrong.column, **place}]}
            yield rows.problem(wrong.at, wrong.column, wrong.expected, remedy, kept)
    for entry in declared:
        if not any(_is_of(entry, wrong) for wrong in wrong_totals):
            expected = "a total that its parts contradict; here they add up"
            yield Problem(PACKAGE, None, f"{name}.contradictions", str(dict(entry)), expected, f"Take it out {_AGAIN}")


def _is_of(entry: Mapping[str, Any], wrong: Contradiction) -> bool:
    """Return whether an entry of ``contradictions`` is about a total: all that it says is so."""
    said = {"column": wrong.column, **wrong.place}
    return all(said.get(key) == str(value) for key, value in entry.items())


def _as_typed(text: str) -> str | int:
    return int(text) if re.fullmatch(r"\d+", text) else text


def contradictions(name: str, tables: Tables) -> list[Contradiction]:
    """Return the totals of a table that its own parts contradict, beyond rounding."""
    wrong_totals = []
    for declared in tables.resource(name).get("relations", []):
        rows = Rows(name, tables, partly=True)
        if declared["sum"] not in rows.fields:
            continue
        values = rows.values(declared["sum"])
        for _, positions in rows.groups(next(iter(declared["of"]))):
            wrong = _sum(rows, declared, [at for at in positions if values[at] is not None])
            if wrong:
                at, expected = wrong
                place = {column: rows.cells(column)[at] for column in tables.key(name)}
                wrong_totals.append(Contradiction(at, declared["sum"], expected, place))
    return wrong_totals


def _sum(rows: Rows, declared: Mapping[str, Any], positions: list[int]) -> tuple[int, str] | None:
    """Return where a sum stands that its parts contradict, and what was expected; nothing where they agree."""
    column = declared["sum"]
    cells = rows.cells(column)
    by_part, wanted = next(iter(declared["of"].items()))
    row_of = {rows.cells(by_part)[at]: at for at in positions}
    parts = [row_of[part] for part in wanted if part in row_of]
    to = declared["to"]
    total_at = row_of.get(next(iter(to.values()))) if isinstance(to, Mapping) else None
    if len(parts) < len(wanted) or (isinstance(to, Mapping) and total_at is None):
        return None  # a part that is not known cannot contradict
    texts = [cells[at] for at in parts]
    total = str(to) if total_at is None else cells[total_at]
    written = [*texts] if total_at is None else [*texts, total]
    whole = unit(rows.fields[column].get("unit", "")).whole
    slack = sum(Decimal(0) if whole else _half(text) for text in written)
    if abs(sum(map(Decimal, texts)) - Decimal(total)) <= slack:
        return None
    at = parts[-1] if total_at is None else total_at
    expected = f"parts that add up to {total}" if total_at is None else f"the sum of its parts ({', '.join(wanted)})"
    return at, f"{expected}, but {' + '.join(texts)} = {sum(map(Decimal, texts))}"


def _half(text: str) -> Decimal:
    """Return half a unit of the last digit of a number as written.

    >>> _half("41.50"), _half("7")
    (Decimal('0.005'), Decimal('0.5'))
    """
    exponent = Decimal(text).as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


# ── ranks ────────────────────────────────────────────────────────────────────────────────────────


def ranks(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield ranks that leave one out, and ranks that are not in the order of what they rank."""
    for declared in tables.resource(name).get("ranks", []):
        rows = Rows(name, tables)
        groups: dict[tuple[str, ...], list[int]] = {}
        for at, row in rows.records():
            if row[declared["column"]]:
                groups.setdefault(tuple(row[column] for column in declared.get("by", [])), []).append(at)
        place = rows.values(declared["column"])
        check = _out_of_order if "of" in declared else _left_out
        for group, positions in groups.items():
            positions.sort(key=lambda at: place[at])
            named = f" in {', '.join(group)}" if group else ""
            for at, expected in check(rows, declared, positions):
                yield rows.problem(at, declared["column"], expected + named, f"Look at the rows beside it, {_AGAIN}")


def _left_out(rows: Rows, declared: Mapping[str, Any], positions: list[int]) -> Iterator[tuple[int, str]]:
    """Yield the ranks before which one is missing; a rank may stand at several rows."""
    last, place = 0, rows.values(declared["column"])
    for at in positions:
        rank = int(place[at])
        if rank - last > 1:
            gone = str(last + 1) if rank - last == 2 else f"{last + 1} to {rank - 1}"
            yield at, f"ranks from 1 on that leave none out, but there is no {gone}"
        last = rank


def _out_of_order(rows: Rows, declared: Mapping[str, Any], positions: list[int]) -> Iterator[tuple[int, str]]:
    """Yield the ranks whose value is not between those of the ranks beside it."""
    of, turned = declared["of"], declared.get("order") == "ascending"
    values = rows.values(of)
    known = [at for at in positions if values[at] is not None]
    for first, second in itertools.pairwise(known):
        if (values[second] > values[first]) != turned and values[second] != values[first]:
            rank = rows.cells(declared["column"])[first]
            beside = f"rank {rank} has {rows.table.as_written(of, first)}, this row {rows.table.as_written(of, second)}"
            yield second, f"ranks in the order of {of}, but {beside}"


# ── what stays ───────────────────────────────────────────────────────────────────────────────────


def kept(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield the values that a table must keep and does not have: the report's own year."""
    for column, values in tables.resource(name).get("keeps", {}).items():
        rows = Rows(name, tables, partly=True)
        if column not in rows.fields:
            continue
        present = sorted(set(rows.cells(column)))
        for value in map(str, values):
            if value not in present:
                yield Problem(
                    rows.file,
                    None,
                    rows.table.headers[column],
                    ", ".join(present),
                    f"rows of {value} too, on which what the report prints is tested",
                    f"Keep the handbook's rows of {value} and write the newer ones below them.",
                )


def needed(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield the columns that chapters compute with and that are empty where one needs them."""
    for column, declared in tables.resource(name).get("needs", {}).items():
        rows = Rows(name, tables, partly=True)
        if not {column, *declared} <= rows.fields.keys():
            continue
        header = rows.table.headers[column]
        # A value that a table has to keep and does not is told there.
        lost = {key: {*map(str, values)} - {*rows.cells(key)} for key, values in rows.resource.get("keeps", {}).items()}
        cells, places = rows.cells(column), rows.tuples([*declared])
        choices = [value if isinstance(value, list) else [value] for value in declared.values()]
        for values in itertools.product(*choices):
            wanted = tuple(map(str, values))
            fitting = [at for at, row in enumerate(places) if row == wanted]
            told = any(value in lost.get(other, ()) for other, value in zip(declared, wanted, strict=True))
            if told or any(cells[at] for at in fitting):
                continue
            place = ", ".join(f"{other} {value}" for other, value in zip(declared, values, strict=True))
            expected = (
                f"a value {f'in the row of {place}' if place else 'in one row at least'}: a chapter computes with it"
            )
            if place and fitting:
                yield rows.problem(fitting[0], column, expected, f"Fill it, {_AGAIN}")
            else:
                yield Problem(rows.file, None, header, None, expected, f"Add it, {_AGAIN}")


# ── foreign keys ─────────────────────────────────────────────────────────────────────────────────


def foreign_keys(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield the values of a table that should stand in another table and do not."""
    for declared in tables.resource(name)["schema"].get("foreignKeys", []):
        column, reference = declared["fields"], declared["reference"]
        column = column[0] if isinstance(column, list) else column
        target = reference["fields"]
        target = target[0] if isinstance(target, list) else target
        other = reference["resource"] or name
        referred, rows = tables.readable(other), Rows(name, tables, partly=True)
        if referred is None or target not in referred.frame or column not in rows.fields:
            continue
        known, cells = set(referred.cells(target)), rows.cells(column)
        file = referred.file
        for at in (at for at, cell in enumerate(cells) if cell and cell not in known):
            near = difflib.get_close_matches(cells[at], sorted(known), n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            yield rows.problem(at, column, f"a {target} of {file}", f"{hint}Mend it, or add it to {file}, {_AGAIN}")
