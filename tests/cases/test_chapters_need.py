"""What `handbook check` lets pass, the chapters and the site can be built from."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from analysis import audit, checks, tables
from handbook import execute, executors, validate

ROOT = Path(__file__).resolve().parents[2]
COMPANY = "A&B=C%26 <b>{x}</b> \"d\" 'e' 100% \\alpha $y$ 科技"
HOLE = re.compile(r"(?<![A-Za-z\\])(nan|NaN|None(?! of)|NaT|<NA>)(?![A-Za-z])")


def handbook(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from handbook.cli import main; main()", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


# ── names and authors with signs that mean something to somebody ──


@pytest.mark.parametrize("value", [COMPANY, "A&B科技", "%26", "%2526&%25", "a=b&c=d", "?", ""])
def test_what_was_read_of_a_name_is_known_again(project, value):
    frame = pd.DataFrame([(value, "x", "", "company"), ("other", "y", "", "company")])
    frame.to_csv(project.file("names"), index=False, header=["name", "english", "pinyin", "kind"])
    found = tables.read("names", project.data, where={"name": value, "kind": "company"})
    assert list(found["english"]) == ["x"]
    [(key, digest)] = tables.recorded().items()
    assert tables.digest(key, project.data) == digest
    project.replace("names", ",y,", ",z,")
    assert tables.digest(key, project.data) == digest
    project.replace("names", ",x,", ",z,")
    assert tables.digest(key, project.data) != digest


def test_a_check_names_a_row_with_an_ampersand(project):
    project.append("members", "A&B,c,report,report")
    project.replace("checks", "C0003a,count,members,,", "C0003a,count,members?name=A%26B,,")
    project.replace("claims", "2022,4,家", "2022,1,家")
    assert validate.problems(project.data, project.root) == []
    [verdict] = [verdict for verdict in audit.audit(project.data) if verdict.claim.claim == "C0003a"]
    assert verdict.verdict == checks.HOLDS


def test_a_company_and_an_author_with_any_signs_stand_on_the_pages(project):
    quoted = '"' + COMPANY.replace('"', '""') + '"'
    project.replace("members", "甲公司,a,", f"{quoted},a,")
    project.append("names", f"{quoted},Some & Sons,,company")
    bib = project.root / "book" / "references.bib"
    text = bib.read_text(encoding="utf-8")
    bib.write_text(
        text.replace("@misc{report,", "@misc{report, author = {{McKinsey \\& Company; 50\\% <i>}},").replace(
            "@misc{office,", "@misc{office, author = {{McKinsey \\& Company}},"
        ),
        encoding="utf-8",
    )
    code = (
        "from analysis import figures, tables\n\n"
        'chapter = figures.Chapter("members", data_dir, language)\n'
        'members = tables.read("members", data_dir)\n'
        'chapter.figure("F02", data=members, tables_used=["members"], title=chapter.named(members["name"][0]), '
        'caption="All members.", alt="A list.")'
    )
    parameters = 'data_dir = "data"\nlanguage = "en"'
    project.write_chapter(
        "members", [("markdown", "# Members", []), ("code", parameters, ["parameters"]), ("code", code, ["hide-input"])]
    )
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    (project.root / "_config.yml").write_text(config, encoding="utf-8")
    checked = handbook(project.root, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    for _ in range(2):  # the second time it is known what the first one read
        built = handbook(project.root, "build", "--jobs", "1")
        assert built.returncode == 0, built.stdout + built.stderr
    assert built.stdout.count("executed") == 0
    site = project.root / "_build" / "html"
    sales, members = (seen(site / f"{name}.html") for name in ("sales", "members"))
    assert f"Some & Sons ({COMPANY})" in members
    assert "McKinsey & Company; 50% <i>. The report" in members
    assert "Source: McKinsey & Company." in sales


def seen(page: Path) -> str:
    """Return what a reader sees of a page."""
    return html.unescape(re.sub(r"<[^<>]*>", "", page.read_text(encoding="utf-8")))


# ── optional cells that are empty ──


def optional() -> Iterator[tuple[str, str]]:
    """Yield tables and columns that may be empty and are not, somewhere."""
    for name in tables.names():
        for column, entry in tables.fields(name).items():
            if not entry.get("constraints", {}).get("required") and (tables.text(name)[column] != "").any():
                yield name, column


def rewritten(folder: Path, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Write one of the handbook's own tables into a folder, changed."""
    changed = change(tables.text(name).copy())
    changed.to_csv(folder / tables.path(name).name, index=False, lineterminator="\n")


def without(column: str, **where: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that empties a column in the rows with some values."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = (frame[list(where)] == pd.Series(where)).all(axis=1)
        return frame.assign(**{column: frame[column].mask(rows, "")})

    return change


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        (
            "labour_productivity_ilo",
            without("output_per_hour_intl2021ppp", iso3="ZWE"),
            "labour_productivity_ilo.csv, row 190, column output_per_hour_intl2021ppp: found '', expected a value; the "
            "column may not be empty. Fill it, or leave the row out; then run `handbook check` again.",
        ),
        (
            "labour_productivity_ilo",
            lambda frame: frame[frame["iso3"] != "CHN"],
            "expected rows of CHN too, on which what the report prints is tested",
        ),
        (
            "it_innovation_market",
            without("annual_growth", status="actual"),
            "it_innovation_market.csv, row 2, column annual_growth: found '', expected a value in the row of year 2022, "
            "status actual: a chapter computes with it. Fill it, and run `handbook check` again.",
        ),
        (
            "it_innovation_market",
            lambda frame: frame[frame["status"] != "actual"],
            "it_innovation_market.csv, column annual_growth: expected a value in the row of year 2022, status actual",
        ),
        (
            "ipo_results",
            without("growth"),
            "ipo_results.csv, column growth: expected a value in one row at least: a chapter computes with it. Add it,",
        ),
        ("ipo_results", without("growth", measure="revenue"), ""),
        (
            "claims",
            without("period", claim="C0304a"),
            "column period: found '', expected a value in the row of claim C0304a: a chapter computes with it.",
        ),
    ],
)
def test_a_cell_that_a_chapter_needs_is_named(tmp_path, monkeypatch, table, change, said):
    monkeypatch.chdir(ROOT)
    rewritten(tmp_path, table, change)
    found = [
        str(problem) for problem in validate.problems(tmp_path, ROOT) if not said or "checks.csv" not in str(problem)
    ]
    assert len(found) == bool(said)
    assert said in "".join(found)


def emptied(folder: Path, place: int) -> dict[str, list[str]]:
    """Write every table that lets columns be empty with one more cell of each empty, the first or the last.

    Returns:
        The columns by table; a cell that `handbook check` names as needed keeps its value.
    """
    written: dict[str, list[str]] = defaultdict(list)
    for name, column in optional():
        written[name].append(column)
    for name, columns in list(written.items()):

        def change(frame: pd.DataFrame, columns: list[str] = columns) -> pd.DataFrame:
            for column in columns:
                frame.loc[frame.index[frame[column] != ""][place], column] = ""
            return frame

        rewritten(folder, name, change)
        if validate.problems(folder, ROOT):
            (folder / tables.path(name).name).unlink()
            del written[name]
    return written


def shown(notebook: Path) -> Iterator[str]:
    """Yield what the outputs of an executed chapter say, without the codes of charts."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            for content in output.get("data", {}).values():
                yield json.dumps(content, ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize(("place", "language"), [(0, "en"), (-1, "zh")])
def test_chapters_do_without_any_cell_that_may_be_empty(tmp_path, monkeypatch, place, language):
    monkeypatch.chdir(ROOT)
    folder = tmp_path / "edition"
    folder.mkdir()
    written = emptied(folder, place)
    rewritten(folder, "labour_productivity_ilo", lambda frame: frame[~frame["iso3"].isin(["SGP", "ZWE"])])
    assert {"names", "profit_models", "applicant_shares", "zall_platforms"} <= set(written)
    assert validate.problems(folder, ROOT) == []
    reading = re.compile(
        "|".join(rf'read\("{name}"' for name in {*written, "labour_productivity_ilo"} - {"names", "claims"})
    )
    jobs = [
        execute.Job(file, tmp_path / file.name, {"data_dir": str(folder), "language": language}, folder)
        for file in execute.chapters(ROOT)
        if reading.search("\n".join(cell.source for cell in execute.cells(file)))
    ]
    assert len(jobs) > 5
    execute.execute_all(jobs, workers=executors.processors())
    holes = [
        f"{job.name}: {found[0]} in {text[:200]}"
        for job in jobs
        for text in shown(job.target)
        if (found := HOLE.search(text))
    ]
    assert holes == []
