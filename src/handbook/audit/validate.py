"""Check everything that an edition is built from: tables, claims, checks, figures, sources, cross references.

The tables are checked against the data package (`handbook.tables.rules`); what no schema can say (a claim that names an
unknown figure, a check that cannot be worked out, a source that the bibliography lacks) is checked here. Every
problem names file, row, column and value, what was expected and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from handbook import notebooks
from handbook.audit.ledger import Ledger
from handbook.quantities.printed import QUALIFIERS, PrintError, printed
from handbook.quantities.relations import REFUTING, CheckError
from handbook.quantities.units import UnitError, unit
from handbook.tables import bibliography as sources
from handbook.tables import ingest as foreign
from handbook.tables import rules
from handbook.tables.snapshot import PACKAGE, Problem, TableError, Tables

__all__ = ["problems", "strangers"]


def problems(tables: Tables, root: Path) -> list[Problem]:
    """Return all problems of an edition's data, in the order of the tables; empty when all is well.

    Args:
        tables: of the edition.
        root: the project's folder, for the bibliography and the chapters.
    """
    try:
        found = list(strangers(tables)) + list(_tables(tables))
        if found:
            return found  # cross references of broken tables would only repeat what is wrong
        # The claims of checks are looked up where the checks are worked out.
        others = [name for name in tables.names if name != "checks"]
        keys = [problem for name in others for problem in rules.foreign_keys(name, tables)]
        return [
            *keys,
            *sources.problems(tables, root),
            *_claims(tables),
            *_checks(tables),
            *_figures(tables, root),
        ]
    except TableError as error:
        return list(error.problems)


_SPREADSHEETS = (
    *("xls", "xlsm", "xlsb", "xlt", "xltx", "xltm", "ods", "fods", "ots", "sxc", "numbers", "et", "ett", "gsheet"),
    *("wk1", "wks", "dbf", "dif", "slk", "prn"),
)
_OF_PROGRAMS = (
    *("dta", "sav", "zsav", "por", "sas7bdat", "xpt", "rds", "rda", "rdata", "json", "jsonl", "ndjson", "geojson"),
    *("xml", "parquet", "feather", "arrow", "orc", "avro", "h5", "hdf5", "nc", "sqlite", "sqlite3", "db", "mdb"),
    *("accdb", "pkl", "pickle", "npy", "npz", "mat"),
)
_ARCHIVES = ("zip", "gz", "bz2", "xz", "zst", "lz4", "br", "7z", "rar", "tar", "tgz")
_DATA = frozenset(f".{ending}" for ending in (*_SPREADSHEETS, *_OF_PROGRAMS, *_ARCHIVES))
"""Endings of files that hold data in a form that is not read."""

_NOTHING_THERE = (
    "a file, but this is a folder or a link that leads nowhere",
    "Put the file itself there, or remove this: then the handbook's own is used.",
)
_FORMS = "a table in a form that is read: .csv, .xlsx, .tsv or .txt"
_BESIDE = {Path(name).stem: name for name in (PACKAGE, sources.BIBLIOGRAPHY)}


def strangers(tables: Tables) -> Iterator[Problem]:
    """Yield what lies in a folder and could be taken for a table or its description, and is not read."""
    known = {Path(entry["path"]).stem for entry in tables.package["resources"]}
    files = sorted(tables.folder.iterdir())
    held = {file.stem for file in files if file.suffix in foreign.SUFFIXES and file.is_file()}
    for file in files:
        # Excel leaves a file ~$name beside a workbook that is open.
        if file.name.startswith(("~", ".", "__")) or file.stem.lower() == "readme":
            continue
        if file.is_dir() and file.suffix not in (*foreign.SUFFIXES, *_DATA):
            yield from _below(file, known - held)
        else:
            yield from _stranger(file, known, held)


def _below(folder: Path, absent: set[str]) -> Iterator[Problem]:
    """Yield the tables in a folder's folder that the folder itself lacks."""
    for file in sorted(folder.iterdir()):
        stem, ending = file.name.partition(".")[0], file.suffix.lower()
        if stem in absent and ending in (*foreign.SUFFIXES, *_DATA):
            remedy = f"Move it there, or build with --data {folder.name}. The handbook's own {stem} would be used."
            yield Problem(f"{folder.name}/{file.name}", None, None, None, "a table in the folder itself", remedy)


def _stranger(file: Path, known: set[str], held: set[str]) -> Iterator[Problem]:
    """Yield what is wrong with one file: no form that is read, no name that is known, nothing behind a link.

    Args:
        file: in the folder of the tables.
        known: names of tables.
        held: those of them that the folder holds in a form that is read.
    """
    ending, stem = file.suffix.lower(), file.name.partition(".")[0]

    def problem(expected: str, remedy: str) -> Problem:
        return Problem(file.name, None, None, None, expected, remedy)

    if ending in foreign.SUFFIXES:
        if file.stem not in known:
            near = difflib.get_close_matches(file.stem, known, n=1)
            hint = f" Is it {near[0]}?" if near else ""
            remedy = f"Describe it there, or give it the name of the table it replaces.{hint}"
            yield problem("a table that datapackage.yaml describes", remedy)
        elif file.suffix != ending:
            yield problem("an ending in small letters", f"Rename it {file.stem}{ending}.")
        elif not file.is_file():
            yield problem(*_NOTHING_THERE)
    elif file.name in _BESIDE.values():
        if not file.is_file():
            yield problem(*_NOTHING_THERE)
    elif (right := _BESIDE.get(stem)) and not (file.parent / right).is_file():
        yield problem(f"{right}, the name under which it is read", f"Rename it {right}, or move it away.")
    elif ending == ".bib":
        remedy = f"Put its entries into {sources.BIBLIOGRAPHY}, or move it away; it is not read."
        yield problem(f"one bibliography, {sources.BIBLIOGRAPHY}", remedy)
    elif ending in _DATA or (stem in known - held):
        remedy = "Save it as .xlsx or as CSV in UTF-8, or move it away; it is not read."
        yield problem(_FORMS, remedy)


def _tables(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with each table; what an edition takes over is looked at once for all editions."""
    own = tables.own.derived(_of_each) if tables is not tables.own else {}
    for name in tables.names:
        yield from own[name] if tables.taken_over(name) else _table(name, tables)


def _of_each(tables: Tables) -> dict[str, tuple[Problem, ...]]:
    return {name: _table(name, tables) for name in tables.names}


def _table(name: str, tables: Tables) -> tuple[Problem, ...]:
    """Return what is wrong with one table."""
    try:
        tables.checked(name)
        plain = _not_plain(name, tables) if tables.file(name).parent == tables.own.folder else ()
    except TableError as error:
        return error.problems
    found = (rules.constraints, rules.series, rules.relations, rules.kept, rules.needed)
    return (*plain, *(problem for rule in found for problem in rule(name, tables)))


def _not_plain(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield what keeps one of the handbook's own tables from being in the plain form, which every tool reads."""
    found = tables.table(name)
    file = tables.file(name).name
    for note in found.conversions:
        expected = f"the plain form in the handbook's own tables: {note.after}"
        yield Problem(
            file, None, note.column, note.before, expected, "Write it so; other folders may hold other forms."
        )
    if list(found.headers) != list(tables.fields(name)):
        order = ", ".join(tables.fields(name))
        yield Problem(
            file,
            found.header_row,
            None,
            ", ".join(found.headers),
            "the columns in the order of datapackage.yaml",
            order + ".",
        )


def _claims(tables: Tables) -> Iterator[Problem]:
    figures = set(tables.text("figures")["figure"])
    chapters = set(tables.text("figures")["chapter"])
    checks = tables.text("checks")
    checked = set(checks[~checks["check"].isin(REFUTING)]["claim"])  # others can refute, but decide nothing
    reasons = Ledger.of(tables).reasons
    rows = rules.Rows("claims", tables)
    for at, row in rows.records():
        problem = partial(rows.problem, at)

        if row["figure"] and row["figure"] not in figures:
            yield problem("figure", "a figure of figures.csv, or nothing", "Mend the id, or add the figure.")
        if row["chapter"] not in chapters:
            yield problem("chapter", f"one of {', '.join(sorted(chapters))}", "Mend the name of the chapter.")
        try:
            if unit(row["unit"]).dimension != "date":
                printed(row["printed"], row["unit"], row["qualifier"])
        except UnitError:
            yield problem("unit", "a unit of src/handbook/quantities/units.py", "Mend the unit, or add it there.")
        except PrintError as error:
            yield problem("printed", "a number as printed", str(error))
        if row["qualifier"] not in QUALIFIERS:
            yield problem("qualifier", f"one of {', '.join(QUALIFIERS)}", "Mend the qualifier.")
        if row["reason"] and row["reason"] not in reasons:
            yield problem("reason", f"one of the reasons {', '.join(reasons)}", "Mend the reason.")
        if not row["reason"] and row["claim"] not in checked:
            yield problem(
                "reason",
                f"a check in checks.csv, or one of the reasons {', '.join(reasons)}",
                "Add a row to checks.csv, or say why there is none.",
            )
        if row["reason"] and row["claim"] in checked:
            yield problem("reason", "no reason, as checks.csv has a check", "Empty the cell, or remove the check.")


def _checks(tables: Tables) -> Iterator[Problem]:
    ledger = Ledger.of(tables)
    rows = rules.Rows("checks", tables)
    for at, row in rows.records():
        claim = ledger.claims.get(row["claim"])
        if claim is None:
            yield rows.problem(at, "claim", "a claim of claims.csv", "Mend the id.")
            continue
        try:
            ledger.outcome(claim, row)
        except (CheckError, PrintError, UnitError) as error:
            expected = f"inputs that {row['check']} can work out"
            yield rows.problem(at, "inputs", expected, f"{error}")


def _figures(tables: Tables, root: Path) -> Iterator[Problem]:
    try:
        stems = {file.stem for file in notebooks.chapters(root)}
    except notebooks.NotebookError:
        stems = set()  # what is wrong with the table of contents is said already
    rows = rules.Rows("figures", tables)
    for at, row in rows.records():
        if stems and row["chapter"] not in stems:
            expected = "a notebook in book/ that _toc.yml lists"
            yield rows.problem(at, "chapter", expected, "Write the chapter and list it, or mend its name.")
        if row["status"] != "recomputed" and not row["reason"]:
            yield rows.problem(at, "reason", "why the figure is not wholly recomputed", "Say what is lost and why.")
