"""Work is done wherever it is sent, with the same result, and a process that dies loses nothing."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    time.sleep(0.3)
    return number * number, os.getppid()


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
