"""The glossary: terms in both languages from one table, each with the pages that use it.

The nodes are made here, not written as Markdown: text from a table is text, whatever signs it holds. Chapters refer to
a term as in any Sphinx project, ``{term}`digital economy` ``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from handbook.language import Catalogue
from handbook.language.catalogue import file_of
from handbook.language.interface import localized, say
from handbook.quantities.printed import with_unit
from handbook.site import context
from handbook.site.internals import make_glossary_term
from handbook.tables.snapshot import Tables

__all__ = ["entries", "forms", "is_used", "listing", "words_of"]

_CHINESE = re.compile("[\u4e00-\u9fff]")
_SKIPPED = ("glossary", "data", "sources")
"""Pages that list terms, tables and titles: no place where a term is used."""


def entries(app: Sphinx, tables: Tables) -> list[dict[str, Any]]:
    """Return the terms in the order of the edition's language, each with the documents that use it."""
    zh = app.config.handbook_language == "zh"
    texts = {name: _text(app, name, tables) for name in sorted(app.env.found_docs) if _stem(name) not in _SKIPPED}
    records = tables.text("glossary").to_dict("records")
    rows = [{str(column): str(text) for column, text in record.items()} for record in records]
    rows.sort(key=lambda row: row["pinyin" if zh else "term"].lower())
    return [{**row, "used": [name for name, text in texts.items() if is_used(row, text)]} for row in rows]


def _stem(docname: str) -> str:
    return docname.rpartition("/")[2]


def forms(row: dict[str, str]) -> list[str]:
    """Return all forms in which a term appears.

    >>> forms({"term": "new three", "chinese": "新三样", "also": "old three; 老三样"})
    ['new three', '新三样', 'old three', '老三样']
    """
    return [row["term"], row["chinese"], *(form.strip() for form in row["also"].split(";") if form.strip())]


def is_used(row: dict[str, str], text: str) -> bool:
    """Return whether a text uses a term: whole words in English, in Chinese two characters or a unit after a number.

    >>> tenth = {"term": "tenth", "chinese": "成", "also": ""}
    >>> is_used(tenth, "7 成"), is_used(tenth, "2023 成立")
    (True, False)
    >>> claim = {"term": "claim", "chinese": "成", "also": ""}
    >>> is_used(claim, "Two claims."), is_used(claim, "reclaimed 完成")
    (True, False)
    """
    lower = _lower(text)
    for form in forms(row):
        if _CHINESE.search(form):
            if form in text and (len(form) > 1 or re.search(rf"\d ?{form}(?![\u4e00-\u9fff])", text)):
                return True
        elif form.lower() in lower and re.search(rf"(?<!\w){re.escape(form)}s?(?!\w)", text, re.IGNORECASE):
            return True
    return False


@lru_cache(maxsize=128)
def _lower(text: str) -> str:
    return text.lower()


def _text(app: Sphinx, docname: str, tables: Tables) -> str:
    """Return the words of a page in all languages: those of its file, of the figures and of the claims it shows."""
    file = Path(app.env.doc2path(docname))
    locale = context.locale_of(app)
    said = words_of(file, [file_of(locale, code, _stem(docname)) for code in tables.languages[1:]])
    for name, told in (("figures", "title"), ("claims", "subject")):
        frame = tables.text(name)
        columns = [key for key in tables.fields(name) if key in (told, "page") or key.startswith(f"{told}_")]
        chosen = frame[frame["chapter"] == _stem(docname)]
        said += [text for column in columns for text in chosen[column].unique()]
        if name == "claims":
            said += [with_unit(printed, unit) for printed, unit in zip(chosen["printed"], chosen["unit"], strict=True)]
    return "\n".join(said)


def words_of(file: Path, catalogues: Sequence[Path] = ()) -> list[str]:
    """Return the words of a page: its prose and what its code gives to readers, and their translations.

    Args:
        file: a chapter or a page in Markdown.
        catalogues: of the page in the other languages; one that is not there is empty.
    """
    translated = [text for catalogue in catalogues for text in Catalogue.read(catalogue).sentences.values()]
    return [_words(file, file.stat().st_mtime_ns), *translated]


@lru_cache(maxsize=128)
def _words(file: Path, changed: int) -> str:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".ipynb":
        return text
    said = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            said.append(source)
        else:  # of code only what is written to be read: no identifiers, no keys
            literals = re.findall(r'"([^"\n]*)"', source)
            said += [literal for literal in literals if " " in literal or _CHINESE.search(literal)]
    return "\n".join(said)


def listing(app: Sphinx, terms: list[dict[str, Any]], document: nodes.document) -> nodes.Element:
    """Return the glossary as Sphinx knows one: terms that can be referred to, with definitions."""
    language = app.config.handbook_language
    source, line = document.get("source", ""), 0
    items = nodes.definition_list("", classes=["simple", "glossary"])
    for row in terms:
        named = [row["term"], row["chinese"]] if language == "en" else [row["chinese"], row["term"]]
        item = nodes.definition_list_item()
        for name in named:
            chinese = name == row["chinese"]
            other = [f"language-{'zh' if chinese else 'en'}"] if chinese == (language == "en") else []
            # The language stands on the words inside: of a whole term docutils would want its quotation marks.
            term = make_glossary_term(
                app.env, [nodes.inline("", name, classes=other)], None, source, line, None, document
            )
            if chinese and language == "en":
                term += nodes.inline("", f" {row['pinyin']}", classes=["hb-muted", "language-zh-Latn"])
            item += term
        definition = nodes.definition()
        also = forms(row)[2:]
        if also:
            shown = say(language, "Related: ") + say(language, ", ", context="list").join(also)
            definition += nodes.paragraph(text=shown, classes=["hb-muted"])
        definition += nodes.paragraph(text=localized(row, "definition", language))
        if row["used"]:
            definition += _used(row["used"], language)
        item += definition
        items += item
    glossary = addnodes.glossary(sorted=False)  # they are in order already
    glossary += items
    return glossary


def _used(docnames: list[str], language: str) -> nodes.paragraph:
    used = nodes.paragraph("", say(language, "Used in "), classes=["hb-muted"])
    for place, docname in enumerate(docnames):
        if place:
            used += nodes.Text(say(language, ", ", context="list"))
        link = addnodes.pending_xref(
            "", refdomain="std", reftype="doc", reftarget=f"/{docname}", refexplicit=False, refwarn=True
        )
        link += nodes.inline("", docname, classes=["xref", "std", "std-doc"])
        used += link
    return used
