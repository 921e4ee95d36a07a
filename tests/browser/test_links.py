"""No link inside the site is dead: every page, anchor and file that a page names is there."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit


class Addresses(HTMLParser):
    """The anchors of a page and the addresses it names."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: list[str] = []
        self.named: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id" and value:
                self.anchors.append(value)
            elif name in ("href", "src", "action", "data-script", "xlink:href") and value is not None:
                self.named.add(value)


@functools.cache
def read(file: Path) -> Addresses:
    found = Addresses()
    found.feed(file.read_text(encoding="utf-8"))
    return found


def state(address: str) -> bool:
    """Tell whether an anchor is no place but a state that a script reads, such as the audit's filter."""
    return "=" in address


def test_no_link_inside_is_dead(site):
    pages = {name: read(site.folder / name) for name in site.pages}
    dead = []
    for name, page in pages.items():
        for address in page.named:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            assert not parts.path.startswith("/"), f"{name}: {address} leaves the folder of the site"
            file, anchor = urldefrag(address)
            target = (site.folder / name).parent / unquote(urlsplit(file).path) if file else site.folder / name
            if not target.is_file():
                dead.append(f"{name}: {address}")
            elif anchor and target.suffix == ".html" and not state(anchor):
                key = str(target.resolve().relative_to(site.folder.resolve()))
                if unquote(anchor) not in pages[key].anchors:
                    dead.append(f"{name}: {address}")
    assert dead == []
    assert sum(len(page.named) for page in pages.values()) > 1000


def test_no_anchor_stands_twice_on_a_page(site):
    for name in site.pages:
        anchors = read(site.folder / name).anchors
        assert sorted({anchor for anchor in anchors if anchors.count(anchor) > 1}) == [], name


def test_addresses_in_the_data_lead_to_anchors(site):
    for file in ("audit.json", "findings.json", "figures.json"):
        for address in {row["url"] for row in site.rows(file)} - {""}:
            page, _, anchor = address.partition("#")
            assert f'id="{anchor}"' in site.text(page), f"{file}: {address}"


def test_style_sheets_name_files_that_exist(english):
    for sheet in english.folder.rglob("*.css"):
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", sheet.read_text(encoding="utf-8")):
            if not address.startswith(("data:", "#", "%23")):
                target = sheet.parent / unquote(urlsplit(address).path)
                assert target.is_file(), f"{sheet.name}: {address}"
