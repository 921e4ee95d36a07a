"""The search finds words and compounds of both languages, figures, claims, tables and sources, in both editions."""

from __future__ import annotations

import gzip
import json
import re
import time
from typing import Any
from urllib.parse import quote

COMPOUNDS = ["数字经济", "劳动生产率", "卓尔智联", "产业互联网企业"]
WORDS = ["digital economy", "productivity", "platforms", "guolian"]


def seek(page: Any, site: Any, query: str) -> list[tuple[str, str]]:
    """Search as a reader does who follows a link to a search; return titles and addresses."""
    page.goto(f"{site.url}search.html?q={quote(query)}", wait_until="load")
    page.wait_for_function("() => document.getElementById('search-count').textContent !== ''")
    return results(page)


def results(page: Any) -> list[tuple[str, str]]:
    """Return titles and addresses of what a search found."""
    links = page.locator("#search-results a")
    return [tuple(one) for one in links.evaluate_all("(all) => all.map((a) => [a.innerText, a.getAttribute('href')])")]


def test_compounds_and_words_are_found_where_they_stand(site, new_page):
    page, watch = new_page(site.url)
    english_only = WORDS if site.language == "en" else []
    seek(page, site, "数字")
    for query in [*COMPOUNDS, *english_only]:
        page.locator(".bd-search-container input[name=q]").fill(query)
        found = results(page)
        assert len(found) > 2, query
        assert any("#" in address for _, address in found), f"{query}: only whole pages"
        # Each result leads to a part of a page that exists, and says what was sought.
        marks = page.locator("#search-results mark").all_inner_texts()
        stem = query.split()[0].removesuffix("s")
        assert any(stem in mark.lower() for mark in marks), query
    assert watch.faults == {}


FIRST = {
    "labor productivity": "labour_productivity.html",
    "labuor productivity": "labour_productivity.html",
    "劳动生产率": "labour_productivity.html",
    "laodong shengchanlu": "labour_productivity.html",
    "licence": "glossary.html#",
    "license": "glossary.html#",
    "reuse": "glossary.html#",
    "download": "glossary.html#",
    "wrong": "audit.html",
    "mistakes": "audit.html",
    "109": "labour_productivity.html#C0342a",
    "108": "labour_productivity.html#C0365a",
    "50.2": "digital_economy.html#C0307b",
    "15.3万元": "labour_productivity.html#C0340a",
    "152,977": "labour_productivity.html#C0340a",
    "41.5%": "digital_economy.html#C0307e",
    "147": "awards.html#C0257a",
    "26.2%": "awards.html#C0255a",
    "50.2 trillion": "digital_economy.html#C0307b",
    "50.2万亿元": "digital_economy.html#C0307b",
    "108.01": "state_owned_enterprises.html",
    "digital economy": "digital_economy.html",
    "digitl economy": "digital_economy.html",
    "数字经济": "digital_economy.html",
    "guolian": "case_guolian.html",
    "zhuoer zhilian": "case_zall.html",
    "Zall": "case_zall.html",
    "卓尔智联": "case_zall.html",
    "huasuhui": "case_huasuhui.html",
    "zhongnongwang": "case_zhongnongwang.html",
    "huawei yun": "case_huawei_cloud.html",
    "C0257a": "awards.html#C0257a",
    "f24": "labour_productivity.html#F24",
    "GRIM": "glossary.html#",
    "truncation": "glossary.html#",
    "vintages": "glossary.html#",
    "percentage points": "glossary.html#",
    "compound growth": "glossary.html#",
    "large model": "large_models.html",
    "大模型": "large_models.html",
    "industry digitalization": "glossary.html#",
    "state owned enterprise": "state_owned_enterprises.html",
    "央国企": "state_owned_enterprises.html",
    "信创": "it_innovation.html",
    "xinchuang": "it_innovation.html",
    "going global": "going_global.html",
    "methods": "methods.html",
    "方法": "methods.html",
    "lisence": "glossary.html#",
    "sinoagri": "case_zhongnongwang.html",
    "15.3 万元": "labour_productivity.html#C0340a",
}
"""What people type, in either edition, and where the first result leads: slips and spelling, words of their own, pinyin,
numbers as values, ids, definitions, both languages."""


def test_what_people_type_leads_first_where_it_stands(site, new_page):
    page, watch = new_page(site.url)
    seek(page, site, "数字经济")
    found = page.evaluate(
        """(queries) => queries.map((query) => {
          const field = document.querySelector(".bd-search-container input[name=q]");
          field.value = query;
          field.dispatchEvent(new Event("input", { bubbles: true }));
          return document.querySelector("#search-results a")?.getAttribute("href") ?? "nothing";
        })""",
        list(FIRST),
    )
    wrong = [
        f"{query}: {first}, not {FIRST[query]}"
        for query, first in zip(FIRST, found, strict=True)
        if not first.startswith(FIRST[query])
    ]
    assert wrong == []
    assert watch.faults == {}


def test_results_lead_to_anchors_that_exist(edition, new_page):
    page, _ = new_page(edition.url)
    for title, address in seek(page, edition, "卓尔智联")[:12]:
        file, _, anchor = address.partition("#")
        text = edition.text(file)
        assert not anchor or f'id="{anchor}"' in text, f"{title}: {address}"


def indexed(site: Any) -> list[list[Any]]:
    """Return the rows that a search looks through."""
    text = (site.folder / "_static" / "handbook-index.js").read_text(encoding="utf-8")
    rows: list[list[Any]] = json.loads(f"[{text.removeprefix('handbook.index(').rstrip().removesuffix(');')}]")[0]
    return rows


def test_what_is_said_of_a_claim_is_in_the_language_of_the_page(english, chinese):
    """What is only sought, the other language and the report's own words, is not shown."""
    others = {english: r"[\u4e00-\u9fff]", chinese: r"\b[a-z]{3,}"}
    for site, pattern in others.items():
        shown = {title: text for kind, title, _, _, text, _ in indexed(site) if kind == 2}
        assert {title: text for title, text in shown.items() if re.search(pattern, text)} == {}


def test_every_claim_and_every_figure_is_in_the_index(site):
    rows = indexed(site)
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
    seek(page, english, "<img src=x onerror=alert(1)> zall")
    field = page.locator(".bd-search-container input[name=q]")
    for query in ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", '"', "(", "\\", "%", "a" * 400]:
        field.fill(query + " zall")
        assert page.locator("#search-count").inner_text()
    assert watch.faults == {}


def test_searching_from_any_page_and_while_typing(edition, new_page):
    page, watch = new_page(edition.url)
    page.goto(edition.url + "audit.html")
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


def test_index_is_small_and_answers_at_once(edition, new_page):
    content = (edition.folder / "_static" / "handbook-index.js").read_bytes()
    assert len(gzip.compress(content)) < 150_000
    page, _ = new_page(edition.url)
    seek(page, edition, "数字")
    began = time.perf_counter()
    page.locator(".bd-search-container input[name=q]").fill("数字经济")
    assert page.locator("#search-results a").count() > 2
    assert time.perf_counter() - began < 2
