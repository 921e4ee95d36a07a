"""The pages say what was computed: each glued value letter for letter, each table cell for cell, and nothing that is
no word.

What a page should say is read from the executed copies that the site was made from, by the parser of Python and by
decimals: not by the code that writes the pages.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import nbformat
import pytest

RECORD = "application/papermill.record/text/plain"
BUNDLES = ("application/vnd.handbook.figure+json", "application/vnd.vegalite.v6+json")

PASTED = """() => [...document.querySelectorAll(".bd-article .pasted-text, .bd-article .hb-told")]
  .map((e) => e.textContent)"""

TABLES = """() => Object.fromEntries([...document.querySelectorAll("figure.hb-figure:not(.hb-lost)")].map((figure) => [figure.id, {
  heads: [...figure.querySelectorAll(".hb-data thead th")].map((th) => {
    const unit = th.querySelector(".hb-muted");
    return th.textContent.slice(0, th.textContent.length - (unit ? unit.textContent.length : 0)).trim();
  }),
  rows: [...figure.querySelectorAll(".hb-data tbody tr")].map((tr) => [...tr.children].map((td) => td.textContent.trim())),
  same: figure.querySelector(".hb-same")?.textContent ?? "",
}]))"""

# What a reader reads: code is code, drawings have their own words, and addresses of sources are what they are.
READ = """() => {
  const page = document.querySelector(".bd-main") ?? document.body;
  page.querySelectorAll("details").forEach((part) => { part.removeAttribute("name"); part.open = true; });
  const copy = page.cloneNode(true);
  copy.querySelectorAll("script, style, pre, .highlight, .hb-cell, .hb-page, .hb-wide, .hb-narrow").forEach((e) => e.remove());
  copy.querySelectorAll("a[href^='http']").forEach((e) => { e.textContent = "↗"; });
  const heads = "h1, h2, h3, h4, h5, h6";
  const words = (e) => { const c = e.cloneNode(true); c.querySelectorAll(".headerlink").forEach((a) => a.remove()); return c.textContent.trim(); };
  const own = [...copy.querySelectorAll("p, li, td, th, dt, dd, summary, figcaption, caption, " + heads)]
    .filter((e) => !e.querySelector("p, li, td, dt")).map((e) => e.textContent.replace(/\\s+/g, " ").trim());
  const drawn = [...page.querySelectorAll("svg text")].map((e) => e.textContent);
  const empty = [...copy.querySelectorAll(heads)].filter((e) => !words(e)).map((e) => e.outerHTML);
  const bare = [...copy.querySelectorAll("section > " + heads.replaceAll(", ", ", section > "))].filter((e) => {
    for (let next = e.nextSibling; next; next = next.nextSibling)
      if (next.textContent.trim() || next.querySelector?.("svg, img, input")) return false;
    return true;
  }).map(words);
  return { own: [...own, ...drawn].filter(Boolean), empty, bare };
}"""

NO_WORDS = {
    "a tuple": r"\((?:-?\d+|'[^']*'), ?(?:-?\d+|'[^']*')?\)",
    "a value that is missing": r"(?<![\w.])(?:None|nan|NaN|NaT|<NA>|-?inf|undefined|\[object Object\])(?![\w.])",
    "a place that was not filled": r"\{glue|\{\{|\}\}|\{%|\{[a-z_]+\}|%\(",
    "a year with separators": r"\b[12],\d{3}\s?年|\b(?:in|since|until|from|for|by) [12],\d{3}(?=[.,;:)]? [a-z(]|[.;:)]?$)(?! (?:to|and)\b)",
    "an address of the machine": r"127\.0\.0\.1|localhost|file://",
    "a path of the machine": r"(?<![\w.])/(?:home|tmp|work|root|Users|opt|var)/|\b[A-Z]:\\\\",
    "a word twice": r"\b([A-Za-z]{2,}) \1\b(?!-)",
    "signs that do not follow each other": r"(?<!\d) [,;:.](?= |$)|,,|(?<!\.)\.\.(?!\.)|;;|，，|。。|、、|。，|，。|\( *\)|（ *）",
}
"""What no page may hold."""


def executed(site: Any) -> dict[str, Any]:
    """Return the executed copies of the chapters that a site was made from, by their names."""
    places = [place for place in (site.folder.parents[1] / "project" / "_build").rglob("executed") if place.is_dir()]
    [folder] = [place for place in places if place.parent.name == site.language]
    return {file.stem: nbformat.read(file, as_version=4) for file in sorted(folder.glob("*.ipynb"))}


def outputs(chapter: Any) -> Iterator[Any]:
    for cell in chapter.cells:
        yield from cell.get("outputs", [])


def quoted(chapter: Any, language: str) -> list[str]:
    """Return what the prose of a chapter quotes, in its order."""
    values: dict[str, object] = {}
    for output in outputs(chapter):
        if RECORD in output.get("data", {}):
            values[output.metadata["scrapbook"]["name"]] = ast.literal_eval(output.data[RECORD])
    assert all(isinstance(value, str) for value in values.values()), "a text was stored that Python reads as a number"
    other = {"en": "lang-zh", "zh": "lang-en"}[language]
    prose = [c.source for c in chapter.cells if c.cell_type == "markdown" and other not in c.metadata.get("tags", [])]
    return [str(values[key]) for source in prose for key in re.findall(r"\{glue:text\}`([^`]+)`", source)]


def tables(chapter: Any) -> dict[str, Any]:
    """Return the tables of the figures of a chapter, as they were computed."""
    found = {}
    for output in outputs(chapter):
        for kind in BUNDLES:
            content = output.get("data", {}).get(kind)
            payload = content and (content.get("usermeta", {}).get("handbook") or content)
            if payload and payload["kind"] == "figure":
                found[payload["id"]] = payload["table"]
    return found


def test_what_was_glued_stands_on_the_page_letter_for_letter(site, new_page):
    page, _ = new_page(site.url, java_script_enabled=False)
    counted = 0
    for name, chapter in executed(site).items():
        page.goto(f"{site.url}{name}.html")
        wanted = quoted(chapter, site.language)
        assert page.evaluate(PASTED) == wanted, name
        counted += len(wanted)
    print(f"{site.language}: {counted} glued values found on pages")
    assert counted > 500


def fits(shown: str, value: Any, column: dict[str, Any]) -> bool:
    """Tell whether a cell of a page is a value: the text itself, or the number rounded half up to what is shown."""
    if value is None or value == "":
        return shown == "–"
    if isinstance(value, bool):
        return shown == ("✓" if value else "–")
    if not isinstance(value, int | float):
        return shown == " ".join(str(value).split())
    if column["unit"] in ("year", "年份"):
        return shown == str(value)
    exact, text = Decimal(repr(value)), shown.replace("−", "-").replace(",", "")
    if "ties" in column:
        exact, text = exact, text.removeprefix("=")
    if text.endswith("%"):
        exact, text = exact * 100, text.removesuffix("%").strip()
    return Decimal(text) == exact.quantize(Decimal(text), ROUND_HALF_UP)


def test_the_tables_of_the_figures_are_what_was_computed(site, new_page):
    page, _ = new_page(site.url, java_script_enabled=False)
    cells = 0
    for name, chapter in executed(site).items():
        page.goto(f"{site.url}{name}.html")
        there = page.evaluate(TABLES)
        wanted = tables(chapter)
        assert set(there) == set(wanted), name
        for anchor, table in wanted.items():
            shown, at = there[anchor], 0
            assert len(shown["rows"]) == len(table["rows"]), anchor
            for place, column in enumerate(table["columns"]):
                values = [row[place] for row in table["rows"]]
                if at < len(shown["heads"]) and shown["heads"][at] == column["title"]:
                    wrong = [
                        (row[at], v)
                        for row, v in zip(shown["rows"], values, strict=True)
                        if not fits(row[at], v, column)
                    ]
                    assert wrong == [], f"{anchor}, {column['title']}"
                    at += 1
                    cells += len(values)
                else:  # said once, above the table
                    [value] = set(values)
                    assert column["title"] in shown["same"], f"{anchor}, {column['title']}"
                    assert fits(str(value), value, column), anchor
                    assert str(value) in shown["same"], anchor
            assert at >= len(shown["heads"]) - 1, f"{anchor}: {shown['heads'][at:]}"
    assert cells > 2000


def test_no_page_holds_what_is_no_word(site, new_page):
    page, _ = new_page(site.url, java_script_enabled=False)
    found = []
    for name in site.pages:
        page.goto(f"{site.url}{name}")
        read = page.evaluate(READ)
        found += [f"{name}: an empty heading {head}" for head in read["empty"]]
        found += [f"{name}: nothing under the heading {head!r}" for head in read["bare"]]
        for text in read["own"]:
            for what, pattern in NO_WORDS.items():
                found += [f"{name}: {what}, {m[0]!r} in {text[:120]!r}" for m in re.finditer(pattern, text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "more than (50, 0) companies",
        "nan %",
        "None",
        "2,021 年",
        "see {glue:text}`x`",
        "in in it",
        "localhost:8000",
        "/tmp/x",
    ],
)
def test_what_is_no_word_is_recognised(text):
    assert any(re.search(pattern, text) for pattern in NO_WORDS.values())
