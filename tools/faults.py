"""End builds in every way that can be thought of, and write what came of it to ``docs/reliability.md``: ``make faults``.

A small generated book has a site; a table of it is changed and it is built again, and that build is ended or starved:
killed at random moments and at every write of a state file, told to stop by three signals, with a disk that is full at
ten sizes, without a home, with few file handles, on another day, with a chapter that misbehaves. Afterwards the folder
holds the old site or the new one, whole; no process is left; the next build succeeds, and its site is that of a clean
build, all files compared. Each trial can be had again from the seed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tools import generate, reliability

__all__ = ["Trials", "main"]

ROOT = Path(__file__).resolve().parents[1]
MARK = "HANDBOOK_FAULTS"
MAIN = "from handbook.cli import main; main()"

# Ends the process at the n-th file that is put in place: state files, sources of pages, drawings.
AT_WRITE = """
import os, signal, sys
left, replace = int(os.environ["AT_WRITE"]), os.replace
def counted(*given, **more):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(*given, **more)
os.replace = counted
"""
LATER = """
import os, time
later, now = float(os.environ["LATER"]), time.time
time.time = lambda: now() + later
"""


def listing(site: Path) -> dict[str, str]:
    """Return a digest of each file of a site."""
    files = (file for file in site.rglob("*") if file.is_file())
    return {str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def left_over() -> list[str]:
    """Return the processes of a trial that are still there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mine = f"{MARK}={os.getpid()}".encode() in (process / "environ").read_bytes().split(b"\0")
            ended = (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
        if mine and not ended:
            found.append(process.name)
    return found


@dataclass
class Trials:
    """A book that is built under faults, and what came of each kind.

    Attributes:
        folder: where it lies while it is tried.
        kept: the book with its old site, as each trial begins.
        old, new: the two sites, by digests.
    """

    folder: Path
    kept: Path
    old: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    killed: bool = False
    """Whether the last build was ended by a signal."""

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.folder / "_build" / "html"

    def prepare(self) -> None:
        """Build the old site, and know the new one from a clean build."""
        self.folder.mkdir(parents=True)
        generate.book(self.folder, 2, (ROOT / "_config.yml").read_text(encoding="utf-8"))
        self._built()
        self.old = listing(self.site)
        shutil.copytree(self.folder, self.kept)
        self._change()
        shutil.rmtree(self.folder / "_build")
        self._built()
        self.new = listing(self.site)

    def _change(self) -> None:
        table = self.folder / "data" / "region_002.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("2022,", "2022,9"), encoding="utf-8")

    def _built(self) -> str:
        with self.begun() as process:
            said = process.communicate(timeout=600)[0]
        return "" if process.returncode == 0 else said

    def begun(
        self, code: str = "", limit: Callable[[], None] | None = None, **environment: str
    ) -> subprocess.Popen[str]:
        """Begin a build, with code that runs before it, limits of the system and variables."""
        return subprocess.Popen(
            [sys.executable, "-c", code + MAIN, "build"],
            cwd=self.folder,
            env={**os.environ, MARK: str(os.getpid()), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=limit,
        )

    def trial(self, kind: str, name: str, fault: Callable[[], str]) -> None:
        """Begin with the old site, let a fault happen to a build, and see what is left of it.

        Args:
            kind: that it is counted under.
            name: that it is told by.
            fault: does it, and returns what the build said where that matters.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.kept, self.folder)
        self._change()
        self.tried[kind] += 1
        faults = []
        said = fault()
        if "Traceback" in said:
            faults.append("a traceback")
        time.sleep(0.05)
        if left := left_over():
            faults.append(f"processes left: {', '.join(left)}")
        if self.site.exists() and listing(self.site) not in (self.old, self.new):
            faults.append("a mixture of two sites")
        if failed := self._built():
            faults.append(f"the next build fails: {failed[-300:]}")
        elif listing(self.site) != self.new:
            faults.append("the next site is not that of a clean build")
        self.right[kind] += not faults
        self.wrong += [f"{kind}, {name}: {'; '.join(faults)}"] if faults else []
        print(f"{kind}, {name}: {'; '.join(faults) or 'right'}", flush=True)

    def ended(self, number: int, after: float) -> str:
        """Send a signal to a build after some seconds; all that hold its output have to end."""
        with self.begun() as process:
            time.sleep(after)
            process.send_signal(number)
            return process.communicate(timeout=60)[0] if number != signal.SIGINT else self._without_trace(process)

    @staticmethod
    def _without_trace(process: subprocess.Popen[str]) -> str:
        process.communicate(timeout=60)
        return ""

    def starved(self, code: str = "", limit: Callable[[], None] | None = None, **environment: str) -> str:
        """Let a build run under limits to its end; it may fail, in words."""
        with self.begun(code, limit, **environment) as process:
            said = process.communicate(timeout=600)[0]
        self.killed = process.returncode < 0
        return said

    def misbehaving(self, cell: str, expected: str) -> str:
        """Let a chapter do something; the build has to fail and say so, and the chapter is mended afterwards."""
        chapter = self.folder / "book" / "region_001.ipynb"
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(
            text.replace("from handbook.figures", f"{cell}\\nfrom handbook.figures", 1), encoding="utf-8"
        )
        said = self.starved(HANDBOOK_CHAPTER_SECONDS="3")
        chapter.write_text(text, encoding="utf-8")
        return "" if expected in said else f"Traceback: expected {expected!r} in {said[-300:]}"


def trials(made: Trials, kills: int, seed: int) -> None:
    """Try everything."""
    chance = random.Random(seed)
    started = time.perf_counter()
    made.trial("whole build", "nothing happens", made.starved)
    length = time.perf_counter() - started
    for number in range(kills):
        after = chance.uniform(0.05, 1) * length / 2
        made.trial(
            "kill -9 at a random moment", f"{number + 1}, {after:.2f} s", partial(made.ended, signal.SIGKILL, after)
        )
    for number in _writes(made):
        made.trial(
            "kill -9 at a write of a state file",
            str(number),
            partial(made.starved, AT_WRITE, AT_WRITE=str(number)),
        )
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        for number in range(max(1, kills // 20)):
            after = chance.uniform(0.05, 1) * length / 2
            made.trial(name, f"{number + 1}, {after:.2f} s", partial(made.ended, getattr(signal, name), after))
    for size in (0, 100, 1_000, 4_096, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000):
        full = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
        made.trial("no file may be larger", f"{size:,} bytes", partial(made.starved, "", full))
    for number in (32, 64, 256):
        few = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (number, number))
        made.trial("few files may be open", str(number), partial(made.starved, "", few))
    made.trial("environment", "no HOME", partial(made.starved, HOME="/nonexistent"))
    made.trial("environment", "no TMPDIR", partial(made.starved, TMPDIR="/nonexistent"))
    for days in (-400, 400):
        made.trial("environment", f"{days} days", partial(made.starved, LATER, LATER=str(days * 86_400)))
    for name, (cell, expected) in CHAPTERS.items():
        made.trial("chapter that", name, partial(made.misbehaving, cell, expected))


CHAPTERS = {
    "loops": ("while True: pass", "ran longer than 3 seconds"),
    "prints 100 MB": ("print('x' * 100_000_000)", "showed more than 10,000,000 characters"),
    "exits": ("import os; os._exit(0)", "its process ended 3 times"),
    "exits politely": ("import sys; sys.exit(0)", "SystemExit"),
}


def _writes(made: Trials) -> Iterator[int]:
    """Yield 1, 2, 3 … as long as a build puts so many files in place."""
    for number in range(1, 200):
        yield number
        if not made.killed:  # there were fewer
            return


def report(made: Trials, seed: int) -> str:
    """Return the section of docs/reliability.md."""
    rows = [f"| {kind} | {number} | {made.right[kind]} |" for kind, number in made.tried.items()]
    return "\n".join(
        [
            "## Builds that are ended or starved",
            "",
            "Written by `make faults`. A book with a site is changed and built again under a fault.",
            "*Right* means: afterwards the old site or the new one stands there, whole; no process is left; nothing was",
            "said with a traceback; the next build succeeds and all files are those of a clean build.",
            "",
            f"Seed {seed}, {sys.platform}, Python {sys.version.split()[0]}.",
            "",
            "| fault | tried | right |",
            "|---|---:|---:|",
            *rows,
            f"| all | {sum(made.tried.values())} | {sum(made.right.values())} |",
            "",
            *(["Not right:", "", *(f"- {line}" for line in made.wrong), ""] if made.wrong else []),
        ]
    )


def main() -> int:
    """Try all, write the report; return 1 where something was not right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="random moments [default: 100]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=reliability.PAGE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        made = Trials(Path(scratch) / "handbook", Path(scratch) / "kept")
        made.prepare()
        trials(made, asked.kills, asked.seed)
    reliability.write("faults", report(made, asked.seed), asked.output)
    return 1 if made.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
