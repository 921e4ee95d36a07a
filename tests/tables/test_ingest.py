"""Tables as people have them: every form that is read, what is said of it, and what is asked for in words."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import itertools
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import papermill
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from handbook import cli
from handbook.audit.validate import problems
from handbook.publish import execute
from handbook.quantities.units import unit
from handbook.tables import ingest
from handbook.tables.problems import TableError
from handbook.tables.snapshot import Tables

ROOT = Path(__file__).resolve().parents[2]
SALES = [
    ["region", "year", "sales_100m_cny", "source", "evidence"],
    ["north", "2021", "10.0", "office", "original"],
    ["north", "2022", "12.0", "office", "original"],
    ["south", "2021", "9.5", "office", "original"],
    ["south", "2022", "10.5", "office", "original"],
]


def rows(header: str, *records: str, delimiter: str = "\t") -> list[list[str]]:
    return [line.split(delimiter) for line in (header, *records)]


def csv_text(cells: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(cells)
    return text.getvalue()


def put(folder: Path, cells: list[list[str]], **how: str) -> None:
    (folder / "sales.csv").write_bytes(csv_text(cells, **how).encode())


def with_column(column: int, values: list[str], header: str | None = None) -> list[list[str]]:
    """Return the tiny table with other values in one column."""
    cells = [list(row) for row in SALES]
    for row, value in zip(cells[1:], values, strict=True):
        row[column] = value
    if header is not None:
        cells[0][column] = header
    return cells


def said(folder: Path) -> list[str]:
    return [str(note) for note in Tables.open(folder).conversions()]


def problem(folder: Path) -> str:
    """Return the one line that reading complains with."""
    with pytest.raises(TableError) as caught:
        Tables.open(folder).read("sales")
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value)


def same(folder: Path, base: Tables) -> None:
    """Check that a folder's table is the one of the tiny handbook."""
    pd.testing.assert_frame_equal(Tables.open(folder).read("sales"), base.checked("sales"))


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def test_text_in_any_encoding_with_any_sign_between_cells(base, other):
    cells = [list(row) for row in SALES]
    cells[0][0], cells[0][1] = "地区", "年份"
    plain = base.read("sales")
    forms = itertools.product(
        ("utf-8", "utf-8-sig", "gb18030", "utf-16"), (",", ";", "\t"), ("\n", "\r\n"), ingest.SUFFIXES
    )
    for encoding, delimiter, end, ending in forms:
        if ending != ".xlsx":
            file = other / f"sales{ending}"
            file.write_bytes(csv_text(cells, delimiter, end).encode(encoding))
            assert Tables.open(other).read("sales").equals(plain), (encoding, delimiter, end, ending)
            file.unlink()


def test_plain_table_is_not_touched(base):
    assert base.table("sales").plain
    assert base.as_csv("sales") == base.file("sales").read_bytes()


def test_own_tables_are_written_as_they_are_read(own):
    """Byte by byte, but for the apostrophe before a text that a spreadsheet would run."""
    guarded = 0
    for name in own.names:
        before, after = (ROOT / "data" / f"{name}.csv").read_bytes(), own.as_csv(name)
        if before != after:
            guarded += 1
            assert after.replace(b",'-", b",-") == before, name
    assert guarded == 1  # a sum of a check begins with a negative number


def test_text_in_chinese_encoding_is_reported(base, other):
    cells = with_column(0, ["北方", "北方", "南方", "南方"])
    (other / "sales.csv").write_bytes(csv_text(cells, ";", "\r\n").encode("gb18030"))
    same(other, base)
    assert said(other) == [
        "sales.csv: GB18030, semicolons between cells read as a table in UTF-8 with commas",
        "sales.csv, column region: label '北方' read as code 'north', 2 cells",
        "sales.csv, column region: label '南方' read as code 'south', 2 cells",
    ]


def test_two_files_for_one_table_are_refused(other):
    put(other, SALES)
    (other / "sales.tsv").write_text(csv_text(SALES, "\t"))
    assert problem(other).startswith(
        "sales.csv and sales.tsv: expected one file for one table. Keep the file that counts"
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("sales.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "expected a table, but this is a PNG picture. Export the table"),
        ("sales.csv", b"%PDF-1.7\n", "this is a PDF document"),
        ("sales.csv", b"PK\x03\x04\x00", "this is a workbook or another archive that is damaged or incomplete. Copy"),
        (
            "sales.csv",
            b"\xd0\xcf\x11\xe0\xa1",
            "an old Excel workbook (.xls), or one that a password protects. Open it. Save it as .xlsx",
        ),
        ("sales.csv", b"region,year\n\x00\n", "row 2: expected text in UTF-8 or GB18030."),
        ("sales.csv", b"", "expected a header row and rows of values. The file is empty."),
        ("sales.csv", b"\n\n,,\n", "The file is empty."),
        ("sales.csv", b"# only a remark\n", "The file is empty."),
        ("sales.csv", b"\xff\xfea", "expected text in UTF-8 or GB18030"),
        ("sales.xlsx", b"", "expected an Excel workbook (.xlsx). The file is empty: copy or save it once more."),
        (
            "sales.xlsx",
            b"region,year\n",
            "expected an Excel workbook (.xlsx), but this is text. If it is a table, let its name end in .csv.",
        ),
        (
            "sales.csv",
            csv_text(SALES[:1]).encode(),
            "row 2: expected rows of values below the header. Fill the table, or remove the file",
        ),
        ("sales.csv", b'region,year,sales_100m_cny,source,evidence\nnorth,2021,"1\n', "Close every quotation mark"),
    ],
)
def test_file_that_is_no_table_is_named(other, name, content, message):
    (other / name).write_bytes(content)
    assert message in problem(other)


def test_table_below_a_title_says_where_its_header_stands(other):
    title = ["销售情况", "", "", "", ""]
    put(other, [title, ["单位：亿元", "x", "x", "x", "x"], *SALES])
    with pytest.raises(TableError, match="The header seems to be in row 3: remove the rows above it"):
        Tables.open(other).read("sales")


def test_remarks_and_empty_rows_at_the_end_are_no_data(base, other):
    put(other, [["# from the office"], *SALES[:3], ["# south"], *SALES[3:], [""] * 5, [""] * 5])
    same(other, base)
    cells = with_column(2, ["10.0", "twelve", "9.5", "10.5"])
    put(other, [["# from the office"], *cells[:2], ["#"], *cells[2:]])
    assert problem(other).startswith("sales.csv, row 5, column sales_100m_cny: found 'twelve'")


def test_columns_may_stand_in_any_order(base, other):
    put(other, [list(reversed(row)) for row in SALES])
    same(other, base)
    assert said(other) == []


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────


def workbook(folder: Path, *sheets: tuple[str, list[list[object]]], formats: dict[str, str] | None = None) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
        for place, form in (formats or {}).items():
            sheet[place].number_format = form
    book.save(folder / "sales.xlsx")


def typed(cells: list[list[str]]) -> list[list[object]]:
    return [cells[0], *([row[0], int(row[1]), float(row[2]), *row[3:]] for row in cells[1:])]


def test_workbook_gives_the_same_frame(base, other):
    workbook(other, ("Sheet1", typed(SALES)))
    same(other, base)
    assert said(other) == ["sales.xlsx: Excel workbook read as a table in UTF-8 with commas"]


def test_number_that_excel_computed_is_read_to_the_digits_that_it_shows(other):
    cells = typed(SALES)
    cells[1][2] = 0.1 + 0.2
    workbook(other, ("Sheet1", cells))
    assert Tables.open(other).text("sales")["sales_100m_cny"].tolist() == ["0.3", "12", "9.5", "10.5"]


def test_sheet_named_like_the_table_is_taken_of_several(base, other):
    workbook(other, ("备注", [["draft"]]), ("Sales", typed(SALES)))
    same(other, base)
    workbook(other, ("备注", [["draft"]]), ("Sheet2", typed(SALES)))
    assert problem(other) == (
        "sales.xlsx: expected one sheet with the table. "
        "The sheets '备注', 'Sheet2' are filled: name the one that counts 'sales', or move the others to "
        "a file of their own."
    )


def test_empty_sheets_and_formatted_rows_below_do_not_count(base, other):
    workbook(other, ("Sheet1", [*typed(SALES), [None] * 5, [None] * 8]), ("Sheet2", []))
    same(other, base)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            datetime.date(2021, 1, 1),
            "row 2, column B: found '2021-01-01 00:00:00', expected a number or text, but Excel",
        ),
        ("#REF!", "row 2, column B: found '#REF!', expected a value, but the cell holds an error of Excel"),
    ],
)
def test_cell_that_excel_spoiled_is_named(other, value, message):
    cells = typed(SALES)
    cells[1][1] = value
    workbook(other, ("Sheet1", cells))
    assert message in problem(other)


def test_digest_follows_the_bytes_of_the_workbook(other):
    workbook(other, ("Sheet1", typed(SALES)))
    before = Tables.open(other).digest("sales")
    cells = typed(SALES)
    cells[1][2] = 11.0
    workbook(other, ("Sheet1", cells))
    assert Tables.open(other).digest("sales") != before
    north = Tables.open(other).digest("sales?region=north")
    cells[3][2] = 11.0
    workbook(other, ("Sheet1", cells))
    assert Tables.open(other).digest("sales?region=north") == north


# ── headers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "values", "note"),
    [
        ("销售额（亿元）", ["10.0", "12.0", "9.5", "10.5"], None),
        ("销售额_亿元", ["10.0", "12.0", "9.5", "10.5"], None),
        ("Sales, 100 million yuan", ["10.0", "12.0", "9.5", "10.5"], None),
        ("SALES [100m_cny]", ["10.0", "12.0", "9.5", "10.5"], None),
        ("Sales_100m_CNY", ["10.0", "12.0", "9.5", "10.5"], None),
        ("销售额（万元）", ["100000", "120000", "95000", "105000"], "万元 read as 100m_cny, 4 cells"),
        ("销售额（元）", ["1000000000", "1200000000", "950000000", "1050000000"], "元 read as 100m_cny, 4 cells"),
        ("销售额_万亿元", ["0.0010", "0.0012", "0.00095", "0.00105"], "万亿元 read as 100m_cny, 4 cells"),
        ("Sales (billion yuan)", ["1.00", "1.20", "0.95", "1.05"], "bn_cny read as 100m_cny, 4 cells"),
        ("sales/百万元", ["1000", "1200", "950", "1050"], "百万元 read as 100m_cny, 4 cells"),
        ("销售额（千元）", ["1,000,000", "1,200,000", "950,000", "1,050,000"], "千元 with thousands separator read as"),
    ],
)
def test_header_in_either_language_with_its_unit(base, other, header, values, note):
    put(other, with_column(2, values, header))
    same(other, base)
    notes = said(other)
    # A header in other capitals is the name of the column all the same.
    assert notes[0] == f"sales.csv, column {header}: header read as sales_100m_cny"
    assert (len(notes) == 1) if note is None else (note in notes[-1])


def test_converted_number_is_exact_and_keeps_its_precision(other):
    put(other, with_column(2, ["100000.0", "123456", "0.1", "7"], "销售额（万元）"))
    assert Tables.open(other).text("sales")["sales_100m_cny"].tolist() == ["10.00000", "12.3456", "0.00001", "0.0007"]
    put(other, with_column(2, ["100000", "120050", "0", "7e5"], "销售额（万元）"))
    assert Tables.open(other).text("sales")["sales_100m_cny"].tolist() == ["10", "12.005", "0", "70"]
    put(other, with_column(2, ["0.1", "0.0120", "0", "0.00"], "销售额（万亿元）"))
    assert Tables.open(other).text("sales")["sales_100m_cny"].tolist() == ["1E+3", "120", "0", "0"]


def test_header_without_unit_is_asked_about(other):
    put(other, with_column(2, ["10.0", "12.0", "9.5", "10.5"], "销售额"))
    assert problem(other) == (
        "sales.csv, row 1, column 销售额: found '销售额', expected a header that names its unit. "
        "Write it as '销售额 (100m_cny)' if that is the unit, or use the name of the column, sales_100m_cny."
    )


def test_header_without_unit_is_fine_where_each_cell_has_one(base, other):
    put(other, with_column(2, ["10.0亿元", "12.0亿元", "0.095百亿元", "1050百万元"], "销售额"))
    same(other, base)


def test_header_in_a_unit_of_another_kind_is_no_header(other):
    put(other, with_column(2, ["10.0", "12.0", "9.5", "10.5"], "销售额（美元）"))
    assert "expected a column 'sales_100m_cny'" in problem(other)


def test_header_that_means_two_columns_is_asked_about(other, described):
    described("sales_100m_cny", aliases=["地区"])
    put(other, with_column(0, ["north", "north", "south", "south"], "地区"))
    assert problem(other) == (
        "sales.csv, row 1, column 地区: found '地区', expected a header that means one column. "
        "It can be region or sales_100m_cny: write the name of the column."
    )


def test_two_headers_for_one_column_are_asked_about(other):
    put(other, [[*row, extra] for row, extra in zip(SALES, ["地区", "a", "b", "c", "d"], strict=True)])
    assert "column 地区: found '地区', expected one header for region. 'region' means it too" in problem(other)


def test_column_that_nothing_describes_is_named(other):
    put(other, [[*row, "x"] for row in SALES])
    assert "sales.csv, row 1, column x: expected only columns that datapackage.yaml describes" in problem(other)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "delimiter"),
    [
        (["１０．０", "１２", "９．５", "10.50"], ","),
        ([" 10", "12 ", "+9.5", "10.5"], ","),
        (["10,0", "12,0", "9,5", "10,5"], ";"),
        (["10,0", "12,0", "9,5", "10,5"], ","),
    ],
)
def test_numbers_as_people_write_them(base, other, values, delimiter):
    put(other, with_column(2, values), delimiter=delimiter)
    same(other, base)
    assert said(other)[-1].startswith("sales.csv, column sales_100m_cny: ")


@pytest.mark.parametrize(
    ("values", "delimiter", "numbers"),
    [
        (["1,234", "2", "3", "4"], ",", [1234, 2, 3, 4]),
        (["1,234.5", "2", "3", "1,000"], ";", [1234.5, 2, 3, 1000]),
        (["1.234,5", "2", "3", "1.000"], ";", [1234.5, 2, 3, 1000]),
        (["1 234", "2", "3", "4.5"], ";", [1234, 2, 3, 4.5]),
        (["1'234.5", "2", "3", "4"], ";", [1234.5, 2, 3, 4]),
        (["−5", "–2", "－3", "4"], ";", [-5, -2, -3, 4]),
        (["1，234", "2", "3", "4"], ",", [1234, 2, 3, 4]),
    ],
)
def test_separators_are_read_by_what_the_file_shows(other, values, delimiter, numbers):
    put(other, with_column(2, values), delimiter=delimiter)
    assert Tables.open(other).read("sales")["sales_100m_cny"].tolist() == numbers


def test_number_that_can_be_two_is_asked_about(other):
    put(other, with_column(2, ["1,234", "2", "3", "4"]), delimiter=";")
    assert problem(other) == (
        "sales.csv, row 2, column sales_100m_cny: found '1,234', "
        "expected a number that can be read in one way, not 1234 or 1.234. Write it without a thousands separator."
    )


@pytest.mark.parametrize(
    "value",
    ["n/a", "-", "—", "约10", "10-12", "(10)", "1,23,456", "12,34.5", "10亿", "10 USD", "1_000", "½", "٣", "1e999x"],
)
def test_cell_that_is_no_number_is_named(other, value):
    put(other, with_column(2, [value, "2", "3", "4.5"]))
    assert f"sales.csv, row 2, column sales_100m_cny: found {value!r}, expected a number" in problem(other)


def test_year_with_its_word_is_read_and_reported(base, other):
    put(other, with_column(1, ["2021年", "2022年", "2021年", "2022.0"], "年份"))
    same(other, base)
    assert said(other)[1:] == [
        "sales.csv, column 年份: 年 read as year, 3 cells",
        "sales.csv, column 年份: decimals that are zero read as plain digits, 1 cell",
    ]


@pytest.mark.parametrize("year", ["2022E", "FY2022", "2022年预计", "2022.5", "二〇二二"])
def test_year_that_says_more_than_a_year_is_named(other, year):
    put(other, with_column(1, ["2021", year, "2021", "2022"]))
    assert f"row 3, column year: found {year!r}, expected a whole number" in problem(other)


# ── shares ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shares(other, described) -> Path:
    """Give a folder where the third column is a share."""
    described("sales_100m_cny", name="share", unit="fraction", title="Share", title_zh="占比")
    return other


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("share", ["41.5%", "39 %", "２．５％", "100%"]),
        ("占比", ["41.5%", "39%", "2.5%", "100%"]),
        ("占比（%）", ["41.5", "39", "2.5", "100"]),
        ("占比（％）", ["41.5%", "39%", "2.5%", "100%"]),
        ("Share, per cent", ["41.5", "39", "2.5", "100"]),
        ("占比（‰）", ["415", "390", "25", "1000"]),
        ("share", ["0.415", "0.39", "0.025", "1"]),
    ],
)
def test_per_cent_become_fractions(shares, header, values):
    put(shares, with_column(2, values, header))
    assert Tables.open(shares).read("sales")["share"].tolist() == [0.415, 0.39, 0.025, 1]


def test_share_in_a_workbook_formatted_as_per_cent_is_a_fraction(shares):
    cells = typed(with_column(2, ["0.415", "0.39", "0.025", "1"], "share"))
    workbook(shares, ("Sheet1", cells), formats={f"C{row}": "0.0%" for row in range(2, 6)})
    assert Tables.open(shares).read("sales")["share"].tolist() == [0.415, 0.39, 0.025, 1]
    assert "sales.xlsx, column share: % read as fraction, 4 cells" in said(shares)


def test_some_cells_with_per_cent_and_some_without_are_asked_about(shares):
    put(shares, with_column(2, ["41.5%", "0.39", "2.5%", "100%"], "占比（%）"))
    assert problem(shares) == (
        "sales.csv, row 3, column 占比（%）: found '0.39', expected a number with its unit, as '41.5%' has one. "
        "Write the whole column one way."
    )


def test_per_cent_that_look_like_fractions_are_asked_about(shares):
    put(shares, with_column(2, ["0.415", "0.39", "0.025", "1"], "占比（%）"))
    assert problem(shares) == (
        "sales.csv, row 1, column 占比（%）: found '占比（%）', expected per cent, as the header says. "
        "No value is above 1: if they are fractions, write share; if they are per cent, write 0.5% in the cells."
    )


def test_share_without_unit_under_a_title_is_asked_about(shares):
    put(shares, with_column(2, ["41.5", "39", "2.5", "100"], "占比"))
    assert "Write it as '占比 (%)' if that is the unit, or use the name of the column, share." in problem(shares)


# ── labels ───────────────────────────────────────────────────────────────────────────────────────


def test_labels_of_both_languages_are_codes(base, other):
    put(other, with_column(0, ["北方", "North", "SOUTH", "south "]))
    same(other, base)


def test_label_that_means_two_codes_is_asked_about(other, described):
    described("region", labels={"north": ["Land", "北方"], "south": ["Land", "南方"]})
    put(other, with_column(0, ["Land", "north", "south", "south"]))
    assert "row 2, column region: found 'Land', expected one of north or south. The label stands for both" in problem(
        other
    )


def test_label_that_is_unknown_is_named_with_its_row(other):
    put(other, with_column(0, ["西方", "north", "south", "south"]))
    result = CliRunner().invoke(cli.main, ["check", "--data", str(other)])
    assert result.exit_code == 1
    assert result.output.startswith("sales.csv, row 2, column region: found '西方', expected string with enum")


# ── the command line ─────────────────────────────────────────────────────────────────────────────


def test_check_says_what_was_converted(other):
    put(other, with_column(2, ["100000", "120000", "95000", "105000"], "销售额（万元）"))
    result = CliRunner().invoke(cli.main, ["check", "--data", str(other)])
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            "sales.csv, column 销售额（万元）: header read as sales_100m_cny",
            "sales.csv, column 销售额（万元）: 万元 read as 100m_cny, 4 cells",
            "6 tables, 21 rows: all is well.",
        ],
    )


def test_own_tables_stay_in_the_plain_form(project):
    put(project.data, with_column(0, ["北方", "north", "south", "south"]), end="\r\n")
    result = CliRunner().invoke(cli.main, ["check"])
    assert result.exit_code == 1
    assert result.output.startswith(
        "sales.csv, column region: found \"label '北方'\", expected the plain form in the handbook's own tables: code 'north'."
    )


def test_value_that_was_converted_is_told_as_it_stands_in_the_file(other):
    put(other, with_column(2, ["100000", "120000", "95000", "105000"], "销售额（亿元）"))
    result = CliRunner().invoke(cli.main, ["check", "--data", str(other)])
    assert (
        "sales.csv, row 2, column 销售额（亿元）: found '100000', expected number with minimum 0, maximum 1000"
        in result.output
    )
    put(other, with_column(2, ["10", "12", "9.5", "10500"], "销售额_万亿元"))
    result = CliRunner().invoke(cli.main, ["check", "--data", str(other)])
    assert (
        "row 5, column 销售额_万亿元: found '10500', expected number with minimum 0, maximum 1000; it was read as 105000000"
        in result.output
    )


# ── whatever the file holds ──────────────────────────────────────────────────────────────────────

NUMBERS = st.decimals(min_value=-999999, max_value=999999, places=2, allow_nan=False, allow_infinity=False)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def described_sales(base) -> dict[str, object]:
    """Give the description of the tiny handbook's sales."""
    return base.resource("sales")


@pytest.fixture
def whole_workbook(other) -> bytes:
    """Give the sales as a workbook."""
    workbook(other, ("Sheet1", typed(SALES)))
    return (other / "sales.xlsx").read_bytes()


def grouped(number, form: str) -> str:
    text = f"{number:,.2f}" if form != "plain" else f"{number:.2f}"
    if form == "comma":
        return text.translate(str.maketrans(",.", ".,"))
    return text.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－")) if form == "full" else text


@QUIET
@given(
    numbers=st.lists(NUMBERS, min_size=1, max_size=6),
    form=st.sampled_from(["plain", "grouped", "comma", "full"]),
    measure=st.sampled_from(["万亿元", "亿元", "万元", "千元", "百万元", "元"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "xlsx"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    turn=st.randoms(use_true_random=False),
)
def test_any_form_of_a_table_gives_the_same_frame(other, numbers, form, measure, encoding, delimiter, turn):
    for file in other.iterdir():
        file.unlink()
    factor = unit("100m_cny").factor / unit(measure).factor
    shown = [number * factor.numerator / Decimal(factor.denominator) for number in numbers]
    assume(all(value == round(value, 2) for value in shown))
    header = ["地区", "年份", f"销售额（{measure}）", "source", "evidence"]
    cells = [
        [turn.choice(["north", "北方", "North"]), str(2000 + at), grouped(value, form), "office", "original"]
        for at, value in enumerate(shown)
    ]
    order = turn.sample(range(5), 5)
    lines = [[row[at] for at in order] for row in [header, *cells]]
    if encoding == "xlsx":
        workbook(other, ("Sheet1", lines))
    else:
        (other / "sales.csv").write_bytes(csv_text(lines, delimiter, turn.choice(["\n", "\r\n"])).encode(encoding))
    frame = Tables.open(other).read("sales")
    assert frame["sales_100m_cny"].tolist() == [float(number) for number in numbers]
    assert frame["region"].tolist() == ["north"] * len(numbers)
    assert frame["year"].tolist() == [2000 + at for at in range(len(numbers))]


@QUIET
@given(content=st.binary(max_size=300), ending=st.sampled_from(ingest.SUFFIXES))
@example(content=b'"', ending=".csv")
@example(content=b"\xef\xbb\xbf", ending=".csv")
def test_no_bytes_raise_anything_but_a_table_error(other, described_sales, content, ending):
    file = other / f"sales{ending}"
    file.write_bytes(content)
    with pytest.raises(TableError):
        ingest.load(file, described_sales)


@QUIET
@given(
    cells=st.lists(
        st.lists(st.text(st.sampled_from("19.,%年万亿元北\"';\t\n#- e"), max_size=6), min_size=5, max_size=5),
        max_size=4,
    ),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_no_cells_raise_anything_but_a_table_error(other, described_sales, cells, delimiter):
    file = other / "sales.csv"
    file.write_text(csv_text([SALES[0], *cells], delimiter), encoding="utf-8")
    with contextlib.suppress(TableError):
        found = ingest.load(file, described_sales)
        assert len(found.rows) == len(found.frame) <= len(cells)


@QUIET
@given(damage=st.lists(st.tuples(st.integers(0, 4999), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damaged_workbook_raises_anything_but_a_table_error(other, described_sales, whole_workbook, damage):
    file = other / "sales.xlsx"
    raw = bytearray(whole_workbook)
    for at, byte in damage:
        raw[at % len(raw)] = byte
    file.write_bytes(raw)
    with contextlib.suppress(TableError):
        ingest.load(file, described_sales)


def test_workbook_with_broken_xml_is_named(other):
    workbook(other, ("Sheet1", typed(SALES)))
    file = other / "sales.xlsx"
    parts = {name: zipfile.ZipFile(file).read(name) for name in zipfile.ZipFile(file).namelist()}
    with zipfile.ZipFile(file, "w") as broken:
        for name, content in parts.items():
            broken.writestr(name, content[:-40] if "sheet1" in name else content)
    assert "sales.xlsx: expected an Excel workbook (.xlsx). It is damaged" in problem(other)


# ── the handbook's own tables, as a statistician sends them ──────────────────────────────────────


def as_sent(folder: Path, tables: Tables) -> None:
    """Write the size of the digital economy as a Chinese workbook, newest year first."""
    parts = {"total": "数字经济", "digital_industrialisation": "数字产业化", "industrial_digitalisation": "产业数字化"}
    vintages = tables.fields("digital_economy_size")["vintage"]["labels"]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "数字经济"
    sheet.append(["年份", "构成", "数据版本", "数字经济规模_亿元", "来源", "证据"])
    for row in tables.text("digital_economy_size").iloc[::-1].to_dict("records"):
        size = f"{Decimal(row['size_tn_cny']) * 10_000:,.0f}"
        vintage = vintages[row["vintage"]][1]
        sheet.append([f"{row['year']}年", parts[row["part"]], vintage, size, row["source"], row["evidence"]])
    book.save(folder / "digital_economy_size.xlsx")


def test_chinese_workbook_of_a_real_table_gives_the_same_rows(own, tmp_path):
    as_sent(tmp_path, own)
    size, sent = own.checked("digital_economy_size"), Tables(tmp_path, own)
    pd.testing.assert_frame_equal(sent.read("digital_economy_size"), size)
    assert problems(sent, ROOT) == []
    notes = list(map(str, sent.conversions()))
    assert any(f"规模_亿元: 亿元 with thousands separator read as tn_cny, {len(size)} cells" in note for note in notes)
    assert any(f"column 年份: 年 read as year, {len(size)} cells" in note for note in notes)


@pytest.mark.slow
def test_papermill_reads_a_foreign_table_as_the_handbook_does(base, other):
    chapter = base.folder.parent / "book" / "sales.ipynb"
    own = execute.Job(chapter, other / "own.ipynb", {"data_dir": str(base.folder)}, base.folder)
    execute.execute_all([own])
    workbook(other, ("销售", [["地区", "年份", "销售额（十亿元）", "source", "evidence"], *SENT]))
    papermill.execute_notebook(
        str(chapter), str(other / "out.ipynb"), {"data_dir": str(other)}, progress_bar=False, log_output=False
    )
    ours, theirs = (
        [output.data for cell in execute.load(file).cells for output in cell.get("outputs", [])]
        for file in (own.target, other / "out.ipynb")
    )
    assert len(ours) == 2
    assert theirs == ours


SENT = [
    ["北方", "2021年", "1.00", "office", "original"],
    ["北方", "2022年", "1.20", "office", "original"],
    ["南方", "2021年", "0.95", "office", "original"],
    ["南方", "2022年", "1.05", "office", "original"],
]
