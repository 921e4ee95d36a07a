"""Text files as people and programs leave them: what a cell shows is what is read, and nothing is skipped in silence."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from handbook import cli
from handbook.tables.snapshot import Tables

SALES = """\
region,year,sales_100m_cny,source,evidence
north,2021,10.0,office,original
north,2022,12.0,office,original
south,2021,9.5,office,original
south,2022,10.5,office,original
"""
WELL = "6 tables, 21 rows: all is well."


def put(folder: Path, old: str = "", new: str = "", name: str = "sales.csv") -> None:
    """Write the sales of the tiny handbook, with a text replaced that stands there once."""
    assert not old or SALES.count(old) == 1
    (folder / name).write_text(SALES.replace(old, new) if old else SALES, encoding="utf-8")


def check(folder: Path | None = None) -> tuple[int, list[str]]:
    """Return the exit status of `handbook check` and its lines."""
    result = CliRunner().invoke(cli.main, ["check", *(["--data", str(folder)] if folder else [])])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()


def refused(folder: Path | None = None) -> str:
    """Return the one problem that `handbook check` names."""
    status, lines = check(folder)
    assert (status, lines[1:]) == (1, ["1 problem; nothing was built."]), lines
    return lines[0]


def read(folder: Path) -> list[str]:
    """Return what `handbook check` says of conversions when all is well; what it notices of values is left out."""
    status, lines = check(folder)
    assert (status, lines[-1]) == (0, WELL), lines
    noticed = ("notice: ", "If the data are right", "resources:", "- ", "  ")
    return [line for line in lines[:-1] if not line.startswith(noticed)]


# ── note marks ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "mark", ["¹", "²", "①", "⑴", "⒈", "❶", "㈠", "ª", "₁", "*", "†", " [1]", " (P)", "[r]", "e", "预计"]
)
def test_number_with_a_mark_behind_it_is_refused_with_advice(other, mark):
    put(other, "12.0", f"12.0{mark}")
    assert refused(other) == (
        f"sales.csv, row 3, column sales_100m_cny: found {f'12.0{mark}'!r}, expected a number. Write 12.0; say what "
        f"{mark.strip()!r} means in a row that begins with '# ', or in a column that datapackage.yaml describes. "
        "Then run `handbook check` again."
    )


@pytest.mark.parametrize("year", ["2022①", "2022²", "202²"])
def test_year_with_a_mark_is_refused(other, year):
    put(other, "north,2022", f"north,{year}")
    assert refused(other).startswith(
        f"sales.csv, row 3, column year: found {year!r}, expected a whole number. Write 20"
    )


def test_mark_on_a_printed_number_of_a_claim_is_refused(project):
    project.replace("claims", "2022,12.0,", "2022,12.0¹,")
    status, lines = check()
    assert status == 1
    assert lines[0].startswith("claims.csv, row 2, column printed: found '12.0¹', expected a number as printed.")


def test_square_metres_are_no_mark():
    from handbook.tables.headers import unit_of

    assert unit_of("m²") == unit_of("㎡") == unit_of("m2")
    assert unit_of("万m²").factor == 10_000


@pytest.mark.parametrize(
    "header",
    [
        "销售额（亿元）①",
        "销售额①（亿元）",
        "销售额（亿元）¹",
        "Sales (100m_cny) [1]",
        "Sales* (100m_cny)",
        "*sales_100m_cny",
    ],
)
def test_header_is_read_without_its_note_mark(other, header):
    put(other, "sales_100m_cny", header)
    assert read(other) == [f"sales.csv, column {header}: header read as sales_100m_cny"]


def test_two_headers_that_differ_by_a_mark_are_asked_about(other):
    (other / "sales.csv").write_text(
        SALES.replace("source,evidence", "source,evidence,source²").replace("original", "original,office"),
        encoding="utf-8",
    )
    assert "column source²: found 'source²', expected one header for source. 'source' means it too" in refused(other)


# ── error values and remarks ─────────────────────────────────────────────────────────────────────


ERRORS = [
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#N/A N/A",
    "#BEZUG!",
    "####",
    "Err:502",
]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("column", ["region", "year", "sales_100m_cny", "source"])
def test_error_value_is_named_in_every_column(other, error, column):
    place = SALES.splitlines()[0].split(",").index(column)
    cells = [line.split(",") for line in SALES.splitlines()]
    cells[2][place] = error
    (other / "sales.csv").write_text("\n".join(",".join(row) for row in cells) + "\n", encoding="utf-8")
    assert refused(other).startswith(
        f"sales.csv, row 3, column {column}: found {error!r}, expected a value, but the cell holds an error of Excel. "
        "Mend the formula that gave it."
    )


@pytest.mark.parametrize("table", ["claims", "checks", "figures", "names", "members"])
def test_error_value_in_a_first_column_is_named_in_every_table(project, table):
    lines = project.file(table).read_text(encoding="utf-8").splitlines()
    lines[-1] = "#REF!," + lines[-1].partition(",")[2]
    project.file(table).write_text("\n".join(lines) + "\n", encoding="utf-8")
    column = lines[0].partition(",")[0]
    assert refused().startswith(
        f"{table}.csv, row {len(lines)}, column {column}: found '#REF!', expected a value, but the cell holds an error"
    )


def test_year_made_of_errors_does_not_vanish(other):
    columns = [line.split(",") for line in SALES.splitlines()]
    turned = "\n".join(",".join([year, region, *rest]) for region, year, *rest in columns)
    (other / "sales.csv").write_text(turned.replace("2022,", "#REF!,") + "\n", encoding="utf-8")
    status, lines = check(other)
    assert status == 1
    assert [line.partition(":")[0] for line in lines[:-1]] == [f"sales.csv, row {row}, column year" for row in (3, 5)]


@pytest.mark.parametrize(
    "remark",
    ["# from the office", "#", "#remark", "# a, with, commas", '"# quoted, text"', "########", " # x", "# 2021,x"],
)
def test_remark_is_skipped(other, remark):
    put(other, "north,2022", f"{remark}\nnorth,2022")
    assert read(other) == []


@pytest.mark.parametrize("cell", ["#north", "#2022", "＃ north", "#foo"])
def test_row_that_begins_with_the_sign_and_holds_values_is_asked_about(other, cell):
    put(other, "north,2022", f"{cell},2022")
    assert refused(other) == (
        f"sales.csv, row 3, column region: found {cell!r}, expected a value, or a remark. "
        "Begin a remark with '#' and a space; a value does not begin with that sign."
    )


def test_error_value_in_a_cell_of_text_in_a_workbook_is_named(other):
    book = openpyxl.Workbook()
    for line in SALES.splitlines():
        book.active.append(line.split(","))
    book.active["D4"] = "#N/A"
    book.active["D4"].data_type = "s"
    book.save(other / "sales.xlsx")
    assert "sales.xlsx, row 4, column" in refused(other)
    assert "an error of Excel" in refused(other)


# ── other files ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def beside(other) -> Path:
    """Give a folder that holds one table, so that others can be missed."""
    (other / "members.csv").write_text(
        "name,kind,source,evidence\n甲公司,a,report,report\n乙公司,a,report,report\n丙公司,b,report,report\n",
        encoding="utf-8",
    )
    return other


@pytest.mark.parametrize(
    "name",
    [
        *(
            f"sales.{ending}"
            for ending in ("xls", "xlsb", "xlsm", "ods", "csv.gz", "numbers", "et", "json", "dta", "parquet")
        ),
        *("sales.XLS", "other.ods", "tables.zip", "sales.pdf", "sales.docx", "sales", "sales.csv.bak"),
    ],
)
def test_file_in_another_form_is_named(beside, name):
    (beside / name).write_bytes(b"anything")
    remedy = (
        f"Let `handbook ingest {name}` read it and write the tables that it holds, then move it away."
        if name.endswith((".ods", ".json"))
        else "Save it as .xlsx or as CSV in UTF-8, or move it away; it is not read."
    )
    assert refused(beside) == (f"{name}: expected a table in a form that is read: .csv, .xlsx, .tsv or .txt. {remedy}")


@pytest.mark.parametrize(
    "name", ["notes.docx", "sales.pdf", "sales.csv.bak", "~$sales.xlsx", ".sales.csv.swp", "README.md"]
)
def test_document_beside_its_table_is_left_alone(other, name):
    put(other)
    (other / name).write_bytes(b"anything")
    assert read(other) == []


def test_data_in_another_form_beside_its_table_are_named(other):
    put(other)
    (other / "sales.xls").write_bytes(b"anything")
    assert refused(other).startswith("sales.xls: expected a table in a form that is read")


def test_table_in_a_folder_below_is_named(beside):
    (beside / "2024").mkdir()
    put(beside / "2024")
    assert refused(beside) == (
        "2024/sales.csv: expected a table in the folder itself. "
        "Move it there, or build with --data 2024. The handbook's own sales would be used."
    )
    put(beside)
    assert read(beside) == []


def test_link_that_leads_nowhere_and_folder_named_like_a_table_are_named(beside):
    (beside / "sales.csv").symlink_to(beside / "gone.csv")
    (beside / "figures.xlsx").mkdir()
    (beside / "references.bib").symlink_to(beside / "gone.bib")
    status, lines = check(beside)
    assert status == 1
    assert [line.partition(":")[0] for line in lines[:-1]] == ["figures.xlsx", "references.bib", "sales.csv"]
    assert all("a link that leads nowhere" in line for line in lines[:-1])


def test_folder_without_a_table_names_what_is_not_read(other):
    (other / "sales.ods").write_bytes(b"anything")
    status, lines = check(other)
    assert status == 1
    assert "no table of the handbook is in this folder" in lines[0]
    assert lines[1].startswith("sales.ods: expected a table in a form that is read")


def test_two_files_for_one_table_are_named(other):
    put(other)
    put(other, name="sales.txt")
    status, lines = check(other)
    assert status == 1
    assert lines[0].startswith("sales.csv and sales.txt: expected one file for one table.")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("datapackage.yml", "expected datapackage.yaml, the name under which it is read. Rename it datapackage.yaml"),
        ("datapackage.json", "expected datapackage.yaml, the name under which it is read. Rename it datapackage.yaml"),
        ("references.bibtex", "expected references.bib, the name under which it is read. Rename it references.bib"),
        ("ours.bib", "expected one bibliography, references.bib. Put its entries into references.bib"),
        ("sales.CSV", "expected an ending in small letters. Rename it sales.csv."),
    ],
)
def test_file_under_a_name_that_is_not_read_is_named(beside, name, message):
    (beside / name).write_text(SALES, encoding="utf-8")
    assert refused(beside).startswith(f"{name}: {message}")


# ── invisible characters and blank cells ─────────────────────────────────────────────────────────

INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u202a", "\ufe0f", "\x7f"]


@pytest.mark.parametrize("sign", INVISIBLE)
@pytest.mark.parametrize("column", ["region", "year", "sales_100m_cny", "source"])
def test_header_with_an_invisible_character_is_read(other, sign, column):
    put(other, column, f"{column[:2]}{sign}{column[2:]}{sign}")
    hidden = f"U+{ord(sign):04X}"
    assert read(other) == [
        f"sales.csv, column {column[:2]}{sign}{column[2:]}{sign}: header with invisible {hidden} read as {column}"
    ]


@pytest.mark.parametrize("sign", INVISIBLE)
@pytest.mark.parametrize("cell", ["12.0", "north,2022", "2022,12"])
def test_cell_with_an_invisible_character_is_read_and_reported(base, other, sign, cell):
    put(other, cell, f"{cell[:1]}{sign}{cell[1:]}{sign}")
    [note] = [line for line in read(other) if "read as" in line][:1]
    assert note.startswith("sales.csv, column ")
    assert Tables.open(other).read("sales").equals(base.checked("sales"))


def test_text_with_an_invisible_character_is_the_text_that_is_seen(base, other):
    (other / "members.csv").write_text(
        "name,kind,source,evidence\n甲\u200b公司,a,report,report\n乙公司,a\u00ad,report,report\n丙公司,b,report,report\n",
        encoding="utf-8",
    )
    assert read(other) == [
        "members.csv, column name: invisible U+200B read as text without them, 1 cell",
        "members.csv, column kind: invisible U+00AD read as text without them, 1 cell",
    ]
    assert Tables.open(other).read("members").equals(base.checked("members"))


def test_two_byte_order_marks_are_none(other):
    (other / "sales.csv").write_text("\ufeff\ufeff# from the office\n" + SALES, encoding="utf-8")
    assert read(other) == []


@pytest.mark.parametrize("place", [0, 2, 5])
@pytest.mark.parametrize("blank", ["", " ", "\u200b"])
def test_column_without_header_and_values_is_left_out(base, other, place, blank):
    cells = [line.split(",") for line in SALES.splitlines()]
    for row in cells:
        row.insert(place, blank)
    (other / "sales.csv").write_text("\n".join(",".join(row) for row in cells) + "\n", encoding="utf-8")
    letter = "ABCDEF"[place]
    there = [] if place == 5 else [f"sales.csv: column {letter} without header and values read as no column"]
    assert read(other) == there
    assert Tables.open(other).read("sales").equals(base.checked("sales"))


def test_remark_stands_where_the_table_begins(other):
    lines = ["# from the office", *SALES.splitlines()]
    (other / "sales.csv").write_text(
        "\n".join(f",{line}" for line in [*lines[:3], "# more", *lines[3:]]), encoding="utf-8"
    )
    assert read(other) == ["sales.csv: column A without header and values read as no column"]


def test_column_with_values_and_no_header_is_named_by_its_letter(other):
    lines = [f"{row or ''},{line}" for row, line in enumerate(SALES.splitlines())]
    (other / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert refused(other) == (
        "sales.csv, row 1: expected a name for column A. Write its name, or empty the column: row 2 holds a value there."
    )


def test_blank_cell_of_a_number_is_empty_and_a_row_of_blanks_is_no_row(other):
    put(other, "9.5", " ")
    (other / "sales.csv").write_text((other / "sales.csv").read_text(encoding="utf-8") + " , ,\t,,\n", encoding="utf-8")
    assert read(other) == ["sales.csv, column sales_100m_cny: blanks read as an empty cell, 1 cell"]
    assert Tables.open(other).text("sales")["sales_100m_cny"].tolist() == ["10.0", "12.0", "", "10.5"]


# ── units in headers ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        *(
            (f"销售额{unit}", 1)
            for unit in (
                "（单位：亿元）",
                "（单位:亿元人民币）",
                " 单位：亿元",
                "（人民币亿元）",
                "（亿人民币）",
                "—亿元",
            )
        ),
        *(
            (f"Sales ({unit})", 1)
            for unit in ("RMB 100 million", "CNY 100m", "100 million RMB", "unit: RMB 100 mn", "in 100m yuan")
        ),
        *(
            (f"Sales ({unit})", 10)
            for unit in ("CNY billion", "RMB bn", "billion yuan", "CNY b", "in bn RMB", "RMB 十亿元")
        ),
        *((f"Sales{unit}", 10) for unit in (", CNY bn", " in CNY billion", " - RMB bn", "/bn yuan")),
    ],
)
def test_unit_in_a_header_in_many_words(other, header, factor):
    cells = [line.split(",") for line in SALES.splitlines()]
    for row in cells[1:]:
        row[2] = f"{float(row[2]) / factor:g}"
    cells[0][2] = f'"{header}"'
    (other / "sales.csv").write_text("\n".join(",".join(row) for row in cells) + "\n", encoding="utf-8")
    assert read(other)[0] == f"sales.csv, column {header}: header read as sales_100m_cny"
    assert Tables.open(other).read("sales")["sales_100m_cny"].tolist() == [10, 12, 9.5, 10.5]


@pytest.mark.parametrize(
    ("header", "words", "what"),
    [
        ("Sales (RMB lakh)", "rmb lakh", "is not understood"),
        ("销售额（亿元，现价）", "亿元,现价", "is not understood"),
        ("Sales ($ bn)", "$ bn", "is not understood"),
        ("Sales (USD bn)", "usd bn", "does not measure 100m_cny"),
        ("销售额（亿元）（2022年）", "2022年", "is not understood"),
    ],
)
def test_part_of_a_header_that_is_not_understood_is_quoted(other, header, words, what):
    put(other, "sales_100m_cny", f'"{header}"')
    assert refused(other) == (
        f"sales.csv, row 1, column sales_100m_cny: expected a column 'sales_100m_cny'. The header {header!r} could be it, "
        f"but {words!r} {what}: write 'sales_100m_cny', or '100m_cny' in the place of {words!r}."
    )


# ── what to write instead ────────────────────────────────────────────────────────────────────────

EMPTY = "Leave the cell empty where nothing is known, or the row out if the column may not be empty."


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        *(
            (cell, EMPTY)
            for cell in ("..", "…", "-", "—", "n/a", "N.A.", "[c]", "[x]", "(z)", "无", "不详", "/", "NaN", "*", "null")
        ),
        ("(0.04)", "Write -0.04 if the brackets mean a negative number."),
        ("（4）", "Write -4 if the brackets mean a negative number."),
        ("− 0.04", "Write -0.04."),
        ("0.04-", "Write -0.04."),
        ("6’000", "Write 6000, without a thousands separator."),
        ("10-12", "Write one number; a range does not fit into a column of numbers."),
        ("5±1", "Write one number; a range does not fit into a column of numbers."),
        ("约10", "Write 10; say what '约' means in a row that begins with '# '"),
        ("<5", "Write 5; say what '<' means"),
        ("10 USD", "Convert it: 'USD' does not measure 100m_cny."),
        ("10½", "Write digits with a decimal point."),
        ("twelve", f"Write digits with a decimal point. {EMPTY}"),
        ("1,23,456", "Write digits with a decimal point, without a thousands separator."),
    ],
)
def test_cell_that_is_no_number_comes_with_what_to_write(other, cell, advice):
    put(other, "12.0", f'"{cell}"')
    said = refused(other)
    assert said.startswith(f"sales.csv, row 3, column sales_100m_cny: found {cell!r}, expected a number. {advice}")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_note_below_a_table_is_to_begin_like_a_remark(other, ending):
    lines = [*SALES.splitlines(), "Source: the office"]
    if ending == "csv":
        put(other, "", "")
        (other / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line.split(","))
        book.save(other / "sales.xlsx")
    said = refused(other)
    assert said.startswith(f"sales.{ending}, row 6: found 'Source: the office', expected ")
    assert said.endswith("If it is a note, begin it with '#' and a space: then it is not read as data.")


def test_comma_inside_a_cell_is_to_be_quoted(other):
    put(other, "north,2022,12.0", "north,2022,1,200")
    assert refused(other).endswith(
        "expected 5 cells, as in the header, but it has 6. "
        "Write each cell of the row; put a cell that holds ',' between quotation marks."
    )


# ── the digits that programs write ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12.000000000000002", "12"),
        ("0.30000000000000004", "0.3"),
        ("12.1000000000000014%", None),
        ("962.8000000000001", "962.8"),
        ("123.456789012345678", "123.456789012346"),
        ("1.2000000000000002e1", "12"),
    ],
)
def test_noise_of_binary_fractions_is_rounded_and_reported(other, cell, number):
    put(other, "12.0", cell)
    if number is None:
        assert "found '12.1000000000000014%'" in refused(other)
        return
    [note] = read(other)
    assert note.startswith("sales.csv, column sales_100m_cny: more than 15 digits")
    assert note.endswith("read as rounded to 15 digits, 1 cell")
    assert Tables.open(other).text("sales")["sales_100m_cny"].tolist() == ["10.0", number, "9.5", "10.5"]


def test_noise_is_rounded_before_it_is_converted(other):
    text = (
        SALES.replace("sales_100m_cny", "销售额（十亿元）").replace("10.0", "1.0000000000000002").replace("12.0", "1.2")
    )
    (other / "sales.csv").write_text(text.replace("9.5", "0.95").replace("10.5", "1.05"), encoding="utf-8")
    assert any("more than 15 digits" in line for line in read(other))
    assert Tables.open(other).read("sales")["sales_100m_cny"].tolist() == [10, 12, 9.5, 10.5]


def test_fifteen_digits_stay_as_they_are_written(other):
    put(other, "12.0", "12.3456789012345")
    assert read(other) == []
    assert Tables.open(other).text("sales")["sales_100m_cny"].iloc[1] == "12.3456789012345"


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────


REMARKS = "# from the office\n# taken over\n"


@pytest.mark.parametrize(
    ("table", "old", "new", "row", "message"),
    [
        ("claims", "2022,12.0,", "2022,a dozen,", 4, "column printed: found 'a dozen', expected a number as printed"),
        ("claims", "C0003a,,", "C0003a,F99,", 7, "column figure: found 'F99', expected a figure of figures.csv"),
        ("checks", "C0003a,count", "C0009z,count", 7, "column claim: found 'C0009z', expected a claim of claims.csv"),
        (
            "checks",
            "value,sales/sales_100m_cny?region=north",
            "value,gone/sales_100m_cny?region=north",
            4,
            "column inputs: ",
        ),
        (
            "figures",
            "partly recomputed,The logos are lost.",
            "partly recomputed,",
            5,
            "column reason: found '', expected why",
        ),
        ("members", "丙公司,b,report", "丙公司,b,nobody", 6, "column source: found 'nobody', expected a key of "),
        ("sales", "12.0", "2000", 5, "column sales_100m_cny: found '2000', expected number with minimum 0"),
    ],
)
def test_row_is_the_one_in_the_file(base, other, table, old, new, row, message):
    text = base.file(table).read_text(encoding="utf-8").replace(old, new)
    assert text != base.file(table).read_text(encoding="utf-8")
    (other / f"{table}.csv").write_text(REMARKS + text, encoding="utf-8")
    status, lines = check(other)
    assert status == 1
    assert any(line.startswith(f"{table}.csv, row {row}, {message}") for line in lines), lines


def test_file_is_named_as_it_is_in_the_folder(base, other):
    text = base.file("claims").read_text(encoding="utf-8").replace("2022,12.0,", "2022,a dozen,").replace(",", ";")
    (other / "claims.txt").write_text(text, encoding="utf-8")
    _, lines = check(other)
    assert lines[0].startswith("claims.txt, row 2, column printed: found 'a dozen'")


def test_row_of_a_list_of_editions_is_the_one_in_the_file(project, tmp_path):
    listed = tmp_path / "editions.csv"
    listed.write_text("name,data\n\na,\n\n\na,\n", encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["batch", str(listed), "--output", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "editions.csv, row 6, column name: found 'a'" in result.output
