"""What a page needs to know of its edition: tables, rows of the audit and of the figures, addresses of pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx

from handbook.audit import Ledger
from handbook.language import rows as in_words
from handbook.language.interface import localized
from handbook.language.listed import forms_in, listed
from handbook.language.printed import spoken
from handbook.language.several import in_all
from handbook.quantities import relations
from handbook.quantities.verdicts import BASES
from handbook.site.imprint import Imprint, imprint
from handbook.tables.snapshot import Tables

__all__ = [
    "address",
    "audit_rows",
    "base_of",
    "by_basis",
    "chapters_of",
    "counts",
    "document",
    "figure_rows",
    "figures_of",
    "finding_rows",
    "forms_of",
    "imprint_of",
    "in_all_languages",
    "languages_of",
    "locale_of",
    "once",
    "rows_of",
    "tables_of",
    "title_of",
    "worked",
]


def tables_of(app: Sphinx) -> Tables:
    """Return the tables of the edition, one snapshot for all of its pages."""
    if not hasattr(app, "handbook_tables"):
        app.handbook_tables = Tables.open(app.config.handbook_data_dir or "data")  # type: ignore[attr-defined]
    tables: Tables = app.handbook_tables  # type: ignore[attr-defined]
    return tables


def imprint_of(app: Sphinx) -> Imprint:
    """Return who made the book, when and under which licences, in the language of the pages."""
    return imprint(tables_of(app).package, app.config.handbook_language, app.config.handbook_repository)


def base_of(app: Sphinx) -> str:
    """Return the address of the site, with a slash at its end; empty where it is not known."""
    # A page's own base address ends in the code of its language.
    return str(app.config.html_baseurl or "").removesuffix(f"{app.config.handbook_language}/")


def locale_of(app: Sphinx) -> Path:
    """Return the folder with the catalogues of the book: as told, or beside the chapters."""
    told = app.config.handbook_locale
    folders = [Path(told)] if told else [Path(app.srcdir) / name for name in ("book/locale", "locale")]
    return next((folder for folder in folders if folder.is_dir()), folders[0])


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a function gives as long as one site is made: the tables do not change meanwhile."""
    kept: WeakKeyDictionary[Sphinx, dict[tuple[str, ...], Any]] = WeakKeyDictionary()

    @wraps(function)
    def once(app: Sphinx, *arguments: str) -> Any:
        answers = kept.setdefault(app, {})
        if arguments not in answers:
            answers[arguments] = function(app, *arguments)
        return answers[arguments]

    return once


def languages_of(app: Sphinx) -> list[str]:
    """Return the languages of the site, the leading one first; only that of the pages where one is made by itself."""
    return list(app.config.handbook_languages) or [app.config.handbook_language]


WORDED = frozenset({"title", "reason", "reading", "noticed", "url"})
"""Fields of ``audit.json``, ``findings.json`` and ``figures.json`` that hold words or addresses of a language."""


def in_all_languages(app: Sphinx, rows: Callable[[Sphinx, str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return rows for readers of all languages of the site, with addresses from its root."""
    several = bool(app.config.handbook_languages)
    said = {}
    for code in languages_of(app):
        place = f"{code}/" if several else ""
        said[code] = [{**row, "url": place + row["url"] if row["url"] else ""} for row in rows(app, code)]
    joined_rows: list[dict[str, Any]] = in_all(said, WORDED)
    return joined_rows


@once
def figure_rows(app: Sphinx, language: str = "") -> list[dict[str, str]]:
    """Return all figures with status, reason, chapter and address in a language, that of the pages by default."""
    language = language or app.config.handbook_language
    rows = []
    for row in tables_of(app).read("figures").to_dict("records"):
        rows.append(
            {
                "figure": row["figure"],
                "title": localized(row, "title", language),
                "page": row["page"],
                "part": str(row["part"]),
                "kind": row["kind"],
                "status": row["status"],
                "reason": localized(row, "reason", language),
                "chapter": row["chapter"],
                "url": address(app, row["chapter"], row["figure"]),
            }
        )
    return rows


def address(app: Sphinx, chapter: str, anchor: str) -> str:
    """Return the address of an anchor in a chapter, from the folder of the language."""
    docname = document(app, chapter)
    return f"{docname}.html#{anchor}" if docname else ""


def document(app: Sphinx, stem: str) -> str:
    """Return the name of the document with that file stem, empty when there is none."""
    for docname in (stem, f"book/{stem}"):
        if docname in app.env.found_docs:
            return docname
    return ""


@once
def audit_rows(app: Sphinx, language: str = "") -> list[dict[str, Any]]:
    """Return the verdicts with the addresses of their pages in a language, that of the pages by default."""
    rows = in_words.audit_rows(Ledger.of(tables_of(app)), language or app.config.handbook_language)
    return [{**row, "url": address(app, row["chapter"], row["claim"])} for row in rows]


def forms_of(app: Sphinx) -> dict[str, str]:
    """Return what names and entries of the report's lists are called in the language of the pages."""
    return tables_of(app).derived(forms_in, app.config.handbook_language)


def worked(app: Sphinx, arithmetic: str) -> str:
    """Return arithmetic as readers of the pages read it: amounts, lists and signs between them in their language."""
    language = app.config.handbook_language
    return listed(spoken(arithmetic, language), forms_of(app), language)


@once
def finding_rows(app: Sphinx, language: str = "") -> list[dict[str, Any]]:
    """Return the findings with their addresses on the audit page, as in ``findings.json``."""
    page = document(app, "audit")
    rows = in_words.finding_rows(Ledger.of(tables_of(app)))
    return [{**row, "url": f"{page}.html#finding-{row['finding']}" if page else ""} for row in rows]


def rows_of(app: Sphinx, claims: Iterable[str]) -> list[dict[str, Any]]:
    """Return the verdicts on some claims, in their order; one that the audit does not know any more has none."""
    known = _by_claim(app)
    return [known[claim] for claim in claims if claim in known]


@once
def _by_claim(app: Sphinx) -> dict[str, dict[str, Any]]:
    return {row["claim"]: row for row in audit_rows(app)}


def counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many claims have each verdict, in the order of `handbook.quantities.relations.VERDICTS`."""
    counted = Counter(row["verdict"] for row in rows)
    return {verdict: counted.get(verdict, 0) for verdict in relations.VERDICTS}


def by_basis(rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, int], int]]:
    """Return for each basis, and last for claims without any, how many claims have each verdict, and in how many equations.

    Two claims that one equation links are one equation: a whole and its part, a number and its repetition.

    >>> whole, part = ({"verdict": "holds", "basis": "arithmetic", "links": ["C1", "C2"]} for _ in range(2))
    >>> [(basis, counted["holds"], equations) for basis, counted, equations in by_basis([whole, part])]
    [('arithmetic', 2, 1)]
    """
    groups: list[tuple[str, dict[str, int], int]] = []
    for basis in (*BASES, ""):
        own_rows = [row for row in rows if row["basis"] == basis]
        if own_rows:
            groups.append((basis, counts(own_rows), len({tuple(row["links"]) for row in own_rows})))
    return groups


def figures_of(app: Sphinx, docname: str) -> dict[str, bool]:
    """Return the ids of a page's figures and whether each has a chart, as of when it was last read."""
    figures: dict[str, bool] = getattr(app.env, "handbook_references", {}).get(docname, ([], [], {}))[2]
    return figures


def title_of(app: Sphinx, stem: str) -> str:
    """Return the title of a page, its name where it has none."""
    title = app.env.titles.get(document(app, stem))
    return title.astext() if title is not None else stem


def chapters_of(app: Sphinx, figures: list[str]) -> list[str]:
    """Return the documents that hold these figures."""
    rows = tables_of(app).read("figures")
    stems = rows[rows["figure"].isin(figures)]["chapter"]
    return [name for stem in dict.fromkeys(stems) if (name := document(app, str(stem)))]
