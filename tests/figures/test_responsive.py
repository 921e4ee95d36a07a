"""Drawings for a narrow screen: what a chart declares is carried out, and nothing else."""

from __future__ import annotations

from typing import Any

import pandas as pd

from handbook.figures import Column, Table, charts
from handbook.figures.responsive import narrow
from samples import drawn

MARKED = Table(
    pd.DataFrame(
        {
            "text": ["3 ÷ 4 of the firms", "1 ÷ 4 of the firms"],
            "share": [0.75, 0.25],
            "fits": [True, False],
            "wide": [True, True],
            "year": [2022, 2023],
        }
    ),
    {"text": Column("Firms"), "share": Column("Share", "fraction"), "year": Column("Year", "year")},
)
"""A table whose columns are called like those that some charts make for themselves."""


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def test_a_chart_keeps_its_texts_whatever_its_columns_are_called():
    for chart in (charts.bars(MARKED, "text", "share"), charts.columns(MARKED, "year", "share")):
        spec = drawn(chart)
        assert [row["text"] for row in rows_of(narrow(spec))] == ["3 ÷ 4 of the firms", "1 ÷ 4 of the firms"]


def test_each_of_two_views_is_rearranged_as_its_own_chart_declares():
    bars, columns = charts.bars(MARKED, "text", "share"), charts.columns(MARKED, "year", "share")
    for both in (bars & columns, columns & bars):
        for view in narrow(drawn(both))["vconcat"]:
            numbers = view["layer"][1]
            stands = numbers["encoding"].get("x", view["layer"][0]["encoding"]["x"])["type"] == "ordinal"
            assert ("fontSize" in numbers["mark"]) == stands
            assert (view["layer"][0]["encoding"]["x"].get("scale", {}).get("domain", [0, 0])[1] > 0.9) != stands


def test_a_level_over_columns_keeps_what_the_columns_declare():
    chart = charts.columns(MARKED, "year", "share", format=".4%") + charts.threshold(0.5, "half")
    assert "fontSize" in narrow(drawn(chart))["layer"][1]["mark"]


def test_what_is_declared_is_no_part_of_the_narrow_drawing():
    assert "usermeta" not in narrow(drawn("columns"))
