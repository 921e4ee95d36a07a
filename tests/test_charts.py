"""Charts: valid Vega-Lite, each value drawn once, one colour per thing, hollow marks for weak evidence."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import altair as alt
import pandas as pd
import pytest
import vl_convert

from analysis import charts, figures
from samples import BOUNDS, CHARTS, LABELS, RANKED, SALES, WHOLE, contrast


def nodes(tree: Any) -> Iterator[dict]:
    """Yield every dictionary inside a specification."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


def rows_of(spec: dict) -> list[dict]:
    return [row for rows in spec["datasets"].values() for row in rows]


def marks(spec: dict) -> set[str]:
    found = [node["mark"] for node in nodes(spec) if "mark" in node]
    return {mark if isinstance(mark, str) else mark["type"] for mark in found}


@pytest.fixture(params=CHARTS)
def spec(request) -> dict:
    return CHARTS[request.param]().to_dict(format="vega-lite")


# ── all charts ───────────────────────────────────────────────────────────────────────────────────


def test_every_chart_function_is_tried_here():
    public = {
        name
        for name, made in inspect.getmembers(charts, inspect.isfunction)
        if not name.startswith("_") and made.__module__ == charts.__name__
    }
    tried = {
        re.sub(r".*\.", "", call)
        for made in CHARTS.values()
        for call in re.findall(r"charts\.\w+", inspect.getsource(made))
    }
    assert public <= tried, f"no test draws {sorted(public - tried)}: add a line to CHARTS"


def test_chart_is_valid_and_the_same_every_time(request, spec):
    again = CHARTS[request.node.callspec.params["spec"]]().to_dict(format="vega-lite")
    assert json.dumps(spec, sort_keys=True) == json.dumps(again, sort_keys=True)


def test_chart_fetches_nothing(spec):
    spec.pop("$schema")
    assert "://" not in json.dumps(spec)
    assert not any("url" in node for node in nodes(spec))


def test_chart_is_no_wider_than_a_page(spec):
    widths = [node["width"] for node in nodes(spec) if isinstance(node.get("width"), int | float)]
    assert widths
    assert max(widths) <= charts.WIDTH


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in CHARTS
        if "SALES" in inspect.getsource(CHARTS[name]) and "tiles" not in name and name != "membership"
    ],
)
def test_chart_draws_every_value(name):
    drawn = {
        value
        for row in rows_of(CHARTS[name]().to_dict(format="vega-lite"))
        for value in row.values()
        if isinstance(value, float)
    }
    assert {10.0, 12.0, -3.0, 4.5} <= drawn


def test_chart_leaves_its_table_as_it_was(request):
    before = SALES.copy(), RANKED.copy(), BOUNDS.copy(), WHOLE.copy()
    for made in CHARTS.values():
        made()
    for old, new in zip(before, (SALES, RANKED, BOUNDS, WHOLE), strict=True):
        pd.testing.assert_frame_equal(old, new)


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["bars", "columns", "lines", "stacked", "grouped", "panels", "points_over_time"])
def test_marks_of_weak_evidence_are_hollow(name):
    spec = CHARTS[name]().to_dict(format="vega-lite")
    solid = {(row["region"], row["year"]): row["solid"] for row in rows_of(spec) if "solid" in row}
    assert solid == {("north", 2021): True, ("north", 2022): False, ("south", 2021): True, ("south", 2022): True}
    opacities = [
        node["fillOpacity"] for node in nodes(spec) if "fillOpacity" in node and isinstance(node["fillOpacity"], dict)
    ]
    for opacity in opacities:
        assert "datum.solid" in json.dumps(opacity)
        assert opacity["condition"]["value"] == 1 > opacity["value"]
    # Points are filled with the colour of the page, so that no line shows through them.
    paper = [node["color"]["condition"] for node in nodes(spec) if "condition" in (node.get("color") or {})]
    points = [condition for condition in paper if condition == {"test": "!datum.solid", "value": charts.PAPER}]
    assert opacities or points


def test_rows_without_evidence_are_solid():
    spec = charts.bars(RANKED, "name", "value", axis="v").to_dict(format="vega-lite")
    assert {row["solid"] for row in rows_of(spec)} == {True}


# ── later vintages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["columns", "lines", "stacked"])
def test_later_vintage_is_a_tick_beside_what_was_said_first(kind):
    spec = CHARTS[f"revised {kind}"]().to_dict(format="vega-lite")
    [tick] = [node for node in nodes(spec) if isinstance(node.get("mark"), dict) and node["mark"]["type"] == "tick"]
    assert tick["transform"] == [{"filter": "isValid(datum.later)"}]
    assert tick["encoding"]["fill"]["scale"]["domain"] == ["later on"], "the key names it"
    assert "datum.sure" in json.dumps(tick["encoding"]["fillOpacity"]), "weak evidence is hollow"
    assert "color" not in {**spec.get("encoding", {}), **tick["encoding"]}, "Vega-Lite would drop one of three colours"
    rows = {(row["region"], row["year"]): row for row in rows_of(spec)}
    assert (rows["north", 2021]["written"], rows["north", 2022]["written"]) == ("10.0", "12.0 → 12.5")
    assert rows["north", 2022]["sure"] is False
    if kind == "stacked":
        assert rows["north", 2022]["end"] == 12.5
        assert rows["south", 2022]["end"] == 17.0, "the parts end where all of them are what is known now"


@pytest.mark.parametrize("later", [None, [None] * 4])
@pytest.mark.parametrize("kind", ["columns", "lines", "stacked"])
def test_chart_of_what_nobody_revised_stays_as_it_is(kind, later):
    table = SALES if later is None else SALES.assign(later=pd.Series(later, dtype="float64"))
    by = () if kind == "columns" else ("region",)
    made = {"axis": "Sales"} if kind == "columns" else {"axis": "Sales", "labels": LABELS}
    draw = getattr(charts, kind)
    plain, ready = (
        draw(rows, "year", "sales", *by, **made, revised=name).to_dict(format="vega-lite")
        for rows, name in ((table.drop(columns="later", errors="ignore"), ""), (table, "later on"))
    )
    for spec in (plain, ready):
        for row in rows_of(spec):
            row.pop("later", None)
        spec["datasets"] = list(spec["datasets"].values())
        spec.pop("data", None)
    assert ready == plain


def test_line_that_was_revised_at_many_points_says_so_at_its_last_one():
    table = pd.DataFrame({"region": "north", "year": [1, 2, 3], "sales": [1.0, 2.0, 3.0], "later": [1.5, 2.5, 3.5]})
    drawn = charts.lines(
        table, "year", "sales", "region", axis="Sales", labels=LABELS, format=".1f", revised="later on"
    )
    assert [row["written"] for row in rows_of(drawn.to_dict(format="vega-lite"))] == ["1.0", "2.0", "3.0 → 3.5"]


# ── colours ──────────────────────────────────────────────────────────────────────────────────────


def scale_of(spec: dict, channel: str = "color") -> dict[str, str]:
    scale = next(
        node[channel]["scale"]
        for node in nodes(spec)
        if isinstance(node.get(channel), dict) and "range" in (node[channel].get("scale") or {})
    )
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_a_thing_has_its_colour_whatever_the_order_and_the_language():
    data = pd.DataFrame({"year": [1, 1], "layer": ["saas", "iaas"], "x": [1.0, 2.0]})
    english = charts.stacked(
        data, "year", "x", "layer", axis="x", labels={"iaas": "Infrastructure", "saas": "Software"}
    )
    chinese = charts.stacked(data[::-1], "year", "x", "layer", axis="x", labels={"saas": "软件", "iaas": "基础设施"})
    assert scale_of(english.to_dict(format="vega-lite")) == {
        "Infrastructure": charts.COLOURS["iaas"],
        "Software": charts.COLOURS["saas"],
    }
    assert scale_of(chinese.to_dict(format="vega-lite")) == {
        "软件": charts.COLOURS["saas"],
        "基础设施": charts.COLOURS["iaas"],
    }


def test_series_that_are_not_in_the_data_have_no_entry_in_the_legend():
    spec = charts.lines(SALES, "year", "sales", "region", axis="x", labels={**LABELS, "west": "West"}).to_dict(
        format="vega-lite"
    )
    assert list(scale_of(spec)) == ["North", "South"]


@pytest.mark.parametrize("colour", sorted(set(charts.COLOURS.values()) | set(charts.PALETTE)))
def test_colours_can_be_seen_on_the_light_and_the_dark_page(colour):
    assert contrast(colour, "#ffffff") >= 3
    assert contrast(colour, "#14181f") >= 3


def test_text_can_be_read():
    assert contrast(charts.INK, "#ffffff") >= 7
    assert contrast(charts.MUTED, "#ffffff") >= 4.5


def test_font_is_named_and_chinese_in_all_texts():
    assert charts.CONFIG["font"].startswith("Noto Sans CJK SC")


# ── single charts ────────────────────────────────────────────────────────────────────────────────


def test_bars_keep_the_order_of_the_rows_unless_told_otherwise():
    order = next(
        node["y"]["sort"]
        for node in nodes(charts.bars(RANKED[::-1], "name", "value", axis="v").to_dict(format="vega-lite"))
        if "y" in node
    )
    assert order == ["c", "b", "a"]


def test_bars_start_at_zero_and_leave_room_for_numbers():
    domain = next(
        node["scale"]["domain"]
        for node in nodes(CHARTS["bars"]().to_dict(format="vega-lite"))
        if "domain" in (node.get("scale") or {})
    )
    assert domain[0] < -3
    assert domain[1] > 12
    domain = next(
        node["scale"]["domain"]
        for node in nodes(charts.bars(RANKED, "name", "value", axis="v").to_dict(format="vega-lite"))
        if "domain" in (node.get("scale") or {})
    )
    assert domain[0] == 0


def test_lines_are_named_at_their_last_point_only():
    spec = CHARTS["lines"]().to_dict(format="vega-lite")
    assert {(row["year"], row["name"]) for row in rows_of(spec)} == {(2021, ""), (2022, "North"), (2022, "South")}


def test_names_of_lines_that_end_together_stand_apart():
    data = pd.DataFrame({"region": ["north", "south"] * 2, "year": [1, 1, 2, 2], "sales": [0.0, 50.0, 99.0, 100.0]})
    spec = charts.lines(data, "year", "sales", "region", axis="x", labels=LABELS).to_dict(format="vega-lite")
    levels = sorted(row["level"] for row in rows_of(spec) if row["name"])
    pixels = (levels[1] - levels[0]) / 100 * 280
    assert pixels >= 16
    assert levels[0] == 99.0


def test_numbers_beside_a_slope_leave_the_line():
    data = pd.DataFrame({"region": "north", "year": [1, 2, 3, 4], "sales": [9.0, 6.0, 3.0, 8.0]})
    spec = charts.lines(data, "year", "sales", "region", axis="x", labels=LABELS).to_dict(format="vega-lite")
    aside = {row["year"]: row["aside"] for row in rows_of(spec)}
    assert aside == {1: 0, 2: 16, 3: 0, 4: 0}, "only the middle of a slope moves; a valley and the ends stay"


def test_ticks_have_no_decimals_of_their_own():
    spec = charts.bars(RANKED, "name", "value", axis="v", format="+.1%").to_dict(format="vega-lite")
    formats = {node["axis"]["format"] for node in nodes(spec) if isinstance(node.get("axis"), dict)}
    written = {node["text"]["format"] for node in nodes(spec) if isinstance(node.get("text"), dict)}
    assert (formats, written) == ({"%"}, {"+.1%"})


def test_a_legend_that_repeats_the_names_is_left_out():
    layers = pd.DataFrame({"name": ["Software", "Platform"], "layer": ["saas", "paas"], "value": [1.0, 2.0]})
    labels = {"saas": "Software", "paas": "Platform"}

    def legends(data: pd.DataFrame) -> list:
        spec = charts.bars(data, "name", "value", axis="v", series="layer", labels=labels).to_dict(format="vega-lite")
        return [node["color"]["legend"] for node in nodes(spec) if "legend" in (node.get("color") or {})]

    assert legends(layers) == [None]
    more = pd.concat([layers, pd.DataFrame({"name": ["Office"], "layer": ["saas"], "value": [3.0]})])
    assert legends(more) == [{}]


def test_of_two_paired_numbers_the_larger_stands_at_the_right():
    data = pd.DataFrame({"name": ["a", "b"], "then": [1.0, 3.0], "now": [2.0, 3.0]})
    rows = rows_of(
        charts.paired(data, "name", "then", "now", axis="v", names=("then", "now")).to_dict(format="vega-lite")
    )
    told = {(row["name"], row["which"]): (row["larger"], row["twice"]) for row in rows if "which" in row}
    assert told == {
        ("a", "then"): (False, False),
        ("a", "now"): (True, False),
        ("b", "then"): (True, True),
        ("b", "now"): (True, False),
    }


SPARSE = pd.DataFrame({"year": [2021, 2022, 2024], "sales": [1.0, 2.0, 3.0], "region": "north"})


@pytest.mark.parametrize(
    "chart",
    [
        lambda rows: charts.columns(rows, "year", "sales", axis="Sales"),
        lambda rows: charts.lines(rows, "year", "sales", "region", axis="Sales", labels=LABELS),
        lambda rows: charts.grouped(rows, "year", "sales", "region", axis="Sales", labels=LABELS),
        lambda rows: charts.stacked(rows, "year", "sales", "region", axis="Sales", labels=LABELS),
        lambda rows: charts.panels(rows, "year", "sales", "region", axis="Sales", labels=LABELS),
    ],
    ids=["columns", "lines", "grouped", "stacked", "panels"],
)
def test_a_year_without_a_value_has_its_place_on_the_axis(chart):
    def years(rows: pd.DataFrame) -> set[str]:
        drawn = vl_convert.vegalite_to_svg(figures.specification(chart(rows), "alt"))
        return set(re.findall(r">(20\d\d)</text>", drawn))

    assert years(SPARSE) == {"2021", "2022", "2023", "2024"}
    assert years(SPARSE.assign(year=SPARSE["year"].astype(str))) == {"2021", "2022", "2023", "2024"}
    assert years(SPARSE[:2]) == {"2021", "2022"}


def test_lines_leave_out_missing_values():
    data = SALES.assign(sales=[10.0, None, 1.0, 2.0])
    spec = charts.lines(data, "year", "sales", "region", axis="x", labels=LABELS).to_dict(format="vega-lite")
    assert {(row["year"], row["name"]) for row in rows_of(spec)} == {(2021, "North"), (2021, ""), (2022, "South")}


def test_stacked_takes_a_series_column_of_any_name():
    data = pd.DataFrame({"year": [1, 1], "part": ["iaas", "saas"], "x": [1.0, 2.0]})
    spec = charts.stacked(data, "year", "x", "part", axis="x", labels={"iaas": "I", "saas": "S"}).to_dict(
        format="vega-lite"
    )
    assert scale_of(spec) == {"I": charts.COLOURS["iaas"], "S": charts.COLOURS["saas"]}


def test_stacked_parts_that_are_too_narrow_carry_no_number():
    data = pd.DataFrame({"year": [1, 1], "layer": ["a", "b"], "x": [99.0, 1.0]})
    spec = charts.stacked(data, "year", "x", "layer", axis="x", labels={"a": "A", "b": "B"}, least=0.05).to_dict(
        format="vega-lite"
    )
    assert {row["layer_label"]: row["wide"] for row in rows_of(spec)} == {"A": True, "B": False}


def test_intervals_show_print_and_computation_with_their_bounds():
    rows = rows_of(CHARTS["intervals"]().to_dict(format="vega-lite"))
    assert {(row["which"], row["from"], row["to"]) for row in rows} == {("print", 1.0, 2.0), ("computation", 3.0, 4.0)}


def test_weak_evidence_makes_the_computation_hollow_never_the_print():
    rows = rows_of(CHARTS["weak intervals"]().to_dict(format="vega-lite"))
    assert {row["which"]: row["solid"] for row in rows} == {"print": True, "computation": False}


def test_an_exact_value_is_a_point_among_intervals():
    def marks(name):
        return [layer["mark"]["type"] for layer in CHARTS[name]().to_dict(format="vega-lite")["layer"]]

    assert (marks("weak intervals"), marks("weak exact value")) == (["bar"], ["bar", "point"])


def test_whole_numbers_tell_what_fits():
    rows = rows_of(CHARTS["whole_numbers"]().to_dict(format="vega-lite"))
    assert {(row["kind"], row["text"]) for row in rows if row["kind"] != "print"} == {
        ("fits not", "37"),
        ("fits", "39"),
    }


def test_ranking_names_only_the_chosen():
    rows = rows_of(CHARTS["ranking"]().to_dict(format="vega-lite"))
    assert {(row["name"], row["text"], row["chosen"]) for row in rows} == {
        ("a", "a", True),
        ("b", "", False),
        ("c", "", False),
    }


def test_tiles_do_not_overlap():
    rows = rows_of(
        charts.tiles(
            pd.DataFrame({"name": list("abcdefg"), "kind": list("xxxxxyy")}), "name", group="kind", per_row=3
        ).to_dict(format="vega-lite")
    )
    boxes = [(row["left"], row["right"], row["y"], row["bottom"]) for row in rows if "left" in row]
    assert len(boxes) == 7
    for at, (l1, r1, t1, b1) in enumerate(boxes):
        for l2, r2, t2, b2 in boxes[at + 1 :]:
            assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1


def test_charts_can_be_layered_by_a_reader():
    both = CHARTS["threshold"]()
    assert isinstance(both, alt.LayerChart)
    assert "the mark" in json.dumps(both.to_dict(format="vega-lite"))
    assert {"bar", "rule", "text"} <= marks(both.to_dict(format="vega-lite"))
