"""What differs between two sets of tables: values, vintages, ranks, columns."""

from __future__ import annotations

import pandas as pd
import pytest
import yaml

from handbook.tables import diff
from handbook.tables.snapshot import Tables


@pytest.fixture
def newer(project, tmp_path) -> Tables:
    """Give tables of which one differs: a value revised, a year added, a value removed."""
    folder = tmp_path / "next"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    text = text.replace("north,2022,12.0", "north,2022,13.0").replace("south,2021,9.5,office,original\n", "")
    (folder / "sales.csv").write_text(text + "north,2023,14.3,office,original\n", encoding="utf-8")
    return Tables.open(folder, project.data)


FIELDS = {
    "economy": {"type": "string"},
    "year": {"type": "year"},
    "vintage": {"type": "string"},
    "output": {"type": "number", "unit": "usd_per_hour"},
    "place": {"type": "integer", "unit": "rank"},
}


def frame(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([row.split(",") for row in rows], columns=["economy", "year", "vintage", "output", "place"])


def between(old, new, *key: str) -> list[tuple]:
    found = diff.between_tables("t", old, new, FIELDS, key)
    return [(change.kind, change.row, change.column, change.old, change.new, change.why) for change in found]


def test_newer_vintage_of_a_value_is_a_revision_with_both_vintages():
    old = frame("CHN,2022,first,10,1")
    new = frame("CHN,2022,first,10,1", "CHN,2022,revised,11,1", "CHN,2023,first,12,1")
    assert between(old, new, "economy", "year", "vintage")[:3] == [
        ("revised", "economy CHN, year 2022", "output", "10", "11", "first → revised"),
        ("revised", "economy CHN, year 2022", "place", "1", "1", "first → revised"),
        ("added", "economy CHN, year 2023, vintage first", "output", "", "12", "2022: 10"),
    ]


def test_ranks_are_compared_among_the_same_rows_in_the_last_year_of_both():
    old = frame("A,2021,f,3,1", "B,2021,f,2,2", "C,2021,f,1,3", "D,2021,f,9,4")
    new = frame("A,2021,f,2,1", "B,2021,f,3,2", "C,2021,f,1,3", "A,2022,f,1,1", "B,2022,f,2,2", "C,2022,f,3,3")
    moved = [row for row in between(old, new, "economy", "year") if row[0] == "rank"]
    assert moved == [
        ("rank", "economy A, year 2021", "output", "1", "2", ""),
        ("rank", "economy B, year 2021", "output", "2", "1", ""),
    ]
    apart = frame("A,2024,f,1,1", "B,2024,f,2,2", "C,2024,f,3,3")
    assert not [row for row in between(old, apart, "economy") if row[0] == "rank"], "ranks of two years are no move"


def test_a_period_that_moves_on_is_no_value_that_changed():
    found = list(diff.between_tables("t", frame("LUX,2021,f,100,1"), frame("LUX,2024,f,110,1"), FIELDS, ["economy"]))
    assert [(change.kind, change.row, change.column, change.new, change.absolute, change.why) for change in found] == [
        ("added", "economy LUX, year 2024", "output", "110", 10.0, "2021: 100"),
        ("added", "economy LUX, year 2024", "place", "1", None, ""),
    ]


def test_shares_move_by_points_and_sources_and_names_apart_from_values():
    fields = {
        "year": {"type": "year", "unit": "year"},
        "share": {"type": "number", "unit": "fraction"},
        "name": {"type": "string"},
        "source": {"type": "string"},
        "line": {"type": "integer"},
    }
    old, new = (
        pd.DataFrame([cells.split(",")], columns=list(fields))
        for cells in ("2021,0.25,A,office,7", "2021,0.50,B,yearbook,9")
    )
    found = {change.column: change for change in diff.between_tables("t", old, new, fields, ["year"])}
    assert {column: change.kind for column, change in found.items()} == {
        "share": "revised",
        "name": "text",
        "source": "text",
        "line": "revised",
    }
    assert (found["share"].absolute, found["share"].relative) == (0.25, None)


def test_equal_values_share_a_rank_and_do_not_move():
    old = frame("A,2021,f,3,1", "B,2021,f,3,1", "C,2021,f,1,3")
    new = frame("B,2021,f,3,1", "A,2021,f,3,1", "C,2021,f,1,3")
    assert between(old, new, "economy") == []


def test_stored_rank_that_changes_is_a_rank_that_moved():
    assert between(frame("A,2021,f,3,1"), frame("A,2021,f,3,2"), "economy") == [
        ("rank", "economy A", "place", "1", "2", "")
    ]


def test_columns_that_come_and_go_are_differences_of_the_schema():
    old = frame("A,2021,f,3,1")
    found = between(old, old.rename(columns={"place": "position"}), "economy")
    assert found == [("schema", "", "place", "column", "", ""), ("schema", "", "position", "", "column", "")]


def test_revision_against_the_reports_own_table_is_told(project, newer):
    found = diff.revisions("sales", newer)
    assert [(change.row, change.old, change.new) for change in found] == [("region north, year 2022", "12.0", "13.0")]
    assert diff.revisions("sales", project.tables) == []
    assert diff.revisions("members", newer) == []


def test_digest_of_revisions_follows_them_and_nothing_else(project, newer):
    none = diff.revisions_digest("members", newer)
    first = diff.revisions_digest("sales", newer)
    assert first != none == diff.revisions_digest("sales", project.tables)

    def again(text: str) -> str:
        (newer.folder / "sales.csv").write_text(text, encoding="utf-8")
        return diff.revisions_digest("sales", Tables.open(newer.folder, project.data))

    text = (newer.folder / "sales.csv").read_text(encoding="utf-8")
    assert again(text + "south,2023,11.0,office,original\n") == first, "a year more revises nothing"
    assert again(text.replace("north,2022,13.0", "north,2022,13.5")) not in (first, none)


def test_replaced_tables_are_those_that_say_something_else(project, newer):
    (newer.folder / "members.csv").write_bytes(project.file("members").read_bytes())
    newer = Tables.open(newer.folder, project.data)
    assert diff.replaced(newer) == ["sales"]
    assert diff.replaced(project.tables) == []
    assert diff.periods("sales", newer) == ("2021", "2023")
    assert diff.periods("members", newer) == ("", "")


def test_tables_and_descriptions_that_differ_are_differences_of_the_schema(project):
    before = project.tables
    assert "members" in before.names
    described = (project.data / "datapackage.yaml").read_text(encoding="utf-8")
    package = yaml.safe_load(described)
    package["resources"] = [entry for entry in package["resources"] if entry["name"] != "members"]
    text = yaml.safe_dump(package, allow_unicode=True, sort_keys=False).replace("unit: 100m_cny", "unit: bn_cny")
    (project.data / "datapackage.yaml").write_text(text, encoding="utf-8")

    def told(old: Tables, new: Tables) -> list[tuple[str, ...]]:
        return [(c.kind, c.table, c.column, c.old, c.new) for c in diff.between(old, new)]

    unit = ("schema", "sales", "sales_100m_cny", "unit 100m_cny", "unit bn_cny")
    assert told(before, project.tables) == [("schema", "members", "", "table", ""), unit]
    assert told(project.tables, before) == [
        ("schema", "sales", "sales_100m_cny", unit[4], unit[3]),
        ("schema", "members", "", "", "table"),
    ]
