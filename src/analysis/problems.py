"""What is wrong with the data, in the words of a person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Problem", "TableError"]

_SUGGESTION = "Mend the table, or its description in datapackage.yaml, and run `handbook check` again."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the data, in the words of a person who can mend it."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    remedy: str = _SUGGESTION

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
        found = "" if self.value is None else f"found {self.value!r}, "
        return f"{where}: {found}expected {self.expected}. {self.remedy}"


class TableError(ValueError):
    """One or more problems in the tables.

    Attributes:
        problems: each with file, row, column, value, what was expected and what to do.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
