"""Take wide files apart: which tables a sheet holds, whatever stands as its columns, and what of it has no place.

Each header and each label is looked for among the words of every table: periods, measures with their units, codes with
their labels. What a number is follows from all that is said of it: by its row, its column, the section and the title. A
table takes the numbers that are named completely; what is left is told, with what would name it. Nothing is decided
between two tables that fit equally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from handbook.tables import ingest
from handbook.tables import note_marks as marks
from handbook.tables.grids import Grid
from handbook.tables.headers import kind_of, plain, titles_of, unit_of
from handbook.tables.layout import Block, Value, kind, period, value
from handbook.tables.problems import Problem
from handbook.tables.sheets import Sheet
from handbook.tables.snapshot import Tables
from handbook.tables.vocabulary import LEFT_OUT, PROVENANCE, Given, Meaning, Vocabulary, is_total
from handbook.tables.workbooks import REFUSED

__all__ = ["Place", "Placement", "place"]

_FORECAST = re.compile(r"[(\[]?(?:e|f|预测|预计|估计|forecast|estimated?)[)\]]?", re.IGNORECASE)
"""Behind a period: no published value; it is taken only when the reader says so."""

Place = tuple[int, int]
"""Row and column of a cell, from 0 within the body of a block."""


@dataclass
class _Cell:
    """A number with all that is said of it."""

    at: Place
    row: int
    value: Value
    meaning: Meaning


@dataclass
class Placement:
    """What one table takes of a block.

    Attributes:
        table: its name.
        cells: the places of the numbers that it takes.
        strength: how well it fits; greater is better.
        lacking: columns that would have to be said, with the values that they allow.
        said: what was recognised, in words.
        problems: what cannot be read.
        columns: of the block, that say something to it.
        rows: of the tidy table, as they stand there, and their rows in the file.
    """

    table: str
    cells: dict[Place, str]
    strength: tuple[int, ...]
    lacking: dict[str, str]
    said: list[str]
    problems: list[Problem]
    columns: set[int]
    unread: list[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    def table_of(self, file: str, delimiter: str, tables: Tables, given: Mapping[str, str]) -> ingest.Table:
        """Return the numbers as rows of the table, in its units and codes.

        Args:
            file: for messages.
            delimiter: of the file, which says how its numbers are written.
            tables: of the handbook.
            given: source and evidence of all rows.

        Raises:
            TableError: with every cell that cannot be read.
        """
        fields = list(tables.fields(self.table))
        header = [f"{name} ({self.units[name]})" if self.units.get(name) else name for name in fields]
        rows = [{**row, **{key: text for key, text in given.items() if key in fields}} for _, row in self.rows]
        columns = [[row.get(name, "") for row in rows] for name in fields]
        grid = Grid(header, 1, columns, [row for row, _ in self.rows], "", delimiter, list(range(len(fields))))
        return ingest.understood(file, grid, tables.resource(self.table))


def place(block: Block, sheet: Sheet, file: str, tables: Tables, given: Given) -> tuple[list[Placement], list[str]]:
    """Return what tables take of a block, and what could not be placed, in words.

    Args:
        block: of the sheet.
        sheet: that holds it.
        file: its name, for messages.
        tables: of the handbook.
        given: by the reader.
    """
    names = given.tables or [name for name in tables.names if "source" in tables.fields(name)]
    placements = []
    for name in names:
        words = Vocabulary(name, tables, given)
        if words.measures:
            placements.append(_Placing(words, block, sheet, file).placement())
    whole = [one for one in placements if one.cells and not one.lacking and one.strength[0]]
    best, ties = list[Placement](), list[tuple[str, set[Place]]]()
    for one in sorted(whole, key=lambda one: one.strength, reverse=True):
        rivals = [other for other in best if other.cells.keys() & one.cells.keys()]
        equal = [other.table for other in rivals if other.strength == one.strength]
        if equal:
            both = " or ".join(sorted([*equal, one.table]))
            ties.append((f"the numbers fit {both}: say which with --table", {*one.cells}))
            best = [other for other in best if other.table not in equal]
        elif not rivals:
            best.append(one)
    # Numbers that another table took in the end are placed.
    untold = [text for text, cells in ties if not any(cells & one.cells.keys() for one in best)]
    if not best and not untold:
        untold += _nearly(placements)
    # Of columns that several tables could take, or one if more was said, that is said already.
    could = best or [one for one in placements if untold and one.cells and one.strength[0]]
    return best, [*untold, *_left(block, best, could)]


def _nearly(placements: Sequence[Placement]) -> Iterator[str]:
    """Yield for the tables that would take numbers if more was said what they lack."""
    near = sorted(
        (one for one in placements if one.cells and one.strength[0]), key=lambda one: one.strength, reverse=True
    )
    for one in [one for one in near if one.strength == near[0].strength][:5]:
        lacks = " and ".join(f"--set {name}={values}" for name, values in one.lacking.items())
        yield f"{len(one.cells)} numbers could be {one.table}: say {lacks}"


def _left(block: Block, best: Sequence[Placement], could: Sequence[Placement]) -> Iterator[str]:
    """Yield the columns whose numbers no table could take, and the rows that those that do take numbers leave."""
    taken = {at for one in could for at in one.cells}
    labels = block.labels()
    used = {column for one in could for column in one.columns}
    for column, head in enumerate(block.heads):
        name = f"column {marks.column_letter(column)} {' / '.join(head)!r}"
        filled = [row for row, (_, cells) in enumerate(block.body) if marks.visible(cells[column]).strip()]
        if column in labels:
            if filled and column not in used:
                yield f"{name}: labels that no table knows; --as 'TEXT=COLUMN' says what a text stands for"
        elif filled and not any((row, column) in taken for row in filled):
            yield f"{name}: numbers that no table takes; --as 'TEXT=NAME' says what a text stands for"
    columns = [column for column in range(len(block.heads)) if any(at[1] == column for at in taken)]
    for row, (number, cells) in enumerate(block.body):
        if best and kind(cells) != "alone" and not any((row, column) in taken for column in columns):
            label = " ".join(cells[column] for column in labels if cells[column])
            why = "a total; the table has no row for it" if is_total(label) else "no table knows it"
            yield f"row {number} {label!r}: {why}"
    if best:
        yield from dict.fromkeys(text for one in best for text in one.unread)


class _Placing:
    """The numbers of a block as one table understands them.

    Args:
        words: of the table.
        block: of the sheet.
        sheet: that holds it.
        file: its name, for messages.
    """

    def __init__(self, words: Vocabulary, block: Block, sheet: Sheet, file: str) -> None:
        self.words, self.block, self.sheet, self.file = words, block, sheet, file
        self.said: list[str] = []
        self.problems: list[Problem] = []
        self.unread: list[str] = []
        self.labels = self._labels()

    def _labels(self) -> dict[int, str]:
        """Return the columns of labels, with the column of the table that each is; empty where the labels say it."""
        labels = {}
        likely = self.block.labels()
        for at, head in enumerate(self.block.heads):
            name = next(filter(None, (self.words.label(text) for text in reversed(head))), "")
            named = any(self.words.meaning(text).measure for text in head)
            years = all(period(cells[at]) for _, cells in self.block.body if cells[at])
            if (at in likely and not (named and years)) or (name and name not in self.words.measures):
                labels[at] = name
        return labels

    def placement(self) -> Placement:
        """Return what the table takes."""
        context = self._context()
        cells = [cell for cell in self._cells(context) if cell.meaning.measure]
        cells = [cell for cell in cells if self._known(cell)]
        placed = Placement(self.words.name, {}, (0,), {}, self.said, self.problems, set(), self.unread)
        if not cells:
            return placed
        placed.lacking = self._lacking(cells)
        placed.cells = {cell.at: cell.meaning.measure for cell in cells if cell.value.text or cell.value.mark}
        placed.columns = {column for _, column in placed.cells} | self._speaking
        placed.strength = self._strength(cells)
        if not placed.lacking:
            self._tidy(cells, placed)
        return placed

    # ── what is said of all numbers ──

    def _context(self) -> Meaning:
        """Return what title, unit line, sheet and reader say of all numbers."""
        given = self.words.given
        known = {name: text for name, text in given.columns.items() if name in self.words.fields}
        unit = given.unit
        texts = [text for _, text in self.block.titles]
        corner = [text for at in self.labels for text in self.block.heads[at]]
        if not unit:
            unit = next(filter(None, map(self._unit_in, reversed([*texts, *corner]))), "")
        measure = ""
        for text in (*texts, *corner, self.sheet.name):
            measure = measure or self.words.meaning(text).measure or self._named_in(text)
        if not measure and len(self.words.measures) == 1:
            [measure] = self.words.measures
        return Meaning(known, measure, unit)

    def _in_context(self, meant: Meaning, context: Meaning) -> Meaning | None:
        """Return what is said of a number and of all numbers; a unit that measures something else is not its own."""
        measure = meant.measure or context.measure
        own = self.words.headers.unit(measure) if measure else None
        unit = unit_of(context.unit)
        fits = own is None or unit is None or kind_of(own) == kind_of(unit)
        return meant.with_(Meaning(context.values, measure, context.unit if fits and not meant.unit else ""))

    def _unit_in(self, title: str) -> str:
        """Return the unit that a title or a line above the table names: alone, in its last brackets or after its last comma."""
        match = re.search(
            r"(?:单位|units?)\s*[:：]\s*([^)）\]]+)|[(（\[]\s*([^()（）\[\]]+?)\s*[)）\]]\s*$|[,，]\s*([^,，]+)$",
            title,
            re.IGNORECASE,
        )
        words = next(filter(None, match.groups()), "") if match else title
        words = re.sub(r"^(?:(?:计量)?单位|units?)\s*[:：]?\s*", "", words.strip(), flags=re.IGNORECASE)
        return words if unit_of(words) is not None else ""

    def _named_in(self, title: str) -> str:
        """Return the measure whose name stands in a title; empty where none or several do."""
        shown = plain(title)
        names = {}
        for name in self.words.measures:
            entry = self.words.fields[name]
            for text in (*titles_of(entry), *entry.get("aliases", [])):
                known = re.sub(r"[(（,，].*$", "", plain(str(text or ""))).strip()
                if len(known) > (3 if known.isascii() else 2) and known in shown:
                    names[name] = known
        return next(iter(names)) if len(names) == 1 else ""

    # ── what is said of each ──

    def _cells(self, context: Meaning) -> Iterator[_Cell]:
        """Yield the numbers of the block, with all that is said of each."""
        heads = [self._head(at) for at in range(len(self.block.heads))]
        section = Meaning()
        for place_, (row, cells) in enumerate(self.block.body):
            if kind(cells) == "alone":
                section = self._section(row, cells, section)
                continue
            label = self._label(cells)
            if label is None or section.unread:
                continue
            for at, cell in enumerate(cells):
                if at in self.labels or not marks.visible(cell).strip():
                    continue
                number = self._value(row, at, cell)
                meant: Meaning | None = heads[at]
                for other in (label, section):
                    meant = meant.with_(other) if meant else None
                meant = self._in_context(meant, context) if meant else None
                if number and meant:
                    yield _Cell((place_, at), row, number, meant)

    def _section(self, row: int, cells: Sequence[str], before: Meaning) -> Meaning:
        """Return what a line without values says of the rows below it."""
        text = next(filter(None, map(str.strip, cells)))
        if marks.is_remark([text]) or not self.words.given.read(text):
            return before
        meaning = self.words.meaning(text)
        if meaning.unread:
            self.unread.append(
                f"row {row} {text!r}: a line without values, and the rows below it; --as {text + '='!r} reads them as "
                "if it did not stand there"
            )
        return meaning

    def _head(self, at: int) -> Meaning | None:
        """Return what the header of a column says; nothing where a word of it is not known."""
        meant: Meaning | None = Meaning()
        for text in self.block.heads[at]:
            if self.words.given.read(text) == LEFT_OUT:
                return None
            said = self.words.meaning(text)
            if said.unread or _FORECAST.fullmatch(said.mark):
                return None
            if said.mark:
                self.said.append(f"column {marks.column_letter(at)} {text!r}: the mark {said.mark!r} is not kept")
            meant = meant.with_(said) if meant else None
        return meant

    def _label(self, cells: Sequence[str]) -> Meaning | None:
        """Return what the labels of a row say; nothing where the row is not meant."""
        meant: Meaning | None = Meaning()
        for at, name in self.labels.items():
            text = marks.visible(cells[at]).strip()
            if not text or meant is None:
                continue
            if self.words.given.read(text) == LEFT_OUT:
                return None
            said = self.words.meaning(text)
            if name:
                code = said.values.get(name) or (period(text) or (self.words.given.read(text),))[0]
                said = Meaning({name: code if name == self.words.period or name in said.values else self._text(text)})
            elif said.unread and at in self._speaking:
                return None
            elif said.unread:
                continue  # a column of other things, which is told
            meant = meant.with_(said)
        return meant

    def _text(self, text: str) -> str:
        return self.words.given.read(text)

    def _value(self, row: int, at: int, cell: str) -> Value | None:
        """Return a cell as a value; words where a number belongs are a problem."""
        if cell == REFUSED:
            return None
        number = value(cell)
        if number is None:
            self.problems.append(
                Problem(self.file, row, marks.column_letter(at), cell, "a number, or a mark for none", "Mend the cell.")
            )
        return number

    def _known(self, cell: _Cell) -> bool:
        """Return whether the codes of a number are codes of the table, and its unit measures what the table does."""
        for column, text in cell.meaning.values.items():
            allowed = self.words.fields[column].get("constraints", {}).get("enum")
            if allowed and text not in map(str, allowed):
                return False
        own, named = self.words.headers.unit(cell.meaning.measure), unit_of(cell.meaning.unit)
        return own is None or named is None or kind_of(own) == kind_of(named)

    @cached_property
    def _speaking(self) -> set[int]:
        """The columns of labels that say something to the table."""
        return {
            at
            for at, name in self.labels.items()
            if name or any(not self.words.meaning(cells[at]).unread for _, cells in self.block.body if cells[at])
        }

    def _lacking(self, cells: Sequence[_Cell]) -> dict[str, str]:
        """Return the columns that the numbers do not fill and that may not be empty, with what they allow."""
        lacking = {}
        for name, entry in self.words.fields.items():
            rules = entry.get("constraints", {})
            needed = name in self.words.key or rules.get("required")
            if not needed or name in self.words.measures or name in PROVENANCE or self._follows(name, cells):
                continue
            if any(name not in cell.meaning.values for cell in cells):
                lacking[name] = "|".join(map(str, rules.get("enum", ["VALUE"])))
        return lacking

    def _follows(self, name: str, cells: Sequence[_Cell]) -> bool:
        """Fill a column that follows from another in the handbook's own rows, as a name from its code."""
        if name in self.words.key or name == self.words.period:
            return False
        own = self.words.tables.text(self.words.name)
        for other in self.words.key:
            pairs = own[[other, name]].drop_duplicates()
            known = dict(pairs.itertuples(index=False, name=None))
            if len(known) < len(pairs) or len(set(known.values())) < 2:
                continue
            if all(cell.meaning.values.get(other) in known for cell in cells):
                for cell in cells:
                    cell.meaning.values.setdefault(name, known[cell.meaning.values[other]])
                self.said.append(f"{name} as in the handbook's rows of the same {other}")
                return True
        return False

    def _strength(self, cells: Sequence[_Cell]) -> tuple[int, ...]:
        """Return how well the table fits: by its name, the names of measures, of codes, and the numbers that it takes.

        Periods alone fit every table, so the first is 0 where nothing else speaks for this one.
        """
        words = self.words
        texts = [text for head in self.block.heads for text in head]
        texts += [cells_[at] for _, cells_ in self.block.body for at in self.labels if cells_[at]]
        named = len({m.measure for text in texts if (m := words.meaning(text)).measure})
        titles = [text for _, text in self.block.titles]
        by_title = sum(bool(self._named_in(text) or words.meaning(text).measure) for text in titles)
        codes = {
            pair
            for text in texts
            if not is_total(text)
            for pair in words.meaning(text).values.items()
            if pair[0] != words.period
        }
        known = {plain(str(text)) for text in (words.resource["name"], *titles_of(words.resource))}
        called = {plain(self.sheet.name), plain(self.file.rpartition(".")[0]), *map(plain, titles)} & (known - {""})
        chosen = bool(words.given.tables)
        speaks = bool(named or codes or called or by_title or chosen)
        return int(speaks), int(chosen), len(called), min(named + by_title, 1), len(codes), len(cells)

    # ── the tidy rows ──

    def _tidy(self, cells: Sequence[_Cell], placed: Placement) -> None:
        """Write the numbers as rows of the table; two numbers for one place are a problem."""
        rows: dict[tuple[str, ...], tuple[int, dict[str, str]]] = {}
        marked: dict[str, list[str]] = {}
        for cell in cells:
            meant, name = cell.meaning, f"{marks.column_letter(cell.at[1])}{cell.row}"
            if cell.value.mark:
                marked.setdefault(cell.value.mark, []).append(name)
            if not cell.value.text:
                continue
            self._unit(cell, placed)
            key = tuple(meant.values[column] for column in self.words.key if column in meant.values)
            _, row = rows.setdefault(key, (cell.row, dict(meant.values)))
            before = row.setdefault(meant.measure, cell.value.text)
            if before != cell.value.text:
                place_ = ", ".join(f"{column} {meant.values[column]}" for column in self.words.key)
                expected = f"one number for {meant.measure}, {place_}, but {before!r} stands there too"
                remedy = "Say what tells them apart, or leave one out with --as 'TEXT=-'."
                column = marks.column_letter(cell.at[1])
                self.problems.append(Problem(self.file, cell.row, column, cell.value.text, expected, remedy))
        placed.rows = list(rows.values())
        self._tell_words(placed)
        self._tell_marks(marked, cells)
        filled = {name for _, row in placed.rows for name in row}
        only = [name for name in filled if name in self.words.measures]
        self.said.append(f"numbers are {', '.join(only)}" + _in_units(placed.units))

    def _unit(self, cell: _Cell, placed: Placement) -> None:
        """Note the unit of a measure; numbers that name none where one is needed are a problem."""
        measure, unit = cell.meaning.measure, cell.meaning.unit
        own = str(self.words.fields[measure].get("unit", ""))
        if not unit and not re.search(r"[^\d\s.,'+*-]", cell.value.text) and self.words.headers.needs_unit(measure):
            expected = f"a unit, such as {'%' if own == 'fraction' else own}"
            remedy = "Name it with --unit, or in the header or above the table."
            if not any(problem.expected == expected for problem in self.problems):
                column = marks.column_letter(cell.at[1])
                self.problems.append(Problem(self.file, cell.row, column, cell.value.text, expected, remedy))
        elif placed.units.setdefault(measure, "" if unit == own else unit) != ("" if unit == own else unit):
            expected = f"one unit for {measure}, not {unit} beside {placed.units[measure] or own}"
            self.problems.append(Problem(self.file, cell.row, marks.column_letter(cell.at[1]), unit, expected))

    def _tell_words(self, placed: Placement) -> None:
        """Say what words were read as which codes and measures."""
        texts = [text for at in sorted({at for _, at in placed.cells}) for text in self.block.heads[at]]
        texts += [cells[at].strip() for _, cells in self.block.body for at in self._speaking if cells[at].strip()]
        for text in dict.fromkeys(texts):
            said = self.words.meaning(text)
            names = [f"{name} {code}" for name, code in said.values.items() if code != text]
            names += [said.measure] if said.measure not in ("", text) else []
            if names and not (list(said.values) == [self.words.period] and not said.measure):
                self.said.append(f"{text!r} read as {', '.join(names)}")

    def _tell_marks(self, marked: Mapping[str, Sequence[str]], cells: Sequence[_Cell]) -> None:
        without = {cell.value.mark for cell in cells if not cell.value.text}
        for mark, places in marked.items():
            what = "no value, no row" if mark in without else "the number without it"
            listed = ", ".join(places[:6]) + (f" and {len(places) - 6} more" if len(places) > 6 else "")
            self.said.append(f"{mark!r} in {listed} read as {what}")


def _in_units(units: Mapping[str, str]) -> str:
    named = [unit for unit in units.values() if unit]
    return f" in {', '.join(named)}" if named else ""
