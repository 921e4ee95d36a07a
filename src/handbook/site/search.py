"""The search of the site: what its pages, figures and claims say, and where, as one script that a page can load.

Sphinx's own index knows words and pages. Chinese has no spaces between words, so a compound that its splitter does not
know is lost, and what a reader looks for here is a figure or a claim, not a page. The whole text of the book is small:
the index holds it as it is, part by part, and the page looks for what was typed (``static/handbook-find.js``). So
every compound is found in both languages, a result leads to the very section, figure or claim, and the search works
from a disk too. With the text come the forms of names and terms (other languages, synonyms, pinyin), so that one form
finds the others, and the words for powers of ten, so that a number with its unit is an amount.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from handbook.language import wording
from handbook.language.interface import localized, other_forms
from handbook.language.printed import printed_amount
from handbook.language.said import period_words
from handbook.language.units import magnitudes
from handbook.quantities.printed import with_unit
from handbook.quantities.units import unit
from handbook.site import anchors, computed, context, glossary, provenance, steps
from handbook.site.nodes import HandbookOutput

__all__ = ["keep_text", "script"]

SECTION, FIGURE, CLAIM, TABLE, SOURCE, TERM = range(6)
"""The kinds of results, in the order in which equals are shown."""

PASSED_OVER = (
    HandbookOutput,
    addnodes.glossary,
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.Invisible,
    nodes.image,
)


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir).parent / ".search"


def keep_text(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the text of a page that is being written: of pages that are not, the last one stands."""
    if app.builder.format == "html":
        file = _folder(app) / f"{docname}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        parts = [*_sections(doctree), *_terms(doctree), *_figures(doctree)]
        file.write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")


def _sections(doctree: nodes.document) -> Iterator[list[Any]]:
    """Yield the sections of a page: kind, title, anchor, text without that of sections inside."""
    for section in doctree.findall(nodes.section):
        if steps.SECTION in section["classes"]:
            continue
        title = next(iter(section.findall(nodes.title)), None)
        words = [_text(child) for child in section.children if not isinstance(child, nodes.title)]
        top = isinstance(section.parent, nodes.document)
        heading = _text(title) if title is not None else ""
        yield [SECTION, heading, "" if top else section["ids"][0], " ".join(" ".join(words).split()), {}]


def _text(node: nodes.Node) -> str:
    """Return the words of a node as readers see them, parts of pages that have results of their own left out."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.section, *PASSED_OVER)):
        return ""
    apart = "" if isinstance(node, nodes.TextElement) else " "
    return apart.join(_text(child) for child in node.children)


def _terms(doctree: nodes.document) -> Iterator[list[Any]]:
    """Yield the terms that a page defines, in their first form, with the others and the definition."""
    for item in (
        item for listed in doctree.findall(addnodes.glossary) for item in listed.findall(nodes.definition_list_item)
    ):
        named = [child for child in item.children if isinstance(child, nodes.term)]
        words = [*(_text(term) for term in named), *(_text(child) for child in item.children[len(named) :])]
        yield [TERM, _text(named[0]), named[0]["ids"][0], " ".join(" ".join(words).split()), {}]


def _figures(doctree: nodes.document) -> Iterator[list[Any]]:
    """Yield the figures of a page with the words of their tables."""
    for element in doctree.findall(HandbookOutput):
        payload = element["payload"]
        if payload["kind"] == "figure":
            cells = [cell for row in payload["table"]["rows"] for cell in row if isinstance(cell, str)]
            words = [payload["caption"], payload["alt"], *dict.fromkeys(cells)]
            yield [
                FIGURE,
                payload["title"],
                payload["id"],
                " ".join(" ".join(words).split()),
                {"figure": payload["figure"]},
            ]


def script(app: Sphinx) -> str:
    """Return the index as a script: rows of kind, title, address, where it stands, text, and what else names it.

    That is ``names``, titles in other languages, ``also``, what is sought and not shown, since it is of another
    language, and ``amount``, a printed number and its size.
    """
    rows = [*_kept(app), *_claims(app), *_references(app)]
    words = {"forms": _forms(app), "magnitudes": _powers(app)}
    told = (json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in (rows, words))
    return f"handbook.index({','.join(told)});\n"


def _forms(app: Sphinx) -> list[list[str]]:
    """Return the forms of each term and name that has more than one: one that is typed finds the others."""
    tables = context.tables_of(app)
    groups: list[list[str]] = []
    if "glossary" in tables.names:
        rows = tables.text("glossary").to_dict("records")
        groups += [[*glossary.forms({str(k): str(v) for k, v in row.items()}), str(row["pinyin"])] for row in rows]
    for name in tables.names:
        forms = [column for column, field in tables.fields(name).items() if "form" in field]
        if name != "glossary" and len(forms) > 1:
            groups += [[str(row[column]) for column in forms] for row in tables.text(name).to_dict("records")]
    return [
        list(group)
        for group in dict.fromkeys(tuple(dict.fromkeys(filter(None, group))) for group in groups)
        if len(group) > 1
    ]


def _powers(app: Sphinx) -> dict[str, int]:
    """Return the powers of ten by their words in all languages of the edition."""
    return {word: power for code in context.tables_of(app).languages for power, word in magnitudes(code) if word}


def _kept(app: Sphinx) -> Iterator[list[Any]]:
    """Yield sections and figures; a figure is found under its titles in both languages, drawn or not."""
    language = app.config.handbook_language
    figures = {str(row["figure"]): row for row in context.tables_of(app).read("figures").to_dict("records")}
    for docname in sorted(app.env.found_docs):
        file = _folder(app) / f"{docname}.json"
        page = app.env.titles[docname].astext()
        titles = iter(anchors.elsewhere(app, docname))
        for kind, title, anchor, text, more in json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []:
            others: dict[str, Any] = {"names": list(next(titles, ()))} if kind == SECTION else {}
            name = more.get("figure", "")
            address = f"{docname}.html" + (f"#{anchor}" if anchor else "")
            if name:
                title = f"{name} {title}"
                if row := figures.pop(name, None):
                    text = f"{text} {localized(row, 'title', language)}"
                    others["also"] = f"{other_forms(row, 'title', language)} {row['page']}"
            yield [kind, title, address, page, text, others]
    for name, row in figures.items():
        if address := context.address(app, str(row["chapter"]), name):
            also = {"also": f"{other_forms(row, 'title', language)} {row['page']}"}
            title, reason = (localized(row, column, language) for column in ("title", "reason"))
            yield [FIGURE, f"{name} {title}", address, "", reason, also]


def _claims(app: Sphinx) -> Iterator[list[Any]]:
    """Yield the claims, findable by id, number, name and subject in both languages."""
    language = app.config.handbook_language
    audit_page = context.document(app, "audit")
    tables = context.tables_of(app)
    for row in context.audit_rows(app):
        printed, measure = row["printed"], row["unit"]
        whose = provenance.whose(tables, row["entity"], language)
        period = period_words(row["period"], language) if row["period"] else ""
        shown = [printed_amount(printed, measure, language), period, whose, row["figure"]]
        # As printed, and as each language writes it: that is what people type.
        amounts = [with_unit(printed, measure), *(printed_amount(printed, measure, code) for code in tables.languages)]
        also = [*dict.fromkeys(amounts), row["period"], row["entity"]]
        also += [other_forms(row, "subject", language), row["page"]]
        address = row["url"] or f"{audit_page}.html#audit-{row['claim']}"
        yield [
            CLAIM,
            f"{row['claim']} {localized(row, 'subject', language)}",
            address,
            wording.verdict_word(row["verdict"], language),
            " · ".join(filter(None, shown)),
            {"also": " ".join(filter(None, also)), **({} if row["implied"] else _amount(printed, measure))},
        ]


def _amount(written: str, unit_name: str) -> dict[str, list[Any]]:
    """Return a printed number as it stands and in the base unit of its kind; nothing of a range or a date.

    >>> _amount("50.20", "万亿元"), _amount("2023-07-12", "日期")
    ({'amount': [50.2, 50200000000000.0]}, {})
    """
    try:
        return {"amount": [float(written), float(Fraction(written) * unit(unit_name).factor)]}
    except ValueError:
        return {}


def _references(app: Sphinx) -> Iterator[list[Any]]:
    """Yield tables and sources."""
    language = app.config.handbook_language
    if page := context.document(app, "data"):
        for table in computed.fresh(app, {"kind": "data", "call": "data"})["tables"]:
            columns = " ".join(f"{field['name']} {localized(field, 'title', language)}" for field in table["fields"])
            title = f"{table['name']} {localized(table, 'title', language)}"
            text = f"{table.get('description', '')} {columns}"
            yield [TABLE, title, f"{page}.html#table-{table['name']}", "", text, {}]
    if page := context.document(app, "sources"):
        for entry in computed.fresh(app, {"kind": "sources", "call": "sources"})["entries"]:
            yield [SOURCE, entry["text"], f"{page}.html#source-{entry['key']}", "", entry["key"], {}]
