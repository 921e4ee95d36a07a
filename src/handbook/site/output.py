"""Notebook outputs as parts of a page: the ``<figure id="F20">`` and the lists of verdicts."""

from __future__ import annotations

import hashlib
import json
import re
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from sphinx.application import Sphinx

from handbook.figures.chapter import FIGURE_MIME
from handbook.figures.table import shown_cell
from handbook.language import compare, wording
from handbook.language.catalogue import WRITTEN_IN
from handbook.language.interface import localized, msgid, other_forms, say
from handbook.language.printed import printed_amount, readable, spoken
from handbook.language.said import names_whom, period_words
from handbook.quantities import relations
from handbook.quantities.printed import with_unit
from handbook.quantities.units import unit
from handbook.quantities.verdicts import CONSISTENT, MISWORDED
from handbook.site import archive, citations, computed, context, frames, provenance, references, render
from handbook.site.internals import MimeData, NbElementRenderer
from handbook.site.nodes import TRACED, HandbookOutput, node

__all__ = [
    "MEANINGS",
    "FigureRenderer",
    "depart",
    "environment",
    "joined_lines",
    "visit",
]


class FigureRenderer:
    """MyST-NB's interface for mime types: turns a bundle of `handbook.figures.chapter` into a `HandbookOutput`."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int]]] = [("*", FIGURE_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: int) -> list[nodes.Element] | None:
        """Return the node for a bundle of ours, None for others."""
        if inline or data.mime_type != FIGURE_MIME:
            return None
        content = json.loads(data.content) if isinstance(data.content, str) else dict(data.content)
        document = renderer.renderer.document
        # Executed by Jupyter Book itself, an output comes in all languages: staging has not seen it.
        content = content.get(document.settings.env.config.handbook_language, content)
        spec, place = content.pop("spec", None), content.pop("cell", None)
        output = node(content, spec)
        source = str(document.get("source", ""))
        if place is not None and source.endswith(".ipynb"):
            output["cell"] = (source, place)
        return [output]


def joined_lines(app: Sphinx, doctree: nodes.document) -> None:
    """Let no space stand where a line of Chinese prose ends in the source."""
    before = ""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, nodes.FixedTextElement | nodes.literal):
            continue
        joined = _CHINESE_LINE_END.sub("", before + text)[len(before) :]
        if joined != text:
            text.parent.replace(text, nodes.Text(joined))
        before = text[-1:]


_CHINESE_LINE_END = re.compile(r"(?<=[\u2e80-\uffef])\n")


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


def in_short(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table for reading: what every row repeats is said once, under ``same``, instead of in a column.

    The first column stays, and so do numbers: a column of equal numbers is a finding.

    >>> columns = [{"title": t, "type": "text", "unit": "", "key": t} for t in ("Name", "Group")]
    >>> made = in_short({"columns": columns, "rows": [["a", "x"], ["b", "x"], ["c", "x"]], "evidence": ["report"] * 3})
    >>> [c["title"] for c in made["columns"]], made["rows"], made["same"], made["grade"], made["evidence"]
    (['Name'], [['a'], ['b'], ['c']], [('Group', 'x')], 'report', [])
    """
    columns, rows, evidence = table["columns"], table["rows"], table["evidence"]
    same: list[tuple[str, str]] = []
    kept = list(range(len(columns)))
    if len(rows) >= 3:
        for at, column in enumerate(columns[1:], 1):
            values = {row[at] for row in rows}
            if column["type"] == "text" and len(values) == 1 and values != {None}:
                same.append((column["title"], shown_cell(rows[0][at], column)))
                kept.remove(at)
    one_grade = len(set(evidence)) == 1
    return {
        "columns": [columns[at] for at in kept],
        "rows": [[row[at] for at in kept] for row in rows],
        "same": same,
        "grade": evidence[0] if one_grade else "",
        "evidence": [] if one_grade else evidence,
    }


def rows_by_source(table: dict[str, Any], most: int = 8) -> dict[str, list[str]]:
    """Return which rows come from which source, by the names in their first column; none where all rows share one.

    >>> column = {"title": "Year", "type": "number", "unit": "year", "key": "year"}
    >>> rows_by_source({"columns": [column], "rows": [[2021], [2022]], "sources": ["caict2022", "caict2023"]})
    {'caict2022': ['2021'], 'caict2023': ['2022']}
    """
    rows_of: dict[str, dict[str, None]] = {}
    for row, source in zip(table["rows"], table["sources"], strict=False):
        rows_of.setdefault(source, {})[shown_cell(row[0], table["columns"][0])] = None
    if len(rows_of) < 2:
        return {}
    return {key: [*list(names)[:most], *(["…"] if len(names) > most else [])] for key, names in rows_of.items()}


_SYMBOLS = {
    relations.HOLDS: "✓",
    relations.ROUNDING: "≈",
    CONSISTENT: "=",
    relations.CONTRADICTED: "✗",
    MISWORDED: "≠",
    relations.CANNOT: "?",
    relations.AS_STATED: '"',
}


STATUSES = (
    msgid("recomputed", context="status"),
    msgid("partly recomputed", context="status"),
    msgid("not recomputable", context="status"),
    msgid("diagram", context="status"),
)
"""How much of a figure is recomputed."""

GRADES = {
    msgid("original", context="grade"): msgid("the publisher's own file was read"),
    msgid("reprint", context="grade"): msgid("seen in a press reprint of the publication"),
    msgid("report", context="grade"): msgid("stands only in the report itself: it is the claim, not its check"),
    msgid("secondary", context="grade"): msgid("seen only in a third party's transcription; decides nothing"),
    msgid("derived", context="grade"): msgid("computed here; decides nothing"),
    msgid("unverified", context="grade"): msgid(
        "quoted from memory, with no copy found to check it against; decides nothing"
    ),
}
"""Grades of evidence, with what they mean."""

MEANINGS = {
    relations.CONTRADICTED: msgid("as the report words it, the number and what follows from the data are incompatible"),
    MISWORDED: msgid("the number is right, the words around it are not: another period, base or subject"),
    relations.ROUNDING: msgid("recomputed: differs by no more than rounding allows"),
    relations.HOLDS: msgid(
        "recomputed from another publication or from other numbers of the report: exactly the number"
    ),
    CONSISTENT: msgid("agrees with the report itself only: repeated, or counted in its own list"),
    relations.CANNOT: msgid("no public data, evidence too weak, or a check that almost any number would pass"),
    relations.AS_STATED: msgid("a self-reported fact, a date or a rule: nothing to recompute it from"),
}
"""What the verdicts mean, in one line each."""


def _computed(value: float, unit: str, printed: str, language: str) -> str:
    """Return a computed value as the reason beside it says it.

    >>> _computed(41.67, "%", "41.7", "en"), _computed(149.0, "家", "147", "en"), _computed(566.06, "亿元", "566.08", "zh")
    ('41.67%', '149', '566.06亿元')
    """
    return printed_amount(wording.digits(value, unit, printed), unit, language)


def _moved(difference: float, unit: str) -> str:
    """Return a difference with its sign; that of two shares counts percentage points.

    >>> _moved(0.031, "fraction"), _moved(-4.5, "tn_cny")
    ('+3.1%', '−4.5')
    """
    text = wording.percent(difference) if unit == "fraction" else wording.number(difference)
    return text if text.startswith("−") else f"+{text}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates' environment; everything from tables is escaped."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["qualified"] = wording.qualified
    templates.filters["with_unit"] = printed_amount
    templates.filters["period"] = period_words
    templates.filters["names_whom"] = names_whom
    templates.filters["spoken"] = spoken
    templates.filters["joined_unit"] = with_unit
    templates.filters["readable"] = readable
    templates.filters["shown"] = shown_cell
    templates.filters["computed"] = _computed
    templates.filters["in_base"] = lambda value, unit_name: float(Fraction(value) * unit(unit_name).factor)
    templates.filters["grade"] = lambda grade, language: say(language, grade, context="grade") if grade else "–"
    templates.filters["explained"] = lambda grade, language: say(language, GRADES[grade])
    templates.filters["check_name"] = wording.check_name
    templates.filters["symbol"] = lambda verdict: _SYMBOLS[verdict]
    templates.filters["meaning"] = lambda verdict, language: say(language, MEANINGS[verdict])
    templates.filters["permille"] = lambda part, whole: round(1000 * part / whole) / 10
    templates.filters["finding"] = lambda kind, language: say(language, wording.KINDS_OF_FINDING[kind])
    templates.filters["basis"] = lambda basis, language: wording.basis_word(basis, language)
    templates.filters["words"] = lambda words, language: say(language, wording.WORDS[words])
    templates.filters["code"] = lambda verdict: verdict.replace(" ", "-")
    templates.filters["in_order"] = lambda rows: [
        (verdict, n) for verdict in relations.VERDICTS if (n := sum(row["verdict"] == verdict for row in rows))
    ]
    templates.filters["moved"] = _moved
    templates.filters["by_reason"] = by_reason
    templates.filters["typeset"] = frames.typeset
    templates.filters["counted"] = lambda kind, language: say(language, compare.COUNTED[kind])
    templates.filters["what"] = lambda kind, language: say(language, compare.WHAT[kind])
    templates.globals["localized"] = localized
    templates.globals["other_forms"] = other_forms
    templates.globals["verdict_word"] = wording.verdict_word
    templates.globals["status_word"] = lambda status, language: say(language, status, context="status")
    return templates


def visit(self: Any, element: HandbookOutput) -> None:
    """Write a figure or a list as HTML."""
    app: Sphinx = self.builder.app
    payload = computed.fresh(app, element["payload"])
    language = payload.get("language", WRITTEN_IN)
    _trace(app, payload)
    said = _said_in_section(self, element)
    values: dict[str, Any] = {
        "p": payload,
        "say": partial(say, language),
        "language": language,
        "depth": "../" * self.builder.current_docname.count("/"),
        "root": "../" * (self.builder.current_docname.count("/") + bool(app.config.handbook_languages)),
        "site": app,
        "sources": _sources(app, payload.get("sources", [])),
        "issuers": say(language, ", ", context="list").join(citations.issuers(app, payload.get("sources", []))),
        "data_page": f"{name}.html" if (name := context.document(app, "data")) else "",
        "audit_page": f"{context.document(app, 'audit')}.html",
        "changes_page": f"{name}.html" if (name := context.document(app, "changes")) else "",
        "figures_page": f"{context.document(app, 'figures')}.html",
        "step": element.get("step"),
        "coloured": partial(_coloured, self.highlighter),
        "codebook": archive.in_language("codebook.md", language, context.languages_of(app)),
        "cite": partial(references.reference, app),
        "page_name": f"{self.builder.current_docname}.html",
        "worked": partial(context.worked, app),
        "said": said,
        "once": partial(_first_time, said),
    }
    if payload["kind"] == "figure":
        values.update(
            table=in_short(payload["table"]),
            rows_by_source=rows_by_source(payload["table"]),
            hollow=frames.hollow(element["spec"]),
            key=frames.key_words(payload["grades"], language),
            zooms=render.zooms(element["spec"]),
        )
    spec = element["spec"] or payload.get("spec")
    if spec is not None:
        wide, narrow = render.both(spec, payload["id"], payload["alt"], cache(app))
        values.update(wide=Markup(wide), narrow=Markup(narrow))
    if payload["kind"] == "figure" and (base := context.base_of(app)):
        values["embed"] = frames.snippet(base, language, payload["id"], payload["title"], str(values.get("wide", "")))
    if payload["kind"] == "flagship":
        values["cards"] = _cards(app, payload["chosen"])
    self.body.append(environment().get_template(f"{payload['kind']}.html").render(values))
    raise nodes.SkipNode


def _said_in_section(self: Any, element: nodes.Element) -> set[str]:
    """Return the notes that figures before this one have said in its section; the page's translator keeps them."""
    kept: dict[int, set[str]] = self.__dict__.setdefault("handbook_said", {})
    section = element.parent
    while section is not None and not isinstance(section, nodes.section):
        section = section.parent
    return kept.setdefault(id(section), set())


def _first_time(said: set[str], note: str) -> bool:
    """Return whether a note is new, and remember it.

    >>> said = set()
    >>> _first_time(said, "Hollow: weak"), _first_time(said, "Hollow: weak")
    (True, False)
    """
    new = note not in said
    said.add(note)
    return new


def by_reason(figures: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return figures that cannot be recomputed by their reason, in the order in which each reason comes first.

    >>> [(why, len(figures)) for why, figures in by_reason([{"reason": r} for r in ("lost", "drawn", "lost")])]
    [('lost', 2), ('drawn', 1)]
    """
    grouped: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        grouped.setdefault(figure["reason"], []).append(figure)
    return list(grouped.items())


def frame_of(app: Sphinx, element: HandbookOutput, docname: str) -> frames.Frame:
    """Return what stands round a figure that leaves its page."""
    content = {**element["payload"], "spec": element["spec"]}
    language, base = app.config.handbook_language, context.base_of(app)
    return frames.frame(
        content,
        citations.issuers(app, content.get("sources", [])),
        str(app.config.html_title),
        context.imprint_of(app),
        language,
        f"{base}{language}/{docname}.html#{content['id']}" if base else "",
    )


def depart(self: Any, element: HandbookOutput) -> None:
    """Never called: `visit` skips the children."""


def cache(app: Sphinx) -> Path:
    """Return the folder that keeps drawings between builds, one for all editions."""
    return Path(app.config.handbook_drawings or Path(app.doctreedir).parent / ".svg")


@lru_cache(maxsize=1024)
def _coloured(highlighter: Any, text: str) -> Markup:
    """Return code with its colours: the same measure stands behind many figures."""
    return Markup(highlighter.highlight_block(text, "python"))


def _cards(app: Sphinx, chosen: list[str]) -> list[dict[str, Any]]:
    """Return the figures of these names as cards, with their charts: taken from the chapters as they are now."""
    figures: dict[str, tuple[str, HandbookOutput]] = {}
    for docname in context.chapters_of(app, chosen):
        for element in app.env.get_doctree(docname).findall(HandbookOutput):
            figures.setdefault(element["payload"].get("id", ""), (docname, element))
    cards = []
    for anchor in chosen:
        if anchor not in figures:
            continue
        docname, element = figures[anchor]
        payload = {**element["payload"], "verdicts": context.rows_of(app, element["payload"]["claims"])}
        card = {"payload": payload, "url": f"{docname}.html#{anchor}", "wide": "", "narrow": ""}
        if element["spec"] is not None:
            wide, narrow = render.both(element["spec"], f"flagship-{anchor}", payload["alt"], cache(app))
            card.update(wide=Markup(wide), narrow=Markup(narrow))
        cards.append(card)
    return cards


def _trace(app: Sphinx, payload: dict[str, Any]) -> None:
    """Give every claim its verdict and the way back: where the print stands, what was computed from which rows, by which function."""
    if payload["kind"] not in TRACED:
        return
    for entry in [payload, *payload.get("figures", [])]:
        rows = context.rows_of(app, entry.get("claims", []))
        entry["verdicts"] = [{**row, "way": provenance.way_back(app, row)} for row in rows]


def _sources(app: Sphinx, keys: list[str]) -> list[dict[str, str]]:
    return [citations.citation(app, key) for key in keys]


def digest(text: str) -> str:
    """Return a short digest for file names."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]
