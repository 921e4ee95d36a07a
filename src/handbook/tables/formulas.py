"""Cells that a spreadsheet would run: in what is exported they begin with an apostrophe, and read back without it.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break is a formula to Excel and LibreOffice, whatever
the quotation marks around it say. With an apostrophe before it, it is text; one that has an apostrophe there already
gets a second one, so that every text comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

__all__ = ["guarded", "guarded_cells", "guarded_frame", "guarded_rows", "holds_guards", "unguarded"]

_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?([eE][-+]?\d+)?%?")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")
_GUARDS = re.compile(r"""(?:^|[,;|\t"\n\r])'+[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]""")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay.

    >>> guarded("=1+2"), guarded("-1.5"), guarded("-1; sum(a)"), guarded("'=x"), guarded("plain")
    ("'=1+2", '-1.5', "'-1; sum(a)", "''=x", 'plain')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """Return a cell as it was before `guarded`.

    >>> [unguarded(guarded(text)) for text in ("=1", "'=1", "-2", "'quoted'", "+x")]
    ['=1', "'=1", '-2', "'quoted'", '+x']
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def holds_guards(text: str) -> bool:
    """Return whether a delimited text may hold guarded cells: a million rows without one are not looked through."""
    return "'" in text and _GUARDS.search(text) is not None


def guarded_rows(rows: Iterable[Sequence[object]]) -> Iterable[list[object]]:
    """Yield rows whose texts are guarded."""
    for row in rows:
        yield [guarded(cell) if isinstance(cell, str) else cell for cell in row]


def guarded_cells(cells: Sequence[str]) -> Sequence[str]:
    """Return a column whose texts are guarded; the same one where there is nothing to guard."""
    safe_forms = {raw: guarded(raw) for raw in set(cells)}
    return cells if all(raw == safe for raw, safe in safe_forms.items()) else [safe_forms[raw] for raw in cells]


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts are guarded; the same one where there is nothing to guard."""
    changed = {}
    for column in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[column]) or pd.api.types.is_bool_dtype(frame[column]):
            continue
        cells = {cell: guarded(cell) for cell in frame[column].unique() if isinstance(cell, str)}
        if any(cell != safe for cell, safe in cells.items()):
            changed[column] = frame[column].map(lambda cell, cells=cells: cells.get(cell, cell))
    return frame.assign(**changed) if changed else frame
