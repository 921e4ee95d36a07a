"""End builds in every way that can be thought of, and write what came of it to ``docs/reliability.md``: ``make faults``.

A small generated book has a site; a table of it is changed and it is built again, and that build is ended or starved:
`tools.fault_kinds` says how. Afterwards the folder holds the old site or the new one, whole; no process is left; the next
build succeeds, and its site is that of a clean build, all files compared. Each trial can be had again from the seed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from handbook import executors
from handbook.publish import execute, pages
from tools import generate, reliability
from tools.fault_kinds import Fault, all_of

__all__ = ["Trials", "listing", "main", "report"]

ROOT = Path(__file__).resolve().parents[1]
MAIN = "from handbook.cli import main; main()"
CHAPTER = "region_001.ipynb"
LOG = ROOT / "_build" / "faults.jsonl"
CRASHES = ("Traceback", "Fatal Python error", "stack backtrace", "panicked at", "blas_thread_init", "OpenBLAS error")
"""How Python and libraries in other languages begin to tell of their end; a build has words of its own."""


def listing(site: Path) -> dict[str, str]:
    """Return a digest of each file of a site, nothing where there is none."""
    files = (file for file in site.rglob("*") if file.is_file())
    return {str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def left_over() -> list[psutil.Process]:
    """Return the processes of a build that are still there; this process has adopted them, whatever their session."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return psutil.Process().children(recursive=True)


def _build(folder: Path, site: Path, told: Path, code: str, variables: Mapping[str, str]) -> None:
    """Build as the command line does, in this process, which then ends."""
    from handbook.cli import main as command

    status = 1
    try:
        os.setsid()
        with told.open("wb") as stream:
            for number in (1, 2):
                os.dup2(stream.fileno(), number)
        # Who started this may ignore them, as a shell in the background does.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for ends in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ends, signal.SIG_DFL)
        os.chdir(folder)
        os.environ.update(variables)
        exec(code, {})
        command(["build", "--output", str(site)])
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


@dataclass
class Trials:
    """A book that is built under faults, and what came of each kind.

    Attributes:
        scratch: a folder for the book, and for the book with its old site, as each trial begins.
        log: a file with a line of JSON for each trial.
        old, new: the two sites, by digests.
    """

    scratch: Path
    log: Path = LOG
    old: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    session: int = 0
    """The number of the last build."""
    failed: bool = False
    """Whether it did not end well."""
    killed: bool = False
    """Whether it was ended by a signal."""
    struck: bool = True
    """Whether the build that met the last fault was."""

    @property
    def folder(self) -> Path:
        """The book."""
        return self.scratch / "handbook"

    @property
    def site(self) -> Path:
        """The folder of the site, the only thing in the one above it: that may be a disk."""
        return self.folder / "_build" / "sites" / "html"

    @property
    def told(self) -> Path:
        """The file with what a forked build said."""
        return self.scratch / "told"

    @property
    def work(self) -> Path:
        """The folder of what one build leaves to the next."""
        return self.folder / "_build" / "work"

    def prepare(self) -> None:
        """Build the old site, and know the new one from a clean build."""
        self.folder.mkdir(parents=True)
        generate.book(self.folder, 2, (ROOT / "_config.yml").read_text(encoding="utf-8"))
        self.built()
        self.old = listing(self.site)
        shutil.copytree(self.folder, self.scratch / "kept")
        self.change()
        self.new = self.clean()

    def begin(self, first: bool = False) -> None:
        """Put the book with its old site, or without any, in place, and change a table."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.scratch / "kept", self.folder)
        if first:
            shutil.rmtree(self.folder / "_build")
        self.change()

    def change(self) -> None:
        """Change a table."""
        table = self.folder / "data" / "region_002.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("2022,", "2022,9"), encoding="utf-8")

    def unchanged(self) -> None:
        """Take the change back."""
        shutil.copyfile(self.scratch / "kept" / "data" / "region_002.csv", self.folder / "data" / "region_002.csv")

    def forked(self, code: str = "", **variables: str) -> int:
        """Begin a build in a fork of this process, which has all imported that it needs; return its number."""
        sys.stdout.flush()
        self.told.unlink(missing_ok=True)
        self.session = os.fork()
        if not self.session:
            _build(self.folder, self.site, self.told, code, variables)
        return self.session

    def joined(self) -> str:
        """Wait for the end of a build that was forked; return what it said."""
        state = os.waitpid(self.session, 0)[1]
        self.failed, self.killed = state != 0, os.WIFSIGNALED(state)
        return self.told.read_text(encoding="utf-8", errors="replace") if self.told.exists() else ""

    def built(self) -> str:
        """Build; return what was said where that failed."""
        self.forked()
        said = self.joined()
        return said if self.failed else ""

    def ended(self, number: int, after: float, group: bool = False) -> str:
        """Send a signal to a build after some seconds.

        Args:
            number: of the signal.
            after: so many seconds.
            group: whether all processes of the build get it, as from a terminal.
        """
        process = self.forked()
        time.sleep(after)
        while group and os.getpgid(process) != process:
            time.sleep(0.01)  # it is no group yet
        (os.killpg if group else os.kill)(process, number)
        return self.joined()

    def torn(self, code: str, **variables: str) -> str:
        """Let code end a build."""
        self.forked(code, **variables)
        return self.joined()

    def clean(self) -> dict[str, str]:
        """Build from nothing and return what the site is."""
        shutil.rmtree(self.folder / "_build")
        assert not (said := self.built()), said
        return listing(self.site)

    def starved(self, code: str = "", limit: Callable[[], None] | None = None, **variables: str) -> str:
        """Let a build, a process from its start, run under limits; it may fail, in words.

        Args:
            code: runs before it.
            limit: sets limits of the system.
            variables: of its environment; an empty one is not set.
        """
        process = subprocess.Popen(
            [sys.executable, "-c", code + MAIN, "build", "--output", str(self.site)],
            cwd=self.folder,
            env={name: value for name, value in {**os.environ, **variables}.items() if value},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=limit,
            start_new_session=True,
        )
        self.session = process.pid
        said = process.communicate(timeout=600)[0]
        self.failed, self.killed = process.returncode != 0, process.returncode < 0
        return said

    @contextlib.contextmanager
    def spoiled(self, cell: str) -> Iterator[None]:
        """Let a chapter run one more cell as long as the block runs."""
        chapter = self.folder / "book" / CHAPTER
        text = chapter.read_text(encoding="utf-8")
        first = "from handbook.figures"
        chapter.write_text(text.replace(first, f"{cell}\\n{first}", 1), encoding="utf-8")
        yield
        chapter.write_text(text, encoding="utf-8")

    def misbehaving(self, cell: str, expected: str) -> str:
        """Let a chapter do something; a build that fails has to say so. The chapter is mended afterwards."""
        with self.spoiled(cell):
            # A busy machine may need more than that for a chapter that does not loop.
            said = self.starved(HANDBOOK_CHAPTER_SECONDS="3" if "longer" in expected else "")
            if expected not in said:
                said += f"Traceback: expected {expected!r}"
            if not self.failed and listing(self.site) != self.clean():
                said += "Traceback: the site is not that of a clean build of the same chapter"
        if not self.failed:
            self.built()
        return said

    def busy(self, cell: str, number: int, group: bool) -> str:
        """Send a signal to a build while a chapter waits for what it has started; see `ended`."""
        ready = self.scratch / "ready"
        ready.unlink(missing_ok=True)
        with self.spoiled(f"{cell}; import time; open({str(ready)!r}, 'w').close(); time.sleep(600)"):
            process = self.forked()
            while not ready.exists():
                time.sleep(0.05)
            (os.killpg if group else os.kill)(process, number)
            return self.joined()

    def trial(self, fault: Fault) -> None:
        """Begin with the old site, let a fault happen to a build, and see what is left of it."""
        self.begin(fault.first)
        with fault.disk.mounted() if fault.disk else contextlib.nullcontext():
            said = fault.happens()
            self.struck = self.killed
            wrong = list(self._wrong(said, {} if fault.first else self.old))
        self.count(fault.kind, fault.name, "; ".join(wrong))
        print(f"{fault.kind}, {fault.name}: {'; '.join(wrong) or 'right'}", flush=True)
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps([fault.kind, fault.name, "; ".join(wrong)]) + "\n")

    def count(self, kind: str, name: str, wrong: str) -> None:
        """Count one trial; empty where nothing was wrong."""
        self.tried[kind] += 1
        self.right[kind] += not wrong
        self.wrong += [f"{kind}, {name}: {wrong}"] if wrong else []

    def _wrong(self, said: str, old: dict[str, str]) -> Iterator[str]:
        """Yield what is not as it should be after a fault."""
        if crashed := next((crash for crash in CRASHES if crash in said), ""):
            yield f"a traceback: {said[said.index(crashed) :][-600:]}"
        patience = time.monotonic() + 5  # a busy machine takes its time to end a process
        while (left := left_over()) and time.monotonic() < patience:
            time.sleep(0.05)
        if left:
            yield f"processes left: {', '.join(str(process.pid) for process in left)}"
            for process in left:
                process.kill()
        if listing(self.site) not in (old, self.new):
            yield "a mixture of two sites"
        if failed := self.built():
            yield f"the next build fails: {failed[-300:]}"
        elif listing(self.site) != self.new:
            yield "the next site is not that of a clean build"


def report(trials: Trials, seed: int) -> str:
    """Return the section of docs/reliability.md."""
    rows = [f"| {kind} | {number} | {trials.right[kind]} |" for kind, number in trials.tried.items()]
    return "\n".join(
        [
            "## Builds that are ended or starved",
            "",
            "Written by `make faults`. A book with a site is changed and built again under a fault.",
            "*Right* means: afterwards the old site or the new one stands there, whole; no process is left; nothing was",
            "said with a traceback; the next build succeeds and all files are those of a clean build.",
            "",
            "Where fewer than 5 files may be open or a process may have less than 15 MB of addresses, Python does not",
            "start, or does not come to the first line of ours, and says so in its own words. Whoever ends a chapter and",
            "its guard at once with `kill -9` leaves running what the chapter has started.",
            "",
            f"Seed {seed}, {sys.platform}, Python {sys.version.split()[0]}.",
            "",
            "| fault | tried | right |",
            "|---|---:|---:|",
            *rows,
            f"| all | {sum(trials.tried.values())} | {sum(trials.right.values())} |",
            "",
            *(["Not right:", "", *(f"- {line}" for line in trials.wrong), ""] if trials.wrong else []),
            *([f"Not tried: {'; '.join(trials.untried)}.", ""] if trials.untried else []),
        ]
    )


def main() -> int:
    """Try all, write the report; return 1 where something was not right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="random moments [default: 100]")
    parser.add_argument("--only", default="", help="only kinds whose name holds this; nothing is written")
    parser.add_argument("--every", type=int, default=1, help="only every n-th fault of a kind [default: 1]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on where a run that was stopped has ended")
    parser.add_argument("--output", type=Path, default=reliability.PAGE)
    asked = parser.parse_args()
    executors.adopt_orphans()
    execute.warm()
    pages.load_sphinx()
    for extension in ("jupyter_book.sphinx", "myst_nb.sphinx_", "sphinx_book_theme", "sphinx_design"):
        importlib.import_module(extension)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        trials = Trials(Path(scratch), Path(scratch, "log") if asked.only else LOG)
        if asked.resume:
            for line in LOG.read_text(encoding="utf-8").splitlines():
                trials.count(*json.loads(line))
        elif not asked.only:
            LOG.unlink(missing_ok=True)
        before, met = Counter(trials.tried), Counter[str]()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            trials.prepare()
            for fault in all_of(trials, asked.kills, asked.seed):
                met[fault.kind] += 1
                if (
                    asked.only in fault.kind
                    and met[fault.kind] > before[fault.kind]
                    and met[fault.kind] % asked.every == 0
                ):
                    trials.trial(fault)
        except KeyboardInterrupt:
            trials.untried.append("what was left when the run was stopped; `python -m tools.faults --resume` goes on")
            if trials.session:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(trials.session, signal.SIGKILL)
    text = report(trials, asked.seed)
    print(text)
    if not asked.only:
        reliability.write("faults", text, asked.output)
    return 1 if trials.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
