"""Chapters run when, and only when, something they depend on has changed."""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
import pytest

from handbook import execute
from handbook.execute import ChapterError, Job, ParameterError


@pytest.fixture
def build(project) -> Callable[..., dict[str, str]]:
    """Give a function that brings both chapters up to date and returns those that ran, each with the reason."""

    def run(**parameters: str) -> dict[str, str]:
        done = execute.execute_all(jobs(project, **parameters), workers=1)
        assert {result.job.name for result in done} == {"members", "sales"}
        return {result.job.name: result.why for result in done if result.ran}

    return run


def jobs(project, **parameters: str) -> list[Job]:
    out = project.root / "_build" / "executed"
    return [Job(notebook, out / notebook.name, parameters, project.data) for notebook in execute.chapters(project.root)]


def outputs(project, name: str) -> str:
    return (project.root / "_build" / "executed" / f"{name}.ipynb").read_text(encoding="utf-8")


# ── staleness ────────────────────────────────────────────────────────────────────────────────────


def test_chapters_run_once_and_then_are_kept(build):
    assert build() == {"members": "never run", "sales": "never run"}
    assert build() == {}


def test_changed_cell_runs_exactly_the_chapters_that_read_it(project, build):
    build()
    project.append("members", "丁公司,b,report,report")
    assert build() == {"members": "members, verdicts?chapter=members changed"}
    project.replace("sales", "south,2021,9.5", "south,2021,9.6")
    assert build() == {"sales": "sales changed"}
    assert build() == {}


def test_changed_claim_runs_the_chapter_that_shows_its_verdict(project, build):
    build()
    project.replace("claims", "12.0,亿元,exact", "13.0,亿元,exact")
    assert build() == {"sales": "verdicts?figure=F01 changed"}


def test_changed_row_of_a_figure_runs_its_chapter_only(project, build):
    build()
    project.replace("figures", "徽标已失。", "标志已失。")
    assert set(build()) == {"members"}


def test_unread_table_runs_nothing(project, build):
    build()
    project.append("names", "新公司,New,Xin,company")
    assert build() == {}


def test_table_that_is_written_anew_with_the_same_content_runs_nothing(project, build):
    build()
    project.file("sales").write_bytes(project.file("sales").read_bytes())
    assert build() == {}


def test_changed_description_of_a_table_runs_the_chapters_that_read_it(project, build):
    build()
    file = project.data / "datapackage.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: Region", "title: Area"), encoding="utf-8")
    assert set(build()) == {"sales"}
    assert "Area" in outputs(project, "sales")


def change(project, name: str, edit: Callable[[nbformat.NotebookNode], None]) -> None:
    file = project.root / "book" / f"{name}.ipynb"
    notebook = nbformat.read(file, 4)
    edit(notebook)
    nbformat.write(notebook, file)


def test_changed_prose_runs_nothing(project, build):
    build()
    change(project, "sales", lambda notebook: notebook.cells[0].update(source="# Other words"))
    assert build() == {}


def test_stored_outputs_run_nothing(project, build):
    build()
    change(project, "sales", lambda n: n.cells[3].update(outputs=[nbformat.v4.new_output("stream", text="x")]))
    assert build() == {}


def test_changed_code_runs_that_chapter(project, build):
    build()
    change(project, "sales", lambda notebook: notebook.cells[4].update(source=notebook.cells[4].source + "\n"))
    assert build() == {"sales": "code cells changed"}


def test_new_code_cell_runs_that_chapter(project, build):
    build()
    change(project, "members", lambda notebook: notebook.cells.append(nbformat.v4.new_code_cell("1")))
    assert build() == {"members": "code cells changed"}


def test_changed_parameter_runs_every_chapter(build):
    build()
    assert build(language="zh") == dict.fromkeys(("members", "sales"), "parameters changed")
    assert build(language="zh") == {}


def test_moved_folder_of_the_same_tables_runs_nothing(project, build, tmp_path):
    import shutil

    build()
    shutil.copytree(project.data, tmp_path / "copy")
    assert build(data_dir=str(tmp_path / "copy")) == {}


@pytest.mark.parametrize("part", ["analysis", "lock", "engine"])
def test_changed_helper_or_lock_file_runs_every_chapter(project, build, monkeypatch, tmp_path, part):
    """The digest is taken of a copy of the package, which is then changed."""
    import shutil
    from pathlib import Path

    from analysis import tables

    source = Path(tables.__file__).parents[1]
    root = tmp_path / "copy"
    for folder in ("analysis", "handbook"):
        shutil.copytree(
            source / folder, root / "src" / folder, ignore=shutil.ignore_patterns("__pycache__", "sphinx_ext")
        )
    monkeypatch.setattr(execute.tables, "__file__", str(root / "src" / "analysis" / "tables.py"))
    monkeypatch.setattr(execute, "__file__", str(root / "src" / "handbook" / "execute.py"))
    execute.code_digest.cache_clear()
    try:
        build()
        assert build() == {}
        file = {
            "analysis": root / "src" / "analysis" / "measures.py",
            "lock": project.root / "requirements.lock",
            "engine": root / "src" / "handbook" / "engine.py",
        }[part]
        file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
        execute.code_digest.cache_clear()
        what = "lock file" if part == "lock" else "helper package or Python version"
        assert build() == dict.fromkeys(("members", "sales"), f"{what} changed")
    finally:
        execute.code_digest.cache_clear()


def test_drawing_code_of_the_site_is_no_helper_of_a_chapter():
    """Editing what only the site uses would otherwise execute every chapter."""
    from pathlib import Path

    from analysis import tables

    assert not any("sphinx" in file.name for file in Path(tables.__file__).parent.rglob("*.py"))


def test_lost_copy_or_record_runs_the_chapter(project, build):
    build()
    (project.root / "_build" / "executed" / "sales.ipynb").unlink()
    assert build() == {"sales": "never run"}
    (project.root / "_build" / "executed" / "members.json").unlink()
    assert build() == {"members": "never run"}


def test_forced_run_runs_everything(project, build):
    build()
    done = execute.execute_all(jobs(project), workers=1, force=True)
    assert [result.why for result in done] == ["forced", "forced"]


def test_failed_chapter_is_run_again_and_the_others_are_kept(project, build):
    build()
    project.replace("sales", "12.0", "twelve")
    project.append("members", "丁公司,b,report,report")
    with pytest.raises(
        ChapterError, match=r"^sales.ipynb, cell 4: TableError: sales.csv, row 3, column sales_100m_cny: found 'twelve'"
    ):
        build()
    project.replace("sales", "twelve", "12.5")
    assert set(build()) == {"sales"}


def test_new_data_reach_the_outputs(project, build):
    build()
    assert "rose by 20.0 %" in outputs(project, "sales")
    project.replace("sales", "12.0", "9.0")
    build()
    assert "fell by 10.0 %" in outputs(project, "sales")


# ── records ──────────────────────────────────────────────────────────────────────────────────────


def test_kernel_records_the_same_reads_and_outputs_as_the_engine(project):
    out = project.root / "_build" / "both"
    for notebook in execute.chapters(project.root):
        engine_job = Job(notebook, out / "engine" / notebook.name, {}, project.data)
        kernel_job = Job(notebook, out / "kernel" / notebook.name, {}, project.data)
        assert execute.run(engine_job) == execute.run(kernel_job, "kernel") != {}
        assert engine_job.target.read_text(encoding="utf-8") == kernel_job.target.read_text(encoding="utf-8")


def test_record_holds_every_table_and_verdict_read(project, build):
    build()
    record = json.loads((project.root / "_build" / "executed" / "members.json").read_text(encoding="utf-8"))
    assert set(record["reads"]) == {"members", "figures?figure=F02", "figures?chapter=members"} | {
        f"verdicts?{scope}" for scope in ("figure=F02", "figure=F03", "chapter=members")
    }


def test_executed_copy_holds_no_time_and_no_path(project, build):
    build()
    for name in ("sales", "members"):
        text = outputs(project, name)
        assert str(project.root) not in text
        assert 'papermill": {' not in text
        assert "iopub" not in text
        assert not (project.root / "_build" / "executed" / f"{name}.source.ipynb").exists()


# ── parameters ───────────────────────────────────────────────────────────────────────────────────


def test_parameters_come_with_their_comments(project):
    assert execute.parameters_of(project.root / "book" / "sales.ipynb") == {
        "data_dir": "folder with tables",
        "language": "en or zh",
    }


def test_unknown_parameter_names_those_there_are(project):
    [job, _] = jobs(project, langauge="zh")
    with pytest.raises(ParameterError) as caught:
        execute.run(job)
    assert str(caught.value) == "members.ipynb has no parameter 'langauge'; it takes: data_dir, language."
    assert not job.target.exists()


def test_chapter_without_parameters_takes_none(project):
    file = project.write_chapter("plain", [("code", "1", [])])
    with pytest.raises(ParameterError, match=r"plain.ipynb has no parameter 'x'; it takes: none"):
        execute.check_parameters(file, ["x"])


def test_language_reaches_the_outputs(project, build):
    build(language="zh")
    assert "上升20.0 %" in outputs(project, "sales")


def test_progress_is_told_for_every_chapter(project):
    told = []
    execute.execute_all(
        jobs(project), workers=1, progress=lambda result, number, total: told.append((number, total, result.ran))
    )
    execute.execute_all(
        jobs(project), workers=1, progress=lambda result, number, total: told.append((number, total, result.ran))
    )
    assert told == [(1, 2, True), (2, 2, True), (1, 2, False), (2, 2, False)]


def test_every_failure_is_told(project):
    for name in ("sales", "members"):
        project.write_chapter(name, [("code", f"raise ValueError('{name} is wrong')", [])])
    with pytest.raises(ChapterError) as caught:
        execute.execute_all(jobs(project), workers=2)
    assert str(caught.value).splitlines() == [
        "members.ipynb, cell 1: ValueError: members is wrong",
        "sales.ipynb, cell 1: ValueError: sales is wrong",
    ]
