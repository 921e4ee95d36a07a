"""Publish an edition: executed chapters and written pages become a static site in all languages.

The work goes into a folder of the edition below ``_build``; the finished site takes the place of the last one in one
step, only when all went well. So the last good site survives every failure, and an unchanged page keeps its date.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from handbook import executors, limits
from handbook.publish import execute, pages, swap
from handbook.publish.about import about
from handbook.publish.edition import Edition, PublishError, Told, inputs_of, stamped, up_to_date
from handbook.site import door, feeds, render_pool
from handbook.tables.snapshot import prepared

__all__ = ["Edition", "PublishError", "build", "up_to_date"]

NEEDED = "Builds work in this folder: see that it can be made and written."

Progress = Callable[[execute.Executed, int, int], None]


# ── building ─────────────────────────────────────────────────────────────────────────────────────


def build(
    edition: Edition,
    *,
    workers: int = 0,
    scheduler: str = "",
    force: bool = False,
    progress: Progress | None = None,
    waiting: Told | None = None,
) -> int:
    """Execute what changed, write the pages, and put the site into the output folder.

    Args:
        edition: what is built.
        workers, scheduler, force, progress: see `handbook.publish.execute.execute_all`.
        waiting: told in words, once, when another build has to end first.

    Returns:
        How many files of the site were written or removed.

    Raises:
        ParameterError, ChapterError, LostError: see `handbook.publish.execute.execute_all`.
        PublishError: when the pages cannot be built without warnings, or the output cannot be written.
        TooLittleError: where the system grants less than a build needs.
    """
    _apart(edition)
    limits.need_of_build(workers or executors.processors())
    executors.tie_children()
    with swap.alone(edition.work.parent, waiting, NEEDED):
        swap.ready(edition.output, waiting)
        # Before anything is read: what is edited from here on is not in this site, and the next build must see it.
        state = edition.state
        with prepared(edition.tables):
            _pages(edition, workers or executors.processors(), scheduler, force, progress)
            site = _site(edition)
        _unedited(edition)
        written = swap.put(site, edition.output, waiting)
        stamped(edition, state)
    return written


def _pages(edition: Edition, workers: int, scheduler: str, force: bool, progress: Progress | None) -> None:
    """Execute what changed, and write the pages of all languages into the edition's folder."""
    if force:
        for folder in (*(edition.work / code for code in edition.codes), edition.drawings):
            shutil.rmtree(folder, ignore_errors=True)
    jobs = execute.jobs_of(edition)
    with render_pool.awake(edition.drawings):
        if not force:
            execute.adopt(jobs, edition.work.parent)
        meanwhile = partial(pages.prepare, edition)
        execute.execute_all(
            jobs, workers=workers, scheduler=scheduler, force=force, progress=progress, meanwhile=meanwhile
        )
        pages.write_all(edition, jobs, workers)


UNPUBLISHED = (".buildinfo", ".buildinfo.bak", "objects.inv")


def _site(edition: Edition) -> dict[str, Path | bytes]:
    """Return the files of the site: a folder for each language, what they have in common, and the door."""
    site: dict[str, Path | bytes] = {}
    folders = [(f"{code}/", pages.html_of(edition, code)) for code in edition.codes]
    for place, folder in [("", pages.root_files(edition)), *folders]:
        for file in folder.rglob("*"):
            if file.is_file() and file.name not in UNPUBLISHED:
                site[place + file.relative_to(folder).as_posix()] = file
    fronts = {code: pages.html_of(edition, code) / "index.html" for code in edition.codes}
    site["index.html"] = door.door(fronts, edition.base_url).encode()
    lost = pages.html_of(edition, edition.codes[0]) / "404.html"
    if lost.is_file():
        site["404.html"] = door.lost(lost, edition.codes[0], edition.base_url).encode()
    if edition.base_url:
        site["sitemap.xml"] = feeds.sitemap([*site, "index.html"], edition.codes, edition.base_url)
    site[swap.MARK] = (json.dumps(about(edition), ensure_ascii=False, indent=1) + "\n").encode()
    return site


def _apart(edition: Edition) -> None:
    """Say why the site may not go to a folder: it would replace what it is made from."""
    output = edition.output.resolve()
    for what, folder in (("the tables", edition.data_dir), ("what builds leave to each other", edition.work.parent)):
        if output.is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(output):
            raise PublishError(
                f"{edition.output}: the site and {what} ({folder}) may not lie one inside the other. {swap.ELSEWHERE}"
            )


def _unedited(edition: Edition) -> None:
    """Say what was edited between its check and now: the pages may show what nobody has checked.

    Tables are read once, before they are checked; an edit of one is in the next site.
    """
    now = inputs_of(edition)
    edited = sorted(name for name in {*now, *edition.inputs} if now.get(name) != edition.inputs.get(name))
    edited = [name for name in edited if not name.startswith(("data/", "edition/"))]
    if edited:
        raise PublishError(f"{', '.join(edited[:5])}: edited while the book was built. Build again.")
