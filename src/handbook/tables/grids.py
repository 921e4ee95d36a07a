"""The cells of a file before anything is understood: its text, the records, and the columns under one header."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from handbook.tables import file_kinds, formulas, note_marks, workbooks
from handbook.tables.problems import Conversion, Problem, TableError, first_of

__all__ = ["Grid", "broken", "collect", "decoded", "delimiter_of", "records"]

LONGEST = 1_000_000
"""So many bytes a line may have."""

MOST_COLUMNS = 2_000
"""So many columns a table may have."""

_HEAD = 65536
"""So many characters are looked at for the sign between cells."""

_TITLES = 10
"""A header is looked for in so many rows, to say where it stands; it is read only in the first."""

_AS_A_REMARK = f"with {note_marks.REMARK!r} and a space"


def decoded(raw: bytes, file: str) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Three encodings are read, none is guessed from statistics: a byte order mark decides, then UTF-8 (which other
    encodings pass by accident only in tiny files), then GB18030 where the characters are those of Chinese text.
    """
    if row := _too_long(raw):
        remedy = "Look whether its lines end, and whether it is a table at all."
        raise TableError([Problem(file, row, None, None, f"a line of at most {LONGEST:,} bytes", remedy)])
    other = file_kinds.kind(raw)
    if other:
        raise TableError([Problem(file, None, None, None, f"a table, but this is {other[0]}", other[1])])
    if raw.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise TableError([_no_text(file, None, ", but this is UTF-32")])
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), "UTF-16"
            except UnicodeDecodeError:
                raise TableError([_no_text(file, 1)]) from None
    if b"\x00" in raw:
        raise TableError([_no_text(file, raw[: raw.index(b"\x00")].count(b"\n") + 1)])
    try:
        # A byte order mark, or two from two programs, says only that the file is UTF-8, which it is.
        return raw.decode("utf-8-sig").lstrip("\ufeff"), "UTF-8"
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        raise TableError([_no_text(file, row, _of_taiwan(raw))]) from None
    letters = [letter for letter in set(text) if letter > "\x7f"]
    usual = sum(len(letter.encode("gb2312", "ignore")) == 2 for letter in letters)
    if usual * 2 < len(letters) or any(unicodedata.category(letter) in ("Cc", "Co", "Cn") for letter in letters):
        raise TableError([_no_text(file, row, _of_taiwan(raw))])
    return text, "GB18030"


def _no_text(file: str, row: int | None, but: str = "") -> Problem:
    expected = f"text in UTF-8 or GB18030{but}"
    return Problem(file, row, None, None, expected, "Save the table as CSV in UTF-8, or as .xlsx.")


def _of_taiwan(raw: bytes) -> str:
    """Say that a file seems to be in Big5 where that can be read."""
    try:
        text = raw.decode("big5")
    except UnicodeDecodeError:
        return ""
    return ", but this seems to be Big5" if text.isprintable() or "\n" in text else ""


def _too_long(raw: bytes) -> int:
    r"""Return the row of a line that is longer than any that is read, 0 where there is none.

    >>> _too_long(b"a,b\n" + b"x" * 3_000_000), _too_long(b"a,b\n" * 1_000_000)
    (2, 0)
    """
    start = 0
    while len(raw) - start > LONGEST:
        end = raw.rfind(b"\n", start, start + LONGEST)
        if end < 0:
            return raw[:start].count(b"\n") + 1
        start = end + 1
    return 0


@dataclass
class Grid:
    """The cells of a file, before anything is understood.

    Attributes:
        header: the first row that is no remark.
        header_row: its row in the file, from 1.
        columns: the cells below each header.
        rows: for each record, its row in the file.
        form: what the file is; nothing for UTF-8 with commas.
        delimiter: the sign between its cells.
        places: for each column, its place in the file, from 0; blank columns are left out.
        problems: cells that cannot be read, said together with what else is wrong.
        notes: what was left out or read as something else.
    """

    header: list[str]
    header_row: int
    columns: list[list[str]]
    rows: Sequence[int]
    form: str
    delimiter: str
    places: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Conversion] = field(default_factory=list)


def broken(file: str, row: int | None, expected: str, remedy: str) -> TableError:
    """Return the error of a file with one problem."""
    return TableError([Problem(file, row, None, None, expected, remedy)])


def records(text: str, delimiter: str, file: str) -> Iterator[list[str]]:
    """Yield the records of delimited text; quotes that are not closed are an error, not a giant cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, is_guarded = 0, formulas.holds_guards(text)
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remedy = "Close every quotation mark; write a mark inside a cell twice."
            raise broken(file, number, f"cells of a CSV table ({error})", remedy) from None
        yield [formulas.unguarded(cell) for cell in row] if is_guarded else row


def delimiter_of(text: str, file: str, score: Callable[[Sequence[str]], int]) -> str:
    """Return the sign between cells: the one that gives the most headers that the data package knows."""
    head = text[:_HEAD]
    candidates: list[tuple[int, int, str]] = []
    for delimiter in ",;\t|":
        # Without the sign a row is one cell, which names one column at most.
        if delimiter not in head and any(known for known, _, _ in candidates):
            continue
        try:
            header = next(
                (row for row in records(head, delimiter, file) if not _is_blank(row) and not note_marks.is_remark(row)),
                [],
            )
        except TableError:
            header = []
        candidates.append((score(header), head.count(delimiter), delimiter))
    # The first of equals: the comma of the plain form.
    return max(candidates, key=lambda candidate: candidate[:2])[2]


def _is_blank(row: Sequence[str]) -> bool:
    """Return whether nothing can be seen in the cells of a row."""
    text = "".join(row).strip()
    return not text or not (text.isascii() or note_marks.visible(text).strip())


def collect(
    lines: Iterable[list[str]], file: str, form: str, delimiter: str, score: Callable[[Sequence[str]], int]
) -> Grid:
    """Collect records into columns, without the remarks; equal cells share one string.

    Args:
        lines: the records, from the first row of the file.
        file: its name, for messages.
        form: what it is; nothing for the plain form.
        delimiter: the sign between its cells.
        score: how many cells of a row name a column.

    Raises:
        TableError: when there is no header, or a row does not fit under it.
    """
    sheet = _Sheet(file, delimiter, score)
    numbered = enumerate(lines, start=1)
    sheet.read_header(numbered)
    sheet.read_records(numbered)
    return sheet.grid(form)


class _Sheet:
    """A table that is read row by row, its header first.

    Args:
        file: its name, for messages.
        delimiter: the sign between its cells.
        score: how many cells of a row name a column.
    """

    def __init__(self, file: str, delimiter: str, score: Callable[[Sequence[str]], int]) -> None:
        self._file, self._delimiter, self._score = file, delimiter, score
        self._header: list[str] = []
        self._columns: list[list[str]] = []
        self._rows: list[int] = []
        self._empty: list[int] = []
        self._wrong: list[Problem] = []
        self._first: dict[int, list[str]] = {}
        self._blank: list[int] = []
        self._header_row = self._begin = 0
        # Interning keeps a million rows of a few distinct values small.
        # A cell that a problem names is empty for everything that follows.
        self._known = {workbooks.REFUSED: ""}

    def read_header(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Read up to the first row that is no remark."""
        for number, row in rows:
            # Where the table begins in column B, its remarks do too.
            if len(row) > MOST_COLUMNS:
                expected = f"at most {MOST_COLUMNS:,} columns, but there are {len(row):,}"
                raise broken(self._file, number, expected, "Look whether rows and columns are exchanged.")
            at = _first_filled(row)
            if _is_blank(row):
                self._empty.append(number)
            elif not note_marks.is_remark(row[at:]):
                self._first[number] = row
                self._header_row, self._begin = number, at
                self._blank = [place for place in range(_width(row)) if _is_blank([row[place]])]
                self._header = [self._known.get(cell, cell) for cell in row[: _width(row)]]
                self._columns = [[] for _ in self._header]
                return

    def read_records(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Read what follows the header: records, remarks, and rows that are empty or do not fit."""
        begin, width, intern = self._begin, len(self._header), self._known.setdefault
        for number, row in rows:
            first = row[begin] if begin < len(row) else ""
            # A million rows are not looked through cell by cell for what the first one rules out.
            if not (first.isascii() and first.strip()) and _is_blank(row):
                self._empty.append(number)
                continue
            if note_marks.REMARK in first and note_marks.is_remark(row[begin:]):
                continue
            if len(self._first) < _TITLES:
                self._first[number] = row
            if len(row) > width and _is_blank(row[width:]):
                row = row[:width]
            if len(row) != width:
                self._wrong.append(_other_width(self._file, number, row, width, self._delimiter))
                continue
            self._rows.append(number)
            for column, cell in zip(self._columns, row, strict=True):
                column.append(intern(cell, cell))

    def grid(self, form: str) -> Grid:
        """Return the columns under the header, or raise `TableError` with each row that does not fit."""
        if not self._header:
            raise broken(self._file, None, "a header row and rows of values", "The file is empty.")
        # A title may be a word that heads a column too.
        if self._score(self._first[self._header_row]) < 2 <= max(map(self._score, self._first.values())):
            best = max(self._first, key=lambda row: self._score(self._first[row]))
            remedy = f"The header seems to be in row {best}: remove the rows above it, or begin each {_AS_A_REMARK}."
            raise broken(self._file, self._header_row, "the names of the columns in the first row", remedy)
        last = self._rows[-1] if self._rows else self._header_row
        wrong = self._wrong + [
            Problem(self._file, at, None, None, "a row with values", "Remove the empty line.")
            for at in self._empty
            if self._header_row < at < last
        ]
        if wrong:
            raise TableError(first_of(sorted(wrong, key=lambda problem: problem.row or 0)))
        at_once = len(self._rows) == last - self._header_row
        rows = range(self._header_row + 1, last + 1) if at_once else self._rows
        grid = Grid(self._header, self._header_row, self._columns, rows, form, self._delimiter)
        return _without(self._blank, grid, self._file)


def _first_filled(row: Sequence[str]) -> int:
    return next((at for at, cell in enumerate(row) if not _is_blank([cell])), 0)


def _width(row: Sequence[str]) -> int:
    """Return how many cells a header has, without the blank ones at its end."""
    return max(at for at, cell in enumerate(row, start=1) if not _is_blank([cell]))


def _other_width(file: str, number: int, row: Sequence[str], width: int, delimiter: str) -> Problem:
    """Say that a row has more or fewer cells than the header."""
    filled = [cell for cell in row if cell.strip()]
    remedy = f"Write each cell of the row; put a cell that holds {delimiter!r} between quotation marks."
    if len(filled) == 1 and len(row) < width:
        remedy = f"If it is a note, begin it {_AS_A_REMARK}: then it is not read as data."
    return Problem(
        file,
        number,
        None,
        delimiter.join(row)[:60],
        f"{width} cells, as in the header, but it has {len(row)}",
        remedy,
    )


def _without(blank: Sequence[int], grid: Grid, file: str) -> Grid:
    """Leave out columns without a header; one that has values is refused and named by its letter."""
    wrong = []
    for at in blank:
        letter = note_marks.column_letter(at)
        filled = next(
            (row for row, cell in zip(grid.rows, grid.columns[at], strict=True) if not _is_blank([cell])), None
        )
        if filled is not None:
            remedy = f"Write its name, or empty the column: row {filled} holds a value there."
            wrong.append(Problem(file, grid.header_row, None, None, f"a name for column {letter}", remedy))
        grid.notes.append(Conversion(file, None, f"column {letter} without header and values", "no column"))
    if wrong:
        raise TableError(wrong)
    grid.places = [at for at in range(len(grid.header)) if at not in blank]
    for at in reversed(blank):
        del grid.header[at], grid.columns[at]
    return grid
