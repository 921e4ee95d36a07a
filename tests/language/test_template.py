"""Templates: ready to fill, described, never over a file that is there; filled, they give the handbook's own pages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import frictionless
import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result
from pybtex.database import parse_string

from handbook import cli
from handbook.publish import execute
from handbook.tables import note_marks
from handbook.tables.snapshot import Tables, prepared

PICTURES = ("image/svg+xml", "image/png")
ROOT = Path(__file__).resolve().parents[2]


def handbook(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def fill(folder: Path, names: list[str], own: Tables) -> None:
    """Append the handbook's own rows to templates."""
    for name in names:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(own.text(name).to_numpy().tolist())
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())


def valid(folder: Path) -> list[str]:
    """Return what frictionless has against a folder's data package."""
    report = frictionless.Package(str(folder / "datapackage.yaml")).validate()
    return [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]


def test_template_says_what_each_column_holds(project, tmp_path):
    result = handbook("template", tmp_path / "next", "sales")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            f"1 table to fill, references.bib and datapackage.yaml: {tmp_path}/next",
            f"Fill in rows, remove the tables you do not need, then: handbook build --data {tmp_path}/next",
        ],
    )
    raw = (tmp_path / "next" / "sales.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # the mark by which Excel knows UTF-8
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row for row in rows if not row[0].startswith("#")] == [
        ["region", "year", "sales_100m_cny", "source", "evidence"]
    ]
    english, chinese, example = rows[-3:]
    assert english == [
        "# Region: north (North) | south (South); may be empty",
        "Year: whole number; may be empty",
        "Sales: number (100 million yuan); 0 – 1000; may be empty",
        "source: key of book/references.bib, or of references.bib beside this table",
        "evidence: original | reprint | secondary | derived | unverified | report",
    ]
    assert chinese[:3] == [
        "# 地区: north (北方) | south (南方); 可为空",
        "年份: 整数; 可为空",
        "销售额: 数值 (亿元); 0 – 1000; 可为空",
    ]
    assert example == ["# example 示例: south", "2022", "10.5", "office", "original"]


def test_template_of_a_bibliography_is_empty_and_its_example_an_entry(project, tmp_path):
    handbook("template", tmp_path / "next", "sales")
    text = (tmp_path / "next" / "references.bib").read_text(encoding="utf-8")
    assert list(parse_string(text, "bibtex").entries) == []
    assert "@" not in text
    example = text.replace("% ", "").replace("\nmisc", "\n@misc")
    assert list(parse_string(example, "bibtex").entries) == ["yearbook2024"]


def test_template_that_is_not_filled_is_refused_in_words(project, tmp_path):
    handbook("template", tmp_path / "next", "sales")
    result = handbook("check", "--data", tmp_path / "next")
    assert result.exit_code == 1
    assert result.output.startswith(
        "sales.csv, row 4: expected rows of values below the header. "
        "Fill the table, or remove the file: then the handbook's own table is used."
    )


@pytest.mark.parametrize("there", ["sales.csv", "references.bib", "datapackage.yaml"])
def test_template_overwrites_nothing(project, tmp_path, there):
    folder = tmp_path / "next"
    folder.mkdir()
    (folder / there).write_text("mine")
    result = handbook("template", folder, "sales", "members")
    assert result.exit_code == 1
    assert result.output == (
        f"{folder}: found '{there}', expected a folder without these files. "
        "Choose another folder, or move these files away. Nothing was written.\n"
    )
    assert [file.read_text() for file in folder.iterdir()] == ["mine"]


def test_template_of_an_unknown_table_names_those_there_are(project, tmp_path):
    result = handbook("template", tmp_path / "next", "profits")
    assert result.exit_code == 1
    assert "found 'profits', expected the name of a table. Tables are: claims, checks" in result.output
    assert not (tmp_path / "next").exists()


def test_template_in_a_folder_that_cannot_be_made_is_refused_in_words(project, tmp_path):
    (tmp_path / "file").write_text("")
    result = handbook("template", tmp_path / "file" / "next", "sales")
    assert result.exit_code == 1
    assert "expected a folder that can be written (Not a directory). Choose another folder." in result.output


def test_filled_template_of_the_tiny_handbook_is_its_edition(project, tmp_path):
    folder = tmp_path / "next"
    handbook("template", folder)
    assert sorted(file.name for file in folder.iterdir()) == [
        "datapackage.yaml",
        "members.csv",
        "references.bib",
        "sales.csv",
    ]
    fill(folder, ["sales", "members"], project.tables)
    assert valid(folder) == []
    assert handbook("check", "--data", folder).output == "6 tables, 21 rows: all is well.\n"
    for table in ("sales", "members"):
        assert Tables.open(folder).read(table).equals(project.tables.read(table))
        assert Tables.open(folder).as_csv(table) == project.file(table).read_bytes()


def test_template_filled_in_excel_is_read(project, tmp_path):
    folder = tmp_path / "next"
    handbook("template", folder, "sales")
    text = (folder / "sales.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    for row in (["北方", 2021, 10], ["北方", 2022, 12], ["南方", 2021, 9.5], ["南方", 2022, 10.5]):
        book.active.append([*row, "office", "original"])
    book.save(folder / "sales.xlsx")
    (folder / "sales.csv").unlink()
    assert Tables.open(folder).read("sales").equals(project.tables.read("sales"))


def test_a_folders_own_description_widens_the_bounds(project, tmp_path):
    folder = tmp_path / "next"
    handbook("template", folder, "sales")
    fill(folder, ["sales"], project.tables)
    with (folder / "sales.csv").open("a", encoding="utf-8") as file:
        file.write("north,2023,1200,office,original\n")
    assert handbook("check", "--data", folder).exit_code == 1
    package = folder / "datapackage.yaml"
    package.write_text(package.read_text(encoding="utf-8").replace("maximum: 1000", "maximum: 2000"), encoding="utf-8")
    assert handbook("check", "--data", folder).exit_code == 0


def test_templates_of_all_tables_are_valid_and_described(tmp_path):
    result = handbook("template", tmp_path / "next")
    assert result.exit_code == 0
    assert valid(tmp_path / "next") == []
    package = yaml.safe_load((tmp_path / "next" / "datapackage.yaml").read_text(encoding="utf-8"))
    for entry in package["resources"]:
        rows = list(csv.reader((tmp_path / "next" / entry["path"]).open(encoding="utf-8-sig", newline="")))
        header, *words = [row for row in rows if not row[0].startswith("#")], *rows[-3:]
        assert header == [[field["name"] for field in entry["schema"]["fields"]]]
        assert all(len(row) == len(header[0]) and row[0].startswith(note_marks.REMARK) for row in words), entry["name"]


@pytest.mark.slow
def test_filled_templates_give_the_same_tables_and_byte_identical_chapters(own, tmp_path):
    folder = tmp_path / "next"
    handbook("template", folder)
    names = [name for name in own.names if (folder / f"{name}.csv").is_file()]
    assert len(names) > 50
    fill(folder, names, own)
    edition = Tables(folder, own)
    assert edition.held == names
    assert yaml.safe_load(edition.description()) == own.package
    for name in names:
        assert edition.checked(name).equals(own.checked(name)), name
        assert edition.as_csv(name) == own.as_csv(name), name
    # All chapters are functions of these; three show that nothing else of the folder is in their outputs.
    chapters = [chapter for chapter in execute.chapters(ROOT) if chapter.stem in ("cloud", "policy", "case_zall")]
    assert len(chapters) == 3
    jobs = [
        execute.Job(chapter, tmp_path / "executed" / chapter.name, {"data_dir": str(folder)}, folder)
        for chapter in chapters
    ]
    with prepared(edition):
        execute.execute_all(jobs)
    for job in jobs:
        stored = {cell.id: cell for cell in execute.load(job.notebook).cells}
        for cell in execute.load(job.target).cells:
            if cell.id in stored and cell.cell_type == "code":
                assert shown(cell) == shown(stored[cell.id]), f"{job.name}, cell {cell.id}"


def shown(cell) -> str:
    """Return what a reader sees of a cell; an injected cell shifts the counts, and pictures are only stored."""
    outputs = [
        [{kind: data for kind, data in output.get("data", {}).items() if kind not in PICTURES}, output.get("text")]
        for output in cell.outputs
    ]
    return json.dumps(outputs, sort_keys=True)
