"""Tables: typed reading, messages with file, row, column and value, and the record of what was read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.tables import TableError


def problem(call, *args, **kwargs) -> str:
    """Return the one line that a call complains with."""
    with pytest.raises(TableError) as caught:
        call(*args, **kwargs)
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def test_columns_come_in_the_types_of_the_data_package(project):
    sales = tables.read("sales", project.data)
    assert [str(kind) for kind in sales.dtypes] == ["str", "int64", "float64", "str", "str"]
    assert sales["sales_100m_cny"].tolist() == [10.0, 12.0, 9.5, 10.5]


def test_text_keeps_what_is_written(project):
    assert tables.text("sales", project.data)["sales_100m_cny"].tolist() == ["10.0", "12.0", "9.5", "10.5"]


def test_empty_cells_are_missing_numbers(project):
    project.replace("sales", "north,2021,10.0", "north,2021,")
    assert tables.read("sales", project.data)["sales_100m_cny"].isna().tolist() == [True, False, False, False]


def test_where_gives_only_the_rows_that_match(project):
    south = tables.read("sales", project.data, where={"region": "south", "year": "2022"})
    assert south["sales_100m_cny"].tolist() == [10.5]
    assert south.index.tolist() == [0]


def test_a_frame_is_the_readers_own(project):
    mine = tables.read("sales", project.data)
    mine["sales_100m_cny"] = 0.0
    assert tables.read("sales", project.data)["sales_100m_cny"].sum() == 42.0


def test_a_changed_file_is_read_anew(project):
    tables.read("sales", project.data)
    project.replace("sales", "9.5", "8.5")
    assert tables.read("sales", project.data)["sales_100m_cny"].sum() == 41.0


def test_a_folder_with_one_table_takes_the_others_from_the_handbook(project, tmp_path):
    other = tmp_path / "next year"
    other.mkdir()
    (other / "sales.csv").write_text("region,year,sales_100m_cny,source,evidence\nnorth,2023,99.0,office,original\n")
    assert tables.read("sales", other)["year"].tolist() == [2023]
    assert len(tables.read("members", other)) == 3
    assert tables.names(other) == tables.names(project.data)


def test_relative_folder_is_found_from_a_folder_below(project, monkeypatch):
    monkeypatch.chdir(project.root / "book")
    assert tables.folder("data") == project.data
    assert len(tables.read("sales")) == 4


def test_a_byte_order_mark_is_no_part_of_the_first_column(project):
    file = project.file("sales")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert tables.read("sales", project.data).columns[0] == "region"


# ── messages ─────────────────────────────────────────────────────────────────────────────────────


def test_folder_that_is_not_there_is_named(project):
    message = problem(tables.read, "sales", "nowhere")
    assert message == "nowhere: expected a folder with tables. Check the path; there is no such folder."


def test_unknown_table_names_those_there_are(project):
    assert problem(tables.read, "profits", project.data) == (
        "datapackage.yaml: found 'profits', expected the name of a table. "
        "Tables are: claims, checks, figures, names, sales, members."
    )


def test_missing_file_is_named_with_what_to_do(project):
    project.file("sales").unlink()
    message = problem(tables.read, "sales", project.data)
    assert message == "sales.csv: expected a table that datapackage.yaml names. Add the file, or restore it with git."


def test_missing_column_names_those_there_are(project):
    project.replace("sales", "sales_100m_cny", "turnover")
    message = problem(tables.read, "sales", project.data)
    assert message == (
        "sales.csv, row 1, column sales_100m_cny: expected a column 'sales_100m_cny'. "
        "The table has region, year, turnover, source, evidence."
    )


@pytest.mark.parametrize("text", ["about 12", "12,0", "1.2.3", "nan", "inf", "十二", "1e", "- 4", "0x10", "1 2"])
def test_text_in_a_number_column_is_named_with_row_and_value(project, text):
    cell = f'"{text}"' if "," in text else text
    project.replace("sales", "north,2022,12.0", f"north,2022,{cell}")
    message = problem(tables.read, "sales", project.data)
    assert message.startswith(f"sales.csv, row 3, column sales_100m_cny: found {text!r}, expected a number. ")
    assert message.endswith(("run `handbook check` again.", "without a thousands separator."))


def test_fraction_in_a_column_of_whole_numbers_is_named(project):
    project.replace("sales", "south,2021,", "south,2021.5,")
    assert "row 4, column year: found '2021.5', expected a whole number." in problem(tables.read, "sales", project.data)


def test_key_that_comes_twice_is_named(project):
    project.append("sales", "north,2021,3.0,office,original")
    message = problem(tables.read, "sales", project.data)
    assert message == (
        "sales.csv, row 6, column region + year: found 'north, 2021', expected each key once. "
        "Row 2 has this key too; they differ in sales_100m_cny '10.0' and '3.0': keep one."
    )


def test_every_problem_of_a_table_is_told_at_once(project):
    project.replace("sales", "10.0", "ten")
    project.replace("sales", "south,2022", "south,next")
    with pytest.raises(TableError) as caught:
        tables.read("sales", project.data)
    assert [(p.row, p.column, p.value) for p in caught.value.problems] == [
        (5, "year", "next"),
        (2, "sales_100m_cny", "ten"),
    ]


def test_row_with_a_missing_cell_is_named(project):
    project.replace("sales", "north,2022,12.0,office,original", "north,2022,12.0,office")
    message = problem(tables.read, "sales", project.data)
    assert message.startswith(
        "sales.csv, row 3: found 'north,2022,12.0,office', expected 5 cells, as in the header, but it has 4."
    )


def test_table_in_an_encoding_that_is_not_read_is_named(project):
    file = project.file("members")
    file.write_bytes("name,kind,source,evidence\nMüller,a,office,original\n".encode("latin-1"))
    assert problem(tables.read, "members", project.data) == (
        "members.csv, row 2: expected text in UTF-8 or GB18030. Save the table as CSV in UTF-8, or as .xlsx."
    )


def test_empty_table_is_named(project):
    project.file("sales").write_text("")
    assert problem(tables.read, "sales", project.data) == (
        "sales.csv: expected a header row and rows of values. The file is empty."
    )


def test_data_package_that_is_no_yaml_is_named(project):
    (project.data / "datapackage.yaml").write_text("resources: [")
    assert problem(tables.names, project.data).startswith("datapackage.yaml: expected YAML, but while parsing")


def test_empty_line_is_named_and_one_at_the_end_is_not(project):
    project.append("sales", "\n")
    assert len(tables.read("sales", project.data)) == 4
    project.append("sales", "south,2023,1.0,office,original")
    with pytest.raises(TableError) as caught:
        tables.read("sales", project.data)
    assert (
        next(str(p) for p in caught.value.problems)
        == "sales.csv, row 6: expected a row with values. Remove the empty line."
    )


def test_column_that_comes_twice_in_the_header_is_named(project):
    project.replace("sales", "region,year,sales_100m_cny,source,evidence", "region,year,sales_100m_cny,year,evidence")
    with pytest.raises(
        TableError, match=r"sales.csv, row 1, column year: expected each column once. Two columns have this name"
    ):
        tables.read("sales", project.data)


# ── what was read ────────────────────────────────────────────────────────────────────────────────


def test_reading_records_table_and_filter(project):
    tables.read("sales", project.data)
    tables.read("members", project.data, where={"kind": "a"})
    assert list(tables.recorded()) == ["sales", "members?kind=a"]
    assert tables.recorded(clear=True)
    assert tables.recorded() == {}


def test_digest_changes_with_any_cell(project):
    before = tables.digest("sales", project.data)
    project.replace("sales", "9.5", "9.50")
    assert tables.digest("sales", project.data) != before


def test_digest_of_a_filter_changes_only_with_its_rows(project):
    north = tables.digest("sales?region=north", project.data)
    south = tables.digest("sales?region=south", project.data)
    project.replace("sales", "9.5", "9.6")
    assert tables.digest("sales?region=north", project.data) == north
    assert tables.digest("sales?region=south", project.data) != south


def test_digest_changes_with_the_description_of_the_table_but_not_of_others(project):
    sales, members = tables.digest("sales", project.data), tables.digest("members", project.data)
    file = project.data / "datapackage.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: Region", "title: Area"), encoding="utf-8")
    assert tables.digest("sales", project.data) != sales
    assert tables.digest("members", project.data) == members


def test_digest_does_not_change_with_the_date_of_the_file(project):
    before = tables.digest("sales", project.data)
    os.utime(project.file("sales"), (1, 1))
    assert tables.digest("sales", project.data) == before


def test_record_holds_the_digest_of_what_was_read(project):
    tables.read("sales", project.data)
    assert tables.recorded() == {"sales": tables.digest("sales", project.data)}


# ── the handbook's own tables ────────────────────────────────────────────────────────────────────


def test_every_own_table_can_be_read_and_has_source_and_evidence():
    own = [name for name in tables.names() if name not in {"claims", "checks", "figures", "names", "glossary"}]
    assert len(own) > 50
    for name in own:
        frame = tables.read(name)
        assert not frame.empty, name
        assert {"source", "evidence"} <= set(frame.columns), name
        assert pd.notna(frame["source"]).all(), name


def test_every_own_table_and_column_is_described_in_both_languages():
    for name in tables.names():
        described = tables.resource(name)
        entries = [(name, described, ("title", "description"))]
        entries += [(f"{name}/{field}", entry, ("title",)) for field, entry in tables.fields(name).items()]
        for place, entry, wanted in entries:
            for key in wanted:
                assert entry.get(key), f"{place} has no {key}"
                assert entry.get(f"{key}_zh"), f"{place} has no {key}_zh"


def frictionless(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "frictionless", "validate", f"{folder.name}/{tables.PACKAGE}", "--json"]
    return subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)


def test_frictionless_itself_finds_the_package_valid(tmp_path):
    own = tables.own_folder()
    done = frictionless(own)
    assert done.returncode == 0, done.stdout[-2000:]
    assert '"valid": true' in done.stdout

    copy = tmp_path / "data"
    shutil.copytree(own, copy)
    table = copy / "gdp.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("first_published", "first", 1), encoding="utf-8")
    assert frictionless(copy).returncode == 1
