"""The sheets of a file in any form that people keep tables in, as grids of text: workbooks, .ods, CSV, JSON records."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handbook.tables import file_kinds, opendocument, workbooks
from handbook.tables import note_marks as marks
from handbook.tables.grids import decoded
from handbook.tables.problems import Problem, TableError

__all__ = ["Book", "Sheet", "read"]

_JSON = (".json", ".jsonl", ".ndjson")


@dataclass
class Sheet:
    """One grid of cells.

    Attributes:
        name: its title in the file; empty where a file has only one.
        rows: cells as text, from the first row of the file, all of one width.
        said: what was done on the way, in words.
        problems: cells that cannot be read, with the rows that they concern.
        delimiter: the sign between the cells of a text file, which says how its numbers are written.
    """

    name: str
    rows: list[list[str]]
    said: list[str] = field(default_factory=list)
    problems: list[tuple[range, Problem]] = field(default_factory=list)
    delimiter: str = ","


@dataclass
class Book:
    """What a file holds.

    Attributes:
        sheets: those that are read.
        unread: what is not read, in words.
    """

    sheets: list[Sheet]
    unread: list[str] = field(default_factory=list)


def read(file: Path) -> Book:
    """Return the sheets of a file.

    Raises:
        TableError: when nothing of it can be read.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        remedy = "Check the path and its permissions."
        raise TableError([Problem(str(file), None, None, None, f"a file ({error.strerror})", remedy)]) from None
    kind = file_kinds.kind(raw)
    if kind and kind[0] == file_kinds.WORKBOOK:
        book = _workbook(raw, file.name)
    elif kind and kind[0] == file_kinds.OPEN_DOCUMENT:
        book = _open_document(raw, file.name)
    else:
        text, encoding = decoded(raw, file.name)
        book = _json(text, file.name) if file.suffix.lower() in _JSON else _delimited(text)
        if encoding != "UTF-8":
            book.sheets[0].said.append(f"{encoding} read as text")
    for sheet in book.sheets:
        width = max(map(len, sheet.rows), default=0)
        sheet.rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    return book


def _workbook(raw: bytes, file: str) -> Book:
    plain_sheets, unseen = workbooks.sheets(raw, file)
    sheets = []
    for name, sheet in plain_sheets.items():
        said = [
            f"{'' if column is None else f'column {marks.column_letter(column)}: '}{before} read as {after}"
            for column, before, after in sheet.notes
        ]
        sheets.append(Sheet(name, sheet.rows, said, sheet.problems))
    return Book(sheets, [f"sheet {name!r} is hidden or empty" for name in unseen])


def _open_document(raw: bytes, file: str) -> Book:
    book = Book([])
    for sheet in opendocument.read(raw, file):
        if sheet.hidden or not any(map(any, sheet.rows)):
            book.unread.append(f"sheet {sheet.name!r} is hidden or empty")
            continue
        said = [
            f"merged cells {_area(*place)} read as {sheet.rows[place[0]][place[1]]!r} in each of them"
            for place in sheet.merged
        ]
        book.sheets.append(Sheet(sheet.name, sheet.rows, said))
    return book


def _area(top: int, left: int, height: int, width: int) -> str:
    letter = marks.column_letter
    return f"{letter(left)}{top + 1}:{letter(left + width - 1)}{top + height}"


def _delimited(text: str) -> Book:
    """Return the cells of a text file, parted by the sign that gives the most rows of the same number of cells."""
    best: tuple[int, int] = (-1, 0)
    chosen: tuple[list[list[str]], str] = ([], ",")
    for delimiter in ",;\t|":
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: item[0] * item[1], default=(0, 0))
        if (count * (width > 1), width) > best:
            best, chosen = (count * (width > 1), width), (rows, delimiter)
    return Book([Sheet("", chosen[0], delimiter=chosen[1])])


# ── records ──────────────────────────────────────────────────────────────────────────────────────


def _json(text: str, file: str) -> Book:
    """Return lists of records as sheets: their names as header, one row each."""
    try:
        data = json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as whole:
        try:
            data = [json.loads(line, parse_float=str, parse_int=str) for line in text.splitlines() if line.strip()]
        except json.JSONDecodeError:
            remedy = "Save it once more, or as CSV."
            raise TableError([Problem(file, whole.lineno, None, None, f"JSON ({whole.msg})", remedy)]) from None
    except RecursionError:
        raise TableError([Problem(file, None, None, None, "a list of records", "It is nested too deeply.")]) from None
    book = Book([])
    for name, part in _lists(data, ""):
        rows = _grid(part)
        if rows:
            book.sheets.append(Sheet(name, rows, ["the names of the records read as row 1, the first record as row 2"]))
        elif name:
            book.unread.append(f"{name!r} is no list of records")
    if not book.sheets:
        raise TableError([Problem(file, None, None, None, "a list of records", "It holds none.")])
    return book


def _lists(data: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a document that can be tables, by their names."""
    if _grid(data):
        yield name, data
    elif isinstance(data, Mapping):
        for key, part in data.items():
            yield from _lists(part, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list):
        for number, part in enumerate(data):
            yield from _lists(part, f"{name}[{number}]")
    else:
        yield name, data


def _grid(data: Any) -> list[list[str]]:
    """Return records, columns or an object of objects as rows below a header; nothing for anything else."""
    if isinstance(data, Mapping) and data:
        parts = list(data.values())
        if all(isinstance(part, Mapping) and not any(map(_is_nested, part.values())) for part in parts):
            return _grid([{"": key, **part} for key, part in data.items()])
        lists = [part for part in parts if isinstance(part, list) and not any(map(_is_nested, part))]
        if len(lists) == len(parts) and len({len(part) for part in lists}) == 1:
            return [list(map(str, data)), *([_cell(cell) for cell in row] for row in zip(*lists, strict=True))]
        return []
    if not isinstance(data, list) or not data or not all(isinstance(record, Mapping) and record for record in data):
        return []
    flat = [dict(_flat(record)) for record in data]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return [names, *([record.get(name, "") for name in names] for record in flat)]


def _flat(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", _cell(value)


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping | list)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )
