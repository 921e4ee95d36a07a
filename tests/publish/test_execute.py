"""Chapters run when, and only when, something they depend on has changed."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from handbook.publish import execute
from handbook.publish.execute import ChapterError, Job, ParameterError


@pytest.fixture
def build(project, executed) -> Callable[..., dict[str, str]]:
    """Give a function that brings the chapters, which were run before, up to date and says which ran and why."""
    shutil.copytree(executed, project.root / "_build" / "executed")

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
    """That they ran at first is seen where they did."""
    assert build() == {}


def test_changed_cell_runs_exactly_the_chapters_that_read_it(project, build):
    project.append("members", "丁公司,b,report,report")
    assert build() == {"members": "members, verdicts?chapter=members&figure= changed"}
    project.replace("sales", "south,2021,9.5", "south,2021,9.6")
    assert build() == {"sales": "sales changed"}
    assert build() == {}


def test_changed_claim_runs_the_chapter_that_shows_it(project, build):
    project.replace("claims", "12.0,亿元,exact", "13.0,亿元,exact")
    assert build() == {"sales": "claims?figure=F01 changed"}


def test_changed_row_of_a_figure_runs_its_chapter_only(project, build):
    project.replace("figures", "徽标已失。", "标志已失。")
    assert set(build()) == {"members"}


def test_unread_table_runs_nothing(project, build):
    project.append("names", "新公司,New,Xin,company")
    assert build() == {}


def test_table_that_is_written_anew_with_the_same_content_runs_nothing(project, build):
    project.file("sales").write_bytes(project.file("sales").read_bytes())
    assert build() == {}


def test_changed_description_of_a_table_runs_the_chapters_that_read_it(project, build):
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
    change(project, "sales", lambda notebook: notebook.cells[0].update(source="# Other words"))
    assert build() == {}


def test_stored_outputs_run_nothing(project, build):
    change(project, "sales", lambda n: n.cells[3].update(outputs=[nbformat.v4.new_output("stream", text="x")]))
    assert build() == {}


def test_changed_code_runs_that_chapter(project, build):
    change(project, "sales", lambda notebook: notebook.cells[4].update(source=notebook.cells[4].source + "\n"))
    assert build() == {"sales": "code cells changed"}


def test_new_code_cell_runs_that_chapter(project, build):
    change(project, "members", lambda notebook: notebook.cells.append(nbformat.v4.new_code_cell("1")))
    assert build() == {"members": "code cells changed"}


def test_changed_parameter_runs_every_chapter(build):
    assert build(language="zh") == dict.fromkeys(("members", "sales"), "parameters changed")
    assert build(language="zh") == {}


def test_moved_folder_of_the_same_tables_runs_nothing(project, build, tmp_path):
    shutil.copytree(project.data, tmp_path / "copy")
    assert build(data_dir=str(tmp_path / "copy")) == {}


def test_changed_helper_package_or_lock_file_runs_every_chapter(project, build):
    everything = {"members", "sales"}
    helper = project.root / "src" / "analysis" / "sums.py"
    helper.parent.mkdir(parents=True)
    for file, text, reason in (
        (helper, "ONE = 1\n", "helper package or Python version changed"),
        (helper, "ONE = 2\n", "helper package or Python version changed"),
        (project.root / "requirements.lock", "nothing==2\n", "lock file changed"),
    ):
        file.write_text(text, encoding="utf-8")
        execute.code_digest.cache_clear()  # as in another process
        assert build() == dict.fromkeys(everything, reason), file
        assert build() == {}, file


def test_changed_engine_runs_every_chapter_but_not_what_writes_pages(tmp_path, monkeypatch):
    """The digest is taken of a copy of the engine; it alone decides, see above."""
    engine = tmp_path / "handbook"
    shutil.copytree(Path(execute.__file__).parents[1], engine, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(execute, "__file__", str(engine / "publish" / "execute.py"))

    def digest() -> str:
        execute.code_digest.cache_clear()
        return execute.code_digest(tmp_path, "analysis")

    before = digest()
    for name in ("site/pages.py", "site/render.py", "publish/build.py", "publish/serve.py", "cli/site.py"):
        with (engine / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        assert digest() == before, f"{name} executes no chapter"
    rooms = ("quantities/relations.py", "tables/ingest.py", "audit/ledger.py", "language/wording.py")
    for name in (*rooms, "figures/chapter.py", "publish/engine.py"):
        with (engine / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        assert digest() != before, name
        before = digest()
    execute.code_digest.cache_clear()


def test_changed_translation_runs_the_chapters_that_speak_it(project, build):
    project.translate("sales", {"Sales": "销售", "Sales {change}.": "销售{change}了。", "Sales by region.": "各地。"})
    assert build() == {"sales": "translations changed"}
    assert "销售增长20.0%了。" in outputs(project, "sales")
    project.translate("analysis", {"North": "北方"})
    assert build() == dict.fromkeys(("members", "sales"), "translations changed")
    project.translate("another", {"North": "北方"})
    assert build() == {}


def test_table_that_is_only_printed_runs_its_chapter(project, build):
    """What was read is remembered whether an output of ours follows or none does."""
    source = 'print("names:", len(chapter.tables.read("names")))'
    change(project, "sales", lambda notebook: notebook.cells.append(nbformat.v4.new_code_cell(source)))
    assert build() == {"sales": "code cells changed"}
    project.append("names", "新公司,New,Xin,company")
    assert build() == {"sales": "names changed"}
    assert "names: 3" in outputs(project, "sales")


def test_lost_copy_or_record_runs_the_chapter(project, build):
    (project.root / "_build" / "executed" / "sales.ipynb").unlink()
    assert build() == {"sales": "never run"}
    (project.root / "_build" / "executed" / "members.json").unlink()
    assert build() == {"members": "never run"}


def test_damaged_copy_or_record_runs_the_chapter_and_says_why(project, build):
    folder = project.root / "_build" / "executed"
    for name, content in {"sales.json": '{"key', "members.ipynb": '{"cells": []}', "members.json": "[]"}.items():
        (folder / name).write_text(content, encoding="utf-8")
        assert build() == {name.partition(".")[0]: execute.DAMAGED}
    assert build() == {}


@pytest.mark.parametrize("part", [{"reads": None}, {"reads": ["sales"]}, {"key": []}, {"copy": 1}])
def test_record_of_another_form_runs_the_chapter_and_says_why(project, build, part):
    record = project.root / "_build" / "executed" / "sales.json"
    record.write_text(json.dumps({**json.loads(record.read_text(encoding="utf-8")), **part}), encoding="utf-8")
    assert build() == {"sales": execute.DAMAGED}


@pytest.mark.parametrize("read", ["verdicts?", "verdicts?chapter=sales&bogus=1", "sales?nowhere=1", "nothing"])
def test_record_that_names_what_there_is_not_runs_the_chapter(project, build, read):
    record = project.root / "_build" / "executed" / "sales.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "reads": {**content["reads"], read: "a digest"}}), encoding="utf-8")
    assert build() == {"sales": f"{read} changed"}


def test_forced_run_runs_everything(project, build):
    done = execute.execute_all(jobs(project), workers=1, force=True)
    assert [result.why for result in done] == ["forced", "forced"]


def test_failed_chapter_is_run_again_and_the_others_are_kept(project, build):
    project.replace("sales", "12.0", "twelve")
    project.append("members", "丁公司,b,report,report")
    with pytest.raises(
        ChapterError, match=r"^sales.ipynb, cell 3: TableError: sales.csv, row 3, column sales_100m_cny: found 'twelve'"
    ):
        build()
    project.replace("sales", "twelve", "12.5")
    assert set(build()) == {"sales"}


def test_new_data_reach_the_outputs(project, build):
    assert "rose by 20.0%" in outputs(project, "sales")
    project.replace("sales", "12.0", "9.0")
    build()
    assert "fell by 10.0%" in outputs(project, "sales")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its children's children")
def test_processes_and_threads_that_a_chapter_leaves_running_end_with_it(project):
    for name, then in {"sales": "", "members": "1 / 0"}.items():
        source = (
            "import pathlib, subprocess, threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
            "number = subprocess.Popen(['sleep', '60'], start_new_session=True).pid\n"
            f"n = pathlib.Path({str(project.root / name)!r}).write_text(str(number))\n{then}"
        )
        project.write_chapter(name, [("code", source, [])])
    begun = time.monotonic()
    with pytest.raises(ChapterError, match=r"members.ipynb, cell 1: ZeroDivisionError"):
        execute.execute_all(jobs(project), workers=1)
    assert time.monotonic() - begun < 30
    started = [int((project.root / name).read_text(encoding="utf-8")) for name in ("sales", "members")]
    assert [number for number in started if Path(f"/proc/{number}").exists()] == []


# ── records ──────────────────────────────────────────────────────────────────────────────────────


def test_kernel_records_the_same_reads_and_outputs_as_the_engine(project):
    out = project.root / "_build" / "both"
    for notebook in execute.chapters(project.root):
        engine_job = Job(notebook, out / "engine" / notebook.name, {}, project.data)
        kernel_job = Job(notebook, out / "kernel" / notebook.name, {}, project.data)
        assert execute.run(engine_job) == execute.run(kernel_job, "kernel") != {}
        assert engine_job.target.read_text(encoding="utf-8") == kernel_job.target.read_text(encoding="utf-8")


def test_record_and_copy_hold_every_table_and_verdict_read(project, executed):
    record = json.loads((executed / "members.json").read_text(encoding="utf-8"))
    assert set(record["reads"]) == {
        "members",
        "revisions?members",
        "figures?figure=F02",
        "figures?chapter=members",
        "claims?figure=F02",
        "claims?figure=F03",
        "verdicts?chapter=members&figure=",
    }
    copy = nbformat.read(executed / "members.ipynb", 4)
    assert copy.metadata["handbook"]["reads"] == execute.reads_of(copy) == record["reads"]


def test_executed_copy_holds_no_time_and_no_path(executed):
    for name in ("sales", "members"):
        text = (executed / f"{name}.ipynb").read_text(encoding="utf-8")
        for strange in (str(executed.parents[1]), 'papermill": {', "iopub", "injected-parameters"):
            assert strange not in text, (name, strange)
    assert sorted(file.name for file in executed.iterdir()) == [
        f"{name}.{ending}" for name in ("members", "sales") for ending in ("ipynb", "json")
    ]


def test_executed_copy_has_the_cells_of_the_chapter(project, executed):
    for file in execute.chapters(project.root):
        there, copy = (nbformat.read(f, 4).cells for f in (file, executed / file.name))
        assert [(cell.id, cell.source) for cell in copy] == [(cell.id, cell.source) for cell in there], file.name


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


def shown(project, mime: str = "text/plain") -> list[str]:
    notebook = json.loads(outputs(project, "sales"))
    found = (output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", []))
    return ["".join(data[mime]) for data in found if isinstance(data.get(mime), str | list)]


def test_one_run_holds_all_languages_and_shows_the_one_that_is_asked_for(project, build):
    plain = shown(project)
    assert plain[0] == "Sales rose by 20.0%."
    build(language="zh")
    assert shown(project)[0] == "销售额增长20.0%。"
    for told in ("Sales rose by 20.0%.", "销售额增长20.0%。"):
        assert told in outputs(project, "sales")
    build()
    assert shown(project) == plain
    assert "销售额增长20.0%。" in outputs(project, "sales")


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
