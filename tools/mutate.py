"""Change every numeric cell of every table, one at a time, and see whether anything that is published changes.

A cell that changes nothing is unused, or typed a second time somewhere. A change counts as detected when a row of
the audit or a finding differs, an output of a chapter differs, or a chapter or a rule of the data package refuses the
table. The chapters run in this process's
forks, each only when it read what was changed. ``python -m tools.mutate`` tries every cell and writes
``docs/mutation.md``; with ``--sample`` it tries some.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat

from handbook import executors, terminal
from handbook.audit import Ledger, validate
from handbook.audit.findings import TABLE as FINDINGS
from handbook.language.rows import as_row, finding_rows, to_json
from handbook.publish import engine, execute
from handbook.tables.snapshot import TableError, Tables

__all__ = ["Cell", "Result", "cells", "detect", "main", "report", "run_chapter", "sample"]

NUMERIC = ("integer", "number", "year")


@dataclass(frozen=True, slots=True)
class Cell:
    """One numeric cell and what it is changed to.

    Attributes:
        table, row, column: its place; the row as a spreadsheet numbers it.
        old, new: its text before and after.
    """

    table: str
    row: int
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.table}.csv, row {self.row}, column {self.column}: {self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class Result:
    """What noticed a changed cell: ``audit``, ``chapter``, ``refused``, or nothing."""

    cell: Cell
    by: str
    where: str = ""


# ── what is changed ──────────────────────────────────────────────────────────────────────────────


def changed(text: str, constraints: dict[str, Any], taken: Iterable[str] = ()) -> str:
    """Return a number one unit of its last digit away that the constraints allow and that is not taken.

    >>> changed("41.0", {}), changed("-3", {}), changed("0.99", {"maximum": 0.99})
    ('41.1', '-2', '0.98')
    >>> changed("1", {"enum": [1, 2, 4]}), changed("2021", {}, taken=["2022", "2020"])
    ('2', '2023')
    """
    if "enum" in constraints:
        return next((str(other) for other in constraints["enum"] if str(other) not in (text, *taken)), "")
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    low, high = (
        Decimal(str(constraints.get(name, default))) for name, default in (("minimum", "-1e30"), ("maximum", "1e30"))
    )
    avoided = set(taken)
    for times in range(1, 1000):
        for sign in (1, -1):
            other = value + sign * times * step
            if low <= other <= high and f"{other:f}" not in avoided:
                return f"{other:f}"
    return ""


def cells(tables: Tables) -> list[Cell]:
    """Return every numeric cell of some tables, with a value that keeps the constraints and the keys."""
    changeable = []
    for name in tables.names:
        rows = tables.text(name)
        key = tables.key(name)
        for column, field in tables.fields(name).items():
            if field.get("type") not in NUMERIC:
                continue
            for position, text in enumerate(rows[column]):
                if not re.fullmatch(r"-?\d+(\.\d+)?", text):
                    continue
                taken = _taken(rows, key, column, position) if column in key else []
                new = changed(text, field.get("constraints", {}), taken)
                if new:
                    changeable.append(Cell(name, position + 2, column, text, new))
    return changeable


def _taken(rows: Any, key: Sequence[str], column: str, position: int) -> list[str]:
    """Return the values that would give a row the key of another one."""
    same = rows
    for other in key:
        if other != column:
            same = same[same[other] == rows[other].iloc[position]]
    return [str(value) for value in same[column]]


def sample(population: Sequence[Cell], number: int, seed: int) -> list[Cell]:
    """Return a seeded sample, in the order of the tables."""
    chosen = set(random.Random(seed).sample(range(len(population)), min(number, len(population))))
    return [cell for position, cell in enumerate(population) if position in chosen]


# ── what notices ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Baseline:
    """What is published from unchanged tables."""

    root: Path
    tables: Tables
    claims: dict[str, str]
    checks: list[tuple[str, str]]
    findings: str
    problems: set[str]
    outputs: dict[str, dict[int, str]]
    reads: dict[str, dict[str, str]]


_baseline: _Baseline


def run_chapter(
    notebook: Path, data_dir: Path, known: dict[int, str] | None = None
) -> tuple[dict[int, str], dict[str, str]]:
    """Execute a chapter on a folder of tables; return the outputs of its code cells as text, by position, and what it read.

    With the known outputs it stops at the first cell that differs from them: the rest would tell nothing more.
    """
    chapter = execute.load(notebook)
    for at, cell in enumerate(chapter.cells):
        if "parameters" in cell.metadata.get("tags", []):
            chapter.cells.insert(at + 1, nbformat.v4.new_code_cell(f"data_dir = {str(data_dir)!r}"))
            break
    chapter.cells.append(execute.question())
    outputs: dict[int, str] = {}

    def differs(position: int, cell: nbformat.NotebookNode) -> bool:
        outputs[position] = json.dumps([_shown(output) for output in cell.outputs], sort_keys=True)
        return known is not None and outputs[position] != known.get(position)

    with _unchecked_charts():
        engine.execute(chapter, differs)
    return outputs, execute.reads_of(chapter)


def _shown(output: Any) -> Any:
    """Return an output without the digests of the tables behind it: they differ whether anything is shown or not."""
    about = {key: value for key, value in output.get("metadata", {}).items() if key != "handbook"}
    return {**output, "metadata": about}


@contextlib.contextmanager
def _unchecked_charts() -> Iterator[None]:
    """Draw without holding each part of a chart against Altair's schema: half the time of a chapter, no output of it."""
    from altair.utils import schemapi

    parts: Any = schemapi.SchemaBase
    checked = parts.__dict__["validate"]  # the class method itself, bound to no class
    try:
        with schemapi.debug_mode(False):
            parts.validate = classmethod(lambda cls, *_, **__: None)
            yield
    finally:
        parts.validate = checked


def _rows(tables: Tables, claims: Iterable[str]) -> dict[str, str]:
    book = Ledger.of(tables)
    verdicts = book.verdicts(book.claims[claim] for claim in claims)
    return {verdict.claim.claim: to_json(as_row(verdict)) for verdict in verdicts}


def _findings(tables: Tables) -> str:
    return to_json(finding_rows(Ledger.of(tables)))


def _first(root: Path, tables: Tables) -> _Baseline:
    book = Ledger.of(tables)
    outputs, reads = {}, {}
    for notebook in execute.chapters(root):
        outputs[notebook.stem], reads[notebook.stem] = run_chapter(notebook, tables.folder)
    checks = [(claim, row["inputs"]) for claim, rows in book.checks.items() for row in rows]
    problems = {str(problem) for problem in validate.problems(tables, root)}
    return _Baseline(root, tables, _rows(tables, book.claims), checks, _findings(tables), problems, outputs, reads)


def _notice(cell: Cell) -> Result:
    """Change one cell in a folder of its own and look for the first thing that differs."""
    own = _baseline.tables.own
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = own.text(cell.table)
        position = cell.row - 2
        with (folder / own.file(cell.table).name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(rows.columns)
            for at, values in enumerate(rows.to_numpy().tolist()):
                if at == position:
                    values[list(rows.columns).index(cell.column)] = cell.new
                writer.writerow(values)
        mention = re.compile(rf"(?<![a-z0-9_]){re.escape(cell.table)}(?=[/?;)\s]|$)")
        touched = dict.fromkeys(claim for claim, inputs in _baseline.checks if mention.search(inputs))
        if cell.table == "claims":
            touched = dict.fromkeys(_baseline.claims)
        tables = Tables(folder, own)
        try:
            for claim, row in _rows(tables, touched).items():
                if row != _baseline.claims[claim]:
                    return Result(cell, "audit", claim)
            if cell.table == FINDINGS and _findings(tables) != _baseline.findings:
                return Result(cell, "audit", "findings.json")
        except TableError as error:
            return Result(cell, "refused", str(error))
        for chapter, reads in _baseline.reads.items():
            if not any(
                key.partition("?")[0] == cell.table and tables.digest(key) != digest for key, digest in reads.items()
            ):
                continue
            try:
                outputs, _ = run_chapter(
                    _baseline.root / "book" / f"{chapter}.ipynb", folder, _baseline.outputs[chapter]
                )
            except engine.CellError as error:
                return Result(cell, "refused", f"{chapter}: {error}")
            if outputs != _baseline.outputs[chapter]:
                return Result(cell, "chapter", chapter)
        # Last, since it looks at the whole edition: what no page shows may still be refused (a year that a series lacks).
        for problem in map(str, validate.problems(tables, _baseline.root)):
            if problem not in _baseline.problems:
                return Result(cell, "refused", problem)
    return Result(cell, "")


def detect(root: Path, chosen: Sequence[Cell], jobs: int = 0) -> list[Result]:
    """Return for each cell what noticed its change.

    Args:
        root: the project's folder, whose own tables are changed in copies.
        chosen: cells, see `cells`.
        jobs: how many at a time; 0 for one per processor.
    """
    global _baseline
    execute.warm()
    with tempfile.TemporaryDirectory() as empty:
        _baseline = _first(root, Tables(Path(empty), Tables(root / "data")))
    jobs = min(jobs or os.cpu_count() or 1, max(1, len(chosen)))
    if jobs == 1 or not executors.can_fork():
        return [_notice(cell) for cell in chosen]
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=100) as pool:
        return pool.map(_notice, chosen, chunksize=4)


# ── what is said ─────────────────────────────────────────────────────────────────────────────────


def report(results: Sequence[Result]) -> str:
    """Return the outcome as Markdown: the share detected, by what, and every cell that nothing notices."""
    by_notice = Counter(result.by for result in results)
    detected = len(results) - by_notice[""]
    share = f"{100 * detected / len(results):.1f}%" if results else "nothing to change"
    lines = [
        "# Mutation",
        "",
        "Every numeric cell of every table, changed one at a time by one unit of its last digit (`make mutate`).",
        "",
        f"**{detected} of {len(results)} changes are noticed: {share}.**",
        "",
        "| noticed by | cells |",
        "|---|---:|",
        f"| a row of the audit or a finding | {by_notice['audit']} |",
        f"| an output of a chapter (audit unchanged) | {by_notice['chapter']} |",
        f"| a chapter or rule that refuses the table | {by_notice['refused']} |",
        f"| nothing | {by_notice['']} |",
        "",
    ]
    missed = [result.cell for result in results if not result.by]
    if missed:
        lines += ["Nothing notices:", "", *(f"- {cell}" for cell in missed), ""]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try cells and say which changes nothing notices; return 1 when there are any."""
    terminal.forgiving()
    parser = argparse.ArgumentParser(prog="python -m tools.mutate", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many cells; all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=0, help="how many at a time; one per processor by default")
    parser.add_argument("--table", default="", help="only the cells of this table")
    chosen = parser.parse_args(arguments)
    tables = Tables.open()
    root = tables.folder.parent
    tried = [cell for cell in cells(tables) if chosen.table in ("", cell.table)]
    if chosen.sample:
        tried = sample(tried, chosen.sample, chosen.seed)
    results = detect(root, tried, chosen.jobs)
    text = report(results)
    if not chosen.sample and not chosen.table:
        (root / "docs").mkdir(exist_ok=True)
        (root / "docs" / "mutation.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(not result.by for result in results) else 0


if __name__ == "__main__":
    # Under this name the forks would look for the baseline in another module.
    from tools import mutate

    sys.exit(mutate.main())
