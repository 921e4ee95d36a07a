"""A data package that is none, and a table that is none, are refused in words: file, place, value, what to write."""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbook import cli
from tools import fuzz

SALES = "region,year,sales_100m_cny,source,evidence\nnorth,2022,12.0,office,original\n"
FIELD = "resources: [{name: sales, schema: {fields: [{name: year, "
PACKAGES = {
    "not YAML": ("resources: [", "expected YAML, but"),
    "a list": ("- 1", "found '[1]', expected a mapping of names to values"),
    "a name that is a list": (
        "resources: [{name: [sales]}]",
        "column resources.1.name: found \"['sales']\", expected a text",
    ),
    "an unknown table": ("resources: [{name: sale}]", "column resources: found 'sale', expected a path, and fields"),
    "a path above": ("resources: [{name: sales, path: ../sales.csv}]", "expected the name of a .csv file inside"),
    "a type": (
        FIELD + "type: yeer}]}}]",
        "column sales.schema.year.type: found 'yeer', expected one of",
    ),
    "a pattern that never ends": (
        "resources: [{name: sales, schema: {fields: [{name: source, constraints: {pattern: '(a+)+b'}}]}}]",
        "a pattern without a repetition inside of a repetition",
    ),
    "a key": ("resources: [{name: sales, schema: {primaryKey: [regoin]}}]", "Did you mean region?"),
    "a unit": (FIELD + "unit: furlongs}]}}]", "column sales.year.unit: found 'furlongs', expected a unit"),
    "aliases": (fuzz.PACKAGES["aliases that grow"], "aliases (*name) counted each time"),
    "depth": (fuzz.PACKAGES["a depth of 5,000"], "40 levels"),
    "bytes": (b"name: \xff", "expected text in UTF-8"),
}
TABLES = {
    "30 digits": (SALES.replace("12.0", "9" * 30), "expected number with minimum 0, maximum 1000"),
    "5,000 digits": (SALES.replace("12.0", "9" * 5_000), "found '" + "9" * 200 + "…'"),
    "1e99": (SALES.replace("12.0", "1e99"), "expected number with minimum 0, maximum 1000"),
    "a year of 30 digits": (SALES.replace("2022", "9" * 30), "expected a whole number"),
    "UTF-32": (SALES.encode("utf-32"), "but this is UTF-32"),
    "Big5": (SALES.replace("office", "統計局資料庫網站總體經濟").encode("big5"), "but this seems to be Big5"),
    "a long line": (SALES + "x" * 3_000_000, "row 3: expected a line of at most 1,000,000 bytes"),
    "many columns": (SALES.replace("evidence\n", "evidence" + ",x" * 100_000 + "\n"), "at most 2,000 columns"),
}


def told(folder: Path) -> str:
    """Return what a check of a folder says; it has to end with status 1, in words, and not at length."""
    result = CliRunner().invoke(cli.main, ["check", "--data", str(folder)])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "".join(traceback.format_exception(result.exception))
    assert result.output.count("\n") <= fuzz.LINES
    assert re.search(r"expected .+\. \S", result.output), result.output
    return result.output


def test_what_is_no_description_and_what_is_no_table_are_refused_in_words(base, other):
    for kind, (text, said) in PACKAGES.items():
        (other / "sales.csv").write_text(SALES, encoding="utf-8")
        (other / "datapackage.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        output = told(other)
        assert output.startswith("datapackage.yaml"), (kind, output[:500])
        assert said in output, (kind, output[:500])
    (other / "datapackage.yaml").unlink()
    for kind, (text, said) in TABLES.items():
        (other / "sales.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        output = told(other)
        assert output.startswith("sales.csv"), (kind, output[:500])
        assert said in output, (kind, output[:500])


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices are files of POSIX systems")
def test_what_is_no_file_is_refused_by_its_name(base, other):
    for kind, make in fuzz.OTHER_FILES.items():
        if kind == "a file that may not be read" and os.geteuid() == 0:
            continue  # the superuser may; `make fuzz` gives that up
        for name in ("sales.csv", "datapackage.yaml"):
            folder = other / kind / name
            folder.mkdir(parents=True)
            (folder / "members.csv").write_text("name,kind,source,evidence\na,a,office,original\n", encoding="utf-8")
            make(folder / name)
            assert name in told(folder), (kind, name)


def test_bars_between_cells_are_read_and_reported(base, other):
    own = base.as_csv("sales").decode("utf-8")
    (other / "sales.csv").write_text(own.replace(",", "|"), encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["check", "--data", str(other)])
    assert "vertical bars between cells read as" in result.output
