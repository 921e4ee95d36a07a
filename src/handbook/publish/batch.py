"""Build many editions from one list: ``handbook batch editions.csv``.

Each edition is built in a process of its own, so that one that fails (or dies) stops no other. What editions have in
common is done once: packages are imported and the handbook's own tables checked before the processes fork, a chapter
that reads the same rows is executed for one and taken over by the others (`handbook.publish.execute.adopt`), and all share
their drawings.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handbook import executors
from handbook.language.interface import msgid, say
from handbook.tables.grids import decoded, delimiter_of
from handbook.tables.problems import Problem, TableError
from handbook.tables.snapshot import Tables, prepared

__all__ = ["Outcome", "Task", "build", "summary", "tasks"]

COLUMNS = ("name", "data")
_REMEDY = "Mend the list and run `handbook batch` again."


@dataclass(frozen=True, slots=True)
class Task:
    """One edition of the list.

    Attributes:
        name: of the edition, and of its folder.
        root: the project's folder.
        data_dir: folder with tables.
        output: folder of the site.
        workers: chapters at a time, 0 for one per processor.
    """

    name: str
    root: Path
    data_dir: Path
    output: Path
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edition.

    Attributes:
        name: of the edition.
        status: ``built``, ``up to date`` or ``failed``.
        executed: chapters that were run for it.
        kept: chapters that were kept, or taken over from another edition.
        written: files of the site that were written or removed.
        message: what went wrong, in words.
    """

    name: str
    status: str
    executed: int = 0
    kept: int = 0
    written: int = 0
    message: str = ""


def tasks(listed: Path, root: Path, output: Path, workers: int = 0) -> list[Task]:
    """Return the editions of a list: a CSV with the columns ``name`` and ``data``.

    Args:
        listed: the CSV; folders in ``data`` are found from where it lies, an empty one means the handbook's own.
        root: the project's folder.
        output: folder that gets one folder per edition.
        workers: chapters at a time.

    Raises:
        TableError: with every problem of the list.
    """
    try:
        text, _ = decoded(listed.read_bytes(), listed.name)
    except OSError as error:
        raise TableError([Problem(str(listed), None, None, None, "a list of editions", str(error))]) from None
    names = _names(root)
    delimiter = delimiter_of(text, listed.name, lambda header: sum(cell.strip() in names for cell in header))
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    reader.fieldnames = [names.get(name.strip(), name) for name in reader.fieldnames or ()]
    rows = [(reader.line_num, row) for row in reader]
    header = tuple(rows[0][1]) if rows else ()
    if set(header) != set(COLUMNS):
        expected = f"rows with the columns {', '.join(COLUMNS)}"
        raise TableError([Problem(listed.name, 1, None, ", ".join(map(str, header)), expected, _REMEDY)])
    tasks_named: list[Task] = []
    problems: list[Problem] = []
    for number, row in rows:
        cells = {column: (row[column] or "").strip() for column in COLUMNS}
        problems += [
            Problem(listed.name, number, column, cells[column], expected, _REMEDY)
            for column, expected in _wrong(cells, [task.name for task in tasks_named])
        ]
        data = listed.parent / cells["data"] if cells["data"] else root / "data"
        tasks_named.append(Task(cells["name"], root, data.absolute(), output / cells["name"], workers))
    if problems:
        raise TableError(problems)
    return tasks_named


def _names(root: Path) -> dict[str, str]:
    """Return the columns of a list by the words that head them in the languages of the book."""
    languages = Tables.open(root / "data", root / "data").languages
    said = {"name": msgid("name", context="edition"), "data": msgid("data", context="edition")}
    return {
        **{column: column for column in COLUMNS},
        **{say(code, said[column], context="edition"): column for column in COLUMNS for code in languages},
    }


def _wrong(cells: dict[str, str], taken: list[str]) -> Iterator[tuple[str, str]]:
    name = cells["name"]
    if not name or Path(name).name != name or name.startswith("."):
        yield "name", "a name that can be a folder's"
    elif name in taken:
        yield "name", "each name once"


def build(listed: list[Task], progress: Callable[[Outcome], None] | None = None) -> list[Outcome]:
    """Check all editions, then build them one after another; each uses all processors, and none stops the others.

    Args:
        listed: the editions.
        progress: called after each with what became of it.
    """
    executors.tie_children()
    executor = executors.choose(workers=1)
    done: dict[str, Outcome] = {}

    def finished(outcome: Outcome) -> None:
        done[outcome.name] = outcome
        if progress:
            progress(outcome)

    with _in_common(listed):
        # What is wrong with a folder is told before the first edition is built, which can take an hour.
        for task in listed:
            if wrong := _wrong_data(task):
                finished(Outcome(task.name, "failed", message=wrong))
        for task in listed:
            if task.name in done:
                continue
            try:
                [(_, outcome)] = executor.map(perform, [task])
            except executors.LostError as error:
                outcome = Outcome(task.name, "failed", message=str(error))
            finished(outcome)
    return [done[task.name] for task in listed]


def _wrong_data(task: Task) -> str:
    """Return what is wrong with the tables of an edition, in words; empty where nothing is."""
    from handbook.audit import validate
    from handbook.publish import build
    from handbook.publish.edition import tables_of

    try:
        with prepared(tables_of(task.data_dir, task.root)) as tables:
            if build.up_to_date(build.Edition(task.root, tables.folder, task.output.absolute())):
                return ""
            return "\n".join(map(str, validate.problems(tables, task.root)))
    except (build.PublishError, TableError) as error:
        return str(error)


def summary(listed: list[Task], done: list[Outcome]) -> list[list[str]]:
    """Return the rows of the table that ends a batch, its header first: no times, so that two runs can be compared."""
    rows = [["edition", "status", "executed", "kept", "files written", "output"]]
    for task, outcome in zip(listed, done, strict=True):
        counts = [str(outcome.executed), str(outcome.kept), str(outcome.written)]
        rows.append([task.name, outcome.status, *counts, str(task.output)])
    return rows


@contextlib.contextmanager
def _in_common(listed: list[Task]) -> Iterator[None]:
    """Import what every edition needs and check the handbook's own tables, before the first process forks."""
    from handbook.audit import validate
    from handbook.publish import execute, pages

    pages.load_sphinx()
    execute.warm()
    with contextlib.ExitStack() as stack:
        for root in {task.root for task in listed}:
            own = stack.enter_context(prepared(Tables.open(root / "data", root / "data")))
            validate.problems(own, root)  # an edition that takes a table as it is finds it read and checked
        yield


def perform(task: Task) -> Outcome:
    """Build one edition; whatever is wrong with it is told in the outcome."""
    import click

    from handbook.audit import validate
    from handbook.publish import build, execute
    from handbook.publish.edition import tables_of

    try:
        with prepared(tables_of(task.data_dir, task.root)) as tables:
            edition = build.Edition(task.root, tables.folder, task.output.absolute())
            if build.up_to_date(edition):
                return Outcome(task.name, "up to date", kept=len(execute.chapters(task.root)))
            wrong = validate.problems(tables, task.root)
            if wrong:
                return Outcome(task.name, "failed", message="\n".join(map(str, wrong)))
            results: list[execute.Executed] = []
            written = build.build(
                edition, workers=task.workers, progress=lambda result, *_: results.append(result), waiting=click.echo
            )
    except (build.PublishError, execute.ChapterError, executors.LostError, TableError, ValueError) as error:
        return Outcome(task.name, "failed", message=str(error))
    ran = sum(result.ran for result in results)
    return Outcome(task.name, "built", ran, len(results) - ran, written)
