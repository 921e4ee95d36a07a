"""What the head of a page says to those who link to it: its picture, and what stands on it in words of machines."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from handbook.language.interface import tag
from handbook.site import computed, linked
from handbook.site.citations import known
from handbook.site.context import base_of, document, figures_of, imprint_of, tables_of, title_of

__all__ = ["card_of", "shared"]


def shared(app: Sphinx, pagename: str, description: str) -> dict[str, str]:
    """Return what a page of a site with an address says of itself: properties of OpenGraph, and JSON-LD.

    Args:
        app: whose page it is.
        pagename: of the page.
        description: its first sentences.
    """
    base, language = base_of(app), app.config.handbook_language
    place = f"{base}{language}/"
    front = pagename == app.config.root_doc
    said = {
        "url": f"{place}{pagename}.html",
        "title": str(app.config.html_title) if front or not document(app, pagename) else title_of(app, pagename),
        "description": description,
        "site": str(app.config.html_title),
        "locale": tag(language).replace("-", "_"),
        "image": card_of(app, pagename),
    }
    return {**said, "linked": _linked(app, pagename)}


def card_of(app: Sphinx, pagename: str) -> str:
    """Return the address of the card of a page's first figure, one with a chart if there is one; empty without any."""
    figures = figures_of(app, pagename)
    if pagename == app.config.root_doc:
        chosen = list(tables_of(app).package.get("featured", ()))
        figures = {name: drawn for page in app.env.found_docs for name, drawn in figures_of(app, page).items()}
        figures = {name: figures[name] for name in chosen if name in figures}
    first = next((name for name, drawn in figures.items() if drawn), next(iter(figures), ""))
    return f"{base_of(app)}{app.config.handbook_language}/_figures/{first}.card.png" if first else ""


def _linked(app: Sphinx, pagename: str) -> str:
    """Return the tables on the page of tables and the findings on the page of findings, as JSON-LD."""
    language, imprint, package = app.config.handbook_language, imprint_of(app), tables_of(app).package
    address = f"{base_of(app)}{language}/{pagename}.html"
    if pagename == document(app, "data"):
        tables: list[dict[str, Any]] = computed.payload_of(app, "data")["tables"]
        return linked.as_script(linked.datasets(tables, package, imprint, language, base_of(app), address))
    if pagename == document(app, "audit"):
        findings = computed.payload_of(app, "findings")["findings"]
        return linked.as_script(linked.reviews(findings, known(app).get("report", {}), imprint, language, address))
    return ""
