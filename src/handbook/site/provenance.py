"""The way back from a number: where it is printed, and which rows it was computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sphinx.application import Sphinx

from handbook.audit import Ledger
from handbook.language import Language, name_of, written
from handbook.language.interface import say
from handbook.language.printed import printed_amount, readable
from handbook.language.said import is_stated, said
from handbook.language.wording import qualified, qualifier_word
from handbook.quantities.printed import with_unit
from handbook.quantities.relations import CHECKS
from handbook.site.context import document, once, tables_of
from handbook.site.frames import typeset
from handbook.tables.snapshot import Tables, wanted

__all__ = ["in_report", "way_back", "whose"]


def in_report(app: Sphinx, row: dict[str, Any]) -> dict[str, str]:
    """Return what the report says of a claim, in our words and as it is printed, and in which line of its text."""
    known = _in_report(app)  # asked for by the audit, by each chapter, and by what seeks the pages that have changed
    if row["claim"] not in known:
        known[row["claim"]] = _reported(app, row)
    return known[row["claim"]]


@once
def _in_report(app: Sphinx) -> dict[str, dict[str, str]]:
    return {}


def _reported(app: Sphinx, row: dict[str, Any]) -> dict[str, str]:
    claims, _ = tables_of(app).derived(_claims)
    claim = claims.get(row["claim"], {})
    language = app.config.handbook_language
    entity = whose(tables_of(app), row["entity"], language)
    amount = printed_amount(row["printed"], row["unit"], language)
    return {
        "said": typeset(said({**claim, **row}, language, entity), language),
        "quoted": _as_printed(row, tables_of(app).languages),
        "read": "" if is_stated({**claim, **row}) else qualified(amount, row["qualifier"], language),
        "qualifier": "" if row["qualifier"] == "exact" else qualifier_word(row["qualifier"], language),
        "line": claim.get("line", ""),
        "token": claim.get("token", ""),
    }


def way_back(app: Sphinx, row: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in the report, and which functions computed it from which rows."""
    claims, checked = tables_of(app).derived(_claims)
    asked = checked.get(row["claim"], [])
    return {
        **in_report(app, row),
        "checks": [f"{check}({inputs})" for check, inputs in asked],
        "modules": sorted({CHECKS[check].__module__ for check, _ in asked}),
        "places": [
            {**_place(app, place, place in claims), "sources": _sources(app, place)} for place in row.get("places", [])
        ],
    }


def whose(tables: Tables, entity: str, language: str) -> str:
    """Return what the entity of a claim is called; nothing for the one that the data package says is ``understood``."""
    understood = tables.fields("claims")["entity"].get("understood")
    return "" if entity == understood else written(name_of(tables, entity, both=False), Language(language))


def _as_printed(row: Mapping[str, Any], languages: Sequence[str]) -> str:
    """Return the printed number in the language that its unit is written in, or as it is: as a quotation."""
    code = next((code for code in languages if readable(row["unit"], code)), None)
    return printed_amount(row["printed"], row["unit"], code) if code else with_unit(row["printed"], row["unit"])


def _place(app: Sphinx, place: str, is_claim: bool) -> dict[str, str]:
    """Return an input in words: a row of a table, or another claim."""
    if is_claim:
        page = document(app, "audit")
        return {"text": place, "url": f"{page}.html#audit-{place}" if page else ""}
    path, _, rest = place.partition("?")
    table, _, column = path.partition("/")
    column, _, line = column.partition("/")
    language = app.config.handbook_language
    words = [f"{table}.csv"]
    if column:
        words.append(say(language, "column {name}", name=column))
    if line:
        words.append(say(language, "line {number}", number=line))
    if rest:
        words.append(say(language, ", ").join(f"{column}={value}" for column, value in wanted(rest)))
    page = document(app, "data")
    return {"text": say(language, ", ").join(words), "url": f"{page}.html#table-{table}" if page else ""}


@once
def _sources(app: Sphinx, place: str) -> list[dict[str, str]]:
    """Return the sources of the rows that an input names, other than the report, with their places on the page of sources."""
    path, _, rest = place.partition("?")
    name, _, column = path.partition("/")
    tables = tables_of(app)
    table = tables.readable(name) if name in tables.names else None
    if table is None or "source" not in table.frame:
        return []
    line = column.partition("/")[2]
    named = Ledger.of(tables).rows(f"{name}?{rest}")[2] if rest else range(len(table.rows))
    origins = table.frame["source"].tolist()
    keys = dict.fromkeys(origins[at] for at in named if not line or str(table.rows[at]) == line)
    page = document(app, "sources")
    return [{"key": key, "url": f"{page}.html#source-{key}" if page else ""} for key in keys if key and key != REPORT]


REPORT = "report"
"""Key of the report that is examined, among the sources."""


def _claims(tables: Tables) -> tuple[dict[str, dict[str, str]], dict[str, list[tuple[str, str]]]]:
    claims = {str(row["claim"]): row for row in tables.text("claims").to_dict("records")}
    checked: dict[str, list[tuple[str, str]]] = {}
    for row in tables.text("checks").to_dict("records"):
        checked.setdefault(str(row["claim"]), []).append((str(row["check"]), str(row["inputs"])))
    return claims, checked  # type: ignore[return-value]
