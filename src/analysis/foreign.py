"""Read tables as people have them: from Excel, in GB18030, with Chinese headers, thousands separators, per cent signs.

What a file holds is brought into the handbook's own form: columns by their names in the data package, numbers with a
decimal point in the unit of the column, codes instead of labels, every cell as text. Each change is recorded as a
`Conversion`. Where a file can be read in two ways, nothing is guessed: a `Problem` says what to write instead.

A table in the plain form (UTF-8, commas, the column names as header) passes through as it is written.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import file_kinds, workbooks
from analysis.problems import Conversion, Problem, TableError, first_of
from analysis.units import Unit, UnitError, unit

__all__ = ["SUFFIXES", "Conversion", "Table", "find", "load"]

SUFFIXES = (".csv", ".xlsx", ".tsv", ".txt")
"""Endings of files that can hold a table."""

REMARK = "#"
"""A row whose first cell begins with this sign is a remark, not data."""

_HEAD = 65536
"""So many characters are looked at for the sign between cells."""

_TITLES = 10
"""A header is looked for in so many rows, to say where it stands; it is read only in the first."""


@dataclass(frozen=True)
class Table:
    """A table in the handbook's own form.

    Attributes:
        frame: every cell as text, columns as in the data package.
        rows: for each record, its row in the file (the header of a plain table is row 1).
        headers: for each column, its header in the file.
        conversions: what was changed on the way.
    """

    frame: pd.DataFrame
    rows: Sequence[int]
    headers: Mapping[str, str]
    conversions: tuple[Conversion, ...]
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For columns that were converted: value in the frame to what stood in the file."""

    @property
    def plain(self) -> bool:
        """Whether the file is in the plain form already."""
        return not self.conversions

    def as_written(self, column: str, at: int) -> str:
        """Return what stands in the file for one cell of a record."""
        cell = str(self.frame[column].iloc[at])
        return self.written.get(column, {}).get(cell, cell)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def find(folder: Path, file: str) -> Path | None:
    """Return the file of a table in a folder, whichever ending it has; nothing when there is none.

    Args:
        folder: to look in.
        file: name of the table's file in the data package.

    Raises:
        TableError: when two files claim to be the table.
    """
    declared = folder / file
    there = [path for ending in SUFFIXES if (path := declared.with_suffix(ending)).is_file()]
    if len(there) > 1:
        names = " and ".join(path.name for path in there)
        raise TableError(
            [Problem(names, None, None, None, "one file for one table", "Keep the file that counts, move the other.")]
        )
    return there[0] if there else None


def _decoded(raw: bytes, file: str) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Three encodings are read, none is guessed from statistics: a byte order mark decides, then UTF-8 (which other
    encodings pass by accident only in tiny files), then GB18030 where the characters are those of Chinese text.
    """
    other = file_kinds.kind(raw)
    if other:
        raise TableError([Problem(file, None, None, None, f"a table, but this is {other[0]}", other[1])])
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), "UTF-16"
            except UnicodeDecodeError:
                raise TableError([_no_text(file, 1)]) from None
    if b"\x00" in raw:
        raise TableError([_no_text(file, raw[: raw.index(b"\x00")].count(b"\n") + 1)])
    try:
        # A byte order mark says only that the file is UTF-8, which it is.
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        raise TableError([_no_text(file, row)]) from None
    letters = [letter for letter in set(text) if letter > "\x7f"]
    usual = sum(len(letter.encode("gb2312", "ignore")) == 2 for letter in letters)
    if usual * 2 < len(letters) or any(unicodedata.category(letter) in ("Cc", "Co", "Cn") for letter in letters):
        raise TableError([_no_text(file, row)])
    return text, "GB18030"


def _no_text(file: str, row: int) -> Problem:
    return Problem(file, row, None, None, "text in UTF-8 or GB18030", "Save the table as CSV in UTF-8, or as .xlsx.")


@dataclass
class _Grid:
    """The cells of a file, before anything is understood."""

    header: list[str]
    header_row: int
    columns: list[list[str]]
    rows: Sequence[int]
    form: str
    """What the file is: ``CSV`` for the plain form."""
    delimiter: str
    problems: list[Problem] = field(default_factory=list)
    """Cells that cannot be read, said together with what else is wrong."""
    notes: list[Conversion] = field(default_factory=list)


def _broken(file: str, row: int | None, expected: str, remedy: str) -> TableError:
    return TableError([Problem(file, row, None, None, expected, remedy)])


def _records(text: str, delimiter: str, file: str) -> Iterator[list[str]]:
    """Yield the records of delimited text; quotes that are not closed are an error, not a giant cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remedy = "Close every quotation mark; write a mark inside a cell twice."
            raise _broken(file, number, f"cells of a CSV table ({error})", remedy) from None
        yield row


def _delimiter(text: str, file: str, score: Callable[[Sequence[str]], int]) -> str:
    """Return the sign between cells: the one that gives the most headers that the data package knows."""
    head = text[:_HEAD]
    candidates = []
    for delimiter in ",;\t":
        try:
            header = next((row for row in _records(head, delimiter, file) if not _skipped(row)), [])
        except TableError:
            header = []
        candidates.append((score(header), head.count(delimiter), delimiter))
    # The first of equals: the comma of the plain form.
    return max(candidates, key=lambda found: found[:2])[2]


def _skipped(row: Sequence[str]) -> bool:
    return not any(row) or row[0].startswith(REMARK)


def _grid(
    records: Iterable[list[str]], file: str, form: str, delimiter: str, score: Callable[[Sequence[str]], int]
) -> _Grid:
    """Collect records into columns, without the remarks; equal cells share one string."""
    header: list[str] = []
    columns: list[list[str]] = []
    rows: list[int] = []
    empty: list[int] = []
    wrong: list[Problem] = []
    first: dict[int, int] = {}
    header_row = width = number = 0
    # Interning keeps a million rows of a few distinct values small.
    # A cell that a problem names is empty for everything that follows.
    known = {workbooks.REFUSED: ""}
    intern = known.setdefault
    for number, row in enumerate(records, start=1):
        if row and row[0].startswith(REMARK):
            continue
        if not any(row):
            empty.append(number)
            continue
        if len(first) < _TITLES:
            first[number] = score(row)
        if not header:
            header_row = number
            header = [known.get(cell, cell) for cell in row]
            while header and not header[-1].strip():
                header.pop()
            width = len(header)
            columns = [[] for _ in header]
            continue
        if len(row) > width and not any(row[width:]):
            row = row[:width]
        if len(row) != width:
            found = delimiter.join(row)[:60]
            wrong.append(Problem(file, number, None, found, f"{width} cells, as in the header, but it has {len(row)}"))
            continue
        rows.append(number)
        for column, cell in zip(columns, row, strict=True):
            column.append(intern(cell, cell))
    best = max(first, key=lambda row: first[row], default=0)
    # A title may be a word that heads a column too.
    if best and first[header_row] < 2 <= first[best]:
        remedy = f"The header seems to be in row {best}: remove the rows above it, or begin each with {REMARK}."
        raise _broken(file, header_row, "the names of the columns in the first row", remedy)
    last = rows[-1] if rows else header_row
    if not header:
        raise TableError([Problem(file, None, None, None, "a header row and rows of values", "The file is empty.")])
    wrong += [
        Problem(file, at, None, None, "a row with values", "Remove the empty line.")
        for at in empty
        if header_row < at < last
    ]
    if wrong:
        raise TableError(first_of(sorted(wrong, key=lambda problem: problem.row or 0)))
    at_once = len(rows) == last - header_row
    return _Grid(header, header_row, columns, range(header_row + 1, last + 1) if at_once else rows, form, delimiter)


# ── headers ──────────────────────────────────────────────────────────────────────────────────────


def _plain(text: str) -> str:
    """Return a header in the form in which headers are compared.

    >>> _plain("  数字经济规模（万亿元） "), _plain("Size_TN_CNY")
    ('数字经济规模(万亿元)', 'size tn cny')
    """
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


_ENGLISH = (
    ("trillion ", "tn_"),
    ("billion ", "bn_"),
    ("100 million ", "100m_"),
    ("10 million ", "10m_"),
    ("million ", "million_"),
    ("10,000 ", "10k_"),
    ("10 000 ", "10k_"),
    ("thousand ", "thousand_"),
)
_MONEY = {"yuan": "cny", "rmb": "cny", "renminbi": "cny", "us dollars": "usd", "us$": "usd", "people": "persons"}
_PER_CENT = {"per cent": "percent", "pct": "percent", "percentage": "percent"}
_KINDS = {
    **dict.fromkeys(("fraction", "%", "percent", "‰", "成"), "share"),
    **dict.fromkeys(("百分点", "个百分点", "percentage_points"), "points"),
    **dict.fromkeys(("index", "ratio", "倍", ""), "index"),
}


@lru_cache(maxsize=4096)
def _unit(words: str) -> Unit | None:
    """Return the unit that words in a header or behind a number name; nothing when they name none.

    >>> _unit("trillion yuan").factor == _unit("万亿元").factor == _unit("tn cny").factor
    True
    """
    words = _plain(words).replace("人民币", "").strip()
    if not words:
        return None
    words = _PER_CENT.get(words, words)
    for english, prefix in _ENGLISH:
        if words.startswith(english):
            rest = words.removeprefix(english)
            words = prefix + _MONEY.get(rest, rest)
            break
    words = _MONEY.get(words, words)
    for name in (words, words.replace(" ", "_"), words.upper()):
        try:
            return unit(name)
        except UnitError:
            continue
    return None


def _kind(measure: Unit) -> str:
    """Return what a unit measures; only units of one kind are converted into each other."""
    if measure.dimension != "1":
        return measure.dimension
    return _KINDS.get(measure.name, "count")


def _splits(header: str) -> Iterator[tuple[str, Unit]]:
    """Yield the ways to part a plain header into a name and a unit.

    >>> [(name, measure.name) for name, measure in _splits("规模(亿元)")]
    [('规模', '亿元')]
    """
    bracketed = re.fullmatch(r"(.+?)\s*[(\[【]([^()\[\]【】]+)[)\]】]", header)
    if bracketed:
        measure = _unit(bracketed[2])
        if measure:
            yield bracketed[1], measure
        return
    for sign in re.finditer(r"[ ,:/]+", header):
        measure = _unit(header[sign.end() :])
        if measure and sign.start():
            yield header[: sign.start()], measure


class _Headers:
    """The names by which the columns of one table are known: name, title in each language, aliases."""

    def __init__(self, resource: Mapping[str, Any]) -> None:
        self.fields: dict[str, dict[str, Any]] = {entry["name"]: entry for entry in resource["schema"]["fields"]}
        self._exact = {_plain(name): name for name in self.fields}
        self._bases: dict[str, list[str]] = {}
        for name, entry in self.fields.items():
            titles = (entry.get(key, "") for key in ("title", "title_zh"))
            for text in (name, *titles, *entry.get("aliases", [])):
                known = _plain(str(text))
                for base in (known, *(base for base, measure in _splits(known) if self._fits(name, measure))):
                    if base and name not in self._bases.setdefault(base, []):
                        self._bases[base].append(name)

    def unit(self, name: str) -> Unit | None:
        """Return the unit of a column; nothing for text."""
        entry = self.fields[name]
        if entry.get("type") not in ("integer", "number", "year") or "unit" not in entry:
            return None
        return unit(entry["unit"])

    def _fits(self, name: str, measure: Unit) -> bool:
        own = self.unit(name)
        return own is not None and _kind(own) == _kind(measure)

    def score(self, header: Sequence[str]) -> int:
        """Return how many cells of a row name a column."""
        return sum(bool(self.find(cell)[0]) for cell in header if cell)

    def find(self, header: str) -> tuple[list[str], Unit | None]:
        """Return the columns that a header can mean, and the unit that it names (nothing when it names none)."""
        if header in self.fields:
            return [header], self.unit(header)
        known = _plain(header)
        if known in self._exact:
            return [self._exact[known]], self.unit(self._exact[known])
        for base, measure in _splits(known):
            there = self._bases.get(base, [])
            fitting = [name for name in there if self._fits(name, measure)]
            if fitting:
                return fitting, measure
        return self._bases.get(known, []), None

    def needs_unit(self, name: str) -> bool:
        """Return whether a header other than the column's name has to say its unit: money, shares, areas …"""
        own = self.unit(name)
        return own is not None and not (_kind(own) == "index" or (_kind(own) == "count" and own.factor == 1))

    def with_unit(self, header: str, name: str) -> str:
        """Return how the header would be written with its unit."""
        own = self.unit(name)
        example = "%" if own is not None and _kind(own) == "share" else str(self.fields[name].get("unit", ""))
        return f"{header} ({example})"


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_PATTERNS = {"number": re.compile(r"-?\d+(\.\d+)?(E\+\d{1,2})?", re.ASCII), "integer": _INTEGER, "year": _INTEGER}
_WORDS = {"integer": "a whole number", "number": "a number", "year": "a year"}
_PARTED = re.compile(r"([-+]?)(\d(?:[\d.,' ]*\d)?)\s*(.*)", re.ASCII | re.DOTALL)
_PLAIN = re.compile(r"\d+(\.\d+)?", re.ASCII)
_COMMA_DECIMAL = re.compile(r"\d+,(\d{1,2}|\d{4,})|0\d*,\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}", re.ASCII)
_POINT_DECIMAL = re.compile(r"\d+\.(\d{1,2}|\d{4,})|0\d*\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}", re.ASCII)
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}([, '])\d{3}(\1\d{3})*(\.\d+)?", re.ASCII)
_COMMA_GROUPS = re.compile(r"([1-9]\d{0,2}([. ])\d{3}(\2\d{3})*|\d+)(,\d+)?", re.ASCII)
_EXACT = Context(prec=400)


def _narrow(text: str) -> str:
    """Return a number with the signs of a keyboard: full-width digits, minus signs and fixed spaces made plain.

    >>> _narrow("－４１．５％"), _narrow("−3\N{NO-BREAK SPACE}500")
    ('-41.5%', '-3 500')
    """
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-").strip()


@dataclass(frozen=True, slots=True)
class _Cell:
    """A number as written: sign, digits with their separators, and what follows."""

    sign: str
    digits: str
    words: str


def _parted(text: str) -> _Cell | None:
    found = _PARTED.fullmatch(_narrow(text))
    return _Cell(found[1], found[2], found[3].strip()) if found else None


class _NotNumberError(Exception):
    """A cell that is no number, with what was expected there and what to do."""

    def __init__(self, expected: str, remedy: str = "") -> None:
        self.expected = expected
        self.remedy = remedy
        super().__init__(expected)


def _convention(cells: Iterable[_Cell], delimiter: str) -> str:
    """Return how the numbers of a file are written: ``point``, ``comma``, or ``asked`` when `1,234` can be either."""
    digits = [cell.digits for cell in cells]
    point = any(_POINT_DECIMAL.fullmatch(text) for text in digits)
    if any(_COMMA_DECIMAL.fullmatch(text) for text in digits) and not point:
        return "comma"
    either = any(_EITHER.fullmatch(text) for text in digits)
    return "asked" if either and not point and delimiter != "," else "point"


def _decimal(cell: _Cell, convention: str) -> tuple[str, str]:
    """Return the digits with a decimal point, and what had to be changed for it.

    Raises:
        _NotNumberError: when the separators make no sense under the convention of the file.
    """
    digits = cell.digits
    if _EITHER.fullmatch(digits) and convention == "asked":
        whole, decimal = digits.replace(",", ""), digits.replace(",", ".")
        raise _NotNumberError(
            f"a number that can be read in one way, not {whole} or {decimal}", "Write it without a thousands separator."
        )
    if convention == "comma":
        if _COMMA_GROUPS.fullmatch(digits):
            changed = "decimal comma" if "," in digits or "." in digits else ""
            return re.sub("[. ]", "", digits).replace(",", "."), changed
    elif _PLAIN.fullmatch(digits):
        return digits, ""
    elif _POINT_GROUPS.fullmatch(digits):
        return re.sub("[, ']", "", digits), "thousands separator"
    raise _NotNumberError("a number", "Write digits with a decimal point, without a thousands separator.")


def _written(value: Decimal) -> str:
    """Return a number in digits, with an exponent only where its last digits are not known.

    >>> _written(Decimal("4.15e5")), _written(Decimal("41.50")), _written(Decimal("1e-9")), _written(Decimal("0e3"))
    ('4.15E+5', '41.50', '0.000000001', '0')
    """
    if not value:
        return "0"
    return str(value) if int(value.as_tuple().exponent) > 0 else f"{value:f}"


def _scaled(number: str, ratio: Fraction) -> str:
    """Return a number times a ratio, without rounding and with the precision of its digits.

    Zeros at the end of a whole number are not taken for precision, and none are added: a number that grows has an
    exponent.

    >>> _scaled("41.50", Fraction(1, 100)), _scaled("415000", Fraction(1, 10000)), _scaled("3", Fraction(7))
    ('0.4150', '41.5', '21')
    >>> _scaled("41.5", Fraction(10000))
    '4.15E+5'

    Raises:
        _NotNumberError: when no decimal number is the result.
    """
    value = Decimal(number)
    if ratio == 1:
        return number
    power = len(str(max(ratio.numerator, ratio.denominator))) - 1
    if ratio == Fraction(10) ** power:
        return _written(value.scaleb(power, _EXACT))
    if ratio == Fraction(1, 10**power):
        shrunk = f"{value.scaleb(-power, _EXACT):f}"
        return shrunk if "." in number or "." not in shrunk else shrunk.rstrip("0").rstrip(".")
    result = Fraction(value) * ratio
    if result.denominator == 1:
        return str(result.numerator)
    raise _NotNumberError("a number in the unit of the column", "Convert it; the result is no whole number.")


# ── the table ────────────────────────────────────────────────────────────────────────────────────


def load(file: Path, resource: Mapping[str, Any]) -> Table:
    """Return a table in the handbook's own form, with what was changed for it.

    Args:
        file: a CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or an Excel workbook.
        resource: the description of the table in the data package.

    Raises:
        TableError: with every problem found; nothing else, whatever the file holds.
    """
    headers = _Headers(resource)
    try:
        grid = _read(file, resource, headers)
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
        raise _broken(file.name, None, expected, "Check its permissions.") from None
    return _Reading(file.name, grid, headers, resource).table()


def _read(file: Path, resource: Mapping[str, Any], headers: _Headers) -> _Grid:
    if file.suffix == ".xlsx":
        return _from_workbook(file, resource, headers)
    text, encoding = _decoded(file.read_bytes(), file.name)
    delimiter = _delimiter(text, file.name, headers.score)
    signs = {",": "", ";": "semicolons between cells", "\t": "tabs between cells"}
    form = ", ".join(part for part in (encoding if encoding != "UTF-8" else "", signs[delimiter]) if part)
    return _grid(_records(text, delimiter, file.name), file.name, form, delimiter, headers.score)


def _from_workbook(file: Path, resource: Mapping[str, Any], headers: _Headers) -> _Grid:
    """Return the cells of a workbook, with what is said of those that belong to the table."""
    names = {_plain(str(resource.get(key, ""))) for key in ("name", "title", "title_zh")}
    sheet = workbooks.read(file, resource["name"], lambda title: _plain(title) in names)
    try:
        grid = _grid(sheet.rows, file.name, "Excel workbook", ",", headers.score)
    except TableError as error:
        # What is merged above the header goes with it.
        above = {problem.row for problem in error.problems}
        wrong = [problem for rows, problem in sheet.problems if not above.intersection(rows)]
        raise TableError([*error.problems, *first_of(wrong)]) from None
    inside = {grid.header_row, *grid.rows}
    grid.problems = [problem for rows, problem in sheet.problems if inside.intersection(rows)]
    for (position, before, after), count in sheet.notes.items():
        column = None if position is None or position >= len(grid.header) else grid.header[position]
        grid.notes.append(Conversion(file.name, column, before, after, count))
    return grid


_YES_NO = {"true": ["yes", "是"], "false": ["no", "否"]}


@dataclass
class _Reading:
    """The understanding of one grid: which header is which column, and what the cells mean."""

    file: str
    grid: _Grid
    headers: _Headers
    resource: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
    written: dict[str, dict[str, str]] = field(default_factory=dict)

    def table(self) -> Table:
        """Return the table, or raise `TableError` with all problems."""
        if any(problem.row == self.grid.header_row for problem in self.grid.problems):
            raise TableError(first_of(self.grid.problems))
        at = self._columns()
        if self.problems:
            raise TableError([*self.problems, *first_of(self.grid.problems)])
        if not self.grid.rows:
            remedy = "Fill the table, or remove the file: then the handbook's own table is used."
            raise _broken(self.file, self.grid.header_row + 1, "rows of values below the header", remedy)
        if self.grid.form:
            self.conversions.append(Conversion(self.file, None, self.grid.form, "a table in UTF-8 with commas"))
        self.conversions += self.grid.notes
        kinds = {name: entry.get("type", "string") for name, entry in self.headers.fields.items()}
        distinct = {name: dict.fromkeys(self.grid.columns[at[name]]) for name in at if kinds[name] in _PATTERNS}
        foreign = {
            name: [cell for cell in cells if cell and not _PATTERNS[kinds[name]].fullmatch(cell)]
            for name, cells in distinct.items()
        }
        convention = "point"
        if any(foreign.values()):
            cells = (cell for column in distinct.values() for cell in column)
            convention = _convention(filter(None, map(_parted, cells)), self.grid.delimiter)
        columns = {}
        for name in self.headers.fields:
            header = self.grid.header[at[name]]
            column = self.grid.columns[at[name]]
            if header != name:
                self.conversions.append(Conversion(self.file, header, "header", name))
            made = (
                self._numbers(name, header, column, foreign[name], convention)
                if name in foreign
                else self._texts(name, header, column)
            )
            columns[name] = column if made is None else [made.get(cell, cell) for cell in column]
        self.problems += first_of(self.grid.problems)
        if self.problems:
            raise TableError(self.problems)
        frame = pd.DataFrame(columns, dtype="object")
        shown = {name: self.grid.header[at[name]] for name in at}
        return Table(*_ordered(frame, self.grid.rows, self.resource), shown, tuple(self.conversions), self.written)

    def _columns(self) -> dict[str, int]:
        """Return where each column of the data package stands; what cannot be matched becomes a problem."""
        grid, at = self.grid, dict[str, int]()
        unknown = []
        for position, header in enumerate(grid.header):
            names, _ = self.headers.find(header)
            if len(names) > 1:
                self._ask(
                    header,
                    "a header that means one column",
                    f"It can be {' or '.join(names)}: write the name of the column.",
                )
            elif not names:
                unknown.append(header)
            elif names[0] in at and grid.header[at[names[0]]] == header:
                self._problem(
                    grid.header_row,
                    header,
                    None,
                    "each column once",
                    "Two columns have this name: rename or remove one.",
                )
            elif names[0] in at:
                other = grid.header[at[names[0]]]
                self._ask(header, f"one header for {names[0]}", f"{other!r} means it too: rename or remove one.")
            else:
                at[names[0]] = position
        missing = [name for name in self.headers.fields if name not in at]
        if self.problems:
            return at
        there = f"The table has {', '.join(grid.header)}."
        for name in missing:
            self._problem(grid.header_row, name, None, f"a column {name!r}", there)
        if not missing:
            for header in unknown:
                known = "only columns that datapackage.yaml describes"
                self._problem(grid.header_row, header or "without a name", None, known)
        return at

    def _problem(self, row: int, column: str, value: str | None, expected: str, remedy: str = "") -> None:
        more = (remedy,) if remedy else ()
        self.problems.append(Problem(self.file, row, column, value, expected, *more))

    def _ask(self, header: str, expected: str, remedy: str) -> None:
        self._problem(self.grid.header_row, header, header, expected, remedy)

    def _in_file(self, header: str, column: Sequence[str], wrong: Mapping[str, tuple[str, str]]) -> None:
        """Note a problem for each row that holds one of the wrong cells."""
        found = []
        for row, cell in zip(self.grid.rows, column, strict=True):
            if cell in wrong:
                expected, remedy = wrong[cell]
                found.append(Problem(self.file, row, header, cell, expected, *((remedy,) if remedy else ())))
        self.problems += first_of(found)

    def _note(
        self, name: str, header: str, column: Sequence[str], made: Mapping[str, str], how: Mapping[str, tuple[str, str]]
    ) -> None:
        """Record the conversions of a column, one for each kind."""
        counts: Counter[tuple[str, str]] = Counter()
        for cell, count in Counter(column).items():
            if cell in how:
                counts[how[cell]] += count
        self.conversions += [Conversion(self.file, header, *kind, cells) for kind, cells in counts.items()]
        self.written[name] = {after: before for before, after in made.items()}

    def _texts(self, name: str, header: str, column: list[str]) -> dict[str, str] | None:
        """Return what the cells of a text column are read as; nothing when they stay as they are."""
        entry = self.headers.fields[name]
        known = _YES_NO if entry.get("type") == "boolean" else entry.get("labels", {})
        codes = list(known) or list(entry.get("constraints", {}).get("enum", []))
        allowed = set(codes)
        distinct = dict.fromkeys(column)
        if not any(cell not in allowed if codes else cell != cell.strip() for cell in distinct if cell):
            return None
        labels: dict[str, list[str]] = {}
        for code in codes:
            for label in (code, *known.get(code, [])):
                if code not in labels.setdefault(_plain(str(label)), []):
                    labels[_plain(str(label))].append(code)
        made: dict[str, str] = {}
        how: dict[str, tuple[str, str]] = {}
        wrong: dict[str, tuple[str, str]] = {}
        for cell in distinct:
            if not cell or cell in allowed:
                continue
            found = labels.get(_plain(cell), [])
            if len(found) > 1:
                wrong[cell] = (f"one of {' or '.join(found)}", "The label stands for both: write the code.")
            elif found:
                made[cell], how[cell] = found[0], (f"label {cell!r}", f"code {found[0]!r}")
            elif cell != cell.strip():
                made[cell], how[cell] = cell.strip(), ("spaces around text", "text without them")
        self._in_file(header, column, wrong)
        if not made:
            return None
        self._note(name, header, column, made, how)
        return made

    def _numbers(
        self, name: str, header: str, column: list[str], foreign: Sequence[str], convention: str
    ) -> dict[str, str] | None:
        """Return what the cells of a number column are read as; nothing when they stay as they are."""
        own = self.headers.unit(name)
        _, named = self.headers.find(header)
        bare = [cell for cell in dict.fromkeys(column) if cell and (_NUMBER.fullmatch(cell) or self._is_bare(cell))]
        with_unit = [cell for cell in foreign if not self._is_bare(cell) and _parted(cell)]
        if bare and named is None and self.headers.needs_unit(name) and not with_unit:
            given = self.headers.with_unit(header, name)
            remedy = f"Write it as {given!r} if that is the unit, or use the name of the column, {name}."
            self._ask(header, "a header that names its unit", remedy)
            return None
        if not foreign and (named is None or own is None or named.factor == own.factor):
            return None
        made: dict[str, str] = {}
        how: dict[str, tuple[str, str]] = {}
        wrong: dict[str, tuple[str, str]] = {}
        units = {
            cell: measure
            for cell in with_unit
            if (measure := self._unit_of(cell)) and own and _kind(measure) == _kind(own)
        }
        # A mixed column is asked about: 41.5% beside 0.39 can be 39 % or 0.39 %.
        usual = named or own
        mixed = usual and any(_kind(measure) == "share" or measure.factor != usual.factor for measure in units.values())
        kind = self.headers.fields[name].get("type", "number")
        noun = _WORDS.get(str(kind), "a number")
        for cell in dict.fromkeys(column):
            if not cell:
                continue
            try:
                if mixed and cell in bare:
                    example = next(iter(units))
                    raise _NotNumberError(
                        f"a number with its unit, as {example!r} has one", "Write the whole column one way."
                    )
                made[cell], how[cell] = self._number(cell, own, named, units.get(cell), convention, kind, noun)
            except _NotNumberError as error:
                wrong[cell] = (error.expected, error.remedy)
        per_cent = named is not None and own is not None and _kind(own) == "share" and named.factor < own.factor
        if (
            per_cent
            and not with_unit
            and not wrong
            and bare
            and all(abs(Decimal(made[cell]) * 100) <= 1 for cell in bare)
        ):
            remedy = f"No value is above 1: if they are fractions, write {name}; if they are per cent, write 0.5% in the cells."
            self._ask(header, "per cent, as the header says", remedy)
            return None
        self._in_file(header, column, wrong)
        changed = {cell: value for cell, value in made.items() if value != cell}
        if not changed:
            return None
        self._note(name, header, column, changed, {cell: how[cell] for cell in changed})
        return changed

    @staticmethod
    def _is_bare(cell: str) -> bool:
        parted = _parted(cell)
        return parted is not None and not parted.words

    def _unit_of(self, cell: str) -> Unit | None:
        parted = _parted(cell)
        return _unit(parted.words) if parted else None

    def _number(
        self, cell: str, own: Unit | None, named: Unit | None, said: Unit | None, convention: str, kind: str, noun: str
    ) -> tuple[str, tuple[str, str]]:
        """Return one cell as a plain number in the unit of the column, and what was changed."""
        if _NUMBER.fullmatch(cell) and not (convention == "comma" and "." in cell):
            number = _written(Decimal(cell)) if "e" in cell.lower() else cell
            before = ["exponent"] if number != cell else []
        else:
            parted = _parted(cell)
            if parted is None:
                raise _NotNumberError(noun)
            if parted.words and (said is None or own is None or _kind(said) != _kind(own)):
                raise _NotNumberError(noun if own is None or said is None else f"{noun} in {own.name}")
            try:
                digits, separator = _decimal(parted, convention)
            except _NotNumberError as error:
                raise _NotNumberError(error.expected if error.expected != "a number" else noun, error.remedy) from None
            number = ("-" if parted.sign == "-" else "") + digits
            before = [separator] if separator else []
            if not before and parted.words == "" and number != cell:
                before = ["full-width or spaced digits"]
        measure = said or named or own
        after = "plain digits"
        if own is not None and measure is not None and measure.factor != own.factor:
            number = _scaled(number, measure.factor / own.factor)
            before.append(measure.name)
            after = own.name
        elif said is not None:
            before.append(said.name)
            after = str(own.name if own else after)
        if kind in ("integer", "year") and not _INTEGER.fullmatch(number):
            number = re.sub(r"\.0+$", "", f"{Decimal(number):f}")
            before = before or ["decimals that are zero"]
        return number, (" with ".join(reversed(before)) or "number", after)


def _ordered(
    frame: pd.DataFrame, rows: Sequence[int], resource: Mapping[str, Any]
) -> tuple[pd.DataFrame, Sequence[int]]:
    """Return the records of a series in their order, whatever the order of the rows in the file.

    A table that declares a ``series`` is put in the order of ``series.order`` (by default ``over``, then the rest of
    the key), codes in the order in which the data package lists them. In every other table the order of the rows is part of what the table says.
    """
    series = resource.get("series")
    if not series:
        return frame, rows
    fields = {entry["name"]: entry for entry in resource["schema"]["fields"]}
    keys: list[list[Any]] = []
    key = resource["schema"].get("primaryKey", [])
    rest = [name for name in ([key] if isinstance(key, str) else key) if name != series["over"]]
    for name in series.get("order", [series["over"], *rest]):
        column = frame[name].tolist()
        codes = fields[name].get("constraints", {}).get("enum") or fields[name].get("labels", {})
        places = {code: place for place, code in enumerate(codes)}
        if fields[name].get("type") == "integer":
            if not all(map(_INTEGER.fullmatch, column)):
                return frame, rows  # said elsewhere, with row and value
            keys.append([int(cell) for cell in column])
        else:
            keys.append([places.get(cell, len(places)) if places else cell for cell in column])
    order = sorted(range(len(frame)), key=lambda at: tuple(key[at] for key in keys))
    if order == list(range(len(frame))):
        return frame, rows
    return frame.iloc[order].reset_index(drop=True), [rows[at] for at in order]
