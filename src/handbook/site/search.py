"""The search of the site: what its pages, figures and claims say, and where, as one script that a page can load.

Sphinx's own index knows words and pages. Chinese has no spaces between words, so a compound that its splitter does not
know is lost, and what a reader looks for here is a figure or a claim, not a page. The whole text of the book is small:
the index holds it as it is, part by part, and the page looks for what was typed (``static/handbook-search.js``). So
every compound is found in both languages, a result leads to the very section, figure or claim, and the search works
from a disk too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook.language import wording
from handbook.language.interface import localized, other_forms
from handbook.quantities.printed import with_unit
from handbook.site import computed, context
from handbook.site.nodes import HandbookOutput

__all__ = ["keep_text", "script"]

SECTION, FIGURE, CLAIM, TABLE, SOURCE = range(5)
"""The kinds of results, in the order in which equals are shown."""

PASSED_OVER = (HandbookOutput, nodes.literal_block, nodes.raw, nodes.comment, nodes.Invisible, nodes.image)


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir).parent / ".search"


def keep_text(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the text of a page that is being written: of pages that are not, the last one stands."""
    if app.builder.format == "html":
        file = _folder(app) / f"{docname}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        parts = [*_sections(doctree), *_figures(doctree)]
        file.write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")


def _sections(doctree: nodes.document) -> Iterator[list[Any]]:
    """Yield the sections of a page: kind, title, anchor, text without that of sections inside."""
    for section in doctree.findall(nodes.section):
        title = next(iter(section.findall(nodes.title)), None)
        words = [_text(child) for child in section.children if not isinstance(child, nodes.title)]
        top = isinstance(section.parent, nodes.document)
        heading = _text(title) if title is not None else ""
        yield [SECTION, heading, "" if top else section["ids"][0], " ".join(" ".join(words).split())]


def _text(node: nodes.Node) -> str:
    """Return the words of a node as readers see them, parts of pages that have results of their own left out."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.section, *PASSED_OVER)):
        return ""
    apart = "" if isinstance(node, nodes.TextElement) else " "
    return apart.join(_text(child) for child in node.children)


def _figures(doctree: nodes.document) -> Iterator[list[Any]]:
    """Yield the figures of a page with the words of their tables."""
    for element in doctree.findall(HandbookOutput):
        payload = element["payload"]
        if payload["kind"] == "figure":
            cells = [cell for row in payload["table"]["rows"] for cell in row if isinstance(cell, str)]
            words = [payload["caption"], payload["alt"], *dict.fromkeys(cells)]
            yield [FIGURE, payload["title"], payload["id"], " ".join(" ".join(words).split()), payload["figure"]]


def script(app: Sphinx) -> str:
    """Return the index as a script: rows of kind, title, address, where it stands, text."""
    rows = [*_kept(app), *_claims(app), *_references(app)]
    return f"handbook.index({json.dumps(rows, ensure_ascii=False, separators=(',', ':'))});\n"


def _kept(app: Sphinx) -> Iterator[list[Any]]:
    """Yield sections and figures; a figure is found under its titles in both languages, drawn or not."""
    language = app.config.handbook_language
    figures = {str(row["figure"]): row for row in context.tables_of(app).read("figures").to_dict("records")}
    for docname in sorted(app.env.found_docs):
        file = _folder(app) / f"{docname}.json"
        page = app.env.titles[docname].astext()
        for kind, title, anchor, text, *names in json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []:
            address = f"{docname}.html" + (f"#{anchor}" if anchor else "")
            for name in names:
                title = f"{name} {title}"
                if row := figures.pop(name, None):
                    text = " ".join(
                        [
                            text,
                            *(localized(row, "title", language), other_forms(row, "title", language), str(row["page"])),
                        ]
                    )
            yield [kind, title, address, page, text]
    for name, row in figures.items():
        if address := context.address(app, str(row["chapter"]), name):
            text = [other_forms(row, "title", language), str(row["page"]), localized(row, "reason", language)]
            yield [FIGURE, f"{name} {localized(row, 'title', language)}", address, "", " ".join(text)]


def _claims(app: Sphinx) -> Iterator[list[Any]]:
    """Yield the claims, findable by id, number, name and subject in both languages."""
    language = app.config.handbook_language
    audit_page = context.document(app, "audit")
    for row in context.audit_rows(app):
        printed = with_unit(row["printed"], row["unit"])
        text = " ".join(
            filter(
                None,
                [
                    printed,
                    row["period"],
                    row["entity"],
                    other_forms(row, "subject", language),
                    row["page"],
                    row["figure"],
                ],
            )
        )
        address = row["url"] or f"{audit_page}.html#audit-{row['claim']}"
        yield [
            CLAIM,
            f"{row['claim']} {localized(row, 'subject', language)}",
            address,
            wording.verdict_word(row["verdict"], language),
            text,
        ]


def _references(app: Sphinx) -> Iterator[list[Any]]:
    """Yield tables and sources."""
    language = app.config.handbook_language
    if page := context.document(app, "data"):
        for table in computed.fresh(app, {"kind": "data", "call": "data"})["tables"]:
            columns = " ".join(f"{field['name']} {localized(field, 'title', language)}" for field in table["fields"])
            title = f"{table['name']} {localized(table, 'title', language)}"
            text = f"{table.get('description', '')} {columns}"
            yield [TABLE, title, f"{page}.html#table-{table['name']}", "", text]
    if page := context.document(app, "sources"):
        for entry in computed.fresh(app, {"kind": "sources", "call": "sources"})["entries"]:
            yield [SOURCE, entry["text"], f"{page}.html#source-{entry['key']}", "", entry["key"]]
