"""Wide files, as publishers and people make them, become tables that `handbook check` accepts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from handbook import cli
from handbook.tables.snapshot import Tables

GROWTH = """\
region,year,growth,source,evidence
north,2022,0.200,office,original
south,2022,0.105,office,original
"""
SOURCE = ("--source", "office", "--evidence", "original")


@pytest.fixture
def project(project):
    """Give the tiny handbook with a second table of the same regions: growth."""
    file = project.data / "datapackage.yaml"
    package = yaml.safe_load(file.read_text(encoding="utf-8"))
    [sales] = [entry for entry in package["resources"] if entry["name"] == "sales"]
    region, year, *_ = sales["schema"]["fields"]
    region["labels"]["total"], region["constraints"]["enum"] = ["Total", "全国"], ["north", "south", "total"]
    growth = {"name": "growth", "type": "number", "unit": "fraction", "title": "Growth", "title_zh": "增速"}
    fields = [region, year, growth, *sales["schema"]["fields"][3:]]
    schema = {"primaryKey": ["region", "year"], "fields": fields}
    package["resources"].append({**sales, "name": "growth", "path": "growth.csv", "schema": schema})
    file.write_text(yaml.safe_dump(package, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (project.data / "growth.csv").write_text(GROWTH, encoding="utf-8")
    return project


def handbook(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], merged: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """Return an Excel workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    if "hidden" in book.sheetnames:
        book["hidden"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def open_document(rows: Sequence[Sequence[str]]) -> bytes:
    """Return an OpenDocument spreadsheet; a cell is its XML, or a text."""
    names = "office", "table", "text", "style"
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)

    def cell(text: str) -> str:
        return text if text.startswith("<") else f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='Data'>{body}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def number(value: str, kind: str = "float") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>shown</text:p></table:table-cell>'
    )


NEWER = {"sales": ["north 2023 14.3", "north 2024 15.0", "south 2023 11.0", "south 2024 11.25"]}
LATER = {"growth": ["north 2023 0.192", "south 2023 0.048"]}

FILES: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...], dict[str, list[str]], list[str]]] = {
    "years as columns, a title, a unit, notes, a total, in GB18030": (
        "各地区.csv",
        lambda: (
            "各地区销售额,,,,\n单位：亿元,,,,\n地区,2022年,2023年,2024年*,备注\n北方,12.0,14.3,15.0,\n南方,10.5,11.0,11.25*,预估\n"
            "合计3,22.5,25.3,26.25,\n注：*为初步数。,,,,\n"
        ).encode("gb18030"),
        (),
        NEWER,
        [
            "GB18030 read as text",
            "title, row 2: 单位：亿元",
            "note, row 7: 注：*为初步数。",
            "'*' in D5 read as the number without it",
            "'北方' read as region north",
            "4 new, 2 as in the handbook (left out), 0 that revise its own",
            "not placed: row 6 '合计3': no table knows it",
            "not placed: column E '备注': labels that no table knows",
        ],
    ),
    "two measures side by side under merged cells, an empty column, marks, several sheets": (
        "Download (3).xlsx",
        lambda: workbook(
            {
                "Table 1": [
                    ["Regional accounts", None, None, None, None, None],
                    [],
                    ["Region", "Sales (100 million yuan)", None, None, "Growth, %", None],
                    [None, 2023, 2024, None, 2023, 2024],
                    ["North", 14.3, "15.0 (P)", None, 19.2, ".."],
                    ["South", "11.0", "11.25 (P)", None, 4.8, "[c]"],
                    ["Source: office", None, None, None, None, None],
                ],
                "Readme": [["These are regional accounts."]],
                "hidden": [["x", 1]],
            },
            {"Table 1": ["A1:F1", "B3:C3", "E3:F3", "A3:A4"]},
        ),
        (),
        {**NEWER, **LATER},
        [
            "merged cells B3:C3 read as 'Sales (100 million yuan)' in each of them",
            "'(P)' in C5, C6 read as the number without it",
            "'..' in F5 read as no value, no row",
            "'[c]' in F6 read as no value, no row",
            "note, row 7: Source: office",
            "Download (3).xlsx, sheet 'Readme'\n  not read: it holds no row of numbers below a header",
            "not read: sheet 'hidden' is hidden or empty",
        ],
    ),
    "an OpenDocument spreadsheet with merged cells and percentages": (
        "growth.ods",
        lambda: open_document(
            [
                ['<table:table-cell table:number-columns-spanned="3"><text:p>Growth</text:p></table:table-cell>'],
                ["Region", number("2023"), number("2024")],
                ["North", number("0.192", "percentage"), "–"],
                ["South", number("0.048", "percentage"), "–"],
                ['<table:table-cell table:number-columns-repeated="1000"/>'],
            ]
        ),
        (),
        LATER,
        ["growth.ods, sheet 'Data'", "merged cells A1:C1 read as 'Growth'", "'-' in C3, C4 read as no value, no row"],
    ),
    "records in JSON": (
        "records.json",
        lambda: json.dumps(
            {
                "meta": {"page": 1},
                "data": [
                    {"region": r, "year": y, "sales_100m_cny": v, "id": None}
                    for r, y, v in (
                        ("north", 2023, 14.3),
                        ("north", 2024, 15.0),
                        ("south", 2023, 11.0),
                        ("south", 2024, 11.25),
                    )
                ],
            }
        ).encode(),
        (),
        NEWER,
        ["records.json, sheet 'data'", "not read: 'meta.page' is no list of records"],
    ),
    "an object of objects in JSON": (
        "nested.json",
        lambda: b'{"North": {"2023": "19.2%", "2024": null}, "South": {"2023": "4.8%", "2024": null}}',
        ("--table", "growth"),
        LATER,
        ["table growth: 2 rows"],
    ),
    "measures and units in the rows": (
        "indicators.tsv",
        lambda: (
            b"Region\tIndicator\tUnit\t2023\t2024\nNorth\tSales\tmillion yuan\t1430\t1500\nNorth\tGrowth\t%\t19.2\tn/a\n"
            b"South\tSales\tmillion yuan\t1100\t1125\nSouth\tGrowth\t%\t4.8\tn/a\nEast\tSales\tmillion yuan\t5\t6\n"
        ),
        (),
        {"sales": ["north 2023 14.3", "north 2024 15", "south 2023 11", "south 2024 11.25"], **LATER},
        ["million_cny read as 100m_cny, 4 cells", "not placed: row 6 'East Sales million yuan': no table knows it"],
    ),
    "codes and measures in one header, years as rows, decimal commas": (
        "laender.csv",
        lambda: (
            b"Jahr;North: Sales (100 million yuan);South: Sales (100 million yuan);North: Growth (%);South: Growth (%)\n"
            b"2022;12,0;10,5;20,0;10,5\n2023;14,3;11,0;19,2;4,8\n2024;15,0;11,25;;\n"
        ),
        ("--as", "Jahr=year"),
        {**NEWER, **LATER},
        ["'North: Sales (100 million yuan)' read as region north, sales_100m_cny"],
    ),
    "sections by region": (
        "sections.xlsx",
        lambda: workbook(
            {
                "Sheet1": [
                    ["Year", "Sales (bn yuan)", "Growth (%)"],
                    ["North"],
                    ["2023", 1.43, 19.2],
                    ["2024", 1.5, None],
                    ["of which:"],
                    ["South"],
                    ["2023", 1.1, 4.8],
                    ["2024", 1.125, None],
                    ["Abroad"],
                    ["2023", 7, 8],
                ]
            }
        ),
        ("--as", "of which:="),
        {"sales": ["north 2023 14.3", "north 2024 15", "south 2023 11", "south 2024 11.25"], **LATER},
        ["row 9 'Abroad': a line without values, and the rows below it"],
    ),
    "two tables below each other": (
        "both.csv",
        lambda: (
            b"Sales (100 million yuan),,\n,2023,2024\nNorth,14.3,15.0\nSouth,11.0,11.25\n,,\nGrowth (%),,\n,2023,2024\n"
            b"North,19.2,..\nSouth,4.8,..\n# nothing more,,\n"
        ),
        (),
        {**NEWER, **LATER},
        ["title, row 6: Growth (%)", "note, row 10: # nothing more"],
    ),
    "a forecast, footnote digits, and a unit that the file does not name": (
        "forecast.csv",
        lambda: "Region,2023,2024E,2025E\nNorth¹,14.3,15.0²,17\nSouth,11.0,11.25,12\n¹ With the islands.,,,\n".encode(),
        ("--table", "sales", "--unit", "100 million yuan", "--as", "2024E=2024"),
        NEWER,
        [
            "'²' in C2 read as the number without it",
            "not placed: column D '2025E': numbers that no table takes",
            "note, row 4: ¹ With the islands.",
        ],
    ),
}


def rows_of(folder: Path, data: Path) -> dict[str, list[str]]:
    """Return the rows that a folder adds, by table."""
    found = {}
    for file in sorted((folder / "append").iterdir()):
        frame = Tables.open(folder, data).text(file.stem)
        lines = file.read_text(encoding="utf-8").splitlines()[1:]
        measure = frame.columns[2]
        added = [line.split(",") for line in lines]
        assert all(row[3:] == ["office", "original"] for row in added), lines
        kept = {tuple(row) for row in frame[["region", "year", measure]].to_numpy()}
        assert {tuple(row[:3]) for row in added} <= kept
        found[file.stem] = sorted(" ".join(row[:3]) for row in added)
    return found


def test_wide_files_become_tables_that_check_accepts(project, tmp_path):
    for number_, (what, (name, content, options, wanted, said)) in enumerate(FILES.items()):
        file = tmp_path / str(number_) / name
        file.parent.mkdir()
        file.write_bytes(content())
        folder = tmp_path / f"next{number_}"
        result = handbook("ingest", file, *options, *SOURCE, "--output", folder)
        assert (result.exit_code, folder.exists()) == (0, False), f"{what}: {result.output}"
        for phrase in said:
            assert phrase in result.output, f"{what}: {phrase!r} is not in\n{result.output}"
        result = handbook("ingest", file, *options, *SOURCE, "--output", folder, "--write")
        assert result.exit_code == 0, f"{what}: {result.output}"
        assert rows_of(folder, project.data) == {table: sorted(rows) for table, rows in wanted.items()}, what
        checked = handbook("check", "--data", folder)
        assert checked.exit_code == 0, f"{what}: {checked.output}"


REFUSED = {
    "numbers that fit two tables": (
        b"Region,2023\nNorth,5%\nSouth,6%\n",
        (),
        ["forecast.csv: expected numbers of a table"],
    ),
    "no unit anywhere": (
        b"Sales,2023\nNorth,5\n",
        (),
        ["forecast.csv, row 2, column B: found '5', expected a unit, such as 100m_cny. Name it with --unit"],
    ),
    "a key that nothing says": (
        b"Year,Sales (100 million yuan)\n2023,5\n",
        (),
        ["1 numbers could be sales: say --set region=north|south|total"],
    ),
    "two numbers for one place": (
        b"Region,2023,2023\nNorth,5 bn yuan,6 bn yuan\n",
        ("--table", "sales"),
        [
            "row 2, column C: found '6 bn yuan', expected one number for sales_100m_cny, region north, year 2023, but '5 bn"
        ],
    ),
    "words among the numbers, an error of Excel": (
        "Sales (亿元),2023,2024\nNorth,5,many\nSouth,#REF!,7\n".encode(),
        (),
        ["row 2, column C: found 'many', expected a number, or a mark for none"],
    ),
    "no table at all": (b"Dear Sir,\nthank you.\n", (), ["not read: it holds no row of numbers below a header"]),
    "an unknown sheet": (b"a,b\n1,2\n", ("--sheet", "Data"), ["found 'Data', expected the name of a sheet"]),
    "an unknown table": (b"a,b\n1,2\n", ("--table", "sale"), ["found 'sale', expected the name of a table"]),
    "an option that says nothing": (b"a,b\n1,2\n", ("--as", "Jahr"), ["found 'Jahr', expected a text, the sign ="]),
    "no source": (b"Sales (bn yuan),2023\nNorth,1\n", ("--source", ""), ["sales.csv: expected --source for all rows"]),
    "nothing new": (b"Sales (100m yuan),2022\nNorth,12\n", (), ["expected rows that the handbook does not have"]),
}


def test_what_cannot_be_placed_is_told_and_nothing_is_written(project, tmp_path):
    file = tmp_path / "forecast.csv"
    for what, (content, options, said) in REFUSED.items():
        file.write_bytes(content)
        result = handbook("ingest", file, *SOURCE, *options, "--output", tmp_path / "next", "--write")
        assert result.exit_code == 1, f"{what}: {result.output}"
        for phrase in said:
            assert phrase in result.output, f"{what}: {phrase!r} is not in\n{result.output}"
        assert not (tmp_path / "next").exists(), what


def test_nothing_is_written_over_and_a_revision_is_told(project, tmp_path):
    file = tmp_path / "sales.csv"
    file.write_bytes(b"Sales (100m yuan),2022,2023\nNorth,12.5,14\n")
    command = ("ingest", file, *SOURCE, "--output", tmp_path / "next", "--write")
    result = handbook(*command)
    assert "revises north, 2022: sales_100m_cny 12.0 → 12.5" in result.output
    assert handbook(*command).exit_code == 1, "the file is there already"
    assert Tables.open(tmp_path / "next", project.data).text("sales")["sales_100m_cny"].tolist()[1:] == [
        "9.5",
        "10.5",
        "12.5",
        "14",
    ]
    wide = tmp_path / "folder"
    wide.mkdir()
    (wide / "wide.ods").write_bytes(open_document([["a", "b"]]))
    told = handbook("check", "--data", wide)
    assert told.exit_code == 1
    assert "handbook ingest wide.ods" in told.output


def test_what_only_waits_for_a_word_of_the_reader_is_said_once(project, tmp_path):
    file = tmp_path / "forecast.csv"
    for what in ("numbers that fit two tables", "a key that nothing says"):
        file.write_bytes(REFUSED[what][0])
        said = [line for line in handbook("ingest", file, *SOURCE).output.splitlines() if "not placed" in line]
        assert len(said) == 1, f"{what}: {said}"


def test_a_unit_after_the_comma_of_a_title_is_that_of_the_numbers(project, tmp_path):
    file = tmp_path / "forecast.csv"
    file.write_text('"Sales by region, bn yuan",\n,\nRegion,2023\nNorth,5\n', encoding="utf-8")
    assert "in bn yuan" in handbook("ingest", file, *SOURCE).output
