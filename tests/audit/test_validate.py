"""What is wrong with an edition's data is said with file, row, column, value and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbook import cli
from handbook.audit.validate import problems
from handbook.tables import ingest, rules
from handbook.tables.snapshot import Tables

ROOT = Path(__file__).resolve().parents[2]


def said(project) -> list[str]:
    return [str(problem) for problem in problems(project.tables, project.root)]


def only(project) -> str:
    """Return the one problem of a project."""
    lines = said(project)
    assert len(lines) == 1, lines
    return lines[0]


def test_nothing_is_wrong_with_the_tiny_handbook(project):
    assert said(project) == []


def test_nothing_is_wrong_with_the_handbook(own):
    assert list(map(str, problems(own, ROOT))) == []


def test_a_date_of_the_book_is_one_that_there_is(project):
    package = project.data / "datapackage.yaml"
    text = package.read_text(encoding="utf-8")
    package.write_text(text + "created: '2026-02-30T00:00:00Z'\n", encoding="utf-8")
    assert "datapackage.yaml" in only(project)
    assert "found '2026-02-30T00:00:00Z', expected a date that there is" in only(project)
    package.write_text(text + "created: '2026-11-30T00:00:00Z'\n", encoding="utf-8")
    assert said(project) == []


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def test_missing_table(project):
    project.file("sales").unlink()
    assert (
        only(project)
        == "sales.csv: expected a table that datapackage.yaml names. Add the file, or restore it with git."
    )


def test_missing_column(project):
    project.replace("sales", "sales_100m_cny", "turnover")
    assert only(project).startswith(
        "sales.csv, row 1, column sales_100m_cny: expected a column 'sales_100m_cny'. The table has region, year, turnover,"
    )


def test_column_too_many(project):
    text = project.file("members").read_text(encoding="utf-8")
    project.file("members").write_text("\n".join(f"{line},x" for line in text.splitlines()) + "\n", encoding="utf-8")
    assert only(project).startswith(
        "members.csv, row 1, column x: expected only columns that datapackage.yaml describes."
    )


def test_columns_in_another_order(project):
    lines = project.file("members").read_text(encoding="utf-8").splitlines()
    turned = [",".join([*line.split(",")[1:2], line.split(",")[0], *line.split(",")[2:]]) for line in lines]
    project.file("members").write_text("\n".join(turned) + "\n", encoding="utf-8")
    assert "members.csv" in said(project)[0]
    assert "expected the columns in the order of datapackage.yaml" in said(project)[0]


def test_text_where_a_number_belongs(project):
    project.replace("sales", "12.0", "twelve")
    assert only(project).startswith("sales.csv, row 3, column sales_100m_cny: found 'twelve', expected a number.")


def test_duplicate_key(project):
    project.append("sales", "south,2021,9.5,office,original")
    assert only(project) == (
        "sales.csv, row 6, column region + year: found 'south, 2021', expected each key once. "
        "Row 4 has this key too; they are equal: one of them is enough."
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "north,2021,10.0",
            "north,2021,-10.0",
            "row 2, column sales_100m_cny: found '-10.0', expected number with minimum 0",
        ),
        ("north,2021,10.0", "north,2021,1000.5", "row 2, column sales_100m_cny: found '1000.5', expected number with "),
        ("north,2021", "west,2021", "row 2, column region: found 'west', expected string with enum"),
        (
            "north,2021,10.0,office,original",
            "north,2021,10.0,office,hearsay",
            "row 2, column evidence: found 'hearsay'",
        ),
        (
            "north,2021,10.0,office",
            "north,2021,10.0,",
            "row 2, column source: found '', expected a value; the column may not be empty",
        ),
    ],
)
def test_value_that_the_constraints_forbid(project, old, new, message):
    project.replace("sales", old, new)
    assert only(project).startswith(f"sales.csv, {message}")
    assert "run `handbook check` again" in only(project)


def test_table_that_nothing_describes(project):
    (project.data / "profits.csv").write_text("a\n1\n")
    assert only(project) == (
        "profits.csv: expected a table that datapackage.yaml describes. "
        "Describe it there, or give it the name of the table it replaces. "
        "`handbook ingest profits.csv` says whether it holds tables in another layout."
    )


def test_all_problems_are_told_together(project):
    project.replace("sales", "12.0", "twelve")
    project.file("members").unlink()
    assert [line.partition(":")[0] for line in said(project)] == [
        "sales.csv, row 3, column sales_100m_cny",
        "members.csv",
    ]


SEVERAL_FAULTS = """\
region,year,turnover,evidence
north,2020.5,10.0,original
north,2021,10.0,seen
south,2021,9.5,original
south,2021,9.5,original
"""

MORE_FAULTS = """\
region,year,sales_100m_cny,source,evidence
north,2019,10.0,nobody,original
north,2021,twelve,office,original
south,2021,5000,office,seen
"""


def test_header_cells_keys_and_sources_are_told_in_one_round(project, newer):
    (newer / "sales.csv").write_text(SEVERAL_FAULTS, encoding="utf-8")
    (newer / "members.csv").write_text(project.file("members").read_text(encoding="utf-8"), encoding="utf-8")
    (newer / "members.tsv").write_text("name", encoding="utf-8")
    (newer / "references.bib").write_text("@misc{broken, title = }", encoding="utf-8")
    places = [str(p).partition(": ")[::2] for p in problems(Tables.open(newer), project.root)]
    assert [(place, said.partition(".")[0]) for place, said in places] == [
        ("sales.csv, row 1, column sales_100m_cny", "expected a column 'sales_100m_cny'"),
        ("sales.csv, row 1, column source", "expected a column 'source'"),
        ("sales.csv, row 2, column year", "found '2020"),
        (
            "sales.csv, row 3, column evidence",
            "found 'seen', expected string with enum ['original', 'reprint', 'secondary', 'derived', 'unverified', 'report']",
        ),
        ("references.bib", "expected BibTeX, but syntax error in line 1: field value expected"),
        ("members.csv and members.tsv", "expected one file for one table"),
    ]


def test_rows_that_checks_need_are_told_beside_wrong_cells_of_the_table(project, newer):
    (newer / "sales.csv").write_text(MORE_FAULTS, encoding="utf-8")
    *found, lacking = [str(problem) for problem in problems(Tables.open(newer), project.root)]
    assert [line.partition(":")[0] for line in found] == [
        "sales.csv, row 3, column sales_100m_cny",
        "sales.csv, row 4, column sales_100m_cny",
        "sales.csv, row 4, column evidence",
        "sales.csv, row 2, column source",
    ]
    assert (
        "rows that 3 checks of the report's numbers need: region north, year 2022; region south, year 2022" in lacking
    )


def test_no_row_is_called_missing_where_what_names_it_is_wrong(project, newer):
    for wrong in ("202x,12", "2022,12,,too,many,cells"):
        rows = MORE_FAULTS.replace("2021,twelve", wrong).replace("2021,5000", "2022,5000")
        (newer / "sales.csv").write_text(rows.replace("year", "年份"), encoding="utf-8")
        found = [str(problem) for problem in problems(Tables.open(newer), project.root)]
        assert found
        assert not [line for line in found if "checks of the report's" in line]


def test_data_package_that_is_no_yaml(project):
    (project.data / "datapackage.yaml").write_text("resources: [")
    assert only(project).startswith("datapackage.yaml: expected YAML, but ")


def test_folder_with_some_tables_is_checked_with_the_others_of_the_handbook(project, tmp_path):
    other = tmp_path / "next"
    other.mkdir()
    shutil.copy(project.file("sales"), other)
    assert problems(Tables.open(other), project.root) == []
    (other / "sales.csv").write_text(project.file("sales").read_text().replace("12.0", "twelve"))
    assert [(p.file, p.row) for p in problems(Tables.open(other), project.root)] == [("sales.csv", 3)]


def test_own_tables_are_read_and_checked_once_for_all_editions(project, monkeypatch):
    base = project.tables
    assert problems(base, project.root) == []
    read, checked = [], []
    load, constraints = ingest.load, rules.constraints
    monkeypatch.setattr(ingest, "load", lambda file, *more: read.append(file.name) or load(file, *more))
    monkeypatch.setattr(rules, "constraints", lambda name, tables: checked.append(name) or constraints(name, tables))
    other = project.root / "other"
    other.mkdir()
    shutil.copy(project.file("sales"), other)
    assert problems(Tables(other, base), project.root) == []
    assert read == ["sales.csv"]
    first = len(checked)
    assert problems(Tables(other, base), project.root) == []
    assert checked[first:] == ["sales"]
    # A later run sees what an edition takes over as it is then.
    project.append("members", "丁公司,b,report,hearsay")
    [problem] = problems(Tables.open(other), project.root)
    assert str(problem).startswith("members.csv, row 5, column evidence: found 'hearsay'")
    assert problems(project.tables, project.root) == [problem]
    assert problems(Tables(other, base), project.root) == []


# ── sources and cross references ─────────────────────────────────────────────────────────────────


def test_unknown_source(project):
    project.replace("sales", "south,2021,9.5,office", "south,2021,9.5,oficce")
    assert only(project) == (
        "sales.csv, row 4, column source: found 'oficce', expected a key of book/references.bib. "
        "Add the source there, or mend the key. Did you mean 'office'?"
    )


@pytest.fixture
def newer(project) -> Path:
    """Give a folder with a table of its own, whose last two rows name a source that the handbook lacks."""
    folder = project.root / "next-year"
    folder.mkdir()
    rows = "# made up,,,,\n{}north,2023,13.0,yearbook,original\nsouth,2023,11.0,yearbook,original\n"
    (folder / "sales.csv").write_text(rows.format(project.file("sales").read_text(encoding="utf-8")), encoding="utf-8")
    return folder


YEARBOOK = "@misc{yearbook, title = {{Yearbook}}, year = {2024}}\n"


def test_source_of_an_own_table_is_asked_for_beside_it(project, newer):
    assert list(map(str, problems(Tables.open(newer), project.root))) == [
        "sales.csv, row 7, column source: found 'yearbook', expected a key of next-year/references.bib or "
        "book/references.bib. Add the source there, or mend the key. It stands in 2 rows."
    ]
    (newer / "references.bib").write_text(YEARBOOK, encoding="utf-8-sig")
    assert problems(Tables.open(newer), project.root) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (YEARBOOK + YEARBOOK, "references.bib: expected BibTeX, but repeated bibliography entry: yearbook."),
        (
            "\n@misc{yearbook, title = {Yearbook}\n@misc{b}",
            "references.bib: expected BibTeX, but syntax error in line 3",
        ),
        (YEARBOOK + "@misc{office, title = {{Another}}}", "references.bib, row 2: found 'office', expected a key that"),
        (
            "@misc{yearbook,\n year = {2024}}",
            "references.bib, row 1: found 'yearbook', expected an entry with a title.",
        ),
        ("% 年鉴".encode("gb18030"), "references.bib: expected text in UTF-8. Save it as UTF-8."),
    ],
)
def test_bibliography_that_cannot_be_used_says_why(project, newer, text, message):
    (newer / "references.bib").write_bytes(text if isinstance(text, bytes) else text.encode())
    problem, *unknown = problems(Tables.open(newer), project.root)
    assert str(problem).startswith(message)
    assert [other.value for other in unknown] == (
        [] if b"yearbook" in (newer / "references.bib").read_bytes() else ["yearbook"]
    )


def test_unknown_source_of_a_claim(project):
    project.replace("claims", "99,%,exact,report,", "99,%,exact,reporter,")
    assert only(project).startswith("claims.csv, row 6, column source: found 'reporter'")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "C0001a,F01",
            "C0001a,F77",
            "row 2, column figure: found 'F77', expected a figure of figures.csv, or nothing.",
        ),
        (
            "derivable,sales,1,12.0",
            "derivable,shops,1,12.0",
            "row 2, column chapter: found 'shops', expected one of members, sales. Mend the name of the chapter.",
        ),
        (
            "12.0,亿元,exact",
            "12.0,亿两,exact",
            "row 2, column unit: found '亿两', expected a unit of src/handbook/quantities/units.py.",
        ),
        (
            "members,4,99,self_reported",
            "members,4,99,",
            "row 6, column reason: found '', expected a check in checks.csv, or one of the reasons self_reported, unpublished.",
        ),
        (
            "members,4,99,self_reported",
            "members,4,99,because",
            "row 6, column reason: found 'because', expected one of the reasons self_reported, unpublished.",
        ),
        (
            "derivable,members,3,四,",
            "derivable,members,3,四,unpublished",
            "row 5, column reason: found 'unpublished', expected no reason, as checks.csv has a check.",
        ),
        (
            "2022,99,%,exact",
            "2022,many,%,exact",
            "row 6, column printed: found 'many', expected a number as printed. 'many' is no number;",
        ),
        (
            "2022,99,%,exact",
            "2022,99,%,roughly",
            "row 6, column qualifier: found 'roughly', expected one of exact, approx, at_least, less_than, forecast, range.",
        ),
    ],
)
def test_claim_that_cannot_be_right(project, old, new, message):
    project.replace("claims", old, new)
    assert said(project)[0].startswith(f"claims.csv, {message}"), said(project)


def test_claim_with_nothing_but_a_check_that_can_only_refute_needs_a_reason(project):
    project.append("checks", "C0004a,at_most,C0004a; 100 %,,")
    assert problems(project.tables, project.root) == []
    project.replace("claims", "members,4,99,self_reported", "members,4,99,")
    assert only(project).startswith("claims.csv, row 6, column reason: found '', expected a check in checks.csv")


def test_two_claims_with_one_id(project):
    project.replace("claims", "C0001b", "C0001a")
    lines = said(project)
    assert lines[0].startswith(
        "claims.csv, row 3, column claim: found 'C0001a', expected each key once. Row 2 has this key too; they differ in"
    )


def test_claim_whose_id_has_another_form(project):
    project.replace("claims", "C0004a", "4a")
    assert only(project).startswith(
        "claims.csv, row 6, column claim: found '4a', expected string with pattern C[0-9]{4}[a-z]+"
    )


def test_check_of_a_claim_that_is_not_there(project):
    project.append("checks", "C0009a,value,1,,")
    assert (
        only(project) == "checks.csv, row 6, column claim: found 'C0009a', expected a claim of claims.csv. Mend the id."
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("C0001a,guess,1,,", "expected inputs that guess can work out. there is no check 'guess'; checks are value,"),
        ("C0001a,sum,profits/x,,", "expected inputs that sum can work out. 'profits/x': there is no table 'profits'"),
        ("C0001a,growth,1; 0,,", "expected inputs that growth can work out. growth(1; 0): 0 may be 0"),
        ("C0001a,sum,3 家,,", "expected inputs that sum can work out. 12.0 亿元 [cny] and 3 家 [1] are in units"),
        ("C0001a,first_above,sales/region; 3,,", "expected inputs that first_above can work out."),
        ("C0001a,grim,x,,", "expected inputs that grim can work out."),
        ("C0001a,grim,3; x,,", "expected inputs that grim can work out."),
        ("C0001a,rank,,,", "expected inputs that rank can work out."),
        ("C0001a,rank,sales,,", "expected inputs that rank can work out."),
        ("C0001a,first_above,sales/year,,", "expected inputs that first_above can work out."),
        ("C0001a,value,,,", "expected inputs that value can work out."),
        ("C0001a,sum,sales/year?region,,", "expected inputs that sum can work out."),
        ("C0001a,above,1 亿元,,", "expected inputs that above can work out."),
        ("C0001a,order,,,", "expected inputs that order can work out."),
        ("C0001a,projection,1 亿元; 5 亿元; 2,,", "expected inputs that projection can work out."),
    ],
)
def test_check_that_cannot_be_worked_out(project, row, message):
    project.append("checks", row)
    inputs = row.split(",")[2]
    assert only(project).startswith(f"checks.csv, row 6, column inputs: found {inputs!r}, {message}"), only(project)


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


def test_figure_without_status(project):
    project.replace("figures", "chart,recomputed,", "chart,,")
    assert only(project).startswith(
        "figures.csv, row 2, column status: found '', expected a value; the column may not be empty"
    )


def test_figure_with_an_unknown_status(project):
    project.replace("figures", "chart,recomputed,", "chart,done,")
    assert only(project).startswith("figures.csv, row 2, column status: found 'done', expected string with enum")


def test_figure_that_is_not_recomputed_without_a_reason(project):
    project.replace("figures", "The logos are lost.", "")
    assert only(project) == (
        "figures.csv, row 3, column reason: found '', expected why the figure is not wholly recomputed. "
        "Say what is lost and why."
    )


def test_figure_of_a_chapter_that_nobody_wrote(project):
    (project.root / "book" / "members.ipynb").unlink()
    result = CliRunner().invoke(cli.main, ["check"])
    first, *lines, last = result.output.splitlines()
    assert (result.exit_code, last) == (1, "3 problems; nothing was built.")
    assert first.startswith("_toc.yml: found 'book/members', expected a notebook book/members.ipynb or a page")
    assert lines == said(project)
    assert lines == [
        "figures.csv, row 3, column chapter: found 'members', expected a notebook in book/ that _toc.yml lists. "
        "Write the chapter and list it, or mend its name.",
        "figures.csv, row 4, column chapter: found 'members', expected a notebook in book/ that _toc.yml lists. "
        "Write the chapter and list it, or mend its name.",
    ]
