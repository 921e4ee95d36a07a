"""Which pages are written again: those that show something else than when they were last written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook.language.catalogue import file_of
from handbook.site.anchors import beside
from handbook.site.citations import citation, issuers
from handbook.site.computed import before_titles, digest_of, payload_of
from handbook.site.context import base_of, imprint_of, languages_of, locale_of, rows_of, tables_of
from handbook.site.nodes import TRACED, HandbookOutput
from handbook.site.provenance import way_back

__all__ = [
    "before_titles",
    "changed_elsewhere",
    "digest_of",
    "made_anew",
    "merged",
    "outdated",
    "reads",
    "remember",
]


# What the environment keeps of each page between builds, by the page's name.

_COMPUTED = "handbook_computed"
"""Digests of its computed parts."""

_REFERENCES = "handbook_references"
"""What its figures and lists refer to: sources, claims, ids of figures and whether each has a chart."""

_FIGURES = "handbook_figures"
"""A digest of each of its figures."""


def merged(app: Sphinx, env: Any, docnames: list[str], other: Any) -> None:
    """Take over from a process that read some of the pages what it knows of them."""
    for kept in (_COMPUTED, _REFERENCES, _FIGURES):
        known = {name: value for name, value in getattr(other, kept, {}).items() if name in docnames}
        setattr(env, kept, {**getattr(env, kept, {}), **known})


def remember(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what the figures and lists of a page refer to: sources and claims.

    Kept too: the ids of its figures, whether each has a chart, and a digest of each.
    """
    figures: dict[str, bool] = {}
    digests: dict[str, str] = {}
    sources: dict[str, None] = {}
    claims: list[str] = []
    for element in doctree.findall(HandbookOutput):
        payload = element["payload"]
        if payload["kind"] not in TRACED:
            continue
        if payload["kind"] == "figure":
            figures[payload["id"]] = element["spec"] is not None
            # A page of others' figures shows the first that has an id.
            digests.setdefault(payload["id"], digest_of({"payload": payload, "spec": element["spec"]}))
        sources.update(dict.fromkeys(payload.get("sources", [])))
        for entry in [payload, *payload.get("figures", [])]:
            claims += entry.get("claims", [])
    known = getattr(app.env, _REFERENCES, {})
    setattr(app.env, _REFERENCES, {**known, app.env.docname: (list(sources), claims, figures)})
    known = getattr(app.env, _FIGURES, {})
    setattr(app.env, _FIGURES, {**known, app.env.docname: digests})


def reads(app: Sphinx, env: Any, docnames: list[str]) -> None:
    """Keep which pages are read in this build."""
    app.handbook_read = frozenset(docnames)  # type: ignore[attr-defined]


def made_anew(app: Sphinx) -> frozenset[str]:
    """Return the pages that were read in this build, or show something else than in the last one."""
    none: frozenset[str] = frozenset()
    return getattr(app, "handbook_read", none) | getattr(app, "handbook_changed", none)


def changed_elsewhere(app: Sphinx, env: Any) -> list[str]:
    """Return the pages that show something else than when they were last written, though their text is the same.

    A page stands in what the book's settings, contents and style sheets make of it. It shows the titles of all pages
    beside it, who made the book and where it stands, parts computed from tables and other pages, the verdicts on its
    claims with their way back and the full words of its sources.
    """
    computed, references = getattr(env, _COMPUTED, {}), getattr(env, _REFERENCES, {})
    titles = sorted((name, env.titles[name].astext()) for name in env.found_docs)
    around = [titles, env.toctree_includes, asdict(imprint_of(app)), base_of(app), app.config.handbook_around]
    now = {}
    for docname in sorted(env.found_docs):
        sources, claims, _ = references.get(docname, ([], [], {}))
        now[docname] = digest_of(
            {
                "around": around,
                "computed": [payload_of(app, call) for call in computed.get(docname, {})],
                "sources": [citation(app, key) for key in sources],
                "issuers": issuers(app, sources),
                "claims": [{**row, "way": way_back(app, row)} for row in rows_of(app, claims)],
            }
        )
    before = getattr(env, "handbook_shown", {})
    env.handbook_shown = now
    changed = [docname for docname, shown in now.items() if before.get(docname) != shown]
    app.handbook_changed = frozenset(changed)  # type: ignore[attr-defined]
    env.handbook_made_of = {
        docname: (digest, _content(_included(env, docname)))
        for docname, digest in app.handbook_made_of.items()  # type: ignore[attr-defined]
    }
    return changed


def outdated(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages whose text, or whose computed parts, have changed since they were read.

    Sphinx compares dates of files with the time of its last reading: a clock that was ahead then hides every change.
    Nor does it know of the catalogues that chapters are translated with.
    """
    # As of before they are read: what is edited from here on is seen by the next build.
    now = {docname: _content(_text(app, docname)) for docname in env.found_docs}
    app.handbook_made_of = now  # type: ignore[attr-defined]
    before, computed = getattr(env, "handbook_made_of", {}), getattr(env, _COMPUTED, {})
    return [
        docname
        for docname, text in now.items()
        if docname in before
        and (
            before[docname] != (text, _content(_included(env, docname)))
            or any(
                digest_of(before_titles(payload_of(app, call))) != was
                for call, was in computed.get(docname, {}).items()
            )
        )
    ]


def _text(app: Sphinx, docname: str) -> list[Path]:
    """Return what a page is read from: its file, its twins', whose headings are its anchors, a chapter's catalogues."""
    file, codes = Path(app.env.doc2path(docname)), languages_of(app)
    twins = [twin for code in codes if (twin := beside(app, docname, code))]
    domains = (file.stem, tables_of(app).helpers) if file.suffix == ".ipynb" else ()
    return [file, *twins, *(file_of(locale_of(app), code, domain) for code in codes for domain in domains)]


def _included(env: Any, docname: str) -> list[Path]:
    """Return what was read with a page, as of when it was last read: files that it includes, pictures."""
    return [Path(env.srcdir, file) for file in sorted(env.dependencies.get(docname, ()))]


def _content(files: Iterable[Path]) -> str:
    """Return a digest of files, of which some may not be there."""
    digests = (hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file())
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()
