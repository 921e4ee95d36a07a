"""Exported tables hold no formulas, and every text of them reads back as it was."""

from __future__ import annotations

import csv
import io

from handbook.tables.snapshot import Tables

HOSTILE = (
    "=1+2",
    '=HYPERLINK("http://x.example","a")',
    "+1+2",
    "-1+2",
    "-1; sum(a; b)",
    "@SUM(A1)",
    "'=1",
    "''=1",
    "\uff1d1+2",
    "'plain'",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "a|b;c",
    "-0.5",
    "−5%",
    'say "=1"',
    "{year}",
    "%s",
    "%00",
    "\u202eabc",
    "Robert'); DROP TABLE",
)
"""Texts that some program would run, or take for its own; the first ones are formulas."""


def test_exported_cells_are_no_formulas_and_read_back(base, other):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "kind", "source", "evidence"])
    writer.writerows([payload, payload, "office", "original"] for payload in HOSTILE)
    (other / "members.csv").write_text(text.getvalue(), encoding="utf-8")
    tables = Tables(other, base)
    as_read = list(tables.text("members")["name"])
    exported = tables.as_csv("members")
    cells = [row[0] for row in csv.reader(io.StringIO(exported.decode("utf-8")))][1:]
    assert all(cell[0] not in "=+@\uff1d" for cell in cells)
    assert [cell for cell in cells if cell.startswith("-")] == ["-0.5"]
    again = other.parent / "again"
    again.mkdir()
    (again / "members.csv").write_bytes(exported)
    assert list(Tables(again, base).text("members")["name"]) == as_read
    assert set(HOSTILE[:5]) <= set(as_read)  # what was typed, not what is exported
