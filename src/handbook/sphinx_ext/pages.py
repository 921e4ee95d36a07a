"""Pages that are computed from the data alone: the audit, the index of figures, the data dictionary, the sources."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache, partial, wraps
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from analysis import audit, checks, tables, wording
from handbook.sphinx_ext import dictionary, edition, glossary, methods
from handbook.sphinx_ext.output import TRACED, HandbookOutput, node

__all__ = [
    "audit_rows",
    "changed_elsewhere",
    "chapters_of",
    "citation",
    "figure_rows",
    "figures_of",
    "fresh",
    "issuers",
    "merged",
    "outdated",
    "read_now",
    "reads",
    "register",
    "remember",
    "way_back",
]


def register(app: Sphinx) -> None:
    """Add a directive for each computed part."""
    for kind in _PAYLOADS:
        app.add_directive(f"handbook-{kind}", _directive(kind, _NODES.get(kind)))


def data_dir(app: Sphinx) -> Path:
    """Return the folder of the edition's tables."""
    return Path(app.config.handbook_data_dir or tables.own_folder())


def _directive(kind: str, made: Callable[..., nodes.Element] | None = None) -> type[SphinxDirective]:
    """Return a directive; where ``made`` is given it makes the nodes, else a template does when the page is written."""

    class Computed(SphinxDirective):
        """Puts a computed part of the site into a page; what stands behind its name goes to what computes it."""

        has_content = False
        optional_arguments = 1
        final_argument_whitespace = True

        def run(self) -> list[nodes.Node]:
            app: Sphinx = self.env.app
            call = " ".join([kind, *self.arguments])
            payload = _payload(app, call)
            computed = getattr(self.env, "handbook_computed", {})
            computed.setdefault(self.env.docname, {})[call] = _digest(_before_titles(payload))
            self.env.handbook_computed = computed  # type: ignore[attr-defined]
            return [made(app, payload["terms"], self.state.document) if made else node(payload)]

    return Computed


def _payload(app: Sphinx, call: str) -> dict[str, Any]:
    """Return what a directive shows; ``call`` is its kind and its arguments."""
    kind, *arguments = call.split()
    made = {"kind": kind, "call": call, "id": f"handbook-{call.replace(' ', '-')}"}
    made["language"] = app.config.handbook_language
    made.update(_PAYLOADS[kind](app, *arguments))
    return made


def fresh(app: Sphinx, payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload as it is now: what a page says of other pages is known only when all have been read."""
    return _payload(app, payload["call"]) if payload["kind"] in _PAYLOADS else dict(payload)


# What is known of each page and kept between builds: digests of its computed parts, and what its figures refer to.
_KEPT = ("handbook_computed", "handbook_references")


def merged(app: Sphinx, env: Any, docnames: list[str], other: Any) -> None:
    """Take over from a process that read some of the pages what it knows of them."""
    for kept in _KEPT:
        known = {name: value for name, value in getattr(other, kept, {}).items() if name in docnames}
        setattr(env, kept, {**getattr(env, kept, {}), **known})


def remember(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what the figures and lists of a page refer to: sources, claims with what they were computed from.

    Kept too: the ids of its figures, and whether each has a chart.
    """
    figures: dict[str, bool] = {}
    sources: dict[str, None] = {}
    claims: dict[str, list[str]] = {}
    for element in doctree.findall(HandbookOutput):
        payload = element["payload"]
        if payload["kind"] not in TRACED:
            continue
        if payload["kind"] == "figure":
            figures[payload["id"]] = element["spec"] is not None
        sources.update(dict.fromkeys(payload.get("sources", [])))
        for entry in [payload, *payload.get("figures", [])]:
            claims.update({row["claim"]: row.get("places", []) for row in entry.get("verdicts", [])})
    known = getattr(app.env, "handbook_references", {})
    app.env.handbook_references = {**known, app.env.docname: (list(sources), claims, figures)}  # type: ignore[attr-defined]


def figures_of(app: Sphinx, docname: str) -> dict[str, bool]:
    """Return the ids of a page's figures and whether each has a chart, as of when it was last read."""
    found: dict[str, bool] = getattr(app.env, "handbook_references", {}).get(docname, ([], {}, {}))[2]
    return found


def reads(app: Sphinx, env: Any, docnames: list[str]) -> None:
    """Keep which pages are read in this build."""
    app.handbook_read = frozenset(docnames)  # type: ignore[attr-defined]


def read_now(app: Sphinx) -> frozenset[str]:
    """Return the pages that were read in this build."""
    return getattr(app, "handbook_read", frozenset())


def changed_elsewhere(app: Sphinx, env: Any) -> list[str]:
    """Return the pages that show something else than when they were last written, though their text is the same.

    A page shows the titles of all pages beside it, parts computed from tables and other pages, the way back of its
    claims and the full words of its sources.
    """
    computed, references = (getattr(env, kept, {}) for kept in _KEPT)
    around = [sorted((name, env.titles[name].astext()) for name in env.found_docs), env.toctree_includes]
    now = {}
    for docname in sorted(env.found_docs):
        sources, claims, _ = references.get(docname, ([], {}, {}))
        now[docname] = _digest(
            {
                "around": around,
                "computed": [_payload(app, call) for call in computed.get(docname, {})],
                "sources": [citation(app, key) for key in sources],
                "issuers": issuers(app, sources),
                "claims": [way_back(app, {"claim": name, "places": places}) for name, places in claims.items()],
            }
        )
    before = getattr(env, "handbook_shown", {})
    env.handbook_shown = now
    return [docname for docname, shown in now.items() if before.get(docname) != shown]


def _digest(payload: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def outdated(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages whose computed parts have changed since they were read."""
    return [
        docname
        for docname, calls in getattr(env, "handbook_computed", {}).items()
        if docname in env.found_docs
        and any(_digest(_before_titles(_payload(app, call))) != digest for call, digest in calls.items())
    ]


def _before_titles(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload without titles of chapters, which are not known before all pages have been read."""
    return {key: value for key, value in payload.items() if key != "chapters"}


# ── what they show ───────────────────────────────────────────────────────────────────────────────


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a function gives as long as one site is made: the tables do not change meanwhile."""
    kept: WeakKeyDictionary[Sphinx, dict[tuple[str, ...], Any]] = WeakKeyDictionary()

    @wraps(function)
    def once(app: Sphinx, *arguments: str) -> Any:
        answers = kept.setdefault(app, {})
        if arguments not in answers:
            answers[arguments] = function(app, *arguments)
        return answers[arguments]

    return once


@_once
def figure_rows(app: Sphinx) -> list[dict[str, str]]:
    """Return all figures with status, reason, chapter and address, as in ``figures.json``."""
    zh = app.config.handbook_language == "zh"
    rows = []
    for row in tables.read("figures", data_dir(app)).to_dict("records"):
        rows.append(
            {
                "figure": row["figure"],
                "title": row["title_zh" if zh else "title"],
                "page": row["page"],
                "part": str(row["part"]),
                "kind": row["kind"],
                "status": row["status"],
                "reason": row["reason_zh" if zh else "reason"],
                "chapter": row["chapter"],
                "url": address(app, row["chapter"], row["figure"]),
            }
        )
    return rows


def address(app: Sphinx, chapter: str, anchor: str) -> str:
    """Return the address of an anchor in a chapter, from the root of the site."""
    docname = document(app, chapter)
    return f"{docname}.html#{anchor}" if docname else ""


def document(app: Sphinx, stem: str) -> str:
    """Return the name of the document with that file stem, empty when there is none."""
    for docname in (stem, f"book/{stem}"):
        if docname in app.env.found_docs:
            return docname
    return ""


@_once
def audit_rows(app: Sphinx) -> list[dict[str, Any]]:
    """Return the verdicts with the addresses of their pages, as in ``audit.json``."""
    language = app.config.handbook_language
    book = audit.ledger(data_dir(app))
    rows = []
    for verdict in book.verdicts():
        row = audit.as_row(verdict, language)
        row["url"] = address(app, row["chapter"], row["claim"])
        row["weight"] = book.weight(verdict)
        rows.append(row)
    return rows


def _audit(app: Sphinx) -> dict[str, Any]:
    rows = audit_rows(app)
    chapters = Counter(row["chapter"] for row in rows)
    return {
        "verdicts": rows,
        "counts": counts(rows),
        "chapters": {stem: (_title(app, stem), n) for stem, n in chapters.items()},
        "checks": dict(Counter(row["check"] for row in rows if row["check"]).most_common()),
    }


def _by_chapter(app: Sphinx) -> dict[str, Any]:
    """Return how many claims of each chapter have each verdict, in the order of the report."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in audit_rows(app):
        rows.setdefault(row["chapter"], []).append(row)
    return {
        "by_chapter": {stem: counts(its) for stem, its in rows.items()},
        "most": max(map(len, rows.values()), default=1),
        "chapters": {stem: _title(app, stem) for stem in rows},
    }


def counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many claims have each verdict, in the order of `analysis.checks.VERDICTS`."""
    counted = Counter(row["verdict"] for row in rows)
    return {verdict: counted.get(verdict, 0) for verdict in checks.VERDICTS}


def _title(app: Sphinx, stem: str) -> str:
    title = app.env.titles.get(document(app, stem))
    return title.astext() if title is not None else stem


@_once
def _findings(app: Sphinx) -> dict[str, Any]:
    rows = {row["claim"]: row for row in audit_rows(app)}
    found = []
    for group in audit.findings(data_dir(app)):
        first, *others = (rows[verdict.claim.claim] for verdict in group)
        found.append({**first, "also": others})
    return {
        "verdicts": found,
        "kinds": {kind: sum(row["kind_of_finding"] == kind for row in found) for kind in audit.KINDS_OF_FINDING},
    }


@_once
def _headline(app: Sphinx) -> dict[str, Any]:
    rows = audit_rows(app)
    found = counts(rows)
    computed = sum(n for verdict, n in found.items() if verdict in checks.DECIDED)
    say = partial(wording.say, app.config.handbook_language)
    return {
        "counts": found,
        "total": len(rows),
        # The verdicts stand in an order that keeps both halves together.
        "halves": [
            (computed, 0, say("computed again", "个可重算")),
            (len(rows) - computed, computed, say("not computable", "个无从重算")),
        ],
        "printed": sum(not row["implied"] for row in rows),
        "statuses": dict(Counter(r["status"] for r in figure_rows(app))),
    }


FLAGSHIP = ("F21", "F24", "F15")
"""The figures of the front page: a share that holds, a comparison across countries, a sum that does not add up."""


@_once
def _flagship(app: Sphinx) -> dict[str, Any]:
    # Their charts are taken from the chapters when the page is written: it has to be when one of these has changed.
    files = [Path(app.env.doc2path(name)) for name in chapters_of(app, list(FLAGSHIP))]
    return {"chosen": list(FLAGSHIP), "of": [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]}


def chapters_of(app: Sphinx, figures: list[str]) -> list[str]:
    """Return the documents that hold these figures."""
    rows = tables.read("figures", data_dir(app))
    stems = rows[rows["figure"].isin(figures)]["chapter"]
    return [name for stem in dict.fromkeys(stems) if (name := document(app, str(stem)))]


def _verdict_key(app: Sphinx) -> dict[str, Any]:
    return {"verdicts_known": list(checks.VERDICTS)}


def _figures(app: Sphinx) -> dict[str, Any]:
    rows = [dict(row) for row in figure_rows(app)]
    column = "title" if app.config.handbook_language == "zh" else "title_zh"
    other = tables.read("figures", data_dir(app)).set_index("figure")[column]
    found: dict[str, Counter[str]] = {}
    for row in audit_rows(app):
        found.setdefault(row["figure"], Counter())[row["verdict"]] += 1
    for entry in rows:
        known = found.get(entry["figure"], Counter())
        entry["verdicts"] = {v: known[v] for v in checks.VERDICTS if known[v]}
        entry["other_title"] = other[entry["figure"]]
        entry["chapter_url"] = entry["url"].partition("#")[0]
    return {
        "figures": rows,
        "statuses": dict(Counter(row["status"] for row in rows)),
        "chapters": {stem: _title(app, stem) for stem in {row["chapter"] for row in rows}},
    }


@_once
def _data(app: Sphinx) -> dict[str, Any]:
    folder, language = data_dir(app), app.config.handbook_language
    chapters = {row["figure"]: row["chapter"] for row in tables.text("figures", folder).to_dict("records")}

    def figure_url(figure: str) -> str:
        return address(app, chapters.get(figure, ""), figure)

    described = [
        dictionary.table(name, folder, language, figure_url, lambda key: citation(app, key))
        for name in tables.names(folder)
    ]
    return {"tables": described, "rows": sum(table["rows"] for table in described)}


@_once
def _list_sources(app: Sphinx) -> dict[str, Any]:
    used: dict[str, list[str]] = {}
    folder = data_dir(app)
    for name in tables.names(folder):
        if "source" in tables.fields(name, folder):
            for key in tables.text(name, folder)["source"].unique():
                used.setdefault(str(key), []).append(name)
    cited = _cited(app)
    entries = []
    for key in sorted(_known(app)):
        places = [(f"{name}.html", _stem(name)) for name in cited.get(key, [])]
        entries.append({**citation(app, key), "tables": used.get(key, []), "cited": places})
    return {"entries": entries}


def _cited(app: Sphinx) -> dict[str, list[str]]:
    """Return the documents that cite each source in their text."""
    found: dict[str, list[str]] = {}
    for docname in sorted(app.env.found_docs):
        file = Path(app.env.doc2path(docname))
        for keys in re.findall(r"\{cite[\w:]*\}`([^`]+)`", file.read_text(encoding="utf-8")):
            for key in keys.split(","):
                if docname not in found.setdefault(key.strip(), []):
                    found[key.strip()].append(docname)
    return found


def _stem(docname: str) -> str:
    return docname.rpartition("/")[2]


def _of_methods(made: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    @_once
    def payload(app: Sphinx, *arguments: str) -> dict[str, Any]:
        return made(data_dir(app), app.config.handbook_language, *arguments)

    return payload


@_once
def _glossary(app: Sphinx) -> dict[str, Any]:
    return {"terms": glossary.entries(app, data_dir(app))}


_PAYLOADS: dict[str, Callable[..., dict[str, Any]]] = {
    "audit": _audit,
    "by-chapter": _by_chapter,
    "findings": _findings,
    "headline": _headline,
    "flagship": _flagship,
    "verdict-key": _verdict_key,
    "figures": _figures,
    "data": _data,
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


# ── the way back ──────────────────────────────────────────────────────────────────────────────────


def way_back(app: Sphinx, row: dict[str, Any]) -> dict[str, Any]:
    """Return where a claim's print stands and which functions computed it from which rows."""
    folder = data_dir(app)
    files = tuple(tables.path(name, folder) for name in ("claims", "checks"))
    claims, checked = _claims(files, tuple(file.stat().st_mtime_ns for file in files), str(folder))
    claim = claims.get(row["claim"], {})
    return {
        "line": claim.get("line", ""),
        "token": claim.get("token", ""),
        "checks": checked.get(row["claim"], []),
        "places": [_place(app, place, place in claims) for place in row.get("places", [])],
    }


def _place(app: Sphinx, place: str, is_claim: bool) -> dict[str, str]:
    """Return an input in words: a row of a table, or another claim."""
    if is_claim:
        page = document(app, "audit")
        return {"text": place, "url": f"{page}.html#audit-{place}" if page else ""}
    path, _, rest = place.partition("?")
    table, _, column = path.partition("/")
    column, _, line = column.partition("/")
    zh = app.config.handbook_language == "zh"
    words = [f"{table}.csv"]
    if column:
        words.append(f"列 {column}" if zh else f"column {column}")
    if line:
        words.append(f"第 {line} 行" if zh else f"line {line}")
    if rest:
        words.append(", ".join(f"{column}={value}" for column, value in tables.wanted(rest)))
    page = document(app, "data")
    return {"text": ", ".join(words), "url": f"{page}.html#table-{table}" if page else ""}


@lru_cache(maxsize=2)
def _claims(
    files: tuple[Path, ...], changed: tuple[int, ...], folder: str
) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    claims = {str(row["claim"]): row for row in tables.text("claims", Path(folder)).to_dict("records")}
    checked: dict[str, list[str]] = {}
    for row in tables.text("checks", Path(folder)).to_dict("records"):
        checked.setdefault(str(row["claim"]), []).append(f"{row['check']}({row['inputs']})")
    return claims, checked  # type: ignore[return-value]


# ── sources ──────────────────────────────────────────────────────────────────────────────────────


def _bib(app: Sphinx) -> Path:
    for place in ("references.bib", "book/references.bib"):
        if (Path(app.srcdir) / place).is_file():
            return Path(app.srcdir) / place
    return tables.own_folder().parent / "book" / "references.bib"


def _known(app: Sphinx) -> dict[str, dict[str, str]]:
    bib = _bib(app)
    return _entries(str(bib), bib.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _entries(bib: str, changed: int = 0) -> dict[str, dict[str, str]]:
    import codecs

    import latexcodec  # noqa: F401  (registers the codec that pybtex uses)
    from pybtex.database import parse_file

    def plain(latex: Any) -> str:
        text = codecs.decode(str(latex), "ulatex")  # type: ignore[call-overload]
        return " ".join(text.replace("{", "").replace("}", "").split())

    entries = {}
    for key, entry in parse_file(bib).entries.items():
        # Addresses are written as they are: two hyphens in them are no dash.
        fields = {name: value if name in ("url", "doi") else plain(value) for name, value in entry.fields.items()}
        people = [plain(person) for person in entry.persons.get("author", [])] or [fields.get("organization", "")]
        fields["people"] = "; ".join(person for person in people if person)
        entries[key] = fields
    return entries


def issuers(app: Sphinx, keys: Iterable[str]) -> list[str]:
    """Return who issued some sources, each once, named in the edition's language; not through whom it was seen."""
    language = app.config.handbook_language
    found: dict[str, None] = {}
    for key in keys:
        for body in (
            [] if key == "report" else _known(app).get(key, {}).get("people", "").partition(" via ")[0].split("; ")
        ):
            # In a line of names the English one alone is enough.
            found[wording.name(body, language, data_dir(app)).removesuffix(f" ({body})")] = None
        if key == "report":
            found[wording.say(language, "the report", "报告")] = None
    return [body for body in found if body]


def citation(app: Sphinx, key: str) -> dict[str, str]:
    """Return a source in words, with its address if it has a safe one."""
    fields = _known(app).get(key, {})
    parts = [
        fields.get("people", ""),
        fields.get("title", key),
        fields.get("publisher", "") or fields.get("journal", ""),
    ]
    parts += [fields.get("year", ""), fields.get("note", "")]
    url = fields.get("url", "") or (f"https://doi.org/{fields['doi']}" if "doi" in fields else "")
    if not url.startswith(("http://", "https://")):
        url = ""
    page = document(app, "sources")
    return {
        "key": key,
        "text": ". ".join(part.rstrip(".") for part in parts if part) + ".",
        "url": url,
        "page": f"{page}.html" if page else "",
    }
