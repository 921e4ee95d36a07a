"""Drawings: wide and narrow, named, unique on their page; what wakes in a browser is what was drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from handbook.figures import Chart, Column, Table, charts, theme
from handbook.figures.responsive import NARROW
from handbook.site import render
from samples import CHARTS, contrast, drawn

STATIC = Path(render.__file__).parent / "static"
ALT = 'Sales "north" & <south>'


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("drawings")


def specification(chart: str | Chart) -> dict[str, Any]:
    return {**drawn(chart), "description": ALT}


def rows(**columns: Any) -> Table:
    return Table(pd.DataFrame(columns), {name: Column(name.capitalize()) for name in columns})


def awake(spec: dict[str, Any], cache: Path) -> dict[str, Any]:
    """Return what a browser draws of a chart: wide and narrow."""
    return dict(json.loads(render.interactive(spec, cache)))


def size(element: str) -> tuple[float, float]:
    found = dict(re.findall(r'\b(width|height)="([\d.]+)"', element[: element.index(">")]))
    return float(found["width"]), float(found["height"])


def test_drawings_fill_the_text_and_the_phone(cache):
    for name in CHARTS:
        wide, narrow = render.both(specification(name), "F1", ALT, cache)
        assert size(narrow)[0] <= NARROW + 6, name
        if name != "panels":  # panels are as wide as they are many
            assert theme.WIDTH - 60 <= size(wide)[0] <= theme.WIDTH + 1, name


def test_drawing_has_one_name_and_ids_of_its_own(cache):
    pictures = [p for anchor in ("F1", "F2") for p in render.both(specification("lines"), anchor, ALT, cache)]
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert (root.get("role"), root.get("aria-label")) == ("img", ALT)
        named = [part for part in root.iter() if part is not root and ("role" in part.attrib or part.get("aria-label"))]
        assert named == [], "one name for the whole picture"
    ids = [found for picture in pictures for found in re.findall(r'\bid="([^"]+)"', picture)]
    assert len(ids) == len(set(ids))


def test_text_of_tables_is_text_in_a_drawing(cache):
    chart = charts.bars(rows(name=["</svg><script>alert(1)</script>"], value=[1.0]), "name", "value")
    for picture in render.both(specification(chart), "F1", "</svg>", cache):
        assert picture.count("</svg>") == 1
        assert "<script" not in picture


def test_numbers_of_negative_bars_have_room_on_a_phone(cache):
    table = rows(name=["A company with a long name", "B"], margin=[-1.373, 0.125])
    made = awake(specification(charts.bars(table, "name", "margin", format=".1%")), cache)["narrow"]
    low, high = made["layer"][0]["encoding"]["x"]["scale"]["domain"]
    left = (-1.373 - low) / (high - low) * made["width"]
    right = (high - 0.125) / (high - low) * made["width"]
    assert left >= 50, "−137.3% takes about fifty pixels"
    assert right >= 40


def test_upright_numbers_of_dense_columns_have_room_above_and_zero_stays_at_the_foot(cache):
    table = rows(year=range(2008, 2024), size=[1200.5 + 4000 * n for n in range(16)])
    spec = specification(charts.columns(table, "year", "size", format=",.1f"))
    root = ElementTree.fromstring(render.both(spec, "F1", ALT, cache)[1])
    texts = [text for text in root.iter() if text.tag.endswith("text") and text.text]
    upright = [text.text for text in texts if "rotate(270)" in text.get("transform", "")]
    assert "61,200.5" in upright, "there is no room for them side by side"
    zero = next(text.get("transform", "") for text in texts if text.text == "0")
    assert float(re.findall(r"[\d.]+", zero)[-1]) >= 260, "zero is the foot of the plot"
    top = awake(spec, cache)["narrow"]["layer"][1]["encoding"]["y"]["scale"]["domainMax"]
    assert (top - 61200.5) / top * 260 >= 8 * 6, "eight signs stand above the highest column"


def plot(svg: str) -> float:
    found = re.search(r'class="background"[^>]* d="M[^h]*h([\d.]+)', svg)
    assert found, "a drawing has a plot"
    return float(found[1])


def test_chart_that_wakes_has_the_plot_of_its_drawing(cache):
    for name in ("bars", "lines", "stacked", "intervals"):
        spec = specification(name)
        assert spec["autosize"]["type"] == "fit-x", name
        wide = awake(spec, cache)["wide"]
        assert "autosize" not in wide, name
        assert wide["width"] == plot(render.standalone(spec, cache)), name


def test_legend_of_named_colours_becomes_a_filter(cache):
    wide = awake(specification("stacked"), cache)["wide"]
    assert [p["bind"] for view in wide["layer"] for p in view.get("params", [])] == ["legend"]


def test_coloured_letters_can_be_read_on_the_dark_page():
    css = (STATIC / "handbook.css").read_text(encoding="utf-8")
    page = re.search(r'html\[data-theme="dark"\] {[^}]*--hb-page: (#\w{6});', css)
    assert page
    for colour in theme.PALETTE:
        found = re.search(rf'html\[data-theme="dark"\] \.hb-chart text\[fill="{colour}"\] {{ fill: (#\w{{6}}); }}', css)
        assert found, f"{colour} has no lighter form in handbook.css"
        assert contrast(found[1], page[1]) >= 4.5, colour
        assert contrast(colour, "#ffffff") >= 4.5, colour


def test_colours_of_text_and_paper_are_swapped_by_the_style_sheet():
    css = (STATIC / "handbook.css").read_text(encoding="utf-8")
    for colour in (theme.INK, theme.MUTED, theme.RULE, theme.PAPER):
        assert f'.hb-chart [fill="{colour}"]' in css


def test_numbers_in_a_chart_are_rounded_as_in_prose(cache):
    """7.25% lies, as a float, below the half; D3 would write 7.2% under a sentence with 7.3%."""
    table = rows(name=["a", "b"], year=[2021, 2022], share=[0.0725, 0.285], one="North")
    tried = {
        "bars": charts.bars(table, "name", "share", format=".1%"),
        "lines": charts.lines(table, "year", "share", "one", format=".1%"),
    }
    for name, chart in tried.items():
        spec = specification(chart)
        live = awake(spec, cache)
        for svg in render.both(spec, "F1", ALT, cache):
            assert {"7.3%", "28.5%"} <= {t.split("North")[0].strip() for t in re.findall(r">([^<>]+)<", svg)}, name
        for kind in ("wide", "narrow"):
            [texts] = [
                list(row.values()) for data in live[kind]["datasets"].values() for row in data if row["year"] == 2021
            ]
            assert "7.3%" in texts
            assert "format" not in json.dumps(live[kind].get("layer")).replace('"format": "%"', "")
