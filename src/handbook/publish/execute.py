"""Execute chapters with papermill, each only when something it depends on has changed.

A chapter depends on its code cells, its parameters, the report's helper package, the lock file, the Python version,
on its sentences in other languages, and on the tables it read. What it read is recorded while it runs (each output
says so, see `handbook.figures.chapter.Output`, and a last cell asks for what no output shows), not declared.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from handbook import executors, limits, notebooks
from handbook.audit import Ledger
from handbook.language.catalogue import ENGINE
from handbook.language.rows import verdicts_digest
from handbook.notebooks import ChapterError, cells, chapters
from handbook.publish.files import read_state, write
from handbook.tables import diff
from handbook.tables.snapshot import PACKAGE, TableError, Tables, own_folder, shared

if TYPE_CHECKING:
    from handbook.publish.edition import Edition

__all__ = [
    "ChapterError",
    "Executed",
    "Job",
    "ParameterError",
    "adopt",
    "chapters",
    "code_digest",
    "execute_all",
    "jobs_of",
    "lock_digest",
    "parameters_of",
    "why",
]

ROOT_MARK = "_toc.yml"


class ParameterError(ValueError):
    """A parameter that a chapter does not take; the message names those there are."""


@dataclass(frozen=True, slots=True)
class Job:
    """One chapter to be run with some parameters.

    Attributes:
        notebook: the source.
        target: where the executed copy goes; its record lies beside it, with the ending ``.json``.
        parameters: for papermill.
        data_dir: folder with the tables of the edition.
    """

    notebook: Path
    target: Path
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    data_dir: Path = Path("data")

    @property
    def name(self) -> str:
        """The chapter's file stem."""
        return self.notebook.stem

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.notebook.absolute().parents[1]

    @property
    def tables(self) -> Tables:
        """The tables of the edition: those of the run, where it has prepared them."""
        return Tables.open(self.data_dir, self.root / "data")

    @property
    def record(self) -> Path:
        """The file that says what the executed copy depends on."""
        return self.target.with_suffix(".json")


def jobs_of(edition: Edition) -> list[Job]:
    """Return the chapters of an edition as they are run."""
    parameters: dict[str, Any] = dict(edition.parameters)
    if not edition.own:
        parameters["data_dir"] = str(edition.data_dir)
    return [
        Job(notebook, edition.executed / notebook.name, parameters, edition.data_dir)
        for notebook in chapters(edition.root)
    ]


@dataclass(frozen=True, slots=True)
class Executed:
    """What became of one job: whether it ran, and why (or why not)."""

    job: Job
    ran: bool
    why: str


def load(notebook: Path) -> nbformat.NotebookNode:
    """Read a notebook, or say in a `ChapterError` why it cannot be read."""
    return nbformat.reads(notebooks.text(notebook), as_version=4)


def parameters_of(notebook: Path) -> dict[str, str]:
    """Return the parameters that a chapter takes, with the comments that explain them."""
    import ast
    import re

    for cell in cells(notebook):
        if "parameters" in cell.tags:
            comments = dict(re.findall(r"^(\w+)\s*[:=].*?#\s*(.*)$", cell.source, re.MULTILINE))
            try:
                body = ast.parse(cell.source).body
            except SyntaxError as error:
                where = f"the cell of parameters, line {error.lineno}"
                raise ChapterError(f"{notebook.name}, {where}: SyntaxError: {error.msg}") from None
            targets = (
                target
                for node in body
                if isinstance(node, ast.Assign | ast.AnnAssign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            )
            return {target.id: comments.get(target.id, "") for target in targets if isinstance(target, ast.Name)}
    return {}


def check_parameters(notebook: Path, parameters: Iterable[str]) -> None:
    """Raise `ParameterError` for a parameter that the chapter does not take."""
    known = parameters_of(notebook)
    unknown = [name for name in parameters if name not in known]
    if unknown:
        known_names = ", ".join(known) or "none"
        raise ParameterError(
            f"{notebook.name} has no parameter {', '.join(map(repr, unknown))}; it takes: {known_names}."
        )


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


ROOMS = ("quantities", "tables", "audit", "language", "figures")
"""Rooms of the engine that a chapter imports; the others write pages and execute nothing."""


@lru_cache(maxsize=4)
def code_digest(root: Path, package: str) -> str:
    """Return a digest of what every chapter imports: the report's helper package, the engine, the Python version.

    The engine's phrases belong to it, since the outputs of a chapter hold all languages.

    Args:
        root: the project's folder, with the helper package in ``src``.
        package: name of the helper package.
    """
    digest = hashlib.sha256(".".join(map(str, sys.version_info[:2])).encode())
    engine = Path(__file__).parents[1]
    modules = [file for room in ROOMS for file in sorted((engine / room).rglob("*.py"))]
    phrases = sorted(ENGINE.rglob("*.po"))
    for module in (*helpers(root, package), *modules, *phrases, Path(__file__).with_name("engine.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def helpers(root: Path, package: str) -> list[Path]:
    """Return the modules of a report's helper package: in the project, or where Python would import it from."""
    folder = root / "src" / package
    if not folder.is_dir() and not root.is_dir():  # on another machine
        specification = importlib.util.find_spec(package)
        folder = Path(specification.origin).parent if specification and specification.origin else folder
    return sorted(folder.rglob("*.py"))


def lock_digest(root: Path) -> str:
    """Return a digest of the lock file of a project, wherever the package itself is installed."""
    lock = root / "requirements.lock"
    return hashlib.sha256(lock.read_bytes() if lock.is_file() else b"").hexdigest()


def translations_digest(job: Job) -> str:
    """Return a digest of the catalogues that a chapter's outputs are made with, in all languages."""
    digest = hashlib.sha256()
    domains = (job.name, job.tables.helpers)
    for file in sorted((job.root / "book" / "locale").glob("*/LC_MESSAGES/*.po")):
        if file.stem in domains:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _key(job: Job) -> dict[str, str]:
    """Return the digests a chapter depends on besides the tables: code cells, parameters, helpers."""
    source = [cell.source for cell in cells(job.notebook) if cell.kind == "code"]
    chosen = {name: value for name, value in sorted(job.parameters.items()) if name != "data_dir"}
    return {
        "code cells": hashlib.sha256(json.dumps(source, ensure_ascii=False).encode()).hexdigest(),
        "parameters": hashlib.sha256(json.dumps(chosen, ensure_ascii=False).encode()).hexdigest(),
        "helper package or Python version": code_digest(job.root, job.tables.helpers),
        "translations": translations_digest(job),
        "lock file": lock_digest(job.root),
    }


def _digests(tables: Tables) -> dict[str, str]:
    """Return a place for the digests of what chapters read: many chapters ask for the same."""
    return {}


def _current(key: str, tables: Tables) -> str:
    """Return the digest now of something that a chapter read; empty when it is gone."""
    known = tables.derived(_digests)
    if key not in known:
        kind, _, scope = key.partition("?")
        try:
            if kind == "verdicts":
                known[key] = verdicts_digest(scope, Ledger.of(tables))
            elif kind == "revisions":
                known[key] = diff.revisions_digest(scope, tables)
            else:
                known[key] = tables.digest(key)
        except (AttributeError, KeyError, TableError, ValueError):
            # The table is gone, or a column of it, or no table is called so.
            known[key] = ""
    return known[key]


DAMAGED = "what the last build left of it cannot be read"
"""Why a chapter is run whose executed copy, or the record beside it, is not as it was written."""


def why(job: Job, force: bool = False) -> str:
    """Return why a chapter has to be run, or nothing when its executed copy is still true."""
    if force:
        return "forced"
    if not (job.target.is_file() and job.record.is_file()):
        return "never run"
    record = read_state(job.record, "key", "reads", "copy")
    whole = record is not None and isinstance(record["key"], dict) and isinstance(record["reads"], dict)
    if record is None or not whole or record["copy"] != hashlib.sha256(job.target.read_bytes()).hexdigest():
        return DAMAGED
    for part, digest in _key(job).items():
        if record["key"].get(part) != digest:
            return f"{part} changed"
    try:
        tables = job.tables
        changed = [key for key, digest in record["reads"].items() if _current(key, tables) != digest]
    except TableError:
        changed = ["a table that is gone"]
    if changed:
        return f"{', '.join(changed)} changed"
    return ""


# ── running ──────────────────────────────────────────────────────────────────────────────────────


def _register_engine() -> None:
    import papermill.engines
    from papermill.exceptions import PapermillExecutionError

    from handbook.publish import engine

    class InProcess(papermill.engines.Engine):
        """papermill's engine interface over `handbook.publish.engine.execute`."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
            try:
                engine.execute(nb_man.nb)
            except engine.CellError as error:
                cell = nb_man.nb.cells[error.cell]
                raise PapermillExecutionError(
                    error.cell, cell.execution_count, cell.source, error.name, error.message, error.trace
                ) from None

    papermill.engines.papermill_engines.register("inprocess", InProcess)


def warm() -> None:
    """Import what every chapter needs, once, before the process is forked."""
    import altair  # noqa: F401
    import pandas  # noqa: F401
    import papermill  # noqa: F401

    from handbook.figures import chapter  # noqa: F401
    from handbook.language import wording  # noqa: F401

    _register_engine()


@dataclass(frozen=True, slots=True)
class Task:
    """All that running a chapter takes, as text and bytes: it may be done on another machine.

    Attributes:
        name: file name of the notebook.
        notebook: its text.
        parameters: for papermill.
        engine: ``inprocess`` (this process, see `handbook.publish.engine`) or ``kernel`` (a Jupyter kernel).
        code: digest of the code it needs.
        root: the project's folder; another machine need not have it.
        helpers: name of the report's helper package, which every machine has.
        tables: the tables, packed; nothing where their folder can be read.
    """

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    engine: str
    code: str
    root: str
    helpers: str
    tables: bytes = b""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task: the executed copy as text and what it read, or what went wrong in words."""

    text: str = ""
    reads: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""


def _task(job: Job, engine: str, packed: bytes = b"") -> Task:
    return Task(
        job.notebook.name,
        notebooks.text(job.notebook),
        dict(job.parameters),
        engine,
        code_digest(job.root, job.tables.helpers),
        str(job.root),
        job.tables.helpers,
        packed,
    )


def perform(task: Task) -> Done:
    """Run one chapter with papermill."""
    if task.code != code_digest(Path(task.root), task.helpers):
        return Done(failure=f"{task.name}: this worker has another version of the handbook; install the same on all.")
    if not task.tables:
        return _perform(task)
    with tempfile.TemporaryDirectory(prefix="handbook-") as scratch:
        here = Path.cwd()
        executors.unpack(task.tables, Path(scratch))
        os.chdir(scratch)
        try:
            if "data_dir" not in task.parameters:
                return _perform(task)
            told = str(Path(scratch, "edition"))
            done = _perform(replace(task, parameters={**task.parameters, "data_dir": told}))
            # The folder that the chapter was told is named in the cell that holds the parameters.
            return replace(done, text=done.text.replace(told, str(task.parameters["data_dir"])))
        finally:
            os.chdir(here)


def _importable(folder: Path) -> None:
    """Let chapters import their book's own helpers first, wherever they run: here and in the kernels started from here."""
    place = str(folder)
    if folder.is_dir() and place not in sys.path:
        sys.path.insert(0, place)
    elsewhere = os.environ.get("PYTHONPATH", "")
    if folder.is_dir() and place not in elsewhere.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (place, elsewhere)))


def _perform(task: Task) -> Done:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    _importable(Path(task.root) / "src")
    notebook = nbformat.reads(task.notebook, as_version=4)
    notebook.cells.append(question())
    try:
        executed = papermill.execute_notebook(
            notebook,
            None,
            parameters=dict(task.parameters),
            engine_name="inprocess" if task.engine == "inprocess" else "nbclient",
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
        )
    except PapermillExecutionError as error:
        last = str(error.evalue).strip()
        return Done(failure=f"{task.name}, cell {error.cell_index + 1}: {error.ename}: {last}")
    reads = reads_of(executed)
    del executed.cells[-1]
    _clean(executed)
    executed.metadata["handbook"] = {"reads": reads}
    return Done(nbformat.writes(executed) + "\n", reads)


def run(job: Job, engine: str = "inprocess") -> dict[str, str]:
    """Run one chapter in this process or a kernel of its own and write the executed copy; return what it read.

    Args:
        engine: ``inprocess`` (this process, see `handbook.publish.engine`) or ``kernel`` (a Jupyter kernel).

    Raises:
        ChapterError: when a cell fails.
        ParameterError: for an unknown parameter.
    """
    check_parameters(job.notebook, job.parameters)
    _register_engine()
    done = perform(_task(job, engine))
    if done.failure:
        raise ChapterError(done.failure)
    write(job.target, done.text)
    return dict(done.reads)


def question() -> nbformat.NotebookNode:
    """Return a last cell for a chapter that is run: its output says what the chapter read, shown or not."""
    return nbformat.v4.new_code_cell("from handbook.figures.chapter import what_was_read as _; _()")


def reads_of(executed: Any) -> dict[str, str]:
    """Return what a chapter read, as its outputs say; see `question` for what no output of it shows."""
    reads: dict[str, str] = {}
    for cell in executed.cells:
        for output in cell.get("outputs", ()):
            reads.update(output.get("metadata", {}).get("handbook", {}).get("reads", {}))
    return reads


def _clean(notebook: Any) -> None:
    """Strip what differs from run to run: times, a random id, papermill's notes."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "tags" in cell.metadata and not cell.metadata["tags"]:
            del cell.metadata["tags"]


def _packed(data_dir: Path) -> bytes:
    """Return the handbook's own tables and those of an edition, for a machine that has neither folder."""
    with tempfile.TemporaryDirectory() as scratch:
        own = own_folder()
        for catalogue in (own.parent / "book" / "locale").rglob("*.po"):
            copy = Path(scratch, catalogue.relative_to(own.parent))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(catalogue.read_bytes())
        for name, source in (("data", own), ("edition", data_dir)):
            for file in (*source.glob("*.csv"), source / PACKAGE):
                if file.is_file():
                    copy = Path(scratch, name, file.name)
                    copy.parent.mkdir(exist_ok=True)
                    copy.write_bytes(file.read_bytes())
        return executors.pack(Path(scratch))


def _executor(workers: int, engine: str, scheduler: str) -> executors.Executor:
    """Return what runs the chapters."""
    if engine == "kernel" and not scheduler:
        return executors.Threads(workers or executors.processors())
    executor = executors.choose(workers, scheduler, watched=True)
    # Threads would share the one shell of this process.
    return executors.Threads(1) if isinstance(executor, executors.Threads) else executor


def execute_all(
    jobs: Sequence[Job],
    *,
    workers: int = 0,
    force: bool = False,
    engine: str = "",
    scheduler: str = "",
    progress: Callable[[Executed, int, int], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[Executed]:
    """Run the chapters that need it, several at a time, and remember what each read.

    More than six parameters: each is a choice of the command line, and two are told what is done.

    Args:
        workers: how many at a time; 0 for one per processor.
        force: run all.
        engine: ``inprocess``, ``kernel``, or nothing for the fastest that this system has.
        scheduler: address of a Dask scheduler whose workers run the chapters, ``tcp://host:8786``.
        progress: called after each chapter with its result, its number and the number of all.
        meanwhile: called while the last chapters run.

    Raises:
        ChapterError: when chapters failed, with one line each; the others are done and kept.
        ParameterError: for a parameter that a chapter does not take.
        LostError: when a chapter's process died again and again, or no scheduler answers.
        TooLittleError: where the system lets fewer files be open.
    """
    with contextlib.ExitStack() as stack:
        for root in {job.root for job in jobs}:
            stack.enter_context(shared(root / "data"))
        for job in jobs:
            check_parameters(job.notebook, job.parameters)
        reasons = {job: why(job, force) for job in jobs}
        todo = [job for job in jobs if reasons[job]]
        done = [Executed(job, False, "nothing it depends on has changed") for job in jobs if not reasons[job]]
        for number, kept in enumerate(done, start=1):
            if progress:
                progress(kept, number, len(jobs))
        limits.need("executing chapters", opened=limits.files(workers or executors.processors()))
        engine = engine or ("inprocess" if executors.can_fork() else "kernel")
        executor = _executor(workers, engine, scheduler)
        # As the chapters are now: what is edited while they run is not what ran.
        keys = {job: _key(job) for job in todo}
        packed = {folder: _packed(folder) for folder in {job.data_dir for job in todo}} if scheduler else {}
        tasks = [_task(job, engine, packed.get(job.data_dir, b"")) for job in todo]
        failures: list[str] = []
        for place, result in executor.map(perform, tasks, warm, meanwhile):
            job = todo[place]
            if result.failure:
                failures.append(result.failure)
                continue
            # A build that is ended in between leaves no record, and so no copy that another one takes for its own.
            job.record.unlink(missing_ok=True)
            write(job.target, result.text)
            copy = hashlib.sha256(result.text.encode()).hexdigest()
            record = {"key": keys[job], "reads": result.reads, "copy": copy}
            write(job.record, json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True))
            done.append(Executed(job, True, reasons[job]))
            if progress:
                progress(done[-1], len(done), len(jobs))
        if failures:
            raise ChapterError("\n".join(sorted(failures)))
        return done


def adopt(jobs: Iterable[Job], editions: Path) -> list[str]:
    """Take over executed copies from other editions, where a run would give the same: same code, same rows read.

    Args:
        jobs: chapters of one edition.
        editions: folder with one folder per edition, each with its ``executed`` chapters.

    Returns:
        Names of the chapters that need not be run any more.
    """
    taken = []
    for job in jobs:
        if not why(job):
            continue
        for record in sorted(editions.glob(f"*/executed/{job.record.name}")):
            other = Job(job.notebook, record.with_suffix(".ipynb"), job.parameters, job.data_dir)
            if not why(other):
                job.target.parent.mkdir(parents=True, exist_ok=True)
                job.record.unlink(missing_ok=True)
                for source, target in ((other.target, job.target), (record, job.record)):
                    write(target, source.read_bytes())
                taken.append(job.name)
                break
    return taken
