"""Read the sheets of an OpenDocument spreadsheet (.ods), every cell as text.

The format is plain XML in a ZIP archive; what is needed of it fits here, and merged and covered cells, which libraries
leave out, are what a wide file is made of. A number is read with all its decimals, a percentage with its sign.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from handbook.tables.problems import Problem, TableError

__all__ = ["Sheet", "read"]

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = 2_000_000
"""So many cells are read; a file of a few bytes can claim billions."""
_BYTES = 200_000_000


@dataclass
class Sheet:
    """A sheet.

    Attributes:
        name: its title.
        rows: cells as text, those that are merged filled with what the first of them holds.
        merged: for each merged area, its first row and column (from 0), its height and width.
        hidden: whether it is hidden.
    """

    name: str
    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False


def read(raw: bytes, file: str) -> list[Sheet]:
    """Return the sheets of a spreadsheet.

    Args:
        raw: the file.
        file: its name, for messages.

    Raises:
        TableError: when it is damaged, no spreadsheet, or larger than what is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if archive.getinfo("content.xml").file_size > _BYTES:
                raise _broken(file, "It is larger than what is read: save the sheet as CSV.")
            root = ElementTree.fromstring(archive.read("content.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, EOFError) as error:
        remedy = f"It is damaged or protected ({type(error).__name__}): save it anew, or as .xlsx or CSV."
        raise _broken(file, remedy) from None
    unseen = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(part.get(f"{_TABLE}display") == "false" for part in style)
    }
    sheets = []
    left = _CELLS
    for table in root.iter(f"{_TABLE}table"):
        sheet = Sheet(table.get(f"{_TABLE}name", ""), hidden=table.get(f"{_TABLE}style-name") in unseen)
        for row in _rows(table):
            left -= len(row) + 1
            if left < 0:
                raise _broken(file, f"It claims more than {_CELLS:,} cells: save the sheet as CSV.")
            sheet.rows.append([text for text, _ in row])
            at = len(sheet.rows) - 1
            sheet.merged += [(at, column, *span) for column, (_, span) in enumerate(row) if span != (1, 1)]
        _fill(sheet)
        sheets.append(sheet)
    return sheets


def _broken(file: str, remedy: str) -> TableError:
    return TableError([Problem(file, None, None, None, "an OpenDocument spreadsheet (.ods)", remedy)])


_Cell = tuple[str, tuple[int, int]]


def _rows(table: ElementTree.Element) -> Iterator[list[_Cell]]:
    """Yield the rows of a table up to the last that is filled, repeated as often as the file says."""
    waiting = 0
    for element in table.iter(f"{_TABLE}table-row"):
        cells = list(_cells(element))
        count = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        if not cells:
            waiting += count
            continue
        # The sum of empty rows is a guard too: each is counted as a cell.
        yield from ([] for _ in range(min(waiting, _CELLS)))
        waiting = 0
        yield from (cells for _ in range(min(count, _CELLS)))


def _cells(row: ElementTree.Element) -> Iterator[_Cell]:
    """Yield the cells of a row up to the last that is filled."""
    waiting = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        count = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        text = _shown(cell)
        if not text:
            waiting += count
            continue
        yield from (("", (1, 1)) for _ in range(min(waiting, _CELLS)))
        waiting = 0
        height, width = (int(cell.get(f"{_TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns"))
        yield from ((text, (height, width)) for _ in range(min(count, _CELLS)))


def _shown(cell: ElementTree.Element) -> str:
    """Return the text of a cell: a number with all its decimals, text as it stands; remarks on the cell are none."""
    kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value", "")
    if kind in ("float", "currency", "percentage"):
        try:
            number = Decimal(value).scaleb(2) if kind == "percentage" else Decimal(value)
        except InvalidOperation:
            return value
        digits = f"{number:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return f"{digits}%" if kind == "percentage" else digits
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", "")
    return "\n".join("".join(_words(part)) for part in cell if part.tag == f"{_TEXT}p").strip()


def _words(part: ElementTree.Element) -> Iterator[str]:
    yield part.text or ""
    for inner in part:
        if inner.tag == f"{_TEXT}s":
            yield " " * int(inner.get(f"{_TEXT}c", "1"))
        elif inner.tag not in (f"{_TEXT}note", f"{_OFFICE}annotation"):
            yield from _words(inner)
        yield inner.tail or ""


def _fill(sheet: Sheet) -> None:
    """Write into merged cells what the first of them holds, as far as the sheet reaches."""
    width = max(map(len, sheet.rows), default=0)
    for row in sheet.rows:
        row += [""] * (width - len(row))
    for top, left, height, wide in sheet.merged:
        for row in sheet.rows[top : top + height]:
            row[left : left + wide] = [sheet.rows[top][left]] * len(row[left : left + wide])
