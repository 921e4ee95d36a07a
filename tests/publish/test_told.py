"""An edition is checked in a fork while its parent does something else: what was checked is what is built."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from handbook.publish import checking, edition, execute, told
from handbook.tables.problems import Problem, TableError
from handbook.tables.snapshot import Tables, prepared


def nothing() -> None:
    """Do nothing meanwhile."""


def edition_of(project, data_dir: Path | None = None) -> edition.Edition:
    return edition.Edition(project.root, data_dir or project.data, project.root / "_build" / "html")


def test_what_is_edited_after_the_check_is_not_what_is_built(project):
    checked = checking.checked(None, edition_of(project), nothing)
    rows = project.file("sales").read_text(encoding="utf-8").count("\n") - 1
    project.append("sales", "north,2023,n/a,office,original")
    with prepared(checked.tables):
        read = Tables.open(project.data, project.data)
        assert (list(map(str, checked.problems)), len(read.text("sales"))) == ([], rows)
    assert any("n/a" in str(problem) for problem in checking.checked(None, edition_of(project), nothing).problems)


@pytest.mark.parametrize("large", [0, 10**9])
def test_fork_finds_what_a_check_here_finds(project, monkeypatch, large):
    monkeypatch.setattr(checking, "_LARGE", large)
    project.append("sales", "north,2023,n/a,office,original")
    project.replace("sales", "south,2022,10.5", "south,2022,1050")
    done: list[int] = []
    checked = checking.checked(None, edition_of(project), lambda: done.append(1))
    here = told.check(project.tables, project.root)
    assert (checked.lines(), checked.as_json(), done) == (here.lines(), here.as_json(), [1])
    assert checked.problems


def test_data_package_that_cannot_be_read_is_told_by_the_fork_too(project):
    (project.data / "datapackage.yaml").write_text("resources: [", encoding="utf-8")
    here = told.check(project.tables, project.root)
    assert checking.checked(None, edition_of(project), nothing).lines() == here.lines()


def test_folder_that_is_not_there_is_told_as_where_nothing_forks(project):
    with pytest.raises(edition.PublishError, match="there is no such folder"):
        checking.checked(project.root / "elsewhere", edition_of(project, project.root / "elsewhere"), nothing)


def test_what_chapters_read_is_looked_at_in_the_fork_and_only_there(project, monkeypatch):
    jobs = execute.jobs_of(edition_of(project))
    execute.execute_all(jobs, workers=1)
    checked = checking.checked(None, edition_of(project), nothing, ahead=True)

    def again(*_: object) -> None:
        raise AssertionError("looked at again")

    monkeypatch.setattr(execute, "verdicts_digest", again)
    monkeypatch.setattr(Tables, "digest", again)
    with prepared(checked.tables):
        assert [execute.why(job) for job in jobs] == [""] * len(jobs)


def test_errors_of_tables_cross_from_one_process_to_another():
    problem = Problem("sales.csv", 2, "year", "n/a", "a year")
    error = pickle.loads(pickle.dumps(TableError([problem], "what could be read")))
    assert (error.problems, error.table, str(error)) == ((problem,), "what could be read", str(problem))
