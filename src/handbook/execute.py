"""Execute chapters with papermill, each only when something it depends on has changed.

A chapter depends on its code cells, its parameters, the ``analysis`` package, the lock file, the Python version,
and on the tables it read. What it read is recorded while it runs (`analysis.tables.recorded`), not declared.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat

from analysis import audit, tables

__all__ = ["ChapterError", "Executed", "Job", "ParameterError", "chapters", "execute_all", "parameters_of", "why"]

ROOT_MARK = "_toc.yml"
_INJECTED = "injected-parameters"


class ChapterError(RuntimeError):
    """A chapter failed while it ran; the message names it, the cell and the reason."""


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
    def record(self) -> Path:
        """The file that says what the executed copy depends on."""
        return self.target.with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Executed:
    """What became of one job: whether it ran, and why (or why not)."""

    job: Job
    ran: bool
    why: str


def chapters(root: Path) -> list[Path]:
    """Return the notebooks of a book, in alphabetical order."""
    return sorted((root / "book").glob("*.ipynb"))


def load(notebook: Path) -> nbformat.NotebookNode:
    """Read a notebook."""
    return nbformat.read(notebook, as_version=4)


def parameters_of(notebook: Path) -> dict[str, str]:
    """Return the parameters that a chapter takes, with the comments that explain them."""
    import ast
    import re

    for cell in load(notebook).cells:
        if "parameters" in cell.metadata.get("tags", []):
            comments = dict(re.findall(r"^(\w+)\s*=.*?#\s*(.*)$", cell.source, re.MULTILINE))
            return {
                target.id: comments.get(target.id, "")
                for node in ast.parse(cell.source).body
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
    return {}


def check_parameters(notebook: Path, parameters: Iterable[str]) -> None:
    """Raise `ParameterError` for a parameter that the chapter does not take."""
    known = parameters_of(notebook)
    unknown = [name for name in parameters if name not in known]
    if unknown:
        there = ", ".join(known) or "none"
        raise ParameterError(f"{notebook.name} has no parameter {', '.join(map(repr, unknown))}; it takes: {there}.")


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return a digest of what every chapter imports: the analysis package, the lock file, the Python version."""
    digest = hashlib.sha256(".".join(map(str, sys.version_info[:2])).encode())
    package = Path(tables.__file__).parent
    for module in sorted(package.rglob("*.py")):
        digest.update(module.read_bytes())
    engine = Path(__file__).with_name("engine.py")
    digest.update(engine.read_bytes())
    lock = package.parents[1] / "requirements.lock"
    if lock.is_file():
        digest.update(lock.read_bytes())
    return digest.hexdigest()


def _key(job: Job) -> dict[str, str]:
    """Return the digests a chapter depends on besides the tables: code cells, parameters, helpers."""
    source = [cell.source for cell in load(job.notebook).cells if cell.cell_type == "code"]
    chosen = {name: value for name, value in sorted(job.parameters.items()) if name != "data_dir"}
    return {
        "code cells": hashlib.sha256(json.dumps(source, ensure_ascii=False).encode()).hexdigest(),
        "parameters": hashlib.sha256(json.dumps(chosen, ensure_ascii=False).encode()).hexdigest(),
        "helper package, lock file or Python version": _code_digest(),
    }


def _current(key: str, data_dir: Path) -> str:
    """Return the digest now of something that a chapter read; empty when it is gone."""
    try:
        if key.startswith("verdicts?"):
            return audit.verdicts_digest(key.partition("?")[2], data_dir)
        return tables.digest(key, data_dir)
    except tables.TableError:
        return ""


def why(job: Job, force: bool = False) -> str:
    """Return why a chapter has to be run, or nothing when its executed copy is still true."""
    if force:
        return "forced"
    if not (job.target.is_file() and job.record.is_file()):
        return "never run"
    record = json.loads(job.record.read_text(encoding="utf-8"))
    for part, digest in _key(job).items():
        if record["key"].get(part) != digest:
            return f"{part} changed"
    changed = [key for key, digest in record["reads"].items() if _current(key, job.data_dir) != digest]
    if changed:
        return f"{', '.join(changed)} changed"
    return ""


# ── running ──────────────────────────────────────────────────────────────────────────────────────


def _register_engine() -> None:
    import papermill.engines
    from papermill.exceptions import PapermillExecutionError

    from handbook import engine

    class InProcess(papermill.engines.Engine):
        """papermill's engine interface over `handbook.engine.execute`."""

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


def can_fork() -> bool:
    """Return whether chapters can be run in forks of this process."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _warm() -> None:
    """Import what every chapter needs, once, before the process is forked."""
    import altair  # noqa: F401
    import pandas  # noqa: F401
    import papermill  # noqa: F401

    from analysis import charts, figures, measures, wording  # noqa: F401

    _register_engine()


def run(job: Job, engine: str = "inprocess") -> dict[str, str]:
    """Run one chapter with papermill and write the executed copy; return what it read.

    Args:
        engine: ``inprocess`` (this process, see `handbook.engine`) or ``kernel`` (a Jupyter kernel).

    Raises:
        ChapterError: when a cell fails.
        ParameterError: for an unknown parameter.
    """
    import logging

    import papermill
    from papermill.exceptions import PapermillExecutionError

    check_parameters(job.notebook, job.parameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    job.target.parent.mkdir(parents=True, exist_ok=True)
    source = job.target.with_suffix(".source.ipynb")
    notebook = load(job.notebook)
    if engine == "kernel":
        notebook.cells.append(_probe())
    nbformat.write(notebook, source)
    tables.recorded(clear=True)
    try:
        executed = papermill.execute_notebook(
            str(source),
            None,
            parameters=dict(job.parameters),
            engine_name="inprocess" if engine == "inprocess" else "nbclient",
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
        )
    except PapermillExecutionError as error:
        last = str(error.evalue).strip()
        raise ChapterError(f"{job.notebook.name}, cell {error.cell_index + 1}: {error.ename}: {last}") from None
    finally:
        source.unlink(missing_ok=True)
    reads = json.loads(executed.cells.pop().outputs[0].text) if engine == "kernel" else tables.recorded(clear=True)
    _clean(executed)
    executed.metadata["handbook"] = {"reads": reads}
    _write(executed, job.target)
    return dict(reads)


def _probe() -> Any:
    """Return a cell that reports what the chapter read; it is taken out again after the run."""
    code = "import json as _json\nfrom analysis import tables as _tables\nprint(_json.dumps(_tables.recorded()))"
    return nbformat.v4.new_code_cell(code, id="probe")


def _clean(notebook: Any) -> None:
    """Strip what differs from run to run: times, paths, papermill's notes."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "tags" in cell.metadata and not cell.metadata["tags"]:
            del cell.metadata["tags"]


def _write(notebook: Any, target: Path) -> None:
    scratch = target.with_suffix(".new")
    scratch.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    os.replace(scratch, target)


def _attempt(job: Job, engine: str) -> tuple[Job, dict[str, str] | None, str]:
    try:
        return job, run(job, engine), ""
    except (ChapterError, ParameterError) as error:
        return job, None, str(error)


def _forked(job: Job) -> tuple[Job, dict[str, str] | None, str]:
    return _attempt(job, "inprocess")


def execute_all(
    jobs: Sequence[Job],
    *,
    workers: int = 0,
    force: bool = False,
    engine: str = "",
    progress: Callable[[Executed, int, int], None] | None = None,
) -> list[Executed]:
    """Run the chapters that need it, several at a time, and remember what each read.

    Args:
        workers: how many at a time; 0 for one per processor.
        force: run all.
        engine: ``inprocess``, ``kernel``, or nothing for the fastest that this system has.
        progress: called after each chapter with its result, its number and the number of all.

    Raises:
        ChapterError: when chapters failed, with one line each; the others are done and kept.
    """
    reasons = {job: why(job, force) for job in jobs}
    todo = [job for job in jobs if reasons[job]]
    done = [Executed(job, False, "nothing it depends on has changed") for job in jobs if not reasons[job]]
    for number, result in enumerate(done, start=1):
        if progress:
            progress(result, number, len(jobs))
    engine = engine or ("inprocess" if can_fork() else "kernel")
    workers = min(workers or os.cpu_count() or 1, max(1, len(todo)))
    failures: list[str] = []
    with contextlib.ExitStack() as stack:
        results: Iterable[tuple[Job, dict[str, str] | None, str]]
        if engine == "inprocess" and todo:
            _warm()
            pool = stack.enter_context(multiprocessing.get_context("fork").Pool(workers, maxtasksperchild=1))
            results = pool.imap_unordered(_forked, todo, chunksize=1)
        else:
            results = (_attempt(job, engine) for job in todo)
        for job, reads, failure in results:
            if reads is None:
                failures.append(failure)
                continue
            record = {"key": _key(job), "reads": reads}
            job.record.write_text(json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True), encoding="utf-8")
            done.append(Executed(job, True, reasons[job]))
            if progress:
                progress(done[-1], len(done), len(jobs))
    if failures:
        raise ChapterError("\n".join(sorted(failures)))
    return done


def without_injected(notebook: Any) -> Any:
    """Return the notebook without the cell that papermill injects: it names a folder of one machine."""
    notebook.cells = [cell for cell in notebook.cells if _INJECTED not in cell.metadata.get("tags", [])]
    return notebook
