"""Read the tables of the handbook: CSVs described by one Frictionless data package.

Chapters read only through `read`. A table that a given folder does not hold is taken from the handbook's
own ``data/``, so that a folder with one new table makes a whole new edition. What was read is recorded
(`recorded`), with a digest of the rows, so that a build knows which chapters a changed table concerns.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import yaml

from analysis import foreign
from analysis.problems import Problem, TableError

__all__ = [
    "PACKAGE",
    "Problem",
    "TableError",
    "as_csv",
    "checked",
    "conversions",
    "description",
    "digest",
    "fields",
    "folder",
    "held",
    "home",
    "names",
    "package",
    "path",
    "read",
    "record_digest",
    "recorded",
    "resource",
    "settled",
    "stamp_of",
    "table",
    "text",
    "wanted",
]

PACKAGE = "datapackage.yaml"
_recorded: dict[str, str] = {}


def recorded(clear: bool = False) -> dict[str, str]:
    """Return what has been read so far: table (with the filter, if any) and digest of those rows.

    Args:
        clear: forget it afterwards.
    """
    seen = dict(_recorded)
    if clear:
        _recorded.clear()
    return seen


Given = ParamSpec("Given")
Seen = TypeVar("Seen")
_seen: list[dict[tuple[Any, ...], Any]] = []


@contextlib.contextmanager
def settled() -> Iterator[None]:
    """Look at each file once inside the block: nobody is expected to write tables meanwhile.

    Outside, every question looks at the files' dates, so that a changed table is never missed.
    """
    _seen.append({})
    try:
        yield
    finally:
        _seen.pop()


def _looks(function: Callable[Given, Seen]) -> Callable[Given, Seen]:
    """Mark a function that looks at files: inside `settled` it looks once for each question."""

    @wraps(function)
    def looks(*args: Given.args, **kwargs: Given.kwargs) -> Seen:
        if not _seen:
            return function(*args, **kwargs)
        question = (function, *map(str, args), *sorted(kwargs.items()))
        if question not in _seen[-1]:
            _seen[-1][question] = function(*args, **kwargs)
        answer: Seen = _seen[-1][question]
        return answer

    return looks


@lru_cache(maxsize=32)
def _own_folder(start: str) -> Path:
    for base in (Path(start), *Path(start).parents, *Path(__file__).resolve().parents):
        if (base / "data" / PACKAGE).is_file():
            return base / "data"
    raise TableError(
        [Problem("data/" + PACKAGE, None, None, None, "the folder of the tables", "Run inside the handbook's folder.")]
    )


@_looks
def folder(data_dir: str | Path = "data") -> Path:
    """Return the folder that a chapter's ``data_dir`` means.

    A relative folder is looked for in the working folder and above it, so that a chapter runs from ``book/``
    (nbval, JupyterLab) and from the project's root (papermill) alike.

    Raises:
        TableError: when there is no such folder.
    """
    given = Path(data_dir)
    if given.is_absolute():
        candidates = [given]
    else:
        here = Path.cwd()
        candidates = [base / given for base in (here, *here.parents)]
        if str(data_dir) == "data":
            candidates = [c for c in candidates if (c / PACKAGE).is_file()] + [own_folder()]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise TableError(
        [Problem(str(data_dir), None, None, None, "a folder with tables", "Check the path; there is no such folder.")]
    )


@_looks
def own_folder() -> Path:
    """Return the folder of the handbook's own tables."""
    return _own_folder(str(Path.cwd()))


@lru_cache(maxsize=16)
def _package_at(file: str, stamp: tuple[int, int]) -> dict[str, Any]:
    try:
        loaded = yaml.load(Path(file).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise TableError([Problem(PACKAGE, None, None, None, f"YAML, but {error}".replace("\n", " "))]) from None
    return dict(loaded)


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_mtime_ns, status.st_size


def _packages(data_dir: str | Path) -> list[Path]:
    """Return the data packages that describe a folder's tables: its own, if it has one, before the handbook's."""
    own = own_folder() / PACKAGE
    there = folder(data_dir) / PACKAGE
    return [there, own] if there.is_file() and there != own else [own]


@_looks
def stamps(data_dir: str | Path = "data") -> tuple[Any, ...]:
    """Return the state of all tables of a folder: it differs as soon as one of them is written."""
    base, now = str(folder(data_dir)), state(data_dir)
    return (now, *(_stamp(Path(_path_at(name, base, now))) for name in names(data_dir)))


@lru_cache(maxsize=16)
def _merged(files: tuple[str, ...], stamps: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    first, *others = (_package_at(file, stamp) for file, stamp in zip(files, stamps, strict=True))
    resources = {entry["name"]: entry for described in others for entry in described["resources"]}
    for entry in first["resources"]:
        base = resources.get(entry["name"], {})
        schema = {**base.get("schema", {}), **entry["schema"]}
        resources[entry["name"]] = {**base, **entry, "schema": schema}
    return {**first, "resources": list(resources.values())}


@_looks
def package(data_dir: str | Path = "data") -> dict[str, Any]:
    """Return the description of all tables: the handbook's data package, under what the folder's own one says.

    What the folder's package says of a table replaces what the handbook's says; what it leaves out remains.
    """
    files = _packages(data_dir)
    return _merged(tuple(map(str, files)), tuple(map(_stamp, files)))


def description(data_dir: str | Path = "data") -> bytes:
    """Return the data package of all tables, in the plain form of `as_csv`, as YAML."""
    first, *others = _packages(data_dir)
    if not others:
        return first.read_bytes()
    plain = {"encoding": "utf-8"}
    resources = [
        {key: plain.get(key, value) for key, value in entry.items() if key != "dialect"}
        for entry in package(data_dir)["resources"]
    ]
    described = {**package(data_dir), "resources": resources}
    return bytes(yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=160), "utf-8")


def names(data_dir: str | Path = "data") -> list[str]:
    """Return the names of all tables, in the order of the data package."""
    return [entry["name"] for entry in package(data_dir)["resources"]]


def resource(name: str, data_dir: str | Path = "data") -> dict[str, Any]:
    """Return the description of one table.

    Raises:
        TableError: when no table has that name.
    """
    for entry in package(data_dir)["resources"]:
        if entry["name"] == name:
            return dict(entry)
    raise TableError(
        [Problem(PACKAGE, None, None, name, "the name of a table", f"Tables are: {', '.join(names(data_dir))}.")]
    )


def fields(name: str, data_dir: str | Path = "data") -> dict[str, dict[str, Any]]:
    """Return the fields of a table by column name (type, unit, titles, constraints)."""
    return {entry["name"]: entry for entry in resource(name, data_dir)["schema"]["fields"]}


@_looks
def path(name: str, data_dir: str | Path = "data") -> Path:
    """Return the file of a table: in the given folder, or else the handbook's own.

    In a folder the table may be a workbook or text with another ending (`analysis.foreign.SUFFIXES`).

    Raises:
        TableError: when neither folder holds it, or one holds it twice.
    """
    return Path(_path_at(name, str(folder(data_dir)), state(data_dir)))


@_looks
def state(data_dir: str | Path = "data") -> tuple[Any, ...]:
    """Return what decides which file a table is: the names in the folders and the state of their descriptions."""
    there, own = folder(data_dir), own_folder()
    folders = (there,) if there == own else (there, own)
    names_in = tuple(tuple(sorted(os.listdir(base))) for base in folders)
    return (*names_in, *((str(file), _stamp(file)) for file in _packages(data_dir)))


@lru_cache(maxsize=4096)
def _path_at(name: str, data_dir: str, state: tuple[Any, ...]) -> str:
    file = resource(name, data_dir)["path"]
    for base in (Path(data_dir), own_folder()):
        found = foreign.find(base, file)
        if found:
            return str(found)
    raise TableError(
        [
            Problem(
                file, None, None, None, "a table that datapackage.yaml names", "Add the file, or restore it with git."
            )
        ]
    )


def held(data_dir: str | Path) -> list[str]:
    """Return the names of the tables that a folder itself holds, in the order of the data package."""
    base = folder(data_dir)
    return [entry["name"] for entry in package(data_dir)["resources"] if foreign.find(base, entry["path"])]


@lru_cache(maxsize=64)
def _left(data_dir: str, state: tuple[Any, ...]) -> frozenset[str]:
    """Return the names of the tables of which a folder says nothing: neither file nor description."""
    file = Path(data_dir) / PACKAGE
    described = _package_at(str(file), _stamp(file))["resources"] if file.is_file() else []
    return frozenset(names(data_dir)) - set(held(data_dir)) - {entry["name"] for entry in described}


@_looks
def home(name: str, data_dir: str | Path = "data") -> Path:
    """Return the folder that a table comes from: what is known of the handbook's own tables serves every edition."""
    base = folder(data_dir)
    return own_folder() if base != own_folder() and name in _left(str(base), state(base)) else base


@lru_cache(maxsize=256)
def _table_at(name: str, data_dir: str, file: str, stamps: tuple[tuple[int, int], ...]) -> foreign.Table:
    return foreign.load(Path(file), resource(name, data_dir))


def table(name: str, data_dir: str | Path = "data") -> foreign.Table:
    """Return a table in the handbook's own form, with its rows in the file and what was converted."""
    return _table_at(name, str(home(name, data_dir)), str(path(name, data_dir)), stamp_of(name, data_dir))


def text(name: str, data_dir: str | Path = "data") -> pd.DataFrame:
    """Return a table with every cell as it is written: `41.0` is not `41`. Not to be changed in place.

    A table in a foreign form is brought into the handbook's own, see `analysis.foreign`.
    """
    return table(name, data_dir).frame


def conversions(data_dir: str | Path = "data") -> list[foreign.Conversion]:
    """Return all that is converted when the tables of a folder are read, in the order of the data package."""
    return [note for name in held(data_dir) for note in table(name, data_dir).conversions]


def as_csv(name: str, data_dir: str | Path = "data") -> bytes:
    """Return a table as a CSV in the plain form, whatever form its file has: UTF-8, commas, no remarks."""
    return bytes(text(name, data_dir).to_csv(index=False, lineterminator="\n"), "utf-8")


_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)


def _typed(column: pd.Series, kind: str) -> tuple[pd.Series, list[int]]:
    """Return the column in its type and the positions that do not fit it."""
    if kind in ("integer", "number", "year"):
        filled = column != ""
        pattern = _NUMBER if kind == "number" else _INTEGER
        distinct = {value: bool(pattern.fullmatch(value)) for value in column[filled].unique()}
        bad = [position for position, value in enumerate(column) if value != "" and not distinct[value]]
        if bad:
            return column, bad
        numbers = pd.to_numeric(column.where(filled))
        if kind != "number":
            return (numbers.astype("int64") if filled.all() else numbers.astype("Int64")), []
        return numbers.astype("float64"), []
    if kind == "boolean":
        bad = [position for position, value in enumerate(column) if value not in ("true", "false", "")]
        return (column if bad else column.map({"true": True, "false": False})), bad
    return column.astype("str"), []


_WORDS = {"integer": "a whole number", "number": "a number", "year": "a year", "boolean": "true or false"}


def _keep_one(found: foreign.Table, key: Sequence[str], at: int) -> str:
    """Say where the first row with the same key stands, and in what the two differ."""
    cells = found.frame
    same = (cells[key] == cells[key].iloc[at]).all(axis=1)
    first = int(same.to_numpy().argmax())
    apart = [
        f"{column} {found.as_written(column, first)!r} and {found.as_written(column, at)!r}"
        for column in cells.columns
        if cells[column].iloc[first] != cells[column].iloc[at]
    ]
    differ = f"they differ in {', '.join(apart)}" if apart else "they are equal"
    return f"Row {found.rows[first]} has this key too; {differ}: keep one."


@lru_cache(maxsize=256)
def _read_at(name: str, data_dir: str, file: str, stamps: tuple[tuple[int, int], ...]) -> pd.DataFrame:
    found = _table_at(name, data_dir, file, stamps)
    cells, shown = found.frame, Path(file).name
    columns, problems = {}, []
    for column, entry in fields(name, data_dir).items():
        columns[column], bad = _typed(cells[column], entry.get("type", "string"))
        expected = _WORDS.get(entry["type"], entry["type"])
        problems += [
            Problem(shown, found.rows[at], found.headers[column], found.as_written(column, at), expected) for at in bad
        ]
    key = resource(name, data_dir)["schema"].get("primaryKey") or []
    key = [key] if isinstance(key, str) else list(key)
    repeated = cells.duplicated(subset=key) if key else pd.Series(dtype=bool)
    for at in repeated[repeated].index:
        value = ", ".join(str(cells[column].iloc[at]) for column in key)
        problems.append(
            Problem(shown, found.rows[int(at)], " + ".join(key), value, "each key once", _keep_one(found, key, int(at)))
        )
    if problems:
        raise TableError(problems)
    return pd.DataFrame(columns)


def _digest_of(rows: pd.DataFrame) -> str:
    return hashlib.sha256(rows.to_csv(index=False, lineterminator="\n").encode()).hexdigest()


@lru_cache(maxsize=1024)
def _digest_at(
    name: str, data_dir: str, where: tuple[tuple[str, str], ...], stamps: tuple[tuple[int, int], ...]
) -> str:
    described = repr(resource(name, data_dir)).encode()
    if where:
        rows = text(name, data_dir)
        return hashlib.sha256(_digest_of(rows[_mask(rows, dict(where))]).encode() + described).hexdigest()
    return hashlib.sha256(path(name, data_dir).read_bytes() + described).hexdigest()


def _mask(rows: pd.DataFrame, where: Mapping[str, str]) -> pd.Series:
    mask = pd.Series(True, index=rows.index)
    for column, value in where.items():
        mask &= rows[column] == value
    return mask


def digest(key: str, data_dir: str | Path = "data") -> str:
    """Return the digest of what ``key`` stands for now; see `recorded`.

    Args:
        key: the name of a table, with ``?column=value&…`` when only those rows were read (see `wanted`).
    """
    name, _, filters = key.partition("?")
    return _digest_at(name, str(folder(data_dir)), tuple(wanted(filters)), stamp_of(name, data_dir))


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


@_looks
def stamp_of(name: str, data_dir: str | Path) -> tuple[tuple[int, int], ...]:
    """Return the state of a table's file and of the data packages that describe it.

    Raises:
        TableError: when there is no such file, or it is there twice.
    """
    return (_stamp(path(name, data_dir)), *map(_stamp, _packages(data_dir)))


def record(name: str, data_dir: str | Path = "data", where: Mapping[str, str] | None = None) -> None:
    """Record that a table (or the rows with those values) was read."""
    key = f"{name}?{_filter(where)}" if where else name
    if key not in _recorded:
        _recorded[key] = digest(key, data_dir)


def record_digest(key: str, value: str) -> None:
    """Record that something derived from tables (the verdicts of a figure) was used, with its digest."""
    _recorded[key] = value


def checked(name: str, data_dir: str | Path = "data") -> pd.DataFrame:
    """Return a table as `read` does, without recording it. Not to be changed in place."""
    return _read_at(name, str(home(name, data_dir)), str(path(name, data_dir)), stamp_of(name, data_dir))


def read(name: str, data_dir: str | Path = "data", where: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read a table of the data package.

    Args:
        name: of the table, as in ``datapackage.yaml``.
        data_dir: folder with tables; a table that is not there is taken from the handbook's own.
        where: column values; only rows that have them are returned.

    Returns:
        A new frame: columns in the order of the data package and in its types; shares are fractions of 1.

    Raises:
        TableError: with every problem found: missing table or column, text where a number belongs, a key twice.
    """
    frame = checked(name, data_dir)
    record(name, data_dir, where)
    if where:
        return frame[_mask(text(name, data_dir), where)].reset_index(drop=True)
    return frame.copy()
