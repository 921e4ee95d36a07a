"""The command line in a process of its own, as a person runs it, without the price of starting Python each time.

Where processes can be forked, one process per worker has imported the libraries and the handbook and forks itself for
each command: importing them takes as long as building a small book. Where modules are to come from another folder,
the fork forgets those of the handbook first.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterable, Mapping, Sequence
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess as Fork
from pathlib import Path
from typing import IO

MAIN = "from handbook.cli import main; main()"
CAN_FORK = sys.platform == "linux"

SHARED = Path(__file__).resolve().parents[1] / "_build" / "tests"
"""Where the books of tests keep drawings and compiled templates, all in one folder: the same chart is drawn once."""


def share_drawings(root: Path) -> None:
    """Let the builds of a project, a new one, keep drawings and compiled templates where those of other tests do."""
    work = root / "_build" / "work"
    work.mkdir(parents=True, exist_ok=True)
    for name in ("drawings", "templates"):
        (SHARED / name).mkdir(parents=True, exist_ok=True)
        (work / name).symlink_to(SHARED / name, target_is_directory=True)


def copy_code(source: Path, target: Path) -> None:
    """Copy a folder of modules, compiled ones too: compiling the engine takes longer than building a small book."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("_build", "*.pyc.*", "*.egg-info"))


@functools.cache
def vega() -> Path:
    """Return the script that draws charts in the browser, made once for all tests: to join it takes seconds."""
    code = "import sys; from handbook.site import render; from pathlib import Path; render.vega(Path(sys.argv[1]))"
    (SHARED / "drawings").mkdir(parents=True, exist_ok=True)
    made = run(SHARED.parent, str(SHARED / "drawings"), code=code)
    assert made.returncode == 0, made.stderr
    [script] = (SHARED / "drawings").glob("vega-*.js")
    return script


def share_vega(root: Path) -> None:
    """Give a project whose drawings are its own the script that draws them in the browser."""
    drawings = root / "_build" / "work" / "drawings"
    drawings.mkdir(parents=True, exist_ok=True)
    shutil.copy(vega(), drawings)


if CAN_FORK:
    WARM = multiprocessing.get_context("forkserver")
    WARM.set_forkserver_preload(["warmed"])


@functools.cache
def _begin() -> None:
    """Start the process that commands are forked from, where it finds what it is to import."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), before]))
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def run(
    root: Path, *arguments: str, code: str = MAIN, path: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``handbook`` with arguments in a folder and return its status and what it said.

    Args:
        root: the folder it is run in.
        arguments: those of the command line.
        code: what the process runs.
        path: folders that come before all others when modules are imported, as in PYTHONPATH.
        environment: variables to add; those that Python reads only while it starts need a process of their own.
    """
    if not CAN_FORK:
        if path:
            environment["PYTHONPATH"] = path
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=root,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        child = fork(root, arguments, [said, complained], code, path, {**os.environ, **environment})
        child.join()
        texts = []
        for file in (said, complained):
            file.seek(0)
            texts.append(file.read().decode("utf-8"))
    return subprocess.CompletedProcess(["handbook", *arguments], child.exitcode or 0, *texts)


def fork(
    root: Path,
    arguments: Sequence[str],
    files: Iterable[IO[bytes]],
    code: str,
    path: str,
    environment: Mapping[str, str],
) -> Fork:
    """Begin a command as `run` does where processes can be forked, with files for its output and all its variables."""
    _begin()
    given = [multiprocessing.reduction.DupFd(file.fileno()) for file in files]
    child = WARM.Process(target=_command, args=(str(root), arguments, code, path, dict(environment), given))
    child.start()
    return child


def _command(root, arguments, code, path, environment, files) -> None:
    """Become the command: its folder, its variables, its output."""
    for number, file in enumerate(files, start=1):
        os.dup2(file.detach(), number)
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *arguments]
    brought = {found.name for place in filter(None, path.split(os.pathsep)) for found in Path(place).iterdir()}
    for name in [name for name in sys.modules if name.partition(".")[0] in brought & {"analysis", "handbook"}]:
        del sys.modules[name]
    sys.path[:] = [*filter(None, path.split(os.pathsep)), *(place for place in sys.path if place)]
    status = 0
    try:
        exec(compile(code, "<command>", "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(status)
