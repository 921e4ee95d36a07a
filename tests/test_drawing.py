"""Drawings: wide and narrow, named, unique on their page; what wakes in a browser is what was drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis import charts, figures
from handbook.sphinx_ext import drawing
from handbook.sphinx_ext.narrow import NARROW
from samples import CHARTS, contrast

STATIC = Path(drawing.__file__).parent / "static"
ALT = 'Sales "north" & <south>'


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("drawings")


def specification(name: str) -> dict:
    return figures.specification(CHARTS[name](), ALT)


def size(element: str) -> tuple[float, float]:
    found = dict(re.findall(r'\b(width|height)="([\d.]+)"', element[: element.index(">")]))
    return float(found["width"]), float(found["height"])


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_drawings_fill_the_text_and_the_phone(name, cache):
    wide, narrow = drawing.both(specification(name), "F1", ALT, cache)
    assert size(narrow)[0] <= NARROW + 6
    if name != "panels":  # panels are as wide as they are many
        assert charts.WIDTH - 60 <= size(wide)[0] <= charts.WIDTH + 1


def test_drawing_has_one_name_and_ids_of_its_own(cache):
    pictures = [p for anchor in ("F1", "F2") for p in drawing.both(specification("lines"), anchor, ALT, cache)]
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert (root.get("role"), root.get("aria-label")) == ("img", ALT)
        named = [part for part in root.iter() if part is not root and ("role" in part.attrib or part.get("aria-label"))]
        assert named == [], "one name for the whole picture"
    ids = [found for picture in pictures for found in re.findall(r'\bid="([^"]+)"', picture)]
    assert len(ids) == len(set(ids))


def test_text_of_tables_is_text_in_a_drawing(cache):
    data = pd.DataFrame({"name": ["</svg><script>alert(1)</script>"], "value": [1.0]})
    chart = charts.bars(data, "name", "value", axis="Value")
    for picture in drawing.both(figures.specification(chart, "</svg>"), "F1", "</svg>", cache):
        assert picture.count("</svg>") == 1
        assert "<script" not in picture


def test_numbers_of_negative_bars_have_room_on_a_phone(cache):
    data = pd.DataFrame({"name": ["A company with a long name", "B"], "margin": [-1.373, 0.125]})
    spec = figures.specification(charts.bars(data, "name", "margin", axis="Margin", format=".1%"), ALT)
    made = drawing._fitted(spec, cache)
    low, high = made["layer"][0]["encoding"]["x"]["scale"]["domain"]
    left = (-1.373 - low) / (high - low) * made["width"]
    right = (high - 0.125) / (high - low) * made["width"]
    assert left >= 50, "−137.3% takes about fifty pixels"
    assert right >= 40


def test_upright_numbers_of_dense_columns_have_room_above_and_zero_stays_at_the_foot(cache):
    data = pd.DataFrame({"year": range(2008, 2024), "size": [1200.5 + 4000 * n for n in range(16)]})
    spec = figures.specification(charts.columns(data, "year", "size", axis="Size", format=",.1f"), ALT)
    root = ElementTree.fromstring(drawing.both(spec, "F1", ALT, cache)[1])
    texts = [text for text in root.iter() if text.tag.endswith("text") and text.text]
    upright = [text.text for text in texts if "rotate(270)" in text.get("transform", "")]
    assert "61,200.5" in upright, "there is no room for them side by side"
    zero = next(text.get("transform", "") for text in texts if text.text == "0")
    assert float(re.findall(r"[\d.]+", zero)[-1]) >= 260, "zero is the foot of the plot"
    top = drawing._fitted(spec, cache)["layer"][1]["encoding"]["y"]["scale"]["domainMax"]
    assert (top - 61200.5) / top * 260 >= 8 * 6, "eight signs stand above the highest column"


def plot(svg: str) -> float:
    found = re.search(r'class="background"[^>]* d="M[^h]*h([\d.]+)', svg)
    assert found, "a drawing has a plot"
    return float(found[1])


@pytest.mark.parametrize("name", ["bars", "lines", "stacked", "intervals"])
def test_chart_that_wakes_has_the_plot_of_its_drawing(name, cache):
    spec = specification(name)
    assert spec["autosize"]["type"] == "fit-x"
    wide = json.loads(drawing.interactive(spec, cache))["wide"]
    assert "autosize" not in wide
    assert wide["width"] == plot(drawing.standalone(spec, cache))


def test_legend_of_named_colours_becomes_a_filter(cache):
    wide = json.loads(drawing.interactive(specification("stacked"), cache))["wide"]
    assert [p["bind"] for view in wide["layer"] for p in view.get("params", [])] == ["legend"]


@pytest.mark.parametrize("colour", charts.PALETTE)
def test_coloured_letters_can_be_read_on_the_dark_page(colour):
    css = (STATIC / "handbook.css").read_text(encoding="utf-8")
    found = re.search(rf'html\[data-theme="dark"\] \.hb-chart text\[fill="{colour}"\] {{ fill: (#\w{{6}}); }}', css)
    assert found, f"{colour} has no lighter form in handbook.css"
    page = re.search(r'html\[data-theme="dark"\] {[^}]*--hb-page: (#\w{6});', css)
    assert page
    assert contrast(found[1], page[1]) >= 4.5
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("name", ["INK", "MUTED", "RULE", "PAPER"])
def test_colours_of_text_and_paper_are_swapped_by_the_style_sheet(name):
    css = (STATIC / "handbook.css").read_text(encoding="utf-8")
    assert f'.hb-chart [fill="{getattr(charts, name)}"]' in css


def test_numbers_in_a_chart_are_rounded_as_in_prose(cache):
    """7.25 % lies, as a float, below the half; D3 would write 7.2 % under a sentence with 7.3 %."""
    rows = pd.DataFrame({"name": ["a", "b"], "year": [2021, 2022], "share": [0.0725, 0.285], "one": "north"})
    drawn = {
        "bars": charts.bars(rows, "name", "share", axis="Share", format=".1%"),
        "lines": charts.lines(rows, "year", "share", "one", axis="Share", labels={"north": "North"}, format=".1%"),
    }
    for name, chart in drawn.items():
        spec = figures.specification(chart, ALT)
        live = json.loads(drawing.interactive(spec, cache))
        for svg in drawing.both(spec, "F1", ALT, cache):
            assert {"7.3 %", "28.5 %"} <= {t.split("North")[0].strip() for t in re.findall(r">([^<>]+)<", svg)}, name
        for kind in ("wide", "narrow"):
            [texts] = [
                list(row.values()) for rows in live[kind]["datasets"].values() for row in rows if row["year"] == 2021
            ]
            assert "7.3 %" in texts
            assert "format" not in json.dumps(live[kind].get("layer")).replace('"format": "%"', "")
