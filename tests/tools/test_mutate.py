"""No number of a table can change unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook import executors
from handbook.tables.snapshot import Tables
from thorough import THOROUGH
from tools import mutate
from tools.mutate import Cell, Result

ROOT = Path(__file__).resolve().parents[2]
SAMPLE, SEED = 6, 2023
CHAPTER, ITS_TABLES = "cloud", ("cloud_growth", "cloud_market", "cloud_steps")

# ── the tables of the handbook ───────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_no_change_of_a_sampled_cell_goes_unnoticed(tmp_path):
    """Cells of all tables, with all chapters (`make thorough`), or those of one chapter."""
    root, found = ROOT, mutate.cells(Tables(ROOT / "data"))
    if not THOROUGH:
        root = tmp_path
        for folder in ("book", "data", "src"):
            (root / folder).symlink_to(ROOT / folder, target_is_directory=True)
        (root / "_config.yml").write_bytes((ROOT / "_config.yml").read_bytes())
        contents = f"format: jb-book\nroot: book/index\nchapters:\n- file: book/{CHAPTER}\n"
        (root / "_toc.yml").write_text(contents, encoding="utf-8")
        found = [cell for cell in found if cell.table in ITS_TABLES]
    chosen = mutate.sample(found, SAMPLE, SEED)
    assert len(chosen) == SAMPLE
    missed = [str(result.cell) for result in mutate.detect(root, chosen, jobs=2) if not result.by]
    assert not missed, "nothing published depends on these numbers; use them, or remove them:\n" + "\n".join(missed)


def test_every_table_of_numbers_has_cells_to_change():
    found = mutate.cells(Tables(ROOT / "data"))
    assert len(found) > 1000
    assert {"cloud_market", "gdp", "labour_productivity_ilo"} <= {cell.table for cell in found}
    assert all(cell.old != cell.new for cell in found)


# ── how a cell is changed ────────────────────────────────────────────────────────────────────────


@given(st.integers(-9999, 9999), st.integers(0, 3))
def test_change_is_one_unit_of_the_last_digit(digits, decimals):
    text = f"{digits / 10**decimals:.{decimals}f}"
    new = mutate.changed(text, {})
    assert len(new.partition(".")[2]) == decimals
    assert round(abs(float(new) - float(text)) * 10**decimals) == 1


def test_change_keeps_constraints_and_keys():
    for text, constraints, taken, new in (
        ("41.0", {}, [], "41.1"),
        ("0.99", {"maximum": 0.99}, [], "0.98"),
        ("3", {"minimum": 3, "maximum": 3}, [], ""),
        ("2", {"enum": [1, 2, 3]}, ["1"], "3"),
        ("2021", {}, ["2021", "2022", "2020"], "2023"),
    ):
        assert mutate.changed(text, constraints, taken) == new, text


def test_numeric_cells_are_found_and_text_with_digits_is_not(project):
    found = mutate.cells(project.tables)
    assert [str(cell) for cell in found if cell.row == 2] == [
        "sales.csv, row 2, column year: 2021 → 2020",
        "sales.csv, row 2, column sales_100m_cny: 10.0 → 10.1",
    ]
    assert {cell.table for cell in found} == {"sales"}
    assert len(found) == 8


def test_sample_is_the_same_for_a_seed_and_another_for_another():
    cells = [Cell("t", row, "x", "1", "2") for row in range(100)]
    assert mutate.sample(cells, 5, 1) == mutate.sample(cells, 5, 1) != mutate.sample(cells, 5, 2)
    assert len(mutate.sample(cells, 500, 1)) == 100


# ── what notices ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jobs", [1, 2])
def test_changes_are_noticed_by_audit_and_chapters(project, jobs):
    if jobs > 1 and not executors.can_fork():
        jobs = 1
    found = mutate.detect(project.root, mutate.cells(project.tables), jobs)
    assert len(found) == 8
    by = {(result.cell.row, result.cell.column): (result.by, result.where) for result in found}
    assert by[3, "sales_100m_cny"] == ("audit", "C0001a")
    assert by[4, "sales_100m_cny"] == ("chapter", "sales")  # no check uses the south of 2021, the chart shows it
    assert by[2, "year"][0] == "refused"  # the check finds its row no more
    assert all(result.by for result in found)


def test_rules_of_the_data_package_and_published_findings_notice_too(project):
    """No page shows either table: one breaks the rule of a series, the other is published as ``findings.json``."""
    package = project.data / "datapackage.yaml"
    fields = "".join(f"    - {{name: {name}, type: string}}\n" for name in ("finding", "kind", "claims", "sentence"))
    described = (
        "- name: spare\n  path: spare.csv\n  series: {over: year}\n  schema:\n    primaryKey: year\n    fields:\n"
        "    - {name: year, type: integer}\n"
        f"- name: findings\n  path: findings.csv\n  schema:\n    fields:\n{fields}"
        "    - {name: weight, type: integer}\n"
    )
    package.write_text(package.read_text(encoding="utf-8") + described, encoding="utf-8")
    (project.data / "spare.csv").write_text("year\n2020\n2021\n2022\n")
    (project.data / "findings.csv").write_text("finding,kind,claims,sentence,weight\nN01,label,C0001a,Wrong.,3\n")
    cells = [cell for cell in mutate.cells(project.tables) if cell.table in ("spare", "findings")]
    results = mutate.detect(project.root, cells, 1)
    assert [(str(r.cell), r.by) for r in results if r.cell.row == 3 or r.cell.table == "findings"] == [
        ("spare.csv, row 3, column year: 2021 → 2023", "refused"),
        ("findings.csv, row 2, column weight: 3 → 4", "audit"),
    ]


READ = """\
from handbook.figures import Chapter
chapter = Chapter('typed', data_dir)
spare = chapter.tables.read('spare')"""


def test_number_that_nothing_uses_is_found(project):
    """A table that no chapter reads and no check names; then a chapter that types the number instead of reading it."""
    package = project.data / "datapackage.yaml"
    described = (
        "- name: spare\n  path: spare.csv\n  type: table\n  format: csv\n  schema:\n    fields:\n"
        "    - {name: number, type: integer, unit: count, title: Number, title_zh: 数}\n"
    )
    package.write_text(package.read_text(encoding="utf-8") + described, encoding="utf-8")
    (project.data / "spare.csv").write_text("number\n5\n")
    spare = [cell for cell in mutate.cells(project.tables) if cell.table == "spare"]
    assert [result.by for result in mutate.detect(project.root, spare, 1)] == [""]

    header = ("code", 'data_dir = "data"', ["parameters"])
    contents = project.root / "_toc.yml"
    contents.write_text(
        contents.read_text().replace("  - file: book/sales\n", "  - file: book/sales\n  - file: book/typed\n")
    )
    project.write_chapter("typed", [header, ("code", f"{READ}\n5", [])])
    assert [result.by for result in mutate.detect(project.root, spare, 1)] == [""]
    project.write_chapter(
        "typed",
        [header, ("code", f"{READ}\nint(spare['number'].sum())", [])],
    )
    assert [(r.by, r.where) for r in mutate.detect(project.root, spare, 1)] == [("chapter", "typed")]


def test_chapter_that_refuses_a_table_notices_it(project):
    header = ("code", 'data_dir = "data"', ["parameters"])
    check = (
        "from handbook.figures import Chapter\n"
        "sales = Chapter('sales', data_dir).tables.read('sales')\n"
        "assert sales['sales_100m_cny'].sum() == 42, 'must be 42'"
    )
    project.write_chapter("sales", [header, ("code", check, [])])
    [south] = [c for c in mutate.cells(project.tables) if (c.row, c.column) == (4, "sales_100m_cny")]
    [result] = mutate.detect(project.root, [south], 1)
    assert (result.by, result.where) == ("refused", "sales: cell 3: AssertionError: must be 42")


# ── the report ───────────────────────────────────────────────────────────────────────────────────


def test_report_gives_the_share_and_every_cell_missed():
    cell = Cell("gdp", 3, "gdp_100m_cny", "41.0", "41.1")
    text = mutate.report(
        [Result(cell, "audit", "C1"), Result(cell, "chapter", "x"), Result(cell, "refused"), Result(cell, "")]
    )
    assert "**3 of 4 changes are noticed: 75.0%.**" in text
    assert "- gdp.csv, row 3, column gdp_100m_cny: 41.0 → 41.1" in text
    assert "Nothing notices" not in mutate.report([Result(cell, "audit")])
    assert "100.0%" in mutate.report([Result(cell, "audit")])


def test_command_writes_no_page_for_a_sample_and_tells_by_its_status(project, capsys, monkeypatch):
    assert mutate.main(["--sample", "2", "--jobs", "1"]) == 0
    assert "**2 of 2 changes are noticed: 100.0%.**" in capsys.readouterr().out
    assert not (project.root / "docs").exists()
    assert mutate.main(["--jobs", "1"]) == 0
    assert "8 of 8" in (project.root / "docs" / "mutation.md").read_text(encoding="utf-8")
    monkeypatch.setattr(mutate, "_notice", lambda cell: Result(cell, ""))
    assert mutate.main(["--sample", "2", "--jobs", "1"]) == 1
