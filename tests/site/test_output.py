"""Outputs as parts of a page: tables in short, the sign for weak evidence."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document

from handbook.site import frames, output
from samples import drawn


def column(title: str, type: str = "text", unit: str = "") -> dict[str, str]:
    return {"title": title, "type": type, "unit": unit, "key": title.lower()}


def table(columns: list[dict], rows: list[list], evidence: list[str] | None = None) -> dict:
    return {"columns": columns, "rows": rows, "evidence": evidence or [], "sources": []}


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def test_what_every_row_repeats_is_said_once():
    made = output.in_short(
        table([column("Name"), column("Group")], [["a", "x"], ["b", "x"], ["c", "x"]], ["report", "report", "report"])
    )
    assert [c["title"] for c in made["columns"]] == ["Name"]
    assert (made["same"], made["grade"], made["evidence"]) == ([("Group", "x")], "report", [])


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        pytest.param([column("Name"), column("Group")], [["a", "x"], ["b", "x"]], id="two rows are short enough"),
        pytest.param([column("Name"), column("N", "number")], [["a", 1], ["b", 1], ["c", 1]], id="equal numbers"),
        pytest.param([column("Name"), column("Group")], [["a", None]] * 3, id="nothing is known"),
        pytest.param([column("Name"), column("Group")], [["a", "x"], ["b", "x"], ["c", "y"]], id="one differs"),
    ],
)
def test_other_columns_stay(columns, rows):
    made = output.in_short(table(columns, rows))
    assert (made["columns"], made["rows"], made["same"]) == (columns, rows, [])


def test_grades_that_differ_stay_in_their_column():
    made = output.in_short(table([column("Name")], [["a"], ["b"]], ["report", "original"]))
    assert (made["grade"], made["evidence"]) == ("", ["report", "original"])


def test_rows_are_told_apart_by_source_only_where_there_are_several():
    rows = {**table([column("Year", "number", "year")], [[2020], [2021], [2022]]), "sources": ["a", "b", "a"]}
    assert output.rows_by_source(rows) == {"a": ["2020", "2022"], "b": ["2021"]}
    assert output.rows_by_source({**rows, "sources": ["a"] * 3}) == {}
    assert output.rows_by_source({**rows, "sources": ["a", "b", "a"]}, most=1)["a"] == ["2020", "…"]


# ── prose ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        pytest.param(
            ["规模为", nodes.inline(text="50.2"), "万亿元。", "\n", "其中"],
            "规模为50.2万亿元。其中",
            id="two sentences",
        ),
        pytest.param(["占", "\n", nodes.inline(text="41.5%")], "占41.5%", id="before a number"),
        pytest.param(["one", "\n", "two"], "one\ntwo", id="Latin words keep their space"),
        pytest.param(["一", nodes.literal(text="a\nb")], "一a\nb", id="code stays"),
    ],
)
def test_lines_of_chinese_prose_are_joined_without_a_space(parts, shown):
    page = new_document("page")
    page += nodes.paragraph("", "", *[nodes.Text(part) if isinstance(part, str) else part for part in parts])
    output.joined_lines(None, page)
    assert page.astext() == shown


# ── weak evidence ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("bars", "bars"),
        ("columns", "bars"),
        ("lines", "points"),
        ("weak intervals", "bars"),
        ("weak exact value", "diamonds"),
    ],
)
def test_a_chart_with_weak_evidence_has_the_key_of_its_marks(name, sign):
    assert frames.hollow(drawn(name)) == sign


@pytest.mark.parametrize("name", ["ranking", "intervals", "timeline"])
def test_a_chart_that_draws_nothing_hollow_has_no_key(name):
    assert frames.hollow(drawn(name)) == ""
