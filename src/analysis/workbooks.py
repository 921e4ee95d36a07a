"""Read the sheet of an Excel workbook that holds a table, every cell as text."""

from __future__ import annotations

import datetime
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.problems import Problem, TableError

__all__ = ["Sheet", "read"]


@dataclass
class Sheet:
    """The sheet of a workbook that holds a table.

    Attributes:
        rows: every cell as text, from the first row of the sheet.
        problems: cells that cannot be read, with their place.
    """

    rows: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(file: Path, name: str, named: Callable[[str], bool]) -> Sheet:
    """Return the cells of the only sheet that is filled, or of the one that is named like the table.

    Args:
        file: the workbook.
        name: of the table, for messages.
        named: whether a sheet's title is the name of the table.

    Raises:
        TableError: when it is no workbook, or no sheet or more than one can be the table.
    """
    raw = file.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(raw, file.name, name, named)
    except TableError:
        raise
    except Exception as error:  # openpyxl lets through whatever zip and XML parsers raise
        remedy = f"It cannot be opened ({type(error).__name__}): save it anew as .xlsx, or as CSV in UTF-8."
        raise _broken(file.name, "an Excel workbook", remedy) from None


def _broken(file: str, expected: str, remedy: str) -> TableError:
    return TableError([Problem(file, None, None, None, expected, remedy)])


def _read(raw: bytes, file: str, name: str, named: Callable[[str], bool]) -> Sheet:
    import openpyxl  # takes a while, and most tables are text

    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong size; the rows themselves count
    sheets = [sheet for sheet in book.worksheets if any(any(row) for row in sheet.iter_rows(values_only=True))]
    if not sheets:
        raise _broken(file, "a header row and rows of values", "The file is empty.")
    chosen = [sheet for sheet in sheets if named(sheet.title)]
    if len(sheets) > 1 and len(chosen) != 1:
        there = ", ".join(repr(sheet.title) for sheet in sheets)
        remedy = f"The sheets {there} are filled: name the one that counts {name!r}, or remove the others."
        raise _broken(file, "one sheet with the table", remedy)
    made = Sheet()
    width = 0
    for number, row in enumerate((chosen or sheets)[0].iter_rows(), start=1):
        texts = []
        for cell in row:
            try:
                texts.append(_cell(cell))
            except ValueError as error:
                made.problems.append(Problem(file, number, cell.column_letter, str(cell.value), str(error)))
                texts.append("?")
        width = max(width, len(texts))
        # Excel keeps no empty cells at the end of a row.
        made.rows.append(texts + [""] * (width - len(texts)))
    return made


def _cell(cell: Any) -> str:
    """Return the text of an Excel cell: numbers to the 15 digits that Excel shows, per cent with their sign."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise ValueError("a value, but the cell holds an error of Excel")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        number = Decimal(f"{value:.15g}")
        if "%" in str(cell.number_format):
            return f"{_text(number.scaleb(2))}%"
        return _text(number)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise ValueError("a number or text, but Excel made a date of it; format the column as text")
    return str(value)


def _text(number: Decimal) -> str:
    """Return a number without exponent and without zeros that say nothing.

    >>> _text(Decimal("41.50")), _text(Decimal("4E+2")), _text(Decimal("-0"))
    ('41.5', '400', '0')
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
