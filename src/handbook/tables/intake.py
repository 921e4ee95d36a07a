"""Read a wide file for the handbook: what was recognised in it, which rows of which tables it holds, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from handbook.tables import sheets as files
from handbook.tables import wide
from handbook.tables.ingest import Table
from handbook.tables.layout import Block, blocks
from handbook.tables.problems import Problem, TableError
from handbook.tables.snapshot import Tables
from handbook.tables.vocabulary import Given

__all__ = ["Asked", "Done", "given", "read"]

_LISTED = 8
"""So many values of one column are listed."""

_SHOWN = 3
"""So many rows that the handbook has otherwise are listed."""


@dataclass(frozen=True)
class Asked:
    """What the reader says of a file.

    Attributes:
        wide: of its words.
        provenance: source and evidence of all rows.
    """

    wide: Given
    provenance: Mapping[str, str]


def given(
    tables: Tables,
    *,
    names: Sequence[str] = (),
    words: Sequence[str] = (),
    columns: Sequence[str] = (),
    unit: str = "",
    source: str = "",
    evidence: str = "",
) -> Asked:
    """Return what options say of a file.

    More than six parameters: one for each option of the command.

    Args:
        tables: of the handbook.
        names: of the tables that are looked for.
        words: ``TEXT=NAME``: what a text stands for.
        columns: ``COLUMN=VALUE``: a value for all rows.
        unit: of numbers whose unit the file does not name.
        source: of all rows.
        evidence: of all rows.

    Raises:
        TableError: for an unknown table, or a pair without the sign between.
    """
    for name in names:
        tables.resource(name)
    wrong = [pair for pair in (*words, *columns) if "=" not in pair]
    if wrong:
        raise TableError([_of_option(pair, "a text, the sign = and what it stands for") for pair in wrong])
    provenance = {name: text for name, text in (("source", source), ("evidence", evidence)) if text}
    known = Given(_pairs(columns), _pairs(words), unit, tuple(names))
    return Asked(known, provenance)


def _pairs(pairs: Iterable[str]) -> dict[str, str]:
    return {before.strip(): after.strip() for before, _, after in (pair.rpartition("=") for pair in pairs)}


def _of_option(value: str, expected: str) -> Problem:
    return Problem("the command", None, None, value, expected, "Write it as in 'public cloud=public'.")


@dataclass
class _Found:
    """What one table takes of the file.

    Attributes:
        name: of the table.
        rows: in its own form.
        said: what was recognised.
    """

    name: str
    rows: pd.DataFrame
    said: list[str]


@dataclass
class Done:
    """What was read of a file.

    Attributes:
        lines: what was recognised and what not, to be read by a person.
        problems: what has to be mended before anything is written.
        frames: rows by table.
    """

    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    frames: dict[str, list[pd.DataFrame]] = field(default_factory=dict)

    def text(self) -> str:
        """Return what was recognised, line by line."""
        return "\n".join(self.lines)

    def contents(self, tables: Tables) -> dict[str, str]:
        """Return the files to write: for each table the rows that the handbook does not have so.

        Raises:
            TableError: when there is none, or rows without source and evidence.
        """
        files = {}
        for name, parts in self.frames.items():
            rows = _new(pd.concat(parts, ignore_index=True), name, tables)
            lacking = [column for column in ("source", "evidence") if (rows[column] == "").any()]
            if lacking:
                options = " and ".join(f"--{column}" for column in lacking)
                remedy = "A source is a key of the bibliography; grades of evidence are told in the methods."
                raise TableError([Problem(f"{name}.csv", None, None, None, f"{options} for all rows", remedy)])
            if len(rows):
                files[f"{name}.csv"] = rows.to_csv(index=False, lineterminator="\n")
        if not files:
            raise TableError([Problem("the file", None, None, None, "rows that the handbook does not have")])
        return files


def read(file: Path, tables: Tables, asked: Asked, chosen: Sequence[str] = ()) -> Done:
    """Read a file.

    Args:
        file: a workbook, .ods, CSV or JSON file.
        tables: of the handbook.
        asked: what the reader says of it.
        chosen: names of the sheets that are read; all by default.

    Raises:
        TableError: when nothing of it can be read.
    """
    book = files.read(file)
    done = Done()
    sheet_names = [sheet.name for sheet in book.sheets]
    for name in chosen:
        if name not in sheet_names:
            listed = ", ".join(map(repr, sheet_names))
            raise TableError([Problem(file.name, None, None, name, "the name of a sheet", f"Sheets are: {listed}.")])
    for sheet in book.sheets:
        if chosen and sheet.name not in chosen:
            done.lines.append(f"not read: sheet {sheet.name!r}, which was not asked for")
        else:
            _sheet(sheet, file.name, tables, asked, done)
    done.lines += [f"not read: {what}" for what in book.unread]
    if not done.frames and not done.problems:
        remedy = "Lines above say what is missing; --table, --as, --set and --unit say it."
        done.problems.append(Problem(file.name, None, None, None, "numbers of a table of the handbook", remedy))
    return done


def _sheet(sheet: files.Sheet, file: str, tables: Tables, asked: Asked, done: Done) -> None:
    """Read one sheet."""
    called = f"{file}, sheet {sheet.name!r}" if sheet.name else file
    blocks_of_sheet = list(blocks(sheet.rows))
    done.lines.append(called)
    done.lines += [f"  {line}" for line in sheet.said]
    if not blocks_of_sheet:
        done.lines.append("  not read: it holds no row of numbers below a header")
    for block in blocks_of_sheet:
        done.lines += [f"  {line}" for line in _described(block)]
        placed, left = wide.place(block, sheet, called, tables, asked.wide)
        rows_ = {row for row, _ in block.body} | set(block.header)
        done.problems += [problem for rows, problem in sheet.problems if rows_.intersection(rows)]
        for one in placed:
            done.problems += one.problems
            if one.problems:
                continue
            try:
                table = one.table_of(called, sheet.delimiter, tables, asked.provenance)
            except TableError as error:
                done.problems += error.problems
                continue
            done.lines += [f"  {line}" for line in _told(one, table, tables)]
            done.frames.setdefault(one.table, []).append(table.frame)
        done.lines += [f"  not placed: {line}" for line in left]


def _described(block: Block) -> list[str]:
    """Return what was seen of a block: title, header, values, notes."""
    lines = [f"title, row {row}: {text}" for row, text in block.titles]
    lines.append(f"header: row {_span(block.header)}; values: rows {_span([row for row, _ in block.body])}")
    lines += [f"note, row {row}: {text}" for row, text in block.notes]
    return lines


def _span(rows: Sequence[int]) -> str:
    return "–" if not rows else str(rows[0]) if len(rows) == 1 else f"{rows[0]}–{rows[-1]}"


def _told(one: wide.Placement, table: Table, tables: Tables) -> list[str]:
    """Return what a table takes: its rows, the values that name them, and how they stand to the handbook's."""
    rows = table.frame
    lines = [f"table {one.table}: {len(rows)} row{'s' * (len(rows) != 1)}"]
    for column in tables.key(one.table):
        values = list(dict.fromkeys(rows[column]))
        more = f" and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
        lines.append(f"  {column}: {', '.join(values[:_LISTED])}{more}")
    lines += [f"  {text}" for text in dict.fromkeys(one.said)]
    lines += [f"  {note.before} read as {note.after}, {note.cells} cells" for note in table.conversions if note.cells]
    lines += [f"  {text}" for text in _against(rows, one.table, tables)]
    return lines


def _against(rows: pd.DataFrame, name: str, tables: Tables) -> list[str]:
    """Return how many rows the handbook does not have, has so, and has otherwise; the last are named."""
    key, numbers = tables.key(name), _numbers(name, tables)
    own = _by_key(tables.text(name), key)
    new = [at for at in _by_key(rows, key) if at not in own]
    replacing = {at: row for at, row in _by_key(rows, key).items() if at in own}
    other = {at: row for at, row in replacing.items() if not _same(own[at], row, numbers)}
    lines = [
        f"{len(new)} new, {len(replacing) - len(other)} as in the handbook (left out), {len(other)} that revise its own"
    ]
    for at, row in list(other.items())[:_SHOWN]:
        changed = [f"{c} {own[at][c]} → {row[c]}" for c in numbers if not _same(own[at], row, [c])]
        lines.append(f"revises {', '.join(at)}: {', '.join(changed)}")
    return lines


def _new(rows: pd.DataFrame, name: str, tables: Tables) -> pd.DataFrame:
    """Return the rows that the handbook does not have so."""
    key, numbers = tables.key(name), _numbers(name, tables)
    own = _by_key(tables.text(name), key)
    new = [at not in own or not _same(own[at], row, numbers) for at, row in _pairs_of(rows, key)]
    return rows[new]


_Row = Mapping[Any, str]


def _pairs_of(rows: pd.DataFrame, key: Sequence[str]) -> list[tuple[tuple[str, ...], _Row]]:
    return [(tuple(row[column] for column in key), row) for row in rows.to_dict("records")]


def _by_key(rows: pd.DataFrame, key: Sequence[str]) -> dict[tuple[str, ...], _Row]:
    return dict(_pairs_of(rows, key))


def _numbers(name: str, tables: Tables) -> list[str]:
    return [column for column, entry in tables.fields(name).items() if entry.get("type") in ("number", "integer")]


def _same(own: _Row, row: _Row, columns: Sequence[str]) -> bool:
    """Return whether a row says nothing else in some columns than the handbook's; an empty cell says nothing."""
    return all(row[c] == "" or (own[c] != "" and float(own[c]) == float(row[c])) for c in columns)
