"""The audit in a browser: every claim readable, found in both languages, shared by address, cited."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

SHOWN = "[...document.querySelectorAll('table[data-filtered] tbody tr')].filter((row) => !row.hidden)"
IN_SIGHT = f"{SHOWN}.filter((row) => row.getBoundingClientRect().height)"


def claims(site) -> list[dict]:
    return site.rows("audit.json")


def shown(page) -> set[str]:
    """Return the ids of the rows that fit the filter, those that a long table shows on demand included."""
    return set(page.evaluate(f"{SHOWN}.map((row) => row.id.replace(/^(audit|index)-/, ''))"))


@pytest.fixture(scope="module")
def audit_pages(lasting_page) -> Callable[[Any], Page]:
    """Give a function that gives the audit of a site on a wide screen, opened once, with nothing filtered."""
    opened: dict[str, tuple[Page, Any]] = {}

    def audit_page(site: Any) -> Page:
        if site.url not in opened:
            opened[site.url] = lasting_page(site.url)
            opened[site.url][0].goto(site.url + "audit.html")
        page, watch = opened[site.url]
        if page.evaluate("location.hash"):
            page.evaluate("location.hash = ''")
            page.wait_for_function(f"() => {SHOWN}.length === {len(claims(site))}")
        assert watch.faults == {}
        return page

    return audit_page


def test_all_claims_are_there_without_scripts(edition, new_page):
    page, _ = new_page(edition.url, java_script_enabled=False)
    page.goto(edition.url + "audit.html")
    assert page.locator("table[data-filtered] tbody tr").count() == len(claims(edition))
    assert page.locator("form.hb-filter").is_hidden()


def test_chapters_lead_to_their_claims_and_bars_say_their_verdicts(edition, audit_pages):
    page = audit_pages(edition)
    rows = claims(edition)
    chapters = page.locator(".hb-by-chapter tbody tr").all()
    assert [int(row.locator("td").last.inner_text()) for row in chapters] == list(
        Counter(row["chapter"] for row in rows).values()
    )
    for row in chapters[:3]:
        chapter = row.locator("a").get_attribute("href").partition("=")[2]
        row.locator("a").click()
        page.wait_for_function(
            "(chapter) => document.querySelector('select[name=chapter]').value === chapter", arg=chapter
        )
        its = [claim for claim in rows if claim["chapter"] == chapter]
        assert shown(page) == {claim["claim"] for claim in its}
        told = [int(n) for n in re.findall(r"\d+", row.locator("svg").get_attribute("aria-label"))]
        assert sorted(told) == sorted(Counter(claim["verdict"] for claim in its).values())
        widths = row.locator("rect").evaluate_all("(all) => all.map((r) => parseFloat(r.getAttribute('width')))")
        assert [round(width / sum(widths) * len(its)) for width in widths] == told


@pytest.mark.parametrize("width", [1440, 360])
def test_filters_by_verdict_chapter_and_check_agree_with_the_data(english, new_page, width):
    page, _ = new_page(english.url, viewport={"width": width, "height": 900})
    page.goto(english.url + "audit.html")
    rows = claims(english)
    assert shown(page) == {row["claim"] for row in rows}
    for name, value in (("verdict", "contradicted"), ("chapter", "awards"), ("check", "sum")):
        page.locator(f"select[name={name}]").select_option(value)
        rows = [row for row in rows if row[name] == value]
        assert rows, f"nothing left at {name}"
        assert shown(page) == {row["claim"] for row in rows}
        told = page.locator(".hb-count").inner_text()
        assert str(len(rows)) in told
        assert str(len(claims(english))) in told
    page.locator("form.hb-filter button[type=reset]").click()
    page.wait_for_function(f"() => {SHOWN}.length === {len(claims(english))}")
    assert "#" not in page.url


@pytest.mark.parametrize(("words", "field"), [("数字经济", "subject_zh"), ("digital economy", "subject")])
def test_both_languages_find_a_claim_in_either_edition(site, audit_pages, words, field):
    page = audit_pages(site)
    page.locator("input[name=text]").fill(words)
    wanted = {row["claim"] for row in claims(site) if words in row[field].lower()}
    assert wanted
    assert wanted <= shown(page)
    assert len(shown(page)) < len(claims(site))


def test_a_printed_number_and_a_page_are_found(english, audit_pages):
    page = audit_pages(english)
    row = next(row for row in claims(english) if row["verdict"] == "contradicted")
    for text in (f"{row['printed']} {row['unit']}", row["page"][:8], row["claim"]):
        page.locator("input[name=text]").fill(text)
        assert row["claim"] in shown(page), text


def test_what_matches_nothing_is_said(english, audit_pages):
    page = audit_pages(english)
    page.locator("input[name=text]").fill("<b>nothing</b> like this")
    assert shown(page) == set()
    counter = page.locator(".hb-count")
    assert counter.inner_text().startswith("0 of ")
    assert counter.get_attribute("aria-live") == "polite"


def test_a_filter_is_shared_by_its_address(english, audit_pages, new_page):
    page = audit_pages(english)
    page.locator("input[name=text]").fill("中国")
    page.locator("select[name=verdict]").select_option("cannot be checked")
    found, address = shown(page), page.url
    assert found
    assert quote("中国") in address
    other, _ = new_page(english.url)
    other.goto(address)
    assert shown(other) == found
    assert other.locator("input[name=text]").input_value() == "中国"
    other.evaluate("location.hash = 'verdict=contradicted'")
    other.wait_for_function("() => document.querySelector('select[name=verdict]').value === 'contradicted'")
    assert shown(other) == {row["claim"] for row in claims(english) if row["verdict"] == "contradicted"}


def test_a_long_table_grows_on_demand_sorts_and_shows_the_claim_of_an_address(english, new_page):
    page, watch = new_page(english.url)
    page.goto(english.url + "audit.html")
    rows = claims(english)

    def in_sight() -> list[str]:
        return page.evaluate(f"{IN_SIGHT}.map((row) => row.id.replace('audit-', ''))")

    assert in_sight() == [row["claim"] for row in rows[:60]]
    page.locator(".hb-grow button").first.click()
    assert len(in_sight()) == 120
    page.locator("thead .hb-sort", has_text="Verdict").click()
    order = {row["claim"]: row["verdict"] for row in rows}
    worst = [claim for claim in order if order[claim] == "contradicted"]
    assert in_sight()[: len(worst)] == worst
    page.locator("thead .hb-sort", has_text="In the report").click()
    page.locator("thead .hb-sort", has_text="In the report").click()
    assert "50.2" in page.locator(f"#audit-{in_sight()[0]}").inner_text(), "the largest amount of all units"
    page.locator(".hb-grow button").last.click()
    assert set(in_sight()) == set(order)
    page.goto(f"{english.url}audit.html#audit-{rows[-1]['claim']}")
    page.reload()
    assert page.locator(f"#audit-{rows[-1]['claim']}").is_visible()
    page.goto(english.url + "index.html")
    page.goto(english.url + "audit.html")
    page.emulate_media(media="print")
    assert len(in_sight()) == len(rows)
    assert watch.faults == {}


def test_an_address_leads_a_phone_to_its_claim_and_its_finding(english, new_page):
    """What is far from the screen is laid out late: where it will stand has to be known before."""
    rows = claims(english)
    named = [f"audit-{rows[at]['claim']}" for at in (1, len(rows) // 2)] + ["finding-N40"]
    for name in named:
        page, _ = new_page(english.url, viewport={"width": 390, "height": 900})
        page.goto(f"{english.url}audit.html#{name}", wait_until="networkidle")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert 0 <= page.locator(f"#{name}").bounding_box()["y"] < 300, name


def test_whose_number_it_is_can_be_chosen(english, audit_pages):
    page = audit_pages(english)
    page.evaluate("location.hash = 'kind=self_reported'")
    page.wait_for_function("() => document.querySelector('select[name=kind]').value === 'self_reported'")
    assert shown(page) == {row["claim"] for row in claims(english) if row["kind"] == "self_reported"}


def test_badges_say_what_their_verdict_means(english, new_page):
    page, _ = new_page(english.url, has_touch=True)
    page.goto(english.url + "index.html")
    meaning = page.locator(".hb-verdict-key dd").first.inner_text()
    badges = page.locator(".hb-lead .hb-badge")
    badges.first.tap()
    assert page.locator(".hb-tip").inner_text() == meaning
    page.locator("h1").tap()
    assert page.locator(".hb-tip").is_hidden()
    badges.nth(1).hover()
    assert page.locator(".hb-tip").inner_text() == meaning
    page.locator(".hb-proportion-key a").first.focus()
    assert page.locator(".hb-tip").is_visible()


def test_the_front_page_begins_with_the_weightiest_findings(site, new_page):
    findings = json.loads(site.common("findings.json").read_text(encoding="utf-8"))[:5]
    page, _ = new_page(site.url, java_script_enabled=False)
    page.goto(site.url + "index.html")
    items = page.locator(".hb-lead > li")
    key = "sentence" if site.language == "en" else "sentence_zh"
    assert items.locator(".hb-finding").all_inner_texts() == [finding[key] for finding in findings]
    for item in items.all():
        for address in item.locator("a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))"):
            name, _, anchor = address.partition("#")
            assert f'id="{anchor}"' in site.text(name), address
        assert item.locator("a").count() >= 3, "its finding, a figure, a claim"
    assert items.first.bounding_box()["y"] < page.locator(".hb-headline").bounding_box()["y"]


def test_the_front_page_leads_to_every_verdict(english, new_page):
    page, _ = new_page(english.url)
    page.goto(english.url + "index.html")
    contradicted, *others = page.locator(".hb-proportion-key a").evaluate_all("(all) => all.map((link) => link.href)")
    page.goto(contradicted)
    first = next(row for row in claims(english) if row["claim"] == "C0257a")
    assert first["verdict"] == "contradicted"
    assert page.evaluate("document.querySelector('.hb-findings li:target').innerText").count(first["claim"])
    for address in others:
        page.goto(address)
        verdict = page.locator("select[name=verdict]").input_value()
        assert shown(page) == {row["claim"] for row in claims(english) if row["verdict"] == verdict}


def test_numbers_in_the_picture_of_verdicts_do_not_overlap(site, new_page):
    for width in (360, 1440):
        page, _ = new_page(site.url, viewport={"width": width, "height": 900})
        page.goto(site.url + "index.html")
        boxes = page.locator(".hb-proportions text").evaluate_all(
            "(all) => all.filter((t) => t.checkVisibility()).map((t) => { const b = t.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom, t.textContent]; })"
        )
        assert len(boxes) >= (4 if width == 360 else 5), "a phone has the small counts in the key alone"
        for at, (left, right, top, bottom, text) in enumerate(boxes):
            assert 0 <= left < right <= width, f"{text} leaves the screen"
            for other in boxes[at + 1 :]:
                apart = right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
                assert apart, f"{text} and {other[4]} overlap at {width}"


def test_findings_can_be_cited(edition, audit_pages):
    findings = audit_pages(edition).locator(".hb-findings > li")
    cited = findings.evaluate_all("(all) => all.map((one) => [one.id, one.querySelector('.hb-code').textContent])")
    assert len(cited) > 5
    for anchor, bibtex in cited:
        assert f"{{audit.html#{anchor}}}" in bibtex, "this machine's own address is none to cite"
        assert "127.0.0.1" not in bibtex
        assert bibtex.count("{") == bibtex.count("}")


def test_filtering_takes_no_time_that_a_reader_notices(english, audit_pages):
    spent = audit_pages(english).evaluate(
        """() => {
          const field = document.querySelector("input[name=text]");
          const times = [..."digital economy"].map((_, at) => {
            field.value = "digital economy".slice(0, at + 1);
            const start = performance.now();
            field.dispatchEvent(new Event("input", { bubbles: true }));
            document.body.getBoundingClientRect();
            return performance.now() - start;
          });
          return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
        }"""
    )
    assert spent < 250, f"{spent:.0f} ms a key"


def test_figures_are_filtered_by_status_and_in_both_languages(english, new_page):
    figures = english.rows("figures.json")
    page, _ = new_page(english.url, viewport={"width": 360, "height": 900})
    page.goto(english.url + "figures.html")
    assert shown(page) == {figure["figure"] for figure in figures}
    page.locator("select[name=status]").select_option("partly recomputed")
    assert shown(page) == {figure["figure"] for figure in figures if figure["status"] == "partly recomputed"}
    page.locator("select[name=status]").select_option("")
    for words in ("large model", "大模型"):
        page.locator("input[name=text]").fill(words)
        assert 1 < len(shown(page)) < len(figures), words
