"""What is said of the data: what is wrong, in the words of a person who can mend it, and what was read as something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

__all__ = ["Conversion", "Problem", "TableError", "first_of", "to_paste"]

_SUGGESTION = "Mend the table, or its description in datapackage.yaml, and run `handbook check` again."

_LONGEST = 200
"""So many characters of a value are shown."""

_MOST = 150
"""So many problems are told at once."""

_SHOWN = 20
"""So many of many like problems are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the data, in the words of a person who can mend it."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    remedy: str = _SUGGESTION
    entry: Mapping[str, Any] | None = field(default=None, hash=False, compare=False)
    """What the data package would say of the table if the data are right as they are; see `to_paste`."""

    def __str__(self) -> str:
        """Say it in one line.

        >>> print(Problem("gdp.csv", 3, "gdp_100m_cny", "n/a", "a number", "Leave the row out."))
        gdp.csv, row 3, column gdp_100m_cny: found 'n/a', expected a number. Leave the row out.
        """
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        value = self.value if self.value is None or len(self.value) <= _LONGEST else f"{self.value[:_LONGEST]}…"
        told = "" if value is None else f"found {value!r}, "
        return f"{where}: {told}expected {self.expected}. {self.remedy}"


def to_paste(of_tables: Iterable[Mapping[str, Any]]) -> str:
    """Return entries of a data package under which the data would pass as they are, those of one table together.

    >>> print(to_paste([{"name": "gdp", "series": {"gaps": [2023]}}, {"name": "gdp", "keeps": {"year": [2022]}}]))
    - name: gdp
      series:
        gaps: [2023]
      keeps:
        year: [2022]
    """
    entries: dict[str, Mapping[str, Any]] = {}
    for entry in of_tables:
        name = entry["name"]
        entries[name] = _both(entries[name], entry) if name in entries else entry
    if not entries:
        return ""
    return yaml.safe_dump(
        list(entries.values()), allow_unicode=True, sort_keys=False, width=100, default_flow_style=None
    ).rstrip()


def _both(one: Any, other: Any, key: str = "") -> Any:
    """Return a description that lets pass what each of two lets pass."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        shared = {name: _both(one[name], other[name], name) for name in one if name in other}
        return {**one, **other, **shared}
    if isinstance(one, list) and isinstance(other, list):
        if key != "fields":
            return [*one, *(item for item in other if item not in one)]
        named = {field["name"]: field for field in one}
        return list({**named, **{f["name"]: _both(named.get(f["name"], f), f) for f in other}}.values())
    return min(one, other) if key == "minimum" else max(one, other)


class TableError(ValueError):
    """One or more problems in the tables.

    Attributes:
        problems: each with file, row, column, value, what was expected and what to do.
        table: what could be read all the same, wrong cells as they stand; nothing where nothing could.
    """

    def __init__(self, problems: Iterable[Problem], table: Any = None) -> None:
        self.problems, self.table = tuple(problems), table
        lines = [str(problem) for problem in self.problems[:_MOST]]
        if (more := len(self.problems) - _MOST) > 0:
            lines.append(f"… and {more:,} more.")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it cross from one process to another."""
        return type(self), (self.problems, self.table)


def first_of(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first problems of many alike, and a line that counts the others."""
    if len(problems) <= _SHOWN:
        return list(problems)
    last = problems[_SHOWN]
    more = f"the same in {len(problems) - _SHOWN} more rows"
    return [*problems[:_SHOWN], Problem(last.file, last.row, last.column, None, f"{last.expected}; {more}")]


@dataclass(frozen=True, slots=True)
class Conversion:
    """One thing that was changed while a table was read.

    Attributes:
        file: its name.
        column: header as written in the file; nothing when it concerns the whole file.
        before: what stood there.
        after: what it was read as.
        cells: how many cells were changed; 0 when it concerns a header or the whole file.
    """

    file: str
    column: str | None
    before: str
    after: str
    cells: int = 0

    def __str__(self) -> str:
        """Say it in one line.

        >>> print(Conversion("size.xlsx", "规模（亿元）", "亿元", "tn_cny", 19))
        size.xlsx, column 规模（亿元）: 亿元 read as tn_cny, 19 cells
        """
        where = self.file if self.column is None else f"{self.file}, column {self.column}"
        count = f", {self.cells} cell{'' if self.cells == 1 else 's'}" if self.cells else ""
        return f"{where}: {self.before} read as {self.after}{count}"
