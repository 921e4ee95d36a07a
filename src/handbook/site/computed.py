"""Parts of pages that are computed from the data alone: the audit, the index of figures, the tables, the sources."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from handbook.audit.claims import KINDS_OF_FINDING
from handbook.language import wording
from handbook.language.interface import other_forms, say
from handbook.quantities import relations
from handbook.quantities.units import unit
from handbook.quantities.verdicts import BASES, RECOMPUTED
from handbook.site import dictionary, edition, glossary, methods, rows
from handbook.site.citations import citation, cited, known
from handbook.site.context import (
    address,
    audit_rows,
    by_basis,
    chapters_of,
    counts,
    document,
    figure_rows,
    figures_of,
    finding_rows,
    once,
    rows_of,
    tables_of,
    title_of,
)
from handbook.site.nodes import node
from handbook.site.provenance import in_report, whose

__all__ = ["fresh", "payload_of", "register"]


def register(app: Sphinx) -> None:
    """Add a directive for each computed part."""
    for kind in _PAYLOADS:
        app.add_directive(f"handbook-{kind}", _directive(kind, _NODES.get(kind)))


def _directive(kind: str, node_of: Callable[..., nodes.Element] | None = None) -> type[SphinxDirective]:
    """Return a directive; where ``made`` is given it makes the nodes, else a template does when the page is written."""

    class Computed(SphinxDirective):
        """Puts a computed part of the site into a page; what stands behind its name goes to what computes it."""

        has_content = False
        optional_arguments = 1
        final_argument_whitespace = True

        def run(self) -> list[nodes.Node]:
            app: Sphinx = self.env.app
            call = " ".join([kind, *self.arguments])
            payload = payload_of(app, call)
            computed = getattr(self.env, "handbook_computed", {})
            computed.setdefault(self.env.docname, {})[call] = digest_of(before_titles(payload))
            self.env.handbook_computed = computed  # type: ignore[attr-defined]
            return [node_of(app, payload["terms"], self.state.document) if node_of else node(payload)]

    return Computed


def payload_of(app: Sphinx, call: str) -> dict[str, Any]:
    """Return what a directive shows; ``call`` is its kind and its arguments."""
    kind, *arguments = call.split()
    payload = {"kind": kind, "call": call, "id": f"handbook-{call.replace(' ', '-')}"}
    payload["language"] = app.config.handbook_language
    payload.update(_PAYLOADS[kind](app, *arguments))
    return payload


def fresh(app: Sphinx, payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload as it is now: what a page says of other pages is known only when all have been read."""
    return payload_of(app, payload["call"]) if payload["kind"] in _PAYLOADS else dict(payload)


def _audit(app: Sphinx) -> dict[str, Any]:
    rows, tables, language = audit_rows(app), tables_of(app), app.config.handbook_language
    chapters = Counter(row["chapter"] for row in rows)
    return {
        "verdicts": rows,
        "beside": {row["claim"]: in_report(app, row) for row in rows},
        "sizes": {row["claim"]: _size(row["printed"], row["unit"]) for row in rows},
        "entities": {name: whose(tables, name, language) for name in {row["entity"] for row in rows}},
        "counts": counts(rows),
        "chapters": {stem: (title_of(app, stem), n) for stem, n in chapters.items()},
        "bases": {basis: n for basis in BASES if (n := sum(row["basis"] == basis for row in rows))},
        "checks": dict(Counter(row["check"] for row in rows if row["check"]).most_common()),
        "kinds": _kinds(app, rows),
    }


def _size(written: str, unit_name: str) -> float | str:
    """Return a printed number in the base unit of its kind, so that a table sorts by it; nothing for a range or a date.

    >>> _size("50.2", "万亿元"), _size("147", "家"), _size("2023-07-12", "日期")
    (50200000000000.0, 147.0, '')
    """
    try:
        return float(Fraction(written) * unit(unit_name).factor)
    except ValueError:
        return ""


def _kinds(app: Sphinx, rows: list[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    """Return the kinds of claims, whose numbers they are, with the label that the data package gives and how many there are."""
    tables, language = tables_of(app), app.config.handbook_language
    labels = tables.fields("claims").get("kind", {}).get("labels", {})
    counted = Counter(row["kind"] for row in rows)
    return {kind: (wording.label(labels, kind, language, tables.languages), n) for kind, n in counted.most_common()}


def _by_chapter(app: Sphinx) -> dict[str, Any]:
    """Return how many claims of each chapter have each verdict, in the order of the report."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in audit_rows(app):
        rows.setdefault(row["chapter"], []).append(row)
    return {
        "by_chapter": {stem: counts(own_rows) for stem, own_rows in rows.items()},
        "most": max(map(len, rows.values()), default=1),
        "chapters": {stem: title_of(app, stem) for stem in rows},
    }


@once
def _findings(app: Sphinx) -> dict[str, Any]:
    findings = [{**row, "verdicts": rows_of(app, row["claims"])} for row in finding_rows(app)]
    return {
        "findings": findings,
        "kinds": {kind: sum(row["kind"] == kind for row in findings) for kind in KINDS_OF_FINDING},
    }


LEADING = 5
"""So many findings open the front page."""


@once
def _lead(app: Sphinx) -> dict[str, Any]:
    """Return the weightiest findings, each with the figures that its claims belong to."""
    figures = {row["figure"]: row for row in figure_rows(app)}
    findings = _findings(app)["findings"]
    leading = []
    for row in findings[:LEADING]:
        names = dict.fromkeys(verdict["figure"] for verdict in row["verdicts"])
        leading.append({**row, "figures": [figures[name] for name in names if name in figures]})
    return {"findings": leading, "all": len(findings)}


@once
def _headline(app: Sphinx) -> dict[str, Any]:
    rows = audit_rows(app)
    tally = counts(rows)
    computed = sum(n for verdict, n in tally.items() if verdict in RECOMPUTED)
    language = app.config.handbook_language
    return {
        "counts": tally,
        "total": len(rows),
        # The verdicts stand in an order that keeps both halves together.
        "halves": [
            (computed, 0, say(language, "{count} recomputed", count=computed)),
            (len(rows) - computed, computed, say(language, "{count} not recomputed", count=len(rows) - computed)),
        ],
        "by_basis": by_basis(rows),
        "most": max((sum(counted.values()) for _, counted, _ in by_basis(rows)), default=1),
        "leads": {relations.CONTRADICTED: _first_contradicted(app)},
        "findings": len(finding_rows(app)),
        "printed": sum(not row["implied"] for row in rows),
        "statuses": dict(Counter(r["status"] for r in figure_rows(app))),
    }


def _first_contradicted(app: Sphinx) -> str:
    """Return the weightiest finding whose number is contradicted, empty where there is none."""
    judged = {row["claim"]: row["verdict"] for row in audit_rows(app)}
    contradicted = (
        row["finding"] for row in finding_rows(app) if judged.get(row["claims"][0]) == relations.CONTRADICTED
    )
    return next(contradicted, "")


def _flagship(app: Sphinx) -> dict[str, Any]:
    # Not `once`: what is drawn differs before and after the pages are read.
    # Their charts are taken from the chapters when the page is written: it has to be when one of these has changed.
    chosen = list(tables_of(app).package.get("featured", ()))
    digests = getattr(app.env, "handbook_figures", {})
    drawn = [(name, [digests.get(name, {}).get(figure) for figure in chosen]) for name in chapters_of(app, chosen)]
    judged = [(row["claim"], row["verdict"]) for row in audit_rows(app) if row["figure"] in chosen]
    return {"chosen": chosen, "drawn": drawn, "judged": judged}


def _verdict_key(app: Sphinx) -> dict[str, Any]:
    return {"verdicts_known": list(relations.VERDICTS), "bases_known": list(BASES)}


def _figures(app: Sphinx) -> dict[str, Any]:
    rows = [dict(row) for row in figure_rows(app)]
    language = app.config.handbook_language
    other = {row["figure"]: row for row in tables_of(app).read("figures").to_dict("records")}
    counted: dict[str, Counter[str]] = {}
    for row in audit_rows(app):
        counted.setdefault(row["figure"], Counter())[row["verdict"]] += 1
    thumbs = {entry["figure"]: _drawn(app, entry["chapter"], entry["figure"]) for entry in rows}
    for entry in rows:
        known = counted.get(entry["figure"], Counter())
        entry["verdicts"] = {v: known[v] for v in relations.VERDICTS if known[v]}
        entry["other_title"] = other_forms(other[entry["figure"]], "title", language)
        entry["chapter_url"] = entry["url"].partition("#")[0]
    return {
        "figures": rows,
        "statuses": dict(Counter(row["status"] for row in rows)),
        "chapters": {stem: title_of(app, stem) for stem in {row["chapter"] for row in rows}},
        "thumbs": thumbs,
    }


def _drawn(app: Sphinx, chapter: str, figure: str) -> str:
    """Return the id of the first chart of a figure, its own or that of a part; empty where it has none."""
    ids = figures_of(app, document(app, chapter)).items()
    charts = (
        anchor
        for anchor, drawn in ids
        if drawn and anchor.startswith(figure) and not anchor[len(figure) :][:1].isdigit()
    )
    return next(charts, "")


@once
def _data(app: Sphinx) -> dict[str, Any]:
    tables, language = tables_of(app), app.config.handbook_language
    chapters = {row["figure"]: row["chapter"] for row in tables.text("figures").to_dict("records")}

    def figure_url(figure: str) -> str:
        return address(app, chapters.get(figure, ""), figure)

    described = [
        dictionary.table(name, tables, language, figure_url, lambda key: citation(app, key)) for name in tables.names
    ]
    return {"tables": described, "rows": sum(table["rows"] for table in described)}


@once
def _table(app: Sphinx, name: str) -> dict[str, Any]:
    return rows.rows(name, tables_of(app), app.config.handbook_language, lambda key: citation(app, key))


@once
def _list_sources(app: Sphinx) -> dict[str, Any]:
    used: dict[str, list[str]] = {}
    tables = tables_of(app)
    for name in tables.names:
        if "source" in tables.fields(name):
            for key in tables.text(name)["source"].unique():
                used.setdefault(str(key), []).append(name)
    pages_citing = cited(app)
    entries = []
    for key in sorted(known(app)):
        places = [(f"{name}.html", title_of(app, _stem(name))) for name in pages_citing.get(key, [])]
        entries.append({**citation(app, key), "tables": used.get(key, []), "cited": places})
    return {"entries": entries}


def _stem(docname: str) -> str:
    return docname.rpartition("/")[2]


def _of_methods(contents_of: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    @once
    def payload(app: Sphinx, *arguments: str) -> dict[str, Any]:
        return contents_of(tables_of(app), app.config.handbook_language, *arguments)

    return payload


@once
def _glossary(app: Sphinx) -> dict[str, Any]:
    return {"terms": glossary.entries(app, tables_of(app))}


_PAYLOADS: dict[str, Callable[..., dict[str, Any]]] = {
    "audit": _audit,
    "by-chapter": _by_chapter,
    "findings": _findings,
    "lead": _lead,
    "headline": _headline,
    "flagship": _flagship,
    "verdict-key": _verdict_key,
    "figures": _figures,
    "data": _data,
    "table": _table,
    "sources": _list_sources,
    "glossary": _glossary,
    **edition.payloads,
    "example": _of_methods(methods.example),
    "intervals": _of_methods(methods.intervals),
    "checks": _of_methods(methods.known_checks),
    "grades": _of_methods(methods.grades),
    "reasons": _of_methods(methods.reasons),
}


_NODES: dict[str, Callable[..., nodes.Element]] = {"glossary": glossary.listing}
"""Parts that are made of nodes, so that pages can refer to them; the others have a template of their name."""


def digest_of(payload: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def before_titles(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload without what is not known before all pages have been read: titles of chapters, what is drawn."""
    return {key: value for key, value in payload.items() if key not in ("chapters", "drawn", "thumbs")}
