"""On paper: whole figures with their verdicts and no navigation; the book as one PDF with an outline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from handbook.publish import pdf

SHORT = frozenset({"index.html", "digital_economy.html", "glossary.html", "about.html"})

# A4 less its margins, at 96 points an inch.
SHEET = {"width": 672, "height": 979}

ON_PAPER = """() => {
  const height = (e) => (e ? e.getBoundingClientRect().height : 0);
  const shown = (e) => e.checkVisibility() && height(e) > 0;
  return {
    controls: [...document.querySelectorAll("nav, button:not(.hb-sort), form, dialog, summary:not(.hb-checks > summary), .headerlink, .bd-sidebar")]
      .filter(shown).map((e) => e.outerHTML.slice(0, 80)),
    figures: [...document.querySelectorAll("figure.hb-figure")].map((figure) => [
      figure.id,
      height(figure.querySelector(".hb-head")) + height(figure.querySelector(".hb-chart")),
      [...figure.querySelectorAll(".hb-chart svg")].filter(shown).length,
      !!figure.querySelector(".hb-chart"),
      [...figure.querySelectorAll(".hb-checks tbody tr")].filter((e) => !shown(e)).length,
    ]),
  };
}"""


def titles(outline: list[Any], depth: int = 0) -> list[tuple[int, str]]:
    """Return the entries of an outline with their depth."""
    found: list[tuple[int, str]] = []
    for entry in outline:
        found += titles(entry, depth + 1) if isinstance(entry, list) else [(depth, entry.title)]
    return found


def test_paper_holds_whole_figures_with_verdicts_and_no_navigation(edition, new_page):
    page, _ = new_page(edition.url, viewport=SHEET, color_scheme="dark")
    for name in edition.some_chapters:
        page.goto(edition.url + name, wait_until="load")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        found = page.evaluate(ON_PAPER)
        assert found["controls"] == [], name
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        for figure, height, drawings, has_chart, hidden in found["figures"]:
            assert drawings == (1 if has_chart else 0), f"{name}: {figure}"
            assert hidden == 0, f"{name}: verdicts of {figure} are not on paper"
            assert height < SHEET["height"], f"{name}: {figure} is higher than a sheet and would be cut"


@pytest.fixture(scope="module")
def short(english, tmp_path_factory) -> Path:
    """Give a PDF of three pages of the site."""
    output = tmp_path_factory.mktemp("pdf") / "book.pdf"
    pdf.write(english.folder, output, SHORT)
    return output


def test_pdf_has_an_outline_of_parts_chapters_and_sections(short):
    found = titles(PdfReader(short).outline)
    assert (0, "Year in review") in found
    assert (1, "Digital economy") in found
    assert {depth for depth, _ in found} >= {0, 1, 2}


def test_pdf_holds_text_that_can_be_selected(short, english):
    text = "".join(page.extract_text() for page in PdfReader(short).pages)
    spoken = "".join(text.split())
    assert "数字经济" in spoken
    figures = english.rows("figures.json")
    for row in figures:
        if row["url"].startswith("digital_economy"):
            assert row["figure"] in spoken


def test_pdf_says_who_made_it_when_and_under_which_licences(short, english):
    last = " ".join(" ".join(page.extract_text() for page in PdfReader(short).pages[-3:]).split())
    commit = english.common("commit.txt").read_text(encoding="utf-8").strip()
    for part in ("The handbook contributors", "0.2.0", "30 November 2026", "CC BY 4.0", "MIT", f"Commit: {commit}"):
        assert part.lower() in last.lower(), part


def test_pdf_is_tagged_and_links_stay_inside(short):
    reader = PdfReader(short)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    inside = 0
    for page in reader.pages:
        for link in page.get("/Annots", []):
            action = link.get_object().get("/A", {})
            address = str(action.get("/URI", ""))
            assert not address.startswith("file:"), f"a link to a place on the machine that printed: {address}"
            inside += not address
    assert inside > 20


def test_book_has_every_page_once_in_the_order_of_the_contents(english):
    pages = [page for part in pdf.contents(english.folder) for page in part.pages]
    assert pages[0] == "index.html"
    assert sorted(pages) == sorted(set(english.pages) - {"search.html", "404.html"}), (
        "what serves the site alone is left out"
    )
    assert pages[-1] == "about.html"
    assert [part.caption for part in pdf.contents(english.folder)][1] == "The audit"


def test_pdf_without_a_site_or_a_browser_says_what_to_do(english, tmp_path, monkeypatch):
    with pytest.raises(pdf.PdfError, match="run `handbook build` first"):
        pdf.write(tmp_path, tmp_path / "book.pdf")
    monkeypatch.setattr(pdf, "find_chromium", lambda: None)
    with pytest.raises(pdf.PdfError, match="apt install chromium"):
        pdf.write(english.folder, tmp_path / "book.pdf")
    assert not (tmp_path / "book.pdf").exists()
