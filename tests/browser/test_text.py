"""Text from tables is text: hostile names, notes and addresses neither run nor break the layout."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    SCRIPT,
    "</svg><script>alert(2)</script><svg onload=alert(3)>",
    '"><img src=x onerror=alert(4)>',
    "</details></figure></article><h1>broken out</h1>",
    "{{ 7 * 7 }} {% raw %} {glue:text}`x` [a](javascript:alert(5)) $x$",
    "\u202egnihton\u202c right to left \u200fاختبار\u200f",
    "\u202eleft open",
    "🏭🤖👩‍👩‍👧‍👦 emoji",
    "长" * 300,
    "W" * 300,
    "=HYPERLINK(1)",
    "--> <!-- ]]> <![CDATA[",
    "' onfocus='alert(6)' tabindex='0",
]

BIBLIOGRAPHY = """\
@misc{report, title = {The <b>report</b> </svg>}, year = {2023}, url = {javascript:alert(7)}}
@misc{office, title = {Office <script>alert(8)</script>}, note = {</svg></li></ul>}, year = {2022}, url = {data:text/html,x}}
"""

CHAPTER = [
    ("markdown", "# Members", ["lang-en"]),
    ("markdown", "# 成员", ["lang-zh", "remove-cell"]),
    ("code", 'data_dir = "data"  # folder with tables\nlanguage = "en"  # en or zh', ["parameters", "remove-cell"]),
    (
        "code",
        "from analysis import charts, figures, tables, wording\n\n"
        'chapter = figures.Chapter("members", data_dir, language)\n'
        'members = tables.read("members", data_dir)\n'
        'members["letters"] = members["name"].str.len()',
        ["hide-input"],
    ),
    (
        "code",
        'chapter.figure("F02", data=members, tables_used=["members"], title=f"First: {members.name[0]}", '
        'chart=charts.bars(members, "name", "letters", axis="Letters " + members.name[1]), '
        'caption=" ".join(members.name[:6]), alt=members.name[2])',
        ["hide-input"],
    ),
    ("code", "chapter.verdicts()", ["hide-input"]),
    ("code", "chapter.not_recomputed()", ["hide-input"]),
]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

STRANGE = """() => [
  ...[...document.querySelectorAll("script:not([src]), svg [onload], img[onerror], h1, [tabindex][onfocus]")]
    .filter((e) => e.tagName !== "H1" || e.textContent.includes("broken out")).map((e) => e.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll("[href], [src], [action]")]
    .map((e) => e.getAttribute("href") ?? e.getAttribute("src") ?? e.getAttribute("action"))
    .filter((address) => /^(javascript|data|vbscript):/i.test(address.trim())),
]"""


@pytest.fixture
def hostile(project: Any) -> Any:
    """Give a small handbook whose tables, claims and sources hold the worst."""
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
    return project


def test_hostile_text_neither_runs_nor_breaks_the_layout(hostile, builder, serving, new_page, tmp_path):
    builder(hostile.root, tmp_path / "sites" / "en")
    with serving(tmp_path / "sites") as address:
        page, watch = new_page(address)
        names = sorted(file.name for file in (tmp_path / "sites" / "en").glob("*.html"))
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
        page.goto(f"{address}en/search.html?q=alert")
        assert page.locator("#search-results a").count() > 3
        assert page.evaluate(STRANGE) == []
    assert watch.faults == {}


def test_a_mark_that_turns_the_direction_ends_with_its_cell(hostile, builder, serving, new_page, tmp_path):
    """An override left open in one name turns no other text of the page."""
    builder(hostile.root, tmp_path / "sites" / "en")
    with serving(tmp_path / "sites") as address:
        page, _ = new_page(address)
        page.goto(f"{address}en/members.html")
        cells = page.locator("figure#F02 .hb-data tbody td, .hb-subject, .hb-title, .hb-caption")
        assert set(cells.evaluate_all("all => all.map((e) => getComputedStyle(e).unicodeBidi)")) <= {
            "isolate",
            "plaintext",
        }
