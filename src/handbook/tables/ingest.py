"""Read tables as people have them: from Excel, in GB18030, with Chinese headers, thousands separators, per cent signs.

What a file holds is brought into the handbook's own form: columns by their names in the data package, numbers with a
decimal point in the unit of the column, codes instead of labels, every cell as text. Each change is recorded as a
`Conversion`. Where a file can be read in two ways, nothing is guessed: a `Problem` says what to write instead.

A table in the plain form (UTF-8, commas, the column names as header) passes through as it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from handbook.quantities.units import Unit
from handbook.tables import note_marks as marks
from handbook.tables import workbooks
from handbook.tables.grids import Grid, collect, decoded, delimiter_of, records
from handbook.tables.headers import Headers, kind_of, plain, titles_of, unit_of
from handbook.tables.numerals import (
    AN_ERROR,
    DIGITS,
    INTEGER,
    NO_REMARK,
    NO_VALUE,
    NUMBER,
    WORDS,
    NotNumberError,
    advice,
    decimal,
    is_plain,
    parted,
    rounded,
    scaled,
    written,
)
from handbook.tables.numerals import convention as convention_of
from handbook.tables.problems import Conversion, Problem, TableError, first_of
from handbook.tables.table import Table

__all__ = ["SUFFIXES", "Conversion", "Table", "find", "in_order", "load", "there", "understood"]

SUFFIXES = (".csv", ".xlsx", ".tsv", ".txt")
"""Endings of files that can hold a table."""


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def there(folder: Path, file: str) -> list[Path]:
    """Return the files of a folder that claim to be the table of a file of the data package, whichever ending they have."""
    return [path for ending in SUFFIXES if (path := (folder / file).with_suffix(ending)).is_file()]


def find(folder: Path, file: str) -> Path | None:
    """Return what `there` finds, nothing when there is none.

    Raises:
        TableError: when two files claim to be the table.
    """
    files = there(folder, file)
    if len(files) > 1:
        names = " and ".join(path.name for path in files)
        raise TableError(
            [Problem(names, None, None, None, "one file for one table", "Keep the file that counts, move the other.")]
        )
    return files[0] if files else None


# ── the table ────────────────────────────────────────────────────────────────────────────────────


def load(file: Path, resource: Mapping[str, Any], content: bytes | None = None, shown: str = "") -> Table:
    """Return a table in the handbook's own form, with what was changed for it.

    Args:
        file: a CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or an Excel workbook.
        resource: the description of the table in the data package.
        content: what the file held when it was read; it is read now by default.
        shown: what the file is called in messages, its name by default.

    Raises:
        TableError: with every problem found; nothing else, whatever the file holds.
    """
    headers = Headers(resource)
    raw = file.read_bytes() if content is None else content
    grid = _read(shown or file.name, file.suffix, raw, resource, headers)
    return _Reading(shown or file.name, grid, headers, resource).table()


def understood(file: str, grid: Grid, resource: Mapping[str, Any]) -> Table:
    """Return the table that the cells of a file are, with what was changed for it.

    Args:
        file: its name, for messages.
        grid: its cells, in columns under one header.
        resource: the description of the table in the data package.

    Raises:
        TableError: with every problem found.
    """
    return _Reading(file, grid, Headers(resource), resource).table()


def _read(file: str, ending: str, raw: bytes, resource: Mapping[str, Any], headers: Headers) -> Grid:
    if ending == ".xlsx":
        return _from_workbook(file, raw, resource, headers)
    text, encoding = decoded(raw, file)
    delimiter = delimiter_of(text, file, headers.score)
    signs = {",": "", ";": "semicolons between cells", "\t": "tabs between cells", "|": "vertical bars between cells"}
    form = ", ".join(part for part in (encoding if encoding != "UTF-8" else "", signs[delimiter]) if part)
    return collect(records(text, delimiter, file), file, form, delimiter, headers.score)


def _from_workbook(file: str, raw: bytes, resource: Mapping[str, Any], headers: Headers) -> Grid:
    """Return the cells of a workbook, with what is said of those that belong to the table."""
    names = set(map(plain, (resource["name"], *titles_of(resource))))
    sheet = workbooks.read(raw, file, resource["name"], lambda title: plain(title) in names)
    try:
        grid = collect(sheet.rows, file, "Excel workbook", ",", headers.score)
    except TableError as error:
        # What is merged above the header goes with it.
        above = {problem.row for problem in error.problems}
        wrong = [problem for rows, problem in sheet.problems if not above.intersection(rows)]
        raise TableError([*error.problems, *first_of(wrong)]) from None
    inside = {grid.header_row, *grid.rows}
    grid.problems = [problem for rows, problem in sheet.problems if inside.intersection(rows)]
    column_at = dict(zip(grid.places, grid.header, strict=True))
    for (position, before, after), count in sheet.notes.items():
        column = None if position is None else column_at.get(position)
        grid.notes.append(Conversion(file, column, before, after, count))
    return grid


_YES_NO = {"true": ["yes", "是"], "false": ["no", "否"]}


@dataclass
class _Reading:
    """The understanding of one grid: which header is which column, and what the cells mean."""

    file: str
    grid: Grid
    headers: Headers
    resource: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
    written: dict[str, dict[str, str]] = field(default_factory=dict)

    def table(self) -> Table:
        """Return the table, or raise `TableError` with all problems."""
        if any(problem.row == self.grid.header_row for problem in self.grid.problems):
            raise TableError(first_of(self.grid.problems))
        at = self._columns()
        self._rows_of_values(at)
        if self.grid.form:
            self.conversions.append(Conversion(self.file, None, self.grid.form, "a table in UTF-8 with commas"))
        self.conversions += self.grid.notes
        kinds = {name: entry.get("type", "string") for name, entry in self.headers.fields.items()}
        distinct = {name: dict.fromkeys(self.grid.columns[at[name]]) for name in at if kinds[name] in WORDS}
        foreign = {
            name: [cell for cell in cells if cell and not is_plain(cell, kinds[name])]
            for name, cells in distinct.items()
        }
        convention = "point"
        if any(foreign.values()):
            cells = (cell for column in distinct.values() for cell in column)
            convention = convention_of(filter(None, map(parted, cells)), self.grid.delimiter)
        columns = {}
        for name in filter(at.__contains__, self.headers.fields):
            header = self.grid.header[at[name]]
            column = self.grid.columns[at[name]]
            if header != name:
                hidden = marks.hidden(header)
                before = f"header with invisible {hidden}" if hidden else "header"
                self.conversions.append(Conversion(self.file, header, before, name))
            read_as = (
                self._numbers(name, header, column, foreign[name], convention)
                if name in foreign
                else self._texts(name, header, column)
            )
            columns[name] = column if read_as is None else [read_as.get(cell, cell) for cell in column]
        self.problems += first_of(self.grid.problems)
        frame = pd.DataFrame(columns, dtype="object")
        shown = {name: self.grid.header[at[name]] for name in at}
        whole = len(at) == len(self.headers.fields)
        ordered = in_order(frame, self.grid.rows, self.resource) if whole else (frame, self.grid.rows)
        table = Table(*ordered, shown, tuple(self.conversions), self.written, self.grid.header_row, self.file)
        if self.problems:
            raise TableError(self.problems, table)
        return table

    def _columns(self) -> dict[str, int]:
        """Return where each column of the data package stands; what cannot be matched becomes a problem."""
        grid, at = self.grid, dict[str, int]()
        unknown, asked = [], set[str]()
        for position, header in enumerate(grid.header):
            names, _ = self.headers.find(header)
            if len(names) > 1:
                asked.update(names)
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
        missing = [name for name in self.headers.fields if name not in {*at, *asked}]
        for name in missing:
            self._problem(grid.header_row, name, None, f"a column {name!r}", self._instead(name, unknown))
        # As many as are missing may be these columns under other names.
        if len(unknown) > len(missing):
            for header in unknown:
                self._problem(grid.header_row, header, None, "only columns that datapackage.yaml describes")
        return at

    def _instead(self, name: str, unknown: Sequence[str]) -> str:
        """Say which header could have been meant for a column, and what of it is not understood."""
        for header in unknown:
            names, words = self.headers.almost(header)
            if name in names:
                own = str(self.headers.fields[name].get("unit", ""))
                known = unit_of(words)
                what = f"does not measure {own}" if known and own else "is not understood"
                remedy = f"write {name!r}" + (f", or {own!r} in the place of {words!r}" if own else "")
                return f"The header {header!r} could be it, but {words!r} {what}: {remedy}."
        return f"The table has {', '.join(self.grid.header)}."

    def _rows_of_values(self, at: Mapping[str, int]) -> None:
        """Refuse a table without rows, and rows with one cell where more is needed: notes that do not look like remarks."""
        if not self.grid.rows or not at:
            remedy = "Fill the table, or remove the file: then the handbook's own table is used."
            empty = Problem(self.file, self.grid.header_row + 1, None, None, "rows of values below the header", remedy)
            more = first_of(self.grid.problems) if self.grid.rows else [empty]
            raise TableError([*self.problems, *more])
        schema = self.resource["schema"]
        key = schema.get("primaryKey", [])
        needed = {*([key] if isinstance(key, str) else key)}
        needed |= {name for name, entry in self.headers.fields.items() if entry.get("constraints", {}).get("required")}
        columns = [self.grid.columns[at[name]] for name in needed if name in at]
        # Cells that a problem names are empty too.
        if self.grid.problems or len(columns) < 2 or not any("" in column for column in columns):
            return
        notes = []
        for place, cells in enumerate(zip(*self.grid.columns, strict=True)):
            filled = [cell for cell in cells if cell.strip()]
            if len(filled) == 1 and not all(column[place] for column in columns):
                remedy = f"If it is a note, begin it with {marks.REMARK!r} and a space: then it is not read as data."
                notes.append(Problem(self.file, self.grid.rows[place], None, filled[0][:60], "a row of values", remedy))
        if notes:
            raise TableError([*self.problems, *first_of(notes)])

    def _problem(self, row: int, column: str, value: str | None, expected: str, remedy: str = "") -> None:
        more = (remedy,) if remedy else ()
        self.problems.append(Problem(self.file, row, column, value, expected, *more))

    def _ask(self, header: str, expected: str, remedy: str) -> None:
        self._problem(self.grid.header_row, header, header, expected, remedy)

    def _in_file(self, header: str, column: Sequence[str], wrong: Mapping[str, tuple[str, str]]) -> None:
        """Note a problem for each row that holds one of the wrong cells."""
        remarks = []
        for row, cell in zip(self.grid.rows, column, strict=True):
            if cell in wrong:
                expected, remedy = wrong[cell]
                remarks.append(Problem(self.file, row, header, cell, expected, *((remedy,) if remedy else ())))
        self.problems += first_of(remarks)

    def _note(
        self,
        name: str,
        header: str,
        column: Sequence[str],
        plain_texts: Mapping[str, str],
        how: Mapping[str, tuple[str, str]],
    ) -> None:
        """Record the conversions of a column, one for each kind."""
        counts: Counter[tuple[str, str]] = Counter()
        for cell, count in Counter(column).items():
            if cell in how:
                counts[how[cell]] += count
        self.conversions += [Conversion(self.file, header, *kind, cells) for kind, cells in counts.items()]
        # An empty cell is shown as empty, whatever blank one was read as nothing.
        self.written[name] = {after: before for before, after in plain_texts.items() if after}

    def _texts(self, name: str, header: str, column: list[str]) -> dict[str, str] | None:
        """Return what the cells of a text column are read as; nothing when they stay as they are."""
        entry = self.headers.fields[name]
        known = _YES_NO if entry.get("type") == "boolean" else entry.get("labels", {})
        codes = list(known) or list(entry.get("constraints", {}).get("enum", []))
        allowed = set(codes)
        distinct = dict.fromkeys(column)
        first = header == self.grid.header[0]
        if not any(cell not in allowed if codes else _is_odd(cell, first) for cell in distinct if cell):
            return None
        labels: dict[str, list[str]] = {}
        for code in codes:
            for label in (code, *known.get(code, [])):
                if code not in labels.setdefault(plain(str(label)), []):
                    labels[plain(str(label))].append(code)
        plain_texts: dict[str, str] = {}
        how: dict[str, tuple[str, str]] = {}
        wrong: dict[str, tuple[str, str]] = {}
        for cell in distinct:
            if not cell or cell in allowed:
                continue
            meanings = labels.get(plain(cell), [])
            shown = marks.visible(cell).strip()
            if marks.is_error(shown):
                wrong[cell] = (AN_ERROR, NO_VALUE)
            elif first and shown.startswith(marks.REMARKS):
                wrong[cell] = ("a value, or a remark", NO_REMARK)
            elif len(meanings) > 1:
                wrong[cell] = (f"one of {' or '.join(meanings)}", "The label stands for both: write the code.")
            elif meanings:
                plain_texts[cell], how[cell] = meanings[0], (f"label {cell!r}", f"code {meanings[0]!r}")
            elif shown != cell:
                hidden = marks.hidden(cell)
                plain_texts[cell] = shown
                how[cell] = (f"invisible {hidden}" if hidden else "spaces around text", "text without them")
        self._in_file(header, column, wrong)
        if not plain_texts:
            return None
        self._note(name, header, column, plain_texts, how)
        return plain_texts

    def _numbers(
        self, name: str, header: str, column: list[str], foreign: Sequence[str], convention: str
    ) -> dict[str, str] | None:
        """Return what the cells of a number column are read as; nothing when they stay as they are."""
        _, named = self.headers.find(header)
        numbers = _Numbers(
            own=self.headers.unit(name),
            named=named,
            convention=convention,
            kind=str(self.headers.fields[name].get("type", "number")),
            blank=frozenset(cell for cell in foreign if not marks.visible(cell).strip()),
            bare=frozenset(
                cell for cell in dict.fromkeys(column) if cell and (NUMBER.fullmatch(cell) or _is_bare(cell))
            ),
            with_unit=tuple(cell for cell in foreign if not _is_bare(cell) and parted(cell)),
        )
        if numbers.bare and named is None and self.headers.needs_unit(name) and not numbers.with_unit:
            given = self.headers.with_unit(header, name)
            remedy = f"Write it as {given!r} if that is the unit, or use the name of the column, {name}."
            self._ask(header, "a header that names its unit", remedy)
            return None
        if not foreign and not numbers.measured_otherwise:
            return None
        plain_texts, how, wrong = numbers.read(column)
        if not wrong and numbers.look_like_fractions(plain_texts):
            remedy = f"No value is above 1: if they are fractions, write {name}; if they are per cent, write 0.5% in the cells."
            self._ask(header, "per cent, as the header says", remedy)
            return None
        self._in_file(header, column, wrong)
        changed = {cell: value for cell, value in plain_texts.items() if value != cell}
        if not changed:
            return None
        self._note(name, header, column, changed, {cell: how[cell] for cell in changed})
        return changed


_Pair = tuple[str, str]


@dataclass(frozen=True)
class _Numbers:
    """A column of numbers before they are read.

    Attributes:
        own: the unit of the column in the data package.
        named: the unit that its header names.
        convention: which sign is the decimal point where a number does not show it.
        kind: its type in the data package.
        blank: cells in which nothing can be seen.
        bare: cells that are numbers and nothing else.
        with_unit: cells that are numbers with words behind them.
    """

    own: Unit | None
    named: Unit | None
    convention: str
    kind: str
    blank: frozenset[str]
    bare: frozenset[str]
    with_unit: tuple[str, ...]

    @property
    def measured_otherwise(self) -> bool:
        """Whether the header names another unit than the data package."""
        return self.named is not None and self.own is not None and self.named.factor != self.own.factor

    def look_like_fractions(self, plain_texts: Mapping[str, str]) -> bool:
        """Return whether the header says per cent, but no number is above 1."""
        if self.named is None or self.own is None or self.with_unit or not self.bare:
            return False
        per_cent = kind_of(self.own) == "share" and self.named.factor < self.own.factor
        return per_cent and all(abs(Decimal(plain_texts[cell]) * 100) <= 1 for cell in self.bare)

    def read(self, column: Sequence[str]) -> tuple[dict[str, str], dict[str, _Pair], dict[str, _Pair]]:
        """Read the cells.

        Returns:
            For each cell the number that it is read as, and what was changed from what to what; for each that cannot
            be read, what was expected and what to do.
        """
        plain_texts: dict[str, str] = {}
        how: dict[str, _Pair] = {}
        wrong: dict[str, _Pair] = {}
        units = {
            cell: measure
            for cell in self.with_unit
            if (measure := _unit_in(cell)) and self.own and kind_of(measure) == kind_of(self.own)
        }
        # A mixed column is asked about: 41.5% beside 0.39 can be 39 % or 0.39 %.
        usual = self.named or self.own
        mixed = usual and any(
            kind_of(measure) == "share" or measure.factor != usual.factor for measure in units.values()
        )
        for cell in dict.fromkeys(column):
            if not cell:
                continue
            if cell in self.blank:
                plain_texts[cell], how[cell] = "", ("blanks", "an empty cell")
                continue
            try:
                if mixed and cell in self.bare:
                    expected = f"a number with its unit, as {next(iter(units))!r} has one"
                    raise NotNumberError(expected, "Write the whole column one way.")
                plain_texts[cell], how[cell] = self._number(cell, units.get(cell))
            except NotNumberError as error:
                wrong[cell] = (error.expected, error.remedy or f"{advice(cell)} Then run `handbook check` again.")
        return plain_texts, how, wrong

    def _number(self, cell: str, said: Unit | None) -> tuple[str, _Pair]:
        """Return one cell as a plain number in the unit of the column, and what was changed.

        Args:
            cell: as it stands in the file.
            said: the unit that it names itself.
        """
        own = self.own
        number, before = self._digits(cell, said)
        after = "plain digits"
        if rounded(number) != number:
            number, after = rounded(number), f"rounded to {DIGITS} digits"
            before.append(f"more than {DIGITS} digits")
        measure = said or self.named or own
        if own is not None and measure is not None and measure.factor != own.factor:
            number = scaled(number, measure.factor / own.factor)
            before.append(measure.name)
            after = own.name
        elif said is not None:
            before.append(said.name)
            after = str(own.name if own else after)
        if self.kind in ("integer", "year") and not INTEGER.fullmatch(number):
            number = re.sub(r"\.0+$", "", f"{Decimal(number):f}")
            before = before or ["decimals that are zero"]
        return number, (" with ".join(reversed(before)) or "number", after)

    def _digits(self, cell: str, said: Unit | None) -> tuple[str, list[str]]:
        """Return the digits of a cell as a plain number, and what stood in their place."""
        own, noun = self.own, WORDS.get(self.kind, "a number")
        if NUMBER.fullmatch(cell) and not (self.convention == "comma" and "." in cell):
            number = written(Decimal(cell)) if "e" in cell.lower() else cell
            return number, ["exponent"] if number != cell else []
        parts = parted(cell)
        if marks.is_error(cell):
            raise NotNumberError(AN_ERROR, NO_VALUE)
        if parts is None:
            raise NotNumberError(noun)
        if parts.words and (said is None or own is None or kind_of(said) != kind_of(own)):
            other = unit_of(parts.words)
            remedy = f"Convert it: {parts.words!r} does not measure {own.name}." if other and own else ""
            raise NotNumberError(noun, remedy)
        try:
            digits, separator = decimal(parts, self.convention)
        except NotNumberError as error:
            raise NotNumberError(error.expected if error.expected != "a number" else noun, error.remedy) from None
        number = ("-" if parts.sign == "-" else "") + digits
        before = [separator] if separator else []
        if not before and parts.words == "" and number != cell:
            hidden = marks.hidden(cell)
            before = [f"invisible {hidden}" if hidden else "full-width or spaced digits"]
        return number, before


def _is_bare(cell: str) -> bool:
    parts = parted(cell)
    return parts is not None and not parts.words


def _unit_in(cell: str) -> Unit | None:
    parts = parted(cell)
    return unit_of(parts.words) if parts else None


def _is_odd(cell: str, first: bool) -> bool:
    """Return whether a cell of free text is not read as it stands; in the first column a sign can begin a remark."""
    shown = marks.visible(cell)
    return shown != cell.strip() or shown != cell or marks.is_error(cell) or (first and cell.startswith(marks.REMARKS))


def in_order(
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
            if not all(map(INTEGER.fullmatch, column)):
                return frame, rows  # said elsewhere, with row and value
            keys.append([Decimal(cell) for cell in column])  # of any length, which int() is not
        else:
            keys.append([places.get(cell, len(places)) if places else cell for cell in column])
    order = sorted(range(len(frame)), key=lambda at: tuple(key[at] for key in keys))
    if order == list(range(len(frame))):
        return frame, rows
    return frame.iloc[order].reset_index(drop=True), [rows[at] for at in order]
