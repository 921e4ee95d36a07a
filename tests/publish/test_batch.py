"""Many editions from one list: work that they share is done once, and one that fails stops no other."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handbook import cli, executors
from handbook.publish import batch, execute
from handbook.tables import ingest

HEADER = "name,data\n"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.main, ["batch", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


pytestmark = pytest.mark.usefixtures("no_pages")


@pytest.fixture
def listed(project) -> Path:
    """Give a list of four editions, the third of which has a table that is wrong."""
    text = project.file("sales").read_text(encoding="utf-8")
    for name, content in {
        "next": text + "north,2023,14.3,office,original\n",
        "wrong": text.replace("12.0", "x"),
    }.items():
        folder = project.root / "tables" / name
        folder.mkdir(parents=True)
        (folder / "sales.csv").write_text(content, encoding="utf-8")
    file = project.root / "tables" / "editions.csv"
    file.write_text(HEADER + "own,\nnext,next\nwrong,wrong\nsame,next\n", encoding="utf-8")
    return file


def test_editions_share_what_they_can_and_one_that_fails_stops_no_other(project, listed):
    result = run(listed)
    assert result.exit_code == 1
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[:4] == [["wrong:", "failed"], ["own:", "built"], ["next:", "built"], ["same:", "built"]]
    assert lines[4] == ["edition", "status", "executed", "kept", "files", "written", "output"]
    assert lines[5][:4] == ["own", "built", "2", "0"]
    assert lines[6][:4] == ["next", "built", "1", "1"], "the chapter that reads no sales is taken over"
    assert lines[7][:5] == ["wrong", "failed", "0", "0", "0"]
    assert lines[8][:4] == ["same", "built", "0", "2"], "the same tables"
    assert "sales.csv, row 3, column sales_100m_cny: found 'x', expected a number" in result.stderr
    sites = project.root / "_build" / "editions"
    assert (sites / "own" / "en" / "index.html").read_text(encoding="utf-8") == "en: original edition"
    assert "2021–2023" in (sites / "next" / "zh" / "index.html").read_text(encoding="utf-8")
    assert not (sites / "wrong").exists()


def test_second_batch_does_nothing_and_says_so(project, listed):
    listed.write_text(HEADER + "own,\nnext,next\n", encoding="utf-8")
    assert run(listed).exit_code == 0
    again = run(listed)
    assert again.exit_code == 0
    assert again.output.count("up to date") == 4
    assert run(listed).output == again.output


WRONG = {
    "": "editions.csv, row 1: found '', expected rows with the columns name, data.",
    "title,data\na,b\n": "found 'title, data', expected rows with the columns name, data.",
    HEADER + "a,\na,\n": "editions.csv, row 3, column name: found 'a', expected each name once.",
    HEADER + "../a,\n": "row 2, column name: found '../a', expected a name that can be a folder's.",
}


def test_list_that_is_wrong_is_refused_in_words_before_anything_is_built(project, listed):
    for text, message in WRONG.items():
        listed.write_text(text, encoding="utf-8")
        result = run(listed)
        assert (result.exit_code, message in result.output) == (1, True), (text, result.output)
        assert not (project.root / "_build").exists(), text


def test_folders_are_checked_before_an_edition_is_built_and_headers_may_be_chinese(project, listed):
    text = "数据;名称\n;own\nwrong;坏\n"
    listed.write_bytes(text.encode("gb18030"))
    result = run(listed)
    assert result.exit_code == 1
    assert [line.split() for line in result.stdout.splitlines()[:2]] == [["坏:", "failed"], ["own:", "built"]]


def test_an_edition_of_other_tables_has_its_own_folder(project, listed):
    result = CliRunner().invoke(cli.main, ["build", "--data", str(listed.parent / "next"), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    assert result.output.endswith("_build/editions/next/index.html\n")
    assert not (project.root / "_build" / "html").exists()


def test_tables_of_the_handbook_are_read_once_for_all_editions(project, listed, monkeypatch):
    """Each edition is built in a fork, which has what was read before it began."""
    monkeypatch.setattr(executors, "choose", lambda *_, **__: Here())
    times: Counter[str] = Counter()
    load = ingest.load

    def counted(file: Path, *rest: object) -> ingest.Table:
        times[str(file.relative_to(project.root))] += 1
        return load(file, *rest)

    monkeypatch.setattr(ingest, "load", counted)
    listed.write_text(HEADER + "own,\nnext,next\nsame,next\n", encoding="utf-8")
    done = batch.build(batch.tasks(listed, project.root, project.root / "_build" / "editions"))
    assert [outcome.status for outcome in done] == ["built", "built", "built"], done
    assert times.pop("tables/next/sales.csv") == 4, (
        "for each edition of it, once before any is built and once for itself"
    )
    assert times == dict.fromkeys([f"data/{name}.csv" for name in project.tables.names], 1)


class Here:
    """Does jobs in this process, one after the other."""

    def map(self, function: Callable, jobs: list, *prepare: Callable | None) -> list:
        for needed in prepare:
            if needed:
                needed()
        return [(place, function(job)) for place, job in enumerate(jobs)]


def test_missing_list_and_missing_folder_are_named(project, listed):
    assert "nowhere.csv: expected a list of editions." in run(project.root / "nowhere.csv").output
    listed.write_text(HEADER + "a,nowhere\nown,\n", encoding="utf-8")
    result = run(listed)
    assert result.exit_code == 1
    assert "there is no such folder" in result.stderr
    assert "own: built" in result.stdout


@pytest.mark.skipif(not executors.can_fork(), reason="processes cannot be forked here")
def test_edition_whose_process_dies_stops_no_other(project, listed, monkeypatch):
    whole = execute.execute_all

    def die(jobs: list, **options: object) -> object:
        if "next" in str(jobs[0].data_dir):
            os._exit(9)
        return whole(jobs, **options)

    monkeypatch.setattr(execute, "execute_all", die)
    listed.write_text(HEADER + "next,next\nown,\n", encoding="utf-8")
    done = batch.build(batch.tasks(listed, project.root, project.root / "_build" / "editions"))
    assert [outcome.status for outcome in done] == ["failed", "built"]
    assert "next: its process ended" in done[0].message


def wait(task: batch.Task) -> None:
    os.write(1, b"ready")
    time.sleep(60)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_edition_is_not_built_on_when_its_batch_is_killed(monkeypatch):
    monkeypatch.setattr(batch, "_in_common", lambda listed: contextlib.nullcontext())
    monkeypatch.setattr(batch, "_wrong_data", lambda task: "")
    monkeypatch.setattr(batch, "perform", wait)
    hear, told = os.pipe()
    process = os.fork()
    if not process:
        os.dup2(told, 1)
        os.close(told)
        batch.build([batch.Task("a", Path(), Path(), Path())])
    os.close(told)
    assert os.read(hear, 5) == b"ready"
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    # All that hold the pipe have ended when it does.
    assert select.select([hear], [], [], 5)[0]
    os.close(hear)
