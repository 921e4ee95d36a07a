"""The outputs that are stored in ``book/``: made anew, compared with those that are there, written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from handbook import executors
from handbook.publish import differences, execute, stored, swap
from handbook.publish.edition import PublishError
from handbook.publish.files import write

__all__ = ["Fresh", "fresh", "refresh", "store"]

NEEDED = "Chapters are executed in this folder: see that it can be made and written."

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A chapter whose stored outputs are not those of today.

    Attributes:
        notebook: the chapter.
        before: its content when it was executed.
        text: its content with the new outputs.
    """

    notebook: Path
    before: bytes
    text: str

    def told(self) -> list[str]:
        """Return what moved, in a few lines."""
        new = nbformat.reads(self.text, as_version=4)
        told = differences.told(differences.of_notebooks(execute.load(self.notebook), new))
        return told or ["no value and no word: ids, counts of cells or how charts are stored"]


def fresh(root: Path, chapter: str | None = None, engine: str = "", waiting: Told | None = None) -> list[Fresh]:
    """Execute chapters on the handbook's own tables and return those whose stored outputs differ; write none of them.

    Args:
        root: the project's folder.
        chapter: file stem of one chapter; all by default.
        engine: see `handbook.publish.execute.execute_all`.
        waiting: told in words, once, when a build has to end first.

    Raises:
        ChapterError: when a chapter fails.
        PublishError: when the folder of builds cannot be written.
    """
    work = root / "_build" / "work"
    executors.tie_children()
    with swap.alone(work, waiting, NEEDED):
        jobs = [
            execute.Job(notebook, work / "refresh" / notebook.name, {}, root / "data")
            for notebook in execute.chapters(root)
            if chapter in (None, notebook.stem)
        ]
        before = {job: job.notebook.read_bytes() for job in jobs}
        execute.execute_all(jobs, force=True, engine=engine)
        executed = [Fresh(job.notebook, before[job], _text(job)) for job in jobs]
    return [one for one in executed if one.before != one.text.encode()]


def _text(job: execute.Job) -> str:
    """Return a chapter as it is stored: with its new outputs and their pictures, without notes of the run.

    What `handbook check` has to tell of its sentences stays.
    """
    executed = execute.load(job.target)
    executed.metadata.pop("handbook", None)
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).pop("handbook", {})
            if "unmarked" in about:
                output.metadata["handbook"] = {"unmarked": about["unmarked"]}
    stored.with_pictures(executed, execute.load(job.notebook))
    return nbformat.writes(executed) + "\n"


def store(chapters: list[Fresh]) -> list[str]:
    """Write chapters with their new outputs and return their names.

    Raises:
        PublishError: for chapters that were edited since they were executed; none is written then.
    """
    edited = [one.notebook.name for one in chapters if one.notebook.read_bytes() != one.before]
    if edited:
        raise PublishError(
            f"{', '.join(edited)}: edited since it was executed. Nothing was stored; run the command again."
        )
    for one in chapters:
        write(one.notebook, one.text)
    return [one.notebook.stem for one in chapters]


def refresh(root: Path, chapter: str | None = None, engine: str = "", waiting: Told | None = None) -> list[str]:
    """Store the outputs of today without asking; see `fresh`, and `store` for what is returned."""
    return store(fresh(root, chapter, engine, waiting))
