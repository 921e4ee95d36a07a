"""Every page of the site: self-contained, strict, whole without scripts, on any screen."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]

WIDTHS = (360, 768, 1440)

SCRIPTS_WRITTEN_INTO_A_PAGE = """() => [
  ...[...document.scripts].filter((s) => !s.src).map((s) => s.outerHTML),
  ...[...document.querySelectorAll("*")].flatMap((e) =>
    [...e.attributes].filter((a) => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value)).map((a) => `${a.name}=${a.value}`)),
]"""

# A string given to a timer is evaluated by the page, not by the browser's tools, which stand above the policy.
TRY_WHAT_IS_FORBIDDEN = """async () => {
  const refused = new Set();
  addEventListener("securitypolicyviolation", (e) => refused.add(e.blockedURI === "eval" ? "eval" : e.effectiveDirective));
  window.ran = [];
  const script = document.createElement("script");
  script.textContent = "ran.push('a script')";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror='ran.push(`an attribute`)' style='color: red'>");
  setTimeout("ran.push('a string')");
  new Image().src = "http://127.0.0.1:1/elsewhere.png";
  fetch("http://127.0.0.1:1/elsewhere.json").catch(() => {});
  for (let n = 0; n < 200 && refused.size < 6; n += 1) await new Promise((done) => setTimeout(done, 10));
  return [ran, [...refused].sort()];
}"""

WIDER_THAN_THE_SCREEN = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1)
    .slice(0, 5).map((e) => `${e.tagName}.${e.className.baseVal ?? e.className} to ${Math.round(e.getBoundingClientRect().right)}`)
    .concat(`scrolls to ${document.documentElement.scrollWidth} of ${room}`);
}"""

FONT = "getComputedStyle(document.querySelector('.bd-article')).fontFamily"

UNFOLD = (
    """document.querySelectorAll("details").forEach((part) => { part.removeAttribute("name"); part.open = true; })"""
)

DRAWN = """() => [...document.querySelectorAll(".hb-chart")].map((chart) => {
  const shown = [...chart.querySelectorAll(":scope > svg")].filter((svg) => svg.getBoundingClientRect().height > 40);
  return [chart.dataset.figure ?? "card", shown.length, shown.reduce((n, svg) => n + svg.querySelectorAll("path, rect, text, circle").length, 0)];
})"""


AT_REST = "() => new Promise((done) => requestIdleCallback(done, { timeout: 2000 }))"


@dataclass
class Visit:
    """What was seen of a page: as it was opened, and unfolded on screens of several widths."""

    files: set[str]
    scripts: list[str]
    title: str
    folded: int
    wider: dict[int, list[str]]


@pytest.fixture(scope="module")
def tour(edition, lasting_page) -> tuple[dict[str, Visit], dict[str, list[str]]]:
    """Visit pages of every kind once; give what was seen of each, and the faults of all."""
    page, watch = lasting_page(edition.url)
    visits = {}
    for name in edition.some(5):
        watch.requests.clear()
        page.goto(edition.url + name, wait_until="load")
        page.evaluate(AT_REST)
        files = {urlsplit(address).path.removeprefix(urlsplit(edition.url).path) for address in watch.requests}
        scripts, title = page.evaluate(SCRIPTS_WRITTEN_INTO_A_PAGE), page.title()
        folded = page.locator("details:not([open]) pre").count()
        page.evaluate(UNFOLD)
        wider = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider[width] = page.evaluate(WIDER_THAN_THE_SCREEN)
        visits[name] = Visit(files, scripts, title, folded, wider)
    return visits, watch.faults


def test_no_page_asks_anyone_else_or_breaks_the_policy(tour):
    visits, faults = tour
    assert {name: visit.scripts for name, visit in visits.items() if visit.scripts} == {}
    assert [name for name, visit in visits.items() if not visit.title.strip()] == []
    assert faults == {}
    assert len(visits) > 3


def test_no_page_scrolls_sideways(tour):
    visits, _ = tour
    assert {(name, at): wider for name, visit in visits.items() for at, wider in visit.wider.items() if wider} == {}


def test_pages_are_light_before_anybody_touches_them(edition, tour):
    visits, _ = tour
    packed: dict[str, int] = {}
    sizes = {}
    for name, visit in visits.items():
        assert {name, "_static/site.css", "_static/handbook.js"} <= visit.files, f"{name}: requests are not counted"
        assert not visit.folded, f"{name}: the theme lays out {visit.folded} folded parts to measure them"
        for file in visit.files - packed.keys():
            packed[file] = len(gzip.compress((edition.folder / file).read_bytes(), 6))
        sizes[name] = sum(packed[file] for file in visit.files)
    assert {name: size for name, size in sizes.items() if size > 350_000} == {}


POLICY = r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"'


def test_policy_refuses_what_it_names_on_every_page(english, new_page):
    """The policy is in force: what it forbids does not run, and the page hears of it."""
    policies = {re.search(POLICY, english.text(name))[1] for name in english.pages}
    assert len(policies) == 1, "every page has the same policy"
    assert not re.search(r"unsafe|[*]|http", policies.pop())
    page, watch = new_page(english.url)
    tried = english.some(2)
    for name in tried:
        page.goto(english.url + name, wait_until="load")
        ran, refused = page.evaluate(TRY_WHAT_IS_FORBIDDEN)
        assert ran == [], name
        assert refused == ["connect-src", "eval", "img-src", "script-src-attr", "script-src-elem", "style-src-attr"], (
            name
        )
    assert len(watch.refused) >= 6 * len(tried), "violations are not watched"


def test_pages_work_from_a_disk(english, new_page):
    page, watch = new_page(english.folder.as_uri())
    for name in english.some(3):
        page.goto((english.folder / name).as_uri(), wait_until="load")
        assert page.evaluate(FONT).startswith("system-ui"), name
        assert page.evaluate("typeof window.handbook") == "object", name
    assert watch.faults == {}
    chapter = english.chapters[0]
    page.goto((english.folder / chapter).as_uri())
    page.locator(".hb-chart[data-figure]").first.hover()
    page.wait_for_selector(".hb-chart.hb-is-live")
    assert watch.faults == {}


def test_charts_and_text_are_there_without_scripts(edition, new_page):
    page, watch = new_page(edition.url, java_script_enabled=False)
    for name in [*edition.some_chapters, "index.html"]:
        page.goto(edition.url + name)
        for figure, shown, marks in page.evaluate(DRAWN):
            assert shown == 1, f"{name}: {figure} is drawn {shown} times"
            assert marks > 3, f"{name}: {figure} is empty"
        idle = page.locator("button.pst-js-only:visible, .hb-filter:visible")
        assert idle.count() == 0, f"{name}: a control that does nothing"
    assert not [address for address in watch.requests if urlsplit(address).path.endswith(".js")]
    page.goto(edition.url + "audit.html")
    claims = edition.rows("audit.json")
    assert page.locator("table[data-filtered] tbody tr:visible").count() == len(claims)


def test_contents_of_the_book_are_reached_without_scripts_on_any_screen(english, new_page):
    for width in WIDTHS:
        page, _ = new_page(english.url, java_script_enabled=False, viewport={"width": width, "height": 900})
        page.goto(english.url + "policy.html")
        way = page.locator("a.hb-contents")
        assert way.is_visible() == (width < 960)
        if way.is_visible():
            way.click()
        link = page.locator(".bd-sidebar-primary a.reference.internal", has_text="Index of figures")
        assert 0 < link.bounding_box()["y"] < 900, f"not in sight at {width}"
        link.click()
        assert page.url == english.url + "figures.html"


def test_style_sheet_keeps_what_pages_use(english, new_page):
    """Every class of ours that a sheet of ours names and a page has is still styled."""
    sheet = (english.folder / "_static" / "site.css").read_text(encoding="utf-8")
    assert len(gzip.compress(sheet.encode())) < 40_000
    page, _ = new_page(english.url)
    page.goto(english.url + "audit.html")
    used = page.evaluate("[...new Set([...document.querySelectorAll('[class]')].flatMap((e) => [...e.classList]))]")
    ours = (ROOT / "src/handbook/site/static/handbook.css").read_text(encoding="utf-8")
    named = {name for name in used if re.search(rf"\.{re.escape(name)}(?![\w-])", ours)}
    assert len(named) > 20
    assert {name for name in named if f".{name}" not in sheet} == set()


@pytest.fixture
def served(english):
    """Give the address of `handbook serve` below a path."""
    command = [sys.executable, "-u", "-c", "from handbook.cli import main; main()", "serve"]
    command += ["--port", "0", "--prefix", "book", "--output", str(english.folder.parent)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        yield process.stdout.readline().split(" ")[0]
        process.terminate()


def test_handbook_serve_shows_the_site_below_a_path(served, new_page):
    assert re.fullmatch(r"http://localhost:\d+/book/", served)
    page, watch = new_page(served.removesuffix("book/"))
    page.goto(served.removesuffix("book/"))
    page.wait_for_url(f"{served}en/index.html")
    page.goto(served + "no/such/page.html")
    assert "There is no such page" in page.locator("h1").inner_text()
    assert page.evaluate("getComputedStyle(document.querySelector('.bd-sidebar-primary')).position") != "static"
    page.locator("article a", has_text="Index of figures").click()
    assert page.url == served + "en/figures.html"
    assert set(watch.missing) == {f"404 {served}no/such/page.html"}
    assert watch.faults.keys() <= {"missing files", "errors"}
    assert watch.refused == []


def test_search_and_current_chapter_stay_in_sight_at_the_side(edition, new_page):
    page, _ = new_page(edition.url, viewport={"width": 1440, "height": 700})
    page.goto(edition.url + "index.html")
    links = page.locator(".bd-sidebar-primary nav.bd-links a.reference.internal")
    last = links.nth(links.count() - 1).get_attribute("href")
    page.goto(edition.url + last, wait_until="load")
    current = page.locator(".bd-sidebar-primary .current.active > a")
    assert 0 < current.bounding_box()["y"] < 670
    search = page.locator(".bd-sidebar-primary .search-button-field").bounding_box()
    assert 0 <= search["y"] < current.bounding_box()["y"]


def test_the_index_of_figures_shows_each_chart_and_has_its_id_for_an_anchor(edition, new_page):
    page, watch = new_page(edition.url)
    page.goto(edition.url + "figures.html#F20")
    row = page.locator("tr#F20")
    top = row.bounding_box()["y"]
    assert page.locator("form.hb-filter").bounding_box()["y"] < top < 900
    picture = row.locator("img")
    page.wait_for_function("() => document.querySelector('tr#F20 img').complete")
    assert picture.evaluate("(image) => image.naturalWidth") > 20
    drawn = {
        figure["figure"]
        for figure in edition.rows("figures.json")
        if f'data-figure="{figure["figure"]}"' in edition.text(figure["url"].partition("#")[0] or "index.html")
    }
    pictures = sorted((edition.folder / "_figures").glob("*.thumb.svg"))
    assert len(pictures) > 20
    for picture in pictures:
        marks = [e.tag.rpartition("}")[2] for e in ElementTree.fromstring(picture.read_text(encoding="utf-8")).iter()]
        assert sum(marks.count(mark) for mark in ("path", "line", "rect")) > 3, picture.name
        assert "text" not in marks, picture.name
    assert drawn <= set(page.locator("tr:has(img)").evaluate_all("(rows) => rows.map((row) => row.id)"))
    assert watch.faults == {}
