"""What is unlikely in a table is noticed: beside the table that it replaces, and by its own series."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from handbook import cli
from handbook.tables.doubts import doubts_of
from handbook.tables.snapshot import Tables

PROVENANCE = ",office,original"


def written(*rows: str) -> str:
    """Return a table of sales with some rows."""
    return "\n".join(["region,year,sales_100m_cny,source,evidence", *(row + PROVENANCE for row in rows), ""])


def found(text: str, folder: Path, base: Tables) -> list[tuple[str, str, str]]:
    """Return kind, row and reason of what is unlikely in a table of sales that replaces the handbook's own."""
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    doubts = doubts_of("sales", Tables(folder, base))
    return [(one.kind, ", ".join(one.place.values()) or one.value, one.why) for one in doubts]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("north,2021,10.0", "north,2022,12.4", "south,2021,9.5", "south,2022,10.5"), []),  # a revision
        (("north,2021,10", "north,2022,12", "south,2021,9.50", "south,2022,10.5"), []),  # other zeros
        (("north,2022,12.0", "north,2023,13.0", "south,2022,10.5", "south,2023,11.0"), []),  # newer years alone
        (
            ("north,2021,10.0", "north,2022,1.2", "south,2021,9.5", "south,2022,10.5"),
            [("changed", "north, 2022", "changed")],
        ),
        (
            ("north,2021,100", "north,2022,120", "south,2021,95", "south,2022,105"),
            [("scale", "105", "all_times")],
        ),
        (
            ("north,2021,12.0", "north,2022,10.0", "south,2021,9.5", "south,2022,10.5"),
            [("swapped", "north, 2021", "exchanged")],
        ),
        (
            ("north,2021,10.0", "north,2022,10.0", "south,2021,9.5", "south,2022,10.5"),
            [("copied", "north, 2022", "before")],
        ),
        (("north,2021,10.0", "north,2022,12.0", "south,2021,9.5"), [("missing", "south, 2022", "gone")]),
        (
            ("north,2022,10.0", "north,2023,12.0", "south,2022,9.5", "south,2023,10.5"),
            [("shifted", "", "later")],
        ),
        (
            ("north,2021,10.0", "north,2022,10.0", "south,2021,12.0", "south,2022,9.5"),
            [("shifted", "", "above")],
        ),
    ],
)
def test_a_table_is_held_against_the_one_that_it_replaces(rows, expected, base, other):
    told = found(written(*rows), other, base)
    assert [one for one in told if one in expected or not expected] == expected


def test_new_rows_are_held_against_their_series(base, other):
    (other / "datapackage.yaml").write_text("resources:\n- name: sales\n  series: {over: year}\n", encoding="utf-8")
    north = ["north,2021,10.0", "north,2022,12.0", "north,2023,13.118"]
    south = ["south,2021,9.5", "south,2022,10.5", "south,2023,11.42"]
    last = "north,2024,14.2", "south,2024,12.1"
    assert found(written(*north, *south, *last), other, base) == []
    for value, kind in (("1.42", "scale"), ("142", "scale"), ("0.142", "scale"), ("0", "zero")):
        told = found(written(*north, *south, f"north,2024,{value}", last[1]), other, base)
        assert (kind, "north, 2024") in [one[:2] for one in told], (value, told)
    # A value inside the series that is a tenth, and not its neighbours.
    told = found(written(*north, "north,2024,1.42", "north,2025,15.3", "north,2026,16", *south, last[1]), other, base)
    assert [one[:2] for one in told] == [("scale", "north, 2024")]
    assert found(written(*north, *south, last[0]), other, base) == [("missing", "2024: south", "incomplete")]
    copied = found(written(*north, *south, "north,2024,13.118", "south,2024,11.42"), other, base)
    assert copied == [("copied", "2024", "copied_step")]


def test_the_years_of_a_series_may_have_any_name(project):
    """A column is one of periods where the data package declares a series over its years, whatever it is called."""
    file = project.root / "data" / "datapackage.yaml"
    package = yaml.safe_load(file.read_text(encoding="utf-8"))
    [sales] = [entry for entry in package["resources"] if entry["name"] == "sales"]
    [year] = [entry for entry in sales["schema"]["fields"] if entry["name"] == "year"]
    year.update(name="season", type="integer", unit="year")
    sales["schema"]["primaryKey"] = ["region", "season"]
    sales["series"] = {"over": "season"}
    file.write_text(yaml.safe_dump(package, allow_unicode=True), encoding="utf-8")
    own = project.file("sales").read_text(encoding="utf-8").replace("year", "season")
    project.file("sales").write_text(own, encoding="utf-8")
    folder = project.root / "next"
    folder.mkdir()
    later = own.replace("2022", "2023").replace("2021", "2022")
    assert ("shifted", "", "later") in found(later, folder, Tables(project.root / "data"))


def test_what_is_confirmed_is_no_doubt_until_it_changes(base, other):
    rows = ("north,2021,10.0", "north,2022,1.2", "south,2021,9.5", "south,2022,10.5")
    assert len(found(written(*rows), other, base)) == 1
    entry = "{column: sales_100m_cny, region: north, year: 2022, value: 1.2}"
    (other / "datapackage.yaml").write_text(f"resources:\n- name: sales\n  confirmed: [{entry}]\n", encoding="utf-8")
    assert found(written(*rows), other, base) == []
    assert len(found(written(rows[0], "north,2022,1.3", *rows[2:]), other, base)) == 1


def test_a_row_without_its_year_or_with_one_without_end_is_a_problem_and_no_traceback(project):
    for wrong in ("", "9" * 5_000):
        folder = project.root / f"next{len(wrong)}"
        folder.mkdir()
        text = project.file("sales").read_text(encoding="utf-8").replace("south,2022", f"south,{wrong}")
        (folder / "sales.csv").write_text(text, encoding="utf-8")
        result = CliRunner().invoke(cli.main, ["check", "--data", str(folder)])
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.stderr.startswith("sales.csv")
