"""The ways in which `tools.faults` ends and starves builds.

Killed at random moments, with a site and without, and whenever something is written that the next build reads; told to
stop by three signals, alone and with all its processes, as a terminal does; with disks that are full or read-only, few
file handles, little memory, no home, no folder for scratch files, another date; with a chapter that misbehaves.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.faults import Trials

__all__ = ["CHAPTERS", "Disk", "Fault", "all_of"]

# Ends the process at the n-th time that it changes something below the folder of what is left to the next build; a file
# that is opened is torn, as one is that was not yet written to its end.
AT_WRITE = """
import os, signal, sys
left, work = int(os.environ["AT_WRITE"]), os.environ["AT_WRITE_BELOW"]
def counted(event, given):
    global left
    opened = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
    if (opened or event in ("os.rename", "os.remove")) and str(given[0]).startswith(work) and "_static" not in str(given[0]):
        left -= 1
        if left == 0:
            if opened:
                os.write(os.open(given[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), b"torn")
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(counted)
"""
# Lets another date be.
LATER = """
import os, time
later, now, exact = int(os.environ["LATER"]), time.time, time.time_ns
time.time = lambda: now() + later
time.time_ns = lambda: exact() + later * 10**9
"""
DAY = 86_400

STARTS = (
    "import os, subprocess as s; s.Popen(['sleep', '600']); s.Popen(['sleep', '600'], start_new_session=True); "
    "os.system('setsid sleep 600 &'); p = os.fork(); p or os.execlp('sleep', 'sleep', '600')"
)
"""A cell that starts processes: in its session, in others, without a parent, a fork of its own."""

CHAPTERS = {
    "loops": ("while True: pass", "ran longer than 3 seconds"),
    "loops outside of Python": ("import re; re.match('(a|a)*b', 'a' * 40)", "ran longer than"),
    "prints 100 MB": ("print('x' * 100_000_000)", "showed more than 10,000,000 characters"),
    "exits": ("import os; os._exit(0)", "its process ended 3 times"),
    "exits politely": ("import sys; sys.exit(0)", "SystemExit"),
    "fails": ("1 / 0", "ZeroDivisionError"),
    "starts processes": (STARTS, ""),
    "starts processes and fails": (f"{STARTS}; 1 / 0", "ZeroDivisionError"),
    "starts processes and exits": (f"{STARTS}; os._exit(0)", "its process ended 3 times"),
    "starts processes and waits for them": (f"{STARTS}; os.wait()", "ran longer than 3 seconds"),
    "starts a thread": ("import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()", ""),
    "leaves a file open": ("left = open('/dev/null', 'w'); left.write('x')", ""),
    "writes files": ("from pathlib import Path; Path('left.bin').write_bytes(bytes(10**7))", ""),
    "writes into the site": (
        "from pathlib import Path; site = Path('_build/sites/html'); site.is_dir() and (site / 'x.html').touch()",
        "",
    ),
    "writes into the book": ("from pathlib import Path; Path('book/left.md').write_text('x')", "Build again."),
}
"""Cells by what they do, each with what the build has to say; nothing where it succeeds."""

SPACE = (0, 4_096, 10_000, 30_000, 60_000, 100_000, 200_000, 400_000, 800_000, 1_600_000)
"""Bytes that are left on a disk, or that a file may have."""

MEMORY = (100, 200, 300, 500, 800, 1_200, 8_000, 80_000)
"""Megabytes of addresses that a process may have."""


@dataclass(frozen=True)
class Disk:
    """A folder on a disk of its own, in memory, which can be made small or read-only."""

    folder: Path

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        """Put what the folder holds onto a disk as long as the block runs."""
        aside = self.folder.with_name(f"{self.folder.name}-aside")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.rename(aside)
        self.folder.mkdir()
        _mount("-t", "tmpfs", "-o", "size=1g", "none", str(self.folder))
        try:
            shutil.copytree(aside, self.folder, dirs_exist_ok=True, symlinks=True)
            shutil.rmtree(aside)
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def left(self, size: int) -> None:
        """Leave so many bytes free."""
        state = os.statvfs(self.folder)
        used = (state.f_blocks - state.f_bfree) * state.f_frsize
        _mount("-o", f"remount,size={used + size}", str(self.folder))

    def closed(self) -> None:
        """Let nothing be written."""
        _mount("-o", "remount,ro", str(self.folder))

    def mend(self) -> None:
        """Give it space, and let it be written."""
        _mount("-o", "remount,rw,size=1g", str(self.folder))


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


@dataclass(frozen=True)
class Fault:
    """One fault that a build meets.

    Attributes:
        kind: that it is counted under.
        name: that it is told by.
        happens: lets it happen, and returns what the build said.
        first: whether there is no site yet, and nothing that a build has left.
        disk: a part of the book that lies on a disk of its own.
    """

    kind: str
    name: str
    happens: Callable[[], str]
    first: bool = False
    disk: Disk | None = None


def all_of(trials: Trials, kills: int, seed: int) -> Iterator[Fault]:
    """Yield everything that is tried.

    Args:
        trials: the book, and what came of each fault before.
        kills: random moments.
        seed: of chance.
    """
    chance = random.Random(seed)
    trials.begin()
    begun = time.perf_counter()
    trials.built()
    length = time.perf_counter() - begun
    moments = [chance.uniform(0.05, 1) * length for _ in range(kills)]
    yield Fault("nothing happens", "a whole build", trials.starved)
    yield from _limited(trials)
    yield from _elsewhere(trials)
    yield from _on_disks(trials)
    for name, (cell, expected) in CHAPTERS.items():
        yield Fault("chapter that", name, partial(trials.misbehaving, cell, expected))
    yield from _ended(trials, moments)


def _ended(trials: Trials, moments: Sequence[float]) -> Iterator[Fault]:
    """Yield builds that are told to stop, and that are killed."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        for at, after in enumerate(moments[::20]):
            who = "all its processes" if at % 2 else "the build alone"
            happens = partial(trials.ended, getattr(signal, name), after, group=bool(at % 2))
            yield Fault(name, f"{who}, {after:.2f} s", happens)
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
    for end, group in itertools.product(ends, (False, True)):
        who = "all its processes" if group else "the build alone"
        happens = partial(trials.busy, STARTS, end, group)
        yield Fault("ended while a chapter waits for processes", f"{end.name}, {who}", happens)
    for after in moments[::10]:
        happens = partial(trials.ended, signal.SIGKILL, 2 * after)
        yield Fault("kill -9 at a random moment, no site yet", f"{2 * after:.2f} s", happens, first=True)
    for after in moments:
        yield Fault("kill -9 at a random moment", f"{after:.2f} s", partial(trials.ended, signal.SIGKILL, after))
    trials.struck = True
    for number in range(1, 200):
        happens = partial(trials.torn, AT_WRITE, AT_WRITE=str(number), AT_WRITE_BELOW=str(trials.work))
        yield Fault("kill -9 at a write of a state file", str(number), happens)
        if not trials.struck:  # there were fewer
            break


def _limited(trials: Trials) -> Iterator[Fault]:
    """Yield builds that the system grants little."""
    for kind, what, sizes in (
        ("no file may be larger (ulimit -f)", resource.RLIMIT_FSIZE, SPACE[::2]),
        ("few files may be open (ulimit -n)", resource.RLIMIT_NOFILE, (8, 12, 16, 24, 32, 64, 128, 256)),
        ("little memory (ulimit -v)", resource.RLIMIT_AS, tuple(size * 10**6 for size in MEMORY)),
    ):
        for size in sizes:
            limit = partial(resource.setrlimit, what, (size, size))
            remedy = "" if what == resource.RLIMIT_FSIZE else kind[-10:-1]
            yield Fault(kind, f"{size:,}", partial(_refused, trials, limit, remedy))


def _refused(trials: Trials, limit: Callable[[], None], remedy: str) -> str:
    """Build under a limit; where that fails and there is a remedy, the one line that is said has to name it."""
    said = trials.starved(limit=limit)
    told = not trials.failed or not remedy or (remedy in said and len(said.splitlines()) == 1)
    return said if told else f"{said}\nTraceback: expected one line with {remedy!r}"


def _elsewhere(trials: Trials) -> Iterator[Fault]:
    """Yield builds in other surroundings."""
    for name, variables in (
        ("HOME is not set", {"HOME": ""}),
        ("HOME is not there", {"HOME": "/nonexistent"}),
        ("TMPDIR is not there", {"TMPDIR": "/nonexistent"}),
        ("no PATH", {"PATH": "/nonexistent"}),
    ):
        yield Fault("environment", name, partial(trials.starved, "", None, **variables))
    for days in (-400, 400):
        yield Fault("clock jumps", f"{days} days in the build", partial(trials.starved, LATER, LATER=str(days * DAY)))
        yield Fault("clock jumps", f"{days} days in the build before", partial(_then, trials, days))


def _then(trials: Trials, days: int) -> str:
    """Build the old site on another day, and change the table back and forth again."""
    trials.unchanged()
    trials.starved(LATER, LATER=str(days * DAY))
    shutil.rmtree(trials.work)
    said = trials.starved(LATER, LATER=str(days * DAY))
    for file in [trials.folder / "_build", *(trials.folder / "_build").rglob("*")]:
        then = file.stat().st_mtime + days * DAY
        os.utime(file, (then, then))
    trials.change()
    return said


def _on_disks(trials: Trials) -> Iterator[Fault]:
    """Yield builds on disks that are full, and that may not be written."""
    home = trials.scratch / "home"
    places = {"the work folder": trials.work, "the output": trials.site.parent, "the home": home}
    try:
        with Disk(home).mounted():
            pass
    except (OSError, subprocess.CalledProcessError):
        trials.untried.append("full and read-only disks, since this user may mount none")
        return
    for what, folder in places.items():
        disk = Disk(folder)
        for size in SPACE if folder != home else ():
            happens = partial(_shut, trials, disk, partial(disk.left, size))
            yield Fault(f"full disk for {what}", f"{size:,} bytes left", happens, disk=disk)
        yield Fault("read-only disk", what, partial(_shut, trials, disk, disk.closed), disk=disk)


def _shut(trials: Trials, disk: Disk, shut: Callable[[], None]) -> str:
    """Build while a disk takes nothing."""
    shut()
    try:
        return trials.starved(HOME=str(trials.scratch / "home"))
    finally:
        disk.mend()
