"""One site in two languages: every page has its twin, the switch keeps the place, the door follows the reader."""

from __future__ import annotations

import re

LINK = re.compile(r'<a class="[^"]*hb-language" href="([^"]+)" lang="([^"]+)" hreflang="([^"]+)"')
DECLARED = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"')
SECTION = re.compile(r'<section id="([^"]+)"')
TAGS = {"en": "en", "zh": "zh-CN"}


def test_every_page_has_its_twin_linked_and_declared(english, chinese):
    assert english.pages == chinese.pages
    for here, there in ((english, chinese), (chinese, english)):
        for name in here.pages:
            text = here.text(name)
            [link] = LINK.findall(text)
            assert link == (f"../{there.language}/{name}", TAGS[there.language], TAGS[there.language]), name
            assert dict(DECLARED.findall(text)) == {tag: f"../{code}/{name}" for code, tag in TAGS.items()}, name
            assert f'<html lang="{TAGS[here.language]}"' in text, name
            assert 'rel="canonical"' not in text, "nobody knows where the site will stand"


def test_sections_have_the_same_anchors_in_both_languages(english, chinese):
    found = {name: (SECTION.findall(english.text(name)), SECTION.findall(chinese.text(name))) for name in english.pages}
    assert {name: both for name, both in found.items() if both[0] != both[1]} == {}
    assert sum(len(here) for here, _ in found.values()) > 100


def test_switch_keeps_place_and_filter_and_the_door_remembers_it(english, new_page):
    page, watch = new_page(english.url.removesuffix("en/"), locale="fr-FR")
    door = english.url.removesuffix("en/") + "index.html"
    shown = (
        "[...document.querySelectorAll('table[data-filtered] tbody tr')].filter((row) => row.checkVisibility()).length"
    )
    page.goto(door)
    page.wait_for_url(f"{english.url}index.html")  # the site has no French: the author's language
    page.goto(english.url + "audit.html#verdict=contradicted")
    some = page.evaluate(shown)
    page.click("a.hb-language")
    page.wait_for_url("**/zh/audit.html#verdict=contradicted")
    assert page.evaluate(shown) == some > 0
    page.goto(door + "#F20")
    page.wait_for_url("**/zh/index.html#F20")
    assert page.context.cookies() == []
    page.click("a.hb-language")
    page.goto(door)
    page.wait_for_url(f"{english.url}index.html")
    assert watch.faults == {}


def test_door_follows_the_browser_from_a_disk_too_and_shows_both_links_without_scripts(english, new_page):
    page, watch = new_page("file://", locale="zh-CN")
    file = (english.folder.parent / "index.html").as_uri()
    page.goto(file)
    page.wait_for_url("**/zh/index.html")
    assert watch.faults == {}
    page, _ = new_page(english.url.removesuffix("en/"), java_script_enabled=False)
    page.goto(english.url.removesuffix("en/"))
    links = page.locator("a:visible")
    assert links.all_inner_texts() == ["English Industrial Internet Handbook", "中文 产业互联网手册"]
    links.nth(1).click()
    assert page.url.endswith("/zh/index.html")
