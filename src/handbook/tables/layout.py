"""Find the parts of a sheet that people read at a glance: title, header of several rows, values, notes below.

A cell is a value when it is a number, with a unit or a mark behind it, or says that there is none (``..``). A header is
what stands directly above the first row of values; what stands alone in its row is a title, a section or a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handbook.tables import note_marks as marks
from handbook.tables.headers import unit_of
from handbook.tables.numerals import is_nothing, narrow, parted

__all__ = ["Block", "Value", "blocks", "period", "value"]

_HEADER = 4
"""A header has at most so many rows."""

_YEAR = r"(?:(?:FY|CY)\s?)?(?<!\d)((?:19|20)\d{2}(?:[QH][1-4])?)(?!\d)(?:\s*(?:年度|财年|年))?"
_PERIOD = re.compile(_YEAR, re.IGNORECASE)
_MARK = re.compile(r"\s*(?:[*†‡§¶※★☆^]+|[(\[（【]\s*[^\W\d_]{1,3}\s*[)\]）】]|(?<=\d)[pPrReEfF])$")
_BEFORE = re.compile(r"^(?:[*†‡※]+|[rpeRPE]\s+(?=[\d-]))\s*")


@dataclass(frozen=True)
class Value:
    """A cell that is a value.

    Attributes:
        text: the number with its unit as it stands there; empty where the cell says that there is none.
        mark: what stands beside the number and is no part of it.
    """

    text: str
    mark: str = ""


def value(cell: str) -> Value | None:
    """Return a cell as a value; nothing for words.

    >>> value("1.2*"), value("4,550 (P)"), value("..")
    (Value(text='1.2', mark='*'), Value(text='4,550', mark='(P)'), Value(text='', mark='..'))
    >>> value("41.5%"), value("-3.2 亿元"), value("962.8¹")
    (Value(text='41.5%', mark=''), Value(text='-3.2 亿元', mark=''), Value(text='962.8', mark='¹'))
    >>> value("5G services"), value("2023年"), value("")
    (None, None, None)
    """
    text = narrow(cell)
    if not text:
        return None
    if is_nothing(text):
        return Value("", text)
    before = _BEFORE.match(text)
    bare = text[before.end() :] if before else text
    parts = parted(bare)
    if parts is None:
        return Value(text) if marks.is_error(text) else None
    after = ""
    words = parts.words
    if words and unit_of(words) is None:
        mark = _MARK.search(bare)
        after = mark[0].strip() if mark else words if marks.is_note(words) else ""
        if not after:
            return None
        bare = bare[: len(bare) - len(mark[0] if mark else words)].rstrip()
        left = parted(bare)
        if left is None or (left.words and unit_of(left.words) is None):
            return None
    elif words and _PERIOD.fullmatch(bare):
        return None
    return Value(bare, " ".join(filter(None, (before[0].strip() if before else "", after))))


def period(text: str) -> tuple[str, str, str] | None:
    """Return the period in a text, what else stands there, and the mark behind it; nothing where there is none.

    >>> period("2023年"), period("Size 2021 (bn yuan)"), period("2023 (P)"), period("2024E"), period("FY2022")
    (('2023', '', ''), ('2021', 'Size (bn yuan)', ''), ('2023', '', '(P)'), ('2024', '', 'E'), ('2022', '', ''))
    >>> period("1995, 2001"), period("12021")
    (None, None)
    """
    shown = narrow(text)
    dates = list(_PERIOD.finditer(shown))
    if len(dates) != 1:
        return None
    rest = " ".join((shown[: dates[0].start()] + " " + shown[dates[0].end() :]).split()).strip(" -–—_:：,，.年")
    tail = re.fullmatch(r"[(\[]?\s*([pPrReEfF]|预测|估计|预计|初步|forecast|estimate[d]?|provisional)\s*[)\]]?", rest)
    if tail or marks.is_note(rest):
        return dates[0][1].upper(), "", rest
    return dates[0][1].upper(), rest, ""


@dataclass
class Block:
    """One table of a sheet.

    Attributes:
        titles: what stands above it, with its row.
        heads: for each column, the texts of the header from top to bottom, none twice.
        header: the rows of the header.
        body: rows of values and sections, with their rows in the file.
        notes: what stands below, with its row.
    """

    titles: list[tuple[int, str]] = field(default_factory=list)
    heads: list[list[str]] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    body: list[tuple[int, list[str]]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    def labels(self) -> list[int]:
        """Return the columns that say of which thing the values of a row are, and are none themselves."""
        rows = [cells for _, cells in self.body if kind(cells) != "alone"]
        columns = []
        for at in range(len(self.heads)):
            cells = [cells[at] for cells in rows if marks.visible(cells[at]).strip()]
            words = sum(value(cell) is None or period(cell) is not None for cell in cells)
            if cells and 2 * words > len(cells):
                columns.append(at)
        return columns

    def empty(self) -> list[int]:
        """Return the columns of which no cell below the header is filled."""
        return [
            at for at in range(len(self.heads)) if not any(marks.visible(cells[at]).strip() for _, cells in self.body)
        ]


def kind(cells: Sequence[str]) -> str:
    """Return what a row is: ``blank``, ``alone`` (one text), ``words`` (a header), or ``values``.

    >>> kind(["", ""]), kind(["Size of the market", ""]), kind(["", "2021", "2022"]), kind(["public", "5", ".."])
    ('blank', 'alone', 'words', 'values')
    """
    filled = [cell for cell in cells if marks.visible(cell).strip()]
    if not filled:
        return "blank"
    if marks.is_remark([filled[0]]):
        return "alone"
    if len(set(filled)) == 1 and cells[0] == filled[0]:
        return "alone"
    if any(value(cell) is not None and _whole_period(cell) is None for cell in filled[1:] or filled):
        return "values"
    return "alone" if len(set(filled)) == 1 and len(filled) == 1 else "words"


def _whole_period(cell: str) -> str | None:
    whole = period(cell)
    return whole[0] if whole and not whole[1] else None


def blocks(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Yield the tables of a sheet, from top to bottom; nothing where no row of values stands below a header.

    Args:
        rows: cells as text, all rows of one width.
    """
    kinds = [kind(row) for row in rows]
    at = 0
    while True:
        start = next((row for row in range(at, len(rows)) if kinds[row] == "values"), None)
        if start is None:
            return
        start = _first(kinds, at, start)
        top = start
        while top > at and start - top < _HEADER and _is_head(rows[top - 1], kinds[top - 1], rows[top:start]):
            top -= 1
        end = _end(rows, kinds, start)
        below = next((row for row in range(end, len(rows)) if kinds[row] in ("words", "values")), len(rows))
        # What stands between two tables belongs to the one below when a blank row parts it from the one above.
        gap = [row for row in range(end, below) if kinds[row] == "blank"]
        stop = below if below == len(rows) else (gap[-1] if gap else end)
        yield Block(
            [(row + 1, _alone(rows[row])) for row in range(at, top) if kinds[row] != "blank"],
            [_texts(rows[top:start], column) for column in range(len(rows[start]))],
            [row + 1 for row in range(top, start)],
            [(row + 1, list(rows[row])) for row in range(start, end) if kinds[row] != "blank"],
            [(row + 1, _alone(rows[row])) for row in range(end, stop) if kinds[row] != "blank"],
        )
        at = stop


def _first(kinds: Sequence[str], at: int, start: int) -> int:
    """Return the row after the header: a section may stand between it and the first row of values."""
    above = start
    while above > at and kinds[above - 1] == "alone":
        above -= 1
    return above if above > at and kinds[above - 1] == "words" else start


def _is_head(row: Sequence[str], what: str, below: Sequence[Sequence[str]]) -> bool:
    """Return whether a row belongs to the header: words side by side, or one word over a part of the columns."""
    if what == "words":
        return True
    return what == "alone" and bool(below) and not marks.visible(row[0]).strip() and sum(map(bool, row)) > 1


def _end(rows: Sequence[Sequence[str]], kinds: Sequence[str], start: int) -> int:
    """Return the row after the last row of values before the next header.

    Numbers that could be years are values in a row directly below values, and a header below a blank row.
    """
    last = start
    for row in range(start, len(kinds)):
        years = row == last + 1 and all(value(cell) for cell in rows[row][1:] if cell)
        if kinds[row] == "words" and not years:
            break
        if kinds[row] in ("values", "words"):
            last = row
    return last + 1


def _alone(row: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(marks.visible(cell).strip() for cell in row if marks.visible(cell).strip()))


def _texts(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return list(dict.fromkeys(text for row in rows if (text := marks.visible(row[column]).strip())))
