"""Read the sheet of an Excel workbook that holds a table, every cell as the text that it shows.

A cell is read as Excel shows it: with the decimals, per cent signs and units of its number format, raised digits as
raised digits. Where a cell holds more decimals than it shows, all are read. Hidden sheets are no part of the table;
hidden rows and columns are, as in the CSV that Excel writes. Both are said. What cannot be known is a problem: a formula
that was never calculated, an error value, a date, cells that are merged, text that is struck out.
"""

from __future__ import annotations

import datetime
import io
import re
import urllib.parse
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from handbook.tables import file_kinds, number_formats
from handbook.tables.problems import Problem, TableError

__all__ = ["REFUSED", "Sheet", "read", "sheets"]

REFUSED = "\0"
"""Stands for a cell that cannot be read, which is not empty; a problem says why."""

_LISTED = 10
"""So many hidden rows are listed."""

_EXPECTED = "an Excel workbook (.xlsx)"
_CALCULATE = "Open the file in Excel or LibreOffice, which calculate it, and save it."
_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_CURRENCY = ("¥", "￥", "$", "€", "£", "元", "RMB", "CNY", "USD", "US$", "EUR", "CN¥")
_MAIN = re.compile(r"xl/workbook[^/]*\.xml")
_LINK = re.compile(r"\[(\d+)\]")


@dataclass
class Sheet:
    """The sheet of a workbook that holds a table.

    Attributes:
        rows: every cell as text, from the first row and column of the sheet.
        problems: what cannot be read, with the rows that it concerns.
        notes: what was read as something else: position of the column (nothing for the whole sheet), what stands
            there and what it was read as, with the number of cells.
    """

    rows: list[list[str]]
    problems: list[tuple[range, Problem]] = field(default_factory=list)
    notes: Counter[tuple[int | None, str, str]] = field(default_factory=Counter)


def read(raw: bytes, file: str, name: str, named: Callable[[str], bool]) -> Sheet:
    """Return the cells of the only visible sheet that is filled, or of the one that is named like the table.

    Args:
        raw: the workbook.
        file: its name, for messages.
        name: of the table, for messages.
        named: whether a sheet's title is the name of the table.

    Raises:
        TableError: when it is no workbook, or no sheet or more than one can be the table.
    """
    try:
        _check(raw, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Reader(raw, file).sheet(name, named)
    except TableError:
        raise
    except Exception as error:  # openpyxl lets through whatever zip and XML parsers raise
        remedy = (
            f"It is damaged ({type(error).__name__}): copy it once more, or save it anew as .xlsx or as CSV in UTF-8."
        )
        raise _broken(file, _EXPECTED, remedy) from None


def sheets(raw: bytes, file: str) -> tuple[dict[str, Sheet], list[str]]:
    """Return all visible sheets that are filled, merged cells filled with what holds for them, and the names of others.

    Args:
        raw: the workbook.
        file: its name, for messages.

    Raises:
        TableError: when it is no workbook.
    """
    try:
        _check(raw, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Reader(raw, file, fill=True).sheets()
    except TableError:
        raise
    except Exception as error:  # as in `read`
        raise _broken(file, _EXPECTED, f"It is damaged ({type(error).__name__}): copy it once more.") from None


def _broken(file: str, expected: str, remedy: str) -> TableError:
    return TableError([Problem(file, None, None, None, expected, remedy)])


def _check(raw: bytes, file: str) -> None:
    """Say what a file is that is no workbook."""
    if not raw:
        raise _broken(file, _EXPECTED, "The file is empty: copy or save it once more.")
    what, remedy = file_kinds.kind(raw) or ("text", "If it is a table, let its name end in .csv.")
    if what != file_kinds.WORKBOOK:
        raise _broken(file, f"{_EXPECTED}, but this is {what}", remedy)
    if b"purl.oclc.org/ooxml" in _main(raw):
        remedy = "Save it as 'Excel workbook (.xlsx)', not as 'Strict Open XML'."
        raise _broken(file, f"{_EXPECTED}, but this is one in the form 'Strict Open XML'", remedy)


def _main(raw: bytes) -> bytes:
    """Return the part of a workbook that lists its sheets and says how it is calculated; nothing where it has none."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return b"".join(archive.read(part) for part in archive.namelist() if _MAIN.fullmatch(part))


class _CellError(Exception):
    """A cell that cannot be read: what stands there, what was expected, what to do."""

    def __init__(self, value: str, expected: str, remedy: str) -> None:
        self.value, self.expected, self.remedy = value, expected, remedy
        super().__init__(expected)


class _Reader:
    """A workbook that is being read.

    Args:
        raw: the workbook.
        file: its name, for messages.
        fill: whether merged cells get what the first of them holds; else they are a problem.
    """

    def __init__(self, raw: bytes, file: str, *, fill: bool = False) -> None:
        import openpyxl  # takes a while, and most tables are text

        self.fill = fill

        self._open = lambda **how: openpyxl.load_workbook(io.BytesIO(raw), **how)
        self.file = file
        self.book = self._open(rich_text=True)
        # openpyxl takes it for granted where it is not said.
        self.uncalculated = re.search(rb'fullCalcOnLoad="(1|true)"', _main(raw)) is not None

    def sheet(self, name: str, named: Callable[[str], bool]) -> Sheet:
        """Return the sheet that holds the table."""
        filled = [sheet for sheet in self.book.worksheets if _cells(sheet)]
        shown = [sheet for sheet in filled if sheet.sheet_state == "visible"]
        hidden = [sheet for sheet in filled if sheet.sheet_state != "visible"]
        unseen = ", ".join(repr(sheet.title) for sheet in hidden)
        if not filled:
            remedy = "No cell of it is filled; charts and pictures are not read."
            raise _broken(self.file, "a header row and rows of values", remedy)
        if not shown:
            remedy = f"Only hidden sheets are filled, {unseen}: unhide the one that counts."
            raise _broken(self.file, "a sheet that is not hidden", remedy)
        chosen = [sheet for sheet in shown if named(sheet.title)] if len(shown) > 1 else shown
        if len(chosen) != 1:
            titles = ", ".join(repr(sheet.title) for sheet in shown)
            remedy = f"The sheets {titles} are filled: name the one that counts {name!r}, or move the others to a file of their own."
            more = f" Hidden sheets are not read: {unseen}." if hidden else ""
            raise _broken(self.file, "one sheet with the table", remedy + more)
        plain_sheet = self._read(chosen[0])
        for sheet in hidden:
            plain_sheet.notes[None, f"hidden sheet {sheet.title!r}", "no part of the table"] = 0
        return plain_sheet

    def sheets(self) -> tuple[dict[str, Sheet], list[str]]:
        """Return the sheets that are filled and visible, and the names of the others."""
        seen = [sheet for sheet in self.book.worksheets if _cells(sheet) and sheet.sheet_state == "visible"]
        unseen = [sheet.title for sheet in self.book.worksheets if sheet not in seen]
        return {sheet.title: self._read(sheet) for sheet in seen}, unseen

    def _read(self, sheet: Any) -> Sheet:
        """Return the cells of a sheet as text."""
        cells = _cells(sheet)
        height, width = (max(place[axis] for place in cells) for axis in (0, 1))
        plain_sheet = Sheet([[""] * width for _ in range(height)])
        has_formulas = any(cell.data_type == "f" for cell in cells.values())
        results = self._open(data_only=True)[sheet.title] if has_formulas else sheet
        for (row, column), cell in cells.items():
            try:
                self._not_struck(cell)
                result = cell
                if cell.data_type == "f":
                    result = results.cell(row, column)
                    self._check_formula(cell, result, plain_sheet)
                text = _text(result, plain_sheet)
            except _CellError as error:
                text = REFUSED
                wrong = Problem(self.file, row, cell.column_letter, error.value, error.expected, error.remedy)
                plain_sheet.problems.append((range(row, row + 1), wrong))
            plain_sheet.rows[row - 1][column - 1] = text
        self._merged(sheet, plain_sheet)
        _note_hidden(sheet, plain_sheet)
        plain_sheet.problems.sort(key=lambda problem: problem[0].start)
        return plain_sheet

    @staticmethod
    def _not_struck(cell: Any) -> None:
        parts = cell.value if isinstance(cell.value, list) else []
        fonts = [part.font for part in parts if not isinstance(part, str)]
        if cell.has_style:
            fonts.append(cell.font)
        if any(font is not None and font.strike for font in fonts):
            remedy = "Take the line away if it counts, else clear what is struck out."
            raise _CellError(str(cell.value), "a value that counts, but it is struck out", remedy)

    def _check_formula(self, cell: Any, result: Any, plain_sheet: Sheet) -> None:
        """Say that a formula has no result, or one that hangs on another file."""
        formula = str(cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None) or "=TABLE()")
        others = ", ".join(dict.fromkeys(self._linked(formula)))
        if result.data_type == "e" and others:
            remedy = "Open both files in Excel and save this one, or put the value in place of the formula."
            raise _CellError(
                str(result.value), f"a value, but the formula refers to {others} and has an error of Excel", remedy
            )
        # A formula that gives empty text has a result of the type str.
        missing = result.value is None and result.data_type != "str"
        # Some programs store 0 in place of a result and ask for it to be worked out.
        if missing or (self.uncalculated and not isinstance(result.value, str) and result.value == 0):
            raise _CellError(formula, "a value, but this is a formula that was never calculated", _CALCULATE)
        if others:
            plain_sheet.notes[
                cell.column - 1, f"formula that refers to {others}", "the result that was stored last"
            ] += 1

    def _linked(self, formula: str) -> Iterator[str]:
        """Yield the names of the other files that a formula refers to."""
        links = dict(enumerate(self.book._external_links, start=1))
        for number in _LINK.findall(formula):
            # Links to running programs have no file.
            if link := getattr(links.get(int(number)), "file_link", None):
                target = urllib.parse.unquote(str(link.Target))
                yield re.split(r"[/\\]", target)[-1]

    def _merged(self, sheet: Any, plain_sheet: Sheet) -> None:
        """Name the cells that are merged, of which only the first holds a value."""
        for area in sheet.merged_cells.ranges:
            if area.min_row > len(plain_sheet.rows) or area.min_col > len(plain_sheet.rows[0]):
                continue
            value = plain_sheet.rows[area.min_row - 1][area.min_col - 1]
            if not value:
                continue
            _spread(area, value if self.fill else REFUSED, plain_sheet)
            if self.fill:
                plain_sheet.notes[None, f"merged cells {area.coord}", f"{value!r} in each of them"] = 0
                continue
            expected = f"a value in each cell, but the cells {area.coord} are merged and only the first has one"
            remedy = "Unmerge them and write into each cell what holds for it."
            letter = area.coord.rstrip("0123456789").partition(":")[0].rstrip("0123456789")
            shown = None if value == REFUSED else value
            rows = range(area.min_row, area.max_row + 1)
            plain_sheet.problems.append((rows, Problem(self.file, area.min_row, letter, shown, expected, remedy)))


def _spread(area: Any, text: str, sheet: Sheet) -> None:
    """Write a text into the cells of a merged area but the first, as far as the sheet reaches."""
    for row in range(area.min_row, min(area.max_row, len(sheet.rows)) + 1):
        for column in range(area.min_col, min(area.max_col, len(sheet.rows[0])) + 1):
            if (row, column) != (area.min_row, area.min_col):
                sheet.rows[row - 1][column - 1] = text


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    """Return the cells of a sheet that hold something, by row and column.

    The iterators of openpyxl make the cells that are missing, a million rows of them where the last row has a format.
    """
    return {place: cell for place, cell in sheet._cells.items() if cell.value is not None}


def _note_hidden(sheet: Any, plain_sheet: Sheet) -> None:
    """Note the rows and columns that are filled and hidden."""
    rows = sorted(
        row
        for row, how in sheet.row_dimensions.items()
        if how.hidden and row <= len(plain_sheet.rows) and any(plain_sheet.rows[row - 1])
    )
    if rows:
        listed = ", ".join(map(str, rows[:_LISTED])) + (
            f" and {len(rows) - _LISTED} more" if len(rows) > _LISTED else ""
        )
        plain_sheet.notes[None, f"hidden row{'s' * (len(rows) > 1)} {listed}", "data like the others"] = 0
    for how in sheet.column_dimensions.values():
        if how.hidden:
            for column in range(how.min, min(how.max, len(plain_sheet.rows[0])) + 1):
                if any(row[column - 1] for row in plain_sheet.rows):
                    plain_sheet.notes[column - 1, "hidden column", "data like the others"] = 0


def _text(cell: Any, sheet: Sheet) -> str:
    """Return the text that a cell shows."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        remedy = "Mend the formula, or type the value."
        raise _CellError(str(value), "a value, but the cell holds an error of Excel", remedy)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, cell, sheet)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        remedy = "Set the format of the cells to Number or Text, and type the values anew."
        raise _CellError(str(value), "a number or text, but Excel made a date of it", remedy)
    if isinstance(value, list):
        return "".join(_run(part) for part in value)
    return str(value)


def _run(part: Any) -> str:
    """Return one run of text with formats; digits that are raised stay raised, as marks of notes and powers are."""
    if isinstance(part, str):
        return part
    raised = part.font is not None and part.font.vertAlign == "superscript"
    return str(part.text).translate(_RAISED) if raised else str(part.text)


def _number(value: float, cell: Any, sheet: Sheet) -> str:
    """Return a number as its cell shows it, to the 15 digits that Excel works with."""
    try:
        shown = number_formats.show(Decimal(f"{value:.15g}"), str(cell.number_format))
    except number_formats.FormatError as error:
        remedy = "Give the cell the format General or Number, if that is the value."
        raise _CellError(f"{value:.15g}", str(error), remedy) from None
    if shown.rounded is not None:
        places = (
            "as a whole number" if not shown.rounded else f"with {shown.rounded} decimal{'s' * (shown.rounded > 1)}"
        )
        sheet.notes[cell.column - 1, f"number shown {places}", "all decimals that the cell holds"] += 1
    before = shown.before
    if before in _CURRENCY:
        sheet.notes[cell.column - 1, f"number with {before!r} before it", "the number"] += 1
        before = ""
    return f"{before}{shown.digits}{shown.after}"
