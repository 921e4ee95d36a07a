"""The command line: exit status, messages without a traceback, and a site that survives every failure."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handbook import cli, executors
from handbook.publish import pages
from handbook.publish.edition import PublishError
from samples import AUDIT_COLUMNS

ROOT = Path(__file__).resolve().parents[1]


def handbook(*arguments: object) -> Result:
    """Run the command line in this process; whatever it does, it shows no traceback."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def site(project) -> Path:
    """Give the folder of a site that was built before, and fail if a test changes it."""
    output = project.root / "_build" / "html"
    output.mkdir(parents=True)
    files = {"index.html": "the last good site", "edition.json": "{}"}
    for name, text in files.items():
        (output / name).write_text(text)
    yield output
    assert {f.name: f.read_text() for f in output.iterdir()} == files


SPOILED = {
    "missing column": (
        "sales",
        "sales_100m_cny",
        "turnover",
        "sales.csv, row 1, column sales_100m_cny: expected a column",
    ),
    "text for a number": (
        "sales",
        "12.0",
        "twelve",
        "sales.csv, row 3, column sales_100m_cny: found 'twelve', expected a number",
    ),
    "duplicate key": (
        "sales",
        "south,2021",
        "south,2022",
        "sales.csv, row 5, column region + year: found 'south, 2022'",
    ),
    "unknown source": (
        "sales",
        "south,2021,9.5,office",
        "south,2021,9.5,x",
        "sales.csv, row 4, column source: found 'x'",
    ),
    "unknown figure": ("claims", "C0001a,F01", "C0001a,F77", "claims.csv, row 2, column figure: found 'F77'"),
    "unknown unit": ("claims", "99,%", "99,parsec", "claims.csv, row 6, column unit: found 'parsec'"),
    "unknown chapter": (
        "claims",
        "reported,members",
        "reported,shops",
        "claims.csv, row 6, column chapter: found 'shops'",
    ),
    "no check and no reason": ("claims", "99,self_reported", "99,", "claims.csv, row 6, column reason: found ''"),
    "two claims with one id": ("claims", "C0004a", "C0003a", "claims.csv, row 6, column claim: found 'C0003a'"),
    "figure without status": ("figures", "chart,recomputed", "chart,", "figures.csv, row 2, column status: found ''"),
}


# ── check ────────────────────────────────────────────────────────────────────────────────────────


def test_check_says_what_it_looked_at(project):
    result = handbook("check")
    assert (result.exit_code, result.output) == (0, "6 tables, 21 rows: all is well.\n")


@pytest.mark.parametrize("case", SPOILED)
def test_bad_data_stop_check_and_build_and_leave_the_site_alone(project, site, case):
    table, old, new, message = SPOILED[case]
    project.replace(table, old, new)
    for command in ("check", "build"):
        result = handbook(command)
        assert result.exit_code == 1
        assert result.output.startswith(message), result.output
        assert result.output.splitlines()[-1].endswith("; nothing was built.")
        assert result.stdout == ""


def test_missing_table_stops_check_and_build(project, site):
    project.file("sales").unlink()
    for command in ("check", "build"):
        result = handbook(command)
        assert result.exit_code == 1
        assert result.output == (
            "sales.csv: expected a table that datapackage.yaml names. Add the file, or restore it with git.\n"
            "1 problem; nothing was built.\n"
        )


def test_problems_are_counted(project):
    project.replace("sales", "12.0", "twelve")
    project.replace("sales", "10.5", "ten")
    assert handbook("check").output.endswith("\n2 problems; nothing was built.\n")


@pytest.mark.parametrize("command", [["check"], ["build"], ["audit"]])
def test_folder_that_does_not_exist_is_named(project, site, command):
    result = handbook(*command, "--data", "nowhere")
    assert result.exit_code == 1
    assert result.output == "nowhere: there is no such folder. Name a folder with tables, or leave --data out.\n"


@pytest.mark.parametrize("command", [["check"], ["build"], ["audit"]])
def test_folder_without_a_table_of_ours_is_told_the_names(project, site, tmp_path, command):
    other = tmp_path / "next"
    other.mkdir()
    (other / "sale.csv").write_text("region,year\n", encoding="utf-8")
    result = handbook(*command, "--data", other)
    assert result.exit_code == 1
    assert result.output == (
        f"{other}: no table of the handbook is in this folder. A table has the name of the one that it replaces, "
        "such as claims.csv. Names are: claims, checks, figures, names, sales, members.\n"
        "sale.csv: expected a table that datapackage.yaml describes. "
        "Describe it there, or give it the name of the table it replaces. Is it sales? "
        "`handbook ingest sale.csv` says whether it holds tables in another layout.\n"
    )


def test_a_table_in_another_folder_is_checked(project, tmp_path):
    other = tmp_path / "next"
    other.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    (other / "sales.csv").write_text(text.replace("12.0", "twelve"), encoding="utf-8")
    assert handbook("check").exit_code == 0
    result = handbook("check", "--data", other)
    assert result.exit_code == 1
    assert result.output.startswith("sales.csv, row 3, column sales_100m_cny: found 'twelve'")


# ── audit ────────────────────────────────────────────────────────────────────────────────────────


def test_audit_as_json_has_the_keys_of_the_contract(project):
    rows = json.loads(handbook("audit", "--format", "json").output)
    assert [row["claim"] for row in rows] == ["C0001a", "C0001b", "C0002a", "C0003a", "C0004a"]
    for row in rows:
        assert set(AUDIT_COLUMNS) <= set(row)
    assert rows[3]["verdict"] == "contradicted"
    assert rows[3]["computed"] == 3


def test_audit_as_csv_says_the_same_as_json(project):
    rows = list(csv.DictReader(io.StringIO(handbook("audit", "--format", "csv").output)))
    same = json.loads(handbook("audit", "--format", "json").output)
    assert set(AUDIT_COLUMNS) <= set(rows[0])
    assert [(r["claim"], r["verdict"], r["reason"]) for r in rows] == [
        (r["claim"], r["verdict"], r["reason"]) for r in same
    ]


def test_audit_as_table_ends_with_the_counts(project):
    lines = [line.split() for line in handbook("audit").output.splitlines() if line.strip()]
    assert lines[-3:] == [["3", "holds", "(source)"], ["1", "contradicted", "(listing)"], ["1", "as", "stated"]]


def test_audit_speaks_chinese(project):
    rows = json.loads(handbook("audit", "--format", "json", "--language", "zh").output)
    assert rows[3]["reason"].endswith("报告为4家：两者不相符。")


def test_audit_follows_another_folder(project, tmp_path):
    other = tmp_path / "next"
    other.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    (other / "sales.csv").write_text(text.replace("12.0", "13.0"), encoding="utf-8")
    rows = json.loads(handbook("audit", "--format", "json", "--data", other).output)
    assert [row["verdict"] for row in rows[:3]] == ["contradicted"] * 3


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (
            "checks",
            "C0003a,count,members",
            "C0003a,count,people",
            "claims.csv, row 5, column claim: found 'C0003a', expected a check",
        ),
        (
            "claims",
            "99,self_reported",
            "99,because",
            "it has no check that can decide, and 'because' is none of the reasons self_reported,",
        ),
        (
            "claims",
            "99,self_reported",
            "99,",
            "claims.csv, row 6, column claim: found 'C0004a', expected a check that can be",
        ),
        ("claims", "C0004a", "C0003a", "claims.csv, row 6, column claim: found 'C0003a', expected each key once"),
        ("claims", "page,entity", "page,subject_en", "claims.csv, row 1, column entity: expected a column"),
        ("checks", "claim,check,inputs", "claim,test,inputs", "checks.csv, row 1, column check: expected a column"),
    ],
)
def test_audit_of_bad_data_is_refused_in_words(project, table, old, new, message):
    project.replace(table, old, new)
    result = handbook("audit")
    assert result.exit_code == 1
    assert message in result.output


# ── build ────────────────────────────────────────────────────────────────────────────────────────


def test_mistyped_parameter_names_those_there_are(project, site):
    result = handbook("build", "-p", "langauge", "zh")
    assert result.exit_code == 2
    assert "has no parameter 'langauge'; it takes: data_dir, language." in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--language", "fr"],
        ["audit", "--format", "xml"],
        ["build", "--jobs", "-1"],
        ["build", "extra"],
        ["bulid"],
        ["check", "--dta", "x"],
    ],
)
def test_wrong_usage_is_status_2(project, site, arguments):
    assert handbook(*arguments).exit_code == 2


def test_language_that_the_book_does_not_have_is_refused_in_words(project, site):
    for command in ("build", "audit"):
        result = handbook(command, "--language", "fr")
        assert result.exit_code == 2, command
        assert "'fr' is no language of this book; its data package names en or zh." in result.output
    package = project.data / "datapackage.yaml"
    package.write_text(package.read_text(encoding="utf-8").replace("- zh\n", "", 1), encoding="utf-8")
    assert (
        "'zh' is no language of this book; its data package names en." in handbook("build", "--language", "zh").output
    )


def test_output_that_cannot_be_written_is_named(project, site):
    (project.root / "file").write_text("no folder")
    result = handbook("build", "--output", project.root / "file" / "html")
    assert result.exit_code == 1
    assert "the site cannot be written there" in result.output
    assert "Choose another folder with --output." in result.output


def test_folder_with_other_files_is_not_taken_for_the_site(project, tmp_path):
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "diary.txt").write_text("dear diary")
    result = handbook("build", "--output", papers)
    assert result.exit_code == 1
    assert "this folder holds other files and no site of the handbook; a build would remove them." in result.output
    assert [file.name for file in papers.iterdir()] == ["diary.txt"]


def test_site_and_tables_lie_apart(project, tmp_path):
    tables = tmp_path / "next"
    tables.mkdir()
    (tables / "sales.csv").write_bytes(project.file("sales").read_bytes())
    for output in (tables / "site", tables, tmp_path):
        result = handbook("build", "--data", tables, "--output", output)
        assert result.exit_code == 1
        assert "may not lie one inside the other. Choose another folder with --output." in result.output
    assert [file.name for file in tables.iterdir()] == ["sales.csv"]


def test_read_only_output_is_named(project, monkeypatch):
    output = project.root / "_build" / "html"
    output.mkdir(parents=True)
    (output / "index.html").write_text("the last good site")
    (output / "edition.json").write_text("{}")

    monkeypatch.setattr(os, "access", lambda *_: False)
    result = handbook("build")
    assert result.exit_code == 1
    assert result.output.startswith(f"{output}: the site cannot be written there (Permission denied).")
    assert "The last good site is untouched." in result.output
    assert (output / "index.html").read_text() == "the last good site"


def test_chapter_that_fails_names_cell_and_reason_and_leaves_the_site_alone(project, site):
    project.write_chapter(
        "sales", [("code", 'data_dir = "data"\nlanguage = "en"', ["parameters"]), ("code", "1 / 0", [])]
    )
    result = handbook("build")
    assert result.exit_code == 1
    assert "sales.ipynb, cell 2: ZeroDivisionError: division by zero\nThe last good site is untouched." in result.output


def test_pages_that_cannot_be_built_leave_the_site_alone(project, site, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise PublishError("The pages were not built:\nsales.ipynb: WARNING: unknown target")

    monkeypatch.setattr(pages, "sphinx", fail)
    result = handbook("build")
    assert result.exit_code == 1
    assert "[ 2/2]" in result.output
    assert result.output.endswith("unknown target\nThe last good site is untouched.\n")


def test_outside_of_a_book_no_folder_is_taken_for_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ("build", "check", "audit", "refresh"):
        result = handbook(command)
        assert result.exit_code == 2
        assert "Run handbook inside a book's folder: no _toc.yml with data/ is here or above." in result.output
    assert list(tmp_path.iterdir()) == []


# ── run ──────────────────────────────────────────────────────────────────────────────────────────


def test_run_executes_one_chapter_with_other_parameters(project, tmp_path):
    result = handbook("run", "sales", tmp_path / "out.ipynb", "-p", "language", "zh")
    assert (result.exit_code, result.output) == (0, f"{tmp_path}/out.ipynb\n")
    text = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    assert "销售额增长20.0%。" in text
    assert sorted(file.name for file in tmp_path.iterdir()) == ["handbook", "out.ipynb"]


def test_run_reads_the_tables_of_another_folder(project, tmp_path):
    other = tmp_path / "next"
    other.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    (other / "sales.csv").write_text(text.replace("12.0", "15.0"), encoding="utf-8")
    assert handbook("run", "sales", tmp_path / "out.ipynb", "-p", "data_dir", other).exit_code == 0
    assert "rose by 50.0%" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_run_with_a_mistyped_parameter_runs_nothing(project, tmp_path):
    result = handbook("run", "sales", tmp_path / "out.ipynb", "-p", "lang", "zh")
    assert result.exit_code == 2
    assert "sales.ipynb has no parameter 'lang'; it takes: data_dir, language." in result.output
    assert not (tmp_path / "out.ipynb").exists()


def test_run_of_an_unknown_chapter_names_those_there_are(project, tmp_path):
    result = handbook("run", "shops", tmp_path / "out.ipynb")
    assert result.exit_code == 2
    assert "there is no chapter 'shops'; chapters are members, sales." in result.output


def test_run_on_a_folder_that_is_not_there_is_status_1(project, tmp_path):
    result = handbook("run", "sales", tmp_path / "out.ipynb", "-p", "data_dir", "nowhere")
    assert result.exit_code == 1
    assert "nowhere: expected a folder with tables" in result.output
    assert "there is no such folder" in result.output


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────


def test_serve_without_a_site_says_what_to_do(project):
    result = handbook("serve")
    assert result.exit_code == 1
    assert "holds no site yet: run `handbook build` first." in result.output


def test_pdf_goes_where_its_help_says(project, monkeypatch):
    from handbook.publish import pdf

    asked = []
    monkeypatch.setattr(pdf, "write", lambda *given: asked.append(given))
    result = handbook("pdf")
    assert (result.exit_code, result.output) == (0, "_build/handbook.pdf\n")
    assert asked == [(project.root / "_build" / "html" / "en", project.root / "_build" / "handbook.pdf")]
    assert "[default: _build/handbook.pdf]" in handbook("pdf", "--help").output


@pytest.mark.skipif(not executors.can_fork(), reason="processes cannot be forked here")
def test_chapter_whose_process_ends_is_named_by_every_command_that_executes_it(project, tmp_path):
    project.write_chapter("sales", [("code", "import os; os._exit(0)", [])])
    for arguments in (("refresh", "sales"), ("accept", "sales"), ("run", "sales", tmp_path / "x.ipynb")):
        result = handbook(*arguments)
        assert (result.exit_code, result.stdout) == (1, ""), arguments
        assert result.stderr == "sales.ipynb: its process ended 3 times without a result (status 0).\n", arguments


def test_refresh_of_bad_data_is_refused(project):
    project.replace("sales", "12.0", "twelve")
    assert handbook("refresh").exit_code == 1


def test_help_names_every_command():
    output = handbook("--help").output
    for command in ("build", "check", "audit", "compare", "batch", "template", "run", "refresh", "accept", "serve"):
        assert f"\n  {command} " in output


def test_console_script_reports_bad_data_on_stderr(project):
    project.replace("sales", "12.0", "twelve")
    script = Path(sys.executable).with_name("handbook")
    command = [str(script)] if script.exists() else [sys.executable, "-c", "from handbook.cli import main; main()"]
    done = subprocess.run(
        [*command, "check"], cwd=project.root, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("sales.csv, row 3, column sales_100m_cny: found 'twelve'")
    assert "Traceback" not in done.stderr


def test_no_process_reads_a_grammar_that_no_schema_here_asks_for():
    code = "import handbook.figures, jsonschema, sys; print(sys.modules.get('lark'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"


def test_a_check_imports_nothing_that_draws(project):
    code = "import sys; from handbook.cli import main; main(['check'], standalone_mode=False); print('altair' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=project.root, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("all is well.\nFalse\n")


def test_want_of_memory_is_said_in_words(project, monkeypatch):
    def short(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pages, "write_all", short)
    result = handbook("build")
    assert result.exit_code == 1
    assert result.stderr == "There is not enough memory: end other programs, or allow this one more (ulimit -v).\n"
