"""Where work is done: in forks of this process, in threads, or on the workers of a Dask scheduler.

All three take a function that can be imported by name and jobs that can be pickled, and give results as they come::

    for place, result in choose(workers=2).map(function, jobs):
        ...

A job holds all that it needs and a result all that came of it (`pack` puts a folder into bytes), so that neither
depends on where the work is done. A job whose process or machine dies is done again elsewhere; what is lost is named.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol, TypeVar

__all__ = [
    "Dask",
    "Executor",
    "Forks",
    "LostError",
    "Threads",
    "adopt_orphans",
    "can_fork",
    "choose",
    "pack",
    "tie_children",
    "unpack",
]

Job = TypeVar("Job")
Result = TypeVar("Result")

TRIES = 3
"""How often a job is begun before it is given up as lost."""

PATIENCE = 10
"""Seconds within which a scheduler has to answer, and a process that is killed has to end."""


class LostError(RuntimeError):
    """A job's process died each time it was begun, or the scheduler cannot be reached."""


class Executor(Protocol):
    """Does jobs, several at a time."""

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        prepare: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """Yield the place of each job with its result, in the order in which they are done.

        Args:
            function: one that can be imported by name (of a module, not a lambda).
            jobs: whatever can be pickled.
            prepare: called once in each process that does jobs, before the first: imports that all of them need.
            meanwhile: called once here, where there are jobs and all of them have been begun.

        Raises:
            LostError: when a job's process died `TRIES` times.
            Exception: what the function raised, as soon as it did; jobs not yet done are given up.
        """
        ...


def can_fork() -> bool:
    """Return whether work can be done in forks of this process."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def choose(workers: int = 0, scheduler: str = "", *, watched: bool = False) -> Executor:
    """Return the fastest executor that this system has, or the one of a scheduler.

    Args:
        workers: jobs at a time; 0 for one per processor (a scheduler knows its own).
        scheduler: address of a Dask scheduler, ``tcp://host:8786``.
        watched: see `Forks`; a scheduler's jobs always are.

    >>> sorted(choose(2).map(abs, [-1, -2]))
    [(0, 1), (1, 2)]
    """
    if scheduler:
        return Dask(scheduler)
    return Forks(workers or processors(), watched) if can_fork() else Threads(workers or processors())


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ── children end with their parent ───────────────────────────────────────────────────────────────

_parents: list[int] = []
"""This process, while it forks, where its children are to end with it."""

_tied = False


def tie_children() -> None:
    """Let every fork of this process, and theirs, end when the one that forked it ends, however that ends.

    A build that is killed leaves no process behind that would draw on for an hour, or hold its output open. Linux
    alone can do that; elsewhere the children of a killed build end with their work.
    """
    global _tied
    if sys.platform == "linux" and not _tied:
        os.register_at_fork(before=lambda: _parents.append(os.getpid()), after_in_parent=_parents.pop)
        os.register_at_fork(after_in_child=_end_with_parent)
        _tied = True


_DEATH_SIGNAL, _CHILD_SUBREAPER = 1, 36


def adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends, whatever its session (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1)


def _end_with_parent() -> None:
    _end_with(_parents.pop(), signal.SIGKILL)


def _end_with(parent: int, number: int) -> None:
    """Let the system send this process a signal when its parent ends."""
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, number)
    if os.getppid() != parent:  # it has ended already
        os.kill(os.getpid(), number)


# ── what a job starts ends with it ───────────────────────────────────────────────────────────────


def _watched(parent: int) -> None:
    """Go on in a fork, and let this process stay as its guard, which ends what the fork has started, and then as it did.

    As it adopts what is left below it, it finds all, and sees when there is nothing any more. It stands in a group of
    its own, where signals to all processes of a build do not end it before the others.

    Args:
        parent: of this process; when it ends, all that the guard watches is ended.
    """
    ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    guard = os.getpid()
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*ends, signal.SIGCHLD})
    adopt_orphans()
    _end_with(parent, signal.SIGTERM)
    job = os.fork()
    if job:
        try:
            _guard(job, ends)
        finally:
            os._exit(1)
    _end_with(guard, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    # A terminal stops what reads from it and does not stand in its own group.
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)


def _guard(job: int, ends: set[signal.Signals]) -> None:
    """Wait for the end of a process, or to be ended; end all that is left below, and do as was done."""
    told, done, status = int(signal.SIGCHLD), 0, 0
    while told == signal.SIGCHLD and not done:
        told = int(signal.sigwait({*ends, signal.SIGCHLD}))
        done, status = os.waitpid(job, os.WNOHANG)
    _end_all_below()
    if done and not os.WIFSIGNALED(status):
        os._exit(os.waitstatus_to_exitcode(status))
    number = os.WTERMSIG(status) if done else told
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    os.kill(os.getpid(), number)


def _end_all_below() -> None:
    """End all processes below this one, which gets the children of each that ends; give up on what does not end."""
    patience = time.monotonic() + PATIENCE
    with contextlib.suppress(ChildProcessError):  # there is none any more
        while time.monotonic() < patience:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                import psutil  # takes a while, and most jobs leave nothing

                for process in psutil.Process().children():
                    with contextlib.suppress(psutil.Error):  # ended in between, or of another user
                        process.kill()
                time.sleep(0.01)


# ── on this machine ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Forks:
    """Every job in a fresh fork of this process: what is imported here is there at once, nothing is left behind.

    Attributes:
        workers: jobs at a time.
        watched: whether processes that a job starts are ended when it is over, or when this process ends (Linux).
    """

    workers: int = 1
    watched: bool = False

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        prepare: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """See `Executor.map`."""
        if jobs and prepare:
            prepare()
        # What is there already needs no collection in a fork, which would copy every page that it looks at.
        frozen = gc.get_freeze_count()
        if not frozen:
            gc.freeze()
        fork = multiprocessing.get_context("fork")
        parent = os.getpid() if self.watched and sys.platform == "linux" else 0
        waiting = deque((place, 1) for place in range(len(jobs)))
        running: dict[Connection, tuple[int, int, Any]] = {}
        try:
            while waiting or running:
                while waiting and len(running) < self.workers:
                    place, tries = waiting.popleft()
                    receiver, sender = fork.Pipe(duplex=False)
                    process = fork.Process(target=_child, args=(sender, function, jobs[place], parent))
                    process.start()
                    sender.close()
                    running[receiver] = place, tries, process
                if meanwhile and not waiting:
                    meanwhile()
                    meanwhile = None
                for connection in wait(list(running)):
                    assert isinstance(connection, Connection)
                    place, tries, process = running.pop(connection)
                    try:
                        answer = connection.recv_bytes()
                    except EOFError:
                        process.join()
                        # One that was ended by its own alarm has had its time.
                        if tries == TRIES or process.exitcode == -getattr(signal, "SIGALRM", 0):
                            raise LostError(_died(jobs[place], process.exitcode)) from None
                        waiting.appendleft((place, tries + 1))
                        continue
                    process.join()
                    yield place, _opened(answer)
        finally:
            for _, _, process in running.values():
                process.terminate()
                process.join()
            if not frozen:
                gc.unfreeze()


def _child(answer: Connection, function: Callable[[Any], Any], job: Any, watched_for: int) -> None:
    status = 1
    try:
        if watched_for:
            _watched(watched_for)
        process = os.getpid()
        given = _answer(function, job)
        if os.getpid() == process:  # a fork that a job made of itself has nothing to say
            answer.send_bytes(given)
        status = 0
    finally:
        # Not by returning: Python would wait for threads that the job has left running.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(status)


def _answer(function: Callable[[Any], Any], job: Any) -> bytes:
    """Return what a function gave for a job, or what it raised, as bytes."""
    try:
        return pickle.dumps((True, function(job)))
    except Exception as error:
        with contextlib.suppress(Exception):
            answer = pickle.dumps((False, error))
            if str(pickle.loads(answer)[1]) == str(error):
                return answer
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _opened(answer: bytes) -> Any:
    good, value = pickle.loads(answer)
    if not good:
        raise value
    return value


def _died(job: Any, status: int | None) -> str:
    name = getattr(job, "name", "a job")
    ended = f"signal {-status}" if status is not None and status < 0 else f"status {status}"
    hint = " The system ends a process so when memory is short: try --jobs 1." if status == -9 else ""
    if status == -getattr(signal, "SIGALRM", 0):
        return f"{name}: it ran longer than it may, outside of Python, and was ended."
    return f"{name}: its process ended {TRIES} times without a result ({ended}).{hint}"


@dataclass(frozen=True)
class Threads:
    """Jobs in threads of this process, for work that starts a process of its own (a kernel)."""

    workers: int = 1

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        prepare: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """See `Executor.map`."""
        from concurrent.futures import ThreadPoolExecutor, as_completed

        if jobs and prepare:
            prepare()
        with ThreadPoolExecutor(self.workers) as pool:
            places = {pool.submit(function, job): place for place, job in enumerate(jobs)}
            try:
                if jobs and meanwhile:
                    meanwhile()
                for future in as_completed(places):
                    yield places[future], future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


# ── on other machines ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Dask:
    """Jobs on the workers of a Dask scheduler; each worker needs the same version of the handbook.

    A worker that dies loses nothing: the scheduler gives its jobs to another one.
    """

    scheduler: str

    def map(
        self,
        function: Callable[[Job], Result],
        jobs: Sequence[Job],
        prepare: Callable[[], None] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """See `Executor.map`."""
        try:
            from distributed import Client, as_completed
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise LostError("Work on other machines needs Dask: pip install '.[distributed]'") from None
        try:
            client = Client(self.scheduler, set_as_default=False, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise LostError(
                f"{self.scheduler}: no scheduler answers there ({error}). Start one with `dask scheduler`."
            ) from None
        with client:
            places = {
                client.submit(remote, pickle.dumps((function, job, prepare)), pure=False, retries=TRIES - 1): place
                for place, job in enumerate(jobs)
            }
            if jobs and meanwhile:
                meanwhile()
            for future in as_completed(list(places), loop=client.loop):
                try:
                    answer = future.result()
                except KilledWorker as error:
                    raise LostError(f"{getattr(jobs[places[future]], 'name', 'a job')}: {error}") from None
                future.release()
                yield places[future], _opened(answer)


_idle: list[subprocess.Popen[bytes]] = []
_lock = threading.Lock()


def remote(job: bytes) -> bytes:
    """Do a job that came as bytes, in a fork of a process that is kept warm beside this one.

    A Dask worker has threads, which a fork does not survive, and may have no child processes of
    `multiprocessing`; a plain process beside it may do both. There is one for each thread.
    """
    with _lock:
        helper = _idle.pop() if _idle else None
    if helper is None or helper.poll() is not None:
        helper = subprocess.Popen(
            [sys.executable, "-m", "handbook.executors"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    assert helper.stdin is not None
    assert helper.stdout is not None
    try:
        _send(helper.stdin, job)
        answer = _receive(helper.stdout)
    except (EOFError, BrokenPipeError):
        raise LostError(f"the process beside a worker ended with status {helper.wait()}") from None
    with _lock:
        _idle.append(helper)
    return answer


def _send(stream: Any, content: bytes) -> None:
    stream.write(len(content).to_bytes(8, "big") + content)
    stream.flush()


def _receive(stream: Any) -> bytes:
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    return bytes(stream.read(int.from_bytes(head, "big")))


def _serve() -> None:
    """Answer jobs from standard input until it ends; what a job prints goes to standard error."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            function, job, prepare = pickle.loads(_receive(requests))
        except EOFError:
            return
        if can_fork():
            try:
                [(_, answer)] = Forks(1, watched=True).map(partial(_answer, function), [job], prepare)
            except LostError as error:
                answer = pickle.dumps((False, error))
        else:
            answer = _answer(function, job)
        _send(answers, answer)


# ── folders as bytes ─────────────────────────────────────────────────────────────────────────────


def pack(folder: Path, pattern: str = "**/*") -> bytes:
    """Return the files of a folder as bytes: the same files give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob(pattern)):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
    return content.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Write what `pack` packed into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        _serve()
