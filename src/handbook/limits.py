"""What the system grants a process (``ulimit``), held against what a command needs, before it runs out of it midway.

What runs out of files or addresses does not always say so in words: libraries end the process on their own. The needs
were measured on Linux, with a margin; `docs/decisions.md` has the figures. Windows has no such limits.
"""

from __future__ import annotations

import os
import sys

__all__ = ["DRAWING", "START", "TooLittleError", "files", "need", "need_of_build"]

START = 500 + 50 * (os.cpu_count() or 1)
"""Megabytes of addresses that a command takes to read tables; numpy begins a thread for each processor."""

DRAWING = 80_000
"""Megabytes of addresses (of memory a thousandth) that the engine of the charts, V8, reserves when it draws."""


class TooLittleError(RuntimeError):
    """The system grants less than is needed; the message says of what, how much, and how more is allowed."""


def files(workers: int = 1) -> int:
    """Return how many files are open at most, with so many jobs at a time."""
    return 64 + 4 * workers


def need_of_build(workers: int) -> None:
    """Raise `TooLittleError` where the system grants less than a build with so many jobs at a time takes."""
    need("a build", DRAWING, files(workers))


def need(what: str, megabytes: int = 0, opened: int = 0) -> None:
    """Raise `TooLittleError` where the system grants less; of open files it may grant more when it is asked.

    Args:
        what: needs it, in words.
        megabytes: of addresses.
        opened: files.
    """
    if sys.platform == "win32":
        return
    import resource

    granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if granted != resource.RLIM_INFINITY and granted < opened:
        if most == resource.RLIM_INFINITY or most >= opened:
            resource.setrlimit(resource.RLIMIT_NOFILE, (opened, most))
        else:
            enough = max(256, opened)
            raise TooLittleError(f"{most} files may be open at a time, and {what} needs {opened}: {_more('n', enough)}")
    granted = resource.getrlimit(resource.RLIMIT_AS)[0]
    if granted != resource.RLIM_INFINITY and granted < megabytes * 10**6:
        raise TooLittleError(
            f"A process may have {granted // 10**6:,} MB of addresses, and {what} needs {megabytes:,}: "
            + _more("v", "unlimited")
        )


def _more(option: str, size: object) -> str:
    return f"`ulimit -{option} {size}` allows more, in a new shell where this one refuses it."
