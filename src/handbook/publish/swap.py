"""A finished site takes the place of the last one, whole: a reader sees the old one or the new one, never a mixture.

The new site is laid out beside the folder that it goes to, under a hidden name, and the two folders change names.
Linux does that in one step (``renameat2`` with ``RENAME_EXCHANGE``); where that is not known (other systems, some file
systems) the old folder is renamed out of the way and the new one in, and in between, for less than a millisecond, there
is no site. A build that is ended at any of these steps leaves the old site or the new one, and the next build tidies up.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from handbook.publish import locks
from handbook.publish.edition import PublishError

__all__ = ["MARK", "alone", "put", "ready"]

MARK = "edition.json"
"""What names a folder a site of the handbook."""

UNWRITABLE = "the site cannot be written there ({})."
ELSEWHERE = "Choose another folder with --output."

_EXCHANGE = 2
_AT_WORKING_FOLDER = -100


@contextlib.contextmanager
def alone(folder: Path, told: Callable[[str], None] | None, remedy: str) -> Iterator[None]:
    """Keep other builds out of a folder as long as the block runs.

    Args:
        folder: where builds would be in each other's way.
        told: is told in words, once, that another build has to end first.
        remedy: what to do where the folder cannot be used.

    Raises:
        PublishError: when the folder cannot be made or read.
    """

    def waits() -> None:
        if told:
            told(f"Another build is running in {folder}: this one waits until it has ended (Ctrl+C gives up).")

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locks.held(folder, waits))
        except OSError as error:
            raise PublishError(f"{folder}: {UNWRITABLE.format(error.strerror)} {remedy}") from None
        yield


def ready(output: Path, told: Callable[[str], None] | None = None) -> None:
    """Say why a site cannot go to a folder, before there is one: it would replace all that is in it.

    Raises:
        PublishError: the folder holds something else, or it or the one above it cannot be written.
    """
    output = output.resolve()
    with alone(output.parent, told, ELSEWHERE):
        _ready(output)


def _ready(output: Path) -> None:
    try:
        new, _ = _beside(output)
        if output.is_dir() and any(output.iterdir()):
            if not (output / MARK).is_file():
                raise PublishError(
                    f"{output}: this folder holds other files and no site of the handbook; a build would remove them. "
                    "Choose an empty or a new folder with --output."
                )
            if not os.access(output, os.W_OK):
                raise PermissionError(13, "Permission denied")
        elif output.exists() and not output.is_dir():
            raise NotADirectoryError(20, "Not a directory")
        if output.is_mount():
            raise OSError(16, "something is mounted there, so that it cannot be replaced as a whole")
        new.mkdir(parents=True, exist_ok=True)
        new.rmdir()
    except OSError as error:
        raise PublishError(f"{output}: {UNWRITABLE.format(error.strerror)} {ELSEWHERE}") from None


def _beside(output: Path) -> tuple[Path, Path]:
    """Return where the new site is laid out and where the old one waits; tidy up what an ended build left there."""
    new, old = (output.with_name(f".{output.name}.handbook-{which}") for which in ("new", "old"))
    if old.exists() and not output.exists():
        old.rename(output)
    for folder in (new, old):
        if folder.exists():
            shutil.rmtree(folder)
    return new, old


def put(files: Mapping[str, Path | bytes], output: Path, told: Callable[[str], None] | None = None) -> int:
    """Make a folder hold these files and no others, in one step; nothing is done where it does already.

    Args:
        files: what the site holds, by name: content, or the file that has it.
        output: folder of the site. What is the same in both sites is one file with two names for a moment, so that an
            unchanged page keeps its date.
        told: see `alone`.

    Returns:
        How many files differ from those of the last site: written, or gone.

    Raises:
        PublishError: when the site cannot be written; the last one is untouched.
    """
    output = output.resolve()
    with alone(output.parent, told, ELSEWHERE):
        _ready(output)
        new, old = _beside(output)
        try:
            present = {file.relative_to(output).as_posix() for file in output.rglob("*") if file.is_file()}
            touched = len(present - files.keys())
            for name, source in sorted(files.items()):
                touched += _lay(source, output / name, new / name)
            if touched:
                _exchange(new, output, old)
        except OSError as error:
            raise PublishError(f"{output}: {UNWRITABLE.format(error.strerror or error)} {ELSEWHERE}") from None
        finally:
            for folder in (new, old):
                shutil.rmtree(folder, ignore_errors=True)
    return touched


def _lay(source: Path | bytes, last: Path, new: Path) -> bool:
    """Put one file into the new site; return whether it differs from that of the last one."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    new.parent.mkdir(parents=True, exist_ok=True)
    if last.is_file() and not last.is_symlink() and last.read_bytes() == content:
        try:
            os.link(last, new)
        except OSError:
            shutil.copy2(last, new)  # a file system without second names
        return False
    new.write_bytes(content)
    return True


def _exchange(new: Path, output: Path, old: Path) -> None:
    if not output.exists():
        new.rename(output)
        return
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    names = os.fsencode(new), os.fsencode(output)
    if exchange is None or exchange(_AT_WORKING_FOLDER, names[0], _AT_WORKING_FOLDER, names[1], _EXCHANGE) != 0:
        output.rename(old)
        new.rename(output)
