"""A table that was read: its cells, and where each of them stands in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from handbook.tables.problems import Conversion

__all__ = ["Table"]


@dataclass(frozen=True)
class Table:
    """A table in the handbook's own form.

    Attributes:
        frame: every cell as text, columns as in the data package.
        rows: for each record, its row in the file (the header of a plain table is row 1).
        headers: for each column, its header in the file.
        conversions: what was changed on the way.
        written: for columns that were converted, value in the frame to what stood in the file.
        header_row: the row of the header in the file; below remarks it is not the first.
        file: its name.
        files: for each record, the name of its file, where they come from two; none where all come from one.
    """

    frame: pd.DataFrame
    rows: Sequence[int]
    headers: Mapping[str, str]
    conversions: tuple[Conversion, ...]
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    header_row: int = 1
    file: str = ""
    files: Sequence[str] = ()
    _lists: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def cells(self, column: str) -> list[str]:
        """Return the cells of a column: a frame takes 200 times as long to look up one. Not to be changed in place."""
        if column not in self._lists:
            self._lists[column] = self.frame[column].tolist()
        return self._lists[column]

    def tuples(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the cells of some columns, row by row."""
        return list(zip(*map(self.cells, columns), strict=True)) if columns else [()] * len(self.frame)

    def records(self) -> Iterator[dict[str, str]]:
        """Yield each row as its cells by column."""
        columns = list(self.frame.columns)
        return (dict(zip(columns, cells, strict=True)) for cells in zip(*map(self.cells, columns), strict=True))

    @property
    def plain(self) -> bool:
        """Whether the file is in the plain form already."""
        return not self.conversions

    def file_at(self, at: int) -> str:
        """Return the name of the file that holds a record."""
        return self.files[at] if self.files else self.file

    def as_written(self, column: str, at: int) -> str:
        """Return what stands in the file for one cell of a record."""
        cell = self.cells(column)[at]
        return self.written.get(column, {}).get(cell, cell) if self.file_at(at) == self.file else cell

    def header_at(self, column: str, at: int) -> str:
        """Return the header of a column in the file that holds a record."""
        return self.headers[column] if self.file_at(at) == self.file else column
