"""What the site tells machines beside its pages: a map of its pages, and its findings as an Atom feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from handbook.language.interface import localized, say, tag
from handbook.site.imprint import Imprint

__all__ = ["NO_PLACES", "feed", "sitemap"]

NO_PLACES = ("404.html", "search.html")
"""Pages that nobody should be led to."""

_ATOM, _MAP, _XHTML = (
    "http://www.w3.org/2005/Atom",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.w3.org/1999/xhtml",
)


def sitemap(pages: Iterable[str], codes: Sequence[str], base: str) -> bytes:
    """Return the map of a site (sitemaps.org): each page, with its twins in the other languages.

    Args:
        pages: names of the files of the site, from its root.
        codes: of its languages.
        base: its address.
    """
    known = set(pages)
    root = ElementTree.Element("urlset", {"xmlns": _MAP, "xmlns:xhtml": _XHTML})
    for page in sorted(known):
        code, _, name = page.partition("/")
        if not page.endswith(".html") or name in NO_PLACES or (code in codes) != bool(name) or page == "404.html":
            continue
        if name.startswith("embed/"):
            continue  # a figure has its place in its chapter
        entry = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(entry, "loc").text = base + page
        twins = [twin for twin in codes if f"{twin}/{name or 'index.html'}" in known]
        for twin in twins if len(codes) > 1 else ():
            address = f"{base}{twin}/{name or 'index.html'}"
            ElementTree.SubElement(entry, "xhtml:link", rel="alternate", hreflang=tag(twin), href=address)
    return _written(root)


def feed(findings: Sequence[Mapping[str, Any]], title: str, imprint: Imprint, language: str, place: str) -> bytes:
    """Return the findings as an Atom feed (RFC 4287), the weightiest first.

    Args:
        findings: rows of ``findings.json``, with their addresses from the folder of the language.
        title: of the book.
        imprint: who made it, and when: without a date there is no feed.
        language: code.
        place: address of the folder of the language.
    """
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": tag(language)})

    def put(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        element = ElementTree.SubElement(parent, name, attributes)
        element.text = text or None
        return element

    updated = f"{imprint.date}T00:00:00Z"
    put(root, "id", f"{place}feed.xml")
    put(root, "title", say(language, "{book}: findings", book=title))
    put(root, "updated", updated)
    for name in imprint.authors or (title,):
        put(put(root, "author"), "name", name)
    put(root, "link", rel="self", type="application/atom+xml", href=f"{place}feed.xml")
    put(root, "link", rel="alternate", type="text/html", href=f"{place}index.html")
    if imprint.data_licence:
        put(root, "rights", imprint.data_licence)
    for row in sorted(findings, key=lambda row: -int(row["weight"])):
        entry = put(root, "entry")
        put(entry, "id", place + row["url"])
        put(entry, "title", localized(row, "sentence", language), type="text")
        put(entry, "updated", updated)
        put(entry, "link", rel="alternate", type="text/html", href=place + row["url"])
        put(entry, "category", term=row["kind"])
        put(entry, "summary", row["arithmetic"] or localized(row, "sentence", language), type="text")
    return _written(root)


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
