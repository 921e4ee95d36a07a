"""Figures in a browser: a chart wakes without moving, answers pointer and keyboard; all about it is one step away."""

from __future__ import annotations

import json

import pytest

CHAPTER = "digital_economy.html"

PLACES = """(chart) => {
  const drawing = [...chart.querySelectorAll(":scope > svg, .hb-live svg")].find((svg) => svg.getBoundingClientRect().height);
  const from = chart.getBoundingClientRect();
  const place = (e) => { const box = e.getBoundingClientRect(); return [box.left - from.left, box.top - from.top]; };
  return {
    box: [from.width, from.height],
    live: Boolean(drawing.closest(".hb-live")),
    font: getComputedStyle(drawing.querySelector("text")).fontFamily,
    name: (drawing.closest("[role=img]") || drawing).getAttribute("aria-label"),
    letters: [...drawing.querySelectorAll("text")].filter((t) => t.textContent.trim())
      .map((t) => ({ text: t.textContent, at: place(t), colour: getComputedStyle(t).fill, size: t.getBoundingClientRect().height })),
  };
}"""

AWAKE = """async (chart) => {
  chart.focus();
  for (let n = 0; n < 1000 && !chart.classList.contains("hb-is-live"); n += 1) await new Promise((done) => setTimeout(done, 20));
  chart.blur();
}"""


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_a_chart_that_wakes_looks_as_before(english, new_page, width, theme):
    page, watch = new_page(english.url, viewport={"width": width, "height": 900}, color_scheme=theme)
    woken = 0
    for name in (CHAPTER, "growth_model.html", "labour_productivity.html"):
        page.goto(english.url + name)
        for chart in page.locator(".hb-chart[data-figure]").all():
            what = f"{name}#{chart.get_attribute('data-figure')}"
            still = chart.evaluate(PLACES)
            chart.evaluate(AWAKE)
            live = chart.evaluate(PLACES)
            assert (still["live"], live["live"]) == (False, True), what
            assert live["box"] == pytest.approx(still["box"], abs=0.5), what
            assert (live["font"], live["name"]) == (still["font"], still["name"]), what

            def key(letter: dict) -> tuple:
                return letter["text"], round(letter["at"][1]), round(letter["at"][0])

            before, after = sorted(still["letters"], key=key), sorted(live["letters"], key=key)
            assert [letter["text"] for letter in after] == [letter["text"] for letter in before], what
            for old, new in zip(before, after, strict=True):
                assert new["at"] == pytest.approx(old["at"], abs=2), f"{what}: {old['text']} moved"
                assert new["colour"] == old["colour"], f"{what}: {old['text']}"
                assert new["size"] == pytest.approx(old["size"], abs=1), f"{what}: {old['text']}"
            woken += 1
    assert woken > 12
    assert watch.faults == {}


def test_arrow_keys_read_the_values(edition, new_page):
    page, watch = new_page(edition.url)
    page.goto(edition.url + CHAPTER)
    chart = page.locator(".hb-chart[data-figure=F20]")
    chart.focus()
    tip = page.locator(".hb-tip")
    told = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        tip.wait_for(state="visible")
        told.append(tip.inner_text())
    assert len(set(told)) == 3, told
    assert all(any(sign.isdigit() for sign in text) for text in told)
    page.keyboard.press("ArrowLeft")
    assert tip.inner_text() == told[1]
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    assert watch.faults == {}


def test_a_legend_dims_the_other_series(english, new_page):
    page, watch = new_page(english.url)
    page.goto(english.url + CHAPTER)
    chart = page.locator(".hb-chart[data-figure=F21]")
    chart.evaluate(AWAKE)
    dimmed = "(c) => [...c.querySelectorAll('.hb-live .mark-rect path')].filter((p) => Number(p.getAttribute('opacity') ?? 1) < 0.5).length"
    assert chart.evaluate(dimmed) == 0
    chart.locator(".hb-live .role-legend-label text").first.click()
    page.wait_for_function(f"() => ({dimmed})(document.querySelector('.hb-chart[data-figure=F21]')) > 0")
    assert watch.faults == {}


def test_a_crowded_chart_zooms_with_shift_only(english, new_page):
    page, watch = new_page(english.url)
    page.goto(english.url + "labour_productivity.html")
    chart = page.locator(".hb-chart[data-figure=F24-later]")
    chart.evaluate(AWAKE)
    ticks = "(c) => [...c.querySelectorAll('.hb-live .role-axis-label text')].map((t) => t.textContent).join()"
    whole = chart.evaluate(ticks)
    chart.hover()
    page.keyboard.down("Shift")
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"() => ({ticks})(document.querySelector('.hb-chart[data-figure=F24-later]')) !== {whole!r}")
    page.keyboard.up("Shift")
    assert watch.faults == {}


def test_parts_of_a_figure_open_by_keyboard_one_at_a_time(edition, new_page):
    page, _ = new_page(edition.url)
    page.goto(edition.url + CHAPTER)
    parts = page.locator("figure#F20 .hb-more > details")
    for at in range(parts.count()):
        summary = parts.nth(at).locator("> summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert parts.nth(at).get_attribute("open") is not None, summary.inner_text()
        assert page.locator("figure#F20 .hb-more > details[open]").count() == 1
    assert parts.count() == 5


def test_a_table_is_sorted_by_its_heads(english, new_page):
    page, _ = new_page(english.url)
    page.goto(english.url + "labour_productivity.html#F24")
    table = page.locator("figure#F24 .hb-more > details").first
    table.locator("> summary").click()
    heads = table.locator("thead th")
    at = next(n for n in range(heads.count()) if "per hour" in heads.nth(n).inner_text())
    values = f"(t) => [...t.querySelectorAll('tbody tr')].map((row) => Number(row.cells[{at}].dataset.value))"
    heads.nth(at).locator("button").focus()
    page.keyboard.press("Enter")
    assert heads.nth(at).get_attribute("aria-sort") == "ascending"
    rising = table.evaluate(values)
    assert len(rising) > 10
    assert rising == sorted(rising)
    page.keyboard.press("Enter")
    assert heads.nth(at).get_attribute("aria-sort") == "descending"
    assert table.evaluate(values) == sorted(rising, reverse=True)


def test_every_figure_offers_its_files(english):
    shown = 0
    for name in english.chapters:
        text = english.text(name)
        for anchor in {part.split('"')[0] for part in text.split('data-figure="')[1:]}:
            for kind in ("csv", "svg", "png", "vl.json"):
                assert f'_figures/{anchor}.{kind}"' in text, f"{name}#{anchor} offers no {kind}"
                assert (english.folder / "_figures" / f"{anchor}.{kind}").stat().st_size > 40
            spec = json.loads((english.folder / "_figures" / f"{anchor}.vl.json").read_text(encoding="utf-8"))
            assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
            shown += 1
    assert shown > 50


@pytest.mark.parametrize("scripts", [True, False])
def test_the_code_of_a_figure_is_one_touch_away_and_leads_back(english, new_page, scripts):
    page, watch = new_page(english.url, java_script_enabled=scripts)
    page.goto(english.url + CHAPTER)
    assert not page.locator(".hb-code").first.is_visible()
    page.locator("#F20-growth").get_by_role("link", name="Code", exact=True).click()
    step = page.locator(".hb-step:target")
    assert step.is_visible()
    assert step.locator("+ div").get_by_text('part="growth"').is_visible()
    step.get_by_role("link", name="F20-growth").click()
    assert page.locator("#F20-growth:target .hb-title").is_visible()
    page.locator(".hb-code-link").click()
    assert page.locator("#code").is_visible()
    assert watch.faults == {}


PLACES_OF_CODE = """() => ({
  cells: [...document.querySelectorAll(".hb-steps .hb-step[id^=cell-]")].map((step) => Number(step.id.slice(5))),
  ahead: [...document.querySelectorAll(".cell .hb-code")].filter((code) => !code.closest(".hb-more")).length,
  dead: [...document.querySelectorAll(".hb-more > a[href^='#'], .hb-step a[href^='#']")]
    .map((link) => link.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)),
})"""


def test_every_cell_stands_once_at_the_end_under_its_number_in_the_notebook(edition, dom):
    for name, chapter in edition.executed.items():
        found = dom(edition, f"{name}.html", PLACES_OF_CODE)
        code = [at for at, cell in enumerate(chapter["cells"]) if cell["cell_type"] == "code"]
        shown = [at for at in code if "parameters" not in chapter["cells"][at]["metadata"].get("tags", [])]
        assert found == {"cells": shown, "ahead": 0, "dead": []}, name
    assert len(edition.executed) > 15


def test_letters_of_twice_the_size_break_nothing(english, new_page):
    page, _ = new_page(english.url, viewport={"width": 1280, "height": 900})
    for name in (CHAPTER, "audit.html", "figures.html", "index.html"):
        page.goto(english.url + name)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        room, wide = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        assert wide <= room, f"{name} scrolls sideways to {wide} of {room}"


def test_a_touch_says_the_value_that_the_finger_is_on(english, new_page):
    page, watch = new_page(english.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(english.url + "awards.html")
    box = page.locator("#F15 .hb-chart").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 30)
    page.wait_for_selector(".hb-tip:not([hidden])")
    assert "72" in page.locator(".hb-tip").inner_text()
    assert watch.faults == {}


def test_what_a_figure_opens_stands_below_its_tabs_which_stay_where_they_are(edition, new_page):
    page, _ = new_page(edition.url)
    page.goto(edition.url + "awards.html")
    figure = page.locator("#F15")
    tabs = figure.locator(".hb-more > details > summary").all()
    assert len(tabs) > 4
    before = [tab.bounding_box() for tab in tabs]
    for tab in tabs:
        tab.click()
        assert [other.bounding_box() for other in tabs] == before
        assert page.locator("#F15 .hb-more > details[open]").count() == 1, "one at a time"
