"""A first description of a table that the data package does not know yet, as an entry to begin with."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["inferred"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_INTEGER = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def inferred(file: Path) -> Mapping[str, Any] | None:
    """Return an entry of the data package for a CSV file, None where its header holds no names of columns.

    Types are those that every value has; a column without an empty cell is required; the key is the shortest run of
    columns from the left that tells the rows apart. Units, labels and bounds are for a person to add.

    Args:
        file: in UTF-8, with commas.

    >>> import tempfile
    >>> staff = Path(tempfile.mkdtemp()) / "staff.csv"
    >>> _ = staff.write_text("year,staff_count,source\\n2021,50,report\\n2022,52.5,report\\n")
    >>> entry = inferred(staff)
    >>> entry["title"], entry["schema"]["primaryKey"], [field["type"] for field in entry["schema"]["fields"]]
    ('Staff', ['year'], ['integer', 'number', 'string'])
    """
    try:
        with file.open(encoding="utf-8", newline="") as text:
            header, *rows = [row for row in csv.reader(text) if row and not row[0].startswith("#")]
    except (OSError, ValueError, csv.Error):
        return None
    whole = [row for row in rows if len(row) == len(header)]
    if not whole or len(whole) < len(rows) or not all(map(_NAME.fullmatch, header)) or len({*header}) < len(header):
        return None
    columns = list(zip(*whole, strict=True))
    return {
        "name": file.stem,
        "path": file.name,
        "type": "table",
        "format": "csv",
        "encoding": "utf-8",
        "title": _words(file.stem),
        "schema": {
            "primaryKey": header[: _telling(whole)],
            "fields": [_field(name, values) for name, values in zip(header, columns, strict=True)],
        },
    }


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _telling(rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns from the left it takes to tell rows apart, all of them where none do."""
    width = len(rows[0])
    return next((count for count in range(1, width) if len({tuple(row[:count]) for row in rows}) == len(rows)), width)


def _field(name: str, values: Sequence[str]) -> dict[str, Any]:
    filled = [value for value in values if value]
    kinds = (("integer", _INTEGER), ("number", _NUMBER))
    kind = next((kind for kind, pattern in kinds if filled and all(map(pattern.fullmatch, filled))), "string")
    required = {"constraints": {"required": True}} if len(filled) == len(values) else {}
    return {"name": name, "type": kind, "title": _words(name), **required}
