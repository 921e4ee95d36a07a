"""The snapshot of tables: typed reading, messages with file, row, column and value, and what a chapter read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import frictionless
import pandas as pd
import pytest
import yaml

from handbook.tables.snapshot import PACKAGE, ChapterTables, TableError, Tables, own_folder, prepared, wanted


def problem(call: Callable[[], object]) -> str:
    """Return the one line that a call complains with."""
    with pytest.raises(TableError) as caught:
        call()
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value)


def refused(project, name: str = "sales") -> str:
    """Return the one line that reading a table of the tiny handbook complains with."""
    return problem(lambda: project.tables.read(name))


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def test_columns_come_in_the_types_of_the_data_package(project):
    sales = project.tables.read("sales")
    assert [str(kind) for kind in sales.dtypes] == ["str", "int64", "float64", "str", "str"]
    assert sales["sales_100m_cny"].tolist() == [10.0, 12.0, 9.5, 10.5]


def test_text_keeps_what_is_written(project):
    assert project.tables.text("sales")["sales_100m_cny"].tolist() == ["10.0", "12.0", "9.5", "10.5"]


def test_empty_cells_are_missing_numbers(project):
    project.replace("sales", "north,2021,10.0", "north,2021,")
    assert project.tables.read("sales")["sales_100m_cny"].isna().tolist() == [True, False, False, False]


def test_where_gives_only_the_rows_that_match(project):
    south = project.tables.read("sales", {"region": "south", "year": "2022"})
    assert south["sales_100m_cny"].tolist() == [10.5]
    assert south.index.tolist() == [0]


def test_a_frame_is_the_readers_own(project):
    mine = project.tables.read("sales")
    mine["sales_100m_cny"] = 0.0
    assert project.tables.read("sales")["sales_100m_cny"].sum() == 42.0


def test_a_changed_file_is_read_anew_by_the_next_snapshot_and_not_by_this(project):
    before, untouched = project.tables, project.tables
    before.read("sales")
    content = untouched.content("sales")
    project.replace("sales", "9.5", "8.5")
    assert project.tables.read("sales")["sales_100m_cny"].sum() == 41.0
    assert before.read("sales", {"region": "south"})["sales_100m_cny"].sum() == 20.0
    assert before.as_csv("sales") == content
    # What was looked at once is what is read, though nothing was understood of it yet.
    assert untouched.read("sales")["sales_100m_cny"].sum() == 42.0
    assert untouched.digest("sales") == before.digest("sales") != project.tables.digest("sales")


def test_a_folder_with_one_table_takes_the_others_from_the_handbook(project, tmp_path):
    other = tmp_path / "next year"
    other.mkdir()
    (other / "sales.csv").write_text("region,year,sales_100m_cny,source,evidence\nnorth,2023,99.0,office,original\n")
    edition = Tables.open(other)
    assert edition.read("sales")["year"].tolist() == [2023]
    assert len(edition.read("members")) == 3
    assert edition.held == ["sales"]
    assert [edition.taken_over(name) for name in ("sales", "members")] == [False, True]
    assert edition.names == project.tables.names


def test_relative_folder_is_found_from_a_folder_below(project, monkeypatch):
    monkeypatch.chdir(project.root / "book")
    assert Tables.open("data").folder == project.data
    assert len(Tables.open().read("sales")) == 4
    (project.root / "next").mkdir()
    assert Tables.open("next").folder == project.root / "next"


def test_a_byte_order_mark_is_no_part_of_the_first_column(project):
    file = project.file("sales")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert project.tables.read("sales").columns[0] == "region"


# ── messages ─────────────────────────────────────────────────────────────────────────────────────


def test_folder_that_is_not_there_is_named(project):
    message = problem(lambda: Tables.open("nowhere"))
    assert message == "nowhere: expected a folder with tables. Check the path; there is no such folder."


def test_unknown_table_names_those_there_are(project):
    assert refused(project, "profits") == (
        "datapackage.yaml: found 'profits', expected the name of a table. "
        "Tables are: claims, checks, figures, names, sales, members."
    )


def test_missing_file_is_named_with_what_to_do(project):
    project.file("sales").unlink()
    message = refused(project)
    assert message == "sales.csv: expected a table that datapackage.yaml names. Add the file, or restore it with git."


def test_missing_column_names_those_there_are(project):
    project.replace("sales", "sales_100m_cny", "turnover")
    message = refused(project)
    assert message == (
        "sales.csv, row 1, column sales_100m_cny: expected a column 'sales_100m_cny'. "
        "The table has region, year, turnover, source, evidence."
    )


@pytest.mark.parametrize("text", ["about 12", "12,0", "1.2.3", "nan", "inf", "十二", "1e", "- 4", "0x10", "1 2"])
def test_text_in_a_number_column_is_named_with_row_and_value(project, text):
    cell = f'"{text}"' if "," in text else text
    project.replace("sales", "north,2022,12.0", f"north,2022,{cell}")
    message = refused(project)
    assert message.startswith(f"sales.csv, row 3, column sales_100m_cny: found {text!r}, expected a number. ")
    assert message.endswith(("run `handbook check` again.", "without a thousands separator."))


def test_fraction_in_a_column_of_whole_numbers_is_named(project):
    project.replace("sales", "south,2021,", "south,2021.5,")
    assert "row 4, column year: found '2021.5', expected a whole number." in refused(project)


def test_key_that_comes_twice_is_named(project):
    project.append("sales", "north,2021,3.0,office,original")
    message = refused(project)
    assert message == (
        "sales.csv, row 6, column region + year: found 'north, 2021', expected each key once. "
        "Row 2 has this key too; they differ in sales_100m_cny '10.0' and '3.0': "
        "write into region or year what each of them stands for."
    )


def test_every_problem_of_a_table_is_told_at_once(project):
    project.replace("sales", "10.0", "ten")
    project.replace("sales", "south,2022", "south,next")
    with pytest.raises(TableError) as caught:
        project.tables.read("sales")
    assert [(p.row, p.column, p.value) for p in caught.value.problems] == [
        (5, "year", "next"),
        (2, "sales_100m_cny", "ten"),
    ]


def test_row_with_a_missing_cell_is_named(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,12.0,office")
    message = refused(project)
    assert message.startswith(
        "sales.csv, row 3: found 'north,2022,12.0,office', expected 5 cells, as in the header, but it has 4."
    )


def test_table_in_an_encoding_that_is_not_read_is_named(project):
    file = project.file("members")
    file.write_bytes("name,kind,source,evidence\nMüller,a,office,original\n".encode("latin-1"))
    assert refused(project, "members") == (
        "members.csv, row 2: expected text in UTF-8 or GB18030. Save the table as CSV in UTF-8, or as .xlsx."
    )


def test_empty_table_is_named(project):
    project.file("sales").write_text("")
    assert refused(project) == ("sales.csv: expected a header row and rows of values. The file is empty.")


def test_data_package_that_is_no_yaml_is_named(project):
    (project.data / "datapackage.yaml").write_text("resources: [")
    assert problem(lambda: project.tables.names).startswith("datapackage.yaml: expected YAML, but while parsing")


def test_empty_line_is_named_and_one_at_the_end_is_not(project):
    project.append("sales", "\n")
    assert len(project.tables.read("sales")) == 4
    project.append("sales", "south,2023,1.0,office,original")
    with pytest.raises(TableError) as caught:
        project.tables.read("sales")
    assert (
        next(str(p) for p in caught.value.problems)
        == "sales.csv, row 6: expected a row with values. Remove the empty line."
    )


def test_column_that_comes_twice_in_the_header_is_named(project):
    project.replace("sales", "region,year,sales_100m_cny,source,evidence", "region,year,sales_100m_cny,year,evidence")
    with pytest.raises(
        TableError, match=r"sales.csv, row 1, column year: expected each column once. Two columns have this name"
    ):
        project.tables.read("sales")


# ── what was read ────────────────────────────────────────────────────────────────────────────────


def test_a_chapter_remembers_tables_and_filters_with_the_digest_of_what_it_read(project):
    chapter = ChapterTables(project.tables)
    assert chapter.read("sales").equals(project.tables.read("sales"))
    chapter.read("members", {"kind": "a"})
    chapter.fields("claims")
    assert chapter.reads == {
        "sales": project.tables.digest("sales"),
        "members?kind=a": project.tables.digest("members?kind=a"),
    }
    assert ChapterTables(project.tables).reads == {}


def test_a_row_that_is_looked_up_is_remembered_as_the_rows_of_its_value(project):
    chapter = ChapterTables(project.tables)
    found = chapter.row("members", "kind", "a")
    assert found == next(row for row in project.tables.text("members").to_dict("records") if row["kind"] == "a")
    assert chapter.row("members", "kind", "none") is None
    assert chapter.reads == {key: project.tables.digest(key) for key in ("members?kind=a", "members?kind=none")}


NAMES = ["A&B=C%26 <b>{x}</b> \"d\" 'e' 100% \\alpha $y$ 科技", "A&B科技", "%26", "%2526&%25", "a=b&c=d", "?", ""]


def test_what_was_read_of_a_name_is_known_again(project):
    for value in NAMES:
        frame = pd.DataFrame([(value, "x", "", "company"), ("other", "y", "", "company")])
        frame.to_csv(project.file("names"), index=False, header=["name", "english", "pinyin", "kind"])
        chapter = ChapterTables(project.tables)
        found = chapter.read("names", {"name": value, "kind": "company"})
        assert list(found["english"]) == ["x"], value
        [(key, digest)] = chapter.reads.items()
        assert wanted(key.partition("?")[2]) == [("name", value), ("kind", "company")]
        project.replace("names", ",y,", ",z,")
        assert project.tables.digest(key) == digest, value
        project.replace("names", ",x,", ",z,")
        assert project.tables.digest(key) != digest, value


def test_digest_changes_with_any_cell(project):
    before = project.tables.digest("sales")
    project.replace("sales", "9.5", "9.50")
    assert project.tables.digest("sales") != before


def test_digest_of_a_filter_changes_only_with_its_rows(project):
    north = project.tables.digest("sales?region=north")
    south = project.tables.digest("sales?region=south")
    project.replace("sales", "9.5", "9.6")
    assert project.tables.digest("sales?region=north") == north
    assert project.tables.digest("sales?region=south") != south


def test_digest_changes_with_the_description_of_the_table_but_not_of_others(project):
    sales, members = project.tables.digest("sales"), project.tables.digest("members")
    file = project.data / "datapackage.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: Region", "title: Area"), encoding="utf-8")
    assert project.tables.digest("sales") != sales
    assert project.tables.digest("members") == members


def test_digest_does_not_change_with_the_date_of_the_file(project):
    before = project.tables.digest("sales")
    os.utime(project.file("sales"), (1, 1))
    assert project.tables.digest("sales") == before


# ── one snapshot for a run ───────────────────────────────────────────────────────────────────────


def test_inside_a_run_the_prepared_tables_are_handed_out(project, tmp_path):
    mine = project.tables
    with prepared(mine) as given:
        assert given is mine
        assert Tables.open("data") is mine
        other = tmp_path / "other"
        other.mkdir()
        edition = Tables.open(other)
        assert (edition.folder, edition.own) == (other, mine)
    with prepared(edition):
        assert Tables.open(other) is edition
        assert Tables.open() is mine
    assert Tables.open(other).own is not mine
    assert Tables.open("data") is not mine


def test_what_a_function_makes_of_the_tables_is_made_once(project):
    calls = []
    mine = project.tables

    def total(tables: Tables) -> float:
        calls.append(tables)
        return float(tables.read("sales")["sales_100m_cny"].sum())

    assert (mine.derived(total), mine.derived(total), project.tables.derived(total)) == (42.0, 42.0, 42.0)
    assert len(calls) == 2
    assert calls[0] is mine


def test_an_edition_reads_what_it_takes_over_from_the_snapshot_of_the_handbook(project, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    base = project.tables
    before = base.read("sales")
    project.replace("sales", "9.5", "8.5")
    assert Tables(other, base).read("sales").equals(before)


def test_a_folders_description_stands_over_that_of_the_handbook(project, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    assert Tables.open(other).package == project.tables.package
    field = {"name": "kind", "type": "string", "title": "Sort"}
    described = {
        "name": "next",
        "resources": [{"name": "members", "schema": {"primaryKey": "kind", "fields": [field]}}],
    }
    (other / "datapackage.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    edition = Tables.open(other)
    assert edition.names == project.tables.names
    assert edition.resource("members")["path"] == "members.csv"
    assert edition.fields("members") == {"kind": field}
    assert (edition.key("members"), edition.fields("sales")) == (["kind"], project.tables.fields("sales"))
    assert not edition.taken_over("members")
    assert edition.taken_over("sales")


# ── the handbook's own tables ────────────────────────────────────────────────────────────────────


WITHOUT_SOURCE = {"claims", "checks", "exclusions", "figures", "findings", "names", "glossary"}
"""Tables that say something of the report, not what it or others measured."""


def test_every_own_table_can_be_read_and_has_source_and_evidence(own):
    names = [name for name in own.names if name not in WITHOUT_SOURCE]
    assert len(names) > 50
    for name in names:
        frame = own.checked(name)
        assert not frame.empty, name
        assert {"source", "evidence"} <= set(frame.columns), name
        assert pd.notna(frame["source"]).all(), name


def test_every_own_table_and_column_is_described_in_both_languages(own):
    for name in own.names:
        described = own.resource(name)
        entries = [(name, described, ("title", "description"))]
        entries += [(f"{name}/{field}", entry, ("title",)) for field, entry in own.fields(name).items()]
        for place, entry, keys in entries:
            for key in keys:
                assert entry.get(key), f"{place} has no {key}"
                assert entry.get(f"{key}_zh"), f"{place} has no {key}_zh"


def test_frictionless_itself_finds_the_package_valid():
    data = own_folder()
    command = [sys.executable, "-m", "frictionless", "validate", f"{data.name}/{PACKAGE}", "--json"]
    done = subprocess.run(command, cwd=data.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert '"valid": true' in done.stdout


def test_frictionless_finds_what_the_description_forbids(own, tmp_path):
    table = own.file("gdp")
    spoiled = table.read_text(encoding="utf-8").replace("first_published", "first", 1)
    (tmp_path / table.name).write_text(spoiled, encoding="utf-8")
    described = frictionless.Resource.from_descriptor(own.resource("gdp"), basepath=str(tmp_path))
    [error] = [error for task in described.validate().tasks for error in task.errors]
    assert (error.row_number, error.field_name) == (2, "vintage")
