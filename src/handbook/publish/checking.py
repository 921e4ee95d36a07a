"""An edition is checked in a fork, while the process that builds it imports what it builds with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from handbook import executors
from handbook.publish import execute, told
from handbook.publish.edition import Edition, tables_of
from handbook.tables.snapshot import prepared

__all__ = ["checked"]


def checked(
    data_dir: Path | None, edition: Edition, meanwhile: Callable[[], None], *, ahead: bool = False
) -> told.Told:
    """Check an edition in a fork of this process, where it can be forked, while this one does something else.

    What the fork has read, and worked out for the check, comes back with the tables of its answer: they are what is
    built. Large ones are checked here: to copy them would take longer.

    Args:
        data_dir: as it was named, none for the report's own tables; see `handbook.publish.edition.tables_of`.
        edition: what is checked; where it names languages, translations into these are needed.
        meanwhile: what this process does.
        ahead: whether the fork asks, where nothing is wrong, which chapters have to be run: what that takes of the
            tables comes back with them.

    Raises:
        PublishError: see `handbook.publish.edition.tables_of`.
        LostError: when the fork has died again and again.
    """
    job = (data_dir, edition, ahead)
    if sum(file.stat().st_size for file in edition.data_dir.glob("*") if file.is_file()) > _LARGE:
        meanwhile()
        return _check(job)
    [(_, result)] = executors.choose(1).map(_check, [job], meanwhile=meanwhile)
    return result


_LARGE = 10_000_000
"""Bytes of tables from which on they are checked in the process that uses them."""


def _check(job: tuple[Path | None, Edition, bool]) -> told.Told:
    data_dir, edition, ahead = job
    with prepared(tables_of(data_dir, edition.root)) as tables:
        built = [code for code in edition.languages if code in tables.languages]
        result = told.check(tables, edition.root, built)
        if ahead and not result.problems:
            # This fills the digests of what chapters read, which travel back with the tables.
            for chapter in execute.jobs_of(edition):
                execute.why(chapter)
        return result
