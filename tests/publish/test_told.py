"""An edition is checked in a fork while its parent does something else: both mean the same bytes."""

from __future__ import annotations

import pickle

import pytest

from handbook.publish import told
from handbook.tables.problems import Problem, TableError


def test_what_is_edited_during_the_check_is_not_what_is_built(project):
    tables = project.tables
    size = project.file("sales").read_text(encoding="utf-8").count("\n") - 1

    def edit() -> None:
        project.append("sales", "north,2023,n/a,office,original")

    checked = told.check_meanwhile(tables, project.root, (), edit)
    assert (list(map(str, checked.problems)), len(checked.tables.text("sales"))) == ([], size)
    assert any("n/a" in str(problem) for problem in told.check(project.tables, project.root).problems)


@pytest.mark.parametrize("large", [0, 10**9])
def test_fork_finds_what_a_check_here_finds(project, monkeypatch, large):
    monkeypatch.setattr(told, "_LARGE", large)
    project.append("sales", "north,2023,n/a,office,original")
    project.replace("sales", "south,2022,10.5", "south,2022,1050")
    done = []
    checked = told.check_meanwhile(project.tables, project.root, (), lambda: done.append(1))
    here = told.check(project.tables, project.root)
    assert (checked.lines(), checked.as_json(), done) == (here.lines(), here.as_json(), [1])
    assert checked.problems


def test_data_package_that_cannot_be_read_is_told_by_the_fork_too(project):
    (project.data / "datapackage.yaml").write_text("resources: [", encoding="utf-8")
    here = told.check(project.tables, project.root)
    assert told.check_meanwhile(project.tables, project.root, (), lambda: None).lines() == here.lines()


def test_errors_of_tables_cross_from_one_process_to_another():
    problem = Problem("sales.csv", 2, "year", "n/a", "a year")
    error = pickle.loads(pickle.dumps(TableError([problem], "what could be read")))
    assert (error.problems, error.table, str(error)) == ((problem,), "what could be read", str(problem))
