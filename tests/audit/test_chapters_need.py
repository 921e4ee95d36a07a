"""What `handbook check` lets pass, the chapters and the site can be built from."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import commands
from handbook import cli, executors
from handbook.audit import Ledger, validate
from handbook.publish import execute
from handbook.quantities.verdicts import CONSISTENT
from handbook.tables.snapshot import Tables, prepared
from thorough import THOROUGH

ROOT = Path(__file__).resolve().parents[2]
COMPANY = "A&B=C%26 <b>{x}</b> \"d\" 'e' 100% \\alpha $y$ 科技"
PARAMETERS = 'data_dir = "data"\nlanguage = "en"'
HOLE = re.compile(r"(?<![A-Za-z\\])(nan|NaN|None(?! of)|NaT|<NA>)(?![A-Za-z])")


def handbook(*arguments: str) -> str:
    """Return what a command prints that is to succeed."""
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


# ── names and authors with signs that mean something to somebody ──


def test_a_check_names_a_row_with_an_ampersand(project):
    project.append("members", "A&B,c,report,report")
    project.replace("checks", "C0003a,count,members,,", "C0003a,count,members?name=A%26B,,")
    project.replace("claims", "2022,4,家", "2022,1,家")
    tables = project.tables
    assert validate.problems(tables, project.root) == []
    [verdict] = [verdict for verdict in Ledger.of(tables).verdicts() if verdict.claim.claim == "C0003a"]
    assert verdict.verdict == CONSISTENT


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
        "from handbook.figures import Chapter, described\n"
        "from handbook.language import name_of\n\n"
        'chapter = Chapter("members", data_dir, language)\n'
        'members = described(chapter.tables, chapter.tables.read("members"), "members")\n'
        'name = name_of(chapter.tables, members["name"][0])\n'
        'chapter.figure("F02", table=members, title="{name} leads", caption="All members.", name=name)'
    )
    project.write_chapter(
        "members",
        [("markdown", "# Members", []), ("code", PARAMETERS, ["parameters"]), ("code", code, ["hide-input"])],
    )
    project.translate("members", {"Members": "成员", "{name} leads": "{name}居首", "All members.": "全部成员。"})
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    (project.root / "_config.yml").write_text(config, encoding="utf-8")
    assert handbook("check").endswith("all is well.\n")
    commands.share_drawings(project.root)
    asked = ("build", "--jobs", "1", "--language", "en")
    handbook(*asked)
    again = handbook(*asked, "--explain")  # it is known what the first one read
    assert ("sales: kept" in again, "members: kept" in again, "executed" in again) == (True, True, False), again
    site = project.root / "_build" / "html" / "en"
    sales, members = (seen(site / f"{name}.html") for name in ("sales", "members"))
    assert f"Some & Sons ({COMPANY})" in members
    assert "McKinsey & Company; 50% <i>. The report" in members
    assert "Source: McKinsey & Company." in sales


def seen(page: Path) -> str:
    """Return what a reader sees of a page."""
    return html.unescape(re.sub(r"<[^<>]*>", "", page.read_text(encoding="utf-8")))


# ── optional cells that are empty ──


Edit = Callable[[pd.DataFrame], pd.DataFrame]


def rewritten(folder: Path, own: Tables, name: str, change: Edit) -> None:
    """Write one of the handbook's own tables into a folder, changed."""
    changed = change(own.text(name).copy())
    changed.to_csv(folder / own.file(name).name, index=False, lineterminator="\n")


def without(column: str, **where: str) -> Edit:
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
def test_a_cell_that_a_chapter_needs_is_named(own, tmp_path, table, change, said):
    rewritten(tmp_path, own, table, change)
    found = map(str, validate.problems(Tables(tmp_path, own), ROOT))
    shown = [problem for problem in found if not said or "checks.csv" not in problem]
    assert len(shown) == bool(said)
    assert said in "".join(shown)


def emptied(folder: Path, own: Tables) -> set[str]:
    """Write every table that lets columns be empty with two more cells of each empty, the first and the last.

    Returns:
        The tables written; where `handbook check` names one of two cells as needed, only the other is emptied.
    """
    columns: dict[str, list[str]] = defaultdict(list)
    for name in own.names:
        cells = own.text(name)
        for column, entry in own.fields(name).items():
            if not entry.get("constraints", {}).get("required") and (cells[column] != "").any():
                columns[name].append(column)

    def change(name: str, places: Sequence[int]) -> Edit:
        def changed(frame: pd.DataFrame) -> pd.DataFrame:
            for column in columns[name]:
                filled = frame.index[frame[column] != ""]
                frame.loc[filled[list(places)], column] = ""
            return frame

        return changed

    tried = {name: [(-1,), (0,), (0, -1)] for name in columns}
    for name, places in tried.items():
        rewritten(folder, own, name, change(name, places.pop()))
    while found := validate.problems(Tables(folder, own), ROOT):
        # A check that cannot be worked out names the tables that it needs.
        named = {name for name in tried for problem in found if name in (problem.file + str(problem.value))}
        assert named, found
        for name in named:
            if tried[name]:
                rewritten(folder, own, name, change(name, tried[name].pop()))
            else:
                (folder / own.file(name).name).unlink()
                del tried[name]
    return set(tried)


def shown(notebook: Path) -> Iterator[str]:
    """Yield what the outputs of an executed chapter say, without the codes of charts."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            for content in output.get("data", {}).values():
                yield json.dumps(content, ensure_ascii=False)


@pytest.mark.slow
def test_chapters_do_without_any_cell_that_may_be_empty(own, tmp_path):
    """All chapters that read such tables (`make thorough`), or every third."""
    folder = tmp_path / "edition"
    folder.mkdir()
    written = emptied(folder, own)
    rewritten(folder, own, "labour_productivity_ilo", lambda frame: frame[~frame["iso3"].isin(["SGP", "ZWE"])])
    assert {"names", "profit_models", "applicant_shares", "zall_platforms"} <= written
    edition = Tables(folder, own)
    assert validate.problems(edition, ROOT) == []
    changed = {*written, "labour_productivity_ilo"} - {"names", "claims"}
    reading = re.compile("|".join(rf'"{name}\\?"' for name in changed))
    jobs = [
        execute.Job(chapter, tmp_path / chapter.name, {"data_dir": str(folder)}, folder)
        for chapter in execute.chapters(ROOT)
        for module in [ROOT / "src" / "analysis" / f"{chapter.stem}.py"]
        if reading.search(chapter.read_text(encoding="utf-8") + module.read_text(encoding="utf-8"))
    ]
    assert len(jobs) > 10
    jobs = jobs if THOROUGH else jobs[::3]
    with prepared(edition):
        execute.execute_all(jobs, workers=executors.processors())
    holes = [
        f"{job.name}: {found[0]} in {text[:200]}"
        for job in jobs
        for text in shown(job.target)
        if (found := HOLE.search(text))
    ]
    assert holes == []
