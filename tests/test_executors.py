"""Work is done wherever it is sent, with the same result, and a process that dies loses nothing."""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from handbook import executors
from handbook.executors import Dask, Forks, LostError, Threads
from handbook.publish import execute
from handbook.tables import snapshot

EXECUTORS = [
    pytest.param(Forks(2), id="forks", marks=pytest.mark.skipif(not executors.can_fork(), reason="needs fork")),
    pytest.param(Threads(2), id="threads"),
]


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    if number == 3:
        raise snapshot.TableError([snapshot.Problem("gdp.csv", number, None, None, "a number", "Mend it.")])
    return number


@pytest.mark.parametrize("executor", EXECUTORS)
def test_every_job_has_its_result(executor):
    assert sorted(executor.map(square, range(20))) == [(n, n * n) for n in range(20)]
    assert list(executor.map(square, [])) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_what_the_function_raises_is_raised_here_in_the_same_words(executor):
    with pytest.raises((snapshot.TableError, RuntimeError), match=r"gdp\.csv, row 3: expected a number\. Mend it\."):
        list(executor.map(fail, range(5)))


@pytest.mark.parametrize("executor", EXECUTORS)
def test_preparation_comes_before_the_first_job_and_only_where_there_is_one(executor, tmp_path):
    made = tmp_path / "made"
    assert list(executor.map(square, [], made.mkdir)) == []
    assert not made.exists()
    assert dict(executor.map(str, [made], made.mkdir)) == {0: str(made)}
    assert made.is_dir()


def die_once(file: Path) -> str:
    """End the own process with a signal, the first time."""
    if not file.exists():
        file.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die(_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not executors.can_fork(), reason="needs fork")
def test_a_process_that_dies_loses_nothing(tmp_path):
    files = [tmp_path / str(n) for n in range(4)]
    assert dict(Forks(2).map(die_once, files)) == dict.fromkeys(range(4), "done")


@pytest.mark.skipif(not executors.can_fork(), reason="needs fork")
def test_a_process_that_always_dies_is_named(tmp_path):
    with pytest.raises(LostError, match=r"its process ended 3 times without a result \(signal 9\).*memory.*--jobs 1"):
        list(Forks(2).map(die, [1]))


@pytest.mark.skipif(not executors.can_fork(), reason="needs fork")
def test_jobs_leave_nothing_behind(monkeypatch):
    left: list[int] = []

    def change(number: int) -> list[int]:
        left.append(number)
        os.environ["LEFT"] = "behind"
        return left

    monkeypatch.delenv("LEFT", raising=False)
    assert [result for _, result in Forks(1).map(change, range(3))] == [[0], [1], [2]]
    assert (left, os.environ.get("LEFT")) == ([], None)


# ── what a job leaves running ────────────────────────────────────────────────────────────────────

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its children's children")
SLEEP = ["sleep", "60"]
FORGOTTEN = "setsid sleep 60 >/dev/null 2>&1 & echo $!"


def start(file: Path) -> None:
    """Start processes of all kinds and note their numbers in a file, a line for each job."""
    orphan = subprocess.run(["sh", "-c", FORGOTTEN], stdout=subprocess.PIPE, text=True, check=True)
    forked = os.fork()
    if not forked:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    started = [subprocess.Popen(SLEEP).pid, subprocess.Popen(SLEEP, start_new_session=True).pid, forked]
    with file.open("a", encoding="utf-8") as stream:
        print(*started, int(orphan.stdout), file=stream)


def start_and_end(job: tuple[Path, str]) -> str:
    """Start processes and a thread, and end in some way."""
    file, how = job
    threading.Thread(target=time.sleep, args=(60,)).start()
    start(file)
    if how == "raises":
        raise ValueError(how)
    if how == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    return how


@LINUX
@pytest.mark.parametrize("how", ["returns", "raises", "dies"])
def test_nothing_that_a_job_started_outlives_it(tmp_path, how):
    file = tmp_path / "started"
    expected = {"raises": pytest.raises(ValueError, match=how), "dies": pytest.raises(LostError, match="signal 9")}
    with expected.get(how, contextlib.nullcontext()):
        assert list(Forks(1, watched=True).map(start_and_end, [(file, how)])) == [(0, "returns")]
    started = [int(number) for number in file.read_text(encoding="utf-8").split()]
    assert len(started) == (3 * 4 if how == "dies" else 4)
    assert [number for number in started if Path(f"/proc/{number}").exists()] == []


def read_all(_: object) -> bytes:
    return subprocess.run(["cat"], stdout=subprocess.PIPE, check=True, timeout=5).stdout


@LINUX
def test_what_a_job_starts_finds_nothing_to_read_and_waits_for_nobody():
    kept, (hear, tell) = os.dup(0), os.pipe()
    os.dup2(hear, 0)
    try:
        assert list(Forks(1, watched=True).map(read_all, [0])) == [(0, b"")]
    finally:
        os.dup2(kept, 0)
        for number in (kept, hear, tell):
            os.close(number)


def start_and_wait(file: Path) -> None:
    start(file)
    os.write(1, b"ready")
    time.sleep(60)


def begin(file: Path, told: int) -> None:
    """Become a process that does such a job, with a session and an output of its own."""
    with contextlib.suppress(BaseException):
        os.setsid()
        os.dup2(told, 1)
        os.close(told)
        for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
            signal.signal(number, handler)
        list(Forks(1, watched=True).map(start_and_wait, [file]))
    os._exit(0)


@LINUX
def test_nothing_that_a_job_started_outlives_the_process_that_began_it(tmp_path):
    for end, send in itertools.product((signal.SIGKILL, signal.SIGTERM, signal.SIGINT), (os.kill, os.killpg)):
        hear, told = os.pipe()
        process = os.fork()
        if not process:
            begin(tmp_path / "started", told)
        os.close(told)
        assert os.read(hear, 5) == b"ready"
        send(process, end)
        os.waitpid(process, 0)
        # All that hold the pipe have ended when it does.
        assert select.select([hear], [], [], 20)[0]
        assert os.read(hear, 5) == b""
        os.close(hear)
    started = (tmp_path / "started").read_text(encoding="utf-8").split()
    assert len(started) == 6 * 4
    assert [number for number in started if Path(f"/proc/{number}").exists()] == []


def test_packed_folder_comes_out_as_it_was_whenever_it_was_written(tmp_path):
    for name, date in (("a", 10**9), ("b", 1.5 * 10**9)):
        file = tmp_path / name / "deep" / "表.csv"
        file.parent.mkdir(parents=True)
        file.write_text("value\n1\n", encoding="utf-8")
        os.utime(file, (date, date))
    packed = executors.pack(tmp_path / "a")
    assert packed == executors.pack(tmp_path / "b")
    executors.unpack(packed, tmp_path / "c")
    assert (tmp_path / "c" / "deep" / "表.csv").read_text(encoding="utf-8") == "value\n1\n"


# ── a scheduler ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Give a scheduler with two worker processes on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def slow_square(number: int) -> tuple[int, int]:
    """Return the square, and the process beside the worker: the parent of the job's guard."""
    time.sleep(0.3)
    return number * number, psutil.Process(os.getppid()).ppid()


def test_killed_worker_loses_nothing(cluster):
    found: dict[int, int] = {}
    processes = set()
    for place, (result, process) in Dask(cluster.scheduler_address).map(slow_square, range(12)):
        if not found:
            # The process beside the worker ends with it.
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
        found[place] = result
        processes.add(process)
    assert found == {n: n * n for n in range(12)}
    assert len(processes) >= 2


def test_what_fails_on_a_worker_is_said_here(cluster):
    with pytest.raises((snapshot.TableError, RuntimeError), match=r"gdp\.csv, row 3: expected a number"):
        list(Dask(cluster.scheduler_address).map(fail, range(5)))


@pytest.mark.parametrize("own", [True, False], ids=["own tables", "edition"])
def test_chapters_run_on_workers_are_those_run_here_byte_for_byte(cluster, project, tmp_path, own):
    """The workers stand in another folder and see neither tables nor notebooks but those that they are sent."""
    data = project.data
    parameters = {}
    if not own:
        data = tmp_path / "mine"
        data.mkdir()
        (data / "sales.csv").write_bytes(project.file("sales").read_bytes().replace(b"12.0", b"12.25"))
        parameters = {"data_dir": str(data)}

    def texts(where: str, **how: Any) -> dict[str, str]:
        out = tmp_path / where
        jobs = [execute.Job(n, out / n.name, parameters, data) for n in execute.chapters(project.root)]
        execute.execute_all(jobs, **how)
        return {file.name: file.read_text(encoding="utf-8") for file in sorted(out.iterdir())}

    here, there = texts("here"), texts("there", scheduler=cluster.scheduler_address)
    assert set(here) == set(there) == {"members.ipynb", "members.json", "sales.ipynb", "sales.json"}
    assert [name for name, text in here.items() if text != there[name]] == []
    assert ("12.25" in here["sales.ipynb"]) is not own


def test_worker_with_another_version_is_named(project, monkeypatch):
    task = execute._task(execute.Job(project.root / "book" / "sales.ipynb", project.root / "x.ipynb"), "inprocess")
    monkeypatch.setattr(execute, "code_digest", lambda root, package: "another")
    assert "another version of the handbook" in execute.perform(task).failure


def test_missing_scheduler_is_named(monkeypatch):
    monkeypatch.setattr(executors, "PATIENCE", 1)
    with pytest.raises(LostError, match="no scheduler answers there"):
        list(Dask("tcp://127.0.0.1:9").map(square, [1]))


def test_missing_dask_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LostError, match=r"pip install '\.\[distributed\]'"):
        list(Dask("tcp://127.0.0.1:9").map(square, [1]))


def test_kernels_run_several_at_a_time_where_no_process_can_be_forked(project, monkeypatch):
    monkeypatch.setattr(executors, "can_fork", lambda: False)
    out = project.root / "_build" / "executed"
    jobs = [execute.Job(n, out / n.name, {}, project.data) for n in execute.chapters(project.root)]
    kernels: list[str] = []

    def count(result: execute.Executed, number: int, total: int) -> None:
        kernels.append(result.job.name)

    execute.execute_all(jobs, workers=2, progress=count)
    assert sorted(kernels) == ["members", "sales"]
    text = (out / "sales.ipynb").read_text(encoding="utf-8")
    monkeypatch.undo()
    monkeypatch.chdir(project.root)
    execute.execute_all(jobs, workers=2, force=True)
    assert ((out / "sales.ipynb").read_text(encoding="utf-8") == text) is True
