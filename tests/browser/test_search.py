"""The search finds words and compounds of both languages, figures, claims, tables and sources, in both editions."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any
from urllib.parse import quote

COMPOUNDS = ["数字经济", "劳动生产率", "卓尔智联", "产业互联网企业"]
WORDS = ["digital economy", "productivity", "platforms", "guolian"]


def seek(page: Any, site: Any, query: str) -> list[tuple[str, str]]:
    """Search as a reader does who follows a link to a search; return titles and addresses."""
    page.goto(f"{site.url}search.html?q={quote(query)}", wait_until="load")
    page.wait_for_function("() => document.getElementById('search-count').textContent !== ''")
    return [(link.inner_text(), link.get_attribute("href")) for link in page.locator("#search-results a").all()]


def test_compounds_and_words_are_found_where_they_stand(site, new_page):
    page, watch = new_page(site.url)
    english_only = WORDS if site.language == "en" else []
    for query in [*COMPOUNDS, *english_only]:
        found = seek(page, site, query)
        assert len(found) > 2, query
        assert any("#" in address for _, address in found), f"{query}: only whole pages"
        # Each result leads to a part of a page that exists, and says what was sought.
        marks = page.locator("#search-results mark").all_inner_texts()
        stem = query.split()[0].removesuffix("s")
        assert any(stem in mark.lower() for mark in marks), query
    assert watch.faults == {}


def test_results_lead_to_anchors_that_exist(site, new_page):
    page, _ = new_page(site.url)
    for title, address in seek(page, site, "卓尔智联")[:12]:
        file, _, anchor = address.partition("#")
        text = site.text(file)
        assert not anchor or f'id="{anchor}"' in text, f"{title}: {address}"


def test_every_claim_and_every_figure_is_in_the_index(site):
    text = (site.folder / "_static" / "handbook-index.js").read_text(encoding="utf-8")
    rows = json.loads(text.removeprefix("handbook.index(").rstrip().removesuffix(");"))
    first = {title.split(" ")[0] for _, title, *_ in rows}
    claims = site.rows("audit.json")
    figures = site.rows("figures.json")
    assert {row["claim"] for row in claims} <= first
    assert {row["figure"] for row in figures if row["url"]} <= first
    for _, title, address, *_ in rows:
        assert (site.folder / address.partition("#")[0]).is_file(), f"{title}: {address}"


def test_a_claim_is_found_by_id_by_number_and_by_subject(site, new_page):
    page, _ = new_page(site.url)
    claims = site.rows("audit.json")
    claim = next(row for row in claims if row["url"] and row["verdict"] == "contradicted")
    assert seek(page, site, claim["claim"])[0][1] == claim["url"]
    for words in (f'"{claim["subject"]}"', f'"{claim["subject_zh"]}"'):
        assert claim["url"] in [address for _, address in seek(page, site, words)], words


def test_a_compound_that_stands_nowhere_finds_what_comes_near(english, new_page):
    page, _ = new_page(english.url)
    assert seek(page, english, "产业互联网企业的数字经济规模")
    assert "come near" in page.locator("#search-count").inner_text()
    assert seek(page, english, "qqqq") == []
    assert page.locator("#search-count").inner_text().startswith("Nothing found")


def test_what_is_typed_is_text(english, new_page):
    page, watch = new_page(english.url)
    for query in ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", '"', "(", "\\", "%", "a" * 400]:
        seek(page, english, query + " zall")
    assert watch.faults == {}


def test_searching_from_any_page_and_while_typing(site, new_page):
    page, watch = new_page(site.url)
    page.goto(site.url + "audit.html")
    page.keyboard.press("Control+k")
    page.locator("#pst-search-dialog input").fill("攀高至81.7%")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    few = page.locator("#search-results > li").count()
    field = page.locator(".bd-search-container input[name=q]")
    assert field.input_value() == "攀高至81.7%"
    field.fill("数")
    assert page.locator("#search-results > li").count() > few
    assert page.evaluate("new URLSearchParams(location.search).get('q')") == "数"
    assert watch.faults == {}


def test_search_works_from_a_disk(english, new_page):
    page, watch = new_page(english.folder.as_uri())
    page.goto((english.folder / "search.html").as_uri() + "?q=" + quote("劳动生产率"))
    page.wait_for_selector("#search-results a")
    page.locator("#search-results a").first.click()
    page.wait_for_url("**/*.html*")
    assert watch.faults == {}


def test_index_is_small_and_answers_at_once(site, new_page):
    content = (site.folder / "_static" / "handbook-index.js").read_bytes()
    assert len(gzip.compress(content)) < 150_000
    page, _ = new_page(site.url)
    seek(page, site, "数字")
    began = time.perf_counter()
    page.locator(".bd-search-container input[name=q]").fill("数字经济")
    assert page.locator("#search-results a").count() > 2
    assert time.perf_counter() - began < 2
