"""What changed between two editions: as text, JSON and CSV, for folders with tables and for built sites."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handbook import cli


def compare(old: object, new: object, form: str = "text") -> Result:
    result = CliRunner().invoke(cli.main, ["compare", str(old), str(new), "--format", form])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def newer(project, tmp_path) -> Path:
    """Give a folder with one table: a value revised, a year added, a value removed."""
    folder = tmp_path / "next"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8")
    text = text.replace("north,2022,12.0", "north,2022,13.0").replace("south,2021,9.5,office,original\n", "")
    (folder / "sales.csv").write_text(text + "north,2023,14.3,office,original\n", encoding="utf-8")
    return folder


def test_equal_editions_are_status_0(project):
    result = compare(project.data, project.data)
    assert (result.exit_code, result.output) == (0, "No differences.\n")
    assert json.loads(compare(project.data, project.data, "json").output)["changes"] == []


def test_text_names_every_change_with_old_new_and_size(project, newer):
    result = compare(project.data, newer)
    assert result.exit_code == 1
    assert result.output.splitlines()[:7] == [
        "old: the handbook's own tables",
        "new: tables replaced: sales",
        "",
        "sales (chapter sales)",
        "  + region north, year 2023, sales_100m_cny: 14.3 (+1.3, +10.0%). 2022: 13.0",
        "  ~ region north, year 2022, sales_100m_cny: 12.0 → 13.0 (+1, +8.3%)",
        "  − region south, year 2021, sales_100m_cny: 9.5",
    ]
    assert "! claim C0001a, subject sales in the north 2022, verdict: holds → contradicted." in result.output
    assert result.output.endswith("values added: 1; values removed: 1; values revised: 1; verdicts flipped: 3\n")


def test_json_and_csv_hold_the_same_changes(project, newer):
    content = json.loads(compare(project.data, newer, "json").output)
    rows = list(csv.DictReader(io.StringIO(compare(project.data, newer, "csv").output)))
    assert content["counts"] == {"added": 1, "removed": 1, "revised": 1, "verdict": 3}
    revised = next(row for row in content["changes"] if row["kind"] == "revised")
    assert (revised["key"], revised["old"], revised["new"]) == ("region north, year 2022", "12.0", "13.0")
    assert (revised["absolute"], revised["relative"], revised["unit"]) == (1.0, 0.08333333333, "100m_cny")
    assert [(row["kind"], row["key"]) for row in rows] == [(row["kind"], row["key"]) for row in content["changes"]]


def test_claims_that_come_and_go_are_told_with_their_verdicts_and_names_apart_from_values(project, tmp_path):
    folder = tmp_path / "next"
    folder.mkdir()
    claims = project.file("claims").read_text(encoding="utf-8")
    line = "C0004a,,Members,China,satisfied members,满意度,share,2022,99,%,exact,report,self_reported,members,4,99,self_reported"
    assert line in claims
    (folder / "claims.csv").write_text(claims.replace("C0004a", "C0009a"), encoding="utf-8")
    members = project.file("members").read_text(encoding="utf-8")
    (folder / "members.csv").write_text(members.replace("甲公司,a", "甲公司,c"), encoding="utf-8")
    content = json.loads(compare(project.data, folder, "json").output)
    told = [(row["kind"], row["key"], row["old"], row["new"]) for row in content["changes"]]
    assert told == [
        ("text", "name 甲公司", "a", "c"),
        ("claim", "claim C0009a, subject satisfied members 2022", "", "as stated"),
        ("claim", "claim C0004a, subject satisfied members 2022", "as stated", ""),
    ]
    text = compare(project.data, folder).output
    assert "! claim C0009a, subject satisfied members 2022, verdict: – → as stated." in text
    assert text.endswith("sources and names that differ: 1; claims added or removed: 2\n")


def test_new_over_old_is_old_over_new_backwards(project, newer):
    there = json.loads(compare(project.data, newer, "json").output)["counts"]
    back = json.loads(compare(newer, project.data, "json").output)["counts"]
    assert (back["added"], back["removed"]) == (there["removed"], there["added"])
    assert back["revised"] == there["revised"]


def test_the_same_number_written_otherwise_is_no_change(project, tmp_path):
    folder = tmp_path / "next"
    folder.mkdir()
    text = project.file("sales").read_text(encoding="utf-8").replace("10.5", "10.50")
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    assert compare(project.data, folder).output == "No differences.\n"


def site(folder: Path, project, verdict: str) -> Path:
    """Write what a comparison reads of a built site."""
    (folder / "_data").mkdir(parents=True)
    for file in project.data.iterdir():
        (folder / "_data" / file.name).write_bytes(file.read_bytes())
    row = {"claim": "C0001a", "subject": "sales", "period": "2022", "verdict": verdict, "reason": f"it {verdict}."}
    (folder / "audit.json").write_text(json.dumps([row]), encoding="utf-8")
    (folder / "figures.json").write_text(json.dumps([{"figure": "F01", "status": "recomputed"}]), encoding="utf-8")
    (folder / "edition.json").write_text(json.dumps({"label": f"that {verdict}"}), encoding="utf-8")
    return folder


def test_built_sites_bring_their_tables_and_verdicts_along(project, tmp_path):
    old = site(tmp_path / "old", project, "holds")
    project.replace("sales", "12.0", "13.0")
    new = site(tmp_path / "new", project, "contradicted")
    result = compare(old, new)
    assert result.exit_code == 1
    assert result.output.startswith("old: that holds\nnew: that contradicted\n")
    assert "~ region north, year 2022, sales_100m_cny: 12.0 → 13.0" in result.output
    assert "verdict: holds → contradicted. it contradicted." in result.output


def test_site_without_a_part_is_an_error_in_words(project, tmp_path):
    for number, part in enumerate(("audit.json", "figures.json", "_data/datapackage.yaml")):
        broken = site(tmp_path / f"site{number}", project, "holds")
        (broken / part).unlink()
        result = compare(project.data, broken)
        assert result.exit_code == 2
        assert part in result.output
        assert result.output.endswith("Build this edition again.\n")


def test_folder_that_is_no_edition_is_status_2(project, tmp_path):
    (tmp_path / "empty").mkdir()
    result = compare(project.data, tmp_path / "empty")
    assert result.exit_code == 2
    assert "neither a site of the handbook (with an edition.json) nor a folder with one of its tables." in result.output
    result = compare(project.data, tmp_path / "nowhere")
    assert (result.exit_code, "there is no such folder" in result.output) == (2, True)


def test_broken_table_is_status_2(project, newer):
    (newer / "sales.csv").write_text("region,year\nnorth,2022\n", encoding="utf-8")
    assert compare(project.data, newer).exit_code == 2
