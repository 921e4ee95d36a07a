"""A figure is seen before any script has run, and answers whoever asks, by pointer, key or finger."""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

import pytest

CHAPTER = "digital_economy.html"

VEGA = ("vega.js", "/_figures/")

# Transparent, white and nearly the same colour are no drawing.
COLOURS_IN = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const points = pen.getImageData(0, 0, picture.width, picture.height).data;
  const colours = new Set();
  for (let at = 0; at < points.length; at += 4) colours.add((points[at] >> 4 << 8) + (points[at + 1] >> 4 << 4) + (points[at + 2] >> 4));
  return colours.size;
}"""

WAKE_ALL = """async () => {
  const charts = [...document.querySelectorAll(".hb-chart[data-figure]")];
  charts.forEach((chart) => chart.focus());
  for (const chart of charts) {
    for (let n = 0; n < 500 && !chart.matches(".hb-is-live"); n += 1) await new Promise((done) => setTimeout(done, 20));
  }
  return charts.filter((chart) => !chart.matches(".hb-is-live") || chart.querySelectorAll(".hb-live svg path, .hb-live svg text").length < 3)
    .map((chart) => chart.dataset.figure);
}"""

MARK_CHINESE = """() => {
  const texts = [...document.querySelectorAll(".hb-chart .hb-wide text")];
  texts.find((text) => /\\p{Script=Han}{2}/u.test(text.textContent)).id = "chinese-text";
}"""


def vega(watch):
    return [urlsplit(address).path for address in watch.requests if any(part in address for part in VEGA)]


def test_first_chart_is_painted_though_no_script_answers(english, new_page):
    """All scripts are held back, without an end: the chart does not wait for them."""
    page, _ = new_page(english.url)
    page.route("**/*.js*", lambda route: None)
    page.goto(english.url + CHAPTER, wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    chart = page.locator(".hb-chart").first
    chart.wait_for(state="visible")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("[typeof window.handbook, document.readyState]") == ["undefined", "interactive"]
    box = chart.bounding_box()
    assert box["y"] + box["height"] / 2 < 900, "the first chart is not on the first screen"
    picture = page.screenshot(clip=box)
    other, _ = new_page(english.url)
    assert other.evaluate(COLOURS_IN, "data:image/png;base64," + base64.b64encode(picture).decode()) > 8


COLOURS = """() => [...document.querySelectorAll(".bd-article, .bd-article *, .bd-sidebar-primary, .bd-sidebar-primary a")]
  .filter((e) => !e.closest("noscript, th")).map((e) => {
    const style = getComputedStyle(e);
    return [e.tagName, style.color, style.backgroundColor, style.fill, style.borderTopColor].join(" ");
  })"""


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_without_scripts_a_page_has_the_colours_of_the_system(english, new_page, mode):
    told, _ = new_page(english.url, color_scheme=mode)
    told.goto(english.url + CHAPTER)
    assert told.evaluate("document.documentElement.dataset.theme") == mode
    untold, _ = new_page(english.url, color_scheme=mode)
    untold.route("**/*.js*", lambda route: route.abort())
    untold.goto(english.url + CHAPTER)
    assert untold.evaluate("document.documentElement.dataset.theme ?? ''") == ""
    shown = list(zip(told.evaluate(COLOURS), untold.evaluate(COLOURS), strict=True))
    assert len(set(shown)) > 20
    assert [(one, other) for one, other in shown if one != other][:5] == []


# Up to the first that is not laid out yet, as it is far from the screen: how many are differs from visit to visit.
PLACES = """() => [...document.querySelectorAll(".bd-article :is(h1, h2, p, figure, table, form)")]
  .filter((e) => e.checkVisibility()).slice(0, 60)
  .filter((e, at, all) => all.slice(0, at + 1).every((one) => one.checkVisibility({ contentVisibilityAuto: true })))
  .map((e) => { const box = e.getBoundingClientRect(); return [e.tagName, Math.round(box.left), Math.round(box.top + scrollY), Math.round(box.width)].join(" "); })"""


@pytest.mark.parametrize(
    ("name", "width"),
    [("index.html", 360), ("audit.html", 1440), ("figures.html", 360), (CHAPTER, 360), (CHAPTER, 1440)],
)
def test_nothing_moves_when_the_scripts_arrive(english, new_page, name, width):
    places = []
    for held in (True, False):
        page, _ = new_page(english.url, viewport={"width": width, "height": 900})
        if held:
            page.route("**/*.js*", lambda route: route.abort())
        page.goto(english.url + name, wait_until="load")
        places.append(page.evaluate(PLACES))
    assert min(map(len, places)) > 5
    assert [pair for pair in zip(*places, strict=False) if len(set(pair)) > 1][:5] == []


def test_readers_choice_of_light_or_dark_outlives_the_page(english, new_page):
    page, _ = new_page(english.url, color_scheme="light")
    page.goto(english.url + CHAPTER)
    while page.evaluate("document.documentElement.dataset.theme") != "dark":
        page.locator(".theme-switch-button:visible").click()
    page.goto(english.url + "audit.html")
    assert (
        page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.mode]") == ["dark"] * 2
    )


@pytest.mark.parametrize("way", ["hover", "focus", "tap"])
def test_chart_wakes_when_asked_and_loads_scripts_only_then(english, new_page, way):
    page, watch = new_page(english.url, has_touch=way == "tap")
    page.goto(english.url + CHAPTER, wait_until="networkidle")
    assert vega(watch) == []
    chart = page.locator(".hb-chart[data-figure]").first
    getattr(chart, way)()
    page.wait_for_selector(".hb-chart.hb-is-live")
    assert len(vega(watch)) == 2
    assert page.locator(".hb-is-live").count() == 1
    assert watch.faults == {}


def test_pointer_and_arrow_keys_tell_the_same_values(english, new_page):
    page, watch = new_page(english.url)
    page.goto(english.url + CHAPTER)
    chart = page.locator("#F20 .hb-chart")
    chart.focus()
    page.keyboard.press("ArrowRight")
    tip = page.locator(".hb-tip")
    tip.wait_for(state="visible")
    first = tip.inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(first) => document.querySelector('.hb-tip').innerText !== first", arg=first)
    page.keyboard.press("ArrowLeft")
    assert tip.inner_text() == first
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    bar = chart.locator(".hb-live .mark-rect path, .hb-live .mark-symbol path").first
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip.wait_for(state="visible")
    assert tip.inner_text() == first
    assert watch.faults == {}


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_every_chart_of_the_book_wakes(language, request, new_page):
    site = request.getfixturevalue(language)
    page, watch = new_page(site.url)
    woken = 0
    for name in site.some_chapters:
        page.goto(site.url + name, wait_until="load")
        assert page.evaluate(WAKE_ALL) == [], name
        woken += page.locator(".hb-is-live").count()
    assert watch.faults == {}
    assert woken > 10


def test_address_of_a_claim_opens_what_holds_it(english, new_page):
    page, _ = new_page(english.url)
    claims = english.rows("audit.json")
    claim = next(row for row in claims if row["url"].startswith(CHAPTER))
    page.goto(english.url + claim["url"])
    row = page.locator(f"[id='{claim['claim']}']")
    assert row.is_visible()
    assert claim["claim"] in row.inner_text()


def test_light_and_dark_follow_the_system_until_one_chooses(english, new_page):
    page, _ = new_page(english.url, color_scheme="dark")
    page.goto(english.url + CHAPTER)
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    dark = page.evaluate(paper)
    for _ in range(3):
        if page.evaluate("document.documentElement.dataset.theme") == "light":
            break
        page.locator(".theme-switch-button:visible").first.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate(paper) != dark
    page.goto(english.url + "index.html", wait_until="commit")
    # Chosen before anything is painted: no flash.
    page.wait_for_function("() => document.body !== null")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_nothing_moves_for_who_wants_less_motion(english, new_page):
    page, _ = new_page(english.url, reduced_motion="reduce")
    page.goto(english.url + CHAPTER)
    slow = """() => [...document.querySelectorAll("*")].filter((e) => {
      const style = getComputedStyle(e);
      return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].some((time) => parseFloat(time) > 0.001);
    }).map((e) => e.outerHTML.slice(0, 60)).concat(getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? ["scrolling"] : [])"""
    assert page.evaluate(slow) == []


@pytest.mark.cjk_font
def test_chinese_text_has_a_chinese_font(chinese, new_page):
    page, _ = new_page(chinese.url)
    page.goto(chinese.url + CHAPTER)
    page.locator(".hb-checks > summary").first.click()
    page.evaluate(MARK_CHINESE)
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", ".hb-title", ".hb-caption", "#chinese-text", ".hb-claims .hb-subject", ".bd-links a"):
        node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        fonts = {font["familyName"] for font in tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}
        assert "Noto Sans CJK SC" in fonts, f"{selector}: {fonts}"
        assert not {name for name in fonts if "CJK" in name or "Fallback" in name} - {"Noto Sans CJK SC"}, selector
