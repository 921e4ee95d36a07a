"""One build at a time where builds would write into the same folders; the others wait.

The system holds the lock for a process and lets go of it when the process ends, however it ends: nothing is left
behind that could block a later build.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["held"]

_POLL = 0.2
"""Seconds between two tries."""

_open: set[int] = set()


@contextlib.contextmanager
def held(folder: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Keep other processes out of a folder as long as the block runs; wait while another one is in it.

    Args:
        folder: made where it is missing; nothing is written into it.
        waiting: called once if there is a wait.

    Raises:
        OSError: when the folder cannot be made or read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = _opened(folder)
    _open.add(lock)
    try:
        while not _taken(lock):
            if waiting:
                waiting()
                waiting = None
            time.sleep(_POLL)
        yield
    finally:
        _open.discard(lock)
        os.close(lock)


def _let_go() -> None:
    """Close the locks in a fork, which would otherwise hold them for longer than the build that it belongs to."""
    for lock in _open:
        os.close(lock)
    _open.clear()


if sys.platform != "win32":
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _taken(lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system that knows no locks: builds are as alone there as their users see to
        return True

    os.register_at_fork(after_in_child=_let_go)
else:
    import msvcrt

    def _opened(folder: Path) -> int:
        # A folder cannot be opened there: a file that is named after it stands for it.
        name = hashlib.sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()[:24]
        return os.open(Path(tempfile.gettempdir(), f"handbook-{name}.lock"), os.O_RDWR | os.O_CREAT)

    def _taken(lock: int) -> bool:
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
