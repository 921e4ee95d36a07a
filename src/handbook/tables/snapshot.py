"""The tables of one run: CSVs described by a Frictionless data package, read once and handed on.

A `Tables` stands for one folder. A table that the folder does not hold is that of the report's own ``data/``, so that
a folder with one new table makes a whole new edition. Each file is looked at once: what was checked is what is read,
drawn and published, whatever happens to the file meanwhile.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import yaml

from handbook.tables import appended, described, formulas, ingest
from handbook.tables.problems import Conversion, Problem, TableError
from handbook.tables.typed import fitting, misfits, repeated

__all__ = [
    "PACKAGE",
    "ChapterTables",
    "Problem",
    "TableError",
    "Tables",
    "laid_over",
    "own_folder",
    "prepared",
    "shared",
    "wanted",
]

PACKAGE = "datapackage.yaml"
_RULES = ("follows", "ranks", "confirmed")
"""What a description says for `handbook check` alone: no chapter shows it."""

Made = TypeVar("Made")
_prepared: ContextVar[Tables | None] = ContextVar("tables of this run", default=None)


def own_folder(start: Path | None = None) -> Path:
    """Return the folder of the report's own tables: ``data`` in the working folder or above it.

    Args:
        start: another folder to begin at.

    Raises:
        TableError: outside of a project.
    """
    here = start or Path.cwd()
    for base in (here, *here.parents):
        if (base / "data" / PACKAGE).is_file():
            return base / "data"
    remedy = "Run inside the project's folder."
    raise TableError([Problem(f"data/{PACKAGE}", None, None, None, "the folder of the tables", remedy)])


def _found(data_dir: str | Path, own: Path) -> Path:
    """Return the folder that is meant: a relative one is looked for in the working folder and above it.

    So a chapter runs from ``book/`` (nbval, JupyterLab) and from the project's root (papermill) alike.
    """
    given = Path(data_dir)
    candidates = [given] if given.is_absolute() else [base / given for base in (Path.cwd(), *Path.cwd().parents)]
    if str(data_dir) == "data":
        candidates = [folder for folder in candidates if (folder / PACKAGE).is_file()] + [own]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    remedy = "Check the path; there is no such folder."
    raise TableError([Problem(str(data_dir), None, None, None, "a folder with tables", remedy)])


class Tables:
    """The tables of a folder, over those of the report.

    Args:
        folder: with tables, in any form that `handbook.tables.ingest` reads.
        base: the report's own tables, for those that the folder lacks; None for the report's own.

    Attributes:
        folder: as given.
        own: the report's own tables.
    """

    def __init__(self, folder: Path, base: Tables | None = None) -> None:
        self.folder = folder
        self.own = base or self
        self._contents: dict[Path, bytes] = {}
        self._tables: dict[str, ingest.Table] = {}
        self._fields: dict[str, dict[str, dict[str, Any]]] = {}
        self._sound: set[str] = set()
        self._typed: dict[str, pd.DataFrame] = {}
        self._digests: dict[str, str] = {}
        self._parts: dict[tuple[object, ...], pd.DataFrame] = {}
        self._derived: dict[Any, Any] = {}

    @staticmethod
    def open(data_dir: str | Path = "data", own: Path | None = None) -> Tables:
        """Return the tables of a folder: those of the run where one has prepared them, else a new snapshot.

        The report's own tables are those of the run for every folder: editions that are made in one run share them.

        Args:
            data_dir: the folder; a relative one is looked for in the working folder and above it.
            own: folder of the report's own tables, `own_folder` by default.

        Raises:
            TableError: when there is no such folder.
        """
        base = own or own_folder()
        folder = _found(data_dir, base)
        ready = _prepared.get()
        if ready is None or ready.own.folder != base:
            return Tables(folder) if folder == base else Tables(folder, Tables(base))
        known = {ready.folder: ready, base: ready.own}
        return known[folder] if folder in known else Tables(folder, ready.own)

    def derived(self, make: Callable[..., Made], *further: str) -> Made:
        """Return what a function makes of these tables, worked out once for each snapshot and what else it is given."""
        key = (make, *further)
        if key not in self._derived:
            self._derived[key] = make(self, *further)
        result: Made = self._derived[key]
        return result

    # ── what is described ──

    @cached_property
    def package(self) -> dict[str, Any]:
        """The description of all tables: the report's data package, under what the folder's own one says.

        What the folder's package says of a table replaces what the report's says; what it leaves out remains, at
        every depth (see `laid_over`): ``series: {gaps: [2023]}`` keeps what the series runs over.
        """
        if self is self.own:
            return described.complete(described.read(self.folder / PACKAGE), PACKAGE)
        if self._described is None:
            return self.own.package
        resources = {entry["name"]: entry for entry in self.own.package["resources"]}
        for entry in self._described.get("resources", ()):
            resources[entry["name"]] = laid_over(resources.get(entry["name"], {}), entry)
        merged = {**self.own.package, **self._described, "resources": list(resources.values())}
        return described.complete(merged, PACKAGE)

    @cached_property
    def _described(self) -> dict[str, Any] | None:
        """The folder's data package, None where it has none."""
        file = self.folder / PACKAGE
        return described.read(file) if file.is_file() else None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the book is published in, the author's first; labels of codes are in this order."""
        return tuple(self.package.get("languages", ("en",)))

    @property
    def helpers(self) -> str:
        """The name of the report's helper package, in ``src``; the sentences that chapters share are its catalogue's."""
        return str(self.package.get("helpers", "analysis"))

    @cached_property
    def names(self) -> list[str]:
        """The names of all tables, in the order of the data package."""
        return list(self._resources)

    @cached_property
    def _resources(self) -> dict[str, dict[str, Any]]:
        return {entry["name"]: entry for entry in self.package["resources"]}

    def resource(self, name: str) -> dict[str, Any]:
        """Return the description of one table.

        Raises:
            TableError: when no table has that name, listing the near ones.
        """
        if name not in self._resources:
            near = ", ".join(difflib.get_close_matches(name, self.names, n=3)) or ", ".join(self.names)
            raise TableError([Problem(PACKAGE, None, None, name, "the name of a table", f"Tables are: {near}.")])
        return self._resources[name]

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        """Return the fields of a table by column name (type, unit, titles, constraints). Not to be changed."""
        if name not in self._fields:
            self._fields[name] = {entry["name"]: entry for entry in self.resource(name)["schema"]["fields"]}
        return self._fields[name]

    def key(self, name: str) -> list[str]:
        """Return the columns that name a row of a table."""
        key = self.resource(name)["schema"].get("primaryKey") or []
        return [key] if isinstance(key, str) else list(key)

    def description(self) -> bytes:
        """Return the data package of all tables, in the plain form of `as_csv`, as YAML."""
        if self is self.own or self._described is None:
            return (self.own.folder / PACKAGE).read_bytes()
        plain = {"encoding": "utf-8"}
        resources = [
            {key: plain.get(key, value) for key, value in entry.items() if key != "dialect"}
            for entry in self.package["resources"]
        ]
        described = {**self.package, "resources": resources}
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        return bytes(yaml.dump(described, Dumper=dumper, allow_unicode=True, sort_keys=False, width=160), "utf-8")

    # ── where a table is ──

    def file(self, name: str) -> Path:
        """Return the file of a table: in the folder, where it may be a workbook or another form, or the report's own.

        Raises:
            TableError: when neither folder holds it, or one holds it twice.
        """
        declared = self.resource(name)["path"]
        for base in dict.fromkeys((*self._own_folders, self.own.folder)):
            path = ingest.find(base, declared)
            if path:
                return path
        remedy = "Add the file, or restore it with git."
        raise TableError([Problem(declared, None, None, None, f"a table that {PACKAGE} names", remedy)])

    @property
    def _own_folders(self) -> tuple[Path, ...]:
        """The folder, before it the one that holds rows to add; the report's own has none of these."""
        return (self.folder,) if self is self.own else (self.folder / appended.FOLDER, self.folder)

    @cached_property
    def held(self) -> list[str]:
        """The names of the tables that the folder holds or adds rows to, in the order of the data package."""
        return [
            entry["name"]
            for entry in self.package["resources"]
            if any(ingest.there(folder, entry["path"]) for folder in self._own_folders)
        ]

    def added_to(self, name: str) -> bool:
        """Return whether the folder adds rows to a table."""
        return self is not self.own and self.file(name).parent == self.folder / appended.FOLDER

    def taken_over(self, name: str) -> bool:
        """Return whether a table is the report's own: the folder has neither its file nor a description of it."""
        return self is not self.own and name in self._untouched

    @cached_property
    def _untouched(self) -> frozenset[str]:
        described = {entry["name"] for entry in (self._described or {}).get("resources", [])}
        return frozenset(self.names) - set(self.held) - described

    # ── what a table holds ──

    def table(self, name: str) -> ingest.Table:
        """Return a table in the plain form, with its rows in the file and what was converted."""
        if self.taken_over(name):
            return self.own.table(name)
        if name not in self._tables:
            file, added = self.file(name), self.added_to(name)
            shown = f"{appended.FOLDER}/{file.name}" if added else file.name
            table = ingest.load(file, self.resource(name), self._read(file), shown)
            if added:
                table = appended.joined(self._base(name), table, self.resource(name), self.key(name))
            self._tables[name] = table
        return self._tables[name]

    def _base(self, name: str) -> ingest.Table:
        """Return the table that rows are added to: the folder's, or else the report's own."""
        file = ingest.find(self.folder, self.resource(name)["path"])
        return ingest.load(file, self.resource(name), self._read(file)) if file else self.own.table(name)

    def readable(self, name: str) -> ingest.Table | None:
        """Return what can be read of a table that may lack columns or have wrong cells; nothing where none can be."""
        try:
            return self.table(name)
        except TableError as error:
            table: ingest.Table | None = error.table
            if table and self.added_to(name) and {*table.frame.columns} >= {*self._base(name).frame.columns}:
                return appended.joined(self._base(name), table, self.resource(name), self.key(name))
            return table

    def content(self, name: str) -> bytes:
        """Return the bytes of a table's file, as they were when they were first asked for."""
        if self.taken_over(name):
            return self.own.content(name)
        content = self._read(self.file(name))
        if not self.added_to(name):
            return content
        file = ingest.find(self.folder, self.resource(name)["path"])
        return (self._read(file) if file else self.own.content(name)) + content

    def _read(self, file: Path) -> bytes:
        if file not in self._contents:
            try:
                self._contents[file] = file.read_bytes()
            except OSError as error:
                expected = f"a file that can be read ({error.strerror})"
                raise TableError([Problem(file.name, None, None, None, expected, "Check its permissions.")]) from None
        return self._contents[file]

    def text(self, name: str) -> pd.DataFrame:
        """Return a table with every cell as it is written: `41.0` is not `41`. Not to be changed in place."""
        return self.table(name).frame

    def checked(self, name: str) -> pd.DataFrame:
        """Return a table in its types. Not to be changed in place; `read` returns a copy.

        Raises:
            TableError: with every problem found: missing table or column, text where a number belongs, a key twice.
        """
        if self.taken_over(name):
            return self.own.checked(name)
        if name not in self._typed:
            self.ensure(name)
            self._typed[name] = fitting(self.table(name), self.fields(name))
        return self._typed[name]

    def ensure(self, name: str) -> None:
        """See that a table can be read in its types, without making a frame of them.

        Raises:
            TableError: see `checked`.
        """
        if self.taken_over(name):
            self.own.ensure(name)
        elif name not in self._sound:
            table = self.table(name)
            if problems := [*misfits(table, self.fields(name)), *repeated(table, self.key(name))]:
                raise TableError(problems)
            self._sound.add(name)

    def read(self, name: str, where: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return a table in its types, on request only the rows with some values.

        Args:
            name: as in the data package.
            where: values by column.

        Returns:
            A new frame: columns in the order of the data package; shares are fractions of 1.

        Raises:
            TableError: see `checked`.
        """
        frame = self.checked(name)
        if where:
            part = (name, *where.items())
            if part not in self._parts:  # a page asks for the same few names over and over
                self._parts[part] = frame[_mask(self.text(name), where)].reset_index(drop=True)
            return self._parts[part].copy()
        return frame.copy()

    def row(self, name: str, column: str, value: str) -> dict[str, str] | None:
        """Return the first row of a table that has a value in a column, every cell as text; nothing where none has it.

        Raises:
            TableError: see `checked`.
        """
        self.ensure(name)
        places = self.derived(_places, name, column).get((value,))
        return {one: self.table(name).cells(one)[places[0]] for one in self.fields(name)} if places else None

    def conversions(self) -> list[Conversion]:
        """Return all that was converted when the tables of the folder were read, in the order of the data package."""
        return [note for name in self.held for note in self.table(name).conversions]

    def as_csv(self, name: str) -> bytes:
        """Return a table as a CSV in the plain form, whatever form its file has: UTF-8, commas, no remarks.

        Texts that a spreadsheet would take for formulas are guarded (`handbook.tables.formulas`).
        """
        table, written = self.table(name), io.StringIO()
        columns = [str(column) for column in table.frame]
        plain = csv.writer(written, lineterminator="\n")
        plain.writerow(columns)
        plain.writerows(zip(*(formulas.guarded_cells(table.cells(column)) for column in columns), strict=True))
        return written.getvalue().encode()

    def digest(self, key: str) -> str:
        """Return a digest of what was read under a key: rows and description of a table.

        Args:
            key: its name, with ``?column=value&…`` where only those rows were read (see `wanted`).
        """
        name, _, filters = key.partition("?")
        if self.taken_over(name):
            return self.own.digest(key)
        if key not in self._digests:
            content = self.content(name)
            if filters:
                table, pairs = self.table(name), wanted(filters)
                places = self.derived(_places, name, *(column for column, _ in pairs))
                columns = [table.cells(str(column)) for column in table.frame]
                chosen = places.get(tuple(value for _, value in pairs), [])
                content = repr([tuple(cells[at] for cells in columns) for at in chosen]).encode()
            shown = {key: value for key, value in self.resource(name).items() if key not in _RULES}
            self._digests[key] = hashlib.sha256(content + repr(shown).encode()).hexdigest()
        return self._digests[key]


class ChapterTables:
    """The tables as one chapter reads them: what was read is remembered.

    Attributes:
        tables: what is read.
        languages: that the book is published in, the author's first.
        names: of all tables.
        reads: table (with the filter, if any) or other scope, and the digest of what was read.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.languages = tables.languages
        self.names = tables.names
        self.reads: dict[str, str] = {}

    def read(self, name: str, where: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return a table in its types, on request only the rows with some values; see `Tables.read`."""
        frame = self.tables.read(name, where)
        self._remember(name, where)
        return frame

    def row(self, name: str, column: str, value: str) -> dict[str, str] | None:
        """Return the first row of a table that has a value in a column; see `Tables.row`."""
        row = self.tables.row(name, column, value)
        self._remember(name, {column: value})
        return row

    def _remember(self, name: str, where: Mapping[str, str] | None) -> None:
        key = f"{name}?{_filter(where)}" if where else name
        self.reads[key] = self.tables.digest(key)

    def fields(self, name: str) -> dict[str, dict[str, Any]]:
        """Return the fields of a table by column name."""
        return self.tables.fields(name)


@contextlib.contextmanager
def prepared(tables: Tables) -> Iterator[Tables]:
    """Let `Tables.open` return these tables inside the block, in forks too: one snapshot serves a whole run."""
    token = _prepared.set(tables)
    try:
        yield tables
    finally:
        _prepared.reset(token)


@contextlib.contextmanager
def shared(own: Path) -> Iterator[None]:
    """Let all that is opened inside the block, in forks too, share a report's own tables, unless it does already.

    Args:
        own: their folder.
    """
    ready = _prepared.get()
    if (ready is not None and ready.own.folder == own) or not own.is_dir():
        yield
    else:
        with prepared(Tables.open(own, own)):
            yield


def wanted(filters: str) -> list[tuple[str, str]]:
    """Return columns and values of a filter, ``column=value&…``; a ``&`` in a value is written ``%26``.

    >>> wanted("year=2023&name=A%26B=C")
    [('year', '2023'), ('name', 'A&B=C')]
    """
    pairs = (part.partition("=")[::2] for part in filters.split("&") if part)
    return [(column, value.replace("%26", "&").replace("%25", "%")) for column, value in pairs]


def _filter(where: Mapping[str, str]) -> str:
    """Write columns and values as a filter that `wanted` reads."""
    written = (f"{column}={value.replace('%', '%25').replace('&', '%26')}" for column, value in where.items())
    return "&".join(written)


def _places(tables: Tables, name: str, *columns: str) -> dict[tuple[str, ...], list[int]]:
    """Return where the rows stand that have the same values in some columns: names are looked up by the thousand."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, values in enumerate(zip(*map(tables.table(name).cells, columns), strict=True)):
        places.setdefault(values, []).append(place)
    return places


def _mask(rows: pd.DataFrame, where: Mapping[str, str]) -> pd.Series:
    mask = pd.Series(True, index=rows.index)
    for column, value in where.items():
        mask &= rows[column] == value
    return mask


def laid_over(known: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a description with another laid over it: what the other leaves out remains, at every depth.

    A list replaces the list that is there, but for entries with names that say only part of a thing (a field without
    its type): these are laid over the entry of that name.

    >>> laid_over({"series": {"over": "year", "gaps": [2013]}}, {"series": {"gaps": [2013, 2023]}})
    {'series': {'over': 'year', 'gaps': [2013, 2023]}}
    >>> fields = [{"name": "year", "type": "year"}, {"name": "size", "type": "number"}]
    >>> laid_over({"fields": fields}, {"fields": [{"name": "size", "unit": "tn_cny"}]})["fields"][1]
    {'name': 'size', 'type': 'number', 'unit': 'tn_cny'}
    """
    merged = dict(known)
    for key, value in entry.items():
        before = known.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            merged[key] = laid_over(before, value)
        elif key == "fields" and before and any("type" not in field for field in value):
            changes = {field["name"]: field for field in value}
            merged[key] = [laid_over(field, changes.pop(field["name"], {})) for field in before]
            merged[key] += changes.values()
        else:
            merged[key] = value
    return merged
