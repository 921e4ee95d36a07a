"""Everyone can read it: axe-core finds nothing on any kind of page, opened as far as it opens, in light and in dark.

The pages are those with most kinds of elements, or all (`make thorough`); what a page has of its own, the order of
its headings, is read on each.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

# Everything opened. What is alike is read once: the first rows of a table, the first tables of the dictionary, the
# first lines of code, what lies behind the first figures, and a drawing by its name, since what it consists of is
# hidden from who listens; `make quality` reads every row, line and mark.
UNFOLD = """document.querySelectorAll("details").forEach((part) => { part.removeAttribute("name"); part.open = true; });
document.querySelectorAll("tbody tr:nth-child(n + 4), .hb-findings > li:nth-child(n + 4), .hb-dictionary:nth-of-type(n + 4), .hb-chart > svg > *")
  .forEach((part) => part.remove());
[...document.querySelectorAll(".hb-more")].slice(2).forEach((part) => part.remove());
[...document.querySelectorAll(".hb-code")].slice(3)
  .forEach((code) => [...code.children].slice(8).forEach((part) => part.remove()));"""

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Colours are all that differs between light and dark.
COLOURS = ["color-contrast", "link-in-text-block"]

FIND = """async (only) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"], iframes: false, preload: false,
    ...(only ? { runOnly: { type: "rule", values: only } } : {}),
  });
  const first = ({ id, impact, nodes }) =>
    `${id} (${impact}), ${nodes.length} times: ${nodes[0].target} ${nodes[0].any.concat(nodes[0].all, nodes[0].none).map((c) => c.message)[0]}`;
  return found.violations.map(first);
}"""


def violations(site: Any, page: Any, names: list[str], only: list[str] | None = None) -> dict[str, list[str]]:
    """Return what axe-core finds, by page."""
    found = {}
    for name in names:
        page.goto(site.url + name, wait_until="load")
        page.evaluate(UNFOLD)
        page.evaluate(DRAWN)  # what is opened has its colours with the next picture
        if wrong := page.evaluate(FIND, only):
            found[name] = wrong
    return found


def test_axe_finds_nothing_in_light(english, new_page):
    page, _ = new_page(english.url, color_scheme="light", reduced_motion="reduce")
    page.context.add_init_script(AXE)
    assert violations(english, page, english.some(2)) == {}


def test_axe_finds_nothing_in_dark(english, new_page):
    page, _ = new_page(english.url, color_scheme="dark", reduced_motion="reduce")
    page.context.add_init_script(AXE)
    page.goto(english.url)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert violations(english, page, english.some(1), COLOURS) == {}


def test_axe_finds_nothing_in_chinese(chinese, new_page):
    page, _ = new_page(chinese.url, color_scheme="light", reduced_motion="reduce")
    page.context.add_init_script(AXE)
    # The templates are those of the English edition: the pages with most of them show what Chinese words do to them.
    assert violations(chinese, page, chinese.some(1)) == {}


def test_a_finger_hits_what_stands_by_itself(english, chinese, new_page):
    """A rule of WCAG 2.2, which axe-core asks for on request alone and Lighthouse always."""
    for site in (english, chinese):
        page, _ = new_page(site.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        page.context.add_init_script(AXE)
        assert violations(site, page, ["index.html", "audit.html", *site.some(1)], ["target-size"]) == {}


LEVELS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((e) => [Number(e.tagName[1]), e.textContent])"""


def test_headings_of_every_page_skip_no_level(site, dom):
    for name in site.pages:
        before, found = 0, dom(site, name, LEVELS)
        assert [level for level, _ in found].count(1) == 1, f"{name}: a page has one title"
        for level, text in found:
            assert level <= before + 1, f"{name}: {text!r} is of level {level} below one of level {before}"
            before = level


def test_axe_would_find_something(english, new_page):
    """The search is a search: a picture without a name and faint text are found."""
    page, _ = new_page(english.url)
    page.context.add_init_script(AXE)
    page.goto(english.url)
    page.evaluate(
        """() => {
      const faint = document.createElement("p");
      faint.textContent = "faint";
      faint.style.color = "#777";
      faint.style.background = "#888";
      document.querySelector(".bd-article").append(new Image(), faint);
    }"""
    )
    assert {text.partition(" ")[0] for text in page.evaluate(FIND, None)} == {"image-alt", "color-contrast"}
