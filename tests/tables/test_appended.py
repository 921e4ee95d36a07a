"""Rows that are added to a table, and what the data package says of a table in a folder that says only part of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from handbook import cli
from handbook.audit.validate import problems
from handbook.tables.snapshot import Tables

HEADER = "region,year,sales_100m_cny,source,evidence\n"
SERIES = {"over": "year", "order": ["region", "year"]}
SUM = {"sum": "sales_100m_cny", "of": {"region": ["north", "south"]}, "to": {"region": "all"}}


@pytest.fixture
def added(project, tmp_path) -> Path:
    """Give a folder with a folder for rows to add."""
    folder = tmp_path / "next"
    (folder / "append").mkdir(parents=True)
    return folder


def describe(project, **more: object) -> None:
    """Let the tiny handbook say more of its sales."""
    package = yaml.safe_load((project.data / "datapackage.yaml").read_text(encoding="utf-8"))
    [sales] = [entry for entry in package["resources"] if entry["name"] == "sales"]
    sales.update(more)
    region = sales["schema"]["fields"][0]
    region["labels"]["all"], region["constraints"]["enum"] = ["All", "全部"], ["north", "south", "all"]
    (project.data / "datapackage.yaml").write_text(yaml.safe_dump(package, allow_unicode=True), encoding="utf-8")


def check(folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli.main, ["check", "--data", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_two_new_rows_are_two_rows(project, added):
    text = "地区;年份;销售额（亿元）;source;evidence\n北方;2023;14,5;office;original\n南方;2023;11,0;office;original\n"
    (added / "append" / "sales.csv").write_bytes(text.encode("gb18030"))
    tables = Tables.open(added, project.data)
    assert tables.held == ["sales"]
    assert not problems(tables, project.root)
    assert tables.text("sales")[["region", "year", "sales_100m_cny"]].to_numpy().tolist() == [
        ["north", "2021", "10.0"],
        ["north", "2022", "12.0"],
        ["south", "2021", "9.5"],
        ["south", "2022", "10.5"],
        ["north", "2023", "14.5"],
        ["south", "2023", "11.0"],
    ]
    assert str(tables.conversions()[-1]) == (
        "append/sales.csv: 2 rows in append/ read as rows added to the 4 of sales.csv"
    )
    assert tables.digest("sales") != project.tables.digest("sales")


def test_row_whose_key_is_there_takes_its_place_and_is_told(project, added):
    describe(project, series=SERIES)
    (added / "append" / "sales.csv").write_text(
        HEADER + "north,2023,14,office,original\nnorth,2022,12.5,office,original\n"
    )
    tables = Tables.open(added, project.data)
    rows = tables.text("sales").query("region == 'north'")
    assert rows["sales_100m_cny"].tolist() == ["10.0", "12.5", "14"], "rows of a series are in its order"
    assert "1 of them in place of a row with the same key" in str(tables.conversions()[-1])


def test_rows_come_to_the_folders_own_table_where_it_has_one(project, added):
    (added / "sales.csv").write_text(HEADER + "south,2019,9,office,original\n")
    (added / "append" / "sales.csv").write_text(HEADER + "south,2020,9.1,office,original\n")
    assert Tables.open(added, project.data).text("sales")["year"].tolist() == ["2019", "2020"]


def test_what_is_wrong_is_in_the_file_that_holds_it(project, added):
    (added / "append" / "sales.csv").write_text(
        f"# from the office\n{HEADER}north,2023,many,office,original\nnorth,2024,-3,nobody,original\n"
    )
    told = [str(problem) for problem in problems(Tables.open(added, project.data), project.root)]
    assert [line.partition(": ")[0] for line in told] == [
        "append/sales.csv, row 3, column sales_100m_cny",
        "append/sales.csv, row 4, column sales_100m_cny",
        "append/sales.csv, row 4, column source",
    ], told
    (added / "append" / "profits.csv").write_text("a,b\n1,2\n")
    assert any(
        "profits.csv: expected a table" in str(p) for p in problems(Tables.open(added, project.data), project.root)
    )


def test_lines_to_paste_let_the_data_pass(project, added):
    describe(project, series=SERIES, relations=[SUM])
    folder = added
    (folder / "append" / "sales.csv").write_text(
        f"{HEADER}north,2024,1500,office,original\nsouth,2022,10.5,office,original\n"
        "all,2022,25.5,office,original\nall,2021,19.5,office,original\n"
    )
    code, told = check(folder)
    assert code == 1
    assert "expected a row for 2023 between 2022 and 2024, region north" in told
    assert "expected number with maximum 1000, minimum 0" in told
    assert "expected less than a 10-fold change" in told
    assert "expected the sum of its parts (north, south), but 12.0 + 10.5 = 22.5" in told
    lines = re.search(r"^resources:\n(?:[- ].*\n)+", told, re.MULTILINE)
    assert lines, told
    (folder / "datapackage.yaml").write_text(lines[0], encoding="utf-8")
    assert check(folder)[0] == 0, check(folder)[1]
    (folder / "append" / "sales.csv").write_text(
        f"{HEADER}all,2022,22.5,office,original\nnorth,2030,12,office,original\n"
    )
    code, told = check(folder)
    assert "datapackage.yaml, column sales.contradictions: found " in told, "a contradiction that is none is named"
    more = re.search(r"paste these lines at the end of .*:\n((?:[- ].*\n)+)", told)
    assert more, told
    kept = [
        line for line in lines[0].splitlines(keepends=True) if "contradictions" not in line and "column:" not in line
    ]
    (folder / "datapackage.yaml").write_text("".join(kept) + more[1], encoding="utf-8")
    assert check(folder)[0] == 0, check(folder)[1]


def test_lines_to_paste_describe_a_table_of_the_book_that_is_new(project):
    (project.data / "profits.csv").write_text("region,year,profit,note\nnorth,2022,1.5,\nsouth,2022,2,a\n")
    code, told = check(project.data)
    assert code == 1
    lines = re.search(r"paste these lines at the end of .*:\n((?:[- ].*\n)+)", told)
    assert lines, told
    package = project.data / "datapackage.yaml"
    package.write_text(package.read_text(encoding="utf-8") + lines[1], encoding="utf-8")
    assert check(project.data)[0] == 0, check(project.data)[1]
    assert project.tables.read("profits")["profit"].tolist() == [1.5, 2.0]
    assert project.tables.resource("profits")["schema"]["primaryKey"] == ["region"]


def test_table_that_lacks_rows_is_blamed_itself_and_once(project, added):
    (added / "sales.csv").write_text(HEADER + "north,2023,14.3,office,original\n")
    told, *others = problems(Tables.open(added, project.data), project.root)
    assert not others, others
    assert (told.file, told.row) == ("sales.csv", None)
    assert told.expected == (
        "rows that 3 checks of the report's numbers need: region north, year 2022; region south, year 2022; "
        "region north, year 2021"
    )
    assert "append/" in told.remedy


def test_filled_template_holds_the_rows_that_there_are(project, tmp_path):
    result = CliRunner().invoke(cli.main, ["template", str(tmp_path / "next"), "sales", "--filled"])
    assert result.exit_code == 0, result.output
    tables = Tables.open(tmp_path / "next", project.data)
    assert tables.text("sales").equals(project.tables.text("sales"))
