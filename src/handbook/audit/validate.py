"""Check everything that an edition is built from: tables, claims, checks, figures, sources, cross references.

The tables are checked against the data package (`handbook.tables.rules`); what no schema can say (a claim that names an
unknown figure, a check that cannot be worked out, a source that the bibliography lacks) is checked here. Every
problem names file, row, column and value, what was expected and what to do.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from handbook import notebooks
from handbook.audit import across
from handbook.audit.claims import accepted
from handbook.audit.fairness import problems as unfair
from handbook.audit.findings import problems as of_findings
from handbook.audit.ledger import Ledger, MissingError, split_inputs
from handbook.quantities.printed import QUALIFIERS, PrintError, printed
from handbook.quantities.relations import REFUTING, CheckError
from handbook.quantities.units import UnitError, unit
from handbook.tables import bibliography, ingest, rules
from handbook.tables.appended import FOLDER
from handbook.tables.inferred import inferred
from handbook.tables.snapshot import PACKAGE, Problem, TableError, Tables, wanted

__all__ = ["problems", "strangers"]


def problems(tables: Tables, root: Path) -> list[Problem]:
    """Return all problems of an edition's data, those of the folder's own files first; empty when all is well.

    What a wrong table is asked besides would only repeat what is wrong there, and is left out.

    Args:
        tables: of the edition.
        root: the project's folder, for the bibliography and the chapters.
    """
    try:
        of_tables, strange = dict(_tables(tables)), list(strangers(tables))
    except TableError as error:
        return list(error.problems)
    wrong = {name: listed for name, listed in of_tables.items() if listed}
    listed = [*strange, *(problem for name in tables.names for problem in of_tables[name])]
    # The claims of checks are looked up where the checks are worked out.
    referring = [
        *(partial(rules.foreign_keys, name, tables) for name in tables.names if name != "checks"),
        partial(bibliography.problems, tables, root),
        *(
            []
            if wrong.keys() & {"claims", "checks", "figures"}
            else [partial(_claims, tables), partial(_checks, tables, wrong), partial(unfair, tables)]
        ),
        *([] if wrong else [partial(_across, tables)]),
        *([] if wrong else [partial(of_findings, tables)]),
        *([] if "figures" in wrong else [partial(_figures, tables, root)]),
        partial(_dates, tables),
    ]
    for rule in referring:
        try:
            listed += _besides(rule(), listed)
        except TableError as error:
            listed += () if wrong else error.problems
    here = {file.name for file in tables.folder.iterdir()} if tables is not tables.own else set()
    return sorted(listed, key=lambda problem: not (problem.file in here or problem.file.startswith(f"{FOLDER}/")))


def _dates(tables: Tables) -> Iterator[Problem]:
    """Yield a date of the book that is none: citations and the feed of findings are of that date."""
    day = str(tables.package.get("created", ""))
    try:
        datetime.date.fromisoformat(day[:10] or "2000-01-01")
    except ValueError:
        expected = "a date that there is, such as 2026-11-30T00:00:00Z"
        yield Problem(PACKAGE, None, "created", day, expected, "Write the day of this version of the book.")


def _besides(more: Iterable[Problem], told: Iterable[Problem]) -> list[Problem]:
    """Return the problems of cells of which nothing was told before; a cell that cannot be read breaks every rule."""
    cells = {(problem.file, problem.row, problem.column) for problem in told if problem.row and problem.column}
    return [problem for problem in more if (problem.file, problem.row, problem.column) not in cells]


_LISTED = 6
"""So many of the rows that a table lacks are named."""

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

INGESTED = (".ods", ".json", ".jsonl", ".ndjson")
"""Endings of files that `handbook ingest` reads besides those of tables."""

_NOTHING_THERE = (
    "a file, but this is a folder, a pipe, a device or a link that leads nowhere",
    "Put the file itself there, or remove this: then the handbook's own is used.",
)
_FORMS = "a table in a form that is read: .csv, .xlsx, .tsv or .txt"
_BESIDE = {Path(name).stem: name for name in (PACKAGE, bibliography.BIBLIOGRAPHY)}


def strangers(tables: Tables) -> Iterator[Problem]:
    """Yield what lies in a folder and could be taken for a table or its description, and is not read."""
    paths = [Path(entry["path"]) for entry in tables.package["resources"]]
    known = {path.stem for path in paths}
    files = sorted(tables.folder.iterdir())
    held = {file.stem for file in files if file.suffix in ingest.SUFFIXES and file.is_file()}
    for file in files:
        # Excel leaves a file ~$name beside a workbook that is open.
        if file.name.startswith(("~", ".", "__")) or file.stem.lower() == "readme":
            continue
        if file.is_dir() and file.name == FOLDER:
            for added in sorted(file.iterdir()):
                if not added.name.startswith(("~", ".", "__")):
                    yield from _stranger(added, known, {added.stem})
        elif file.is_dir() and file.name not in _BESIDE.values() and file.suffix not in (*ingest.SUFFIXES, *_DATA):
            read = {path.stem for path in paths if path.parent.name == file.name}
            yield from _below(file, known - held - read)
        else:
            yield from _stranger(file, known, held, own=tables is tables.own)


def _below(folder: Path, absent: set[str]) -> Iterator[Problem]:
    """Yield the tables in a folder's folder that the folder itself lacks."""
    for file in sorted(folder.iterdir()):
        stem, ending = file.name.partition(".")[0], file.suffix.lower()
        if stem in absent and ending in (*ingest.SUFFIXES, *_DATA):
            remedy = f"Move it there, or build with --data {folder.name}. The handbook's own {stem} would be used."
            yield Problem(f"{folder.name}/{file.name}", None, None, None, "a table in the folder itself", remedy)


def _stranger(file: Path, known: set[str], held: set[str], own: bool = False) -> Iterator[Problem]:
    """Yield what is wrong with one file: no form that is read, no name that is known, nothing behind a link.

    Args:
        file: in the folder of the tables.
        known: names of tables.
        held: those of them that the folder holds in a form that is read.
        own: whether the folder is that of the book, whose data package may describe further tables.
    """
    ending, stem = file.suffix.lower(), file.name.partition(".")[0]

    def problem(expected: str, remedy: str) -> Problem:
        return Problem(file.name, None, None, None, expected, remedy)

    if ending in ingest.SUFFIXES:
        if file.stem not in known:
            near = difflib.get_close_matches(file.stem, known, n=1)
            hint = f" Is it {near[0]}?" if near else ""
            remedy = (
                f"Describe it there, or give it the name of the table it replaces.{hint} "
                f"`handbook ingest {file.name}` says whether it holds tables in another layout."
            )
            unknown = problem("a table that datapackage.yaml describes", remedy)
            yield replace(unknown, entry=inferred(file)) if own and not near else unknown
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
        remedy = f"Put its entries into {bibliography.BIBLIOGRAPHY}, or move it away; it is not read."
        yield problem(f"one bibliography, {bibliography.BIBLIOGRAPHY}", remedy)
    elif ending in _DATA or (stem in known - held):
        remedy = "Save it as .xlsx or as CSV in UTF-8, or move it away; it is not read."
        if ending in INGESTED:
            remedy = f"Let `handbook ingest {file.name}` read it and write the tables that it holds, then move it away."
        yield problem(_FORMS, remedy)


def _tables(tables: Tables) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    """Yield what is wrong with each table; what an edition takes over is looked at once for all editions."""
    own = tables.own.derived(_of_each) if tables is not tables.own else {}
    for name in tables.names:
        yield name, own[name] if tables.taken_over(name) else _table(name, tables)


def _of_each(tables: Tables) -> dict[str, tuple[Problem, ...]]:
    return {name: _table(name, tables) for name in tables.names}


def _table(name: str, tables: Tables) -> tuple[Problem, ...]:
    """Return what is wrong with one table."""
    try:
        tables.ensure(name)
        plain = _not_plain(name, tables) if tables.file(name).parent == tables.own.folder else ()
    except TableError as error:
        rest = rules.of_the_rest(name, tables, error.problems)
        return (*error.problems, *_besides(rest, error.problems))
    table_rules = (rules.constraints, rules.series, rules.relations, rules.ranks, rules.kept, rules.needed)
    return (*plain, *(problem for rule in table_rules for problem in rule(name, tables)))


def _not_plain(name: str, tables: Tables) -> Iterator[Problem]:
    """Yield what keeps one of the handbook's own tables from being in the plain form, which every tool reads."""
    table = tables.table(name)
    file = tables.file(name).name
    for note in table.conversions:
        expected = f"the plain form in the handbook's own tables: {note.after}"
        yield Problem(
            file, None, note.column, note.before, expected, "Write it so; other folders may hold other forms."
        )
    if list(table.headers) != list(tables.fields(name)):
        order = ", ".join(tables.fields(name))
        yield Problem(
            file,
            table.header_row,
            None,
            ", ".join(table.headers),
            "the columns in the order of datapackage.yaml",
            order + ".",
        )


def _across(tables: Tables) -> Iterator[Problem]:
    yield from across.problems(tables, Ledger.of(tables))


def _claims(tables: Tables) -> Iterator[Problem]:
    figures = set(tables.text("figures")["figure"])
    chapters = set(tables.text("figures")["chapter"])
    checks = filter(accepted, tables.text("checks").to_dict("records"))
    checked = {row["claim"] for row in checks if row["check"] not in REFUTING}  # others can refute, but decide nothing
    reasons = Ledger.of(tables).reasons
    rows = rules.Rows("claims", tables)
    for at, row in rows.records():
        problem = partial(rows.problem, at)
        if not accepted(row):
            continue
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


def _checks(tables: Tables, wrong: Mapping[str, Sequence[Problem]]) -> Iterator[Problem]:
    """Yield the checks that cannot be worked out, and the rows that tables of the folder lack for them.

    Args:
        tables: of the edition.
        wrong: what is wrong with tables already, by their names: checks that read them add nothing to it.
    """
    ledger = Ledger.of(tables)
    rows = rules.Rows("checks", tables)
    missing: dict[str, dict[str, set[int]]] = {}
    for at, row in rows.records():
        claim = ledger.claims.get(row["claim"])
        if not accepted(row):
            continue
        if claim is None:
            yield rows.problem(at, "claim", "a claim of claims.csv", "Mend the id.")
            continue
        try:
            ledger.outcome(claim, row)
        except MissingError as error:
            if _maybe_there(error, wrong.get(error.table, ()), tables):
                continue
            if tables is tables.own or tables.taken_over(error.table):
                yield rows.problem(at, "inputs", f"inputs that {row['check']} can work out", f"{error}")
                continue
            for lack in _each_missing(ledger, row["inputs"]) or [error]:
                missing.setdefault(lack.table, {}).setdefault(lack.place, set()).add(at)
        except TableError:
            continue  # said where the table is
        except (CheckError, PrintError, UnitError) as error:
            if not wrong.keys() & set(re.findall(r"\w+", row["inputs"])):
                yield rows.problem(at, "inputs", f"inputs that {row['check']} can work out", f"{error}")
    for name, places in missing.items():
        yield _lacking(name, places, tables)


def _maybe_there(lack: MissingError, problems_: Iterable[Problem], tables: Tables) -> bool:
    """Return whether a row may be missing only since what names it is wrong, or its line is. A step that is missing is no cell."""
    table = tables.readable(lack.table)
    names = {*tables.key(lack.table), *(column for column, _ in wanted(lack.place))}
    headed = {*names, *(table.headers.get(name, name) for name in names if table)}
    return any(
        problem.column in headed or (problem.column is None and problem.row is not None)
        for problem in problems_
        if "series" not in (problem.entry or {})
    )


def _each_missing(ledger: Ledger, inputs: str) -> list[MissingError]:
    """Return the rows that the inputs of a check miss; the check itself stops at the first."""
    missing = []
    for part in split_inputs(inputs):
        try:
            ledger.quantities(part)
        except MissingError as error:
            missing.append(error)
        except (CheckError, PrintError, UnitError):
            continue  # an input that is no quantity by itself, or a cell that is wrong and told already
    return missing


def _lacking(name: str, places: Mapping[str, Set[int]], tables: Tables) -> Problem:
    """Say which rows a table lacks, and how many checks read them."""
    count = len(set().union(*places.values()))
    listed = [", ".join(f"{column} {value}" for column, value in wanted(place)) for place in places]
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    expected = f"rows that {count} check{'s' * (count > 1)} of the report's numbers need: {'; '.join(listed[:_LISTED])}"
    remedy = (
        f"Keep the handbook's rows (`handbook template --filled DIR {name}` writes them), or put your file into "
        f"{FOLDER}/: then its rows are added to the handbook's."
    )
    file = (tables.readable(name) or tables.table(name)).file
    return Problem(file, None, None, None, expected + more, remedy)


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
