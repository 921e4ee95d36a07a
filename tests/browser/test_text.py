"""Text from tables is text: hostile names, notes and addresses neither run nor break the layout."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest

import commands

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    SCRIPT,
    "</svg><script>alert(2)</script><svg onload=alert(3)>",
    '"><img src=x onerror=alert(4)>',
    "</details></figure></article><h1>broken out</h1>",
    "{{ 7 * 7 }} {% raw %} {glue:text}`x` [a](javascript:alert(5)) $x$",
    "اختبار (right to left)",
    "🏭🤖 emoji",
    "长" * 300,
    "W" * 300,
    "=HYPERLINK(1)",
    "--> <!-- ]]> <![CDATA[",
    "' onfocus='alert(6)' tabindex='0",
]

BIBLIOGRAPHY = """\
@misc{report, title = {The <b>report</b> </svg>}, year = {2023}, url = {javascript:alert(7)}}
@misc{office, title = {Office <script>alert(8)</script>}, note = {</svg></li></ul> \u202eleft open}, year = {2022}, url = {data:text/html,x}}
"""

CHAPTER = [
    ("markdown", "# Members", []),
    ("code", 'data_dir = "data"  # folder with tables\nlanguage = "en"  # en or zh', ["parameters"]),
    (
        "code",
        "from handbook.figures import Chapter, Column, charts, described\n"
        "from handbook.language import Items\n\n"
        'chapter = Chapter("members", data_dir, language)\n'
        'rows = chapter.tables.read("members")\n'
        'names = list(rows["name"])\n'
        'letters = {"letters": Column(names[1], "家")}\n'
        'members = described(chapter.tables, rows.assign(letters=rows["name"].str.len()), "members", **letters)',
        [],
    ),
    ("code", 'chapter.text("Their names are {names}.", names=Items(names, apart=True))', []),
    ("code", 'chapter.text("{name}", name="1. " + names[-1])', []),
    (
        "code",
        'chapter.figure("F02", charts.bars(members, "name", "letters"), table=members, title="First: {first}", '
        'caption="{all}", first=names[0], all=Items(names[:6]))',
        [],
    ),
    ("code", "chapter.claims()", []),
    ("code", "chapter.not_recomputed()", []),
]

CATALOGUE = {
    "Members": "成员",
    "Their names are {names}.": "名称为{names}。",
    "{name}": "{name}",
    "First: {first}": "第一：{first}",
    "{all}": "{all}",
}

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

STRANGE = """() => [
  ...[...document.querySelectorAll("script:not([src]), svg [onload], img[onerror], h1, [tabindex][onfocus]")]
    .filter((e) => e.tagName !== "H1" || e.textContent.includes("broken out")).map((e) => e.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll("[href], [src], [action]")]
    .map((e) => e.getAttribute("href") ?? e.getAttribute("src") ?? e.getAttribute("action"))
    .filter((address) => /^(javascript|data|vbscript):/i.test(address.trim())),
]"""


@pytest.fixture(scope="module")
def hostile(new_project, builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the sites of a small handbook whose tables, claims and sources hold the worst."""
    folder = tmp_path_factory.mktemp("hostile")
    project = new_project(folder / "handbook")
    with project.file("members").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "kind", "source", "evidence"])
        writer.writerows([name, SCRIPT, "report", "report"] for name in HOSTILE)
    rows = project.records("claims")
    for row, text in zip(rows, HOSTILE, strict=False):
        row["subject"] = row["subject_zh"] = row["entity"] = row["page"] = text
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    project.file("claims").write_text(out.getvalue(), encoding="utf-8")
    project.replace("figures", "F01,Sales by region", f"F01,{SCRIPT}")
    project.replace("figures", "It holds no data.", "</svg><img src=x onerror=alert(9)>")
    book = project.root / "book"
    (book / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    project.write_chapter("members", CHAPTER)
    project.translate("members", CATALOGUE)
    shutil.copy(ROOT / "_config.yml", project.root)
    pages = {"audit": ["findings", "audit"], "figures": ["figures"], "data": ["data"], "sources": ["sources"]}
    for name, parts in pages.items():
        body = "\n\n".join(f"```{{handbook-{part}}}\n```" for part in parts)
        (book / f"{name}.md").write_text(f"# The {name}\n\n{body}\n", encoding="utf-8")
    contents = (project.root / "_toc.yml").read_text(encoding="utf-8")
    last = "file: book/members\n"
    assert contents.count(last) == 1
    more = "".join(f"  - file: book/{name}\n" for name in pages)
    (project.root / "_toc.yml").write_text(contents.replace(last, last + more), encoding="utf-8")
    commands.share_drawings(project.root)
    builder(project.root, folder / "sites", "--language", "en")
    return folder / "sites"


def letters(text: str) -> str:
    """Return a text without spaces, quotes, dots and dashes, which print may have of its own."""
    return re.sub(r"[\s\"'“”‘’.…–-]", "", text)


def test_hostile_text_neither_runs_nor_breaks_the_layout(hostile, serving, new_page):
    with serving(hostile) as address:
        page, watch = new_page(address)
        names = sorted(file.name for file in (hostile / "en").glob("*.html"))
        assert {"members.html", "audit.html", "sources.html", "data.html", "figures.html"} <= set(names)
        for name in names:
            page.goto(f"{address}en/{name}", wait_until="load")
            assert page.evaluate(STRANGE) == [], name
            page.evaluate(
                "document.querySelectorAll('details').forEach((part) => { part.removeAttribute('name'); part.open = true; })"
            )
            for width in (360, 1440):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate(SIDEWAYS) <= 0, f"{name} at {width}"
        # What they wrote is there, as they wrote it; the chart that wakes holds it as text too.
        page.goto(f"{address}en/members.html")
        chart = page.locator("figure#F02 .hb-chart")
        chart.hover()
        page.wait_for_selector("figure#F02 .hb-chart.hb-is-live")
        page.locator("figure#F02 summary", has_text="Table").click()
        cells = page.locator("figure#F02 .hb-data tbody tr td:first-child").all_inner_texts()
        assert [text.strip() for text in cells[:4]] == HOSTILE[:4]
        page.locator("figure#F02 .hb-data .hb-sort").first.click()
        prose = [letters(text) for text in page.locator("article section > p").all_text_contents()]
        assert prose[:2] == [letters(f"Their names are {'; '.join(HOSTILE)}."), letters(f"1. {HOSTILE[-1]}")]
        page.goto(f"{address}en/search.html?q=alert")
        assert page.locator("#search-results a").count() > 3
        assert page.evaluate(STRANGE) == []
    assert watch.faults == {}


def test_a_mark_that_turns_the_direction_ends_with_its_cell(hostile, serving, new_page):
    """An override left open in one source, or a name written from right to left, turns no other text of the page."""
    with serving(hostile) as address:
        page, _ = new_page(address)
        page.goto(f"{address}en/members.html")
        way = "all => all.map((e) => getComputedStyle(e).unicodeBidi)"
        cells = page.locator("figure#F02 .hb-data tbody td, .hb-subject, .hb-title, .hb-caption")
        assert set(cells.evaluate_all(way)) <= {"isolate", "plaintext"}
        page.goto(f"{address}en/sources.html")
        open_ones = page.locator("article li", has_text="\u202e")
        assert open_ones.count() > 0
        assert set(open_ones.evaluate_all(way)) <= {"isolate", "plaintext"}
