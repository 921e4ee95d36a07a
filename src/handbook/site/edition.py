"""What an edition says of itself on its pages: which tables are its own, and what changed against the handbook's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sphinx.application import Sphinx

from handbook.audit import Ledger
from handbook.figures.drawing import specification
from handbook.figures.marks.horizontal import bars
from handbook.figures.marks.parts import Values
from handbook.language import Items, compare, doubts, wording
from handbook.language.interface import interface, localized, say
from handbook.site.context import address, document, tables_of
from handbook.tables import diff
from handbook.tables.diff import Change
from handbook.tables.doubts import Doubt
from handbook.tables.snapshot import Tables

__all__ = ["PAGE", "chart", "payloads"]

PAGE = "changes"
"""Name of the page of changes; only editions with replaced tables have it."""

MOVES = 12
"""How many of the largest moves are drawn."""


def edition(app: Sphinx) -> dict[str, Any]:
    """Return the label, the tables and the version of the edition."""
    return {"edition": app.config.handbook_edition, "page": document(app, PAGE)}


def changed(app: Sphinx) -> dict[str, Any]:
    """Return what changed against the handbook's own tables, with a chart of the largest moves."""
    language = app.config.handbook_language
    tables = tables_of(app)
    differences = compare.compare(compare.of_tables(tables.own, language), compare.of_tables(tables, language))
    rows = [_row(app, change, tables, language) for change in differences]
    contents: dict[str, Any] = {
        "edition": app.config.handbook_edition,
        "counts": compare.counts(differences),
        "doubts": [_doubted(one, tables, language) for one in Ledger.of(tables).doubts],
        "values": [row for row in rows if row["kind"] in ("added", "removed", "revised")],
        "ranks": [row for row in rows if row["kind"] == "rank"],
        "flips": [row for row in rows if row["kind"] in ("verdict", "claim")],
        "others": [row for row in rows if row["kind"] in ("schema", "figure", "text", "contradiction")],
        "largest": [
            _in_words(app, change, row) for change, row in zip(differences, rows, strict=True) if _is_large(change)
        ][:MOVES],
    }
    drawn = _drawn(differences, tables, language)
    if drawn is not None:
        contents["spec"], contents["alt"] = drawn, drawn["description"]
    return contents


def chart(tables: Tables, language: str) -> dict[str, Any] | None:
    """Return the specification of the chart of the largest moves; nothing where no level moved."""
    return _drawn(diff.between(tables.own, tables), tables, language)


def _drawn(changes: list[Change], tables: Tables, language: str) -> dict[str, Any] | None:
    moves = _moves(changes, tables, language)
    if moves.empty:
        return None
    told = [f"{label} {wording.percent(move)}" for label, move in zip(moves["label"], moves["relative"], strict=True)]
    axis = say(language, "Change of the newest value on the one before")
    return specification(
        bars(moves, "label", Values("relative", axis, "+.1%")),
        say(language, "Bars: {items}.", items=Items(told, apart=True).written(interface(language))),
    )


def _row(app: Sphinx, change: Change, tables: Tables, language: str) -> dict[str, Any]:
    """Return a change in words of the language."""
    row = {**change.as_row(), "title": change.table, "place": change.row, "heading": change.column}
    if change.kind in ("verdict", "claim"):
        claim = dict(change.key)["claim"]
        where = tables if change.new else tables.own
        [about] = where.text("claims").query("claim == @claim").to_dict("records")
        if not change.new:
            return {**row, "claim": claim, "subject": localized(about, "subject", language), "url": ""}
        url = address(app, about["chapter"], claim)
        return {**row, "claim": claim, "subject": localized(about, "subject", language), "url": url}
    if change.table in tables.names:
        entry = tables.resource(change.table)
        fields = tables.fields(change.table)
        heading = fields.get(change.column, {})
        row["title"] = localized(entry, "title", language) or change.table
        row["place"] = wording.key_words(change.table, change.key, tables, language)
        row["heading"] = localized(heading, "title", language) or change.column
        row["old"], row["new"] = (_shown(value, change.unit) for value in (change.old, change.new))
    return row


def _doubted(doubt: Doubt, tables: Tables, language: str) -> dict[str, Any]:
    """Return what is unlikely in words of the language."""
    place = wording.key_words(doubt.table, tuple(doubt.place.items()), tables, language) if doubt.place else ""
    heading = localized(tables.fields(doubt.table).get(doubt.column, {}), "title", language) or doubt.column
    said = {"place": place, "heading": heading, "value": doubt.value, "why": doubts.why(doubt, language)}
    return {"title": localized(tables.resource(doubt.table), "title", language) or doubt.table, **said}


def _is_large(change: Change) -> bool:
    """Return whether a change is a move of a value; the largest come first."""
    return change.kind in ("added", "revised") and change.size > 0


def _in_words(app: Sphinx, change: Change, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a move as it is told in one line, with the page of its chapter."""
    before = row["old"] or _shown(change.why.rpartition(": ")[2], change.unit)
    page = document(app, change.page) if change.page else ""
    return {**row, "old": before, "url": f"{page}.html" if page else ""}


def _shown(value: str, unit: str) -> str:
    if unit == "year":
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return wording.percent(number) if unit == "fraction" else wording.number(number)


def _moves(changes: list[Change], tables: Tables, language: str) -> pd.DataFrame:
    """Return the levels that moved most, one row per series: its newest value, against the old one or the one before.

    Shares and rates are left to the table: a change of a change says little.
    """
    newest: dict[tuple[Any, ...], Change] = {}
    for change in sorted(changes, key=lambda change: [value for name, value in change.key if name in diff.PERIODS]):
        if change.relative is None or change.kind not in ("added", "revised") or change.unit in ("fraction", "rank"):
            continue
        series = (change.table, change.column, *(pair for pair in change.key if pair[0] not in diff.PERIODS))
        newest[series] = change
    largest = sorted(newest.values(), key=lambda change: -abs(change.relative or 0))[:MOVES]
    rows = [
        {
            "label": f"{change.table}: {wording.key_words(change.table, change.key, tables, language)}",
            "relative": change.relative,
        }
        for change in largest
    ]
    return pd.DataFrame(rows, columns=["label", "relative"])


payloads = {"edition": edition, PAGE: changed}
