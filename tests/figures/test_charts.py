"""Charts: valid Vega-Lite, each value drawn once, one colour per thing, hollow marks for weak evidence."""

from __future__ import annotations

import colorsys
import copy
import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import vl_convert

from analysis.colours import COLOURS
from handbook.figures import Chart, Column, Table, charts, theme
from handbook.figures.charts.chart import Look
from handbook.figures.drawing import specification
from handbook.language import Language, written
from handbook.site import render
from samples import BOUNDS, CHARTS, COLUMNS, LABELS, LATER, RANKED, SALES, SPOKEN, WHOLE, both, contrast, drawn

STATIC = Path(render.__file__).parent / "static"
WITH_SALES = [name for name in CHARTS if "SALES" in inspect.getsource(CHARTS[name]) and name != "membership"]


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every dictionary inside a specification."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def marks(spec: dict[str, Any]) -> set[str]:
    found = [node["mark"] for node in nodes(spec) if "mark" in node]
    return {mark if isinstance(mark, str) else mark["type"] for mark in found}


def rows(**columns: Any) -> Table:
    """Return a table with the columns of the samples, and others that are called as they are."""
    frame = pd.DataFrame(columns)
    return Table(frame, {**{name: Column(name) for name in columns}, **COLUMNS})


# ── all charts ───────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_chart_is_tried_here():
    kinds = set(charts.__all__) - {"Chart", "Look"}
    tried = {call for made in CHARTS.values() for call in re.findall(r"charts\.(\w+)", inspect.getsource(made))}
    assert kinds <= tried, f"no test draws {sorted(kinds - tried)}: add a line to CHARTS"


def test_charts_are_valid_fetch_nothing_and_are_the_same_every_time():
    for name in CHARTS:
        spec = drawn(name)
        assert json.dumps(spec, sort_keys=True) == json.dumps(drawn(CHARTS[name]()), sort_keys=True), name
        assert vl_convert.vegalite_to_vega(spec), name
        spec.pop("$schema")
        assert "://" not in json.dumps(spec), name
        assert not any("url" in node for node in nodes(spec)), name


def test_charts_are_no_wider_than_a_page():
    for name in CHARTS:
        widths = [node["width"] for node in nodes(drawn(name)) if isinstance(node.get("width"), int | float)]
        assert widths, name
        assert max(widths) <= theme.WIDTH, name


def test_charts_draw_every_value():
    assert len(WITH_SALES) > 10
    for name in WITH_SALES:
        values = {value for row in rows_of(drawn(name)) for value in row.values() if isinstance(value, float)}
        assert {10.0, 12.0} <= values, name
        assert name == "revised columns" or {-3.0, 4.5} <= values, name


def test_charts_leave_their_tables_as_they_were():
    tables = (SALES, RANKED, BOUNDS, WHOLE)
    before = [copy.deepcopy(table.rows) for table in tables]
    for chart in CHARTS.values():
        drawn(chart())
    for old, new in zip(before, tables, strict=True):
        pd.testing.assert_frame_equal(old, new.rows)


def test_charts_speak_the_language_of_their_readers():
    """Everything in a chart, what is said of it included, is in one language: names here are Latin letters in both."""
    for name in CHARTS:
        english, chinese = drawn(name), drawn(name, "zh")
        assert english["description"].endswith("."), name
        said = json.dumps([english["description"], english["datasets"]], ensure_ascii=False)
        assert not re.search("[\u2e80-\uffef]", said), name
        assert re.search("[\u4e00-\u9fff]", chinese["description"]), name
        assert not re.search("[A-Za-z]{2}", chinese["description"]), name
        told = {str(node["title"]) for node in nodes(chinese) if isinstance(node.get("title"), str)}
        assert not [title for title in told if re.search("[A-Za-z]{2}", title)], name


def test_what_is_drawn_over_or_below_another_is_said_too():
    assert drawn("threshold")["description"].endswith("A line marks: the mark.")
    assert drawn("one below the other")["description"].endswith(
        "Points on a logarithmic axis: Value. a: 9, b: 5 and c: 1."
    )


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────


def test_marks_of_weak_evidence_are_hollow():
    for name in ("bars", "columns", "lines", "stacked", "grouped", "panels", "points_over_time"):
        spec = drawn(name)
        solid = {(row["region"].lower(), row["year"]): row["solid"] for row in rows_of(spec) if "solid" in row}
        expected = {("north", 2021): True, ("north", 2022): False, ("south", 2021): True, ("south", 2022): True}
        assert solid == expected, name
        opacities = [node["fillOpacity"] for node in nodes(spec) if isinstance(node.get("fillOpacity"), dict)]
        for opacity in opacities:
            assert "datum.solid" in json.dumps(opacity), name
            assert opacity["condition"]["value"] == 1 > opacity["value"], name
        # Points are filled with the colour of the page, so that no line shows through them.
        paper = [node["color"]["condition"] for node in nodes(spec) if "condition" in (node.get("color") or {})]
        points = [condition for condition in paper if condition == {"test": "!datum.solid", "value": theme.PAPER}]
        assert opacities or points, name


def test_rows_without_evidence_are_solid():
    assert {row["solid"] for row in rows_of(drawn(charts.bars(RANKED, "name", "value")))} == {True}


# ── later vintages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["columns", "lines", "stacked"])
def test_later_vintage_is_a_tick_beside_what_was_said_first(kind):
    spec = drawn(f"revised {kind}")
    [tick] = [node for node in nodes(spec) if isinstance(node.get("mark"), dict) and node["mark"]["type"] == "tick"]
    assert tick["transform"] == [{"filter": "isValid(datum.later)"}]
    assert tick["encoding"]["fill"]["scale"]["domain"] == ["later on"], "the key names it"
    assert "datum.sure" in json.dumps(tick["encoding"]["fillOpacity"]), "weak evidence is hollow"
    assert "color" not in {**spec.get("encoding", {}), **tick["encoding"]}, "Vega-Lite would drop one of three colours"
    values = {(row["region"].lower(), row["year"]): row for row in rows_of(spec)}
    assert (values["north", 2021]["written"], values["north", 2022]["written"]) == ("10.0", "12.0 → 12.5")
    assert values["north", 2022]["sure"] is False
    if kind == "stacked":
        assert values["north", 2022]["end"] == 12.5
        assert values["south", 2022]["end"] == 17.0, "the parts end where all of them are what is known now"


def test_later_vintage_is_told_to_those_who_cannot_see_it():
    told = {kind: drawn(f"revised {kind}")["description"] for kind in ("columns", "lines", "stacked")}
    assert told == {
        "columns": "Columns: Sales. 2021: 10.0 and 2022: 12.0 (later on: 12.5).",
        "lines": "Lines: Sales. At their ends, North: 12.0 (later on: 12.5) (2022) and South: 4.5 (2022).",
        "stacked": "Stacked bars, whole length: Sales. 2021: 7.0 (later on: 6.5) and 2022: 16.5 (later on: 17.0).",
    }


@pytest.mark.parametrize("kind", ["columns", "lines", "stacked"])
def test_chart_of_what_nobody_revised_stays_as_it_is(kind):
    by = () if kind == "columns" else ("region",)
    draw: Callable[..., Chart] = getattr(charts, kind)
    plain = drawn(draw(SALES, "year", "sales", *by))
    without = SALES.having(SALES.rows.assign(later=pd.Series([None] * 4, dtype="float64")))
    for table in (SALES, without):
        ready = drawn(draw(table, "year", "sales", *by, revised=LATER))
        for row in rows_of(ready):
            row.pop("later", None)
        for spec in (plain, ready):
            spec["datasets"] = (
                list(spec["datasets"].values()) if isinstance(spec["datasets"], dict) else spec["datasets"]
            )
            spec.pop("data", None)
        assert ready == plain


def test_line_that_was_revised_at_many_points_says_so_at_its_last_one():
    table = rows(region="north", year=[1, 2, 3], sales=[1.0, 2.0, 3.0], later=[1.5, 2.5, 3.5])
    spec = drawn(charts.lines(table, "year", "sales", "region", format=".1f", revised=LATER))
    assert [row["written"] for row in rows_of(spec)] == ["1.0", "2.0", "3.0 → 3.5"]


def test_number_of_a_point_stands_beyond_a_tick_that_is_close_to_it():
    table = rows(region="north", year=[1, 2, 3], sales=[0.0, 9.0, 10.0], later=[None, 9.5, 4.0])
    spec = drawn(charts.lines(table, "year", "sales", "region", format=".1f", revised=LATER))
    assert [row["seat"] for row in rows_of(spec)] == [0.0, 9.5, 10.0]


# ── colours ──────────────────────────────────────────────────────────────────────────────────────


def scale_of(spec: dict[str, Any], channel: str = "color") -> dict[str, str]:
    scale = next(
        node[channel]["scale"]
        for node in nodes(spec)
        if isinstance(node.get(channel), dict) and "range" in (node[channel].get("scale") or {})
    )
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_a_thing_has_its_colour_whatever_the_order_and_the_language():
    own = {"iaas": "#111111", "saas": "#222222"}
    data = pd.DataFrame({"year": [1, 1], "layer": ["saas", "iaas"], "x": [1.0, 2.0]})
    names = {"iaas": both("Infrastructure", "基础设施"), "saas": both("Software", "软件")}
    turned = {code: names[code] for code in reversed(names)}

    def colours(frame: pd.DataFrame, labels: dict[str, Any], code: str) -> dict[str, str]:
        columns = {"year": Column("Year"), "layer": Column("Layer", labels=labels), "x": Column("x")}
        return scale_of(drawn(charts.stacked(Table(frame, columns), "year", "x", "layer"), code, own))

    assert colours(data, names, "en") == {"Infrastructure": "#111111", "Software": "#222222"}
    assert colours(data[::-1], turned, "zh") == {"软件": "#222222", "基础设施": "#111111"}


def test_things_without_a_colour_of_their_own_take_the_palette_in_the_order_of_their_labels():
    spec = drawn(charts.lines(SALES, "year", "sales", "region"))
    assert scale_of(spec) == dict(zip(["North", "South"], theme.PALETTE, strict=False))


def test_series_that_are_not_in_the_data_have_no_entry_in_the_legend():
    columns = {**COLUMNS, "region": Column("Region", labels={**LABELS, "west": both("West", "西方")})}
    assert list(scale_of(drawn(charts.lines(Table(SALES.rows, columns), "year", "sales", "region")))) == [
        "North",
        "South",
    ]


def test_colours_can_be_seen_on_the_light_and_the_dark_page():
    for colour in sorted({*COLOURS.values(), *theme.PALETTE, theme.ACCENT, theme.PRINTED, theme.COMPUTED}):
        assert contrast(colour, "#ffffff") >= 3, colour
        assert contrast(colour, "#14181f") >= 3, colour


def hue(colour: str) -> float:
    """Return the hue of a colour in degrees."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 360 * colorsys.rgb_to_hls(red, green, blue)[0]


def test_red_stands_for_what_is_contradicted_and_for_nothing_else():
    css = (STATIC / "handbook.css").read_text(encoding="utf-8")
    reds = re.findall(r"(?:--hb-contradicted:|\.hb-fill-contradicted { fill:) (#\w{6});", css)
    assert len(reds) == 3, "the light and the dark page, and what is filled"
    swapped = re.findall(r"\.hb-chart text\[fill=\"#\w{6}\"\] { fill: (#\w{6}); }", css)
    assert len(swapped) == len(theme.PALETTE)
    for colour in {*theme.PALETTE, *swapped, *COLOURS.values(), theme.ACCENT, theme.PRINTED, theme.COMPUTED}:
        for red in reds:
            assert abs((hue(colour) - hue(red) + 180) % 360 - 180) > 30, f"{colour} looks like {red}"
    named = re.findall(r"([^{}]+){[^{}]*var\(--hb-contradicted(?:-soft)?\)", css)
    assert named
    assert [rule.strip() for rule in named if "contradicted" not in rule] == []


def test_text_can_be_read():
    assert contrast(theme.INK, "#ffffff") >= 7
    assert contrast(theme.MUTED, "#ffffff") >= 4.5


def test_font_is_named_and_chinese_in_all_texts():
    assert drawn("bars")["config"]["font"].startswith("Noto Sans CJK SC")


# ── single charts ────────────────────────────────────────────────────────────────────────────────


def test_bars_keep_the_order_of_the_rows_unless_told_otherwise():
    turned = RANKED.having(RANKED.rows[::-1])

    def order(**options: Any) -> list[str]:
        spec = drawn(charts.bars(turned, "name", "value", **options))
        return next(node["y"]["sort"] for node in nodes(spec) if "y" in node)

    assert (order(), order(sort="-x")) == (["c", "b", "a"], ["a", "b", "c"])


def test_bars_start_at_zero_and_leave_room_for_numbers():
    def domain(chart: Chart | str) -> list[float]:
        scales = [node.get("scale") or {} for node in nodes(drawn(chart))]
        return next(scale["domain"] for scale in scales if "domain" in scale)

    low, high = domain("bars")
    assert low < -3
    assert high > 12
    assert domain(charts.bars(RANKED, "name", "value"))[0] == 0


def test_bars_of_one_name_are_told_apart_by_their_series():
    said = drawn("bars by series")["description"]
    assert said == "Bars: Sales. 2021 North: 10, 2022 North: 12, 2021 South: −3 and 2022 South: 4.5."


def test_panels_say_which_period_a_value_is_of():
    said = drawn("panels")["description"]
    assert said == "Small columns: Sales. North 2021: 10, North 2022: 12, South 2021: −3 and South 2022: 4.5."


def test_bars_of_one_length_name_their_parts():
    assert "2022 South: 4.5" in drawn("stacked to 100%")["description"]
    assert drawn("stacked")["description"] == "Stacked bars, whole length: Sales. 2021: 7 and 2022: 16.5."


def test_long_series_are_told_by_their_first_and_last_marks():
    table = rows(year=range(2001, 2021), sales=[float(n) for n in range(20)])
    said = drawn(charts.columns(table, "year", "sales"))["description"]
    assert said == "Columns: Sales. 2001: 0, 2002: 1, 17 more and 2020: 19."


def test_half_years_are_in_words_where_a_line_ends():
    table = rows(region="north", year=["2022H1", "2023H1"], sales=[1.0, 2.0])
    alt = charts.lines(table, "year", "sales", "region").alt
    assert written(alt, SPOKEN.of("en")) == "Lines: Sales. At their ends, North: 2 (H1 2023)."
    assert written(alt, SPOKEN.of("zh")) == "折线：销售额。末端为北方：2（2023年上半年）。"


def test_lines_are_named_at_their_last_point_only():
    named = {(row["year"], row["name"]) for row in rows_of(drawn("lines"))}
    assert named == {(2021, ""), (2022, "North"), (2022, "South")}


def test_names_of_lines_that_end_together_stand_apart():
    table = rows(region=["north", "south"] * 2, year=[1, 1, 2, 2], sales=[0.0, 50.0, 99.0, 100.0])
    spec = drawn(charts.lines(table, "year", "sales", "region"))
    levels = sorted(row["level"] for row in rows_of(spec) if row["name"])
    pixels = (levels[1] - levels[0]) / 100 * 280
    assert pixels >= 16
    assert levels[0] == 99.0


def test_numbers_beside_a_slope_leave_the_line():
    table = rows(region="north", year=[1, 2, 3, 4], sales=[9.0, 6.0, 3.0, 8.0])
    aside = {row["year"]: row["aside"] for row in rows_of(drawn(charts.lines(table, "year", "sales", "region")))}
    assert aside == {1: 0, 2: 16, 3: 0, 4: 0}, "only the middle of a slope moves; a valley and the ends stay"


def test_ticks_have_no_decimals_of_their_own():
    spec = drawn(charts.bars(RANKED, "name", "value", format="+.1%"))
    formats = {node["axis"]["format"] for node in nodes(spec) if "format" in (node.get("axis") or {})}
    texts = {node["text"]["format"] for node in nodes(spec["layer"]) if isinstance(node.get("text"), dict)}
    assert (formats, texts) == ({"%"}, {"+.1%"})


def test_a_legend_that_repeats_the_names_is_left_out():
    labels = {"saas": "Software", "paas": "Platform"}

    def legends(**columns: list[Any]) -> list[Any]:
        known = {"name": Column("Name"), "layer": Column("Layer", labels=labels), "value": Column("Value")}
        spec = drawn(charts.bars(Table(pd.DataFrame(columns), known), "name", "value", series="layer"))
        return [node["color"]["legend"] for node in nodes(spec) if "legend" in (node.get("color") or {})]

    assert legends(name=["Software", "Platform"], layer=["saas", "paas"], value=[1.0, 2.0]) == [None]
    more = legends(name=["Software", "Platform", "Office"], layer=["saas", "paas", "saas"], value=[1.0, 2.0, 3.0])
    assert more == [{}]


def test_of_two_paired_numbers_the_larger_stands_at_the_right():
    table = rows(name=["a", "b"], then=[1.0, 3.0], now=[2.0, 3.0])
    spec = drawn(charts.paired(table, "name", "then", "now"))
    told = {(row["name"], row["which"]): (row["larger"], row["twice"]) for row in rows_of(spec) if "which" in row}
    assert told == {
        ("a", "then"): (False, False),
        ("a", "now"): (True, False),
        ("b", "then"): (True, True),
        ("b", "now"): (True, False),
    }


def test_a_year_without_a_value_has_its_place_on_the_axis():
    sparse = rows(year=[2021, 2022, 2024], sales=[1.0, 2.0, 3.0], region="north")
    words = sparse.having(sparse.rows.assign(year=sparse.rows["year"].astype(str)))
    kinds: dict[str, Callable[[Table], Chart]] = {
        "columns": lambda table: charts.columns(table, "year", "sales"),
        "lines": lambda table: charts.lines(table, "year", "sales", "region"),
        "grouped": lambda table: charts.grouped(table, "year", "sales", "region"),
        "stacked": lambda table: charts.stacked(table, "year", "sales", "region"),
        "panels": lambda table: charts.panels(table, "year", "sales", "region"),
    }
    for name, chart in kinds.items():
        for table, years in ((sparse, range(2021, 2025)), (words, range(2021, 2025)), (sparse.head(2), (2021, 2022))):
            svg = vl_convert.vegalite_to_svg(drawn(chart(table)))
            assert set(re.findall(r">(20\d\d)</text>", svg)) == {str(year) for year in years}, name


def test_lines_leave_out_missing_values():
    table = SALES.having(SALES.rows.assign(sales=[10.0, None, 1.0, 2.0]))
    spec = drawn(charts.lines(table, "year", "sales", "region"))
    named = {(row["year"], row["name"]) for row in rows_of(spec)}
    assert named == {(2021, "North"), (2021, ""), (2022, "South")}


def test_stacked_parts_that_are_too_narrow_carry_no_number():
    table = rows(year=[1, 1], layer=["a", "b"], x=[99.0, 1.0])
    spec = drawn(charts.stacked(table, "year", "x", "layer", least=0.05))
    assert {row["layer_label"]: row["wide"] for row in rows_of(spec)} == {"a": True, "b": False}


def test_intervals_show_print_and_computation_with_their_bounds():
    shown = {(row["which"], row["from"], row["to"]) for row in rows_of(drawn("intervals"))}
    assert shown == {("print", 1.0, 2.0), ("computation", 3.0, 4.0)}


def test_one_print_against_several_computations_is_one_band():
    table = rows(name=["a", "b"], printed_low=[1.0, 1.0], printed_high=[2.0, 2.0], low=[0.5, 3.0], high=[1.5, 4.0])
    spec = drawn(charts.intervals(table, "name", axis="Value", names=("print", "computation")))
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rect", "bar"]
    assert sorted(row["which"] for row in rows_of(spec)) == ["computation", "computation", "print"]
    two = table.having(table.rows.assign(printed_high=[2.0, 2.5]))
    spec = drawn(charts.intervals(two, "name", axis="Value", names=("print", "computation")))
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar"]


def test_weak_evidence_makes_the_computation_hollow_never_the_print():
    solid = {row["which"]: row["solid"] for row in rows_of(drawn("weak intervals"))}
    assert solid == {"print": True, "computation": False}


def test_an_exact_value_is_a_point_among_intervals():
    kinds = [
        [layer["mark"]["type"] for layer in drawn(f"weak {name}")["layer"]] for name in ("intervals", "exact value")
    ]
    assert kinds == [["bar"], ["bar", "point"]]


def test_whole_numbers_tell_what_fits():
    told = {(row["kind"], row["text"]) for row in rows_of(drawn("whole_numbers")) if row["kind"] != "print"}
    assert told == {("fits not", "37"), ("fits", "39")}


def test_a_band_beyond_all_ticks_stays_within_its_axis():
    spec = drawn("whole_numbers")
    low, high = next(
        node["x"]["scale"]["domain"] for node in nodes(spec) if "domain" in node.get("x", {}).get("scale", {})
    )
    assert low < 0.25
    assert high > 0.28, "the band ends there, the last tick is at 0.27"


def test_ranking_names_only_the_chosen():
    told = {(row["name"], row["text"], row["chosen"]) for row in rows_of(drawn("ranking"))}
    assert told == {("a", "a", True), ("b", "", False), ("c", "", False)}


def test_what_is_highlighted_is_found_in_every_language():
    for code, name in (("en", "North"), ("zh", "北方")):
        chosen = {
            json.dumps(node["oneOf"], ensure_ascii=False)
            for node in nodes(drawn("bars highlighted", code))
            if "oneOf" in node
        }
        assert chosen == {f'["{name}"]'}
        told = {(row["region"], row["which"]) for row in rows_of(drawn("membership", code))}
        assert (name, {"en": "one", "zh": "此"}[code]) in told


def test_charts_can_be_layered_by_a_reader():
    spec = drawn("threshold")
    assert "the mark" in json.dumps(spec)
    assert {"bar", "rule", "text"} <= marks(spec)


# ── units ────────────────────────────────────────────────────────────────────────────────────────


def test_a_chart_is_drawn_in_the_unit_that_its_reader_has_a_word_for():
    size = Column("Size (100 million yuan)", "100m_cny")
    market = Table(
        pd.DataFrame({"year": [2021, 2022], "size": [3229.0, 4550.4]}), {"year": Column("Year"), "size": size}
    )
    made = charts.columns(market, "year", "size", format=",.0f") + charts.threshold(4000, "mark")
    shown = {}
    for code in ("en", "zh"):
        language = Language(code)
        spec = made.draw(charts.Look(language)).to_dict()
        titles = {node["title"] for node in nodes(spec) if "Size" in str(node.get("title"))}
        formats = {node["format"] for node in nodes(spec) if node.get("field") == "size" and "format" in node}
        numbers = sorted(row["size"] for row in rows_of(spec) if "size" in row)
        [line] = [row for row in rows_of(spec) if "size" not in row]
        shown[code] = titles, formats, numbers, next(v for v in line.values() if isinstance(v, int | float))
        assert f"{4000 if code == 'zh' else 400}" in str(line)
    assert shown["en"] == ({"Size (billion yuan)"}, {",.1f"}, [322.9, 455.04], 400.0)
    assert shown["zh"] == ({"Size (100 million yuan)"}, {",.0f"}, [3229.0, 4550.4], 4000.0)
    assert "2022: 455.0" in written(made.alt, Language("en"))
    small = market.having(pd.DataFrame({"year": [2019], "size": [1.52]}))
    spec = charts.columns(small, "year", "size").draw(charts.Look(Language("en"))).to_dict()
    assert "Size (million yuan)" in json.dumps(spec)
    assert [row["size"] for row in rows_of(spec)] == [152.0]


def test_a_column_that_is_drawn_in_another_unit_does_not_carry_its_own_in_its_name():
    table = Table(
        pd.DataFrame({"name": ["a", "b"], "size_100m_cny": [4550.0, 120.0]}),
        {"name": Column("Name"), "size_100m_cny": Column("Size", "100m_cny")},
    )
    for language, column, size in (("en", "size_bn_cny", 455.0), ("zh", "size_100m_cny", 4550.0)):
        look = Look(Language(language))
        spec = specification(charts.bars(table, "name", "size_100m_cny").draw(look), "", renamed=look.renamed)
        [rows] = spec["datasets"].values()
        assert rows[0][column] == size
        assert json.dumps(spec).count("size_100m_cny") == (0 if language == "en" else json.dumps(spec).count(column))


def test_a_column_without_a_unit_in_its_name_keeps_it_and_the_words_of_vega_lite_theirs():
    table = Table(
        pd.DataFrame({"name": ["a", "b"], "value": [4550.0, 120.0]}),
        {"name": Column("Name"), "value": Column("Size", "100m_cny")},
    )
    look = Look(Language("en"))
    spec = specification(charts.bars(table, "name", "value").draw(look), "", renamed=look.renamed)
    [rows] = spec["datasets"].values()
    assert (rows[0]["value"], look.renamed) == (455.0, {})
