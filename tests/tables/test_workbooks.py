"""Workbooks: what a cell shows is what is read, and nothing in them is skipped in silence."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.packaging.relationship import Relationship
from openpyxl.styles import Font
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink
from openpyxl.worksheet.formula import ArrayFormula

from handbook import cli
from handbook.tables import number_formats
from handbook.tables.problems import TableError
from handbook.tables.snapshot import Tables

HEADER = ["region", "year", "sales_100m_cny", "source", "evidence"]
ROWS = [
    ["north", 2021, 10, "office", "original"],
    ["north", 2022, 12, "office", "original"],
    ["south", 2021, 9.5, "office", "original"],
    ["south", 2022, 10.5, "office", "original"],
]
RAISED, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)


def save(folder: Path, change: Callable[[Any], object] | None = None, file: str = "sales.xlsx") -> None:
    """Write the table of sales as a workbook, after a change to its sheet."""
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    if change is not None:
        change(book.active)
    book.save(folder / file)


def put(place: str, value: object, code: str = "General") -> Callable[[Any], object]:
    """Return a change that writes a value and a number format into a cell."""

    def change(sheet: Any) -> None:
        sheet[place] = value
        sheet[place].number_format = code

    return change


def member(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change one of the files in the workbook."""
    file = folder / "sales.xlsx"
    with zipfile.ZipFile(file) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    before = parts[name].decode()
    parts[name] = change(before).encode()
    assert parts[name].decode() != before
    with zipfile.ZipFile(file, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def calculated(folder: Path, cell: str, result: str, kind: str = "n") -> None:
    """Store the result of a formula, as Excel does; openpyxl cannot."""

    def change(xml: str) -> str:
        return re.sub(
            rf'<c r="{cell}"([^>]*)>(<f>.*?</f>)<v ?/>', rf'<c r="{cell}" t="{kind}"\1>\2<v>{result}</v>', xml
        )

    member(folder, "xl/worksheets/sheet1.xml", change)


def as_excel_saves(folder: Path) -> None:
    """Take away the mark of a program that leaves the calculation to Excel."""
    member(folder, "xl/workbook.xml", lambda xml: xml.replace(' fullCalcOnLoad="1"', ""))


def sales(folder: Path) -> list[str]:
    return Tables.open(folder).text("sales")["sales_100m_cny"].tolist()


def notes(folder: Path) -> list[str]:
    """Return what is said of reading, without the line that says that it was a workbook."""
    said = [str(note) for note in Tables.open(folder).conversions()]
    assert said[0] == "sales.xlsx: Excel workbook read as a table in UTF-8 with commas"
    return said[1:]


def problems(folder: Path) -> list[str]:
    with pytest.raises(TableError) as caught:
        Tables.open(folder).read("sales")
    return list(map(str, caught.value.problems))


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────

NEVER = (
    "expected a value, but this is a formula that was never calculated. "
    "Open the file in Excel or LibreOffice, which calculate it, and save it."
)


def test_formula_without_a_result_is_named_in_every_column(other):
    def change(sheet: Any) -> None:
        sheet["C3"], sheet["D4"] = "=C2*1.2", "=D3"

    save(other, change)
    assert problems(other) == [
        f"sales.xlsx, row 3, column C: found '=C2*1.2', {NEVER}",
        f"sales.xlsx, row 4, column D: found '=D3', {NEVER}",
    ]


def test_formula_without_a_result_is_named_where_a_cell_may_be_empty(other, described):
    described("sales_100m_cny", constraints={"required": False})
    save(other, put("C3", None))
    assert sales(other) == ["10", "", "9.5", "10.5"]
    save(other, put("C3", "=C2*1.2"))
    assert problems(other) == [f"sales.xlsx, row 3, column C: found '=C2*1.2', {NEVER}"]


def test_row_of_formulas_is_a_row(other):
    save(other, lambda sheet: sheet.append([f"={letter}5" for letter in "ABCDE"]))
    assert problems(other) == [f"sales.xlsx, row 6, column {c}: found '={c}5', {NEVER}" for c in "ABCDE"]


def test_header_that_is_a_formula_is_named_and_nothing_else(other):
    save(other, put("C1", '="sales"'))
    assert problems(other) == [f"sales.xlsx, row 1, column C: found '=\"sales\"', {NEVER}"]


def test_formula_with_a_result_is_a_value(other):
    save(other, put("C3", "=C2*1.2"))
    as_excel_saves(other)
    calculated(other, "C3", "12.000000000000002")
    assert sales(other) == ["10", "12", "9.5", "10.5"]
    assert notes(other) == []


def test_formula_that_gives_empty_text_is_an_empty_cell(other, described):
    described("sales_100m_cny", constraints={"required": False})
    save(other, put("C3", '=""'))
    as_excel_saves(other)
    calculated(other, "C3", "", "str")
    assert sales(other) == ["10", "", "9.5", "10.5"]


def test_zero_that_a_program_stores_in_place_of_a_result_is_no_value(other):
    save(other, put("C3", "=C2*1.2"))
    calculated(other, "C3", "0")
    assert problems(other) == [f"sales.xlsx, row 3, column C: found '=C2*1.2', {NEVER}"]
    as_excel_saves(other)
    assert sales(other) == ["10", "0", "9.5", "10.5"]


def link(sheet: Any) -> None:
    """Refer to another workbook in a cell."""
    sheet["C3"] = "=[1]Sheet1!A1"
    other = ExternalLink(externalBook=ExternalBook())
    other.file_link = Relationship(type="externalLinkPath", Target="file:///C:/old%20files/prices.xlsx", Id="rId1")
    other.file_link.TargetMode = "External"
    sheet.parent._external_links.append(other)


def test_formula_that_refers_to_another_file_is_named(other):
    save(other, link)
    as_excel_saves(other)
    calculated(other, "C3", "12")
    assert sales(other) == ["10", "12", "9.5", "10.5"]
    assert notes(other) == [
        "sales.xlsx, column sales_100m_cny: formula that refers to prices.xlsx read as the result that "
        "was stored last, 1 cell"
    ]
    save(other, link)
    calculated(other, "C3", "#REF!", "e")
    assert problems(other) == [
        "sales.xlsx, row 3, column C: found '#REF!', expected a value, but the formula refers to prices.xlsx and has "
        "an error of Excel. Open both files in Excel and save this one, or put the value in place of the formula."
    ]


# ── errors and dates ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
@pytest.mark.parametrize("column", "ABCE")
def test_error_value_is_named_in_every_column(other, error, column):
    save(other, put(f"{column}3", error))
    assert problems(other) == [
        f"sales.xlsx, row 3, column {column}: found {error!r}, expected a value, but the cell holds an error of Excel. "
        "Mend the formula, or type the value."
    ]


def test_everything_that_is_wrong_is_said_at_once(other):
    def change(sheet: Any) -> None:
        sheet["A2"], sheet["C3"], sheet["C4"], sheet["C5"] = "#N/A", "=1+1", "ten", datetime.date(2022, 1, 1)

    save(other, change)
    found = problems(other)
    assert [re.match(r"sales\.xlsx, row (\d)", line)[1] for line in found] == ["4", "2", "3", "5"]
    assert "found 'ten', expected a number" in found[0]
    assert found[3].endswith(
        "expected a number or text, but Excel made a date of it. "
        "Set the format of the cells to Number or Text, and type the values anew."
    )


# ── number formats ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (0.044, "0.0%", "0.044"),
        (4.4, '0.0"%"', "0.044"),
        (4.4, "0.0\\%", "0.044"),
        (4.4, "0.0!%", "0.044"),
        (4.4, '#,##0.0 "%";-#,##0.0 "%"', "0.044"),
        (-4.4, '0.0"%";[Red]-0.0"%"', "-0.044"),
        (-0.044, "0.0%_);(0.0%)", "-0.044"),
        (44, '0"‰"', "0.044"),
        (0.044, "0.00%", "0.0440"),
        (0.044, "0.0000", "0.0440"),
        (0.04, "0%", "0.04"),
        (0.04, "General", "0.04"),
        (0.04, '[Red][<0.1]0.00%;0"%"', "0.0400"),
        (44, '[Red][<0.1]0.00%;0"%"', "0.44"),
    ],
)
def test_only_a_per_cent_sign_that_counts_multiplies(other, described, value, code, read):
    described("sales_100m_cny", unit="fraction")

    def whole(sheet: Any) -> None:
        for row in range(2, 6):
            put(f"C{row}", value, code)(sheet)

    save(other, whole)
    assert sales(other) == [read] * 4


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (0.82, "0.0000", "0.8200"),
        (8, "#,##0.00", "8.00"),
        (8, "#,##0.##", "8"),
        (8.5, "#,##0.0#", "8.5"),
        (1234567, "#,##0", "1234567"),
        (1234567, "# ##0.0", "1234567.0"),
        (8, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "8.00"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0"),
        (0, '#,##0;-#,##0;"-"', "0"),
        (-8, "0.0;(0.0)", "-8.0"),
        (0.82, "0.000E+00", "0.8200"),
        (0.25, "# ?/?", "0.25"),
        (0.1 + 0.2, "General", "0.3"),
        (100.1 - 100, "0.0", "0.1"),
        (8.2, '0.0"亿元"', "8.2"),
        (82000, '0.00"万元"', "8.200000"),
        (82000, '#,##0.0,"千元"', "0.000820"),
        (8.2, "General", "8.2"),
        (0.1, "0.00000000000000000000", "0.100000000000000"),
    ],
)
def test_number_is_read_with_what_its_format_shows(other, value, code, read):
    def change(sheet: Any) -> None:
        for row in range(2, 6):
            put(f"C{row}", value, code)(sheet)

    save(other, change)
    assert sales(other) == [read] * 4
    assert not any("decimals that the cell holds" in note for note in notes(other))


def test_number_that_holds_more_than_its_cell_shows_is_not_rounded(other):
    def change(sheet: Any) -> None:
        put("C2", 41.53, "0.0")(sheet)
        put("C3", 41.53, "0")(sheet)
        put("C4", 41.5, "0.00")(sheet)

    save(other, change)
    assert sales(other) == ["41.53", "41.53", "41.50", "10.5"]
    said = "sales.xlsx, column sales_100m_cny: number shown"
    assert notes(other) == [
        f"{said} with 1 decimal read as all decimals that the cell holds, 1 cell",
        f"{said} as a whole number read as all decimals that the cell holds, 1 cell",
    ]


def test_sign_of_a_currency_is_left_out_and_said(other):
    save(other, put("C2", 10, '"¥"#,##0.0'))
    assert sales(other)[0] == "10.0"
    assert notes(other) == ["sales.xlsx, column sales_100m_cny: number with '¥' before it read as the number, 1 cell"]


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        (10, '">"0', "found '>10', expected a number"),
        (10, '0"*"', "found '10*', expected a number"),
        (10, '0" (e)"', "found '10 (e)', expected a number"),
        (10, '"n/a"', "found '10', expected a number that the cell shows, but its format '\"n/a\"' shows 'n/a' in"),
        (10, ";;;", "found '10', expected a number that the cell shows, but its format ';;;' shows nothing in place"),
        (0, "0;-0;;@", "found '0', expected a number that the cell shows, but its format '0;-0;;@' shows nothing"),
        (
            12345,
            '0\\.0,"万"',
            "found '12345', expected a number in a usual format, but '0\\\\.0,\"万\"' sets '.' among",
        ),
    ],
)
def test_number_that_its_cell_shows_as_something_else_is_asked_about(other, value, code, message):
    save(other, put("C2", value, code))
    found = problems(other)
    assert len(found) == 1
    assert message in found[0]


@settings(max_examples=200, deadline=None)
@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6),
    code=st.text('0#?.,%E+-"\\\\;[]()_* /!<>=$¥1G亿', max_size=12),
)
def test_any_number_format_shows_the_number_or_is_refused(number, code):
    try:
        shown = number_formats.show(number, code)
    except number_formats.FormatError:
        return
    digits = Decimal(shown.digits)
    if not number:
        assert digits == 0
        return
    # Per cent signs multiply and commas divide; nothing else changes the value.
    power = (digits / number * (1 + Decimal("1e-15"))).adjusted()
    assert abs(digits - number.scaleb(power)) <= abs(digits) * Decimal("1e-12")
    assert power >= 0 or "," in code
    assert power <= 0 or "%" in code


@pytest.mark.parametrize("code", sorted(set(BUILTIN_FORMATS.values()) - {"@"}))
def test_formats_that_excel_brings_along_show_their_numbers(code):
    if not is_date_format(code):
        assert Decimal(number_formats.show(Decimal("-1234.5"), code).digits) in (Decimal("-1234.5"), Decimal(-123450))


# ── text with formats ────────────────────────────────────────────────────────────────────────────


def test_raised_digits_are_no_digits_of_a_number(other):
    """A raised digit is a raised digit in text: what holds for 962.8¹ in a CSV holds for it."""
    save(other, put("D2", CellRichText("office", TextBlock(RAISED, "1"))))
    assert Tables.open(other).text("sales")["source"].tolist()[0] == "office¹"
    save(other, put("C2", CellRichText("962.8", TextBlock(RAISED, "1"))))
    workbook = outcome(other)
    assert "found '962.8¹', expected a number. Write 962.8; " in workbook
    (other / "sales.xlsx").unlink()
    rows = [",".join(map(str, row)) for row in [HEADER, *ROWS]]
    rows[1] = rows[1].replace(",10,", ",962.8¹,")
    (other / "sales.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert outcome(other) == workbook


def outcome(folder: Path) -> str:
    """Return what a folder's sales are read as, or why not, without place."""
    try:
        return ", ".join(sales(folder))
    except TableError as error:
        return re.sub(r"^sales\.\w+", "", str(error))


def test_text_that_is_struck_out_is_asked_about(other):
    def change(sheet: Any) -> None:
        sheet["C2"] = CellRichText(TextBlock(STRUCK, "962.8"), "970")
        sheet["C4"].font = Font(strike=True)

    save(other, change)
    assert problems(other) == [
        f"sales.xlsx, row {row}, column C: found {value!r}, expected a value that counts, but it is struck out. "
        "Take the line away if it counts, else clear what is struck out."
        for row, value in ((2, "962.8970"), (4, "9.5"))
    ]


# ── sheets, rows and columns ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("title", ["sales", "lookup"])
def test_hidden_sheet_is_no_table_and_is_named(other, state, title):
    def change(sheet: Any) -> None:
        hidden = sheet.parent.create_sheet(title, 0)
        hidden.sheet_state = state
        for row in [HEADER, *ROWS[:3]]:
            hidden.append(row)

    save(other, change)
    assert sales(other) == ["10", "12", "9.5", "10.5"]
    assert notes(other) == [f"sales.xlsx: hidden sheet {title!r} read as no part of the table"]


def test_question_for_the_sheet_says_which_are_hidden(other):
    def change(sheet: Any) -> None:
        for title, state in (("2023", "visible"), ("sales", "hidden"), ("empty", "hidden")):
            made = sheet.parent.create_sheet(title)
            made.sheet_state = state
            made["A1"] = None if title == "empty" else "region"

    save(other, change)
    assert problems(other) == [
        "sales.xlsx: expected one sheet with the table. The sheets 'Sheet', '2023' are filled: name the one that counts "
        "'sales', or move the others to a file of their own. Hidden sheets are not read: 'sales'."
    ]


def test_workbook_whose_only_filled_sheet_is_hidden_is_asked_about(other):
    def change(sheet: Any) -> None:
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("new")

    save(other, change)
    assert problems(other) == [
        "sales.xlsx: expected a sheet that is not hidden. Only hidden sheets are filled, 'Sheet': unhide the one that counts."
    ]


def test_workbook_of_charts_is_named(other):
    book = openpyxl.Workbook()
    chart = openpyxl.chart.BarChart()
    book.create_chartsheet("Chart").add_chart(chart)
    book.remove(book.active)
    book.save(other / "sales.xlsx")
    assert problems(other) == [
        "sales.xlsx: expected a header row and rows of values. "
        "No cell of it is filled; charts and pictures are not read."
    ]


def test_hidden_rows_and_columns_are_data_and_are_named(other):
    def change(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["D"].hidden = True

    save(other, change)
    assert sales(other) == ["10", "12", "9.5", "10.5"]
    assert notes(other) == [
        "sales.xlsx: hidden rows 3, 4 read as data like the others",
        "sales.xlsx, column source: hidden column read as data like the others",
    ]


def test_format_of_the_last_row_of_a_sheet_costs_nothing(other):
    save(other, lambda sheet: setattr(sheet["A1048576"], "number_format", "0.0"))
    assert sales(other) == ["10", "12", "9.5", "10.5"]


# ── merged cells ─────────────────────────────────────────────────────────────────────────────────


def merged(place: str, row: int, column: str, value: str) -> str:
    return (
        f"sales.xlsx, row {row}, column {column}: found {value!r}, expected a value in each cell, but the cells {place} "
        "are merged and only the first has one. Unmerge them and write into each cell what holds for it."
    )


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("A2:A3", merged("A2:A3", 2, "A", "north")),
        ("D2:D5", merged("D2:D5", 2, "D", "office")),
        ("A3:B4", merged("A3:B4", 3, "A", "north")),
        ("A2:E3", merged("A2:E3", 2, "A", "north")),
        ("B1:C1", merged("B1:C1", 1, "B", "year")),
        ("A1:A2", merged("A1:A2", 1, "A", "region")),
    ],
)
def test_merged_cells_are_named_and_nothing_else(other, place, message):
    save(other, lambda sheet: sheet.merge_cells(place))
    assert problems(other) == [message]


def test_merged_cells_of_remarks_and_empty_ones_do_no_harm(other):
    def change(sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "# sales, from the office"
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("A8:E9")

    save(other, change)
    assert sales(other) == ["10", "12", "9.5", "10.5"]


def test_merged_title_above_the_table_is_a_title(other):
    def change(sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "Sales"
        sheet.merge_cells("A1:E1")

    save(other, change)
    assert problems(other) == [
        "sales.xlsx, row 1: expected the names of the columns in the first row. "
        "The header seems to be in row 2: remove the rows above it, or begin each with '#' and a space."
    ]


# ── other files ──────────────────────────────────────────────────────────────────────────────────


def archive(*members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in members:
            # Dated 1980, so that these bytes, and the names of the tests, are the same in all processes.
            file.writestr(zipfile.ZipInfo(name), "x")
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (OLE + bytes(600), "this is an old Excel workbook (.xls), or one that a password protects. Open it."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "this is a workbook that a password protects. Open it with the"),
        (OLE + "Workbook".encode("utf-16-le"), "this is an old Excel workbook (.xls). Save it as .xlsx"),
        (b"\xef\xbb\xbf<html><table>", "this is a page of HTML. Open it in Excel or LibreOffice"),
        (b"\n<table border=1>", "this is a page of HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "this is an Excel workbook of 2003 in XML. Open it in Excel or LibreOffice. Save it as .xlsx",
        ),
        ("地区,年份\n北,2021\n".encode("gb18030"), "this is text. If it is a table, let its name end in .csv."),
        (b"%PDF-1.7", "this is a PDF document"),
        (archive("mimetype", "content.xml"), "this is an OpenDocument file (.ods). Save it as .xlsx"),
        (archive("[Content_Types].xml", "word/document.xml"), "this is a Word document"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), "this is an Excel workbook in binary form (.xlsb)"),
        (archive("sales.csv"), "this is a ZIP archive. Unpack it."),
        (archive("sales.csv")[:-30], "this is a workbook or another archive that is damaged or incomplete. Copy or"),
    ],
)
def test_file_that_is_no_workbook_is_called_what_it_is(other, content, message):
    (other / "sales.xlsx").write_bytes(content)
    found = problems(other)
    assert len(found) == 1
    assert f"sales.xlsx: expected an Excel workbook (.xlsx), but {message}" in found[0]


def test_workbook_may_have_another_name_in_its_archive(other):
    save(other)
    parts = {}
    with zipfile.ZipFile(other / "sales.xlsx") as file:
        for part in file.namelist():
            content = file.read(part).replace(b"/xl/workbook.xml", b"/xl/workbook2.xml")
            parts[part.replace("xl/workbook.xml", "xl/workbook2.xml").replace("workbook.xml.r", "workbook2.xml.r")] = (
                content.replace(b'Target="xl/workbook.xml', b'Target="xl/workbook2.xml')
            )
    with zipfile.ZipFile(other / "sales.xlsx", "w") as file:
        for part, content in parts.items():
            file.writestr(part, content)
    assert sales(other) == ["10", "12", "9.5", "10.5"]


def test_formula_over_several_cells_without_a_result_is_named(other, described):
    described("sales_100m_cny", constraints={"required": False})

    def change(sheet: Any) -> None:
        sheet["C2"] = ArrayFormula("C2:C5", "=B2:B5*2")
        sheet["C3"] = sheet["C4"] = sheet["C5"] = None

    save(other, change)
    assert problems(other) == [f"sales.xlsx, row 2, column C: found '=B2:B5*2', {NEVER}"]


def test_workbook_in_the_strict_form_is_called_what_it_is(other):
    save(other)
    member(
        other,
        "xl/workbook.xml",
        lambda xml: xml.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
    )
    assert "but this is one in the form 'Strict Open XML'. Save it as" in problems(other)[0]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf<!DOCTYPE html><html>", archive("xl/workbook.xml")])
def test_table_of_text_that_is_none_is_called_what_it_is(other, content):
    (other / "sales.csv").write_bytes(content)
    found = problems(other)[0]
    assert "a page of HTML" in found or "this is an Excel workbook. Let its name end in .xlsx." in found


# ── the command ──────────────────────────────────────────────────────────────────────────────────


def test_check_says_every_cell_and_ends_with_1(other):
    def change(sheet: Any) -> None:
        sheet["C3"] = "=C2*1.2"
        sheet.merge_cells("A4:A5")

    save(other, change)
    result = CliRunner().invoke(cli.main, ["check", "--data", str(other)])
    assert result.exit_code == 1
    assert "sales.xlsx, row 3, column C: found '=C2*1.2'" in result.output
    assert "the cells A4:A5 are merged" in result.output
    assert "2 problems; nothing was built." in result.output
