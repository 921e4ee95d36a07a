"""The rules of the data package: bounds, series, relations, foreign keys; each breach is told with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import frictionless
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook import cli
from handbook.audit.validate import problems
from handbook.tables import rules
from handbook.tables.problems import TableError
from handbook.tables.snapshot import Tables

ROOT = Path(__file__).resolve().parents[2]


def declare(project, **changes: object) -> None:
    """Change the description of the sales of the tiny handbook."""
    file = project.data / "datapackage.yaml"
    package = yaml.safe_load(file.read_text(encoding="utf-8"))
    [sales] = [entry for entry in package["resources"] if entry["name"] == "sales"]
    for key in set(changes) & {"foreignKeys", "primaryKey"}:
        sales["schema"][key] = changes.pop(key)
    sales.update(changes)
    file.write_text(yaml.safe_dump(package, allow_unicode=True), encoding="utf-8")


def said(project) -> list[str]:
    return [str(problem) for problem in problems(project.tables, project.root)]


# ── series ───────────────────────────────────────────────────────────────────────────────────────


def test_year_that_is_missing_inside_a_series_is_named(project):
    declare(project, series={"over": "year"})
    project.append("sales", "south,2024,11.0,office,original")
    assert said(project) == [
        "sales.csv, row 6, column year: found '2024', expected a row for 2023 between 2022 and 2024, "
        "region south. Add what is missing; where nobody published it, say so under series.gaps in datapackage.yaml "
        "(lines to paste stand below), and run `handbook check` again."
    ]
    declare(project, series={"over": "year", "gaps": [2023]})
    assert said(project) == []
    declare(project, series={"over": "year", "sparse": {"region": ["south"]}})
    assert said(project) == []
    declare(project, series={"over": "year", "sparse": {"region": ["north"]}})
    assert len(said(project)) == 1


def test_size_that_jumps_is_named_where_it_is_odd(project):
    declare(project, series={"over": "year"})
    project.append("sales", "south,2023,11.0,office,original")
    project.replace("sales", "south,2021,9.5", "south,2021,950")
    assert said(project) == [
        "sales.csv, row 4, column sales_100m_cny: found '950', expected less than a 10-fold change from 10.5 in 2022. "
        "Check the unit (100m_cny); if the jump is real, raise series.jump in datapackage.yaml "
        "(lines to paste stand below), and run `handbook check` again."
    ]
    declare(project, series={"over": "year", "jump": 100})
    assert said(project) == []


def test_series_is_read_in_its_order_whatever_the_order_of_rows(project):
    declare(project, series={"over": "year"}, primaryKey=["year", "region"])
    before = project.tables.read("sales")
    assert before["region"].tolist() == ["north", "south", "north", "south"]
    file = project.file("sales")
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    assert project.tables.read("sales").equals(before)
    project.replace("sales", "9.5", "nine")
    with pytest.raises(TableError, match=r"^sales.csv, row 3, column sales_100m_cny: found 'nine'"):
        project.tables.read("sales")


def test_rows_of_a_list_stay_as_they_stand(project):
    names = project.tables.read("members")["name"].tolist()
    file = project.file("members")
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    assert project.tables.read("members")["name"].tolist() == names[::-1]


# ── relations ────────────────────────────────────────────────────────────────────────────────────

PARTS = {"sum": "sales_100m_cny", "of": {"region": ["north", "south"]}, "to": 20}


def test_total_that_its_parts_contradict_is_named(project):
    declare(project, relations=[PARTS])
    # 10.0 + 9.5 = 19.5 is not 20; 12.0 + 10.5 = 22.5 is not either
    assert [line.partition(". Check")[0] for line in said(project)] == [
        "sales.csv, row 4, column sales_100m_cny: found '9.5', expected parts that add up to 20, but 10.0 + 9.5 = 19.5",
        "sales.csv, row 5, column sales_100m_cny: found '10.5', expected parts that add up to 20, but 12.0 + 10.5 = 22.5",
    ]


@pytest.mark.parametrize(
    ("south", "holds"), [("10.0", True), ("10.1", True), ("9.9", True), ("10.2", False), ("9.8", False)]
)
def test_total_holds_within_rounding_of_what_is_written(project, south, holds):
    declare(project, relations=[PARTS])
    project.replace("sales", "south,2021,9.5", f"south,2021,{south}")
    project.replace("sales", "south,2022,10.5", "south,2022,8.0")
    assert (said(project) == []) is holds


def test_part_that_is_not_known_contradicts_nothing(project):
    declare(project, relations=[PARTS])
    project.replace("sales", "south,2021,9.5", "south,2021,")
    project.replace("sales", "south,2022,10.5", "south,2022,8.0")
    assert said(project) == []


# ── what stays ───────────────────────────────────────────────────────────────────────────────────


def test_year_of_the_report_stays_in_the_table(project):
    declare(project, keeps={"year": [2022, 2020]})
    assert said(project) == [
        "sales.csv, column year: found '2021, 2022', expected rows of 2020 too, on which what the report prints is "
        "tested. Keep the handbook's rows of 2020 and write the newer ones below them."
    ]
    declare(project, keeps={"year": [2022]})
    assert said(project) == []


@pytest.mark.parametrize("name", ["applicants", "applicant_shares"])
def test_tables_of_the_award_keep_the_year_of_the_report(own, tmp_path, name):
    text = (ROOT / "data" / f"{name}.csv").read_text(encoding="utf-8").replace("2023,", "2024,")
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    [line] = [str(problem) for problem in problems(Tables(tmp_path, own), ROOT)]
    assert line.startswith(f"{name}.csv, column year: found '2024', expected rows of 2023 too")


# ── foreign keys ─────────────────────────────────────────────────────────────────────────────────


def test_unknown_company_is_named_with_the_nearest_known(project):
    declare(project, foreignKeys=[{"fields": "source", "reference": {"resource": "members", "fields": "kind"}}])
    lines = said(project)
    assert len(lines) == 4
    assert lines[0].startswith("sales.csv, row 2, column source: found 'office', expected a kind of members.csv.")


# ── constraints agree with frictionless ──────────────────────────────────────────────────────────

CELLS = st.one_of(
    st.sampled_from(["", "0", "1000", "-1", "1000.01", "5e3", "12"]), st.floats(-10, 2000).map("{:.3f}".format)
)


ROWS = 20


def of_each_row(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(cells, min_size=ROWS, max_size=ROWS)


# Frictionless takes as long for twenty rows as for one: fewer examples of more rows.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings.default.max_examples * 4 // ROWS
)
@given(
    regions=of_each_row(st.sampled_from(["north", "south", "west", ""])),
    values=of_each_row(CELLS),
    evidence=of_each_row(st.sampled_from(["original", "hearsay", ""])),
)
def test_constraints_find_the_cells_that_frictionless_finds(project, base, regions, values, evidence):
    lines = [
        f"{region},{2000 + at},{value},office,{grade}"
        for at, (region, value, grade) in enumerate(zip(regions, values, evidence, strict=True))
    ]
    folder = project.root / "any"
    folder.mkdir(exist_ok=True)
    text = "\n".join(["region,year,sales_100m_cny,source,evidence", *lines]) + "\n"
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    ours = {(problem.row, problem.column) for problem in rules.constraints("sales", Tables(folder, base))}
    resource = frictionless.Resource.from_descriptor(base.resource("sales"), basepath=str(folder))
    theirs = {
        (error.row_number, error.field_name)
        for task in resource.validate().tasks
        for error in task.errors
        if error.type == "constraint-error"
    }
    assert ours == theirs


def test_row_without_a_key_is_named_though_no_column_of_it_is_required(project):
    project.append("members", ",b,report,report")
    assert said(project) == [
        "members.csv, row 5, column name: found '', expected a value in name: the key of a row cannot be empty. "
        "Fill it, or leave the row out; then run `handbook check` again."
    ]
    project.replace("members", "\n,b,report,report", "")
    project.append("sales", ",2023,11.0,office,original")
    assert said(project) == [], "a part of a key may say nothing"


def test_constraint_that_is_not_known_is_named(project):
    file = project.data / "datapackage.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("maximum: 1000", "exclusiveMaximum: 1000"), encoding="utf-8"
    )
    assert said(project)[0].startswith(
        "datapackage.yaml, column sales.sales_100m_cny: found 'exclusiveMaximum', expected constraints among required,"
    )


# ── the handbook's own tables ────────────────────────────────────────────────────────────────────


def numeric(tables: Tables, name: str) -> list[str]:
    return [column for column, entry in tables.fields(name).items() if entry.get("type") in ("integer", "number")]


def test_every_number_has_bounds(own):
    for name in own.names:
        for column in numeric(own, name):
            assert {"minimum", "maximum"} <= set(own.fields(name)[column].get("constraints", {})), f"{name}.{column}"


def test_every_table_with_years_declares_its_series_or_is_none(own):
    # one year only, years that are an attribute of a thing, or lists of another length each year
    none = {"labour_productivity_ilo", "policy_timeline", "it_innovation_milestones", "winners"}
    with_years = {name for name in own.names if "year" in own.fields(name)}
    assert {name for name in with_years if "series" not in own.resource(name)} == none


Edit = Callable[[pd.DataFrame], pd.DataFrame]


def spoiled(folder: Path, own: Tables, table: str, change: Edit) -> Tables:
    """Return the tables of an edition that replaces one table by a changed one."""
    change(own.text(table).copy()).to_csv(folder / f"{table}.csv", index=False)
    return Tables(folder, own)


def cell(column: str, value: str, **where: str) -> Edit:
    """Return a change of the first cell in the rows with some values."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        rows = (frame[list(where)] == list(where.values())).all(axis=1)
        frame.loc[rows.idxmax(), column] = value
        return frame

    return change


def thousandfold(column: str, whole: bool = False) -> Edit:
    """Return a change of a column into a unit that is a thousand times smaller, on request into whole numbers."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        values = [f"{Decimal(value) * 1000}" if value else "" for value in frame[column]]
        return frame.assign(**{column: [re.sub(r"\.0+$", "", value) if whole else value for value in values]})

    return change


BAD = {
    "wrong unit": (
        "digital_economy_size",
        thousandfold("size_tn_cny"),
        "column size_tn_cny: found '22600.0', expected number with minimum 0, maximum 200. Check the value and its unit (tn_cny)",
    ),
    "wrong unit in one cell": (
        "cloud_market",
        cell("size_100m_cny", "962.8", year="2022", segment="total"),
        "column size_100m_cny: found '962.8', expected the sum of its parts (public, private), but",
    ),
    "missing year": (
        "gdp",
        lambda frame: frame[frame["year"] != "2019"],
        "column year: found '2020', expected a row for 2019 between 2018 and 2020, vintage first_published. Add",
    ),
    "year twice": (
        "china_labour_productivity_growth",
        lambda frame: frame.assign(year=frame["year"].replace("2019", "2018")),
        "column year: found '2018', expected each key once. Row 2 has this key too; they differ in growth '",
    ),
    "total against its parts": (
        "digital_economy_share_of_gdp",
        cell("share_of_gdp", "0.515", year="2022", part="total"),
        "found '0.515', expected the sum of its parts (digital_industrialisation, industrial_digitalisation), but 0.0",
    ),
    "negative size": (
        "industrial_internet_size",
        cell("size_tn_cny", "-1.2", year="2022"),
        "column size_tn_cny: found '-1.2', expected number with minimum 0,",
    ),
    "share above 1": (
        "digital_penetration",
        cell("penetration", "8.7", year="2019", sector="primary"),
        "column penetration: found '8.7', expected number with minimum 0, maximum 1.",
    ),
    "unknown company": (
        "company_results",
        cell("company", "卓尔智连", measure="revenue", period="2017"),
        "column company: found '卓尔智连', expected a name of names.csv. Did you mean '卓尔智联'? Mend it, or add it",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_table_is_told_with_file_row_column_value_and_remedy(own, tmp_path, case):
    table, change, message = BAD[case]
    found = problems(spoiled(tmp_path, own, table, change), ROOT)
    assert any(message in str(problem) for problem in found), found
    assert {problem.file for problem in found} == {f"{table}.csv"}
    assert all(problem.row and problem.column and problem.value is not None for problem in found)


def test_bad_table_stops_the_build_and_leaves_the_site_alone(project, tmp_path):
    folder, site = tmp_path / "next", tmp_path / "site"
    folder.mkdir()
    site.mkdir()
    (site / "index.html").write_text("the last good site")
    declare(project, series={"over": "year"})
    text = project.file("sales").read_text(encoding="utf-8")
    for name, spoiled_text, message in (
        ("negative size", text.replace(",12.0,", ",-12.0,"), "found '-12.0', expected number with"),
        ("missing year", text.replace("2022", "2023"), "found '2023', expected a row for 2022 between 2021 and 2023"),
    ):
        (folder / "sales.csv").write_text(spoiled_text, encoding="utf-8")
        result = CliRunner().invoke(cli.main, ["build", "--data", str(folder), "--output", str(site)])
        assert result.exit_code == 1, name
        assert message in result.output, name
        assert [file.read_text() for file in site.iterdir()] == ["the last good site"], name


TOO_SMALL_TO_TELL = {
    "applicant_shares.revenue_low_100m_cny": "a company can have a thousand times a tenth of 100 million yuan",
    "guolian_users.users_10k": "490,000 users a thousandfold are fewer than there are people",
    "industrial_internet_indicators.count": "counts of many kinds, from five to a million",
    "zhongnongwang_indicators.value_to": "values in several units",
    "zhuogang_indicators.value_to": "values in several units",
}


def test_column_in_a_unit_a_thousand_times_too_small_is_found(own, tmp_path):
    missed = set()
    for name in own.names:
        for column in numeric(own, name):
            entry = own.fields(name)[column]
            if entry.get("unit") in ("year", "rank") or name == "claims":
                continue
            edition = spoiled(tmp_path, own, name, thousandfold(column, entry["type"] == "integer"))
            checks = (rules.constraints, rules.series, rules.relations)
            if not any(problem for rule in checks for problem in rule(name, edition)):
                missed.add(f"{name}.{column}")
            (tmp_path / f"{name}.csv").unlink()
    assert missed == set(TOO_SMALL_TO_TELL)
